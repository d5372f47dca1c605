"""What a text says about time, before anybody asks which day that was."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from geo.model import DatePrecision, Span


class Unit(StrEnum):
    """What is counted."""

    HOUR = "hour"
    DAY = "day"
    WEEKEND = "weekend"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    DECADE = "decade"
    CENTURY = "century"


class Part(StrEnum):
    """Which third of a month, a season, a year or a decade."""

    EARLY = "early"
    MID = "mid"
    LATE = "late"


class Sense(StrEnum):
    """What kind of saying it is; each has its own way to a date."""

    DAY = "day"
    """A day of the calendar, its year perhaps unsaid: "September 6"."""
    MONTH = "month"
    SEASON = "season"
    YEAR = "year"
    DECADE = "decade"
    FEAST = "feast"
    """A day with a name: "Ashura", "Christmas 2015"."""
    HIJRI = "hijri"
    """A date of the Islamic or the Persian calendar: "10 Muharram 1441"."""
    WEEKDAY = "weekday"
    SHIFT = "shift"
    """A unit counted from publication: "yesterday", "last week", "this year"."""
    AGO = "ago"
    LASTING = "lasting"
    """A stretch up to publication: "in recent weeks", "over the past two months"."""
    NARRATIVE = "narrative"
    """Counted from the day told last: "the following day", "two days earlier"."""
    AFTER = "after"
    """Tells how long ago the event was that the clause names next: "weeks after a strike killed ..."."""
    BEFORE = "before"
    """Counted from an event whose day is not said: "two weeks before the vote"."""
    SINCE = "since"
    UNTIL = "until"
    BETWEEN = "between"


@dataclass(frozen=True, slots=True, kw_only=True)
class Expression:
    """A temporal expression in a document."""

    span: Span
    words: str
    sense: Sense
    grain: DatePrecision
    """How exactly it is said."""
    year: int | None = None
    month: int | None = None
    day: int | None = None
    to_day: int | None = None
    """Last day of a short range: "September 6-8"."""
    other: tuple[int, int] | None = None
    """Month and day in the other order, where a numeric date allows both."""
    weekday: int | None = None
    season: int | None = None
    """First month of the season."""
    feast: str = ""
    """Name of the day, or of the calendar, as the tables have it."""
    unit: Unit | None = None
    low: int | None = None
    """Units counted, negative into the past; `low` is the farther end of a vague count."""
    high: int | None = None
    turn: int | None = None
    """-1 for "last", 0 for "this", 1 for "next"."""
    year_turn: int | None = None
    """The same, said of the year: "in May last year"."""
    part: Part | None = None
    ahead: bool = False
    """Whether the clause looks forward: "will meet on Friday", "until April 8"."""
    inner: tuple[Expression, ...] = ()
    sentence: int = 0
    """Where its sentence begins."""

    @property
    def form(self) -> str:
        """Normalized form, for comparing and for explaining: "day:XXXX-09-06", "shift:week-1"."""
        if self.inner:
            return f"{self.sense}({', '.join(one.form for one in self.inner)})"
        calendar = "-".join(_digits(value, width) for value, width in ((self.year, 4), (self.month, 2), (self.day, 2)))
        marks = {
            "weekday": self.weekday,
            "season": self.season,
            "feast": self.feast or None,
            "unit": self.unit,
            "low": self.low,
            "high": self.high,
            "turn": self.turn,
            "year_turn": self.year_turn,
            "part": self.part,
            "to_day": self.to_day,
        }
        said = [calendar] if calendar.strip("X-") else []
        said += [f"{name}={value}" for name, value in marks.items() if value is not None]
        return f"{self.sense}:{' '.join(said)}{' ahead' if self.ahead else ''}"


def _digits(value: int | None, width: int) -> str:
    return "X" * width if value is None else f"{value:0{width}}"
