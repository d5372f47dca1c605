"""Lists, counts and bins: a filter in, frames out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final

import numpy as np
import pandas as pd

from geo.model import Kind, Precision, Status
from geo.store import Snapshot
from geo.views.cards import KIND_LABELS, PRECISION_LABELS, STATUS_LABELS
from geo.views.columns import KINDS, PRECISIONS, STATUSES, Numbers, columns
from geo.views.counting import (
    EPOCH,
    Grouped,
    Named,
    binned,
    citations,
    headline,
    involvements,
    named_actors,
    named_outlets,
    tally,
)
from geo.views.filters import Filter, roles, where
from geo.views.selection import Selection, selected
from geo.views.tables import BY_DATE, prepare

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
    "copies",
    "disagreements",
    "mapped",
    "snippet",
)
"""Of the frame that `incidents` returns, in this order."""


MOST_UNMAPPED: Final = 1_000


def incidents(snapshot: Snapshot, chosen: Filter) -> pd.DataFrame:
    """Return one row per incident in the columns `COLUMNS`, by date, undated last, then by id."""
    condition, values = where(chosen)
    question = f"SELECT {', '.join(COLUMNS)} FROM cards WHERE {condition} {BY_DATE}"  # noqa: S608  # `where` binds every value
    return prepare(snapshot).frame(question, values)


def not_on_map(snapshot: Snapshot, chosen: Filter, reason: str = "", most: int = MOST_UNMAPPED) -> pd.DataFrame:
    """
    Return the first incidents that have no place on the map, by date, with the reason in words in the column `reason`.

    `reason` asks for one reason only, `most` for the rows of the answer.
    """
    condition, values = where(chosen)
    question = f"""
        SELECT id, title, kind, status, first, last, place_name, place_precision, actors, snippet, not_mapped AS reason
        FROM cards WHERE not_mapped <> '' AND (? = '' OR not_mapped = ?) AND {condition} {BY_DATE} LIMIT ?
        """  # noqa: S608  # `where` binds every value
    return prepare(snapshot).frame(question, [reason, reason, *values, most])


# --- facets --------------------------------------------------------------------------------

MOST_VALUES: Final = 300
"""Actors and sources that `facets` counts, the fullest; `actors_named` finds the others."""

_LABELS: Final[Mapping[str, Mapping[Kind, str] | Mapping[Status, str] | Mapping[Precision, str]]] = {
    "kinds": KIND_LABELS,
    "statuses": STATUS_LABELS,
    "precisions": PRECISION_LABELS,
}


def facets(snapshot: Snapshot, chosen: Filter) -> dict[str, pd.DataFrame]:
    """
    Return, by facet, the values that some incident has: `value`, `label`, and `count`, how many it would show.

    A facet's own choice does not shrink its own counts. Rows stand by how many incidents there are without any filter,
    so that nothing changes places when the filter does. Of actors and sources there are `MOST_VALUES` at most, and those chosen.
    """
    of = columns(snapshot)
    coded = {
        "kinds": (of.kind, KINDS),
        "statuses": (of.status, STATUSES),
        "precisions": (of.precision, PRECISIONS),
        "datasets": (of.dataset, of.datasets),
    }
    return {
        "actors": _of_actors(snapshot, chosen),
        "sources": _of_sources(snapshot, chosen),
        **{name: _of_codes(snapshot, chosen, name, codes, values) for name, (codes, values) in coded.items()},
    }


def actors_named(snapshot: Snapshot, chosen: Filter, text: str, most: int = 50) -> pd.DataFrame:
    """Return the actors one of whose names holds a text, as `facets` does, and `top`, whom each belongs to in the end."""
    known, wanted = named_actors(snapshot), text.casefold()
    group = involvements(snapshot, roles(chosen.actor_role), organizations=chosen.organizations)
    fits = np.array([wanted in known.searched[who] for who in group.numbers.tolist()], np.bool_)
    fullest = np.argsort(-group.totals, kind="stable")
    frame = _counted(group, selected(snapshot, replace(chosen, actors=())), known, fullest[fits[fullest]][:most])
    tops = known.tops
    return frame.assign(top=[tops[known.numbers[id_]] for id_ in frame["value"]]).astype({"top": frame["value"].dtype})


def _of_actors(snapshot: Snapshot, chosen: Filter) -> pd.DataFrame:
    group = involvements(snapshot, roles(chosen.actor_role), organizations=chosen.organizations)
    left = selected(snapshot, replace(chosen, actors=()))
    known = named_actors(snapshot)
    return _counted(group, left, known, _fullest(group, known, chosen.actors))


def _of_sources(snapshot: Snapshot, chosen: Filter) -> pd.DataFrame:
    left = selected(snapshot, replace(chosen, sources=()))
    group, known = citations(snapshot), named_outlets(snapshot)
    return _counted(group, left, known, _fullest(group, known, chosen.sources))


def _fullest(group: Grouped, known: Named, always: Sequence[str]) -> Numbers:
    """Return where in the group the values stand that most incidents have, and those that are asked for always."""
    asked = np.isin(group.numbers, [known.numbers[one] for one in always if one in known.numbers])
    return np.union1d(np.argsort(-group.totals, kind="stable")[:MOST_VALUES], np.flatnonzero(asked))


def _of_codes(snapshot: Snapshot, chosen: Filter, name: str, codes: Numbers, values: Sequence[str]) -> pd.DataFrame:
    totals = tally(selected(snapshot, Filter()), name, codes, len(values))
    counts = tally(selected(snapshot, replace(chosen, **{name: ()})), name, codes, len(values))  # type: ignore[arg-type]  # a field of Filter
    labels: Mapping[Any, str] = _LABELS.get(name, {})
    rows = [(str(one), labels.get(one, str(one)), int(counts[n]), int(totals[n])) for n, one in enumerate(values) if totals[n]]
    return _in_order(pd.DataFrame(rows, columns=["value", "label", "count", "total"]), by_value=True)


def _counted(group: Grouped, left: Selection, known: Named, shown: Numbers) -> pd.DataFrame:
    """Return label, count and total of the values at `shown` in the group."""
    totals, counts = group.totals, group.counts(left)
    numbers = group.numbers[shown].tolist()
    told = {"value": [known.ids[n] for n in numbers], "label": [known.names[n] for n in numbers]}
    return _in_order(pd.DataFrame({**told, "count": counts[shown], "total": totals[shown]}))


def _in_order(frame: pd.DataFrame, *, by_value: bool = False) -> pd.DataFrame:
    """Return the rows by how many there are of each without any filter, in the types of a frame of the store."""
    texts = {name: frame[name].astype(pd.StringDtype(na_value=pd.NA)) for name in ("value", "label")}
    typed = frame.assign(**texts, count=frame["count"].astype("Int64"))
    by = ["total", "value"] if by_value else ["total", "label", "value"]
    ordered = typed.sort_values(by, ascending=[False, *[True] * (len(by) - 1)])
    return ordered.drop(columns="total").reset_index(drop=True)


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
    counts = binned(snapshot, chosen, unit.value, LENGTH[unit])
    order = sorted(counts, key=lambda one: (one[0] is None, one[0] or EPOCH, KINDS[one[1]].value))
    return pd.DataFrame(
        {
            "first": pd.Series([first for first, _ in order], dtype="datetime64[s]"),
            "last": pd.Series([first and last_of(first, unit) for first, _ in order], dtype="datetime64[s]"),
            "unit": pd.Series([unit.value] * len(order), dtype=pd.StringDtype(na_value=pd.NA)),
            "kind": pd.Series([KINDS[kind].value for _, kind in order], dtype=pd.StringDtype(na_value=pd.NA)),
            "count": pd.Series([counts[one] for one in order], dtype="Int64"),
        }
    )


def last_of(first: date, unit: Unit) -> date:
    """Return the last day of the bin that begins on a day."""
    if unit is Unit.YEAR:
        return first.replace(month=12, day=31)
    if unit is Unit.MONTH:
        return (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return first + timedelta(days=6 if unit is Unit.WEEK else 0)


# --- documents -----------------------------------------------------------------------------


def documents(snapshot: Snapshot) -> pd.DataFrame:
    """
    Return one row per document that was read, by file and by where it begins in it.

    `report_id` is the document whose report it carries, "" where it has one of its own, and `carriers` how many carry its own.
    """
    return prepare(snapshot).frame(
        """
        SELECT d.id, d.source, d.start, d.title, d.publisher, d.url, d.first, d.last, d.date_precision, d.basis, d.evidence,
            coalesce(r.report_id, '') AS report_id,
            (SELECT count(*) FROM carriers o WHERE o.report_id = d.id) AS carriers,
            length(d.text) AS characters, len(d.warnings) AS warnings,
            (SELECT count(*) FROM toponyms t WHERE t.document_id = d.id) AS toponyms,
            (SELECT count(*) FROM claims c WHERE c.document_id = d.id) AS claims,
            (SELECT count(DISTINCT i.incident_id) FROM incident_claims i JOIN claims c ON c.id = i.claim_id
                WHERE c.document_id = d.id) AS incidents
        FROM documents d LEFT JOIN carriers r ON r.document_id = d.id ORDER BY d.source, d.start, d.id
        """
    )


def skipped(snapshot: Snapshot) -> pd.DataFrame:
    """Return what could not be read, `source` and `reason`, by source."""
    return snapshot.frame("SELECT source, reason FROM skipped ORDER BY n")


def skipped_why(snapshot: Snapshot) -> pd.DataFrame:
    """Return how many could not be read for each reason, `reason` and `count`, the most frequent first; a language is one."""
    return snapshot.frame(
        """
        SELECT CASE WHEN language <> '' THEN regexp_extract(reason, 'not read: .*') ELSE reason END AS reason, count(*) AS count
        FROM skipped GROUP BY 1 ORDER BY count DESC, reason
        """
    )


def carriers(snapshot: Snapshot, document_id: str) -> pd.DataFrame:
    """
    Return the documents that tell one report with that one, itself included; none where it is alone.

    `id`, `source`, `title`, `publisher`, `first`, `last`, `date_precision`, and `share`, how much of the shorter text stands in
    both, which is absent for the one that stands for the report and comes first; the others follow by publication and name.
    """
    return snapshot.frame(
        """
        WITH told AS (SELECT report_id FROM carriers WHERE document_id = ? OR report_id = ? LIMIT 1)
        SELECT d.id, d.source, d.title, d.publisher, d.first, d.last, d.date_precision, r.share
        FROM documents d LEFT JOIN carriers r ON r.document_id = d.id
        WHERE d.id IN (SELECT report_id FROM told) OR r.report_id IN (SELECT report_id FROM told)
        ORDER BY r.share IS NOT NULL, d.first NULLS LAST, d.source, d.start, d.id
        """,
        [document_id, document_id],
    )
