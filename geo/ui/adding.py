"""Adding what is looked at to a briefing, from any page and with one press, which can be taken back."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import Final

import streamlit as st
from streamlit.navigation.page import Page

from geo import briefing, views
from geo.access import Right
from geo.briefing import Deck, Scene
from geo.briefing.deck import LONGEST_TITLE, Query
from geo.errors import GeoError
from geo.ui import desk, loaders, looking, memory, mount, visitor, words
from geo.ui.chips import chips
from geo.ui.guard import Guard
from geo.ui.markup import flat, literal
from geo.ui.state import State
from geo.views import Filter

_LOG: Final = logging.getLogger("geo")
_LAST: Final = "adding.last"
_SAID: Final = "adding.said"
_FAILED: Final = "adding.failed"

BRIEFING: Final = "briefing"
"""Path of the page that shows decks; it is no view of the data itself."""

_WITH_MAP: Final = ("", "ranges")
_LIT: Final = ("light", "dark")
_SHORT: Final = 60
"""Characters of a title in a line that has no more room."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What was added last."""

    deck: str
    title: str
    scene: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """A page in a state: what a scene keeps."""

    page: str
    query: Query


def show(page: str, home: Page, deck: str) -> None:
    """
    Show what adds the page as it is looked at, and what came of it; on other pages than the briefing's own.

    Parameters
    ----------
    page
        Path of the page.
    home
        The briefing's own page.
    deck
        Id of the deck that the links to other pages name.
    """
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="frame-add"), Guard():
        looking.listen()
        if page == BRIEFING:
            return
        _remember(page)
        if not visitor.may(Right.BRIEF):
            return
        st.button(
            "Add this view",
            key="view-taken.add",
            icon=":material/add_to_photos:",
            on_click=_add,
            args=(page,),
            type="tertiary",
            shortcut="a",
            help="To the briefing: page, filter, selection, map and rings as they are now",
        )
        if failed := st.session_state.pop(_FAILED, ""):
            st.markdown(f":red[{failed}]")
        elif last := st.session_state.get(_LAST):
            _told(last, home)
        if memory.current().deck != deck:
            st.rerun()  # the links to other pages name the deck too


def _told(last: Added, home: Page) -> None:
    if st.session_state.pop(_SAID, False):
        st.toast(f"Added to {literal(last.title[:_SHORT])} as scene {last.number}", icon=":material/check:")
    link = memory.link(deck=last.deck, scene=last.scene)
    st.page_link(home, label=f"Scene {last.number} of {literal(last.title[:_SHORT])}", query_params=link)
    st.button("Undo", key="adding.undo", type="tertiary", on_click=_undo, help="Take the scene out again")


def looked() -> Looked | None:
    """Return the page that was looked at last, as it was when it was left; None when there was none."""
    told: tuple[str, State, str] | None = st.session_state.get("adding.looked")
    if told is None:
        return None
    page, state, lit = told
    return Looked(page=page, query=query_of(page, state, looking.at(), lit))


def _remember(page: str) -> None:
    st.session_state["adding.looked"] = (page, memory.current(), mount.theme())


def query_of(page: str, state: State, at: str, lit: str) -> Query:
    """Return what a scene keeps of a state: all of it but the briefing's own, with the place of the map and how it is lit."""
    light = state.look if state.look in _LIT else lit
    look = "" if state.look in _LIT else state.look
    query = replace(state, deck="", scene="", look=look).to_query()
    if at and page in _WITH_MAP:
        query["at"] = [at]
    query["theme"] = [light]
    return tuple(sorted((name, tuple(values)) for name, values in query.items()))


def link_of(scene: Scene, deck: str, lit: str) -> dict[str, list[str]]:
    """Return the query of the address at which the app stands as the scene has it."""
    query = {name: list(values) for name, values in scene.query if name not in {"at", "theme"}}
    state = replace(State.from_query(query), deck=deck)
    theme = next(iter(scene.values("theme")), lit)
    if theme != lit and not state.look and theme in _LIT:
        state = replace(state, look=theme)
    return state.to_query() | {"at": list(scene.values("at")) or [looking.FIT]}


def proposed(page: str, state: State) -> str:
    """Return a title for what is looked at: the incident that is selected, else the filter in words with its time."""
    if state.incident:
        found = loaders.asked(views.at, state.incident)
        if len(found):
            return flat(str(found["title"].iloc[0]))[:LONGEST_TITLE]
    parts = [label for label, _ in chips(replace(state.filter, first=None, last=None), loaders.facets(Filter()))]
    what = ", ".join(label.partition(": ")[2] or label for label in parts) or "All incidents"
    told = loaders.headline(state.filter)
    last = min(filter(None, (told.last, state.until)), default=None)
    time = words.period(told.first, last) if told.first and last and told.first <= last else ""
    named = f"{what}, {time}" if time else what
    before = {"": "", "timeline": "Timeline: ", "ranges": "Ranges: ", "actors": "Actors: ", "disagreements": "Disagreements: "}
    return flat(f"{before.get(page, '')}{named}")[:LONGEST_TITLE]


def scene(page: str, query: Query, title: str) -> Scene:
    """Return a new scene that remembers what it shows."""
    made = Scene(id=desk.fresh(), title=title, page=page, query=query)
    return replace(made, seen=briefing.seen(loaders.snapshot(), made))


def _add(page: str) -> None:
    state = memory.current()
    try:
        made = scene(page, query_of(page, state, looking.at(), mount.theme()), proposed(page, state))
        deck = _into(state.deck, made)
    except GeoError as error:
        _LOG.warning("a view was not added: %s", error)
        st.session_state[_FAILED] = f"Not added: {literal(desk.reason(error))}"
    else:
        st.session_state[_LAST] = Added(deck=deck.id, title=deck.title, scene=made.id, number=len(deck.scenes))
        st.session_state[_SAID] = True
        desk.open_(deck.id)
        memory.change(deck=deck.id)


def _into(wanted: str, made: Scene) -> Deck:
    known = {one.id for one in desk.shelf().list()}
    name = next((one for one in (wanted, desk.opened()) if one in known), "")
    return desk.append(name, made) if name else desk.new(scenes=(made,))


def _undo() -> None:
    last: Added = st.session_state.pop(_LAST)
    try:
        desk.without(last.deck, last.scene)
    except GeoError as error:
        _LOG.warning("a view was not taken out: %s", error)
        st.session_state[_FAILED] = f"Not taken out: {literal(desk.reason(error))}"
