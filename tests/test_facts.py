"""The tables in `data/`: what is wrong in them is said with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo.errors import FactsError, InputError
from geo.facts import names, rows


def table(folder: Path, text: str | bytes) -> Path:
    path = folder / "world.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_cells_are_stripped_and_absent_ones_empty(tmp_path: Path) -> None:
    path = table(tmp_path, "name,note\n Calder ,\nPort Calder\n")
    assert list(rows(path, dict)) == [{"name": "Calder", "note": ""}, {"name": "Port Calder", "note": ""}]


@pytest.mark.parametrize("error", [ValueError("x"), KeyError("x"), InputError("x")])
def test_a_refused_row_is_named_by_file_and_line(tmp_path: Path, error: Exception) -> None:
    def refuse(row: dict[str, str]) -> None:
        if row["name"] == "Nowhere":
            raise error

    with pytest.raises(FactsError, match=r"world\.csv, line 3"):
        list(rows(table(tmp_path, "name\nCalder\nNowhere\n"), refuse))


def test_a_row_with_a_cell_too_many_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FactsError, match=r"line 2.*more cells"):
        list(rows(table(tmp_path, "name\nCalder, Port\n"), dict))


@pytest.mark.parametrize("content", [b"name\n\xff\xfe\n", 'name\n"open'], ids=["not UTF-8", "open quote"])
def test_what_is_no_table_is_refused(tmp_path: Path, content: str | bytes) -> None:
    with pytest.raises(FactsError, match=r"world\.csv"):
        list(rows(table(tmp_path, content), dict))


def test_a_missing_table_names_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(FactsError, match="INCIDENT_ATLAS_DATA"):
        list(rows(tmp_path / "none.csv", dict))


def test_a_cell_may_hold_several() -> None:
    assert names(" Calder | Port Calder ||") == ("Calder", "Port Calder")
