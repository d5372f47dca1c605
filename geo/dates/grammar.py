"""The forms that time takes in English news, as a table; each row says what its words mean."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from geo.calendar import MONTHS, WEEKDAYS, full_dates
from geo.dates.expression import Part, Sense, Unit
from geo.dates.words import (
    CLOCK,
    DAY,
    FORTNIGHT,
    GRAINS,
    LEFT,
    MONTH,
    NUMBER,
    NUMBERS,
    OF_YEAR,
    PART,
    PARTS,
    PLURAL,
    RECENT,
    ROUGH,
    SEASON,
    SEASONS,
    THIRD,
    TO_DAY,
    TURN,
    TURNS,
    UNIT,
    UNITS,
    VAGUE,
    WEEKDAY,
    YEAR,
    S,
)
from geo.model import DatePrecision, Span

Fields = Mapping[str, object]

_LEAP_YEAR: Final = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Words that match a form, and the fields of the expression that they make."""

    span: Span
    fields: Fields


@dataclass(frozen=True, slots=True)
class Form:
    """A row of the table."""

    pattern: re.Pattern[str]
    meaning: Callable[[re.Match[str]], Fields | None]
    needs: str = ""
    """Letters without which it cannot match: most paragraphs have none of them, and looking is cheap."""


def found(text: str) -> Iterator[Found]:
    """Yield everything in `text` that a form matches, overlaps included."""
    for one in full_dates(text):
        first, *others = one.readings
        yield Found(
            span=one.span,
            fields={
                "sense": Sense.DAY,
                "grain": DatePrecision.DAY,
                "year": first.year,
                "month": first.month,
                "day": first.day,
                "other": (others[0].month, others[0].day) if others else None,
            },
        )
    lower = text.lower()
    for form in FORMS:
        if form.needs not in lower:
            continue
        for match in form.pattern.finditer(text):
            fields = form.meaning(match)
            if fields is not None:
                yield Found(span=Span(*match.span()), fields=fields)


# --- the calendar --------------------------------------------------------------------------


def _day(match: re.Match[str]) -> Fields | None:
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


def _in_month(match: re.Match[str]) -> Fields:
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


def _in_season(match: re.Match[str]) -> Fields:
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


def _in_year(match: re.Match[str]) -> Fields:
    said = match.groupdict()
    part = _part(said.get("part"))
    return {
        "sense": Sense.YEAR,
        "grain": DatePrecision.SEASON if part else DatePrecision.YEAR,
        "year": _year_of(said),
        "year_turn": _turn(said.get("of_year")),
        "part": part,
    }


def _in_decade(match: re.Match[str]) -> Fields:
    digits = match["decade"]
    year = int(digits) if len(digits) > len("80") else 1900 + int(digits)
    return {"sense": Sense.DECADE, "grain": DatePrecision.YEAR, "year": year, "part": _part(match.groupdict().get("part"))}


def _named(month: int, number: int, year: int | None = None) -> Callable[[re.Match[str]], Fields]:
    """Return the meaning of a day that has a name; one that happened once has its year."""
    fields = {"sense": Sense.DAY, "grain": DatePrecision.DAY, "month": month, "day": number, "year": year}
    return lambda _: fields


# --- from publication ----------------------------------------------------------------------


def _on_weekday(match: re.Match[str]) -> Fields:
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


def _on_days(low: int, high: int, *, ahead: bool = False) -> Callable[[re.Match[str]], Fields]:
    fields = {"sense": Sense.SHIFT, "grain": DatePrecision.DAY, "unit": Unit.DAY, "low": low, "high": high, "ahead": ahead}
    return lambda _: fields


def _shifted(match: re.Match[str]) -> Fields:
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


def _counted(sense: Sense, *, alone: bool = False) -> Callable[[re.Match[str]], Fields | None]:
    """Return the meaning of a count back from somewhere; `alone` lets "the day" stand for one."""

    def meaning(match: re.Match[str]) -> Fields | None:
        if not _is_counted(match) and not alone:
            return None
        unit = _unit(match)
        low, high = _count(match)
        return {"sense": sense, "grain": GRAINS[unit], "unit": unit, "low": -high, "high": -low}

    return meaning


def _lasting(match: re.Match[str]) -> Fields | None:
    unit = _unit(match)
    number = match.groupdict().get("number")
    if not number and not match["many"] and unit in {Unit.HOUR, Unit.DAY}:
        # "the last day of the session" is one day, not the day just past.
        return None
    is_vague = not number and match["many"]
    high = RECENT.get(unit, PLURAL.get(unit, (1, 1))[1]) if is_vague else _count(match)[1]
    return {"sense": Sense.LASTING, "grain": GRAINS[unit], "unit": unit, "low": -high, "high": 0}


