"""Text in columns: which sign parts the cells is found out, rows of another width are set aside, an open quote is told."""

from __future__ import annotations

import csv
import io
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import IO, Final

import pyarrow as pa
import pyarrow.csv

from geo.errors import RefusedError
from geo.imports import raw
from geo.imports.raw import ROW, Chunk
from geo.imports.recipes import GDELT_COLUMNS
from geo.imports.streams import Cleaned

SIGNS: Final = ",;\t|"
BLOCK: Final = 8 * 2**20
"""Bytes that are read at once; a row has to be shorter."""
_SAMPLE: Final = 256 * 1024
_LINES: Final = 50
_END: Final = "\x1fend of file\x1f"
"""Stands in a last row of our own: where it does not come back, a quote swallowed it, and everything after that quote."""

_EVENT: Final = 20
_DAY: Final = 8


class Delimited:
    """CSV and its kin."""

    def __init__(
        self,
        open_: Callable[[], AbstractContextManager[IO[bytes]]],
        encoding: str,
        size: int,
        *,
        lenient: bool,
        block: int = BLOCK,
    ) -> None:
        """
        Look at how it begins.

        Raises
        ------
        RefusedError
            If there is no row in it, or its rows have no columns.
        """
        self._open, self._encoding, self._size, self._lenient, self._block = open_, encoding, size, lenient, block
        self.warnings: list[str] = []
        with open_() as file:
            start = Cleaned(file, encoding, lenient=lenient).read(_SAMPLE).decode("utf-8", "ignore")
        if not start.strip():
            msg = "holds no row; nothing can be imported"
            raise RefusedError(msg)
        self.sign, sample = _parted(start)
        first = sample[0]
        self.headless = _is_gdelt(first)
        if len(first) > raw.MAX_COLUMNS:
            msg = f"has {len(first):,} columns and at most {raw.MAX_COLUMNS} are read; leave out what is not needed"
            raise RefusedError(msg)
        self.columns = GDELT_COLUMNS if self.headless else raw.unique(first)

    def chunks(self) -> Iterator[Chunk]:
        """Yield all rows in their order."""
        bad: deque[tuple[int, str, str]] = deque()
        with self._open() as file:
            ending = "\n" + self.sign.join([_END] + [""] * (len(self.columns) - 1)) + "\n"
            stream = Cleaned(file, self._encoding, lenient=self._lenient, ending=ending.encode())
            last, ended = 0 if self.headless else 1, False
            aside: set[int] = set()
            try:
                for batch in self._parse(stream, bad):
                    # The reader is ahead, in a thread of its own: what it sets aside meanwhile is taken with the next batch.
                    taken = [bad.popleft() for _ in range(len(bad))]
                    aside.update(row for row, _, _ in taken)
                    rows, last = self._numbered(batch, last + 1, aside)
                    ended = bool(rows.num_rows) and rows[self.columns[0]][-1].as_py() == _END
                    yield Chunk(rows.slice(0, rows.num_rows - ended), raw.bad(taken), stream.done, self._size)
            except (pa.ArrowInvalid, UnicodeDecodeError) as error:
                raise _told(error, last) from error
        if not ended:
            raise _swallowed(last)
        if stream.removed:
            self.warnings.append(f"{stream.removed:,} control characters were taken out")

    def _parse(self, stream: Cleaned, bad: deque[tuple[int, str, str]]) -> Iterator[pa.RecordBatch]:
        def set_aside(row: pa.csv.InvalidRow) -> str:
            bad.append((row.number, f"has {row.actual_columns} cells, the header {row.expected_columns}", row.text))
            return "skip"

        names = [f"c{n}" for n in range(len(self.columns))]
        reader = pa.csv.open_csv(
            pa.PythonFile(stream, mode="r"),
            # In one thread, for only then is it known which row is set aside.
            read_options=pa.csv.ReadOptions(
                use_threads=False, block_size=self._block, column_names=names, skip_rows_after_names=0 if self.headless else 1
            ),
            parse_options=pa.csv.ParseOptions(
                delimiter=self.sign, newlines_in_values=True, ignore_empty_lines=False, invalid_row_handler=set_aside
            ),
            convert_options=pa.csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=True, null_values=[""]
            ),
        )
        yield from reader

    def _numbered(self, batch: pa.RecordBatch, first: int, aside: set[int]) -> tuple[pa.Table, int]:
        """Return a batch with the numbers of its rows, those set aside passed over, and the last number."""
        last = first + batch.num_rows - 1
        passed = set()
        for row in sorted(aside):
            if first <= row <= last + 1:
                passed.add(row)
                last += 1
        aside -= {row for row in aside if row <= last}
        numbers = [n for n in range(first, last + 1) if n not in passed] if passed else range(first, last + 1)
        table = pa.Table.from_batches([batch]).rename_columns(list(self.columns))
        return table.add_column(0, ROW, pa.array(numbers, pa.int64())), last


def _parted(start: str) -> tuple[str, list[list[str]]]:
    """Return the sign that parts most rows into equally many cells, and those rows."""
    best = max(SIGNS, key=lambda sign: _agreement(_rows(start, sign)))
    rows = _rows(start, best)
    if len(rows[0]) == 1 and any(len(row) > 1 for row in rows):
        msg = "begins with a row of one cell; its first row has to hold the names of the columns"
        raise RefusedError(msg)
    if len(rows[0]) < 2:  # one column is none
        msg = "has no columns: no comma, semicolon, tab or bar parts its cells; save it as CSV"
        raise RefusedError(msg)
    return best, rows


def _rows(start: str, sign: str) -> list[list[str]]:
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(start, newline=""), delimiter=sign):
            if row:
                rows.append(row)
            if len(rows) > _LINES:
                break
    except csv.Error:
        pass
    # The last may have been cut off by the end of the sample.
    return rows[:-1] if len(rows) > 1 and len(start) >= _SAMPLE else rows or [[""]]


def _agreement(rows: list[list[str]]) -> tuple[float, int]:
    width = len(rows[0])
    return (sum(len(row) == width for row in rows) / len(rows) if width > 1 else 0.0, width)


def _is_gdelt(row: list[str]) -> bool:
    return (
        len(row) == len(GDELT_COLUMNS) and row[0].isdigit() and len(row[0]) < _EVENT and row[1].isdigit() and len(row[1]) == _DAY
    )


def _told(error: Exception, last: int) -> RefusedError:
    if "straddling" in str(error):
        return _swallowed(last)
    msg = f"cannot be read beyond row {last:,} ({str(error)[:120]}); save it as CSV in UTF-8"
    return RefusedError(msg)


def _swallowed(last: int) -> RefusedError:
    msg = (
        f"near row {last:,} a quotation mark is opened and not closed, or one cell is larger than {BLOCK // 2**20} MB: "
        "everything behind it would be lost; mend that row"
    )
    return RefusedError(msg)
