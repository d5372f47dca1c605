"""Who says otherwise: incidents about which the sources contradict each other, field by field, in their own words."""

import streamlit as st

from geo import ui

state = ui.current()
left, right = st.columns([2, 1], gap="medium")
with left, st.container(height=560, border=False, key="disagreements-stage"), ui.Guard():
    ui.contests.show(state)
with right, st.container(height=560, border=False, key="disagreements-panel"), ui.Guard():
    if state.incident:
        ui.panel.open_evidence(state, elsewhere=True)
    else:
        st.caption("Pick an incident to see all of its evidence here.")
