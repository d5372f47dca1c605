"""Archives of others, counted before they are believed: what a zip says of its sizes and names may be a lie."""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Final

from geo.errors import RefusedError

MAX_ENTRIES: Final = 2_000
MAX_RATIO: Final = 50
"""What text and XML shrink to at the most; a bomb shrinks a thousandfold."""
SMALL_BYTES: Final = 64 * 2**20
"""An archive may always hold this much, however small it is."""
MAX_BYTES: Final = 4 * 2**30
_CHUNK: Final = 1 << 20
_DECLARATIONS: Final = tuple(
    mark.encode(encoding) for mark in ("<!DOCTYPE", "<!ENTITY") for encoding in ("utf-8", "utf-16-le", "utf-16-be")
)
_OVERLAP: Final = max(map(len, _DECLARATIONS)) - 1
_XML: Final = frozenset({".xml", ".kml", ".rels", ".vml"})
_ENCRYPTED: Final = 1


@contextmanager
def opened(path: Path, name: str) -> Iterator[zipfile.ZipFile]:
    """
    Lend an archive; `name` is what to call it.

    Raises
    ------
    RefusedError
        If it is none, or is damaged, also while it is read.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    # What zipfile raises of a way of packing that it does not know is NotImplementedError.
    except (zipfile.BadZipFile, NotImplementedError, EOFError, zlib.error) as error:
        msg = f"{name}: is a damaged archive ({error}); pack it again"
        raise RefusedError(msg) from error


def names(path: Path, name: str) -> list[str]:
    """
    Return the names of what an archive holds, after everything in it was inflated once, counted and thrown away.

    Raises
    ------
    RefusedError
        If a name leads out of the archive, an entry is a link, is locked, declares entities, or all of them together are larger
        than an honest archive of this size.
    """
    most = min(MAX_BYTES, max(SMALL_BYTES, MAX_RATIO * path.stat().st_size))
    with opened(path, name) as archive:
        entries = archive.infolist()
        if len(entries) > MAX_ENTRIES:
            _refuse(name, f"holds {len(entries):,} entries", "pack only what is to be imported")
        left = most
        for entry in entries:
            _see_that_it_stays_inside(name, entry)
        for entry in entries:
            left -= _counted(name, archive, entry, left)
        return [entry.filename for entry in entries if not entry.is_dir()]


def _see_that_it_stays_inside(name: str, entry: zipfile.ZipInfo) -> None:
    parts = PurePosixPath(entry.filename.replace("\\", "/")).parts
    if not parts or parts[0].startswith("/") or ":" in parts[0] or ".." in parts:
        _refuse(name, f"holds an entry that would leave it ({entry.filename[:80]!r})", "pack it again")
    if stat.S_ISLNK(entry.external_attr >> 16):
        _refuse(name, f"holds a link ({entry.filename[:80]!r})", "pack the file that it leads to")
    if entry.flag_bits & _ENCRYPTED:
        _refuse(name, "is locked with a password", "unlock it first")


def _counted(name: str, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> int:
    watched = PurePosixPath(entry.filename).suffix.lower() in _XML
    total, tail = 0, b""
    with archive.open(entry) as file:
        while chunk := file.read(_CHUNK):
            total += len(chunk)
            if total > most:
                _refuse(name, "inflates to far more than an honest archive of its size holds", "unpack it and import that")
            if watched and any(mark in tail + chunk for mark in _DECLARATIONS):
                _refuse(name, f"declares entities in {entry.filename[:80]!r}, which no data needs", "save it anew")
            tail = chunk[-_OVERLAP:]
    return total


@contextmanager
def member(path: Path, name: str, entry: str) -> Iterator[IO[bytes]]:
    """Lend one entry of an archive, called `name`, that `names` has looked through."""
    with opened(path, name) as archive, archive.open(entry) as file:
        yield file


def _refuse(name: str, what: str, remedy: str) -> None:
    msg = f"{name}: {what}; {remedy}"
    raise RefusedError(msg)
