"""When a document was published that tells of what a dated one tells with its day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from geo.dates import Expression, Sense, Unit, resolve
from geo.dating.own_words import in_office, years
from geo.dating.page import Clue, Page, agreed
from geo.model import Basis, BlockKind, DatePrecision, Document, Publication, Span, When
from geo.offices import Tenure

_DAY: Final = dt.timedelta(days=1)
_NEWS: Final = 3
"""Days for which a happening opens the reports that tell of it."""
_WEEK: Final = 7
_LEDE: Final = frozenset({BlockKind.TITLE, BlockKind.HEADING})
_SHOWN: Final = 120
"""Characters of a sentence that are enough to find it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retold:
    """A happening that a document tells without its date, and a dated document with it."""

    sentence: Span
    """Where the undated document tells of it."""
    words: Span | None
    """What it says there of when that was; None when it says nothing."""
    day: dt.date
    source: str
    """The dated document."""
    quote: str
    """The sentence of the dated document."""
    why: str
    """What the two share, in words."""


def by_events(
    document: Document, expressions: Sequence[Expression], retold: Sequence[Retold], tenures: Sequence[Tenure] = ()
) -> Publication:
    """
    Return when `document` was published, as what it shares with dated documents tells; what was known stays where they do not.

    News that opens a report is at most `_NEWS` days old; what else it says of that day must be true of the answer. All that
    is shared must agree, and agree with what was known before, the years that it names and the offices that it speaks of.
    """
    page = Page(document=document, expressions=expressions)
    clues = list(_clues(page, retold))
    if not clues:
        return document.published
    known = document.published
    if known.when.first and known.when.last:
        clues.append(Clue(first=known.when.first, last=known.when.last, evidence=known.evidence))
    answer = agreed(clues, Basis.SAME_EVENTS, of="what is known and what dated documents tell")
    against = _against(page, answer, tenures)
    if answer.when.first is None or against:
        evidence = "; ".join(part for part in (known.evidence, f"{answer.evidence}{against}") if part)
        return Publication(when=known.when, basis=known.basis, evidence=evidence)
    return answer


def _clues(page: Page, retold: Sequence[Retold]) -> Iterator[Clue]:
    """Yield the days after each happening of the lede, as far as the words of both go together."""
    opening = [*page.lede, *(block for block in page.document.blocks if block.kind in _LEDE)]
    for one in retold:
        if not any(block.span.holds(one.sentence) for block in opening):
            continue
        days = [one.day + after * _DAY for after in range(_NEWS + 1)]
        days = [day for day in days if _goes_with(page, one, day)]
        if days:
            first, said = _not_before(page, one.day, days[0])
            last = days[-1]
            evidence = f"{one.source} tells of the same on {one.day}, {_short(one.quote)!r}, as this does in {_told(page, one)}"
            yield Clue(first=min(first, last), last=last, evidence=f"{evidence} ({one.why}){said}")


def _goes_with(page: Page, one: Retold, day: dt.date) -> bool:
    """Return whether the happening was on its day, as the document says it, if that was published on `day`."""
    published = When(first=day, last=day, precision=DatePrecision.DAY)
    whens = resolve(page.expressions, published)
    if one.words is None:
        inside = (said for said in page.expressions if one.sentence.holds(said.span))
        # "A year after the attack": what is told is not the news.
        return all(_is_of_the_news(said) for said in inside)
    said = [when for when in whens if when.span == one.words]
    return any(when.first and when.last and when.first <= one.day <= when.last for when in said)


def _is_of_the_news(said: Expression) -> bool:
    return said.ahead or said.sense is Sense.WEEKDAY or (said.sense is Sense.SHIFT and said.unit is Unit.DAY)


def _not_before(page: Page, day: dt.date, first: dt.date) -> tuple[dt.date, str]:
    """Return the first day by which every weekday of the lede has come that follows the happening, and the word for it."""
    latest, told = first, ""
    for said in page.weekdays:
        named = day + ((said.weekday or 0) - day.weekday()) % _WEEK * _DAY
        if not said.ahead and latest < named <= day + _NEWS * _DAY:
            latest, told = named, f"; it names {said.words!r}, which was {named}"
    return latest, told


def _against(page: Page, answer: Publication, tenures: Sequence[Tenure]) -> str:
    """Return what in the document cannot have been written on the days of an answer, empty when all can."""
    first, last = answer.when.first, answer.when.last
    if first is None or last is None:
        return ""
    later = max((year for one in page.expressions for year in years(one)), default=first.year)
    if later > last.year:
        return f"; but it names the year {later}"
    held = any(begun <= last and (ended is None or first <= ended) for begun, ended in in_office(page, tenures))
    return "" if held else "; but somebody held no such office then"


def _told(page: Page, one: Retold) -> str:
    return repr(_short(one.sentence.of(page.document.text)))


def _short(text: str) -> str:
    line = " ".join(text.split())
    return f"{line[:_SHOWN].rstrip()}..." if len(line) > _SHOWN else line