def _coming(match: re.Match[str]) -> Fields | None:
    fields = _lasting(match)
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


def _narrative(match: re.Match[str]) -> Fields | None:
    if "number" in match.groupdict() and not _is_counted(match):
        return None
    unit = _unit(match)
    low, high = _count(match) if "number" in match.groupdict() else (1, 1)
    sign = _SIDES.get(match["side"].lower().split()[-1], 1)
    low, high = sorted((sign * low, sign * high))
    return {"sense": Sense.NARRATIVE, "grain": GRAINS[unit], "unit": unit, "low": low, "high": high}


# --- words to values -----------------------------------------------------------------------


def _month(match: re.Match[str]) -> int:
    return MONTHS[match["month"].rstrip(".").lower()]


def _year_of(said: Mapping[str, str | None]) -> int | None:
    year = said.get("year")
    return int(year) if year else None


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


# --- the table -----------------------------------------------------------------------------


def _form(pattern: str, meaning: Callable[[re.Match[str]], Fields | None], flags: int = 0, *, needs: str = "") -> Form:
    return Form(re.compile(LEFT + pattern, flags), meaning, needs)


_ANY: Final = re.IGNORECASE
_OVER: Final = rf"(?:(?:in|over|during|for|within|throughout|across|on|at){S})?"
_THE_DAY: Final = rf"(?:{WEEKDAY},?{S}(?:the{S})?)?"

