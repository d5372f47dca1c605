"""Who says that it was them, or how many it cost: such words belong to what they speak of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from geo.incidents.testimony import Testimony

FOR_IT: Final = 5.0
"""What speaks for the happening that was told last, or that the report opens with."""
LATE: Final = timedelta(days=60)
"""Days after a happening within which somebody takes the credit for it."""


def pairs(found: Sequence[Testimony]) -> set[tuple[int, int]]:
    """Return the pairs of a claimant's word and what it may speak of, by position, the smaller first."""
    at = {one.claim.id: i for i, one in enumerate(found)}
    result = set()
    for i, word in enumerate(found):
        deeds = [at[back] for back in word.back if word.credit and back in at and _may_be_theirs(word, found[at[back]])]
        # The nearest: of the deeds before it the last.
        nearest = max(deeds, key=lambda deed: (found[deed].claim.span, deed), default=None)
        if nearest is not None:
            result.add((min(i, nearest), max(i, nearest)))
        if word.word and word.opening in at:
            result.add((min(i, at[word.opening]), max(i, at[word.opening])))
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
