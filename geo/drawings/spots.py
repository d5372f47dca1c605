"""From rows to what is drawn at positions: places, and rings of several places, joined as `static/spots.js` joins them."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.model import FAMILY_OF, Precision
from geo.views import space
from geo.views.positions import UNIT, positioned, tenths_of_km, units

JOIN: Final = 42
"""Places closer than this many pixels become one ring on a small scale."""
LARGE_SCALE: Final = 8
"""Zoom from which it is large, and only what would cover each other becomes one."""
COVER: Final = 0.88
"""Of the sum of two radii: closer than that they cover each other."""
SMALLEST: Final = 11
LARGEST: Final = 28
"""Radii in pixels: of a symbol, of a ring."""
_MOST_IN_TOWN: Final = 50
_TILE: Final = 256
_COLUMNS: Final = ("lat", "lon", "mapped", "place_precision", "uncertainty_km", "kind", "status", "place_name")
UNNAMED: Final = "place not said"
_FAMILY: Final = {kind.value: family.value for kind, family in FAMILY_OF.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place with its incidents, or a ring of several places."""

    key: str
    x: float
    y: float
    """In the square of the world on a Mercator map, 0 to 1 from the north-west."""
    n: int
    families: Mapping[str, int]
    """How many incidents of each."""
    kind: str = ""
    status: str = ""
    """Empty for several."""
    near: bool = False
    town: bool = False
    km: float = 0.0
    """How far around it."""
    name: str = ""
    lat: float = 0.0
    lon: float = 0.0
    rows: tuple[int, ...] = ()
    """Of the frame; of a ring, those of its members."""
    members: tuple[Spot, ...] = ()

    @property
    def is_ring(self) -> bool:
        """Return whether it stands for more than one place."""
        return bool(self.members)

    @property
    def radius(self) -> float:
        """Return how large it is drawn, in pixels."""
        return ring_radius(self.n) if self.members else SMALLEST * (1.25 if self.n > 1 else 1)

    @property
    def shares(self) -> list[tuple[str, int]]:
        """Return the families, the commonest first."""
        return sorted(self.families.items(), key=lambda one: (-one[1], one[0]))


def ring_radius(n: int) -> float:
    """Return how large a ring of so many incidents is drawn, in pixels."""
    return min(13 + 2.4 * math.log2(n), LARGEST)


def places_of(incidents: pd.DataFrame) -> list[Spot]:
    """
    Return the places of rows of `views.incidents`: those at exactly one position, said equally exactly, are one.

    Rows are told by their number; where some were left out before, by the number in the column `_row`.
    """
    numbered = incidents if "_row" in incidents else incidents.assign(_row=np.arange(len(incidents)))
    drawn = positioned(numbered[[*_COLUMNS, "_row"]])
    if drawn.empty:
        return []
    lat, lon, km = units(drawn["lat"]), units(drawn["lon"]), tenths_of_km(drawn)
    near = (drawn["place_precision"] == Precision.NEAR.value).to_numpy(bool)
    radius = np.where(near, km, -1)
    order = np.lexsort((radius, lon, lat))
    rows = drawn.iloc[order]
    lat, lon, km, near, radius = lat[order], lon[order], km[order], near[order], radius[order]
    starts = np.flatnonzero(np.concatenate(([True], (np.diff(lat) != 0) | (np.diff(lon) != 0) | (np.diff(radius) != 0))))
    town = (rows["place_precision"] == Precision.SETTLEMENT.value).to_numpy(bool)
    lats: npt.NDArray[np.float64] = np.multiply(lat[starts], UNIT, dtype=np.float64)
    columns = (
        starts,
        np.append(starts[1:], len(rows)),
        lats,
        lon[starts] * UNIT,
        space.heights(lats),
        near[starts],
        km[starts],
        np.maximum.reduceat(km, starts) / 10,
        np.logical_or.reduceat(town, starts),
    )
    kinds, statuses, numbers = (rows[name].tolist() for name in ("kind", "status", "_row"))
    said = _Said(kinds, statuses, numbers, rows["place_name"].fillna(UNNAMED).tolist())
    return [_place(said, _Stand(*told)) for told in zip(*(column.tolist() for column in columns), strict=True)]


@dataclass(frozen=True, slots=True)
class _Said:
    """What is said of each row, place by place."""

    kind: list[str]
    status: list[str]
    row: list[int]
    name: list[str]


class _Stand(NamedTuple):
    """One place: the rows that stand there, from `begin` to before `end`, and where and how exactly."""

    begin: int
    end: int
    lat: float
    lon: float
    y: float
    near: bool
    first_km: int
    """Tenths of a kilometer around it that its first row says."""
    km: float
    town: bool


