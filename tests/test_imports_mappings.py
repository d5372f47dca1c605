"""A table that no codebook describes is read through a mapping: guessed from its header, told by a person, kept by name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from geo import datasets, imports
from geo.datasets import Dataset
from geo.errors import InputError
from geo.imports import Mapping, Wish, mappings
from geo.settings import Settings
from tests.test_imports import TODAY, rows

SHEET = "When,What,Where,Y,X,Who,Dead,Story\n3/6/2031,UXO blast,Calder,33.3,44.4,North; South,2,A shell blew up.\n"
TOLD = Mapping(
    name="calder-sheet",
    columns={
        "date": "When",
        "kind": "What",
        "place": "Where",
        "latitude": "Y",
        "longitude": "X",
        "actors": "Who",
        "killed": "Dead",
        "note": "Story",
    },
    kinds={"UXO blast": "bombing"},
    order="dmy",
    exact="settlement",
)

Import = Callable[..., Dataset]


@pytest.fixture
def bring(settings: Settings, tmp_path: Path) -> Import:
    """Return what imports a text as a file."""

    def run(content: str, file: str = "calder.csv", **wish: Any) -> Dataset:  # noqa: ANN401  # handed on
        path = tmp_path / file
        path.write_text(content, encoding="utf-8")
        return imports.run(Wish(path=path, **wish), settings, TODAY)

    return run


def test_a_mapping_says_which_column_is_what_and_what_its_words_mean(bring: Import) -> None:
    [row] = rows(bring(SHEET, mapping=TOLD))
    assert (row["first"], row["kind"], row["place_name"], row["lat"], row["lon"]) == (
        date(2031, 6, 3),
        "bombing",
        "Calder",
        33.3,
        44.4,
    )
    assert (row["actors"], row["targets"], row["killed_low"], row["note"], row["place_precision"]) == (
        ["North", "South"],
        [],
        2,
        "A shell blew up.",
        "settlement",
    )


def test_a_mapping_that_was_kept_is_used_for_the_next_file_of_that_form(bring: Import, settings: Settings) -> None:
    mappings.save(TOLD, settings)
    assert mappings.load("calder-sheet", settings) == TOLD
    assert rows(bring(SHEET))[0]["kind"] == "bombing"


def test_a_mapping_is_guessed_from_the_names_of_the_columns_each_taken_once(settings: Settings) -> None:
    columns = ("Event Date", "Location", "LATITUDE", "Lng", "Type", "Fatalities", "Perpetrator", "Description", "Foo")
    assert mappings.guess("x", columns, settings).columns == {
        "kind": "Type",
        "date": "Event Date",
        "latitude": "LATITUDE",
        "longitude": "Lng",
        "place": "Location",
        "actors": "Perpetrator",
        "killed": "Fatalities",
        "note": "Description",
    }


def test_positions_whose_exactness_nobody_tells_are_discs_and_it_is_said(bring: Import) -> None:
    made = bring("date,kind,lat,lon\n2031-06-03,airstrike,33.3,44.4\n")
    assert rows(made)[0]["place_precision"] == "near"
    assert made.warnings == ("nothing says how exact its positions are: they are taken as near",)


@pytest.mark.parametrize(
    ("told", "precision", "lat"),
    [("exact", "exact", 33.3), ("Settlement", "settlement", 33.3), ("area", "area", 33.3), ("country", "country", None)],
)
def test_a_table_may_say_how_exact_each_position_is(bring: Import, told: str, precision: str, lat: float | None) -> None:
    [row] = rows(bring(f"date,kind,lat,lon,precision\n2031-06-03,airstrike,33.3,44.4,{told}\n"))
    assert (row["place_precision"], row["lat"]) == (precision, lat)


@pytest.mark.parametrize(
    ("written", "precision", "first", "last"),
    [
        ("2031", "year", date(2031, 1, 1), date(2031, 12, 31)),
        ("2031-06", "month", date(2031, 6, 1), date(2031, 6, 30)),
        ("June 2031", "month", date(2031, 6, 1), date(2031, 6, 30)),
        ("2031-06-03", "day", date(2031, 6, 3), date(2031, 6, 3)),
        ("", "unknown", None, None),
    ],
)
def test_a_date_is_no_more_exact_than_it_is_written(
    bring: Import, written: str, precision: str, first: date | None, last: date | None
) -> None:
    [row] = rows(bring(f"date,kind,place\n{written},airstrike,Calder\n"))
    assert (row["date_precision"], row["first"], row["last"]) == (precision, first, last)


@pytest.mark.parametrize(
    ("written", "low", "high"),
    [("4", 4, 4), ("4+", 4, None), ("4-6", 4, 6), ("4 \u2013 6", 4, 6), ('"1,200"', 1200, 1200), ("", None, None)],
)
def test_people_are_counted_as_they_are_written(bring: Import, written: str, low: int | None, high: int | None) -> None:
    [row] = rows(bring(f"date,kind,place,killed\n2031-06-03,airstrike,Calder,{written}\n"))
    assert (row["killed_low"], row["killed_high"]) == (low, high)


@pytest.mark.parametrize(
    ("word", "kind"),
    [("Airstrikes", "airstrike"), ("DRONE ATTACKS", "drone_strike"), ("Transfer of weapons", "weapons_transfer")],
)
def test_kinds_are_known_in_small_and_large_letters_one_or_many(bring: Import, word: str, kind: str) -> None:
    assert rows(bring(f"date,kind,place\n2031-06-03,{word},Calder\n"))[0]["kind"] == kind


def test_a_range_without_its_beginning_is_open(bring: Import) -> None:
    [row] = rows(bring("start date,end date,kind,place\n,2031-06-03,airstrike,Calder\n"))
    assert (row["first"], row["last"], row["date_precision"]) == (None, date(2031, 6, 3), "open")


def test_days_that_may_be_two_are_asked_for_and_not_guessed(bring: Import) -> None:
    with pytest.raises(InputError, match="say whether the day or the month comes first"):
        bring("date,kind,lat,lon\n3/6/2031,airstrike,33.3,44.4\n")
    [row] = rows(bring("date,kind,lat,lon\n3/6/2031,airstrike,33.3,44.4\n", order="mdy"))
    assert row["first"] == date(2031, 3, 6)
    [row] = rows(bring("date,kind,lat,lon\n25/6/2031,airstrike,33.3,44.4\n"))
    assert row["first"] == date(2031, 6, 25)


def test_rows_without_an_id_are_known_by_what_they_say_and_kept_once(bring: Import) -> None:
    line = "2031-06-03,airstrike,33.3,44.4\n"
    first = bring("date,kind,lat,lon\n" + line + line)
    again = bring("date,kind,lat,lon\n2031-06-01,protest,33,44\n" + line)
    assert first.rejected == {"an earlier row has the same id, or is the same": 1}
    assert rows(first)[0]["id"] in {row["id"] for row in rows(again)}


def test_one_kind_may_be_said_of_all_rows(bring: Import) -> None:
    mapping = Mapping(name="drones", columns={"date": "date", "latitude": "lat", "longitude": "lon"}, kind="drone_strike")
    assert rows(bring("date,lat,lon\n2031-06-03,33,44\n", mapping=mapping))[0]["kind"] == "drone_strike"


@pytest.mark.parametrize(
    "values",
    [
        {"columns": {"weather": "x"}},
        {"kinds": {"x": "sorcery"}},
        {"kind": "sorcery"},
        {"order": "ymd"},
        {"exact": "unknown"},
        {"name": "../x"},
        {"name": ""},
    ],
)
def test_what_is_no_mapping_is_refused(values: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="a mapping knows no"):
        Mapping(**{"name": "x", **values})


def test_a_mapping_of_another_table_is_refused_with_the_columns_that_are_missing(bring: Import) -> None:
    with pytest.raises(InputError, match="does not have: Dead, Story"):
        bring("When,What,Where,Y,X,Who\n,,,,,\n", mapping=TOLD)


@pytest.mark.parametrize("content", ["", "[]", "nonsense", '{"name": "x", "columns": []}', '{"nothing": 1}'])
def test_a_damaged_mapping_is_told_and_hides_no_other(settings: Settings, content: str) -> None:
    mappings.save(TOLD, settings)
    (settings.build / "mappings" / "broken.json").write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=r"is damaged|knows no"):
        mappings.load("broken", settings)
    assert list(mappings.saved(settings)) == ["calder-sheet"]
    with pytest.raises(InputError, match=r"there is no mapping '\.\./\.\./x'; there are broken, calder-sheet"):
        mappings.load("../../x", settings)


def test_hostile_names_of_columns_are_names_and_nothing_else(bring: Import) -> None:
    names = ("date", "x'); DROP TABLE told;--", '"; SELECT 1', "<#0>", "{{7*7}}", "lat", "lon")
    quoted = ",".join('"' + name.replace('"', '""') + '"' for name in names)
    mapping = Mapping(
        name="x", columns={"date": "date", "latitude": "lat", "longitude": "lon", "note": names[1], "title": names[2]}
    )
    [row] = rows(bring(f"{quoted}\n2031-06-03,a,b,c,d,33,44\n", mapping=mapping))
    assert (row["note"], row["title"], row["lat"]) == ("a", "b", 33.0)


def test_a_data_set_that_was_mapped_stands_beside_the_others(bring: Import, settings: Settings) -> None:
    bring(SHEET, mapping=TOLD, name="Sheet A")
    bring(SHEET, mapping=TOLD, name="Sheet B")
    assert [one.slug for one in datasets.shelf(settings).datasets] == ["sheet-a", "sheet-b"]
