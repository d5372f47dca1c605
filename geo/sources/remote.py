"""
Documents that are elsewhere: found and fetched one file at a time, in as few requests as it takes.

A source is called as in a copy of its folder on this machine: by its name below the address. So the snapshot is the same bytes as
that of a copy, and holds no address.
"""

from __future__ import annotations

import shutil
import tempfile
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from io import BufferedRandom
from pathlib import Path, PurePosixPath
from typing import Final

from geo.addresses import Address, Depot, Entry, There
from geo.errors import AddressError, BuildError, DocumentError, InputError, MissingError
from geo.sources.files import MAX_BYTES, SIDECAR, SUFFIXES, Found, archive, shown, tells_of_others, unknown

IN_A_ROW: Final = 5
"""So many files, one after the other, that cannot be fetched are no chance: the build stops and does not publish what is left."""

AHEAD: Final = 8
"""Files that are fetched while the one before them is read."""
_MAX_AHEAD: Final = 2**20
"""Bytes; a larger file is fetched when its turn comes."""
_CHUNK: Final = 8 * 2**20
_SPARE: Final = 64 * 2**20
"""Bytes of disk that an archive leaves free while it is read."""


def find(addresses: Sequence[Address], ours: str) -> list[Found]:
    """
    Return the files at and below the addresses, each once, in any order; what a build published below `ours` is left out.

    Raises
    ------
    AddressError
        If an address cannot be asked.
    """
    left_out = Depot(Address(ours)).place + "/" if ours else ""
    found: dict[tuple[str, str], Found] = {}
    for address in addresses:
        depot = Depot(address)
        for one in _below(depot):
            place = _place(one)
            if not (left_out and place.startswith(left_out)):
                found.setdefault((place, one.fault), one)
    return list(found.values())


def see(address: Address) -> None:
    """
    See that there is something at an address.

    Raises
    ------
    AddressError
        If there is nothing, or it cannot be asked.
    """
    depot = Depot(address)
    if not depot.place.partition("://")[2].strip("/") and depot.place.startswith("s3"):
        msg = f"{address}: names no bucket; write it like s3://bucket/reports"
        raise InputError(msg)
    depot.entry()


def _place(one: Found) -> str:
    if not isinstance(one.path, There):
        return str(one.path)
    name = one.path.entry.name
    return f"{one.path.depot.place}/{name}" if name else one.path.depot.place


def _below(depot: Depot) -> Iterator[Found]:
    try:
        top = depot.entry()
    except MissingError:
        there = There(depot, Entry(name="", size=0, version=""))
        yield Found(path=there, source=shown(there.name), fault="no such file")
        return
    if not top.is_folder:
        yield _file(There(depot, top), _beside(depot))
        return
    entries = {entry.name: entry for entry in depot.entries()}
    named: set[str] = set()
    for name, entry in sorted(entries.items()):
        parts = name.split("/")
        if any(tells_of_others(PurePosixPath(part)) for part in parts):
            continue
        for folder in ("/".join(parts[:n]) for n in range(1, len(parts))):
            if folder not in named and PurePosixPath(folder).suffix.lower() in SUFFIXES:
                inside = There(depot, Entry(name=folder, size=0, version=""))
                yield Found(path=inside, source=shown(folder), fault="a folder with the name of a file; what is in it is read")
            named.add(folder)
        beside = entries.get(_sidecar(name))
        yield _file(There(depot, entry), There(depot, beside) if beside else None)


def _file(there: There, sidecar: There | None) -> Found:
    name = there.entry.name or there.name
    fault = "its name is none on a disk; give it another" if not all(name.split("/")) else unknown(there)
    return Found(path=there, source=shown(name), fault=fault, sidecar=sidecar)


def _beside(depot: Depot) -> There | None:
    """Return what stands beside the one file that an address names."""
    folder, _, name = depot.address.url.rpartition("/")
    beside = Depot(Address(f"{folder}/{_sidecar(name)}"))
    try:
        return There(beside, beside.entry())
    except MissingError:
        return None


def _sidecar(name: str) -> str:
    folder, slash, last = name.rpartition("/")
    return f"{folder}{slash}{PurePosixPath(last).stem}{SIDECAR}"


