"""Several articles in one file: where the next begins."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from geo.sources import stated
from geo.sources.paragraphs import Paragraph

_NEAR: Final = 4
"""Paragraphs below a headline in which its repeat, a date line or a dateline confirms it."""
_MIN_PROSE: Final = 2
"""Paragraphs of an article before there can be a next."""


def split(paragraphs: Sequence[Paragraph], credited: frozenset[str]) -> list[int]:
    """
    Return the numbers of the paragraphs that begin an article, the first of them 0.

    An article begins at a headline that stands again below, or that a line with a date and then a dateline follow;
    and there must have been an article before it, which does not hold that headline.
    """
    starts = [0]
    prose = 0
    seen: set[str] = set()
    for number, paragraph in enumerate(paragraphs):
        below = paragraphs[number + 1 : number + 1 + _NEAR]
        if prose >= _MIN_PROSE and paragraph.headline and paragraph.key not in seen and _begins(paragraph, below, credited):
            starts.append(number)
            prose, seen = 0, set()
        prose += paragraph.prose
        seen.add(paragraph.key)
    return starts


def _begins(headline: Paragraph, below: Sequence[Paragraph], credited: frozenset[str]) -> bool:
    if any(paragraph.key == headline.key for paragraph in below):
        return True
    is_dated = bool(below) and stated.date_line(below[0]) is not None
    return is_dated and any(paragraph.prose and stated.dateline(paragraph, credited) for paragraph in below)
