"""Distances, azimuths and rings on the WGS 84 ellipsoid, and rings as polygons that survive the antimeridian and the poles."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray
from pyproj import Geod
from shapely import Polygon, box, difference, intersection, union_all
from shapely.affinity import translate
from shapely.geometry.base import BaseGeometry
from shapely.geometry.polygon import orient

from geo.errors import CoordinateError, InputError
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

# However a path runs, it is between these many metres long for each radian of the path with the same latitudes and longitudes
# on a sphere: they are the least and the greatest radius of curvature, along the meridian at the equator and at the poles. So the
# shortest path on the ellipsoid lies between the same multiples of the shortest one on the sphere, which costs next to nothing.
LEAST_M_PER_RADIAN: Final = WGS84.b**2 / WGS84.a
MOST_M_PER_RADIAN: Final = WGS84.a**2 / WGS84.b

_ROUNDING_M: Final = 1.0
"""More than a cosine of double precision can be off, 0.1 m where it is flattest; less than any range is known by."""

_MAX_STEP: Final = 2**16 - 1
_STEPS_PER_RADIAN: Final = _MAX_STEP / math.pi * (1 - 1e-9)

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


def distances(origin: LatLon, lats: Floats, lons: Floats) -> Floats:
    """Return the lengths in metres of the shortest paths from `origin` to each of many positions in degrees."""
    return np.asarray(_inverse(origin, lats, lons)[2], dtype=np.float64)


def azimuths(origin: LatLon, lats: Floats, lons: Floats) -> Floats:
    """Return in which direction many positions lie from `origin`: degrees clockwise from north, 0 <= azimuth < 360."""
    found: Floats = np.asarray(_inverse(origin, lats, lons)[0], dtype=np.float64) % 360
    return np.where(found == 360, 0.0, found)  # what is left of a tiny negative angle


def _inverse(origin: LatLon, lats: Floats, lons: Floats) -> tuple[Floats, Floats, Floats]:
    start = np.full(len(lats), origin.lon), np.full(len(lats), origin.lat)
    found: tuple[Floats, Floats, Floats] = WGS84.inv(*start, np.asarray(lons, np.float64), np.asarray(lats, np.float64))
    return found


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Globe:
    """Many positions, made ready once to be asked again and again what lies around an origin."""

    lats: Floats
    lons: Floats
    """In degrees, in the order in which they were given."""
    order: NDArray[np.intp]
    """From south to north."""
    sorted_lats: Floats
    """In radians, in that order."""
    points: Floats
    """On the unit sphere with the same latitudes and longitudes, in that order: three rows."""

    @classmethod
    def of(cls, lats: Floats, lons: Floats) -> Globe:
        """
        Return the positions made ready.

        Raises
        ------
        CoordinateError
            If one of them is no position in degrees; the message says the how-manieth, from 0.
        """
        lats, lons = np.asarray(lats, np.float64), np.asarray(lons, np.float64)
        wrong = np.flatnonzero(~((np.abs(lats) <= 90) & (np.abs(lons) <= 180)))
        if len(wrong):
            msg = f"position {wrong[0]} is none of WGS 84: {lats[wrong[0]]}, {lons[wrong[0]]}"
            raise CoordinateError(msg)
        order = np.argsort(lats, kind="stable")
        lat, lon = np.radians(lats[order]), np.radians(lons[order])
        points = np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])
        return cls(lats=lats, lons=lons, order=order, sorted_lats=lat, points=points)

    def __len__(self) -> int:
        """Return how many positions there are."""
        return len(self.lats)

    def around(self, origin: LatLon, radius_m: float) -> Neighborhood:
        """Return the positions within `radius_m` metres of `origin`, and perhaps some beyond; see `Neighborhood`."""
        widest = (max(radius_m, 0) + _ROUNDING_M) / LEAST_M_PER_RADIAN
        lat, lon = math.radians(origin.lat), math.radians(origin.lon)
        first = int(np.searchsorted(self.sorted_lats, lat - widest, side="left"))
        last = int(np.searchsorted(self.sorted_lats, lat + widest, side="right"))
        at = np.array([math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat)])
        cosines = np.einsum("i,ij->j", at, self.points[:, first:last])  # a product of matrices would wake threads
        near = np.flatnonzero(cosines >= math.cos(min(widest, math.pi)) - 1e-12)
        angles = np.arccos(np.clip(cosines[near], -1, 1))
        steps = np.floor(angles * _STEPS_PER_RADIAN).astype(np.uint16)
        outwards = np.argsort(steps, kind="stable")
        angles, index = angles[outwards], self.order[first:last][near[outwards]]
        least, most = _curvatures(lat, widest * MOST_M_PER_RADIAN / LEAST_M_PER_RADIAN)
        return Neighborhood(
            origin=origin,
            index=index,
            lats=self.lats[index],
            lons=self.lons[index],
            curvatures=(least, most),
            least=np.maximum(angles * least - _ROUNDING_M, 0),
            most=angles * most + _ROUNDING_M,
            known=np.full(len(index), np.nan),
            steps=steps[outwards],
        )


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Neighborhood:
    """Positions around an origin, nearest first but for some hundred meters: bounds of each distance; itself where it matters."""

    origin: LatLon
    index: NDArray[np.intp]
    """Which of the globe's positions these are; all others are beyond the radius that was asked for."""
    lats: Floats
    lons: Floats
    curvatures: tuple[float, float]
    """The least and the most metres of a radian anywhere on the way."""
    least: Floats
    most: Floats
    """Metres; the distance is proven to lie between them."""
    known: Floats = field(repr=False)
    """Distances that were worked out, in metres; NaN where none was yet."""
    steps: NDArray[np.uint16] = field(repr=False)
    """The angles from the origin, rounded down to whole steps; rising."""

    def within(self, limit_m: float) -> int:
        """Return how many of the positions, from the first on, surely lie within `limit_m` metres."""
        whole = math.floor((limit_m - _ROUNDING_M) / self.curvatures[1] * _STEPS_PER_RADIAN)
        return int(np.searchsorted(self.steps, np.uint16(min(max(whole, 0), _MAX_STEP)), side="left"))

    def beyond(self, limit_m: float) -> int:
        """Return the first position from which on all surely lie beyond `limit_m` metres."""
        whole = math.floor(max(limit_m + 2 * _ROUNDING_M, 0) / self.curvatures[0] * _STEPS_PER_RADIAN)
        return int(np.searchsorted(self.steps, np.uint16(min(whole, _MAX_STEP)), side="right")) if limit_m >= 0 else 0

    def distances(self, part: slice, *limits_m: Floats | float) -> Floats:
        """
        Return for each position of a part a distance in metres that is on the same side of each limit as the true one.

        It is the true one, on the ellipsoid, wherever a limit lies between `least` and `most`. So who asks only whether it is
        above or below these limits gets the same answer as from `geodesy.distance`, for a fraction of its cost.

        Parameters
        ----------
        part
            Which of the positions.
        limits_m
            In metres, one for all of the part or one for each position in it.
        """
        least, most, known = self.least[part], self.most[part], self.known[part]
        between = np.zeros(len(least), dtype=np.bool_)
        for limit in limits_m:
            between |= (least <= limit) & (limit <= most)
        where = np.flatnonzero(between & np.isnan(known))
        if len(where):
            known[where] = distances(self.origin, self.lats[part][where], self.lons[part][where])
        return np.where(np.isnan(known), least, known)

    def exact(self) -> Floats:
        """Return the distance of each position in metres."""
        return self.distances(slice(None), self.least)


