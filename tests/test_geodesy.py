"""What a circle on the ground is: true to the ellipsoid, whole over the antimeridian and the poles, valid as GeoJSON."""

from __future__ import annotations

import csv
import json
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np
import pytest
import shapely
from hypothesis import example, given, settings, strategies as st

from geo.errors import CoordinateError, InputError
from geo.geodesy import (
    LEAST_M_PER_RADIAN,
    MAX_CHORD_ERROR,
    MAX_RADIUS_M,
    MOST_M_PER_RADIAN,
    WGS84,
    Area,
    Globe,
    azimuth,
    azimuths,
    band,
    destination,
    disc,
    distance,
    distances,
    ring,
    unwrapped,
)
from geo.model import LatLon

FIXTURES: Final = Path(__file__).parent / "fixtures"
BAGHDAD: Final = LatLon(33.34058, 44.40088)
POLES: Final = (LatLon(90, 0), LatLon(-90, 0))

positions = st.builds(LatLon, st.floats(-90, 90), st.floats(-180, 180))
radii = st.floats(1_000, MAX_RADIUS_M)


def rows(name: str) -> list[dict[str, str]]:
    with (FIXTURES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def scattered(count: int) -> list[LatLon]:
    """Return positions spread evenly over the globe, the same ones each time."""
    dice = np.random.default_rng(7)
    lats = np.degrees(np.arcsin(dice.uniform(-1, 1, count)))
    return [LatLon(lat, lon) for lat, lon in zip(lats.tolist(), dice.uniform(-180, 180, count).tolist(), strict=True)]


GLOBE: Final = scattered(400)


def shape(area: Area) -> shapely.MultiPolygon:
    found = shapely.from_geojson(json.dumps(area.geojson(), allow_nan=False))
    assert isinstance(found, shapely.MultiPolygon)
    return found


# --- distances -------------------------------------------------------------------------------


@pytest.mark.parametrize("row", rows("distances.csv"), ids=lambda row: f"{row['from']}-{row['to']}")
def test_distances_and_azimuths_are_those_of_another_library(row: dict[str, str]) -> None:
    a = LatLon(float(row["from_lat"]), float(row["from_lon"]))
    b = LatLon(float(row["to_lat"]), float(row["to_lon"]))
    assert distance(a, b) / 1000 == pytest.approx(float(row["km"]), abs=1e-6)
    assert azimuth(a, b) == pytest.approx(float(row["azimuth_deg"]), abs=1e-6)


@pytest.mark.parametrize("row", rows("rings.csv"), ids=lambda row: f"{row['center']}-{row['radius_km']}-{row['azimuth_deg']}")
def test_destinations_are_those_of_another_library(row: dict[str, str]) -> None:
    center = LatLon(float(row["lat"]), float(row["lon"]))
    there = destination(center, float(row["azimuth_deg"]), float(row["radius_km"]) * 1000)
    assert distance(there, LatLon(float(row["lat2"]), float(row["lon2"]))) < 1e-3


def test_a_degree_of_latitude_is_longer_near_the_pole() -> None:
    at_equator = distance(LatLon(0, 0), LatLon(1, 0))
    assert at_equator == pytest.approx(110_574.4, abs=0.1)
    assert distance(LatLon(89, 0), LatLon(90, 0)) == pytest.approx(111_693.9, abs=0.1)


@given(positions, positions)
def test_distance_is_the_same_both_ways(a: LatLon, b: LatLon) -> None:
    assert distance(a, b) == pytest.approx(distance(b, a), abs=1e-3)


# --- many at once ----------------------------------------------------------------------------


def arrays(line: list[LatLon]) -> tuple[np.ndarray, np.ndarray]:
    return np.array([at.lat for at in line]), np.array([at.lon for at in line])


@given(positions)
@example(LatLon(90, 0))
@example(LatLon(-90, 180))
def test_many_distances_and_azimuths_are_those_of_each(origin: LatLon) -> None:
    lats, lons = arrays(GLOBE[:50])
    assert distances(origin, lats, lons).tolist() == [distance(origin, at) for at in GLOBE[:50]]
    assert azimuths(origin, lats, lons).tolist() == [azimuth(origin, at) for at in GLOBE[:50]]


def angle(a: LatLon, b: LatLon) -> float:
    """Return the central angle on the sphere with the same latitudes and longitudes, in radians (Vincenty's form of it)."""
    p, q, turn = np.radians(a.lat), np.radians(b.lat), np.radians(b.lon - a.lon)
    over = np.hypot(np.cos(q) * np.sin(turn), np.cos(p) * np.sin(q) - np.sin(p) * np.cos(q) * np.cos(turn))
    return float(np.arctan2(over, np.sin(p) * np.sin(q) + np.cos(p) * np.cos(q) * np.cos(turn)))


@settings(max_examples=500)
@given(positions, positions)
@example(LatLon(0, 0), LatLon(0.001, 0))  # the meridian at the equator is the tightest curve there is
@example(LatLon(90, 0), LatLon(89.999, 0))  # and the pole the flattest
@example(LatLon(0, 0), LatLon(0, 180))
@example(LatLon(90, 0), LatLon(-90, 0))
def test_a_distance_lies_between_the_bounds_of_the_curvature(a: LatLon, b: LatLon) -> None:
    assert angle(a, b) * LEAST_M_PER_RADIAN - 1e-3 <= distance(a, b) <= angle(a, b) * MOST_M_PER_RADIAN + 1e-3


@settings(max_examples=150)
@given(positions, st.floats(1, MAX_RADIUS_M), st.floats(0, 1))
@example(LatLon(90, 0), 2_000_000.0, 0.5)
@example(LatLon(0, 0), MAX_RADIUS_M, 1.0)
@example(LatLon(-89.99, 120), 19_000_000.0, 0.9)
def test_a_neighborhood_leaves_nobody_out_and_decides_as_the_distance_does(origin: LatLon, radius: float, share: float) -> None:
    # Besides places all over the globe, some on the very ring that decides.
    line = GLOBE + ring(origin, max(radius * share, 1), 24)
    around = Globe.of(*arrays(line)).around(origin, radius)
    away = np.array([distance(origin, at) for at in line])
    assert set(np.flatnonzero(away <= radius)) <= set(around.index)
    told = around.distances(slice(None), radius * share, radius)
    for limit in (radius * share, radius):
        assert ((told <= limit) == (away[around.index] <= limit)).all()
        assert (away[around.index][: around.within(limit)] <= limit).all()
        assert (away[around.index][around.beyond(limit) :] > limit).all()
    assert (around.exact() == away[around.index]).all()


def test_a_neighborhood_works_out_only_the_distances_near_a_limit() -> None:
    around = Globe.of(*arrays(scattered(20_000))).around(BAGHDAD, 3_000_000)
    around.distances(slice(None), 2_500_000)
    assert 0 < np.count_nonzero(~np.isnan(around.known)) < len(around.index) / 20


@pytest.mark.parametrize("wrong", [(91.0, 0.0), (0.0, 181.0), (float("nan"), 0.0)])
def test_a_globe_without_a_place_on_it_is_refused(wrong: tuple[float, float]) -> None:
    with pytest.raises(CoordinateError, match="position 1 "):
        Globe.of(np.array([0.0, wrong[0]]), np.array([0.0, wrong[1]]))


# --- rings -----------------------------------------------------------------------------------


@given(positions, radii)
@example(LatLon(0, 0), MAX_RADIUS_M)  # a geodesic along the equator folds first
@example(LatLon(0, 179.9), 500_000.0)
@example(LatLon(90, 0), 1_000_000.0)
def test_every_vertex_lies_on_the_ring(center: LatLon, radius: float) -> None:
    line = ring(center, radius, 12)
    assert [distance(center, at) for at in line] == pytest.approx([radius] * 13, abs=1e-3)
    assert line[0] == line[-1]


@settings(max_examples=60)
@given(positions, st.floats(1_000, 19_000_000))
@example(LatLon(78, 16), 2_000_000.0)
@example(LatLon(-18, 178), 1_000_000.0)
def test_no_edge_drawn_straight_strays_from_the_ring(center: LatLon, radius: float) -> None:
    line = unwrapped(ring(center, radius))
    off = [
        abs(distance(center, LatLon((lat1 + lat2) / 2, ((lon1 + lon2) / 2 + 180) % 360 - 180)) - radius) / radius
        for (lat1, lon1), (lat2, lon2) in pairwise(line)
        # The one edge that jumps a pole is not drawn as an edge: see `disc`.
        if abs(lon2 - lon1) < 90
    ]
    assert max(off) <= MAX_CHORD_ERROR


@settings(max_examples=40)
@given(positions, st.floats(100, 19_900_000))
@example(LatLon(0, 0), 15_000_000.0)  # both poles inside
@example(LatLon(33, 44), 16_000_000.0)
@example(LatLon(89.9, 0), 1_000_000.0)
def test_every_vertex_that_is_drawn_or_exported_is_within_a_meter_of_its_distance(center: LatLon, radius: float) -> None:
    assert [distance(center, at) for at in ring(center, radius)] == pytest.approx([radius] * len(ring(center, radius)), abs=1)
    # Of the polygon: but for corners on the antimeridian and at the poles, which are cuts and no vertices.
    exported = [
        LatLon(lat, lon)
        for part in disc(center, radius).parts
        for line in (part.exterior, *part.holes)
        for lon, lat in line
        if abs(lon) != 180 and abs(lat) != 90
    ]
    assert all(abs(distance(center, at) - radius) < 1 for at in exported)


def test_a_larger_ring_has_more_vertices_where_it_bends_more() -> None:
    assert len(ring(BAGHDAD, 2_000_000)) > len(ring(BAGHDAD, 100_000)) >= 73


def test_a_ring_over_the_antimeridian_is_one_line_when_unwrapped() -> None:
    line = unwrapped(ring(LatLon(-18, 178), 1_000_000))
    assert max(lon for _, lon in line) > 180
    assert max(abs(b[1] - a[1]) for a, b in pairwise(line)) < 5


@pytest.mark.parametrize("radius", [0, -1, float("nan"), float("inf"), MAX_RADIUS_M + 1])
def test_a_radius_out_of_range_is_refused(radius: float) -> None:
    with pytest.raises(InputError, match="radius"):
        ring(BAGHDAD, radius)


def test_a_ring_of_two_points_is_refused() -> None:
    with pytest.raises(InputError, match="3 vertices"):
        ring(BAGHDAD, 1000, 2)


def test_a_position_outside_the_globe_is_refused() -> None:
    with pytest.raises(CoordinateError):
        LatLon(95, 500)


# --- areas -----------------------------------------------------------------------------------

CASES: Final = {
    "plain": (BAGHDAD, 900_000),
    "over the antimeridian": (LatLon(-18, 178), 1_000_000),
    "on the antimeridian": (LatLon(0, 180), 1_000_000),
    "over the north pole": (LatLon(78, 16), 2_000_000),
    "on the south pole": (LatLon(-90, 0), 1_000_000),
    "over the pole and wide": (LatLon(39, 125.7), 13_000_000),
    "over both poles": (LatLon(0, 0), 11_000_000),
    "over both poles, the rest on the antimeridian": (LatLon(5, 0), 16_000_000),
    "past a hemisphere": (BAGHDAD, 16_000_000),
    "almost everything": (LatLon(10, 20), 19_900_000),
}


def assert_true_to_the_ground(area: Area, center: LatLon, inner: float, outer: float) -> None:
    """Assert that exactly what lies between the distances is inside, but for what straight edges may miss."""
    found = shape(area)
    slack = 2 * MAX_CHORD_ERROR
    wrong = [
        at
        for at in GLOBE
        if all(abs(distance(center, at) - r) > slack * r for r in (inner, outer) if r)
        and found.contains(shapely.Point(at.lon, at.lat)) != (inner < distance(center, at) <= outer)
    ]
    assert wrong == []


def assert_rfc_7946(area: Area) -> None:
    found = shape(area)
    assert found.is_valid, shapely.is_valid_reason(found)
    for part in area.parts:
        rings = [part.exterior, *part.holes]
        assert all(line[0] == line[-1] and len(line) >= 4 for line in rings)
        assert [shapely.is_ccw(shapely.LinearRing(line)) for line in rings] == [True] + [False] * len(part.holes)
        assert all(-180 <= lon <= 180 and -90 <= lat <= 90 for line in rings for lon, lat in line)


@pytest.mark.parametrize(("center", "radius"), CASES.values(), ids=CASES)
def test_a_disc_is_what_lies_within_the_distance(center: LatLon, radius: float) -> None:
    area = disc(center, radius)
    assert_rfc_7946(area)
    assert_true_to_the_ground(area, center, 0, radius)


@pytest.mark.parametrize(("center", "radius"), CASES.values(), ids=CASES)
def test_a_band_is_what_lies_between_two_distances(center: LatLon, radius: float) -> None:
    area = band(center, radius * 0.6, radius)
    assert_rfc_7946(area)
    assert_true_to_the_ground(area, center, radius * 0.6, radius)


@settings(max_examples=60)
@given(positions, st.floats(1_000, 19_900_000))
@example(LatLon(0, 0), 10_001_965.7)  # the ring touches both poles
@example(LatLon(-18, 178), 1_000_000.0)  # rounding made the ring cross itself
@example(LatLon(90, 1.2080826836785974), 1_000.0)  # and left a seam open at the pole
def test_any_disc_is_valid_and_true(center: LatLon, radius: float) -> None:
    area = disc(center, radius)
    assert_rfc_7946(area)
    assert_true_to_the_ground(area, center, 0, radius)


@settings(max_examples=40)
@given(positions, st.floats(1_000, 19_900_000), st.floats(0.05, 0.95))
@example(LatLon(0, 0), 19_000_000.0, 0.9)  # both poles lie between the two distances or inside both
@example(LatLon(0, 0), 11_000_000.0, 0.5)  # both poles lie between
@example(LatLon(89, 0), 500_000.0, 0.2)  # one pole lies between
@example(LatLon(0, 180), 9_000_000.0, 0.5)
def test_any_band_is_valid_and_true(center: LatLon, radius: float, share: float) -> None:
    area = band(center, radius * share, radius)
    assert_rfc_7946(area)
    assert_true_to_the_ground(area, center, radius * share, radius)


def test_a_band_from_nought_is_a_disc() -> None:
    assert band(BAGHDAD, 0, 900_000) == disc(BAGHDAD, 900_000)


def test_a_band_has_a_hole() -> None:
    [part] = band(BAGHDAD, 700_000, 900_000).parts
    assert len(part.holes) == 1


def test_a_disc_over_the_antimeridian_is_cut_in_two() -> None:
    east, west = disc(LatLon(-18, 178), 1_000_000).parts
    assert max(lon for lon, _ in west.exterior) == 180
    assert min(lon for lon, _ in east.exterior) == -180


def test_a_band_that_runs_inwards_is_refused() -> None:
    with pytest.raises(InputError, match="outwards"):
        band(BAGHDAD, 900_000, 700_000)


def test_the_largest_ring_is_half_the_shortest_great_circle() -> None:
    assert pytest.approx(np.pi * WGS84.b) == MAX_RADIUS_M
    assert_rfc_7946(disc(BAGHDAD, MAX_RADIUS_M))
