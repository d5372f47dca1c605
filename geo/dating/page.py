"""A document as the rules see it that look for its day, and what a rule may answer."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from geo.dates import Expression, Sense, periods
from geo.model import Basis, Block, BlockKind, Document, Publication, Span, When

_LEDE_PARAGRAPHS: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Clue:
    """A range of days in which the document was published, if a rule is right about it."""

    first: dt.date
    last: dt.date
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What the rules look at."""

    document: Document
    expressions: Sequence[Expression]

    def block_of(self, span: Span) -> Block | None:
        """Return the paragraph in which words stand."""
        blocks = self.document.blocks
        before = bisect_right(blocks, span.start, key=lambda block: block.span.start)
        return blocks[before - 1] if before and blocks[before - 1].span.holds(span) else None

    @property
    def lede(self) -> tuple[Block, ...]:
        """The first paragraphs of the report."""
        return tuple(block for block in self.document.blocks if block.kind is BlockKind.BODY)[:_LEDE_PARAGRAPHS]

    @property
    def weekday(self) -> Expression | None:
        """The weekday on which the news broke: the first in the lede, if it is not said to be another week's."""
        found = next(self.weekdays, None)
        return None if found is None or found.ahead else found

    @property
    def weekdays(self) -> Iterator[Expression]:
        """The weekdays in the lede that are not said to be another week's."""
        spans = [block.span for block in self.lede]
        for one in self.expressions:
            is_plain = one.sense is Sense.WEEKDAY and one.turn is None and one.unit is None
            if is_plain and any(span.holds(one.span) for span in spans):
                yield one


def agreed(clues: Sequence[Clue], basis: Basis, of: str = "what the text says of its day") -> Publication:
    """Return the days that all clues allow, or none where they contradict each other."""
    first, last = max(clue.first for clue in clues), min(clue.last for clue in clues)
    evidence = "; ".join(dict.fromkeys(clue.evidence for clue in clues))
    if first <= last:
        when = When(first=first, last=last, precision=periods.precision(first, last))
        return Publication(when=when, basis=basis, evidence=evidence)
    return Publication(evidence=f"{of} contradicts itself: {evidence}")
