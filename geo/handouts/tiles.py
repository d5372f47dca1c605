# mypy: allow-untyped-calls
"""The part of the basemap that a few views need, as one file of tiles."""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pmtiles.reader import Reader, all_tiles
from pmtiles.tile import zxy_to_tileid
from pmtiles.writer import Writer

Address = tuple[int, int, int]
"""Zoom, column, row."""
Box = tuple[float, float, float, float]

WHOLE: Final = 4
"""Zooms up to which every tile is kept: the world, for whoever looks around. Closer, `static/basemap.js` enlarges these."""
DEEPEST: Final = 6
"""Zoom of the deepest tiles; a closer look enlarges them."""
MOST_BYTES: Final = 3_200_000
"""Of all tiles; where the views need more, the closest are left out, the later views' first."""
_REACH: Final = 1
"""Tiles around a view that are kept too."""
_LAT: Final = 85.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What will be looked at."""

    box: Box
    """West, south, east, north in degrees."""
    zoom: int
    """Of the tiles that are drawn then."""


def pruned(basemap: Path, looks: Iterable[Look], most: int = MOST_BYTES) -> bytes:
    """
    Return the tiles of the whole world on a small scale, and closer ones where somebody will look; a file of PMTiles.

    Raises
    ------
    OSError
        If the basemap cannot be read.
    """
    whole = basemap.read_bytes()

    def part(start: int, length: int) -> bytes:
        return whole[start : start + length]

    header, out = Reader(part).header(), io.BytesIO()
    tiles = dict(all_tiles(part))
    kept = {address: tile for address, tile in tiles.items() if address[0] <= WHOLE}
    left = most - sum(map(len, kept.values()))
    for address in _closer(list(looks)):
        if address in tiles and address not in kept and (left := left - len(tiles[address])) >= 0:
            kept[address] = tiles[address]
    writer = Writer(out)
    for number, tile in sorted((zxy_to_tileid(*address), tile) for address, tile in kept.items()):
        writer.write_tile(number, tile)
    told: dict[str, Any] = {name: header[name] for name in _KEPT}
    writer.finalize(told, Reader(part).metadata())
    return out.getvalue()


_KEPT: Final = (
    "tile_compression",
    "tile_type",
    "min_lon_e7",
    "min_lat_e7",
    "max_lon_e7",
    "max_lat_e7",
    "center_zoom",
    "center_lon_e7",
    "center_lat_e7",
)


def _closer(looks: list[Look]) -> Iterator[Address]:
    """Yield the tiles of the views, those on the smallest scale first."""
    for zoom in range(WHOLE + 1, DEEPEST + 1):
        for look in looks:
            if zoom <= look.zoom:
                yield from _around(look.box, zoom)


def _around(view: Box, zoom: int) -> Iterator[Address]:
    west, south, east, north = view
    count = 2**zoom
    left, right = (math.floor((lon + 180) / 360 * count) for lon in (west, east))
    top, bottom = (math.floor(_mercator(lat) * count) for lat in (north, south))
    columns = sorted({x % count for x in range(left - _REACH, min(right + _REACH, left + count) + 1)})
    for y in range(max(top - _REACH, 0), min(bottom + _REACH, count - 1) + 1):
        for x in columns:
            yield zoom, x, y


def _mercator(lat: float) -> float:
    sine = math.sin(math.radians(max(-_LAT, min(_LAT, lat))))
    return 0.5 - math.log((1 + sine) / (1 - sine)) / (4 * math.pi)
