"""What a scene shows: the incidents of its filter, the time it has come to, its rings, and what all of it rests on."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import pandas as pd

from geo.briefing.deck import Scene
from geo.settings import Settings
from geo.store import Snapshot
from geo.views import Filter, frame_of, headline
from geo.views.listing import latest_first
from geo.views.origins import as_of, sources
from geo.views.playing import reached
from geo.views.reach import Pair
from geo.views.rings import MOST, pairs
from geo.views.selection import Box, Selection, selected

MOST_SHOWN: Final = 100_000
"""Rows of a frame; what has a place on the map comes first."""
LIGHT, DARK, PROJECTOR = "light", "dark", "projector"
THEMES: Final = (LIGHT, DARK, PROJECTOR)

_ID: Final = re.compile(r"[\w.:,@ -]{1,120}")
_LONGEST_RING: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Where the map stands."""

    lat: float
    lon: float
    """Degrees, of the middle."""
    zoom: float
    """As in tiles: the world is 256 * 2**zoom pixels wide."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Shown:
    """What a scene shows of a snapshot."""

    scene: Scene
    filter: Filter
    """Of the scene, narrowed to the time that it has come to."""
    frame: pd.DataFrame
    """In the columns of `views.incidents`: at most `MOST_SHOWN` rows, those on the map first, each part the latest first."""
    total: int
    """What the filter leaves."""
    unmapped: int
    """Of all of them: not on the map."""
    undated: int
    sources: int
    """Independent ones, of all of them."""
    first: date | None
    last: date | None
    """The first and the last day that any of them can have been."""
    selected: str
    """Id of the incident that is marked; empty for none."""
    at: View | None
    """None where nobody has looked: a picture then takes in all that it shows."""
    theme: str
    """One of `THEMES`."""
    pairs: tuple[Pair, ...]
    """Systems and launch areas whose bands are drawn."""
    extent: Box | None
    """West, south, east, north of the positions; None where there are none."""
    as_of: str
    """What every picture of the snapshot rests on, as a line of plain text."""
    snapshot: str


def shown(snapshot: Snapshot, settings: Settings, scene: Scene, *, most: int = MOST_SHOWN) -> Shown:
    """
    Return what a scene shows; what of its query cannot be meant is ignored, as the pages ignore it.

    Parameters
    ----------
    snapshot
        What is looked at.
    settings
        Whose systems and launch areas.
    scene
        What was asked.
    most
        Rows of the frame, at most `MOST_SHOWN`.

    Raises
    ------
    QueryError
        If it takes too long.
    FactsError
        If there are rings, and a table of ours cannot be read.
    """
    chosen = filter_of(snapshot, scene)
    left, told = selected(snapshot, chosen), headline(snapshot, chosen)
    rings = tuple(dict.fromkeys(ring for ring in scene.values("ring") if 0 < len(ring) <= _LONGEST_RING))[:MOST]
    incident = _last(scene, "incident")
    return Shown(
        scene=scene,
        filter=chosen,
        frame=_frame(snapshot, left, min(most, MOST_SHOWN)),
        total=told.incidents,
        unmapped=told.not_on_map,
        undated=told.undated,
        sources=sources(snapshot, chosen),
        first=told.first,
        last=told.last,
        selected=incident if _ID.fullmatch(incident) else "",
        at=_view(_last(scene, "at")),
        theme=_theme(scene),
        pairs=pairs(snapshot, settings, rings),
        extent=left.extent,
        as_of=as_of(snapshot),
        snapshot=snapshot.id,
    )


def filter_of(snapshot: Snapshot, scene: Scene) -> Filter:
    """Return the filter of what a scene shows: its own, and of the time that is played only what is reached."""
    return reached(snapshot, scene.filter, _day(_last(scene, "until")), window=_last(scene, "window") == "yes")


def _frame(snapshot: Snapshot, left: Selection, most: int) -> pd.DataFrame:
    rows, ranks = left.rows, latest_first(snapshot)
    order = np.lexsort((ranks[rows], ~left.of.mapped[rows]))
    return frame_of(snapshot, rows[order[:most]])


def _last(scene: Scene, name: str) -> str:
    return (scene.values(name) or ("",))[-1]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _theme(scene: Scene) -> str:
    return next((told for name in ("look", "theme") if (told := _last(scene, name)) in THEMES), LIGHT)


def _view(text: str) -> View | None:
    """Return what `static/frame.js` writes as "31.0000,44.0000,5"; None where it says no view."""
    try:
        lat, lon, zoom = map(float, text.split(","))
    except ValueError:
        return None
    if not all(map(math.isfinite, (lat, lon, zoom))) or abs(lat) > 90 or abs(lon) > 360:
        return None
    return View(lat=lat, lon=lon if abs(lon) <= 180 else (lon + 180) % 360 - 180, zoom=zoom)
