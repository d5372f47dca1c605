"""Which incidents a list beside the map holds, said in a few characters so that it can stand in the URL."""

from __future__ import annotations

import math
from typing import Final

from geo.maps import Boxed
from geo.views import Part

UNMAPPED: Final = "unmapped"
UNDATED: Final = "undated"
_PLACE: Final = "place:"
_BOX: Final = "box:"
_NEAR: Final = 1e-5
"""Degrees."""


def in_box(box: Boxed) -> str:
    """Return the name of the list of what stands within a box."""
    return _BOX + ",".join(f"{edge:.5f}" for edge in (box.west, box.south, box.east, box.north))


def at_place(place_id: str) -> str:
    """Return the name of the list of what is said to have happened in a place, an area or a country."""
    return f"{_PLACE}{place_id}"


def part(name: str) -> Part | None:
    """Return which incidents a list holds, by its name; None where there is no such list."""
    if name == UNDATED:
        return {"undated": True}
    if name.startswith(_PLACE):
        return {"place": name.removeprefix(_PLACE)}
    return _box(name.removeprefix(_BOX)) if name.startswith(_BOX) else None


def _box(words: str) -> Part | None:
    try:
        west, south, east, north = map(float, words.split(","))
    except ValueError:
        return None
    whole = all(map(math.isfinite, (west, south, east, north))) and west <= east and south <= north
    # The edges were rounded when they were written.
    return {"box": (west - _NEAR, south - _NEAR, east + _NEAR, north + _NEAR)} if whole else None
