"""CSV and workbooks: every value with its type, and no text that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import re
import sys
import zipfile
from datetime import datetime

import openpyxl
import pytest

from geo.errors import InputError
from geo.exports import workbook
from geo.store import Snapshot
from geo.views import Filter
from tests.exports.conftest import HOSTILE, Made

NOTHING = Filter(text="nobody ever said this")


def cells(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def sheets(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def table(content: bytes) -> list[dict[str, object]]:
    names, *rows = sheets(content)["Incidents"].iter_rows(values_only=True)
    return [dict(zip(map(str, names), row, strict=True)) for row in rows]


def test_raw_csv_has_every_text_as_it_is_and_the_other_guards_it(hostile: Snapshot, made: Made) -> None:
    [[raw], [safe]] = [cells(made(form, hostile)) for form in ("csv-raw", "csv")]
    assert raw["weapon"] == HOSTILE
    assert safe["weapon"] == f"'{HOSTILE}"


@pytest.mark.parametrize("form", ["csv", "csv-raw"])
def test_a_table_of_nothing_still_names_its_columns(snapshot: Snapshot, made: Made, form: str) -> None:
    assert made(form, snapshot, NOTHING).startswith(b"id,dataset,title,kind,")
    assert cells(made(form, snapshot, NOTHING)) == []


def test_rows_of_a_data_set_carry_its_name_license_and_credit(whose: Snapshot, made: Made) -> None:
    rows = {row["id"]: row for row in cells(made("csv", whose))}
    credit = ("dataset_name", "license", "attribution")
    assert [rows["guild:0"][name] for name in credit] == ["Guild of Counters", "nobody else may have the rows", "The Guild"]
    assert [rows["c-rockets"][name] for name in credit] == ["", "", ""]


def test_only_the_contested_or_a_part_is_written_when_that_is_asked_for(snapshot: Snapshot, made: Made) -> None:
    assert [row["id"] for row in cells(made("csv", snapshot, contested=True))] == ["c-rockets"]
    assert [row["id"] for row in cells(made("csv", snapshot, part={"undated": True}))] == ["c-guns"]


# --- workbook ------------------------------------------------------------------------------


def test_a_workbook_keeps_types(snapshot: Snapshot, made: Made) -> None:
    rows = {row["id"]: row for row in table(made("xlsx", snapshot))}
    told = rows["c-rockets"]
    assert (told["first"], told["lat"], told["killed_low"], told["killed_high"], told["mapped"]) == (
        datetime(2031, 5, 6),  # noqa: DTZ001  # a cell has no zone
        10.9,
        2,
        None,
        True,
    )
    assert rows["c-guns"]["lat"] is None


def test_no_cell_of_a_workbook_is_a_formula_or_a_link(hostile: Snapshot, made: Made) -> None:
    content = made("xlsx", hostile)
    book = sheets(content)
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds
    assert not any(cell.hyperlink for sheet in book for row in sheet.iter_rows() for cell in row)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert not [name for name in archive.namelist() if re.search(rb"<f>|<hyperlink", archive.read(name))]


def test_text_in_a_workbook_is_as_it_was_written(hostile: Snapshot, made: Made) -> None:
    [row] = table(made("xlsx", hostile))
    assert str(row["weapon"]).replace("_x0007_", "\x07") == HOSTILE


def test_a_workbook_says_whose_data_it_is(whose: Snapshot, made: Made) -> None:
    told = [row[:4] for row in sheets(made("xlsx", whose))["Sources and licenses"].iter_rows(values_only=True)]
    assert told[0] == ("What", "From", "License", "Credit")
    assert ("3 of them: guild.csv", "Guild of Counters", "nobody else may have the rows", "The Guild") in told
    assert told[1][0] == "8 incidents"


def test_a_workbook_that_cannot_hold_all_says_how_many_there_are(
    snapshot: Snapshot, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "MOST", 2)
    content = made("xlsx", snapshot)
    assert len(table(content)) == 2
    assert sheets(content)["Sources and licenses"]["A2"].value == "2 incidents, the first of 5: a sheet holds no more"


def test_a_workbook_of_nothing_still_names_its_columns(snapshot: Snapshot, made: Made) -> None:
    content = made("xlsx", snapshot, NOTHING)
    assert table(content) == []
    assert sheets(content)["Incidents"]["A1"].value == "id"


def test_a_workbook_says_which_package_it_misses(snapshot: Snapshot, made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(InputError, match="xlsxwriter is not installed"):
        made("xlsx", snapshot)
