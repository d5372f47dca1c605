"""The page Briefing: the decks there are, the one that is open, and what can be done with it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Final

import streamlit as st

from geo import briefing
from geo.access import Right
from geo.briefing import Deck, legible
from geo.briefing.deck import LONGEST_TITLE
from geo.decks import Listed
from geo.errors import DeckError, GeoError
from geo.ui import (
    adding,
    briefing_changes,
    briefing_files,
    briefing_saving,
    briefing_scenes,
    desk,
    loaders,
    memory,
    mount,
    visitor,
    words,
)
from geo.ui.desk import Desk
from geo.ui.guard import Guard
from geo.ui.markup import flat, literal, plain

_LOG: Final = logging.getLogger("geo")
_SAID: Final = "briefing.said"
_LONGEST_SCOPE: Final = 500
_UNTITLED: Final = "Untitled"


def show() -> None:
    """Show the page; what is done on it draws it anew and nothing around it."""
    visitor.fragment(_page)(memory.current().deck)


def _page(asked: str) -> None:
    with Guard():
        wanted = memory.current().deck
        if wanted != asked:
            st.rerun()  # the links to other pages name the deck too
        listed = desk.shelf().list()
        name = _chosen(wanted, listed)
        there = _there(name)
        _ways(listed, name, there)
        _said()
        if wanted and name != wanted:
            _gone(wanted)
        if there is not None:
            _deck(there)
        elif name:
            st.error(
                "**This briefing cannot be read.** It was left as it is; the others can be opened.", icon=":material/warning:"
            )
        elif not wanted:
            _nothing_yet()


def _there(name: str) -> Desk | None:
    try:
        return desk.desk(name) if name else None
    except DeckError as error:
        _LOG.warning("a briefing cannot be read: %s", error)
        return None


def _chosen(wanted: str, listed: tuple[Listed, ...]) -> str:
    known = [one.id for one in listed]
    kept = [name for name in (wanted, desk.opened()) if name in known]
    name = kept[0] if kept else "" if wanted else next(iter(known), "")
    desk.open_(name)
    return name


def _nothing_yet() -> None:
    st.info(
        "**There is no briefing yet.** A briefing is a row of views of this app, each with a title and up to three bullets, that "
        "is presented full screen or handed out as slides. Begin in one of two ways: on any other page press **Add this view**, "
        "or press **Draft from this filter** above to have scenes made of what the filter leaves.",
        icon=":material/co_present:",
    )


def _gone(wanted: str) -> None:
    st.warning("The briefing of this link is not here: it was deleted, or it was made elsewhere.", icon=":material/search:")
    locked, told = visitor.lock(Right.BRIEF)
    st.button(
        "Bring it back, if it was deleted here",
        key="briefing.bring",
        on_click=_restore,
        args=(wanted,),
        disabled=locked,
        help=told,
    )


# --- which deck ----------------------------------------------------------------------------


def _ways(listed: tuple[Listed, ...], name: str, there: Desk | None) -> None:
    """Show the decks, and the ways to another one."""
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="briefing-ways"):
        if listed:
            _choice(listed, name)
        locked, told = visitor.lock(Right.BRIEF, "Begin an empty briefing")
        st.button("New", key="briefing.new", icon=":material/add:", on_click=_new, help=told, disabled=locked)
        locked, told = visitor.lock(
            Right.BRIEF,
            "Scenes are made of what the filter leaves: one for each cluster in time and place, its words from the data",
        )
        st.button(
            "Draft from this filter",
            key="briefing.draft",
            icon=":material/auto_awesome_motion:",
            on_click=_draft,
            help=told,
            disabled=locked,
        )
        if there is not None:
            briefing_files.handing_out(there.deck, saved=there.saved)
            with st.popover("More", key="briefing.more", icon=":material/more_horiz:"), st.container(key="briefing-further"):
                _more(there.deck)
            briefing_files.presenting(there.deck)
        else:
            briefing_files.opening(_opened)


def _choice(listed: tuple[Listed, ...], name: str) -> None:
    labels: dict[str, str] = {}
    for one in listed:
        label = f"{plain(one.title) or _UNTITLED} · {words.count(one.scenes, 'scene')}"
        # The browser knows an option by its label alone, so no two may be the same.
        labels[one.id] = f"{label} · {one.id}" if label in labels.values() else label
    # With other labels it is another widget, which knows nothing of the old ones.
    key = memory.field(f"briefing.deck.{hash(tuple(labels.items()))}", name or None)
    st.selectbox(
        "Briefing",
        list(labels),
        key=key,
        index=list(labels).index(name) if name else None,
        placeholder="Choose a briefing",
        format_func=lambda one: labels.get(one, _UNTITLED),
        on_change=_open,
        args=(key,),
        label_visibility="collapsed",
        width=300,
    )


def _more(deck: Deck) -> None:
    locked, told = visitor.lock(Right.BRIEF)
    with st.container(horizontal=True, gap="small"):
        for key, label, icon, work in (("copy", "Duplicate", "content_copy", _copy), ("delete", "Delete", "delete", _delete)):
            st.button(
                label,
                key=f"briefing.{key}",
                icon=f":material/{icon}:",
                on_click=work,
                args=(deck,),
                disabled=locked,
                help=told,
            )
    briefing_saving.versions(deck)
    briefing_files.saving(deck)
    briefing_files.opening(_opened)


def _said() -> None:
    """Show what the last press came to, with the way to take it back."""
    briefing_files.progress()
    if not (told := st.session_state.get(_SAID)):
        return
    text, failed, back = told
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="briefing-said"):
        st.markdown(f":red[{text}]" if failed else text)
        if back:
            st.button("Undo", key="briefing.undo", on_click=_restore, args=(back,))
        st.button("Close", key="briefing.heard", type="tertiary", on_click=_say, args=("",))


def _say(text: str, *, failed: bool = False, back: str = "") -> None:
    st.session_state[_SAID] = (text, failed, back) if text else None


def _try(work: Callable[[], str], said: str = "", *, failing: str, back: str = "") -> None:
    """Do what gives the id of the deck to go on with, and say what came of it."""
    try:
        name = work()
    except GeoError as error:
        _LOG.warning("%s %s", failing, error)
        _say(f"{failing} {literal(desk.reason(error)).capitalize()}.", failed=True)
    else:
        _say(said, back=back)
        desk.open_(name)
        memory.change(deck=name, scene="")


def _open(key: str) -> None:
    _say("")
    desk.open_(st.session_state[key] or "")
    memory.change(deck=desk.opened(), scene="")


def _new() -> None:
    _try(lambda: desk.new().id, failing="No briefing was begun.")


def _draft() -> None:
    state = memory.current()
    query = adding.query_of("", replace(state, incident="", listed="", document="", claim=""), "", mount.theme())

    def made() -> str:
        deck = briefing.draft(loaders.snapshot(), state.filter, query, title=adding.proposed("", replace(state, incident="")))
        return desk.new(
            **{name: getattr(deck, name) for name in ("title", "scope", "handling", "opening", "closing", "scenes")}
        ).id

    _try(
        made,
        "Drafted from the data, without guessing: read it before others do. Each bullet names the incidents that it rests on.",
        failing="Nothing was drafted.",
    )


def _copy(deck: Deck) -> None:
    _try(lambda: desk.copy(deck).id, "This is the copy.", failing="It could not be duplicated.")


def _delete(deck: Deck) -> None:
    def gone() -> str:
        desk.remove(deck.id)
        desk.forget(deck.id)
        return ""

    _try(gone, f"{literal(deck.title) or _UNTITLED} was deleted.", failing="It could not be deleted.", back=deck.id)


def _restore(name: str) -> None:
    def back() -> str:
        desk.restore(name)
        return name

    _try(back, failing="It could not be brought back.")


def _opened(data: bytes, name: str) -> None:
    """Put the deck of a file beside the others."""

    def made() -> str:
        deck = briefing.load(data, name)
        known = {one.id for one in desk.shelf().list()}
        ours = replace(deck, version=0, id=desk.fresh() if deck.id in known else deck.id)
        return desk.keep(lambda shelf, by: shelf.save(ours, by)).id

    _try(made, f"{literal(name)} was opened as a briefing of its own.", failing=f"{literal(name)} could not be opened.")


# --- the open deck -------------------------------------------------------------------------


def _deck(there: Desk) -> None:
    briefing_saving.status(there)
    _about(there.deck)
    briefing_changes.show(there.deck)
    if not there.deck.scenes:
        st.info(
            "This briefing has no scene yet. Go to any other page, choose what to show, and press **Add this view** there.",
            icon=":material/add_to_photos:",
        )
        briefing_scenes.taken(there.deck)
        return
    briefing_scenes.show(there.deck)


def _about(deck: Deck) -> None:
    locked, why = visitor.lock(Right.BRIEF)
    if why:
        st.caption(f"{why}.")
    known = {one.code: one for one in briefing.handlings(loaders.settings().data)}
    codes = ["", *known, *([deck.handling] if deck.handling not in known and deck.handling else [])]
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom", key="briefing-about"):
        _field(deck, "title", "Title", LONGEST_TITLE, placeholder=_UNTITLED)
        _field(deck, "scope", "Scope", _LONGEST_SCOPE, placeholder=briefing_files.scope(deck))
        key = memory.field(f"briefing.handling.{deck.id}", deck.handling)
        st.selectbox(
            "Handling",
            codes,
            index=codes.index(deck.handling),
            key=key,
            format_func=lambda code: (known[code].mark if code in known else plain(code)) if code else "no caveat",
            on_change=_take,
            args=(deck.id, "handling", key),
            help="\n\n".join(f"**{one.mark}**: {one.words}" for one in known.values()),
            width=170,
            disabled=locked,
        )
        for name, label in (("opening", "Opening slide"), ("closing", "Closing slide")):
            told = getattr(deck, name)
            key = memory.field(f"briefing.{name}.{deck.id}", told)
            st.checkbox(label, told, key=key, on_change=_take, args=(deck.id, name, key), disabled=locked)


def _field(deck: Deck, name: str, label: str, longest: int, placeholder: str) -> None:
    told = getattr(deck, name)
    key = memory.field(f"briefing.{name}.{deck.id}", told)
    st.text_input(
        label,
        told,
        key=key,
        max_chars=longest,
        placeholder=placeholder,
        on_change=_take,
        args=(deck.id, name, key),
        disabled=not visitor.may(Right.BRIEF),
    )


def _take(deck: str, name: str, key: str) -> None:
    value = st.session_state[key]
    told = flat(legible(value)) if isinstance(value, str) else value
    desk.change(deck, lambda there: replace(there, **{name: told}))  # type: ignore[arg-type]  # each widget gives its field's type
