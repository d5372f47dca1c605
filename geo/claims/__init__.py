"""Extract claims: who did what to whom, where, when, according to whom, with which certainty."""

from geo.claims.extracting import extract
from geo.claims.lexicon import Lexicon, load
from geo.claims.triggers import Triggers, load as load_triggers

__all__ = ["Lexicon", "Triggers", "extract", "load", "load_triggers"]
