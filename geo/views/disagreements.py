"""Where the sources of one incident contradict each other, field by field, and which of them says what."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

import pandas as pd

from geo.model import Kind, Mark, Span, Status
from geo.origins import joined, roots
from geo.store import Snapshot
from geo.views.cards import KIND_LABELS, STATUS_LABELS
from geo.views.evidence import ClaimView, claims_of
from geo.views.filters import Filter, where
from geo.views.tables import prepare

WEIGHTS: Final[Mapping[str, int]] = {
    "happened": 4,
    "status": 4,
    "actor": 3,
    "place": 3,
    "killed": 3,
    "date": 2,
    "injured": 2,
    "kind": 1,
}
"""How much a contradiction matters to who reads about it, by field; one of a field that is not here counts 1."""

MARKS: Final[Mapping[str, tuple[str, ...]]] = {
    "happened": ("trigger", "attribution"),
    "kind": ("trigger",),
    "status": ("trigger", "attribution"),
    "actor": ("actor", "attribution"),
}
"""The marks that show a field in a sentence, where they have another name."""

Row = Mapping[str, Any]

_REACH: Final = 400
_END: Final = re.compile(r"(?<=[.!?])\s|(?<=[.!?][\"\u201d\u2019)])\s|\n")

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
class Quote:
    """The words in which a claim says a value."""

    text: str
    """Its sentence; or, where the value was learned from another one, that sentence."""
    marks: tuple[Mark, ...]
    """Of the contested field; spans within the text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the values that exclude each other, and who says so."""

    value: str
    """In words; a date as its first and last day, "2031-05-06 to 2031-05-07"."""
    claims: tuple[ClaimView, ...]
    """Earliest document first."""
    quotes: tuple[Quote, ...]
    """One for each claim."""
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
        SELECT id, title, kind, family, status, first, last, date_precision, place_name, sources, articles, copies, claims,
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
    texts = _texts(snapshot, claims.values())
    found: dict[str, list[Contest]] = {}
    for (id_, _), of in groupby(rows, key=lambda row: (str(row["incident_id"]), row["n"])):
        found.setdefault(id_, []).append(_contest(list(of), claims, texts))
    return {id_: tuple(of) for id_, of in found.items()}


STANCES: Final[Mapping[str, str]] = {
    "happened": "it happened",
    "planned": "only planned",
    "considered": "only considered, or possible",
    "denied": "denied",
}
"""What is said about whether it happened."""


def said(field: str, value: str) -> str:
    """Return the value of a field in words."""
    if field == "happened":
        return STANCES.get(value, value)
    if field == "kind" and value in set(Kind):
        return KIND_LABELS[Kind(value)]
    return STATUS_LABELS[Status(value)] if field == "status" and value in set(Status) else value


def independent(claims: Sequence[ClaimView]) -> int:
    """Return how many independent sources the claims have, see `geo.origins`."""
    return joined(roots(claim.document.report, claim.sentence, claim.origins) for claim in claims)


def _texts(snapshot: Snapshot, claims: Iterable[ClaimView]) -> dict[str, str]:
    """Return the texts of the documents in which a value was learned from another sentence, by their ids."""
    ids = sorted({claim.document.id for claim in claims if claim.marks_elsewhere})
    rows = snapshot.rows("SELECT id, text FROM documents WHERE list_contains(?, id)", [ids]) if ids else []
    return {str(row["id"]): str(row["text"]) for row in rows}


def _contest(rows: Sequence[Row], claims: Mapping[str, ClaimView], texts: Mapping[str, str]) -> Contest:
    field = rows[0]["field"]
    sides = (_side(field, row["value"], [claims[name] for name in row["claim_ids"] if name in claims], texts) for row in rows)
    return Contest(field=field, sides=tuple(sides))


def _side(field: str, value: str, claims: Sequence[ClaimView], texts: Mapping[str, str]) -> Side:
    return Side(
        value=said(field, value),
        claims=tuple(claims),
        quotes=tuple(quote(field, claim, texts.get(claim.document.id, "")) for claim in claims),
        sources=independent(claims),
    )


def quote(field: str, claim: ClaimView, text: str) -> Quote:
    """Return the words in which a claim says the value of a field; `text` is that of its document, "" where it is not needed."""
    names = MARKS.get(field, (field,))
    inside = tuple(mark for mark in claim.marks if mark.field in names)
    outside = next((mark for mark in claim.marks_elsewhere if mark.field in names), None)
    if inside or outside is None or not text:
        return Quote(text=claim.sentence, marks=inside)
    around = _around(text, outside.span)
    shown = Mark(field=outside.field, span=Span(outside.span.start - around.start, outside.span.end - around.start))
    return Quote(text=around.of(text), marks=(shown,))


def _around(text: str, words: Span) -> Span:
    """Return the sentence that words stand in, as far as a line and `_REACH` characters to either side go."""
    before = text[max(0, words.start - _REACH) : words.start]
    after = text[words.end : words.end + _REACH]
    begin = max((match.end() for match in _END.finditer(before)), default=0)
    end = _END.search(after)
    return Span(words.start - len(before) + begin, words.end + (end.start() if end else len(after)))
