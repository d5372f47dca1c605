"""Briefings: scenes of the app in an order, with what is to be said to them; pure."""

from geo.briefing.deck import Bullet, Deck, Scene, Seen

__all__ = ["Bullet", "Deck", "Scene", "Seen"]
