"""What each paragraph is for: title, byline, date, heading, caption, body or furniture, with the reason."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from geo.model import Block, BlockKind
from geo.sources import furniture, stated
from geo.sources.furniture import Marks
from geo.sources.paragraphs import Paragraph

_SHORT: Final = 16
"""Words; what is longer is no heading."""
_REPEAT: Final = 4
_INSIDE: Final = 8

_CREDIT: Final = re.compile(
    r"[(\[](?:[^()\[\]\n]{0,60}[/:| ])?(?:AFP|AP|Reuters|EPA|EPA-EFE|Getty|Getty Images|UPI|Xinhua|Anadolu|AA|AP Photo|Shutterstock|[Ff]ile(?: [Pp]hotos?| [Pp]icture)?|"
    r"[Pp]hotos?|[Hh]andout|[Ss]upplied|[Cc]ourtesy)(?:[/: ,|][^()\[\]\n]{0,60})?[)\]]\.?\Z",
    re.IGNORECASE,
)
_LABEL: Final = re.compile(
    r"(?:\A|[.!?)\u201d\"\w] |\[)(?:photos?|photograph|graphics?|images?|picture|pic|credits?|illustration|file photo|photo credit|image credit|photo by|"
    r"screengrab|source)\s?(?::|\bby\b|/|\bcourtesy\b)|\b(?:getty images|file photo|\(file\)|\(ap photo|shutterstock|wikimedia commons)",
    re.IGNORECASE,
)
_PICTURED: Final = re.compile(r"\((?:left|right|center|centre|l|r|c|pictured|top|bottom|above|below|file)\)", re.IGNORECASE)
_SUBJECT: Final = re.compile(
    r"(?:map|flag|logo|location|view|aerial view|portrait|image|file image|file photo|photo|photograph|picture|screenshot|satellite image|video|graphic|infographic|"
    r"diagram|stock image|an? (?:map|image|photo|view|picture|screenshot|satellite image))\b(?: (?:of|showing|shows|from|taken|grab|released))?\b",
    re.IGNORECASE,
)
_SPEAKER: Final = re.compile(r"[\u2014\u2013-]{1,2}\s{0,2}[A-Z][^.!?\n]{1,120}\Z")
_CAPTION_CHARACTERS: Final = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The paragraphs of one document with what is known of them so far."""

    paragraphs: Sequence[Paragraph]
    kinds: Sequence[tuple[BlockKind, str] | None]
    title: int | None


def blocks(paragraphs: Sequence[Paragraph], marks: Marks) -> tuple[Block, ...]:
    """Return the kind of each paragraph, in order."""
    kinds: list[tuple[BlockKind, str] | None] = [None] * len(paragraphs)
    for number, reason in furniture.furniture(paragraphs, marks).items():
        kinds[number] = BlockKind.FURNITURE, reason
    title = _title(paragraphs, kinds, marks)
    for number in range(title or 0):
        if kinds[number] is None and furniture.is_section(paragraphs[number], marks):
            kinds[number] = BlockKind.FURNITURE, "section label above the title"
    if title is not None:
        kinds[title] = BlockKind.TITLE, "first line in the form of a headline"
    for rule in RULES:
        page = Page(paragraphs=paragraphs, kinds=tuple(kinds), title=title)
        for number, kind in enumerate(page.kinds):
            if kind is None:
                kinds[number] = rule(page, number)
    return tuple(
        Block(span=paragraph.span, kind=kind[0], reason=kind[1])
        for paragraph, kind in ((p, k or (BlockKind.BODY, "prose")) for p, k in zip(paragraphs, kinds, strict=True))
    )


def _title(paragraphs: Sequence[Paragraph], kinds: Sequence[tuple[BlockKind, str] | None], marks: Marks) -> int | None:
    for number, paragraph in enumerate(paragraphs[:6]):
        if kinds[number] is not None or furniture.is_section(paragraph, marks):
            continue
        if stated.date_line(paragraph) or stated.is_byline(paragraph) or stated.is_credit(paragraph):
            continue
        return number if paragraph.headline and len(paragraphs) > 1 else None
    return None


