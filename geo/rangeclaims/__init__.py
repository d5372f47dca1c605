"""Claims about range: sentences that say how far a weapon reaches or which places are within reach, and whether that can be."""

from geo.rangeclaims.finding import Read, find
from geo.rangeclaims.judging import Check, Judgment, Verdict, judge
from geo.rangeclaims.launching import Fired, Launch, Operator, fired_at, load_operators
from geo.rangeclaims.telling import CAVEAT, implied, lines, told, wind
from geo.rangeclaims.terms import Terms, load

__all__ = [
    "CAVEAT",
    "Check",
    "Fired",
    "Judgment",
    "Launch",
    "Operator",
    "Read",
    "Terms",
    "Verdict",
    "find",
    "fired_at",
    "implied",
    "judge",
    "lines",
    "load",
    "load_operators",
    "told",
    "wind",
]
