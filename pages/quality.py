"""How far to trust it: measured accuracy, what is not on the map and why, what was not read, and how exactly things are said."""

import streamlit as st

from geo import ui

state = ui.current()
with st.container(height=560, border=False, key="quality-stage"):
    ui.report_card.accuracy()
    left, right = st.columns(2, gap="large")
    with left:
        ui.report_card.unmapped(state)
        ui.report_card.unused()
        ui.report_card.names()
    with right:
        ui.report_card.shares(state)
        ui.report_card.publications()
    ui.report_card.outlets()
    ui.report_card.skipped()
