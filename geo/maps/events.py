"""What the reader did on the map, as the component tells it."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from geo.maps.symbols import Theme

CHANNEL: Final = "last_object_clicked_tooltip"
"""The only value to ask of streamlit-folium (`returned_objects=[CHANNEL]`): everything else reruns the page with every pan."""

_ID: Final = re.compile(r"[\w.:@|-]{1,120}")
_MAX_CORNERS: Final = 128


@dataclass(frozen=True, slots=True)
class Picked:
    """One incident was picked."""

    id: str


@dataclass(frozen=True, slots=True)
class Boxed:
    """A place or a ring of places was picked: all that stands within these edges, in degrees."""

    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True, slots=True)
class Chosen:
    """An area, or the badge of a country, was picked."""

    place_id: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A box or a polygon was drawn to filter by; empty: it was taken away."""

    within: str
    """Latitude and longitude by turns, in degrees: south-west and north-east of a box, or 3 to 128 corners."""


@dataclass(frozen=True, slots=True)
class Looked:
    """Another look of the map was asked for."""

    theme: Theme | None
    """None: as the page is lit."""


Event = Picked | Boxed | Chosen | Drawn | Looked


def heard(value: Mapping[str, Any] | None) -> Event | None:
    """
    Return what `st_folium` returned as an event; None if there is none.

    A message stays the last one until the next, so hear it in `on_change`, or compare `value[CHANNEL]` with the last.
    """
    message = str((value or {}).get(CHANNEL) or "")
    kind, _, words = message.partition(":")
    # After the last "|" stands a count, which makes every message a new one.
    said = words.rpartition("|")[0]
    return _KINDS[kind](said) if kind in _KINDS else None


def _picked(words: str) -> Picked | None:
    return Picked(words) if _ID.fullmatch(words) else None


def _boxed(words: str) -> Boxed | None:
    match _numbers(words):
        case [west, south, east, north]:
            return Boxed(west, south, east, north)
        case _:
            return None


def _chosen(words: str) -> Chosen | None:
    return Chosen(words) if _ID.fullmatch(words) else None


def _drawn(words: str) -> Drawn | None:
    found = _numbers(words)
    whole = len(found) == 4 or (6 <= len(found) <= 2 * _MAX_CORNERS and len(found) % 2 == 0)
    return Drawn(words) if whole or not words else None


def _looked(words: str) -> Looked | None:
    return Looked(None) if words == "page" else Looked(Theme.PROJECTOR) if words == Theme.PROJECTOR else None


def _numbers(words: str) -> list[float]:
    """Return the numbers of a list; none if one of them is no number of degrees."""
    try:
        found = [float(word) for word in words.split(",")]
    except ValueError:
        return []
    return found if all(math.isfinite(number) and abs(number) <= 540 for number in found) else []


_KINDS: Final[dict[str, Callable[[str], Event | None]]] = {
    "pick": _picked,
    "box": _boxed,
    "area": _chosen,
    "within": _drawn,
    "look": _looked,
}
