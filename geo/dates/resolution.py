"""From what was said to which days it can have been, and what it was counted from."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Final

from geo.calendar import day as day_of
from geo.dates.expression import Expression, Part, Sense, Unit
from geo.model import DatePrecision, When

Range = tuple[date | None, date | None]

_DAY: Final = timedelta(days=1)
_TODAY: Final = "published "
_WEEK_DAYS: Final = 7
_DAYS_IN: Final = {
    Unit.HOUR: 1 / 24,
    Unit.DAY: 1,
    Unit.WEEKEND: 7,
    Unit.WEEK: 7,
    Unit.MONTH: 30.44,
    Unit.YEAR: 365.25,
    Unit.DECADE: 3652.5,
    Unit.CENTURY: 36525,
}
_EARLY_DAYS: Final = 10
_MID_DAYS: Final = 20
"""Early October is its first ten days, mid-October the next ten."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What an expression may be counted from."""

    today: date | None
    """Day of publication; None when it is not known."""
    previous: tuple[When, ...] = field(default=())
    """The dates told before it, latest last."""
    sentence: tuple[tuple[int, When], ...] = ()
    """The days told before it, each with the start of its sentence."""


def resolve(expressions: Sequence[Expression], published: When) -> tuple[When, ...]:
    """
    Return when each expression was, in the same order.

    One that cannot be resolved keeps its words and has no days. When the publication is known as a range, so is
    what is counted from it.
    """
    if published.first is None or published.last is None:
        return tuple(_run(expressions, None))
    early = _run(expressions, published.first)
    if published.first == published.last:
        return tuple(early)
    late = _run(expressions, published.last)
    return tuple(_hull(a, b) for a, b in zip(early, late, strict=True))


def _run(expressions: Sequence[Expression], today: date | None) -> list[When]:
    whens: list[When] = []
    days: list[tuple[int, When]] = []
    for one in expressions:
        told = Told(today=today, previous=tuple(whens[-12:]), sentence=tuple(days[-4:]))
        when = _when(one, told)
        whens.append(when)
        if when.precision is DatePrecision.DAY:
            days.append((one.sentence, when))
    return whens


def _when(one: Expression, told: Told) -> When:
    try:
        when = RESOLVERS[one.sense](one, told)
    except (OverflowError, ValueError):
        # Year 0 or 10000: no calendar has it.
        when = When()
    if told.today and when.last and when.last > told.today and not one.ahead and when.anchor.startswith(_TODAY):
        when = replace(when, last=max(told.today, when.first or told.today))
    return replace(when, words=one.words, span=one.span)


def _hull(early: When, late: When) -> When:
    if early.first is None or late.last is None:
        return early if early.precision is DatePrecision.OPEN else late
    lowest = min(early.first, late.first or early.first)
    highest = max(late.last, early.last or late.last)
    precision = (
        early.precision
        if (lowest, highest) == (early.first, early.last)
        else max(early.precision, _by_width(lowest, highest), key=_ORDER.index)
    )
    return replace(
        early,
        first=lowest,
        last=highest,
        precision=precision,
        anchor=f"{early.anchor} to {late.anchor.removeprefix(_TODAY)}" if early.anchor != late.anchor else early.anchor,
    )


# --- the calendar --------------------------------------------------------------------------


def _calendar_day(one: Expression, told: Told) -> When:
    assert one.month and one.day  # noqa: S101  # every form of this sense has both
    year = one.year or _turned_year(one, told)
    if year is not None:
        return _on(year, one.month, one, _today(told) if one.year is None else "", told)
    if told.today is None:
        return When()
    years = (told.today.year + 1, told.today.year, told.today.year - 1, *range(told.today.year - 2, told.today.year - 9, -1))
    limit = told.today + _DAY
    # One day of grace: the date of a page can be that of another time zone.
    fits = [found for found in (day_of(year, one.month, one.day) for year in years) if found]
    if one.ahead:
        first = min((found for found in fits if found >= told.today), default=None)
    else:
        first = max((found for found in fits if found <= limit), default=None)
    return _on(first.year, one.month, one, _today(told), told) if first else When()


