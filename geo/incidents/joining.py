"""
Which claims are joined: pairs that enough speaks for, and no chain between what cannot be one.

Joining goes through its parts in this order, each done by whoever there is (see `parts`), in any order, with the same outcome:

1. Claims are laid into blocks (`blocks`), and those that meet are compared. Pairs that enough speaks for are edges; copies of
   one text are edges as well.
2. What meets in several blocks, or over the border of two months, is settled in a second pass: a claim that fits several
   happenings about equally well is held against what else it fits, and where those exclude each other its edges are dropped.
3. What is still connected by edges is a component. Nothing in it depends on what is outside, so each is grown into groups by
   itself (`growing`), the strongest edges first.
4. What is planned, denied or long past is compared with the deeds that it meets and kept with the group that it fits best.
5. Each group is folded into an incident.

What came of a part is kept under the digest of what it was made from: of a world in which little changed, little is done again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from typing import Final

import numpy as np

from geo.incidents import dissent, jobs, parts
from geo.incidents.blocks import Ints, Pairs, distinct, named, pairs, positions
from geo.incidents.growing import Edge, components, rivals
from geo.incidents.jobs import Comparisons, Components, Folds, Jobs, by_component
from geo.incidents.parts import Group, Hands, Kept, Own, Verdict
from geo.incidents.slips import Slip, slips
from geo.model import Incident, Reading

COPIES: Final = 64
"""Copies of one text of which each is held against each; of more, against those that were published next to it."""


@dataclass(slots=True)
class Woven:
    """What came of joining, in numbers."""

    pairs: int = 0
    """Pairs of claims that were worth comparing."""
    done: int = 0
    """Jobs that were done."""
    known: int = 0
    """Jobs of which it was known what comes of them."""
    crowded: int = 0
    """Blocks in which so many claims met that each was compared only with those published next to it."""


def join(readings: Iterable[Reading]) -> tuple[Incident, ...]:
    """
    Return the incidents that the documents tell of, earliest first; every asserted claim is in exactly one.

    A claim that something is planned, feared, denied or long past makes none; it is kept with the one it speaks of, if any.

    Two claims are compared when they meet in a block (see `blocks`), and joined when the signals that speak for one
    happening outweigh those against it. Nothing is joined by words alone, but for a long sentence that was
    copied; nothing that lies apart in day or place; and no chain of claims joins what is apart. The order of the
    readings does not matter.
    """
    return weave(slip for reading in readings for slip in slips(reading))


def weave(
    told: Iterable[Slip], *, hands: Hands | None = None, kept: Kept | None = None, woven: Woven | None = None
) -> tuple[Incident, ...]:
    """Return the incidents that claims tell of, as `join` does, whoever does the parts and whatever is known of them."""
    loom = _Loom(sorted(told, key=lambda one: one.order), hands or Own(), kept, woven or Woven())
    return tuple(sorted(loom.incidents(), key=lambda one: (one.when.first or date.max, one.when.last or date.max, one.id)))


@dataclass(slots=True)
class _Met:
    """Pairs that were compared, in order, with what came of it."""

    pairs: Pairs
    verdicts: Ints
    """A `Verdict` for each pair."""
    edges: list[Edge] = field(default_factory=list)
    """Those of which enough speaks for one happening."""
    reasons: list[bytes] = field(default_factory=list)
    """What speaks for each edge, packed: there may be millions."""

    def add(self, other: _Met) -> None:
        """Take the edges of another comparison."""
        self.edges += other.edges
        self.reasons += other.reasons

    def drop(self, claims: set[int]) -> None:
        """Drop the edges that end at one of these claims."""
        kept = [n for n, edge in enumerate(self.edges) if not {edge.one, edge.other} & claims]
        self.edges = [self.edges[n] for n in kept]
        self.reasons = [self.reasons[n] for n in kept]


@dataclass(slots=True)
class _Loom:
    """The order of the parts."""

    told: Sequence[Slip]
    hands: Hands
    kept: Kept | None
    woven: Woven

    def incidents(self) -> list[Incident]:
        """Return the incidents, those first that begin with the earliest claim."""
        at = [i for i, one in enumerate(self.told) if one.asserted]
        found = [self.told[i] for i in at]
        met = self._edges(found)
        groups = self._groups(found, met)
        reasons = [[_told(found, met, n) for n in joined] for _, joined in groups]
        members = [[at[claim] for claim in claims] for claims, _ in groups]
        asides = self._asides({claim: n for n, claims in enumerate(members) for claim in claims})
        made = self._done(Folds(self.told, members, reasons, asides))
        return [parts.folded(one) for one in made]

    def _done(self, wanted: Jobs) -> list[bytes]:
        made, new = jobs.done(wanted, self.hands, self.kept)
        self.woven.done += new
        self.woven.known += len(made) - new
        return made

    def _compared(self, how: str, found: Sequence[Slip], met: Pairs) -> _Met:
        """Return what comes of comparing each pair."""
        self.woven.pairs += len(met)
        verdicts: list[bytes] = []
        joined: list[tuple[float, bytes]] = []
        for one in map(parts.compared, self._done(Comparisons(how, found, met))):
            verdicts.append(one.verdicts)
            joined += ((weight, bytes(why)) for weight, why in one.joined)
        result = _Met(met, np.frombuffer(b"".join(verdicts), np.uint8))
        at = np.flatnonzero(result.verdicts == Verdict.JOINED)
        for n, (weight, why) in zip(at.tolist(), joined, strict=True):
            result.edges.append(Edge(int(met.one[n]), int(met.other[n]), weight))
            result.reasons.append(why)
        return result

    def _edges(self, found: Sequence[Slip]) -> _Met:
        """Return the edges between claims that say that something happened, and all pairs that were compared."""
        met = pairs(found)
        self.woven.crowded = met.crowded
        copies = _copies(found)
        worth = distinct(np.concatenate((named(met, len(found)), _spoken_of(found))))
        compared = self._compared("joined", found, positions(np.setdiff1d(worth, copies, assume_unique=True), len(found)))
        compared = self._settled(found, compared)
        compared.add(self._compared("copied", found, positions(copies, len(found))))
        return compared

    def _settled(self, found: Sequence[Slip], met: _Met) -> _Met:
        """Drop the edges of claims that fit two happenings which exclude each other about equally well."""
        fitting = list(rivals(met.edges))
        asked = distinct(np.array([one * len(found) + other for _, near in fitting for one, other in near], np.int64))
        before = named(met.pairs, len(found))
        again = self._compared("joined", found, positions(np.setdiff1d(asked, before, assume_unique=True), len(found)))
        both = np.concatenate((before, named(again.pairs, len(found))))
        order = np.argsort(both)
        verdicts = np.concatenate((met.verdicts, again.verdicts))[order]
        known = _Met(positions(both[order], len(found)), verdicts, met.edges, met.reasons)
        excluded = set(np.intersect1d(asked, both[order][verdicts == Verdict.EXCLUDED], assume_unique=True).tolist())
        known.drop({claim for claim, near in fitting if any(one * len(found) + other in excluded for one, other in near)})
        return known

    def _groups(self, found: Sequence[Slip], met: _Met) -> list[Group]:
        """Return groups of claims in the order of their first; edges that joined them are numbered as they are in `met`."""
        each = by_component(components(len(found), met.edges), met.edges, met.pairs, met.verdicts == Verdict.EXCLUDED)
        # Two claims are one group: what excluded them would have left them without an edge.
        groups: list[Group] = [(tuple(one.members), tuple(one.edges)) for one in each if len(one.members) <= _PAIR]
        hard = Components(found, met.edges, [one for one in each if len(one.members) > _PAIR])
        for n, made in enumerate(self._done(hard)):
            groups += hard.groups(n, parts.grown(made))
        return sorted(groups)

    def _asides(self, group_of: Mapping[int, int]) -> Mapping[int, list[tuple[int, tuple[str, ...]]]]:
        """Return what is kept with each group: claims, earliest first, and why."""
        found: dict[int, list[tuple[int, tuple[str, ...]]]] = defaultdict(list)
        if len(group_of) == len(self.told):
            return found
        met = pairs(self.told)
        asserted = np.array([one.asserted for one in self.told])
        across = asserted[met.one] != asserted[met.other]
        compared = self._compared("aside", self.told, Pairs(met.one[across], met.other[across]))
        fits: dict[int, dict[int, tuple[float, bytes]]] = defaultdict(dict)
        for edge, why in zip(compared.edges, compared.reasons, strict=True):
            aside, group = _sides(edge.one, edge.other, group_of)
            if edge.weight > fits[aside].get(group, (0.0, b""))[0]:
                fits[aside][group] = edge.weight, why
        out: dict[int, set[int]] = defaultdict(set)
        excluded = compared.verdicts == Verdict.EXCLUDED
        for one, other in zip(compared.pairs.one[excluded].tolist(), compared.pairs.other[excluded].tolist(), strict=True):
            aside, group = _sides(one, other, group_of)
            out[aside].add(group)
        for aside, near in sorted(fits.items()):
            if chosen := dissent.nearest(near, out[aside]):
                found[chosen[0]].append((aside, parts.reasons(chosen[1])))
        return found


_PAIR: Final = 2


def _sides(one: int, other: int, group_of: Mapping[int, int]) -> tuple[int, int]:
    """Return what is told aside, and the group of the deed."""
    return (other, group_of[one]) if one in group_of else (one, group_of[other])


def _told(found: Sequence[Slip], met: _Met, edge: int) -> str:
    ends = (met.edges[edge].one, met.edges[edge].other)
    sources = sorted({found[claim].source for claim in ends})
    return f"{' and '.join(sources)}: {'; '.join(parts.reasons(met.reasons[edge]))}"


def _spoken_of(found: Sequence[Slip]) -> Ints:
    """Return the pairs of a claimant's word and what it speaks of, as `named` does."""
    at = {one.id: i for i, one in enumerate(found)}
    spoken = [sorted((i, at[claim])) for i, one in enumerate(found) for claim in one.speaks_of]
    return np.array([one * len(found) + other for one, other in spoken], np.int64)


def _copies(found: Sequence[Slip]) -> Ints:
    """Return the pairs of claims of documents with the same text: the same sentences say the same things; as `named` does."""
    groups: dict[tuple[bytes, int], list[int]] = defaultdict(list)
    counted: dict[tuple[str, bytes], int] = defaultdict(int)
    for i, one in enumerate(found):
        key = (one.document, one.copy)
        groups[one.copy, counted[key]].append(i)
        counted[key] += 1
    twins = (pair for members in groups.values() for pair in _near(members))
    return distinct(np.array([one * len(found) + other for one, other in twins], np.int64))


def _near(members: Sequence[int]) -> Iterator[tuple[int, int]]:
    if len(members) <= COPIES:
        return combinations(members, 2)
    return ((members[i], other) for i in range(len(members)) for other in members[i + 1 : i + COPIES])
