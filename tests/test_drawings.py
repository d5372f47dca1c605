"""Range bands to take away: true to the ellipsoid in every format, and no text of theirs does anything."""

from __future__ import annotations

import json
from typing import Any, Final
from xml.etree import ElementTree as ET

import numpy as np
import pytest
import shapely
from pyproj import Proj

from geo import geodesy
from geo.drawings import geojson, kml, picture, zones
from geo.errors import InputError
from geo.model import LatLon
from geo.ranges import Band, Figure, FigureBasis, LaunchArea, Reach
from geo.views.reach import Pair

KML: Final = "{http://www.opengis.net/kml/2.2}"
NOTE: Final = "Range is not intent or accuracy."
HOSTILE: Final = '<script>alert("1")</script> & $x^2$ \x00 ]]>'


def pair(
    *, ends: tuple[float, float] = (300, 500), at: LatLon | None = None, km: float = 20, least: float = 0, name: str = "Kestrel"
) -> Pair:
    low, high = ends
    figure = Figure(
        system=name,
        source="Calder Post",
        words="",
        low_km=low,
        high_km=high,
        basis=FigureBasis.CLAIMED,
        date="",
        reference="r",
        cited=False,
    )
    band = Band(
        low_km=low,
        high_km=high,
        figures=(figure,),
        basis=frozenset({FigureBasis.CLAIMED}),
        least_low_km=least,
        least_high_km=least,
    )
    area = LaunchArea(id="a", name=name, country="", at=at or LatLon(33.3, 44.4), uncertainty_km=km, source="invented", note="")
    return Pair(system=name, label=name, band=band, area=area)


def spans(of: Pair) -> list[tuple[Reach, float, float]]:
    return [(zone.answer, zone.inner_km, zone.outer_km) for zone in zones([of])]


def test_a_band_has_a_sure_zone_and_a_possible_one_around_it() -> None:
    assert spans(pair()) == [(Reach.INSIDE, 0, 280), (Reach.MAYBE, 280, 520)]


def test_a_minimum_range_puts_a_possible_zone_inside_too_and_a_hole() -> None:
    assert spans(pair(least=60)) == [(Reach.MAYBE, 40, 80), (Reach.INSIDE, 80, 280), (Reach.MAYBE, 280, 520)]


def test_what_is_sure_nowhere_has_only_a_possible_zone() -> None:
    assert spans(pair(km=400)) == [(Reach.MAYBE, 0, 900)]


def test_a_minimum_range_and_doubt_may_leave_nothing_sure() -> None:
    assert spans(pair(least=200, km=100)) == [(Reach.MAYBE, 100, 600)]


@pytest.mark.parametrize("at", [LatLon(33.3, 44.4), LatLon(-18, 178), LatLon(88, 10)], ids=["plain", "antimeridian", "pole"])
def test_geojson_is_valid_cut_at_the_antimeridian_and_true_to_the_ground(at: LatLon) -> None:
    told = json.loads(geojson([pair(at=at)], NOTE))
    assert told["note"] == NOTE
    sure, maybe = told["features"]
    assert (sure["properties"]["answer"], maybe["properties"]["answer"]) == ("inside", "maybe")
    assert maybe["properties"]["sources"] == ["Calder Post"]
    for feature, radii in ((sure, {280}), (maybe, {280, 520})):
        shape = shapely.from_geojson(json.dumps(feature["geometry"]))
        assert shape.is_valid
        lons, lats = shapely.get_coordinates(shape).T
        assert np.abs(lons).max() <= 180
        inside = (np.abs(lons) < 180) & (np.abs(lats) < 90)
        away = geodesy.distances(at, lats[inside], lons[inside])
        assert {round(km) for km in away / 1000} == radii
        assert np.abs(away - np.round(away / 1000) * 1000).max() < 1


def test_kml_has_the_same_polygons_with_their_holes() -> None:
    root = ET.fromstring(kml([pair()], NOTE))  # noqa: S314  # made here
    sure, maybe = root.iter(f"{KML}Placemark")
    assert [len(list(mark.iter(f"{KML}innerBoundaryIs"))) for mark in (sure, maybe)] == [0, 1]
    [line] = [ring.text or "" for ring in sure.iter(f"{KML}coordinates")]
    positions = [LatLon(float(lat), float(lon)) for lon, lat in (point.split(",") for point in line.split())]
    assert positions[0] == positions[-1]
    assert all(abs(geodesy.distance(LatLon(33.3, 44.4), at) - 280_000) < 1 for at in positions)
    assert len(positions) >= 73


def test_no_text_in_a_file_is_markup() -> None:
    hostile = pair(name=HOSTILE)
    root = ET.fromstring(kml([hostile], HOSTILE))  # noqa: S314  # as above
    assert {element.tag.removeprefix(KML) for element in root.iter()} <= _TAGS
    [folder] = root.iter(f"{KML}Folder")
    assert (folder.findtext(f"{KML}name") or "").startswith('<script>alert("1")</script> & $x^2$')
    assert json.loads(geojson([hostile], HOSTILE))["note"] == HOSTILE
    svg = picture([hostile], HOSTILE, "svg").decode()
    assert "<script" not in svg
    assert "alert" in svg


_TAGS: Final = {
    *(
        "kml",
        "Document",
        "Folder",
        "Placemark",
        "name",
        "description",
        "Style",
        "LineStyle",
        "PolyStyle",
        "color",
        "ExtendedData",
    ),
    *(
        "Data",
        "value",
        "MultiGeometry",
        "Polygon",
        "tessellate",
        "outerBoundaryIs",
        "innerBoundaryIs",
        "LinearRing",
        "coordinates",
    ),
}


def test_around_its_center_a_ring_is_a_circle_in_the_projection_of_the_picture() -> None:
    at = LatLon(33.3, 44.4)
    lats, lons = geodesy.circle(at, 2_000_000, 90)
    x, y = Proj(proj="aeqd", ellps="WGS84", lat_0=at.lat, lon_0=at.lon)(lons, lats)
    assert np.hypot(x, y) == pytest.approx(2_000_000, abs=1e-3)


def test_a_picture_names_what_it_shows_and_is_the_same_bytes_again() -> None:
    asked: dict[str, Any] = {"towns": [("Calder", LatLon(34.5, 44))]}
    svg = picture([pair()], NOTE, "svg", **asked)
    for words in ("Within reach from Kestrel", "300 to 500 km", "Calder", "only its owner says so", NOTE):
        assert words in svg.decode()
    assert svg == picture([pair()], NOTE, "svg", **asked)
    assert picture([pair()], NOTE, "png").startswith(b"\x89PNG")


@pytest.mark.parametrize("many", [0, 7])
def test_a_picture_of_none_or_of_more_than_can_be_told_apart_is_refused(many: int) -> None:
    with pytest.raises(InputError, match="1 to 6 bands"):
        picture([pair()] * many, NOTE, "png")


def test_a_band_past_a_hemisphere_is_drawn_as_far_as_the_projection_holds() -> None:
    assert picture([pair(ends=(9_000, 14_000))], NOTE, "png").startswith(b"\x89PNG")
