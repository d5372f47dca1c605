"""What is said of ranges, and what the distances say to it, as lines for a person to read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from geo import areas, ranges, views
from geo.areas import Outlines
from geo.rangeclaims import CAVEAT, Fired, Operator, fired_at, implied, judge, lines, load_operators, told
from geo.ranges import Arsenal, Reach
from geo.settings import Settings
from geo.store import Snapshot
from geo.views import Evidence, RangeClaimView


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranging:
    """What a claim about range is held against."""

    arsenal: Arsenal
    operators: tuple[Operator, ...]
    outlines: Outlines


def load(settings: Settings) -> Ranging:
    """
    Return what is known of ranges.

    Raises
    ------
    FactsError
        If a table in `data/` is missing or wrong.
    """
    return Ranging(arsenal=ranges.load(settings), operators=load_operators(settings), outlines=areas.load(settings))


def claimed(view: RangeClaimView, at: str, known: Ranging) -> Iterator[str]:
    """Yield lines about one claim about range, which stands at `at`."""
    judgment = judge(view.claim, known.arsenal, known.outlines)
    yield f"  {at} {judgment.verdict} (claim {view.claim.id})"
    yield f'      "{view.sentence}"'
    yield f"      says: {implied(view.claim)}"
    yield from ([f"      said by: {' to '.join(view.claim.attribution)}"] if view.claim.attribution else [])
    yield f"      verdict: {told(judgment)}"
    yield from (f"      {line}" for line in lines(judgment))
    for mark in view.marks:
        yield f'      {mark.field} from "{mark.span.of(view.sentence)}"'
    yield from (f'      {field} from "{words}", in a sentence before' for field, words in view.before)
    yield from (f"      because ({reason.field}): {reason.text}" for reason in view.claim.reasons)


def fired(snapshot: Snapshot, evidence: Evidence, known: Ranging) -> Iterator[str]:
    """Yield lines about the systems that an incident names: whether they reach its place from where their operators are."""
    named = views.systems_of(snapshot, evidence.id)
    systems = dict.fromkeys(name for found in named.values() for _, names in found for name in names)
    if not systems:
        return
    yield from ["", "Systems"]
    for claim_id, found in named.items():
        yield from (f'  claim {claim_id} names "{words}": {" or ".join(names)}' for words, names in found)
    if evidence.place is None:
        return
    answers = fired_at(
        evidence.place,
        systems,
        views.suspects(evidence),
        arsenal=known.arsenal,
        operators=known.operators,
        outlines=known.outlines,
    )
    for one in answers:
        yield from _fired(one, evidence.place.name)
    yield f"  {CAVEAT}" if answers else "  the position of its place is not known"


def _fired(one: Fired, place: str) -> Iterator[str]:
    if one.band is None:
        yield f"  {one.system.label}: nobody has published a figure"
        return
    who = ", ".join(one.operators) or "nobody"
    yield f"  {one.system.label}, {one.band.low_km:g} to {one.band.high_km:g} km, could reach {place} from areas of {who}"
    for reach in (Reach.INSIDE, Reach.MAYBE, Reach.OUTSIDE):
        spots = (f"{launch.area.label} ({launch.near_km:.0f} to {launch.far_km:.0f} km)" for launch in one.at(reach))
        if told_of := ", ".join(spots):
            yield f"      {reach}: {told_of}"
    yield from [] if one.launches else ["      no launch area of theirs is listed"]