class Courier:
    """Who fetches files, and says when it is no use to go on."""

    def __init__(self, aside: Path) -> None:
        """Put archives into the folder `aside` while they are read."""
        self._aside = aside
        self._lost = 0
        self._coming: dict[There, Future[bytes]] = {}

    def ahead(self, found: Iterable[Found]) -> Iterator[Found]:
        """Yield files in their order, while small ones that come next are fetched already: waiting is most of fetching."""
        waiting: deque[Found] = deque()
        pool = ThreadPoolExecutor(AHEAD)
        try:
            for one in found:
                if isinstance(one.path, There) and not one.fault and not archive(one.path) and self._is_small(one.path):
                    there = one.path
                    self._coming[there] = pool.submit(there.depot.read, there.entry.name, 0, there.entry.size or 0)
                waiting.append(one)
                if len(waiting) > AHEAD:
                    yield waiting.popleft()
            yield from waiting
        finally:
            pool.shutdown(wait=False, cancel_futures=True)

    @staticmethod
    def _is_small(there: There) -> bool:
        return there.entry.size is not None and there.entry.size <= _MAX_AHEAD

    def content(self, there: There, limit: int = MAX_BYTES) -> bytes:
        """
        Return the bytes of a file.

        Raises
        ------
        DocumentError
            If it is larger than `limit` bytes, or cannot be fetched.
        BuildError
            If `IN_A_ROW` files in a row cannot be fetched.
        """
        size = there.entry.size
        data = (
            self._fetched(there, 0, limit + 1 if size is None else size, whole=size is not None) if (size or 0) <= limit else None
        )
        if data is None or len(data) > limit:
            msg = f"larger than {limit:,} bytes"
            raise DocumentError(msg)
        return data

    @contextmanager
    def opened(self, there: There) -> Iterator[tuple[BufferedRandom, int]]:
        """
        Lend a file, however large, and how many bytes it has; it is on disk meanwhile, for it is read more than once.

        Raises
        ------
        DocumentError
            If it cannot be fetched, does not fit on the disk, or is changed meanwhile.
        BuildError
            If `IN_A_ROW` files in a row cannot be fetched.
        """
        size = there.entry.size
        if size is None:
            msg = "the server does not say how large it is"
            raise DocumentError(msg)
        with self._put_aside(there, size) as file:
            yield file, size

    def _put_aside(self, there: There, size: int) -> BufferedRandom:
        try:
            self._aside.mkdir(parents=True, exist_ok=True)
            free = shutil.disk_usage(self._aside).free - _SPARE
            if free < size:
                msg = f"needs {size // 2**20:,} MB on disk while it is read, and {max(0, free) // 2**20:,} MB are free; make room"
                raise DocumentError(msg)
            with ExitStack() as held:
                file = held.enter_context(tempfile.TemporaryFile(dir=self._aside))
                for start in range(0, size, _CHUNK):
                    file.write(self._fetched(there, start, min(size, start + _CHUNK)))
                file.seek(0)
                self._see_that_it_is_one(there, size)
                held.pop_all()
                return file
        except OSError as error:
            msg = f"cannot be put on disk while it is read ({error.strerror})"
            raise DocumentError(msg) from error

    def _see_that_it_is_one(self, there: There, size: int) -> None:
        """Refuse what was fetched in pieces of which some are of an older file than others."""
        try:
            now = there.depot.entry(there.entry.name).version if size > _CHUNK else there.entry.version
        except AddressError as error:
            raise DocumentError(error.why) from error
        if now != there.entry.version:
            msg = "was changed while it was fetched; build again"
            raise DocumentError(msg)

    def _fetched(self, there: There, start: int, end: int, *, whole: bool = True) -> bytes:
        try:
            coming = self._coming.pop(there, None)
            data = coming.result() if coming else there.depot.read(there.entry.name, start, end, whole=whole)
        except AddressError as error:
            self._lost += not isinstance(error, MissingError)
            if self._lost == IN_A_ROW:
                msg = (
                    f"{there.depot.address}: {IN_A_ROW} files in a row cannot be fetched, the last because it {error.why}; the"
                    " snapshot in force stays in force; build again later, what was read is not read again"
                )
                raise BuildError(msg) from error
            raise DocumentError(error.why) from error
        self._lost = 0
        return data
