"""Views as folium layers. The only room that imports folium; importing it makes folium safe and local."""

from geo.maps.areas import area_layer
from geo.maps.base import base_map
from geo.maps.escape import make_elements_literal, packed, safe_html
from geo.maps.events import CHANNEL, Picked, heard
from geo.maps.incidents import incident_layer
from geo.maps.links import install_local_links, remote_links
from geo.maps.rings import MAX_BANDS, RangeBand, ring_layer
from geo.maps.rows import when
from geo.maps.shapes import outlines
from geo.maps.symbols import Theme, families, legend, signs
from geo.maps.views import view_layer

make_elements_literal()
install_local_links()

__all__ = [
    "CHANNEL",
    "MAX_BANDS",
    "Picked",
    "RangeBand",
    "Theme",
    "area_layer",
    "base_map",
    "families",
    "heard",
    "incident_layer",
    "install_local_links",
    "legend",
    "make_elements_literal",
    "outlines",
    "packed",
    "remote_links",
    "ring_layer",
    "safe_html",
    "signs",
    "view_layer",
    "when",
]
