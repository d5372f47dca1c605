"""What was clicked in a chart."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from geo.charts import PICK


def picked(key: str) -> Mapping[str, str]:
    """Return the fields of the mark that was clicked in the chart of that key; none when a click took a choice back."""
    picks = st.session_state.get(key, {}).get("selection", {}).get(PICK, [])
    return {name: str(value) for name, value in picks[-1].items() if value not in {None, ""}} if picks else {}
