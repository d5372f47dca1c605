"""Bands with a minimum range, and clicks on the map."""

from __future__ import annotations

import base64
import json
from typing import Any, Final

import folium
import pytest

from geo import maps
from geo.errors import InputError
from geo.geodesy import distance
from geo.maps.events import CHANNEL
from geo.model import LatLon

AT: Final = LatLon(33.3, 44.4)


def content(group: folium.FeatureGroup) -> Any:  # noqa: ANN401  # what the browser unpacks
    [layer] = group._children.values()
    return json.loads(base64.b64decode(layer.content))


def band(near_possible: float = 0, near_certain: float = 0, extent: str = "") -> maps.RangeBand:
    return maps.RangeBand(
        center=AT,
        certain_km=280,
        possible_km=320,
        near_possible_km=near_possible,
        near_certain_km=near_certain,
        label="Kestrel",
        extent=extent,
    )


def test_a_minimum_range_has_edges_at_its_distances_and_holes_that_widen() -> None:
    [told] = content(maps.ring_layer([band(40, 60)]))
    assert [{round(distance(AT, LatLon(*at)) / 1000, 1) for at in edge} for edge in told["near"]] == [{40.0}, {60.0}]
    holes = [fill["polygons"][0][1] for fill in told["fills"]]
    radii = [round(distance(AT, LatLon(*hole[0])) / 1000) for hole in holes]
    assert radii == [40, 44, 48, 52, 56, 60]


def test_without_a_minimum_there_is_no_hole() -> None:
    [told] = content(maps.ring_layer([band()]))
    assert told["near"] == []
    assert {len(fill["polygons"][0]) for fill in told["fills"]} == {1}


def test_the_legend_is_told_how_far_a_band_reaches() -> None:
    [told] = content(maps.ring_layer([band(extent="300 km")]))
    assert (told["label"], told["extent"]) == ("Kestrel", "300 km")


@pytest.mark.parametrize("near", [(60, 40), (-1, 40), (320, 330)])
def test_a_minimum_range_outside_the_band_is_refused(near: tuple[float, float]) -> None:
    with pytest.raises(InputError, match="minimum range"):
        band(*near)


def test_a_click_is_heard_as_a_position() -> None:
    assert maps.spotted({CHANNEL: "spot:33.3000,44.4000|17"}) == AT


@pytest.mark.parametrize(
    "message", ["", "spot:|1", "spot:95,44|1", "spot:here,there|1", "spot:nan,44|1", "pick:c4|1", "33.3,44.4|1", "spot:33.3,44.4"]
)
def test_what_is_no_click_on_the_map_is_not_heard_as_one(message: str) -> None:
    assert maps.spotted({CHANNEL: message}) is None
    assert maps.spotted(None) is None


def test_the_place_that_was_clicked_is_marked() -> None:
    assert content(maps.probe_layer(AT, maps.Theme.DARK)) == {"spot": [33.3, 44.4], "theme": "dark"}
    assert content(maps.probe_layer()) == {"spot": None, "theme": "light"}
