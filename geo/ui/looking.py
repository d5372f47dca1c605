"""Where the map stood when something was pressed: only the browser knows, and it tells when it is asked."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import streamlit as st

_KEY: Final = "looking.at"
_TOLD: Final = "looking.told"
_SCRIPT: Final = Path(__file__).with_name("looking.js")
_AT: Final = re.compile(r"-?\d{1,2}\.\d{4},-?\d{1,3}\.\d{4},\d{1,2}(?:\.\d{1,8})?")
_LONGEST: Final = 100
_NAME: Final = "incident_atlas_looking"

FIT: Final = "fit"
"""What stands in the address instead of a position where the map is to take in all that it shows (`static/frame.js`)."""


def listen() -> None:
    """Hear from the browser; what asks for the place of the map has a key that begins with "view-taken"."""
    with st.container(key="looking"):
        _component()(key=_KEY, data={"at": _told()}, on_at_change=_heard)


def at() -> str:
    """Return latitude, longitude and zoom as "31.0000,44.0000,5"; empty when no map has been looked at."""
    told = _told()
    return told if _AT.fullmatch(told) else ""


def _told() -> str:
    return str(st.session_state.get(_TOLD, ""))


def _heard() -> None:
    told = st.session_state[_KEY].get("at", "")
    st.session_state[_TOLD] = str(told)[:_LONGEST]


def _component() -> st.components.v2.types.ComponentRenderer:
    # Not at the top: it is made known to the server that runs, which there is none of where `geo.ui` is only imported.
    return st.components.v2.component(_NAME, js=_SCRIPT.read_text(encoding="utf-8"))
