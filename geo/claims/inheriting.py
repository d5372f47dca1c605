"""What a sentence leaves unsaid and its neighbors say: place and day of the running story, within narrow limits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final

from geo.claims.drafts import Draft
from geo.claims.scene import Scene
from geo.claims.when import is_history, overlaps
from geo.model import PHYSICAL, Family, Place, Precision, Reason

FRESH: Final = timedelta(days=2)
"""What happened longer before the report is told as a story with days of its own."""
SETTLED: Final = frozenset({"city", "town", "village"})
NEXT: Final = 1
"""Sentences that an unsaid place may be carried on over."""


def inherit(found: Sequence[Draft], scene: Scene) -> list[Draft]:
    """Return the drafts, those without place or day with that of the sentence before where nothing speaks against it."""
    order = {sentence.start: i for i, sentence in enumerate(scene.doc.sents)}
    told: defaultdict[int, list[Draft]] = defaultdict(list)
    for one in found:
        for start in one.told_in:
            told[start].append(one)
    result: list[Draft] = []
    placed: Draft | None = None
    dated: Draft | None = None
    for one in found:
        draft = one
        if one.asserted and one.kind.family is not Family.WORDS:
            if not one.own_date and dated is not None and _same_day(dated, one, scene):
                draft = _dated(draft, dated, scene)
            if not one.own_place and one.place_span is None:
                draft = _somewhere(draft, told, placed, order)
        if draft.tells_where and draft.kind.family is not Family.WORDS:
            placed = draft
        if one.tells_when and one.kind.family in PHYSICAL:
            dated = draft
        result.append(draft)
    return result


def _somewhere(draft: Draft, told: Mapping[int, list[Draft]], placed: Draft | None, order: Mapping[int, int]) -> Draft:
    """Return a draft with the place that its own sentence, or the one before, speaks of; without one where none does."""
    twin = next((other for other in told.get(draft.sentence.start, ()) if _tells_here(other, draft)), None)
    if twin is not None and not draft.pointer:
        return _placed(draft, twin, "this sentence speaks of what was told there")
    if placed is None:
        return draft
    why = _same_place(placed, draft, order[draft.sentence.start] - order[placed.sentence.start])
    return _placed(draft, placed, why) if why else draft


def _placed(draft: Draft, source: Draft, why: str) -> Draft:
    reason = Reason(field="place", text=f"{why}: {source.sentence.text.strip()[:80]!r}")
    return replace(draft, place=source.place, place_span=source.place_span, reasons=(*draft.reasons, reason))


def _dated(draft: Draft, source: Draft, scene: Scene) -> Draft:
    reason = Reason(field="date", text=f"carried on from {source.when.words!r} in the same paragraph")
    reasons = (*(one for one in draft.reasons if one.field != "date"), reason)
    history = is_history(source.when, scene.document.published.when)
    return replace(draft, when=replace(source.when, span=None), historical=history, reasons=reasons)


def _same_place(source: Draft, draft: Draft, apart: int) -> str:
    """Return why the place of an earlier happening holds here too; "" where it does not."""
    if draft.place_span is not None or draft.spot or source.place is None:
        return ""
    if draft.pointer not in {"", "elsewhere", "somewhere"}:
        return f"{draft.pointer!r} points back at the place told before" if _answers(source.place, draft.pointer) else ""
    if source.sentence.start == draft.sentence.start:
        return "said of another part of the same sentence"
    if draft.pointer or source.paragraph != draft.paragraph or draft.kind.family in {Family.COERCION, Family.POSTURE}:
        return ""
    if not 0 < apart <= NEXT or (draft.own_date and source.own_date and not overlaps(draft.when, source.when)):
        return ""
    return "carried on from the sentence before"


def _answers(place: Place, pointer: str) -> bool:
    """Return whether a place is what "the city" or "the region" can mean."""
    if pointer == "there":
        return True
    if pointer in SETTLED:
        return place.precision is Precision.SETTLEMENT
    return place.precision is Precision.AREA


def _tells_here(other: Draft, draft: Draft) -> bool:
    """Return whether the sentence of a draft also speaks of another happening, whose place was told before."""
    if other is draft or not other.own_place or other.kind.family not in PHYSICAL or not other.asserted:
        return False
    return other.place_span is not None and other.place_span.start < draft.sentence.start_char


def _same_day(source: Draft, draft: Draft, scene: Scene) -> bool:
    """Return whether an undated sentence goes on with a story of other days than the report's."""
    published = scene.document.published.when
    if source.paragraph != draft.paragraph or source.start > draft.start or draft.kind.family not in PHYSICAL:
        return False
    return published.first is None or (source.when.last is not None and source.when.last < published.first - FRESH)
