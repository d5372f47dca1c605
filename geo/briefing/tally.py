"""What a filter leaves, counted for a few sentences: kinds, days, places, who, casualties, sources, contradictions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from geo import views
from geo.model import DatePrecision, Kind, Precision, Status
from geo.store import Snapshot
from geo.views import Filter
from geo.views.columns import KINDS, STATUSES
from geo.views.counting import tally
from geo.views.filters import where
from geo.views.origins import sources
from geo.views.phrases import plain
from geo.views.selection import selected
from geo.views.tables import BY_DATE, prepare

MOST_IDS: Final = 200
"""Incidents that a statement names one by one; what rests on more of them rests on the filter."""
MOST_PLACES: Final = 3
DOINGS: Final = ("perpetrator", "accused", "claimant", "target")

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """Incidents that are dated alike: how exactly, and between which days all of them lie."""

    precision: DatePrecision
    incidents: int
    first: date | None
    last: date | None
    """The first and the last day that any of them can have been; None where nothing says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place, and how many incidents are said to be there."""

    name: str
    precision: Precision
    incidents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Toll:
    """Casualties, added up over the incidents of which a number is said."""

    incidents: int
    low: int
    high: int | None
    """None where one of them says "at least"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """Who takes part in how many incidents, and how."""

    role: str
    name: str
    incidents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Everything that the sentences about a filter are made of."""

    total: int
    ids: tuple[str, ...]
    """All of them by date, where there are at most `MOST_IDS`; else none."""
    kinds: tuple[tuple[Kind, int], ...]
    """Most first."""
    statuses: tuple[tuple[Status, int], ...]
    """In the order of the model, those that occur."""
    days: tuple[Days, ...]
    spots: tuple[Spot, ...]
    """The `MOST_PLACES` that most of them have for each precision, the most exact first."""
    sites: Mapping[Precision, int]
    """How many places there are of each precision."""
    at: Mapping[Precision, int]
    """How many incidents are said to be at one of each precision."""
    placeless: int
    killed: Toll
    injured: Toll
    doings: tuple[Doing, ...]
    """Most incidents first, then by role and name."""
    sources: int
    """Independent ones."""
    contested: int
    """Incidents about which sources contradict each other."""
    fields: tuple[tuple[str, int], ...]
    """What they contradict each other about, in how many incidents; most first."""


def told(snapshot: Snapshot, chosen: Filter) -> Tally:
    """
    Return the counts of what a filter leaves.

    Raises
    ------
    QueryError
        If it takes too long.
    """
    left = selected(snapshot, chosen)
    kinds, statuses = tally(left, "kinds", left.of.kind, len(KINDS)), tally(left, "statuses", left.of.status, len(STATUSES))
    condition, values = where(chosen)
    asked = f"FROM cards WHERE {condition}"
    ready = prepare(snapshot)
    ids = ready.rows(f"SELECT id {asked} {BY_DATE}", values) if left.total <= MOST_IDS else []  # `where` binds every value
    [sums] = ready.rows(f"SELECT {_SUMS} {asked}", values)  # as above
    sites = ready.rows(_SITES.format(asked=asked), values)
    fields = views.contested_fields(snapshot, chosen)
    return Tally(
        total=left.total,
        ids=tuple(row["id"] for row in ids),
        kinds=tuple((KINDS[n], int(kinds[n])) for n in sorted(range(len(KINDS)), key=lambda n: (-kinds[n], n)) if kinds[n]),
        statuses=tuple((status, int(count)) for status, count in zip(STATUSES, statuses, strict=True) if count),
        days=tuple(map(_days, ready.rows(f"SELECT {_DAYS} {asked} {_BY_DAYS}", values))),  # as above
        spots=tuple(map(_spot, ready.rows(_SPOTS.format(asked=asked), values))),
        sites={Precision(row["precision"]): row["sites"] for row in sites},
        at={Precision(row["precision"]): row["incidents"] for row in sites},
        placeless=sums["placeless"],
        killed=_toll(sums, "killed"),
        injured=_toll(sums, "injured"),
        doings=_doings(snapshot, chosen),
        sources=sources(snapshot, chosen),
        contested=sums["contested"],
        fields=tuple(zip(fields["field"].astype(str), fields["count"].astype(int), strict=True)),
    )


_DAYS: Final = """
    CASE WHEN first IS NULL AND last IS NULL THEN 'unknown' WHEN first IS NULL OR last IS NULL THEN 'open'
        ELSE date_precision END AS precision, count(*) AS incidents, min(first) AS first, max(last) AS last
    """
_BY_DAYS: Final = "GROUP BY ALL ORDER BY precision"

_SPOTS: Final = f"""
    SELECT place_name AS name, place_precision AS precision, count(*) AS incidents
    {{asked}} AND place_name IS NOT NULL GROUP BY place_id, place_name, place_precision
    QUALIFY row_number() OVER (PARTITION BY place_precision ORDER BY count(*) DESC, place_name, place_id) <= {MOST_PLACES}
    ORDER BY incidents DESC, name, place_id
    """
_SITES: Final = """
    SELECT place_precision AS precision, count(DISTINCT (place_id, place_name)) AS sites, count(*) AS incidents
    {asked} AND place_name IS NOT NULL GROUP BY ALL
    """


def _sums(side: str) -> str:
    return f"""
        count({side}_low) AS {side}, coalesce(sum({side}_low), 0)::BIGINT AS {side}_low,
        CASE WHEN count({side}_low) = count({side}_high) THEN coalesce(sum({side}_high), 0)::BIGINT END AS {side}_high
        """


_SUMS: Final = f"""
    {_sums("killed")}, {_sums("injured")}, count(*) FILTER (place_name IS NULL) AS placeless,
    count(*) FILTER (disagreements > 0) AS contested
    """


def _days(row: Row) -> Days:
    return Days(precision=DatePrecision(row["precision"]), incidents=row["incidents"], first=row["first"], last=row["last"])


def _spot(row: Row) -> Spot:
    return Spot(name=plain(row["name"]), precision=Precision(row["precision"]), incidents=row["incidents"])


def _toll(row: Row, side: str) -> Toll:
    return Toll(incidents=row[side], low=row[f"{side}_low"], high=row[f"{side}_high"])


def _doings(snapshot: Snapshot, chosen: Filter) -> tuple[Doing, ...]:
    frame = views.actors(snapshot, chosen)
    found = [
        Doing(role=role, name=plain(str(name)), incidents=int(count))
        for role in DOINGS
        for name, count in zip(frame["name"], frame[role], strict=True)
        if count
    ]
    return tuple(sorted(found, key=lambda one: (-one.incidents, DOINGS.index(one.role), one.name)))
