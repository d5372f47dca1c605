"""From what was said to which days it can have been, and what it was counted from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final, TypeVar

from geo.calendar import day as day_of
from geo.dates import feasts, periods
from geo.dates.expression import Expression, Sense, Unit
from geo.dates.periods import DAY, DECEMBER, WEEK, Period
from geo.errors import InputError
from geo.model import DatePrecision, When

T = TypeVar("T")

LOOSE: Final = timedelta(days=45)
"""A publication known no better than that dates nothing that is counted from it: "Tuesday" of some year."""
_FROM_PUBLICATION: Final = "published "
RECENT: Final = timedelta(days=7)
STALE: Final = timedelta(days=45)
_YEARS_BACK: Final = 8
"""February 29 comes again after eight years at the latest."""
_REMEMBERED: Final = 12
_FINE: Final = tuple(DatePrecision)
"""From the finest to the coarsest."""
_WEEK_SLACK: Final = 3
"""Days on each side of "two weeks ago"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What an expression may be counted from."""

    today: date | None
    """Day of publication; None when it is not known."""
    before: tuple[tuple[int, When], ...] = ()
    """The dates told before it, latest last, each with the start of its sentence."""

    @property
    def anchor(self) -> str:
        """What is written beside a date that was counted from publication."""
        return f"{_FROM_PUBLICATION}{self.today.isoformat()}" if self.today else ""


def resolve(expressions: Sequence[Expression], published: When) -> tuple[When, ...]:
    """
    Return when each expression was, in the same order.

    One that cannot be resolved keeps its words and has no days. When the publication is known as a range, so is
    what is counted from it; counted from a range longer than `LOOSE`, it has no days.
    """
    if published.first is None or published.last is None:
        return tuple(_run(expressions, None))
    early = _run(expressions, published.first)
    if published.first == published.last:
        return tuple(early)
    late = _run(expressions, published.last)
    if published.last - published.first <= LOOSE:
        return tuple(_hull(*pair) for pair in zip(early, late, strict=True))
    unknown = _run(expressions, None)
    return tuple(one if one == other else none for one, other, none in zip(early, late, unknown, strict=True))


def said(value: T | None) -> T:
    """
    Return what a form of this sense always says.

    Raises
    ------
    InputError
        If an expression was made by hand without it.
    """
    if value is None:
        msg = "an expression lacks what its sense needs; expressions come from find()"
        raise InputError(msg)
    return value


def _run(expressions: Sequence[Expression], today: date | None) -> list[When]:
    whens: list[When] = []
    for number, one in enumerate(expressions):
        recent = range(max(0, number - _REMEMBERED), number)
        told = Told(today=today, before=tuple((expressions[at].sentence, whens[at]) for at in recent if whens[at].first))
        whens.append(_when(one, told))
    return whens


def _when(one: Expression, told: Told) -> When:
    try:
        when = RESOLVERS[one.sense](one, told)
    except (OverflowError, ValueError):
        # No calendar has the year 0 or the year 10000.
        when = When()
    today = told.today
    if today and when.last and when.first and when.first <= today < when.last and not one.ahead and _is_relative(when):
        # What has happened happened by the day of publication.
        when = replace(when, last=today)
    return replace(when, words=one.words, span=one.span)


def _is_relative(when: When) -> bool:
    return when.anchor.startswith(_FROM_PUBLICATION)


def _hull(early: When, late: When) -> When:
    """Return what is true of a publication on the first and on the last possible day alike."""
    if early == late or early.first is None or late.last is None:
        return early
    first, last = min(early.first, late.first or early.first), max(late.last, early.last or late.last)
    anchor = f"{early.anchor} to {late.anchor.removeprefix(_FROM_PUBLICATION)}" if early.anchor != late.anchor else early.anchor
    # A month that may end two days later is still a month; a day that may be any of seven is a week.
    is_wider = (last - first + DAY) > 2 * ((early.last or early.first) - early.first + DAY)
    precision = periods.precision(first, last, early.precision) if is_wider else early.precision
    return replace(early, first=first, last=last, precision=precision, anchor=anchor)


def _made(period: Period, precision: DatePrecision, anchor: str = "") -> When:
    return When(first=period[0], last=period[1], precision=precision, anchor=anchor)


# --- the calendar --------------------------------------------------------------------------


def _calendar_day(one: Expression, told: Told) -> When:
    year = _said_year(one, told)
    if one.other and one.year:
        return _ambiguous(one, told)
    if year is None:
        year = _likely_year(one, told)
    first = day_of(year, said(one.month), said(one.day)) if year else None
    if year is None or first is None:
        return When()
    last = day_of(year, said(one.month), one.to_day) if one.to_day else None
    return _made((first, last or first), one.grain, "" if one.year else told.anchor)


def _feast(one: Expression, told: Told) -> When:
    year = one.year
    if year is not None:
        days = next(feasts.FEASTS[one.feast](year), None)
    elif told.today is None:
        return When()
    else:
        days = feasts.near(one.feast, told.today, ahead=one.ahead or one.turn == 1)
    return _made(days, periods.precision(*days), "" if year else told.anchor) if days else When()


def _hijri(one: Expression, _told: Told) -> When:
    days = feasts.CALENDARS[one.feast](said(one.year), said(one.month), said(one.day))
    return _made(days, periods.precision(*days))


def _likely_year(one: Expression, told: Told) -> int | None:
    """Return the latest year in which the day was not after publication; the next one when the clause looks forward."""
    if told.today is None:
        return None
    around = (day_of(told.today.year + turn, said(one.month), said(one.day)) for turn in range(1, -_YEARS_BACK, -1))
    days = [found for found in around if found]
    if one.ahead:
        return min((found.year for found in days if found >= told.today), default=None)
    # One day of grace: the date of a page can be that of another time zone.
    return max((found.year for found in days if found <= told.today + DAY), default=None)


def _ambiguous(one: Expression, told: Told) -> When:
    """Return the one order of a numeric date that is not after publication; both when both are."""
    year = said(one.year)
    month, number = said(one.other)
    days = sorted(found for found in (day_of(year, said(one.month), said(one.day)), day_of(year, month, number)) if found)
    by_now = [found for found in days if told.today is None or found <= told.today + DAY] or days
    news = [found for found in by_now if told.today and told.today - found <= RECENT]
    if len(news) == 1 < len(by_now) and told.today and told.today - by_now[0] > STALE:
        # News prints the day of the news: the other order would be months old.
        by_now = news
    return _made(
        (by_now[0], by_now[-1]), periods.precision(by_now[0], by_now[-1]), told.anchor if len(by_now) < len(days) else ""
    )


def _month(one: Expression, told: Told) -> When:
    year, month = _said_year(one, told), said(one.month)
    if year is None:
        if told.today is None:
            return When()
        year = told.today.year + _turn_of_month(one, told.today, month)
    period = periods.third_of_month(periods.month(year, month), one.part)
    return _made(period, one.grain, "" if one.year else told.anchor)


def _turn_of_month(one: Expression, today: date, month: int) -> int:
    if one.turn == -1:
        return 0 if month < today.month else -1
    if one.turn == 1:
        return 0 if month > today.month else 1
    if one.ahead:
        return 0 if month >= today.month else 1
    return 0 if month <= today.month else -1


def _season(one: Expression, told: Told) -> When:
    year, month = _said_year(one, told), said(one.season)
    if year is None:
        if told.today is None:
            return When()
        year = told.today.year + _turn_of_season(one, told.today, month)
    period = periods.third(periods.season(year, month), one.part)
    return _made(period, DatePrecision.SEASON, "" if one.year else told.anchor)


def _turn_of_season(one: Expression, today: date, month: int) -> int:
    first, last = periods.season(today.year, month)
    if one.turn == 1 or one.ahead:
        return 0 if first > today or (one.turn != 1 and last >= today) else 1
    if one.turn == -1:
        return next(turn for turn in (0, -1, -2) if periods.season(today.year + turn, month)[1] < today)
    return 0 if first <= today else -1


def _year(one: Expression, told: Told) -> When:
    year = _said_year(one, told)
    if year is None:
        return When()
    period = periods.third(periods.years(year, year), one.part)
    return _made(period, DatePrecision.SEASON if one.part else DatePrecision.YEAR, "" if one.year else told.anchor)


def _decade(one: Expression, told: Told) -> When:  # noqa: ARG001  # the table calls all alike
    year = said(one.year)
    length = 100 if one.unit is Unit.CENTURY else 10
    return _made(periods.third(periods.years(year, year + length - 1), one.part), DatePrecision.YEAR)


def _said_year(one: Expression, told: Told) -> int | None:
    """Return the year that is named, or said to be last, this or next."""
    if one.year is not None or one.year_turn is None or told.today is None:
        return one.year
    return told.today.year + one.year_turn


# --- from publication ----------------------------------------------------------------------


def _weekday(one: Expression, told: Told) -> When:
    if told.today is None:
        return When()
    today, weekday = told.today, said(one.weekday)
    if one.unit is Unit.WEEK and one.low is not None:
        found = periods.around(today, Unit.WEEK, one.low)[0] + weekday * DAY
    elif one.turn == 1 or one.ahead:
        forward = (weekday - today.weekday()) % WEEK
        found = today + (forward or (WEEK if one.turn == 1 else 0)) * DAY
    else:
        # "Thursday" on a Thursday is today; "last Thursday" is not.
        back = (today.weekday() - weekday) % WEEK
        found = today - (back or (WEEK if one.turn == -1 else 0)) * DAY
    return _made((found, found), DatePrecision.DAY, told.anchor)


def _shift(one: Expression, told: Told) -> When:
    if told.today is None:
        return When()
    unit, low, high = said(one.unit), said(one.low), said(one.high)
    if unit is Unit.WEEKEND and one.ahead:
        high = low = max(low, 1) if told.today.weekday() >= WEEK - 2 else 0
        monday = periods.around(told.today, Unit.WEEK, low)[0]
        return _made((monday + (WEEK - 2) * DAY, monday + (WEEK - 1) * DAY), one.grain, told.anchor)
    first, last = periods.around(told.today, unit, low)[0], periods.around(told.today, unit, high)[1]
    if one.part and low:
        cut = periods.third_of_month if unit is Unit.MONTH else periods.third
        return _made(
            cut((first, last), one.part), DatePrecision.WEEK if unit is Unit.MONTH else DatePrecision.SEASON, told.anchor
        )
    if one.ahead and low == 0:
        first = max(first, told.today)
    return _made((first, last), one.grain, told.anchor)


def _ago(one: Expression, told: Told) -> When:
    return _counted(told.today, one, told.anchor) if told.today else When()


def _counted(base: date, one: Expression, anchor: str) -> When:
    """Return the days `low` to `high` units from `base`, as wide as the unit is coarse."""
    unit, low, high = said(one.unit), said(one.low), said(one.high)
    if unit is Unit.HOUR:
        first, last = sorted((base, base - DAY if low < 0 else base + DAY))
        return _made((first, last), DatePrecision.DAY, anchor)
    if unit is Unit.WEEK:
        first, last = base + (WEEK * low - _WEEK_SLACK) * DAY, base + (WEEK * high + _WEEK_SLACK) * DAY
    else:
        first, last = periods.around(base, unit, low)[0], periods.around(base, unit, high)[1]
    precision = one.grain if low == high else periods.precision(first, last, one.grain)
    return _made((first, last), precision, anchor)


def _lasting(one: Expression, told: Told) -> When:
    """Return a stretch that ends, or when it is to come begins, at publication."""
    if told.today is None:
        return When()
    each = periods.DAYS_IN[said(one.unit)]
    first, last = told.today + round(said(one.low) * each) * DAY, told.today + round(said(one.high) * each) * DAY
    return _made((first, last), periods.precision(first, last), told.anchor)


# --- from the text -------------------------------------------------------------------------


def _narrative(one: Expression, told: Told) -> When:
    exact = _FINE[: _FINE.index(one.grain) + 1]
    base = next((when for _, when in reversed(told.before) if when.precision in exact), None)
    if base is None or base.first is None:
        return When()
    if one.unit is Unit.DAY and one.low == one.high == 0:
        return replace(base, anchor=base.words)
    return _counted(base.first, one, base.words)


def _after(one: Expression, told: Told) -> When:
    """Return when that was which the clause names next: a count back from the day the sentence tells, or from today."""
    base = next((when for start, when in reversed(told.before) if start == one.sentence and _is_day(when)), None)
    if base and base.first:
        return _counted(base.first, one, base.words)
    return _counted(told.today, one, told.anchor) if told.today else When()


def _before(one: Expression, told: Told) -> When:  # noqa: ARG001  # the table calls all alike
    """Return nothing: the day of the event that it counts back from is not said."""
    return When()


def _is_day(when: When) -> bool:
    return when.precision is DatePrecision.DAY


# --- stretches -----------------------------------------------------------------------------


def _since(one: Expression, told: Told) -> When:
    when = _when(one.inner[0], told)
    if when.first is None:
        return When()
    if told.today is None or told.today < when.first:
        return When(first=when.first, precision=DatePrecision.OPEN, anchor=when.anchor)
    # "since Monday" is no longer one day, "since May" is still said by the month.
    precision = periods.precision(when.first, told.today) if one.grain is DatePrecision.DAY else one.grain
    return _made((when.first, told.today), precision, told.anchor)


def _until(one: Expression, told: Told) -> When:
    when = _when(one.inner[0], told)
    return When(last=when.last, precision=DatePrecision.OPEN, anchor=when.anchor) if when.last else When()


def _between(one: Expression, told: Told) -> When:
    low, high = one.inner
    if high.year and low.year is None and low.sense in {Sense.DAY, Sense.MONTH}:
        # "from November to January 2019": the year stands once, at the end.
        low = replace(low, year=high.year - ((low.month or 0) > (high.month or DECEMBER)))
    first, last = _when(low, told), _when(high, told)
    if first.first is None or last.last is None or last.last < first.first:
        return When()
    return _made((first.first, last.last), one.grain, last.anchor or first.anchor)


RESOLVERS: Final[dict[Sense, Callable[[Expression, Told], When]]] = {
    Sense.DAY: _calendar_day,
    Sense.MONTH: _month,
    Sense.SEASON: _season,
    Sense.YEAR: _year,
    Sense.DECADE: _decade,
    Sense.FEAST: _feast,
    Sense.HIJRI: _hijri,
    Sense.WEEKDAY: _weekday,
    Sense.SHIFT: _shift,
    Sense.AGO: _ago,
    Sense.LASTING: _lasting,
    Sense.NARRATIVE: _narrative,
    Sense.AFTER: _after,
    Sense.BEFORE: _before,
    Sense.SINCE: _since,
    Sense.UNTIL: _until,
    Sense.BETWEEN: _between,
}
