"""Every decision about a document with its reasons, for a person to read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from geo import views
from geo.cli import ranging
from geo.cli.ranging import Ranging
from geo.cli.weighing import neighbors
from geo.errors import QueryError
from geo.model import Candidate, Participant, Place, Span, When
from geo.store import Snapshot
from geo.views import ClaimView, DocumentView, Evidence
from geo.views.disagreements import said
from geo.views.phrases import sourced

_NEIGHBORS: Final = 5
"""Incidents next to one that are told."""
_SHOWN: Final = 60
"""Characters of a paragraph that are enough to find it."""
_FIELDS: Final = {"happened": "whether it happened"}
"""Fields whose name does not say what they are."""
_REASONS: Final = {
    "joined": "Joined, because",
    "happened": "Kept with it, for it speaks of the same, because",
}
"""The reasons of an incident by their field, and what is written above them."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What is asked for: everything, or what stands at one offset of the file."""

    offset: int | None
    start: int
    """Where the document begins in the file; offsets are told as in the file."""

    def takes(self, span: Span | None) -> bool:
        """Return whether something that stands at `span` of the document is asked for."""
        if self.offset is None:
            return True
        return span is not None and span.start <= self.offset - self.start < span.end

    def at(self, span: Span) -> str:
        """Return the span as in the file."""
        return f"{self.start + span.start}-{self.start + span.end}"


def explain(snapshot: Snapshot, name: str, offset: int | None = None, known: Ranging | None = None) -> Iterator[str]:
    """
    Yield lines about each document called `name`, or about the incident or claim of that id.

    A document is called by its id, its file, or the stem of that. An incident is told with what joined its claims, and
    with the incidents next to it and why they are others. With what is `known` of ranges, claims about range are held
    against it.

    Raises
    ------
    QueryError
        If there is none, or `offset` lies in none of them.
    """
    documents = _named(snapshot, name)
    if not documents:
        yield from _found(snapshot, name, known)
        return
    if offset is not None:
        documents = [one for one in documents if one.start <= offset < one.start + len(one.text)]
        if not documents:
            msg = f"{name}: no document of it holds offset {offset}"
            raise QueryError(msg)
    for n, document in enumerate(documents):
        yield from [""] if n else []
        scope = Scope(offset, document.start)
        yield from _told(document, scope)
        yield from _ranges(snapshot, document, scope, known)


def _named(snapshot: Snapshot, name: str) -> list[DocumentView]:
    rows = snapshot.rows(
        """
        SELECT id FROM documents WHERE id = ? OR source = ? OR regexp_replace(source, '.*/', '') = ?
            OR regexp_replace(regexp_replace(source, '.*/', ''), '\\.[^.]*$', '') = ?
        ORDER BY source, start, id
        """,
        [name] * 4,
    )
    return [views.document(snapshot, row["id"]) for row in rows]


def _ranges(snapshot: Snapshot, document: DocumentView, scope: Scope, known: Ranging | None) -> Iterator[str]:
    if known is None:
        return
    found = [one for one in views.range_claims(snapshot, document.id) if scope.takes(one.claim.span)]
    yield from ["", "Claims about range"] if found else []
    for one in found:
        yield from ranging.claimed(one, scope.at(one.claim.span), known)


def _found(snapshot: Snapshot, name: str, known: Ranging | None) -> Iterator[str]:
    """Yield lines about the incident of that id, or the one that the claim of that id belongs to, or about the claim alone."""
    [told] = snapshot.rows(
        """
        SELECT (SELECT min(document_id) FROM claims WHERE id = ?) AS document,
            (SELECT min(incident_id) FROM incident_claims WHERE claim_id = ? OR incident_id = ?) AS incident
        """,
        [name] * 3,
    )
    if told["incident"]:
        evidence = views.evidence(snapshot, told["incident"])
        yield from _incident(snapshot, evidence)
        yield from ranging.fired(snapshot, evidence, known) if known else ()
    elif told["document"]:
        document = views.document(snapshot, told["document"])
        for claim in document.claims:
            if claim.id == name and claim.incident_id:
                yield from _incident(snapshot, views.evidence(snapshot, claim.incident_id))
            elif claim.id == name:
                yield from _claim(document, claim, Scope(None, document.start))
    elif known and (found := views.range_claims(snapshot, claim_id=name)):
        for one in found:
            yield from ranging.claimed(one, Scope(None, one.document.start).at(one.claim.span), known)
    else:
        msg = f"there is no document {name!r}, and no incident or claim of that id; the Sources page lists the documents"
        raise QueryError(msg)


def _incident(snapshot: Snapshot, evidence: Evidence) -> Iterator[str]:
    mapped = "yes" if evidence.mapped else f"no, {evidence.not_mapped}"
    yield f"incident {evidence.id}: {evidence.title}"
    yield f"  kind: {evidence.kind}, {evidence.status}"
    yield f"  place: {_place(evidence.place)}"
    yield f"  date: {_days(evidence.when)}"
    yield f"  on the map: {mapped}"
    yield f"  sources: {sourced(evidence.sources, evidence.articles, evidence.copies)}"
    yield from (f"  {_participant(one)}" for one in evidence.participants)
    for disagreement in evidence.disagreements:
        field = disagreement.field
        versions = (f'"{said(field, one.value)}" ({", ".join(one.claim_ids)})' for one in disagreement.versions)
        yield f"  disagreement about {_FIELDS.get(field, field)}: {' against '.join(versions)}"
    yield from ["", "Claims"]
    documents = {id_: views.document(snapshot, id_) for id_ in dict.fromkeys(one.document.id for one in evidence.claims)}
    for claim in evidence.claims:
        document = documents[claim.document.id]
        yield f"  {document.source}:"
        yield from _claim(document, claim, Scope(None, document.start))
    for field, heading in _REASONS.items():
        reasons = [reason.text for reason in evidence.reasons if reason.field == field]
        yield from ["", heading] if reasons else []
        yield from (f"  {text}" for text in reasons)
    yield from _neighbors(snapshot, evidence)


