"""The tables of `data/` as places with their names, each with the layer it came from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Final

import pyarrow.parquet as pq

from geo import facts
from geo.gazetteer.names import fold
from geo.model import LatLon, Place, Precision


class Layer(IntEnum):
    """Whose word goes first where several places share a name."""

    CURATED = 0
    COUNTRY = 1
    REGION = 2
    ADMIN1 = 3
    CITY = 4
    AIRPORT = 5
    ADMIN2 = 6


class Grade(IntEnum):
    """How much a name belongs to its place."""

    PRIMARY = 0
    VARIANT = 1
    """An alias that our tables state."""
    ALTERNATE = 2
    """One of the unranked alternate names of GeoNames."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A place, its names, and whether a name alone, without help from grammar, is enough to see it in text."""

    place: Place
    names: tuple[tuple[str, Grade], ...]
    layer: Layer
    spotted: bool
    fame: int = 0
    """How many names the package knows it by: what the world talks about has many."""
    twin: str = ""
    """Id under which a package knows the same place; the two become one."""


DIVISION: Final = re.compile(
    r" (?:province|governorate|department|oblast|state|region|district|division|republic|county|krai|kray|rayon|territory|"
    r"prefecture|municipality|autonomous region|voivodeship|canton)$",
    re.IGNORECASE,
)
ARTICLE: Final = re.compile(
    r"^(?:Muhafazat|Ostan-e|Wilaya de|Provincia de|Provincia di|Departamento de|Estado de|Region|Land|"
    r"Al|Ad|An|Ar|As|Ash|At|Az)[ -]",
    re.IGNORECASE,
)


def _box(row: dict[str, str]) -> tuple[float, float, float, float] | None:
    return (float(row["west"]), float(row["south"]), float(row["east"]), float(row["north"])) if row.get("west") else None


def curated(data: Path) -> Iterator[Named]:
    """Yield what people looked up, each row with its source."""

    def make(row: dict[str, str]) -> Named:
        place = Place(
            id=f"curated:{row['id']}",
            name=row["name"],
            kind=row["kind"],
            precision=Precision(row["precision"]),
            at=LatLon(float(row["lat"]), float(row["lon"])),
            uncertainty_km=float(row["uncertainty_km"]) if row["uncertainty_km"] else None,
            country=row["country"],
            admin1=row["admin1"],
            bbox=_box(row),
            source=row["source"],
        )
        return Named(
            place=place,
            names=_graded(row["name"], facts.names(row["variants"])),
            layer=Layer.CURATED,
            # "US embassy in Baghdad" holds two toponyms; the mission is found from them.
            spotted=row["kind"] != "mission",
            twin=f"geonames:{row['geonameid']}" if row["geonameid"] else "",
        )

    yield from facts.rows(data / "places.csv", make)


def countries(data: Path) -> Iterator[Named]:
    """Yield the countries; their position is a label point and never a pin."""

    def make(row: dict[str, str]) -> Named:
        place = Place(
            id=f"country:{row['iso2']}",
            name=row["name"],
            kind="country",
            precision=Precision.COUNTRY,
            at=LatLon(float(row["lat"]), float(row["lon"])),
            country=row["iso2"],
            bbox=_box(row),
            population=int(row["population"]),
            source=row["source"],
        )
        return Named(place=place, names=_graded(row["name"], facts.names(row["variants"])), layer=Layer.COUNTRY, spotted=True)

    yield from facts.rows(data / "countries.csv", make)


def regions(data: Path) -> Iterator[Named]:
    """Yield macro regions, parts of countries, waters, islands, mountains."""

    def make(row: dict[str, str]) -> Named:
        place = Place(
            id=f"region:{row['id']}",
            name=row["name"],
            kind="continent" if row["kind"] in {"continent", "macroregion"} else row["kind"],
            precision=Precision.AREA,
            at=LatLon(float(row["lat"]), float(row["lon"])),
            country=row["country"],
            bbox=_box(row),
            source=f"{row['source']} {row['members']}".strip(),
        )
        return Named(place=place, names=_graded(row["name"], facts.names(row["variants"])), layer=Layer.REGION, spotted=True)

    yield from facts.rows(data / "regions.csv", make)


def divisions(data: Path, stop: frozenset[str]) -> Iterator[Named]:
    """Yield provinces and states; "Helmand Province" is also called "Helmand"."""
    short = dict(facts.rows(data / "abbreviations.csv", lambda row: (row["code"], facts.names(row["variants"]))))

    def make(row: dict[str, str]) -> Named:
        place = Place(
            id=f"admin1:{row['code']}",
            name=row["name"],
            kind="admin1",
            precision=Precision.AREA,
            at=LatLon(float(row["lat"]), float(row["lon"])),
            country=row["country"],
            admin1=row["code"],
            bbox=_box(row),
            population=int(row["population"] or 0),
            source=row["source"],
        )
        names = _shortened(row["name"], facts.names(row["variants"])) + tuple(
            (n, Grade.VARIANT) for n in short.get(row["code"], ())
        )
        seen = (place.population or 0) > 300_000 and fold(row["name"]) not in stop  # smaller ones need grammar
        return Named(place=place, names=names, layer=Layer.ADMIN1, spotted=seen)

    yield from facts.rows(data / "admin1.csv", make)


def districts(data: Path) -> Iterator[Named]:
    """Yield counties and districts; a name alone is never enough to see one."""
    for row in pq.read_table(data / "admin2.parquet").to_pylist():
        place = Place(
            id=f"admin2:{row['code']}",
            name=row["name"],
            kind="admin2",
            precision=Precision.AREA,
            at=LatLon(round(row["lat"], 4), round(row["lon"], 4)),
            country=row["country"],
            admin1=row["admin1"],
            bbox=(row["west"], row["south"], row["east"], row["north"]),
            source="GeoNames cities of the district" if row["source"] == "cities" else row["source"],
        )
        yield Named(place=place, names=_shortened(row["name"], facts.names(row["variants"])), layer=Layer.ADMIN2, spotted=False)


def _graded(name: str, variants: tuple[str, ...]) -> tuple[tuple[str, Grade], ...]:
    return ((name, Grade.PRIMARY), *((v, Grade.VARIANT) for v in variants if v != name))


def _shortened(name: str, variants: tuple[str, ...]) -> tuple[tuple[str, Grade], ...]:
    names = {name: Grade.PRIMARY}
    for each in (name, *variants):
        for short in (each, DIVISION.sub("", each), ARTICLE.sub("", DIVISION.sub("", each))):
            if len(short) > 2:  # two letters are a code
                names.setdefault(short, Grade.VARIANT)
    return tuple(names.items())
