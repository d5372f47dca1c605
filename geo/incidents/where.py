"""Signals of place: one place, one inside the other, or apart."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from geo.gazetteer import contains
from geo.geodesy import distance
from geo.incidents.fate import shared
from geo.incidents.finding import NOTHING, Finding, veto
from geo.incidents.testimony import Testimony
from geo.model import LatLon, Place, Precision

FINE: Final = frozenset({Precision.EXACT, Precision.SETTLEMENT, Precision.NEAR})
PARTS: Final = frozenset({"central", "northern", "southern", "eastern", "western"})
"""What a part of a town or of a land is called by; each excludes the others."""
NEIGHBORS_KM: Final = 15.0
"""Two sites closer than this may be one, named differently."""


def place(one: Testimony, other: Testimony) -> Finding:
    """Weigh whether they are said to be at one place, or one inside the place of the other."""
    mine, theirs = one.claim.place, other.claim.place
    if mine is None or theirs is None:
        return NOTHING
    if mine.id == theirs.id or (mine.name == theirs.name and mine.kind == theirs.kind and mine.country == theirs.country):
        return Finding(SAME_PLACE[mine.precision], f"both at {mine.name}")
    for outer, inner in ((mine, theirs), (theirs, mine)):
        if contains(outer, inner):
            return Finding(INSIDE[outer.precision], f"{inner.name} is in {outer.name}")
    parts = _are_two_parts(mine.name, theirs.name)
    found = veto(f"{mine.name} is not {theirs.name}") if parts else _apart(mine, theirs)
    if found.veto and (shared(one, other) or _is_only_inherited(one, other)):
        return Finding(-0.8, f"told apart: {found.reason}")
    return found


def _is_only_inherited(one: Testimony, other: Testimony) -> bool:
    """Return whether of two sentences of one document at most one says where, or one only in which area."""
    if one.document.id != other.document.id:
        return False
    mine, theirs = one.claim.place, other.claim.place
    same = mine is not None and theirs is not None and mine.country == theirs.country
    areas = Precision.AREA in {place.precision for place in (mine, theirs) if place is not None}
    return not (one.placed and other.placed) or (same and areas)


SAME_PLACE: Final = {
    Precision.EXACT: 2.5,
    Precision.SETTLEMENT: 2.0,
    Precision.NEAR: 2.0,
    Precision.AREA: 1.5,
    Precision.COUNTRY: 0.7,
    Precision.UNKNOWN: 0.5,
}
INSIDE: Final = {
    Precision.EXACT: 1.5,
    Precision.SETTLEMENT: 1.5,
    Precision.NEAR: 1.5,
    Precision.AREA: 0.8,
    Precision.COUNTRY: 0.3,
    Precision.UNKNOWN: 0.0,
}


def _apart(mine: Place, theirs: Place) -> Finding:
    if mine.precision in FINE and theirs.precision in FINE and mine.at and theirs.at:
        km = _apart_m(mine.at, theirs.at) / 1000
        if km <= NEIGHBORS_KM + (mine.uncertainty_km or 0) + (theirs.uncertainty_km or 0):
            return Finding(1.0, f"{mine.name} and {theirs.name} are {km:.0f} km apart")
        return veto(f"{mine.name} is {km:.0f} km from {theirs.name}")
    if mine.country and theirs.country and mine.country != theirs.country:
        return veto(f"{mine.name} and {theirs.name} are in different countries")
    here, there = _extent(mine), _extent(theirs)
    if here is None or there is None:
        return Finding(-0.5, f"neither of {mine.name} and {theirs.name} is known to hold the other")
    if _meet(here, there):
        return Finding(0.4, f"{mine.name} and {theirs.name} overlap")
    return veto(f"{mine.name} and {theirs.name} do not meet")


def _are_two_parts(mine: str, theirs: str) -> bool:
    """Return whether they are two parts of one town or land: western Calder and central Calder."""
    first, _, rest = mine.casefold().partition(" ")
    second, _, other = theirs.casefold().partition(" ")
    return rest == other != "" and first != second and {first, second} <= PARTS


@lru_cache(maxsize=50_000)
def _apart_m(mine: LatLon, theirs: LatLon) -> float:
    """Return the distance: of the same few towns, over and over."""
    return distance(mine, theirs)


Box = tuple[float, float, float, float]


def _extent(place: Place) -> Box | None:
    if place.bbox is not None:
        return place.bbox
    return (place.at.lon, place.at.lat, place.at.lon, place.at.lat) if place.at and place.precision in FINE else None


def _meet(one: Box, other: Box) -> bool:
    """Return whether two boxes share a point; one whose west is greater than its east crosses the antimeridian."""
    if one[3] < other[1] or other[3] < one[1]:
        return False
    return any(west <= last and first <= east for west, east in _halves(one) for first, last in _halves(other))


def _halves(box: Box) -> tuple[tuple[float, float], ...]:
    west, _, east, _ = box
    return ((west, east),) if west <= east else ((west, 180.0), (-180.0, east))
