"""One happening, several words: which mentions of a sentence belong together."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from spacy.tokens import Token

from geo.claims import grammar
from geo.claims.lexicon import Creates, Rule
from geo.claims.mention import Mention
from geo.claims.scene import Scene
from geo.model import Family, Kind

_DEADLY: Final = frozenset(kind.value for kind in Kind if kind.family in {Family.EXPLOSIVE, Family.ARMED})
"""Kinds of which deaths are the outcome."""


def fold(found: list[Mention], scene: Scene) -> list[Mention]:
    """Join the mentions of a sentence that tell of one happening: "a blast killed four", "carried out strikes"."""
    kept = list(found)
    for _ in range(len(found)):
        pair = next(((a, b) for a in kept for b in kept if a is not b and _same(a, b)), None)
        if pair is None:
            break
        main, part = pair
        kept = [_join(main, part, scene) if one is main else one for one in kept if one is not part]
    return [one for one in kept if one.row.rule is not Rule.BY_EVENT and not _is_of_no_deed(one)]


def _is_of_no_deed(one: Mention) -> bool:
    """Return whether harm is the outcome of what nobody did: "crashed in fog, killing six"."""
    verb = one.trigger
    return one.row.rule is Rule.BY_CAUSE and verb.dep_ == "advcl" and verb.tag_ == "VBG" and verb.head.lemma_ in one.row.blockers


def _same(main: Mention, part: Mention) -> bool:
    """Return whether `part` tells more of the happening that `main` names."""
    if _words(main) or _words(part):
        return False
    if part.row.rule is Rule.BY_EVENT:
        return main.row.rule is not Rule.BY_EVENT and any(agent in main.members for agent in part.agents)
    if (part.trigger in main.members and part.trigger != main.trigger) or _is_meant_by(main, part):
        return True
    if part.row.noun:
        return _is_munition_of(main, part) or _breaks_up(main, part)
    if main.row.noun and _governed(main.trigger, part):
        return _is_told_by(main, part)
    return _causes(main, part) if part.row.rule is Rule.BY_CAUSE else _continues(main, part)


def _is_munition_of(main: Mention, part: Mention) -> bool:
    """Return whether the noun is what the verb sends: "dropped bombs", "exchanged gunfire"."""
    return (
        main.row.rule is Rule.BY_WEAPON
        and not main.row.noun
        and _is_object(part.trigger, main.trigger)
        and part.row.kind in {"bombing", "rocket_or_mortar_attack", "shooting"}
    )


def _is_meant_by(main: Mention, part: Mention) -> bool:
    """Return whether a participle says of a weapon what was done with it: "intercepted drones launched at the capital"."""
    weapon = part.trigger.head
    launched = part.trigger.dep_ == "acl" and part.trigger.tag_ == "VBN" and _is_object(weapon, main.trigger)
    return launched and not main.row.noun and "munition" in main.row.object.any_of and "munition" in part.row.object.any_of


def _breaks_up(main: Mention, part: Mention) -> bool:
    """Return whether the noun is what forces put an end to: "dispersed a rally" is a crackdown and no second rally."""
    return (
        not main.row.noun
        and main.row.kind == Kind.RIOT_CRACKDOWN
        and part.row.kind == Kind.PROTEST
        and part.trigger in main.targets
    )


def _is_told_by(main: Mention, part: Mention) -> bool:
    if _breaks_up(part, main):
        return False
    return (
        part.row.rule is not Rule.FIXED or main.trigger in (*part.agents, *part.targets) or _is_object(main.trigger, part.trigger)
    )


def _continues(main: Mention, part: Mention) -> bool:
    """Return whether a lower verb goes on with the same: "joined the fighting, firing artillery", "marched to protest"."""
    trigger = part.trigger
    if trigger.dep_ not in {"advcl", "xcomp"} or trigger.head not in main.members or main.row.noun:
        return False
    if trigger.tag_ == "VB":
        return part.row.kind == main.row.kind or trigger in main.hosts
    return trigger.tag_ == "VBG" and (part.row.kind == main.row.kind or part.row.rule is not Rule.FIXED)


def _words(mention: Mention) -> bool:
    return mention.row.kind in {"statement_or_threat", "sanction", "diplomatic"}


def _is_object(noun: Token, verb: Token) -> bool:
    return noun.dep_ in {"dobj", "nsubjpass", "nsubj"} and noun.head.i == verb.i


def _governed(noun: Token, part: Mention) -> bool:
    """Return whether an event noun stands in the clause of a verb: as its subject, object, cause or occasion."""
    node = noun
    while node.dep_ in {"conj", "pobj", "prep", "agent", "pcomp"}:
        preposition = node.head.lower_ if node.dep_ == "pobj" else ""
        if preposition in {"amid", "despite", "before", "for", "about", "against", "since", "to"}:
            return False
        node = node.head
        if node.i == part.trigger.i:
            return True
        counts = bool({node.lower_, node.lemma_} & (grammar.QUANTITIES | {"result", "course", "consequence"}))
        if grammar.is_verb(node) or (node.pos_ in {"NOUN", "PROPN"} and node.dep_ == "pobj" and not counts):
            return False
    return node.dep_ in {"nsubj", "nsubjpass", "dobj"} and node.head.i == part.trigger.i


def _causes(main: Mention, part: Mention) -> bool:
    """Return whether deaths told by `part` are those of `main`, by the way their clauses hang together."""
    verb = part.trigger
    if verb.dep_ == "conj" and verb.head in main.members:
        # "hit a bus and killed six", "killing three and wounding ten"; but "arrested ten and killed two" are two.
        return verb.head != main.trigger or main.row.rule is not Rule.FIXED or main.row.kind in _DEADLY
    if main.row.rule is Rule.BY_CAUSE:
        return False
    told = _results(main, verb) or any(_is_cause(member, verb, main) for member in main.members)
    # "ten were killed and forty wounded when a bomb exploded": the cause hangs on the last verb of harm.
    return told or any(_is_cause(member, harm, main) for member in main.members for harm, _ in part.harmed)


def _results(main: Mention, verb: Token) -> bool:
    """Return whether a verb of harm hangs below the happening: "..., killing four", "which killed four"."""
    top = verb
    while top.dep_ == "conj" and grammar.is_verb(top.head):
        top = top.head
    if top.dep_ == "advcl" and top.tag_ == "VBG" and top.head in main.members:
        return True
    if verb.dep_ not in {"advcl", "xcomp", "relcl", "acl", "conj"}:
        return False
    head = verb.head
    # "airstrikes in Sadr City, which they say killed ten": the verb of saying stands between.
    said_between = head.dep_ == "relcl" and head.head in main.members
    within = verb.dep_ in {"relcl", "acl"} and main.row.noun and main.trigger.is_ancestor(head)
    return head in main.members or said_between or within


def _is_cause(member: Token, verb: Token, main: Mention) -> bool:
    """Return whether the cause hangs on the deaths: "were killed after two car bombs exploded", "killed and ... wounded in"."""
    if member.dep_ == "pcomp" and member.head.head == verb:
        # "died after being hit by a canister"
        return member.head.lower_ == "after"
    if member.head != verb:
        # "forty were killed and ten lost their homes when jets bombed the town"
        joined = member.head.dep_ == "conj" and member.head.head == verb
        return joined and member.dep_ == "advcl" and _mark(member) in {"after", "when"}
    if member.dep_ in {"conj", "advcl"} and member.tag_ != "VBG" and any(member == harm for harm, _ in main.harmed):
        return True
    return member.dep_ == "advcl" and _mark(member) in {"after", "when", "as", "while", "since"}


def _mark(verb: Token) -> str:
    return next((child.lower_ for child in verb.children if child.dep_ in {"mark", "advmod"} and child.i < verb.i), "")


def _join(main: Mention, part: Mention, scene: Scene) -> Mention:
    agents = main.agents or tuple(one for one in part.agents if one.i != main.trigger.i and part.row.target != ("subject",))
    keep_targets = tuple(
        one for one in part.targets if one.i != main.trigger.i and not scene.classes(one) & {"event", "munition"}
    )
    creates = main.creates
    if part.row.creates is Creates.ALWAYS or (part.row.rule is Rule.BY_EVENT and creates is Creates.ANCHORED):
        creates = Creates.ALWAYS
    return replace(
        main,
        agents=agents,
        targets=main.targets or keep_targets,
        members=tuple(dict.fromkeys((*main.members, *part.members))),
        harmed=(*main.harmed, *part.harmed),
        creates=creates,
        role=part.role if part.role == "accused" else main.role,
        why=f"{main.why}; {part.why}",
    )
