"""Ranges: who is within reach of what, from where, according to whom."""

import streamlit as st

from geo import ui

state = ui.current()
choice = ui.launching.look_up(state.ranges)
with st.container(key="ranges-columns"):
    left, right = st.columns([11, 10], gap="small")
with left:
    ui.reach.stage(state, choice)
with right, st.container(height=560, border=False, key="ranges-panel"), ui.Guard():
    ui.reach.panel(state, choice)
