"""A drawn box or polygon as a condition: what has a position inside it."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Final

from geo.views.space import MAX_LAT

MOST_CORNERS: Final = 64
MAX_CHARACTERS: Final = 1_400
"""Of a shape in a URL: 64 corners of two numbers with four decimals."""

_NUMBER: Final = re.compile(r"-?\d{1,3}(?:\.\d{1,6})?")
_WHOLE: Final = 360.0

Corners = tuple[tuple[float, float], ...]
"""Latitude and longitude, degrees."""


def corners(shape: str) -> Corners:
    """
    Return the corners that a shape in a URL names; none where it makes no sense.

    Four numbers, "south,west,north,east", are a box; 6 to 128, "lat,lon,lat,lon,...", a polygon that closes by itself. Longitudes
    may lie beyond 180 where it crosses the antimeridian.
    """
    told = shape.split(",") if len(shape) <= MAX_CHARACTERS else []
    if not (len(told) in {4, *range(6, 2 * MOST_CORNERS + 1, 2)} and all(map(_NUMBER.fullmatch, told))):
        return ()
    numbers = list(map(float, told))
    if len(numbers) == 4:
        south, west, north, east = numbers
        if not (south <= north and west <= east):
            return ()
        numbers = [south, west, south, east, north, east, north, west]
    pairs = tuple(zip(numbers[::2], numbers[1::2], strict=True))
    lons = [lon for _, lon in pairs]
    fits = (
        all(abs(lat) <= 90 for lat, _ in pairs) and all(abs(lon) <= 3 * 180 for lon in lons) and max(lons) - min(lons) <= _WHOLE
    )
    return pairs if fits else ()


def condition(shape: str) -> tuple[str, list[object]] | None:
    """
    Return the condition on `cards` that the shape stands for; None where it makes no sense.

    The edges of a polygon are straight on the map (Mercator), as they were drawn. A point is inside where a ray to the east
    crosses an odd number of edges (Shimrat 1962, Algorithm 112, as corrected by Hacker).
    """
    pairs = corners(shape)
    if not pairs:
        return None
    lats, lons = [lat for lat, _ in pairs], [lon for _, lon in pairs]
    west = min(lons)
    # The longitude as it lies in the turn of the world that begins at the shape's west edge.
    turned = "(lon + 360 * ceil((? - lon) / 360))"
    boxed = f"placed AND lat BETWEEN ? AND ? AND {turned} <= ?"
    values: list[object] = [min(lats), max(lats), west, max(lons)]
    if shape.count(",") == 3:
        return boxed, values
    crossings, edges = _crossings(pairs, turned, west)
    return f"{boxed} AND ({crossings}) % 2 = 1", [*values, *edges]


def _crossings(pairs: Corners, turned: str, west: float) -> tuple[str, list[object]]:
    told: list[str] = []
    values: list[object] = []
    for (lat1, lon1), (lat2, lon2) in zip(pairs, [*pairs[1:], pairs[0]], strict=True):
        y1, y2 = _stretched(lat1), _stretched(lat2)
        if y1 == y2:
            continue
        slope = (lon2 - lon1) / (y2 - y1)
        told.append(f"((lat > ?) <> (lat > ?) AND {turned} < ? + (asinh(tan(radians(lat))) - ?) * ?)::INTEGER")
        values += [lat1, lat2, west, lon1, y1, slope]
    return " + ".join(told) or "0", values


def _stretched(lat: float) -> float:
    """Return how far from the equator a latitude lies on a Mercator map, in radians of longitude."""
    return math.asinh(math.tan(math.radians(max(-MAX_LAT, min(MAX_LAT, lat)))))


def written(points: Sequence[tuple[float, float]]) -> str:
    """Return corners, latitude first, as they stand in a URL."""
    return ",".join(f"{number:.4f}" for point in points for number in point)
