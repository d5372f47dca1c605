"""GeoJSON: features read one at a time, so that one which is wrong does not hide the others."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from geo.errors import RefusedError
from geo.imports import raw
from geo.imports.extent import EXTENT, GEOMETRY, LATITUDE, LONGITUDE, Extent
from geo.imports.raw import Chunk
from geo.imports.streams import CONTROLS

MAX_BYTES: Final = 256 * 2**20
"""The text of a file is held in memory."""
_FEATURES: Final = 5_000
_LOOKED_AT: Final = 1_000
"""Features whose properties are listed as columns."""
_STRAY: Final = dict.fromkeys(CONTROLS)
_DEPTH: Final = 64
_GAP: Final = re.compile(r"[ \t\r\n]{0,1000000}")
_GEOMETRY: Final = frozenset(
    {"Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon", "GeometryCollection"}
)


class Features:
    """A collection of features."""

    def __init__(self, text: str, name: str) -> None:
        """
        Look for the properties of the first features.

        Raises
        ------
        RefusedError
            If it is no collection of features.
        """
        self._text, self._name = text, name
        self.warnings: list[str] = []
        self._start = _start_of_features(text, name)
        keys: dict[str, None] = {}
        for number, (feature, _) in enumerate(self._features()):
            keys.update(dict.fromkeys(_properties(feature)))
            if number >= _LOOKED_AT or len(keys) >= raw.MAX_COLUMNS:
                break
        self._keys = list(keys)[: raw.MAX_COLUMNS - 4]
        self.columns = raw.unique([LATITUDE, LONGITUDE, EXTENT, GEOMETRY, *self._keys])

    def chunks(self) -> Iterator[Chunk]:
        """Yield all features in their order; the first has the number 1."""
        numbers: list[int] = []
        cells: list[list[str | None]] = []
        bad: list[tuple[int, str, str]] = []
        at = self._start
        for number, (feature, at) in enumerate(self._features(), start=1):
            try:
                told = _geometry(feature)
            except ValueError as error:
                bad.append((number, str(error), json.dumps(feature, ensure_ascii=False)[: raw.SHOWN]))
            else:
                properties = _properties(feature)
                numbers.append(number)
                cells.append([*told, *(_plain(properties.get(key)) for key in self._keys)])
            if len(cells) + len(bad) >= _FEATURES:
                yield Chunk(raw.table(self.columns, numbers, cells), raw.bad(bad), at, len(self._text))
                numbers, cells, bad = [], [], []
        yield Chunk(raw.table(self.columns, numbers, cells), raw.bad(bad), at, len(self._text))

    def _features(self) -> Iterator[tuple[Any, int]]:
        text, at = self._text, self._start
        while True:
            at = _skip(text, at)
            if text[at : at + 1] == "]":
                return
            feature, at = _value(text, at, self._name)
            yield feature, at
            at = _skip(text, at)
            if text[at : at + 1] == ",":
                at += 1
            elif text[at : at + 1] != "]":
                raise _broken(self._name, at)


def _start_of_features(text: str, name: str) -> int:
    """Return where the first feature begins, within the array of the top object's "features"."""
    at = _skip(text, 0)
    if text[at : at + 1] != "{":
        raise _broken(name, at)
    at += 1
    while True:
        at = _skip(text, at)
        if text[at : at + 1] == "}":
            msg = f'{name}: is no collection of features (it has no "features"); GeoJSON is read as a FeatureCollection'
            raise RefusedError(msg)
        key, at = _value(text, at, name)
        at = _skip(text, at)
        if text[at : at + 1] != ":":
            raise _broken(name, at)
        at = _skip(text, at + 1)
        if key == "features" and text[at : at + 1] == "[":
            return at + 1
        _, at = _value(text, at, name)
        at = _skip(text, at)
        if text[at : at + 1] == ",":
            at += 1
        elif text[at : at + 1] != "}":
            raise _broken(name, at)


def _skip(text: str, at: int) -> int:
    hit = _GAP.match(text, at)
    return hit.end() if hit else at


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    told = dict(pairs)
    if len(told) < len(pairs):
        msg = "says the same thing twice"
        raise ValueError(msg)
    return told


_DECODER: Final = json.JSONDecoder(object_pairs_hook=_once)


def _value(text: str, at: int, name: str) -> tuple[Any, int]:
    try:
        return _DECODER.raw_decode(text, at)
    except (ValueError, RecursionError) as error:
        why = "is nested too deeply" if isinstance(error, RecursionError) else f"is no JSON ({str(error)[:100]})"
        msg = f"{name}: {why}, at character {at:,}; mend it, or save it anew"
        raise RefusedError(msg) from error


def _broken(name: str, at: int) -> RefusedError:
    msg = f"{name}: is no GeoJSON from character {at:,} on; mend it, or save it anew"
    return RefusedError(msg)


def _properties(feature: object) -> Mapping[str, Any]:
    """Return what a feature says, its id with it; nothing where it is no feature."""
    if not isinstance(feature, dict):
        return {}
    told = feature.get("properties")
    properties = told if isinstance(told, dict) else {}
    return {"id": feature["id"], **properties} if "id" in feature else properties


def _geometry(feature: object) -> tuple[str | None, str | None, str | None, str | None]:
    """Return latitude, longitude, extent in km and "point" or "shape", as text; nothing of it where there is no geometry."""
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        msg = "it is no feature"
        raise ValueError(msg)
    geometry = feature.get("geometry")
    if geometry is None:
        return None, None, None, None
    extent = Extent()
    _gather(geometry, extent, _DEPTH)
    return extent.told()


def _gather(geometry: object, extent: Extent, depth: int) -> None:
    if not isinstance(geometry, dict) or geometry.get("type") not in _GEOMETRY or not depth:
        msg = "its geometry is none that GeoJSON knows"
        raise ValueError(msg)
    if geometry["type"] == "GeometryCollection":
        for part in geometry.get("geometries") or []:
            _gather(part, extent, depth - 1)
        return
    _positions(geometry.get("coordinates"), extent, _DEPTH)


def _positions(told: object, extent: Extent, depth: int) -> None:
    if not isinstance(told, list) or not told or not depth:
        msg = "its geometry has no position"
        raise ValueError(msg)
    if isinstance(told[0], list):
        for part in told:
            _positions(part, extent, depth - 1)
        return
    numbers = told[:2]
    if len(numbers) < 2 or not all(
        isinstance(one, int | float) and not isinstance(one, bool) for one in numbers
    ):  # longitude, latitude
        msg = "its latitude or longitude is not a number"
        raise ValueError(msg)
    try:
        lon, lat = map(float, numbers)
    except OverflowError:
        lon = lat = math.inf
    extent.add(lat, lon)


def _plain(value: object) -> str | None:
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return None
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        value = "; ".join(value)
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text.translate(_STRAY).encode("utf-8", "replace").decode() or None
