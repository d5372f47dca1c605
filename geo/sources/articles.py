"""Several articles in one file: where the next begins."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from geo.sources import stated
from geo.sources.paragraphs import Paragraph

_NEAR: Final = 4
"""Paragraphs below a headline in which its repeat, a date line or a dateline confirms it."""
_MIN_PROSE: Final = 2


def split(paragraphs: Sequence[Paragraph], credited: frozenset[str]) -> list[int]:
    """
    Return the numbers of the paragraphs that begin an article, the first of them 0.

    An article begins at a headline that stands again below, or that a line with a date or a dateline follows; and
    there must have been an article before it.
    """
    starts = [0]
    for number in range(1, len(paragraphs)):
        if _prose(paragraphs, starts[-1], number) >= _MIN_PROSE and _begins(
            paragraphs[starts[-1] :], number - starts[-1], credited
        ):
            starts.append(number)
    return starts


def _begins(paragraphs: Sequence[Paragraph], number: int, credited: frozenset[str]) -> bool:
    own = paragraphs[number]
    if not own.headline or any(paragraph.key == own.key for paragraph in paragraphs[:number]):
        return False
    below = paragraphs[number + 1 : number + 1 + _NEAR]
    if any(paragraph.key == own.key for paragraph in below):
        return True
    is_dated = bool(below) and stated.date_line(below[0]) is not None
    return is_dated and any(paragraph.prose and stated.dateline(paragraph, credited) for paragraph in below)


def _prose(paragraphs: Sequence[Paragraph], start: int, number: int) -> int:
    return sum(paragraph.prose for paragraph in paragraphs[start:number])
