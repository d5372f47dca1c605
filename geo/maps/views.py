"""What the page wishes of the map, as a layer: a change of it does not load the map anew."""

from __future__ import annotations

import folium
from folium.map import Layer
from folium.template import Template

from geo.maps.escape import packed
from geo.maps.symbols import Theme


class Wish(Layer):
    """Asks the frame for a look, a view, and to show what was drawn; `static/frame.js` knows whether it has been told before."""

    _template = Template(
        '{% macro script(this, kwargs) %}var {{ this.get_name() }} = atlasWish("{{ this.words }}");{% endmacro %}'
    )

    def __init__(self, words: str) -> None:
        """Take the packed words."""
        super().__init__(name="View", overlay=True, control=False)
        self._name = "Wish"
        self.words = words


def view_layer(view: str = "", *, look: Theme | None = None, within: str = "") -> folium.FeatureGroup:
    """
    Return a layer that says how the map looks, where, and what was drawn to filter by.

    Pass it with every run, before the other layers.

    Parameters
    ----------
    view
        "31.0000,44.0000,5" (latitude, longitude, zoom); any other text is ignored. The map moves once for the same words, and
        then stays where the reader goes.
    look
        A theme that was chosen; None: that of the page.
    within
        As `events.Drawn` tells it.
    """
    group = folium.FeatureGroup(name="View", control=False)
    Wish(packed({"view": view, "look": look or "", "within": within})).add_to(group)
    return group
