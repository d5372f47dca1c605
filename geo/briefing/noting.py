"""The speaker note of a scene: the sentences that carry it, with outlet and date."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pandas as pd

from geo import views
from geo.briefing.deck import LONGEST_NOTE, legible
from geo.briefing.telling import shortened
from geo.model import When
from geo.store import Snapshot
from geo.views import ClaimView, Filter
from geo.views.evidence import claims_of
from geo.views.phrases import flat, period
from geo.views.tables import REPORTS, prepare

MOST_SENTENCES: Final = 4
LONGEST_QUOTE: Final = 600
"""Characters of a sentence that is read out."""


def sentences(snapshot: Snapshot, chosen: Filter, most: int = MOST_SENTENCES) -> str:
    """Return the first sentence of each of the incidents that most sources tell of, and where it stands."""
    return _noted(snapshot, views.page(snapshot, chosen, "sources", limit=most))


def noted(snapshot: Snapshot, ids: Sequence[str]) -> str:
    """Return the first sentence of each incident, and where it stands; those without words are left out."""
    question = "SELECT id, dataset, snippet FROM cards WHERE id IN (SELECT unnest(?::VARCHAR[])) ORDER BY list_position(?, id)"
    return _noted(snapshot, prepare(snapshot).frame(question, [list(ids)] * 2)) if ids else ""


def _noted(snapshot: Snapshot, frame: pd.DataFrame) -> str:
    told = claims_of(snapshot, [str(id_) for id_, of in zip(frame["id"], frame["dataset"], strict=True) if of == REPORTS])
    named = {one["slug"]: one["name"] or one["slug"] for one in snapshot.manifest.get("datasets", ())}
    lines = []
    for id_, dataset, snippet in zip(frame["id"], frame["dataset"], frame["snippet"], strict=True):
        claims = told.get(str(id_), ())
        lines.append(
            quoted(claims[0].sentence, source(claims[0])) if claims else quoted(str(snippet), named.get(dataset, dataset))
        )
    return shortened("\n".join(filter(None, lines)), LONGEST_NOTE)


def quoted(words: str, source: str, longest: int = LONGEST_QUOTE) -> str:
    """Return words in quotation marks with who says them; "" where there are none."""
    sentence = legible(flat(words))
    return f"“{shortened(sentence, longest)}” ({source})" if sentence else ""


def source(claim: ClaimView) -> str:
    """Return the outlet, or the file where it is not known, and when it was published."""
    outlet = claim.document.publisher or claim.document.source
    return legible(flat(f"{outlet}, {_published(claim.document.published.when)}"))


def _published(when: When) -> str:
    return period(when.first, when.last, when.precision) if when.first or when.last else "undated"
