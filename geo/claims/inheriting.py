"""What a sentence leaves unsaid and its neighbors say: place and day of the running story, within narrow limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from geo.claims.drafts import Draft
from geo.claims.scene import Scene
from geo.model import PHYSICAL, Family, Reason

REACH: Final = 2
"""Sentences a place carries on for, within one paragraph."""


def inherit(found: Sequence[Draft], scene: Scene) -> list[Draft]:
    """Return the drafts, those without a place with that of the sentence before where nothing speaks against it."""
    del scene
    result: list[Draft] = []
    last: Draft | None = None
    for draft in found:
        if (
            draft.kind.family in PHYSICAL
            and draft.asserted
            and not draft.own_place
            and last is not None
            and _carries(last, draft)
        ):
            draft = replace(  # noqa: PLW2901  # a draft is a value
                draft,
                place=last.place,
                place_span=last.place_span,
                reasons=(
                    *draft.reasons,
                    Reason(field="place", text=f"carried on from the sentence {last.sentence.text.strip()[:80]!r}"),
                ),
            )
        if draft.own_place and draft.kind.family in PHYSICAL:
            last = draft
        result.append(draft)
    return result


def _carries(last: Draft, draft: Draft) -> bool:
    if last.paragraph != draft.paragraph or draft.kind.family is Family.COERCION:
        return False
    if draft.own_date and last.own_date and draft.when != last.when:
        return False
    return draft.place_span is None
