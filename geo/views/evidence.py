"""The sentences behind an incident, and a document with everything that was read in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from geo.errors import QueryError
from geo.model import (
    ActorMention,
    Block,
    Count,
    Disagreement,
    Kind,
    Mark,
    Participant,
    Place,
    Publication,
    Reason,
    Span,
    Status,
    Toponym,
    When,
)
from geo.store import Snapshot
from geo.views import values
from geo.views.tables import prepare

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
    report: str = ""
    """Id of the document whose report it carries; its own where it carries none."""


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
    origins: tuple[str, ...]
    """Whose word it is, see `geo.origins`."""
    reasons: tuple[Reason, ...]
    flags: tuple[str, ...]
    """Of historical, future, hypothetical, negated; one with a flag makes no incident."""
    document: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """The row of a data set that stands for a claim, and whose work it is."""

    dataset: str
    """Slug."""
    name: str
    license: str
    attribution: str
    homepage: str
    imported: str
    """ISO date."""
    row: int
    """In the file, as a spreadsheet counts."""
    source: str
    """Whom the data set cites, in its words."""
    url: str


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
    copies: int
    """Articles that carry the report of another one."""
    mapped: bool
    not_mapped: str
    """Why it is not on the map, in words; empty when it is."""
    reasons: tuple[Reason, ...]
    claims: tuple[ClaimView, ...]
    disagreements: tuple[Disagreement, ...]
    record: Record | None = None
    """Where it comes from if no document tells of it; its one claim then stands in no document, and its words are the note."""


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
    SELECT c.*, coalesce(i.incident_id, x.incident_id) AS incident_id,
        d.id AS d_id, d.source AS d_source, d.start AS d_start, d.title AS d_title,
        d.publisher AS d_publisher, d.url AS d_url, d.first AS d_first, d.last AS d_last, d.date_precision AS d_date_precision,
        d.date_words AS d_date_words, d.date_start AS d_date_start, d.date_end AS d_date_end, d.date_anchor AS d_date_anchor,
        d.basis AS d_basis, d.evidence AS d_evidence, coalesce(r.report_id, d.id) AS d_report
    FROM claims c JOIN documents d ON d.id = c.document_id
    LEFT JOIN carriers r ON r.document_id = d.id LEFT JOIN incident_claims i ON i.claim_id = c.id
    LEFT JOIN dissent x ON x.claim_id = c.id
    """

_DISSENT: Final = """
WITH told AS (
    SELECT incident_id, version, unnest(claim_ids) AS claim_id, generate_subscripts(claim_ids, 1) AS nth
    FROM disagreements WHERE field = 'happened'
)
SELECT incident_id, claim_id, row_number() OVER (PARTITION BY incident_id ORDER BY version, nth) AS n
FROM told WHERE claim_id NOT IN (SELECT claim_id FROM incident_claims)
"""
"""Claims that plan, consider or deny an incident: they are evidence on whether it happened and make no part of it."""


def _prepare(snapshot: Snapshot) -> None:
    prepare(snapshot).derive("dissent", _DISSENT)


def evidence(snapshot: Snapshot, incident_id: str) -> Evidence:
    """
    Return the incident of that id, or the one that the claim of that id belongs to.

    Raises
    ------
    QueryError
        If there is neither.
    """
    _prepare(snapshot)
    rows = snapshot.rows(
        """
        SELECT * FROM cards WHERE id = ? OR id IN (SELECT incident_id FROM incident_claims WHERE claim_id = ?)
            OR id IN (SELECT incident_id FROM dissent WHERE claim_id = ?) ORDER BY id <> ?
        """,
        [incident_id] * 4,
    )
    if not rows:
        msg = f"there is no incident {incident_id!r} in snapshot {snapshot.id}"
        raise QueryError(msg)
    row = rows[0]
    if row["row"] is not None:
        return _recorded(snapshot, row)
    id_ = row["id"]
    order = "ORDER BY i.n NULLS LAST, x.n"
    claims = snapshot.rows(f"{_CLAIMS} WHERE i.incident_id = ? OR x.incident_id = ? {order}", [id_, id_])  # the values are bound
    return Evidence(
        id=id_,
        title=row["title"],
        kind=Kind(row["kind"]),
        status=Status(row["status"]),
        place=values.places(snapshot, [row["place"]]).get(row["place"]),
        when=values.when(row),
        participants=values.participants(snapshot, "incident", [id_]).get(id_, ()),
        weapon=row["weapon"],
        killed=values.count(row, "killed"),
        injured=values.count(row, "injured"),
        sources=row["sources"],
        articles=row["articles"],
        copies=row["copies"],
        mapped=row["mapped"],
        not_mapped=row["not_mapped"],
        reasons=values.reasons(snapshot, "incident", [id_]).get(id_, ()),
        claims=_claims(snapshot, claims),
        disagreements=values.disagreements(snapshot, id_),
    )


def _recorded(snapshot: Snapshot, row: Row) -> Evidence:
    """Return the evidence for a record: one claim, as it stands in its data set."""
    about: Row = next((one for one in snapshot.manifest.get("datasets", ()) if one["slug"] == row["dataset"]), {})
    told = {name: str(about.get(name, "")) for name in ("name", "license", "attribution", "homepage", "imported")}
    record = Record(dataset=row["dataset"], row=row["row"], source=row["source"] or "", url=row["url"] or "", **told)
    claim = _claimed_by(record, str(about.get("file", "")), row, values.involved(snapshot, row["n"]))
    return Evidence(
        id=claim.id,
        title=row["title"],
        kind=claim.kind,
        status=claim.status,
        place=claim.place,
        when=claim.when,
        participants=claim.participants,
        weapon=claim.weapon,
        killed=claim.killed,
        injured=claim.injured,
        sources=1,
        articles=0,
        copies=0,
        mapped=row["mapped"],
        not_mapped=row["not_mapped"],
        reasons=claim.reasons,
        claims=(claim,),
        disagreements=(),
        record=record,
    )


