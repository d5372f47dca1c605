"""Briefings: scenes of the app in an order, with what is to be said to them; pure."""

from geo.briefing.caveats import Handling, handling, handlings
from geo.briefing.changes import Change, Changes, changes, found, refreshed, seen
from geo.briefing.deck import Bullet, Deck, Scene, Seen, legible
from geo.briefing.drafting import draft
from geo.briefing.schema import MOST_BYTES, dump, load
from geo.briefing.sequence import slides
from geo.briefing.showing import MOST_SHOWN, THEMES, Shown, View, shown
from geo.briefing.slide import Slide, SlideKind

__all__ = [
    "MOST_BYTES",
    "MOST_SHOWN",
    "THEMES",
    "Bullet",
    "Change",
    "Changes",
    "Deck",
    "Handling",
    "Scene",
    "Seen",
    "Shown",
    "Slide",
    "SlideKind",
    "View",
    "changes",
    "draft",
    "dump",
    "found",
    "handling",
    "handlings",
    "legible",
    "load",
    "refreshed",
    "seen",
    "shown",
    "slides",
]
