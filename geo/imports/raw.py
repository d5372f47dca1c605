"""What every reader of a file gives: tables of text, a row at a time counted as a spreadsheet counts, and what was no row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import pyarrow as pa

from geo.datasets import REJECTED

ROW: Final = "\x00row"
"""The column of row numbers; no file can have one of this name, for control characters are taken out of its text."""

MAX_COLUMNS: Final = 512
SHOWN: Final = 300
"""Characters of a row that was not taken, which are kept to show it."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some rows of a file: a table of text with the column `ROW`, what was no row, and how far the reading is."""

    rows: pa.Table
    bad: pa.Table
    """With the columns of a data set's rows that were not taken."""
    done: int
    total: int


class Reader(Protocol):
    """A file, opened as what it is."""

    columns: tuple[str, ...]
    """Names of its columns, each once."""
    warnings: list[str]
    """What was assumed or mended; complete when all chunks were read."""

    def chunks(self) -> Iterator[Chunk]:
        """
        Yield all rows in their order.

        Raises
        ------
        RefusedError
            If the file turns out not to be what it began as.
        """
        ...


def bad(rows: Iterable[tuple[int, str, str]]) -> pa.Table:
    """Return rows that were not taken: number, reason, and how the row begins."""
    told = [{"row": row, "reason": reason, "text": text[:SHOWN]} for row, reason, text in rows]
    return pa.Table.from_pylist(told, REJECTED)


def unique(names: Sequence[str]) -> tuple[str, ...]:
    """Return names, each once: the second "date" is "date (2)", the nameless fourth "column 4"."""
    seen: dict[str, int] = {}
    out = []
    for number, told in enumerate(names, start=1):
        name = " ".join(told.split())[:200] or f"column {number}"
        seen[name] = seen.get(name, 0) + 1
        out.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(out)


def table(columns: Sequence[str], numbers: Sequence[int], cells: Sequence[Sequence[str | None]]) -> pa.Table:
    """Return rows of cells as a table; a row that is short is filled with nothing."""
    width = len(columns)
    arrays = [pa.array(numbers, pa.int64())]
    arrays += [pa.array([row[n] if n < len(row) else None for row in cells], pa.string()) for n in range(width)]
    return pa.table(arrays, names=[ROW, *columns])
