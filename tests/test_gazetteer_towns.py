"""Every town and facility at once, as a range is tested against them."""

from __future__ import annotations

import pandas as pd
import pytest

from geo import gazetteer
from geo.settings import Settings


@pytest.fixture(scope="module")
def towns() -> pd.DataFrame:
    return gazetteer.towns(Settings())


def test_towns_come_with_position_size_and_people_the_most_populous_first(towns: pd.DataFrame) -> None:
    assert len(towns) > 200_000
    assert towns["population"].is_monotonic_decreasing
    baghdad = towns[towns["name"] == "Baghdad"].iloc[0]
    assert (baghdad["name"], baghdad["country"], baghdad["what"]) == ("Baghdad", "IQ", "town")
    assert (round(baghdad["lat"], 2), round(baghdad["lon"], 2)) == (33.34, 44.4)
    assert baghdad["population"] > 5_000_000
    assert baghdad["km"] > 0


def test_facilities_and_airports_are_told_from_towns(towns: pd.DataFrame) -> None:
    facilities = towns[towns["what"] == "facility"]
    assert {"base", "nuclear facility", "oil facility"} <= set(facilities["kind"])
    assert set(towns.loc[towns["what"] == "airport", "kind"]) == {"airport"}
    assert set(towns["what"]) == {"town", "facility", "airport"}


def test_nothing_that_is_no_point_on_the_ground_is_among_them(towns: pd.DataFrame) -> None:
    assert not towns["kind"].isin(["country", "region", "sea", "strait", "admin1", "admin2"]).any()
    assert towns[["lat", "lon", "km"]].notna().all(axis=None)
    assert towns["id"].is_unique
