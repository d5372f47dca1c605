"""A link to another page leads there, whatever else runs the old page just then."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import streamlit as st

_KEY: Final = "following"
_SCRIPT: Final = Path(__file__).with_name("following.js")
_NAME: Final = "incident_atlas_following"


def listen() -> None:
    """Ask for the page of a link again where a press on it came to nothing, unless something else was pressed meanwhile."""
    with st.container(key=_KEY):
        # Not at the top: it is made known to the server that runs, which there is none of where `geo.ui` is only imported.
        st.components.v2.component(_NAME, js=_SCRIPT.read_text(encoding="utf-8"))(key=f"{_KEY}.links")
