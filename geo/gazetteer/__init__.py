"""Names to candidate places: curated facts first, GeoNames behind; also as a geocoder of geopy."""

from geo.gazetteer.lookup import Entry, Gazetteer, Match, contains, load

__all__ = ["Entry", "Gazetteer", "Match", "contains", "load"]
