"""Incidents known to an area only: the area hatched, with one label for all; a country gets a shade and a line at the edge."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
import shapely
from matplotlib.path import Path
from shapely.geometry.base import BaseGeometry

from geo.areas import Outlines
from geo.drawings.canvas import Canvas, Font, drawable, width_of
from geo.drawings.looks import Look
from geo.drawings.shapes import paths
from geo.drawings.symbols import DARK, hatched
from geo.drawings.viewport import Bounds, Room, Viewport
from geo.model import PHYSICAL, Precision
from geo.views.signs import families

ROOMY: Final = 70
"""Pixels of width from which an area has room for its name."""
_LONGEST: Final = 60
_BADGES: Final = 12
"""Countries named at the edge; the others are counted."""
_GROUPED: Final = ["place_id", "place_precision"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """An area or a country with what is said to have happened somewhere in it."""

    id: str
    name: str
    is_country: bool
    n: int
    families: Mapping[str, int]
    marked: bool
    lat: float
    lon: float
    """NaN where no position is known."""
    box: tuple[float, float, float, float] | None

    @property
    def family(self) -> str:
        """Return the commonest family."""
        return min(self.families, key=lambda family: (-self.families[family], family))


def regions(incidents: pd.DataFrame, selected: str) -> list[Region]:
    """Return areas and countries of rows of `views.incidents`, the fullest first."""
    physical = incidents["family"].isin([family.value for family in PHYSICAL])
    precision = incidents["place_precision"]
    area = (precision == Precision.AREA.value) & incidents["mapped"].astype(bool)
    said = incidents[(area | ((precision == Precision.COUNTRY.value) & physical)) & incidents["place_id"].notna()]
    found = [_region(rows, selected) for _, rows in said.groupby(_GROUPED, sort=True)]
    return sorted(found, key=lambda region: (-region.n, region.id))


def _region(rows: pd.DataFrame, selected: str) -> Region:
    first = rows.iloc[0]
    edges = [_number(first[name]) for name in ("west", "south", "east", "north")]
    west, south, east, north = edges
    return Region(
        id=str(first["place_id"]),
        name=str(first["place_name"]),
        is_country=first["place_precision"] == Precision.COUNTRY.value,
        n=len(rows),
        families=Counter(rows["family"].tolist()),
        marked=bool(selected) and bool((rows["id"] == selected).any()),
        lat=_number(first["lat"]),
        lon=_number(first["lon"]),
        box=None if np.isnan(edges).any() else (west, south, east, north),
    )


def _number(cell: object) -> float:
    return float(cell) if isinstance(cell, (int, float)) else float("nan")


def bounds(found: Sequence[Region]) -> Iterator[Bounds]:
    """Yield what the areas ask the first look to take in; a country is none."""
    for region in found:
        if not region.is_country and region.box is not None:
            west, south, east, north = region.box
            yield west, south, east + 360 if east < west else east, north


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Placed:
    """A region whose shape is in view, in pixels."""

    region: Region
    shape: BaseGeometry
    color: str


def placed(found: Sequence[Region], outlines: Outlines, view: Viewport, look: Look) -> list[Placed]:
    """Return the regions that have a shape in view."""
    signs = families()
    kept = []
    for region in found:
        outline = outlines.of(region.id, region.box)
        shape = view.projected(outline) if outline is not None else None
        if shape is not None and not shape.is_empty:
            color = next(sign.color(look.theme) for family, sign in signs.items() if family.value == region.family)
            kept.append(Placed(region=region, shape=shape, color=color))
    return kept


def paint(canvas: Canvas, found: Sequence[Placed], view: Viewport) -> None:
    """Shade the countries, hatch the areas."""
    look = canvas.look
    for one in sorted(found, key=lambda one: not one.region.is_country):
        drawn = list(paths(one.shape))
        if one.region.is_country:
            for path in drawn:
                canvas.fill(path, look.ink, 0.06)
            continue
        hatched(canvas, drawn, one.color, view.box)
        edges = [(DARK, 5.0), (look.accent, 2.5)] if one.region.marked else [(one.color, 1.2)]
        for color, width in edges:
            for path in drawn:
                canvas.stroke(path, color, width)


@dataclass(frozen=True, slots=True)
class Note:
    """Words in a box."""

    box: tuple[float, float, float, float]
    text: str
    font: Font
    color: str


def labels(found: Sequence[Placed], view: Viewport, look: Look, room: Room) -> list[Note]:
    """Return a label for each area in view, where there is room nearest to its middle."""
    font: Font = (round(11.5 * look.bold, 1), True, False)
    notes = []
    for one in found:
        if one.region.is_country:
            continue
        left, _, right, _ = one.shape.bounds
        count, name = f"{one.region.n:,}", _shortened(drawable(one.region.name))
        text = count if right - left < ROOMY else f"{name}: {count}" if one.region.n > 1 else name
        x, y = _middle(one, view)
        wide, high = width_of(text, font) / 2 + 6, font[0] * 0.85
        shifts = [(0.0, by * high) for by in (0, 2.2, -2.2, 4.4, -4.4)] + [(by * wide, 0.0) for by in (1.2, -1.2)]
        boxes = ((x + dx - wide, y + dy - high, x + dx + wide, y + dy + high) for dx, dy in shifts)
        box = room.first_free(boxes, view.box)
        if box is not None:
            notes.append(Note(box, text, font, one.color))
    return notes


def _middle(one: Placed, view: Viewport) -> tuple[float, float]:
    left, top, right, bottom = view.box
    if not np.isnan(one.region.lat):
        x, y = view.point(one.region.lat, one.region.lon)
        if left + 40 < x < right - 40 and top + 20 < y < bottom - 20:
            return x, y
    point = shapely.clip_by_rect(one.shape, *view.box).representative_point()
    return (float(point.x), float(point.y)) if not point.is_empty else ((left + right) / 2, (top + bottom) / 2)


def badges(found: Sequence[Region], view: Viewport, look: Look, room: Room) -> list[Note]:
    """Return what stands at the edge: how many incidents are known to a country and no closer."""
    countries = [region for region in found if region.is_country]
    font: Font = (round(11.5 * look.bold, 1), False, False)
    texts = [f"{_shortened(drawable(region.name))}: {region.n:,}" for region in countries[:_BADGES]]
    if len(countries) > _BADGES:
        more = sum(region.n for region in countries[_BADGES:])
        texts.append(f"{len(countries) - _BADGES:,} more countries: {more:,}")
    if texts:
        texts.insert(0, "No more than the country is said:")
    notes, (_, top, right, _) = [], view.box
    for n, text in enumerate(texts):
        wide, high = width_of(text, font) + 14, font[0] * 1.8
        above = top + 10 + n * (high + 3)
        notes.append(Note((right - 10 - wide, above, right - 10, above + high), text, font, look.line))
        room.take(notes[-1].box)
    return notes


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def write(canvas: Canvas, notes: Sequence[Note]) -> None:
    """Draw words in their boxes."""
    for note in notes:
        frame = rounded(note.box, 4)
        canvas.fill(frame, canvas.look.paper, 0.94)
        canvas.stroke(frame, note.color, 1.5)
        left, top, right, bottom = note.box
        wide = width_of(note.text, note.font)
        begin = ((left + right - wide) / 2, (top + bottom) / 2 + note.font[0] * 0.36)
        canvas.letters(begin, note.text, note.font, canvas.look.ink)


def rounded(box: tuple[float, float, float, float], r: float) -> Path:
    """Return a rectangle with round corners."""
    left, top, right, bottom = box
    turns = np.linspace(0, np.pi / 2, 5)
    corners = ((right - r, bottom - r, 0.0), (left + r, bottom - r, 0.5), (left + r, top + r, 1.0), (right - r, top + r, 1.5))
    points = [(x + r * np.cos(turn + by * np.pi), y + r * np.sin(turn + by * np.pi)) for x, y, by in corners for turn in turns]
    return Path([*points, points[0]], closed=True)
