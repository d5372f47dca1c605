"""A file of somebody else, looked at before it is read: what it is by its content, its digest, its encoding."""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import IO, Final

from geo.errors import RefusedError
from geo.imports import archives, features
from geo.imports.delimited import Delimited
from geo.imports.features import Features
from geo.imports.placemarks import Placemarks
from geo.imports.raw import Reader
from geo.imports.streams import CHUNK, PROBE, Cleaned, Probe
from geo.imports.workbook import Sheet

MAX_BYTES: Final = 8 * 2**30
MAX_PACKED_BYTES: Final = 512 * 2**20
_MAX_CONTROL: Final = 0.05

Watch = Callable[[int, int], None]
"""Told how many bytes of how many were looked at; what it raises ends the looking."""


class Form(StrEnum):
    """What a file is by its content."""

    TEXT = "text"
    WORKBOOK = "workbook"
    GEOJSON = "geojson"
    KML = "kml"


_ALIENS: Final = (
    (b"PAR1", 0, "a Parquet file"),
    (b"DUCK", 8, "a database of DuckDB"),
    (b"SQLite format 3\0", 0, "a database of SQLite"),
    (b"ARROW1", 0, "an Arrow file"),
    (b"\x80\x02", 0, "a pickle"),
    (b"\x80\x03", 0, "a pickle"),
    (b"\x80\x04", 0, "a pickle"),
    (b"\x80\x05", 0, "a pickle"),
    (b"\xd0\xcf\x11\xe0", 0, "a workbook of an old Excel; save it as .xlsx"),
    (b"\x1f\x8b", 0, "packed with gzip; unpack it"),
    (b"%PDF", 0, "a PDF"),
    (b"\x7fELF", 0, "a program"),
    (b"MZ", 0, "a program"),
    (b"\x89PNG", 0, "a picture"),
    (b"\xff\xd8\xff", 0, "a picture"),
    (b"GIF8", 0, "a picture"),
)
_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")
_TABLES: Final = frozenset({".csv", ".tsv", ".txt", ".tab"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A file that was looked at."""

    path: Path
    name: str
    """What it was called by whoever brought it; never a path."""
    form: Form
    sha256: str
    size: int
    """Bytes that are to be read: of the file, or of the entry of an archive."""
    reader: Reader
    warnings: tuple[str, ...]
    stamp: tuple[int, int, int]
    """What the file system said of it before it was looked at."""

    @property
    def unchanged(self) -> bool:
        """Whether the file still is what was looked at, as far as the file system tells."""
        try:
            return _stamp(self.path) == self.stamp
        except OSError:
            return False


def _stamp(path: Path) -> tuple[int, int, int]:
    told = path.stat()
    return told.st_ino, told.st_size, told.st_mtime_ns


def look(path: Path, name: str = "", watch: Watch = lambda _done, _total: None) -> Opened:
    """
    Return a file, opened as what it is; `name` is what to call it where its path is not its own.

    Raises
    ------
    RefusedError
        If it is no file that can be imported; the message says what it is and what to do.
    """
    name = name or path.name
    try:
        info = path.stat()
        if not stat.S_ISREG(info.st_mode):
            raise _refused(name, "is no file", "name one")
        if info.st_size > MAX_BYTES:
            raise _refused(name, f"is larger than {MAX_BYTES // 2**30} GB", "split it")
        with path.open("rb") as file:
            start = file.read(PROBE)
        for magic, at, what in _ALIENS:
            if start[at : at + len(magic)] == magic:
                raise _refused(name, f"is {what}", "import CSV, XLSX, GeoJSON or KML")
        if start.startswith(_ZIP):
            return _unpacked(path, name, info.st_size, watch)
        return _text(_Source(path, name, info.st_size, start, lambda: path.open("rb"), _stamp(path)), watch)
    except OSError as error:
        raise _refused(name, f"cannot be read ({error.strerror})", "see that it is there and may be read") from error


def _unpacked(path: Path, name: str, size: int, watch: Watch) -> Opened:
    if size > MAX_PACKED_BYTES:
        raise _refused(name, f"is an archive of more than {MAX_PACKED_BYTES // 2**20} MB", "unpack it, or save it as CSV")
    stamp = _stamp(path)
    held = archives.names(path, name)
    if "xl/workbook.xml" in held:
        reader = Sheet(path, name)
        return Opened(
            path=path,
            name=name,
            form=Form.WORKBOOK,
            sha256=_digest(path),
            size=size,
            reader=reader,
            warnings=(),
            stamp=stamp,
        )
    told = [one for one in held if PurePosixPath(one).suffix.lower() == ".kml"]
    told = told[:1] or [one for one in held if PurePosixPath(one).suffix.lower() in {*_TABLES, ".json", ".geojson"}]
    if len(told) != 1:
        raise _refused(name, f"is an archive with {len(told)} tables in it", "unpack it and import one at a time")
    [entry] = told
    with archives.opened(path, name) as archive:
        unpacked = archive.getinfo(entry).file_size

    def open_() -> AbstractContextManager[IO[bytes]]:
        return archives.member(path, name, entry)

    with open_() as file:
        start = file.read(PROBE)
    if start.startswith((*_ZIP, *(magic for magic, at, _ in _ALIENS if not at))):
        raise _refused(name, "holds another archive, or no text", "unpack it")
    return _text(_Source(path, name, unpacked, start, open_, stamp, packed=True), watch)


@dataclass(frozen=True, slots=True)
class _Source:
    path: Path
    name: str
    size: int
    start: bytes
    open: Callable[[], AbstractContextManager[IO[bytes]]]
    stamp: tuple[int, int, int]
    packed: bool = False


def _text(source: _Source, watch: Watch) -> Opened:
    probe = Probe(source.start)
    whole = hashlib.sha256()
    with source.open() as file:
        while chunk := file.read(CHUNK):
            probe.feed(chunk)
            whole.update(chunk)
            watch(probe.total, source.size)
    if probe.controls > _MAX_CONTROL * probe.total:
        raise _refused(source.name, f"is no text ({probe.controls:,} control characters)", "import CSV, XLSX, GeoJSON or KML")
    encoding, lenient, warnings = probe.end()
    try:
        form, reader = _read(source, encoding, lenient=lenient)
    except RefusedError as error:
        if str(error).startswith(source.name):
            raise
        msg = f"{source.name}: {error}"
        raise RefusedError(msg) from error
    return Opened(
        path=source.path,
        name=source.name,
        form=form,
        sha256=_digest(source.path) if source.packed else whole.hexdigest(),
        size=source.size,
        reader=reader,
        warnings=() if form is Form.KML else warnings,  # XML says its encoding itself
        stamp=source.stamp,
    )


def _read(source: _Source, encoding: str, *, lenient: bool) -> tuple[Form, Reader]:
    with source.open() as file:
        begins = Cleaned(file, encoding, lenient=lenient).read(PROBE).decode("utf-8", "ignore").lstrip()
    if begins.startswith("<"):
        if "<kml" not in begins:
            raise _refused(source.name, "is XML or HTML and no KML", "save it as CSV")
        return Form.KML, Placemarks(source.open, source.size, source.name)
    if not begins.startswith(("{", "[")):
        return Form.TEXT, Delimited(source.open, encoding, source.size, lenient=lenient)
    if source.size > features.MAX_BYTES:
        raise _refused(source.name, f"is GeoJSON of more than {features.MAX_BYTES // 2**20} MB", "split it, or save it as CSV")
    with source.open() as file:
        text = Cleaned(file, encoding, lenient=lenient).read().decode("utf-8")
    return Form.GEOJSON, Features(text, source.name)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _refused(name: str, what: str, remedy: str) -> RefusedError:
    msg = f"{name}: {what}; {remedy}"
    return RefusedError(msg)
