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
MOST_BULLETS: Final = 3
MOST_SCENES: Final = 200
MOST_SEEN: Final = 5_000
_MOST_NAMES: Final = 100
_MOST_VALUES: Final = 200

Query = tuple[tuple[str, tuple[str, ...]], ...]
"""Names and values of a URL query, sorted by name."""

_ID: Final = re.compile(r"[a-z0-9]{8}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bullet:
    """One statement of a scene, and what it rests on."""

    text: str
    of: tuple[str, ...] = ()
    """Ids of incidents; empty for what rests on all that the scene shows, and for a person's own words."""

    def __post_init__(self) -> None:
        """Refuse what is too long."""
        _at_most("bullet", len(self.text), LONGEST_BULLET)
        _at_most("incidents of a bullet", len(self.of), _MOST_VALUES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a scene showed when it was made."""

    snapshot: str
    total: int
    incidents: tuple[tuple[str, str], ...]
    """Ids in order, each with a digest of what is shown of it; the first `MOST_SEEN`."""
    digest: str
    """Of all of them."""


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
        _at_most("title of a scene", len(self.title), LONGEST_TITLE)
        _at_most("bullets of a scene", len(self.bullets), MOST_BULLETS)
        _at_most("speaker note", len(self.note), LONGEST_NOTE)
        _at_most("names in a query", len(self.query), _MOST_NAMES)
        for name, values in self.query:
            _at_most(f"values of {name[:40]!r}", len(values), _MOST_VALUES)
            _at_most(f"value of {name[:40]!r}", max(map(len, values), default=0), LONGEST_VALUE)

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
        _at_most("title of a deck", len(self.title), LONGEST_TITLE)
        _at_most("scope of a deck", len(self.scope), LONGEST_NOTE)
        _at_most("scenes", len(self.scenes), MOST_SCENES)
        ids = [scene.id for scene in self.scenes]
        if len(set(ids)) < len(ids):
            msg = "scenes: two of them have the same id"
            raise InputError(msg)

    def having(self, *scenes: Scene) -> Deck:
        """Return the deck with these scenes instead."""
        return replace(self, scenes=scenes)


def _at_most(name: str, count: int, most: int) -> None:
    if count > most:
        msg = f"{name}: {count:,} is more than {most:,}"
        raise InputError(msg)
