"""What a page says of itself: lines that hold a date, names of those who wrote it, and where it was written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from geo.calendar import MONTHS, WEEKDAYS, FullDate, full_dates, short_dates
from geo.model import Span
from geo.sources.paragraphs import Paragraph

MAX_DATE_LINE: Final = 140

_DATE_WORD: Final = re.compile(
    r"(?:(?:first |last )?(?:updated?|publish(?:ed)?|publication|posted|modified|created|issued|released?|printed|filed)|"
    r"date|on|at|by|the|of|from|"
    r"edt|est|gmt|utc|bst|cet|pst|pdt|ist|cst|am|pm|a\.m\.|p\.m\.|local time|time|hrs?|hours|"
    r"\d{1,2}[:.h]\d{2}(?::\d{2})?(?:\s?[ap]\.?m\.?)?|[+-]\d{1,2}:?\d{2}|"
    rf"{'|'.join(sorted(WEEKDAYS, key=len, reverse=True))})\b\.?|\b(?-i:[A-Z]{{2,6}})\b",
    re.IGNORECASE,
)
"""What may stand in a line beside its date; capitals are the name of a time zone or of an agency."""
_STAMP: Final = re.compile(
    r"(?:first |last )?(?:posted|publish(?:ed)?|publication|updated|modified|filed|issued|date)\b", re.IGNORECASE
)
_TWICE: Final = re.compile(r"(?P<day>\d{1,2} [A-Z][a-z]{2,8} \d{4})(?=(?P=day))")
"""The same day for the eye and for the screen reader, run together by a scraper."""
_WORD: Final = re.compile(r"\w")
_SPAN_OF_TIME: Final = r"\d{1,3} (?:s|sec|seconds?|min|minutes?|h|hrs?|hours?|days?|weeks?|months?|years?) ?"
_AGO: Final = re.compile(rf"(?:(?:last )?(?:updated|published|posted|modified):? )?(?:{_SPAN_OF_TIME}){{1,3}}ago", re.IGNORECASE)

_NAME: Final = r"[A-Z\u00c0-\u00de][\w.'\u2019-]{0,30}"
_BYLINE: Final = re.compile(
    rf"(?:By|BY|by|From|Reporting by|Words by|Story by|Text by)[:\s]\s{{0,3}}(?:{_NAME}[\s,&|/]{{0,3}}|and ){{1,10}}"
    r"(?:@\w{1,30}\s{0,2}){0,3}\Z"
)
_UPPER_BYLINE: Final = re.compile(rf"(?:BY|By|by) {_NAME} [^.!?\n]{{1,80}}\Z")
_LONG_BYLINE: Final = re.compile(rf"(?:BY|By) {_NAME}(?: {_NAME}){{1,4}}\s{{0,2}}(?:[|,\u2013\u2014/]|- )[^\n]{{1,100}}\Z")
_HANDLE: Final = re.compile(rf"(?:{_NAME} ){{1,4}}@\w{{1,30}}\Z")
_STAFF: Final = re.compile(
    rf"{_NAME}(?: {_NAME}){{1,3}}, (?:[A-Za-z]{{2,12}} ){{0,2}}(?i:staff|writer|correspondent|reporter|editor|bureau)\Z"
    rf"|{_NAME}(?: {_NAME}){{0,2}} (?i:staff|newsroom|web desk|news desk|staff writer|staff reporter)\Z"
)

_SP: Final = r"[ \u00a0\u2009\u202f]"
_SMALL: Final = r"(?:of|the|al|el|de|la|and|in|near|ON|AND|IN)"
_PART: Final = r"[A-Z\u00c0-\u00de][\w\u00c0-\u017f.'\u2019\u02bb/-]{0,30}"
_PLACE: Final = rf"{_PART}(?:{_SP}(?:{_PART}|{_SMALL})){{0,4}}"
_CAPITAL: Final = r"[A-Z\u00c0-\u00de][A-Z\u00c0-\u00de.'\u2019/ \u00a0-]{2,60}"
_MONTH: Final = rf"(?i:{'|'.join(sorted(MONTHS, key=len, reverse=True))})\.?"
_YEAR: Final = r"(?:,? (?:\d{4}|['\u2019]?\d\d))"
_DIGITS: Final = r"\d{4}-\d\d-\d\d|\d{1,2}[/.]\d{1,2}[/.](?:\d{4}|\d\d)"
_DATE: Final = rf"(?:{_MONTH}{_SP}\d{{1,2}}{_YEAR}?|\d{{1,2}}{_SP}{_MONTH}{_YEAR}?|{_DIGITS})"
_DAY_OF_A_YEAR: Final = rf"(?:{_MONTH}{_SP}\d{{1,2}}{_YEAR}|\d{{1,2}}{_SP}{_MONTH}{_YEAR}|{_DIGITS})"
_AGENCY: Final = r"\([A-Z][^()\n]{1,40}\)"
_DASH: Final = r"(?:[\u2014\u2013\u2015\u2212]|--|-)"
_WHERE: Final = rf"{_PLACE}(?:, {_PLACE}){{0,2}}"
_OPENERS: Final = r"(?:A|An|At least|The|Two|Three|Four|Five|Six|Dozens|Hundreds|Thousands|More than)"

_DATELINES: Final = (
    # After capitals a colon is enough: "LONDON: Iran is", "WASHINGTON, March 3: A".
    re.compile(rf"{_CAPITAL}(?:, {_PLACE})?(?:,? {_DATE})?:(?={_SP})"),
    # So is a dash: "ERBIL, Kurdistan Region - US officials", "BAGHDAD, Oct 3 (Reuters) - Two".
    re.compile(rf"{_CAPITAL}(?:, {_PLACE}){{0,2}}(?:,? {_DATE})?(?:{_SP}{_AGENCY})?,?{_SP}{{0,2}}{_DASH}(?={_SP})"),
    # An agency or a date in brackets takes the place of capitals: "Baghdad, Iraq (CNN) - Two".
    re.compile(rf"{_WHERE}(?:,? {_DATE})?{_SP}{_AGENCY}(?:,?{_SP}{_DATE})?{_SP}{{0,2}}(?:{_DASH}|:)(?={_SP})"),
    # So does a date: "Beirut, Oct 3 - Two".
    re.compile(rf"{_WHERE},? {_DATE}{_SP}{{0,2}}(?:{_DASH}|:)(?={_SP})"),
    # A place with its country before a dash: "Beirut, Lebanon - Two"; a second dash would close an aside.
    re.compile(rf"{_WHERE}{_SP}{{1,2}}{_DASH}(?={_SP})(?![^.\n]{{0,160}}{_SP}{_DASH}{_SP})"),
    # An agency alone: "(Reuters) - Two".
    re.compile(rf"{_AGENCY}{_SP}{{0,2}}{_DASH}(?={_SP})"),
    # The dash was lost on the way: "AUSTIN, Texas A man", "KABUL At least".
    re.compile(rf"{_CAPITAL}(?:, {_PLACE})?(?={_SP}{_OPENERS} [a-z])"),
)
"""Forms of the words before the first sentence that say where it was written; each must be followed by a space."""

_WORD_AT: Final = re.compile(r"\w{1,30}")
_LABELS: Final = frozenset(
    {
        "ANALYSIS", "BREAKING", "CORRECTION", "EXCLUSIVE", "EXPLAINER", "FACTBOX", "LIVE", "MORE", "NATO", "NOTE", "OPINION",
        "PHOTOS", "READ", "RELATED", "TIMELINE", "UPDATE", "UPDATED", "VIDEO", "WARNING", "WATCH",
    }
)  # fmt: skip
"""Capitals before a colon or a dash that name no place."""

_CREDITED: Final = re.compile(rf"{_WHERE}(?:,? {_DATE})?{_SP}{_AGENCY}(?={_SP}|\Z)")
"""The same, without a mark behind it: only an agency that is known makes it a dateline."""

_PLACED_DAY: Final = re.compile(
    rf"(?:{_CAPITAL}(?:, {_PLACE})?,?|{_PART}(?:{_SP}{_PART})?(?:, {_PART}(?:{_SP}{_PART})?)?,)"
    rf"{_SP}{_DAY_OF_A_YEAR}(?:{_SP}{_AGENCY})?\Z"
)
"""A line of a place and a day: "BAGHDAD 1996-08-22", "Lima, 23 Aug 88 (EFE)"; other words than names make it a headline."""

_AGENCY_NAME: Final = re.compile(r"\(([A-Z][^()\n]{1,40})\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class DateLine:
    """A line that holds a date and little else."""

    date: FullDate | None
    """None when it only counts back from a day that it does not name ("Updated 19 min ago")."""
    words: str


def date_line(paragraph: Paragraph) -> DateLine | None:
    """Return what a paragraph says as a line that holds a date; None when it is no such line."""
    text = paragraph.text
    if len(text) > MAX_DATE_LINE:
        return None
    if _AGO.fullmatch(text):
        return DateLine(date=None, words=text)
    found = days(_once(text))
    if not found:
        return None
    rest = _once(text)
    for one in reversed(found):
        rest = rest[: one.span.start] + " " + rest[one.span.end :]
    is_stamp = _STAMP.match(text) is not None and not paragraph.ended
    return DateLine(date=found[0], words=text) if is_stamp or not _WORD.search(_DATE_WORD.sub(" ", rest)) else None


def days(text: str) -> list[FullDate]:
    """Return the days with a year that a line about a report prints; two digits may stand for the year where no day has four."""
    return list(full_dates(text)) or list(short_dates(text))


def _once(text: str) -> str:
    """Return a text as long, with a day that stands there twice in a row blanked once."""
    match = _TWICE.search(text)
    return text if match is None else text[: match.end()] + " " * len(match[0]) + text[match.end() + len(match[0]) :]


def is_byline(paragraph: Paragraph) -> bool:
    """Whether it names who wrote it and says nothing else."""
    text = paragraph.text
    if len(text) > MAX_DATE_LINE:
        return False
    return any(form.match(text) for form in (_BYLINE, _UPPER_BYLINE, _LONG_BYLINE, _HANDLE, _STAFF))


def is_credit(paragraph: Paragraph, credited: frozenset[str]) -> bool:
    """Return whether it is no more than the names of agencies: what stands below a picture."""
    parts = [part.strip(" ()[].:") for part in re.split(r"[/,|]| via | - ", paragraph.text[:MAX_DATE_LINE])]
    return len(paragraph.text) < MAX_DATE_LINE and all(part.lower() in credited for part in parts)


def dateline(paragraph: Paragraph, credited: frozenset[str]) -> Span | None:
    """Return where the words stand that say where the text was written; None when it begins with none."""
    start = paragraph.span.start
    label = _WORD_AT.match(paragraph.text)
    if label and label[0] in _LABELS:
        return None
    for form in _DATELINES:
        match = form.match(paragraph.text)
        if match:
            return Span(start, start + match.end())
    match = _CREDITED.match(paragraph.text)
    return Span(start, start + match.end()) if match and agency(match[0]).lower() in credited else None


def is_dateline(paragraph: Paragraph, credited: frozenset[str]) -> bool:
    """Return whether it is a dateline and nothing else."""
    if len(paragraph.text) > MAX_DATE_LINE or paragraph.ended:
        return False
    if _PLACED_DAY.match(paragraph.text):
        return True
    found = dateline(Paragraph(span=paragraph.span, text=f"{paragraph.text} ", gap=0), credited)
    return found is not None and found.end >= paragraph.span.end


def agency(words: str) -> str:
    """Return the agency that a dateline names in brackets, "" when it names none."""
    match = _AGENCY_NAME.search(words)
    return match[1] if match and not any(mark.isdigit() for mark in match[1]) else ""
