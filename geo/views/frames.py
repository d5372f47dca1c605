"""Lists, counts and bins: a filter in, frames out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

import pandas as pd

from geo.model import Kind, Precision, Status
from geo.store import Snapshot
from geo.views.cards import KIND_LABELS, PRECISION_LABELS, STATUS_LABELS, prepare
from geo.views.filters import Condition, Filter, roles, where

COLUMNS: Final = (
    "id",
    "dataset",
    "title",
    "kind",
    "family",
    "status",
    "first",
    "last",
    "date_precision",
    "date_words",
    "place_id",
    "place_name",
    "place_kind",
    "place_precision",
    "lat",
    "lon",
    "west",
    "south",
    "east",
    "north",
    "uncertainty_km",
    "country",
    "actors",
    "targets",
    "weapon",
    "killed_low",
    "killed_high",
    "sources",
    "articles",
    "disagreements",
    "mapped",
    "snippet",
)
"""Of the frame that `incidents` returns, in this order."""

BY_DATE: Final = "ORDER BY coalesce(first, last) NULLS LAST, coalesce(last, first), id"


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """What the filter leaves, in numbers that a reader can check against the lists."""

    incidents: int
    first: date | None
    last: date | None
    """The first and the last day that any of them can have been; None when none is dated."""
    claims: int
    documents: int
    not_on_map: int
    undated: int


def headline(snapshot: Snapshot, chosen: Filter) -> Headline:
    """Return the true numbers for what the filter leaves."""
    condition, values = where(chosen)
    [row] = prepare(snapshot).rows(
        f"""
            WITH shown AS (SELECT * FROM cards WHERE {condition})
            SELECT count(*) AS incidents, min(coalesce(first, last)) AS first, max(coalesce(last, first)) AS last,
                coalesce(sum(claims), 0)::BIGINT AS claims, count(*) FILTER (not_mapped <> '') AS not_on_map,
                count(*) FILTER (first IS NULL AND last IS NULL) AS undated,
                (SELECT count(DISTINCT d) FROM (SELECT unnest(document_ids) AS d FROM shown)) AS documents
            FROM shown
            """,  # noqa: S608  # `where` binds every value
        values,
    )
    return Headline(**row)


def incidents(snapshot: Snapshot, chosen: Filter) -> pd.DataFrame:
    """Return one row per incident in the columns `COLUMNS`, by date, undated last, then by id."""
    condition, values = where(chosen)
    question = f"SELECT {', '.join(COLUMNS)} FROM cards WHERE {condition} {BY_DATE}"  # noqa: S608  # `where` binds every value
    return prepare(snapshot).frame(question, values)


def not_on_map(snapshot: Snapshot, chosen: Filter) -> pd.DataFrame:
    """Return the incidents that have no place on the map, with the reason in words in the column `reason`."""
    condition, values = where(chosen)
    question = f"""
        SELECT id, title, kind, status, first, last, place_name, place_precision, actors, snippet, not_mapped AS reason
        FROM cards WHERE not_mapped <> '' AND {condition} {BY_DATE}
        """  # noqa: S608  # `where` binds every value
    return prepare(snapshot).frame(question, values)


# --- facets --------------------------------------------------------------------------------

_FACETS: Final[Mapping[str, str]] = {
    "actors": """
        SELECT DISTINCT v.actor_id AS value, v.incident_id AS id
        FROM involved v WHERE list_contains(?, v.role) AND (v.direct OR ?)
        """,
    "kinds": "SELECT kind AS value, id FROM cards",
    "statuses": "SELECT status AS value, id FROM cards",
    "sources": "SELECT unnest(outlets) AS value, id FROM cards",
    "precisions": "SELECT place_precision AS value, id FROM cards",
}
"""For each facet, which of its values which incident has."""

_LABELS: Final[Mapping[str, Mapping[Kind, str] | Mapping[Status, str] | Mapping[Precision, str]]] = {
    "kinds": KIND_LABELS,
    "statuses": STATUS_LABELS,
    "precisions": PRECISION_LABELS,
}


def facets(snapshot: Snapshot, chosen: Filter) -> dict[str, pd.DataFrame]:
    """
    Return, by facet, every value that some incident has: `value`, `label`, and `count`, how many it would show.

    A facet's own choice does not shrink its own counts. Rows stand by how many incidents there are without any filter,
    so that nothing changes places when the filter does.
    """
    parts = [_facet(name, chosen) for name in _FACETS]
    question = f"{' UNION ALL '.join(sql for sql, _ in parts)} ORDER BY facet, total DESC, label, value"
    frame = prepare(snapshot).frame(question, [value for _, values in parts for value in values])
    return {name: _labeled(frame[frame["facet"] == name], name) for name in _FACETS}


def _facet(name: str, chosen: Filter) -> Condition:
    condition, values = where(chosen, without=name)
    own: list[object] = [roles(chosen.actor_role), chosen.organizations] if name == "actors" else []
    label = "coalesce((SELECT min(a.name) FROM actors a WHERE a.id = value), value)" if name == "actors" else "value"
    question = f"""
        SELECT '{name}' AS facet, value, {label} AS label, count(*) AS total,
            count(*) FILTER (id IN (SELECT id FROM cards WHERE {condition})) AS count
        FROM ({_FACETS[name]}) GROUP BY value
        """  # noqa: S608  # pasted are the facets above; `where` binds every value
    # In the order of the question marks.
    return question, [*values, *own]


def _labeled(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    plain = frame[["value", "label", "count"]].reset_index(drop=True)
    labels = _LABELS.get(name)
    return plain.assign(label=plain["value"].map(labels).astype(plain["value"].dtype)) if labels else plain


# --- time ----------------------------------------------------------------------------------


class Unit(StrEnum):
    """How long a bin is."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


