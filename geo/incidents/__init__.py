"""Join claims that speak of one happening, and say what they disagree about."""

from geo.incidents.arguing import Argument, argue
from geo.incidents.comparing import ENOUGH, compare
from geo.incidents.joining import Woven, join, weave
from geo.incidents.parts import Hands, Kept, done
from geo.incidents.slips import Slip, slips
from geo.incidents.testimony import Testimony, witness

__all__ = [
    "ENOUGH",
    "Argument",
    "Hands",
    "Kept",
    "Slip",
    "Testimony",
    "Woven",
    "argue",
    "compare",
    "done",
    "join",
    "slips",
    "weave",
    "witness",
]
