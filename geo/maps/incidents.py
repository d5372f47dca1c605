"""Incidents as layers: what is drawn at a position, what is drawn as an area, and what is only counted at the edge."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final

import folium
import pandas as pd
from folium.map import Layer
from folium.template import Template

from geo.maps.escape import packed
from geo.maps.symbols import FAMILY_NAMES, Theme, signs
from geo.model import PHYSICAL, DatePrecision, Family, Precision

_DRAWN: Final = frozenset({Precision.EXACT, Precision.SETTLEMENT, Precision.NEAR})

DEFAULT_KM: Final = {Precision.EXACT: 1.0, Precision.SETTLEMENT: 5.0, Precision.NEAR: 25.0}
"""The radius of what was meant where the place does not say: a compound, a town, "near a town"."""


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


def incident_layer(frame: pd.DataFrame, selected: str | None = None, theme: str = Theme.LIGHT) -> folium.FeatureGroup:
    """
    Return the layer of incidents that have a position, with a badge for each country that has incidents without one.

    Parameters
    ----------
    frame
        Rows of `views.incidents`. What is said no more exactly than an area is left to `area_layer`.
    selected
        Id of the selected incident; it is marked, stands above the others and is brought into view.
    theme
        One of `Theme`.
    """
    group = folium.FeatureGroup(name="Incidents", control=False)
    rows = frame.to_dict("records")
    content = {
        "theme": theme,
        "selected": selected,
        "signs": kind_signs(Theme(theme)),
        "marks": [mark for row in rows if (mark := _mark(row)) is not None],
        "badges": list(_badges(rows)),
    }
    Incidents(packed(content)).add_to(group)
    return group


def kind_signs(theme: Theme) -> dict[str, dict[str, str]]:
    """Return what the browser needs to know of each kind."""
    return {
        kind: {"shape": sign.shape, "letter": sign.letter, "color": sign.color(theme), "family": FAMILY_NAMES[sign.family]}
        for kind, sign in signs().items()
    }


def _mark(row: dict[Any, Any]) -> list[Any] | None:
    """Return what the browser needs of one incident: id, lat, lon, kind, status, precision, radius in km, text, place."""
    precision = Precision(row["place_precision"])
    if not row["mapped"] or precision not in _DRAWN or not is_number(row["lat"]) or not is_number(row["lon"]):
        return None
    km = row["uncertainty_km"] if is_number(row["uncertainty_km"]) else DEFAULT_KM[precision]
    at = (round(float(row["lat"]), 5), round(float(row["lon"]), 5))
    return [row["id"], *at, row["kind"], row["status"], precision, round(float(km), 2), describe(row), row["place_name"]]


def _badges(rows: Sequence[dict[Any, Any]]) -> Iterator[dict[str, Any]]:
    """Yield one badge for each country that incidents name and nothing closer, the fullest first."""
    found: dict[str, list[str]] = {}
    for row in rows:
        if row["place_precision"] == Precision.COUNTRY and Family(row["family"]) in PHYSICAL:
            found.setdefault(str(row["place_name"]), []).append(str(row["id"]))
    for name, ids in sorted(found.items(), key=lambda item: (-len(item[1]), item[0])):
        yield {"label": f"{name}: {len(ids)}, see list", "ids": ids}


def describe(row: dict[Any, Any]) -> str:
    """Return what the tooltip of an incident says: title, date and place, status, a line each."""
    place = str(row["place_name"] or "place not said")
    where = f"near {place}" if row["place_precision"] == Precision.NEAR and not place.lower().startswith("near") else place
    return "\n".join((str(row["title"]), f"{when(row)}, {where}", str(row["status"])))


def when(row: dict[Any, Any]) -> str:
    """Return the date of an incident as exactly as it was said, and no more: "7 Sep 2018", "Sep 2018", "undated"."""
    first, last = _day(row["first"]), _day(row["last"])
    precision = DatePrecision(row["date_precision"] or DatePrecision.UNKNOWN)
    if precision is DatePrecision.YEAR and first:
        return str(first.year)
    if precision is DatePrecision.MONTH and first:
        return f"{first:%b %Y}"
    if first and last:
        return _long(first) if first == last else f"{_long(first)} to {_long(last)}"
    if first or last:
        return f"since {_long(first)}" if first else f"until {_long(last)}" if last else ""
    return "undated"


def _long(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def _day(value: object) -> date | None:
    """Return a calendar date of pandas, DuckDB or Python; None where there is none."""
    if value is None or value is pd.NaT:
        return None
    if isinstance(value, pd.Timestamp):
        return value.date()
    return value if isinstance(value, date) else None


def is_number(value: object) -> bool:
    """Return whether a cell holds a number; None and NaN are cells without a value."""
    return isinstance(value, (int, float)) and math.isfinite(value)
