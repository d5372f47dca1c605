"""Headline, facets and bins: what a filter leaves, counted from one selection of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np

from geo.store import Snapshot
from geo.store.snapshot import PATIENCE_S
from geo.views.columns import NO_DAY, Columns, Numbers, columns
from geo.views.filters import Filter
from geo.views.selection import Selection, selected
from geo.views.tables import REPORTS, prepare

EPOCH: Final = date(1970, 1, 1)


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
    datasets: int = 0
    """Of others; what was read in documents is none."""


def day(number: int) -> date:
    """Return the day of a number of days since 1970-01-01."""
    return EPOCH + timedelta(days=number)


def number_of(told: date) -> int:
    """Return the number of days since 1970-01-01 of a day."""
    return (told - EPOCH).days


def headline(snapshot: Snapshot, chosen: Filter) -> Headline:
    """Return the true numbers for what the filter leaves."""
    left = selected(snapshot, chosen)
    told: dict[str, Headline] = left.kept
    if "headline" not in told:
        told["headline"] = _headline(snapshot, left)
    return told["headline"]


def _headline(snapshot: Snapshot, left: Selection) -> Headline:
    of, rows = left.of, left.rows
    first, last = of.first[rows], of.last[rows]
    first, last = np.where(first == NO_DAY, last, first), np.where(last == NO_DAY, first, last)
    dated = first != NO_DAY
    undated = len(rows) - int(np.count_nonzero(dated))
    first, last = (first, last) if not undated else (first[dated], last[dated])
    sets = np.flatnonzero(np.bincount(of.dataset[rows], minlength=len(of.datasets)))
    return Headline(
        incidents=len(rows),
        first=day(int(first.min())) if len(first) else None,
        last=day(int(last.max())) if len(last) else None,
        claims=int(of.claims[rows].sum(dtype=np.int64)),
        documents=_documents(snapshot, left),
        not_on_map=len(rows) - int(np.count_nonzero(of.shown[rows])),
        undated=undated,
        datasets=sum(of.datasets[n] != REPORTS for n in sets),
    )


def begins(of: Columns) -> Numbers:
    """Return the first known day of each incident, its last where only that is known; `NO_DAY` where it has none."""
    return np.where(of.first == NO_DAY, of.last, of.first)


def ends(of: Columns) -> Numbers:
    """Return the last known day of each incident, its first where only that is known; `NO_DAY` where it has none."""
    return np.where(of.last == NO_DAY, of.first, of.last)


def _documents(snapshot: Snapshot, left: Selection) -> int:
    told = snapshot.once("documented", lambda: prepare(snapshot).arrays("SELECT n, document FROM documented", budget=PATIENCE_S))
    return len(np.unique(told["document"][left.mask[told["n"]]]))


# --- facets --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouped:
    """Which incidents have which value of a facet, an incident at most once per value."""

    rows: Numbers
    """Numbers of incidents, value by value."""
    starts: Numbers
    """Where each value begins in `rows`."""
    numbers: Numbers
    """Numbers of those values that some incident has, ascending."""

    @property
    def totals(self) -> Numbers:
        """How many incidents have each value."""
        return np.diff(np.append(self.starts, len(self.rows)))

    def counts(self, left: Selection) -> Numbers:
        """Return how many of those that are left have each value."""
        return self.totals if left.bits is None else self.within(left.mask)

    def within(self, mask: Numbers) -> Numbers:
        """Return how many of those that a mask holds have each value."""
        if not len(self.rows):
            return self.totals
        return np.add.reduceat(mask[self.rows], self.starts, dtype=np.int64)

    def rows_of(self, values: Sequence[int]) -> Numbers:
        """Return the incidents that have one of the values at these places in `numbers`, each once."""
        ends = np.append(self.starts[1:], len(self.rows))
        parts = [self.rows[self.starts[n] : ends[n]] for n in values]
        if len(parts) == 1:
            return parts[0].astype(np.int64)
        return np.unique(np.concatenate(parts)).astype(np.int64) if parts else np.empty(0, np.int64)


def grouped(rows: Numbers, values: Numbers) -> Grouped:
    """Return incidents by value, from pairs in any order that may repeat."""
    # Sorted here and not by DuckDB, which would hold all pairs a second time.
    keys = values.astype(np.int64) << 32 | rows.astype(np.int64)
    if len(keys) and not (keys[1:] > keys[:-1]).all():
        keys = np.unique(keys)
        values, rows = (keys >> 32).astype(values.dtype), (keys & 0xFFFFFFFF).astype(rows.dtype)
    starts = np.flatnonzero(np.concatenate(([True], values[1:] != values[:-1]))) if len(values) else np.empty(0, np.int64)
    return Grouped(rows=rows, starts=starts, numbers=values[starts])


def involvements(snapshot: Snapshot, roles: Sequence[str], *, organizations: bool) -> Grouped:
    """Return who takes part in which incident in one of the roles; `organizations` stand for whom they belong to, too."""
    question = "SELECT who, n FROM involved WHERE list_contains(?, role) AND (direct OR ?)"

    def make() -> Grouped:
        told = prepare(snapshot).arrays(question, [list(roles), organizations], PATIENCE_S)
        return grouped(told["n"], told["who"])

    return snapshot.once(f"involvements {' '.join(roles)} {organizations}", make)


def citations(snapshot: Snapshot) -> Grouped:
    """Return which incident rests on which source."""

    def make() -> Grouped:
        told = prepare(snapshot).arrays("SELECT outlet, n FROM cited", budget=PATIENCE_S)
        return grouped(told["n"], told["outlet"])

    return snapshot.once("citations", make)


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What the values of a facet are called, by their numbers."""

    ids: list[str]
    names: list[str]
    tops: list[str]
    """Whom each belongs to in the end, itself where it belongs to nobody."""
    searched: list[str]
    """All names of each, case folded."""
    numbers: Mapping[str, int]
    """Number of each id."""


