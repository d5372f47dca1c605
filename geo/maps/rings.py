"""Ranges as bands: certain within, fading to possible, with their names on the edge."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import folium

from geo import geodesy
from geo.errors import InputError
from geo.maps.escape import safe_html
from geo.maps.symbols import Theme
from geo.model import LatLon

# Okabe and Ito's colors, which people with any color vision can tell apart, made lighter for the dark ground.
COLORS: Final = {
    Theme.LIGHT: ("#0072B2", "#B34E00", "#007A5A", "#A8447F", "#5B4B9E", "#7A6A00"),
    Theme.DARK: ("#56B4E9", "#F28E4B", "#3FD0A4", "#E79AC4", "#B3A5EC", "#E5D24B"),
    Theme.PROJECTOR: ("#005A8E", "#8F3E00", "#005E45", "#862F62", "#43367F", "#5C5000"),
}
MAX_BANDS: Final = len(COLORS[Theme.LIGHT])
"""More cannot be told apart; a page that has more says so."""

STEPS: Final = 6
"""Shades from certain to possible."""

_FILL_PANE: Final = "atlas-fills"
_EDGE_PANE: Final = "atlas-lines"
_LABEL_PANE: Final = "atlas-notes"


@dataclass(frozen=True, slots=True, kw_only=True)
class RangeBand:
    """How far a system reaches from one place."""

    center: LatLon
    certain_km: float
    """Every point closer than this is within reach, whatever the figure and wherever in the launch area."""
    possible_km: float
    """No point further than this is."""
    label: str
    claimed: bool = False
    """Nobody but the owner says so: the edge is dashed."""

    def __post_init__(self) -> None:
        """Refuse a band that runs inwards."""
        if not 0 <= self.certain_km <= self.possible_km or not self.possible_km > 0:
            msg = f"a band runs outwards from 0: {self.certain_km} to {self.possible_km} km"
            raise InputError(msg)


def ring_layer(bands: Iterable[RangeBand], theme: str = Theme.LIGHT) -> folium.FeatureGroup:
    """
    Return the layer of range bands, the widest at the bottom; where two overlap, their fills do not add up.

    Raises
    ------
    InputError
        If there are more than `MAX_BANDS`.
    """
    group = folium.FeatureGroup(name="Ranges", control=False)
    wide_first = sorted(enumerate(bands), key=lambda item: (-item[1].possible_km, item[0]))
    if len(wide_first) > MAX_BANDS:
        msg = f"{len(wide_first)} bands cannot be told apart; show at most {MAX_BANDS}"
        raise InputError(msg)
    for index, band in wide_first:
        color = COLORS[Theme(theme)][index]
        for element in (*_fills(band, color), *_edges(band, color), *_labels(band, color, index)):
            element.add_to(group)
    return group


def _fills(band: RangeBand, color: str) -> Iterator[folium.MacroElement]:
    """
    Yield discs from the possible edge inwards, each making what lies in it a step surer.

    They lie in one pane that is transparent as a whole; within it a band goes from 1 / STEPS to opaque. A disc over
    those before it adds what is missing to its own share, so that no seam shows between the steps.
    """
    width = band.possible_km - band.certain_km
    steps = STEPS if width else 1
    before = 0.0
    for step in range(1, steps + 1):
        share = step / steps
        radius = band.possible_km - width * (step - 1) / max(steps - 1, 1)
        opacity, before = (share - before) / (1 - before), share
        if radius > 0:
            for part in geodesy.disc(band.center, radius * 1000).parts:
                rings = [[(lat, lon) for lon, lat in ring] for ring in (part.exterior, *part.holes)]
                yield _polygon(rings, color, opacity)


def _polygon(rings: list[list[tuple[float, float]]], color: str, opacity: float) -> folium.MacroElement:
    return folium.Polygon(
        rings,
        stroke=False,
        fill=True,
        fill_color=color,
        fill_opacity=round(opacity, 4),
        smooth_factor=0,
        interactive=False,
        pane=_FILL_PANE,
    )


def _edges(band: RangeBand, color: str) -> Iterator[folium.MacroElement]:
    """Yield the possible edge, and the certain one, thinner; unwrapped, so that no line runs along the antimeridian."""
    for radius, weight, opacity in ((band.possible_km, 1.5, 1.0), (band.certain_km, 1.0, 0.7)):
        if radius > 0 and (radius, weight) != (band.possible_km, 1.0):
            yield folium.PolyLine(  # type: ignore[no-untyped-call]  # folium states no types here
                geodesy.unwrapped(geodesy.ring(band.center, radius * 1000)),
                color=color,
                weight=weight,
                opacity=opacity,
                dash_array="6 5" if band.claimed else None,
                smooth_factor=0,
                interactive=False,
                pane=_EDGE_PANE,
            )


def _labels(band: RangeBand, color: str, index: int) -> Iterator[folium.MacroElement]:
    """Yield the name of the band on its possible edge in four directions, turned a little so that bands do not collide."""
    html = f'<span style="color:{color}">{safe_html(band.label)}</span>'
    for azimuth in range(0, 360, 90):
        at = geodesy.destination(band.center, azimuth + 14 * index, band.possible_km * 1000)
        yield folium.Marker(
            (at.lat, at.lon),
            icon=folium.DivIcon(html=html, class_name="atlas-label", icon_size=(0, 0)),
            interactive=False,
            keyboard=False,
            pane=_LABEL_PANE,
        )
