"""Why the claims of other incidents were not joined to one: the same signals, asked again of what a snapshot keeps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from geo import incidents, views
from geo.incidents import Argument, Testimony
from geo.model import Claim, Document, Mark, Reading, Span
from geo.store import Snapshot
from geo.views import ClaimView, DocumentView, Evidence

_ASKED = 60
"""Claims nearest in time that are compared."""

# Claims of other incidents that are of its family and share its document, its place, its country or its time.
_NEAR = """
    WITH mine AS (
        SELECT c.family, c.document_id, p.id AS place, p.country, c.first, c.last
        FROM incident_claims i JOIN claims c ON c.id = i.claim_id LEFT JOIN places p ON p.n = c.place WHERE i.incident_id = ?
    )
    SELECT c.id, c.document_id, i.incident_id, min(abs(coalesce(date_diff('day', m.first, c.first), 10000))) AS apart
    FROM claims c JOIN incident_claims i ON i.claim_id = c.id LEFT JOIN places p ON p.n = c.place JOIN mine m
        ON c.document_id = m.document_id OR p.id = m.place OR (p.country = m.country AND p.country <> '')
        OR (c.first <= m.last AND m.first <= c.last)
    WHERE i.incident_id <> ? AND (c.family = m.family OR c.document_id = m.document_id)
    GROUP BY c.id, c.document_id, i.incident_id ORDER BY apart, c.id LIMIT ?
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbor:
    """Another incident and the claim of it that came nearest."""

    incident_id: str
    mine: Testimony
    theirs: Testimony
    argument: Argument


def neighbors(snapshot: Snapshot, evidence: Evidence) -> list[Neighbor]:
    """Return the incidents that the claims behind one came nearest to, each once, the nearest first."""
    rows = snapshot.rows(_NEAR, [evidence.id, evidence.id, _ASKED])
    documents = {claim.document.id for claim in evidence.claims} | {row["document_id"] for row in rows}
    told = {one.claim.id: one for document in sorted(documents) for one in incidents.witness(_reread(snapshot, document))}
    mine = [told[claim.id] for claim in evidence.claims if claim.id in told and not claim.flags]
    best: dict[str, Neighbor] = {}
    for row in rows:
        theirs = told.get(row["id"])
        for found in _weighed(mine, theirs, row["incident_id"]) if theirs else ():
            known = best.get(found.incident_id)
            if known is None or _nearness(found) > _nearness(known):
                best[found.incident_id] = found
    return sorted(best.values(), key=_nearness, reverse=True)


def _weighed(mine: Iterable[Testimony], theirs: Testimony, incident_id: str) -> Iterator[Neighbor]:
    for one in mine:
        first, second = sorted((one, theirs), key=lambda each: each.order)
        yield Neighbor(incident_id=incident_id, mine=one, theirs=theirs, argument=incidents.argue(first, second))


def _nearness(found: Neighbor) -> tuple[bool, float, str]:
    return not found.argument.excluded, found.argument.weight, found.incident_id


# --- from what is shown back to what was read ----------------------------------------------


def _reread(snapshot: Snapshot, document_id: str) -> Reading:
    view = views.document(snapshot, document_id)
    return Reading(
        document=_document(view),
        toponyms=view.toponyms,
        dates=view.dates,
        actors=view.actors,
        claims=tuple(_claim(claim) for claim in view.claims),
    )


def _document(view: DocumentView) -> Document:
    return Document(
        id=view.id,
        source=view.source,
        text=view.text,
        start=view.start,
        sha256=view.sha256,
        blocks=view.blocks,
        title=view.title,
        publisher=view.publisher,
        url=view.url,
        dateline=view.dateline,
        published=view.published,
        warnings=view.warnings,
    )


def _claim(view: ClaimView) -> Claim:
    start = view.span.start
    inside = (Mark(field=mark.field, span=Span(start + mark.span.start, start + mark.span.end)) for mark in view.marks)
    return Claim(
        id=view.id,
        document_id=view.document.id,
        kind=view.kind,
        span=view.span,
        participants=view.participants,
        place=view.place,
        when=view.when,
        weapon=view.weapon,
        killed=view.killed,
        injured=view.injured,
        status=view.status,
        attribution=view.attribution,
        marks=tuple(sorted((*inside, *view.marks_elsewhere), key=lambda mark: (mark.span, mark.field))),
        reasons=view.reasons,
        historical="historical" in view.flags,
        future="future" in view.flags,
        hypothetical="hypothetical" in view.flags,
        negated="negated" in view.flags,
    )
