"""Range bands to take away: as GeoJSON and KML for other maps, and as a picture for print. The only importer of matplotlib."""

from geo.drawings.files import geojson, kml
from geo.drawings.picture import picture
from geo.views.zones import Zone, zones

__all__ = ["Zone", "geojson", "kml", "picture", "zones"]
