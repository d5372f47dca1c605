"""How far the words of a place hang from a happening, and where another clause stands between."""

from __future__ import annotations

from typing import Final

from spacy.tokens import Token

from geo.claims import grammar
from geo.claims.mention import Mention
from geo.claims.scene import Scene

# "militants described as loyal to X in Basra": a passive of this sort does not carry the place away.
TRANSPARENT: Final = frozenset({"describe", "know", "call", "say", "believe", "name", "identify"})
MEANWHILE: Final = frozenset({"as", "when", "while"})
"""A clause that begins so tells of the same moment, and so of the same place."""
SINCE: Final = frozenset({"after", "before", "since", "until"})
"""What parts a happening from one of another day, and so of another place: "arrived in France after being rescued"."""


def reach(head: Token, root: Token, mention: Mention, scene: Scene) -> int | None:
    """Return how far a place hangs from the happening; None where another clause stands between."""
    parts = [
        *mention.members,
        *mention.hosts,
        *mention.targets,
        *mention.agents,
        *(victim for _, victim in mention.harmed),
    ]
    if head in parts:
        return min(grammar.distance(head, part) for part in parts)
    below = _below(head, mention, parts, scene)
    return below if below is not None else _beyond(head, root, mention, scene)


def _occasion(noun: Token, mention: Mention) -> bool:
    """Return whether another event is the occasion of this one: "captured in a raid in the district"."""
    dispersed = noun.dep_ == "dobj" and noun.head in mention.hosts
    return dispersed or (noun.dep_ == "pobj" and noun.head.lower_ in {"in", "during"} and noun.head.head in mention.members)


def _below(head: Token, mention: Mention, parts: list[Token], scene: Scene) -> int | None:
    """Return the steps from a phrase inside the happening's own clause up to it."""
    node = head
    for steps in range(1, 9):
        if (
            node not in mention.members
            and "event" in scene.classes(node)
            and node.pos_ == "NOUN"
            and not _occasion(node, mention)
        ):
            return None
        if grammar.is_verb(node) and node not in mention.members and not _lets_through(node):
            return None
        if node.head.i == node.i:
            return None
        node = node.head
        if node in parts:
            return steps + 1
    return None


def _lets_through(verb: Token) -> bool:
    """Return whether a verb below belongs to the clause: "a crowd ... chanting in Basra" does, another finite verb does not."""
    if verb.tag_ in {"VBG", "VBN"} and verb.dep_ in {"acl", "advcl", "xcomp"}:
        return True
    if verb.dep_ == "advcl" and any(child.dep_ in {"mark", "advmod"} and child.lower_ in MEANWHILE for child in verb.children):
        return True
    return verb.dep_ == "relcl" and verb.lemma_ in TRANSPARENT and grammar.is_passive(verb)


def _beyond(head: Token, root: Token, mention: Mention, scene: Scene) -> int | None:
    """Return the steps to a phrase that hangs on a governing clause: fronted ones hold for what follows."""
    first = mention.trigger.left_edge.i
    parted = _is_own_clause(mention.trigger)
    for steps, node in enumerate(mention.trigger.ancestors, 1):
        parted = parted or node.lower_ in SINCE or any(child.dep_ == "mark" and child.lower_ in SINCE for child in node.children)
        if node == head:
            fronted = root.i < first and root.i < node.i
            if parted and not fronted:
                return None
            if node.lemma_.lower() in scene.lexicon.speech:
                return steps + 1 if fronted else None
            return steps + 2 if node.pos_ in {"NOUN", "PROPN"} or fronted or steps <= 2 else None
    return None


def _is_own_clause(token: Token) -> bool:
    """Return whether a verb, or the one of this subject, is joined with "and" and has a subject of its own."""
    verb = token.head if token.dep_ in grammar.SUBJECTS else token
    return verb.dep_ == "conj" and grammar.is_verb(verb) and any(child.dep_ in grammar.SUBJECTS for child in verb.children)
