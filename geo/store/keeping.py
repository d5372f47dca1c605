"""Tables too big to be made anew whenever the app starts: one DuckDB file in the cache, made once and only read afterwards."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

import duckdb
import pyarrow as pa

from geo.errors import SnapshotError

KEPT: Final = 2
"""Files of one kind that stay on disk: the one in use, and the one that somebody may still be reading."""

_LEAST_MB: Final = 320
"""What does not fit waits in a file beside the one that is written; the app that makes it has to stay small."""
_ROWS_PER_MB: Final = 3_000
"""Sorting and joining need so much even so; a million rows fit into `_LEAST_MB`."""

_CONFIG: Final[dict[str, str | bool | int | float | list[str]]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "python_enable_replacements": "false",
    "threads": "2",
}

Batches = tuple[pa.Schema, Iterable[pa.RecordBatch]]


def keep(
    path: Path, tables: Mapping[str, pa.Table], passing: Mapping[str, Batches], questions: Mapping[str, str], *, rows: int = 0
) -> None:
    """
    Write a file for `Snapshot(file=...)`, all of it or nothing.

    Parameters
    ----------
    path
        The file. Its folder is made; others in it of the same kind, up to the last "-" in their names, are swept.
    tables
        Tables that are kept as they are.
    passing
        Tables that the questions may ask and that are not kept, batch by batch.
    questions
        By name of a table the question whose answer it keeps; a question may ask the tables before it.
    rows
        About how many the longest table has.

    Raises
    ------
    SnapshotError
        If it cannot be written.
    """
    fresh, aside = (path.with_name(f".{path.name}.{os.getpid()}.{part}") for part in ("new", "aside"))
    limits = {"temp_directory": f"{aside}.spill", "memory_limit": f"{max(_LEAST_MB, rows // _ROWS_PER_MB)}MB"}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with duckdb.connect(str(fresh), config=_CONFIG | limits) as into:
            _take(into, aside, tables, passing)
            for name, question in questions.items():
                into.execute(f'CREATE TABLE "{name}" AS {question}')
            into.execute("CHECKPOINT")
        fresh.replace(path)
    except (OSError, duckdb.Error) as error:
        msg = f"{path}: cannot be written ({error}); make room, or choose another folder with INCIDENT_ATLAS_BUILD"
        raise SnapshotError(msg) from error
    finally:
        for left in path.parent.glob(f".{path.name}.{os.getpid()}.*"):
            with suppress(OSError):
                left.rmdir() if left.is_dir() else left.unlink()
    _sweep(path)


def _take(into: duckdb.DuckDBPyConnection, aside: Path, tables: Mapping[str, pa.Table], passing: Mapping[str, Batches]) -> None:
    path = str(aside).replace("'", "''")
    into.execute(f"ATTACH '{path}' AS aside")
    for name, table in tables.items():
        into.register("incoming", table)
        into.execute(f'CREATE TABLE "{name}" AS SELECT * FROM incoming')  # noqa: S608  # names of our own tables
        into.unregister("incoming")
    for name, (schema, batches) in passing.items():
        into.register("incoming", pa.RecordBatchReader.from_batches(schema, batches))
        into.execute(f'CREATE TABLE aside."{name}" AS SELECT * FROM incoming')  # noqa: S608  # as above
        into.unregister("incoming")
        into.execute(f'CREATE TEMP VIEW "{name}" AS SELECT * FROM aside."{name}"')  # noqa: S608  # as above


def _sweep(path: Path) -> None:
    kind = path.name.rpartition("-")[0]
    found: list[Path] = []
    with suppress(OSError):  # another process sweeps as well
        found = sorted(path.parent.glob(f"{kind}-*{path.suffix}"), key=lambda one: one.stat().st_mtime, reverse=True)
    for one in found[KEPT:]:
        with suppress(OSError):
            one.unlink()
