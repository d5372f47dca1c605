"""Growing groups of claims: the strongest pairs first, and no chain between what cannot be one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

AMBIGUOUS: Final = 0.75
"""A claim that fits two happenings which exclude each other, neither better than the other by this, joins neither."""
MOST_RIVALS: Final = 12
"""Edges of one claim that are compared with its best."""
TWIN: Final = 100.0
"""Weight of two copies of one sentence in two copies of one text."""

Pair = tuple[int, int]
"""Two claims by position, the smaller first."""


@dataclass(frozen=True, slots=True)
class Edge:
    """Two claims that enough speaks for, by their position."""

    one: int
    other: int
    weight: float

    def far(self, claim: int) -> int:
        """Return the other end."""
        return self.other if claim == self.one else self.one


def in_order(edges: Iterable[Edge]) -> list[Edge]:
    """Return edges, the strongest first."""
    return sorted(edges, key=lambda edge: (-edge.weight, edge.one, edge.other))


def rivals(edges: Iterable[Edge]) -> Iterator[tuple[int, tuple[Pair, ...]]]:
    """Yield each claim that fits several happenings about equally well, and pairs of which none may exclude each other."""
    at: Mapping[int, list[Edge]] = defaultdict(list)
    for edge in edges:
        at[edge.one].append(edge)
        at[edge.other].append(edge)
    for claim, mine in at.items():
        best, *others = in_order(mine)[:MOST_RIVALS]
        near = (rival.far(claim) for rival in others if best.weight - rival.weight < AMBIGUOUS)
        if pairs := tuple((min(best.far(claim), far), max(best.far(claim), far)) for far in near):
            yield claim, pairs


def components(size: int, edges: Iterable[Edge]) -> list[int]:
    """Return for each of so many claims the first of those that edges connect it with, itself included."""
    root = list(range(size))

    def top(claim: int) -> int:
        while root[claim] != claim:
            root[claim] = claim = root[root[claim]]
        return claim

    for edge in edges:
        one, other = sorted((top(edge.one), top(edge.other)))
        root[other] = one
    return [top(claim) for claim in range(size)]


def grow(
    size: int, edges: Sequence[Edge], is_excluded: Callable[[Pair], bool], twins: Collection[Pair]
) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    """Return groups of claims, the members of each in order, with the numbers of the edges that joined them."""
    group = {i: frozenset({i}) for i in range(size)}
    why: dict[int, list[int]] = defaultdict(list)
    apart: dict[int, set[int]] = defaultdict(set)  # what excludes two groups excludes all that either grows into
    strongest = sorted(range(len(edges)), key=lambda n: (-edges[n].weight, edges[n].one, edges[n].other))
    for n in strongest:
        left, right = group[edges[n].one], group[edges[n].other]
        first, second = sorted((min(left), min(right)))
        if left is right or second in apart[first]:
            continue
        if any((min(pair), max(pair)) not in twins and is_excluded((min(pair), max(pair))) for pair in product(left, right)):
            apart[first].add(second)
            apart[second].add(first)
            continue
        whole = left | right
        why[first] = [*why[min(left)], *why[min(right)], n]
        group.update(dict.fromkeys(whole, whole))
        for other in apart.pop(second, ()):
            apart[other].add(first)
            apart[first].add(other)
    return [(tuple(sorted(members)), tuple(why[min(members)])) for members in sorted(set(group.values()), key=min)]
