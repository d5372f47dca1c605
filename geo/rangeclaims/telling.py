"""A judgment in words, with its margin: "holds for Jerusalem; for Riyadh only from 85 km or more south-southeast of Baghdad"."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from geo.model import RangeClaim
from geo.rangeclaims.judging import Check, Judgment, Measured, Stretch, Verdict, extent_of, km, stretch_of
from geo.ranges import Band

WINDS: Final = (
    "north", "north-northeast", "northeast", "east-northeast", "east", "east-southeast", "southeast", "south-southeast",
    "south", "south-southwest", "southwest", "west-southwest", "west", "west-northwest", "northwest", "north-northwest",
)  # fmt: skip
CAVEAT: Final = "Range is neither intent nor accuracy. Payload, trajectory, terrain and the turning of the Earth are left aside."


def wind(bearing: float) -> str:
    """Return the point of the compass, of sixteen, that lies nearest to a direction in degrees."""
    return WINDS[round(bearing / 22.5) % 16]


def told(judgment: Judgment) -> str:
    """Return the verdict on a claim in one sentence, without a full stop."""
    if judgment.measured:
        first = judgment.measured[0]
        return _by_band(first, judgment.claim) if first.system else verdict_on(first, within=judgment.claim.within)
    return _unmeasured(judgment)


def lines(judgment: Judgment) -> Iterator[str]:
    """Yield what else there is to say: the distances, and what is published of the systems that are named."""
    for check in judgment.distances:
        yield _distance(check)
    for measured in judgment.measured[:1]:
        yield from _all_of_them(measured)
    for name, band in judgment.bands:
        yield from _published(judgment.claim, name, band)
    said = {verdict_on(one, within=judgment.claim.within) for one in judgment.measured[:1]}
    for measured in judgment.measured[1:]:
        if verdict_on(measured, within=judgment.claim.within) not in said:
            yield _by_band(measured, judgment.claim)


def _by_band(measured: Measured, claim: RangeClaim) -> str:
    verdict = verdict_on(measured, within=claim.within)
    return f"by the {measured.stretch.said} published of the {measured.system}: {verdict}"


def implied(claim: RangeClaim) -> str:
    """Return what a claim says, in other words: which range, from where, to where."""
    weapon = ", ".join(claim.systems) or claim.weapon or "a weapon"
    stretch = stretch_of(claim)
    reach = f"a range of {stretch.said}" if stretch else "no figure"
    start = f"from {_and(one.place.name for one in claim.origins)}" if claim.origins else "no place of launch"
    aims = _and(f"all of {one.place.name}" if one.whole else one.place.name for one in claim.targets)
    side = ("reaches" if claim.within else "does not reach") if claim.targets else ""
    return "; ".join(part for part in (f"{weapon}: {reach}", f"{side} {aims}, {start}" if claim.targets else "") if part)


def verdict_on(measured: Measured, *, within: bool) -> str:
    """Return what the checks against one range say, target by target; those of which the same is said stand together."""
    said = _WITHIN if within else _BEYOND
    holding = [check for check in measured.checks if check.verdict is Verdict.HOLDS]
    rest = [said[check.verdict](check, measured.stretch) for check in measured.checks if check.verdict is not Verdict.HOLDS]
    together = [f"holds for {_and(dict.fromkeys(check.target.name for check in holding))}"] if holding else []
    return "; ".join([*together, *dict.fromkeys(rest)])


# --- target by target ----------------------------------------------------------------------


def _needs(check: Check, stretch: Stretch) -> str:
    """Return "for Riyadh only from 85 km or more south-southeast of Baghdad, or with at least 985 km"."""
    if check.middle_km is None:
        if check.near_km <= stretch.low:
            return (
                f"for {_aim(check)} only from the part of {check.origin.name} within {km(stretch.low)} of it, "
                f"from all of it with at least {km(check.far_km)}"
            )
        return f"not for {_aim(check)}: even from the nearest point of {check.origin.name} it takes at least {km(check.near_km)}"
    if check.target.center is None or stretch.low <= 0:
        return f"for {_aim(check)} only with at least {km(check.away_km)}"
    return (
        f"for {_aim(check)} only from {km(check.short_km(stretch))} or more {wind(check.bearing)} of {check.origin.name}, "
        f"or with at least {km(check.away_km)}"
    )


def _close(check: Check, stretch: Stretch) -> str:
    doubt = check.origin.doubt_km + check.target.doubt_km
    if check.away_km - doubt > stretch.low:
        return f"for {_aim(check)} only by the higher figures: it takes at least {km(check.away_km)}"
    if check.middle_km is None and check.near_km <= stretch.low:
        return _needs(check, stretch)
    return f"too close to call for {_aim(check)}: {km(check.away_km)}, give or take {km(doubt)}"


def _reached(check: Check, stretch: Stretch) -> str:
    return f"does not hold for {_aim(check)}: {km(check.away_km)} from {check.origin.name}, within {stretch.said}"


def _some_reached(check: Check, stretch: Stretch) -> str:
    if check.middle_km is None:
        return f"for {_aim(check)} not from the part of {check.origin.name} within {km(stretch.low)} of it"
    return f"for {_aim(check)} not from {km(check.short_km(stretch))} or more {wind(check.bearing)} of {check.origin.name}"


Say = Callable[[Check, Stretch], str]

_WITHIN: Final[dict[Verdict, Say]] = {Verdict.PART: _needs, Verdict.FAILS: _needs, Verdict.CLOSE: _close}
_BEYOND: Final[dict[Verdict, Say]] = {Verdict.PART: _some_reached, Verdict.FAILS: _reached, Verdict.CLOSE: _close}


def _aim(check: Check) -> str:
    return f"all of {check.target.name}" if check.whole else check.target.name


# --- the rest ------------------------------------------------------------------------------


def _distance(check: Check) -> str:
    where = wind(check.bearing)
    aim = f"the farthest point of {check.target.name}" if check.whole else check.target.name
    if check.middle_km is None:
        return (
            f"{aim} is {km(check.near_km)} {where} of the nearest point of {check.origin.name}, "
            f"{km(check.far_km)} from the farthest"
        )
    room = f", {km(check.near_km)} to {km(check.far_km)} within {km(check.origin.room_km)} of it" if check.origin.room_km else ""
    return f"{aim} is {km(check.middle_km)} {where} of {check.origin.name}{room}"


def _all_of_them(measured: Measured) -> Iterator[str]:
    """Yield from where all targets are in reach, where that is farther than what each of them asks for."""
    short = [check for check in measured.checks if check.verdict not in {Verdict.HOLDS, Verdict.OPEN}]
    if len(measured.checks) < 2 or not short or measured.checks[0].origin.center is None:
        return
    if measured.move is None:
        if all(check.target.center is not None for check in measured.checks) and measured.stretch.low > 0:
            yield f"no place on Earth has all of them within {km(measured.stretch.low)}"
        return
    moved, bearing = measured.move
    start = measured.checks[0].origin.name
    yield f"all of them are within {km(measured.stretch.low)} from {km(moved)} {wind(bearing)} of {start}"


def _published(claim: RangeClaim, name: str, band: Band) -> Iterator[str]:
    basis = ", only by its maker or operator" if band.only_claimed else ""
    stretch = stretch_of(claim)
    yield f"published of the {name}: {extent_of(band)}{basis}{_compared(stretch, band) if stretch else ''}"


def _compared(stretch: Stretch, band: Band) -> str:
    if stretch.high < band.low_km:
        return f"; the figure of {stretch.said} is below all of them"
    if stretch.low > band.high_km:
        return f"; the figure of {stretch.said} is above all of them"
    return f"; the figure of {stretch.said} agrees with it"


def _unmeasured(judgment: Judgment) -> str:
    claim = judgment.claim
    stretch = stretch_of(claim)
    if judgment.distances:
        if not claim.within:
            shortest = min(check.away_km for check in judgment.distances)
            return f"no figure is said: it holds for any range below {km(shortest)}"
        takes = _and(f"{km(check.away_km)} for {_aim(check)}" for check in judgment.distances)
        start = judgment.distances[0].origin
        spot = start.name if start.center is not None else f"the nearest point of {start.name}"
        return f"no figure is said: from {spot} it takes at least {takes}"
    if claim.targets and stretch:
        aims = _and(one.place.name for one in claim.targets)
        return f"no place of launch is said: it would have to be within {stretch.said} of {aims}"
    if claim.targets:
        return "neither a figure nor a place of launch is said: there is nothing to measure"
    if judgment.bands and stretch:
        name, band = judgment.bands[0]
        return f"no place is said; published of the {name}: {extent_of(band)}{_compared(stretch, band)}"
    return "no place and no known system is named: there is nothing to measure"


def _and(parts: Iterable[str]) -> str:
    said: Sequence[str] = list(parts)
    return " and ".join([", ".join(said[:-1]), said[-1]] if len(said) > 1 else said)
