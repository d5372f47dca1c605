"""Lists beside the map, and their names in the URL."""

from __future__ import annotations

import pytest

from geo.maps import Boxed
from geo.ui.listing import at_place, in_box, part
from geo.views import Part


def test_the_list_of_a_place_is_named_by_its_id() -> None:
    assert part(at_place("curated:calder")) == {"place": "curated:calder"}


def test_the_list_of_a_box_takes_in_its_edges() -> None:
    name = in_box(Boxed(44.4, 33.3, 45.0, 34.0))
    assert name == "box:44.40000,33.30000,45.00000,34.00000"
    assert part(name) == {"box": pytest.approx((44.39999, 33.29999, 45.00001, 34.00001), abs=1e-9)}


def test_undated_is_a_list_of_its_own() -> None:
    assert part("undated") == Part(undated=True)


@pytest.mark.parametrize("name", ["", "box:1,2,3", "box:a,b,c,d", "box:1,2,nan,4", "box:5,2,1,4", "nonsense"])
def test_another_name_is_no_list(name: str) -> None:
    assert part(name) is None
