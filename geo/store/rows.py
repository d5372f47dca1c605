"""An atlas as tables: how values become rows, in an order that depends on the values alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import date
from typing import Final, TypeVar

import pyarrow as pa

from geo.model import (
    PHYSICAL,
    Actor,
    Atlas,
    Claim,
    Count,
    Document,
    Incident,
    Place,
    Reading,
    Skipped,
    Span,
    When,
)
from geo.store.columns import COLUMNS

Cell = str | int | float | bool | date | None | list[str]
Row = dict[str, Cell]
T = TypeVar("T")


def tables(atlas: Atlas) -> dict[str, pa.Table]:
    """
    Return the atlas as one table per name in `COLUMNS`.

    Raises
    ------
    UnicodeEncodeError
        If a text holds a lone surrogate, which no file can hold.
    """
    told = _told(atlas)
    return {
        name: pa.Table.from_pylist(list(ROWS[name](told)), schema=pa.schema(list(columns.items())))
        for name, columns in COLUMNS.items()
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """An atlas in order; places and actors are numbered once and named by that number."""

    readings: Sequence[Reading]
    claims: Sequence[Claim]
    incidents: Sequence[Incident]
    skipped: Sequence[Skipped]
    places: Mapping[Place, int]
    actors: Mapping[Actor, int]

    def place(self, place: Place | None) -> int | None:
        return None if place is None else self.places[place]

    def each(self, part: Callable[[Reading], Iterable[T]]) -> Iterator[tuple[str, int, T]]:
        """Yield the parts of every document: its id, the number of the part within it, the part."""
        for reading in self.readings:
            for n, one in enumerate(part(reading)):
                yield reading.document.id, n, one

    def either(self) -> Iterator[tuple[str, Claim | Incident]]:
        yield from (("claim", claim) for claim in self.claims)
        yield from (("incident", incident) for incident in self.incidents)


def _told(atlas: Atlas) -> _Told:
    readings = sorted(atlas.readings, key=lambda reading: (reading.document.source, reading.document.start, reading.document.id))
    claims = [claim for reading in readings for claim in reading.claims]
    return _Told(
        readings=readings,
        claims=claims,
        incidents=sorted(atlas.incidents, key=_by_date),
        skipped=sorted(set(atlas.skipped), key=lambda one: (one.source, one.reason)),
        places=_numbered(_places_of(readings, claims, atlas.incidents)),
        actors=_numbered(_actors_of(readings, claims, atlas.incidents)),
    )


def _by_date(incident: Incident) -> tuple[date, date, str]:
    when = incident.when
    return when.first or when.last or date.max, when.last or date.max, incident.id


def _places_of(readings: Iterable[Reading], claims: Iterable[Claim], incidents: Iterable[Incident]) -> Iterator[Place]:
    yield from (claim.place for claim in claims if claim.place)
    yield from (incident.place for incident in incidents if incident.place)
    for reading in readings:
        for toponym in reading.toponyms:
            yield from (candidate.place for candidate in toponym.candidates)


def _actors_of(readings: Iterable[Reading], claims: Iterable[Claim], incidents: Iterable[Incident]) -> Iterator[Actor]:
    for participants in (*(claim.participants for claim in claims), *(incident.participants for incident in incidents)):
        yield from (participant.actor for participant in participants)
    for reading in readings:
        yield from (mention.actor for mention in reading.actors)


N = TypeVar("N", Place, Actor)


def _numbered(values: Iterable[N]) -> dict[N, int]:
    """Return a number for each distinct value, by id; two values of one id are told apart by the rest of them."""
    return {value: n for n, value in enumerate(sorted(set(values), key=lambda one: (one.id, repr(astuple(one)))))}


# --- rows ----------------------------------------------------------------------------------


def _documents(told: _Told) -> Iterator[Row]:
    return (_document(reading.document) for reading in told.readings)


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


def _blocks(told: _Told) -> Iterator[Row]:
    for document, n, block in told.each(lambda reading: reading.document.blocks):
        yield {"document_id": document, "n": n, **_span(block.span), "kind": block.kind, "reason": block.reason}


def _dates(told: _Told) -> Iterator[Row]:
    for document, n, when in told.each(lambda reading: reading.dates):
        yield {"document_id": document, "n": n, **_when(when)}


def _places(told: _Told) -> Iterator[Row]:
    for place, n in told.places.items():
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


def _toponyms(told: _Told) -> Iterator[Row]:
    for document, n, toponym in told.each(lambda reading: reading.toponyms):
        yield {
            "document_id": document,
            "n": n,
            **_span(toponym.span),
            "text": toponym.text,
            "role": toponym.role,
            "resolved": toponym.resolved,
            "reasons": list(toponym.reasons),
        }


def _candidates(told: _Told) -> Iterator[Row]:
    for document, toponym_n, toponym in told.each(lambda reading: reading.toponyms):
        for n, candidate in enumerate(toponym.candidates):
            yield {
                "document_id": document,
                "toponym": toponym_n,
                "n": n,
                "place": told.places[candidate.place],
                "score": candidate.score,
                "reasons": list(candidate.reasons),
            }


def _actors(told: _Told) -> Iterator[Row]:
    for actor, n in told.actors.items():
        yield {
            "n": n,
            "id": actor.id,
            "name": actor.name,
            "aliases": list(actor.aliases),
            "kind": actor.kind,
            "belongs_to": list(actor.belongs_to),
        }


def _mentions(told: _Told) -> Iterator[Row]:
    for document, n, mention in told.each(lambda reading: reading.actors):
        yield {"document_id": document, "n": n, **_span(mention.span), "actor": told.actors[mention.actor]}


def _claims(told: _Told) -> Iterator[Row]:
    for reading in told.readings:
        for claim in reading.claims:
            yield {
                "id": claim.id,
                "document_id": claim.document_id,
                "kind": claim.kind,
                "family": claim.kind.family,
                **_span(claim.span),
                "sentence": claim.span.of(reading.document.text),
                "place": told.place(claim.place),
                **_when(claim.when),
                "weapon": claim.weapon,
                **_count("killed", claim.killed),
                **_count("injured", claim.injured),
                "status": claim.status,
                "attribution": list(claim.attribution),
                "historical": claim.historical,
                "future": claim.future,
                "hypothetical": claim.hypothetical,
                "negated": claim.negated,
            }


def _incidents(told: _Told) -> Iterator[Row]:
    for incident in told.incidents:
        yield {
            "id": incident.id,
            "kind": incident.kind,
            "family": incident.kind.family,
            "status": incident.status,
            "place": told.place(incident.place),
            **_when(incident.when),
            "weapon": incident.weapon,
            **_count("killed", incident.killed),
            **_count("injured", incident.injured),
            "sources": incident.sources,
            "mapped": incident.mapped,
            "physical": incident.kind.family in PHYSICAL,
        }


def _incident_claims(told: _Told) -> Iterator[Row]:
    for incident in told.incidents:
        for n, claim_id in enumerate(incident.claim_ids):
            yield {"incident_id": incident.id, "n": n, "claim_id": claim_id}


def _participants(told: _Told) -> Iterator[Row]:
    for of, one in told.either():
        for n, participant in enumerate(one.participants):
            actor = told.actors[participant.actor]
            yield {"of": of, "id": one.id, "n": n, "actor": actor, "role": participant.role, **_span(participant.span)}


def _marks(told: _Told) -> Iterator[Row]:
    for claim in told.claims:
        for n, mark in enumerate(claim.marks):
            yield {"claim_id": claim.id, "n": n, "field": mark.field, **_span(mark.span)}


def _reasons(told: _Told) -> Iterator[Row]:
    for of, one in told.either():
        for n, reason in enumerate(one.reasons):
            yield {"of": of, "id": one.id, "n": n, "field": reason.field, "text": reason.text}


def _disagreements(told: _Told) -> Iterator[Row]:
    for incident in told.incidents:
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


def _skipped(told: _Told) -> Iterator[Row]:
    return ({"n": n, "source": one.source, "reason": one.reason} for n, one in enumerate(told.skipped))


ROWS: Final[Mapping[str, Callable[[_Told], Iterator[Row]]]] = {
    "documents": _documents,
    "blocks": _blocks,
    "dates": _dates,
    "places": _places,
    "toponyms": _toponyms,
    "candidates": _candidates,
    "actors": _actors,
    "mentions": _mentions,
    "claims": _claims,
    "incidents": _incidents,
    "incident_claims": _incident_claims,
    "participants": _participants,
    "marks": _marks,
    "reasons": _reasons,
    "disagreements": _disagreements,
    "skipped": _skipped,
}


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
