"""Where to look, as a layer: a change of view that does not load the map anew."""

from __future__ import annotations

import folium
from folium.map import Layer
from folium.template import Template

from geo.maps.escape import packed


class Wish(Layer):
    """Asks the frame to go somewhere; it knows whether the reader has been there already."""

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
    Return a layer that shows what the address of the page asks for, "31.0000,44.0000,5"; any other text is ignored.

    Pass it with every run: the view moves when the words change for another reason than the reader's own panning.
    """
    group = folium.FeatureGroup(name="View", control=False)
    Wish(packed(words)).add_to(group)
    return group
