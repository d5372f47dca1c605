"""
Publishing a data set so that nobody ever sees half of it.

Rows are written beside the data sets in force; only when all of them are there and could be read back does one small pointer
move (`os.replace`). An import that is stopped or dies leaves what was in force; what it wrote is swept by the next one.
"""

from __future__ import annotations

import fcntl
import hashlib
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from geo.datasets.columns import RECORDS, REJECTED
from geo.datasets.dataset import RECORDS_FILE, REJECTED_FILE, SLUG, About, Dataset
from geo.datasets.shelf import ABOUT, FOLDER, POINTER, open_dataset, pointers, verify
from geo.durable import canonical, sync, write
from geo.errors import BuildError, BusyError, DatasetError
from geo.settings import Settings

KEPT: Final = 2
"""Imports of one data set that stay on disk: the one in force, and the one that somebody may still be reading."""

MIN_FREE_BYTES: Final = 64 * 2**20
_FRESH: Final = ".new"
_ROW_GROUP: Final = 131_072


class Draft:
    """A data set that is being written; it is put in force at once or not at all."""

    def __init__(self, settings: Settings, about: About) -> None:
        """Begin beside what is in force."""
        self._settings, self._about = settings, about
        self._home = settings.build / FOLDER / about.slug
        self._fresh = self._home / _FRESH
        shutil.rmtree(self._fresh, ignore_errors=True)
        self._fresh.mkdir(parents=True)
        self._records = _writer(self._fresh / RECORDS_FILE, RECORDS)
        self._rejected = _writer(self._fresh / REJECTED_FILE, REJECTED)
        self.rows = 0
        self.placed = 0
        self.left_out: Counter[str] = Counter()
        self._newest: date | None = None

    def add(self, records: pa.Table) -> None:
        """Write rows with the columns of `RECORDS`."""
        with _told(self._home):
            self._records.write_table(records.cast(RECORDS), row_group_size=_ROW_GROUP)
        self.rows += records.num_rows
        self.placed += records.num_rows - records["lat"].null_count
        newest = pa.compute.max(records["last"]).as_py()
        self._newest = max(filter(None, (self._newest, newest)), default=None)

    def reject(self, rows: pa.Table) -> None:
        """Write rows with the columns of `REJECTED`."""
        with _told(self._home):
            self._rejected.write_table(rows.cast(REJECTED), row_group_size=_ROW_GROUP)
        for count in rows["reason"].value_counts().to_pylist():
            self.left_out[count["values"]] += count["counts"]

    def publish(
        self, *, file: str, sha256: str, imported: date, as_of: date | None = None, warnings: tuple[str, ...] = ()
    ) -> Dataset:
        """
        Check what was written and put it in force.

        Raises
        ------
        BuildError
            If it cannot be written; what was in force stays in force.
        """
        with _told(self._home):
            self._records.close()
            self._rejected.close()
            files = {name: _digest_of(self._fresh / name) for name in (RECORDS_FILE, REJECTED_FILE)}
            made = Dataset(
                **asdict(self._about),
                file=file,
                sha256=sha256,
                imported=imported,
                as_of=as_of or self._newest,
                rows=self.rows,
                placed=self.placed,
                rejected=dict(sorted(self.left_out.items())),
                warnings=warnings,
                files=files,
                folder=self._fresh,
            )
            verify(made)
            self._enforce(made)
        return open_dataset(self._settings, made.slug)

    def abandon(self) -> None:
        """Leave nothing behind."""
        for writer in (self._records, self._rejected):
            with suppress(OSError, pa.ArrowException):
                writer.close()
        shutil.rmtree(self._fresh, ignore_errors=True)
        with suppress(OSError):
            self._home.rmdir()

    def _enforce(self, made: Dataset) -> None:
        content = canonical(made.to_json())
        digest = hashlib.sha256(content).hexdigest()
        write(self._fresh / ABOUT, content)
        for path in sorted(self._fresh.iterdir()):
            sync(path)
        sync(self._fresh)
        final = self._home / digest[:12]
        if final.exists():  # the same file, imported the same way on the same day: what is there may be damaged, this is not
            shutil.rmtree(final)
        self._fresh.rename(final)
        older = [one for one in _known(self._home) if one["digest"] != final.name]
        kept = [{"digest": final.name, "about": digest}, *older][:KEPT]
        write(self._home / f"{POINTER}.new", canonical(kept))
        (self._home / f"{POINTER}.new").replace(self._home / POINTER)
        sync(self._home)
        _sweep(self._home, {one["digest"] for one in kept})


@contextmanager
def draft(settings: Settings, about: About) -> Iterator[Draft]:
    """
    Lend a data set to write; what is not published leaves nothing behind.

    Raises
    ------
    BusyError
        If another import of the same data set is running.
    BuildError
        If it cannot be written, or there is too little room.
    """
    home = settings.build / FOLDER / about.slug
    with _reserved(settings, about.slug):
        _see_that_there_is_room(home)
        with _told(home):
            mine = Draft(settings, about)
        try:
            yield mine
        finally:
            mine.abandon()


def remove(settings: Settings, slug: str) -> None:
    """
    Take a data set away, a damaged one too: from one moment to the next it is there no more.

    Raises
    ------
    DatasetError
        If there is none of that name.
    BusyError
        If it is being imported.
    BuildError
        If it cannot be removed.
    """
    home = settings.build / FOLDER / slug
    if not SLUG.fullmatch(slug) or not (home / POINTER).exists():
        open_dataset(settings, slug)
    with _reserved(settings, slug), _told(home):
        (home / POINTER).unlink(missing_ok=True)
        sync(home)
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def _reserved(settings: Settings, slug: str) -> Iterator[None]:
    root = settings.build / FOLDER
    with _told(root):
        root.mkdir(parents=True, exist_ok=True)
        lock = (root / f"{slug}.lock").open("ab")
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            msg = f"{slug}: is being imported already; wait for that, or give this one another name"
            raise BusyError(msg) from error
        yield


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, pa.ArrowException, DatasetError) as error:
        msg = f"{folder}: the data set could not be written ({error}); what was there before is as it was"
        raise BuildError(msg) from error


def _writer(path: Path, schema: pa.Schema) -> pq.ParquetWriter:
    return pq.ParquetWriter(path, schema, compression="zstd", write_page_checksum=True)


def _digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _known(home: Path) -> list[dict[str, str]]:
    try:
        return pointers(home)
    except DatasetError:
        return []


def _sweep(home: Path, kept: set[str]) -> None:
    for path in sorted(home.iterdir()):
        if path.is_dir() and path.name not in kept:
            shutil.rmtree(path, ignore_errors=True)


def _see_that_there_is_room(home: Path) -> None:
    there = next(folder for folder in (home, *home.parents) if folder.exists())
    free = shutil.disk_usage(there).free
    if free < MIN_FREE_BYTES:
        msg = f"{home}: only {free // 2**20} MB are free and an import wants {MIN_FREE_BYTES // 2**20} MB; make room"
        raise BuildError(msg)
