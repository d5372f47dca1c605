"""Files for other maps, as their readers read them: GeoJSON, GeoParquet, KML and KMZ."""

from __future__ import annotations

import io
import json
import zipfile
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import duckdb
import fastkml
import geopandas
import pyarrow.parquet as pq
import pytest
import shapely
from fastkml.validator import get_schema_parser
from lxml import etree
from shapely.geometry import shape

from geo.geodesy import distance
from geo.model import LatLon
from geo.ranges import Band, Figure, FigureBasis, LaunchArea
from geo.store import Snapshot
from geo.views import Filter
from geo.views.reach import Pair
from tests.exports.conftest import HOSTILE, Made

NOTHING = Filter(text="nobody ever said this")
KML: Final = "{http://www.opengis.net/kml/2.2}"
DRAWN: Final = {
    "c0": ("point", "Point"),
    "c1": ("point", "Point"),
    "c2": ("disc", "MultiPolygon"),
    "c3": ("area", "MultiPolygon"),
    "c4": ("bounding box", "MultiPolygon"),
    "c5": ("nothing", None),
    "c6": ("nothing", None),
    "c7": ("nothing", None),
}


# --- GeoJSON, strictly ---------------------------------------------------------------------


def strict(content: bytes) -> list[dict[str, Any]]:
    """Return the features of a file that keeps all of RFC 7946, and fail at the first thing in which it does not."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        assert len({name for name, _ in pairs}) == len(pairs), "a name is there twice"
        return dict(pairs)

    def refuse(constant: str) -> None:
        pytest.fail(f"{constant} is no JSON")

    whole = json.loads(content.decode("utf-8", "strict"), object_pairs_hook=once, parse_constant=refuse)
    assert whole["type"] == "FeatureCollection"
    assert not {"crs", "geometry", "properties", "coordinates", "geometries"} & whole.keys()
    for feature in whole["features"]:
        assert feature["type"] == "Feature"
        assert {"geometry", "properties"} <= feature.keys()
        assert isinstance(feature["id"], str | int)
        if feature["geometry"] is not None:
            geometry(feature["geometry"])
    found: list[dict[str, Any]] = whole["features"]
    return found


def geometry(told: dict[str, Any]) -> None:
    """Refuse a geometry that is none, or that RFC 7946 would have otherwise."""
    polygons = {"Polygon": [told["coordinates"]], "MultiPolygon": told["coordinates"]}
    if told["type"] == "Point":
        position(told["coordinates"])
        return
    for polygon in polygons[told["type"]]:
        for n, ring in enumerate(polygon):
            for one in ring:
                position(one)
            assert len(ring) >= 4
            assert ring[0] == ring[-1], "a ring is not closed"
            turned = shapely.LinearRing(ring).is_ccw
            assert turned == (n == 0), "the right-hand rule is broken (3.1.6)"
            assert max(lon for lon, _ in ring) - min(lon for lon, _ in ring) <= 360
    assert shape(told).is_valid
    assert no_edge_jumps(polygons[told["type"]]), "a polygon crosses the antimeridian (3.1.9)"


def no_edge_jumps(polygons: list[list[list[list[float]]]]) -> bool:
    edges = [(a, b) for polygon in polygons for ring in polygon for a, b in pairwise(ring)]
    return not any(abs(a[0] - b[0]) > 180 and {a[0], b[0]} != {-180.0, 180.0} and abs(a[1]) < 89 for a, b in edges)


def position(told: list[float]) -> None:
    """Refuse what is not longitude and latitude in degrees."""
    assert len(told) == 2
    assert -180 <= told[0] <= 180
    assert -90 <= told[1] <= 90


def test_geojson_keeps_the_standard_and_draws_nothing_more_exactly_than_it_was_said(places: Snapshot, made: Made) -> None:
    features = strict(made("geojson", places))
    assert {one["id"]: (one["properties"]["drawn_as"], (one["geometry"] or {}).get("type")) for one in features} == DRAWN
    assert features[0]["geometry"]["coordinates"] == [20.4, 10.9]


def test_geojson_opens_in_geopandas(places: Snapshot, made: Made, tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    path.write_bytes(made("geojson", places))
    frame = geopandas.read_file(path)
    assert frame.crs.to_epsg() == 4326
    assert frame.geometry.notna().sum() == 5


def test_geojson_of_nothing_and_of_hostile_text_is_whole(snapshot: Snapshot, hostile: Snapshot, made: Made) -> None:
    assert strict(made("geojson", snapshot, NOTHING)) == []
    [feature] = strict(made("geojson", hostile))
    assert feature["properties"]["weapon"] == HOSTILE


def test_features_of_a_data_set_carry_license_and_credit(whose: Snapshot, made: Made) -> None:
    told = {one["id"]: one["properties"] for one in strict(made("geojson", whose))}["guild:1"]
    assert (told["dataset_name"], told["license"]) == ("Guild of Counters", "nobody else may have the rows")


# --- GeoParquet ----------------------------------------------------------------------------


@pytest.fixture
def parquet(places: Snapshot, made: Made, tmp_path: Path) -> Path:
    path = tmp_path / "a.parquet"
    path.write_bytes(made("geoparquet", places))
    return path


def test_geoparquet_opens_in_geopandas_with_the_geometry_of_geojson(parquet: Path, places: Snapshot, made: Made) -> None:
    frame = geopandas.read_parquet(parquet)
    assert str(frame.crs) == "OGC:CRS84"
    features = strict(made("geojson", places))
    for feature, drawn, drawn_as in zip(features, frame.geometry, frame["drawn_as"], strict=True):
        assert drawn_as == feature["properties"]["drawn_as"]
        assert (drawn is None) == (feature["geometry"] is None)
        assert drawn is None or drawn.equals(shape(feature["geometry"]))


def test_geoparquet_says_what_it_holds(parquet: Path) -> None:
    told = json.loads(pq.read_metadata(parquet).metadata[b"geo"])
    column = told["columns"]["geometry"]
    assert (told["version"], told["primary_column"], column["encoding"]) == ("1.1.0", "geometry", "WKB")
    assert column["geometry_types"] == ["MultiPolygon", "Point"]
    west, south, east, north = column["bbox"]
    assert (west, east) == (-180, 180)
    assert south < -2
    assert north >= 10.9


def test_geoparquet_opens_in_duckdb_with_types(parquet: Path) -> None:
    with duckdb.connect(config={"autoload_known_extensions": "false", "autoinstall_known_extensions": "false"}) as connection:
        read = connection.execute(f"SELECT id, mapped, first, geometry::BLOB FROM '{parquet}' ORDER BY id").fetchall()  # noqa: S608
        kinds = dict(connection.execute(f"SELECT column_name, column_type FROM (DESCRIBE FROM '{parquet}')").fetchall())  # noqa: S608
    assert [row[0] for row in read] == list(DRAWN)
    assert shapely.from_wkb(read[0][3]) == shapely.Point(20.4, 10.9)
    assert read[5][3] is None
    assert (kinds["first"], kinds["mapped"], kinds["killed_low"], kinds["lat"]) == ("DATE", "BOOLEAN", "BIGINT", "DOUBLE")


def test_geoparquet_of_nothing_still_has_its_columns(snapshot: Snapshot, made: Made) -> None:
    frame = geopandas.read_parquet(io.BytesIO(made("geoparquet", snapshot, NOTHING)))
    assert len(frame) == 0
    assert {"id", "license", "geometry", "drawn_as"} <= set(frame.columns)


# --- KML -----------------------------------------------------------------------------------


def tree(content: bytes) -> etree._Element:
    """Return the document, once it has passed the schema of the Open Geospatial Consortium and a strict reader of KML."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    root = etree.fromstring(content, parser)
    schema = get_schema_parser()
    assert schema.validate(root), schema.error_log
    fastkml.KML.from_string(content, strict=True)
    return root


