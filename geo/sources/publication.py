"""When a document says that it was published, and in which order it writes a numeric date."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

from geo.calendar import MONTHS, WINDOW, FullDate, full_dates
from geo.model import Basis, Block, BlockKind, DatePrecision, Publication, Span, When
from geo.sources import stated
from geo.sources.paragraphs import Paragraph

_URL_DATE: Final = re.compile(
    r"/(?P<year>(?:19|20)\d{2})[/-](?P<month>0?[1-9]|1[0-2])[/-](?P<day>0?[1-9]|[12]\d|3[01])(?=[/_-]|\Z)"
)
_URL_DIGITS: Final = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d{2})-?(?P<month>0[1-9]|1[0-2])-?(?P<day>0[1-9]|[12]\d|3[01])(?!\d)")
_MONTH_NAME: Final = re.compile(rf"\b(?:{'|'.join(name.capitalize() for name in MONTHS if len(name) > 3)}|May)\b(?! \d{{4}})")


def exact(day: date, basis: Basis, evidence: str, span: Span | None = None, words: str = "") -> Publication:
    """Return a publication on one day."""
    when = When(first=day, last=day, precision=DatePrecision.DAY, words=words, span=span)
    return Publication(when=when, basis=basis, evidence=evidence)


def from_url(url: str) -> Publication | None:
    """Return the day in the path of an address; None when it holds none."""
    for form in (_URL_DATE, _URL_DIGITS):
        match = form.search(url[:2000])
        if match:
            try:
                day = date(int(match["year"]), int(match["month"]), int(match["day"]))
            except ValueError:
                continue
            return exact(day, Basis.URL, f"the address holds {match[0].strip('/')}")
    return None


def from_text(text: str, paragraphs: Sequence[Paragraph], blocks: Sequence[Block], dateline: Span | None) -> Publication:
    """Return the day that a date line, a dateline or the title states; unknown when none does."""
    for paragraph, block in zip(paragraphs, blocks, strict=True):
        line = _in_line(paragraph, block)
        if line:
            return _stated(line, paragraph, text)
    for paragraph, block in zip(paragraphs, blocks, strict=True):
        found = _in_dateline(paragraph, dateline) or _in_title(paragraph, block)
        if found:
            return _stated(found, paragraph, text)
    return Publication(evidence="no line of the page states when it was published")


def _in_line(paragraph: Paragraph, block: Block) -> FullDate | None:
    if block.kind is BlockKind.BYLINE:
        return next(iter(stated.days(paragraph.text)), None)
    line = stated.date_line(paragraph) if block.kind is BlockKind.DATE else None
    return line.date if line else None


def _in_dateline(paragraph: Paragraph, dateline: Span | None) -> FullDate | None:
    if dateline is None or dateline.start != paragraph.span.start:
        return None
    return next(iter(stated.days(paragraph.text[: dateline.end - dateline.start])), None)


def _in_title(paragraph: Paragraph, block: Block) -> FullDate | None:
    """Return the date that ends a title: a digest is named after its day."""
    if block.kind is not BlockKind.TITLE:
        return None
    found = list(full_dates(paragraph.text))
    is_last = bool(found) and not paragraph.text[found[-1].span.end :].strip(" ).]")
    is_set_off = bool(found) and paragraph.text[: found[-1].span.start].rstrip().endswith(
        (":", "-", "\u2013", "\u2014", "|", "(", ",")
    )
    return found[-1] if is_last and is_set_off else None


def _stated(found: FullDate, paragraph: Paragraph, text: str) -> Publication:
    span = Span(paragraph.span.start + found.span.start, paragraph.span.start + found.span.end)
    evidence = f"the page says {paragraph.text[:80]!r}"
    if found.is_short:
        evidence += f"; two digits of a year stand for one from {WINDOW[0]} to {WINDOW[-1]}"
    if len(found.readings) == 1:
        return exact(found.readings[0], Basis.STATED, evidence, span, found.words)
    chosen, why = choose(found, text)
    if chosen:
        return exact(chosen, Basis.STATED, f"{evidence}; {why}", span, found.words)
    when = When(first=min(found.readings), last=max(found.readings), precision=DatePrecision.YEAR, words=found.words, span=span)
    return Publication(when=when, basis=Basis.STATED, evidence=f"{evidence}; nothing says which number is the month")


def choose(found: FullDate, text: str) -> tuple[date | None, str]:
    """Return the reading of a numeric date that the text supports, and why; None when nothing does."""
    day_first, month_first = found.readings
    months = [MONTHS[match[0].lower()] for match in _MONTH_NAME.finditer(text)]
    # A report names the months just past: the right reading has one of them close behind it.
    if months:
        behind = [min((one.month - month) % 12 for month in months) for one in (day_first, month_first)]
        if behind[0] != behind[1]:
            nearer = day_first if behind[0] < behind[1] else month_first
            return nearer, f"read as {nearer.isoformat()}, for the month it names is closest behind that"
    if "/" not in found.words:
        return day_first, f"read as {day_first.isoformat()}, for a date with {found.words[2:3]!r} puts the day first"
    return None, ""
