"""Shapes of areas by the id of their place, from `data/areas.parquet`."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import shapely
from shapely.geometry import mapping

from geo.errors import FactsError
from geo.settings import Settings

Shape = dict[str, Any]
"""A geometry object of GeoJSON."""


@cache
def outlines(path: Path | None = None) -> dict[str, bytes]:
    """
    Return the WKB outline of each area that has one.

    Raises
    ------
    FactsError
        If the table cannot be read.
    """
    source = path or Settings().data / "areas.parquet"
    try:
        table = pq.read_table(source, columns=["id", "geometry"])
    except (OSError, ValueError) as error:
        msg = f"{source}: cannot be read ({error}); reinstall the package or set INCIDENT_ATLAS_DATA"
        raise FactsError(msg) from error
    return dict(zip(table["id"].to_pylist(), table["geometry"].to_pylist(), strict=True))


def outline(place_id: str) -> Shape | None:
    """Return the outline of an area, None where there is none."""
    found = outlines().get(place_id)
    return dict(mapping(shapely.from_wkb(found))) if found else None


def frame(west: float, south: float, east: float, north: float) -> Shape:
    """Return a box as a shape; one that crosses the antimeridian runs on past 180 degrees, as Leaflet draws it."""
    return dict(mapping(shapely.box(west, south, east + 360 if east < west else east, north)))
