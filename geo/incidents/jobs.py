"""What is to be done in joining, job by job: its name, by which what came of it is found again, and the part to hand out."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

import numpy as np

from geo.incidents import parts
from geo.incidents.blocks import Ints, Pairs
from geo.incidents.growing import Edge, Pair
from geo.incidents.parts import Comparing, Folding, Group, Growing, Hands, Kept
from geo.incidents.slips import Slip

PAIRS: Final = 5_000
"""Pairs of claims that are handed out to be compared at a time: a tenth of a second of work."""
CLAIMS: Final = 1_000
"""Claims that are handed out at a time to be grown or folded."""


class Jobs(Protocol):
    """Jobs of one kind."""

    @property
    def most(self) -> int:
        """Return how much is handed out at a time."""

    def __len__(self) -> int:
        """Return how many there are."""

    def size(self, n: int) -> int:
        """Return how much one of them is."""

    def key(self, n: int) -> bytes:
        """Return the digest of all that decides what comes of it."""

    def pack(self, chosen: Sequence[int]) -> bytes:
        """Return the part to hand out that does these."""


def done(jobs: Jobs, hands: Hands, kept: Kept | None) -> tuple[list[bytes], int]:
    """Return what comes of each job, packed, and how many were not known and had to be done."""
    made = [None if kept is None else kept.made(jobs.key(n)) for n in range(len(jobs))]
    todo = [n for n, known in enumerate(made) if known is None]
    batches = list(_batches(jobs, todo))
    for batch, packed in zip(batches, hands.do(jobs.pack(batch) for batch in batches), strict=True):
        for n, one in zip(batch, parts.results(packed), strict=True):
            made[n] = bytes(one)
            if kept is not None:
                kept.keep_made(jobs.key(n), bytes(one))
    return [one for one in made if one is not None], len(todo)


def _batches(jobs: Jobs, todo: Sequence[int]) -> Iterator[list[int]]:
    batch: list[int] = []
    size = 0
    for n in todo:
        batch.append(n)
        size += jobs.size(n)
        if size >= jobs.most:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _digest(*said: Any) -> bytes:  # noqa: ANN401  # whatever can be packed
    return hashlib.blake2b(parts.pack(said), digest_size=20).digest()


# --- comparing -----------------------------------------------------------------------------


@dataclass(slots=True)
class Comparisons:
    """To compare each claim with those that come after it in its pairs."""

    how: str
    found: Sequence[Slip]
    met: Pairs
    _bounds: Ints = field(init=False)

    def __post_init__(self) -> None:
        """Find where the pairs of each claim begin and end."""
        steps = np.flatnonzero(np.diff(self.met.one, prepend=-1))
        self._bounds = np.append(steps, len(self.met))

    @property
    def most(self) -> int:
        """Return how much is handed out at a time."""
        return PAIRS

    def __len__(self) -> int:
        """Return how many claims there are."""
        return len(self._bounds) - 1

    def size(self, n: int) -> int:
        """Return how many it is compared with."""
        return int(self._bounds[n + 1] - self._bounds[n])

    def key(self, n: int) -> bytes:
        """Return the digest of the claim and of those that it is compared with."""
        one, others = self._row(n)
        return _digest(self.how, self.found[one].digest, b"".join([self.found[other].digest for other in others]))

    def pack(self, chosen: Sequence[int]) -> bytes:
        """Return the testimonies and who is compared with whom."""
        rows = [self._row(n) for n in chosen]
        # In the order of publication, which is the order in which two are compared.
        met = sorted({claim for one, others in rows for claim in (one, *others)})
        at = {claim: i for i, claim in enumerate(met)}
        packed = [self.found[claim].packed for claim in met]
        return parts.pack([Comparing(self.how, packed, [(at[one], [at[other] for other in others]) for one, others in rows])])

    def _row(self, n: int) -> tuple[int, list[int]]:
        first, last = self._bounds[n], self._bounds[n + 1]
        return int(self.met.one[first]), self.met.other[first:last].tolist()


# --- growing -------------------------------------------------------------------------------


@dataclass(slots=True)
class Component:
    """Claims that edges connect."""

    members: list[int]
    """In order."""
    edges: list[int]
    """Their numbers."""
    excluded: list[Pair] = field(default_factory=list)
    """Pairs of which it is known that they exclude each other."""
    possible: list[Pair] = field(default_factory=list)
    """Pairs of which it is known that they do not."""


@dataclass(slots=True)
class Components:
    """To divide claims that edges connect into groups."""

    found: Sequence[Slip]
    edges: Sequence[Edge]
    each: Sequence[Component]

    @property
    def most(self) -> int:
        """Return how much is handed out at a time."""
        return CLAIMS

    def __len__(self) -> int:
        """Return how many components there are."""
        return len(self.each)

    def size(self, n: int) -> int:
        """Return how many edges it has."""
        return len(self.each[n].edges)

    def key(self, n: int) -> bytes:
        """Return the digest of the claims and the edges; what is known of them follows from the claims."""
        return _digest("grow", [self.found[claim].digest for claim in self.each[n].members], self._edges(self.each[n]))

    def pack(self, chosen: Sequence[int]) -> bytes:
        """Return the testimonies, the edges, and what is known of pairs."""
        return parts.pack([self._part(self.each[n]) for n in chosen])

    def groups(self, n: int, grown: Sequence[Group]) -> Iterator[Group]:
        """Yield the groups of a component with their claims and edges as numbered here."""
        component = self.each[n]
        for claims, joined in grown:
            yield tuple(component.members[i] for i in claims), tuple(component.edges[e] for e in joined)

    def _part(self, one: Component) -> Growing:
        at = {claim: i for i, claim in enumerate(one.members)}
        excluded, possible = ([(at[a], at[b]) for a, b in pairs] for pairs in (one.excluded, one.possible))
        return Growing([self.found[claim].packed for claim in one.members], self._edges(one), excluded, possible)

    def _edges(self, one: Component) -> list[tuple[int, int, float]]:
        at = {claim: i for i, claim in enumerate(one.members)}
        return [(at[edge.one], at[edge.other], edge.weight) for edge in (self.edges[n] for n in one.edges)]


# --- folding -------------------------------------------------------------------------------


@dataclass(slots=True)
class Folds:
    """To make an incident of each group."""

    told: Sequence[Slip]
    groups: Sequence[Sequence[int]]
    reasons: Sequence[Sequence[str]]
    """Why the claims of each group were joined."""
    asides: Mapping[int, Sequence[tuple[int, tuple[str, ...]]]]
    """What is kept with each group, by its number: a claim, and why."""

    @property
    def most(self) -> int:
        """Return how much is handed out at a time."""
        return CLAIMS

    def __len__(self) -> int:
        """Return how many groups there are."""
        return len(self.groups)

    def size(self, n: int) -> int:
        """Return how many claims it has."""
        return len(self.groups[n])

    def key(self, n: int) -> bytes:
        """Return the digest of the claims, of why they were joined, and of what is told beside them."""
        asides = [(self.told[claim].digest, why) for claim, why in self.asides.get(n, ())]
        return _digest("fold", [self.told[claim].digest for claim in self.groups[n]], self.reasons[n], asides)

    def pack(self, chosen: Sequence[int]) -> bytes:
        """Return the testimonies and what is known of them."""
        return parts.pack([self._part(n) for n in chosen])

    def _part(self, n: int) -> Folding:
        asides = [(self.told[claim].packed, list(why)) for claim, why in self.asides.get(n, ())]
        return Folding([self.told[claim].packed for claim in self.groups[n]], list(self.reasons[n]), asides)


def by_component(roots: Sequence[int], edges: Sequence[Edge], met: Pairs, excluded: Ints) -> list[Component]:
    """Return the components in the order of their first claims, with what is known of pairs inside of them."""
    each: dict[int, Component] = defaultdict(lambda: Component([], []))
    for claim, root in enumerate(roots):
        each[root].members.append(claim)
    for n, edge in enumerate(edges):
        each[roots[edge.one]].edges.append(n)
    of = np.array(roots, np.int64)
    inside = np.flatnonzero(of[met.one] == of[met.other])
    known = zip(met.one[inside].tolist(), met.other[inside].tolist(), excluded[inside].tolist(), strict=True)
    for one, other, out in known:
        component = each[roots[one]]
        (component.excluded if out else component.possible).append((one, other))
    return list(each.values())
