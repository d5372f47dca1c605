"""The sentences behind an incident, and a document with everything that was read in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from geo.errors import QueryError
from geo.model import (
    Actor,
    ActorMention,
    ActorRole,
    Basis,
    Block,
    BlockKind,
    Candidate,
    Count,
    DatePrecision,
    Disagreement,
    Kind,
    LatLon,
    Mark,
    Participant,
    Place,
    Precision,
    Publication,
    Reason,
    Span,
    Status,
    Toponym,
    ToponymRole,
    Version,
    When,
)
from geo.store import Snapshot
from geo.views.cards import prepare

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The document that a claim stands in."""

    id: str
    source: str
    """Name of the file."""
    start: int
    """Where the document begins in the file."""
    title: str
    publisher: str
    url: str
    published: Publication


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimView:
    """A claim as it is shown: its sentence, and which words of it each value was taken from."""

    id: str
    incident_id: str
    """Empty for a claim that makes no incident."""
    kind: Kind
    status: Status
    sentence: str
    span: Span
    """Of the sentence in the document."""
    marks: tuple[Mark, ...]
    """Spans within the sentence, in order."""
    marks_elsewhere: tuple[Mark, ...]
    """Spans in the document, of words that stand outside the sentence."""
    participants: tuple[Participant, ...]
    place: Place | None
    when: When
    weapon: str
    killed: Count | None
    injured: Count | None
    attribution: tuple[str, ...]
    reasons: tuple[Reason, ...]
    flags: tuple[str, ...]
    """Of historical, future, hypothetical, negated; one with a flag makes no incident."""
    document: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """An incident and every claim behind it, earliest document first."""

    id: str
    title: str
    kind: Kind
    status: Status
    place: Place | None
    when: When
    participants: tuple[Participant, ...]
    weapon: str
    killed: Count | None
    injured: Count | None
    sources: int
    """Independent ones."""
    articles: int
    mapped: bool
    not_mapped: str
    """Why it is not on the map, in words; empty when it is."""
    reasons: tuple[Reason, ...]
    claims: tuple[ClaimView, ...]
    disagreements: tuple[Disagreement, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentView:
    """A document and everything that was read in it; spans are in its text."""

    id: str
    source: str
    start: int
    sha256: str
    title: str
    publisher: str
    url: str
    dateline: Span | None
    published: Publication
    text: str
    warnings: tuple[str, ...]
    blocks: tuple[Block, ...]
    toponyms: tuple[Toponym, ...]
    dates: tuple[When, ...]
    actors: tuple[ActorMention, ...]
    claims: tuple[ClaimView, ...]


_CLAIMS = """
    SELECT c.*, i.incident_id, d.id AS d_id, d.source AS d_source, d.start AS d_start, d.title AS d_title,
        d.publisher AS d_publisher, d.url AS d_url, d.first AS d_first, d.last AS d_last, d.date_precision AS d_date_precision,
        d.date_words AS d_date_words, d.date_start AS d_date_start, d.date_end AS d_date_end, d.date_anchor AS d_date_anchor,
        d.basis AS d_basis, d.evidence AS d_evidence
    FROM claims c JOIN documents d ON d.id = c.document_id LEFT JOIN incident_claims i ON i.claim_id = c.id
    """


def evidence(snapshot: Snapshot, incident_id: str) -> Evidence:
    """
    Return the incident of that id, or the one that the claim of that id belongs to.

    Raises
    ------
    QueryError
        If there is neither.
    """
    prepare(snapshot)
    rows = snapshot.ask(
        "SELECT * FROM cards WHERE id = ? OR id IN (SELECT incident_id FROM incident_claims WHERE claim_id = ?) ORDER BY id <> ?",
        [incident_id] * 3,
    ).to_pylist()
    if not rows:
        msg = f"there is no incident {incident_id!r} in snapshot {snapshot.id}"
        raise QueryError(msg)
    row = rows[0]
    claims = snapshot.ask(f"{_CLAIMS} WHERE i.incident_id = ? ORDER BY i.n", [row["id"]])  # the value is bound
    return Evidence(
        id=row["id"],
        title=row["title"],
        kind=Kind(row["kind"]),
        status=Status(row["status"]),
        place=_place(snapshot, row["place"]),
        when=_when(row),
        participants=_participants(snapshot, "incident", row["id"]),
        weapon=row["weapon"],
        killed=_count(row, "killed"),
        injured=_count(row, "injured"),
        sources=row["sources"],
        articles=row["articles"],
        mapped=row["mapped"],
        not_mapped=row["not_mapped"],
        reasons=_reasons(snapshot, "incident", row["id"]),
        claims=tuple(_claim(snapshot, claim) for claim in claims.to_pylist()),
        disagreements=_disagreements(snapshot, row["id"]),
    )


def document(snapshot: Snapshot, document_id: str) -> DocumentView:
    """
    Return the document of that id.

    Raises
    ------
    QueryError
        If there is none.
    """
    rows = snapshot.ask("SELECT * FROM documents WHERE id = ?", [document_id]).to_pylist()
    if not rows:
        msg = f"there is no document {document_id!r} in snapshot {snapshot.id}"
        raise QueryError(msg)
    row = rows[0]
    claims = snapshot.ask(f'{_CLAIMS} WHERE d.id = ? ORDER BY c.start, c."end", c.id', [document_id])  # the value is bound
    return DocumentView(
        id=row["id"],
        source=row["source"],
        start=row["start"],
        sha256=row["sha256"],
        title=row["title"],
        publisher=row["publisher"],
        url=row["url"],
        dateline=_span(row, "dateline_"),
        published=_publication(row),
        text=row["text"],
        warnings=tuple(row["warnings"]),
        blocks=tuple(
            Block(span=_known_span(block), kind=BlockKind(block["kind"]), reason=block["reason"])
            for block in _of(snapshot, "blocks", document_id)
        ),
        toponyms=_toponyms(snapshot, document_id),
        dates=tuple(_when(when) for when in _of(snapshot, "dates", document_id)),
        actors=_mentions(snapshot, document_id),
        claims=tuple(_claim(snapshot, claim) for claim in claims.to_pylist()),
    )


# --- rows back to values -------------------------------------------------------------------


def _of(snapshot: Snapshot, table: str, document_id: str) -> list[dict[str, Any]]:
    question = f"SELECT * FROM {table} WHERE document_id = ? ORDER BY n"  # noqa: S608  # names of our own tables
    rows: list[dict[str, Any]] = snapshot.ask(question, [document_id]).to_pylist()
    return rows


def _claim(snapshot: Snapshot, row: Row) -> ClaimView:
    span = _known_span(row)
    marks = [
        Mark(field=mark["field"], span=_known_span(mark))
        for mark in snapshot.ask('SELECT * FROM marks WHERE claim_id = ? ORDER BY start, "end", n', [row["id"]]).to_pylist()
    ]
    told = {key.removeprefix("d_"): value for key, value in row.items() if key.startswith("d_")}
    return ClaimView(
        id=row["id"],
        incident_id=row["incident_id"] or "",
        kind=Kind(row["kind"]),
        status=Status(row["status"]),
        sentence=row["sentence"],
        span=span,
        marks=tuple(_within(mark, span) for mark in marks if span.holds(mark.span)),
        marks_elsewhere=tuple(mark for mark in marks if not span.holds(mark.span)),
        participants=_participants(snapshot, "claim", row["id"]),
        place=_place(snapshot, row["place"]),
        when=_when(row),
        weapon=row["weapon"],
        killed=_count(row, "killed"),
        injured=_count(row, "injured"),
        attribution=tuple(row["attribution"]),
        reasons=_reasons(snapshot, "claim", row["id"]),
        flags=tuple(flag for flag in ("historical", "future", "hypothetical", "negated") if row[flag]),
        document=Source(
            id=told["id"],
            source=told["source"],
            start=told["start"],
            title=told["title"],
            publisher=told["publisher"],
            url=told["url"],
            published=_publication(told),
        ),
    )


def _within(mark: Mark, sentence: Span) -> Mark:
    return Mark(field=mark.field, span=Span(mark.span.start - sentence.start, mark.span.end - sentence.start))


def _toponyms(snapshot: Snapshot, document_id: str) -> tuple[Toponym, ...]:
    found: dict[int, list[Candidate]] = {}
    question = """
        SELECT c.toponym, c.score, c.reasons AS why, p.* FROM candidates c JOIN places p ON p.n = c.place
        WHERE c.document_id = ? ORDER BY c.toponym, c.n
        """
    for row in snapshot.ask(question, [document_id]).to_pylist():
        candidate = Candidate(place=_as_place(row), score=row["score"], reasons=tuple(row["why"]))
        found.setdefault(row["toponym"], []).append(candidate)
    return tuple(
        Toponym(
            span=_known_span(row),
            text=row["text"],
            role=ToponymRole(row["role"]),
            candidates=tuple(found.get(row["n"], ())),
            resolved=row["resolved"],
            reasons=tuple(row["reasons"]),
        )
        for row in _of(snapshot, "toponyms", document_id)
    )


def _mentions(snapshot: Snapshot, document_id: str) -> tuple[ActorMention, ...]:
    question = """
        SELECT m.start, m."end", a.* EXCLUDE (n) FROM mentions m JOIN actors a ON a.n = m.actor
        WHERE m.document_id = ? ORDER BY m.n
        """
    rows = snapshot.ask(question, [document_id]).to_pylist()
    return tuple(ActorMention(span=_known_span(row), actor=_actor(row)) for row in rows)


def _participants(snapshot: Snapshot, of: str, id_: str) -> tuple[Participant, ...]:
    question = """
        SELECT p.role, p.start, p."end", a.* EXCLUDE (n) FROM participants p JOIN actors a ON a.n = p.actor
        WHERE p.of = ? AND p.id = ? ORDER BY p.n
        """
    rows = snapshot.ask(question, [of, id_]).to_pylist()
    return tuple(Participant(actor=_actor(row), role=ActorRole(row["role"]), span=_span(row)) for row in rows)


def _reasons(snapshot: Snapshot, of: str, id_: str) -> tuple[Reason, ...]:
    rows = snapshot.ask("SELECT field, text FROM reasons WHERE of = ? AND id = ? ORDER BY n", [of, id_]).to_pylist()
    return tuple(Reason(field=row["field"], text=row["text"]) for row in rows)


def _disagreements(snapshot: Snapshot, incident_id: str) -> tuple[Disagreement, ...]:
    rows = snapshot.ask("SELECT * FROM disagreements WHERE incident_id = ? ORDER BY n, version", [incident_id]).to_pylist()
    numbers = dict.fromkeys(row["n"] for row in rows)
    return tuple(_disagreement([row for row in rows if row["n"] == n]) for n in numbers)


def _disagreement(rows: Sequence[Row]) -> Disagreement:
    versions = tuple(Version(value=row["value"], claim_ids=tuple(row["claim_ids"])) for row in rows)
    return Disagreement(field=rows[0]["field"], versions=versions)


def _place(snapshot: Snapshot, n: int | None) -> Place | None:
    return None if n is None else _as_place(snapshot.ask("SELECT * FROM places WHERE n = ?", [n]).to_pylist()[0])


def _as_place(row: Row) -> Place:
    box = (row["west"], row["south"], row["east"], row["north"])
    return Place(
        id=row["id"],
        name=row["name"],
        kind=row["kind"],
        precision=Precision(row["precision"]),
        at=None if row["lat"] is None else LatLon(row["lat"], row["lon"]),
        uncertainty_km=row["uncertainty_km"],
        country=row["country"],
        admin1=row["admin1"],
        bbox=None if row["west"] is None else box,
        population=row["population"],
        source=row["source"],
    )


def _actor(row: Row) -> Actor:
    aliases, parents = tuple(row["aliases"]), tuple(row["belongs_to"])
    return Actor(id=row["id"], name=row["name"], aliases=aliases, kind=row["kind"], belongs_to=parents)


def _publication(row: Row) -> Publication:
    return Publication(when=_when(row), basis=Basis(row["basis"]), evidence=row["evidence"])


def _when(row: Row) -> When:
    return When(
        first=row["first"],
        last=row["last"],
        precision=DatePrecision(row["date_precision"]),
        words=row["date_words"],
        span=_span(row, "date_"),
        anchor=row["date_anchor"],
    )


def _count(row: Row, who: str) -> Count | None:
    low = row[f"{who}_low"]
    return None if low is None else Count(low=low, high=row[f"{who}_high"], span=_span(row, f"{who}_"))


def _span(row: Row, prefix: str = "") -> Span | None:
    start = row[f"{prefix}start"]
    return None if start is None else Span(start, row[f"{prefix}end"])


def _known_span(row: Row) -> Span:
    return Span(row["start"], row["end"])
