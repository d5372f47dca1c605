"""Who says that it was them, or how many it cost: such words belong to what they speak of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final

from geo.incidents.testimony import Testimony

FOR_IT: Final = 5.0
"""What speaks for the happening that was told last, or that the report opens with."""
LATE: Final = timedelta(days=60)
"""Days after a happening within which somebody takes the credit for it."""


def spoken_of(found: Sequence[Testimony]) -> Mapping[str, tuple[str, ...]]:
    """Return the ids of what each claimant's word may speak of, by the id of the word, among the claims of one document."""
    told = {one.claim.id: one for one in sorted(found, key=lambda one: one.order) if one.claim.asserted}
    result = {}
    for id_, word in told.items():
        deeds = [back for back in told if word.credit and back in word.back and _may_be_theirs(word, told[back])]
        # The nearest: of the deeds before it the last.
        nearest = sorted(deeds, key=lambda deed: told[deed].claim.span)[-1:]
        opening = [word.opening] if word.word and word.opening in told else []
        if nearest or opening:
            result[id_] = tuple(dict.fromkeys((*nearest, *opening)))
    return result


def compare(one: Testimony, other: Testimony) -> tuple[float, tuple[str, ...]] | None:
    """Return what speaks for one happening where one of the claims is a claimant's word; None when they cannot be of one."""
    word, deed = (one, other) if one.word else (other, one)
    if _is_apart(word, deed) or (deed.word and _is_apart(deed, word)):
        return None
    if word.opening == deed.claim.id:
        return FOR_IT, ("said of what the report opens with",)
    if word.credit and deed.claim.id in word.back and _may_be_theirs(word, deed):
        return FOR_IT, (f"{', '.join(actor.name for actor in word.voices.values()) or 'somebody'} takes the credit for it",)
    return 0.0, ()


def _may_be_theirs(word: Testimony, deed: Testimony) -> bool:
    """Return whether nobody else is named as who did it."""
    named = {i: actor for i, actor in deed.doers.items() if not i.startswith("group:")}
    kin = {parent for actor in (*named.values(), *word.voices.values()) for parent in actor.belongs_to}
    return not named or bool(named.keys() & word.voices.keys()) or bool(kin & (named.keys() | word.voices.keys()))


def _is_apart(word: Testimony, deed: Testimony) -> bool:
    """Return whether the word was given before the deed, or long after."""
    said, done = word.claim.when, deed.claim.when
    if said.last is not None and done.first is not None and said.last < done.first:
        return True
    return said.first is not None and done.last is not None and said.first - done.last > LATE
