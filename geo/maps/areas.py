"""Incidents known to an area, drawn as that area; and a shade on countries that are all that was said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

import folium
import pandas as pd
from folium.map import Layer
from folium.template import Template

from geo.maps.escape import pressed
from geo.maps.rows import Row, number, position, rows, when
from geo.maps.shapes import Shape, outline
from geo.maps.symbols import Theme, family_signs, kind_signs
from geo.model import PHYSICAL, Family, Precision

TITLES: Final = 5
"""Incidents of an area whose titles the map tells; the list beside it has all."""


class Areas(Layer):
    """Hatched shapes with one label each, drawn by `static/areas.js`."""

    _template = Template(
        '{% macro script(this, kwargs) %}var {{ this.get_name() }} = atlasAreas("{{ this.content }}");{% endmacro %}'
    )

    def __init__(self, content: str) -> None:
        """Take the pressed content."""
        super().__init__(name="Areas", overlay=True, control=False)
        self._name = "Areas"
        self.content = content


def area_layer(incidents: pd.DataFrame, selected: str | None = None, theme: str = Theme.LIGHT) -> folium.FeatureGroup:
    """
    Return the layer of incidents that happened somewhere in an area: the area hatched, with one label for all of them.

    Parameters
    ----------
    incidents
        Rows of `views.incidents`. What has a closer position is left to `incident_layer`.
    selected
        Id of the selected incident; its area is outlined in the accent color.
    theme
        One of `Theme`.
    """
    chosen = Theme(theme)
    content = {
        "theme": chosen,
        "signs": kind_signs(chosen),
        "families": family_signs(chosen),
        "areas": shaped(incidents, selected),
    }
    group = folium.FeatureGroup(name="Areas", control=False)
    Areas(pressed(content)).add_to(group)
    return group


def shaped(incidents: pd.DataFrame, selected: str | None = None) -> list[dict[str, Any]]:
    """Return for each area that has incidents and a shape what `static/areas.js` draws of it, colors apart."""
    found: dict[str, list[Row]] = {}
    for row in rows(incidents[incidents["place_precision"].isin([Precision.AREA, Precision.COUNTRY])]):
        if row.mapped or (row.place_precision == Precision.COUNTRY and Family(row.family) in PHYSICAL):
            found.setdefault(row.place_id, []).append(row)
    return [area for said in found.values() for area in _area(said, selected)]


def _area(said: list[Row], selected: str | None) -> Iterator[dict[str, Any]]:
    """Yield the area that all these rows name, if it has a shape."""
    first = said[0]
    shape = _shape(first)
    if shape is not None:
        yield {
            "id": first.place_id,
            "only": first.id if len(said) == 1 else None,
            "name": first.place_name,
            "shade": first.place_precision == Precision.COUNTRY,
            "marked": any(row.id == selected for row in said),
            "shape": shape,
            "at": position(first),
            "n": len(said),
            "counts": Counter(row.family for row in said),
            "told": [_told(row) for row in said[:TITLES]],
        }


def _told(row: Row) -> dict[str, str]:
    """Return what the map says of an incident in words."""
    dated = when(row.first, row.last, row.date_precision)
    return {"title": row.title, "when": dated, "place": row.place_name, "status": row.status}


def _shape(row: Row) -> Shape | None:
    west, south, east, north = map(number, (row.west, row.south, row.east, row.north))
    if west is None or south is None or east is None or north is None:
        return outline(row.place_id)
    return outline(row.place_id, (west, south, east, north))
