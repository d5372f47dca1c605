"""Join claims that speak of one happening, and say what they disagree about."""

from geo.incidents.joining import join

__all__ = ["join"]
