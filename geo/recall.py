"""
What was read and joined before, kept by everything that shaped it.

One SQLite file in the cache for each state of facts and reading code, with four tables. `documents` has what a text in a file
was cut into. `readings` has a row for each document: the digest of the document with all that is known of it, and what was read,
packed. `made` has what came of the parts of joining, by the digest of what they were made from. `begun` has the documents that a
process began to read and did not live to read to the end.

A row that is damaged is no row: its document is read again, its part done again. Nothing is ever taken from here that
a reading or joining now would not give.
"""

from __future__ import annotations

import hashlib
import sqlite3
import time
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Final, NamedTuple, Self

import msgspec

from geo import incidents
from geo.dating import Retold
from geo.fingerprints import Fingerprint, fingerprint
from geo.incidents import Slip
from geo.model import Document, Reading, Skipped
from geo.settings import Settings
from geo.store import digests

SHAPING: Final = (
    "actors",
    "areas.py",
    "calendar.py",
    "carriers.py",
    "claims",
    "codes.py",
    "corroboration.py",
    "dates",
    "dating",
    "errors.py",
    "facts.py",
    "fingerprints.py",
    "gazetteer",
    "geodesy.py",
    "incidents",
    "model.py",
    "offices.py",
    "origins.py",
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

FEARED: Final = 2
"""Processes that ended while they read a document, from which on it is read where that ends nothing else."""

_KEEP_EVERY_S: Final = 2.0
"""How much reading a build that is killed may lose."""
_WAIT_S: Final = 10.0
"""For another build that writes there."""
_FAST: Final = 1
"""Level of packing: a seventh of the size, in a thousandth of the time that reading takes."""


class Read(NamedTuple):
    """What was read in a document, and what of it is asked for when all documents are read."""

    reading: Reading
    slips: tuple[Slip, ...]
    """Its claims, as joining wants them."""
    fingerprint: Fingerprint

    @classmethod
    def of(cls, reading: Reading) -> Self:
        """Return a reading with what is asked for later."""
        return cls(reading, incidents.slips(reading), fingerprint(reading))


_encode: Final = msgspec.msgpack.Encoder().encode
_decode_reading: Final = msgspec.msgpack.Decoder(Reading).decode
_decode: Final = msgspec.msgpack.Decoder(tuple[bytes, tuple[Slip, ...], Fingerprint]).decode
_decode_skipped: Final = msgspec.msgpack.Decoder(Skipped).decode
_cut: Final = msgspec.msgpack.Decoder(tuple[tuple[bool, msgspec.Raw], ...]).decode

pack_document: Final = _encode
unpack_document: Final = msgspec.msgpack.Decoder(Document).decode


def _decode_cut(packed: bytes) -> Iterator[Document | Skipped]:
    return (_decode_skipped(one) if failed else unpack_document(one) for failed, one in _cut(packed))


def pack(read: Read | Skipped) -> bytes:
    """Return what came of reading a document, as bytes for another process."""
    return _encode((True, read) if isinstance(read, Skipped) else (False, msgspec.Raw(_packed(read))))


def unpack(packed: bytes) -> Read | Skipped:
    """Return what `pack` was given."""
    failed, read = msgspec.msgpack.decode(packed, type=tuple[bool, msgspec.Raw])
    return _decode_skipped(read) if failed else _unpacked(read)


def _packed(read: Read) -> bytes:
    return _encode((zlib.compress(_encode(read.reading), _FAST), read.slips, read.fingerprint))


def _unpacked(packed: bytes | msgspec.Raw) -> Read:
    reading, slips, of = _decode(packed)
    return Read(_decode_reading(zlib.decompress(reading)), slips, of)


TABLES: Final = ("documents", "readings", "made")
_SELECT: Final = {table: f"SELECT kept, digest FROM {table} WHERE id = ?" for table in TABLES}  # noqa: S608  # our own names
_INSERT: Final = {table: f"INSERT OR REPLACE INTO {table} VALUES (?, ?, ?)" for table in TABLES}  # noqa: S608  # as above
_BEGIN: Final = "INSERT INTO begun VALUES (?, 1) ON CONFLICT (id) DO UPDATE SET times = times + 1"
_MOST_STALE: Final = 3
"""Of what joining made, times what is of use that may be kept before the rest is left out."""


class Recall:
    """What was read and joined before, and what is read and joined now for the next time."""

    def __init__(self, path: Path) -> None:
        """Open the file, or begin a new one where there is none that can be used."""
        self.path = path
        self.known = 0
        """Readings that were given back."""
        self._asked: set[bytes] = set()
        """What joining asked for: all of `made` that is of use the next time."""
        self._told = time.monotonic()
        self._rows: sqlite3.Connection | None = None
        for attempt in (self._open, self._begin_anew):
            with suppress(sqlite3.Error, OSError):
                attempt()
                return
        self._rows = None  # a folder that cannot be written costs time, and no reading

    def documents(self, key: bytes) -> tuple[Document | Skipped, ...] | None:
        """Return what an article was cut into; None if it must be cut again."""
        packed = self._row("documents", key)
        if packed is not None:
            with suppress(zlib.error, msgspec.MsgspecError, ValueError):
                return tuple(_decode_cut(zlib.decompress(packed)))
        return None

    def keep_documents(self, key: bytes, cut: Sequence[Document | Skipped]) -> None:
        """Keep what an article was cut into."""
        self._keep("documents", key, zlib.compress(_encode([(isinstance(one, Skipped), one) for one in cut]), _FAST))

    def read(self, document: Document, retold: Sequence[Retold] = ()) -> Read | None:
        """Return what was read in a document, dated by what others tell of it; None if it must be read."""
        packed = self._row("readings", _key(document, retold))
        if packed is not None:
            with suppress(zlib.error, msgspec.MsgspecError, ValueError):
                found = _unpacked(packed)
                self.known += 1
                # A file of many documents has another digest when one is added to it.
                return found if found.reading.document.sha256 == document.sha256 else _of_file(found, document.sha256)
        return None

    def keep(self, document: Document, read: Read, retold: Sequence[Retold] = ()) -> None:
        """Keep what was read in a document, as it came from its source."""
        self._keep("readings", _key(document, retold), _packed(read))

    def begin(self, document: Document) -> None:
        """Note that this process reads a document, for the case that it does not live to `end` that."""
        if self._rows is not None:
            with self._given_up():
                self._rows.execute(_BEGIN, (_key(document, ()),))
                self._rows.commit()

    def end(self, document: Document) -> None:
        """Note that a document was read, and nothing came to an end by it."""
        if self._rows is not None:
            with self._given_up():
                self._rows.execute("DELETE FROM begun WHERE id = ?", (_key(document, ()),))

    def is_feared(self, document: Document) -> bool:
        """Return whether `FEARED` processes began to read a document, and did not live to end that."""
        if self._rows is None:
            return False
        with self._given_up():
            row = self._rows.execute("SELECT times FROM begun WHERE id = ?", (_key(document, ()),)).fetchone()
            return row is not None and row[0] >= FEARED
        return False

    def made(self, key: bytes) -> bytes | None:
        """Return what came of a part of joining; None if it must be done."""
        self._asked.add(key)
        return self._row("made", key)

    def keep_made(self, key: bytes, made: bytes) -> None:
        """Keep what came of a part of joining."""
        self._keep("made", key, made)

    def forget(self) -> None:
        """Leave out of what joining made what it did not ask for, once most is of no use."""
        if self._rows is None or not self._asked:
            return
        with self._given_up():
            [kept] = self._rows.execute("SELECT count(*) FROM made").fetchone()
            if kept > _MOST_STALE * len(self._asked):
                self._rows.execute("CREATE TEMP TABLE asked (id BLOB PRIMARY KEY) WITHOUT ROWID")
                self._rows.executemany("INSERT INTO asked VALUES (?)", ((key,) for key in self._asked))
                self._rows.execute("DELETE FROM made WHERE id NOT IN (SELECT id FROM asked)")
                self._rows.execute("DROP TABLE asked")
                self._rows.commit()

    def _row(self, table: str, key: bytes) -> bytes | None:
        """Return what a table keeps under a key; None where there is nothing, or it is damaged."""
        if self._rows is None:
            return None
        with self._given_up():
            row = self._rows.execute(_SELECT[table], (key,)).fetchone()
            if row is not None and isinstance(row[0], bytes) and _digest(key, row[0]) == row[1]:
                return row[0]
        return None

    def _keep(self, table: str, key: bytes, packed: bytes) -> None:
        if self._rows is None:
            return
        with self._given_up():
            self._rows.execute(_INSERT[table], (key, packed, _digest(key, packed)))
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
        for table in TABLES:
            # With row ids: looked up among keys alone, which takes half as long as among rows of kilobytes.
            self._rows.execute(f"CREATE TABLE IF NOT EXISTS {table} (id BLOB PRIMARY KEY, kept BLOB, digest BLOB)")
        self._rows.execute("CREATE TABLE IF NOT EXISTS begun (id BLOB PRIMARY KEY, times INTEGER) WITHOUT ROWID")
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


def _digest(key: bytes, kept: bytes) -> bytes:
    """Return what vouches for a row: a part of the key that was flipped is found as well."""
    return hashlib.sha256(key + kept).digest()


def _key(document: Document, retold: Sequence[Retold]) -> bytes:
    return hashlib.sha256(_encode((replace(document, sha256=""), tuple(retold)))).digest()


def _of_file(read: Read, sha256: str) -> Read:
    reading = read.reading
    return read._replace(reading=replace(reading, document=replace(reading.document, sha256=sha256)))


def _sweep(path: Path) -> None:
    with suppress(OSError):
        found = sorted(path.parent.glob("readings-*.sqlite"), key=lambda one: one.stat().st_mtime_ns, reverse=True)
        for one in [one for one in found if one != path][KEPT - 1 :]:
            for suffix in ("", "-wal", "-shm"):
                one.with_name(one.name + suffix).unlink(missing_ok=True)
