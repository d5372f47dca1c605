"""Says on an open page that new data has come, and after the change to it what is new; the view stays as it is."""

from __future__ import annotations

from typing import Final

import streamlit as st

from geo.ui import loaders, visitor, words
from geo.views import Filter

EVERY_S: Final = 15
"""Between two looks of an open page; a look reads two small files."""

_SEEN: Final = "newer.seen"


def show(snapshot: str) -> None:
    """
    Look now and then whether something newer than what the page is made of is in force.

    Whoever does not ask for it gets it with the next thing they do, as every run of a page is made of what is in force.

    Parameters
    ----------
    snapshot
        The id of what the page is made of.
    """
    count = loaders.headline(Filter()).incidents
    seen, before = st.session_state.get(_SEEN, (snapshot, count))
    st.session_state[_SEEN] = (snapshot, count)
    if seen != snapshot:
        st.toast(f"This is the new data: {words.count(count, 'incident')}, {before:,} before", icon=":material/update:")
    visitor.fragment(_look, run_every=EVERY_S)()


def _look() -> None:
    if loaders.is_outdated():
        with st.container(horizontal=True, vertical_alignment="center", gap="small", border=True, key="newer-told"):
            st.markdown("New data has come")
            if st.button("Show it", key="newer.switch", type="primary", help="What you chose, and where the map stands, stay"):
                st.rerun()
