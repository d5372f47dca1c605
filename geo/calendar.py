"""Names of months and weekdays, and full calendar dates as newspapers print them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from geo.model import Span

MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}
"""Number of a month by its lower-case name or abbreviation."""

WEEKDAYS: Final = {
    name: number
    for number, names in enumerate(
        (
            "monday mon",
            "tuesday tues tue",
            "wednesday wed",
            "thursday thurs thur thu",
            "friday fri",
            "saturday sat",
            "sunday sun",
        )
    )
    for name in names.split()
}
"""Number of a weekday (Monday 0) by its lower-case name or abbreviation."""

WINDOW: Final = range(1950, 2050)
"""The years that two digits may stand for: what is read is news, and its archives begin with those of the Cold War."""

FIRST_YEAR: Final = 1000
"""Four digits below it are an amount, not a year."""

_MONTH: Final = rf"(?P<month>{'|'.join(sorted(MONTHS, key=len, reverse=True))})\b\.?"
_DAY: Final = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR: Final = r"(?P<year>\d{4})(?!\d)"
_GAP: Final = r"(?:[ \t\u00a0\u2009\u202f]{0,3}|[ \u00a0]{0,2}\r?\n[ \t\u00a0]{0,40})"
_COMMA: Final = rf"{_GAP},?{_GAP}"

_NAMED: Final = (
    re.compile(rf"(?<!\w){_DAY}{_GAP}(?:of{_GAP})?[-\s]?{_MONTH}[-\s]?{_COMMA}{_YEAR}", re.IGNORECASE),
    re.compile(rf"(?<!\w){_MONTH}{_GAP}{_DAY}(?!\d){_COMMA}{_YEAR}", re.IGNORECASE),
)
_SHORT_YEAR: Final = (
    r"['\u2019]?(?P<year>\d{2})(?![\w:%/-])(?![,.]\d)(?![ \u00a0]?(?:[ap]\.?m\b|h\b|hours|hrs|gmt|noon|midnight))"
)
_SHORT_NAMED: Final = (
    re.compile(rf"(?<![\w/.-]){_DAY}{_GAP}-?{_MONTH}-?{_COMMA}{_SHORT_YEAR}", re.IGNORECASE),
    re.compile(rf"(?<!\w){_MONTH}{_GAP}{_DAY}(?!\d){_COMMA}{_SHORT_YEAR}", re.IGNORECASE),
)
_SHORT_DIGITS: Final = re.compile(
    r"(?<![\w/.:-])(?P<one>\d{1,2})(?P<mark>[-/.])(?P<two>\d{1,2})(?P=mark)(?P<year>\d{2})(?![\w/:-])(?!\.\d)"
)
_ISO: Final = re.compile(r"(?<![\w/.-])(?P<year>\d{4})(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})(?!\d)")
_DIGITS: Final = re.compile(r"(?<![\w/.-])(?P<one>\d{1,2})(?P<mark>[-/.])(?P<two>\d{1,2})(?P=mark)(?P<year>\d{4})(?![\d/])")


@dataclass(frozen=True, slots=True, kw_only=True)
class FullDate:
    """A day with its year, as printed."""

    span: Span
    words: str
    readings: tuple[date, ...]
    """One, or two when nothing says which number is the day: day first, then month first."""
    is_short: bool = False
    """Whether two digits stand for the year."""


def full_dates(text: str) -> Iterator[FullDate]:
    """Yield the days with a year that `text` prints, in order; a day that does not exist is none."""
    yield from _in_order([*_named(text), *_numbered(text)])


def short_dates(text: str) -> Iterator[FullDate]:
    """Yield the days that `text` prints with two digits of a year, in order; see `full_year`."""
    named = (
        _one(match, day(full_year(match["year"]), MONTHS[match["month"].lower()], int(match["day"])), is_short=True)
        for pattern in _SHORT_NAMED
        for match in pattern.finditer(text)
    )
    numbered = (_either_order(match, full_year(match["year"]), is_short=True) for match in _SHORT_DIGITS.finditer(text))
    yield from _in_order([one for ones in (*named, *numbered) for one in ones])


def full_year(digits: str) -> int:
    """Return the year that digits stand for; two of them stand for one of `WINDOW`."""
    year = int(digits)
    return next(one for one in WINDOW if one % 100 == year) if len(digits) == 2 else year


def _in_order(found: list[FullDate]) -> Iterator[FullDate]:
    end = 0
    for one in sorted(found, key=lambda one: (one.span.start, -one.span.end)):
        if one.span.start >= end:
            end = one.span.end
            yield one


def day(year: int, month: int, number: int) -> date | None:
    """Return the day, or None when the calendar has none."""
    try:
        return date(year, month, number) if year >= FIRST_YEAR else None
    except ValueError:
        return None


def _named(text: str) -> Iterator[FullDate]:
    for pattern in _NAMED:
        for match in pattern.finditer(text):
            yield from _one(match, day(int(match["year"]), MONTHS[match["month"].lower()], int(match["day"])))


def _numbered(text: str) -> Iterator[FullDate]:
    for match in _ISO.finditer(text):
        yield from _one(match, day(int(match["year"]), int(match["month"]), int(match["day"])))
    for match in _DIGITS.finditer(text):
        yield from _either_order(match, int(match["year"]))


def _either_order(match: re.Match[str], year: int, *, is_short: bool = False) -> Iterator[FullDate]:
    one, two = int(match["one"]), int(match["two"])
    return _one(match, day(year, two, one), day(year, one, two), is_short=is_short)


def _one(match: re.Match[str], *readings: date | None, is_short: bool = False) -> Iterator[FullDate]:
    days = tuple(dict.fromkeys(one for one in readings if one is not None))
    if days:
        yield FullDate(span=Span(*match.span()), words=match[0], readings=days, is_short=is_short)
