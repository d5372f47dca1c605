"""The words for time in English news, as a table of forms; each row says what its words mean."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from geo.calendar import FIRST_YEAR, MONTHS, WEEKDAYS, full_dates
from geo.dates.expression import Part, Sense, Unit
from geo.model import DatePrecision, Span

Fields = Mapping[str, object]


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


# --- parts ---------------------------------------------------------------------------------


def _either(names: object) -> str:
    return "|".join(sorted((str(name) for name in names), key=lambda name: (-len(name), name)))  # type: ignore[attr-defined]


def _cased(names: list[str]) -> str:
    """Return an alternation of names as they are printed: capitalized, or all in capitals."""
    return _either([*(name.capitalize() for name in names), *(name.upper() for name in names)])


_FULL_MONTHS: Final = [name for name in MONTHS if len(name) > 4 or name in {"june", "july", "may"}]
_SHORT_MONTHS: Final = [name for name in MONTHS if name not in _FULL_MONTHS]
_FULL_WEEKDAYS: Final = [name for name in WEEKDAYS if name.endswith("day")]

_S: Final = r"[ \u00a0\n]{1,2}"
"""Space between words; a line may break there."""
_MONTH: Final = rf"(?P<month>{_cased(_FULL_MONTHS)}|(?:{_cased(_SHORT_MONTHS)})\b\.?)"
_DAY: Final = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?(?![\d:%])(?!,\d)(?!\.\d)"
_TO: Final = (
    rf"(?:(?:[ \u00a0]?[-\u2013\u2014][ \u00a0]?|{_S}(?:to|and|through){_S})(?P<to_day>\d{{1,2}})(?:st|nd|rd|th)?(?![\d:%]))?"
)
_YEAR: Final = r"(?P<year>(?:1[5-9]|20)\d\d)(?![\d%])(?!,\d)(?!\.\d)"
_WEEKDAY: Final = rf"(?P<weekday>{_cased(_FULL_WEEKDAYS)})"
_TURNS: Final = {
    "last": -1,
    "past": -1,
    "previous": -1,
    "this": 0,
    "the same": 0,
    "that": 0,
    "next": 1,
    "coming": 1,
    "the current": 0,
    "the": 0,
}
_TURN: Final = r"(?P<turn>[Ll]ast|[Tt]his(?: past| coming)?|[Nn]ext|(?:the )?past|(?:the )?coming)"
_OF_YEAR: Final = rf"(?:,?{_S}(?:(?:of|in|from){_S})?(?P<of_year>(?i:last|this|next|the same|that)){_S}year\b)?"
_PARTS: Final = {
    "early": Part.EARLY, "beginning": Part.EARLY, "start": Part.EARLY, "first": Part.EARLY, "begin": Part.EARLY, "mid": Part.MID, "middle": Part.MID,
    "late": Part.LATE, "end": Part.LATE, "second": Part.LATE, "close": Part.LATE,
}  # fmt: skip
_PART: Final = (
    rf"(?P<part>(?i:early|mid|late|(?:the{_S})?(?:very{_S})?(?:beginning|start|middle|end|close|first{_S}half|second{_S}half){_S}of))"
    rf"(?:[-\u2013]|{_S}(?:in{_S})?)"
)
_MAYBE_PART: Final = rf"(?:{_PART})?"
_SEASONS: Final = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
_SEASON: Final = r"(?P<season>(?i:spring|summer|autumn|fall|winter))(?:time)?"
_NUMBERS: Final = {
    word: number
    for number, words in enumerate(
        [
            "a an one single",
            "two couple",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
        ],
        start=1,
    )
    for word in words.split()
} | {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50}
_VAGUE: Final = {"few": (2, 5), "several": (2, 7), "some": (2, 7), "couple": (2, 3), "many": (3, 12), "dozen": (12, 12)}
_ROUGH: Final = rf"(?:(?:about|around|nearly|almost|over|more{_S}than|at{_S}least|less{_S}than|roughly|just|only|some|under|barely|well{_S}over|up{_S}to){_S}){{0,2}}"
_NUMBER: Final = (
    rf"(?P<number>(?:a{_S})?couple(?:{_S}of)?|(?:a{_S})?few|(?:the{_S})?several|(?:a{_S})?dozen|\d{{1,3}}|{_either(_NUMBERS)})"
    rf"(?:{_S}and{_S}a{_S}half|-and-a-half)?"
)
_UNITS: Final = {unit.value: unit for unit in Unit} | {
    "fortnight": Unit.WEEK,
    "minute": Unit.HOUR,
    "night": Unit.DAY,
    "morning": Unit.DAY,
}
_UNIT: Final = r"(?P<unit>minute|hour|day|night|weekend|week|fortnight|month|year|decade|century|centurie)(?P<many>s?)\b"
_TIME: Final = rf"(?:{_S}(?P<time>morning|afternoon|evening|night|noon|midday|midnight|lunchtime)\b)?"
_PLURAL: Final = {
    Unit.HOUR: (2, 12),
    Unit.DAY: (2, 6),
    Unit.WEEK: (2, 7),
    Unit.MONTH: (2, 11),
    Unit.YEAR: (2, 9),
    Unit.DECADE: (2, 5),
    Unit.CENTURY: (2, 5),
}
"""What "days", "weeks" without a number may count."""

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


# --- meanings ------------------------------------------------------------------------------


def _day(match: re.Match[str]) -> Fields | None:
    groups = match.groupdict()
    number, last = int(match["day"]), groups.get("to_day")
    if not 1 <= number <= 31 or (last and not number < int(last) <= 31):
        return None
    return {
        "sense": Sense.DAY,
        "grain": DatePrecision.DAY,
        "month": _month(match),
        "day": number,
        "to_day": int(last) if last else None,
        "year": int(groups["year"]) if groups.get("year") else None,
        "year_turn": _turn(groups.get("of_year")),
    }


def _month_said(match: re.Match[str]) -> Fields | None:
    groups = match.groupdict()
    return {
        "sense": Sense.MONTH,
        "grain": DatePrecision.WEEK if groups.get("part") else DatePrecision.MONTH,
        "month": _month(match),
        "year": int(groups["year"]) if groups.get("year") else None,
        "turn": _turn(groups.get("turn")),
        "year_turn": _turn(groups.get("of_year")),
        "part": _part(groups.get("part")),
    }


def _season(match: re.Match[str]) -> Fields | None:
    groups = match.groupdict()
    return {
        "sense": Sense.SEASON,
        "grain": DatePrecision.SEASON,
        "season": _SEASONS[match["season"].lower()],
        "year": int(groups["year"]) if groups.get("year") else None,
        "turn": _turn(groups.get("turn")),
        "year_turn": _turn(groups.get("of_year")),
        "part": _part(groups.get("part") or groups.get("part2")),
    }


def _year(match: re.Match[str]) -> Fields | None:
    part = _part(match.groupdict().get("part"))
    grain = DatePrecision.SEASON if part else DatePrecision.YEAR
    return {"sense": Sense.YEAR, "grain": grain, "year": int(match["year"]), "part": part}


def _year_turned(match: re.Match[str]) -> Fields | None:
    return {
        "sense": Sense.YEAR,
        "grain": DatePrecision.SEASON,
        "year_turn": _turn(match["of_year"]),
        "part": _part(match["part"]),
    }


def _decade(match: re.Match[str]) -> Fields | None:
    digits = match["decade"]
    year = int(digits) if len(digits) > 2 else 1900 + int(digits)
    return {"sense": Sense.DECADE, "grain": DatePrecision.YEAR, "year": year, "part": _part(match.groupdict().get("part"))}


def _weekday(match: re.Match[str]) -> Fields | None:
    groups = match.groupdict()
    fields: dict[str, object] = {
        "sense": Sense.WEEKDAY,
        "grain": DatePrecision.DAY,
        "weekday": WEEKDAYS[match["weekday"].lower()],
        "turn": _turn(groups.get("turn")),
    }
    if groups.get("week"):
        fields |= {"unit": Unit.WEEK, "low": _turn(groups["week"])}
    return fields


def _days(low: int, high: int | None = None, *, ahead: bool = False) -> Callable[[re.Match[str]], Fields]:
    fields = {
        "sense": Sense.SHIFT,
        "grain": DatePrecision.DAY,
        "unit": Unit.DAY,
        "low": low,
        "high": low if high is None else high,
    }
    return lambda _: fields | {"ahead": ahead}


def _shift(match: re.Match[str]) -> Fields | None:
    unit = _UNITS[match["unit"].lower()]
    number = _turn(match["turn"]) or 0
    side = (match.groupdict().get("side") or "").lower()
    part = _part(side if side in _PARTS and unit is not Unit.WEEK else None)
    return {
        "sense": Sense.SHIFT,
        "grain": GRAINS[unit],
        "unit": unit,
        "low": number,
        "high": number,
        "part": part,
        "ahead": side == "later" or number > 0,
    }


def _ago(match: re.Match[str]) -> Fields | None:
    if not _is_counted(match):
        return None
    unit = _unit(match)
    low, high = _count(match)
    return {"sense": Sense.AGO, "grain": GRAINS[unit], "unit": unit, "low": -high, "high": -low}


def _lasting(match: re.Match[str]) -> Fields | None:
    unit = _unit(match)
    _, high = _count(match)
    if not match["number"] and match["many"]:
        # "in recent weeks": so that "recent weeks" reach about a month back, "recent months" about half a year.
        high = {Unit.DAY: 7, Unit.WEEK: 5, Unit.MONTH: 6, Unit.YEAR: 5}.get(unit, high)
    return {"sense": Sense.LASTING, "grain": GRAINS[unit], "unit": unit, "low": -high, "high": 0}


def _narrative(match: re.Match[str]) -> Fields | None:
    groups = match.groupdict()
    if "number" in groups and not _is_counted(match):
        return None
    unit = _unit(match)
    low, high = _count(match) if "number" in groups else (1, 1)
    side = match["side"].lower().split()[-1]
    sign = {"earlier": -1, "before": -1, "previous": -1, "preceding": -1, "prior": -1, "same": 0, "that": 0}.get(side, 1)
    low, high = sorted((sign * low, sign * high))
    return {"sense": Sense.NARRATIVE, "grain": GRAINS[unit], "unit": unit, "low": low, "high": high}


def _counted(sense: Sense) -> Callable[[re.Match[str]], Fields | None]:
    def meaning(match: re.Match[str]) -> Fields | None:
        if not _is_counted(match) and "the " not in match[0].lower():
            return None
        unit = _unit(match)
        low, high = _count(match)
        return {"sense": sense, "grain": GRAINS[unit], "unit": unit, "low": -high, "high": -low}

    return meaning


def _unit(match: re.Match[str]) -> Unit:
    return _UNITS[match["unit"].lower().replace("centurie", "century")]


def _is_counted(match: re.Match[str]) -> bool:
    return bool(match["number"] or match["many"])


def _month(match: re.Match[str]) -> int:
    return MONTHS[match["month"].rstrip(".").lower()]


def _turn(words: str | None) -> int | None:
    if not words:
        return None
    said = words.lower().split()
    return next((_TURNS[word] for word in reversed(said) if word in _TURNS), 0)


def _part(words: str | None) -> Part | None:
    return next((_PARTS[word] for word in words.lower().split() if word in _PARTS), None) if words else None


def _count(match: re.Match[str]) -> tuple[int, int]:
    said = (match["number"] or "").lower()
    unit = _unit(match)
    for word, pair in _VAGUE.items():
        if word in said:
            return pair
    if said.isdigit():
        return int(said), int(said)
    if said in _NUMBERS:
        return _NUMBERS[said], _NUMBERS[said]
    return _PLURAL.get(unit, (1, 1)) if match["many"] else (1, 1)


# --- the table -----------------------------------------------------------------------------

_L: Final = r"(?<![\w-])"
_IN: Final = (
    r"(?:in|since|until|till|by|from|of|during|through|throughout|before|after|between|and|to|for|late|early|around|circa)"
)

FORMS: Final[tuple[Form, ...]] = (
    Form(re.compile(rf"{_L}(?:{_WEEKDAY},?{_S}(?:the{_S})?)?{_MONTH}{_S}{_DAY}{_TO}{_OF_YEAR}(?!{_S}\d{{4}})"), _day),
    Form(re.compile(rf"{_L}(?:{_WEEKDAY},?{_S}(?:the{_S})?)?{_DAY}{_TO}{_S}(?:of{_S})?{_MONTH}(?!\w){_OF_YEAR}"), _day),
    Form(re.compile(rf"{_L}{_MONTH}{_S}{_DAY}[-\u2013](?P<to_day>\d{{1,2}}),?{_S}{_YEAR}"), _day),
    Form(re.compile(rf"{_L}{_MAYBE_PART}{_MONTH},?(?:{_S}of)?{_S}{_YEAR}"), _month_said),
    Form(re.compile(rf"{_L}{_MAYBE_PART}(?:{_TURN}{_S})?{_MONTH}(?!\w){_OF_YEAR}"), _month_said),
    Form(re.compile(rf"{_L}(?P<of_year>(?i:last|this|next)){_S}year{_S}in{_S}{_MAYBE_PART}{_MONTH}(?!\w)"), _month_said),
    Form(re.compile(rf"{_L}(?:(?:(?P<part>(?i:early|mid|late)){_S})?(?:(?:in{_S})?{_TURN}|[Tt]he|[Ii]n){_S}|(?P<part2>(?i:early|mid|late))[- ]){_SEASON}(?:,?{_S}(?:of{_S})?{_YEAR}|{_OF_YEAR})(?!\w)"), _season),
    Form(re.compile(rf"{_L}{_PART}{_YEAR}\b"), _year),
    Form(re.compile(rf"{_L}(?<=[\s(]){_YEAR}(?=[^\w-]|-(?!\w)|\Z)"), _year),
    Form(re.compile(rf"{_L}{_PART}(?P<of_year>(?i:last|this|next)){_S}year\b"), _year_turned),
    Form(re.compile(rf"{_L}(?:[Tt]he{_S})?{_MAYBE_PART}(?P<decade>(?:1[6-9]|20)\d0)s\b"), _decade),
    Form(re.compile(rf"{_L}(?:[Tt]he{_S}){_MAYBE_PART}['\u2019\u2018]?(?P<decade>[5-9]0)s\b"), _decade),
    Form(re.compile(rf"{_L}(?:{_TURN}{_S})?(?:(?P<side>[Ee]arly|[Ll]ate)(?:{_S}on)?{_S})?{_WEEKDAY}\b(?:{_S}(?:of{_S})?(?P<week>last|this|next){_S}week\b)?{_TIME}"), _weekday),
    Form(re.compile(rf"{_L}(?i:today|(?:earlier|later){_S}today|this{_S}(?:morning|afternoon|evening)|tonight|the{_S}present{_S}day)\b"), _days(0)),
    Form(re.compile(rf"{_L}(?i:yesterday)\b(?:{_S}(?:morning|afternoon|evening|night))?"), _days(-1)),
    Form(re.compile(rf"{_L}(?i:last{_S}night|overnight)\b"), _days(-1, 0)),
    Form(re.compile(rf"{_L}(?i:the{_S}day{_S}before{_S}yesterday)\b"), _days(-2)),
    Form(re.compile(rf"{_L}(?i:tomorrow)\b(?:{_S}(?:morning|afternoon|evening|night))?"), _days(1, ahead=True)),
    Form(re.compile(rf"{_L}(?:(?P<side>(?i:earlier|later|late|early|mid)){_S}(?:on{_S})?)?(?P<turn>(?i:this(?:{_S}past)?|last|next|the{_S}coming)){_S}(?P<unit>weekend|week|month|year)\b"), _shift),
    Form(re.compile(rf"{_L}(?P<side>(?i:earlier|later)){_S}in{_S}(?P<turn>the){_S}(?:current{_S})?(?P<unit>week|month|year)\b"), _shift),
    Form(re.compile(rf"{_L}(?i:over|at|on|during){_S}(?P<turn>the){_S}(?P<unit>weekend)\b"), _shift),
    Form(re.compile(rf"{_L}{_ROUGH}(?:{_NUMBER}{_S})?{_UNIT}{_S}ago\b", re.IGNORECASE), _ago),
    Form(re.compile(rf"{_L}(?:(?:in|over|during|for|within|throughout|across){_S})?(?:the|these|this){_S}(?:past|last|previous|preceding|recent){_S}{_ROUGH}(?:{_NUMBER}{_S})?{_UNIT}", re.IGNORECASE), _lasting),
    Form(re.compile(rf"{_L}(?:(?:in|over|during|for|within){_S})?(?:the{_S})?(?:most{_S})?recent{_S}(?P<number>(?!))?{_UNIT}", re.IGNORECASE), _lasting),
    Form(re.compile(rf"{_L}for{_S}(?:the{_S}(?:past|last){_S})?{_ROUGH}(?:{_NUMBER}{_S})?{_UNIT}", re.IGNORECASE), _lasting),
    Form(re.compile(rf"{_L}(?P<side>(?:on{_S})?the{_S}(?:following|next|same|previous|preceding|very{_S}next)|(?:later{_S})?that(?:{_S}same)?){_S}(?P<unit>day|night|morning|week|month|year|weekend)\b", re.IGNORECASE), _narrative),
    Form(re.compile(rf"{_L}{_ROUGH}(?:{_NUMBER}{_S})?{_UNIT}{_S}(?P<side>earlier|later|previously|afterwards|prior|thereafter)\b", re.IGNORECASE), _narrative),
    Form(re.compile(rf"{_L}the{_S}(?P<unit>day|night|week|month|year){_S}(?P<side>before|after)\b(?=[,.;)]|\Z)", re.IGNORECASE), _narrative),
    Form(re.compile(rf"{_L}{_ROUGH}(?:{_NUMBER}{_S}|the{_S})?{_UNIT}{_S}(?:after|since|following)(?={_S}\w)", re.IGNORECASE), _counted(Sense.AFTER)),
    Form(re.compile(rf"{_L}{_ROUGH}(?:{_NUMBER}{_S}|the{_S})?{_UNIT}{_S}(?:before|ahead{_S}of|prior{_S}to)(?={_S}\w)", re.IGNORECASE), _counted(Sense.BEFORE)),
)  # fmt: skip
"""Read by all rows; where two overlap the longer wins."""


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
    for form in FORMS:
        for match in form.pattern.finditer(text):
            fields = form.meaning(match)
            if fields is not None and int(str(fields.get("year") or FIRST_YEAR)) >= FIRST_YEAR:
                yield Found(span=Span(*match.span()), fields=fields)
