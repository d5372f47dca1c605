"""Beside the map: the evidence for what is selected, or a list to select from."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from typing import Any, Final

import pandas as pd
import streamlit as st

from geo import views
from geo.errors import QueryError
from geo.ui import contests, evidence, listing, loaders, memory, rangeclaims, words
from geo.ui.markup import literal, plain
from geo.ui.state import State
from geo.views import Evidence, Filter

_GLANCE: Final = 20
"""Lines of the list that nobody asked for; it is made anew with every click."""

LINES: Final = "panel-lines"
"""Key of a container of lines to pick from, by which the style sheet knows them."""

_LONGEST: Final = 100
"""Lines of a list that somebody asked for; more are in the table."""


def show(state: State) -> None:
    """Show the evidence for the selected incident; with none selected, the list that the state asks for."""
    if state.incident:
        open_evidence(state)
    else:
        _list(state)


def open_evidence(state: State, *, elsewhere: bool = False) -> None:
    """
    Show the evidence for the selected incident.

    Parameters
    ----------
    state
        What is selected.
    elsewhere
        Whether there is no map beside it, so that a link leads there.
    """
    try:
        told = loaders.evidence(state.incident)
    except QueryError:
        st.info("The incident that this link points to is not in this snapshot.", icon=":material/search:")
        return
    with st.container(horizontal=True, gap="small", key="panel-ways"):
        st.button("← Back to the list", key="panel.back", type="tertiary", on_click=memory.changing(incident=""))
        if elsewhere and told.mapped:
            st.page_link("pages/map.py", label="Show on the map", query_params=memory.link(incident=told.id, listed=""))
    _evidence(told, inside=loaders.asked(views.holds, state.filter, told.id))


def _evidence(told: Evidence, *, inside: bool) -> None:
    if not inside:
        st.caption("This incident is outside the filter.")
    st.html(evidence.card(told))
    contested = loaders.asked(views.contests, (told.id,)).get(told.id, ()) if told.disagreements else ()
    if told.record:
        st.html(evidence.LINE + evidence.record(told.claims[0], told.record))
        return
    for one, also in evidence.printed_alike(told.claims):
        against = contests.against(one, contested)
        st.html(evidence.LINE + evidence.claim(one, loaders.document(one.document.id).text, against, also))
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
    rangeclaims.beside(told)


def _list(state: State) -> None:
    part = listing.part(state.listed)
    if state.listed.partition(":")[0] == listing.UNMAPPED:
        _unmapped(state)
    elif part is not None:
        found, total = loaders.asked(views.some, state.filter, limit=_LONGEST, **part)
        if state.listed == listing.UNDATED:
            titled("Undated", "No day can be told from what is said.", found, total)
        else:
            titled(f"{words.count(total, 'incident')} here", "Pick one to see its evidence; the latest first.", found, total)
    else:
        _glance(state)


def warm_up() -> None:
    """Find what the first visitor is shown."""
    loaders.asked(views.some, Filter(), limit=_GLANCE, mapped=True)


def _glance(state: State) -> None:
    """Show the latest, for a reader who has asked for nothing yet."""
    told = loaders.headline(state.filter)
    if not told.incidents:
        st.info("No incident matches the filter. Take out one of the chips above, or clear the filter.", icon=":material/search:")
        return
    found, total = loaders.asked(views.some, state.filter, limit=_GLANCE, mapped=True)
    st.markdown("**Pick a marker, or one of these; the latest first**")
    lines(found.to_dict("records"), total=total)
    if told.not_on_map:
        left = words.count(told.not_on_map, "incident")
        st.button(
            f"{left} not on the map", key="panel.unmapped", type="tertiary", on_click=memory.changing(listed=listing.UNMAPPED)
        )


def _unmapped(state: State) -> None:
    reasons = loaders.asked(views.unmapped_reasons, state.filter)
    wanted = state.listed.partition(":")[2]
    shown = reasons[reasons["reason"] == wanted] if wanted else reasons
    _close("Not on the map")
    st.caption("Nothing is drawn more exactly than it was said.")
    with st.container(key=LINES):
        for why, count in zip(shown["reason"], shown["count"], strict=True):
            st.markdown(f"**{literal(why)}** ({count:,})")
            lines(loaders.asked(views.not_on_map, state.filter, why, _LONGEST).to_dict("records"), total=int(count), key=None)
    if shown.empty:
        st.caption("There is none." if wanted else "Every incident that the filter leaves is on the map.")


def titled(title: str, caption: str, frame: pd.DataFrame, total: int | None = None, **cleared: str) -> None:
    """Show a list under a title that is Markdown, with a button that sets the fields `cleared`, else `listed`, of the state."""
    _close(title, **cleared)
    st.caption(caption if len(frame) else "There is none.")
    lines(frame.to_dict("records"), total=total)


def _close(title: str, **cleared: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{title}**")
        st.button("Show all", key="panel.all", type="tertiary", on_click=memory.changing(**cleared or {"listed": ""}))


def lines(rows: Iterable[dict[Any, Any]], longest: int = _LONGEST, total: int | None = None, key: str | None = LINES) -> None:
    """
    Show rows of a frame of incidents as lines to pick from, and how many of `total`, or of the rows, are not shown.

    Of several lists on a page each has a `key` of its own that `geo/ui/style.css` knows, or none where they stand in a container
    that has one.
    """
    told = list(rows)
    more = (len(told) if total is None else total) - min(len(told), longest)
    with st.container(gap=None, key=key):
        for row in told[:longest]:
            when = words.period(views.day_of(row["first"]), views.day_of(row["last"]), str(row.get("date_precision", "day")))
            said = textwrap.shorten(plain(str(row["snippet"])), 96, placeholder="…")
            st.button(
                f"{literal(str(row['title']))} · {literal(when)}  \n:gray[{literal(said)}]",
                key=f"panel.pick.{row['id']}",
                type="tertiary",
                width="stretch",
                on_click=memory.changing(incident=str(row["id"])),
            )
    if more > 0:
        st.caption(f"and {more:,} more on the page Table")
