"""What came of a strike: whether it hit, was intercepted, missed or failed, by the word that says so."""

from __future__ import annotations

from typing import Final, NamedTuple

from spacy.tokens import Token

from geo.claims import grammar
from geo.claims.mention import Mention, company
from geo.model import Family, Kind, Reason, Span

OUTCOMES: Final = {
    "intercept": "intercepted",
    "miss": "missed",
    "overshoot": "missed",
    "fail": "failed",
    "malfunction": "failed",
    "defuse": "failed",
    "deactivate": "failed",
    "disarm": "failed",
    "foil": "failed",
    "thwart": "failed",
    "hit": "hit",
    "strike": "hit",
    "slam": "hit",
    "destroy": "hit",
    "damage": "hit",
    "pierce": "hit",
}
DOWNED: Final = frozenset({"shoot", "bring", "take"})
"""Verbs that with "down" say that something was stopped in the air."""


class Outcome(NamedTuple):
    """What came of a strike, and the word that says so."""

    reason: Reason
    span: Span


def outcome(mention: Mention, kind: Kind) -> Outcome | None:
    """Return what came of a strike as one sentence tells it; None where it does not."""
    if kind.family is not Family.EXPLOSIVE:
        return None
    for word in _words(mention):
        lemma = word.lemma_.lower()
        found = "intercepted" if lemma in DOWNED and "down" in company(word) else OUTCOMES.get(lemma, "")
        if found and not any(child.dep_ == "neg" for child in word.children):
            reason = Reason(field="outcome", text=f"{found}: the word {word.text!r}")
            return Outcome(reason, Span(word.idx, word.idx + len(word)))
    return None


def _words(mention: Mention) -> list[Token]:
    """Return the verbs that tell of a strike, those above and beside it first."""
    verbs = [member for member in mention.members if grammar.is_verb(member)]
    above = [verb.head for verb in verbs if verb.dep_ in {"xcomp", "conj", "acl"} and grammar.is_verb(verb.head)]
    if mention.row.noun and grammar.is_verb(mention.trigger.head):
        above.append(mention.trigger.head)
    return [*above, *verbs]
