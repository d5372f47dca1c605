"""What belongs together in time and place, as boxes on the map with a first and a last day: what is in one is the cluster."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final, Self

import numpy as np
import numpy.typing as npt

from geo import geodesy
from geo.model import LatLon
from geo.views.columns import NO_DAY, UNIT
from geo.views.selection import Selection


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A threshold, and why it is where it is."""

    value: float
    reason: str


NEAR_KM: Final = Limit(
    value=30, reason="as far as the disc around a town that something is near: the next suburb is within, the next city is not"
)
WIDEST_KM: Final = Limit(value=250, reason="as much as a map shows with its towns named")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """How exactly incidents are dated that make a cluster, and what holds it together in time; in days."""

    dated: Limit
    """An incident with more possible days makes no cluster of this tier."""
    near: Limit
    longest: Limit


TIERS: Final = (
    Tier(
        dated=Limit(value=7, reason='"on Tuesday" and "last week" belong to a moment, "in May" does not'),
        near=Limit(value=3, reason="a reply or a funeral comes within days, and reports disagree by one or two"),
        longest=Limit(value=21, reason="what a room takes in as one course of events; a longer one becomes several scenes"),
    ),
    Tier(
        dated=Limit(value=92, reason='"in May" and "this summer" belong to a season, "in 2031" does not'),
        near=Limit(value=14, reason="less than half of what the day of such an incident is off by"),
        longest=Limit(value=184, reason="two seasons, so that what may belong to either end of one is not cut in two"),
    ),
)
"""The second only looks at what the first has left."""

_GRID: Final = 100
"""Of `UNIT`: a thousandth of a degree, within which positions are one. Edges of boxes run between its cells."""
_PEAK_CELLS: Final = 250
"""Cells of the grid (a quarter of a degree) to a side of what is counted to find where most happened."""
_PEAK_DAYS: Final = 7
_ROUNDS: Final = 40
_TRIED: Final = 3
"""Clusters that are looked at for each that is wanted: where most happened in a week is not always the largest."""
_M_PER_KM: Final = 1_000.0

Numbers = npt.NDArray[np.int64]
Chosen = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """Cells of the grid from one to another, and days since 1970-01-01; both ends are inside."""

    west: int
    south: int
    east: int
    north: int
    first: int
    last: int

    def meets(self, other: Self) -> bool:
        """Return whether some position and day lies in both."""
        return (
            self.west <= other.east
            and other.west <= self.east
            and self.south <= other.north
            and other.south <= self.north
            and self.first <= other.last
            and other.first <= self.last
        )

    @property
    def within(self) -> str:
        """The box as the filter reads it: its edges lie between positions, which have five decimals."""
        edges = (max(_edge(self.south), -90), _edge(self.west), min(_edge(self.north + 1), 90), _edge(self.east + 1))
        return ",".join(f"{edge:.6f}" for edge in edges)


def _edge(cell: int) -> float:
    return (cell * _GRID - 0.5) * UNIT


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """A box, and how many incidents made it."""

    box: Box
    incidents: int
    claims: int


@dataclass(frozen=True, slots=True)
class _Points:
    """Incidents with a position and a time, one value of each array for each."""

    x: Numbers
    y: Numbers
    """Cells of the grid."""
    first: Numbers
    last: Numbers
    claims: Numbers

    def of(self, box: Box, free: npt.NDArray[np.bool_]) -> Chosen:
        inside = free & (self.x >= box.west) & (self.x <= box.east) & (self.y >= box.south) & (self.y <= box.north)
        return np.flatnonzero(inside & (self.first <= box.last) & (self.last >= box.first))

    def bounds(self, rows: Chosen) -> Box:
        x, y = self.x[rows], self.y[rows]
        return Box(
            west=int(x.min()),
            south=int(y.min()),
            east=int(x.max()),
            north=int(y.max()),
            first=int(self.first[rows].min()),
            last=int(self.last[rows].max()),
        )


def clusters(left: Selection, most: int) -> tuple[Cluster, ...]:
    """
    Return the strongest clusters of what a filter leaves, by their first day.

    The same each time. A position and a day lie in one cluster at most; who is dated less exactly may fall into several, as the
    filter of a range of days says. What has no position on the map, or no day to the week, is in none. Clusters do not cross the
    antimeridian.

    Parameters
    ----------
    left
        What is looked at; 1,000,000 incidents take about a second.
    most
        How many clusters, 0 or more. The strongest have most incidents, then most claims, then happened first.
    """
    found: list[Cluster] = []
    taken: list[Box] = []
    for tier in TIERS:
        wanted = most - len(found)
        candidates = list(islice(_found(_points(left, tier), tier, taken), wanted * _TRIED))
        found += sorted(candidates, key=lambda one: (-one.incidents, -one.claims, one.box.first, one.box.west, one.box.south))[
            :wanted
        ]
    return tuple(sorted(found, key=lambda one: (one.box.first, one.box.last, one.box.west, one.box.south)))