def named_actors(snapshot: Snapshot) -> Named:
    """Return what actors are called, by `people.who`."""
    question = """
        SELECT id, name, coalesce(belongs_to[-1], id) AS top,
            concat_ws(chr(10), name, array_to_string(aliases, chr(10))) AS searched
        FROM people ORDER BY who
        """

    def make() -> Named:
        told = prepare(snapshot).arrays(question, budget=PATIENCE_S)
        ids, names, tops, searched = (told[name].tolist() for name in ("id", "name", "top", "searched"))
        folded = [one.casefold() for one in searched]
        return Named(ids=ids, names=names, tops=tops, searched=folded, numbers={id_: n for n, id_ in enumerate(ids)})

    return snapshot.once("named actors", make)


def named_outlets(snapshot: Snapshot) -> Named:
    """Return what sources are called, by `outlets.outlet`."""

    def make() -> Named:
        names = prepare(snapshot).arrays("SELECT name FROM outlets ORDER BY outlet")["name"].tolist()
        folded = [name.casefold() for name in names]
        return Named(ids=names, names=names, tops=names, searched=folded, numbers={name: n for n, name in enumerate(names)})

    return snapshot.once("named outlets", make)


def tally(left: Selection, name: str, codes: Numbers, many: int) -> Numbers:
    """Return how many of those that are left have each of the codes 0 to `many` - 1; counted once for a name of the codes."""
    told: dict[tuple[str, str], Numbers] = left.kept
    if ("tally", name) not in told:
        told["tally", name] = np.bincount(codes if left.bits is None else codes[left.rows], minlength=many)
    return told["tally", name]


# --- time ----------------------------------------------------------------------------------


def binned(snapshot: Snapshot, chosen: Filter, unit: str, longest: int) -> dict[tuple[date | None, int], int]:
    """
    Return how many incidents of each kind began in each bin, by the bin's first day and the number of the kind.

    What lasts `longest` days or more, or has an open end, is in none; its bin is None.
    """
    left = selected(snapshot, chosen)
    of = left.of
    if not len(of):
        return {}
    bins, firsts = bins_of(snapshot, unit, longest)
    many = int(of.kind.max()) + 1
    name = f"bins {unit} {longest} by kind"
    codes = snapshot.once(name, lambda: bins * many + of.kind)
    counts = tally(left, name, codes, (len(firsts) + 1) * many)
    return {
        (day(int(firsts[n // many - 1])) if n >= many else None, int(n % many)): int(counts[n]) for n in np.flatnonzero(counts)
    }


def bins_of(snapshot: Snapshot, unit: str, longest: int) -> tuple[Numbers, Numbers]:
    """Return the number of the bin of each incident, 0 for none, and the first days of the bins from number 1 on."""
    return snapshot.once(f"bins {unit} {longest}", lambda: _bins(columns(snapshot), unit, longest))


def _bins(of: Columns, unit: str, longest: int) -> tuple[Numbers, Numbers]:
    known = (of.first != NO_DAY) & (of.last != NO_DAY)
    known &= np.where(known, of.last.astype(np.int64) - of.first, longest) < longest
    begins_at = _begin(np.where(known, of.first, 0).astype("datetime64[D]"), unit).astype("datetime64[D]").astype(np.int64)
    firsts, number = np.unique(begins_at[known], return_inverse=True)
    bins = np.zeros(len(of), np.int32)
    bins[known] = number + 1
    return bins, firsts


def _begin(days: Numbers, unit: str) -> Numbers:
    if unit == "week":
        # Weeks of numpy begin on a Thursday, as 1970 did; ours on a Monday.
        return days - (days.astype(np.int64) + 3) % 7
    return days.astype({"day": "datetime64[D]", "month": "datetime64[M]", "year": "datetime64[Y]"}[unit])
