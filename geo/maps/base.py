"""The map under everything: always the same for one theme, so that it is never loaded twice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import folium
from folium.elements import JSCSSMixin
from folium.map import Layer
from folium.template import Template

from geo.maps.escape import safe_html
from geo.maps.links import STATIC, VENDOR
from geo.maps.symbols import Theme, legend

# Where the first look goes when nothing else is asked for: from Libya to Afghanistan, from the Black Sea to Aden.
FIRST_CENTER: Final = (31.0, 44.0)
FIRST_ZOOM: Final = 5

MIN_ZOOM: Final = 2
# Places are known to a kilometre at best and the basemap to 150 m, so a closer look would promise what it cannot keep.
MAX_ZOOM: Final = 12


@dataclass(frozen=True, slots=True)
class Tiles:
    """Map tiles of somebody else, fetched from the network by the browser of a reader who chooses so."""

    url: str
    """With {z}, {x} and {y}."""
    credit: str
    """Whom the map names for them; a text."""

    def told(self) -> dict[str, str]:
        """Return what the browser needs; it takes the credit for HTML."""
        return {"url": self.url, "credit": safe_html(self.credit)}


def warm_up() -> None:
    """Load what the component of the map loads with the first map, so that the first visitor need not wait for it."""
    import folium.plugins  # noqa: F401, PLC0415  # a second of it, of which nothing else here has need


class Basemap(JSCSSMixin, Layer):
    """Land, water, borders and names, drawn in the browser from one file of our own."""

    _template = Template(
        "{% macro script(this, kwargs) %}var {{ this.get_name() }} = atlasBasemap({{ this.options|tojavascript }});{% endmacro %}"
    )

    def __init__(self, theme: Theme) -> None:
        """Take the theme."""
        super().__init__(name="Natural Earth", overlay=False, control=True)
        self._name = "Basemap"
        self.options: dict[str, Any] = {"url": STATIC + "basemap.pmtiles", "theme": str(theme)}


class Frame(JSCSSMixin, Layer):
    """What is always there: scale, legend, tools, memory of the view, and the channel by which layers report to Python."""

    _template = Template(
        "{% macro script(this, kwargs) %}var {{ this.get_name() }} = atlasFrame({{ this.options|tojavascript }});{% endmacro %}"
    )

    def __init__(self, theme: Theme, tiles: Tiles | None) -> None:
        """Take the theme, and the tiles of the network that a reader may choose."""
        super().__init__(name="Frame", overlay=True, control=False)
        self._name = "Frame"
        legends = {str(look): legend(look) for look in (theme, Theme.PROJECTOR)}
        self.options: dict[str, Any] = {"theme": str(theme), "legends": legends, "tiles": tiles and tiles.told()}


# streamlit-folium loads these in the order in which it meets the elements, before it draws anything.
Basemap.default_js = [
    ("pmtiles", VENDOR + "pmtiles/pmtiles.js"),
    ("protomaps", VENDOR + "protomaps/protomaps-leaflet.js"),
    ("atlas_basemap", STATIC + "basemap.js"),
]
Frame.default_js = [
    ("atlas_symbols", STATIC + "symbols.js"),
    ("geodesic", VENDOR + "geographiclib/geographiclib-geodesic.min.js"),
    ("atlas_spots", STATIC + "spots.js"),
    ("atlas_tools", STATIC + "tools.js"),
    ("atlas_frame", STATIC + "frame.js"),
    ("atlas_sources", STATIC + "sources.js"),
    ("atlas_incidents", STATIC + "incidents.js"),
    ("atlas_areas", STATIC + "areas.js"),
    ("atlas_ranges", STATIC + "ranges.js"),
]


def base_map(theme: str = Theme.LIGHT, tiles: Tiles | None = None) -> folium.Map:
    """
    Return the map under every layer.

    Its script depends on nothing but what it is given here: streamlit-folium loads a map anew, and forgets where the reader
    was, whenever the script changes. So positions, data and choices belong into the layers.

    Parameters
    ----------
    theme
        One of `Theme`: how the page is lit. The look of the projector is a choice, hence of `view_layer`.
    tiles
        Of the network, for readers to choose; None: the map never asks another host for anything.
    """
    chosen = Theme(theme)
    base = folium.Map(
        location=FIRST_CENTER,
        zoom_start=FIRST_ZOOM,
        tiles=None,
        minZoom=MIN_ZOOM,
        maxZoom=MAX_ZOOM,
        worldCopyJump=True,
        zoom_control="topleft",
    )
    Basemap(chosen).add_to(base)
    Frame(chosen, tiles).add_to(base)
    return base
