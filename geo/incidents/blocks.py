"""
Which claims are worth comparing: never all with all.

A claim is laid into blocks: the claims of one family of kinds on one day or in one month that share a place, an actor, a
number or a word, and the block of all of that family and time. It is then compared with `MOST` claims that may be of its
kind, those of its smallest blocks first. While no block is crowded, that is everything that could be joined. Where more
is told than `MOST` claims of one kind and time, two are given up that share nothing but what that many others share, and
of a crowded block those are kept that were published next to each other. So the cost grows with the number of claims
and not with its square.

Two claims mostly meet in several blocks, of several words and of neighboring days. They are compared once: all blocks that
one looks into are gone through together, and what it met goes into one sorted list of pairs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from geo.incidents.kinship import KINDS
from geo.incidents.slips import Slip
from geo.incidents.when import NIGHT, SLIPPED
from geo.model import PHYSICAL, Family, Kind

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

Ints = NDArray[np.int64]
Keys = NDArray[np.uint64]


class Time(IntEnum):
    """What the blocks are of that a claim looks into: each looks into those of one kind."""

    ALWAYS = 1
    MONTH = 2
    DAY = 3


@dataclass(frozen=True, slots=True)
class Pairs:
    """Claims that are worth comparing, by their position in the list; each pair once, in order, the smaller first."""

    one: Ints
    other: Ints
    crowded: int = 0
    """Blocks in which so many claims met that each looked only at those next to it."""

    def __len__(self) -> int:
        """Return how many they are."""
        return len(self.one)

    def __iter__(self) -> Iterator[tuple[int, int]]:
        """Yield them in order."""
        return zip(self.one.tolist(), self.other.tolist(), strict=True)


def pairs(found: Sequence[Slip]) -> Pairs:
    """Return the pairs that are worth comparing of claims in the order of their publication."""
    shared = _Shared.of(found)
    kinds = [_KINDS.index(one.kind) for one in found]
    met: list[Ints] = [np.empty(0, np.int64)]
    crowded = 0
    for time in Time:
        blocks = _Blocks.of(time, found, shared)
        crowded += blocks.crowded
        for claim, mine in blocks.asked():
            others = np.fromiter(_met(claim, blocks.members, mine, kinds), np.int64)
            met.append(np.minimum(others, claim) * len(found) + np.maximum(others, claim))
    result = positions(distinct(np.concatenate(met)), len(found))
    return Pairs(result.one, result.other, crowded)


def named(found: Pairs, size: int) -> Ints:
    """Return a number for each pair of `size` claims, in order where they are."""
    return found.one * size + found.other


def distinct(numbers: Ints) -> Ints:
    """Return each number once, in order; for millions numpy's own way, by a table of hashes, takes ten times as long."""
    ordered = np.sort(numbers)
    first: Ints = ordered[np.diff(ordered, prepend=ordered[:1] - 1) != 0]
    return first


def positions(names: Ints, size: int) -> Pairs:
    """Return the pairs that were numbered by `named`."""
    return Pairs(*np.divmod(names, max(1, size)))


def _met(claim: int, members: Ints, blocks: Sequence[tuple[int, int]], kinds: Sequence[int]) -> set[int]:
    """Return whom a claim is compared with: those of its smallest blocks, of larger ones whoever is next to it."""
    together = _TOGETHER[kinds[claim]]
    met: set[int] = set()
    for start, end in blocks:
        if end - start <= MOST:
            near = members[start:end].tolist()
        else:
            at = start + int(np.searchsorted(members[start:end], claim))
            next_to = members[max(start, at - LOOKED_AT) : min(end, at + LOOKED_AT)]
            near = next_to[np.argsort(np.abs(next_to - claim), kind="stable")].tolist()
        new = [other for other in near if together[kinds[other]] and other != claim and other not in met]
        met.update(new[: MOST - len(met)])
        if len(met) == MOST:
            break
    return met


_KINDS: Final = tuple(Kind)
_TOGETHER: Final = tuple(tuple(other in GO_TOGETHER[kind] for other in _KINDS) for kind in _KINDS)


