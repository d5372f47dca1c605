"""What the map asks of every incident, as arrays in the order of space: a million rows are counted in milliseconds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from geo.model import FAMILY_OF, PHYSICAL, Family, Kind, Precision, Status
from geo.store import Snapshot
from geo.store.snapshot import PATIENCE_S
from geo.views.tables import prepare

KINDS: Final = tuple(Kind)
STATUSES: Final = tuple(Status)
PRECISIONS: Final = tuple(Precision)
FAMILIES: Final = tuple(Family)
FAMILY: Final = np.array([FAMILIES.index(FAMILY_OF[kind]) for kind in KINDS], np.uint8)
"""The number of the family of each kind."""
SEEN: Final = np.array([family in PHYSICAL for family in FAMILIES])
"""Whether a family can be seen from the street."""

UNIT: Final = 1e-5
"""Degrees; positions are whole numbers of it."""
NO_DAY: Final = int(np.iinfo(np.int32).min)
NO_SITE: Final = -1

Numbers = npt.NDArray[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sites:
    """Every place that some incident has, by its number."""

    id: list[str]
    name: list[str]
    precision: Numbers
    """Number in `PRECISIONS`."""
    lat: Numbers
    lon: Numbers
    """Degrees, NaN where the position is not known."""
    west: Numbers
    south: Numbers
    east: Numbers
    north: Numbers
    """The box around it in degrees, west > east across the antimeridian; NaN where it is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """One array per column and one value per incident, in the order of `cards.n`; nobody writes into them."""

    placed: int
    """How many incidents are drawn at a position; they are the first."""
    z: Numbers
    """Place on the curve of `space`, ascending; only of those that are placed."""
    lat: Numbers
    lon: Numbers
    """In `UNIT`; only of those that are placed."""
    km: Numbers
    """Uncertainty in tenths of a kilometre, 0 where it is not said; only of those that are placed."""
    kind: Numbers
    status: Numbers
    precision: Numbers
    """Numbers in `KINDS`, `STATUSES`, `PRECISIONS`."""
    first: Numbers
    last: Numbers
    """Days since 1970-01-01; `NO_DAY` where that end is not known."""
    mapped: Numbers
    """Whether it may be drawn at a position or as an area."""
    shown: Numbers
    """Whether it is on the map; what is mapped and has no known position is not."""
    claims: Numbers
    """How many claims tell of it."""
    dataset: Numbers
    """Number in `datasets`."""
    datasets: tuple[str, ...]
    site: Numbers
    """Number in `sites`; `NO_SITE` where no place is said."""
    sites: Sites

    def __len__(self) -> int:
        """Return how many incidents there are."""
        return len(self.kind)


def _number(column: str, values: Sequence[object]) -> str:
    names = ", ".join(f"'{value}'" for value in values)
    return f"(list_position([{names}], {column}) - 1)::UTINYINT"


def _day(column: str) -> str:
    return f"coalesce(date_diff('day', DATE '1970-01-01', {column}), {NO_DAY})::INTEGER"


_READ_SITES: Final = f"""
SELECT place_id, coalesce(name, '') AS name, {_number("precision", PRECISIONS)} AS precision,
    {", ".join(f"coalesce({name}, 'nan')::DOUBLE AS {name}" for name in ("lat", "lon", "west", "south", "east", "north"))}
FROM sites ORDER BY site
"""  # noqa: S608  # our own names

_READ: Final = f"""
SELECT placed, z, round(coalesce(lat, 0) / {UNIT})::INTEGER AS lat, round(coalesce(lon, 0) / {UNIT})::INTEGER AS lon,
    least(round(coalesce(uncertainty_km, 0) * 10), 65535)::USMALLINT AS km, {_number("kind", KINDS)} AS kind,
    {_number("status", STATUSES)} AS status, {_number("place_precision", PRECISIONS)} AS precision,
    {_day("first")} AS first, {_day("last")} AS last, mapped, not_mapped = '' AS shown,
    least(claims, 65535)::USMALLINT AS claims, dataset, coalesce(site, {NO_SITE})::INTEGER AS site
FROM cards LEFT JOIN (SELECT site, place_id FROM sites) USING (place_id) ORDER BY n
"""  # noqa: S608  # as above


def columns(snapshot: Snapshot) -> Columns:
    """Return the columns of a snapshot, read once."""
    return snapshot.once("columns", lambda: _read(prepare(snapshot)))


def _read(snapshot: Snapshot) -> Columns:
    datasets = tuple(row["dataset"] for row in snapshot.rows("SELECT DISTINCT dataset FROM cards ORDER BY dataset"))
    told = snapshot.arrays(_READ.replace(", dataset,", f", {_number('dataset', datasets)} AS dataset,"), budget=PATIENCE_S)
    placed = int(np.count_nonzero(told.pop("placed")))
    near = {name: told.pop(name)[:placed].copy() for name in ("z", "lat", "lon", "km")}
    sites = snapshot.arrays(_READ_SITES, budget=PATIENCE_S)
    ids, names = sites.pop("place_id").tolist(), sites.pop("name").tolist()
    return Columns(placed=placed, datasets=datasets, **near, **told, sites=Sites(id=ids, name=names, **sites))