FORMS: Final = (
    # September 6, 2018; Sept. 6-8; Thursday, September 6; September 6 of last year
    _form(rf"{_THE_DAY}{MONTH}{S}{DAY}{TO_DAY}(?:,?{S}{YEAR}|{OF_YEAR})", _day),
    # 6 September 2018; 6th of September; 6-8 September
    _form(rf"{_THE_DAY}{DAY}{TO_DAY}{S}(?:of{S})?{MONTH}(?!\w)(?:,?{S}{YEAR}|{OF_YEAR})", _day),
    # May 2018; early October, 2018; the end of May 2018
    _form(rf"{PART}?{MONTH},?(?:{S}of)?{S}{YEAR}", _in_month),
    # October; mid-June; last May; October last year
    _form(rf"{PART}?(?:{TURN}{S})?{MONTH}(?!\w){OF_YEAR}", _in_month),
    # last year in May
    _form(rf"(?P<of_year>(?i:last|this|next)){S}year,?{S}in{S}{PART}?{MONTH}(?!\w)", _in_month),
    # the summer; last spring; the spring of 2018; in winter
    _form(rf"(?:{THIRD}{S})?(?:in{S})?(?:{TURN}|[Tt]he|[Ii]n){S}{SEASON}(?:,?{S}(?:of{S})?{YEAR}|{OF_YEAR})(?!\w)", _in_season),
    # summer 2015; early summer; late summer of last year
    _form(rf"{SEASON}{S}(?:of{S})?{YEAR}", _in_season),
    _form(rf"{THIRD}[- ]{SEASON}(?:,?{S}(?:of{S})?{YEAR}|{OF_YEAR})(?!\w)", _in_season),
    # late 2016; the end of 2016; early last year; the end of the year
    _form(rf"{PART}{YEAR}\b", _in_year),
    _form(rf"{PART}(?P<of_year>(?i:last|this|next|the)){S}year\b", _in_year),
    _form(rf"(?P<part>(?i:the{S}(?:beginning|start|middle|end){S}of)){S}(?P<of_year>(?i:the)){S}year\b", _in_year),
    # 2016
    _form(rf"(?<=[\s(]){YEAR}(?=[^\w-]|-(?!\w)|\Z)", _in_year),
    # the 1980s; the early 2000s; the '80s
    _form(rf"(?:[Tt]he{S})?{PART}?(?P<decade>(?:1[6-9]|20)\d0)s\b", _in_decade),
    _form(rf"[Tt]he{S}{PART}?['\u2019\u2018]?(?P<decade>[5-9]0)s\b", _in_decade),
    # Days that have a name, and two that gave theirs to what happened on them.
    _form(rf"Christmas{S}Eve\b", _named(12, 24), needs="christmas"),
    _form(rf"Christmas{S}[Dd]ay\b", _named(12, 25), needs="christmas"),
    _form(rf"New{S}Year['\u2019]s{S}Eve\b", _named(12, 31), needs="new"),
    _form(rf"New{S}Year['\u2019]s{S}[Dd]ay\b", _named(1, 1), needs="new"),
    _form(rf"(?:9/11\b|Sept(?:ember|\.)?{S}11(?:th)?,?{S}(?:terrorist{S})?attacks?\b)", _named(9, 11, 2001), needs="11"),
    # Thursday; last Friday; early on Sunday; Monday night; Tuesday of last week
    _form(
        rf"(?:{TURN}{S})?(?:(?P<side>[Ee]arly|[Ll]ate)(?:{S}on)?{S})?{WEEKDAY}\b(?:{S}(?:of{S})?(?P<week>last|this|next){S}week\b)?{CLOCK}",
        _on_weekday,
    ),
    _form(rf"(?:today|(?:earlier|later){S}today|this{S}(?:morning|afternoon|evening)|tonight)\b", _on_days(0, 0), _ANY),
    _form(rf"yesterday\b(?:{S}(?:morning|afternoon|evening|night))?", _on_days(-1, -1), _ANY, needs="yesterday"),
    _form(rf"(?:last{S}night|overnight)\b", _on_days(-1, 0), _ANY),
    _form(rf"the{S}day{S}before{S}yesterday\b", _on_days(-2, -2), _ANY, needs="yesterday"),
    _form(rf"(?:the{S}day{S}after{S})tomorrow\b", _on_days(2, 2, ahead=True), _ANY, needs="tomorrow"),
    _form(rf"tomorrow\b(?:{S}(?:morning|afternoon|evening|night))?", _on_days(1, 1, ahead=True), _ANY, needs="tomorrow"),
    # last week; earlier this month; late last year; next weekend
    _form(
        rf"(?:(?P<side>earlier|later|late|early|mid)(?:{S}|-)(?:on{S})?)?(?P<turn>this(?:{S}past)?|last|next|the{S}coming){S}"
        r"(?P<unit>weekend|week|month|year)\b",
        _shifted,
        _ANY,
    ),
    # earlier in the year; over the weekend
    _form(rf"(?P<side>earlier|later){S}in{S}(?P<turn>the){S}(?:current{S})?(?P<unit>week|month|year)\b", _shifted, _ANY),
    _form(rf"(?:over|at|on|during){S}(?P<turn>the){S}(?P<unit>weekend)\b", _shifted, _ANY, needs="weekend"),
    # two weeks ago; over a year ago; days ago
    _form(rf"{ROUGH}(?:{NUMBER}{S})?{UNIT}{S}ago\b", _counted(Sense.AGO), _ANY, needs="ago"),
    # over the past two months; in recent weeks; for three days
    _form(rf"{_OVER}(?:the|these|this){S}(?:past|last|previous|recent){S}{ROUGH}(?:{NUMBER}{S})?{UNIT}", _lasting, _ANY),
    _form(rf"{_OVER}(?:the{S})?(?:most{S})?recent{S}{UNIT}", _lasting, _ANY, needs="recent"),
    _form(rf"for{S}{ROUGH}(?:{NUMBER}{S})?{UNIT}", _lasting, _ANY, needs="for"),
    # in the coming days; over the next two weeks
    _form(
        rf"{_OVER}(?:the{S})?(?:coming|next){S}{ROUGH}(?:{NUMBER}{S})?(?P<unit>day|week|month|year)(?P<many>s)\b", _coming, _ANY
    ),
    # the following day; that same night; the same month
    _form(
        rf"(?P<side>(?:on{S})?the{S}(?:very{S})?(?:following|next|same|previous|preceding)|(?:later{S})?that(?:{S}same|{S}very)?){S}"
        r"(?P<unit>day|night|morning|week|weekend|month|year)\b",
        _narrative,
        _ANY,
    ),
    # two days earlier; weeks later
    _form(
        rf"{ROUGH}(?:{NUMBER}{S})?{UNIT}{S}(?P<side>earlier|later|previously|afterwards?|prior|thereafter)\b", _narrative, _ANY
    ),
    # the day before; the week after: at the end of a clause, or an event follows
    _form(rf"the{S}(?P<unit>day|night|week|month|year){S}(?P<side>before|after)\b(?=[,.;)]|\Z)", _narrative, _ANY),
    # weeks after a strike; six days since Russia halted; the day after a vote
    _form(rf"{ROUGH}(?:{NUMBER}{S})?{UNIT}{S}(?:after|since|following)(?={S}\w)", _counted(Sense.AFTER), _ANY),
    _form(
        rf"(?P<number>)the{S}(?P<unit>day|night|week|month|year)(?P<many>){S}after(?={S}\w)",
        _counted(Sense.AFTER, alone=True),
        _ANY,
        needs="after",
    ),
    # two weeks before the vote
    _form(rf"{ROUGH}(?:{NUMBER}{S})?{UNIT}{S}(?:before|ahead{S}of|prior{S}to)(?={S}\w)", _counted(Sense.BEFORE), _ANY),
    _form(
        rf"(?P<number>)the{S}(?P<unit>day|night|week|month|year)(?P<many>){S}before(?={S}\w)",
        _counted(Sense.BEFORE, alone=True),
        _ANY,
        needs="before",
    ),
)
"""All are tried; where two overlap the longer wins, then the earlier row."""
