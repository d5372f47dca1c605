"""Incidents as layers: what is drawn at a position, what is drawn as an area, and what is only counted at the edge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import folium
import pandas as pd
from folium.map import Layer
from folium.template import Template

from geo.maps.columns import columns, positioned
from geo.maps.escape import packed, pressed
from geo.maps.links import API
from geo.maps.rows import rows
from geo.maps.symbols import Theme, family_signs, kind_signs
from geo.model import PHYSICAL, Precision

MAX_EMBEDDED: Final = 100_000
"""Incidents that a layer carries at most; more is for the server to answer, view by view."""

Query = Mapping[str, Sequence[str]]


class Incidents(Layer):
    """Incidents at positions, drawn on one canvas by `static/incidents.js`; no folium object each."""

    _template = Template(
        '{% macro script(this, kwargs) %}var {{ this.get_name() }} = atlasIncidents("{{ this.content }}");{% endmacro %}'
    )

    def __init__(self, content: str) -> None:
        """Take the content, packed or pressed."""
        super().__init__(name="Incidents", overlay=True, control=False)
        self._name = "Incidents"
        self.content = content


def incident_layer(
    incidents: pd.DataFrame, selected: str | None = None, theme: str = Theme.LIGHT, *, left_out: int = 0
) -> folium.FeatureGroup:
    """
    Return the layer of incidents that have a position, with a badge for each country that has incidents without one.

    Parameters
    ----------
    incidents
        Rows of `views.incidents`; of those at positions the first `MAX_EMBEDDED` are drawn. What is said no more exactly
        than an area is left to `area_layer`.
    selected
        Id of the selected incident; it is marked, stands above the others and is brought into view.
    theme
        One of `Theme`.
    left_out
        How many more the filter leaves; with those that are too many here the map says so.
    """
    return content_layer(embedded(incidents, selected, theme, left_out=left_out))


def embedded(incidents: pd.DataFrame, selected: str | None = None, theme: str = Theme.LIGHT, *, left_out: int = 0) -> str:
    """Return what `incident_layer` sends for the same values, pressed; much of its work where there are many."""
    drawn = positioned(incidents)
    many = max(len(drawn) - MAX_EMBEDDED, 0)
    content = _signs(theme) | columns(drawn.head(MAX_EMBEDDED))
    content |= {"selected": selected, "countries": countries(incidents), "left_out": left_out + many, "total": len(incidents)}
    return pressed(content)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a layer asks the server for, with every move of the map."""

    query: Query
    """The filter as it stands in the URL."""
    snapshot: str
    """Id of the snapshot that the page shows; the server refuses to answer of another."""
    total: int = 0
    """Incidents that the filter leaves."""
    extent: tuple[float, float, float, float] | None = None
    """West, south, east, north of their positions in degrees, for the first look."""


def served_layer(question: Question, selected: pd.DataFrame | None = None, theme: str = Theme.LIGHT) -> folium.FeatureGroup:
    """
    Return a layer that holds no incident and asks the server for those that are looked at.

    Parameters
    ----------
    question
        What to ask.
    selected
        The row of `views.incidents` of the selected incident; it is drawn whatever the server answers.
    theme
        One of `Theme`.
    """
    query = question.query.items()
    pairs = [[name, value] for name, values in query for value in ([values] if isinstance(values, str) else values)]
    asked = {"api": API, "query": pairs, "snapshot": question.snapshot, "total": question.total, "extent": question.extent}
    return content_layer(
        packed(_signs(theme) | asked | mark(selected))
    )  # read at once, with no wait for the browser to inflate it


def content_layer(content: str) -> folium.FeatureGroup:
    """Return the layer of a content, packed or pressed."""
    group = folium.FeatureGroup(name="Incidents", control=False)
    Incidents(content).add_to(group)
    return group


def _signs(theme: str) -> dict[str, Any]:
    chosen = Theme(theme)
    return {"theme": chosen, "signs": kind_signs(chosen), "families": family_signs(chosen)}


def mark(selected: pd.DataFrame | None) -> dict[str, Any]:
    """Return what is told of the selected incident: itself where it has a position, else the area that it is known to."""
    if selected is None or selected.empty:
        return {"selected": None}
    first = rows(selected)[0]
    told = {"selected": first.id, "area": first.place_id}
    drawn = positioned(selected)
    if drawn.empty:
        return told
    row = columns(drawn)
    only = {name: row[of][row["rows"][name][0]] for name, of in _TOLD.items()}
    at = {"lat": float(drawn["lat"].iloc[0]), "lon": float(drawn["lon"].iloc[0]), "km": row["rows"]["km"][0] / 10}
    return told | {"mark": only | at | {"id": first.id, "place": only["name"]}}


_TOLD: Final = {
    "kind": "kinds",
    "status": "statuses",
    "precision": "precisions",
    "name": "names",
    "title": "titles",
    "when": "whens",
}
"""Columns of one row, and the lists that they point into."""


def countries(incidents: pd.DataFrame) -> list[tuple[str, str, dict[str, int]]]:
    """Return for each country that incidents name and nothing closer: id, name, count by family; the fullest first."""
    physical = incidents["family"].isin([family.value for family in PHYSICAL])
    said = incidents[(incidents["place_precision"] == Precision.COUNTRY.value) & physical]
    found: dict[tuple[str, str], dict[str, int]] = {}
    for place, name, family in zip(said["place_id"], said["place_name"], said["family"], strict=True):
        counts = found.setdefault((place, name), {})
        counts[family] = counts.get(family, 0) + 1
    fullest = sorted(found.items(), key=lambda item: (-sum(item[1].values()), item[0]))
    return [(place, name, counts) for (place, name), counts in fullest]
