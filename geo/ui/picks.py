"""What was clicked in a chart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st


def newest(key: str) -> Mapping[str, Any]:
    """
    Return the fields of the mark that was clicked last in the chart of that key; none when a click took a choice back.

    A chart keeps one choice for each layer, so the new one is that which was not there before.
    """
    told: Mapping[str, Any] = st.session_state.get(key, {}).get("selection", {})
    before: Mapping[str, Any] = st.session_state.get(f"{key}.seen", {})
    st.session_state[f"{key}.seen"] = dict(told)
    fresh = [picks for name, picks in told.items() if picks and picks != before.get(name)]
    return dict(fresh[0][-1]) if fresh else {}
