"""A happening in the words of one sentence, and the closed sets of words that show how the words hang together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from spacy.tokens import Token

from geo.claims.grammar import counted, is_verb
from geo.claims.lexicon import Creates, Predicate

BLAME: Final = frozenset({"blame", "accuse", "suspect", "condemn", "denounce"})
HAPPENING: Final = frozenset(
    {
        "erupt", "break", "begin", "start", "occur", "happen", "take", "kill", "wound", "injure", "leave", "hit", "strike",
        "rock", "shake", "destroy", "target", "claim", "involve", "damage", "spread", "flare", "engulf",
        "rage", "grip", "escalate",
    }
)  # fmt: skip
"""Verbs that say of an event noun that it took place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A happening in the words of one sentence."""

    trigger: Token
    row: Predicate
    agents: tuple[Token, ...] = ()
    targets: tuple[Token, ...] = ()
    members: tuple[Token, ...] = ()
    """Trigger and the other words that tell of the same happening ("carried out", "killing")."""
    harmed: tuple[tuple[Token, Token], ...] = ()
    """Verb of harm and its victim."""
    creates: Creates = Creates.ALWAYS
    hosts: tuple[Token, ...] = ()
    """Verbs whose time and place are the happening's ("was blamed for attacks in May")."""
    scenes: tuple[Token, ...] = ()
    """Places that "saw" it."""
    role: str = "perpetrator"
    """What the agents do in it; "accused" where someone blames them."""
    why: str = ""


def company(verb: Token) -> set[str]:
    """Return the words that hang directly on a verb, and the nouns of its phrases."""
    found: set[str] = set()
    for child in verb.children:
        if child.dep_ in {"nsubj", "punct", "conj"}:
            continue
        found.update((child.lemma_.lower(), child.lower_))
        if child.dep_ in {"prep", "prt", "advmod", "oprd", "dative"}:
            found.update(inner.lemma_.lower() for inner in child.children if inner.dep_ in {"pobj", "prep"})
        if child.dep_ in {"dobj", "nsubjpass"}:
            found.update(inner.lemma_.lower() for inner in child.conjuncts)
            found.update(inner.lower_ for inner in child.children if inner.dep_ in {"amod", "compound"})
            found.add(counted(child).lemma_.lower())
    return found


def surroundings(token: Token) -> set[str]:
    """Return the words on and just above a trigger, its modifiers' too."""
    found = {token.lower_}
    for child in token.children:
        if child.dep_ == "conj":
            continue
        found.update((child.lemma_.lower(), child.lower_))
        for inner in child.children:
            if inner.dep_ in {"compound", "amod", "pobj", "prep", "conj", "dobj", "nmod", "poss"}:
                found.update((inner.lemma_.lower(), inner.lower_))
                found.update(leaf.lemma_.lower() for leaf in inner.children if leaf.dep_ in {"compound", "amod", "conj", "pobj"})
    if not is_verb(token):
        found.add(token.head.lemma_.lower())
    return found
