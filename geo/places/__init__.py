"""Recognize toponyms, tell literal from metonym and dateline, rank candidates."""

from geo.places.reading import recognize, with_events

__all__ = ["recognize", "with_events"]
