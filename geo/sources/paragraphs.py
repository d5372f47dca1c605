"""A text as paragraphs: where they stand, and what their shape says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from geo.model import Span

BLANK: Final = " \t\r\n\f\v\u00a0\u00ad\u180e\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u202f\u205f\u2060\u3000\ufeff"
"""What is stripped from the ends of a paragraph: white space and marks of no width."""

HEADLINE_CHARACTERS: Final = 220
"""A longer line is no headline."""

_LINE: Final = re.compile(r"[^\n\r\u2028\u2029\x0b\x0c\x85]+")
_BREAK: Final = re.compile(r"(?:\r\n|[\n\r\u2028\u2029\x0b\x0c\x85])")
_WORD: Final = re.compile(r"\w{1,64}")
_ENDED: Final = re.compile("[.!?\u2026:;][\"'\u201d\u2019\u00bb)\\]]{0,3}\\Z")
_WRAPPED_FROM: Final = 45
_WRAPPED_TO: Final = 100
_FULL: Final = 0.75


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """Lines that belong together."""

    span: Span
    text: str
    gap: int
    """Empty lines before it."""

    @property
    def words(self) -> list[str]:
        """The words, in lower case."""
        return [word.lower() for word in _WORD.findall(self.text)]

    @property
    def key(self) -> str:
        """What two copies of one paragraph share."""
        return " ".join(self.words)

    @property
    def ended(self) -> bool:
        """Whether it ends as a sentence does."""
        return _ENDED.search(self.text[-8:]) is not None

    @property
    def headline(self) -> bool:
        """Whether it has the form of a headline: one line, not too long, no full stop at its end."""
        return (
            len(self.words) >= 3
            and len(self.text) <= HEADLINE_CHARACTERS
            and not self.text.rstrip("\"'\u201d\u2019").endswith((".", ":", ";", ","))
            and self.text[0] not in "\u2022*-\u2013\u2014\u00b7>#@"
        )


def cut(text: str) -> list[Paragraph]:
    """Return the paragraphs of `text` in order; lines that were wrapped by a machine are one paragraph."""
    return [
        Paragraph(span=span, text=span.of(text), gap=gap)
        for lines, gap in _chunks(text)
        for span, gap in zip(_joined(lines, text), [gap] + [0] * len(lines), strict=False)
    ]


def _chunks(text: str) -> Iterator[tuple[list[Span], int]]:
    """Yield lines without an empty one between them, with the number of empty lines before them."""
    chunk: list[Span] = []
    gap = before = 0
    for span in _lines(text):
        if span.start == span.end:
            if chunk:
                yield chunk, before
                chunk, gap = [], 0
            gap += 1
        else:
            if not chunk:
                before, gap = gap, 0
            chunk.append(span)
    if chunk:
        yield chunk, before


def _lines(text: str) -> Iterator[Span]:
    at = 0
    for match in _BREAK.finditer(text):
        yield stripped(text, at, match.start())
        at = match.end()
    yield stripped(text, at, len(text))


def stripped(text: str, start: int, end: int) -> Span:
    """Return the part of a range that is not blank at its ends; an empty span when all of it is."""
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip(BLANK))
    return Span(start + left, start + left + len(piece.strip(BLANK)))


def _joined(lines: list[Span], text: str) -> list[Span]:
    if not _is_wrapped(lines, text):
        return lines
    widest = max(span.end - span.start for span in lines)
    joined: list[Span] = []
    full = False
    for span in lines:
        joined[-1:] = [Span(joined[-1].start, span.end)] if full else [*joined[-1:], span]
        full = span.end - span.start >= widest * _FULL
    return joined


def _is_wrapped(lines: list[Span], text: str) -> bool:
    """Whether a machine broke these lines: about equally long, and most stop within a sentence."""
    if len(lines) < 3:
        return False
    widths = sorted(span.end - span.start for span in lines[:-1])
    open_ends = sum(_ENDED.search(span.of(text)[-8:]) is None for span in lines[:-1])
    return widths[len(widths) // 2] >= _WRAPPED_FROM and widths[-1] <= _WRAPPED_TO and open_ends * 2 > len(widths)