def _curvatures(lat: float, reach: float) -> tuple[float, float]:
    """Return the least and the greatest radius of curvature in metres, up to `reach` radians north and south of `lat`."""
    lowest = max(abs(lat) - reach, 0.0)
    highest = min(abs(lat) + reach, math.pi / 2)
    along = WGS84.a * (1 - WGS84.es) / (1 - WGS84.es * math.sin(lowest) ** 2) ** 1.5  # the meridian
    across = WGS84.a / math.sqrt(1 - WGS84.es * math.sin(highest) ** 2)  # the prime vertical, which is never less
    return along, across


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
    lats, lons = circle(center, radius_m, vertices)
    return [LatLon(lat, _wrapped(lon)) for lat, lon in zip(lats.tolist(), lons.tolist(), strict=True)]


def circle(center: LatLon, radius_m: float, vertices: int | None = None) -> tuple[Floats, Floats]:
    """Return the latitudes and the longitudes of `ring`, for what draws many of them."""
    lons, lats = _ring(center, radius_m, vertices)
    return lats, lons


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
        azimuths: Floats = np.arange(vertices // 2 + 1, dtype=np.float64) * (360 / vertices)
        return _mirrored(center, azimuths, *_forward(center, radius_m, azimuths))
    azimuths = np.linspace(0, 180, FEWEST // 2 + 1, dtype=np.float64)
    lons, lats = _forward(center, radius_m, azimuths)
    for _ in range(_ROUNDS):
        rough = _strays(center, radius_m, lons, lats)
        if not rough.any():
            break
        between = (azimuths[:-1][rough] + azimuths[1:][rough]) / 2
        azimuths = np.sort(np.concatenate([azimuths, between]))
        lons, lats = _forward(center, radius_m, azimuths)
    return _mirrored(center, azimuths, lons, lats)


def _forward(center: LatLon, radius_m: float, azimuths: Floats) -> tuple[Floats, Floats]:
    many = len(azimuths)
    start = np.full(many, center.lon), np.full(many, center.lat)
    lons, lats, _ = WGS84.fwd(*start, azimuths, np.full(many, radius_m), return_back_azimuth=False)
    return np.asarray(lons), np.asarray(lats)


def _mirrored(center: LatLon, azimuths: Floats, lons: Floats, lats: Floats) -> tuple[Floats, Floats]:
    """Return the closed ring whose eastern half, from north to south, is given: the ellipsoid is the same to the west."""
    west = 2 * center.lon - lons[azimuths < 180][::-1]
    west += np.where(west > 180, -360.0, np.where(west < -180, 360.0, 0.0))
    ring = np.concatenate([lons, west]), np.concatenate([lats, lats[azimuths < 180][::-1]])
    ring[0][-1] = ring[0][0]
    return ring


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
