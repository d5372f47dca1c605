"""The first map of a visitor goes before the rest of its page, which is shown once the browser has drawn it."""

from __future__ import annotations

from typing import Final

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from geo import api
from geo.ui import browser

_KEY: Final = "afterwards.map"
_TIME: Final = "afterwards.time"
"""Set in a session that waits for nothing any more."""

_LINES: Final = 8


def begin(*, mapped: bool) -> None:
    """Begin a run of a page; only a first page with a map waits, and only where a server answers the questions of that map."""
    if not (mapped and api.served.is_set()):
        st.session_state[_TIME] = True


def is_time() -> bool:
    """Return whether what can wait for the first map is shown."""
    return _TIME in st.session_state


def hold() -> None:
    """Show lines without words in the place of what waits."""
    st.html(f'<div class="waiting" aria-busy="true" aria-label="Loading">{"<i></i>" * _LINES}</div>')


def listen() -> None:
    """Hear from the browser when the map is drawn; the page is run again then."""
    if not is_time():
        # Of a session of its own: a window that is connected again, to another process, must tell that one as well.
        browser.run("afterwards", f"{_KEY}.{_session()}", on_drawn_change=_heard)


def _session() -> str:
    context = get_script_run_ctx()
    return context.session_id if context else ""


def _heard() -> None:
    st.session_state[_TIME] = True