def _claimed_by(record: Record, file: str, row: Row, people: tuple[Participant, ...]) -> ClaimView:
    """Return a record as the one claim of it: its words are the note, and it stands in a row of `file`, not in a document."""
    name = record.name or record.dataset
    return ClaimView(
        id=row["id"],
        incident_id=row["id"],
        kind=Kind(row["kind"]),
        status=Status(row["status"]),
        sentence=row["snippet"],
        span=Span(0, len(row["snippet"])),
        marks=(),
        marks_elsewhere=(),
        participants=people,
        place=values.site(row),
        when=values.when(row),
        weapon=row["weapon"],
        killed=values.count(row, "killed"),
        injured=values.count(row, "injured"),
        attribution=(record.source,) if record.source else (),
        origins=(),
        reasons=(Reason(field="dataset", text=f"as recorded in {name}, row {record.row}"),),
        flags=(),
        document=Source(id="", source=file, start=0, title=name, publisher=name, url=record.url, published=Publication()),
    )


def document(snapshot: Snapshot, document_id: str) -> DocumentView:
    """
    Return the document of that id.

    Raises
    ------
    QueryError
        If there is none.
    """
    _prepare(snapshot)
    rows = snapshot.rows("SELECT * FROM documents WHERE id = ?", [document_id])
    if not rows:
        msg = f"there is no document {document_id!r} in snapshot {snapshot.id}"
        raise QueryError(msg)
    row = rows[0]
    order = 'ORDER BY c.start, c."end", c.id'
    claims = snapshot.rows(f"{_CLAIMS} WHERE d.id = ? {order}", [document_id])  # the value is bound
    return DocumentView(
        id=row["id"],
        source=row["source"],
        start=row["start"],
        sha256=row["sha256"],
        title=row["title"],
        publisher=row["publisher"],
        url=row["url"],
        dateline=values.span(row, "dateline_"),
        published=values.publication(row),
        text=row["text"],
        warnings=tuple(row["warnings"]),
        blocks=values.blocks(snapshot, document_id),
        toponyms=values.toponyms(snapshot, document_id),
        dates=values.dates(snapshot, document_id),
        actors=values.mentions(snapshot, document_id),
        claims=_claims(snapshot, claims),
    )


def claims_of(snapshot: Snapshot, incident_ids: Sequence[str]) -> dict[str, tuple[ClaimView, ...]]:
    """Return the claims about several incidents, earliest document first and dissent last, by the id of the incident."""
    if not incident_ids:
        return {}
    _prepare(snapshot)
    asked = "list_contains(?, coalesce(i.incident_id, x.incident_id))"
    question = f"{_CLAIMS} WHERE {asked} ORDER BY coalesce(i.incident_id, x.incident_id), i.n NULLS LAST, x.n"
    found = _claims(snapshot, snapshot.rows(question, [list(incident_ids)]))  # the values are bound
    return {id_: tuple(group) for id_, group in groupby(found, key=lambda claim: claim.incident_id)}


def _claims(snapshot: Snapshot, rows: Sequence[Row]) -> tuple[ClaimView, ...]:
    ids = [row["id"] for row in rows]
    marks = values.marks(snapshot, ids)
    participants = values.participants(snapshot, "claim", ids)
    reasons = values.reasons(snapshot, "claim", ids)
    places = values.places(snapshot, [row["place"] for row in rows])
    return tuple(
        ClaimView(
            id=row["id"],
            incident_id=row["incident_id"] or "",
            kind=Kind(row["kind"]),
            status=Status(row["status"]),
            sentence=row["sentence"],
            span=values.known_span(row),
            marks=tuple(_inside(marks.get(row["id"], ()), values.known_span(row))),
            marks_elsewhere=tuple(_outside(marks.get(row["id"], ()), values.known_span(row))),
            participants=participants.get(row["id"], ()),
            place=places.get(row["place"]),
            when=values.when(row),
            weapon=row["weapon"],
            killed=values.count(row, "killed"),
            injured=values.count(row, "injured"),
            attribution=tuple(row["attribution"]),
            origins=tuple(row["origins"]),
            reasons=reasons.get(row["id"], ()),
            flags=tuple(flag for flag in ("historical", "future", "hypothetical", "negated") if row[flag]),
            document=_source(row),
        )
        for row in rows
    )


def _source(row: Row) -> Source:
    told = {key.removeprefix("d_"): value for key, value in row.items() if key.startswith("d_")}
    names = {name: told[name] for name in ("id", "source", "start", "title", "publisher", "url", "report")}
    return Source(**names, published=values.publication(told))


def _inside(marks: Iterable[Mark], sentence: Span) -> Iterator[Mark]:
    """Yield the marks that stand in the sentence, counted from its start."""
    for mark in marks:
        if sentence.holds(mark.span):
            yield Mark(field=mark.field, span=Span(mark.span.start - sentence.start, mark.span.end - sentence.start))


def _outside(marks: Iterable[Mark], sentence: Span) -> Iterator[Mark]:
    return (mark for mark in marks if not sentence.holds(mark.span))
