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
_ISO: Final = re.compile(r"(?<![\w/.-])(?P<year>\d{4})(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})(?!\d)")
_DIGITS: Final = re.compile(r"(?<![\w/.-])(?P<one>\d{1,2})(?P<mark>[-/.])(?P<two>\d{1,2})(?P=mark)(?P<year>\d{4})(?![\d/])")


@dataclass(frozen=True, slots=True, kw_only=True)
class FullDate:
    """A day with its year, as printed."""

    span: Span
    words: str
    readings: tuple[date, ...]
    """One, or two when nothing says which number is the day: day first, then month first."""


def full_dates(text: str) -> Iterator[FullDate]:
    """Yield the days with a year that `text` prints, in order; a day that does not exist is none."""
    found = [*_named(text), *_numbered(text)]
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
        year, one, two = int(match["year"]), int(match["one"]), int(match["two"])
        yield from _one(match, day(year, two, one), day(year, one, two))


def _one(match: re.Match[str], *readings: date | None) -> Iterator[FullDate]:
    days = tuple(dict.fromkeys(one for one in readings if one is not None))
    if days:
        yield FullDate(span=Span(*match.span()), words=match[0], readings=days)
