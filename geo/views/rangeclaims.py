"""What documents say of ranges, with the sentence of each claim, and the systems that the claims of an incident name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from geo.model import ActorRole, Family, Kind, Mark, Named, RangeClaim, Span, SystemMention
from geo.store import Snapshot
from geo.views import values
from geo.views.evidence import Evidence, Source

Row = Mapping[str, Any]

DOERS = frozenset({ActorRole.PERPETRATOR, ActorRole.ACCUSED, ActorRole.CLAIMANT})
"""Roles of those who may have fired."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RangeClaimView:
    """A claim about range as it is shown."""

    claim: RangeClaim
    sentence: str
    marks: tuple[Mark, ...]
    """Spans within the sentence, in order."""
    before: tuple[tuple[str, str], ...]
    """Field and words of what stands in a sentence before, in order."""
    document: Source


_CLAIMS = """
    SELECT r.*,
        (r.low_km IS NOT NULL OR r.high_km IS NOT NULL OR len(r.systems) > 0)
            AND (SELECT count(DISTINCT p.role) FROM range_places p WHERE p.range_claim_id = r.id) = 2 AS checked,
        d.text AS d_text, d.id AS d_id, d.source AS d_source, d.start AS d_start, d.title AS d_title,
        d.publisher AS d_publisher, d.url AS d_url, d.first AS d_first, d.last AS d_last, d.date_precision AS d_date_precision,
        d.date_words AS d_date_words, d.date_start AS d_date_start, d.date_end AS d_date_end, d.date_anchor AS d_date_anchor,
        d.basis AS d_basis, d.evidence AS d_evidence
    FROM range_claims r JOIN documents d ON d.id = r.document_id
    """


def range_claims(snapshot: Snapshot, document_id: str = "", claim_id: str = "", most: int = 200) -> tuple[RangeClaimView, ...]:
    """
    Return the claims about range, of one document or of that id where one is given, by where they stand.

    At most so many; of all documents those first that can be checked: they name origin, target and a figure or a system.
    """
    order = "checked DESC, d.source, d.start, r.start, r.id" if not document_id else "r.start, r.id"
    question = f"{_CLAIMS} WHERE (? = '' OR r.document_id = ?) AND (? = '' OR r.id = ?) ORDER BY {order} LIMIT ?"
    rows = snapshot.rows(question, [document_id, document_id, claim_id, claim_id, most])  # the values are bound
    ids = [row["id"] for row in rows]
    marks = values.marks(snapshot, ids)
    reasons = values.reasons(snapshot, "range", ids)
    named = _named(snapshot, ids)
    found = []
    for row in rows:
        id_ = row["id"]
        claim = RangeClaim(
            id=id_,
            document_id=row["document_id"],
            span=values.known_span(row),
            weapon=row["weapon"],
            systems=tuple(row["systems"]),
            low_km=row["low_km"],
            high_km=row["high_km"],
            about=row["about"],
            origins=named.get((id_, "origin"), ()),
            targets=named.get((id_, "target"), ()),
            within=row["within"],
            attribution=tuple(row["attribution"]),
            marks=marks.get(id_, ()),
            reasons=reasons.get(id_, ()),
        )
        found.append(_view(claim, row))
    return tuple(found)


def range_claim_count(snapshot: Snapshot) -> int:
    """Return how many claims about range there are."""
    [row] = snapshot.rows("SELECT count(*) AS many FROM range_claims")
    return int(row["many"])


def systems_in(snapshot: Snapshot, document_id: str) -> tuple[SystemMention, ...]:
    """Return where a document names a system, in order."""
    rows = snapshot.rows("SELECT * FROM system_mentions WHERE document_id = ? ORDER BY n", [document_id])
    return tuple(SystemMention(span=values.known_span(row), systems=tuple(row["systems"])) for row in rows)


def systems_of(snapshot: Snapshot, incident_id: str) -> dict[str, tuple[tuple[str, tuple[str, ...]], ...]]:
    """
    Return the systems that the claims of an incident name in their sentences, by the id of the claim: words and systems.

    Only claims of something fired, moved or handed over count: where a bomb went off, a missile in the same sentence is
    another's.
    """
    question = """
        SELECT c.id AS id, substr(d.text, m.start + 1, m."end" - m.start) AS words, m.systems AS systems
        FROM incident_claims i JOIN claims c ON c.id = i.claim_id JOIN documents d ON d.id = c.document_id
            JOIN system_mentions m ON m.document_id = c.document_id AND m.start >= c.start AND m."end" <= c."end"
        WHERE i.incident_id = ? AND list_contains(?, c.kind) ORDER BY c.id, m.n
        """
    rows = snapshot.rows(question, [incident_id, [str(kind) for kind in FIRED]])
    return {
        id_: tuple(dict.fromkeys((row["words"], tuple(row["systems"])) for row in group))
        for id_, group in groupby(rows, key=lambda row: str(row["id"]))
    }


FIRED = frozenset(
    {Kind.MISSILE_STRIKE, Kind.ROCKET_OR_MORTAR_ATTACK, Kind.DRONE_STRIKE, Kind.AIRSTRIKE, Kind.OTHER}
    | {kind for kind in Kind if kind.family is Family.POSTURE}
)
"""Kinds of which a weapon that is named can be what was fired, moved or handed over."""


def suspects(told: Evidence) -> frozenset[str]:
    """Return the ids of those who are said to have done it, and of those whom they belong to."""
    doers = [one.actor for one in told.participants if one.role in DOERS]
    return frozenset(id_ for actor in doers for id_ in (actor.id, *actor.belongs_to))


def _named(snapshot: Snapshot, ids: Sequence[str]) -> dict[tuple[str, str], tuple[Named, ...]]:
    if not ids:
        return {}
    question = "SELECT * FROM range_places WHERE list_contains(?, range_claim_id) ORDER BY range_claim_id, role, n"
    rows = snapshot.rows(question, [list(ids)])
    places = values.places(snapshot, [row["place"] for row in rows])
    return {
        key: tuple(Named(place=places[row["place"]], span=values.known_span(row), whole=row["whole"]) for row in group)
        for key, group in groupby(rows, key=lambda row: (str(row["range_claim_id"]), str(row["role"])))
    }


def _view(claim: RangeClaim, row: Row) -> RangeClaimView:
    told = {key.removeprefix("d_"): value for key, value in row.items() if key.startswith("d_")}
    text = told.pop("text")
    names = {name: told[name] for name in ("id", "source", "start", "title", "publisher", "url")}
    inside = [mark for mark in claim.marks if claim.span.holds(mark.span)]
    start = claim.span.start
    return RangeClaimView(
        claim=claim,
        sentence=row["sentence"],
        marks=tuple(Mark(field=m.field, span=Span(m.span.start - start, m.span.end - start)) for m in inside),
        before=tuple((mark.field, mark.span.of(text)) for mark in claim.marks if not claim.span.holds(mark.span)),
        document=Source(**names, published=values.publication(told)),
    )
