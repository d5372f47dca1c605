"""The deck that a visitor works at: every change is saved at once, and what could not be saved stays at hand."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import streamlit as st

from geo import decks
from geo.access import Right
from geo.briefing import Deck, Scene
from geo.decks import Shelf
from geo.errors import ConflictError, DeckError, GeoError, InputError
from geo.settings import Settings
from geo.ui import loaders, visitor

_LOG: Final = logging.getLogger("geo")
_KEY: Final = "desk.decks"
_OPEN: Final = "desk.open"
_TRIES: Final = 5

FIRST_TITLE: Final = "Briefing"
"""Of a deck that nobody has given a title yet."""


@dataclass(slots=True, kw_only=True)
class Desk:
    """One deck as its visitor has it before them."""

    deck: Deck
    theirs: Deck | None = None
    """What somebody else saved meanwhile; nothing is saved until the visitor has said which to keep."""
    why: str = ""
    """Why the deck as it stands here could not be saved; empty when it is saved."""

    @property
    def saved(self) -> bool:
        """Whether the shelf has the deck as it stands here."""
        return self.theirs is None and not self.why


def shelf() -> Shelf:
    """
    Return where decks are kept, opened once for everybody.

    Raises
    ------
    DeckError
        If it cannot be opened.
    """
    told = loaders.settings()
    return _shelf(repr(told), told)


@st.cache_resource(show_spinner=False, max_entries=4)
def _shelf(key: str, _settings: Settings) -> Shelf:
    del key  # another database is another shelf
    return decks.open(_settings)


def keep(made: Callable[[Shelf, str], Deck]) -> Deck:
    """
    Return the deck that `made` keeps on the shelf in the name of the visitor; nothing else in the app changes what is there.

    Raises
    ------
    AccessError
        If their role does not allow it.
    DeckError
        If the shelf refuses.
    """
    by = visitor.need(Right.BRIEF)
    return made(shelf(), by)


def remove(name: str) -> None:
    """Take a deck off the shelf, from which it can be brought back; raises as `keep` does."""
    visitor.need(Right.BRIEF)
    shelf().remove(name)


def restore(name: str) -> None:
    """Bring a deck back that was taken off; raises as `keep` does."""
    visitor.need(Right.BRIEF)
    shelf().restore(name)


def reason(error: GeoError) -> str:
    """Return what went wrong without the name of the file, which is nobody's business in a browser; as plain text."""
    told = str(error)
    return told.partition(": ")[2] or "it could not be written" if isinstance(error, DeckError) else told


def fresh() -> str:
    """Return an id for a new deck or scene."""
    return secrets.token_hex(4)


def desk(name: str) -> Desk:
    """
    Return the deck of this id as this visitor has it: the newest that is saved, unless something here is not saved yet.

    Raises
    ------
    DeckError
        If there is no such deck.
    """
    kept = _desks()
    there = kept.get(name)
    if there is None or there.saved:
        there = kept[name] = Desk(deck=shelf().get(name))
    return there


def forget(name: str) -> None:
    """Take a deck off the desk, with what was not saved of it."""
    _desks().pop(name, None)


def opened() -> str:
    """Return the id of the deck that this visitor had open last; empty for none."""
    return str(st.session_state.get(_OPEN, ""))


def open_(name: str) -> None:
    """Take note of which deck is open."""
    st.session_state[_OPEN] = name


@visitor.only(Right.BRIEF)
def change(name: str, made: Callable[[Deck], Deck]) -> None:
    """Change the deck as the visitor sees it, and save it; meant for callbacks. What cannot be saved stays on the desk."""
    there = _desks().get(name)
    if there is None:  # another visit had it open, or the server was started anew since
        there = desk(name)
    try:
        wanted = made(there.deck)
    except InputError as error:
        there.why = str(error)
        return
    if wanted == there.deck and there.saved:
        return
    there.deck = wanted
    if there.theirs is None:
        save(there)


def save(there: Desk) -> None:
    """Save what lies on the desk; it says itself when that fails."""
    try:
        there.deck = keep(lambda shelf, by: shelf.save(there.deck, by))
    except ConflictError as error:
        there.theirs = error.theirs
    except GeoError as error:
        _LOG.warning("a deck was not saved: %s", error)
        there.why = reason(error)
    else:
        there.theirs, there.why = None, ""


def settle(name: str, choice: str) -> str:
    """End a conflict by keeping "mine", "theirs" or mine as a "copy"; return the id of the deck to go on with."""
    visitor.need(Right.BRIEF)
    there = _desks()[name]
    theirs = there.theirs
    if theirs is None:
        return name
    if choice == "theirs":
        del _desks()[name]
        return name
    there.theirs = None
    if choice == "copy":
        made = replace(there.deck, id=fresh(), version=0, title=_copied(there.deck.title))
        del _desks()[name]
        _desks()[made.id] = copy = Desk(deck=made)
        save(copy)
        return made.id
    there.deck = replace(there.deck, version=theirs.version)
    save(there)
    return name


def new(**values: object) -> Deck:
    """
    Save a new deck and return it.

    Raises
    ------
    DeckError
        If it cannot be saved.
    """
    made = Deck(**{"id": fresh(), "title": FIRST_TITLE, **values})  # type: ignore[arg-type]  # fields of Deck
    return keep(lambda shelf, by: shelf.save(made, by))


def copy(deck: Deck) -> Deck:
    """
    Save a copy of a deck and return it.

    Raises
    ------
    DeckError
        If it cannot be saved.
    """
    made = replace(deck, id=fresh(), version=0, title=_copied(deck.title))
    return keep(lambda shelf, by: shelf.save(made, by))


def append(name: str, scene: Scene) -> Deck:
    """
    Add a scene to the newest version of a deck, whatever somebody else does to it meanwhile, and return the deck.

    Raises
    ------
    DeckError
        If there is no such deck, or it cannot be saved.
    InputError
        If it has as many scenes as a deck may have.
    """
    return _again(name, lambda deck: deck.having(*deck.scenes, scene))


def without(name: str, scene: str) -> Deck:
    """Take a scene out of the newest version of a deck; raises as `append` does."""
    return _again(name, lambda deck: deck.having(*(one for one in deck.scenes if one.id != scene)))


def _again(name: str, made: Callable[[Deck], Deck]) -> Deck:
    visitor.need(Right.BRIEF)
    there = _desks().get(name)
    if there is not None and not there.saved:  # what waits on the desk is changed with it, and saved when that is settled
        there.deck = made(there.deck)
        return there.deck
    for _ in range(_TRIES):
        try:
            return keep(lambda shelf, by: shelf.save(made(shelf.get(name)), by))
        except ConflictError as error:
            last = error
    raise last


def _copied(title: str) -> str:
    return f"{title[:180]} (copy)"


def _desks() -> dict[str, Desk]:
    kept: dict[str, Desk] = st.session_state.setdefault(_KEY, {})
    return kept
