"""Views as folium layers. The only room that imports folium; importing it makes folium safe and local."""

from folium import FeatureGroup as Group

from geo.maps.areas import area_layer, shaped
from geo.maps.base import Tiles, base_map, warm_up
from geo.maps.columns import columns, positioned
from geo.maps.escape import make_elements_literal, packed, pressed, safe_html
from geo.maps.events import CHANNEL, Boxed, Chosen, Drawn, Event, Looked, Picked, heard
from geo.maps.incidents import MAX_EMBEDDED, Question, content_layer, countries, embedded, incident_layer, mark, served_layer
from geo.maps.links import install_local_links, remote_links
from geo.maps.rings import MAX_BANDS, RangeBand, band_of, drawn_bands, probe_layer, ring_layer, spotted
from geo.maps.rows import when
from geo.maps.shapes import outlines
from geo.maps.symbols import Theme, families, legend, looks, signs
from geo.maps.views import view_layer

make_elements_literal()
install_local_links()

__all__ = [
    "CHANNEL",
    "MAX_BANDS",
    "MAX_EMBEDDED",
    "Boxed",
    "Chosen",
    "Drawn",
    "Event",
    "Group",
    "Looked",
    "Picked",
    "Question",
    "RangeBand",
    "Theme",
    "Tiles",
    "area_layer",
    "band_of",
    "base_map",
    "columns",
    "content_layer",
    "countries",
    "drawn_bands",
    "embedded",
    "families",
    "heard",
    "incident_layer",
    "install_local_links",
    "legend",
    "looks",
    "make_elements_literal",
    "mark",
    "outlines",
    "packed",
    "positioned",
    "pressed",
    "probe_layer",
    "remote_links",
    "ring_layer",
    "safe_html",
    "served_layer",
    "shaped",
    "signs",
    "spotted",
    "view_layer",
    "warm_up",
    "when",
]
