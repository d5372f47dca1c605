"""Style and scripts of ours in the page: how it looks, and what only the browser knows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import streamlit as st
from streamlit.components.v2.bidi_component.state import ComponentResult

from geo import api

_STYLE: Final = Path(__file__).with_name("style.css")


def dress() -> None:
    """Give the page its style, unless our own server has put it there: each rule that is there twice is tried twice."""
    if not api.served.is_set():
        st.html(_STYLE)


def run(name: str, key: str, data: object = None, **heard: Callable[[], None]) -> ComponentResult:
    """
    Run the script `name.js` beside this file in the page, and return what it has told.

    Parameters
    ----------
    name
        Of the script; its hidden container is called by it.
    key
        Of what it has told, in the session's state.
    data
        What the script is given; it runs again whenever this changes.
    heard
        Callbacks, as `on_<what it tells>_change`.
    """
    # Not at the top: it is made known to the server that runs, which there is none of where `geo.ui` is only imported.
    script = Path(__file__).with_name(f"{name}.js").read_text(encoding="utf-8")
    listening: Any = st.components.v2.component(f"incident_atlas_{name}", js=script)
    with st.container(key=name):
        told: ComponentResult = listening(key=key, data=data, **heard)
    return told