def _neighbors(snapshot: Snapshot, evidence: Evidence) -> Iterator[str]:
    near = neighbors(snapshot, evidence)[:_NEIGHBORS]
    yield from ["", "Not joined with"] if near else []
    for one in near:
        argument = one.argument
        measure = f"{argument.weight:.1f} of {argument.enough:.1f}"
        outcome = f"excluded, for {argument.excluded}" if argument.excluded else f"not enough speaks for it, {measure}"
        if not argument.excluded and argument.weight >= argument.enough:
            outcome = f"{measure}, but another claim of the two excludes it, or it fits two incidents equally well"
        yield f"  incident {one.incident_id}: {outcome}{_because(argument.reasons)}"
        yield f"      {_short(one.mine.quote)} ({one.mine.document.source})"
        yield f"      {_short(one.theirs.quote)} ({one.theirs.document.source})"


def _told(document: DocumentView, scope: Scope) -> Iterator[str]:
    published = document.published
    yield f"{document.source}, document {document.id}, characters {scope.at(Span(0, len(document.text)))}"
    yield f"  title: {document.title or 'none found'}"
    yield f"  publisher: {document.publisher or 'none found'}"
    yield f"  published: {_days(published.when)}, known by {published.basis}{_because([published.evidence])}"
    yield from (f"  warning: {warning}" for warning in document.warnings)
    for heading, section in _SECTIONS.items():
        lines = list(section(document, scope))
        yield from ["", heading] if lines else []
        yield from lines


def _paragraphs(document: DocumentView, scope: Scope) -> Iterator[str]:
    for block in document.blocks:
        if scope.takes(block.span):
            yield f"  {scope.at(block.span)} {block.kind}: {_short(block.span.of(document.text))}{_because([block.reason])}"


def _places(document: DocumentView, scope: Scope) -> Iterator[str]:
    for toponym in document.toponyms:
        if scope.takes(toponym.span):
            place = toponym.place
            chosen = f"is {_place(place)}" if place else "stays unresolved"
            yield f'  {scope.at(toponym.span)} "{toponym.text}" ({toponym.role}) {chosen}{_because(toponym.reasons)}'
            yield from (_candidate(candidate) for candidate in toponym.candidates)


def _candidate(candidate: Candidate) -> str:
    return f"      {candidate.score:.2f} {_place(candidate.place)}{_because(candidate.reasons)}"


def _dates(document: DocumentView, scope: Scope) -> Iterator[str]:
    for when in document.dates:
        if when.span and scope.takes(when.span):
            counted = f", counted from {when.anchor}" if when.anchor else ""
            yield f'  {scope.at(when.span)} "{when.words}" is {_days(when)}{counted}'


def _actors(document: DocumentView, scope: Scope) -> Iterator[str]:
    for mention in document.actors:
        if scope.takes(mention.span):
            actor = mention.actor
            belongs = f", belongs to {', '.join(actor.belongs_to)}" if actor.belongs_to else ""
            words = mention.span.of(document.text)
            yield f'  {scope.at(mention.span)} "{words}" is {actor.name} ({actor.kind or "unknown"}{belongs})'


def _claims(document: DocumentView, scope: Scope) -> Iterator[str]:
    for claim in document.claims:
        if scope.takes(claim.span):
            yield from _claim(document, claim, scope)


def _claim(document: DocumentView, claim: ClaimView, scope: Scope) -> Iterator[str]:
    made = f"incident {claim.incident_id}" if claim.incident_id else "makes no incident"
    flags = f", {' and '.join(claim.flags)}" if claim.flags else ""
    yield f"  {scope.at(claim.span)} {claim.kind}, {claim.status}{flags}: {made} (claim {claim.id})"
    yield f'      "{claim.sentence}"'
    yield f"      place: {_place(claim.place)}"
    yield f"      date: {_days(claim.when)}" + (f' ("{claim.when.words}")' if claim.when.words else "")
    yield from (f"      {_participant(one)}" for one in claim.participants)
    yield from ([f"      said by: {' to '.join(claim.attribution)}"] if claim.attribution else [])
    for mark in claim.marks:
        yield f'      {mark.field} from "{mark.span.of(claim.sentence)}"'
    for mark in claim.marks_elsewhere:
        yield f'      {mark.field} from "{mark.span.of(document.text)}" at {scope.at(mark.span)}'
    yield from (f"      because ({reason.field}): {reason.text}" for reason in claim.reasons)


_SECTIONS: Final[dict[str, Callable[[DocumentView, Scope], Iterator[str]]]] = {
    "Paragraphs": _paragraphs,
    "Places": _places,
    "Dates": _dates,
    "Actors": _actors,
    "Claims": _claims,
}


def _participant(one: Participant) -> str:
    return f"{one.role}: {one.actor.name}"


def _place(place: Place | None) -> str:
    if place is None:
        return "none"
    at = f", {place.at.lat:.4f}, {place.at.lon:.4f}" if place.at else ""
    return f"{place.name} ({place.precision}, {place.kind}{at}; {place.id})"


def _days(when: When) -> str:
    if when.first is None and when.last is None:
        return "not known"
    if when.first == when.last:
        return f"{when.first}"
    return f"{when.first or 'open'} to {when.last or 'open'} ({when.precision})"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return f'"{line[:_SHOWN]}..."' if len(line) > _SHOWN else f'"{line}"'


def _because(reasons: Iterable[str]) -> str:
    told = "; ".join(reason for reason in reasons if reason)
    return f" - {told}" if told else ""
