"""Incidents as layers: what is drawn at a position, what is drawn as an area, and what is only counted at the edge."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

import folium
import pandas as pd
from folium.map import Layer
from folium.template import Template

from geo.maps.escape import packed
from geo.maps.rows import Row, describe, number, position, rows
from geo.maps.symbols import Theme, kind_signs
from geo.model import PHYSICAL, Family, Precision

RADIUS_KM: Final = {Precision.EXACT: 1.0, Precision.SETTLEMENT: 5.0, Precision.NEAR: 25.0}
"""What is drawn at a position, and the radius of what was meant where the place does not say: a compound, a town, around it."""


class Incidents(Layer):
    """Incidents at positions, drawn on one canvas by `static/incidents.js`; no folium object each."""

    _template = Template(
        '{% macro script(this, kwargs) %}var {{ this.get_name() }} = atlasIncidents("{{ this.content }}");{% endmacro %}'
    )

    def __init__(self, content: str) -> None:
        """Take the packed columns."""
        super().__init__(name="Incidents", overlay=True, control=False)
        self._name = "Incidents"
        self.content = content


def incident_layer(incidents: pd.DataFrame, selected: str | None = None, theme: str = Theme.LIGHT) -> folium.FeatureGroup:
    """
    Return the layer of incidents that have a position, with a badge for each country that has incidents without one.

    Parameters
    ----------
    incidents
        Rows of `views.incidents`. What is said no more exactly than an area is left to `area_layer`.
    selected
        Id of the selected incident; it is marked, stands above the others and is brought into view.
    theme
        One of `Theme`.
    """
    chosen = Theme(theme)
    said = rows(incidents)
    content = {
        "theme": chosen,
        "selected": selected,
        "signs": kind_signs(chosen),
        "marks": [mark for row in said if (mark := _mark(row)) is not None],
        "badges": list(_badges(said)),
    }
    group = folium.FeatureGroup(name="Incidents", control=False)
    Incidents(packed(content)).add_to(group)
    return group


def _mark(row: Row) -> list[Any] | None:
    """Return what the browser needs of one incident: id, lat, lon, kind, status, precision, radius in km, text, place."""
    at = position(row)
    if at is None or not row.mapped or row.place_precision not in RADIUS_KM:
        return None
    km = number(row.uncertainty_km) or RADIUS_KM[Precision(row.place_precision)]
    return [row.id, *at, row.kind, row.status, row.place_precision, round(km, 2), describe(row), row.place_name]


def _badges(said: Iterable[Row]) -> Iterator[dict[str, Any]]:
    """Yield one badge for each country that incidents name and nothing closer, the fullest first."""
    found: dict[str, list[str]] = {}
    for row in said:
        if row.place_precision == Precision.COUNTRY and Family(row.family) in PHYSICAL:
            found.setdefault(row.place_name, []).append(row.id)
    for name, ids in sorted(found.items(), key=lambda item: (-len(item[1]), item[0])):
        yield {"label": f"{name}: {len(ids)}, see list", "ids": ids}
