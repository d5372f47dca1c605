"""Names to places: whose word goes first, what is no place, what lies in what."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import Never

import airportsdata
import pytest
from hypothesis import given, strategies as st

from geo import facts, gazetteer
from geo.gazetteer import AtlasGeocoder, Gazetteer, contains, index
from geo.gazetteer.names import fold, spellings
from geo.model import LatLon, Place, Precision
from geo.settings import Settings


@pytest.fixture(scope="module")
def world() -> Gazetteer:
    return gazetteer.load(Settings())


def ids(world: Gazetteer, name: str, count: int = 1) -> list[str]:
    return [place.id for place in world.candidates(name)[:count]]


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("Helmand province", "admin1:AF.10"),
        ("Basra", "curated:basra"),
        ("Kerbala", "curated:karbala"),
        ("Iraq", "country:IQ"),
        ("U.S.", "country:US"),
        ("US", "country:US"),
        ("UK", "country:GB"),
        ("DRC", "country:CD"),
        ("Strait of Hormuz", "region:hormuz"),
        ("the Gulf", "region:persian-gulf"),
        ("Middle East", "region:middle-east"),
        ("Helmand", "admin1:AF.10"),
        ("Helmand Province", "admin1:AF.10"),
        ("Calif.", "admin1:US.CA"),
        ("Basra airport", "curated:basra_airport"),
        ("Brussels Airport", "airport:EBBR"),
        ("Granville County", "admin2:gn:US.NC.077"),
        ("Fordow", "curated:fordow_fep"),
    ],
)
def test_the_right_layer_goes_first(world: Gazetteer, name: str, first: str) -> None:
    assert ids(world, name) == [first]


def test_namesakes_are_all_kept(world: Gazetteer) -> None:
    assert len(world.candidates("San Antonio")) > 10


def test_an_airport_written_in_degrees_and_minutes_stands_beside_its_city(world: Gazetteer) -> None:
    [airport] = world.candidates("Brussels Airport")[:1]
    assert airport.at == LatLon(50.9014, 4.4844)


def test_a_city_known_twice_is_one_place(world: Gazetteer) -> None:
    assert [p.population for p in world.candidates("Basra") if p.id in {"curated:basra", "geonames:99532"}] == [1326564]


@pytest.mark.parametrize("name", ["Basra", "BASRA", "basra", " Basra "])
def test_case_and_space_do_not_matter(world: Gazetteer, name: str) -> None:
    assert ids(world, name) == ["curated:basra"]


@pytest.mark.parametrize("name", ["Sana'a", "Sana\N{RIGHT SINGLE QUOTATION MARK}a", "Sanaa"])
def test_apostrophes_do_not_matter(world: Gazetteer, name: str) -> None:
    assert "geonames:71137" in ids(world, name, 5)


def found(world: Gazetteer, text: str) -> list[str]:
    return [match.span.of(text) for match in world.find(text) if match.is_place]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Shelling in Basra, Iraq.", ["Basra", "Iraq"]),
        ("The Iranian consulate told us in May that it may close.", []),
        ("US officials told us.", ["US"]),
        ("The gulf between them grew in the Gulf.", ["the Gulf"]),
        ("The White House and the New York Times", []),
        ("He lives in New York City.", ["New York City"]),
        ("al-Qaeda in Iraq is not in Iraq alone", ["Iraq"]),
        ("Car bombs and the CAR", ["the CAR"]),
        ("Iraqis, Basrawi and Iran-backed men", ["Iran"]),
        ("Near Deir ez-Zor and Sana'a", ["Deir ez-Zor", "Sana'a"]),
        ("IRAQ AND SYRIA", ["IRAQ", "SYRIA"]),
        ("", []),
    ],
)
def test_names_are_found_as_whole_words_that_look_like_names(world: Gazetteer, text: str, names: list[str]) -> None:
    assert [name.removeprefix("the ") for name in found(world, text)] == [name.removeprefix("the ") for name in names]


@given(st.text(max_size=200))
def test_folding_keeps_every_offset(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(st.text(alphabet=st.characters(max_codepoint=0x24F), max_size=40))
def test_a_name_is_found_under_its_own_spelling(name: str) -> None:
    assert " ".join(fold(name).split()) in spellings(name)


def place(place_id: str, kind: str = "city", country: str = "", admin1: str = "", **more: object) -> Place:
    precision = {"country": Precision.COUNTRY, "admin1": Precision.AREA, "region": Precision.AREA}.get(kind, Precision.SETTLEMENT)
    return Place(id=place_id, name=place_id, kind=kind, precision=precision, country=country, admin1=admin1, **more)  # type: ignore[arg-type]  # test rows


LAND = place("land", "country", "XA", bbox=(0, 0, 10, 10), at=LatLon(5, 5))
SHIRE = place("shire", "admin1", "XA", "XA.1", bbox=(0, 0, 5, 5), at=LatLon(2, 2))
TOWN = place("town", "city", "XA", "XA.1", at=LatLon(2, 3))
ABROAD = place("abroad", "city", "XB", "XB.1", at=LatLon(2, 3))
STEPPE = place("steppe", "region", bbox=(2, 0, 20, 10), at=LatLon(5, 11))
DATELINE = place("dateline", "region", bbox=(170, -20, -170, 0), at=LatLon(-10, 180))
ISLE = place("isle", "city", "XC", at=LatLon(-5, -175))


@pytest.mark.parametrize(
    ("outer", "inner", "inside"),
    [
        (LAND, TOWN, True),
        (LAND, ABROAD, False),
        (SHIRE, TOWN, True),
        (SHIRE, ABROAD, False),
        (TOWN, SHIRE, False),
        (LAND, SHIRE, True),
        (SHIRE, LAND, False),
        (LAND, LAND, False),
        (STEPPE, TOWN, True),
        (DATELINE, ISLE, True),
        (DATELINE, TOWN, False),
    ],
)
def test_containment_goes_by_codes_first_and_by_extent_else(outer: Place, inner: Place, inside: bool) -> None:  # noqa: FBT001  # a column of a table
    assert contains(outer, inner) is inside


def test_geopy_code_runs_without_a_network(world: Gazetteer, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> Never:
        pytest.fail("a socket was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    geocoder = AtlasGeocoder(world, user_agent="any")
    location = geocoder.geocode("Paris, Texas")
    assert (round(location.latitude, 2), round(location.longitude, 2)) == (33.66, -95.56)
    assert geocoder.geocode("Paris", country_codes="fr").raw["place_id"] == "geonames:2988507"
    assert geocoder.geocode({"city": "Najaf", "country": "Iraq"}).raw["place_id"] == "curated:najaf"
    assert [x.raw["place_id"] for x in geocoder.geocode("Basra", exactly_one=False, limit=2)] == ["curated:basra", "admin1:IQ.02"]
    assert geocoder.geocode("Nowhere at all") is None
    assert geocoder.reverse((30.51, 47.78)).raw["place_id"] == "curated:basra"
    assert geocoder.reverse("0, -30") is None


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Return settings whose index takes no time: the facts, and no city of the package."""
    monkeypatch.setattr(index.packages, "cities", lambda _stop: iter(()))
    monkeypatch.setattr(index.packages, "airports", lambda _served: iter(()))
    return Settings(build=tmp_path)


