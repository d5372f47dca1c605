"""What a sentence leaves unsaid and its neighbors say: place and day of the running story, within narrow limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from geo.claims.drafts import Draft
from geo.claims.scene import Scene
from geo.claims.when import is_history, overlaps
from geo.model import PHYSICAL, Family, Reason

FRESH = timedelta(days=3)
"""What happened longer before the report is told as a story with days of its own."""


def inherit(found: Sequence[Draft], scene: Scene) -> list[Draft]:
    """Return the drafts, those without place or day with that of the sentence before where nothing speaks against it."""
    result: list[Draft] = []
    placed: Draft | None = None
    dated: Draft | None = None
    for one in found:
        draft = one
        if draft.kind.family in PHYSICAL and draft.asserted:
            if not draft.own_date and dated is not None and _same_day(dated, draft, scene):
                draft = _dated(draft, dated, scene)
            if not draft.own_place and placed is not None and _same_place(placed, draft):
                draft = _placed(draft, placed)
        if one.own_place and one.kind.family in PHYSICAL:
            placed = draft
        if one.own_date and one.kind.family in PHYSICAL:
            dated = draft
        result.append(draft)
    return result


def _placed(draft: Draft, source: Draft) -> Draft:
    reason = Reason(field="place", text=f"carried on from the sentence {source.sentence.text.strip()[:80]!r}")
    return replace(draft, place=source.place, place_span=source.place_span, reasons=(*draft.reasons, reason))


def _dated(draft: Draft, source: Draft, scene: Scene) -> Draft:
    reason = Reason(field="date", text=f"carried on from {source.when.words!r} in the same paragraph")
    reasons = (*(one for one in draft.reasons if one.field != "date"), reason)
    history = is_history(source.when, scene.document.published.when)
    return replace(draft, when=replace(source.when, span=None), historical=history, reasons=reasons)


def _same_place(source: Draft, draft: Draft) -> bool:
    if source.sentence.start == draft.sentence.start:
        return draft.place_span is None
    if source.paragraph != draft.paragraph or draft.kind.family is Family.COERCION or draft.place_span is not None:
        return False
    return not (draft.own_date and source.own_date and not overlaps(draft.when, source.when))


def _same_day(source: Draft, draft: Draft, scene: Scene) -> bool:
    """Return whether an undated sentence goes on with a story of other days than the report's."""
    published = scene.document.published.when
    if source.paragraph != draft.paragraph or source.start > draft.start:
        return False
    return published.first is None or (source.when.last is not None and source.when.last < published.first - FRESH)
