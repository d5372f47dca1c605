"""What stands in a view of the map: clusters while there are many incidents, each place by itself when there are few."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from geo.errors import InputError
from geo.model import Family, Precision
from geo.store import Snapshot
from geo.views import space
from geo.views.columns import FAMILIES, FAMILY, NO_SITE, PRECISIONS, SEEN, UNIT, Columns, Numbers
from geo.views.filters import Filter
from geo.views.selection import Box, Selection, selected

MAX_ZOOM: Final = 22
MOST_PLACES: Final = 3_000
"""Incidents in view up to which each place is shown by itself."""
MOST_NAMED: Final = 1_000
"""Spots up to which each carries the name of its place; beyond, names would be most of the answer."""
MOST_AREAS: Final = 150
MOST_COUNTRIES: Final = 30

CELL: Final = 32
"""Pixels of the cells in which incidents are counted."""
RADIUS: Final = 56
"""Pixels around the middle of a cluster from which it takes the cells that are still free."""
_TILE: Final = 256
_SEVERAL: Final = -1
_WHOLE: Final = 360.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Spots:
    """What is drawn at positions, in the order of space; a number of -1 stands for several, or for what is not said."""

    lat: Numbers
    lon: Numbers
    """Degrees."""
    n: Numbers
    """Incidents."""
    families: Numbers
    """A row for each spot and a column for each of `FAMILIES`: how many of them."""
    kind: Numbers
    status: Numbers
    precision: Numbers
    km: Numbers
    """Tenths of a kilometre."""
    site: Numbers
    key: Numbers
    """The number of one of the incidents."""
    box: Numbers
    """West, south, east, north of the members in degrees, a row for each spot; none where each stands for one place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shade:
    """What is said no closer than an area or a country."""

    site: int
    families: Mapping[Family, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """The answer to a view of the map."""

    total: int
    """What the filter leaves, wherever it is."""
    in_view: int
    """What is drawn at a position in the box."""
    clusters: bool
    """Whether spots are clusters; else each is a place."""
    extent: Box | None
    spots: Spots
    areas: Sequence[Shade]
    countries: Sequence[Shade]
    more_countries: tuple[int, int]
    """How many countries there are besides, and incidents in them."""
    of: Columns


def picture(snapshot: Snapshot, chosen: Filter, box: Box, zoom: int) -> Picture:
    """
    Return what stands in a view of the map.

    Parameters
    ----------
    snapshot
        What is asked.
    chosen
        The filter.
    box
        West, south, east, north of the view in degrees, west < east; both may lie beyond 180 where it crosses the antimeridian.
    zoom
        0 to `MAX_ZOOM`, as in tiles: the world is 256 * 2**zoom pixels wide.

    Raises
    ------
    InputError
        If the box or the zoom is none.
    QueryError
        If it takes too long.
    """
    west, south, east, north = box
    if not (all(map(np.isfinite, box)) and west <= east and south <= north and 0 <= zoom <= MAX_ZOOM):
        msg = f"not a view of the map: {box} at zoom {zoom}"
        raise InputError(msg)
    left = selected(snapshot, chosen)
    rows = within(left, box)
    clusters = len(rows) > MOST_PLACES
    countries = _shades(left, Precision.COUNTRY)
    rest = countries[MOST_COUNTRIES:]
    return Picture(
        total=left.total,
        in_view=len(rows),
        clusters=clusters,
        extent=left.extent,
        spots=_clusters(left.of, rows, west, zoom) if clusters else _places(left.of, rows),
        areas=_areas(left, box),
        countries=countries[:MOST_COUNTRIES],
        more_countries=(len(rest), sum(sum(shade.families.values()) for shade in rest)),
        of=left.of,
    )


# --- the view ------------------------------------------------------------------------------


def within(left: Selection, box: Box) -> Numbers:
    """Return the numbers of those that are drawn at a position in the box, edges included, ascending."""
    found = [_inside(left, part) for part in _parts(box)]
    return found[0] if len(found) == 1 else np.unique(np.concatenate(found))


def _parts(box: Box) -> list[Box]:
    """Return the box in pieces that lie between 180 degrees west and east."""
    west, south, east, north = box
    if east - west >= _WHOLE:
        return [(-180.0, south, 180.0, north)]
    turns = np.floor((west + 180) / _WHOLE) * _WHOLE
    west, east = west - turns, east - turns
    if east <= 180:
        return [(west, south, east, north)]
    return [(west, south, 180.0, north), (-180.0, south, east - _WHOLE, north)]


def _inside(left: Selection, part: Box) -> Numbers:
    west, south, east, north = part
    of = left.of
    # What lies in a box stands on the curve between the box's corners.
    begin = int(np.searchsorted(of.z, np.uint64(space.code(north, west)), "left"))
    end = int(np.searchsorted(of.z, np.uint64(space.code(south, east)), "right"))
    mask = left.mask[begin:end].copy() if left.bits is not None else np.ones(end - begin, np.bool_)
    for values, low, high in ((of.lat, south, north), (of.lon, west, east)):
        if low > (-90 if values is of.lat else -180) or high < (90 if values is of.lat else 180):
            slice_ = values[begin:end]
            mask &= (slice_ >= round(low / UNIT)) & (slice_ <= round(high / UNIT))
    return np.flatnonzero(mask) + begin


# --- clusters ------------------------------------------------------------------------------


def _clusters(of: Columns, rows: Numbers, west: float, zoom: int) -> Spots:
    """Count in cells, then let the fullest take its neighbors: no two clusters stand in each other's way."""
    level = min(zoom + int(np.log2(_TILE // CELL)), space.BITS)
    cells = of.z[rows] >> np.uint64(2 * (space.BITS - level))
    starts = np.flatnonzero(np.concatenate(([True], cells[1:] != cells[:-1])))
    counts = np.diff(np.append(starts, len(rows)))
    lat, lon = of.lat[rows], _unrolled(of.lon[rows], west)
    side = _TILE * 2.0**zoom
    middle_lat = np.add.reduceat(lat, starts, dtype=np.int64) / counts * UNIT
    middle_lon = np.add.reduceat(lon, starts, dtype=np.int64) / counts * UNIT
    at = np.column_stack(((middle_lon / _WHOLE + 0.5) * side, space.heights(middle_lat) * side))
    label, fullest = _merged(at, counts)
    many = len(fullest)
    n = np.bincount(label, counts, many).astype(np.int64)
    families = np.bincount(np.repeat(label, counts) * len(FAMILIES) + FAMILY[of.kind[rows]], minlength=many * len(FAMILIES))
    edges = [_edge(edge, values, starts, label, many) for edge, values in _edges(lat, lon)]
    one = rows[starts[fullest]]
    alone = n == 1
    order = np.argsort(one, kind="stable")

    def known(values: Numbers) -> Numbers:
        return np.where(alone, values[one].astype(np.int64), _SEVERAL)[order]

    return Spots(
        lat=(np.bincount(label, middle_lat * counts, many) / n)[order],
        lon=_rolled(np.bincount(label, middle_lon * counts, many) / n)[order],
        n=n[order],
        families=families.reshape(many, len(FAMILIES))[order],
        kind=known(of.kind),
        status=known(of.status),
        precision=known(of.precision),
        km=np.where(alone, of.km[one], 0)[order],
        site=known(of.site),
        key=one[order],
        box=_rolled_box(np.column_stack(edges)[order] * UNIT),
    )


def _unrolled(lon: Numbers, west: float) -> Numbers:
    """Return longitudes as they lie in a view that begins at `west`: none is further west."""
    turns = np.ceil((west / UNIT - lon) / (_WHOLE / UNIT)).astype(np.int64) if west < -180 or west > -180 else 0
    return lon + turns * round(_WHOLE / UNIT)


def _rolled(lon: Numbers) -> Numbers:
    return (lon + 180) % _WHOLE - 180


def _rolled_box(box: Numbers) -> Numbers:
    """Return boxes whose west edge lies between 180 degrees west and east; the east edge may lie beyond."""
    turns = _rolled(box[:, 0]) - box[:, 0]
    box[:, 0] += turns
    box[:, 2] += turns
    return box


def _edges(lat: Numbers, lon: Numbers) -> Sequence[tuple[np.ufunc, Numbers]]:
    return ((np.minimum, lon), (np.minimum, lat), (np.maximum, lon), (np.maximum, lat))


def _edge(edge: np.ufunc, values: Numbers, starts: Numbers, label: Numbers, many: int) -> Numbers:
    of_cells = edge.reduceat(values, starts).astype(np.int64)
    found = np.full(many, of_cells.max() if edge is np.minimum else of_cells.min())
    edge.at(found, label, of_cells)
    return found


def _merged(at: Numbers, counts: Numbers) -> tuple[Numbers, Numbers]:
    """
    Return the number of the cluster of each cell, and the fullest cell of each cluster.

    Cells are taken the fullest first; a cell that is still free takes all free ones within `RADIUS` of its middle.
    """
    order = np.argsort(-counts, kind="stable").tolist()
    xs, ys = at[:, 0].tolist(), at[:, 1].tolist()
    near: dict[tuple[int, int], list[int]] = {}
    squares = [(int(x // RADIUS), int(y // RADIUS)) for x, y in zip(xs, ys, strict=True)]
    for n, square in enumerate(squares):
        near.setdefault(square, []).append(n)
    label = [-1] * len(order)
    fullest: list[int] = []
    for n in order:
        if label[n] >= 0:
            continue
        mine, x, y = len(fullest), xs[n], ys[n]
        fullest.append(n)
        column, line = squares[n]
        for square in _AROUND:
            for other in near.get((column + square[0], line + square[1]), ()):
                if label[other] < 0 and (xs[other] - x) ** 2 + (ys[other] - y) ** 2 <= RADIUS**2:
                    label[other] = mine
    return np.array(label), np.array(fullest)


_AROUND: Final = tuple((column, line) for column in (-1, 0, 1) for line in (-1, 0, 1))


# --- places --------------------------------------------------------------------------------


def _places(of: Columns, rows: Numbers) -> Spots:
    """Put together what was said of the same place equally closely."""
    near = (of.precision[rows] == PRECISIONS.index(Precision.NEAR)).astype(np.int64)
    said = np.column_stack((of.lat[rows], of.lon[rows], near, near * of.km[rows])).astype(np.int64)
    _, first, label = np.unique(said, axis=0, return_index=True, return_inverse=True)
    many = len(first)
    label = label.reshape(-1)
    one = rows[first]
    order = np.argsort(one, kind="stable")
    families = np.bincount(label * len(FAMILIES) + FAMILY[of.kind[rows]], minlength=many * len(FAMILIES))

    def same(values: Numbers) -> Numbers:
        mine = values[rows].astype(np.int64)
        least, most = np.full(many, np.iinfo(np.int64).max), np.full(many, -1)
        np.minimum.at(least, label, mine)
        np.maximum.at(most, label, mine)
        return np.where(least == most, least, _SEVERAL)[order]

    closest, widest = np.full(many, len(PRECISIONS)), np.zeros(many, np.int64)
    np.minimum.at(closest, label, of.precision[rows].astype(np.int64))
    np.maximum.at(widest, label, of.km[rows].astype(np.int64))
    return Spots(
        lat=of.lat[one][order] * UNIT,
        lon=of.lon[one][order] * UNIT,
        n=np.bincount(label, minlength=many)[order],
        families=families.reshape(many, len(FAMILIES))[order],
        kind=same(of.kind),
        status=same(of.status),
        precision=closest[order],
        km=widest[order],
        site=_shortest(of, rows, label, many)[order],
        key=one[order],
        box=np.empty((0, 4)),
    )


def _shortest(of: Columns, rows: Numbers, label: Numbers, many: int) -> Numbers:
    """Return for each place the site with the shortest name: "Basra" and not "consulate in Basra"."""
    best = [NO_SITE] * many
    names = of.sites.name
    for spot, site in zip(label.tolist(), of.site[rows].tolist(), strict=True):
        known = best[spot]
        if site != known and site >= 0 and (known < 0 or (len(names[site]), names[site]) < (len(names[known]), names[known])):
            best[spot] = site
    return np.array(best, np.int64)


# --- areas ---------------------------------------------------------------------------------


def _areas(left: Selection, box: Box) -> list[Shade]:
    """Return the areas whose extent meets the view, the fullest first."""
    found = []
    for shade in _shades(left, Precision.AREA):
        if _meets(left.of, shade.site, box):
            found.append(shade)
            if len(found) == MOST_AREAS:
                break
    return found


def _meets(of: Columns, site: int, box: Box) -> bool:
    sites = of.sites
    west, south, east, north = (float(edge[site]) for edge in (sites.west, sites.south, sites.east, sites.north))
    if np.isnan(west):
        west = east = float(sites.lon[site])
        south = north = float(sites.lat[site])
    if np.isnan(west) or south > box[3] or north < box[1]:
        return False
    east += _WHOLE if east < west else 0
    # Some turn of the world brings them together, or none does.
    turns = np.ceil((box[0] - east) / _WHOLE) * _WHOLE
    return bool(west + turns <= box[2])


def _shades(left: Selection, precision: Precision) -> list[Shade]:
    shades: dict[Precision, list[Shade]] = left.kept
    if precision not in shades:
        shades[precision] = _counted(left, precision)
    return shades[precision]


def _counted(left: Selection, precision: Precision) -> list[Shade]:
    of = left.of
    rest = slice(of.placed, None)
    family = FAMILY[of.kind[rest]]
    drawn = SEEN[family] if precision is Precision.COUNTRY else of.mapped[rest]
    kept = left.mask[rest] & drawn & (of.precision[rest] == PRECISIONS.index(precision)) & (of.site[rest] >= 0)
    sites, label = np.unique(of.site[rest][kept], return_inverse=True)
    counts = np.bincount(label * len(FAMILIES) + family[kept], minlength=len(sites) * len(FAMILIES)).reshape(-1, len(FAMILIES))
    order = np.lexsort((sites, -counts.sum(axis=1)))
    return [
        Shade(site=int(sites[n]), families={FAMILIES[f]: int(count) for f, count in enumerate(counts[n]) if count}) for n in order
    ]
