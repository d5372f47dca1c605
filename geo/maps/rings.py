"""Ranges as bands: certain within, fading to possible, with their names on the edge."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import folium
import numpy as np
from folium.map import Layer
from folium.template import Template

from geo import geodesy
from geo.errors import CoordinateError, InputError
from geo.maps.escape import packed
from geo.maps.events import CHANNEL
from geo.maps.symbols import Theme
from geo.model import LatLon
from geo.ranges import MOST_KM
from geo.views.reach import Pair
from geo.views.signs import BAND_COLORS

MAX_BANDS: Final = len(BAND_COLORS[Theme.LIGHT])
"""More cannot be told apart; a page that has more says so."""

STEPS: Final = 6
"""Shades from certain to possible."""

_DECIMALS: Final = 4
"""Of a degree: ten metres, finer than any range is known."""


class Ranges(Layer):
    """Bands drawn by `static/ranges.js`."""

    _template = Template(
        '{% macro script(this, kwargs) %}var {{ this.get_name() }} = atlasRanges("{{ this.content }}");{% endmacro %}'
    )

    def __init__(self, content: str) -> None:
        """Take the packed content."""
        super().__init__(name="Ranges", overlay=True, control=False)
        self._name = "Ranges"
        self.content = content


@dataclass(frozen=True, slots=True, kw_only=True)
class RangeBand:
    """How far a system reaches from one place."""

    center: LatLon
    certain_km: float
    """Every point closer than this is within reach, whatever the figure and wherever in the launch area."""
    possible_km: float
    """No point further than this is."""
    label: str
    """On its edge, and in the legend."""
    extent: str = ""
    """How far it reaches in words, for the legend."""
    claimed: bool = False
    """Nobody but the owner says so: the edge is dashed."""
    near_possible_km: float = 0.0
    """No point closer than this is within reach: a minimum range, 0 where there is none."""
    near_certain_km: float = 0.0
    """Every point further than this, and closer than `certain_km`, is."""

    def __post_init__(self) -> None:
        """Refuse a band that runs inwards."""
        if not 0 <= self.certain_km <= self.possible_km or not self.possible_km > 0:
            msg = f"a band runs outwards from 0: {self.certain_km} to {self.possible_km} km"
            raise InputError(msg)
        if not 0 <= self.near_possible_km <= self.near_certain_km or self.near_possible_km >= self.possible_km:
            msg = f"a minimum range lies within the band: {self.near_possible_km} to {self.near_certain_km} km"
            raise InputError(msg)


def ring_layer(bands: Iterable[RangeBand], theme: str = Theme.LIGHT) -> folium.FeatureGroup:
    """
    Return the layer of range bands, the widest at the bottom; where two overlap, their fills do not add up.

    Raises
    ------
    InputError
        If there are more than `MAX_BANDS`.
    """
    colors = BAND_COLORS[Theme(theme)]
    group = folium.FeatureGroup(name="Ranges", control=False)
    Ranges(packed([_drawn(band, colors[index]) for index, band in _wide_first(bands)])).add_to(group)
    return group


def drawn_bands(bands: Iterable[RangeBand]) -> list[dict[str, Any]]:
    """
    Return what `static/ranges.js` draws of the bands, the widest first, with the color of each by theme in `colors`.

    Raises
    ------
    InputError
        If there are more than `MAX_BANDS`.
    """
    return [
        {**_drawn(band, ""), "colors": {str(theme): colors[index] for theme, colors in BAND_COLORS.items()}}
        for index, band in _wide_first(bands)
    ]


def band_of(pair: Pair, label: str, extent: str = "") -> RangeBand:
    """Return the band of a pair: certain wherever in the launch area, possible from its nearest edge."""
    band, doubt = pair.band, pair.area.uncertainty_km
    near = band.least_high_km + doubt if band.least_high_km else 0.0
    possible = min(band.high_km + doubt, MOST_KM)
    return RangeBand(
        center=pair.area.at,
        certain_km=max(0.0, band.low_km - doubt),
        possible_km=possible,
        near_certain_km=min(near, possible),
        near_possible_km=max(0.0, band.least_low_km - doubt),
        label=label,
        extent=extent,
        claimed=band.only_claimed,
    )


def _wide_first(bands: Iterable[RangeBand]) -> list[tuple[int, RangeBand]]:
    wide_first = sorted(enumerate(bands), key=lambda item: (-item[1].possible_km, item[0]))
    if len(wide_first) > MAX_BANDS:
        msg = f"{len(wide_first)} bands cannot be told apart; show at most {MAX_BANDS}"
        raise InputError(msg)
    return wide_first


@lru_cache(maxsize=128)  # a page draws the same bands again with every click
def _drawn(band: RangeBand, color: str) -> dict[str, Any]:
    """Return what the browser needs of one band; positions are latitude, longitude."""
    far = dict.fromkeys(radius for radius in (band.possible_km, band.certain_km) if radius > 0)
    near = dict.fromkeys(radius for radius in (band.near_possible_km, band.near_certain_km) if radius > 0)
    return {
        "label": band.label,
        "extent": band.extent,
        "color": color,
        "claimed": band.claimed,
        "fills": list(_fills(band)),
        # The possible edge comes first; it bears the name.
        "edges": [_edge(band, radius) for radius in far],
        "near": [_edge(band, radius) for radius in near],
    }


def _edge(band: RangeBand, radius_km: float) -> list[list[float]]:
    """Return a ring unwrapped, so that no line runs along the antimeridian."""
    lats, lons = geodesy.circle(band.center, radius_km * 1000)
    edge: list[list[float]] = np.round(np.column_stack([lats, np.unwrap(lons, period=360)]), _DECIMALS).tolist()
    return edge


def _fills(band: RangeBand) -> Iterator[dict[str, Any]]:
    """
    Yield discs from the possible edge inwards, each making what lies in it a step surer.

    They lie in one pane that is transparent as a whole; within it a band goes from 1 / STEPS to opaque. A disc over
    those before it adds what is missing to its own share, so that no seam shows between the steps. A minimum range
    makes rings of them, whose holes widen as they get surer.
    """
    width, hole = band.possible_km - band.certain_km, band.near_certain_km - band.near_possible_km
    steps = STEPS if width or hole else 1
    before = 0.0
    for step in range(1, steps + 1):
        share, way = step / steps, (step - 1) / max(steps - 1, 1)
        outer, inner = band.possible_km - width * way, band.near_possible_km + hole * way
        opacity, before = (share - before) / (1 - before), share
        if outer > inner:
            parts = geodesy.band(band.center, inner * 1000, outer * 1000).parts
            polygons = [[_flat((lat, lon) for lon, lat in ring) for ring in (part.exterior, *part.holes)] for part in parts]
            yield {"opacity": round(opacity, 4), "polygons": polygons}


def _flat(line: Iterable[tuple[float, ...]]) -> list[list[float]]:
    return [[round(lat, _DECIMALS), round(lon, _DECIMALS)] for lat, lon in line]


# --- a click on the map --------------------------------------------------------------------

_SPOT: Final = "spot:"


class Probe(Layer):
    """Tells Python where the reader clicked; a page that has it reruns with every click on the map."""

    _template = Template(
        '{% macro script(this, kwargs) %}var {{ this.get_name() }} = atlasProbe("{{ this.content }}");{% endmacro %}'
    )

    def __init__(self, content: str) -> None:
        """Take the packed content."""
        super().__init__(name="Probe", overlay=True, control=False)
        self._name = "Probe"
        self.content = content


def probe_layer(spot: LatLon | None = None, theme: str = Theme.LIGHT) -> folium.FeatureGroup:
    """Return the layer that hears clicks, and marks the place that was clicked last."""
    group = folium.FeatureGroup(name="Probe", control=False)
    Probe(packed({"spot": [spot.lat, spot.lon] if spot else None, "theme": str(Theme(theme))})).add_to(group)
    return group


def spotted(value: Mapping[str, Any] | None) -> LatLon | None:
    """Return where on the map was clicked, as `st_folium` returned it; None if something else was, or nothing."""
    message = str((value or {}).get(CHANNEL) or "")
    lat, _, lon = message.removeprefix(_SPOT).rpartition("|")[0].partition(",")
    try:
        return LatLon(float(lat), float(lon)) if message.startswith(_SPOT) else None
    except (ValueError, CoordinateError):
        return None
