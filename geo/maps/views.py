"""Where to look, as a layer: a change of view that does not load the map anew."""

from __future__ import annotations

import folium
from folium.map import Layer
from folium.template import Template

from geo.maps.escape import packed


class Wish(Layer):
    """Asks the frame to go somewhere; `static/frame.js` knows whether it has been told before."""

    _template = Template(
        '{% macro script(this, kwargs) %}var {{ this.get_name() }} = atlasWish("{{ this.words }}");{% endmacro %}'
    )

    def __init__(self, words: str) -> None:
        """Take the packed words."""
        super().__init__(name="View", overlay=True, control=False)
        self._name = "Wish"
        self.words = words


def view_layer(words: str) -> folium.FeatureGroup:
    """
    Return a layer that moves the map to "31.0000,44.0000,5" (latitude, longitude, zoom); any other text is ignored.

    Pass it with every run: the map moves once for the same words, and then stays where the reader goes.
    """
    group = folium.FeatureGroup(name="View", control=False)
    Wish(packed(words)).add_to(group)
    return group
