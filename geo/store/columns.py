"""The columns of every table of a snapshot."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pyarrow as pa

SCHEMA_VERSION: Final = 3
"""Raised when a column changes its meaning; a snapshot of another version is not read."""

_TEXT, _TEXTS, _INT, _REAL, _YES, _DAY = pa.string(), pa.list_(pa.string()), pa.int32(), pa.float64(), pa.bool_(), pa.date32()
_SPAN = {"start": _INT, "end": _INT}
_WHEN = {
    "first": _DAY,
    "last": _DAY,
    "date_precision": _TEXT,
    "date_words": _TEXT,
    "date_start": _INT,
    "date_end": _INT,
    "date_anchor": _TEXT,
}
_COUNTS = {f"{who}_{part}": _INT for who in ("killed", "injured") for part in ("low", "high", "start", "end")}

COLUMNS: Final[Mapping[str, Mapping[str, pa.DataType]]] = {
    "documents": {
        "id": _TEXT,
        "source": _TEXT,
        "start": _INT,
        "sha256": _TEXT,
        "title": _TEXT,
        "publisher": _TEXT,
        "url": _TEXT,
        "dateline_start": _INT,
        "dateline_end": _INT,
        **_WHEN,
        "basis": _TEXT,
        "evidence": _TEXT,
        "warnings": _TEXTS,
        "text": _TEXT,
    },
    "blocks": {"document_id": _TEXT, "n": _INT, **_SPAN, "kind": _TEXT, "reason": _TEXT},
    "dates": {"document_id": _TEXT, "n": _INT, **_WHEN},
    "places": {
        "n": _INT,
        "id": _TEXT,
        "name": _TEXT,
        "kind": _TEXT,
        "precision": _TEXT,
        "lat": _REAL,
        "lon": _REAL,
        "uncertainty_km": _REAL,
        "country": _TEXT,
        "admin1": _TEXT,
        "west": _REAL,
        "south": _REAL,
        "east": _REAL,
        "north": _REAL,
        "population": pa.int64(),
        "source": _TEXT,
    },
    "toponyms": {
        "document_id": _TEXT,
        "n": _INT,
        **_SPAN,
        "text": _TEXT,
        "role": _TEXT,
        "resolved": _YES,
        "reasons": _TEXTS,
    },
    "candidates": {"document_id": _TEXT, "toponym": _INT, "n": _INT, "place": _INT, "score": _REAL, "reasons": _TEXTS},
    "actors": {"n": _INT, "id": _TEXT, "name": _TEXT, "aliases": _TEXTS, "kind": _TEXT, "belongs_to": _TEXTS},
    "mentions": {"document_id": _TEXT, "n": _INT, **_SPAN, "actor": _INT},
    "claims": {
        "id": _TEXT,
        "document_id": _TEXT,
        "kind": _TEXT,
        "family": _TEXT,
        **_SPAN,
        "sentence": _TEXT,
        "place": _INT,
        **_WHEN,
        "weapon": _TEXT,
        **_COUNTS,
        "status": _TEXT,
        "attribution": _TEXTS,
        "origins": _TEXTS,
        "historical": _YES,
        "future": _YES,
        "hypothetical": _YES,
        "negated": _YES,
    },
    "incidents": {
        "id": _TEXT,
        "kind": _TEXT,
        "family": _TEXT,
        "status": _TEXT,
        "place": _INT,
        **_WHEN,
        "weapon": _TEXT,
        **_COUNTS,
        "sources": _INT,
        "mapped": _YES,
        "physical": _YES,
    },
    "incident_claims": {"incident_id": _TEXT, "n": _INT, "claim_id": _TEXT},
    "participants": {"of": _TEXT, "id": _TEXT, "n": _INT, "actor": _INT, "role": _TEXT, **_SPAN},
    "marks": {"claim_id": _TEXT, "n": _INT, "field": _TEXT, **_SPAN},
    "reasons": {"of": _TEXT, "id": _TEXT, "n": _INT, "field": _TEXT, "text": _TEXT},
    "disagreements": {"incident_id": _TEXT, "n": _INT, "field": _TEXT, "version": _INT, "value": _TEXT, "claim_ids": _TEXTS},
    "system_mentions": {"document_id": _TEXT, "n": _INT, **_SPAN, "systems": _TEXTS},
    "range_claims": {
        "id": _TEXT,
        "document_id": _TEXT,
        **_SPAN,
        "sentence": _TEXT,
        "weapon": _TEXT,
        "systems": _TEXTS,
        "low_km": _REAL,
        "high_km": _REAL,
        "about": _YES,
        "within": _YES,
        "attribution": _TEXTS,
    },
    "range_places": {"range_claim_id": _TEXT, "role": _TEXT, "n": _INT, "place": _INT, **_SPAN, "whole": _YES},
    "carriers": {"document_id": _TEXT, "report_id": _TEXT, "share": _REAL},
    "skipped": {"n": _INT, "source": _TEXT, "reason": _TEXT, "language": _TEXT},
}
"""
Every table of a snapshot. `of` is "claim", "incident" or "range"; `place` and `actor` are the `n` of their tables.

The marks of a claim about range stand in `marks` with its id as `claim_id`; `role` of `range_places` is "origin" or "target".
"""
