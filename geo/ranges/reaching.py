"""Who is within reach: a question of distance on the ellipsoid, never of what polygon a point falls in."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from geo.errors import InputError
from geo.geodesy import Floats, Neighborhood, distance
from geo.model import LatLon
from geo.ranges.bands import Band


class Reach(StrEnum):
    """Whether a target can be reached from an origin."""

    INSIDE = "inside"
    """By every figure, wherever within their uncertainties origin and target are."""
    MAYBE = "maybe"
    OUTSIDE = "outside"
    """By no figure, wherever they are."""


ANSWERS: Final = (Reach.OUTSIDE, Reach.MAYBE, Reach.INSIDE)
"""What the numbers mean that `reaches` returns: the higher, the surer."""

_M_PER_KM: Final = 1000.0

Codes = NDArray[np.int8]


def doubt_km(*uncertainties_km: float) -> float:
    """Return how far off a distance may be between places that may each be so many km off; the worst case, so they add up."""
    return sum(uncertainties_km)


def margin_km(band: Band, away_km: float, doubt_km: float = 0) -> float:
    """Return by how many km the longest figure exceeds a distance that may be `doubt_km` off; below 0: so much is missing."""
    return band.high_km + doubt_km - away_km


def reach(band: Band, origin: LatLon, target: LatLon, *, origin_km: float = 0, target_km: float = 0) -> Reach:
    """
    Return whether `target` is within the band from `origin`.

    Parameters
    ----------
    band
        What is published about the system.
    origin, target
        Positions in degrees.
    origin_km, target_km
        How far off each may be, in km, 0 or more.

    Returns
    -------
    reach
        INSIDE where every figure reaches from everywhere that the origin may be to everywhere that the target may be;
        OUTSIDE where none does from anywhere to anywhere, or the target is nearer than any minimum; MAYBE between.

    Raises
    ------
    InputError
        If an uncertainty is below 0 or no number.
    """
    if not (origin_km >= 0 and target_km >= 0):
        msg = f"an uncertainty is 0 km or more: {origin_km}, {target_km}"
        raise InputError(msg)
    away = np.array([distance(origin, target)])
    return ANSWERS[int(_answers(away, *_limits(band, origin_km, np.array([target_km])))[0])]


def reaches(band: Band, around: Neighborhood, *, origin_km: float, targets_km: Floats) -> Codes:
    """
    Return for the positions around an origin what `reach` says, as its place in `ANSWERS`; those past the last are outside.

    The answers are those of `reach`: a bound decides what is clearly on one side of each limit, the distance itself the rest.

    Parameters
    ----------
    band
        What is published about the system.
    around
        The positions around the origin, as far as `high_km` and the uncertainties add up to, or farther.
    origin_km
        How far off the origin may be, in km, 0 or more.
    targets_km
        How far off each position around it may be, in km, 0 or more; in the order of `around`.
    """
    least, most = float(targets_km.min(initial=0.0)), float(targets_km.max(initial=0.0))
    # Nearest first: so far all are inside, so far maybe; only what lies between is looked at one by one.
    ends = [
        (
            around.within((km + sign * origin_km + min(sign * least, sign * most)) * _M_PER_KM),
            around.beyond((km + sign * origin_km + max(sign * least, sign * most)) * _M_PER_KM),
        )
        for km, sign in ((band.low_km, -1), (band.high_km, 1))
    ]
    (sure, _), (possible, last) = ends
    found = np.zeros(last, np.int8)
    found[:possible] = ANSWERS.index(Reach.MAYBE)
    found[:sure] = ANSWERS.index(Reach.INSIDE)
    if band.least_high_km:
        ends.append((0, min(last, around.beyond((band.least_high_km + origin_km + most) * _M_PER_KM))))
    for part in (slice(*end) for end in ends):
        limits = _limits(band, origin_km, targets_km[part])
        found[part] = _answers(around.distances(part, *limits), *limits)
    return found


def _limits(band: Band, origin_km: float, targets_km: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Return the distances in metres at which an answer changes: surely and possibly too far, surely and possibly too near."""
    doubt = origin_km + targets_km
    return (
        (band.low_km - doubt) * _M_PER_KM,
        (band.high_km + doubt) * _M_PER_KM,
        (band.least_low_km - doubt) * _M_PER_KM,
        # Without a minimum nothing is too near.
        (band.least_high_km + doubt) * _M_PER_KM if band.least_high_km else np.zeros_like(doubt),
    )


def _answers(away: Floats, sure: Floats, farthest: Floats, nearest: Floats, sure_from: Floats) -> Codes:
    inside = (away <= sure) & (away >= sure_from)
    outside = (away > farthest) | (away < nearest)
    return np.where(inside, 2, np.where(outside, 0, 1)).astype(np.int8)
