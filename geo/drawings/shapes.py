"""Shapes as paths to fill."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import shapely
from matplotlib.path import Path
from shapely.geometry.base import BaseGeometry


def paths(shape: BaseGeometry) -> Iterator[Path]:
    """Yield a path for each polygon of a shape, its holes turning the other way round."""
    for part in shapely.get_parts(shape):
        if isinstance(part, shapely.Polygon) and not part.is_empty:
            yield _path(shapely.orient_polygons(part))
        elif isinstance(part, shapely.GeometryCollection):
            yield from paths(part)


def _path(polygon: shapely.Polygon) -> Path:
    rings = [shapely.get_coordinates(ring) for ring in (polygon.exterior, *polygon.interiors)]
    codes = np.full(sum(map(len, rings)), Path.LINETO, Path.code_type)
    codes[np.cumsum([0, *map(len, rings[:-1])])] = Path.MOVETO
    return Path(np.concatenate(rings), codes)
