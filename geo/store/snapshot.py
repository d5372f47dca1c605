"""A snapshot in memory: its tables behind one locked DuckDB that can reach nothing else."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final, TypeVar, cast

import duckdb
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from geo.errors import BudgetError, QueryError, SnapshotError

BUDGET_S: Final = 10.0
"""A question that takes longer is cut off."""
PATIENCE_S: Final = 120.0
"""A question whose answer is kept for everybody may take as long."""

# Extensions are off before anything is loaded; what shuts the door for good comes after.
_CONFIG: Final[dict[str, str | bool | int | float | list[str]]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "python_enable_replacements": "false",
    "memory_limit": "512MB",
    "max_temp_directory_size": "0MB",
    "threads": "2",
}
_MB_PER_MILLION: Final = 128
"""Of rows in a file, and at least as much: what is read from it can be read again, and less of it is held."""

T = TypeVar("T")

_CORRUPT: Final = "Corrupt database file"
"""What DuckDB says of a block whose bytes are not those that it wrote."""

_LOCK: Final = ("SET enable_external_access = false", "SET lock_configuration = true")


class Snapshot:
    """What one build found. Reading it is safe from several threads, and it never changes."""

    def __init__(
        self, manifest: Mapping[str, Any], tables: Mapping[str, pa.Table], notice: str = "", *, file: Path | None = None
    ) -> None:
        """
        Load the tables, then shut the door to disk, network and settings.

        `file` is one that `keeping.keep` wrote: its tables are read from there when they are asked for, instead of `tables`.
        """
        self.id: str = manifest["build"]
        self.manifest = manifest
        self.notice = notice
        """What a person should know about it, such as that a newer one is damaged; mostly empty."""
        self.damaged = False
        """Whether a question found its file damaged; it is removed then, so that whoever opens it next makes it anew."""
        self._file = file
        self.budget = BUDGET_S
        """Seconds after which a question is cut off that names no other budget."""
        self._derived: set[str] = set()
        self._deriving = threading.Lock()
        self._made: dict[str, object] = {}
        self._making = threading.RLock()
        self._connection = duckdb.connect(":memory:", config=_CONFIG)
        for name, table in tables.items():
            self._connection.register("incoming", table)
            self._connection.execute(f'CREATE TABLE "{name}" AS SELECT * FROM incoming')  # noqa: S608  # names of our own tables
            self._connection.unregister("incoming")
        if file is not None:
            self._attach(file)
        for statement in _LOCK:
            self._connection.execute(statement)

    def _attach(self, file: Path) -> None:
        path = str(file).replace("'", "''")
        try:
            self._connection.execute(f"ATTACH '{path}' AS kept (READ_ONLY)")
        except duckdb.Error as error:
            msg = f"{file}: cannot be read ({error}); remove it, it is made anew"
            raise SnapshotError(msg) from error
        named = "SELECT table_name, estimated_size FROM duckdb_tables() WHERE database_name = 'kept'"
        sizes = dict(self._connection.execute(named).fetchall())
        most = max(sizes.values(), default=0)
        self._connection.execute(f"SET memory_limit = '{max(_MB_PER_MILLION, most * _MB_PER_MILLION // 2_000_000)}MB'")
        for name in sizes:
            self._connection.execute(f'CREATE VIEW "{name}" AS SELECT * FROM kept.main."{name}"')  # noqa: S608  # as above
            self._derived.add(name)

    def close(self) -> None:
        """Give back the memory."""
        self._connection.close()

    @contextmanager
    def cursor(self, budget: float | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
        """
        Lend a cursor; what it does is cut off after `budget` seconds, or after `self.budget`.

        Raises
        ------
        QueryError
            If DuckDB refuses the question.
        BudgetError
            If it takes too long.
        SnapshotError
            If the file behind it is damaged.
        """
        budget = self.budget if budget is None else budget
        cursor = self._connection.cursor()
        timer = threading.Timer(budget, cursor.interrupt)
        timer.daemon = True
        timer.start()
        try:
            yield cursor
        except duckdb.InterruptException as error:
            msg = f"the question took longer than {budget:g} s; ask for less, for example for a shorter range of dates"
            raise BudgetError(msg) from error
        except duckdb.Error as error:
            if self._file is not None and _CORRUPT in str(error):
                raise self._given_up(self._file, error) from error
            msg = f"the store refused the question: {error}"
            raise QueryError(msg) from error
        finally:
            timer.cancel()
            cursor.close()

    def _given_up(self, file: Path, error: duckdb.Error) -> SnapshotError:
        self.damaged = True
        with suppress(OSError):
            file.unlink()
        return SnapshotError(f"{file}: is damaged ({str(error)[:200]}); it was removed and is made anew, so load the page anew")

    def ask(self, question: str, values: Sequence[object] = (), budget: float | None = None) -> pa.Table:
        """
        Return the answer to one SELECT, its values bound and never pasted into it.

        Raises
        ------
        QueryError
            If it is not one SELECT, if DuckDB refuses it, or it takes longer than `budget` seconds.
        """
        with self.cursor(budget) as cursor:
            _see_that_it_only_reads(cursor, question)
            return cursor.sql(question, params=list(values)).to_arrow_table()

    def rows(self, question: str, values: Sequence[object] = (), budget: float | None = None) -> list[dict[str, Any]]:
        """Return the answer to `ask` row by row, values by column; the faster way to few rows."""
        with self.cursor(budget) as cursor:
            _see_that_it_only_reads(cursor, question)
            answer = cursor.execute(question, list(values))
            names = [column[0] for column in answer.description]
            return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]

    def arrays(self, question: str, values: Sequence[object] = (), budget: float | None = None) -> dict[str, npt.NDArray[Any]]:
        """Return the answer to `ask` as one array per column; no value of it may be absent."""
        with self.cursor(budget) as cursor:
            _see_that_it_only_reads(cursor, question)
            return {name: np.asarray(column) for name, column in cursor.execute(question, list(values)).fetchnumpy().items()}

    def frame(self, question: str, values: Sequence[object] = ()) -> pd.DataFrame:
        """Return the answer to `ask` as a frame: text, days and whole numbers may be absent (NA, NaT, NA)."""
        return to_frame(self.ask(question, values))

    def derive(self, name: str, question: str) -> None:
        """Keep the answer to `question`, which takes no values, as the table `name`; only the first call does so."""
        with self._deriving:
            if name not in self._derived:
                with self.cursor(PATIENCE_S) as cursor:
                    cursor.execute(f'CREATE TABLE "{name}" AS {question}')
                self._derived.add(name)

    def once(self, name: str, make: Callable[[], T]) -> T:
        """Return what `make` makes, made by the first who asks and kept as long as the snapshot; others wait."""
        with self._making:
            if name not in self._made:
                self._made[name] = make()
            return cast("T", self._made[name])


def _see_that_it_only_reads(cursor: duckdb.DuckDBPyConnection, question: str) -> None:
    if [statement.type for statement in cursor.extract_statements(question)] != [duckdb.StatementType.SELECT]:
        msg = "a question to the store is one SELECT"
        raise QueryError(msg)


_FRAMED: Final = {
    pa.int32(): pd.Int64Dtype(),
    pa.int64(): pd.Int64Dtype(),
    pa.string(): pd.StringDtype(na_value=pd.NA),
}


def to_frame(table: pa.Table) -> pd.DataFrame:
    """Return a frame whose column types follow from the columns alone, not from what happens to stand in them."""
    frame: pd.DataFrame = table.to_pandas(types_mapper=_FRAMED.get, date_as_object=False)
    days = {field.name: "datetime64[s]" for field in table.schema if pa.types.is_date(field.type)}
    return frame.astype(days) if days else frame
