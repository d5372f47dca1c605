"""Distances, azimuths and rings on the WGS 84 ellipsoid, and rings as polygons that survive the antimeridian and the poles."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from pyproj import Geod
from shapely import Polygon, box, difference, intersection, union_all
from shapely.affinity import translate
from shapely.geometry.base import BaseGeometry
from shapely.geometry.polygon import orient

from geo.errors import InputError
from geo.model import LatLon

WGS84: Final = Geod(ellps="WGS84")

# A ring wider than this folds over itself. East along the equator a geodesic stops being the shortest
# path after pi * b, before it reaches the antipode (Karney 2013, doi:10.1007/s00190-012-0578-z).
MAX_RADIUS_M: Final = math.pi * WGS84.a * (1 - WGS84.f)

# Renderers draw an edge straight in longitude and latitude; no point of it strays further than this share of the radius.
MAX_CHORD_ERROR: Final = 0.001

FEWEST: Final = 72
"""Vertices of the roughest ring: below this a circle looks like a polygon."""

_ROUNDS: Final = 12
_DECIMALS: Final = 6
"""0.1 m; more is noise (RFC 7946, section 11.2)."""
# Shapes are laid over each other on the grid of those decimals: without it, seams that differ by rounding stay open.
_GRID: Final = 10.0**-_DECIMALS

_NORTH: Final = LatLon(90, 0)
_SOUTH: Final = LatLon(-90, 0)
_WORLD: Final = box(-180, -90, 180, 90)

Floats = NDArray[np.float64]
Position = tuple[float, float]
"""Longitude, latitude: the order of GeoJSON, and of nothing else here."""


@dataclass(frozen=True, slots=True)
class Part:
    """One polygon as RFC 7946 wants it: longitude first, exterior counter-clockwise, holes clockwise, each ring closed."""

    exterior: tuple[Position, ...]
    holes: tuple[tuple[Position, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Area:
    """What lies within a distance, or between two: polygons that never cross the antimeridian."""

    parts: tuple[Part, ...]

    def geojson(self) -> dict[str, object]:
        """Return the geometry object of GeoJSON (RFC 7946), always a MultiPolygon."""
        polygons = [[list(part.exterior), *map(list, part.holes)] for part in self.parts]
        return {"type": "MultiPolygon", "coordinates": polygons}


def distance(a: LatLon, b: LatLon) -> float:
    """Return the length in metres of the shortest path on the ellipsoid."""
    return float(WGS84.inv(a.lon, a.lat, b.lon, b.lat)[2])


def azimuth(a: LatLon, b: LatLon) -> float:
    """Return the direction in which the shortest path to `b` leaves `a`: degrees clockwise from north, 0 <= azimuth < 360."""
    return float(WGS84.inv(a.lon, a.lat, b.lon, b.lat)[0]) % 360


def destination(origin: LatLon, azimuth: float, distance_m: float) -> LatLon:
    """Return where one arrives after `distance_m` metres in a direction given in degrees clockwise from north."""
    lon, lat, _ = WGS84.fwd(origin.lon, origin.lat, azimuth, distance_m)
    return LatLon(float(lat), _wrapped(float(lon)))


def ring(center: LatLon, radius_m: float, vertices: int | None = None) -> list[LatLon]:
    """
    Return every direction's point at one geodesic distance: a circle on the ground, and not one on a Mercator map.

    Parameters
    ----------
    center
        Position in degrees.
    radius_m
        Metres, 0 < `radius_m` <= `MAX_RADIUS_M`.
    vertices
        Number of points, evenly spaced in azimuth; when None, as many as keep each edge, drawn straight in
        longitude and latitude, within `MAX_CHORD_ERROR` of the radius, closer together where it is needed.

    Returns
    -------
    ring
        Positions clockwise from north; the first is repeated last, so that the ring closes.

    Raises
    ------
    InputError
        If `radius_m` is out of range or `vertices` is below 3.
    """
    lons, lats = _ring(center, radius_m, vertices)
    return [LatLon(lat, _wrapped(lon)) for lon, lat in zip(lons.tolist(), lats.tolist(), strict=True)]


def unwrapped(ring: Sequence[LatLon]) -> list[tuple[float, float]]:
    """
    Return latitude and longitude of each position, without the jump at the antimeridian.

    For renderers that repeat the world, as Leaflet does: longitudes run on past 180 or -180, so the line is
    drawn whole. That is why these are pairs and no `LatLon`.
    """
    lons = np.unwrap(np.array([at.lon for at in ring], dtype=np.float64), period=360)
    return [(at.lat, lon) for at, lon in zip(ring, lons.tolist(), strict=True)]


def disc(center: LatLon, radius_m: float) -> Area:
    """
    Return what lies within `radius_m` metres of `center`, over the antimeridian, the poles and past a hemisphere.

    Raises
    ------
    InputError
        If `radius_m` is out of range.
    """
    return _area(_disc(center, radius_m))


def band(center: LatLon, inner_m: float, outer_m: float) -> Area:
    """
    Return what lies further than `inner_m` and no further than `outer_m` metres from `center`.

    Raises
    ------
    InputError
        If not 0 <= `inner_m` < `outer_m` <= `MAX_RADIUS_M`.
    """
    if not 0 <= inner_m < outer_m:
        msg = f"a band runs outwards from 0: {inner_m} to {outer_m} m"
        raise InputError(msg)
    outer = _disc(center, outer_m)
    return _area(difference(outer, _disc(center, inner_m), grid_size=_GRID) if inner_m else outer)


def _ring(center: LatLon, radius_m: float, vertices: int | None = None) -> tuple[Floats, Floats]:
    """Return longitudes (within 180) and latitudes of a closed ring, clockwise from north."""
    if not 0 < radius_m <= MAX_RADIUS_M:
        msg = f"a radius must be above 0 and at most {MAX_RADIUS_M:.0f} m, not {radius_m}"
        raise InputError(msg)
    if vertices is not None:
        if vertices < 3:
            msg = f"a ring needs 3 vertices, not {vertices}"
            raise InputError(msg)
        return _forward(center, radius_m, np.linspace(0, 360, vertices + 1))
    azimuths = np.linspace(0, 360, FEWEST + 1)
    lons, lats = _forward(center, radius_m, azimuths)
    for _ in range(_ROUNDS):
        rough = _strays(center, radius_m, lons, lats)
        if not rough.any():
            break
        between = (azimuths[:-1][rough] + azimuths[1:][rough]) / 2
        azimuths = np.sort(np.concatenate([azimuths, between]))
        lons, lats = _forward(center, radius_m, azimuths)
    return lons, lats


def _forward(center: LatLon, radius_m: float, azimuths: Floats) -> tuple[Floats, Floats]:
    many = len(azimuths)
    start = np.full(many, center.lon), np.full(many, center.lat)
    lons, lats, _ = WGS84.fwd(*start, azimuths, np.full(many, radius_m))
    lons[-1], lats[-1] = lons[0], lats[0]
    return np.asarray(lons), np.asarray(lats)


def _strays(center: LatLon, radius_m: float, lons: Floats, lats: Floats) -> NDArray[np.bool_]:
    """Return for each edge whether its middle, drawn straight, is off the ring."""
    turned = np.unwrap(lons, period=360)
    middle = (turned[:-1] + turned[1:]) / 2, (lats[:-1] + lats[1:]) / 2
    start = np.full(len(middle[0]), center.lon), np.full(len(middle[0]), center.lat)
    _, _, reached = WGS84.inv(*start, *middle)
    return np.abs(np.asarray(reached) - radius_m) > MAX_CHORD_ERROR * radius_m


def _disc(center: LatLon, radius_m: float) -> BaseGeometry:
    lons, lats = _ring(center, radius_m)
    lons = np.unwrap(lons, period=360)
    # The last vertex is the first, some whole turns on; what rounding adds would make the ring cross itself.
    lons[-1] = lons[0] + 360 * round((lons[-1] - lons[0]) / 360)
    north, south = (distance(center, pole) < radius_m for pole in (_NORTH, _SOUTH))
    if north != south:
        # The ring turns once around the pole inside: what is drawn lies between the ring and that pole.
        pole = 90.0 if north else -90.0
        lons = np.concatenate([lons, lons[-1:], lons[:1]])
        lats = np.concatenate([lats, [pole, pole]])
    shape = _cut(Polygon(np.column_stack([lons, lats])))
    # With both poles inside, the ring goes around what is out of reach.
    return difference(_WORLD, shape, grid_size=_GRID) if north and south else shape


def _cut(shape: Polygon) -> BaseGeometry:
    """Return the parts of an unwrapped polygon, each moved into the one world."""
    west, _, east, _ = shape.bounds
    turns = range(math.floor((west + 180) / 360), math.ceil((east - 180) / 360) + 1)
    pieces = [intersection(translate(shape, -360 * turn), _WORLD, grid_size=_GRID) for turn in turns]
    return union_all(pieces, grid_size=_GRID)


def _area(shape: BaseGeometry) -> Area:
    found = [shape] if isinstance(shape, Polygon) else getattr(shape, "geoms", ())
    polygons = [orient(polygon) for polygon in found if isinstance(polygon, Polygon) and not polygon.is_empty]
    polygons.sort(key=lambda polygon: polygon.bounds)
    parts = (Part(_rounded(p.exterior.coords), tuple(_rounded(hole.coords) for hole in p.interiors)) for p in polygons)
    return Area(tuple(parts))


def _rounded(line: Iterable[tuple[float, ...]]) -> tuple[Position, ...]:
    return tuple((round(lon, _DECIMALS), round(lat, _DECIMALS)) for lon, lat, *_ in line)


def _wrapped(lon: float) -> float:
    return lon if -180 <= lon <= 180 else (lon + 180) % 360 - 180
