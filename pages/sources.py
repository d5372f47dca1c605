"""What was read: each document with its marked-up text; what was skipped, and why."""

import streamlit as st

from geo import ui

state = ui.current()
frame = ui.documents()
if frame.empty:
    st.info("No document was read. Put reports into the folder `seeds/` and run `python -m geo build`.", icon=":material/search:")
    ui.shelf.skipped()
else:
    left, right = st.columns([1, 2], gap="medium")
    with left, st.container(height=560, border=False, key="sources-shelf"):
        ui.shelf.show(frame, state.document)
        ui.shelf.skipped()
    with right, st.container(height=560, border=False, key="sources-paper"):
        ui.shelf.open_document(state.document or str(frame["id"].iloc[0]), state.claim)
