"""
What a place name does in its sentence: a place, or the government that sits there.

Only names of states and of their capitals can stand for a government; each rule reads the grammar around the name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from spacy.tokens import Doc, Token

from geo.gazetteer import Gazetteer
from geo.model import ToponymRole

Words = Mapping[str, frozenset[str]]
Verdict = tuple[ToponymRole, str]


@dataclass(frozen=True, slots=True)
class Case:
    """A name of a state or of its capital at its token."""

    token: Token
    capital: bool
    words: Words


CONTEXT: Final = ToponymRole.CONTEXT
METONYM: Final = ToponymRole.METONYM
FINITE: Final = frozenset({"VBD", "VBZ", "VBP", "MD"})
"""Tags of verbs that have a subject of their own."""
DEEPEST: Final = 6
"""Conjuncts and appositions climbed before giving up; parses of broken text can be very deep."""


def role(doc: Doc, first: int, last: int, *, capital: bool, gazetteer: Gazetteer) -> Verdict:
    """Return the role of the name of a state or, with `capital`, of a seat of government, and why."""
    root = doc[first:last].root
    if root.dep_ == "conj" and last < len(doc) and doc[last].tag_ in FINITE:
        # "...deploying missiles into Iraq and Israel carried out airstrikes": the parser hangs the new subject on the last name.
        return METONYM, f'it does what "{doc[last].lemma_}" says'
    for _ in range(DEEPEST):
        if root.dep_ not in {"conj", "appos"} or root.head is root:
            break
        root = root.head
    return _RULES.get(root.dep_, _literal)(Case(root, capital, gazetteer.words))


def _literal(case: Case) -> Verdict:
    return CONTEXT, f"grammar ({case.token.dep_}) does not make it an actor"


def _subject(case: Case) -> Verdict:
    verb = case.token.head
    if verb.lemma_ == "be":
        told = {child.lemma_ for child in verb.children if child.dep_ in {"acomp", "attr", "prep"}}
        if not told & case.words["agentive"]:
            return CONTEXT, "it is only described"
    elif verb.lemma_ in case.words["act.verb.experience"]:
        return CONTEXT, f'what "{verb.lemma_}" says happens to a place'
    return METONYM, f'it does what "{verb.lemma_}" says'


def _passive(case: Case) -> Verdict:
    if case.token.head.lemma_ in case.words["verb.addressed_passive"]:
        return METONYM, f'a government can be the one whom "{case.token.head.lemma_}" means'
    return CONTEXT, "something is done to the place"


def _object(case: Case) -> Verdict:
    if case.token.head.lemma_ in case.words["verb.addressed"]:
        return METONYM, f'"{case.token.head.lemma_}" is addressed to a government'
    return CONTEXT, "something is done to the place"


def _owner(case: Case) -> Verdict:
    if case.token.head.lemma_ in case.words["geographic"]:
        return CONTEXT, f'"{case.token.head.lemma_}" is a part of the place'
    return METONYM, f'"{case.token.head.lemma_}" is what a government has or does'


def _modifier(case: Case) -> Verdict:
    noun = case.token.head
    if noun.lower_ in case.words["head.mission"]:
        return METONYM, "a mission is a government's, wherever it stands"
    if noun.lemma_ in case.words["geographic"]:
        return CONTEXT, f'"{noun.lemma_}" is at the place'
    if case.capital and noun.lemma_ not in case.words["noun.government"]:
        return CONTEXT, "a city before a noun says where"
    return METONYM, f'"{noun.lemma_}" is the state\'s'


def _backer(case: Case) -> Verdict:
    if (
        case.token.head.pos_ not in {"VERB", "ADJ"}
        or case.token.head.lemma_ in case.words["based"]
        or case.token.head.i < case.token.i
    ):
        return CONTEXT, "it says where"
    return METONYM, f'it does what "{case.token.head.lemma_}" says'


def _after_preposition(case: Case) -> Verdict:
    preposition = case.token.head
    governor = preposition.head
    key = (preposition.lower_, governor.pos_)
    if case.capital and governor.lower_ in case.words["head.mission"]:
        return CONTEXT, f"the {governor.lower_} stands there"
    lists = _BEFORE_ANY.get(key, ()) + (_BEFORE_CAPITAL.get(key, ()) if case.capital else ())
    if any(governor.lemma_ in case.words[name] for name in lists):
        return METONYM, f'"{governor.lemma_} {preposition.lower_}" takes a government'
    if preposition.lower_ == "by":
        return METONYM, 'who does something stands behind "by"'
    return CONTEXT, f'a place stands behind "{preposition.lower_}"'


_BEFORE_ANY: Final[dict[tuple[str, str], tuple[str, ...]]] = {
    ("against", "NOUN"): ("noun.against_state",),
    ("of", "NOUN"): ("noun.government_of",),
    ("for", "NOUN"): ("noun.for_state",),
    ("upon", "VERB"): ("verb.upon_state",),
    ("between", "NOUN"): ("noun.relation",),
    ("from", "NOUN"): ("noun.from_state",),
    ("on", "VERB"): ("verb.on_state",),
    ("on", "NOUN"): ("noun.pressure",),
    ("to", "NOUN"): ("noun.to_state",),
    ("to", "ADJ"): ("adjective.to_state",),
    ("with", "VERB"): ("verb.with_state",),
    ("with", "NOUN"): ("noun.alliance",),
}
"""Preposition and the part of speech before it, to the lists of words that make the name behind it a government."""

_BEFORE_CAPITAL: Final[dict[tuple[str, str], tuple[str, ...]]] = {
    ("in", "NOUN"): ("noun.government",),
    ("of", "NOUN"): ("noun.control",),
    ("over", "NOUN"): ("noun.control",),
    ("from", "VERB"): ("verb.come",),
}
"""The same, where only the name of a capital does it: "control of Baghdad", and "control of Iraq" is a place."""

_RULES: Final[dict[str, Callable[[Case], Verdict]]] = {
    "nsubj": _subject,
    "csubj": _subject,
    "nsubjpass": _passive,
    "dobj": _object,
    "dative": _object,
    "poss": _owner,
    "compound": _modifier,
    "nmod": _modifier,
    "amod": _modifier,
    "npadvmod": _backer,
    "pobj": _after_preposition,
    "agent": _after_preposition,
}
