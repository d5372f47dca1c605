"""
What was read before: the readings of documents, kept by everything that shaped them.

One SQLite file in the cache for each state of facts and reading code, a row for each document: the digest of the document
with all that is known of it, and the reading, packed. A row that is damaged is no row: its document is read again.
Nothing is ever taken from here that a reading now would not give.
"""

from __future__ import annotations

import hashlib
import sqlite3
import time
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import msgspec

from geo.dating import Retold
from geo.model import Document, Reading, Skipped
from geo.settings import Settings
from geo.store import digests

SHAPING: Final = (
    "actors",
    "areas.py",
    "calendar.py",
    "claims",
    "codes.py",
    "corroboration.py",
    "dates",
    "dating",
    "errors.py",
    "facts.py",
    "gazetteer",
    "geodesy.py",
    "incidents",
    "model.py",
    "offices.py",
    "pipeline.py",
    "places",
    "rangeclaims",
    "ranges",
    "recall.py",
    "settings.py",
    "sources",
    "text.py",
    "tools.py",
)
"""Rooms whose code can change what is read in a document; a change of any other leaves what was read as it was."""

KEPT: Final = 2
"""Files that stay on disk: of the facts and code of now, and of those before, for whoever goes back and forth."""

_KEEP_EVERY_S: Final = 2.0
"""How much reading a build that is killed may lose."""
_WAIT_S: Final = 10.0
"""For another build that writes there."""
_FAST: Final = 1
"""Level of packing: a seventh of the size, in a thousandth of the time that reading takes."""

_encode: Final = msgspec.msgpack.Encoder().encode
_decode: Final = msgspec.msgpack.Decoder(Reading).decode

pack_document: Final = _encode
unpack_document: Final = msgspec.msgpack.Decoder(Document).decode


def pack(read: Reading | Skipped) -> bytes:
    """Return what came of reading a document, as bytes for another process."""
    return _encode((isinstance(read, Skipped), read))


def unpack(packed: bytes) -> Reading | Skipped:
    """Return what `pack` was given."""
    failed, read = msgspec.msgpack.decode(packed, type=tuple[bool, msgspec.Raw])
    return msgspec.msgpack.decode(read, type=Skipped) if failed else _decode(read)


class Recall:
    """What was read before, and what is read now for the next time."""

    def __init__(self, path: Path) -> None:
        """Open the file, or begin a new one where there is none that can be used."""
        self.path = path
        self.known = 0
        """Readings that were given back."""
        self._told = time.monotonic()
        self._rows: sqlite3.Connection | None = None
        for attempt in (self._open, self._begin_anew):
            with suppress(sqlite3.Error, OSError):
                attempt()
                return
        self._rows = None  # a folder that cannot be written costs time, and no reading

    def reading(self, document: Document, retold: Sequence[Retold] = ()) -> Reading | None:
        """Return what was read in a document, dated by what others tell of it; None if it must be read."""
        if self._rows is None:
            return None
        with self._given_up():
            row = self._rows.execute("SELECT reading, digest FROM readings WHERE id = ?", (_key(document, retold),)).fetchone()
            if row is None or hashlib.sha256(row[0]).digest() != row[1]:
                return None
            with suppress(zlib.error, msgspec.MsgspecError, ValueError):
                found = _decode(zlib.decompress(row[0]))
                self.known += 1
                return found
        return None

    def keep(self, document: Document, reading: Reading, retold: Sequence[Retold] = ()) -> None:
        """Keep what was read in a document, as it came from its source."""
        if self._rows is None:
            return
        packed = zlib.compress(_encode(reading), _FAST)
        with self._given_up():
            row = (_key(document, retold), packed, hashlib.sha256(packed).digest())
            self._rows.execute("INSERT OR REPLACE INTO readings VALUES (?, ?, ?)", row)
            if time.monotonic() - self._told > _KEEP_EVERY_S:
                self._rows.commit()
                self._told = time.monotonic()

    def close(self) -> None:
        """Keep what was read since the last time, and let go."""
        if self._rows is not None:
            with suppress(sqlite3.Error):
                self._rows.commit()
            self._rows.close()
            self._rows = None

    def _open(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._rows = sqlite3.connect(self.path, timeout=_WAIT_S)
        # A build that loses power reads again what it read last: no more than that can be lost.
        self._rows.execute("PRAGMA journal_mode = WAL")
        self._rows.execute("PRAGMA synchronous = NORMAL")
        self._rows.execute("CREATE TABLE IF NOT EXISTS readings (id BLOB PRIMARY KEY, reading BLOB, digest BLOB) WITHOUT ROWID")
        self._rows.commit()

    def _begin_anew(self) -> None:
        for suffix in ("", "-wal", "-shm"):
            self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)
        self._open()

    @contextmanager
    def _given_up(self) -> Iterator[None]:
        """Go on without what cannot be read or written: a full disk, a damaged file, another build that holds it."""
        try:
            yield
        except sqlite3.Error:
            if self._rows is not None:
                self._rows.close()
            self._rows = None


@contextmanager
def opened(settings: Settings) -> Iterator[Recall]:
    """Lend what was read with the facts and the code of now."""
    path = settings.build / "cache" / f"readings-{shape(settings)}.sqlite"
    recall = Recall(path)
    try:
        yield recall
    finally:
        recall.close()
        _sweep(path)


def shape(settings: Settings) -> str:
    """Return the digest of the facts and the code that read; equal where readings are."""
    made = digests.shaping(settings, SHAPING)
    return hashlib.sha256(_encode(sorted(made.items()))).hexdigest()[:12]


def _key(document: Document, retold: Sequence[Retold]) -> bytes:
    return hashlib.sha256(_encode((document, tuple(retold)))).digest()


def _sweep(path: Path) -> None:
    with suppress(OSError):
        found = sorted(path.parent.glob("readings-*.sqlite"), key=lambda one: one.stat().st_mtime_ns, reverse=True)
        for one in [one for one in found if one != path][KEPT - 1 :]:
            for suffix in ("", "-wal", "-shm"):
                one.with_name(one.name + suffix).unlink(missing_ok=True)
