"""When: incidents in lanes by kind or by actor, played forward or whole, and the evidence beside them."""

import streamlit as st

from geo import ui

state = ui.current()
left, right = st.columns([2, 1], gap="medium")
with left, st.container(height=560, border=False, key="timeline-stage"), ui.Guard():
    ui.chronicle.show(state)
with right, st.container(height=560, border=False, key="timeline-panel"), ui.Guard():
    ui.chronicle.beside(state)
