"""Incidents in time, lane by lane: one by one while they are few, counted when they are many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Final

import pandas as pd

from geo.store import Snapshot
from geo.views.cards import KIND_LABELS
from geo.views.filters import Filter, where
from geo.views.frames import LENGTH, Unit
from geo.views.listing import frame_of
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


def _placed(by: Lanes, condition: str) -> str:
    """Return the beginning of a question: `shown` are the incidents, `placed` their lanes."""
    return f"WITH shown AS (SELECT * FROM cards WHERE {condition}), placed AS ({_OF[by]})"  # noqa: S608  # `where` binds every value


def lanes(snapshot: Snapshot, chosen: Filter, by: Lanes, most: int = 10**6) -> pd.DataFrame:
    """
    Return the lanes, `lane`, `label`, `count` of incidents and `undated`, the fullest first.

    Beyond `most` they share one, `OTHERS`, in which an incident counts once; the last is that of `NOBODY`.
    """
    condition, values = where(chosen)
    question = f"""{_placed(by, condition)}, ranked AS (
            SELECT lane, row_number() OVER (ORDER BY count(*) DESC, lane) AS nth
            FROM placed WHERE lane <> '{NOBODY}' GROUP BY lane
        ), room AS (
            -- One more than there is room for is shown all the same: a lane for one other would take as much.
            SELECT count(*) AS lanes, CASE WHEN count(*) <= ?::BIGINT + 1 THEN count(*) ELSE ?::BIGINT END AS kept FROM ranked
        ), folded AS (
            SELECT DISTINCT n, CASE WHEN nth > kept THEN '{OTHERS}' ELSE lane END AS lane
            FROM placed LEFT JOIN ranked USING (lane) CROSS JOIN room
        )
        SELECT lane, CASE lane WHEN '{OTHERS}' THEN any_value(lanes - kept) || ' others'
                ELSE coalesce(any_value(p.name), lane) END AS label,
            count(*) AS count, count(*) FILTER (s.first IS NULL AND s.last IS NULL) AS undated
        FROM folded JOIN shown s USING (n) LEFT JOIN people p ON p.id = lane AND NOT p.parent CROSS JOIN room
        GROUP BY lane ORDER BY lane = '{NOBODY}', lane = '{OTHERS}', count DESC, lane
        """  # noqa: S608  # our own words; `where` binds every value
    frame = prepare(snapshot).frame(question, [*values, most, most])
    plain = {**{str(kind): label for kind, label in KIND_LABELS.items()}, NOBODY: "nobody is named"}
    return frame.assign(label=[plain.get(lane, label) for lane, label in zip(frame["lane"], frame["label"], strict=True)])


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
    condition, values = where(chosen)
    question = f"""{_placed(by, condition)}, folded AS (
            SELECT DISTINCT n, CASE WHEN list_contains(?, lane) THEN lane ELSE '{OTHERS}' END AS lane FROM placed
        ), binned AS (
            SELECT lane, family, CASE WHEN date_diff('day', first, last) < ? THEN date_trunc('{unit}', first)::DATE END AS bin
            FROM folded JOIN shown USING (n)
        )
        SELECT lane, bin AS first, (bin + INTERVAL 1 {unit} - INTERVAL 1 DAY)::DATE AS last, family, count(*) AS count
        FROM binned GROUP BY lane, bin, family ORDER BY lane, bin NULLS LAST, family
        """  # noqa: S608  # pasted are our own words; `where` binds every value
    return prepare(snapshot).frame(question, [*values, list(shown), LENGTH[unit]])


MOST_LISTED: Final = 1_000


def in_lane(
    snapshot: Snapshot, chosen: Filter, by: Lanes, lane: str, days: tuple[date | None, date | None] = (None, None)
) -> tuple[pd.DataFrame, int]:
    """
    Return the incidents of one lane in the columns of `incidents`, by date, the undated last, and how many there are in all.

    With `days`, only those whose first day is one of these or lies between them. There are `MOST_LISTED` rows at most.
    """
    condition, values = where(chosen)
    question = f"""{_placed(by, condition)}
        SELECT s.n FROM placed JOIN shown s USING (n) WHERE lane = ?
        AND (?::DATE IS NULL OR s.first >= ?) AND (?::DATE IS NULL OR s.first <= ?)
        ORDER BY coalesce(s.first, s.last) NULLS LAST, s.id
        """  # noqa: S608  # as above
    first, last = days
    rows = prepare(snapshot).arrays(question, [*values, lane, first, first, last, last])["n"]
    return frame_of(snapshot, rows[:MOST_LISTED]), len(rows)