def test_the_index_is_made_once_and_made_again_when_facts_change(small: Settings, tmp_path: Path) -> None:
    first = index.ensure(small.data, tmp_path / "cache")
    made = first[0].stat().st_mtime_ns
    assert index.ensure(small.data, tmp_path / "cache") == first
    assert first[0].stat().st_mtime_ns == made
    assert not list((tmp_path / "cache").glob("making-*"))


def test_indexes_of_old_facts_are_removed_but_the_last_one(small: Settings, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    cache.mkdir()
    for age in range(4):
        for suffix in (".sqlite", ".names"):
            old = cache / f"gazetteer-old{age}{suffix}"
            old.touch()
            os.utime(old, (1_000_000 - age, 1_000_000 - age))
    made, _ = index.ensure(small.data, cache)
    assert sorted(path.name for path in cache.glob("*.sqlite")) == sorted([made.name, "gazetteer-old0.sqlite"])
    assert len(list(cache.glob("*.names"))) == 2


def test_what_a_killed_process_was_making_is_removed_and_what_a_living_one_makes_is_not(small: Settings, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    for name in ("making-dead", "making-alive"):
        (cache / name).mkdir(parents=True)
        (cache / name / "places").touch()
    os.utime(cache / "making-dead", (1_000_000, 1_000_000))
    index.ensure(small.data, cache)
    assert [path.name for path in cache.glob("making-*")] == ["making-alive"]


@pytest.mark.parametrize("name", ["gazetteer-old.sqlite", "making-dead"])
def test_what_another_process_removes_while_it_is_looked_at_costs_no_build(small: Settings, tmp_path: Path, name: str) -> None:
    cache = tmp_path / "cache"
    cache.mkdir()
    (cache / name).symlink_to(tmp_path / "removed")
    assert all(made.is_file() for made in index.ensure(small.data, cache))


def test_the_same_facts_make_the_same_index(small: Settings, tmp_path: Path) -> None:
    one, two = (index.ensure(small.data, tmp_path / name) for name in ("one", "two"))
    assert one[0].name == two[0].name
    assert one[1].read_bytes() == two[1].read_bytes()


def test_every_curated_place_says_who_says_so() -> None:
    rows = list(facts.rows(Settings().data / "places.csv", dict))
    assert all(row["source"] and row["lat"] and row["precision"] for row in rows)
    assert len({row["id"] for row in rows}) == len(rows)


def test_a_curated_place_taken_from_a_package_stands_where_the_package_says() -> None:
    airports = airportsdata.load("ICAO")
    for row in facts.rows(Settings().data / "places.csv", dict):
        package, _, key = row["ref"].partition(":")
        if package == "airport":
            assert (float(row["lat"]), float(row["lon"])) == (airports[key]["lat"], airports[key]["lon"]), row["id"]


def test_regions_lie_around_their_own_position() -> None:
    for row in facts.rows(Settings().data / "regions.csv", dict):
        west, south, east, north = (float(row[key]) for key in ("west", "south", "east", "north"))
        lat, lon = float(row["lat"]), float(row["lon"])
        assert south <= lat <= north, row["id"]
        assert west <= lon <= east or (west > east and (lon >= west or lon <= east)), row["id"]


@pytest.mark.parametrize("publisher", ["The Hindu", "the hindu", "Hindu "])
def test_the_home_of_a_paper_is_known_by_its_name_with_or_without_an_article(world: Gazetteer, publisher: str) -> None:
    home = world.home(publisher)
    assert home is not None
    assert (home.country, home.admin1) == ("IN", "")


@pytest.mark.parametrize("publisher", ["Reuters", "", "Getty Images", "The Gazette of Nowhere"])
def test_who_reports_on_the_world_or_is_not_known_has_no_home(world: Gazetteer, publisher: str) -> None:
    assert world.home(publisher) is None


def test_every_home_is_a_country_and_a_province_of_it() -> None:
    divisions = set(facts.rows(Settings().data / "admin1.csv", lambda row: (row["country"], row["code"])))
    for row in facts.rows(Settings().data / "publishers.csv", dict):
        assert not row["admin1"] or (row["home"], row["admin1"]) in divisions, row["name"]
        assert bool(row["admin1"]) == bool(row["town"]), row["name"]
        assert row["home"] or not row["admin1"], row["name"]


@pytest.mark.parametrize("name", ["Mecca", "Medina", "Fallujah", "Hodeidah", "Tartus", "Qamishli", "Khan Younis", "Hasakah"])
def test_a_town_is_shown_and_found_by_its_name_in_english_news(world: Gazetteer, name: str) -> None:
    assert name in {place.name for place in world.candidates(name)}
