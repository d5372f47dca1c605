"""A workbook (XLSX): incidents with their types, no cell a formula or a link, and a sheet that says whose data it is."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, BinaryIO, Final

from geo.errors import InputError
from geo.exports.rows import Job
from geo.views import COLUMNS

MOST: Final = 1_048_575
"""Incidents in one sheet: its last row is 1,048,576, and the first has the names of the columns."""

_LONGEST: Final = 32_767
"""Characters of one cell."""
_FIRST_DAY: Final = date(1900, 3, 1)
"""Before it, spreadsheets count days otherwise."""
# The clock has no say in a file; archives know no earlier day.
_MADE: Final = datetime(1980, 1, 1)  # noqa: DTZ001  # no moment of any zone
_CHOSEN: Final = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_WIDTHS: Final = {"title": 40, "snippet": 60, "actors": 24, "targets": 24, "place_name": 24, "first": 11, "last": 11}


def write(job: Job, out: BinaryIO) -> None:
    """
    Write all that is asked for, up to `MOST` incidents; the second sheet says how many there are.

    Raises
    ------
    InputError
        If the package that writes workbooks is not installed.
    OSError
        If there is no room for it.
    """
    try:
        xlsxwriter = importlib.import_module("xlsxwriter")
    except ImportError as error:
        msg = "the package xlsxwriter is not installed; run `make setup`, or pip install 'incident-atlas[app]', or choose csv"
        raise InputError(msg) from error
    rows = job.numbers()
    book = xlsxwriter.Workbook(out, {"constant_memory": True, **_CHOSEN})
    try:
        book.set_properties({"title": "Incidents", "created": _MADE, "author": "Incident Atlas"})
        kinds = {"day": book.add_format({"num_format": "yyyy-mm-dd"}), "head": book.add_format({"bold": True})}
        whose = _incidents(book, job, rows[:MOST], kinds)
        _credits(book, job, whose, len(rows), kinds["head"])
    finally:
        _close(book, xlsxwriter.exceptions.FileCreateError)


def _close(book: Any, fails: type[Exception]) -> None:  # noqa: ANN401  # as below
    try:
        book.close()
    except fails as error:  # a full disk is told here as by every other writer
        raise OSError(*error.args[0].args) from error


def _incidents(book: Any, job: Job, rows: Any, kinds: dict[str, Any]) -> dict[str, int]:  # noqa: ANN401  # xlsxwriter has no types
    sheet = book.add_worksheet("Incidents")
    sheet.freeze_panes(1, 0)
    whose: dict[str, int] = {}
    at = 0
    for frame in job.frames(rows):
        if not at:
            for n, name in enumerate(frame.columns):
                sheet.set_column(n, n, _WIDTHS.get(str(name), 14))
                sheet.write_string(0, n, str(name), kinds["head"])
        for at, row in enumerate(job.records(frame), start=at + 1):  # noqa: B020  # it goes on counting where the last frame ended
            whose[row["dataset"]] = whose.get(row["dataset"], 0) + 1
            for n, value in enumerate(row.values()):
                _cell(sheet, at, n, value, kinds["day"])
    return whose


def _cell(sheet: Any, row: int, column: int, value: object, day: Any) -> None:  # noqa: ANN401  # as above
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, date) and value >= _FIRST_DAY:
        sheet.write_datetime(row, column, value, day)
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value)
    else:
        sheet.write_string(row, column, str(value)[:_LONGEST])


def _credits(book: Any, job: Job, whose: dict[str, int], total: int, head: Any) -> None:  # noqa: ANN401  # as above
    sheet = book.add_worksheet("Sources and licenses")
    sheet.set_column(0, 3, 40)
    for n, line in enumerate(_told(job, whose, total)):
        for column, text in enumerate(line):
            sheet.write_string(n, column, text[:_LONGEST], head if n == 0 else None)


def _told(job: Job, whose: dict[str, int], total: int) -> Iterator[tuple[str, ...]]:
    yield "What", "From", "License", "Credit"
    shown = sum(whose.values())
    left = f", the first of {total:,}: a sheet holds no more" if shown < total else ""
    yield f"{shown:,} incidents{left}", f"snapshot {job.snapshot.id}", "", ""
    for one in job.snapshot.manifest.get("datasets", ()):
        if one["slug"] in whose:
            yield f"{whose[one['slug']]:,} of them: {one['file']}", one["name"], one["license"], one["attribution"]
    for one in job.snapshot.manifest["credits"]:
        yield one["what"], one["name"], one["license"], one["credit"]
    yield "Positions are those of named places; the middle of an area or a country is left out", "", "", ""
    yield f"{len(COLUMNS)} columns of the program's own; codes of ACLED, PLOVER, UCDP and GDELT; whose each row is", "", "", ""