def _points(left: Selection, tier: Tier) -> _Points:
    of, rows = left.of, left.placed
    first, last = of.first[rows].astype(np.int64), of.last[rows].astype(np.int64)
    timed = (first != NO_DAY) & (last != NO_DAY) & (last - first < tier.dated.value)
    rows = rows[timed]
    x, y = (np.floor_divide(side[rows].astype(np.int64), _GRID) for side in (of.lon, of.lat))
    return _Points(x, y, first[timed], last[timed], of.claims[rows].astype(np.int64))


def _found(points: _Points, tier: Tier, taken: list[Box]) -> Iterator[Cluster]:
    """Yield clusters that meet none of the boxes that are taken, and take theirs."""
    free = np.ones(len(points.x), np.bool_)
    for box in taken:
        free[points.of(box, free)] = False
    for seed in _peaks(points, free):
        rows = _grown(points, free, seed, tier)
        rows = _apart(points, free, rows, taken)
        if not len(rows):
            continue
        free[rows] = False
        box = points.bounds(rows)
        taken.append(box)
        yield Cluster(box=box, incidents=len(rows), claims=int(points.claims[rows].sum()))


def _peaks(points: _Points, free: npt.NDArray[np.bool_]) -> Iterator[Chosen]:
    """Yield the incidents of the cell and week in which most of those that are still free happened, again and again."""
    if not len(free):
        return
    place = np.floor_divide(points.x, _PEAK_CELLS) << 20 | (np.floor_divide(points.y, _PEAK_CELLS) + (1 << 18))
    week = np.floor_divide(points.first, _PEAK_DAYS)
    _, cell = np.unique(place * (1 << 24) + week, return_inverse=True)
    counts = np.bincount(cell[free], minlength=int(cell.max()) + 1)
    gone = ~free
    while counts.any():
        peak = int(counts.argmax())
        rows = np.flatnonzero((cell == peak) & free)
        yield rows
        now = ~free
        if (now == gone).all():  # nothing could be made of it
            free[rows] = False
            now = ~free
        counts -= np.bincount(cell[now & ~gone], minlength=len(counts))
        gone = now


def _grown(points: _Points, free: npt.NDArray[np.bool_], seed: Chosen, tier: Tier) -> Chosen:
    """Return what is near the middle of the seed, then what is near that, and so on as far as a cluster may reach."""
    middle = seed[np.lexsort((points.y[seed], points.x[seed], points.first[seed]))][len(seed) // 2]
    rows = np.array([middle])
    limit = _around(points.bounds(rows), WIDEST_KM.value / 2, int(tier.longest.value) // 2)
    box = points.bounds(rows)
    for _ in range(_ROUNDS):
        near = _around(box, NEAR_KM.value, int(tier.near.value))
        rows = _inside(points, points.of(_both(near, limit), free), limit)
        wider = points.bounds(rows)
        if wider == box:
            break
        box = wider
    return rows


def _inside(points: _Points, rows: Chosen, limit: Box) -> Chosen:
    """Leave out what only begins or ends within the limit."""
    return rows[(points.first[rows] >= limit.first) & (points.last[rows] <= limit.last)]


def _around(box: Box, km: float, days: int) -> Box:
    """Return the box that reaches so far beyond another, along the ground."""
    far = km * _M_PER_KM
    south, north = max(box.south * _GRID * UNIT, -90.0), min(box.north * _GRID * UNIT, 90.0)
    widest = LatLon(max(abs(south), abs(north)) if abs(south) != abs(north) else north, 0.0)
    degrees = abs(geodesy.destination(widest, 90, far).lon)
    up = geodesy.destination(LatLon(north, 0.0), 0, far)
    down = geodesy.destination(LatLon(south, 0.0), 180, far)
    cells = int(degrees / (_GRID * UNIT))
    return Box(
        west=box.west - cells,
        south=_cell(down.lat) if down.lat < south else _cell(-90),
        east=box.east + cells,
        north=_cell(up.lat) if up.lat > north else _cell(90),
        first=box.first - days,
        last=box.last + days,
    )


def _cell(degrees: float) -> int:
    return int(degrees // (_GRID * UNIT))


def _both(one: Box, other: Box) -> Box:
    return Box(
        west=max(one.west, other.west),
        south=max(one.south, other.south),
        east=min(one.east, other.east),
        north=min(one.north, other.north),
        first=max(one.first, other.first),
        last=min(one.last, other.last),
    )


def _apart(points: _Points, free: npt.NDArray[np.bool_], rows: Chosen, taken: list[Box]) -> Chosen:
    """Return what is left when the box is cut along a side of each box it meets, where least is lost."""
    for other in taken:
        if not len(rows):
            break
        box = points.bounds(rows)
        if not box.meets(other):
            continue
        cuts = (
            replace(box, last=other.first - 1),
            replace(box, first=other.last + 1),
            replace(box, east=other.west - 1),
            replace(box, west=other.east + 1),
            replace(box, north=other.south - 1),
            replace(box, south=other.north + 1),
        )
        kept = [_inside(points, points.of(cut, free), cut) for cut in cuts]
        rows = max(kept, key=len)
    return rows
