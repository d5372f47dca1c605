"""Which data sets there are, and reading one: nothing is believed that its digest does not vouch for."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from geo.datasets import dataset
from geo.datasets.columns import RECORDS, REJECTED
from geo.datasets.dataset import RECORDS_FILE, REJECTED_FILE, SLUG, Dataset
from geo.errors import DatasetError
from geo.settings import Settings

FOLDER: Final = "datasets"
POINTER: Final = "current.json"
ABOUT: Final = "dataset.json"
_REMEDY: Final = "import the file again, or remove the data set"
_BATCH: Final = 16_384


@dataclass(frozen=True, slots=True)
class Damaged:
    """A data set that cannot be used, and why."""

    slug: str
    reason: str


@dataclass(frozen=True, slots=True)
class Shelf:
    """Every data set in force, by slug, and those that cannot be used."""

    datasets: tuple[Dataset, ...]
    damaged: tuple[Damaged, ...] = ()

    @property
    def state(self) -> str:
        """Return what changes when any data set is imported anew, added or removed."""
        told = [(one.slug, one.digest) for one in self.datasets], [one.slug for one in self.damaged]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:12]


def shelf(settings: Settings) -> Shelf:
    """Return which data sets are in force; their files are not looked at."""
    root = settings.build / FOLDER
    found: list[Dataset] = []
    damaged: list[Damaged] = []
    for path in sorted(root.iterdir()) if root.is_dir() else []:
        if not SLUG.fullmatch(path.name) or not (path / POINTER).exists():
            continue
        try:
            found.append(_in_force(path))
        except DatasetError as error:
            damaged.append(Damaged(path.name, str(error)))
    return Shelf(tuple(found), tuple(damaged))


def open_dataset(settings: Settings, slug: str) -> Dataset:
    """
    Return the data set of that name.

    Raises
    ------
    DatasetError
        If there is none, or what there is is damaged.
    """
    path = settings.build / FOLDER / slug
    if not SLUG.fullmatch(slug) or not (path / POINTER).exists():
        known = ", ".join(one.slug for one in shelf(settings).datasets) or "none yet"
        msg = f"{slug}: there is no such data set; there are {known}"
        raise DatasetError(msg)
    return _in_force(path)


def batches(of: Dataset, columns: list[str] | None = None) -> Iterator[pa.RecordBatch]:
    """
    Yield the records of a data set, all columns of `RECORDS` or those named, in the order of the file.

    Raises
    ------
    DatasetError
        If the file is not the one that was written.
    """
    yield from _batches(of, RECORDS_FILE, RECORDS, columns)


def rejected(of: Dataset, most: int = 1_000) -> pa.Table:
    """
    Return the first rows that were not taken, with the columns of `REJECTED`.

    Raises
    ------
    DatasetError
        If the file is not the one that was written.
    """
    found: list[pa.RecordBatch] = []
    left = most
    for batch in _batches(of, REJECTED_FILE, REJECTED, None):
        found.append(batch.slice(0, left))
        left -= found[-1].num_rows
        if not left:
            break
    return pa.Table.from_batches(found, REJECTED)


def verify(of: Dataset) -> None:
    """
    See that every row of a data set can be read.

    Raises
    ------
    DatasetError
        If a file is missing, changed, or holds other rows than were counted.
    """
    for name, schema, wanted in ((RECORDS_FILE, RECORDS, of.rows), (REJECTED_FILE, REJECTED, of.left_out)):
        rows = sum(batch.num_rows for batch in _batches(of, name, schema, None))
        if rows != wanted:
            msg = f"{of.folder / name}: has {rows} rows and {wanted} were written; {_REMEDY}"
            raise DatasetError(msg)


def pointers(folder: Path) -> list[dict[str, str]]:
    """
    Return which imports of one data set are kept, the one in force first.

    Raises
    ------
    DatasetError
        If the pointer is missing or damaged.
    """
    path = folder / POINTER
    try:
        told: Any = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        msg = f"{path}: cannot be read ({error}); {_REMEDY}"
        raise DatasetError(msg) from error
    # The names become paths, so they are ours or they are none.
    if not isinstance(told, list) or not told or not all(map(_is_entry, told)):
        msg = f"{path}: is damaged; {_REMEDY}"
        raise DatasetError(msg)
    return told


def _is_entry(one: object) -> bool:
    return isinstance(one, dict) and all(isinstance(one.get(key), str) and one[key].isalnum() for key in ("digest", "about"))


def _in_force(path: Path) -> Dataset:
    newest = pointers(path)[0]
    folder = path / newest["digest"]
    try:
        content = (folder / ABOUT).read_bytes()
    except OSError as error:
        msg = f"{folder / ABOUT}: cannot be read ({error.strerror}); {_REMEDY}"
        raise DatasetError(msg) from error
    _see_digest(folder / ABOUT, hashlib.sha256(content).hexdigest(), newest["about"])
    return dataset.read(content, folder)


def _batches(of: Dataset, name: str, schema: pa.Schema, columns: list[str] | None) -> Iterator[pa.RecordBatch]:
    path = of.folder / name
    try:
        # One handle for both, so that what is read is what was looked at.
        with path.open("rb") as file:
            _see_digest(path, hashlib.file_digest(file, "sha256").hexdigest(), of.files.get(name, ""))
            file.seek(0)
            with pq.ParquetFile(file, page_checksum_verification=True) as table:
                if not table.schema_arrow.equals(schema):
                    msg = f"{path}: has other columns than this program reads; {_REMEDY}"
                    raise DatasetError(msg)
                yield from table.iter_batches(batch_size=_BATCH, columns=columns)
    except OSError as error:
        msg = f"{path}: cannot be read ({error}); {_REMEDY}"
        raise DatasetError(msg) from error


def _see_digest(path: Path, found: str, recorded: str) -> None:
    if found != recorded:
        msg = f"{path}: is damaged (its digest is not the one recorded); {_REMEDY}"
        raise DatasetError(msg)
