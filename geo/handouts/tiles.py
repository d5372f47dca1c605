# mypy: allow-untyped-calls
"""The part of the basemap that a few views need, as one file of tiles."""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from pmtiles.reader import Reader, all_tiles
from pmtiles.tile import zxy_to_tileid
from pmtiles.writer import Writer

WHOLE: Final = 4
"""Zooms up to which every tile is kept: the world, for whoever looks around."""
DEEPEST: Final = 6
"""Zoom of the deepest tiles; a closer look enlarges them."""
_REACH: Final = 1
"""Tiles around a view that are kept too."""
_LAT: Final = 85.05

Box = tuple[float, float, float, float]
"""West, south, east, north in degrees."""


def pruned(basemap: Path, views: Iterable[Box]) -> bytes:
    """
    Return the tiles of the whole world on a small scale, and deeper ones where the views are; a file of PMTiles.

    Raises
    ------
    OSError
        If the basemap cannot be read.
    """
    whole = basemap.read_bytes()

    def part(start: int, length: int) -> bytes:
        return whole[start : start + length]

    header, wanted, out = Reader(part).header(), set(_wanted(list(views))), io.BytesIO()
    writer = Writer(out)
    found = {zxy_to_tileid(*address): tile for address, tile in all_tiles(part) if address in wanted}
    for number, tile in sorted(found.items()):
        writer.write_tile(number, tile)
    kept: dict[str, Any] = {name: header[name] for name in _KEPT}
    writer.finalize(kept, Reader(part).metadata())
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


def _wanted(views: list[Box]) -> Iterator[tuple[int, int, int]]:
    for zoom in range(WHOLE + 1):
        yield from ((zoom, x, y) for x in range(2**zoom) for y in range(2**zoom))
    deep = {tile for view in views for zoom in range(WHOLE + 1, DEEPEST + 1) for tile in _around(view, zoom)}
    yield from deep


def _around(view: Box, zoom: int) -> Iterator[tuple[int, int, int]]:
    west, south, east, north = view
    count = 2**zoom
    left, right = (math.floor((lon + 180) / 360 * count) for lon in (west, east))
    top, bottom = (math.floor(_mercator(lat) * count) for lat in (north, south))
    columns = {x % count for x in range(left - _REACH, min(right + _REACH, left + count) + 1)}
    for y in range(max(top - _REACH, 0), min(bottom + _REACH, count - 1) + 1):
        for x in columns:
            yield zoom, x, y


def _mercator(lat: float) -> float:
    sine = math.sin(math.radians(max(-_LAT, min(_LAT, lat))))
    return 0.5 - math.log((1 + sine) / (1 - sine)) / (4 * math.pi)
