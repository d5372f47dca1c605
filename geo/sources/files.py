"""Files found and read without trusting them: regular files only, bounded, in a stable order."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path, PurePath
from typing import Final

from geo.addresses import There
from geo.errors import DocumentError

MAX_BYTES: Final = 64 * 1024 * 1024
"""A larger file is skipped before it is read."""

SUFFIXES: Final = frozenset({".txt", ".md", ".html", ".htm", ".pdf", ".jsonl", ".csv"})
"""What is read as a whole; other files are listed as skipped."""

ARCHIVES: Final = (".jsonl.gz", ".jsonl.zst", ".parquet", ".tar", ".tar.gz", ".tar.zst", ".tgz", ".warc", ".warc.gz", ".zip")
"""Ends of names of what is read piece by piece, however large."""

SIDECAR: Final = ".meta.json"

_FLAGS: Final = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A file that may hold documents."""

    path: Path | There
    source: str
    """Its name in the atlas; bytes that are no text are shown as escapes, so that it can be written anywhere."""
    fault: str = ""
    """Why it cannot be read, known without opening it."""
    sidecar: There | None = None
    """What stands beside a file elsewhere and tells of it; beside a path it is looked for when the file is read."""


def find(paths: Sequence[Path], ours: Path) -> list[Found]:
    """Return the files below `paths`, each once, sorted by source name; what a build wrote into the folder `ours` is left out."""
    found: dict[str, Found] = {}
    for path in paths:
        for one in _below(path, ours.absolute()):
            found.setdefault(os.fsdecode(Path(str(one.path)).absolute()), one)
    return in_order(found.values())


def in_order(found: Iterable[Found]) -> list[Found]:
    """Return files sorted by source name, those of one name by where they are."""
    return sorted(found, key=lambda one: (one.source, os.fsencode(str(one.path))))


def content(path: Path, limit: int = MAX_BYTES) -> bytes:
    """
    Return the bytes of a regular file.

    Raises
    ------
    DocumentError
        If it is no regular file, is larger than `limit` bytes, or cannot be read.
    """
    with opened(path) as (file, size):
        try:
            data = file.read(limit + 1) if size <= limit else None
        except OSError as error:
            raise DocumentError(_why(path, error)) from error
    if data is None or len(data) > limit:
        msg = f"larger than {limit:,} bytes"
        raise DocumentError(msg)
    return data


@contextmanager
def opened(path: Path) -> Iterator[tuple[BufferedReader, int]]:
    """
    Lend a regular file, and how many bytes it has.

    Raises
    ------
    DocumentError
        If it is no regular file, cannot be opened, or was written to while it was lent.
    """
    try:
        descriptor = os.open(path, _FLAGS)
    except (OSError, ValueError) as error:
        raise DocumentError(_why(path, error)) from error
    with os.fdopen(descriptor, "rb") as file:
        info = os.fstat(file.fileno())
        if not stat.S_ISREG(info.st_mode):
            msg = "not a regular file"
            raise DocumentError(msg)
        with os.fdopen(os.dup(descriptor), "rb") as same:  # who reads it may close it
            yield file, info.st_size
            now = os.fstat(same.fileno())
        if (now.st_size, now.st_mtime_ns) != (info.st_size, info.st_mtime_ns):
            msg = "changed while it was read, so that what was read may be of two versions; build again when it is at rest"
            raise DocumentError(msg)


def archive(path: PurePath | There) -> str:
    """Return the end of the name by which an archive is read; empty where it is none."""
    name = path.name.lower()
    return max((end for end in ARCHIVES if name.endswith(end)), key=len, default="")


def shown(name: str) -> str:
    """Return a file name in characters that can be stored: undecodable bytes and control characters become escapes."""
    escaped = name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return "".join(mark if mark.isprintable() else mark.encode("unicode_escape").decode("ascii") for mark in escaped)


def tells_of_others(path: PurePath) -> bool:
    """Return whether a file is hidden, a folder's README or a sidecar: they tell about reports and are none."""
    return path.name.startswith(".") or path.stem.upper() == "README" or path.name.endswith(SIDECAR)


def unknown(path: PurePath | There) -> str:
    """Return what is wrong with the end of a name; empty where it tells a format."""
    if path.suffix.lower() in SUFFIXES or archive(path):
        return ""
    ending = f"that ends in {shown(path.suffix)!r}" if path.suffix else "without an ending"
    return f"no format is known by a name {ending}; there are {', '.join((*sorted(SUFFIXES), *ARCHIVES))}"


def _below(path: Path, ours: Path) -> Iterator[Found]:
    if path.is_dir() and not path.is_symlink():
        yield from _walk(path, path, ours)
    elif os.path.lexists(path):
        yield Found(path=path, source=shown(path.name), fault=_fault(path))
    else:
        yield Found(path=path, source=shown(path.name), fault="no such file")


def _walk(folder: Path, root: Path, ours: Path) -> Iterator[Found]:
    try:
        with os.scandir(folder) as entries:
            names = sorted(os.fsencode(entry.name) for entry in entries)
    except OSError as error:
        yield Found(path=folder, source=_name(folder, root) + "/", fault=_why(folder, error))
        return
    for name in names:
        path = folder / os.fsdecode(name)
        if tells_of_others(path) or path.absolute() == ours:
            continue
        if path.is_dir() and not path.is_symlink():
            if path.suffix.lower() in SUFFIXES:
                yield Found(path=path, source=_name(path, root), fault="a folder with the name of a file; what is in it is read")
            yield from _walk(path, root, ours)
        else:
            yield Found(path=path, source=_name(path, root), fault=_fault(path))


def _fault(path: Path) -> str:
    return "a symbolic link, which is not followed" if path.is_symlink() else unknown(path)


def _name(path: Path, root: Path) -> str:
    return shown("/".join(path.relative_to(root).parts))


def _why(path: Path, error: OSError | ValueError) -> str:
    if path.is_symlink():
        return "a symbolic link, which is not followed"
    reason = error.strerror if isinstance(error, OSError) else str(error)
    return f"cannot be read ({reason})"
