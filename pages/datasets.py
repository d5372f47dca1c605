"""Data sets: incidents that others recorded, imported beside the documents, each with its license and what was left out."""

import streamlit as st

from geo import ui

ui.current()
left, right = st.columns([2, 1], gap="medium")
with left, st.container(height=560, border=False, key="datasets-stage"), ui.Guard():
    ui.intake.show()
with right, st.container(height=560, border=False, key="datasets-panel"), ui.Guard():
    ui.holdings.show()
