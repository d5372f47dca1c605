"""Which claims are joined: pairs that enough speaks for, and no chain between what cannot be one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations, product
from typing import Final

from geo.incidents import claimants, what, when, where, who
from geo.incidents.blocks import pairs
from geo.incidents.dissent import Aside, asides
from geo.incidents.folding import fold
from geo.incidents.signals import SIGNALS
from geo.incidents.testimony import Testimony, in_order, testimonies
from geo.model import Incident, Reading

ENOUGH: Final = 3.4
"""What the signals of two claims in two documents must add up to."""
ENOUGH_WITHIN: Final = 3.6
"""The same for one document, whose author mostly tells one happening once."""
AMBIGUOUS: Final = 0.75
"""A claim that fits two happenings which exclude each other, neither better than the other by this, joins neither."""
MOST_RIVALS: Final = 12
"""Edges of one claim that are compared with its best."""
TWIN: Final = 100.0
"""Weight of two copies of one sentence in two copies of one text."""


@dataclass(frozen=True, slots=True)
class Edge:
    """Two claims that enough speaks for, by their position in the list."""

    one: int
    other: int
    weight: float
    reasons: tuple[str, ...]

    def far(self, claim: int) -> int:
        """Return the other end."""
        return self.other if claim == self.one else self.one


def join(readings: Sequence[Reading]) -> tuple[Incident, ...]:
    """
    Return the incidents that the documents tell of, earliest first; every asserted claim is in exactly one.

    A claim that something is planned, feared, denied or long past makes none; it is kept with the one it speaks of, if any.

    Two claims are compared when they meet in a block (see `blocks`), and joined when the signals that speak for one
    happening outweigh those against it. Nothing is joined by words alone, but for a long sentence that was
    copied; nothing that lies apart in day or place; and no chain of claims joins what is apart. The order of the
    readings does not matter.
    """
    return weave(testimonies(readings))


def weave(testified: Iterable[Testimony]) -> tuple[Incident, ...]:
    """Return the incidents that claims tell of, as `join` does, without their documents."""
    told = in_order(testified)
    found = [one for one in told if one.claim.asserted]
    groups = _grown(found, _edges(found))
    kept = _asides(told, [group for group, _ in groups], found)
    incidents = [fold([found[i] for i in sorted(group)], reasons, kept.get(n, ())) for n, (group, reasons) in enumerate(groups)]
    return tuple(sorted(incidents, key=lambda one: (one.when.first or date.max, one.when.last or date.max, one.id)))


def _asides(
    told: Sequence[Testimony], groups: Sequence[frozenset[int]], found: Sequence[Testimony]
) -> Mapping[int, Sequence[Aside]]:
    if len(found) == len(told):
        return {}
    at = {one.claim.id: i for i, one in enumerate(told)}
    group_of = {at[found[i].claim.id]: n for n, group in enumerate(groups) for i in group}
    return asides(told, group_of, sorted(pairs(told)))


# --- comparing -----------------------------------------------------------------------------


def compare(one: Testimony, other: Testimony) -> tuple[float, tuple[str, ...]] | None:
    """Return what the signals add up to and why; None when one of them excludes that the two are one happening."""
    if one.word or other.word:
        return claimants.compare(one, other)
    total, reasons, against = 0.0, [], False
    # In one document nearly everything happens in one place on one day; something must tell which it is.
    identified = one.document.id != other.document.id
    for signal in SIGNALS:
        found = signal(one, other)
        if found.veto:
            return None
        total += found.weight
        against = against or found.weight < 0
        identified = identified or found.identifies
        if found.reason:
            reasons.append(found.reason)
    identified = identified or (not against and _is_told_again(one, other))
    return total if identified else 0.0, tuple(reasons)


def _is_told_again(one: Testimony, other: Testimony) -> bool:
    """Return whether a document comes back to one attack: it says twice by whom it was, or only once where."""
    return (who.doers(one, other).weight > 0 or one.placed != other.placed) and what.is_one_attack(one, other)


def _edges(found: Sequence[Testimony]) -> list[Edge]:
    twins = list(_twins(found))
    certain = {(edge.one, edge.other) for edge in twins}
    edges = []
    for one, other in sorted((pairs(found) | claimants.pairs(found)) - certain):
        result = compare(found[one], found[other])
        enough = ENOUGH_WITHIN if found[one].document.id == found[other].document.id else ENOUGH
        if result is not None and result[0] >= enough:
            edges.append(Edge(one, other, result[0], result[1]))
    return [*(edge for edge in twins if not _contradict(found[edge.one], found[edge.other])), *_unambiguous(found, edges)]


def _contradict(one: Testimony, other: Testimony) -> bool:
    """Return whether copies of one text were dated or placed apart, as a short notice that is printed twice a year is."""
    return when.date(one, other).veto or where.place(one, other).veto


# --- one text twice ------------------------------------------------------------------------


def _twins(found: Sequence[Testimony]) -> Iterator[Edge]:
    """Yield the claims of documents with the same text: the same sentences say the same things."""
    groups: dict[tuple[str, str, str, int], list[int]] = defaultdict(list)
    counted: dict[tuple[str, str, str], int] = defaultdict(int)
    for i, one in enumerate(found):
        sentence = " ".join(one.quote.split())
        key = (one.document.id, one.claim.kind.value, sentence)
        groups[(one.text, one.claim.kind.value, sentence, counted[key])].append(i)
        counted[key] += 1
    for members in groups.values():
        for left, right in combinations(members, 2):
            yield Edge(left, right, TWIN, ("the same text under another name",))


# --- growing groups ------------------------------------------------------------------------


def _unambiguous(found: Sequence[Testimony], edges: Iterable[Edge]) -> list[Edge]:
    """Return the edges without those of a claim that fits two happenings which exclude each other about equally well."""
    at: dict[int, list[Edge]] = defaultdict(list)
    for edge in edges:
        at[edge.one].append(edge)
        at[edge.other].append(edge)
    unclear = {claim for claim, mine in at.items() if _is_torn(found, claim, mine)}
    return [edge for edge in edges if not unclear & {edge.one, edge.other}]


def _is_torn(found: Sequence[Testimony], claim: int, mine: Iterable[Edge]) -> bool:
    best, *others = sorted(mine, key=lambda edge: (-edge.weight, edge.one, edge.other))[:MOST_RIVALS]
    rivals = (edge for edge in others if best.weight - edge.weight < AMBIGUOUS)
    return any(
        compare(found[min(pair)], found[max(pair)]) is None for pair in ((best.far(claim), rival.far(claim)) for rival in rivals)
    )


def _grown(found: Sequence[Testimony], edges: Iterable[Edge]) -> list[tuple[frozenset[int], tuple[str, ...]]]:
    """Return groups of claims: the strongest pairs first, two groups joined only if nothing in them excludes it."""
    edges = list(edges)
    twins = {(edge.one, edge.other) for edge in edges if edge.weight == TWIN}
    group = {i: frozenset({i}) for i in range(len(found))}
    why: dict[int, list[str]] = defaultdict(list)
    apart: dict[int, set[int]] = defaultdict(set)  # what excludes two groups excludes all that either grows into
    for edge in sorted(edges, key=lambda edge: (-edge.weight, edge.one, edge.other)):
        left, right = group[edge.one], group[edge.other]
        first, second = sorted((min(left), min(right)))
        if left is right or second in apart[first]:
            continue
        if any(_excluded(found, pair, twins) for pair in product(left, right)):
            apart[first].add(second)
            apart[second].add(first)
            continue
        whole = left | right
        why[first] = why[min(left)] + why[min(right)] + [_told(found, edge)]
        group.update(dict.fromkeys(whole, whole))
        for other in apart.pop(second, ()):
            apart[other].add(first)
            apart[first].add(other)
    return [(members, tuple(why[min(members)])) for members in sorted(set(group.values()), key=min)]


def _excluded(found: Sequence[Testimony], pair: tuple[int, int], twins: Collection[tuple[int, int]]) -> bool:
    one, other = min(pair), max(pair)
    return (one, other) not in twins and compare(found[one], found[other]) is None


def _told(found: Sequence[Testimony], edge: Edge) -> str:
    sources = sorted({found[edge.one].document.source, found[edge.other].document.source})
    return f"{' and '.join(sources)}: {'; '.join(edge.reasons)}"