def folders(root: etree._Element) -> dict[str, list[str]]:
    """Return the names in each folder by its name."""
    return {
        str(folder.findtext(f"{KML}name")): [str(one.text) for one in folder.iterfind(f"{KML}Placemark/{KML}name")]
        for folder in root.iter(f"{KML}Folder")
    }


def named(root: etree._Element, title: str) -> etree._Element:
    [mark] = [one for one in root.iter(f"{KML}Placemark") if one.findtext(f"{KML}name") == title]
    return mark


def test_kml_has_a_folder_for_each_kind(snapshot: Snapshot, made: Made) -> None:
    assert folders(tree(made("kml", snapshot))) == {
        "Rocket or mortar attack (1)": ["Rocket or mortar attack, Camp Orrin"],
        "Shooting (1)": ["Shooting, Lowlands"],
        "Protest (1)": ["Protest, Calder"],
        "Transfer of weapons (1)": ["Transfer of weapons, Ardania"],
        "Statement or threat (1)": ["Statement or threat by Mountain League"],
    }


def test_a_placemark_spans_the_days_that_are_known_and_no_others(snapshot: Snapshot, made: Made) -> None:
    root = tree(made("kml", snapshot))

    def span(title: str) -> dict[str, str]:
        return {etree.QName(one).localname: str(one.text) for one in named(root, title).iterfind(f"{KML}TimeSpan/*")}

    assert span("Protest, Calder") == {"begin": "2031-04-28", "end": "2031-05-04"}
    assert span("Transfer of weapons, Ardania") == {"end": "2031-05-08"}
    assert span("Shooting, Lowlands") == {}


def test_a_placemark_has_the_color_of_its_kind_on_the_screen(snapshot: Snapshot, made: Made) -> None:
    root = tree(made("kml", snapshot))
    style = named(root, "Protest, Calder").findtext(f"{KML}styleUrl")
    [found] = [one for one in root.iter(f"{KML}Style") if f"#{one.get('id')}" == style]
    assert found.findtext(f"{KML}IconStyle/{KML}color") == "ff0069a6"  # #A66900, opacity first and red last


