"""What each paragraph is for: title, byline, date, heading, caption, body or furniture, with the reason."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from geo.model import Block, BlockKind
from geo.sources import captions, furniture, stated
from geo.sources.furniture import Marks
from geo.sources.paragraphs import Paragraph

Kind = tuple[BlockKind, str]

HEADING_WORDS: Final = 14
"""A longer line without a full stop is a sentence that lost it."""
_TITLE_WITHIN: Final = 6
_REPEAT_WORDS: Final = 4
_SHINGLE: Final = 5
"""Words in a row that two texts do not share by chance."""
_PLACES: Final = 4
_SPEAKER: Final = re.compile(r"[\u2014\u2013-]{1,2}\s{0,2}[A-Z\u00c0-\u00de][^.!?\n]{1,120}\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The paragraphs of one document with what is known of them so far."""

    paragraphs: Sequence[Paragraph]
    kinds: Sequence[Kind | None]
    marks: Marks
    first: dict[str, list[int]] = field(default_factory=dict)
    """Where each text stands, in order."""
    shingles: dict[tuple[str, ...], list[int]] = field(default_factory=dict)
    """Paragraphs in which a few words in a row stand."""
    last_prose: int = -1

    def below(self, number: int) -> Paragraph | None:
        """Return the next paragraph."""
        return self.paragraphs[number + 1] if number + 1 < len(self.paragraphs) else None

    def is_furniture(self, number: int) -> bool:
        """Return whether a paragraph is known to be no report."""
        kind = self.kinds[number]
        return kind is not None and kind[0] is BlockKind.FURNITURE

    def goes_on(self, number: int) -> bool:
        """Return whether the report goes on below a paragraph."""
        return number < self.last_prose


def blocks(paragraphs: Sequence[Paragraph], marks: Marks) -> tuple[Block, ...]:
    """Return the kind of each paragraph, in order."""
    kinds: list[Kind | None] = [None] * len(paragraphs)
    for number, reason in furniture.furniture(paragraphs, marks).items():
        kinds[number] = BlockKind.FURNITURE, reason
    _entitle(paragraphs, kinds, marks)
    page = _page(paragraphs, kinds, marks)
    prose = [number for number, paragraph in enumerate(paragraphs) if furniture.is_prose(paragraph)]
    for rule in RULES:
        last = next((number for number in reversed(prose) if kinds[number] is None), -1)
        page = replace(page, kinds=tuple(kinds), last_prose=last)
        for number, kind in enumerate(page.kinds):
            if kind is None:
                kinds[number] = rule(page, number)
    return tuple(
        Block(span=paragraph.span, kind=kind[0], reason=kind[1])
        for paragraph, kind in ((p, k or (BlockKind.BODY, "prose")) for p, k in zip(paragraphs, kinds, strict=True))
    )


def _page(paragraphs: Sequence[Paragraph], kinds: Sequence[Kind | None], marks: Marks) -> Page:
    page = Page(paragraphs=paragraphs, kinds=tuple(kinds), marks=marks)
    for number, paragraph in enumerate(paragraphs):
        if page.is_furniture(number):
            continue
        page.first.setdefault(paragraph.key, []).append(number)
        for shingle in _shingles(paragraph):
            places = page.shingles.setdefault(shingle, [])
            if len(places) < _PLACES:
                places.append(number)
    return page


def _shingles(paragraph: Paragraph) -> Iterable[tuple[str, ...]]:
    words = paragraph.words
    return (words[at : at + _SHINGLE] for at in range(max(0, len(words) - _SHINGLE + 1)))


# --- the title -----------------------------------------------------------------------------


def _entitle(paragraphs: Sequence[Paragraph], kinds: list[Kind | None], marks: Marks) -> None:
    title = _title(paragraphs, kinds, marks)
    for number in range(title or 0):
        if kinds[number] is None and furniture.is_section(paragraphs[number], marks):
            kinds[number] = BlockKind.FURNITURE, "section label above the title"
    if title is not None:
        kinds[title] = BlockKind.TITLE, "first line in the form of a headline"


