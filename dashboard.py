"""The router: which pages there are, and what stands around each of them."""

import streamlit as st

from geo import ui

st.set_page_config(page_title="Incident Atlas", page_icon="🗺️", layout="wide", initial_sidebar_state="auto")

pages = [
    st.Page("pages/map.py", title="Map", default=True),
    st.Page("pages/timeline.py", title="Timeline", url_path="timeline"),
    st.Page("pages/ranges.py", title="Ranges", url_path="ranges"),
    st.Page("pages/actors.py", title="Actors", url_path="actors"),
    st.Page("pages/disagreements.py", title="Disagreements", url_path="disagreements"),
    st.Page("pages/table.py", title="Table", url_path="table"),
    st.Page("pages/briefing.py", title="Briefing", url_path="briefing"),
    st.Page("pages/sources.py", title="Sources", url_path="sources"),
    st.Page("pages/datasets.py", title="Data sets", url_path="datasets"),
    st.Page("pages/quality.py", title="Quality", url_path="quality"),
]
page = st.navigation(pages, position="hidden")

with ui.Guard():
    if ui.admitted():
        end = ui.begin(pages, page)
        ui.visitor.card()
        with ui.Guard():
            page.run()
        end()
