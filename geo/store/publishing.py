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
import io
import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from geo import facts
from geo.errors import BuildError, BusyError, SnapshotError
from geo.model import Atlas
from geo.settings import Settings
from geo.store import digests, promises
from geo.store.columns import SCHEMA_VERSION
from geo.store.reading import MANIFEST, POINTER, load, pointers
from geo.store.rows import tables

KEPT: Final = 3
"""Snapshots that stay on disk, the one in force among them."""

MIN_FREE_BYTES: Final = 64 * 2**20
"""A build does not begin with less room than this, or with less than twice the snapshot in force."""

_OURS: Final = re.compile(r"(?:\.new-)?[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Reservation:
    """The right to write into a build folder; it ends with the `with` that gave it."""

    build: Path


@contextmanager
def reserve(settings: Settings) -> Iterator[Reservation]:
    """
    Hold the build folder for one writer: sweep what dead builds left, and see that there is room.

    Raises
    ------
    BusyError
        If another build holds it.
    BuildError
        If the folder cannot be written or has too little room.
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
        _sweep(folder)
        _see_that_there_is_room(folder)
        yield Reservation(folder)


def publish(atlas: Atlas, settings: Settings, held: Reservation | None = None) -> Path:
    """
    Write the atlas as a snapshot, check it, put it in force; return its folder.

    The same atlas, facts and code give the same folder name and the same bytes. `held` is the caller's reservation of
    `settings.build`, when it has one already.

    Raises
    ------
    BuildError
        If the atlas breaks a promise, or cannot be written; the snapshot in force stays in force.
    """
    if held is None:
        with reserve(settings) as mine:
            return publish(atlas, settings, mine)
    if wrong := list(promises.broken(atlas)):
        msg = f"not published, for {len(wrong)} promises are broken; {wrong[0]}; please report this mistake in the program"
        raise BuildError(msg)
    try:
        return _publish(_files(atlas, settings), held.build)
    except (OSError, SnapshotError, UnicodeEncodeError) as error:
        msg = f"{held.build}: the snapshot could not be written ({error}); the last good one stays in force"
        raise BuildError(msg) from error


def _files(atlas: Atlas, settings: Settings) -> dict[str, bytes]:
    """Return every file of the snapshot by name, the manifest last."""
    made = tables(atlas)
    files = {f"{name}.parquet": _parquet(table) for name, table in made.items()}
    manifest: dict[str, Any] = {
        "schema": SCHEMA_VERSION,
        "made_from": digests.made_from(atlas, settings),
        "files": {name: hashlib.sha256(content).hexdigest() for name, content in files.items()},
        "rows": {name: table.num_rows for name, table in made.items()},
        "credits": _credits(settings),
    }
    manifest["build"] = hashlib.sha256(digests.canonical(manifest)).hexdigest()[:12]
    return {**files, MANIFEST: digests.canonical(manifest)}


def _parquet(table: pa.Table) -> bytes:
    out = io.BytesIO()
    pq.write_table(table, out, compression="zstd", write_page_checksum=True)
    return out.getvalue()


def _credits(settings: Settings) -> list[Mapping[str, str]]:
    """Return whose work the facts are, for the foot of every page and export."""
    path = settings.data / "credits.csv"
    return list(facts.rows(path, dict)) if path.is_file() else []


def _publish(files: Mapping[str, bytes], build: Path) -> Path:
    manifest_sha = hashlib.sha256(files[MANIFEST]).hexdigest()
    id_: str = json.loads(files[MANIFEST])["build"]
    fresh, final = build / f".new-{id_}", build / id_
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir()
    try:
        for name, content in files.items():
            _write(fresh / name, content)
        _sync(fresh)
        load(fresh, manifest_sha)
        _settle(fresh, final, manifest_sha)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    older = [one for one in _named(build) or [] if one["build"] != id_]
    kept = [{"build": id_, "manifest": manifest_sha}, *older][:KEPT]
    _write(build / f"{POINTER}.new", digests.canonical(kept))
    (build / f"{POINTER}.new").replace(build / POINTER)
    _sync(build)
    _sweep(build)
    return final


def _settle(fresh: Path, final: Path, manifest_sha: str) -> None:
    """Give the snapshot its name; the same one that is there already and whole is never taken away, not for a moment."""
    try:
        load(final, manifest_sha)
    except SnapshotError:
        shutil.rmtree(final, ignore_errors=True)
        fresh.rename(final)
    else:
        shutil.rmtree(fresh)


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    """Make the names in a folder durable, not only the bytes behind them."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


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
