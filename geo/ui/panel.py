"""Beside the map: the evidence for what is selected, or a list to select from."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from typing import Any, Final

import pandas as pd
import streamlit as st

from geo.errors import QueryError
from geo.ui import evidence, listing, loaders, memory, words
from geo.ui.markup import literal, plain
from geo.ui.state import State
from geo.views import Evidence

_GLANCE: Final = 20
"""Lines of the list that nobody asked for; it is made anew with every click."""

_LONGEST: Final = 100
"""Lines of a list that somebody asked for; more are in the table."""


def show(state: State, frame: pd.DataFrame) -> None:
    """Show the evidence for the selected incident; with none selected, the list that the state asks for."""
    if state.incident:
        try:
            _evidence(loaders.evidence(state.incident), frame)
        except QueryError:
            st.info("The incident that this link points to is not in this snapshot.", icon=":material/search:")
        return
    _list(state, frame)


def _evidence(told: Evidence, frame: pd.DataFrame) -> None:
    st.button("← Back to the list", key="panel.back", type="tertiary", on_click=memory.changing(incident=""))
    if told.id not in set(frame["id"]):
        st.caption("This incident is outside the filter.")
    st.html(evidence.card(told))
    for one in told.claims:
        st.html(evidence.LINE + evidence.claim(one, loaders.document(one.document.id).text))
        with st.container(horizontal=True, gap="small"):
            st.page_link(
                "pages/sources.py",
                label="Open the document at the sentence",
                query_params=memory.link(document=one.document.id, claim=one.id),
            )
            with st.popover("Cite", type="tertiary"):
                st.code(evidence.citation(one), language=None, wrap_lines=True)
    if len(told.claims) > 1:
        st.html(evidence.LINE + evidence.compared(told))


def _list(state: State, frame: pd.DataFrame) -> None:
    picked = listing.listed(frame, state.listed)
    if state.listed == listing.UNMAPPED:
        _unmapped(state)
    elif state.listed == listing.UNDATED and picked is not None:
        _titled("Undated", "No day can be told from what is said.", picked)
    elif picked is not None:
        _titled(f"{words.count(len(picked), 'incident')} here", "Pick one to see its evidence.", picked)
    elif frame.empty:
        st.info("No incident matches the filter. Take out one of the chips above, or clear the filter.", icon=":material/search:")
    else:
        mapped = frame[frame["mapped"].astype(bool)]
        st.markdown("**Pick a marker, or one of these; the latest first**")
        _lines(mapped.sort_values(["first", "last"], ascending=False, kind="stable").to_dict("records"), _GLANCE)
        if len(mapped) < len(frame):
            left = words.count(len(frame) - len(mapped), "incident")
            st.button(
                f"{left} not on the map", key="panel.unmapped", type="tertiary", on_click=memory.changing(listed=listing.UNMAPPED)
            )


def _unmapped(state: State) -> None:
    frame = loaders.not_on_map(state.filter)
    _close("Not on the map")
    st.caption("Nothing is drawn more exactly than it was said.")
    for reason, group in frame.groupby("reason", sort=False):
        st.markdown(f"**{literal(str(reason))}** ({len(group)})")
        _lines(group.to_dict("records"))
    if frame.empty:
        st.caption("Every incident that the filter leaves is on the map.")


def _titled(title: str, caption: str, frame: pd.DataFrame) -> None:
    _close(title)
    st.caption(caption if len(frame) else "There is none.")
    _lines(frame.to_dict("records"))


def _close(title: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{title}**")
        st.button("Show all", key="panel.all", type="tertiary", on_click=memory.changing(listed=""))


def _lines(rows: Iterable[dict[Any, Any]], longest: int = _LONGEST) -> None:
    lines = list(rows)
    with st.container(gap=None, key=f"panel-lines-{lines[0]['id'] if lines else 'none'}"):
        for row in lines[:longest]:
            when = words.period(_day(row["first"]), _day(row["last"]), str(row.get("date_precision", "day")))
            said = textwrap.shorten(plain(str(row["snippet"])), 96, placeholder="…")
            st.button(
                f"{literal(str(row['title']))} · {literal(when)}  \n:gray[{literal(said)}]",
                key=f"panel.pick.{row['id']}",
                type="tertiary",
                width="stretch",
                on_click=memory.changing(incident=str(row["id"])),
            )
    if len(lines) > longest:
        st.caption(f"and {len(lines) - longest:,} more on the page Table")


def _day(value: Any) -> Any:  # noqa: ANN401  # a cell of a frame
    return None if pd.isna(value) else value.date()
