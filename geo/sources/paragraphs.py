"""A text as paragraphs: where they stand, and what their shape says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Final

from geo.model import Span

BLANK: Final = (
    " \t\r\n\f\v\x1c\x1d\x1e\x1f\x85\u00a0\u00ad\u1680\u180e\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009"
    "\u200a\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u202f\u205f\u2060\u3000\ufeff"
)
"""What is stripped from the ends of a paragraph: white space and marks of no width."""

HEADLINE_CHARACTERS: Final = 220
"""A longer line is no headline."""
HEADLINE_WORDS: Final = 2
"""One word alone is a label."""
PROSE_WORDS: Final = 8
"""Fewer, even with a full stop, may be a label or a caption."""

_BREAK: Final = re.compile(r"\r\n|[\n\r\u2028\u2029\x0b\x0c\x85]")
_WORD: Final = re.compile(r"\w{1,64}")
_ENDED: Final = re.compile("[.!?\u2026:;\u060c\u061f\u3002][\"'\u201d\u2019\u00bb)\\]\\s]{0,3}\\Z")
_BULLETS: Final = "\u2022*-\u2013\u2014\u00b7>#@\u25aa\u25cf"

_OPENING: Final = 60
"""Characters that two copies share at least."""

_NARROWEST: Final = 50
_WIDEST: Final = 130
"""Columns at which machines break lines; beyond it a line is a paragraph."""
_SLACK: Final = 0.75
_SHORTEST: Final = 25
"""Characters; shorter lines are entries of a list."""
_LOWER_SHARE: Final = 0.25


@dataclass(frozen=True, kw_only=True)
class Paragraph:
    """Lines that belong together."""

    span: Span
    text: str
    gap: int
    """Empty lines before it."""

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words, in lower case."""
        return tuple(_WORD.findall(self.text.lower()))

    @cached_property
    def key(self) -> str:
        """What two copies of one paragraph share."""
        return " ".join(self.words)

    @cached_property
    def ended(self) -> bool:
        """Whether it ends as a sentence does."""
        return _ENDED.search(self.text[-8:]) is not None

    @property
    def prose(self) -> bool:
        """Whether it is a sentence or more, rather than a headline, a name or an entry of a list."""
        return self.ended and len(self.words) >= PROSE_WORDS

    @property
    def headline(self) -> bool:
        """Whether it has the form of a headline: not too long, no full stop at its end."""
        return (
            len(self.words) >= HEADLINE_WORDS
            and len(self.text) <= HEADLINE_CHARACTERS
            and not self.text.rstrip("\"'\u201d\u2019").endswith((".", ":", ";", ","))
            and self.text[0] not in _BULLETS
        )


@dataclass(frozen=True, slots=True)
class _Line:
    span: Span
    width: int
    """Columns that it fills, indentation included."""


def cut(text: str) -> list[Paragraph]:
    """
    Return the paragraphs of `text` in order; lines that were wrapped by a machine are one paragraph.

    A paragraph that begins with an earlier one word for word (a standfirst, taken from it) is cut in two behind those
    words, so that the second copy can be told from what is new.
    """
    found: list[Paragraph] = []
    seen: dict[str, int] = {}
    for lines, gap in _chunks(text):
        for number, span in enumerate(_joined(lines, text)):
            paragraph = Paragraph(span=span, text=span.of(text), gap=0 if number else gap)
            found.extend(_divided(paragraph, seen))
            seen.setdefault(paragraph.text[:_OPENING], len(paragraph.text))
    return found


def _divided(paragraph: Paragraph, seen: dict[str, int]) -> tuple[Paragraph, ...]:
    text, start = paragraph.text, paragraph.span.start
    length = seen.get(text[:_OPENING])
    if length is None or not _OPENING <= length < len(text):
        return (paragraph,)
    copy = Paragraph(span=Span(start, start + length), text=text[:length], gap=paragraph.gap)
    rest = stripped(text, length, len(text))
    if not copy.prose or rest.start == length:
        return (paragraph,)
    return copy, Paragraph(span=Span(start + rest.start, start + rest.end), text=rest.of(text), gap=0)


def stripped(text: str, start: int, end: int) -> Span:
    """Return the part of a range that is not blank at its ends; an empty span when all of it is."""
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip(BLANK))
    return Span(start + left, start + left + len(piece.strip(BLANK)))


def _chunks(text: str) -> Iterator[tuple[list[_Line], int]]:
    """Yield lines without an empty one between them, with the number of empty lines before them."""
    chunk: list[_Line] = []
    gap = before = 0
    for line in _lines(text):
        if line.span.start == line.span.end:
            if chunk:
                yield chunk, before
                chunk, gap = [], 0
            gap += 1
        else:
            if not chunk:
                before, gap = gap, 0
            chunk.append(line)
    if chunk:
        yield chunk, before


def _lines(text: str) -> Iterator[_Line]:
    at = 0
    for match in _BREAK.finditer(text):
        span = stripped(text, at, match.start())
        yield _Line(span, span.end - at)
        at = match.end()
    span = stripped(text, at, len(text))
    yield _Line(span, span.end - at)


def _joined(lines: Sequence[_Line], text: str) -> list[Span]:
    """Return the lines, those that a machine broke joined again."""
    runs = [False, *_runs_on(lines, text)]
    joined: list[Span] = []
    for line, run in zip(lines, runs, strict=True):
        if run:
            joined[-1] = Span(joined[-1].start, line.span.end)
        else:
            joined.append(line.span)
    return joined


def _runs_on(lines: Sequence[_Line], text: str) -> list[bool]:
    """
    Return for each line but the first whether the one before it runs on into it.

    A sentence never goes on with a small letter in a new paragraph. And where a machine broke lines, it broke them
    only where the next word would pass the edge; a writer ends a line anywhere.
    """
    pairs = list(pairwise(lines))
    is_open = [not _ENDED.search(one.span.of(text)[-8:]) for one, _ in pairs]
    goes_on = [text[following.span.start].islower() and len(one.span.of(text)) >= _SHORTEST for one, following in pairs]
    certain = [unended and small for unended, small in zip(is_open, goes_on, strict=True)]
    if sum(certain) < _LOWER_SHARE * sum(is_open) or not any(certain):
        return certain
    inner, outer = max(line.span.end - line.span.start for line in lines), max(line.width for line in lines)
    if not _NARROWEST <= inner <= _WIDEST:
        return certain
    full = [
        one.span.end - one.span.start + 1 + _first_word(following, text) >= inner * _SLACK
        or one.width + 1 + _first_word(following, text) >= outer * _SLACK
        for one, following in pairs
    ]
    return [sure or (unended and reaches) for sure, unended, reaches in zip(certain, is_open, full, strict=True)]


def _first_word(line: _Line, text: str) -> int:
    word = _WORD.match(text, line.span.start)
    return len(word[0]) if word else 1