def _on(year: int, month: int, one: Expression, anchor: str, told: Told) -> When:
    first = day_of(year, month, one.day or 1)
    if first is None:
        return When()
    if one.other and told.today:
        second = day_of(year, *one.other)
        options = [found for found in (first, second) if found and found <= told.today + _DAY]
        if len(options) == 1:
            return When(first=options[0], last=options[0], precision=DatePrecision.DAY, anchor=_today(told))
    if one.other:
        low, high = sorted((first, day_of(year, *one.other) or first))
        return When(first=low, last=high, precision=_by_width(low, high))
    last = day_of(year, month, one.to_day) if one.to_day else first
    return When(first=first, last=last or first, precision=DatePrecision.DAY, anchor=anchor)


def _month(one: Expression, told: Told) -> When:
    assert one.month  # noqa: S101
    year = one.year or _turned_year(one, told)
    anchor = "" if one.year else _today(told)
    if year is None:
        if told.today is None:
            return When()
        is_past = (one.month, 1) <= (told.today.month, told.today.day)
        if one.turn == -1:
            year = told.today.year if one.month < told.today.month else told.today.year - 1
        elif one.turn == 1 or one.ahead:
            year = (
                told.today.year
                if one.month > told.today.month or (one.month == told.today.month and one.turn != 1)
                else told.today.year + 1
            )
        else:
            year = told.today.year if is_past else told.today.year - 1
    return _thirds(_month_of(year, one.month), one, anchor)


def _thirds(when: When, one: Expression, anchor: str) -> When:
    """Return the part of a month that is said."""
    assert when.first and when.last  # noqa: S101
    cut = {
        Part.EARLY: (when.first, when.first + (_EARLY_DAYS - 1) * _DAY),
        Part.MID: (when.first + _EARLY_DAYS * _DAY, when.first + (_MID_DAYS - 1) * _DAY),
        Part.LATE: (when.first + _MID_DAYS * _DAY, when.last),
    }
    first, last = cut[one.part] if one.part else (when.first, when.last)
    return When(first=first, last=last, precision=one.grain, anchor=anchor)


def _season(one: Expression, told: Told) -> When:
    assert one.season  # noqa: S101
    year = one.year or _turned_year(one, told)
    anchor = "" if one.year else _today(told)
    if year is None:
        if told.today is None:
            return When()
        year = told.today.year
        begun = date(year, one.season, 1)
        if one.turn == 1 or (one.ahead and begun < told.today):
            year += begun <= told.today
        elif not one.ahead:
            over = _season_of(year, one.season).last or begun
            year -= begun > told.today or (one.turn == -1 and over >= told.today)
            if one.season == 12 and told.today.month <= 2 and one.turn == -1:
                year -= 1
    return _cut(_season_of(year, one.season), one, anchor, DatePrecision.SEASON)


def _season_of(year: int, month: int) -> When:
    first = _month_of(year, month).first
    last = _month_of(year + (month == 12), (month + 1) % 12 + 1).last
    return When(first=first, last=last, precision=DatePrecision.SEASON)


def _year(one: Expression, told: Told) -> When:
    year = one.year or _turned_year(one, told)
    if year is None:
        return When()
    whole = When(first=date(year, 1, 1), last=date(year, 12, 31), precision=DatePrecision.YEAR)
    return _cut(whole, one, "" if one.year else _today(told), DatePrecision.SEASON)


def _decade(one: Expression, told: Told) -> When:
    assert one.year  # noqa: S101
    whole = When(first=date(one.year, 1, 1), last=date(one.year + 9, 12, 31), precision=DatePrecision.YEAR)
    return _cut(whole, one, "", DatePrecision.YEAR)


