"""Join claims that speak of one happening, and say what they disagree about."""

from geo.incidents.arguing import Argument, argue
from geo.incidents.joining import join, weave
from geo.incidents.testimony import Testimony, witness

__all__ = ["Argument", "Testimony", "argue", "join", "weave", "witness"]
