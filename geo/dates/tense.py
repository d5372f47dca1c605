"""Whether a clause looks forward, so that "Friday" is the next one and not the last."""

from __future__ import annotations

from typing import Final

from spacy.tokens import Token

_WILL: Final = frozenset({"will", "shall", "'ll", "\u2019ll", "wo"})
_PLANS: Final = frozenset(
    {
        "plan", "expect", "schedule", "set", "due", "slate", "aim", "intend", "hope", "prepare", "agree", "promise", "pledge",
        "vow", "want", "seek", "ask", "order", "call", "give", "extend", "postpone", "delay", "adjourn",
    }
)  # fmt: skip
"""Verbs whose "to do" and whose "until" lie ahead."""
_PLANNED: Final = frozenset({"expect", "schedule", "slate", "plan"})
_FORWARD: Final = frozenset({"until", "till", "next", "coming", "upcoming"})


def is_ahead(first: Token, last: Token) -> bool:
    """Return whether the clause of the words looks forward."""
    lead = first.nbor(-1).lower_ if first.i else ""
    if lead in _FORWARD:
        governing = verb_of(first)
        return governing is None or governing.tag_ != "VBD" or governing.lemma_ in _PLANS
    verb = verb_of(last)
    if verb is None:
        return False
    aux = {child.lower_ for child in verb.children if child.dep_ in {"aux", "auxpass"}}
    if aux & _WILL:
        return True
    planned = verb.dep_ in {"xcomp", "ccomp", "advcl"} and "to" in aux and verb.head.lemma_.lower() in _PLANS
    return planned or (verb.lemma_ in _PLANNED and verb.tag_ == "VBN")


def verb_of(token: Token) -> Token | None:
    """Return the verb that governs a token."""
    for head in (token, *token.ancestors):
        if head.pos_ in {"VERB", "AUX"}:
            return head
    return None
