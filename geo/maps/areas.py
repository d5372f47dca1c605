"""Incidents known to an area, drawn as that area; and a shade on countries that are all that was said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import folium
import pandas as pd
from folium.map import Layer
from folium.template import Template

from geo.maps.escape import packed
from geo.maps.incidents import describe, is_number, kind_signs
from geo.maps.shapes import Shape, frame as box, outline
from geo.maps.symbols import Theme
from geo.model import PHYSICAL, Family, Precision

_BOX: Final = ("west", "south", "east", "north")


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
    group = folium.FeatureGroup(name="Areas", control=False)
    found: dict[str, list[dict[Any, Any]]] = {}
    for row in incidents.to_dict("records"):
        if _is_area(row):
            found.setdefault(str(row["place_id"]), []).append(row)
    content = {
        "theme": theme,
        "selected": selected,
        "signs": kind_signs(Theme(theme)),
        "areas": [area for rows in found.values() for area in _area(rows)],
    }
    Areas(packed(content)).add_to(group)
    return group


def _is_area(row: Mapping[Any, Any]) -> bool:
    if row["place_precision"] == Precision.COUNTRY:
        return Family(row["family"]) in PHYSICAL
    return bool(row["mapped"]) and row["place_precision"] == Precision.AREA


def _area(rows: list[dict[Any, Any]]) -> Iterator[dict[str, Any]]:
    """Yield the area that all these rows name, if it has a shape."""
    first = rows[0]
    shape = _shape(first)
    if shape is None:
        return
    yield {
        "name": first["place_name"],
        "shade": first["place_precision"] == Precision.COUNTRY,
        "shape": shape,
        "at": [first["lat"], first["lon"]] if is_number(first["lat"]) and is_number(first["lon"]) else None,
        "items": [[row["id"], row["kind"], row["status"], describe(row)] for row in rows],
    }


def _shape(row: Mapping[Any, Any]) -> Shape | None:
    known = outline(str(row["place_id"]))
    if known is None and all(is_number(row[side]) for side in _BOX):
        return box(*(float(row[side]) for side in _BOX))
    return known
