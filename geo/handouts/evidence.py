"""The evidence for an incident as the browser reads it: sentences with the words marked, who says so, where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from geo.handouts import texts
from geo.handouts.appendix import ROLES, Row
from geo.maps.rows import when
from geo.model import Mark, Precision
from geo.store import Snapshot
from geo.views import PRECISION_LABELS, STATUS_LABELS, ClaimView, Evidence, Record
from geo.views.evidence import claims_of
from geo.views.phrases import WORDS, period

Json = dict[str, Any]


def told(of: Evidence) -> Json:
    """Return an incident with every sentence behind it; positions of marks count code points of their sentence."""
    actors = dict.fromkeys((one.actor.name, ROLES[one.role]) for one in of.participants)
    return {
        "id": of.id,
        "title": of.title,
        "when": when(of.when.first, of.when.last, of.when.precision),
        "place": of.place.name if of.place else "",
        "precision": PRECISION_LABELS[of.place.precision if of.place else Precision.UNKNOWN],
        "status": STATUS_LABELS[of.status],
        "sources": of.sources,
        "actors": [list(one) for one in actors],
        "claims": [_claim(one) for one in of.claims],
        "untold": 0,
        "record": _record(of.record, of.claims[0].sentence) if of.record else None,
    }


def listed(snapshot: Snapshot, rows: Sequence[Row]) -> list[Json]:
    """Return the rows of an appendix in the form of `told`, with the digests of their files."""
    reported = [row.id for row in rows if row.record is None]
    known = {(id_, claim.sentence): claim for id_, claims in claims_of(snapshot, reported).items() for claim in claims}
    return [_listed(row, known) for row in rows]


def _listed(row: Row, known: Mapping[tuple[str, str], ClaimView]) -> Json:
    record = row.record
    return {
        "id": row.id,
        "title": row.title,
        "when": row.when,
        "place": row.where,
        "precision": row.precision,
        "status": row.status,
        "sources": row.sources,
        "actors": [list(one) for one in row.actors],
        "scenes": list(row.scenes),
        "untold": row.untold,
        "claims": [
            {
                "sentence": one.sentence,
                "source": one.cited.outlet,
                "status": one.status,
                "headline": one.cited.headline,
                "published": one.cited.published,
                "url": texts.link(one.cited.link),
                "sha256": one.cited.sha256,
                **_words(known.get((row.id, one.sentence))),
            }
            for one in row.told
        ],
        "record": None
        if record is None
        else {
            "dataset": record.dataset,
            "row": record.row,
            "note": record.note,
            "cites": record.cites,
            "url": texts.link(record.link),
            "license": record.license,
            "attribution": record.attribution,
            "sha256": record.sha256,
        },
    }


def _claim(of: ClaimView) -> Json:
    document = of.document
    dated = document.published.when
    return {
        "id": of.id,
        "sentence": of.sentence,
        "source": document.publisher or document.source,
        "status": STATUS_LABELS[of.status],
        "headline": document.title,
        "published": period(dated.first, dated.last, dated.precision) if dated.first or dated.last else "",
        "url": texts.link(document.url),
        "sha256": "",
        **_words(of),
    }


def _words(of: ClaimView | None) -> Json:
    if of is None:
        return {"marks": [], "attribution": []}
    return {"marks": _marks(of.marks), "attribution": list(of.attribution)}


def _marks(marks: Iterable[Mark]) -> list[list[str | int]]:
    return [[one.field, one.span.start, one.span.end] for one in marks if one.field in WORDS]


def _record(of: Record, note: str) -> Json:
    return {
        "dataset": of.name or of.dataset,
        "row": of.row,
        "note": note,
        "cites": of.source,
        "url": texts.link(of.url),
        "license": of.license,
        "attribution": of.attribution,
        "sha256": "",
    }
