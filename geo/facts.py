"""The tables in `data/`: one row a fact, read once and checked where they enter."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, TypeVar

from geo.errors import FactsError, InputError

T = TypeVar("T")

_SURPLUS: Final = "(surplus)"


def rows(path: Path, make: Callable[[dict[str, str]], T]) -> Iterator[T]:
    """
    Yield what `make` makes of each row of a CSV file with a header.

    Cells are stripped; a cell that is absent is "".

    Raises
    ------
    FactsError
        If the file cannot be read, a row has more cells than the header, or `make` refuses a row (KeyError, ValueError
        or InputError); the message names file and line.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file, restkey=_SURPLUS, strict=True)
            for row in reader:
                try:
                    yield make(_cells(row))
                except (KeyError, ValueError, InputError) as error:
                    msg = f"{path.name}, line {reader.line_num}: {error!r}; mend the row"
                    raise FactsError(msg) from error
    except (csv.Error, UnicodeDecodeError) as error:
        msg = f"{path.name}: is no CSV file in UTF-8 ({error}); mend it"
        raise FactsError(msg) from error
    except OSError as error:
        msg = f"{path}: cannot be read ({error.strerror}); reinstall the package or set INCIDENT_ATLAS_DATA"
        raise FactsError(msg) from error


def _cells(row: dict[str, str]) -> dict[str, str]:
    if _SURPLUS in row:
        msg = f"more cells than the header: {row[_SURPLUS]}"
        raise ValueError(msg)
    return {key: (value or "").strip() for key, value in row.items()}


def names(cell: str) -> tuple[str, ...]:
    """Return the parts of a cell that holds several, separated by "|"."""
    return tuple(part.strip() for part in cell.split("|") if part.strip())
