"""When a document that does not say so was published: from its own words, or from what dated documents tell as well."""

from geo.dating.own_words import date
from geo.dating.same_events import Retold, by_events

__all__ = ("Retold", "by_events", "date")
