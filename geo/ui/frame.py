"""What every page has: the way to the other pages, the filter, the headline and the chips."""

from __future__ import annotations

import atexit
import gc
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Final

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.navigation.page import Page
from streamlit.runtime.pages_manager import PagesManager

from geo import maps
from geo.errors import GeoError
from geo.meters import RERUNS
from geo.ui import (
    adding,
    afterwards,
    browser,
    following,
    listing,
    loaders,
    memory,
    newer,
    panel,
    saving,
    sidebar,
    strip,
    visitor,
    words,
)
from geo.ui.chips import chips
from geo.ui.markup import literal
from geo.ui.state import State
from geo.views import Filter, Headline, origins
from geo.views.selection import selected

_BEGUN: Final = "frame.begun"
"""Set in a session that has seen a page: only to its first page the numbers come first, so that nothing moves."""

_KEEP: Final = "\u200b"
"""Nothing to see; it keeps the spaces at the ends of a text, which Streamlit would strip."""

_COPY_LINK: Final = Path(__file__).with_name("copy_link.html")


def current() -> State:
    """Return the state that the URL asks for; for pages, which begin with it."""
    # Until the router has run once in a server, Streamlit takes each file in `pages/` for a page of its own and runs it without
    # what stands around it. Whoever comes first by the address of a page is sent through the router.
    if PagesManager.uses_pages_directory:
        PagesManager.uses_pages_directory = False
        st.rerun()
    visitor.stay()
    return memory.current()


def begin(pages: list[Page], page: Page) -> Callable[[], None]:
    """
    Show what stands above the content of every page.

    Parameters
    ----------
    pages
        All pages of the app, in the order of their links; Map, Sources and Table are among them.
    page
        The one that is shown.

    Returns
    -------
    end
        Shows the numbers above the content and the filter beside it, to be called after it: they are counted once what a
        change of the filter leaves is on its way to the visitor, who sees the old ones until then.
    """
    RERUNS.labels(page.url_path or "map").inc()
    apart = st.container(key="frame-newer")  # out of the page's flow
    with apart:
        browser.dress()
    state = memory.current()
    afterwards.begin(mapped=page is _named(pages, "Map"))
    _links(pages, page, state)
    opened = loaders.choose()
    _notice(st.empty(), opened.notice)
    with apart:
        following.listen()
        newer.show(opened.id)
    selected(opened, state.filter)  # a question that cannot be answered fails here, and is told once
    head = st.container(key="frame-head")
    begun = _BEGUN in st.session_state
    st.session_state[_BEGUN] = True
    if not begun:
        _head(head, pages, page, state)

    def end() -> None:
        if begun:
            _head(head, pages, page, state)
        if loaders.headline(Filter()).incidents:
            _filter()
        _freeze()

    return end


def _filter() -> None:
    if afterwards.is_time():
        sidebar.show(memory.current().filter)
        return
    with st.sidebar:
        afterwards.hold()


def _head(into: DeltaGenerator, pages: list[Page], page: Page, state: State) -> None:
    with into:
        told = loaders.headline(state.filter)
        _headline(pages, page, state, told)
        with st.container(horizontal=True, gap="small", vertical_alignment="center", key="frame-view"):
            _chips(state.filter)
            visitor.fragment(_take)(page.url_path, _named(pages, "Briefing"), memory.current().deck)
        if not told.incidents and not loaders.headline(Filter()).incidents:
            _nothing_found(pages)


def _take(page: str, briefing: Page, deck: str) -> None:
    # One fragment: what asks the browser where the map stands is pressed in either, and two would lose one of two messages.
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="frame-take"):
        saving.show(page)
        adding.show(page, briefing, deck)


def warm_up() -> None:
    """Answer what the first page asks, so that the first visitor need not wait; what fails is shown to them."""
    maps.warm_up()
    with suppress(GeoError):
        loaders.headline(Filter())
        loaders.facets(Filter())
        strip.warm_up()
        panel.warm_up()


def as_of() -> str:
    """Return the line that says what the picture rests on, as Markdown."""
    return origins.as_of(loaders.snapshot())


@st.cache_resource(show_spinner=False)
def _freeze() -> bool:
    """Take what lives as long as the server out of sight of the garbage collector, which Streamlit runs after every click."""
    gc.collect()
    gc.freeze()
    atexit.register(gc.unfreeze)  # else libraries complain of leaks when the server ends
    return True


def _links(pages: list[Page], page: Page, state: State) -> None:
    with st.sidebar, st.container(horizontal=True, gap="small", key="frame-pages"):
        for to in pages:
            then = state if to is page else replace(state, listed="", document="", claim="", scene="")
            st.page_link(to, query_params=then.to_query())


def _headline(pages: list[Page], page: Page, state: State, told: Headline) -> None:
    here, sources, table = _named(pages, "Map"), _named(pages, "Sources"), _named(pages, "Table")

    def number(to: Page, label: str, then: State) -> None:
        if to is page:  # Streamlit's link to the page that one is on changes the page and not the address
            st.button(label, key=f"headline.{label.rpartition(' ')[2]}", type="tertiary", on_click=memory.remember, args=(then,))
        else:
            st.page_link(to, label=label, query_params=then.to_query())

    with st.container(horizontal=True, gap=None, key="frame-headline"):
        _text("Showing ")
        number(table, words.count(told.incidents, "incident"), state)
        _text(f" from {words.day(told.first)} to {words.day(told.last)}, " if told.first or told.last else ", ")
        number(table, words.count(told.claims, "claim"), state)
        _text(" in ")
        if told.documents or not told.datasets:
            number(sources, words.count(told.documents, "document"), state)
        if told.datasets:
            if told.documents:
                _text(" and ")
            number(_named(pages, "Data sets"), words.count(told.datasets, "data set"), state)
        _text("; ")
        number(here, f"{told.not_on_map:,} not on the map", replace(state, listed=listing.UNMAPPED, incident=""))
        _text(", ")
        number(here, f"{told.undated:,} undated", replace(state, listed=listing.UNDATED, incident=""))
        st.html(_COPY_LINK, unsafe_allow_javascript=True, width="content")


def _named(pages: list[Page], title: str) -> Page:
    return next(page for page in pages if page.title == title)


def _text(text: str) -> None:
    st.markdown(f"{_KEEP}{text}{_KEEP}")


def _notice(into: DeltaGenerator, notice: str) -> None:
    if notice:  # it names files, which are nobody's business in a browser
        into.warning(
            "The newest snapshot is damaged; this is the last good one. Run `python -m geo build` to write it anew.",
            icon=":material/warning:",
        )


def _chips(chosen: Filter) -> None:
    shown = chips(chosen, loaders.facets(Filter()))
    # There even with nothing in it: were it to come and go, what follows would change places and the map be loaded anew.
    with st.container(horizontal=True, gap="xsmall", key="frame-chips"):
        for n, (label, without) in enumerate(shown):
            st.button(
                f"{literal(label)} ✕",
                key=f"chip.{n}",
                on_click=memory.changing(filter=without),
                help="Take this out of the filter",
            )
        if not shown:
            st.markdown("No filter is set")
        else:
            st.button("Clear all", key="chip.all", type="tertiary", on_click=memory.changing(filter=Filter()))


def _nothing_found(pages: list[Page]) -> None:
    st.info(
        "The reports were read, and no incident was found in them. The page Sources shows what was read and what was skipped.",
        icon=":material/info:",
    )
    st.page_link(_named(pages, "Sources"), label="Look at the sources")
