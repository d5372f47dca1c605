"""Claims about range: sentences that say how far a weapon reaches or which places are within reach, and whether that can be."""

from geo.rangeclaims.finding import Read, find
from geo.rangeclaims.judging import Check, Judgment, Verdict, judge
from geo.rangeclaims.telling import CAVEAT, implied, lines, told, wind
from geo.rangeclaims.terms import Terms, load

__all__ = [
    "CAVEAT",
    "Check",
    "Judgment",
    "Read",
    "Terms",
    "Verdict",
    "find",
    "implied",
    "judge",
    "lines",
    "load",
    "told",
    "wind",
]
