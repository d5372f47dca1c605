"""The basemap's tiles, read out of one file and kept as paths: `static/basemap.pmtiles`, zoom 0 to 6."""

from __future__ import annotations

import gzip
import mmap
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path as File
from typing import Any, Final

import mapbox_vector_tile
import numpy as np
from google.protobuf.message import DecodeError
from matplotlib.path import Path
from pmtiles.reader import Reader
from pmtiles.tile import MagicNumberNotFound, SpecVersionUnsupported

from geo.errors import FactsError

EXTENT: Final = 4096
"""Units along the side of a tile."""
DEEPEST: Final = 6
_KEPT: Final = 512
"""Tiles that are kept, some 50 kB each."""

_DAMAGE: Final = (OSError, ValueError, EOFError, IndexError, zlib.error, MagicNumberNotFound, SpecVersionUnsupported, DecodeError)

Address = tuple[int, int, int]
"""Zoom, column, row."""


@dataclass(frozen=True, slots=True, eq=False)
class Label:
    """A name and where it stands in its tile, in shares of the tile from the north-west."""

    name: str
    kind: str
    due: float
    """Zoom from which it is worth drawing."""
    x: float
    y: float
    weight: float
    """People, or the size of a country: the greater keeps its place."""
    capital: int
    """2 for that of a country, 1 for that of a division."""


@dataclass(frozen=True, slots=True, eq=False)
class Tile:
    """What is drawn of a tile; paths in units of the tile, y downward."""

    lines: Mapping[tuple[str, str, float], Path]
    """By layer, kind, and the zoom from which it is worth drawing; land and lakes are fills."""
    labels: tuple[Label, ...]


@lru_cache(maxsize=_KEPT)
def tile(source: File, stamp: int, address: Address) -> Tile:
    """
    Return a tile; one that is not there is empty.

    `stamp` is told apart files that were written anew.

    Raises
    ------
    FactsError
        If the file cannot be read.
    """
    try:
        packed = _reader(source, stamp)(*address)
        layers = mapbox_vector_tile.decode(gzip.decompress(packed), default_options={"y_coord_down": True}) if packed else {}
    except _DAMAGE as error:
        msg = f"{source}: the basemap cannot be read ({type(error).__name__}: {error}); reinstall the package"
        raise FactsError(msg) from error
    return Tile(_paths(layers), tuple(_labels(layers.get("labels", {}).get("features", ()))))


def stamp(source: File) -> int:
    """
    Return what tells a file that was written anew from what it was before.

    Raises
    ------
    FactsError
        If it is not there.
    """
    try:
        return source.stat().st_mtime_ns
    except OSError as error:
        msg = f"{source}: the basemap cannot be read ({error.strerror}); reinstall the package"
        raise FactsError(msg) from error


@lru_cache(maxsize=2)
def _reader(source: File, stamp: int) -> Callable[[int, int, int], bytes | None]:
    del stamp  # of what is kept
    with source.open("rb") as file:
        content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    archive: Any = Reader
    found: Callable[[int, int, int], bytes | None] = archive(lambda start, length: content[start : start + length]).get
    return found


def _paths(layers: Mapping[str, Any]) -> dict[tuple[str, str, float], Path]:
    found: dict[tuple[str, str, float], list[Any]] = {}
    for layer in ("earth", "lakes", "rivers", "borders"):
        for feature in layers.get(layer, {}).get("features", ()):
            told = feature["properties"]
            key = (layer, str(told.get("k", "")), float(told.get("z", 0)))
            found.setdefault(key, []).extend(_parts(feature["geometry"]))
    return {key: _path(parts) for key, parts in found.items() if parts}


def _parts(geometry: Mapping[str, Any]) -> Iterable[Any]:
    """Yield the rings of polygons and the lines, each a list of positions."""
    depth = {"LineString": 0, "MultiLineString": 1, "Polygon": 1, "MultiPolygon": 2}.get(geometry["type"])
    if depth is None:
        return ()
    parts = [geometry["coordinates"]]
    for _ in range(depth):
        parts = [one for part in parts for one in part]
    return (part for part in parts if len(part) > 1)


def _path(parts: Iterable[Any]) -> Path:
    arrays = [np.asarray(part, float) for part in parts]
    codes = np.full(sum(map(len, arrays)), Path.LINETO, Path.code_type)
    codes[np.cumsum([0, *map(len, arrays[:-1])])] = Path.MOVETO
    path = Path(np.concatenate(arrays), codes)
    path.should_simplify = False  # the file is as fine as a screen can show it
    return path


def _labels(features: Iterable[Mapping[str, Any]]) -> Iterable[Label]:
    for feature in features:
        told = feature["properties"]
        x, y = (float(value) / EXTENT for value in feature["geometry"]["coordinates"])
        # What stands beyond the edge belongs to the neighbor.
        if 0 <= x < 1 and 0 <= y < 1 and told.get("n"):
            yield Label(
                name=str(told["n"]),
                kind=str(told.get("k", "")),
                due=float(told.get("z", 0)),
                x=x,
                y=y,
                weight=float(told.get("p", told.get("a", 0))),
                capital=int(told.get("c", 0)),
            )
