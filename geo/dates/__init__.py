"""Temporal expressions, and the days they can have been, at the precision they were stated."""

from __future__ import annotations

from geo.dates.expression import Expression, Part, Sense, Unit
from geo.dates.finding import find
from geo.dates.resolution import resolve

__all__ = ("Expression", "Part", "Sense", "Unit", "find", "resolve")
