"""Shapes of areas as the browser takes them."""

from __future__ import annotations

from functools import cache
from typing import Any

from shapely.geometry import mapping

from geo import areas
from geo.areas import Box, Outlines
from geo.settings import Settings

Shape = dict[str, Any]
"""A geometry object of GeoJSON; one that crosses the antimeridian runs on past 180 degrees, as Leaflet draws it."""


@cache
def outlines() -> Outlines:
    """Return the shapes that came with the program."""
    return areas.load(Settings())


def outline(place_id: str, box: Box | None = None) -> Shape | None:
    """Return the shape of an area, None where not even its extent is known."""
    found = outlines().of(place_id, box)
    return None if found is None else dict(mapping(found))
