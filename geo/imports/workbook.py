"""Workbooks of Excel: the first sheet that has rows, values and not formulas, days as days."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Final

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook.workbook import Workbook

from geo.errors import RefusedError
from geo.imports import raw
from geo.imports.raw import Chunk
from geo.imports.streams import CONTROLS

_ROWS: Final = 5_000
"""Rows that are held at once."""
_STRAY: Final = dict.fromkeys(CONTROLS)


class Sheet:
    """One sheet of a workbook that `archives.names` has looked through."""

    def __init__(self, path: Path, name: str) -> None:
        """
        Read the header.

        Raises
        ------
        RefusedError
            If it is no workbook, or no sheet has a header.
        """
        self._path, self._name = path, name
        self.warnings: list[str] = []
        with _opened(path, name) as book:
            for sheet in book.worksheets:
                header = next(_rows(sheet), None)
                if header and any(cell is not None for cell in header):
                    break
            else:
                msg = f"{name}: has no sheet with a header in its first row; put the names of the columns there"
                raise RefusedError(msg)
            self._sheet = sheet.title
            self._total = sheet.max_row or 0
            others = [other.title for other in book.worksheets if other.title != sheet.title]
        if others:
            self.warnings.append(f"read the sheet {self._sheet!r} only; there are {len(others)} more")
        self._width = max(n for n, cell in enumerate(header, start=1) if cell is not None)
        self.columns = raw.unique([_text(cell) or "" for cell in header[: self._width]])

    def chunks(self) -> Iterator[Chunk]:
        """Yield all rows in their order."""
        with _opened(self._path, self._name) as book:
            cells: list[list[str | None]] = []
            number = 1
            rows = _rows(book[self._sheet])
            next(rows, None)
            for number, row in enumerate(rows, start=2):
                cells.append([_text(cell) for cell in row[: self._width]])
                if len(cells) == _ROWS:
                    yield self._chunk(cells, number)
                    cells = []
            yield self._chunk(cells, number)

    def _chunk(self, cells: Sequence[Sequence[str | None]], last: int) -> Chunk:
        numbers = range(last - len(cells) + 1, last + 1)
        return Chunk(raw.table(self.columns, numbers, cells), raw.bad([]), last, max(self._total, last))


@contextmanager
def _opened(path: Path, name: str) -> Iterator[Workbook]:
    book = None
    try:
        with warnings.catch_warnings():
            # It complains of styles and extensions that it does not know, of which nothing is read.
            warnings.simplefilter("ignore")
            # What a formula last came to, never the formula; links to other files are not followed.
            book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
            yield book
    except (
        InvalidFileException,
        zipfile.BadZipFile,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        IndexError,
        OSError,
        SyntaxError,
    ) as error:
        msg = f"{name}: is damaged, or no workbook of Excel ({str(error)[:120]}); save it anew as .xlsx or as CSV"
        raise RefusedError(msg) from error
    finally:
        if book is not None:
            book.close()


def _rows(sheet: object) -> Iterator[tuple[object, ...]]:
    # Its own word on its size may be a lie.
    sheet.reset_dimensions()  # type: ignore[attr-defined]  # of a sheet that is read only
    yield from sheet.iter_rows(values_only=True, max_col=raw.MAX_COLUMNS)  # type: ignore[attr-defined]


def _text(cell: object) -> str | None:
    if cell is None or isinstance(cell, timedelta):
        return None
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**53:
        return str(int(cell))
    return str(cell).translate(_STRAY).encode("utf-8", "replace").decode() or None
