"""
Which claims are worth comparing: never all with all.

A claim is laid into blocks: the claims of one family of kinds on one day or in one month that share a place, an actor, a
number or a word, and the block of all of that family and time. It is then compared with `MOST` claims that may be of its
kind, those of its smallest blocks first. While no block is crowded, that is everything that could be joined. Where more
is told than `MOST` claims of one kind and time, two are given up that share nothing but what that many others share, and
of a crowded block those are kept that were published next to each other. So the cost grows with the number of claims
and not with its square.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Final

from geo.incidents.kinship import KINDS
from geo.incidents.testimony import Testimony
from geo.incidents.when import NIGHT, SLIPPED, is_exact
from geo.model import PHYSICAL, Family, Kind, When

DEEDS: Final = PHYSICAL | {Family.OTHER}
"""Families between which one happening may be called differently; they share their blocks."""
GO_TOGETHER: Final[Mapping[Kind, frozenset[Kind]]] = {
    kind: frozenset({kind}).union(*(pair for pair in KINDS if kind in pair)) for kind in Kind
}
MOST: Final = 48
"""Claims that one claim is compared with, not counting those that come to it from their side."""
LOOKED_AT: Final = 2 * MOST
"""Claims on either side of it that it looks at in a block that is larger."""
MONTH: Final = 28
"""Days of the spans of time that blocks are made of."""
LONG: Final = timedelta(days=124)
"""A claim that spans more, or says no time or only one end of it, is compared with all times."""
ALWAYS: Final = ("always", 0)

Time = tuple[str, int]
Key = tuple[str, Time, str]
"""Family of kinds, day or month, and what is shared; the last is empty in the block of all."""


def pairs(found: Sequence[Testimony]) -> set[tuple[int, int]]:
    """Return the pairs that are worth comparing, by position, the smaller first."""
    blocks: dict[Key, list[int]] = defaultdict(list)
    shared = [("", *sorted(set(_shared(one)))) for one in found]
    for i, one in enumerate(found):
        for key in _keys(one, _lies(one.claim.when), shared[i]):
            blocks[key].append(i)
    result = set()
    for i, one in enumerate(found):
        asked = [key for key in _keys(one, _meets(one.claim.when), shared[i]) if key in blocks]
        result |= {(min(i, j), max(i, j)) for j in _met(i, found, sorted((blocks[key] for key in asked), key=len))}
    return result


def _met(claim: int, found: Sequence[Testimony], blocks: Iterable[Sequence[int]]) -> set[int]:
    """Return whom a claim is compared with: those of its smallest blocks, of larger ones whoever is next to it."""
    kinds = GO_TOGETHER[found[claim].claim.kind]
    met: set[int] = set()
    for block in blocks:
        at = bisect_left(block, claim)
        near = block[max(0, at - LOOKED_AT) : at + LOOKED_AT]
        for other in sorted(near, key=lambda other: abs(other - claim)) if len(near) > MOST else near:
            if other != claim and found[other].claim.kind in kinds:
                met.add(other)
                if len(met) == MOST:
                    return met
    return met


# --- the keys of blocks --------------------------------------------------------------------


def _keys(one: Testimony, times: Iterable[Time], shared: Sequence[str]) -> Iterator[Key]:
    family = one.claim.kind.family
    name = "deeds" if family in DEEDS else family.value
    return ((name, time, what) for time in times for what in shared)


def _lies(when: When) -> Iterator[Time]:
    """Yield the times in whose blocks a claim is laid."""
    yield ALWAYS
    if days := _days(when):
        yield from _months(days)
        if is_exact(when):
            yield from (("day", day) for day in days)


def _meets(when: When) -> Iterator[Time]:
    """Yield the times in whose blocks a claim looks for others; one that says a day is found there by those that say a month."""
    days = _days(when)
    if not days:
        yield ALWAYS
    elif is_exact(when):
        yield from (("day", day) for day in range(days.start - NIGHT.days, days.stop + NIGHT.days))
    else:
        yield from _months(range(days.start - SLIPPED.days, days.stop + SLIPPED.days))


def _months(days: range) -> Iterator[Time]:
    return (("month", month) for month in range(days[0] // MONTH, days[-1] // MONTH + 1))


def _days(when: When) -> range | None:
    """Return the days that the claim may be about; None when it says no time, only one end of it, or a very long one."""
    if when.first is None or when.last is None or when.last - when.first > LONG:
        return None
    return range(when.first.toordinal(), when.last.toordinal() + 1)


def _shared(one: Testimony) -> Iterator[str]:
    """Yield what another claim may share with this one, as far as it speaks for one happening."""
    claim = one.claim
    yield f"document {one.document.id}"
    if claim.place is not None:
        yield f"place {claim.place.id}"
        yield f"country {claim.place.country}"
    yield from (f"actor {actor}" for actor in one.participants | one.named)
    yield from (f"number {number}" for number in one.numbers)
    yield from (f"word {word}" for word in one.words | one.struck)
    if claim.killed is not None:
        yield f"killed {claim.killed.low}"
    if one.sentence:
        yield f"sentence {one.sentence}"