def test_placemarks_have_the_geometry_of_geojson(places: Snapshot, made: Made) -> None:
    root = tree(made("kml", places))
    found = {}
    for mark in root.iter(f"{KML}Placemark"):
        data = {str(one.get("name")): one.findtext(f"{KML}value") for one in mark.iter(f"{KML}Data")}
        kinds = [
            etree.QName(one).localname for one in mark if etree.QName(one).localname in {"Point", "Polygon", "MultiGeometry"}
        ]
        found[data["id"]] = (data["drawn_as"], *kinds)
    assert found == {
        "c0": ("point", "Point"),
        "c1": ("point", "Point"),
        "c2": ("disc", "Polygon"),
        "c3": ("area", "MultiGeometry"),
        "c4": ("bounding box", "MultiGeometry"),
        "c5": ("nothing",),
        "c6": ("nothing",),
        "c7": ("nothing",),
    }
    assert root.findtext(f".//{KML}Point/{KML}coordinates") == "20.4,10.9"


def test_hostile_text_is_text_in_xml_and_in_the_html_of_balloons(hostile: Snapshot, made: Made) -> None:
    root = tree(made("kml", hostile))
    [mark] = root.iter(f"{KML}Placemark")
    balloon = etree.HTML(str(mark.findtext(f"{KML}description")))
    assert {one.tag for one in balloon.iter()} == {"html", "body", "h3", "p", "table", "tr", "td"}
    assert "<script>alert(1)</script>" in "".join(balloon.itertext())
    assert "<" not in str(mark.findtext(f"{KML}name"))
    assert "$[" not in etree.tostring(mark.find(f"{KML}description"), encoding="unicode")
    assert "\x07" not in etree.tostring(root, encoding="unicode")


def test_kml_of_nothing_is_whole(snapshot: Snapshot, made: Made) -> None:
    assert folders(tree(made("kml", snapshot, NOTHING))) == {}


# --- rings ---------------------------------------------------------------------------------


def pair(low: float, high: float, at: LatLon, doubt: float) -> Pair:
    figure = Figure(
        system="Lance <b>",
        source="The Almanac",
        words="so far",
        low_km=low,
        high_km=high,
        basis=FigureBasis.ASSESSED,
        date="2031",
        reference="p. 1",
        cited=False,
    )
    band = Band(low_km=low, high_km=high, figures=(figure,), basis=frozenset({FigureBasis.ASSESSED}))
    area = LaunchArea(id="hill", name="The Hill", country="", at=at, uncertainty_km=doubt, source="a map", note="")
    return Pair(system="lance", label="Lance <b>", band=band, area=area)


def test_range_rings_stand_in_a_folder_with_the_bands_and_what_must_be_said(snapshot: Snapshot, made: Made) -> None:
    root = tree(made("kml", snapshot, pairs=(pair(300, 500, LatLon(10, 20), 20),)))
    assert folders(root)["Lance \u2039b\u203a from The Hill"] == [
        "Lance \u2039b\u203a: within reach for sure",
        "Lance \u2039b\u203a: maybe within reach",
    ]
    [rings, *_] = root.iter(f"{KML}Folder")
    assert "Range is not intent or accuracy." in str(rings.findtext(f"{KML}description"))
    sure = named(root, "Lance \u2039b\u203a: within reach for sure")
    line = [tuple(map(float, one.split(","))) for one in str(sure.findtext(f".//{KML}coordinates")).split()]
    assert [distance(LatLon(10, 20), LatLon(lat, lon)) for lon, lat in line] == pytest.approx([280_000] * len(line), abs=1)


def test_a_ring_over_the_antimeridian_is_cut_there(snapshot: Snapshot, made: Made) -> None:
    root = tree(made("kml", snapshot, NOTHING, pairs=(pair(300, 500, LatLon(0, 179), 20),)))
    sure = named(root, "Lance \u2039b\u203a: within reach for sure")
    lines = [[float(one.split(",")[0]) for one in str(line.text).split()] for line in sure.iter(f"{KML}coordinates")]
    assert len(lines) == 2
    assert all(max(line) - min(line) < 10 for line in lines)


# --- KMZ -----------------------------------------------------------------------------------


def test_kmz_holds_the_same_document_first_and_every_picture_that_it_names(places: Snapshot, made: Made) -> None:
    with zipfile.ZipFile(io.BytesIO(made("kmz", places))) as archive:
        assert archive.testzip() is None
        first, *pictures = archive.namelist()
        root = tree(archive.read(first))
        wanted = {str(one.text) for one in root.iter(f"{KML}href")}
        heads = {name: archive.read(name)[:8] for name in pictures}
    assert wanted
    assert wanted <= set(pictures)
    assert set(heads.values()) == {b"\x89PNG\r\n\x1a\n"}
    assert folders(root) == folders(tree(made("kml", places)))
