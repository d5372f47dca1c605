"""The forms that time takes in English news, as a table; each row says what its words mean."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Final

from geo.calendar import FullDate, full_dates, short_dates
from geo.dates import feasts
from geo.dates.expression import Sense
from geo.dates.feasts import ISLAMIC_MONTHS, PERSIAN_MONTHS
from geo.dates.meanings import (
    Fields,
    coming,
    counted,
    day,
    half_ago,
    in_century,
    in_decade,
    in_islam,
    in_month,
    in_persia,
    in_quarter,
    in_season,
    in_week_of_month,
    in_year,
    lasting,
    named,
    narrative,
    on_days,
    on_feast,
    on_weekday,
    same_day,
    shifted,
)
from geo.dates.words import (
    CLOCK,
    DAY,
    LEFT,
    MONTH,
    NUMBER,
    OF_YEAR,
    PART,
    ROUGH,
    SEASON,
    SEASONS,
    THIRD,
    TO_DAY,
    TURN,
    UNIT,
    WEEKDAY,
    YEAR,
    S,
    either,
)
from geo.model import DatePrecision, Span


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
    needs: tuple[str, ...] = ("",)
    """Letters without one of which it cannot match: most paragraphs have none of them, and looking is cheap."""


def found(text: str) -> Iterator[Found]:
    """Yield everything in `text` that a form matches, overlaps included."""
    for one in chain(full_dates(text), filter(lambda one: _is_said(one, text), short_dates(text))):
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
        if not any(letters in lower for letters in form.needs):
            continue
        for match in form.pattern.finditer(text):
            fields = form.meaning(match)
            if fields is not None:
                yield Found(span=Span(*match.span()), fields=fields)


def _is_said(one: FullDate, text: str) -> bool:
    """Return whether a year of two digits is more than a number behind a day: "3 May '03", "3-May-03", "on 03/05/03"."""
    mark = one.words[-3]
    is_named = any(letter.isalpha() for letter in one.words)
    return mark in "'\u2019-" if is_named else mark in "/-" and _is_led(one, text)


def _is_led(one: FullDate, text: str) -> bool:
    before = text[max(0, one.span.start - 12) : one.span.start].split()
    return not one.span.start or (bool(before) and before[-1].lower() in {"on", "dated", "since", "until", "from"})


# --- the table -----------------------------------------------------------------------------


def _form(pattern: str, meaning: Callable[[re.Match[str]], Fields | None], flags: int = 0, *, needs: str = "") -> Form:
    """Return a row; what it needs is one of several where "|" stands between them."""
    return Form(re.compile(LEFT + pattern, flags), meaning, tuple(needs.split("|")))


_ANY: Final = re.IGNORECASE
_A_YEAR: Final = "1|20"
_A_SEASON: Final = "|".join(SEASONS)
_OVER: Final = rf"(?:(?:in|over|during|for|within|throughout|across|on|at){S})?"
_THE_DAY: Final = rf"(?:{WEEKDAY},?{S}(?:the{S})?)?"

FORMS: Final = (
    # September 6, 2018; Sept. 6-8; Thursday, September 6; September 6 of last year
    _form(rf"{_THE_DAY}{MONTH}{S}{DAY}{TO_DAY}(?:,?{S}{YEAR}|{OF_YEAR})", day),
    # 6 September 2018; 6th of September; 6-8 September
    _form(rf"{_THE_DAY}{DAY}{TO_DAY}{S}(?:of{S})?{MONTH}(?!\w)(?:,?{S}{YEAR}|{OF_YEAR})", day),
    # May 2018; early October, 2018; the end of May 2018
    _form(rf"{PART}?{MONTH},?(?:{S}of)?{S}{YEAR}", in_month, needs=_A_YEAR),
    # October; mid-June; last May; October last year
    _form(rf"{PART}?(?:{TURN}{S})?{MONTH}(?!\w){OF_YEAR}", in_month),
    # last year in May
    _form(rf"(?P<of_year>(?i:last|this|next)){S}year,?{S}in{S}{PART}?{MONTH}(?!\w)", in_month),
    # the summer; last spring; the spring of 2018; in winter
    _form(
        rf"(?:{THIRD}{S})?(?:in{S})?(?:{TURN}|[Tt]he|[Ii]n){S}{SEASON}(?:,?{S}(?:of{S})?{YEAR}|{OF_YEAR})(?!\w)",
        in_season,
        needs=_A_SEASON,
    ),
    # summer 2015; early summer; late summer of last year
    _form(rf"{SEASON}{S}(?:of{S})?{YEAR}", in_season, needs=_A_SEASON),
    _form(rf"{THIRD}[- ]{SEASON}(?:,?{S}(?:of{S})?{YEAR}|{OF_YEAR})(?!\w)", in_season, needs=_A_SEASON),
    # late 2016; the end of 2016; early last year; the end of the year
    _form(rf"{PART}{YEAR}\b", in_year, needs=_A_YEAR),
    _form(rf"{PART}(?P<of_year>(?i:last|this|next|the)){S}year\b", in_year, needs="year"),
    _form(rf"(?P<part>(?i:the{S}(?:beginning|start|middle|end){S}of)){S}(?P<of_year>(?i:the)){S}year\b", in_year, needs="year"),
    # the first week of May; the third quarter of 2018; the 19th century
    _form(
        rf"the{S}(?P<nth>(?i:first|second|third|fourth|last)){S}week{S}(?:of|in){S}{MONTH}(?!\w)(?:,?{S}{YEAR})?",
        in_week_of_month,
        needs="week",
    ),
    _form(rf"the{S}(?P<nth>(?i:first|second|third|fourth)){S}quarter{S}of{S}{YEAR}", in_quarter, needs="quarter"),
    _form(rf"the{S}(?P<nth>1[5-9]|20)th{S}century\b", in_century, needs="century"),
    # half a year ago; a year and a half ago
    _form(rf"(?P<half>half{S}a{S}year|a{S}year{S}and{S}a{S}half){S}ago\b", half_ago, _ANY, needs="half"),
    # 2016
    _form(rf"(?<=[\s(]){YEAR}(?=[^\w-]|-(?!\w)|\Z)", in_year),
    # in '03
    _form(r"(?<=[Ii]n )['\u2019\u2018](?P<year>\d\d)(?=[^\w'-]|\Z)", in_year, needs="'|\u2019|\u2018"),
    # the 1980s; the early 2000s; the '80s
    _form(rf"(?:[Tt]he{S})?{PART}?(?P<decade>(?:1[6-9]|20)\d0)s\b", in_decade, needs="0s"),
    _form(rf"[Tt]he{S}{PART}?['\u2019\u2018]?(?P<decade>[5-9]0)s\b", in_decade, needs="0s"),
    # Days that have a name, and two that gave theirs to what happened on them.
    _form(rf"(?:{TURN}{S})?(?P<feast>{feasts.printed()})\b(?:,?{S}(?:(?:of|in){S})?{YEAR})?", on_feast),
    # 10 Muharram 1441; 24 Aban 1398
    _form(rf"{DAY}{S}(?:of{S})?(?P<month>(?i:{either(ISLAMIC_MONTHS)})),?{S}(?P<year>1[34]\d\d)\b", in_islam, needs="1"),
    _form(rf"{DAY}{S}(?:of{S})?(?P<month>(?i:{either(PERSIAN_MONTHS)})),?{S}(?P<year>1[34]\d\d)\b", in_persia, needs="1"),
    _form(rf"(?:9/11\b|Sept(?:ember|\.)?{S}11(?:th)?,?{S}(?:terrorist{S})?attacks?\b)", named(9, 11, 2001), needs="11"),
    # Thursday; last Friday; early on Sunday; Monday night; Tuesday of last week
    _form(
        rf"(?:{TURN}{S})?(?:(?P<side>[Ee]arly|[Ll]ate)(?:{S}on)?{S})?{WEEKDAY}\b(?:{S}(?:of{S})?(?P<week>last|this|next){S}week\b)?{CLOCK}",
        on_weekday,
        needs="day",
    ),
    _form(rf"(?:today|(?:earlier|later){S}today|this{S}(?:morning|afternoon|evening)|tonight)\b", on_days(0, 0), _ANY),
    _form(rf"yesterday\b(?:{S}(?:morning|afternoon|evening|night))?", on_days(-1, -1), _ANY, needs="yesterday"),
    _form(rf"(?:last{S}night|overnight)\b", on_days(-1, 0), _ANY),
    _form(rf"the{S}day{S}before{S}yesterday\b", on_days(-2, -2), _ANY, needs="yesterday"),
    _form(rf"(?:the{S}day{S}after{S})tomorrow\b", on_days(2, 2, ahead=True), _ANY, needs="tomorrow"),
    _form(rf"tomorrow\b(?:{S}(?:morning|afternoon|evening|night))?", on_days(1, 1, ahead=True), _ANY, needs="tomorrow"),
    # last week; earlier this month; late last year; next weekend
    _form(
        rf"(?:(?P<side>earlier|later|late|early|mid)(?:{S}|-)(?:on{S})?)?(?P<turn>this(?:{S}past)?|last|next|the{S}coming){S}"
        r"(?P<unit>weekend|week|month|year)\b",
        shifted,
        _ANY,
        needs="week|month|year",
    ),
    # earlier in the year; over the weekend
    _form(rf"(?P<side>earlier|later){S}in{S}(?P<turn>the){S}(?:current{S})?(?P<unit>week|month|year)\b", shifted, _ANY),
    _form(rf"(?:over|at|on|during){S}(?P<turn>the){S}(?P<unit>weekend)\b", shifted, _ANY, needs="weekend"),
    # two weeks ago; over a year ago; days ago
    _form(rf"{ROUGH}(?:{NUMBER}{S})?{UNIT}{S}ago\b", counted(Sense.AGO), _ANY, needs="ago"),
    # over the past two months; in recent weeks; for three days
    _form(
        rf"{_OVER}(?:the|these|this){S}(?:past|last|previous|recent){S}{ROUGH}(?:{NUMBER}{S})?{UNIT}",
        lasting,
        _ANY,
        needs="past|last|previous|recent",
    ),
    _form(rf"{_OVER}(?:the{S})?(?:most{S})?recent{S}{UNIT}", lasting, _ANY, needs="recent"),
    _form(rf"for{S}{ROUGH}(?:{NUMBER}{S})?{UNIT}", lasting, _ANY, needs="for"),
    # in the coming days; over the next two weeks
    _form(
        rf"{_OVER}(?:the{S})?(?:coming|next){S}{ROUGH}(?:{NUMBER}{S})?(?P<unit>day|week|month|year)(?P<many>s)\b",
        coming,
        _ANY,
        needs="coming|next",
    ),
    # the following day; that same night; the same month
    _form(
        rf"(?P<side>(?:on{S})?the{S}(?:very{S})?(?:following|next|same|previous|preceding)|(?:later{S})?that(?:{S}same|{S}very)?){S}"
        r"(?P<unit>day|night|morning|week|weekend|month|year)\b",
        narrative,
        _ANY,
    ),
    # on the night that offices were set on fire: the one told last
    _form(rf"on{S}the{S}(?:same{S}|very{S})?(?P<unit>day|night|morning)(?={S}(?:that|when){S})", same_day, _ANY, needs="on"),
    # two days earlier; weeks later
    _form(
        rf"{ROUGH}(?:{NUMBER}{S})?{UNIT}{S}(?P<side>earlier|later|previously|afterwards?|prior|thereafter)\b",
        narrative,
        _ANY,
        needs="earlier|later|previously|afterward|prior|thereafter",
    ),
    # the day before; the week after: at the end of a clause, or an event follows
    _form(rf"the{S}(?P<unit>day|night|week|month|year){S}(?P<side>before|after)\b(?=[,.;)]|\Z)", narrative, _ANY),
    # weeks after a strike; six days since Russia halted; the day after a vote
    _form(
        rf"{ROUGH}(?:{NUMBER}{S})?{UNIT}{S}(?:after|since|following)(?={S}\w)",
        counted(Sense.AFTER),
        _ANY,
        needs="after|since|following",
    ),
    _form(
        rf"(?P<number>)the{S}(?P<unit>day|night|week|month|year)(?P<many>){S}after(?={S}\w)",
        counted(Sense.AFTER, alone=True),
        _ANY,
        needs="after",
    ),
    # two weeks before the vote
    _form(
        rf"{ROUGH}(?:{NUMBER}{S})?{UNIT}{S}(?:before|ahead{S}of|prior{S}to)(?={S}\w)",
        counted(Sense.BEFORE),
        _ANY,
        needs="before|ahead|prior",
    ),
    _form(
        rf"(?P<number>)the{S}(?P<unit>day|night|week|month|year)(?P<many>){S}before(?={S}\w)",
        counted(Sense.BEFORE, alone=True),
        _ANY,
        needs="before",
    ),
)
"""All are tried; where two overlap the longer wins, then the earlier row."""
