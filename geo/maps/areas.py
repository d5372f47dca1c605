"""Incidents known to an area, drawn as that area; and a shade on countries that are all that was said."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import folium
import pandas as pd
from folium.map import Layer
from folium.template import Template

from geo.maps.escape import packed
from geo.maps.rows import Row, describe, number, position, rows
from geo.maps.shapes import Shape, outline
from geo.maps.symbols import Theme, kind_signs
from geo.model import PHYSICAL, Family, Precision


class Areas(Layer):
    """Hatched shapes with one label each, drawn by `static/areas.js`."""

    _template = Template(
        '{% macro script(this, kwargs) %}var {{ this.get_name() }} = atlasAreas("{{ this.content }}");{% endmacro %}'
    )

    def __init__(self, content: str) -> None:
        """Take the packed content."""
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
    found: dict[str, list[Row]] = {}
    for row in rows(incidents[incidents["place_precision"].isin([Precision.AREA, Precision.COUNTRY])]):
        if row.mapped or (row.place_precision == Precision.COUNTRY and Family(row.family) in PHYSICAL):
            found.setdefault(row.place_id, []).append(row)
    areas = [area for said in found.values() for area in _area(said)]
    content = {"theme": chosen, "selected": selected, "signs": kind_signs(chosen), "areas": areas}
    group = folium.FeatureGroup(name="Areas", control=False)
    Areas(packed(content)).add_to(group)
    return group


def _area(said: list[Row]) -> Iterator[dict[str, Any]]:
    """Yield the area that all these rows name, if it has a shape."""
    first = said[0]
    shape = _shape(first)
    if shape is not None:
        yield {
            "name": first.place_name,
            "shade": first.place_precision == Precision.COUNTRY,
            "shape": shape,
            "at": position(first),
            "items": [[row.id, row.kind, row.status, describe(row)] for row in said],
        }


def _shape(row: Row) -> Shape | None:
    west, south, east, north = map(number, (row.west, row.south, row.east, row.north))
    if west is None or south is None or east is None or north is None:
        return outline(row.place_id)
    return outline(row.place_id, (west, south, east, north))