def _place(said: _Said, stand: _Stand) -> Spot:
    here = slice(stand.begin, stand.end)
    kinds, statuses, names = said.kind[here], said.status[here], said.name[here]
    counts: dict[str, int] = {}
    for kind in kinds:
        family = _FAMILY[kind]
        counts[family] = counts.get(family, 0) + 1
    return Spot(
        key=f"{stand.lat:.5f},{stand.lon:.5f},{_plain(stand.first_km) if stand.near else ''}",
        x=stand.lon / 360 + 0.5,
        y=stand.y,
        n=stand.end - stand.begin,
        families=counts,
        kind=kinds[0] if kinds.count(kinds[0]) == len(kinds) else "",
        status=statuses[0] if statuses.count(statuses[0]) == len(statuses) else "",
        near=stand.near,
        town=stand.town,
        km=stand.km,
        name=min(names, key=len),  # "Basra" rather than "consulate in Basra" for both
        lat=stand.lat,
        lon=stand.lon,
        rows=tuple(said.row[here]),
    )


def _plain(tenths: int) -> str:
    """Return a number of tenths as JavaScript writes the number."""
    return f"{tenths / 10:g}"


def clusters(spots: Sequence[Spot], zoom: float, marked: int = -1) -> list[Spot]:
    """Return what stands together at a zoom, wherever the map is panned; the place of the marked row stands alone."""
    scale = _TILE * 2**zoom
    alone = [spot for spot in spots if marked in spot.rows]
    others = [spot for spot in spots if marked not in spot.rows]
    joined = others if zoom >= LARGE_SCALE else gathered(others, JOIN / scale)

    def covering(a: Spot, b: Spot) -> float:
        return (a.radius + b.radius) * COVER / scale

    reach = 2 * LARGEST / scale
    return [*gathered(gathered(joined, reach, covering), reach, covering), *alone]


def gathered(spots: Sequence[Spot], reach: float, within: Callable[[Spot, Spot], float] | None = None) -> list[Spot]:
    """
    Return the spots with the near ones joined: the fullest takes in what lies within reach, then the next.

    Parameters
    ----------
    spots
        What is there.
    reach
        The farthest that two that are joined can be from each other, as a share of the world.
    within
        How near two of them must be, at most `reach`; None: that.
    """
    order = sorted(spots, key=lambda spot: (-spot.n, spot.key))
    squares = [(math.floor(spot.x / reach), math.floor(spot.y / reach)) for spot in order]
    free: dict[tuple[int, int], list[int]] = {}
    for n, square in enumerate(squares):
        free.setdefault(square, []).append(n)
    taken = [False] * len(order)
    out = []
    for n, spot in enumerate(order):
        if taken[n]:
            continue
        members = []
        column, line = squares[n]
        for square in ((column + dx, line + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)):
            there = free.get(square)
            if there is None:
                continue
            near = [one for one in there if _joins(order, n, one, within, reach)]
            if near:
                members += near
                for one in near:
                    taken[one] = True
                free[square] = [one for one in there if not taken[one]]
        out.append(spot if len(members) == 1 else _joined([order[one] for one in members]))
    return out


def _joins(order: Sequence[Spot], n: int, one: int, within: Callable[[Spot, Spot], float] | None, reach: float) -> bool:
    if one == n:
        return True
    spot, other = order[n], order[one]
    away = math.hypot(other.x - spot.x, other.y - spot.y)
    return away <= reach and away <= (reach if within is None else within(spot, other))


def _joined(spots: Sequence[Spot]) -> Spot:
    members = tuple(one for spot in spots for one in spot.members or (spot,))
    n = sum(spot.n for spot in spots)
    counts: dict[str, int] = {}
    for spot in spots:
        for family, many in spot.families.items():
            counts[family] = counts.get(family, 0) + many
    town = _common_town(members)
    return Spot(
        key=f"ring:{members[0].key}",
        x=sum(spot.x * spot.n for spot in spots) / n,
        y=sum(spot.y * spot.n for spot in spots) / n,
        n=n,
        families=counts,
        name=town.name if town else "",
        town=town is not None,
        lat=town.lat if town else 0.0,
        lon=town.lon if town else 0.0,
        rows=tuple(row for spot in spots for row in spot.rows),
        members=members,
    )


def _common_town(members: Sequence[Spot]) -> Spot | None:
    """Return the town in which all of a ring lie; a ring of several towns has none, and bears no name."""
    towns = sorted((place for place in members if place.town), key=lambda place: (-place.km, -place.n))
    if not towns or len(members) > _MOST_IN_TOWN:
        return None
    town = towns[0]

    def inside(place: Spot) -> bool:
        width = (place.lon - town.lon) * math.cos(math.radians(place.lat))
        return math.hypot(place.lat - town.lat, width) * 111 <= max(town.km, 12) * 1.5

    return town if all(map(inside, members)) else None
