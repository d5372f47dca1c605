"""What is drawn of an area covers what was said, and no more."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
import shapely

from geo import areas
from geo.areas import Outlines
from geo.errors import FactsError
from geo.settings import Settings

NORTHLAND = shapely.box(0, 0, 4, 4)
SOUTHLAND = shapely.box(0, -4, 4, 0)
WORLD = Outlines(
    wkb={"country:NL": shapely.to_wkb(NORTHLAND), "country:SL": shapely.to_wkb(SOUTHLAND)},
    members={"region:both": ("country:NL", "country:SL")},
    waters=frozenset({"region:bight"}),
)


@cache
def real() -> Outlines:
    return areas.load(Settings())


def test_a_country_has_its_own_outline() -> None:
    assert WORLD.of("country:NL") == NORTHLAND


def test_the_north_of_a_country_ends_at_its_border() -> None:
    assert shapely.equals(WORLD.of("part:north:country:NL", (-2, 2, 4, 6)), shapely.box(0, 2, 4, 4))


def test_a_region_is_made_of_its_members() -> None:
    assert shapely.equals(WORLD.of("region:both"), shapely.box(0, -4, 4, 4))


def test_a_sea_holds_no_land() -> None:
    assert shapely.equals(WORLD.of("region:bight", (2, 0, 8, 4)), shapely.box(4, 0, 8, 4))


def test_a_seam_between_two_countries_is_no_water() -> None:
    apart = Outlines(
        wkb={"country:NL": shapely.to_wkb(shapely.box(0, 0.02, 4, 4)), "country:SL": shapely.to_wkb(SOUTHLAND)},
        members={},
        waters=frozenset({"region:bight"}),
    )
    water = apart.of("region:bight", (2, -2, 6, 2))
    assert water is not None
    assert not water.contains(shapely.Point(3, 0.01))


def test_off_a_coast_is_the_water_in_front_of_it() -> None:
    water = WORLD.of("coast:country:NL")
    assert water is not None
    assert water.intersection(shapely.union(NORTHLAND, SOUTHLAND)).area == pytest.approx(0)
    assert water.contains(shapely.Point(4.3, 2))
    assert not water.contains(shapely.Point(5, 2))


def test_an_area_without_a_shape_is_its_extent() -> None:
    assert shapely.equals(WORLD.of("region:moor", (7, 7, 8, 8)), shapely.box(7, 7, 8, 8))


def test_an_extent_across_the_antimeridian_runs_on() -> None:
    found = WORLD.of("region:moor", (179, 0, -179, 1))
    assert found is not None
    assert found.bounds == (179, 0, 181, 1)


def test_what_is_not_known_has_no_shape() -> None:
    assert WORLD.of("region:nowhere") is None


def test_northern_iraq_is_in_iraq_and_the_gulf_is_wet() -> None:
    north = real().of("part:north:country:IQ", (38.8, 33.2, 48.6, 37.4))
    gulf = real().of("region:persian-gulf", (47.72, 23.97, 57.2, 30.51))
    assert north is not None
    assert gulf is not None
    assert not north.contains(shapely.Point(38.9, 35.3))  # Raqqa, in Syria
    assert not gulf.contains(shapely.Point(46.7, 24.7))  # Riyadh
    assert gulf.contains(shapely.Point(51.5, 27.5))


def test_a_table_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(FactsError, match=r"areas\.parquet"):
        areas.load(Settings(data=tmp_path))