def _cut(whole: When, one: Expression, anchor: str, finer: DatePrecision) -> When:
    """Return the third of a stretch that is said."""
    assert whole.first and whole.last  # noqa: S101
    if one.part is None:
        return replace(whole, anchor=anchor)
    third = (whole.last - whole.first) // 3
    low = {Part.EARLY: whole.first, Part.MID: whole.first + third, Part.LATE: whole.first + 2 * third}[one.part]
    high = whole.last if one.part is Part.LATE else low + third
    return When(first=low, last=high, precision=finer, anchor=anchor)


# --- from publication ----------------------------------------------------------------------


def _weekday(one: Expression, told: Told) -> When:
    assert one.weekday is not None  # noqa: S101
    if told.today is None:
        return When()
    today = told.today
    back = (today.weekday() - one.weekday) % _WEEK_DAYS
    if one.unit is Unit.WEEK and one.low is not None:
        found = today - today.weekday() * _DAY + (_WEEK_DAYS * one.low + one.weekday) * _DAY
    elif one.turn == 1 or one.ahead:
        forward = (one.weekday - today.weekday()) % _WEEK_DAYS
        found = today + (forward or (_WEEK_DAYS if one.turn == 1 else 0)) * _DAY
    else:
        found = today - (back or (_WEEK_DAYS if one.turn == -1 else 0)) * _DAY
    return When(first=found, last=found, precision=DatePrecision.DAY, anchor=_today(told))


def _shift(one: Expression, told: Told) -> When:
    if told.today is None:
        return When()
    assert one.unit and one.low is not None and one.high is not None  # noqa: S101
    first, last = _around(told.today, one.unit, one.low)[0], _around(told.today, one.unit, one.high)[1]
    when = When(first=first, last=last, precision=one.grain, anchor=_today(told))
    if one.part and one.unit in {Unit.MONTH, Unit.YEAR} and one.low:
        return _thirds(when, one, _today(told)) if one.unit is Unit.MONTH else _cut(when, one, _today(told), DatePrecision.SEASON)
    if one.ahead and one.low == 0:
        return replace(when, first=max(first, told.today))
    return when


def _ago(one: Expression, told: Told) -> When:
    if told.today is None:
        return When()
    return _counted(told.today, one, _today(told))


def _counted(base: date, one: Expression, anchor: str) -> When:
    """Return the days `low` to `high` units from `base`, as wide as the unit is coarse."""
    assert one.unit and one.low is not None and one.high is not None  # noqa: S101
    if one.unit is Unit.HOUR:
        sign = -1 if one.low < 0 else 1
        first, last = sorted((base, base + sign * _DAY))
        return When(first=first, last=last, precision=DatePrecision.DAY, anchor=anchor)
    slack = {Unit.WEEK: 3}.get(one.unit, 0)
    first = (
        _around(base, one.unit, one.low)[0] if one.unit is not Unit.WEEK else base + _WEEK_DAYS * one.low * _DAY - slack * _DAY
    )
    last = (
        _around(base, one.unit, one.high)[1] if one.unit is not Unit.WEEK else base + _WEEK_DAYS * one.high * _DAY + slack * _DAY
    )
    precision = one.grain if one.low == one.high else max(one.grain, _by_width(first, last), key=_ORDER.index)
    return When(first=first, last=last, precision=precision, anchor=anchor)


def _lasting(one: Expression, told: Told) -> When:
    if told.today is None:
        return When()
    assert one.unit and one.low is not None  # noqa: S101
    first = told.today + round(one.low * _DAYS_IN[one.unit]) * _DAY
    return When(first=first, last=told.today, precision=_by_width(first, told.today), anchor=_today(told))


# --- from the text -------------------------------------------------------------------------


def _narrative(one: Expression, told: Told) -> When:
    assert one.unit and one.low is not None and one.high is not None  # noqa: S101
    enough = _ORDER[: _ORDER.index(one.grain) + 1]
    base = next((when for when in reversed(told.previous) if when.precision in enough and when.first), None)
    if base is None or base.first is None:
        return When()
    if one.unit is Unit.DAY and one.low == one.high == 0:
        return replace(base, anchor=base.words)
    return _counted(base.first, one, base.words)


