"""What lies in a drawn box or polygon, and what is no such thing."""

from __future__ import annotations

import math
from functools import cache

import duckdb
import pytest
import shapely
from hypothesis import given, settings, strategies as st

from geo.views import Filter, within

POSITIONS = [(lat / 10, lon / 10) for lat in range(-650, 651, 93) for lon in range(-1790, 1800, 77)]


def found(shape: str) -> set[tuple[float, float]]:
    """Return which of `POSITIONS` the condition keeps."""
    told = within.condition(shape)
    assert told is not None
    sql, values = told
    return set(_world().execute(f"SELECT lat, lon FROM cards WHERE {sql}", values).fetchall())  # noqa: S608  # what is tested


@cache
def _world() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute(
        "CREATE TABLE cards AS SELECT p[1] AS lat, p[2] AS lon, true AS placed FROM (SELECT unnest(?) AS p)", [POSITIONS]
    )
    return connection


def test_a_box_takes_what_lies_in_it() -> None:
    wanted = {(lat, lon) for lat, lon in POSITIONS if -10 <= lat <= 30 and 20 <= lon <= 60}
    assert wanted
    assert found("-10,20,30,60") == wanted


def test_a_box_may_cross_the_antimeridian() -> None:
    wanted = {(lat, lon) for lat, lon in POSITIONS if -10 <= lat <= 30 and (lon >= 170 or lon <= -150)}
    assert len({lon > 0 for _, lon in wanted}) == 2
    assert found("-10,170,30,210") == found("-10,-190,30,-150") == wanted


corners = st.lists(st.tuples(st.integers(-600, 600), st.integers(-900, 900)), min_size=3, max_size=9, unique=True)


@settings(max_examples=60)
@given(corners)
def test_a_polygon_takes_what_lies_in_its_shape_on_the_map(drawn: list[tuple[int, int]]) -> None:
    pairs = [(lat / 10 + 0.0123, lon / 10 + 0.0123) for lat, lon in drawn]

    def flat(lat: float, lon: float) -> tuple[float, float]:
        return lon, math.degrees(math.asinh(math.tan(math.radians(lat))))

    ring = shapely.Polygon([flat(*pair) for pair in pairs])
    if not ring.is_valid or not within.corners(within.written(pairs)):
        return
    points = shapely.points([flat(*one) for one in POSITIONS])
    near_an_edge = shapely.distance(ring.exterior, points) < 1e-3
    inside = shapely.contains(ring, points)
    wanted = {one for one, is_in in zip(POSITIONS, inside, strict=True) if is_in}
    unsure = {one for one, is_near in zip(POSITIONS, near_an_edge, strict=True) if is_near}
    assert found(within.written(pairs)) - unsure == wanted - unsure


@pytest.mark.parametrize(
    "shape",
    [
        "",
        "1,2,3",
        "1,2,3,x",
        "nan,1,2,3",
        "1e9,1,2,3",
        "30,20,-10,60",
        "95,0,96,1,97,3",
        "0,0,1,1,2,2,3",
        "0,0,1,600,2,2",
        "0,0;1,1,2,2",
    ],
)
def test_nonsense_asks_for_nothing(shape: str) -> None:
    assert within.condition(shape) is None
    assert Filter.from_query({"within": [shape]}) == Filter()


def test_a_shape_of_more_corners_than_anyone_draws_is_ignored() -> None:
    assert within.corners(",".join(["1.0,2.0"] * (within.MOST_CORNERS + 1))) == ()


def test_a_shape_stands_in_the_url_and_comes_back() -> None:
    chosen = Filter(within="10.5,20.25,11,21,9,22", datasets=("acled",))
    assert Filter.from_query(chosen.to_query()) == chosen
