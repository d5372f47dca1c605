"""Join claims that speak of one happening, and say what they disagree about."""

from geo.incidents.arguing import Argument, argue
from geo.incidents.joining import ENOUGH, compare, join, weave
from geo.incidents.testimony import Testimony, witness

__all__ = ["ENOUGH", "Argument", "Testimony", "argue", "compare", "join", "weave", "witness"]
