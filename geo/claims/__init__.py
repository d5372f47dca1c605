"""Extract claims: who did what to whom, where, when, according to whom, with which certainty."""

from geo.claims.extracting import extract
from geo.claims.lexicon import Lexicon, load

__all__ = ["Lexicon", "extract", "load"]
