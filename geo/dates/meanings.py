"""What the words of each form mean, as the fields of an expression."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from typing import Final

from geo.calendar import MONTHS, WEEKDAYS, full_year
from geo.dates import feasts
from geo.dates.expression import Part, Sense, Unit
from geo.dates.feasts import ISLAMIC_MONTHS, PERSIAN_MONTHS
from geo.dates.words import FORTNIGHT, GRAINS, NUMBERS, PARTS, PLURAL, RECENT, SEASONS, TURNS, UNITS, VAGUE
from geo.model import DatePrecision

Fields = Mapping[str, object]

_LEAP_YEAR: Final = 2000


# --- the calendar --------------------------------------------------------------------------


def day(match: re.Match[str]) -> Fields | None:
    """Return the fields of a day of the calendar, its year perhaps unsaid; None when the calendar has no such day."""
    said = match.groupdict()
    month, number, last = _month(match), int(match["day"]), int(said.get("to_day") or 0)
    end = monthrange(_LEAP_YEAR, month)[1]
    if not 1 <= number <= end or (last and not number < last <= end):
        return None
    return {
        "sense": Sense.DAY,
        "grain": DatePrecision.DAY,
        "month": month,
        "day": number,
        "to_day": last or None,
        "year": _year_of(said),
        "year_turn": _turn(said.get("of_year")),
    }


def in_month(match: re.Match[str]) -> Fields:
    """Return the fields of a month, or a third of one."""
    said = match.groupdict()
    part = _part(said.get("part"))
    return {
        "sense": Sense.MONTH,
        "grain": DatePrecision.WEEK if part else DatePrecision.MONTH,
        "month": _month(match),
        "year": _year_of(said),
        "turn": _turn(said.get("turn")),
        "year_turn": _turn(said.get("of_year")),
        "part": part,
    }


def in_season(match: re.Match[str]) -> Fields:
    """Return the fields of a season."""
    said = match.groupdict()
    return {
        "sense": Sense.SEASON,
        "grain": DatePrecision.SEASON,
        "season": SEASONS[match["season"].lower()],
        "year": _year_of(said),
        "turn": _turn(said.get("turn")),
        "year_turn": _turn(said.get("of_year")),
        "part": _part(said.get("part")),
    }


def in_year(match: re.Match[str]) -> Fields:
    """Return the fields of a year, or a third of one."""
    said = match.groupdict()
    part = _part(said.get("part"))
    return {
        "sense": Sense.YEAR,
        "grain": DatePrecision.SEASON if part else DatePrecision.YEAR,
        "year": _year_of(said),
        "year_turn": _turn(said.get("of_year")),
        "part": part,
    }


def in_decade(match: re.Match[str]) -> Fields:
    """Return the fields of a decade; "the 80s" are those of the last century."""
    digits = match["decade"]
    year = int(digits) if len(digits) > len("80") else 1900 + int(digits)
    return {"sense": Sense.DECADE, "grain": DatePrecision.YEAR, "year": year, "part": _part(match.groupdict().get("part"))}


def named(month: int, number: int, year: int | None = None) -> Callable[[re.Match[str]], Fields]:
    """Return the meaning of a day that has a name; one that happened once has its year."""
    fields = {"sense": Sense.DAY, "grain": DatePrecision.DAY, "month": month, "day": number, "year": year}
    return lambda _: fields


def on_feast(match: re.Match[str]) -> Fields:
    """Return the fields of a day that has a name."""
    name = feasts.named(match["feast"])
    year = match.groupdict().get("year")
    turn = _turn(match.groupdict().get("turn"))
    fields: dict[str, object] = {"sense": Sense.FEAST, "grain": DatePrecision.DAY, "feast": name, "turn": turn}
    return {**fields, "year": int(year) if year else None}


def in_islam(match: re.Match[str]) -> Fields:
    """Return the fields of a date of the Islamic calendar."""
    return _hijri(match, "islamic", ISLAMIC_MONTHS)


def in_persia(match: re.Match[str]) -> Fields:
    """Return the fields of a date of the Persian calendar."""
    return _hijri(match, "persian", PERSIAN_MONTHS)


def _hijri(match: re.Match[str], calendar: str, months: Mapping[str, int]) -> Fields:
    month = months[" ".join(match["month"].lower().replace("\u2019", "'").split())]
    fields: dict[str, object] = {"sense": Sense.HIJRI, "grain": DatePrecision.WEEK, "feast": calendar}
    return {**fields, "month": month, "day": int(match["day"]), "year": int(match["year"])}


def in_week_of_month(match: re.Match[str]) -> Fields:
    """Return the fields of the first, second, third or last week of a month."""
    first = {"first": 1, "second": 8, "third": 15, "fourth": 22}.get(match["nth"].lower())
    month = _month(match)
    end = monthrange(_LEAP_YEAR + 1, month)[1]
    first = first or end - 6
    fields: dict[str, object] = {"sense": Sense.DAY, "grain": DatePrecision.WEEK, "month": month, "day": first}
    return {**fields, "to_day": min(first + 6, end), "year": _year_of(match.groupdict())}


def in_quarter(match: re.Match[str]) -> Fields:
    """Return the fields of a quarter of a year."""
    month = {"first": 1, "second": 4, "third": 7, "fourth": 10}[match["nth"].lower()]
    return {"sense": Sense.SEASON, "grain": DatePrecision.SEASON, "season": month, "year": int(match["year"])}


def in_century(match: re.Match[str]) -> Fields:
    """Return the fields of a century, which begins with the year 1."""
    return {"sense": Sense.DECADE, "grain": DatePrecision.YEAR, "year": 100 * (int(match["nth"]) - 1) + 1, "unit": Unit.CENTURY}


def half_ago(match: re.Match[str]) -> Fields:
    """Return the fields of half a year, or a year and a half, ago."""
    months = 6 if match["half"].lower() == "half a year" else 18
    return {"sense": Sense.AGO, "grain": DatePrecision.MONTH, "unit": Unit.MONTH, "low": -months - 1, "high": -months + 1}


# --- from publication ----------------------------------------------------------------------


def on_weekday(match: re.Match[str]) -> Fields:
    """Return the fields of a weekday, perhaps of a week that is said."""
    said = match.groupdict()
    fields: dict[str, object] = {
        "sense": Sense.WEEKDAY,
        "grain": DatePrecision.DAY,
        "weekday": WEEKDAYS[match["weekday"].lower()],
        "turn": _turn(said.get("turn")),
    }
    if said.get("week"):
        fields |= {"unit": Unit.WEEK, "low": _turn(said["week"])}
    return fields


def on_days(low: int, high: int, *, ahead: bool = False) -> Callable[[re.Match[str]], Fields]:
    """Return the meaning of words for a day counted from publication."""
    fields = {"sense": Sense.SHIFT, "grain": DatePrecision.DAY, "unit": Unit.DAY, "low": low, "high": high, "ahead": ahead}
    return lambda _: fields


def shifted(match: re.Match[str]) -> Fields:
    """Return the fields of a unit counted from publication: "last week", "earlier this year"."""
    unit = _unit(match)
    number = _turn(match["turn"]) or 0
    side = (match.groupdict().get("side") or "").lower()
    is_part = side in PARTS and unit in {Unit.MONTH, Unit.YEAR}
    return {
        "sense": Sense.SHIFT,
        "grain": GRAINS[unit],
        "unit": unit,
        "low": number,
        "high": number,
        "part": PARTS[side] if is_part else None,
        "ahead": side == "later" or number > 0,
    }


def counted(sense: Sense, *, alone: bool = False) -> Callable[[re.Match[str]], Fields | None]:
    """Return the meaning of a count back from somewhere; `alone` lets "the day" stand for one."""

    def meaning(match: re.Match[str]) -> Fields | None:
        if not _is_counted(match) and not alone:
            return None
        unit = _unit(match)
        low, high = _count(match)
        return {"sense": sense, "grain": GRAINS[unit], "unit": unit, "low": -high, "high": -low}

    return meaning


def lasting(match: re.Match[str]) -> Fields | None:
    """Return the fields of a stretch up to publication; None for "the last day", which is one."""
    unit = _unit(match)
    number = match.groupdict().get("number")
    if not number and not match["many"] and unit in {Unit.HOUR, Unit.DAY}:
        # "the last day of the session" is one day, not the day just past.
        return None
    is_vague = not number and match["many"]
    high = RECENT.get(unit, PLURAL.get(unit, (1, 1))[1]) if is_vague else _count(match)[1]
    return {"sense": Sense.LASTING, "grain": GRAINS[unit], "unit": unit, "low": -high, "high": 0}


def coming(match: re.Match[str]) -> Fields | None:
    """Return the fields of a stretch that begins at publication."""
    fields = lasting(match)
    return fields and {**fields, "low": 0, "high": -int(str(fields["low"])), "ahead": True}


# --- from the text -------------------------------------------------------------------------

_SIDES: Final = {
    "earlier": -1,
    "before": -1,
    "previously": -1,
    "prior": -1,
    "previous": -1,
    "preceding": -1,
    "same": 0,
    "that": 0,
}
"""Which way the words count; all others count forward."""


def narrative(match: re.Match[str]) -> Fields | None:
    """Return the fields of a count from the day told last."""
    if "number" in match.groupdict() and not _is_counted(match):
        return None
    unit = _unit(match)
    low, high = _count(match) if "number" in match.groupdict() else (1, 1)
    sign = _SIDES.get(match["side"].lower().split()[-1], 1)
    low, high = sorted((sign * low, sign * high))
    return {"sense": Sense.NARRATIVE, "grain": GRAINS[unit], "unit": unit, "low": low, "high": high}


def same_day(match: re.Match[str]) -> Fields:
    """Return the fields of the day told last."""
    unit = _unit(match)
    return {"sense": Sense.NARRATIVE, "grain": GRAINS[unit], "unit": unit, "low": 0, "high": 0}


# --- words to values -----------------------------------------------------------------------


def _month(match: re.Match[str]) -> int:
    return MONTHS[match["month"].rstrip(".").lower()]


def _year_of(said: Mapping[str, str | None]) -> int | None:
    year = said.get("year")
    return full_year(year) if year else None


def _turn(words: str | None) -> int | None:
    return next((TURNS[word] for word in reversed(words.lower().split()) if word in TURNS), 0) if words else None


def _part(words: str | None) -> Part | None:
    return next((PARTS[word] for word in words.lower().split() if word in PARTS), None) if words else None


def _unit(match: re.Match[str]) -> Unit:
    return UNITS[match["unit"].lower()]


def _is_counted(match: re.Match[str]) -> bool:
    return bool(match["number"] or match["many"])


def _count(match: re.Match[str]) -> tuple[int, int]:
    said = " ".join((match.groupdict().get("number") or "").lower().split())
    vague = next((pair for word, pair in VAGUE.items() if word in said), None)
    if vague:
        return vague
    if said:
        number = int(said) if said.isdigit() else NUMBERS[said]
        each = FORTNIGHT if match["unit"].lower() == "fortnight" else 1
        return each * number, each * number
    return PLURAL.get(_unit(match), (1, 1)) if match["many"] else (1, 1)
