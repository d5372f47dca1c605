"""What on a page is no report: words of `data/furniture.csv` that open, close or fill it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final

from geo import facts
from geo.sources.paragraphs import Paragraph

MAX_MARK_CHARACTERS: Final = 400
"""A longer paragraph is a report that happens to hold the words."""

_MANY: Final = 3
_EARLY: Final = 0.4

_BIBLIOGRAPHY: Final = re.compile(
    r"[\"\u201c\u201d'][^\n]{1,300}[\"\u201c\u201d'](?:\s{0,3}\([^)\n]{1,40}\))?\s{0,3}[\u2014\u2013-]{1,2}\s{0,3}[^\n]{2,80}\Z"
)
_ADVERT: Final = re.compile(r"(?:join|get|try|download|shop|buy|subscribe|register|start|play|win|save|sign)\b", re.IGNORECASE)
_OFFER: Final = re.compile(
    r"\b(?:for free|free trial|>>|your (?:inbox|phone|friends|first)|today!|app store|google play|discount)", re.IGNORECASE
)
_SHARE: Final = re.compile(
    r"(?:a[+-]\s{0,2}){1,3}|\d{1,7} (?:comments?|shares?|views?|likes?)|(?:\d{1,2} )?min(?:ute)?s? read", re.IGNORECASE
)
_AUTHOR: Final = re.compile(
    r"[A-Z][\w.'\u2019-]{1,30}(?: [A-Z][\w.'\u2019-]{0,30}){1,4},? (?:is|are|was) (?:a|an|the|based|currently|also)\b", re.UNICODE
)
_TRADE: Final = re.compile(
    r"\b(?:contributor|contributing|columnist|correspondent|reporter|editor|journalist|fellow|analyst|author of|writer|freelance|"
    r"professor|researcher|lecturer)\b",
    re.IGNORECASE,
)
_CREDIT_LINE: Final = re.compile(
    r"[(\[]?(?:(?:additional |extra )?(?:reporting|writing|editing)(?: and (?:writing|editing|reporting))?|"
    r"edited|compiled|written|translated)(?: \w{2,20}){0,4} by\b",
    re.IGNORECASE,
)


class Form(StrEnum):
    """How the words of a mark are compared."""

    EQUALS = "equals"
    STARTS = "starts"
    CONTAINS = "contains"
    SECTION = "section"


class Effect(StrEnum):
    """How far a mark reaches."""

    LINE = "line"
    LIST = "list"
    """It and the headlines below it, up to the next sentence."""
    REST = "rest"
    """It and everything below it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A row of the table."""

    form: Form
    words: str
    effect: Effect
    reason: str


@dataclass(frozen=True, slots=True)
class Marks:
    """What marks furniture, by form, and who is credited for pictures and reports."""

    equals: dict[str, Mark] = field(default_factory=dict)
    sections: frozenset[str] = frozenset()
    starts: tuple[Mark, ...] = ()
    contains: tuple[Mark, ...] = ()
    credits: frozenset[str] = frozenset()
    """Agencies, outlets and picture desks, in lower case."""


def load(folder: Path) -> Marks:
    """
    Return the tables in `folder`.

    Raises
    ------
    FactsError
        If one cannot be read.
    """
    rows = list(facts.rows(folder / "furniture.csv", _mark))
    return Marks(
        equals={row.words: row for row in rows if row.form is Form.EQUALS},
        sections=frozenset(row.words for row in rows if row.form is Form.SECTION),
        starts=tuple(row for row in rows if row.form is Form.STARTS),
        contains=tuple(row for row in rows if row.form is Form.CONTAINS),
        credits=frozenset(facts.rows(folder / "publishers.csv", lambda row: row["name"].lower())),
    )


def furniture(paragraphs: Sequence[Paragraph], marks: Marks) -> dict[int, str]:
    """Return why, for each paragraph (by its number) that is no report."""
    found: dict[int, str] = {}
    reach: Mark | None = None
    before = 0
    lengths = [len(paragraph.text) if is_prose(paragraph) else 0 for paragraph in paragraphs]
    total, left = sum(lengths), sum(map(bool, lengths))
    for number, paragraph in enumerate(paragraphs):
        before, left = before + lengths[number], left - bool(lengths[number])
        mark = _marked(paragraph, marks)
        if mark is not None:
            found[number] = f"{mark.reason}: {mark.words!r}"
            if reach is None or reach.effect is not Effect.REST:
                # When most of the report comes after it, it is a bar at the top of the page and not its end.
                is_amid = left >= _MANY and before < _EARLY * total
                reach = _reaching(mark, is_amid=is_amid)
        elif reach is not None and (reach.effect is Effect.REST or not is_prose(paragraph)):
            found[number] = f"{reach.reason}, below {reach.words!r}"
        else:
            reach = None
            reason = _shape(paragraph) or (_author(paragraph) if left <= 1 else "")
            if reason:
                found[number] = reason
    return found


def is_prose(paragraph: Paragraph) -> bool:
    """Whether it is a sentence or more, rather than a headline, a name or an entry of a list of sources."""
    return paragraph.prose and not _BIBLIOGRAPHY.match(paragraph.text)


def is_section(paragraph: Paragraph, marks: Marks) -> bool:
    """Whether it names the part of a paper and no report."""
    return paragraph.key in marks.sections


def _marked(paragraph: Paragraph, marks: Marks) -> Mark | None:
    if len(paragraph.text) > MAX_MARK_CHARACTERS:
        return None
    text = paragraph.text.lower()
    bare = text.strip(" :.!?>\u00bb\u203a*#-\u2022|[]()")
    if bare in marks.equals:
        return marks.equals[bare]
    for mark in marks.starts:
        if text.startswith(mark.words):
            return mark
    return next((mark for mark in marks.contains if mark.words in text), None)


def _reaching(mark: Mark, *, is_amid: bool) -> Mark | None:
    if mark.effect is Effect.LINE:
        return None
    if mark.effect is Effect.REST and is_amid:
        return Mark(form=mark.form, words=mark.words, effect=Effect.LIST, reason=mark.reason)
    return mark


def _shape(paragraph: Paragraph) -> str:
    text = paragraph.text[:MAX_MARK_CHARACTERS]
    if _SHARE.fullmatch(text):
        return "share buttons or counters"
    if _ADVERT.match(text) and _OFFER.search(text):
        return "advert: an invitation to the reader"
    if _BIBLIOGRAPHY.match(text) and not is_prose(paragraph):
        return "entry of a list of sources"
    if _CREDIT_LINE.match(text):
        return "names of those who wrote and edited"
    return ""


def _author(paragraph: Paragraph) -> str:
    """Return that a paragraph is about its author; amid a report the same words are about somebody in it."""
    is_short = len(paragraph.text) < MAX_MARK_CHARACTERS
    return "about the author" if is_short and _AUTHOR.match(paragraph.text) and _TRADE.search(paragraph.text) else ""


def _mark(row: dict[str, str]) -> Mark:
    return Mark(form=Form(row["form"]), words=row["words"].lower(), effect=Effect(row["effect"]), reason=row["reason"])
