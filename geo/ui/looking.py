"""Where the map stood when something was pressed: only the browser knows, and it tells when it is asked."""

from __future__ import annotations

import re
from typing import Final

import streamlit as st

from geo.ui import browser

_KEY: Final = "looking.at"
_TOLD: Final = "looking.told"
_AT: Final = re.compile(r"-?\d{1,2}\.\d{4},-?\d{1,3}\.\d{4},\d{1,2}(?:\.\d{1,8})?")
_LONGEST: Final = 100

FIT: Final = "fit"
"""What stands in the address instead of a position where the map is to take in all that it shows (`static/frame.js`)."""


def listen() -> None:
    """Hear from the browser; what asks for the place of the map has a key that begins with "view-taken"."""
    told = browser.run("looking", _KEY, data={"at": _told()}, on_at_change=_heard)
    # A window that is connected again, to another process, has told it to the one before: nothing changes for it.
    _keep(told.at)


def at() -> str:
    """Return latitude, longitude and zoom as "31.0000,44.0000,5"; empty when no map has been looked at."""
    told = _told()
    return told if _AT.fullmatch(told) else ""


def _told() -> str:
    return str(st.session_state.get(_TOLD, ""))


def _heard() -> None:
    _keep(st.session_state[_KEY].get("at", ""))


def _keep(told: object) -> None:
    st.session_state[_TOLD] = str(told or "")[:_LONGEST]
