"""Incidents in time, lane by lane: one by one while they are few, counted when they are many."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

import numpy as np
import pandas as pd

from geo.store import Snapshot
from geo.store.snapshot import PATIENCE_S
from geo.views.cards import KIND_LABELS
from geo.views.columns import FAMILIES, FAMILY, KINDS, NO_DAY, Numbers, columns
from geo.views.counting import EPOCH, Grouped, bins_of, day, grouped, named_actors, number_of
from geo.views.filters import Filter, where
from geo.views.frames import LENGTH, Unit, last_of
from geo.views.listing import earliest_first, frame_of
from geo.views.selection import Selection, selected
from geo.views.tables import prepare


class Lanes(StrEnum):
    """What makes a lane."""

    KIND = "kind"
    ACTOR = "actor"
    """Who did it, or to whom; an incident stands in the lane of each of them."""


OTHERS: Final = ".others"
NOBODY: Final = ".nobody"
"""Values of lanes that are no kind and no actor."""

_OF: Final[Mapping[Lanes, str]] = {
    Lanes.KIND: "SELECT s.n, s.kind AS lane FROM shown s",
    Lanes.ACTOR: f"""
        SELECT s.n, coalesce(p.id, '{NOBODY}') AS lane FROM shown s
        LEFT JOIN acts x ON x.n = s.n AND (x.does OR x.target) LEFT JOIN people p ON p.who = x.who
        """,  # noqa: S608  # our own word
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Laned:
    """Which incidents stand in which lanes, and what the lanes are called."""

    group: Grouped
    ids: list[str]
    """Of the lanes, in the order of the group."""
    labels: list[str]
    nobody: Numbers
    """Numbers of the incidents that stand in none."""


def _laned(snapshot: Snapshot, by: Lanes) -> _Laned:
    def make() -> _Laned:
        of = columns(snapshot)
        if by is Lanes.KIND:
            order = np.argsort(of.kind, kind="stable")
            group = grouped(order, of.kind[order])
            kinds = [KINDS[n] for n in group.numbers]
            return _Laned(
                group=group, ids=[str(kind) for kind in kinds], labels=[KIND_LABELS[kind] for kind in kinds], nobody=_NONE
            )
        told = prepare(snapshot).arrays("SELECT who, n FROM acts WHERE does OR target", budget=PATIENCE_S)
        group, known = grouped(told["n"], told["who"]), named_actors(snapshot)
        alone = np.ones(len(of), np.bool_)
        alone[group.rows] = False
        numbers = group.numbers.tolist()
        names = ([known.ids[n] for n in numbers], [known.names[n] for n in numbers])
        return _Laned(group=group, ids=names[0], labels=names[1], nobody=np.flatnonzero(alone))

    return snapshot.once(f"lanes by {by}", make)


_NONE: Final = np.empty(0, np.int64)


def _masks(snapshot: Snapshot, chosen: Filter) -> tuple[Selection, Numbers]:
    """Return what the filter leaves, and which of it is undated."""
    left = selected(snapshot, chosen)
    return left, left.mask & (left.of.first == NO_DAY) & (left.of.last == NO_DAY)


def lanes(snapshot: Snapshot, chosen: Filter, by: Lanes, most: int = 10**6) -> pd.DataFrame:
    """
    Return the lanes, `lane`, `label`, `count` of incidents and `undated`, the fullest first.

    Beyond `most` they share one, `OTHERS`, in which an incident counts once; the last is that of `NOBODY`.
    """
    told = _laned(snapshot, by)
    left, undated = _masks(snapshot, chosen)
    counts, without = told.group.within(left.mask), told.group.within(undated)
    there = sorted(np.flatnonzero(counts).tolist(), key=lambda n: (-counts[n], told.ids[n]))
    # One more than there is room for is shown all the same: a lane for one other would take as much.
    kept = there if len(there) <= most + 1 else there[:most]
    rows = [(told.ids[n], told.labels[n], int(counts[n]), int(without[n])) for n in kept]
    if folded := there[len(kept) :]:
        rest = told.group.rows_of(folded)
        label = f"{len(folded)} others"
        rows.append((OTHERS, label, int(np.count_nonzero(left.mask[rest])), int(np.count_nonzero(undated[rest]))))
    if alone := int(np.count_nonzero(left.mask[told.nobody])):
        rows.append((NOBODY, "nobody is named", alone, int(np.count_nonzero(undated[told.nobody]))))
    text = pd.StringDtype(na_value=pd.NA)
    frame = pd.DataFrame(rows, columns=["lane", "label", "count", "undated"])
    return frame.astype({"lane": text, "label": text, "count": "Int64", "undated": "Int64"})


def _placed(by: Lanes, condition: str) -> str:
    """Return the beginning of a question: `shown` are the incidents, `placed` their lanes."""
    return f"WITH shown AS (SELECT * FROM cards WHERE {condition}), placed AS ({_OF[by]})"  # noqa: S608  # `where` binds every value


def spans(snapshot: Snapshot, chosen: Filter, by: Lanes, shown: Sequence[str]) -> pd.DataFrame:
    """
    Return each incident in each of its lanes, by date, with its first and last possible day; the undated last.

    What is in none of the lanes `shown` stands once in the lane `OTHERS`.
    """
    condition, values = where(chosen)
    question = f"""{_placed(by, condition)}, folded AS (
            SELECT DISTINCT n, CASE WHEN list_contains(?, lane) THEN lane ELSE '{OTHERS}' END AS lane FROM placed
        )
        SELECT s.id, lane, title, kind, family, status, first, last, date_precision, date_words, place_name, actors,
            targets, snippet
        FROM folded JOIN shown s USING (n) ORDER BY coalesce(first, last) NULLS LAST, coalesce(last, first), s.id, lane
        """  # noqa: S608  # as above
    return prepare(snapshot).frame(question, [*values, list(shown)])


def cells(snapshot: Snapshot, chosen: Filter, by: Lanes, shown: Sequence[str], unit: Unit) -> pd.DataFrame:
    """
    Return how many incidents of each family began in each lane and unit of time: `lane`, `first`, `last`, `family`, `count`.

    `first` and `last` are absent for those whose date is unknown or said less exactly than a unit is long.
    """
    told, mask = _laned(snapshot, by), selected(snapshot, chosen).mask
    of = columns(snapshot)
    bins, firsts = bins_of(snapshot, unit.value, LENGTH[unit])
    codes = bins * len(FAMILIES) + FAMILY[of.kind]
    found: list[tuple[str, date | None, date | None, str, int]] = []
    for lane, rows in _rows_of(told, shown):
        counts = np.bincount(codes[rows[mask[rows]]])
        for code in np.flatnonzero(counts).tolist():
            number, family = divmod(code, len(FAMILIES))
            first = day(int(firsts[number - 1])) if number else None
            found.append((lane, first, first and last_of(first, unit), FAMILIES[family].value, int(counts[code])))
    found.sort(key=lambda row: (row[0], row[1] is None, row[1] or EPOCH, row[3]))
    text = pd.StringDtype(na_value=pd.NA)
    frame = pd.DataFrame(found, columns=["lane", "first", "last", "family", "count"])
    return frame.astype({"lane": text, "first": "datetime64[s]", "last": "datetime64[s]", "family": text, "count": "Int64"})


def _rows_of(told: _Laned, shown: Sequence[str]) -> Iterator[tuple[str, Numbers]]:
    """Yield the incidents of each lane that is shown, and once those of all others."""
    wanted = set(shown)
    others = [n for n, id_ in enumerate(told.ids) if id_ not in wanted]
    for n, id_ in enumerate(told.ids):
        if id_ in wanted:
            yield id_, told.group.rows_of([n])
    rest = told.group.rows_of(others)
    if NOBODY in wanted:
        yield NOBODY, told.nobody
    else:
        rest = np.union1d(rest, told.nobody)
    if len(rest):
        yield OTHERS, rest.astype(np.int64)


MOST_LISTED: Final = 1_000


def in_lane(
    snapshot: Snapshot, chosen: Filter, by: Lanes, lane: str, days: tuple[date | None, date | None] = (None, None)
) -> tuple[pd.DataFrame, int]:
    """
    Return the incidents of one lane in the columns of `incidents`, by date, the undated last, and how many there are in all.

    With `days`, only those whose first day is one of these or lies between them. There are `MOST_LISTED` rows at most.
    """
    told, of = _laned(snapshot, by), columns(snapshot)
    rows = dict(_rows_of(told, [lane])).get(lane, _NONE)
    rows = rows[selected(snapshot, chosen).mask[rows]]
    low, high = days
    if low or high:
        first = of.first[rows]
        rows = rows[(first != NO_DAY) & (first >= number_of(low or date.min)) & (first <= number_of(high or date.max))]
    order = np.argsort(earliest_first(snapshot)[rows])
    return frame_of(snapshot, rows[order][:MOST_LISTED]), len(rows)
