"""Incidents known to an area only: the area hatched, with one label for all; a country gets a shade and a line at the edge."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd
import shapely
from matplotlib.path import Path
from shapely.affinity import translate
from shapely.geometry.base import BaseGeometry

from geo.areas import Outlines
from geo.drawings.canvas import Canvas, Font, drawable, width_of
from geo.drawings.looks import Look
from geo.drawings.shapes import paths
from geo.drawings.symbols import DARK, hatched
from geo.drawings.viewport import Bounds, Box, Room, Viewport
from geo.model import PHYSICAL, Precision
from geo.views.phrases import count
from geo.views.signs import families

ROOMY: Final = 70
"""Pixels of width from which an area has room for its name."""
_LONGEST: Final = 60
MOST_COUNTRIES: Final = 8
"""That are named below the map; the others are counted."""
MOST_LABELS: Final = 60
_COLUMNS: Final = ("place_id", "place_name", "family", "id", "lat", "lon", "west", "south", "east", "north")


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
    grouped: dict[tuple[str, bool], list[tuple[object, ...]]] = {}
    countries = (said["place_precision"] == Precision.COUNTRY.value).tolist()
    for is_country, *row in zip(countries, *(said[name].tolist() for name in _COLUMNS), strict=True):
        grouped.setdefault((str(row[0]), is_country), []).append(tuple(row))
    found = [_region(key, rows, selected) for key, rows in grouped.items()]
    return sorted(found, key=lambda region: (-region.n, region.id, region.is_country))


def _region(key: tuple[str, bool], rows: Sequence[tuple[object, ...]], selected: str) -> Region:
    _, name, _, _, *numbers = rows[0]
    lat, lon, west, south, east, north = map(_number, numbers)
    return Region(
        id=key[0],
        name=str(name),
        is_country=key[1],
        n=len(rows),
        families=Counter(str(row[2]) for row in rows),
        marked=bool(selected) and any(row[3] == selected for row in rows),
        lat=lat,
        lon=lon,
        box=None if np.isnan([west, south, east, north]).any() else (west, south, east, north),
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
    view: Viewport

    def moved(self, view: Viewport) -> Placed:
        """Return it in another view of the same zoom and center, whose rectangle is higher or lower by a few pixels."""
        down = view.down_at(view.y) - self.view.down_at(view.y)
        return replace(self, shape=translate(self.shape, 0, down), view=view) if down else self


def placed(found: Sequence[Region], outlines: Outlines, view: Viewport, look: Look) -> list[Placed]:
    """Return the regions that have a shape in view."""
    signs = families()
    kept = []
    for region in found:
        outline = outlines.of(region.id, region.box)
        shape = view.projected(outline) if outline is not None else None
        if shape is not None and not shape.is_empty:
            color = next(sign.color(look.theme) for family, sign in signs.items() if family.value == region.family)
            kept.append(Placed(region=region, shape=shape, color=color, view=view))
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
        hatched(canvas, drawn, one.color, _common(one.shape.bounds, view.box))
        edges = [(DARK, 5.0), (look.accent, 2.5)] if one.region.marked else [(one.color, 1.2)]
        for color, width in edges:
            for path in drawn:
                canvas.stroke(path, color, width)


def _common(a: Box, b: Box) -> Box:
    return max(a[0], b[0]), max(a[1], b[1]), min(a[2], b[2]), min(a[3], b[3])


@dataclass(frozen=True, slots=True)
class Note:
    """Words in a box."""

    box: tuple[float, float, float, float]
    text: str
    font: Font
    color: str


def labels(found: Sequence[Placed], view: Viewport, look: Look, room: Room) -> tuple[list[Note], list[Region]]:
    """Return a label for each area in view, the fullest first, and the areas without room for a label near their middle."""
    font: Font = (round(11.5 * look.bold, 1), True, False)
    notes: list[Note] = []
    left_out: list[Region] = []
    for one in found:
        inside = shapely.clip_by_rect(one.shape, *view.box)
        if one.region.is_country or inside.is_empty:
            continue
        left, _, right, _ = inside.bounds
        number, name = f"{one.region.n:,}", _shortened(drawable(one.region.name))
        text = number if right - left < ROOMY else f"{name}: {number}" if one.region.n > 1 else name
        x, y = _middle(one.region, inside, view)
        wide, high = width_of(text, font) / 2 + 6, font[0] * 0.85
        boxes = ((x - wide, y + by * high - high, x + wide, y + by * high + high) for by in (0, 2.2, -2.2))
        box = room.first_free(boxes, view.box) if len(notes) < MOST_LABELS else None
        if box is None:
            left_out.append(one.region)
        else:
            notes.append(Note(box, text, font, one.color))
    return notes, left_out


def _middle(region: Region, inside: BaseGeometry, view: Viewport) -> tuple[float, float]:
    """Return where an area is said to be; a point in what of it is in view where that is out of view."""
    left, top, right, bottom = view.box
    if not np.isnan(region.lat):
        x, y = view.point(region.lat, region.lon)
        if left + 40 < x < right - 40 and top + 20 < y < bottom - 20:
            return x, y
    point = inside.representative_point()
    return float(point.x), float(point.y)


def in_words(found: Sequence[Region], left_out: Sequence[Region]) -> Iterator[str]:
    """Yield what the map cannot say: countries of which no more is said, and areas without a label."""
    countries = [region for region in found if region.is_country]
    if countries:
        told = [f"{_shortened(drawable(region.name))} {region.n:,}" for region in countries[:MOST_COUNTRIES]]
        rest = sum(region.n for region in countries[MOST_COUNTRIES:])
        more = f" and {rest:,} in {count(len(countries) - MOST_COUNTRIES, 'more country', 'more countries')}" if rest else ""
        yield f"No more than the country is said, shaded: {', '.join(told)}{more}."
    if left_out:
        yield f"{count(len(left_out), 'area')} with {count(sum(one.n for one in left_out), 'incident')} had no room for a label."


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
