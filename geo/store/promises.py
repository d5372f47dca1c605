"""What must be true of an atlas before anyone sees it; an atlas that breaks a promise is not published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Final

from geo.model import Atlas


def every_id_is_its_own(atlas: Atlas) -> Iterator[str]:
    """Two documents, claims or incidents never share an id."""
    documents = Counter(reading.document.id for reading in atlas.readings)
    claims = Counter(claim.id for reading in atlas.readings for claim in reading.claims)
    incidents = Counter(incident.id for incident in atlas.incidents)
    for noun, counts in (("document", documents), ("claim", claims), ("incident", incidents)):
        yield from (f"{noun} {id_} stands there {count} times" for id_, count in sorted(counts.items()) if count > 1)


def every_claim_has_a_sentence(atlas: Atlas) -> Iterator[str]:
    """Nothing is claimed that has no words in its document."""
    for reading in atlas.readings:
        for claim in reading.claims:
            if claim.document_id != reading.document.id:
                yield f"claim {claim.id} names document {claim.document_id} but was read in {reading.document.id}"
            elif claim.span.end > len(reading.document.text) or not claim.span.of(reading.document.text).strip():
                yield f"claim {claim.id} has no sentence at {claim.span}"


def every_mark_stands_in_its_document(atlas: Atlas) -> Iterator[str]:
    """No value was read from words outside its document."""
    for reading in atlas.readings:
        length = len(reading.document.text)
        spans = [(claim.id, mark.span) for claim in reading.claims for mark in claim.marks]
        spans += [(toponym.text, toponym.span) for toponym in reading.toponyms]
        yield from (f"{of}: {span} lies outside {reading.document.source}" for of, span in spans if span.end > length)


def every_incident_has_claims(atlas: Atlas) -> Iterator[str]:
    """Nothing stands on the map without a claim, and no claim makes two incidents."""
    known = {claim.id for reading in atlas.readings for claim in reading.claims}
    used: set[str] = set()
    for incident in atlas.incidents:
        if not incident.claim_ids:
            yield f"incident {incident.id} rests on nothing"
        for claim_id in incident.claim_ids:
            if claim_id not in known:
                yield f"incident {incident.id} rests on claim {claim_id}, which does not exist"
            if claim_id in used:
                yield f"claim {claim_id} makes more than one incident"
            used.add(claim_id)


PROMISES: Final[tuple[Callable[[Atlas], Iterator[str]], ...]] = (
    every_id_is_its_own,
    every_claim_has_a_sentence,
    every_mark_stands_in_its_document,
    every_incident_has_claims,
)


def broken(atlas: Atlas) -> Iterator[str]:
    """Yield each broken promise in words."""
    for promise in PROMISES:
        yield from promise(atlas)
