"""Whether a claim about range can be true: how far its places are apart, against what it says and what is published."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from geo.areas import Outlines
from geo.geodesy import azimuth
from geo.model import LatLon, Named, RangeClaim
from geo.rangeclaims.extents import Extent, apart, extent, together
from geo.ranges import Arsenal, Band

ABOUT: Final = 0.05
"""The share by which a rough figure ("about 900 km") may be off either way; a choice."""


class Verdict(StrEnum):
    """What the distances say to a claim."""

    HOLDS = "holds"
    PART = "in part"
    """From some of the places that are meant, or for some of the targets."""
    CLOSE = "too close to call"
    """The distance is as near to the figure as the places are uncertain, or between the lowest and the highest figure."""
    FAILS = "does not hold"
    OPEN = "cannot be checked"
    """No figure, no place of launch or no target is said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """How far a weapon is taken to reach, in km."""

    low: float
    """So far it reaches surely."""
    high: float
    """And no farther; infinite for "more than"."""
    said: str
    """In words: "more than 900 km"."""

    @property
    def settled(self) -> bool:
        """Return whether there is one figure alone."""
        return self.low == self.high


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One target from one origin."""

    origin: Extent
    target: Extent
    near_km: float
    """From the nearest part of the origin."""
    middle_km: float | None
    """From its named center; None where it is an area."""
    far_km: float
    bearing: float
    """Direction of the target, in degrees clockwise from north."""
    start: LatLon
    end: LatLon
    verdict: Verdict
    whole: bool

    @property
    def away_km(self) -> float:
        """Return the distance that counts: from the named center, else from the nearest point."""
        return self.near_km if self.middle_km is None else self.middle_km

    def short_km(self, stretch: Stretch) -> float:
        """Return how many km the launch must be nearer; 0 or less where it need not."""
        return self.away_km - stretch.low


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """All checks of a claim against one range."""

    stretch: Stretch
    checks: tuple[Check, ...]
    verdict: Verdict
    move: tuple[float, float] | None
    """How far and in which direction a launch has to be moved from the first origin until all targets are in reach; None
    where the origin is an area, or there is no such place."""
    system: str = ""
    """Whose published band it is; empty for the figure of the claim itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgment:
    """What can be said to a claim about range."""

    claim: RangeClaim
    verdict: Verdict
    measured: tuple[Measured, ...]
    """Against the figure of the claim first, then against what is published of each system."""
    distances: tuple[Check, ...]
    """Of each target from each origin, whatever the range."""
    bands: tuple[tuple[str, Band], ...]
    """What is published of the systems that it names."""


def judge(claim: RangeClaim, arsenal: Arsenal, outlines: Outlines) -> Judgment:
    """
    Return what the distances say to a claim.

    Range is neither intent nor accuracy; payload, trajectory, terrain and the turning of the Earth are left aside.
    """
    bands = tuple((name, band) for name in claim.systems if (band := arsenal.band(name)) is not None)
    pairs = list(_pairs(claim, outlines))
    stated = stretch_of(claim)
    stretches = [("", stated)] if stated else []
    stretches += [(name, Stretch(low=band.low_km, high=band.high_km, said=extent_of(band))) for name, band in bands]
    measured = tuple(_measured(name, stretch, pairs, within=claim.within) for name, stretch in stretches) if pairs else ()
    return Judgment(
        claim=claim,
        verdict=measured[0].verdict if measured else Verdict.OPEN,
        measured=measured,
        distances=tuple(_check(pair, None, within=True) for pair in pairs),
        bands=bands,
    )


def stretch_of(claim: RangeClaim) -> Stretch | None:
    """Return the figure of a claim as a stretch; None where it gives none."""
    low, high = claim.low_km, claim.high_km
    if low is None and high is None:
        return None
    if high is None:
        return Stretch(low=low or 0.0, high=math.inf, said=f"more than {km(low or 0)}")
    if low is None:
        return Stretch(low=0.0, high=high, said=f"less than {km(high)}")
    if claim.about:
        return Stretch(low=low * (1 - ABOUT), high=high * (1 + ABOUT), said=f"about {_between(low, high)}")
    return Stretch(low=low, high=high, said=_between(low, high))


