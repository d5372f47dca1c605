"""Where: incidents on the map, and the evidence for the selected one beside it."""

import streamlit as st

from geo import ui

state = ui.current()
rings = ui.rings.chosen(state.rings)


def draw(reached: ui.State) -> None:
    """Draw the map of what time has come to."""
    ui.mount.show(reached, rings)
    st.caption(ui.as_of())
    ui.rings.warn(rings)


with st.container(key="map-columns"):
    left, right = st.columns([2, 1], gap="small")
with left:
    ui.strip.show(state, draw)
with right, st.container(height=560, border=False, key="map-panel"):
    # Another choice is another pair of tabs, which opens at its evidence.
    evidence, ranges = st.tabs(["Evidence", "Range rings"], key=f"map.tabs.{state.incident}.{state.listed}", on_change="rerun")
    with evidence:
        if ui.afterwards.is_time():
            ui.panel.show(state)
        else:
            ui.afterwards.hold()
    if ranges.open:  # at a million incidents there are many places to launch from
        with ranges:
            ui.rings.show(rings)
ui.afterwards.listen()
