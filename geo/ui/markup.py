"""Text from documents as HTML that can only be read: one escape, and sentences with their words marked."""

from __future__ import annotations

import html
import string
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

from geo.views.phrases import WORDS, flat, isolated, plain, visible

__all__ = ["CLAIM", "FIELDS", "Marked", "escape", "escape_attribute", "flat", "key", "literal", "marked", "plain"]

Marked = tuple[str, int, int]
"""A field and where its words begin and end in a text, in code points."""

CLAIM: Final = "claim"
"""The field of a whole sentence that a claim was read from; it is tinted, not underlined."""

FIELDS: Final = {
    **WORDS,
    "figure": "how far",
    "origin": "from where",
    "range": "the word for reach",
    "known": "told of before",
    "opening": "told in the opening",
    "kind": "kind",
    "status": "status",
    "happened": "whether it happened",
    "joined": "why these claims are one incident",
    CLAIM: "a sentence with a claim",
    "event": "place of an incident",
    "dateline": "dateline",
    "metonym": "a place that stands for an actor",
    "context": "place, for context",
}
"""Name of each field as a person reads it; its underline is the class `m-<field>` in `geo/ui/style.css`."""

_MARKDOWN: Final = str.maketrans({sign: f"\\{sign}" for sign in string.punctuation})


def escape(text: str) -> str:
    """
    Return text from a document as HTML in which nothing is markup and no writing direction leaks out.

    For what Streamlit shows as HTML; what folium shows goes through `geo.maps.safe_html`.
    """
    return f"<bdi>{_flat(text)}</bdi>"


def escape_attribute(text: str) -> str:
    """Return text from a document for an attribute in double quotes."""
    return _flat(text)


def literal(text: str) -> str:
    """Return text from a document as Markdown in which nothing is markup: no link, no image, no color."""
    return isolated(flat(text).translate(_MARKDOWN))


def marked(text: str, marks: Iterable[Marked], start: int = 0, end: int | None = None) -> str:
    """
    Return `text[start:end]` as HTML with the words of each mark underlined.

    Parameters
    ----------
    text
        As published; line breaks are kept.
    marks
        In code points of `text`; they may overlap, and what lies outside the range is left out.
    start, end
        The range to show, half-open.
    """
    end = len(text) if end is None else end
    known = [
        (field, max(first, start), min(last, end))
        for field, first, last in marks
        if first < end and last > start and first < last
    ]
    edges = sorted({start, end, *(first for _, first, _ in known), *(last for _, _, last in known)})
    pieces = (_piece(text[a:b], [field for field, first, last in known if first <= a and b <= last]) for a, b in pairwise(edges))
    return f"<bdi>{''.join(pieces)}</bdi>"


def key(fields: Sequence[str]) -> str:
    """Return the line that says which underline means which field."""
    names = (
        f'<span class="{"" if field == CLAIM else "m "}m-{field}">{FIELDS[field]}</span>' for field in FIELDS if field in fields
    )
    return f'<p class="key">{" ".join(names)}</p>'


def _piece(text: str, fields: list[str]) -> str:
    if not fields:
        return _flat(text)
    classes = " ".join(f"m-{field}" for field in dict.fromkeys(fields) if field in FIELDS)
    if set(fields) <= {CLAIM}:
        return f'<span class="{classes}">{_flat(text)}</span>'
    names = ", ".join(FIELDS.get(field, "word") for field in dict.fromkeys(fields) if field != CLAIM)
    return f'<mark class="m {classes}" tabindex="0" data-field="{names}" aria-label="{names}: {_flat(text)}">{_flat(text)}</mark>'


def _flat(text: str) -> str:
    return html.escape(visible(text), quote=True)
