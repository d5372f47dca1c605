"""What a picture rests on: how many independent sources, and as of when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from geo.store import Snapshot
from geo.store.snapshot import PATIENCE_S
from geo.views.columns import Numbers
from geo.views.counting import headline
from geo.views.filters import Filter
from geo.views.phrases import count, day
from geo.views.selection import selected
from geo.views.tables import REPORTS, prepare

COPIED_FROM: Final = 12
"""Words from which on two equal sentences are one that was copied."""


def as_of(snapshot: Snapshot) -> str:
    """Return the line that says what every picture of the snapshot rests on."""
    whole = headline(snapshot, Filter())
    newest = f", newest incident {day(whole.last)}" if whole.last else ""
    read = [count(whole.documents, "document")] if whole.documents or not whole.datasets else []
    read += [count(whole.datasets, "data set")] if whole.datasets else []
    return f"{' and '.join(read)}{newest} · snapshot {snapshot.id[:12]} · basemap Natural Earth"


def roots(document: str, sentence: str, attribution: Iterable[str], publisher: str) -> tuple[str, ...]:
    """Return what claims of one origin have in common: the document, a long sentence, who is quoted, else the outlet."""
    words = sentence.split()
    copied = [f"sentence:{' '.join(words)}"] if len(words) >= COPIED_FROM else []
    # What has no capital letter is nobody in particular: "officials", "reports".
    named = [who.casefold() for who in attribution if who != who.lower()]
    said = (f"said:{who}" for who in named or filter(None, [publisher.casefold()]))
    return (f"document:{document}", *copied, *said)


def joined(rooted: Iterable[Iterable[object]]) -> int:
    """Return how many groups there are when what shares a root is one."""
    above: dict[object, object] = {}

    def top(one: object) -> object:
        while (over := above.setdefault(one, one)) != one:
            above[one] = one = above[over]
        return one

    for mine in rooted:
        first, *others = map(top, mine)
        for other in others:
            above[top(other)] = top(first)
    return sum(top(one) == one for one in above)


def sources(snapshot: Snapshot, chosen: Filter) -> int:
    """
    Return how many independent sources stand behind what the filter leaves.

    Those of one document, outlet, person quoted or long sentence are one; a data set is one, whomever it cites.
    """
    left = selected(snapshot, chosen)
    kept: dict[str, int] = left.kept
    if "sources" not in kept:
        told, mask = _claims(snapshot), left.mask
        mine: list[int] = np.flatnonzero(mask[told.rows]).tolist()
        sets = np.flatnonzero(np.bincount(left.of.dataset[left.rows], minlength=len(left.of.datasets)))
        kept["sources"] = joined(told.roots[n] for n in mine) + sum(left.of.datasets[n] != REPORTS for n in sets)
    return kept["sources"]


@dataclass(frozen=True, slots=True, eq=False)
class _Claims:
    """The claims behind the incidents: the number of the incident of each, and what it has in common with others."""

    rows: Numbers
    roots: Sequence[tuple[str, ...]]


def _claims(snapshot: Snapshot) -> _Claims:
    question = """
        SELECT c.n, k.document_id, k.sentence, k.attribution, coalesce(d.publisher, '') AS publisher
        FROM incident_claims i JOIN claims k ON k.id = i.claim_id JOIN documents d ON d.id = k.document_id
        JOIN cards c ON c.id = i.incident_id
        """

    def make() -> _Claims:
        told = prepare(snapshot).rows(question, budget=PATIENCE_S)
        rooted = [roots(row["document_id"], row["sentence"], row["attribution"] or (), row["publisher"]) for row in told]
        return _Claims(np.array([row["n"] for row in told], np.int64), rooted)

    return snapshot.once("claims and their origins", make)
