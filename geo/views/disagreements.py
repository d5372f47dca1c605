"""Where the sources of one incident contradict each other, field by field, and which of them says what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

import pandas as pd

from geo.model import Kind, Status
from geo.store import Snapshot
from geo.views.cards import KIND_LABELS, STATUS_LABELS, prepare
from geo.views.evidence import ClaimView, claims_of
from geo.views.filters import Filter, where

WEIGHTS: Final[Mapping[str, int]] = {"status": 4, "actor": 3, "place": 3, "killed": 3, "date": 2, "injured": 2, "kind": 1}
"""How much a contradiction matters to who reads about it, by field; one of a field that is not here counts 1."""

Row = Mapping[str, Any]

_COPIED_FROM: Final = 12
"""Words from which on two equal sentences are one that was copied."""

_WEIGHT: Final = " ".join(f"WHEN '{field}' THEN {weight}" for field, weight in WEIGHTS.items())

_WEIGHED: Final = f"""
WITH fields AS (SELECT DISTINCT incident_id, field FROM disagreements),
weighed AS (
    SELECT incident_id, list(field ORDER BY field) AS fields,
        sum(CASE field {_WEIGHT} ELSE 1 END)::INTEGER AS own
    FROM fields GROUP BY incident_id
)
"""  # noqa: S608  # pasted are our own fields only


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the values that exclude each other, and who says so."""

    value: str
    """In words; a date as its first and last day, "2031-05-06 to 2031-05-07"."""
    claims: tuple[ClaimView, ...]
    """Earliest document first."""
    sources: int
    """Independent ones: what quotes one origin is one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contest:
    """A field and its sides."""

    field: str
    sides: tuple[Side, ...]


def disagreements(snapshot: Snapshot, chosen: Filter, field: str = "") -> pd.DataFrame:
    """
    Return the incidents whose claims contradict each other, the weightiest first.

    Beside the columns of a list stand `fields`, in order of the alphabet, and `weight`: the sum of `WEIGHTS` of the fields and
    one for each independent source beyond the first.

    Parameters
    ----------
    snapshot
        What is asked.
    chosen
        The filter.
    field
        Only incidents with a contradiction in this field; empty for any.
    """
    condition, values = where(chosen)
    question = f"""{_WEIGHED}
        SELECT id, title, kind, family, status, first, last, date_precision, place_name, sources, articles, claims,
            mapped, snippet, fields, own + greatest(sources - 1, 0) AS weight
        FROM cards JOIN weighed ON weighed.incident_id = cards.id
        WHERE ({condition}) AND (? = '' OR list_contains(fields, ?))
        ORDER BY weight DESC, coalesce(first, last) DESC NULLS LAST, id
        """  # noqa: S608  # `where` binds every value
    return prepare(snapshot).frame(question, [*values, field, field])


def contested_fields(snapshot: Snapshot, chosen: Filter) -> pd.DataFrame:
    """Return in how many incidents of the filter each field is contested: `field`, `count`, the most frequent first."""
    condition, values = where(chosen)
    question = f"""
        SELECT field, count(DISTINCT incident_id) AS count FROM disagreements
        WHERE incident_id IN (SELECT id FROM cards WHERE {condition}) GROUP BY field ORDER BY count DESC, field
        """  # noqa: S608  # as above
    return prepare(snapshot).frame(question, values)


def contests(snapshot: Snapshot, ids: Sequence[str]) -> dict[str, tuple[Contest, ...]]:
    """Return the contested fields of each incident, by its id, in the order in which the build found them."""
    question = "SELECT * FROM disagreements WHERE list_contains(?, incident_id) ORDER BY incident_id, n, version"
    rows = snapshot.rows(question, [list(ids)]) if ids else []
    claims = {claim.id: claim for one in claims_of(snapshot, ids).values() for claim in one}
    found: dict[str, list[Contest]] = {}
    for (id_, _), of in groupby(rows, key=lambda row: (str(row["incident_id"]), row["n"])):
        found.setdefault(id_, []).append(_contest(list(of), claims))
    return {id_: tuple(of) for id_, of in found.items()}


def said(field: str, value: str) -> str:
    """Return the value of a field in words."""
    if field == "kind" and value in set(Kind):
        return KIND_LABELS[Kind(value)]
    return STATUS_LABELS[Status(value)] if field == "status" and value in set(Status) else value


def independent(claims: Sequence[ClaimView]) -> int:
    """Return how many origins the claims have: those of one document, outlet, person quoted or long sentence are one."""
    groups: list[set[str]] = []
    for claim in claims:
        mine = set(_origins(claim))
        for group in [group for group in groups if group & mine]:
            mine |= group
            groups.remove(group)
        groups.append(mine)
    return len(groups)


def _origins(claim: ClaimView) -> Iterator[str]:
    yield f"document:{claim.document.id}"
    words = claim.sentence.split()
    if len(words) >= _COPIED_FROM:
        yield f"sentence:{' '.join(words)}"
    # What has no capital letter is nobody in particular: "officials", "reports".
    named = [who.casefold() for who in claim.attribution if who != who.lower()]
    yield from (f"said:{who}" for who in named or filter(None, [claim.document.publisher.casefold()]))


def _contest(rows: Sequence[Row], claims: Mapping[str, ClaimView]) -> Contest:
    field = rows[0]["field"]
    return Contest(field=field, sides=tuple(_side(field, row["value"], _known(row["claim_ids"], claims)) for row in rows))


def _side(field: str, value: str, claims: Sequence[ClaimView]) -> Side:
    return Side(value=said(field, value), claims=tuple(claims), sources=independent(claims))


def _known(ids: Iterable[str], claims: Mapping[str, ClaimView]) -> list[ClaimView]:
    return [claims[name] for name in ids if name in claims]
