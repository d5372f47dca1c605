"""Rows of the lexicon against a verb: who does it to whom, in what company."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from spacy.tokens import Token

from geo.claims import grammar
from geo.claims.lexicon import Condition, Predicate, Rule
from geo.claims.mention import BLAME, Mention, company, surroundings
from geo.claims.scene import Scene

DISPERSING: Final = frozenset({"break", "disperse", "quell", "contain", "suppress", "clear"})
"""Purposes that are where the deed is: "fired tear gas to disperse a rally in Khartoum"."""


def works_as_verb(token: Token) -> bool:
    """Return whether a word tells of a deed: a verb, or what the tagger took for something else in a verb's place."""
    if token.tag_ == "VBG" and grammar.blamed_for(token) is not None:
        return True
    if token.pos_ == "VERB":
        return token.dep_ not in {"amod", "compound"}
    return (
        token.pos_ in {"ADJ", "NOUN"}
        and token.tag_ in {"VBN", "VBD", "VBG"}
        and token.dep_ in {"ROOT", "ccomp", "advcl", "conj", "acl"}
    )


def as_verb(verb: Token, row: Predicate, scene: Scene) -> Mention | None:
    """Return what a row makes of a verb; None where it does not fit."""
    beside = row.company & company(verb) if row.company else frozenset()
    if row.company and not beside:
        return None
    if row.blockers and row.blockers & surroundings(verb):
        return None
    passive = grammar.is_passive(verb)
    agents = grammar.logical_subjects(verb)
    objects = grammar.logical_object(verb)
    if row.rule is not Rule.FIXED and passive and not agents:
        agents = [
            one for one in _instruments(verb) if scene.classes(one) & {"event", "munition", "armament", "aircraft", "armed"}
        ]
    meant = [_speaker(one, verb, scene) for one in agents]
    if not _fits(row.subject, meant, scene, elided=passive or row.subject.absent):
        return None
    if not _fits(row.object, objects, scene, elided=row.object.absent):
        return None
    suffering = row.rule is Rule.BY_CAUSE and row.target == ("subject",)
    return Mention(
        trigger=verb,
        row=row,
        agents=() if suffering or row.after else tuple(agents),
        targets=tuple(_targets(verb, row, agents, objects)),
        members=(verb,),
        harmed=tuple((verb, one) for one in _victims(row, agents, objects)),
        creates=row.creates,
        hosts=tuple(child for child in verb.children if child.lemma_ in DISPERSING and child.dep_ in {"xcomp", "advcl"}),
        role=_role(verb),
        why=f"verb {verb.text!r}" + (f" with {'/'.join(sorted(beside))!r}" if beside else ""),
    )


def _speaker(pronoun: Token, verb: Token, scene: Scene) -> Token:
    """Return for whom "it" stands where somebody tells of himself: "the army says it has retaken the town"."""
    governor = verb.head
    if pronoun.lower_ != "it" or verb.dep_ != "ccomp" or governor.lemma_.lower() not in scene.lexicon.speech:
        return pronoun
    return next(iter(grammar.logical_subjects(governor)), pronoun)


def _victims(row: Predicate, agents: list[Token], objects: list[Token]) -> list[Token]:
    if row.rule is Rule.BY_CAUSE:
        return agents if row.target == ("subject",) else objects
    return objects if row.rule is Rule.BY_EVENT else []


def _fits(condition: Condition, tokens: Sequence[Token], scene: Scene, *, elided: bool) -> bool:
    """Return whether what stands in a slot, or its emptiness, is what a row asks for."""
    if condition.vacant or not tokens:
        return not tokens and ((elided and not condition.present) or not condition.any_of)
    return any(condition.admits(scene.classes(token)) for token in tokens)


def _instruments(verb: Token) -> list[Token]:
    return [noun for _, noun in grammar.prepositional(verb, {"by", "with", "in", "from"}) if noun.dep_ == "pobj"]


def _targets(verb: Token, row: Predicate, agents: list[Token], objects: list[Token]) -> Iterator[Token]:
    for slot in row.target:
        if slot == "object":
            yield from objects
        elif slot == "subject":
            yield from agents
        elif slot != "none":
            yield from (noun for _, noun in grammar.prepositional(verb, {slot}) if noun.dep_ == "pobj")
            for one in objects:
                yield from (noun for _, noun in grammar.prepositional(one, {slot}) if noun.dep_ == "pobj")


def _role(token: Token) -> str:
    while token.dep_ == "conj" and grammar.is_verb(token.head):
        token = token.head
    slot = "pcomp" if grammar.blamed_for(token) is not None else token.dep_
    for node in token.ancestors:
        if node.lemma_ in BLAME | {"charge"} and slot in {"pcomp", "xcomp", "pobj"}:
            return "accused"
        if node.pos_ == "VERB":
            return "perpetrator"
    return "perpetrator"
