"""All of it: the incidents that the filter leaves, to sort, to pick from and to take away."""

import streamlit as st

from geo import ui

state = ui.current()
if ui.table.is_empty(state):
    st.info("No incident matches the filter. Take out one of the chips above, or clear the filter.", icon=":material/search:")
else:
    left, right = st.columns([2, 1], gap="medium")
    with left:
        with st.container(height=480, border=False, key="table-frame"):
            ui.table.show(state)
        st.caption(ui.as_of())
    with right, st.container(height=560, border=False, key="table-panel"):
        if state.incident:
            ui.panel.show(state)
        else:
            st.caption("Pick a row to see its evidence here.")
