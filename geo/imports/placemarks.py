"""KML: its placemarks, streamed; nothing that it points to is fetched, and a document type is refused where it begins."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import IO, Final
from xml.parsers import expat  # document types, and with them entities, are refused below

from geo.errors import RefusedError
from geo.imports import raw
from geo.imports.extent import EXTENT, GEOMETRY, LATITUDE, LONGITUDE, Extent
from geo.imports.raw import Chunk

_PLACEMARKS: Final = 5_000
_LOOKED_AT: Final = 1_000
_CHUNK: Final = 1 << 18
_DEPTH: Final = 200
_CHARACTERS: Final = 4 * 2**20
"""Of one element; a shape with more corners than fit is refused."""

# Names of our columns by the element that fills them.
_FIELDS: Final = {
    "name": "name",
    "description": "description",
    "when": "date",
    "begin": "begin",
    "end": "end",
    "address": "address",
}
_TUPLE: Final = re.compile(r"\S{1,200}")


@dataclass(slots=True)
class _Placemark:
    cells: dict[str, str] = field(default_factory=dict)
    extent: Extent = field(default_factory=Extent)
    wrong: str = ""


class Placemarks:
    """The placemarks of a KML document."""

    def __init__(self, open_: Callable[[], AbstractContextManager[IO[bytes]]], size: int, name: str) -> None:
        """
        Look for what the first placemarks say.

        Raises
        ------
        RefusedError
            If it is no XML, or declares a document type.
        """
        self._open, self._size, self._name = open_, size, name
        self.warnings: list[str] = []
        keys: dict[str, None] = dict.fromkeys(("name", "description", "date", "begin", "end", "folder"))
        for number, (placemark, _) in enumerate(self._placemarks()):
            keys.update(dict.fromkeys(placemark.cells))
            if number >= _LOOKED_AT or len(keys) >= raw.MAX_COLUMNS:
                break
        self._keys = list(keys)[: raw.MAX_COLUMNS - 4]
        self.columns = raw.unique([LATITUDE, LONGITUDE, EXTENT, GEOMETRY, *self._keys])

    def chunks(self) -> Iterator[Chunk]:
        """Yield all placemarks in their order; the first has the number 1."""
        numbers: list[int] = []
        cells: list[list[str | None]] = []
        bad: list[tuple[int, str, str]] = []
        done = 0
        for number, (placemark, done) in enumerate(self._placemarks(), start=1):
            try:
                if placemark.wrong:
                    raise ValueError(placemark.wrong)  # noqa: TRY301  # told like the others
                told = placemark.extent.told()
            except ValueError as error:
                bad.append((number, str(error), "; ".join(placemark.cells.values())))
            else:
                numbers.append(number)
                cells.append([*told, *(placemark.cells.get(key) for key in self._keys)])
            if len(cells) + len(bad) >= _PLACEMARKS:
                yield Chunk(raw.table(self.columns, numbers, cells), raw.bad(bad), done, self._size)
                numbers, cells, bad = [], [], []
        yield Chunk(raw.table(self.columns, numbers, cells), raw.bad(bad), done, self._size)

    def _placemarks(self) -> Iterator[tuple[_Placemark, int]]:
        reading = _Reading(self._name)
        done = 0
        with self._open() as file:
            while True:
                chunk = file.read(_CHUNK)
                done += len(chunk)
                try:
                    reading.parser.Parse(chunk, not chunk)
                except expat.ExpatError as error:
                    msg = f"{self._name}: is no XML ({error}); save it anew"
                    raise RefusedError(msg) from error
                yield from ((placemark, done) for placemark in reading.found)
                reading.found.clear()
                if not chunk:
                    return


class _Reading:
    """Hears the parser out."""

    def __init__(self, name: str) -> None:
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._hear
        self.found: list[_Placemark] = []
        self._name = name
        self._path: list[str] = []
        self._folders: list[str] = []
        self._mark: _Placemark | None = None
        self._key = ""
        self._heard: list[str] = []
        self._length = 0

    def _refuse(self, *_: object) -> None:
        msg = f"{self._name}: declares a document type, which no KML needs and attacks do; save it anew"
        raise RefusedError(msg)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(" ")[2]
        self._path.append(name)
        if len(self._path) > _DEPTH:
            msg = f"{self._name}: is nested too deeply; save it anew"
            raise RefusedError(msg)
        self._heard, self._length = [], 0
        if name == "Placemark":
            self._mark = _Placemark()
        elif name in {"Folder", "Document"}:
            self._folders.append("")
        elif name in {"Data", "SimpleData"}:
            self._key = attributes.get("name", "")

    def _hear(self, text: str) -> None:
        self._length += len(text)
        if self._length > _CHARACTERS:
            msg = f"{self._name}: has an element of more than {_CHARACTERS // 2**20} million characters; simplify its shapes"
            raise RefusedError(msg)
        self._heard.append(text)

    def _end(self, tag: str) -> None:
        name = tag.rpartition(" ")[2]
        text = "".join(self._heard).strip()
        self._heard, self._length = [], 0
        self._path.pop()
        parent = self._path[-1] if self._path else ""
        if name in {"Folder", "Document"}:
            self._folders.pop()
        if self._mark is None:
            if name == "name" and self._folders and parent in {"Folder", "Document"}:
                self._folders[-1] = text
            return
        if name == "Placemark":
            if folder := next((one for one in reversed(self._folders) if one), ""):
                self._mark.cells.setdefault("folder", folder)
            self.found.append(self._mark)
            self._mark = None
        elif name == "coordinates":
            self._locate(self._mark, text)
        elif text and (name == "SimpleData" or (name == "value" and parent == "Data")):
            self._mark.cells.setdefault(self._key or "value", text)
        elif text and name in _FIELDS and parent in {"Placemark", "TimeStamp", "TimeSpan"}:
            self._mark.cells[_FIELDS[name]] = text

    def _locate(self, mark: _Placemark, text: str) -> None:
        for one in _TUPLE.finditer(text):
            parts = one.group().split(",")
            try:
                mark.extent.add(float(parts[1]), float(parts[0]))
            except (IndexError, ValueError):
                mark.wrong = "its latitude or longitude is not a number"
