"""How far the picture can be trusted: what is counted in it, what is left out of it, and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pandas as pd

from geo.store import Snapshot
from geo.views.cards import PRECISION_LABELS, STATUS_LABELS
from geo.views.filters import Filter, where
from geo.views.tables import prepare

DATE_LABELS: Final[Mapping[str, str]] = {
    "day": "Day",
    "week": "Week",
    "month": "Month",
    "season": "Season",
    "year": "Year",
    "open": "Before or after a day",
    "unknown": "No day is said",
}

FLAG_LABELS: Final[Mapping[str, str]] = {
    "historical": "told as history",
    "future": "told as something to come",
    "hypothetical": "told as a possibility",
    "negated": "told as something that did not happen",
}
"""Why a claim makes no incident."""

_LABELS: Final[Mapping[str, Mapping[str, str]]] = {
    "status": {str(status): label for status, label in STATUS_LABELS.items()},
    "place": {str(precision): label for precision, label in PRECISION_LABELS.items()},
    "date": DATE_LABELS,
}


def shares(snapshot: Snapshot, chosen: Filter) -> dict[str, pd.DataFrame]:
    """
    Return what the filter leaves by `status`, by `place` precision and by `date` precision.

    Each frame has one row per value, `value`, `label`, `incidents` and `claims`, those that do not occur too, in the order of
    the model.
    """
    condition, values = where(chosen)
    question = f"""
        WITH shown AS (SELECT * FROM cards WHERE {condition}),
        said AS (
            SELECT c.status, coalesce(p.precision, 'unknown') AS place, c.date_precision AS date
            FROM shown s JOIN incident_claims i ON i.incident_id = s.id JOIN claims c ON c.id = i.claim_id
            LEFT JOIN places p ON p.n = c.place
        ), counted AS (
            SELECT 'status' AS facet, status AS value, 1 AS incidents, 0 AS claims FROM shown
            UNION ALL SELECT 'place', place_precision, 1, 0 FROM shown
            UNION ALL SELECT 'date', date_precision, 1, 0 FROM shown
            UNION ALL SELECT 'status', status, 0, 1 FROM said
            UNION ALL SELECT 'place', place, 0, 1 FROM said
            UNION ALL SELECT 'date', date, 0, 1 FROM said
        )
        SELECT facet, value, sum(incidents)::INTEGER AS incidents, sum(claims)::INTEGER AS claims
        FROM counted GROUP BY facet, value
        """  # noqa: S608  # `where` binds every value
    found = prepare(snapshot).rows(question, values)
    counts = {(row["facet"], row["value"]): (row["incidents"], row["claims"]) for row in found}
    return {facet: _complete(facet, labels, counts) for facet, labels in _LABELS.items()}


def _complete(facet: str, labels: Mapping[str, str], counts: Mapping[tuple[str, str], tuple[int, int]]) -> pd.DataFrame:
    rows = [(value, label, *counts.get((facet, value), (0, 0))) for value, label in labels.items()]
    return pd.DataFrame(rows, columns=["value", "label", "incidents", "claims"])


def unmapped_reasons(snapshot: Snapshot, chosen: Filter) -> pd.DataFrame:
    """Return why incidents of the filter are not on the map, `reason` and `count`, the most frequent first."""
    condition, values = where(chosen)
    question = f"""
        SELECT not_mapped AS reason, count(*) AS count FROM cards WHERE not_mapped <> '' AND ({condition})
        GROUP BY not_mapped ORDER BY count DESC, reason
        """  # noqa: S608  # as above
    return prepare(snapshot).frame(question, values)


def unused_claims(snapshot: Snapshot) -> pd.DataFrame:
    """Return how many claims make no incident, by why: `flag`, `label`, `count`; a claim with two reasons counts in both."""
    counts = ", ".join(f"count(*) FILTER ({flag}) AS {flag}" for flag in FLAG_LABELS)
    [row] = prepare(snapshot).rows(f"SELECT {counts} FROM claims")  # noqa: S608  # our own columns
    return pd.DataFrame([(flag, label, row[flag]) for flag, label in FLAG_LABELS.items()], columns=["flag", "label", "count"])


def unresolved_names(snapshot: Snapshot) -> pd.DataFrame:
    """Return how many names of places were read, and how many of them could be placed: `role`, `count`, `placed`."""
    return prepare(snapshot).frame(
        """
        SELECT role, count(*) AS count, count(*) FILTER (resolved) AS placed FROM toponyms GROUP BY role ORDER BY count DESC, role
        """
    )


def outlets(snapshot: Snapshot) -> pd.DataFrame:
    """
    Return one row per outlet, or file where the outlet is not known, the most productive first.

    `documents`, `dated` (of them with a publication date), `claims`, `incidents`, `shared` (incidents that another independent
    source tells too) and `contested` (incidents about which the sources contradict each other).
    """
    return prepare(snapshot).frame(
        """
        WITH named AS (SELECT *, coalesce(nullif(publisher, ''), source) AS outlet FROM documents),
        told AS (
            SELECT d.outlet, c.id, k.id AS incident_id, k.sources, k.disagreements
            FROM named d JOIN claims c ON c.document_id = d.id
            LEFT JOIN incident_claims i ON i.claim_id = c.id LEFT JOIN cards k ON k.id = i.incident_id
        ), counted AS (
            SELECT outlet, count(*) AS claims, count(DISTINCT incident_id) AS incidents,
                count(DISTINCT incident_id) FILTER (sources > 1) AS shared,
                count(DISTINCT incident_id) FILTER (disagreements > 0) AS contested
            FROM told GROUP BY outlet
        )
        SELECT outlet, count(*) AS documents, count(*) FILTER (first IS NOT NULL OR last IS NOT NULL) AS dated,
            coalesce(any_value(c.claims), 0) AS claims, coalesce(any_value(c.incidents), 0) AS incidents,
            coalesce(any_value(c.shared), 0) AS shared, coalesce(any_value(c.contested), 0) AS contested
        FROM named LEFT JOIN counted c USING (outlet) GROUP BY outlet ORDER BY incidents DESC, documents DESC, outlet
        """
    )
