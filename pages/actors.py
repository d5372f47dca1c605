"""Who: who did what to whom, as a matrix or a graph, and everything that is told of one actor."""

import streamlit as st

from geo import ui

state = ui.current()
left, right = st.columns([2, 1], gap="medium")
with left, st.container(height=560, border=False, key="actors-stage"), ui.Guard():
    ui.people.show(state)
with right, st.container(height=560, border=False, key="actors-panel"), ui.Guard():
    ui.people.beside(state)
