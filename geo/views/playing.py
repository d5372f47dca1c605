"""Time that is played: the steps it takes, the day it has come to, and what of a filter is shown then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from geo.store import Snapshot
from geo.views.counting import headline
from geo.views.filters import Filter
from geo.views.frames import Unit, bins, unit_of
from geo.views.values import day_of

BARS: Final = 150
"""Bars that the strip of time under the map has room for."""
WINDOW: Final = 4
"""Units of time that a moving window shows."""

_STEPS: Final = 400
"""Steps of a whole play; nobody waits longer."""

_NEXT: Final = {Unit.DAY: 1, Unit.WEEK: 7, Unit.MONTH: 31, Unit.YEAR: 366}


def steps(first: date | None, last: date | None, unit: Unit) -> list[date]:
    """Return the last days of the units of time from one day to another, at most `_STEPS` of them."""
    if first is None or last is None:
        return []
    found: list[date] = []
    begin = _begin(first, unit)
    while begin <= last and len(found) < _STEPS:
        begin = _begin(begin + timedelta(days=_NEXT[unit]), unit)
        found.append(begin - timedelta(days=1))
    return found


def _begin(day: date, unit: Unit) -> date:
    if unit is Unit.WEEK:
        return day - timedelta(days=day.weekday())
    if unit is Unit.MONTH:
        return day.replace(day=1)
    return day.replace(month=1, day=1) if unit is Unit.YEAR else day


def nearest(days: Sequence[date], day: date) -> date:
    """Return the step that is nearest to a day."""
    return min(days, key=lambda step: abs((step - day).days))


def since(until: date | None, unit: Unit) -> date | None:
    """Return the first day of the window that ends with a day."""
    return until - timedelta(days=WINDOW * _NEXT[unit] - 1) if until else None


def narrowed(chosen: Filter, begin: date | None, until: date | None) -> Filter:
    """Return the filter that leaves what may have happened in the time that is reached; what has no date is not in it."""
    if until is None:
        return chosen
    first = max(filter(None, (chosen.first, begin)), default=None)
    last = min(until, chosen.last or until)
    return replace(chosen, first=first, last=last, undated=False)


def reached(snapshot: Snapshot, chosen: Filter, until: date | None, *, window: bool = False) -> Filter:
    """
    Return the filter of what the map shows when time has come to a day, as the strip under it says it.

    Parameters
    ----------
    snapshot
        What is looked at.
    chosen
        The filter.
    until
        The day, moved to the nearest step; None: all of the time.
    window
        Whether only the time just before it is shown.
    """
    if until is None:
        return chosen
    unit = unit_of(snapshot, Filter(), BARS)
    told = headline(snapshot, chosen)
    began = day_of(bins(snapshot, replace(chosen, first=None, last=None), unit)["first"].min())
    # Before the first bar there is nothing to watch.
    days = [day for day in steps(told.first, told.last, unit) if began and day >= began]
    if not days:
        return chosen
    at = nearest(days, until)
    return narrowed(chosen, since(at, unit) if window else None, at)