def _date(page: Page, number: int) -> tuple[BlockKind, str] | None:
    return (BlockKind.DATE, "a date and little else") if stated.date_line(page.paragraphs[number]) else None


def _byline(page: Page, number: int) -> tuple[BlockKind, str] | None:
    return (BlockKind.BYLINE, "names who wrote it") if stated.is_byline(page.paragraphs[number]) else None


def _repeat(page: Page, number: int) -> tuple[BlockKind, str] | None:
    """A second copy, or a line that stands word for word in a longer paragraph, says nothing more."""
    own = page.paragraphs[number]
    words = len(own.words)
    if words < _REPEAT:
        return None
    for other, paragraph in enumerate(page.paragraphs):
        if other == number or (page.kinds[other] or (None,))[0] is BlockKind.FURNITURE:
            continue
        if other < number and paragraph.key == own.key:
            return BlockKind.FURNITURE, f"repeats paragraph {other + 1}"
        if words >= _INSIDE and len(paragraph.words) > words and f" {own.key} " in f" {paragraph.key} ":
            return BlockKind.FURNITURE, f"stands word for word in paragraph {other + 1}"
    return None


def _quote(page: Page, number: int) -> tuple[BlockKind, str] | None:
    """A quotation set apart, with its speaker on a line of their own, when the text has its words again."""
    own = page.paragraphs[number]
    if _SPEAKER.match(own.text) and number and (page.kinds[number - 1] or (None,))[0] is BlockKind.FURNITURE:
        return BlockKind.FURNITURE, "speaker of a quotation set apart"
    following = page.paragraphs[number + 1] if number + 1 < len(page.paragraphs) else None
    if following is None or not _SPEAKER.match(following.text):
        return None
    mine = set(own.words)
    for other, paragraph in enumerate(page.paragraphs):
        if other != number and len(mine & set(paragraph.words)) >= 0.85 * len(mine):
            return BlockKind.FURNITURE, f"pull quote: paragraph {other + 1} has its words"
    return None


def _caption(page: Page, number: int) -> tuple[BlockKind, str] | None:
    paragraph = page.paragraphs[number]
    following = page.paragraphs[number + 1] if number + 1 < len(page.paragraphs) else None
    if stated.is_credit(paragraph):
        return BlockKind.FURNITURE, "credit of a picture"
    if len(paragraph.text) > _CAPTION_CHARACTERS:
        return None
    if _CREDIT.search(paragraph.text[-130:]):
        return BlockKind.CAPTION, "ends with the credit of a picture"
    if _LABEL.search(paragraph.text):
        return BlockKind.CAPTION, "names the origin of a picture"
    if following and following.gap == 0 and stated.is_credit(following):
        return BlockKind.CAPTION, "stands above the credit of a picture"
    if _SUBJECT.match(paragraph.text) and len(paragraph.words) <= _SHORT:
        return BlockKind.CAPTION, "says what a picture shows"
    if (
        _PICTURED.search(paragraph.text)
        and len(paragraph.words) <= 3 * _SHORT
        and (not paragraph.ended or len(paragraph.words) <= _SHORT)
    ):
        return BlockKind.CAPTION, "points at people in a picture"
    return None


def _heading(page: Page, number: int) -> tuple[BlockKind, str] | None:
    paragraph = page.paragraphs[number]
    if paragraph.ended and not paragraph.text.endswith("?"):
        return None
    if len(paragraph.words) > 2 * _SHORT:
        return None
    if not _is_prose_after(page, number):
        return BlockKind.FURNITURE, "heading with nothing under it"
    return BlockKind.HEADING, "short, without the end of a sentence"


def _is_prose_after(page: Page, number: int) -> bool:
    return any(
        kind is None and furniture.is_prose(paragraph)
        for paragraph, kind in zip(page.paragraphs[number + 1 :], page.kinds[number + 1 :], strict=True)
    )


RULES: Final[tuple[Callable[[Page, int], tuple[BlockKind, str] | None], ...]] = (
    _date,
    _byline,
    _quote,
    _repeat,
    _caption,
    _heading,
)
"""In this order; the first that answers decides, and what none answers for is body."""
