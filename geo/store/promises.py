"""What must be true of what was found before anyone sees it; a build that breaks a promise is not published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from geo.model import Claim, Incident, RangeClaim, Reading


@dataclass(frozen=True, slots=True)
class Seen:
    """The ids of everything that was read so far, and how often each stood there."""

    documents: Counter[str] = field(default_factory=Counter)
    claims: Counter[str] = field(default_factory=Counter)
    range_claims: Counter[str] = field(default_factory=Counter)

    def note(self, reading: Reading) -> None:
        """Take note of one more document."""
        self.documents[reading.document.id] += 1
        self.claims.update(claim.id for claim in reading.claims)
        self.range_claims.update(claim.id for claim in reading.range_claims)


def every_claim_has_a_sentence(reading: Reading) -> Iterator[str]:
    """Nothing is claimed that has no words in its document."""
    for claim in _claims(reading):
        if claim.document_id != reading.document.id:
            yield f"claim {claim.id} names document {claim.document_id} but was read in {reading.document.id}"
        elif claim.span.end > len(reading.document.text) or not claim.span.of(reading.document.text).strip():
            yield f"claim {claim.id} has no sentence at {claim.span}"


def every_mark_stands_in_its_document(reading: Reading) -> Iterator[str]:
    """No value was read from words outside its document."""
    length = len(reading.document.text)
    spans = [(claim.id, mark.span) for claim in _claims(reading) for mark in claim.marks]
    spans += [(claim.id, one.span) for claim in reading.range_claims for one in (*claim.origins, *claim.targets)]
    spans += [(toponym.text, toponym.span) for toponym in reading.toponyms]
    yield from (f"{of}: {span} lies outside {reading.document.source}" for of, span in spans if span.end > length)


def every_place_lies_on_the_earth(reading: Reading) -> Iterator[str]:
    """No position stands beside the map, whoever made it: a fact, a geocoder, what another process packed."""
    candidates = (candidate.place for toponym in reading.toponyms for candidate in toponym.candidates)
    places = (*candidates, *(claim.place for claim in reading.claims if claim.place))
    for name, at in ((place.name, place.at) for place in places):
        if at and not (-90 <= at.lat <= 90 and -180 <= at.lon <= 180):
            yield f"{reading.document.source}: {name} lies at {at.lat}, {at.lon}, which is no place on the Earth"


def _claims(reading: Reading) -> tuple[Claim | RangeClaim, ...]:
    return (*reading.claims, *reading.range_claims)


def every_id_is_its_own(seen: Seen, incidents: Sequence[Incident]) -> Iterator[str]:
    """Two documents, claims or incidents never share an id."""
    made = Counter(incident.id for incident in incidents)
    for noun, counts in (
        ("document", seen.documents),
        ("claim", seen.claims),
        ("claim about range", seen.range_claims),
        ("incident", made),
    ):
        yield from (f"{noun} {id_} stands there {count} times" for id_, count in sorted(counts.items()) if count > 1)


def every_incident_has_claims(seen: Seen, incidents: Sequence[Incident]) -> Iterator[str]:
    """Nothing stands on the map without a claim, and no claim makes two incidents."""
    used: set[str] = set()
    for incident in incidents:
        if not incident.claim_ids:
            yield f"incident {incident.id} rests on nothing"
        for claim_id in incident.claim_ids:
            if claim_id not in seen.claims:
                yield f"incident {incident.id} rests on claim {claim_id}, which does not exist"
            if claim_id in used:
                yield f"claim {claim_id} makes more than one incident"
            used.add(claim_id)


OF_A_READING: Final[tuple[Callable[[Reading], Iterator[str]], ...]] = (
    every_claim_has_a_sentence,
    every_mark_stands_in_its_document,
    every_place_lies_on_the_earth,
)
AT_THE_END: Final[tuple[Callable[[Seen, Sequence[Incident]], Iterator[str]], ...]] = (
    every_id_is_its_own,
    every_incident_has_claims,
)
