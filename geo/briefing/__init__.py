"""Briefings: scenes of the app in an order, with what is to be said to them; pure."""

from geo.briefing.caveats import Handling, handling, handlings
from geo.briefing.deck import Bullet, Deck, Scene, Seen
from geo.briefing.sequence import slides
from geo.briefing.slide import Slide, SlideKind

__all__ = ["Bullet", "Deck", "Handling", "Scene", "Seen", "Slide", "SlideKind", "handling", "handlings", "slides"]
