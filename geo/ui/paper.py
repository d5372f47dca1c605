"""A document as it was published, with everything that was read in it marked, and what was not read grayed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from geo.model import Block, BlockKind, RangeClaim, Span
from geo.ui.evidence import link, published
from geo.ui.markup import CLAIM, Marked, escape, escape_attribute, key, marked
from geo.views import DocumentView

TO_THE_SENTENCE: Final = """
<script>/* {} */ requestAnimationFrame(() =>
document.querySelector(".paper .here")?.scrollIntoView({{block: "center"}}));</script>
"""
"""Script of our own with nothing of any document in it; the number makes it run again for another sentence."""


def paper(told: DocumentView, claim: str = "", ranges: Sequence[RangeClaim] = ()) -> str:
    """
    Return the document as HTML.

    Parameters
    ----------
    told
        The document.
    claim
        Id of the claim whose sentence is outlined, if any.
    ranges
        What it says of ranges.
    """
    marks = [*_marks(told), *((CLAIM, one.span.start, one.span.end) for one in ranges)]
    spans = {one.id: one.span for one in told.claims} | {one.id: one.span for one in ranges}
    here = spans.get(claim)
    blocks = "".join(_block(told, block, marks, here) for block in told.blocks)
    return f'<div class="paper">{key(sorted({field for field, _, _ in marks}))}{blocks}</div>'


def about(told: DocumentView) -> str:
    """Return who published the document, when, how that is known, and what was odd about it."""
    address = link(told.url)
    shown = (
        f'<a href="{escape_attribute(address)}" target="_blank" rel="noopener noreferrer">{escape(address)}</a>'
        if address
        else ""
    )
    rows = (
        ("Publisher", escape(told.publisher) if told.publisher else "not known"),
        ("Published", published(told.published)),
        ("File", escape(told.source) + (f", from character {told.start:,}" if told.start else "")),
        ("Address", shown),
        ("Digest", f"<code>{escape(told.sha256[:16])}</code>" if told.sha256 else ""),
        ("Warnings", "<br>".join(map(escape, told.warnings))),
    )
    listed = "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in rows if value)
    titled = any(block.kind is BlockKind.TITLE for block in told.blocks)
    title = "" if titled else f"<h3>{escape(told.title or told.source)}</h3>"
    return f'<div class="card">{title}<dl>{listed}</dl></div>'


def _marks(told: DocumentView) -> Iterator[Marked]:
    for toponym in told.toponyms:
        yield toponym.role.value, toponym.span.start, toponym.span.end
    for mention in told.actors:
        yield "actor", mention.span.start, mention.span.end
    for when in told.dates:
        if when.span:
            yield "date", when.span.start, when.span.end
    for one in told.claims:
        yield "claim", one.span.start, one.span.end


def _block(told: DocumentView, block: Block, marks: list[Marked], here: Span | None) -> str:
    span = block.span
    read = [] if block.kind is BlockKind.FURNITURE else marks
    why = f'<span class="why">not read: {escape(block.reason)}</span>' if block.kind is BlockKind.FURNITURE else ""
    outlined = " here" if here is not None and span.holds(here) else ""
    text = marked(told.text, read, span.start, span.end)
    return f'<div class="block {block.kind.value}{outlined}">{why}{text}</div>'
