"""Stretches of the calendar: units around a day, seasons, thirds, and how wide a stretch is."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from typing import Final

from geo.dates.expression import Part, Unit
from geo.model import DatePrecision

Period = tuple[date, date]
"""First and last day."""

DAY: Final = timedelta(days=1)
WEEK: Final = 7
DECEMBER: Final = 12

DAYS_IN: Final = {
    Unit.HOUR: 1 / 24,
    Unit.DAY: 1.0,
    Unit.WEEKEND: 7.0,
    Unit.WEEK: 7.0,
    Unit.MONTH: 30.44,
    Unit.YEAR: 365.25,
    Unit.DECADE: 3652.5,
    Unit.CENTURY: 36525.0,
}
"""For stretches, where a day more or less says nothing."""

_SATURDAY: Final = 5
_THIRD_OF_MONTH: Final = 10
"""Early October is its first ten days, mid-October the next ten, late October the rest."""
_WIDTHS: Final = ((2, DatePrecision.DAY), (14, DatePrecision.WEEK), (46, DatePrecision.MONTH), (140, DatePrecision.SEASON))
"""Days up to which a stretch is as exact as that: a night is two days, "about a month" more than 31."""
_COARSE: Final = tuple(DatePrecision)


def month(year: int, number: int) -> Period:
    """Return a calendar month."""
    first = date(year, number, 1)
    return first, first.replace(day=calendar.monthrange(year, number)[1])


def season(year: int, first_month: int) -> Period:
    """Return three months; a winter ends in the year after."""
    last_year = year + (first_month == DECEMBER)
    return date(year, first_month, 1), month(last_year, (first_month + 1) % DECEMBER + 1)[1]


def years(first: int, last: int) -> Period:
    """Return whole years."""
    return date(first, 1, 1), date(last, DECEMBER, 31)


def third_of_month(whole: Period, part: Part | None) -> Period:
    """Return the third of a month that is said; all of it when none is."""
    first, last = whole
    if part is Part.EARLY:
        return first, first + (_THIRD_OF_MONTH - 1) * DAY
    if part is Part.MID:
        return first + _THIRD_OF_MONTH * DAY, first + (2 * _THIRD_OF_MONTH - 1) * DAY
    return (first + 2 * _THIRD_OF_MONTH * DAY, last) if part is Part.LATE else whole


def third(whole: Period, part: Part | None) -> Period:
    """Return the third of a longer stretch that is said; all of it when none is."""
    first, last = whole
    length = (last - first) // 3
    if part is Part.EARLY:
        return first, first + length
    if part is Part.MID:
        return first + length, first + 2 * length
    return (first + 2 * length, last) if part is Part.LATE else whole


def around(base: date, unit: Unit, number: int) -> Period:
    """Return the calendar unit that lies `number` units from the one that holds `base`."""
    if unit in {Unit.HOUR, Unit.DAY}:
        return base + number * DAY, base + number * DAY
    monday = base + (number * WEEK - base.weekday()) * DAY
    if unit is Unit.WEEK:
        return monday, monday + (WEEK - 1) * DAY
    if unit is Unit.WEEKEND:
        # From Monday to Friday "the weekend" is the one just past, on Saturday and Sunday it is this one.
        back = WEEK if number == 0 and base.weekday() < _SATURDAY else 0
        return monday + (_SATURDAY - back) * DAY, monday + (_SATURDAY + 1 - back) * DAY
    if unit is Unit.MONTH:
        months = base.year * DECEMBER + base.month - 1 + number
        return month(months // DECEMBER, months % DECEMBER + 1)
    each = {Unit.DECADE: 10, Unit.CENTURY: 100}.get(unit, 1)
    return years(base.year + number * each, base.year + number * each)


def precision(first: date, last: date, at_best: DatePrecision = DatePrecision.DAY) -> DatePrecision:
    """Return how exact a stretch of days is, no finer than it was said."""
    days = (last - first).days + 1
    width = next((fine for limit, fine in _WIDTHS if days <= limit), DatePrecision.YEAR)
    return max(width, at_best, key=_COARSE.index)
