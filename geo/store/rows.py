"""What was found as rows of tables: how values become cells, in an order that depends on the values alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from geo.model import (
    PHYSICAL,
    Actor,
    Carrier,
    Claim,
    Count,
    Document,
    Incident,
    Place,
    RangeClaim,
    Reading,
    Skipped,
    Span,
    When,
)

Cell = str | int | float | bool | date | None | list[str]
Row = dict[str, Cell]


@dataclass(frozen=True, slots=True)
class Numbers:
    """The number of each distinct place and actor, given when it is first met; their tables are written last."""

    places: dict[Place, int] = field(default_factory=dict)
    actors: dict[Actor, int] = field(default_factory=dict)

    def place(self, place: Place | None) -> int | None:
        """Return the number of a place."""
        return None if place is None else self.places.setdefault(place, len(self.places))

    def actor(self, actor: Actor) -> int:
        """Return the number of an actor."""
        return self.actors.setdefault(actor, len(self.actors))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """What is known when all documents are read."""

    incidents: Sequence[Incident]
    skipped: Sequence[Skipped]
    carriers: Sequence[Carrier]

    @classmethod
    def of(cls, incidents: Iterable[Incident], skipped: Iterable[Skipped], carriers: Iterable[Carrier] = ()) -> Ending:
        """Return all in the order of their tables."""
        return cls(
            incidents=sorted(incidents, key=_by_date),
            skipped=sorted(set(skipped), key=lambda one: (one.source, one.reason)),
            carriers=sorted(carriers, key=lambda one: (one.report_id, one.document_id)),
        )


def in_order(readings: Iterable[Reading]) -> list[Reading]:
    """Return readings in the order of their table."""
    return sorted(readings, key=lambda one: (one.document.source, one.document.start, one.document.id))


def _by_date(incident: Incident) -> tuple[date, date, str]:
    when = incident.when
    return when.first or when.last or date.max, when.last or date.max, incident.id


# --- rows ----------------------------------------------------------------------------------


def _documents(reading: Reading, _: Numbers) -> Iterator[Row]:
    yield _document(reading.document)


def _document(document: Document) -> Row:
    line = _span(document.dateline)
    return {
        "id": document.id,
        "source": document.source,
        "start": document.start,
        "sha256": document.sha256,
        "title": document.title,
        "publisher": document.publisher,
        "url": document.url,
        "dateline_start": line["start"],
        "dateline_end": line["end"],
        **_when(document.published.when),
        "basis": document.published.basis,
        "evidence": document.published.evidence,
        "warnings": list(document.warnings),
        "text": document.text,
    }


def _blocks(reading: Reading, _: Numbers) -> Iterator[Row]:
    for n, block in enumerate(reading.document.blocks):
        yield {"document_id": reading.document.id, "n": n, **_span(block.span), "kind": block.kind, "reason": block.reason}


def _dates(reading: Reading, _: Numbers) -> Iterator[Row]:
    for n, when in enumerate(reading.dates):
        yield {"document_id": reading.document.id, "n": n, **_when(when)}


def _places(_: Ending, numbers: Numbers) -> Iterator[Row]:
    for place, n in numbers.places.items():
        west, south, east, north = place.bbox or (None, None, None, None)
        yield {
            "n": n,
            "id": place.id,
            "name": place.name,
            "kind": place.kind,
            "precision": place.precision,
            "lat": place.at.lat if place.at else None,
            "lon": place.at.lon if place.at else None,
            "uncertainty_km": place.uncertainty_km,
            "country": place.country,
            "admin1": place.admin1,
            "west": west,
            "south": south,
            "east": east,
            "north": north,
            "population": place.population,
            "source": place.source,
        }


def _toponyms(reading: Reading, _: Numbers) -> Iterator[Row]:
    for n, toponym in enumerate(reading.toponyms):
        yield {
            "document_id": reading.document.id,
            "n": n,
            **_span(toponym.span),
            "text": toponym.text,
            "role": toponym.role,
            "resolved": toponym.resolved,
            "reasons": list(toponym.reasons),
        }


def _candidates(reading: Reading, numbers: Numbers) -> Iterator[Row]:
    for toponym_n, toponym in enumerate(reading.toponyms):
        for n, candidate in enumerate(toponym.candidates):
            yield {
                "document_id": reading.document.id,
                "toponym": toponym_n,
                "n": n,
                "place": numbers.place(candidate.place),
                "score": candidate.score,
                "reasons": list(candidate.reasons),
            }


def _actors(_: Ending, numbers: Numbers) -> Iterator[Row]:
    for actor, n in numbers.actors.items():
        yield {
            "n": n,
            "id": actor.id,
            "name": actor.name,
            "aliases": list(actor.aliases),
            "kind": actor.kind,
            "belongs_to": list(actor.belongs_to),
        }


def _mentions(reading: Reading, numbers: Numbers) -> Iterator[Row]:
    for n, mention in enumerate(reading.actors):
        yield {"document_id": reading.document.id, "n": n, **_span(mention.span), "actor": numbers.actor(mention.actor)}


def _claims(reading: Reading, numbers: Numbers) -> Iterator[Row]:
    for claim in reading.claims:
        yield {
            "id": claim.id,
            "document_id": claim.document_id,
            "kind": claim.kind,
            "family": claim.kind.family,
            **_span(claim.span),
            "sentence": claim.span.of(reading.document.text),
            "place": numbers.place(claim.place),
            **_when(claim.when),
            "weapon": claim.weapon,
            **_count("killed", claim.killed),
            **_count("injured", claim.injured),
            "status": claim.status,
            "attribution": list(claim.attribution),
            "origins": list(claim.origins),
            "historical": claim.historical,
            "future": claim.future,
            "hypothetical": claim.hypothetical,
            "negated": claim.negated,
        }


def _incidents(ending: Ending, numbers: Numbers) -> Iterator[Row]:
    for incident in ending.incidents:
        yield {
            "id": incident.id,
            "kind": incident.kind,
            "family": incident.kind.family,
            "status": incident.status,
            "place": numbers.place(incident.place),
            **_when(incident.when),
            "weapon": incident.weapon,
            **_count("killed", incident.killed),
            **_count("injured", incident.injured),
            "sources": incident.sources,
            "mapped": incident.mapped,
            "physical": incident.kind.family in PHYSICAL,
        }


def _incident_claims(ending: Ending, _: Numbers) -> Iterator[Row]:
    for incident in ending.incidents:
        for n, claim_id in enumerate(incident.claim_ids):
            yield {"incident_id": incident.id, "n": n, "claim_id": claim_id}


def _participants(reading: Reading, numbers: Numbers) -> Iterator[Row]:
    return _people("claim", reading.claims, numbers)


def _people(of: str, found: Iterable[Claim | Incident], numbers: Numbers) -> Iterator[Row]:
    for one in found:
        for n, participant in enumerate(one.participants):
            actor = numbers.actor(participant.actor)
            yield {"of": of, "id": one.id, "n": n, "actor": actor, "role": participant.role, **_span(participant.span)}


def _system_mentions(reading: Reading, _: Numbers) -> Iterator[Row]:
    for n, mention in enumerate(reading.systems):
        yield {"document_id": reading.document.id, "n": n, **_span(mention.span), "systems": list(mention.systems)}


def _range_claims(reading: Reading, _: Numbers) -> Iterator[Row]:
    for claim in reading.range_claims:
        yield {
            "id": claim.id,
            "document_id": claim.document_id,
            **_span(claim.span),
            "sentence": claim.span.of(reading.document.text),
            "weapon": claim.weapon,
            "systems": list(claim.systems),
            "low_km": claim.low_km,
            "high_km": claim.high_km,
            "about": claim.about,
            "within": claim.within,
            "attribution": list(claim.attribution),
        }


def _range_places(reading: Reading, numbers: Numbers) -> Iterator[Row]:
    for claim in reading.range_claims:
        for role, named in (("origin", claim.origins), ("target", claim.targets)):
            for n, one in enumerate(named):
                place = numbers.place(one.place)
                yield {"range_claim_id": claim.id, "role": role, "n": n, "place": place, **_span(one.span), "whole": one.whole}


def _marks(reading: Reading, _: Numbers) -> Iterator[Row]:
    claims: tuple[Claim | RangeClaim, ...] = (*reading.claims, *reading.range_claims)
    for claim in claims:
        for n, mark in enumerate(claim.marks):
            yield {"claim_id": claim.id, "n": n, "field": mark.field, **_span(mark.span)}


def _reasons(reading: Reading, _: Numbers) -> Iterator[Row]:
    yield from _why("claim", reading.claims)
    yield from _why("range", reading.range_claims)


def _why(of: str, found: Iterable[Claim | Incident | RangeClaim]) -> Iterator[Row]:
    for one in found:
        for n, reason in enumerate(one.reasons):
            yield {"of": of, "id": one.id, "n": n, "field": reason.field, "text": reason.text}


def _disagreements(ending: Ending, _: Numbers) -> Iterator[Row]:
    for incident in ending.incidents:
        for n, disagreement in enumerate(incident.disagreements):
            for version_n, version in enumerate(disagreement.versions):
                yield {
                    "incident_id": incident.id,
                    "n": n,
                    "field": disagreement.field,
                    "version": version_n,
                    "value": version.value,
                    "claim_ids": list(version.claim_ids),
                }


def _skipped(ending: Ending, _: Numbers) -> Iterator[Row]:
    for n, one in enumerate(ending.skipped):
        yield {"n": n, "source": one.source, "reason": one.reason, "language": one.language}


def _carriers(ending: Ending, _: Numbers) -> Iterator[Row]:
    return ({"document_id": one.document_id, "report_id": one.report_id, "share": one.share} for one in ending.carriers)


OF_A_READING: Final[Mapping[str, Callable[[Reading, Numbers], Iterator[Row]]]] = {
    "documents": _documents,
    "blocks": _blocks,
    "dates": _dates,
    "toponyms": _toponyms,
    "candidates": _candidates,
    "mentions": _mentions,
    "claims": _claims,
    "participants": _participants,
    "system_mentions": _system_mentions,
    "range_claims": _range_claims,
    "range_places": _range_places,
    "marks": _marks,
    "reasons": _reasons,
}
"""The rows that one document gives, by table."""

AT_THE_END: Final[Mapping[str, Callable[[Ending, Numbers], Iterator[Row]]]] = {
    "incidents": _incidents,
    "incident_claims": _incident_claims,
    "participants": lambda ending, numbers: _people("incident", ending.incidents, numbers),
    "reasons": lambda ending, _: _why("incident", ending.incidents),
    "disagreements": _disagreements,
    "carriers": _carriers,
    "skipped": _skipped,
    "places": _places,
    "actors": _actors,
}
"""The rows that follow when all documents are read, by table; places and actors last, for the others number them."""


# --- cells ---------------------------------------------------------------------------------


def _span(span: Span | None, prefix: str = "") -> Row:
    return {f"{prefix}start": span.start if span else None, f"{prefix}end": span.end if span else None}


def _when(when: When) -> Row:
    return {
        "first": when.first,
        "last": when.last,
        "date_precision": when.precision,
        "date_words": when.words,
        **_span(when.span, "date_"),
        "date_anchor": when.anchor,
    }


def _count(who: str, count: Count | None) -> Row:
    low, high, span = (count.low, count.high, count.span) if count else (None, None, None)
    return {f"{who}_low": low, f"{who}_high": high, **_span(span, f"{who}_")}
