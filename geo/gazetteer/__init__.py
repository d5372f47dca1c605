"""Names to candidate places: curated facts first, GeoNames behind; also as a geocoder of geopy."""

from geo.gazetteer.geocoder import AtlasGeocoder
from geo.gazetteer.lookup import Entry, Gazetteer, Match, contains, load
from geo.gazetteer.nominatim import Nominatim
from geo.gazetteer.outlets import Home
from geo.gazetteer.towns import towns

__all__ = ["AtlasGeocoder", "Entry", "Gazetteer", "Home", "Match", "Nominatim", "contains", "load", "towns"]
