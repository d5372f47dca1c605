"""How far the reading of files is: in bytes of them, as one file may hold one document or a million."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass, field
from typing import IO

from geo.addresses import There
from geo.sources.files import Found


@dataclass(slots=True)
class Gauge:
    """Told by the reader, asked by whoever shows it; what cannot be measured counts nothing."""

    done: int = 0
    """Bytes that were read."""
    total: int = 0
    """Bytes of all files."""
    _before: int = field(default=0, repr=False)
    """Bytes of the files before the one that is read."""

    def begin(self, found: list[Found]) -> None:
        """Take note of what will be read."""
        self.total = sum(map(_size, found))

    def at(self, file: IO[bytes]) -> None:
        """Take note of how far the reading of a large file is."""
        self.done = self._before + file.tell()

    def end(self, found: Found) -> None:
        """Take note of a file that was read."""
        self.done = self._before = self._before + _size(found)


def _size(found: Found) -> int:
    if isinstance(found.path, There):
        return found.path.entry.size or 0
    with suppress(OSError):
        return os.lstat(found.path).st_size
    return 0