# --- blocks --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Shared:
    """What each claim may share with others, in one row of numbers."""

    what: Keys
    starts: Ints
    """Where each claim's begin, and where the last one's end."""
    families: Keys
    """Which family each claim is of, those that share their blocks being one."""

    @classmethod
    def of(cls, found: Sequence[Slip]) -> _Shared:
        sizes = np.fromiter((len(one.shared) // 8 for one in found), np.int64, len(found))
        return cls(
            what=np.frombuffer(b"".join(one.shared for one in found), "<u8"),
            starts=np.concatenate(([0], np.cumsum(sizes))),
            families=np.fromiter((_FAMILIES[one.kind.family] for one in found), np.uint64, len(found)),
        )

    def keys(self, claims: Ints, times: Ints, time: Time) -> tuple[Ints, Keys]:
        """Return the keys of claims at times, in order: for each the number of the row that it is of, and the key."""
        sizes = self.starts[claims + 1] - self.starts[claims]
        rows = np.repeat(np.arange(len(claims)), sizes)
        within = np.arange(len(rows)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        moments = _mixed(self.families[claims] * np.uint64(1 << 40) + np.uint64(time << 32) + times.astype(np.uint64))
        return rows, self.what[self.starts[claims][rows] + within] ^ moments[rows]


_FAMILIES: Final = {family: 1 if family in DEEDS else 2 + n for n, family in enumerate(Family)}


def _mixed(numbers: Keys) -> Keys:
    """Return numbers of which two that are near are far apart (the finalizer of SplitMix64, Steele et al. 2014)."""
    numbers = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    numbers = (numbers ^ (numbers >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return numbers ^ (numbers >> np.uint64(31))


@dataclass(frozen=True, slots=True)
class _Blocks:
    """The blocks of days, of months, or of all times, and who looks into them."""

    time: Time
    shared: _Shared
    names: Keys
    starts: Ints
    """Where in `members` each block begins, and where the last one ends."""
    members: Ints
    askers: Ints
    first: Ints
    """The first time that each asker looks into."""
    last: Ints

    @classmethod
    def of(cls, time: Time, found: Sequence[Slip], shared: _Shared) -> _Blocks:
        lies = _spans((i, _lies(time, one)) for i, one in enumerate(found))
        asks = _spans((i, _asks(one) if _looks_into(one) is time else None) for i, one in enumerate(found))
        claims, times = _each(*lies) if len(asks[0]) else (lies[0][:0], lies[1][:0])
        rows, keys = shared.keys(claims, times, time)
        order = np.argsort(keys, kind="stable")
        names, starts = np.unique(keys[order], return_index=True)
        return cls(time, shared, names, np.append(starts, len(keys)), claims[rows[order]], *asks)

    @property
    def crowded(self) -> int:
        """Return how many blocks hold more than a claim looks at."""
        return int((np.diff(self.starts) > 2 * LOOKED_AT).sum())

    def asked(self) -> Iterator[tuple[int, Sequence[tuple[int, int]]]]:
        """Yield who looks, and where in `members` the blocks begin and end that it looks into, the smallest first."""
        for at in range(0, len(self.askers), _AT_A_TIME):
            chosen = slice(at, at + _AT_A_TIME)
            claims, times = _each(self.askers[chosen], self.first[chosen], self.last[chosen])
            rows, keys = self.shared.keys(claims, times, self.time)
            block = np.minimum(np.searchsorted(self.names, keys), max(0, len(self.names) - 1))
            claims = claims[rows]
            start, end = self.starts[block], self.starts[block + 1]
            alone = (end - start == 1) & (self.members[start] == claims)
            kept = np.flatnonzero((self.names[block] == keys) & ~alone)
            kept = kept[np.lexsort((end[kept] - start[kept], claims[kept]))]
            ends = np.flatnonzero(np.diff(claims[kept], append=-1)) + 1
            spans = list(zip(start[kept].tolist(), end[kept].tolist(), strict=True))
            for low, high in pairwise((0, *ends.tolist())):
                yield int(claims[kept[low]]), spans[low:high]


_AT_A_TIME: Final = 2_000
"""Claims whose keys are in memory at once."""


def _each(claims: Ints, first: Ints, last: Ints) -> tuple[Ints, Ints]:
    """Return each claim once for each of its times, and the times."""
    sizes = last - first + 1
    many = np.repeat(claims, sizes)
    within = np.arange(len(many)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return many, np.repeat(first, sizes) + within


# --- times ---------------------------------------------------------------------------------

Span = tuple[int, int]
"""First and last day or month, as numbers."""


def _spans(found: Iterable[tuple[int, Span | None]]) -> tuple[Ints, Ints, Ints]:
    rows = [(i, *span) for i, span in found if span is not None]
    table = np.array(rows, np.int64).reshape(-1, 3)
    return table[:, 0], table[:, 1], table[:, 2]


def _lies(time: Time, one: Slip) -> Span | None:
    """Return the times in whose blocks a claim is laid."""
    if time is Time.ALWAYS:
        return 0, 0
    if one.days is None or (time is Time.DAY and not one.exact):
        return None
    return one.days if time is Time.DAY else (one.days[0] // MONTH, one.days[1] // MONTH)


def _looks_into(one: Slip) -> Time:
    return Time.ALWAYS if one.days is None else Time.DAY if one.exact else Time.MONTH


def _asks(one: Slip) -> Span:
    """Return the times in whose blocks a claim looks for others; one that says a day is found there by those that say a month."""
    if one.days is None:
        return 0, 0
    first, last = one.days
    if one.exact:
        return first - NIGHT.days, last + NIGHT.days
    return (first - SLIPPED.days) // MONTH, (last + SLIPPED.days) // MONTH
