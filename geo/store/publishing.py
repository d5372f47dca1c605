"""
Publishing: a build is written beside the others, checked, and only then put in force.

BUILD/
├── current.json         which snapshots there are, newest first, and the digest of each manifest
├── lock                 held while a build runs
├── cache/               made by other rooms; not ours to sweep
└── <build id>/          manifest.json and one Parquet file per table

The pointer moves with one `os.replace`, so a reader sees the old snapshot or the new one and nothing between;
a build that dies at any moment leaves the old one in force and its own remains to the next build, which sweeps them.
"""

from __future__ import annotations

import fcntl
import hashlib
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from geo import facts
from geo.durable import canonical, sync, write
from geo.errors import BuildError, BusyError, SnapshotError
from geo.model import Atlas, Carrier, Incident, Reading, Skipped
from geo.settings import Settings
from geo.store import digests
from geo.store.columns import SCHEMA_VERSION
from geo.store.reading import MANIFEST, POINTER, digest_of, pointers, verify, vouched_manifest
from geo.store.rows import Ending, in_order
from geo.store.writing import Writer

KEPT: Final = 3
"""Snapshots that stay on disk, the one in force among them."""

MIN_FREE_BYTES: Final = 64 * 2**20
"""A build does not begin with less room than this, or with less than twice the snapshot in force."""

KEEPS: Final = 0.5
"""A build that holds less than this share of what the snapshot in force holds looks like a mistake."""
MANY: Final = 20
"""Of fewer documents or claims, anybody sees what is missing."""

FRESH: Final = ".new-000000000000"
"""What is being written, until it has a name; there is one at a time, for the folder is reserved."""

NAME: Final = re.compile(r"[0-9a-f]{12}")
"""What a snapshot is called."""

_OURS: Final = re.compile(r"(?:\.new-)?[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Reservation:
    """The right to write into a build folder; it ends with the `with` that gave it."""

    build: Path


@contextmanager
def reserve(settings: Settings) -> Iterator[Reservation]:
    """
    Hold the build folder for one build: sweep what dead ones left, and see that there is room.

    Raises
    ------
    BusyError
        If another build holds it.
    BuildError
        If the folder cannot be written or has too little room.
    """
    with hold(settings) as held:
        _sweep(held.build)
        _see_that_there_is_room(held.build)
        yield held


@contextmanager
def hold(settings: Settings) -> Iterator[Reservation]:
    """
    Hold the build folder for one writer.

    Raises
    ------
    BusyError
        If another holds it.
    BuildError
        If the folder cannot be written.
    """
    folder = settings.build
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / "lock").open("ab")
    except OSError as error:
        msg = f"{folder}: cannot be written ({error.strerror}); choose another folder with --out"
        raise BuildError(msg) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            msg = f"{folder}: another build is running; wait for it, or choose another folder with --out"
            raise BusyError(msg) from error
        yield Reservation(folder)


class Draft:
    """A snapshot that is being written: documents are added as they are read, then all of it is put in force at once."""

    def __init__(self, settings: Settings, build: Path) -> None:
        """Begin beside the snapshots of `build`."""
        self._settings, self._build, self._fresh = settings, build, build / FRESH
        shutil.rmtree(self._fresh, ignore_errors=True)
        self._fresh.mkdir()
        try:
            self._writer = Writer(self._fresh)
        except OSError:
            shutil.rmtree(self._fresh, ignore_errors=True)
            raise

    def add(self, reading: Reading) -> None:
        """
        Write what was read in one document; they come in the order of their sources.

        Raises
        ------
        BuildError
            If it cannot be written.
        """
        with _told(self._build):
            self._writer.add(reading)

    def publish(
        self,
        incidents: Iterable[Incident],
        skipped: Iterable[Skipped],
        carriers: Iterable[Carrier] = (),
        *,
        fewer: bool = False,
    ) -> Path:
        """
        Write what the documents tell together, check all of it, put it in force; return its folder.

        With `fewer` it may hold far fewer documents or claims than the snapshot in force.

        Raises
        ------
        BuildError
            If it breaks a promise, holds far less than the snapshot in force, or cannot be written; that one stays in force.
        """
        ending = Ending.of(incidents, skipped, carriers)
        with _told(self._build):
            self._writer.end(ending)
            if wrong := self._writer.faults:
                msg = (
                    f"not published, for {len(wrong)} promises are broken; {wrong[0]}; please report this mistake in the program"
                )
                raise BuildError(msg)
            if not fewer:
                _see_that_nothing_fell_away(self._writer.rows, self._build)
            return _enforce(self._manifest(ending), self._fresh, self._build)

    def abandon(self) -> None:
        """Leave nothing behind."""
        self._writer.abandon()
        shutil.rmtree(self._fresh, ignore_errors=True)

    def _manifest(self, ending: Ending) -> dict[str, Any]:
        files = {path.name: digest_of(path) for path in sorted(self._fresh.iterdir())}
        manifest: dict[str, Any] = {
            "schema": SCHEMA_VERSION,
            "made_from": digests.made_from(self._writer.documents, ending.skipped, self._settings),
            "files": files,
            "rows": dict(self._writer.rows),
            "credits": _credits(self._settings),
        }
        return {**manifest, "build": hashlib.sha256(canonical(manifest)).hexdigest()[:12]}


