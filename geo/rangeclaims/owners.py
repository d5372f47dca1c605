"""Whose range it is: the weapon that a range noun belongs to, that a clause speaks of, or that was named before."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from spacy.tokens import Token

from geo.claims import grammar
from geo.claims.scene import Scene
from geo.rangeclaims.terms import RANGE, Terms

PRONOUNS: Final = frozenset(
    {
        "it",
        "they",
        "its",
        "their",
        "this",
        "that",
        "these",
        "those",
        "which",
        "them",
        "both",
        "each",
        "one",
        "some",
        "many",
        "most",
        "others",
        "ones",
    }
)
UNITS: Final = frozenset({"kilometer", "kilometre", "km", "mile", "mi", "nm"})
_DESIGNATION: Final = re.compile(r"[A-Z][a-z]{2,15}-?(?:\d{1,4}|[IVX]{1,4})[A-Z]?$|[A-Z]{1,6}-?\d{1,4}[A-Z]{0,3}$")
ARMED: Final = frozenset(
    {"armed", "military", "vessel", "vessel_war", "arms", "arms_heavy", "munition", "aircraft", "munition_heavy"}
)


@dataclass(frozen=True, slots=True)
class Owner:
    """A weapon as a noun of the sentence; without one, it was named before."""

    weapon: Token | None = None
    doubtful: bool = False
    """Whether it is a designation that may be that of anything: it counts where weapons were named before."""

    @property
    def anaphoric(self) -> bool:
        """Return whether the sentence before has to say which weapon it is."""
        return self.weapon is None


def of_range(reach: Token, terms: Terms) -> Owner | None:
    """Return whose range it is; None where it is that of something else than a weapon."""
    for noun in _holders(reach, terms):
        return named_by(noun, terms)
    return Owner() if reach.dep_ in {"nsubj", "nsubjpass", "ROOT", "appos"} else None


def _holders(reach: Token, terms: Terms) -> Iterator[Token]:
    """Yield whose a range is said to be, what stands nearest first."""
    for child in reach.children:
        if child.dep_ == "poss":
            yield grammar.antecedent(child)
    for child in reach.children:
        if child.dep_ == "compound" and terms.is_weapon(child):
            yield child
    for preposition, noun in grammar.prepositional(reach, {"of", "for"}):
        if preposition.head.i == reach.i and noun.ent_type_ not in {"QUANTITY", "CARDINAL"} and terms.is_weapon(noun):
            yield noun
    above = reach.head
    if reach.dep_ in {"compound", "amod", "nmod"}:
        yield above
    elif reach.dep_ in {"dobj", "attr", "conj"} and grammar.is_verb(above):
        subject = grammar.surface_subject(above)
        yield from [subject] if subject is not None else []
    elif reach.dep_ == "pobj" and reach.head.head.i != reach.head.i:
        yield from _with(reach, terms)


def _with(reach: Token, terms: Terms) -> Iterator[Token]:
    """Yield what is "with a range of": the noun before it, wherever the parser hangs the words, else the subject."""
    preposition = reach.head
    above = preposition.head
    if above.pos_ in {"NOUN", "PROPN"}:
        yield above
        return
    before = preposition.i - 1
    while before > reach.sent.start and reach.doc[before].pos_ in {"PUNCT", "ADV"}:
        before -= 1
    beside = reach.doc[before]
    if preposition.i > reach.sent.start and terms.is_weapon(beside):
        yield beside
    elif grammar.is_verb(above):
        subject = grammar.surface_subject(above)
        yield from [subject] if subject is not None else []


def named_by(noun: Token | None, terms: Terms) -> Owner | None:
    """Return the weapon that a noun or a pronoun stands for; None where it is no weapon."""
    if noun is None:
        return None
    noun = grammar.counted(grammar.antecedent(noun))
    for one in (noun, *(child for child in noun.children if child.dep_ in {"appos", "compound"})):
        if is_weapon(one, terms):
            return Owner(one)
    if noun.lemma_.lower() in RANGE:
        return of_range(noun, terms)
    if noun.lemma_.lower() in terms.classes["sort"]:
        return Owner(next((inner for _, inner in grammar.prepositional(noun, {"of"}) if is_weapon(inner, terms)), None))
    return _stands_for_one(noun)


def _stands_for_one(noun: Token) -> Owner | None:
    """Return a weapon that is to be found before, or that has an unknown designation; None for what cannot be one."""
    # "a range of 75 kilometers that could hit ...": the parser hangs the clause on the length.
    if noun.lower_ in PRONOUNS or noun.tag_ in {"PRP", "PRP$"} or noun.lemma_.lower() in UNITS:
        return Owner()
    return Owner(noun, doubtful=True) if noun.pos_ in {"PROPN", "NUM"} and _DESIGNATION.search(_written(noun)) else None


def _written(noun: Token) -> str:
    return "".join(one.text for one in noun.doc[noun.left_edge.i : noun.i + 1])


def is_weapon(token: Token, terms: Terms) -> bool:
    """Return whether a noun is a weapon: by its word, or because it is the name of a system."""
    return terms.is_weapon(token) or (token.pos_ in {"PROPN", "NOUN", "NUM", "ADJ"} and terms.is_name(token))


def weapons_under(noun: Token, scene: Scene, terms: Terms) -> Iterator[Token]:
    """Yield the weapons in a phrase, the noun itself first; a "drone attack" is none."""
    found = [noun, *(inner for inner in noun.subtree if inner.i != noun.i)]
    deeds = terms.classes["deed"]
    found = [one for one in found if one.dep_ != "compound" or one.head.lemma_.lower() not in deeds]
    return (one for one in found if is_weapon(one, terms) and one.i not in scene.toponym_at)


def is_armed(noun: Token, scene: Scene, terms: Terms) -> bool:
    """Return whether a noun is what fires, and not what is fired at: launchers, warships, troops."""
    if any(inner.i in scene.toponym_at for inner in _own(noun)):
        return False
    return is_weapon(noun, terms) or bool(scene.classes(noun) & ARMED and "pronoun" not in scene.classes(noun))


def _own(noun: Token) -> Iterator[Token]:
    yield noun
    yield from (child for child in noun.children if child.dep_ in {"compound", "appos"})


def complement(reach: Token, relation: Token) -> list[Token]:
    """Return of what something is within range: "of the rockets", "from Poland", "Hezbollah's", "for the guns"."""
    found = [noun for preposition, noun in grammar.prepositional(reach, {"of", "from", "for", "to"})]
    if not found and grammar.is_verb(relation.head):
        found = [noun for preposition, noun in grammar.prepositional(relation.head, {"from", "for"}) if preposition.i > reach.i]
    owned = [child for child in reach.children if child.dep_ == "poss"]
    return [*found, *owned]
