"""Files that leave the program hold what was said, and run nowhere."""

from __future__ import annotations

import csv
import io
import json
from contextlib import closing
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
import shapely
from hypothesis import given, strategies as st
from shapely.geometry import shape

from geo import codes, exports, store, views
from geo.areas import Outlines
from geo.codes import DATE_CODES, KIND_CODES, PLACE_CODES
from geo.settings import Settings
from geo.store import Snapshot
from geo.views import Filter
from tests import worlds

# --- CSV -----------------------------------------------------------------------------------

FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "'=1", '"=1', "\ufeff=1", "＝1", "＋1", "－1", "＠x")  # noqa: RUF001  # full-width signs


@pytest.mark.parametrize("text", FORMULAS)
def test_text_that_a_spreadsheet_would_run_gets_an_apostrophe(text: str) -> None:
    assert exports.guard(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", " ", "'", "Basra", "1-1", "a=b", "200 people", "{{7*7}}"])
def test_other_text_is_left_alone(text: str) -> None:
    assert exports.guard(text) == text


def cells(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


@given(st.lists(st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0\r")), min_size=1, max_size=5))
def test_no_cell_of_text_starts_a_formula_and_none_is_lost(texts: list[str]) -> None:
    written = exports.csv(pd.DataFrame({"n": range(len(texts)), "text": pd.array(texts, dtype="string")}))
    read = [row["text"] for row in cells(written)]
    assert [text.removeprefix("'") if text != own else text for text, own in zip(read, texts, strict=True)] == texts
    assert not any(text.lstrip(' "\u00a0\ufeff')[:1] in exports.TRIGGERS - {""} for text in read if text.strip())


def test_numbers_stay_numbers() -> None:
    frame = pd.DataFrame({"lat": [-33.8, None], "count": pd.array([-2, None], dtype="Int64")})
    assert exports.csv(frame) == "lat,count\n-33.8,-2\n,\n"


def test_the_table_of_incidents_says_what_the_view_says(snapshot: Snapshot) -> None:
    rows = cells(exports.csv(views.incidents(snapshot, Filter())))
    assert [row["id"] for row in rows] == ["c-protest", "c-rockets", "c-sworn", "c-transfer", "c-guns"]
    assert (rows[1]["first"], rows[1]["last"], rows[1]["killed_low"], rows[1]["killed_high"]) == (
        "2031-05-06",
        "2031-05-07",
        "2",
        "",
    )


def test_no_file_offers_the_middle_of_a_country_or_an_area_as_a_position(snapshot: Snapshot) -> None:
    rows = {row["id"]: row for row in cells(exports.csv(views.incidents(snapshot, Filter())))}
    assert {id_: row["lat"] for id_, row in rows.items()} == {
        "c-protest": "10.5",
        "c-rockets": "10.9",
        "c-sworn": "",
        "c-transfer": "",
        "c-guns": "",
    }


# --- GeoJSON -------------------------------------------------------------------------------


def features(snapshot: Snapshot) -> list[dict[str, Any]]:
    def refuse(constant: str) -> None:
        pytest.fail(f"{constant} is no JSON")

    text = exports.geojson(views.incidents(snapshot, Filter()), snapshot)
    found: list[dict[str, Any]] = json.loads(text, parse_constant=refuse)["features"]
    return found


def test_nothing_is_drawn_more_exactly_than_it_was_said(places: Snapshot) -> None:
    told = {one["id"]: (one["properties"]["drawn_as"], (one["geometry"] or {}).get("type")) for one in features(places)}
    assert told == {
        "c0": ("point", "Point"),
        "c1": ("point", "Point"),
        "c2": ("disc", "MultiPolygon"),
        "c3": ("bounding box", "Polygon"),
        "c4": ("bounding box", "MultiPolygon"),
        "c5": ("nothing", None),
        "c6": ("nothing", None),
        "c7": ("nothing", None),
    }


def test_points_put_longitude_first(places: Snapshot) -> None:
    assert features(places)[0]["geometry"]["coordinates"] == [20.4, 10.9]


def test_polygons_are_valid_and_run_counter_clockwise(places: Snapshot) -> None:
    for one in features(places):
        if one["geometry"] and one["geometry"]["type"] != "Point":
            drawn = shape(one["geometry"])
            parts = list(getattr(drawn, "geoms", [drawn]))
            assert drawn.is_valid
            assert all(part.exterior.is_ccw for part in parts)
            assert all(-180 <= lon <= 180 for part in parts for lon, _ in part.exterior.coords)


def test_every_place_carries_its_codes_and_none_where_the_codebook_has_none(places: Snapshot) -> None:
    frame = exports.coded(views.incidents(places, Filter()), codes.load(Settings()))
    rows = {row["id"]: row for row in cells(exports.csv(frame))}
    assert {id_: (row["acled_geo_precision"], row["ucdp_where_prec"], row["gdelt_geo_type"]) for id_, row in rows.items()} == {
        "c0": ("1", "1", "4"),
        "c1": ("1", "1", "4"),
        "c2": ("2", "2", "4"),
        "c3": ("3", "4", "5"),
        "c4": ("3", "7", ""),
        "c5": ("", "6", "1"),
        "c6": ("1", "1", "4"),
        "c7": ("", "", ""),
    }
    [one, *_] = json.loads(exports.geojson(frame, places))["features"]
    assert {name: one["properties"][name] for name in (*KIND_CODES, *PLACE_CODES, *DATE_CODES)} == {
        "acled_event_type": "Violence against civilians",
        "acled_sub_event_type": "Attack",
        "plover_event": "ASSAULT",
        "plover_mode": "firearms",
        "acled_geo_precision": 1,
        "ucdp_where_prec": 1,
        "gdelt_geo_type": 4,
        "acled_time_precision": None,
        "ucdp_date_prec": None,
    }


def test_what_was_said_of_an_area_is_not_given_a_point_in_the_properties(places: Snapshot) -> None:
    assert [one["properties"]["lat"] for one in features(places)] == [10.9, 10.5, 10.5, None, None, None, None, None]


def test_hostile_text_stays_text(settings: Settings) -> None:
    atlas = worlds.atlas()
    place = replace(worlds.CALDER, name='{{7*7}} </script>"\u2028 =1')
    incident = replace(atlas.incidents[1], place=place)
    store.publish(replace(atlas, incidents=(incident,)), settings)
    with closing(store.open(settings)) as opened:
        [feature] = features(opened)
        [row] = cells(exports.csv(views.incidents(opened, Filter())))
    assert feature["properties"]["place_name"] == row["place_name"] == place.name


def test_exports_are_the_same_bytes_each_time(snapshot: Snapshot) -> None:
    frame = views.incidents(snapshot, Filter())
    assert exports.csv(frame) == exports.csv(views.incidents(snapshot, Filter()))
    assert exports.geojson(frame, snapshot) == exports.geojson(views.incidents(snapshot, Filter()), snapshot)


def test_an_export_of_nothing_is_whole(snapshot: Snapshot) -> None:
    none = views.incidents(snapshot, Filter(text="nobody ever said this"))
    assert json.loads(exports.geojson(none, snapshot))["features"] == []
    assert cells(exports.csv(none)) == []


# --- annotations ---------------------------------------------------------------------------


def test_annotations_hold_one_file_for_each_source(snapshot: Snapshot) -> None:
    assert {name: one["file"] for name, one in exports.annotate(snapshot).items()} == {
        "gazette.json": "gazette.txt",
        "herald.json": "herald.txt",
    }


def test_offsets_are_those_of_the_file(settings: Settings) -> None:
    atlas = worlds.atlas()
    gazette, herald = atlas.readings
    second = replace(gazette, document=replace(gazette.document, source="herald.txt", start=len(worlds.HERALD)))
    store.publish(replace(atlas, readings=(herald, second)), settings)
    with closing(store.open(settings)) as opened:
        [file] = exports.annotate(opened).values()
    text = worlds.HERALD + worlds.GAZETTE
    assert [(one["start"], one["end"]) for one in file["documents"]] == [
        (0, len(worlds.HERALD)),
        (len(worlds.HERALD), len(text)),
    ]
    assert all(text[one["start"] : one["end"]] == one["text"] for one in file["toponyms"])
    assert all(text[one["start"] : one["end"]] == one["sentence"] for one in file["claims"])
    assert len(file["claims"]) == 6


def test_a_claim_says_everything_that_is_scored(snapshot: Snapshot) -> None:
    claims = {one["id"]: one for one in exports.annotate(snapshot)["herald.json"]["claims"]}
    denial = claims["c-denial"]
    assert (denial["incident"], denial["kind"], denial["status"]) == ("c-rockets", "rocket_or_mortar_attack", "denied")
    assert (denial["first"], denial["last"], denial["date_precision"]) == ("2031-05-07", "2031-05-07", "day")
    assert denial["place"] == {"name": "Camp Orrin", "lat": 10.9, "lon": 20.4, "precision": "exact", "kind": "base"}
    assert denial["actors"] == [{"name": "River Front", "role": "perpetrator", "aliases": []}]
    assert (denial["fatalities"], denial["negated"]) == ([5, None], False)


def test_two_sources_of_one_stem_get_two_files(settings: Settings) -> None:
    atlas = worlds.atlas()
    named = [
        replace(reading, document=replace(reading.document, source=source))
        for reading, source in zip(atlas.readings, ("a/report.html", "a/report.txt"), strict=True)
    ]
    store.publish(replace(atlas, readings=tuple(named)), settings)
    with closing(store.open(settings)) as opened:
        assert list(exports.annotate(opened)) == ["a/report.json", "a/report.txt.json"]


@pytest.mark.parametrize("source", ["../../etc/cron.d/x.txt", "/etc/passwd", "./x.txt"])
def test_no_source_writes_outside_the_folder(settings: Settings, source: str) -> None:
    atlas = worlds.atlas()
    moved = replace(atlas.readings[0], document=replace(atlas.readings[0].document, source=source))
    store.publish(replace(atlas, readings=(moved,), incidents=()), settings)
    with closing(store.open(settings)) as opened:
        [name] = exports.annotate(opened)
    assert not name.startswith("/")
    assert ".." not in name


def test_an_area_whose_shape_is_known_is_that_shape(places: Snapshot) -> None:
    frame = views.incidents(places, Filter())
    east = frame["place_id"][frame["id"] == "c3"].item()
    triangle = shapely.Polygon([(0, 0), (1, 0), (0, 1)])
    known = Outlines(wkb={east: shapely.to_wkb(triangle)}, members={}, waters=frozenset())
    [found] = [one for one in json.loads(exports.geojson(frame, places, known))["features"] if one["id"] == "c3"]
    [ring] = found["geometry"]["coordinates"]
    assert found["properties"]["drawn_as"] == "area"
    assert shapely.equals(shapely.Polygon(ring), triangle)
    assert shapely.is_ccw(shapely.LinearRing(ring))
