"""The words that forms of time are made of: names, numbers, units, and the patterns that match them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from geo.calendar import MONTHS, WEEKDAYS
from geo.dates.expression import Part, Unit
from geo.model import DatePrecision


def either(names: Iterable[str]) -> str:
    """Return an alternation, the longer names first."""
    return "|".join(sorted(names, key=lambda name: (-len(name), name)))


def cased(names: Iterable[str]) -> str:
    """Return an alternation of names as they are printed: capitalized, or all in capitals."""
    return either({form for name in names for form in (name.capitalize(), name.upper())})


# --- what the words mean -------------------------------------------------------------------

FULL_MONTHS: Final = tuple(name for name in MONTHS if len(name) > 4 or name in {"june", "july", "may"})
SHORT_MONTHS: Final = tuple(name for name in MONTHS if name not in FULL_MONTHS)
FULL_WEEKDAYS: Final = tuple(name for name in WEEKDAYS if name.endswith("day"))
SEASONS: Final = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
"""First month, north of the equator."""
TURNS: Final = {
    "last": -1,
    "past": -1,
    "previous": -1,
    "this": 0,
    "same": 0,
    "that": 0,
    "the": 0,
    "current": 0,
    "next": 1,
    "coming": 1,
}
PARTS: Final = {
    "early": Part.EARLY,
    "beginning": Part.EARLY,
    "start": Part.EARLY,
    "first": Part.EARLY,
    "mid": Part.MID,
    "middle": Part.MID,
    "late": Part.LATE,
    "end": Part.LATE,
    "close": Part.LATE,
    "second": Part.LATE,
}
NUMBERS: Final = {
    **dict.fromkeys(("a", "an", "one", "a single"), 1),
    **{
        word: number
        for number, word in enumerate(
            ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"), start=2
        )
    },
    "fifteen": 15,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
}
VAGUE: Final = {"few": (2, 5), "several": (2, 7), "couple": (2, 3), "dozen": (12, 12)}
"""Lowest and highest count that such a word may stand for."""
PLURAL: Final = {
    Unit.HOUR: (2, 12),
    Unit.DAY: (2, 6),
    Unit.WEEK: (2, 7),
    Unit.MONTH: (2, 11),
    Unit.YEAR: (2, 9),
    Unit.DECADE: (2, 5),
    Unit.CENTURY: (2, 5),
}
"""What "days", "weeks" without a number may count."""
RECENT: Final = {Unit.DAY: 7, Unit.WEEK: 5, Unit.MONTH: 6, Unit.YEAR: 5}
"""How far "recent weeks" and the like reach back."""
UNITS: Final = {
    **{unit.value: unit for unit in Unit},
    "minute": Unit.HOUR,
    "night": Unit.DAY,
    "morning": Unit.DAY,
    "fortnight": Unit.WEEK,
    "centurie": Unit.CENTURY,
}
FORTNIGHT: Final = 2
GRAINS: Final = {
    Unit.HOUR: DatePrecision.DAY,
    Unit.DAY: DatePrecision.DAY,
    Unit.WEEKEND: DatePrecision.WEEK,
    Unit.WEEK: DatePrecision.WEEK,
    Unit.MONTH: DatePrecision.MONTH,
    Unit.YEAR: DatePrecision.YEAR,
    Unit.DECADE: DatePrecision.YEAR,
    Unit.CENTURY: DatePrecision.YEAR,
}

# --- how they are matched ------------------------------------------------------------------

S: Final = r"(?:[ \u00a0\u2009\u202f]{1,2}|[ \u00a0]{0,2}\r?\n[ \t\u00a0]{0,40})"
"""Space between words; a line may break there, and the next be indented."""
LEFT: Final = r"(?<![\w-])"
MONTH: Final = rf"(?P<month>{cased(FULL_MONTHS)}|(?:{cased(SHORT_MONTHS)})\b\.?)"
WEEKDAY: Final = rf"(?P<weekday>{cased(FULL_WEEKDAYS)})"
DAY: Final = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?(?![\d:%])(?!,\d)(?!\.\d)"
TO_DAY: Final = (
    rf"(?:(?:[ \u00a0]?[-\u2013\u2014][ \u00a0]?|{S}(?:to|and|through){S})(?P<to_day>\d{{1,2}})(?:st|nd|rd|th)?"
    r"(?![\d:%])(?!,\d))?"
)
YEAR: Final = r"(?P<year>(?:1[5-9]|20)\d\d)(?![\d%])(?!,\d)(?!\.\d)"
SEASON: Final = rf"(?P<season>(?i:{either(SEASONS)}))(?:time)?"
TURN: Final = r"(?P<turn>[Ll]ast|[Tt]his(?: past| coming)?|[Nn]ext|(?:[Tt]he )?(?:past|coming))"
OF_YEAR: Final = rf"(?:,?{S}(?:(?:of|in|from){S})?(?P<of_year>(?i:last|this|next|the same|that)){S}year\b)?"
THIRD: Final = r"(?P<part>(?i:early|mid|late))"
PART: Final = (
    rf"(?:(?P<part>(?i:early|mid|late|(?:the{S})?(?:very{S})?"
    rf"(?:beginning|start|middle|end|close|first{S}half|second{S}half){S}of))(?:-|\u2013|{S}(?:in{S})?(?:the{S})?))"
)
ROUGH: Final = (
    rf"(?:(?:about|around|nearly|almost|over|more{S}than|at{S}least|less{S}than|roughly|just|only|some|under|barely|well{S}over|"
    rf"up{S}to|as{S}many{S}as|approximately|exactly){S}){{0,2}}"
)
NUMBER: Final = (
    rf"(?P<number>(?:a{S})?couple(?:{S}of)?|(?:a{S})?few|several|(?:a{S})?dozen|\d{{1,3}}|{either(NUMBERS)})"
    rf"(?:{S}and{S}a{S}half|-and-a-half)?"
)
UNIT: Final = rf"(?P<unit>{either((set(UNITS) | {'fortnight'}) - {'morning'})})(?P<many>s?)\b"
CLOCK: Final = rf"(?:{S}(?P<time>morning|afternoon|evening|night|noon|midday|midnight|lunchtime)\b)?"
