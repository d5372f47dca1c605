"""The map as a picture, and range bands as GeoJSON, KML and a picture of their own. The only importer of matplotlib."""

import matplotlib as mpl

from geo.drawings.files import geojson, kml
from geo.drawings.mapped import RATIO, SIZE, as_of, map_picture, rests_on
from geo.drawings.picture import picture
from geo.views.zones import Zone, zones

# Once for all pictures: to set it for each would change it under another that is being drawn.
mpl.rcParams.update({"svg.hashsalt": "atlas", "svg.fonttype": "none", "font.family": ["DejaVu Sans"]})

__all__ = ["RATIO", "SIZE", "Zone", "as_of", "geojson", "kml", "map_picture", "picture", "rests_on", "zones"]
