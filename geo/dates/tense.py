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
_ORDERS: Final = frozenset({"ask", "order", "call", "give", "want", "seek"})
"""Verbs whose own day news tells at the end: "ordered the army to leave on Tuesday"."""
_MESSAGES: Final = frozenset(
    {"letter", "statement", "speech", "interview", "message", "post", "tweet", "report", "conference", "briefing", "address"}
)
_PLANNED: Final = frozenset({"expect", "schedule", "slate", "plan"})
_FORWARD: Final = frozenset({"until", "till", "next", "coming", "upcoming"})


def is_ahead(first: Token, last: Token) -> bool:
    """Return whether the clause of the words looks forward."""
    lead = first.nbor(-1).lower_ if first.i else ""
    if lead in _FORWARD:
        governing = verb_of(first)
        return governing is None or governing.tag_ != "VBD" or governing.lemma_ in _PLANS
    verb = verb_of(last)
    if verb is None or _is_of_a_message(last):
        return False
    aux = {child.lower_ for child in verb.children if child.dep_ in {"aux", "auxpass"}}
    if aux & _WILL:
        return True
    planned = verb.dep_ in {"xcomp", "ccomp", "advcl"} and "to" in aux and verb.head.lemma_.lower() in _PLANS - _ORDERS
    return planned or (verb.lemma_ in _PLANNED and verb.tag_ == "VBN")


def verb_of(token: Token) -> Token | None:
    """Return the verb that governs a token."""
    for head in (token, *token.ancestors):
        if head.pos_ in {"VERB", "AUX"}:
            return head
    return None


def _is_of_a_message(token: Token) -> bool:
    """Return whether the words stand beside a letter or a speech: "to stop the attacks, in a letter on Wednesday"."""
    for node in token.ancestors:
        if node.pos_ in {"VERB", "AUX"}:
            return any(
                child.dep_ == "prep" and any(one.lemma_.lower() in _MESSAGES for one in child.children if one.dep_ == "pobj")
                for child in node.children
                if child.i < token.i
            )
        if node.lemma_.lower() in _MESSAGES:
            return True
    return False
