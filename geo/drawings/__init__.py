"""The map as a picture, and range bands as GeoJSON, KML and a picture of their own. The only importer of matplotlib."""

from geo.drawings.files import geojson, kml
from geo.drawings.mapped import RATIO, SIZE, map_picture, rests_on
from geo.drawings.picture import picture
from geo.views.zones import Zone, zones

__all__ = ["RATIO", "SIZE", "Zone", "geojson", "kml", "map_picture", "picture", "rests_on", "zones"]
