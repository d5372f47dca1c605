"""Lists beside the map, and their names in the URL."""

from __future__ import annotations

import pandas as pd
import pytest

from geo.ui.listing import listed, naming

FRAME = pd.DataFrame(
    {
        "id": ["a", "b", "c", "d"],
        "place_id": ["p1", "p1", "p2", None],
        "lat": [33.3, 33.3, 34.0, None],
        "lon": [44.4, 44.4, 45.0, None],
        "mapped": [True, True, True, False],
        "first": pd.to_datetime(["2031-01-01", None, None, "2031-01-02"]),
        "last": pd.to_datetime(["2031-01-01", None, "2031-01-05", None]),
    }
)


def _ids(name: str) -> list[str]:
    frame = listed(FRAME, name)
    assert frame is not None
    return list(frame["id"])


def test_incidents_at_one_place_are_the_list_of_that_place() -> None:
    assert naming(FRAME, ["a", "b"]) == "place:p1"
    assert _ids("place:p1") == ["a", "b"]


def test_incidents_at_several_places_are_the_list_of_a_box() -> None:
    assert _ids(naming(FRAME, ["a", "c"])) == ["a", "b", "c"]


def test_undated_is_what_has_neither_a_first_nor_a_last_day() -> None:
    assert _ids("undated") == ["b"]


@pytest.mark.parametrize("name", ["", "box:1,2,3", "box:a,b,c,d", "nonsense"])
def test_another_name_is_no_list(name: str) -> None:
    assert listed(FRAME, name) is None
