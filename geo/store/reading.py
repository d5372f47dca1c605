"""Reading a snapshot from disk: nothing is believed that its digest does not vouch for."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from geo.errors import SnapshotError
from geo.settings import Settings
from geo.store.columns import COLUMNS, SCHEMA_VERSION
from geo.store.snapshot import Snapshot

POINTER: Final = "current.json"
MANIFEST: Final = "manifest.json"
_REMEDY: Final = "run `python -m geo build`"


def open_snapshot(settings: Settings) -> Snapshot:
    """
    Return the snapshot in force; where it is damaged, the last good one with a notice that says so.

    Raises
    ------
    SnapshotError
        If there is none, or none that is whole.
    """
    return Snapshot(*in_force(settings))


def in_force(settings: Settings) -> tuple[dict[str, Any], dict[str, pa.Table], str]:
    """
    Return manifest, tables and notice of the snapshot in force, or of the last good one.

    Raises
    ------
    SnapshotError
        If there is none, or none that is whole.
    """
    found = pointers(settings.build)
    if not found:
        msg = f"{settings.build}: there is no snapshot; {_REMEDY}"
        raise SnapshotError(msg)
    faults: list[str] = []
    for one in found:
        try:
            manifest, tables = load(settings.build / one["build"], one["manifest"])
        except SnapshotError as error:
            faults.append(str(error))
        else:
            return manifest, tables, _notice(one["build"], faults)
    raise SnapshotError("; ".join(faults))


def _notice(build: str, faults: list[str]) -> str:
    return f"This is the older snapshot {build}, because the newest cannot be used: {faults[0]}" if faults else ""


def pointers(build: Path) -> list[dict[str, str]]:
    """
    Return which snapshots the pointer names, newest first; none where there is no pointer.

    Raises
    ------
    SnapshotError
        If there is a pointer and it cannot be read.
    """
    path = build / POINTER
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return []
    except OSError as error:
        msg = f"{path}: cannot be read ({error}); {_REMEDY}"
        raise SnapshotError(msg) from error
    return named_in(content, str(path))


def named_in(content: bytes, where: str) -> list[dict[str, str]]:
    """
    Return which snapshots a pointer names, newest first.

    Raises
    ------
    SnapshotError
        If it is damaged; the message begins with `where`.
    """
    try:
        told = json.loads(content)
    except ValueError as error:
        msg = f"{where}: cannot be read ({error}); {_REMEDY}"
        raise SnapshotError(msg) from error
    if not isinstance(told, list) or not all(map(_is_entry, told)):
        msg = f"{where}: is damaged; {_REMEDY}"
        raise SnapshotError(msg)
    return told


def _is_entry(one: object) -> bool:
    # The names become paths, so they are ours or they are none.
    return isinstance(one, dict) and all(isinstance(one.get(key), str) and one[key].isalnum() for key in ("build", "manifest"))


def load(folder: Path, manifest_sha256: str) -> tuple[dict[str, Any], dict[str, pa.Table]]:
    """
    Return the manifest and the tables in `folder`.

    Raises
    ------
    SnapshotError
        If a file is missing, is not what the manifest vouches for, or is of another schema version.
    """
    manifest = readable_manifest(folder, manifest_sha256)
    return manifest, {name: _table(folder / f"{name}.parquet", manifest) for name in COLUMNS}


def verify(folder: Path, manifest_sha256: str) -> None:
    """
    See that everything in `folder` can be read, a row group at a time.

    Raises
    ------
    SnapshotError
        If a file is missing, is not what the manifest vouches for, or is of another schema version.
    """
    manifest = readable_manifest(folder, manifest_sha256)
    for name in COLUMNS:
        path = folder / f"{name}.parquet"
        _see_digest(path, digest_of(path), manifest["files"].get(path.name, ""))
        with pq.ParquetFile(path, page_checksum_verification=True) as file:
            _see_rows(path, sum(batch.num_rows for batch in file.iter_batches()), manifest)


def digest_of(path: Path) -> str:
    """
    Return the SHA-256 of a file, in hex, without holding the file.

    Raises
    ------
    SnapshotError
        If it cannot be read.
    """
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise _unreadable(path, error) from error


def vouched_manifest(folder: Path, sha256: str) -> dict[str, Any]:
    """
    Return the manifest in `folder`, of whatever schema version it is.

    Raises
    ------
    SnapshotError
        If it is missing, or is not what the pointer vouches for.
    """
    manifest: dict[str, Any] = json.loads(_vouched(folder / MANIFEST, sha256))
    return manifest


def readable_manifest(folder: Path, sha256: str) -> dict[str, Any]:
    """
    Return the manifest in `folder`.

    Raises
    ------
    SnapshotError
        If it is missing, is not what the pointer vouches for, or is of another schema version.
    """
    manifest = vouched_manifest(folder, sha256)
    if (written := manifest.get("schema")) != SCHEMA_VERSION:
        newer = isinstance(written, int) and written > SCHEMA_VERSION
        remedy = f"use the newer program that wrote it, or {_REMEDY}" if newer else _REMEDY
        msg = f"{folder}: written for schema {written}, this program reads {SCHEMA_VERSION}; {remedy}"
        raise SnapshotError(msg)
    return manifest


def _table(path: Path, manifest: dict[str, Any]) -> pa.Table:
    content = _vouched(path, manifest["files"].get(path.name, ""))
    table = pq.read_table(pa.BufferReader(content), page_checksum_verification=True)
    _see_rows(path, table.num_rows, manifest)
    return table


def _see_rows(path: Path, rows: int, manifest: dict[str, Any]) -> None:
    if rows != manifest["rows"][path.stem]:
        msg = f"{path}: has {rows} rows, the manifest says {manifest['rows'][path.stem]}; {_REMEDY}"
        raise SnapshotError(msg)


def _vouched(path: Path, sha256: str) -> bytes:
    """Return what stands in the file, read once, after its digest was compared."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise _unreadable(path, error) from error
    _see_digest(path, hashlib.sha256(content).hexdigest(), sha256)
    return content


def _see_digest(path: Path, found: str, recorded: str) -> None:
    if found != recorded:
        msg = f"{path}: is damaged (its digest is not the one recorded); {_REMEDY}"
        raise SnapshotError(msg)


def _unreadable(path: Path, error: OSError) -> SnapshotError:
    return SnapshotError(f"{path}: cannot be read ({error.strerror}); {_REMEDY}")
