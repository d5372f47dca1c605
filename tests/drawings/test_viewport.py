"""Where a picture looks, how long its scale is, and that nothing is written over anything."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, strategies as st

from geo import geodesy
from geo.drawings import margins
from geo.drawings.viewport import Room, fitting, looking
from geo.model import LatLon

FRAME = (0.0, 40.0, 1200.0, 600.0)


def test_the_place_that_is_looked_at_stands_in_the_middle() -> None:
    view = looking(33.3, 44.4, 6, FRAME)
    assert view.point(33.3, 44.4) == pytest.approx((600, 320))
    assert view.lat == pytest.approx(33.3)


def test_a_zoom_that_the_map_does_not_have_is_brought_within_what_it_has() -> None:
    assert [looking(0, 0, zoom, FRAME).zoom for zoom in (-3, 7.5, 99)] == [2, 7.5, 12]


def test_a_picture_that_nobody_aimed_takes_in_all_of_it_and_comes_no_closer_than_the_app() -> None:
    view = fitting([(40, 20, 60, 40), (30, 25, 35, 30)], FRAME)
    for lat, lon in ((20, 40), (40, 60), (25, 30), (30, 35)):
        x, y = view.point(lat, lon)
        assert 0 < x < 1200
        assert 40 < y < 600
    assert fitting([(44, 33, 44, 33)], FRAME).zoom == 6
    assert fitting([], FRAME).zoom == 5
    assert fitting([], FRAME).lat == pytest.approx(31)


def test_what_crosses_the_antimeridian_is_whole_on_either_side_of_it() -> None:
    strait = shapely.box(178, -2, 182, 2)
    areas = [looking(0, lon, 5, FRAME).projected(strait).area for lon in (179.9, -179.9)]
    assert areas[0] == pytest.approx(areas[1])
    assert areas[0] == pytest.approx((4 / 360 * 256 * 2**5) ** 2, rel=0.01)


def test_a_line_across_the_antimeridian_is_no_line_around_the_world() -> None:
    lats, lons = geodesy.circle(LatLon(0, 179), 300_000)
    for line in looking(0, 179, 5, FRAME).lines(lats, lons):
        assert np.abs(np.diff(line[:, 0])).max() < 50


@given(st.floats(-75, 75), st.floats(-180, 180), st.floats(2, 12))
def test_the_scale_is_as_long_as_it_says_where_it_says_so(lat: float, lon: float, zoom: float) -> None:
    view = looking(lat, lon, zoom, FRAME)
    told = margins.scale(view)
    assert told is not None
    words = told.text.split(" at ", maxsplit=1)[0]
    metres = float(words.split()[0].replace(",", "")) * (1000 if words.endswith("km") else 1)
    half = told.pixels / view.scale * 180
    assert geodesy.distance(LatLon(view.lat, -half), LatLon(view.lat, half)) == pytest.approx(metres, rel=0.01)
    assert told.pixels <= 400


def test_the_scale_names_its_latitude_where_it_is_another_at_the_top() -> None:
    wide, close = (margins.scale(looking(33, 44, zoom, FRAME)) for zoom in (4, 9))
    assert wide is not None
    assert close is not None
    assert wide.text.endswith("at 33° N")
    assert "at" not in close.text


boxes = st.tuples(st.floats(0, 500), st.floats(0, 500), st.floats(1, 80), st.floats(1, 30)).map(
    lambda told: (told[0], told[1], told[0] + told[2], told[1] + told[3])
)


@given(st.lists(boxes, max_size=40))
def test_what_is_written_never_overlaps(asked: list[tuple[float, float, float, float]]) -> None:
    room = Room()
    kept = [box for one in asked if (box := room.first_free([one], (0, 0, 600, 600)))]
    for n, a in enumerate(kept):
        for b in kept[:n]:
            assert a[0] >= b[2] or b[0] >= a[2] or a[1] >= b[3] or b[1] >= a[3]


def test_what_would_stand_outside_is_not_written() -> None:
    assert Room().first_free([(-5, 0, 10, 10), (0, 0, 10, 10)], (0, 0, 100, 100)) == (0, 0, 10, 10)
    assert Room().first_free([(95, 0, 105, 10)], (0, 0, 100, 100)) is None
