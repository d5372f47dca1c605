"""Who is said to be able to reach something: "could strike", "capable of hitting", "lacks the range to reach"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from spacy.tokens import Token

from geo.claims import grammar
from geo.rangeclaims.terms import RANGE, Terms

MODALS: Final = frozenset({"can", "could", "may", "might", "would", "ca"})
ENOUGH: Final = frozenset({"enough", "sufficient", "sufficiently", "adequate"})
LACKING: Final = frozenset({"lack", "miss", "need"})
SKILLS: Final = frozenset({"ability", "capability", "capacity", "power", "potential"}) | RANGE
_STEPS: Final = 3


@dataclass(frozen=True, slots=True)
class Ability:
    """What is able to do something, or is said not to be."""

    holder: Token | None
    """The noun: the weapon, its range or whoever has it; None where the clause names none."""
    within: bool
    """False where it is said to be unable."""
    measured: bool = False
    """Whether it follows from a length: "1,250 miles, far enough to reach"."""


def ability(verb: Token, terms: Terms) -> Ability | None:
    """Return who can do what the verb says; None where the verb tells of a deed and not of what is possible."""
    for _ in range(_STEPS):
        found = _modal(verb) or _governed(verb, terms)
        if found is not None:
            return found
        if verb.dep_ != "conj" or not grammar.is_verb(verb.head):
            return None
        verb = verb.head
    return None


def is_denied(token: Token) -> bool:
    """Return whether a verb, an adjective or a noun is negated where it stands: "not", "no longer", "no"."""
    for child in token.children:
        if child.dep_ == "neg" or child.lower_ in {"never", "hardly", "barely"} or (child.dep_ == "det" and child.lower_ == "no"):
            return True
        if child.lower_ == "longer" and any(one.lower_ == "no" for one in child.children):
            return True
    return False


def _modal(verb: Token) -> Ability | None:
    if not any(child.dep_ == "aux" and child.lower_ in MODALS for child in verb.children):
        return None
    if any(child.dep_ == "aux" and child.lower_ == "have" for child in verb.children):
        return None  # "could have reached" tells of what did not happen
    return Ability(grammar.surface_subject(verb), within=not is_denied(verb))


def _governed(verb: Token, terms: Terms) -> Ability | None:
    """Return the ability that a word above the verb gives."""
    node = verb
    for _ in range(_STEPS):
        above = node.head
        if above.i == node.i:
            return None
        found = (
            _by_adjective(above, terms)
            or _by_skill(node, above)
            or _by_enough(verb, above, terms)
            or _by_leave(node, above, terms)
        )
        if found is not None:
            return found
        if above.dep_ not in {"prep", "pcomp", "advmod", "acomp"} and above.pos_ not in {"ADP", "ADV"}:
            return None
        node = above
    return None


def _by_adjective(word: Token, terms: Terms) -> Ability | None:
    """Read "capable of", "able to", "designed to", "too short to"."""
    lemma = word.lower_ if word.pos_ != "VERB" or word.lower_.endswith("ed") else word.lemma_
    unable = lemma in terms.classes["unable"] or any(child.lower_ == "too" for child in word.children)
    if lemma not in terms.classes["able"] and not unable:
        return None
    clause = word.head if word.dep_ in {"acomp", "oprd", "xcomp"} and grammar.is_verb(word.head) else word
    if clause.pos_ in {"VERB", "AUX"}:
        return Ability(grammar.surface_subject(clause), within=unable == is_denied(clause))
    noun = _noun_above(word)
    return Ability(noun, within=unable == is_denied(word))


def _by_skill(node: Token, word: Token) -> Ability | None:
    """Read "the range to reach", "the ability to hit", "lacks the range to strike"."""
    if word.pos_ == "NOUN" and word.lemma_.lower() in SKILLS:
        above = word.head
        holder = word if word.lemma_.lower() in RANGE else grammar.surface_subject(above) if grammar.is_verb(above) else None
        return Ability(holder, within=not (_lacks(above) or is_denied(above) or is_denied(word)))
    if grammar.is_verb(word) and node.dep_ in {"advcl", "xcomp"}:
        skill = next((one for one in word.children if one.dep_ == "dobj" and one.lemma_.lower() in SKILLS), None)
        if skill is not None:
            holder = skill if skill.lemma_.lower() in RANGE else grammar.surface_subject(word)
            return Ability(holder, within=not (_lacks(word) or is_denied(word) or is_denied(skill)))
    return None


def _by_enough(verb: Token, word: Token, terms: Terms) -> Ability | None:
    """Read "far enough to hit", "a range sufficient to reach"."""
    enough = word if word.lower_ in ENOUGH else next((one for one in word.children if one.lower_ in ENOUGH), None)
    if enough is None:
        return None
    for node in (word, *word.ancestors):
        if node.pos_ == "NOUN" and node.lemma_.lower() in RANGE:
            return Ability(node, within=not (is_denied(enough) or is_denied(node.head)))
        if grammar.is_verb(node):
            reach = next((one for one in node.children if one.lemma_.lower() in RANGE and one.dep_ in {"dobj", "nsubj"}), None)
            able = ability(node, terms) if node.i != verb.i else None
            holder = reach or (able.holder if able else grammar.surface_subject(node))
            return Ability(holder, within=not (is_denied(enough) or is_denied(node)), measured=True)
    return None


def _by_leave(node: Token, word: Token, terms: Terms) -> Ability | None:
    """Read "allowing it to hit": the ability is that of what is allowed, or of what allows it."""
    if not grammar.is_verb(word) or word.lemma_ not in terms.classes["allow"] or node.dep_ not in {"xcomp", "ccomp", "dobj"}:
        return None
    allowed = next((one for one in (*word.children, *node.children) if one.dep_ in {"dobj", "nsubj"} and one.i > word.i), None)
    holder = allowed if allowed is not None and terms.is_weapon(allowed) else grammar.surface_subject(word)
    return Ability(holder if holder is not None else allowed, within=not is_denied(word))


def _noun_above(word: Token) -> Token | None:
    for node in word.ancestors:
        if node.pos_ in {"NOUN", "PROPN", "PRON"}:
            return node
        if grammar.is_verb(node):
            return grammar.surface_subject(node)
    return None


def _lacks(verb: Token) -> bool:
    return verb.lemma_ in LACKING or verb.lower_ == "without"
