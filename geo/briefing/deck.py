"""What a briefing is made of: bullets, scenes, decks. Values only; each is checked when it is made."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from geo.errors import InputError
from geo.views import Filter

LONGEST_TITLE: Final = 200
LONGEST_BULLET: Final = 400
LONGEST_NOTE: Final = 5_000
LONGEST_VALUE: Final = 2_000
LONGEST_ID: Final = 120
"""Characters of whatever names something: incidents, pages, names of a query, snapshots."""
MOST_BULLETS: Final = 3
MOST_SCENES: Final = 200
MOST_SEEN: Final = 1_000
DIGITS: Final = 32
"""Of a digest of what is shown of an incident: four for each of eight sides of it, so that what changed can be named."""
LAST_VERSION: Final = 2**31 - 1
_MOST_NAMES: Final = 100
_MOST_VALUES: Final = 200

Query = tuple[tuple[str, tuple[str, ...]], ...]
"""Names and values of a URL query, sorted by name."""

_ID: Final = re.compile(r"[a-z0-9]{8}")
_DECK_ID: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
# What neither XML nor a database can hold: control characters, halves of characters, and the two that are none.
_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bullet:
    """One statement of a scene, and what it rests on."""

    text: str
    of: tuple[str, ...] = ()
    """Ids of incidents; empty for what rests on all that the scene shows, and for a person's own words."""

    def __post_init__(self) -> None:
        """Refuse what is too long or cannot be written."""
        _text("bullet", self.text, LONGEST_BULLET)
        _at_most("incidents of a bullet", len(self.of), _MOST_VALUES)
        for id_ in self.of:
            _text("incident of a bullet", id_, LONGEST_ID)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a scene showed when it was made."""

    snapshot: str
    total: int
    incidents: tuple[tuple[str, str], ...]
    """Ids in order, each with `DIGITS` hexadecimal digits for what is shown of it; the first `MOST_SEEN`."""
    digest: str
    """Of all of them: `DIGITS` hexadecimal digits."""

    def __post_init__(self) -> None:
        """Refuse what no scene could have shown."""
        _text("snapshot", self.snapshot, LONGEST_ID)
        _at_most("incidents seen", len(self.incidents), MOST_SEEN)
        if self.total < len(self.incidents):
            msg = f"incidents seen: {len(self.incidents):,} are listed and {self.total:,} counted"
            raise InputError(msg)
        for id_, _ in self.incidents:
            _text("incident seen", id_, LONGEST_ID)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """The whole state of the app, and what is to be said to it."""

    id: str
    """Eight letters and digits, unique in the deck."""
    title: str
    bullets: tuple[Bullet, ...] = ()
    note: str = ""
    """For the speaker alone."""
    page: str = ""
    """Path of the page; empty for the map."""
    query: Query = ()
    """As `ui.State.to_query` writes it, with "at" (latitude, longitude, zoom of the map) and "theme"."""
    seen: Seen | None = None

    def __post_init__(self) -> None:
        """Refuse what no page could have made."""
        if not _ID.fullmatch(self.id):
            msg = f"id of a scene: {self.id[:40]!r} is not eight letters and digits"
            raise InputError(msg)
        _text("title of a scene", self.title, LONGEST_TITLE)
        _at_most("bullets of a scene", len(self.bullets), MOST_BULLETS)
        _text("speaker note", self.note, LONGEST_NOTE)
        _text("page of a scene", self.page, LONGEST_ID)
        _at_most("names in a query", len(self.query), _MOST_NAMES)
        names = [name for name, _ in self.query]
        if names != sorted(set(names)):
            msg = "query: its names are not in order, each once"
            raise InputError(msg)
        for name, values in self.query:
            _text("name in a query", name, LONGEST_ID)
            _at_most(f"values of {name!r}", len(values), _MOST_VALUES)
            for value in values:
                _text(f"value of {name!r}", value, LONGEST_VALUE)

    @property
    def filter(self) -> Filter:
        """What the scene lets through."""
        return Filter.from_query(dict(self.query))

    def values(self, name: str) -> tuple[str, ...]:
        """Return the values of one name of the query."""
        return dict(self.query).get(name, ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Deck:
    """Scenes in an order, between a first slide and a last one that are made for them."""

    id: str
    title: str
    scope: str = ""
    handling: str = ""
    """Code of a row in `data/handling.csv`; empty for none."""
    opening: bool = True
    closing: bool = True
    scenes: tuple[Scene, ...] = ()
    version: int = 0
    """Counted by the store; 0 has never been saved."""

    def __post_init__(self) -> None:
        """Refuse too much of anything, and two scenes of one id."""
        if not _DECK_ID.fullmatch(self.id):
            msg = f"id of a deck: {self.id[:60]!r} is not 1 to 40 small letters, digits and hyphens"
            raise InputError(msg)
        _text("title of a deck", self.title, LONGEST_TITLE)
        _text("scope of a deck", self.scope, LONGEST_NOTE)
        _text("handling of a deck", self.handling, LONGEST_ID)
        if not 0 <= self.version <= LAST_VERSION:
            msg = f"version of a deck: {self.version} is not 0 to {LAST_VERSION:,}"
            raise InputError(msg)
        _at_most("scenes", len(self.scenes), MOST_SCENES)
        ids = [scene.id for scene in self.scenes]
        if len(set(ids)) < len(ids):
            msg = "scenes: two of them have the same id"
            raise InputError(msg)

    def having(self, *scenes: Scene) -> Deck:
        """Return the deck with these scenes instead."""
        return replace(self, scenes=scenes)


def legible(text: str) -> str:
    """Return text that was typed or pasted without the characters that a deck refuses; soft line ends become spaces."""
    return _UNWRITABLE.sub(lambda found: " " if found[0] in "\v\f" else "", text.replace("\r\n", "\n").replace("\r", "\n"))


def _text(name: str, text: str, most: int) -> None:
    _at_most(name, len(text), most)
    if found := _UNWRITABLE.search(text):
        msg = f"{name}: U+{ord(found[0]):04X} at character {found.start() + 1} is no sign that can be written; take it out"
        raise InputError(msg)


def _at_most(name: str, count: int, most: int) -> None:
    if count > most:
        msg = f"{name}: {count:,} is more than {most:,}"
        raise InputError(msg)
