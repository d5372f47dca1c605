"""What a place covers, as positions to measure from: a spot with its doubt, a disc to choose in, an area with its outline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.areas import Outlines
from geo.geodesy import WGS84, distance
from geo.model import LatLon, Place, Precision

Floats = NDArray[np.float64]

MEAN_RADIUS_KM: Final = 6371.0088
"""Of the Earth (IUGG); good enough to find which points are nearest, whose distance is then measured on the ellipsoid."""
_STEP_DEGREES: Final = 0.1
"""How far apart positions on an outline may be."""
_MOST: Final = 1_500
"""Positions of one outline that are measured."""
_ROUGH: Final = 0.01
"""The tolerance in degrees at which an outline with too many positions is drawn simpler."""
_M_PER_KM: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """A place to measure from or to."""

    name: str
    lats: Floats
    lons: Floats
    """Positions on its outline; one for a spot or a disc."""
    center: LatLon | None
    """None for an area, of which no spot is meant."""
    doubt_km: float = 0.0
    """How far off a spot may be."""
    room_km: float = 0.0
    """How far from the center one may choose a spot of a disc: "areas near Baghdad"."""
    shape: BaseGeometry | None = None

    def nearest(self) -> LatLon:
        """Return the first of its positions."""
        return LatLon(float(self.lats[0]), _within(float(self.lons[0])))


@dataclass(frozen=True, slots=True, kw_only=True)
class Apart:
    """How far a target is from an origin, in km."""

    near: float
    """From the part of the origin that is nearest."""
    middle: float | None
    """From the named center; None where the origin is an area."""
    far: float
    """From the part that is farthest."""
    start: LatLon
    """The position of the origin that `middle` or `near` is measured from."""
    end: LatLon
    """And that of the target."""


def extent(place: Place, outlines: Outlines) -> Extent | None:
    """Return what a place covers; None where its position is not known."""
    if place.precision in {Precision.AREA, Precision.COUNTRY, Precision.UNKNOWN} or place.at is None:
        shape = outlines.of(place.id, place.bbox)
        if shape is not None and not shape.is_empty:
            lats, lons = _outline(shape)
            return Extent(name=place.name, lats=lats, lons=lons, center=None, shape=shape)
    if place.at is None:
        return None
    lats, lons = np.array([place.at.lat]), np.array([place.at.lon])
    size = place.uncertainty_km or 0.0
    if place.precision is Precision.NEAR:
        name = place.name.removeprefix("near ")
        return Extent(name=name, lats=lats, lons=lons, center=place.at, room_km=size)
    return Extent(name=place.name, lats=lats, lons=lons, center=place.at, doubt_km=size)


def apart(origin: Extent, target: Extent, *, whole: bool = False) -> Apart:
    """
    Return how far a target is, from the nearest, the middle and the farthest part of an origin.

    To be in reach of an area is to reach its nearest point; all of it, with `whole`, its farthest.
    """
    inside = _meet(origin, target)
    grid = _haversine(origin, target)
    aimed = np.asarray(grid.argmax(axis=1) if whole else grid.argmin(axis=1))
    rough = grid[np.arange(len(aimed)), aimed]
    first, last = int(rough.argmin()), int(rough.argmax())
    near = 0.0 if inside and not whole else _km(origin, first, target, int(aimed[first]))
    far = _km(origin, last, target, int(aimed[last]))
    away = 0.0 if not origin.room_km else origin.room_km
    slack = target.room_km
    return Apart(
        near=max(0.0, near - away - slack),
        middle=max(0.0, near - slack) if origin.center is not None else None,
        far=far + away - slack if far + away > slack else 0.0,
        start=_at(origin, first),
        end=_at(target, int(aimed[first])),
    )


def _meet(origin: Extent, target: Extent) -> bool:
    one = origin.shape if origin.shape is not None else shapely.points(origin.lons[0], origin.lats[0])
    other = target.shape if target.shape is not None else shapely.points(target.lons[0], target.lats[0])
    return (origin.shape is not None or target.shape is not None) and bool(one.intersects(other))


def _outline(shape: BaseGeometry) -> tuple[Floats, Floats]:
    drawn = shapely.segmentize(shape, _STEP_DEGREES)
    rough = _ROUGH
    while shapely.get_num_coordinates(drawn) > _MOST and rough < 1:
        drawn = shapely.segmentize(shapely.simplify(shape, rough), _STEP_DEGREES + 4 * rough)
        rough *= 2
    points = shapely.get_coordinates(drawn)
    return np.clip(points[:, 1], -90, 90), points[:, 0]


def _haversine(one: Extent, other: Extent) -> Floats:
    lat, lon = np.radians(one.lats)[:, None], np.radians(one.lons)[:, None]
    to_lat, to_lon = np.radians(other.lats)[None, :], np.radians(other.lons)[None, :]
    half = np.sin((to_lat - lat) / 2) ** 2 + np.cos(lat) * np.cos(to_lat) * np.sin((to_lon - lon) / 2) ** 2
    return np.asarray(2 * MEAN_RADIUS_KM * np.arcsin(np.sqrt(np.clip(half, 0, 1))))


def _km(one: Extent, i: int, other: Extent, j: int) -> float:
    return distance(_at(one, i), _at(other, j)) / _M_PER_KM


def _at(one: Extent, i: int) -> LatLon:
    return LatLon(float(one.lats[i]), _within(float(one.lons[i])))


def _within(lon: float) -> float:
    return lon if -180 <= lon <= 180 else (lon + 180) % 360 - 180


def together(origin: LatLon, aims: list[tuple[LatLon, float]]) -> tuple[float, float] | None:
    """
    Return how far and in which direction one must go until several aims are each within their distance.

    Parameters
    ----------
    origin
        Where one starts.
    aims
        Positions, and how near to each one must come, in km, above 0.

    Returns
    -------
    move
        Kilometers, and degrees clockwise from north; (0, 0) where one is there already. None where no spot on the
        nearest edge of any of the distances is within all the others: they do not meet.
    """
    if all(distance(origin, at) <= km * _M_PER_KM for at, km in aims):
        return 0.0, 0.0
    best: tuple[float, float] | None = None
    for at, km in aims:
        towards = float(WGS84.inv(at.lon, at.lat, origin.lon, origin.lat)[0])
        for half in (180.0, 180.0 / _ON_EDGE):
            azimuths = np.linspace(towards - half, towards + half, 2 * _ON_EDGE + 1)
            move = _best_on_edge(origin, (at, km), azimuths, aims)
            if move is None:
                break
            towards = move[2]
            if best is None or move[0] < best[0]:
                best = move[0], move[1]
    return best


_ON_EDGE: Final = 720
"""Steps on half of the edge of a distance; a second look is as many times closer."""
_TOLERANCE_M: Final = 1.0


def _best_on_edge(
    origin: LatLon, edge: tuple[LatLon, float], azimuths: Floats, aims: list[tuple[LatLon, float]]
) -> tuple[float, float, float] | None:
    """Return the move to the spot on an edge that is within all other aims and nearest: km, direction, azimuth from the aim."""
    at, km = edge
    many = len(azimuths)
    lons, lats, _ = WGS84.fwd(np.full(many, at.lon), np.full(many, at.lat), azimuths, np.full(many, km * _M_PER_KM))
    good = np.ones(many, dtype=bool)
    for other, reach in aims:
        _, _, away = WGS84.inv(np.full(many, other.lon), np.full(many, other.lat), lons, lats)
        good &= np.asarray(away) <= reach * _M_PER_KM + _TOLERANCE_M
    if not good.any():
        return None
    azimuth, _, moved = WGS84.inv(np.full(many, origin.lon), np.full(many, origin.lat), lons, lats)
    moved = np.where(good, np.asarray(moved), np.inf)
    best = int(moved.argmin())
    return float(moved[best]) / _M_PER_KM, float(np.asarray(azimuth)[best]) % 360, float(azimuths[best])