def _after(one: Expression, told: Told) -> When:
    base = next((when for start, when in reversed(told.sentence) if start == one.sentence), None)
    if base and base.first:
        return _counted(base.first, one, base.words)
    return _counted(told.today, one, _today(told)) if told.today else When()


def _before(one: Expression, told: Told) -> When:  # noqa: ARG001  # the table calls all alike
    return When()


def _since(one: Expression, told: Told) -> When:
    when = _when(one.inner[0], told)
    if when.first is None:
        return When()
    if told.today is None or told.today < when.first:
        return When(first=when.first, precision=DatePrecision.OPEN, anchor=when.anchor)
    return When(first=when.first, last=told.today, precision=one.grain, anchor=_today(told))


def _until(one: Expression, told: Told) -> When:
    when = _when(one.inner[0], told)
    if when.last is None:
        return When()
    return When(last=when.last, precision=DatePrecision.OPEN, anchor=when.anchor)


def _between(one: Expression, told: Told) -> When:
    low, high = one.inner
    # "from June to August 2018": the year stands once, at the end.
    if high.year and low.year is None and low.sense in {Sense.DAY, Sense.MONTH}:
        wraps = low.month is not None and high.month is not None and low.month > high.month
        low = replace(low, year=high.year - wraps)
    first, last = _when(low, told), _when(high, told)
    if first.first is None or last.last is None or last.last < first.first:
        return When()
    return When(first=first.first, last=last.last, precision=one.grain, anchor=last.anchor or first.anchor)


RESOLVERS: Final[dict[Sense, Callable[[Expression, Told], When]]] = {
    Sense.DAY: _calendar_day,
    Sense.MONTH: _month,
    Sense.SEASON: _season,
    Sense.YEAR: _year,
    Sense.DECADE: _decade,
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


# --- arithmetic ----------------------------------------------------------------------------


def _today(told: Told) -> str:
    return f"{_TODAY}{told.today.isoformat()}" if told.today else ""


def _turned_year(one: Expression, told: Told) -> int | None:
    if one.year_turn is None or told.today is None:
        return None
    return told.today.year + one.year_turn


def _month_of(year: int, month: int) -> When:
    first = date(year, month, 1)
    return When(first=first, last=first.replace(day=calendar.monthrange(year, month)[1]), precision=DatePrecision.MONTH)


def _around(base: date, unit: Unit, number: int) -> tuple[date, date]:
    """Return the calendar unit that lies `number` units from the one that holds `base`."""
    if unit is Unit.DAY:
        return base + number * _DAY, base + number * _DAY
    if unit in {Unit.WEEK, Unit.WEEKEND}:
        monday = base - base.weekday() * _DAY + number * _WEEK_DAYS * _DAY
        # On Saturday and Sunday "the weekend" is this one, on other days it is the one just past.
        saturday = monday + (5 if base.weekday() >= 5 or number else -2) * _DAY
        return (saturday, saturday + _DAY) if unit is Unit.WEEKEND else (monday, monday + 6 * _DAY)
    if unit is Unit.MONTH:
        months = base.year * 12 + base.month - 1 + number
        whole = _month_of(months // 12, months % 12 + 1)
        assert whole.first and whole.last  # noqa: S101
        return whole.first, whole.last
    years = {Unit.YEAR: 1, Unit.DECADE: 10, Unit.CENTURY: 100}[unit]
    year = base.year + number * years
    return date(year, 1, 1), date(year, 12, 31)


def _by_width(first: date, last: date) -> DatePrecision:
    days = (last - first).days + 1
    limits = ((2, DatePrecision.DAY), (14, DatePrecision.WEEK), (46, DatePrecision.MONTH), (140, DatePrecision.SEASON))
    return next((precision for limit, precision in limits if days <= limit), DatePrecision.YEAR)


_ORDER: Final = (
    DatePrecision.DAY,
    DatePrecision.WEEK,
    DatePrecision.MONTH,
    DatePrecision.SEASON,
    DatePrecision.YEAR,
    DatePrecision.OPEN,
    DatePrecision.UNKNOWN,
)
