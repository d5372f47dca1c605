"""When a document that does not say so was published, as far as its own words allow; nothing is invented."""

from __future__ import annotations

from collections.abc import Sequence

from geo.dates import Expression
from geo.model import Basis, Document, Publication


def date(document: Document, expressions: Sequence[Expression]) -> Publication:
    """Return when `document` was published, with the evidence; unknown is a value."""
    return Publication(
        basis=Basis.UNKNOWN, evidence=document.published.evidence or "nothing in the text says when it was published"
    )
