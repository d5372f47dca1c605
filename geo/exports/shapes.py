"""What an incident is drawn as in a file: a point, a disc, the shape of an area or nothing; never more exact than it was said."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, Generic, TypeVar

import shapely
from shapely import MultiPolygon, Point, Polygon
from shapely.affinity import translate
from shapely.geometry.base import BaseGeometry

from geo import geodesy
from geo.areas import Box, Outlines
from geo.geodesy import Area
from geo.model import PINNED, LatLon, Precision

T = TypeVar("T")
Row = Mapping[str, Any]

_KEPT: Final = 2_048
"""Shapes that are kept: many incidents are said to be in the same few areas."""
_DIGITS: Final = 6
_GRID: Final = 1e-4
"""Degrees; outlines have no more digits that mean something."""
_WORLD: Final = shapely.box(-180, -90, 180, 90)


class Shapes(Generic[T]):
    """What rows of `views.incidents` are drawn as, in the way of one form."""

    def __init__(self, outlines: Outlines | None, encode: Callable[[BaseGeometry], T]) -> None:
        """Draw areas as `outlines` knows them, else as their boxes; `encode` writes a geometry (longitude first)."""
        self._outlines, self._encode = outlines, encode
        self._disc = lru_cache(_KEPT)(lambda lat, lon, km: encode(disc(LatLon(lat, lon), km)))
        self._area = lru_cache(_KEPT)(self._shaped)

    def of(self, row: Row) -> tuple[str, T | None]:
        """Return "point", "disc", "area", "bounding box" or "nothing", and the geometry."""
        precision = Precision(row["place_precision"])
        if not row["mapped"]:
            return "nothing", None
        if precision in PINNED and row["lat"] is not None:
            return "point", self._encode(Point(round(row["lon"], _DIGITS), round(row["lat"], _DIGITS)))
        if precision is Precision.NEAR and row["lat"] is not None and row["uncertainty_km"]:
            return "disc", self._disc(row["lat"], row["lon"], row["uncertainty_km"])
        if precision is Precision.AREA and row["west"] is not None:
            return self._area(row["place_id"], (row["west"], row["south"], row["east"], row["north"]))
        return "nothing", None

    def _shaped(self, place_id: str, box: Box) -> tuple[str, T]:
        shape = self._outlines.of(place_id, box) if self._outlines else None
        whole = None if shape is None else parted(shapely.set_precision(shape, _GRID))
        if whole is None or shape is None or shape.equals(shape.envelope):
            return "bounding box", self._encode(_box(*box))
        return "area", self._encode(whole)


def disc(center: LatLon, radius_km: float) -> BaseGeometry:
    """Return what lies within a distance, as polygons that do not cross the antimeridian."""
    return shapely_of(geodesy.disc(center, 1000 * radius_km))


def shapely_of(area: Area) -> MultiPolygon:
    """Return the polygons of an area."""
    return MultiPolygon([Polygon(part.exterior, part.holes) for part in area.parts])


def parted(shape: BaseGeometry) -> BaseGeometry | None:
    """
    Return the polygons of a shape cut at the antimeridian, outer rings counter-clockwise (RFC 7946, 3.1.6 and 3.1.9).

    Longitudes may run on past 180. None where nothing is left to be drawn.
    """
    beyond = shape.bounds[2] > 180 if not shape.is_empty else False
    pieces = [shape.intersection(_WORLD), translate(shape, -360).intersection(_WORLD)] if beyond else [shape]
    polygons = [
        one
        for piece in pieces
        for one in shapely.get_parts(shapely.get_parts(piece))
        if isinstance(one, Polygon) and not one.is_empty
    ]
    if not polygons:
        return None
    return shapely.orient_polygons(polygons[0] if len(polygons) == 1 else MultiPolygon(polygons))


def _box(west: float, south: float, east: float, north: float) -> BaseGeometry:
    if west <= east:
        return shapely.box(west, south, east, north)
    return MultiPolygon([shapely.box(west, south, 180.0, north), shapely.box(-180.0, south, east, north)])


def polygons_of(shape: BaseGeometry) -> Sequence[Polygon]:
    """Return the polygons of a shape, in its order."""
    return [part for part in shapely.get_parts(shape) if isinstance(part, Polygon)]
