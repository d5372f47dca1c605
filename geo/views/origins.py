"""What a picture rests on: how many independent sources, and as of when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from geo.origins import joined, roots
from geo.store import Snapshot
from geo.store.snapshot import PATIENCE_S
from geo.views.columns import Numbers
from geo.views.counting import headline
from geo.views.filters import Filter
from geo.views.phrases import count, day
from geo.views.selection import selected
from geo.views.tables import REPORTS, prepare


def as_of(snapshot: Snapshot) -> str:
    """Return the line that says what every picture of the snapshot rests on."""
    whole = headline(snapshot, Filter())
    newest = f", newest incident {day(whole.last)}" if whole.last else ""
    read = [count(whole.documents, "document")] if whole.documents or not whole.datasets else []
    read += [count(whole.datasets, "data set")] if whole.datasets else []
    return f"{' and '.join(read)}{newest} · snapshot {snapshot.id[:12]} · basemap Natural Earth"


def sources(snapshot: Snapshot, chosen: Filter) -> int:
    """
    Return how many independent sources stand behind what the filter leaves.

    What is one source is said in `geo.origins`; a data set is one, whomever it cites.
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
        SELECT c.n, coalesce(r.report_id, k.document_id) AS report, k.sentence, k.origins
        FROM incident_claims i JOIN claims k ON k.id = i.claim_id LEFT JOIN carriers r ON r.document_id = k.document_id
        JOIN cards c ON c.id = i.incident_id
        WHERE NOT (k.historical OR k.future OR k.hypothetical OR k.negated)
        """

    def make() -> _Claims:
        told = prepare(snapshot).rows(question, budget=PATIENCE_S)
        rooted = [roots(row["report"], row["sentence"], row["origins"]) for row in told]
        return _Claims(np.array([row["n"] for row in told], np.int64), rooted)

    return snapshot.once("claims and their origins", make)
