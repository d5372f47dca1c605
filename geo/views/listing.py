"""Incidents one by one, a page at a time: what stands at a place, in a box, without a day, or all of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final, TypedDict, Unpack

import numpy as np
import pandas as pd

from geo.errors import InputError
from geo.model import Precision
from geo.store import Snapshot
from geo.store.snapshot import PATIENCE_S
from geo.views.columns import NO_DAY, PRECISIONS, Columns, Numbers, columns
from geo.views.counting import number_of
from geo.views.filters import Filter, where
from geo.views.frames import COLUMNS
from geo.views.picture import within
from geo.views.selection import Box, Selection, selected
from geo.views.tables import prepare

MOST_ROWS: Final = 100_000
"""Of one answer."""


class Part(TypedDict, total=False):
    """Which part of what the filter leaves, and in which order; what is not told asks for nothing."""

    box: Box | None
    """Drawn at a position in it, as in `picture`."""
    near: bool | None
    """With a box: said as "near" its place, or closer."""
    place: str
    """Id of the place."""
    undated: bool
    """Of which no day is known."""
    unmapped: bool
    """Not on the map, for whatever reason."""
    mapped: bool
    """Drawn at a position or as an area."""
    dated: bool
    """Of which some day is known."""
    since: date | None
    until: date | None
    """Began, as far as is known, on one of these days or between them."""
    latest: bool
    """The latest first; else the earliest. The undated stand last in either."""


def some(
    snapshot: Snapshot, chosen: Filter, *, limit: int = 100, offset: int = 0, **part: Unpack[Part]
) -> tuple[pd.DataFrame, int]:
    """
    Return a page of a part of what the filter leaves, in the columns of `incidents`, and how many the part has in all.

    Parameters
    ----------
    snapshot
        What is asked.
    chosen
        The filter.
    limit
        Rows of the page, 0 to `MOST_ROWS`.
    offset
        Rows before it, from 0 on.
    part
        See `Part`.

    Raises
    ------
    InputError
        If a number is out of range.
    """
    if not (0 <= limit <= MOST_ROWS and offset >= 0):
        msg = f"not a page of a list: {limit} rows from {offset} on; ask for at most {MOST_ROWS:,}"
        raise InputError(msg)
    page, total = numbers(snapshot, chosen, limit=limit, offset=offset, **part)
    return frame_of(snapshot, page), total


def at(snapshot: Snapshot, id_: str) -> pd.DataFrame:
    """Return the row of an incident in the columns of `incidents`; no row where there is no such incident."""
    return prepare(snapshot).frame(f"SELECT {', '.join(COLUMNS)} FROM cards WHERE id = ?", [id_])  # noqa: S608  # our own columns


def holds(snapshot: Snapshot, chosen: Filter, id_: str) -> bool:
    """Return whether the filter leaves an incident."""
    found = prepare(snapshot).rows("SELECT n FROM cards WHERE id = ?", [id_])
    return bool(found) and bool(selected(snapshot, chosen).mask[found[0]["n"]])


def numbers(snapshot: Snapshot, chosen: Filter, *, limit: int, offset: int = 0, **part: Unpack[Part]) -> tuple[Numbers, int]:
    """Return the numbers of the incidents on a page of a part, and how many the part has in all."""
    rows = _part(selected(snapshot, chosen), part)
    ranks = (latest_first if part.get("latest", True) else earliest_first)(snapshot)[rows]
    end = offset + limit
    if end < len(rows):
        nearest = np.argpartition(ranks, end)[:end]
        page = rows[nearest][np.argsort(ranks[nearest])]
    else:
        page = rows[np.argsort(ranks)]
    return page[offset:end], len(rows)


def around(snapshot: Snapshot, chosen: Filter, id_: str) -> tuple[str, str]:
    """Return the ids of the incidents before and after one, by date, among those that the filter leaves; "" at an end."""
    found = prepare(snapshot).rows("SELECT n FROM cards WHERE id = ?", [id_])
    if not found or not selected(snapshot, chosen).mask[found[0]["n"]]:
        return "", ""
    rows = selected(snapshot, chosen).rows
    ranks = earliest_first(snapshot)
    away = ranks[rows].astype(np.int64) - int(ranks[found[0]["n"]])
    before, after = rows[away < 0], rows[away > 0]
    near = [side[(pick(ranks[side]))] if len(side) else None for side, pick in ((before, np.argmax), (after, np.argmin))]
    earlier, later = (str(frame_of(snapshot, [int(n)])["id"].iloc[0]) if n is not None else "" for n in near)
    return earlier, later


ORDERS: Final = {
    "killed": "killed_low DESC NULLS LAST",
    "sources": "sources DESC",
    "conflicts": "disagreements DESC",
    "place": "place_name NULLS LAST",
    "kind": "kind",
}
"""Orders of a page that are not by date."""


def page(snapshot: Snapshot, chosen: Filter, by: str, *, limit: int, offset: int = 0) -> pd.DataFrame:
    """
    Return a page of what the filter leaves in one of `ORDERS`, then by number, in the columns of `incidents`.

    Raises
    ------
    InputError
        If there is no such order.
    """
    if by not in ORDERS:
        msg = f"no such order: {by}; there are {', '.join(ORDERS)}"
        raise InputError(msg)
    condition, values = where(chosen)
    question = f"SELECT n FROM cards WHERE {condition} ORDER BY {ORDERS[by]}, n LIMIT ? OFFSET ?"  # noqa: S608  # our own orders
    return frame_of(snapshot, prepare(snapshot).arrays(question, [*values, limit, offset])["n"])


def frame_of(snapshot: Snapshot, rows: Numbers | Sequence[int]) -> pd.DataFrame:
    """Return the incidents of those numbers in the columns of `incidents`, in that order."""
    question = f"""
        SELECT {", ".join(COLUMNS)} FROM cards
        JOIN (SELECT unnest(wanted) AS n, generate_subscripts(wanted, 1) AS nth FROM (SELECT ?::UINTEGER[] AS wanted)) USING (n)
        ORDER BY nth
        """  # noqa: S608  # as above
    return prepare(snapshot).frame(question, [[int(row) for row in rows]])


def earliest_first(snapshot: Snapshot) -> Numbers:
    """Return how many incidents stand before each one, by date, the undated last, then by id."""
    return snapshot.once(
        "earliest first", lambda: prepare(snapshot).arrays("SELECT nth FROM in_time ORDER BY n", budget=PATIENCE_S)["nth"]
    )


def latest_first(snapshot: Snapshot) -> Numbers:
    """Return how many stand before each one with the latest first; the undated stand behind the dated either way."""

    def make() -> Numbers:
        of, ranks = columns(snapshot), earliest_first(snapshot)
        dated = int(np.count_nonzero((of.first != NO_DAY) | (of.last != NO_DAY)))
        return np.where(ranks < dated, dated - 1 - ranks, ranks)

    return snapshot.once("latest first", make)


def _part(left: Selection, part: Part) -> Numbers:
    of = left.of
    box = part.get("box")
    rows = left.rows if box is None else within(left, box)
    near = part.get("near")
    if box is not None and near is not None:
        rows = rows[(of.precision[rows] == PRECISIONS.index(Precision.NEAR)) == near]
    if place := part.get("place"):
        site = of.sites.id.index(place) if place in of.sites.id else None
        rows = rows[of.site[rows] == site] if site is not None else rows[:0]
    if part.get("undated"):
        rows = rows[(of.first[rows] == NO_DAY) & (of.last[rows] == NO_DAY)]
    if part.get("mapped"):
        rows = rows[of.mapped[rows]]
    if part.get("unmapped"):
        rows = rows[~of.shown[rows]]
    return _begun(of, rows, part)


def _begun(of: Columns, rows: Numbers, part: Part) -> Numbers:
    since, until = part.get("since"), part.get("until")
    if not (since or until or part.get("dated")):
        return rows
    begins = np.where(of.first[rows] == NO_DAY, of.last[rows], of.first[rows])
    low, high = number_of(since or date.min), number_of(until or date.max)
    kept: Numbers = rows[(begins != NO_DAY) & (begins >= low) & (begins <= high)]
    return kept
