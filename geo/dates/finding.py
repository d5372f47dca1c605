"""Find temporal expressions in what is read of a document, and leave out what only looks like one."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from spacy.tokens import Doc

from geo import calendar, text as parsed
from geo.dates import grammar
from geo.dates.expression import Expression, Sense
from geo.dates.grammar import Found
from geo.dates.look_alikes import LOOK_ALIKES
from geo.dates.tense import is_ahead
from geo.model import BlockKind, DatePrecision, Document, Span

_READ: Final = frozenset({BlockKind.TITLE, BlockKind.HEADING, BlockKind.CAPTION, BlockKind.BODY})
_SINCE: Final = re.compile(r"\b(?:ever\s)?since(?:\s(?:at\sleast|about|around|early\son))?\s{1,2}(?:the\s)?\Z", re.IGNORECASE)
_UNTIL: Final = re.compile(r"\b(?:until|till|up\sto)(?:\s(?:at\sleast|about|around))?\s{1,2}(?:the\s)?\Z", re.IGNORECASE)
_FROM: Final = re.compile(r"\b(?:from|between)\s{1,2}(?:the\s)?\Z", re.IGNORECASE)
_TO: Final = re.compile(r"\s{0,2}(?:to|until|till|through|and|[-\u2013\u2014])\s{0,2}(?:the\s)?", re.IGNORECASE)
_APPOSED: Final = re.compile(r",?\s{1,2}on\s{1,2}|,\s{1,2}", re.IGNORECASE)
_ENTRY: Final = re.compile(r"(?P<day>[1-9]\d?)(?:st|nd|rd|th)?(?=[ \u00a0]?(?::|[\u2013\u2014-](?!\d))[ \u00a0]\S)")
"""A number that opens an entry of a chronology: "12: Two soldiers"."""
_ENTRY_ENDS: Final = (":", "-", "\u2013", "\u2014")
_COARSE: Final = tuple(DatePrecision)
_LEAD: Final = 24
"""Characters before an expression that may hold its preposition."""


def find(document: Document, doc: Doc) -> tuple[Expression, ...]:
    """
    Return the temporal expressions in what is read of `document`, in text order and without overlap.

    Datelines, date lines and furniture hold none: the first two say when it was published, the last says nothing.
    """
    starts = [sentence.start_char for sentence in parsed.sentences(doc)]
    singles = [
        one
        for piece in _pieces(document)
        for found in _longest(grammar.found(piece.of(document.text)))
        if (one := _expression(found, piece.start, starts, document, doc)) is not None
    ]
    singles = sorted(_entered(document, singles, starts), key=lambda one: one.span)
    return tuple(_composed(list(_apposed(singles, document.text)), document.text))


def _pieces(document: Document) -> Iterator[Span]:
    line = document.dateline
    for block in document.blocks:
        if block.kind in _READ:
            start = line.end if line and block.span.holds(line) else block.span.start
            yield Span(start, block.span.end)


def _entered(document: Document, singles: Sequence[Expression], starts: Sequence[int]) -> Iterator[Expression]:
    """Yield the expressions, and the days that open the entries of a chronology with the month and year of the heading above."""
    said = {one.span.start: one for one in singles}
    above: Expression | None = None
    for block in document.blocks:
        if block.kind in {BlockKind.HEADING, BlockKind.TITLE}:
            above = said.get(block.span.start)
            is_all = above is not None and not block.span.of(document.text)[len(above.words) :].strip(" :.\u2013\u2014-")
            above = above if is_all and above is not None and above.year and above.sense in {Sense.MONTH, Sense.YEAR} else None
        elif above is not None and block.kind is BlockKind.BODY:
            yield from _opening(document, block.span, above, said, starts)
    yield from said.values()


def _opening(
    document: Document, block: Span, above: Expression, said: dict[int, Expression], starts: Sequence[int]
) -> Iterator[Expression]:
    """Yield the day that opens an entry; one that lacked its year is taken out of `said`."""
    own = said.get(block.start)
    if own is not None:
        rest = document.text[own.span.end : block.end].lstrip(" \u00a0")
        if own.sense is Sense.DAY and own.year is None and rest.startswith(_ENTRY_ENDS):
            yield replace(said.pop(block.start), year=above.year)
    elif (match := _ENTRY.match(document.text, block.start, block.end)) and above.month and above.year:
        number = int(match["day"])
        if calendar.day(above.year, above.month, number):
            at = bisect_right(starts, block.start) - 1
            yield Expression(
                span=Span(*match.span()),
                words=match[0],
                sense=Sense.DAY,
                grain=DatePrecision.DAY,
                year=above.year,
                month=above.month,
                day=number,
                sentence=starts[at] if at >= 0 else 0,
            )


def _longest(found: Iterable[Found]) -> list[Found]:
    kept: list[Found] = []
    for one in sorted(found, key=lambda one: (one.span.start - one.span.end, one.span.start)):
        if not any(one.span.overlaps(other.span) for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda one: one.span)


def _expression(found: Found, offset: int, starts: Sequence[int], document: Document, doc: Doc) -> Expression | None:
    span = Span(found.span.start + offset, found.span.end + offset)
    tokens = doc.char_span(span.start, span.end, alignment_mode="expand")
    if tokens is None or not len(tokens):
        return None
    at = bisect_right(starts, span.start) - 1
    one = Expression(
        span=span,
        words=span.of(document.text),
        sentence=starts[at] if at >= 0 else 0,
        **{"ahead": False, **found.fields},  # type: ignore[arg-type]  # the table of forms names fields only
    )
    first = doc[tokens.start]
    last = doc[tokens.end - 1]
    if any(looks(one, first, last) for looks in LOOK_ALIKES):
        return None
    return replace(one, ahead=one.ahead or is_ahead(first, last))


# --- from several to one -------------------------------------------------------------------


def _apposed(singles: Sequence[Expression], text: str) -> Iterator[Expression]:
    """Yield the expressions, one that the next makes exact as one with it: "the following day, on September 11"."""
    held: Expression | None = None
    for one in singles:
        if held is not None and _makes_exact(held, one, text):
            span = Span(held.span.start, one.span.end)
            held = replace(one, span=span, words=span.of(text))
            continue
        if held is not None:
            yield held
        held = one
    if held is not None:
        yield held


def _makes_exact(vague: Expression, exact: Expression, text: str) -> bool:
    is_counted = vague.sense in {Sense.NARRATIVE, Sense.SHIFT, Sense.AGO}
    return is_counted and exact.sense is Sense.DAY and _APPOSED.fullmatch(text[vague.span.end : exact.span.start]) is not None


def _composed(singles: Sequence[Expression], text: str) -> Iterator[Expression]:
    """Yield the expressions, those that a preposition binds into a stretch as one."""
    number = 0
    while number < len(singles):
        one = singles[number]
        before = text[max(0, one.span.start - _LEAD) : one.span.start]
        following = singles[number + 1] if number + 1 < len(singles) else None
        opening = _FROM.search(before)
        if opening and following and _TO.fullmatch(text[one.span.end : following.span.start]):
            yield _stretch(Sense.BETWEEN, one.span.start - len(opening[0]), (one, following), text)
            number += 2
            continue
        number += 1
        since, until = _SINCE.search(before), _UNTIL.search(before)
        if since and one.sense not in {Sense.AFTER, Sense.LASTING}:
            yield _stretch(Sense.SINCE, one.span.start - len(since[0]), (one,), text)
        elif until:
            yield _stretch(Sense.UNTIL, one.span.start - len(until[0]), (one,), text)
        else:
            yield one


def _stretch(sense: Sense, start: int, inner: tuple[Expression, ...], text: str) -> Expression:
    span = Span(start, inner[-1].span.end)
    grain = max((one.grain for one in inner), key=_COARSE.index)
    return Expression(
        span=span, words=span.of(text), sense=sense, grain=grain, inner=inner, ahead=inner[-1].ahead, sentence=inner[0].sentence
    )
