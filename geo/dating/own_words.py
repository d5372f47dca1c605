"""
When a document that does not say so was published, as far as its own words allow.

Each rule gives a range of days with its evidence, or nothing; where several speak, their ranges must meet. Nothing is
invented: a document that no rule can date stays undated.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from geo.calendar import WEEKDAYS, day as day_of
from geo.dates import Expression, Sense
from geo.dating.page import Clue, Page, agreed
from geo.model import Basis, BlockKind, Document, Publication, Span
from geo.offices import Held, Tenure, held

_DAY: Final = dt.timedelta(days=1)
_WEEK: Final = 7
_FIRST_YEAR: Final = 1990
"""No earlier year tells when a report was written: it is history in all that are likely to be read."""
_BEGINNING: Final = dt.date(_FIRST_YEAR, 1, 1)
_NEWS: Final = 2
"""Days for which a weekday in a lede needs no "last": of eleven labeled reports five came a day later, two came two."""
_AFTER_LAST: Final = 6
"""Days after the last day that it tells in which a report is still news."""
_FRESH: Final = 3
"""Days after the last day that it tells in which a report without a weekday was written."""
_OLD_PICTURE: Final = re.compile(r"\bfile\b|\barchive\b", re.IGNORECASE)
_WEEKDAY: Final = re.compile(rf"\b({'|'.join(name for name in WEEKDAYS if name.endswith('day'))})\b", re.IGNORECASE)

Stretch = tuple[dt.date, dt.date | None]
"""First and last day; None while it goes on."""


def date(document: Document, expressions: Sequence[Expression], tenures: Sequence[Tenure] = ()) -> Publication:
    """
    Return when `document` was published, with the evidence; unknown is a value.

    `tenures` says who held which office when: it tells the year of a report that tells none.
    """
    page = Page(document=document, expressions=expressions)
    clues = [clue for rule in RULES for clue in rule(page)]
    if clues:
        return agreed(clues, Basis.WEEKDAY)
    term = _in_office(page, tenures)
    if term:
        return agreed([*term, *_lately(page, term)], Basis.OFFICE_HOLDERS)
    return Publication(evidence=document.published.evidence or "nothing in the text says when it was published")


def in_office(page: Page, tenures: Sequence[Tenure]) -> list[Stretch]:
    """Return the stretches of days on which everybody who is called so held the office; none where they never did together."""
    stretches: list[Stretch] = [(_BEGINNING, None)]
    for one in _mentions(page, tenures):
        stretches = [both for ours in stretches for theirs in one.stretches if (both := _shared(ours, theirs))]
    return stretches


def _mentions(page: Page, tenures: Sequence[Tenure]) -> list[Held]:
    found = (one for one in held(page.document.text, tenures) if _is_read(page, one.span))
    return list({(one.person, one.former): one for one in found}.values())


def _in_office(page: Page, tenures: Sequence[Tenure]) -> tuple[Clue, ...]:
    """Return the one stretch of days on which everybody who is called so held the office, bounded on both sides; else nothing."""
    mentions = _mentions(page, tenures)
    stretches = in_office(page, tenures)
    first, last = stretches[0] if len(stretches) == 1 else (_BEGINNING, None)
    if last is None:
        return ()
    told = [dt.date(year, 1, 1) for one in page.expressions for year in years(one) if first <= dt.date(year, 1, 1) <= last]
    telling = [one for one in mentions if any(first == begun or last == ended for begun, ended in one.stretches)]
    return (Clue(first=max([first, *told]), last=last, evidence="; ".join(map(_called, telling))),)


def _called(one: Held) -> str:
    """Return in words what a mention of an office tells."""
    since, until = one.stretches[0][0], one.stretches[-1][1]
    if one.former:
        return f"{one.person} is called a former {one.office}, so it is after {since}"
    return f"{one.person} is called {one.office}: {since} to {until or 'now'}"


def _lately(page: Page, term: Sequence[Clue]) -> Iterator[Clue]:
    """Yield the days after the last that it tells without a year, where only one year puts that day into the term."""
    told = [one for one in page.expressions if one.sense is Sense.DAY and not one.year and not one.ahead and not one.other]
    first, last = term[0].first, term[0].last
    ends = {}
    for year in range(first.year, last.year + 1):
        days = [found for one in told if (found := day_of(year, one.month or 0, one.day or 0))]
        if days and first <= max(days) <= last:
            ends[max(days)] = next(one.words for one in told if day_of(year, one.month or 0, one.day or 0) == max(days))
    if len(ends) != 1:
        return
    [(latest, words)] = ends.items()
    evidence = f"the last day that it tells is {words!r}, which falls into that time in {latest.year} alone"
    if page.weekday:
        yield _breaking(latest, page.weekday, evidence)
    else:
        yield Clue(first=latest, last=latest + _FRESH * _DAY, evidence=evidence)


def _shared(one: Stretch, other: Stretch) -> Stretch | None:
    first = max(one[0], other[0])
    ends = [end for end in (one[1], other[1]) if end]
    last = min(ends) if ends else None
    return (first, last) if last is None or first <= last else None


def _is_read(page: Page, span: Span) -> bool:
    block = page.block_of(span)
    return block is not None and block.kind is not BlockKind.FURNITURE


def _pictured(page: Page) -> Iterator[Clue]:
    """Yield the weekday of the news that follows the day of a picture: pictures of the news are at most some days old."""
    weekday = page.weekday
    for one in page.expressions:
        block = page.block_of(one.span)
        if weekday is None or one.sense is not Sense.DAY or one.year is None or one.other or block is None:
            continue
        taken = day_of(one.year, one.month or 0, one.day or 0)
        if block.kind is BlockKind.CAPTION and taken and not _OLD_PICTURE.search(block.span.of(page.document.text)):
            yield _breaking(taken, weekday, f"a picture was taken on {one.words}")


def _paired(page: Page) -> Iterator[Clue]:
    """Yield the days after one that is told with its weekday, in the one year near those told in which both agree."""
    told = [year for one in page.expressions for year in years(one)]
    latest = max((year for year in told if year >= _FIRST_YEAR), default=None)
    for one, weekday in _pairs(page):
        likely = (one.year,) if one.year else () if latest is None else (latest, latest + 1)
        days = [found for year in likely if (found := day_of(year, one.month or 0, one.day or 0)) and found.weekday() == weekday]
        if len(days) == 1 and not one.ahead:
            told_in = "" if one.year else f", which it was in {days[0].year}"
            yield Clue(first=days[0], last=days[0] + _AFTER_LAST * _DAY, evidence=f"the lede tells of {one.words!r}{told_in}")


def _pairs(page: Page) -> Iterator[tuple[Expression, int]]:
    spans = [block.span for block in page.lede]
    for one in page.expressions:
        match = _WEEKDAY.search(one.words)
        if one.sense is Sense.DAY and match and any(span.holds(one.span) for span in spans):
            yield one, WEEKDAYS[match[1].lower()]


def _breaking(after: dt.date, weekday: Expression, evidence: str) -> Clue:
    """Return the day of the news and those after it: a report names the weekday of the day it was written, or one just past."""
    first = after + ((weekday.weekday or 0) - after.weekday()) % _WEEK * _DAY
    return Clue(
        first=first, last=first + _NEWS * _DAY, evidence=f"{evidence}, and {weekday.words!r} in the lede is the one after it"
    )


def years(one: Expression) -> Iterator[int]:
    """Yield the years that an expression names, those to come apart."""
    for inner in one.inner:
        yield from years(inner)
    if one.year and not one.ahead and one.sense is not Sense.DECADE:
        yield one.year


RULES: Final[tuple[Callable[[Page], Iterator[Clue]], ...]] = (_pictured, _paired)
"""All speak; what they say must agree."""
