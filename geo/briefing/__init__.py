"""Briefings: scenes of the app in an order, with what is to be said; pure."""