def _title(paragraphs: Sequence[Paragraph], kinds: Sequence[Kind | None], marks: Marks) -> int | None:
    for number, paragraph in enumerate(paragraphs[:_TITLE_WITHIN]):
        if kinds[number] is not None or furniture.is_section(paragraph, marks) or _is_about(paragraph, marks):
            continue
        return number if paragraph.headline and len(paragraphs) > number + 1 else None
    return None


def _is_about(paragraph: Paragraph, marks: Marks) -> bool:
    """Whether it says when, where or by whom, and nothing else."""
    return (
        stated.date_line(paragraph) is not None
        or stated.is_byline(paragraph)
        or stated.is_credit(paragraph, marks.credits)
        or stated.is_dateline(paragraph, marks.credits)
    )


# --- the rules -----------------------------------------------------------------------------


def _date(page: Page, number: int) -> Kind | None:
    return (BlockKind.DATE, "a date and little else") if stated.date_line(page.paragraphs[number]) else None


def _byline(page: Page, number: int) -> Kind | None:
    paragraph = page.paragraphs[number]
    if stated.is_byline(paragraph):
        return BlockKind.BYLINE, "names who wrote it"
    return (BlockKind.BYLINE, "says where it was written") if stated.is_dateline(paragraph, page.marks.credits) else None


def _quote(page: Page, number: int) -> Kind | None:
    """Return furniture for a quotation set apart, with its speaker on a line of their own, whose words stand elsewhere."""
    own, below = page.paragraphs[number], page.below(number)
    if number and _SPEAKER.match(own.text):
        return BlockKind.FURNITURE, "speaker of the quotation above"
    if below is None or not _SPEAKER.match(below.text):
        return None
    elsewhere = [other for other in page.shingles.get(own.words[:_SHINGLE], ()) if other != number]
    return (BlockKind.FURNITURE, f"pull quote: paragraph {elsewhere[0] + 1} has its words") if elsewhere else None


def _repeat(page: Page, number: int) -> Kind | None:
    """Return furniture for a second copy, or for a line that stands word for word in a paragraph above it."""
    own = page.paragraphs[number]
    if len(own.words) < _REPEAT_WORDS:
        return None
    first = next((other for other in page.first[own.key] if not page.is_furniture(other)), number)
    if first < number:
        return BlockKind.FURNITURE, f"repeats paragraph {first + 1}"
    for other in page.shingles.get(own.words[:_SHINGLE], ()):
        paragraph = page.paragraphs[other]
        # A sentence before the paragraph that holds it is a standfirst; after it, or without a full stop, it is a copy.
        is_copy = other != number and (other < number or not own.ended) and not page.is_furniture(other)
        if is_copy and len(paragraph.words) > len(own.words) and own.key in paragraph.key:
            return BlockKind.FURNITURE, f"stands word for word in paragraph {other + 1}"
    return None


def _caption(page: Page, number: int) -> Kind | None:
    paragraph, credited = page.paragraphs[number], page.marks.credits
    if stated.is_credit(paragraph, credited):
        return BlockKind.FURNITURE, "credit of a picture"
    reason = captions.reason(paragraph, page.below(number), credited, goes_on=page.goes_on(number))
    return (BlockKind.CAPTION, reason) if reason else None


def _heading(page: Page, number: int) -> Kind | None:
    paragraph = page.paragraphs[number]
    if (paragraph.ended and not paragraph.text.endswith("?")) or len(paragraph.words) > HEADING_WORDS:
        return None
    if not page.goes_on(number) and page.last_prose >= 0:
        return BlockKind.FURNITURE, "heading with nothing under it"
    return BlockKind.HEADING, "short, without the end of a sentence"


RULES: Final[tuple[Callable[[Page, int], Kind | None], ...]] = (_date, _byline, _quote, _repeat, _caption, _heading)
"""In this order; the first that answers decides, and what none answers for is body."""