@contextmanager
def draft(settings: Settings, held: Reservation) -> Iterator[Draft]:
    """
    Lend a snapshot to write, in a build folder that is reserved; what is not published leaves nothing behind.

    Raises
    ------
    BuildError
        If it cannot be written; the snapshot in force stays in force.
    """
    with _told(held.build):
        mine = Draft(settings, held.build)
    try:
        yield mine
    finally:
        mine.abandon()


@contextmanager
def _told(build: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, SnapshotError, UnicodeEncodeError) as error:
        msg = f"{build}: the snapshot could not be written ({error}); the last good one stays in force"
        raise BuildError(msg) from error


def publish(atlas: Atlas, settings: Settings) -> Path:
    """
    Write an atlas as a snapshot, check it, put it in force; return its folder.

    The same atlas, facts and code give the same folder name and the same bytes. An atlas that is handed over whole is meant,
    however little it holds.

    Raises
    ------
    BuildError
        If the atlas breaks a promise, or cannot be written; the snapshot in force stays in force.
    """
    with reserve(settings) as held, draft(settings, held) as mine:
        for reading in in_order(atlas.readings):
            mine.add(reading)
        return mine.publish(atlas.incidents, atlas.skipped, atlas.carriers, fewer=True)


def _credits(settings: Settings) -> list[Mapping[str, str]]:
    """Return whose work the facts are, for the foot of every page and export."""
    path = settings.data / "credits.csv"
    return list(facts.rows(path, dict)) if path.is_file() else []


def _see_that_nothing_fell_away(rows: Mapping[str, int], build: Path) -> None:
    """Keep a build that lost its sources, or its senses, from taking the place of one that had them."""
    before = _in_force(build)
    for noun in ("documents", "claims"):
        had, has = before.get(noun, 0), rows[noun]
        if had >= MANY and has < KEEPS * had:
            msg = (
                f"{build}: not published, for it holds {has:,} {noun} and the snapshot in force {had:,}, which stays in force;"
                " see that all sources are there and can be read, or build with --force if so few are meant"
            )
            raise BuildError(msg)


def _in_force(build: Path) -> Mapping[str, int]:
    """Return how many rows each table of the snapshot in force has; none where there is no such snapshot."""
    for one in (_named(build) or [])[:1]:
        with suppress(SnapshotError):
            rows: Mapping[str, int] = vouched_manifest(build / one["build"], one["manifest"])["rows"]
            return rows
    return {}


def _enforce(manifest: Mapping[str, Any], fresh: Path, build: Path) -> Path:
    """Check what was written, give it its name and move the pointer to it."""
    content = canonical(manifest)
    write(fresh / MANIFEST, content)
    return put_in_force(fresh, {"build": manifest["build"], "manifest": hashlib.sha256(content).hexdigest()}, build)


def put_in_force(fresh: Path, named: Mapping[str, str], build: Path) -> Path:
    """
    Check what was written into `fresh`, give it its name and move the pointer to it; for who holds the folder.

    Raises
    ------
    SnapshotError
        If it is not what `named`, an entry of the pointer, vouches for.
    """
    for path in sorted(fresh.iterdir()):
        sync(path)
    sync(fresh)
    verify(fresh, named["manifest"])
    _settle(fresh, build / named["build"], named["manifest"])
    enlist(named, build)
    return build / named["build"]


def enlist(named: Mapping[str, str], build: Path) -> None:
    """Move the pointer to a snapshot that is there and whole, and remove what it no longer names; for who holds the folder."""
    older = [one for one in _named(build) or [] if one["build"] != named["build"]]
    point(build, [named, *older][:KEPT])
    _sweep(build)


def point(build: Path, named: Sequence[Mapping[str, str]]) -> None:
    """Name the snapshots that there are, the one in force first, in one step; for who holds the folder."""
    write(build / f"{POINTER}.new", canonical(list(named)))
    (build / f"{POINTER}.new").replace(build / POINTER)
    sync(build)


def _settle(fresh: Path, final: Path, manifest_sha: str) -> None:
    """Give the snapshot its name; the same one that is there already and whole is never taken away, not for a moment."""
    try:
        verify(final, manifest_sha)
    except SnapshotError:
        shutil.rmtree(final, ignore_errors=True)
        fresh.rename(final)
    else:
        shutil.rmtree(fresh)


def _sweep(build: Path) -> None:
    """Remove snapshots that the pointer does not name, and what dead builds left; nothing where it cannot be read."""
    known = _named(build)
    if known is None:
        return
    named = {one["build"] for one in known}
    for path in sorted(build.iterdir()):
        if path.is_dir() and _OURS.fullmatch(path.name) and path.name not in named:
            shutil.rmtree(path, ignore_errors=True)
    (build / f"{POINTER}.new").unlink(missing_ok=True)


def _named(build: Path) -> list[dict[str, str]] | None:
    """Return what the pointer names, None where it cannot be read."""
    try:
        return pointers(build)
    except SnapshotError:
        return None


def _see_that_there_is_room(build: Path) -> None:
    newest = [build / one["build"] for one in _named(build) or []][:1]
    size = sum(path.stat().st_size for folder in newest if folder.is_dir() for path in folder.iterdir())
    wanted = max(MIN_FREE_BYTES, 2 * size)
    free = shutil.disk_usage(build).free
    if free < wanted:
        msg = f"{build}: only {free // 2**20} MB are free and a build wants {wanted // 2**20} MB; make room or use --out"
        raise BuildError(msg)