def extent_of(band: Band) -> str:
    """Return a band in words."""
    return _between(band.low_km, band.high_km)


def km(value: float) -> str:
    """Return a distance as it is printed: whole kilometers, for no place is known to a meter."""
    return f"{value:,.0f} km" if value >= 10 else f"{round(value, 1):g} km"


def _between(low: float, high: float) -> str:
    return km(low) if low == high else f"{low:,.0f} to {km(high)}"


# --- measuring -----------------------------------------------------------------------------

Pair = tuple[Extent, Extent, Named]


def _pairs(claim: RangeClaim, outlines: Outlines) -> Iterator[Pair]:
    for start in claim.origins:
        for aim in claim.targets:
            origin, target = extent(start.place, outlines), extent(aim.place, outlines)
            if origin is not None and target is not None:
                yield origin, target, aim


def _measured(name: str, stretch: Stretch, pairs: Iterable[Pair], *, within: bool) -> Measured:
    pairs = list(pairs)
    checks = tuple(_check(pair, stretch, within=within) for pair in pairs)
    return Measured(
        stretch=stretch,
        checks=checks,
        verdict=_overall(checks),
        move=_move(pairs, stretch) if within else None,
        system=name,
    )


def _check(pair: Pair, stretch: Stretch | None, *, within: bool) -> Check:
    origin, target, aim = pair
    found = apart(origin, target, whole=aim.whole)
    verdict = Verdict.OPEN
    if stretch is not None:
        doubt = origin.doubt_km + target.doubt_km
        answer = _answer(found.near, found.middle, found.far, stretch, doubt)
        verdict = answer if within else _DENIED[answer]
    return Check(
        origin=origin,
        target=target,
        near_km=found.near,
        middle_km=found.middle,
        far_km=found.far,
        bearing=azimuth(found.start, found.end),
        start=found.start,
        end=found.end,
        verdict=verdict,
        whole=aim.whole,
    )


_DENIED: Final = {
    Verdict.HOLDS: Verdict.FAILS,
    Verdict.FAILS: Verdict.HOLDS,
    Verdict.PART: Verdict.PART,
    Verdict.CLOSE: Verdict.CLOSE,
}


def _answer(near: float, middle: float | None, far: float, stretch: Stretch, doubt: float) -> Verdict:
    """Return whether a target is within a stretch: from the named center, else from the nearest part of an area."""
    if (middle if middle is not None else far) + doubt <= stretch.low:
        return Verdict.HOLDS
    if middle is None or middle - doubt > stretch.low:
        if near + doubt <= stretch.low:
            return Verdict.PART
        above = stretch.low if math.isinf(stretch.high) else stretch.high
        return Verdict.FAILS if near - doubt > above else Verdict.CLOSE
    return Verdict.CLOSE


def _overall(checks: tuple[Check, ...]) -> Verdict:
    """Return one verdict for several targets: in part where they differ."""
    verdicts = {check.verdict for check in checks}
    if len(verdicts) == 1:
        return verdicts.pop()
    return Verdict.CLOSE if verdicts == {Verdict.HOLDS, Verdict.CLOSE} else Verdict.PART


def _move(pairs: list[Pair], stretch: Stretch) -> tuple[float, float] | None:
    origins = {origin.name: origin for origin, _, _ in pairs}
    if len(origins) != 1 or stretch.low <= 0:
        return None
    [origin] = origins.values()
    targets = [target for _, target, _ in pairs]
    if origin.center is None or any(target.center is None for target in targets):
        return None
    aims = [(target.center, stretch.low) for target in targets if target.center is not None]
    return together(origin.center, aims)
