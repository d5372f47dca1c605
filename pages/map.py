"""Where: incidents on the map, and the evidence for the selected one beside it."""

import streamlit as st

from geo import ui

state = ui.current()
frame = ui.incidents(state.filter)

left, right = st.columns([2, 1], gap="small")
with left:
    ui.mount.show(state, frame)
    st.caption(ui.as_of())
with right, st.container(height=560, border=False, key="map-panel"):
    ui.panel.show(state, frame)