_DAYS: Final = {Unit.DAY: 1, Unit.WEEK: 7, Unit.MONTH: 31}
BARS: Final = 62
"""Bins that a picture holds where it asks for no other number."""

LENGTH: Final = {Unit.DAY: 2, Unit.WEEK: 7, Unit.MONTH: 31, Unit.YEAR: 366}
"""Days that a date may span and still stand in one bin; two for a night."""


def unit_of(snapshot: Snapshot, chosen: Filter, bars: int = BARS) -> Unit:
    """Return the shortest bin length that spans what the filter leaves in at most `bars` bins; the year where none does."""
    told = headline(snapshot, chosen)
    days = (told.last - told.first).days if told.first and told.last else 0
    return next((unit for unit, length in _DAYS.items() if days <= bars * length), Unit.YEAR)


def bins(snapshot: Snapshot, chosen: Filter, unit: Unit | None = None) -> pd.DataFrame:
    """
    Return how many incidents of each kind began in each bin: `first`, `last`, `unit`, `kind`, `count`.

    `first` and `last` are the days of the bin; both are absent for incidents whose date is unknown or said less exactly
    than a bin is long: they stand in no bin rather than in a made-up one.
    """
    unit = unit or unit_of(snapshot, chosen)
    condition, values = where(chosen)
    question = f"""
        WITH shown AS (
            SELECT kind, CASE WHEN date_diff('day', first, last) < ? THEN date_trunc('{unit}', first)::DATE END AS bin
            FROM cards WHERE {condition}
        )
        SELECT bin AS first, (bin + INTERVAL 1 {unit} - INTERVAL 1 DAY)::DATE AS last, '{unit}' AS unit, kind, count(*) AS count
        FROM shown GROUP BY bin, kind ORDER BY bin NULLS LAST, kind
        """  # noqa: S608  # pasted is a member of Unit; `where` binds every value
    return prepare(snapshot).frame(question, [LENGTH[unit], *values])


# --- documents -----------------------------------------------------------------------------


def documents(snapshot: Snapshot) -> pd.DataFrame:
    """Return one row per document that was read, by file and by where it begins in it."""
    return prepare(snapshot).frame(
        """
        SELECT d.id, d.source, d.start, d.title, d.publisher, d.url, d.first, d.last, d.date_precision, d.basis, d.evidence,
            length(d.text) AS characters, len(d.warnings) AS warnings,
            (SELECT count(*) FROM toponyms t WHERE t.document_id = d.id) AS toponyms,
            (SELECT count(*) FROM claims c WHERE c.document_id = d.id) AS claims,
            (SELECT count(DISTINCT i.incident_id) FROM incident_claims i JOIN claims c ON c.id = i.claim_id
                WHERE c.document_id = d.id) AS incidents
        FROM documents d ORDER BY d.source, d.start, d.id
        """
    )


def skipped(snapshot: Snapshot) -> pd.DataFrame:
    """Return what could not be read, `source` and `reason`, by source."""
    return snapshot.frame("SELECT source, reason FROM skipped ORDER BY n")
