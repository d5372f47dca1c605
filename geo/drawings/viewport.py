"""Where a map picture looks: Web Mercator around a center, in pixels of the screen; and the room that is taken in it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.affinity import translate
from shapely.geometry.base import BaseGeometry

from geo import geodesy
from geo.model import LatLon
from geo.views import space

MIN_ZOOM: Final = 2
MAX_ZOOM: Final = 12
"""Of the map on the screen."""
CLOSEST_FIRST_LOOK: Final = 6
"""A picture that nobody aimed goes no closer."""
FIRST_LOOK: Final = (31.0, 44.0, 5.0)
"""Latitude, longitude, zoom where there is nothing to take in."""
_TILE: Final = 256
_PAD: Final = 0.15
_STEP: Final = 0.25
EARTH_M: Final = 40_075_016.686
"""Around the equator."""

Bounds = tuple[float, float, float, float]
"""West, south, east, north in degrees; east may lie beyond 180."""
Box = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels."""


def down(lat: float) -> float:
    """Return how far down the square of the world a latitude lies, 0 to 1."""
    return space.height(lat)


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewport:
    """A view of the world on a rectangle of pixels."""

    x: float
    y: float
    """The center, in the square of the world, 0 to 1 from the north-west."""
    zoom: float
    left: float
    top: float
    width: float
    height: float

    @property
    def scale(self) -> float:
        """Return how many pixels wide the world is."""
        return float(_TILE * 2**self.zoom)

    @property
    def lat(self) -> float:
        """Return the latitude of the center."""
        return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * self.y))))

    @property
    def box(self) -> Box:
        """Return the rectangle."""
        return self.left, self.top, self.left + self.width, self.top + self.height

    @property
    def rectangle(self) -> shapely.Polygon:
        """Return it as a shape in pixels."""
        return shapely.box(*self.box)

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Return the pixel of a position in the square of the world, on the copy of the world that is nearest."""
        return (x + round(self.x - x) - self.x) * self.scale + self.left + self.width / 2, self.down_at(y)

    def down_at(self, y: float) -> float:
        """Return the line of pixels of a place in the square of the world."""
        return (y - self.y) * self.scale + self.top + self.height / 2

    def point(self, lat: float, lon: float) -> tuple[float, float]:
        """Return the pixel of a position in degrees."""
        return self.at(lon / 360 + 0.5, down(lat))

    def metres(self, lat: float) -> float:
        """Return how many metres a pixel is wide at a latitude, on the sphere that the projection takes the Earth for."""
        return EARTH_M * math.cos(math.radians(lat)) / self.scale

    def projected(self, shape: BaseGeometry) -> BaseGeometry:
        """Return what of a shape in degrees, longitude first, lies in view, in pixels; on all copies of the world."""
        mercator = shapely.transform(shape, self._flat)
        copies = [shapely.clip_by_rect(translate(mercator, by), *self._wider) for by in self._copies()]
        kept = [copy for copy in copies if not copy.is_empty]
        return shapely.union_all(kept) if len(kept) > 1 else kept[0] if kept else shapely.Polygon()

    def lines(self, lats: NDArray[np.float64], lons: NDArray[np.float64]) -> Iterator[NDArray[np.float64]]:
        """Yield a line of positions in pixels, unwrapped, once for each copy of the world that it shows in."""
        flat = self._flat(np.column_stack((np.unwrap(lons, period=360), lats)))
        for by in self._copies():
            moved = flat + np.array((by, 0.0))
            west, _, east, _ = self._wider
            if moved[:, 0].max() >= west and moved[:, 0].min() <= east:
                yield moved

    def _flat(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        x = (points[:, 0] / 360 + 0.5 - self.x) * self.scale + self.left + self.width / 2
        y = (space.heights(points[:, 1]) - self.y) * self.scale + self.top + self.height / 2
        return np.column_stack((x, y))

    def _copies(self) -> list[float]:
        around = round(self.x - 0.5)
        return [(around + turn) * self.scale for turn in (-1, 0, 1)]

    @property
    def _wider(self) -> Box:
        left, top, right, bottom = self.box
        return left - 40, top - 40, right + 40, bottom + 40


def looking(lat: float, lon: float, zoom: float, box: Box) -> Viewport:
    """Return the view of a place in the middle of a rectangle; the zoom is brought within what the map allows."""
    left, top, right, bottom = box
    kept = min(max(zoom, MIN_ZOOM), MAX_ZOOM)
    return Viewport(x=lon / 360 + 0.5, y=down(lat), zoom=kept, left=left, top=top, width=right - left, height=bottom - top)


def fitting(bounds: Iterable[Bounds], box: Box) -> Viewport:
    """Return the view that takes in all of some bounds, with a margin; the first look of the app where there are none."""
    known = list(bounds)
    if not known:
        return looking(*FIRST_LOOK, box)
    west, south = min(one[0] for one in known), min(one[1] for one in known)
    east, north = max(one[2] for one in known), max(one[3] for one in known)
    wide = max(east - west, 1e-6) / 360 * (1 + 2 * _PAD)
    high = max(down(south) - down(north), 1e-9) * (1 + 2 * _PAD)
    left, top, right, bottom = box
    zoom = math.log2(min((right - left) / wide, (bottom - top) / high) / _TILE)
    zoom = min(math.floor(zoom / _STEP) * _STEP, CLOSEST_FIRST_LOOK)
    middle = Viewport(x=0, y=(down(south) + down(north)) / 2, zoom=0, left=0, top=0, width=0, height=0).lat
    return looking(middle, (west + east) / 2, zoom, box)


def ground(view: Viewport, pixels: float) -> float:
    """Return how many metres so many pixels side by side in the middle of the view are on the ellipsoid."""
    half = pixels / view.scale * 180
    return geodesy.distance(LatLon(view.lat, -half), LatLon(view.lat, half)) if half < 90 else 0.0


@dataclass(slots=True)
class Room:
    """Which rectangles of a picture are taken; what is written looks for one that is not."""

    taken: list[Box] = field(default_factory=list)
    cells: dict[tuple[int, int], list[Box]] = field(default_factory=dict)

    def take(self, box: Box) -> None:
        """Take a rectangle."""
        self.taken.append(box)
        for cell in _cells(box):
            self.cells.setdefault(cell, []).append(box)

    def is_free(self, box: Box) -> bool:
        """Return whether nothing in it is taken."""
        left, top, right, bottom = box
        return not any(
            left < other[2] and right > other[0] and top < other[3] and bottom > other[1]
            for cell in _cells(box)
            for other in self.cells.get(cell, ())
        )

    def first_free(self, boxes: Iterable[Box], inside: Box) -> Box | None:
        """Return the first of some rectangles that is free and lies within a frame, and take it; None where none is."""
        for box in boxes:
            if inside[0] <= box[0] and inside[1] <= box[1] and box[2] <= inside[2] and box[3] <= inside[3] and self.is_free(box):
                self.take(box)
                return box
        return None


_CELL: Final = 64


def _cells(box: Box) -> Iterator[tuple[int, int]]:
    left, top, right, bottom = (math.floor(edge / _CELL) for edge in box)
    return ((column, line) for column in range(left, right + 1) for line in range(top, bottom + 1))
