"""What a dependency parse says about a verb or a noun: who, whom, in which voice; its frequent errors are mended here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from spacy.tokens import Token

SUBJECTS: Final = frozenset({"nsubj", "nsubjpass", "csubj", "csubjpass"})
RELATIVES: Final = frozenset({"WDT", "WP", "WP$"})
VERBAL: Final = frozenset({"VERB", "AUX"})
# The subject of what they govern is their own object: "ordered the militia to attack", "accused Iran of shelling".
OBJECT_CONTROL: Final = frozenset(
    {
        "accuse", "allow", "ask", "blame", "cause", "charge", "command", "condemn", "criticize", "criticise", "direct",
        "enable", "encourage", "force", "help", "instruct", "lead", "let", "make", "order", "see", "send", "suspect", "tell",
        "urge", "use", "watch", "denounce", "warn", "convict",
    }
)  # fmt: skip
MEANS: Final = frozenset(
    {"force", "violence", "gas", "ammunition", "baton", "bullet", "weapon", "cannon", "gun", "knife", "shield", "power"}
)
"""What is used to do something, and does not do it itself."""
DOCUMENTS: Final = frozenset({"statement", "letter", "report", "communique", "message", "video", "declaration"})
ONE_SIDED: Final = frozenset({"kill", "wound", "injure", "hurt", "arrest", "detain", "destroy", "damage"})
"""Verbs that without an object are passive, whatever their tag."""
HELD_TO_BE: Final = frozenset({"think", "believe", "suspect", "say", "know", "allege", "report", "presume"})
QUANTITIES: Final = frozenset(
    {
        "dozen", "dozens", "hundred", "thousand", "score", "million", "number", "group", "series", "variety", "string",
        "wave", "spate", "couple", "handful", "lot", "majority", "half", "rest", "some", "many", "most", "one", "two", "three",
        "four", "several", "all", "none", "tens", "ten", "pair", "trio", "type", "kind", "band", "part", "spell",
        "both", "any", "crowd", "mob", "team", "column", "mixture", "arsenal", "cache", "stockpile", "shipment", "barrage",
        "volley", "salvo", "round", "batch", "planeload", "truckload", "boatload", "crate",
        "hail", "flurry", "contingent", "unit", "scores", "hundreds", "thousands",
    }
)  # fmt: skip


def is_verb(token: Token) -> bool:
    """Return whether the token works as a verb here, whatever its tag."""
    return token.pos_ in VERBAL


def is_passive(verb: Token) -> bool:
    """Return whether the surface subject of the verb is what it is done to."""
    deps = {child.dep_ for child in verb.children}
    by = "agent" in deps and verb.tag_ in {"VBN", "VBD"}
    if by or deps & {"nsubjpass", "auxpass", "csubjpass"}:
        return True
    if verb.tag_ == "VBN" and verb.dep_ == "ccomp" and "nsubj" in deps and not deps & {"aux", "dobj"}:
        # "the town has seen fifty rockets fired"
        return verb.head.lemma_ in {"see", "have", "hear", "leave", "find", "watch", "get"}
    if deps & {"nsubj", "dobj"}:
        # "ten were killed and dozens injured": "was" is left out.
        return verb.lemma_ in ONE_SIDED and verb.tag_ in {"VBN", "VBD"} and not deps & {"dobj", "aux"}
    if verb.tag_ != "VBN" or any(child.dep_ == "aux" and child.lemma_ == "have" for child in verb.children):
        return False
    return verb.dep_ in {"acl", "amod", "relcl"} or (verb.dep_ == "conj" and is_verb(verb.head) and is_passive(verb.head))


def antecedent(token: Token) -> Token:
    """Return what a relative pronoun stands for, else the token itself."""
    if token.tag_ in RELATIVES:
        for node in token.ancestors:
            if node.dep_ == "relcl":
                return node.head
    return token


def surface_subject(verb: Token) -> Token | None:
    """Return the subject as written, taken over from the governing clause where it is left out."""
    for _ in range(4):
        own = _own_subject(verb)
        if own is not None:
            return antecedent(own)
        gapped = _blamed(verb) or _misjoined(verb) or _gapped(verb)
        if gapped is not None:
            return gapped
        if (
            verb.dep_ == "acl"
            and verb.tag_ == "VBG"
            and verb.head.lemma_ in DOCUMENTS
            and verb.head.dep_ in {"dobj", "nsubjpass"}
        ):
            # "issued a statement accusing the militia": whoever issued it accuses.
            verb = verb.head.head
            continue
        if verb.dep_ in {"acl", "relcl"}:
            return verb.head if verb.head.pos_ in {"NOUN", "PROPN", "PRON", "NUM"} else None
        governor = _governor(verb)
        if governor is None:
            return None
        if verb.dep_ in {"xcomp", "ccomp", "pcomp", "advcl"} and governor.lemma_ in OBJECT_CONTROL:
            controlled = logical_object(governor)
            if controlled and controlled[0].lemma_.lower() not in MEANS:
                return controlled[0]
        verb = governor
    return None


def logical_subjects(verb: Token) -> list[Token]:
    """Return who does it: the subject of an active verb, the agent of a passive one; with what is joined by "and"."""
    if is_passive(verb):
        return [one for agent in _agents(verb) for one in joined(agent)]
    subject = surface_subject(verb)
    return joined(subject) if subject is not None else []


def logical_object(verb: Token) -> list[Token]:
    """Return whom it is done to, with what is joined by "and"."""
    if is_passive(verb):
        subject = surface_subject(verb)
        return joined(subject) if subject is not None else []
    if blamed_for(verb) is not None:
        return joined(verb.head)
    found = [one for child in verb.children if child.dep_ in {"dobj", "obj"} for one in joined(antecedent(child))]
    if not found:
        # "shot and killed a teenager": the object stands with the last verb.
        later = next(
            (child for child in verb.children if child.dep_ == "conj" and is_verb(child) and child.i <= verb.i + 3), None
        )
        if later is not None and _own_subject(later) is None:
            found = [one for child in later.children if child.dep_ == "dobj" for one in joined(child)]
    if not found and verb.dep_ == "relcl" and _own_subject(verb) is not None and not _relative_inside(verb):
        found = joined(verb.head)
    return found


def joined(token: Token) -> list[Token]:
    """Return a noun and what is coordinated with it; a quantity gives way to what it counts ("dozens of fighters")."""
    nouns = [token, *(one for one in token.conjuncts if one.i > token.i and one.pos_ in {"NOUN", "PROPN", "PRON", "NUM", "ADJ"})]
    return [counted(noun) for noun in nouns]


def counted(token: Token) -> Token:
    """Return the noun that a quantity counts."""
    for _ in range(3):
        if token.lower_ not in QUANTITIES and token.lemma_.lower() not in QUANTITIES and token.pos_ != "NUM":
            return token
        inner = next(
            (p for c in token.children if c.dep_ == "prep" and c.lower_ == "of" for p in c.children if p.dep_ == "pobj"), None
        )
        if inner is None:
            return token
        token = inner
    return token


def prepositional(head: Token, words: frozenset[str] | set[str] | None = None) -> Iterator[tuple[Token, Token]]:
    """Yield preposition and noun for each phrase that hangs on `head`, those of "in X and at Y" too."""
    for child in head.children:
        if child.dep_ in {"prep", "agent", "dative"} or (child.dep_ == "conj" and child.pos_ == "ADP"):
            yield from _phrases(child, words)


def _phrases(preposition: Token, words: frozenset[str] | set[str] | None) -> Iterator[tuple[Token, Token]]:
    for node in (preposition, *(c for c in preposition.children if c.dep_ in {"conj", "prep"} and c.pos_ in {"ADP", "SCONJ"})):
        if words is None or node.lower_ in words:
            for inner in node.children:
                if inner.dep_ in {"pobj", "pcomp"}:
                    for one in joined(inner) if inner.dep_ == "pobj" else [inner]:
                        yield node, one


def blamed_for(token: Token) -> Token | None:
    """Return the verb of blame above "of shelling villages", which the parser takes for villages that shell."""
    noun = token.head
    if not token.lower_.endswith("ing") or token.dep_ not in {"amod", "compound"} or noun.dep_ != "pobj" or noun.i < token.i:
        return None
    preposition = noun.head
    above = preposition.head
    blames = preposition.lower_ in {"of", "for"} and preposition.i == token.i - 1 and above.lemma_ in OBJECT_CONTROL
    return above if blames and is_verb(above) else None


def _blamed(verb: Token) -> Token | None:
    blaming = blamed_for(verb)
    return _controlled(blaming) if blaming is not None else None


def _controlled(governor: Token) -> Token | None:
    """Return who does what a verb such as "accuse" governs: its object; "each other" are its subjects."""
    found = next(iter(logical_object(governor)), None)
    mutual = found is not None and found.lower_ in {"other", "another"}
    return next(iter(logical_subjects(governor)), None) if mutual else found


def finite_governor(token: Token) -> Token | None:
    """Return the nearest verb above the token."""
    for node in token.ancestors:
        if is_verb(node):
            return node
    return None


def distance(one: Token, other: Token) -> int:
    """Return how many edges of the tree lie between two tokens of one sentence; 99 where they share no root."""
    up = {one.i: 0}
    for steps, node in enumerate(one.ancestors, 1):
        up[node.i] = steps
    if other.i in up:
        return up[other.i]
    for steps, node in enumerate(other.ancestors, 1):
        if node.i in up:
            return steps + up[node.i]
    return 99


def _own_subject(verb: Token) -> Token | None:
    return next((child for child in verb.children if child.dep_ in SUBJECTS), None)


def _relative_inside(verb: Token) -> bool:
    return any(child.tag_ in RELATIVES and child.dep_ in {"nsubj", "nsubjpass", "dobj"} for child in verb.children)


def _agents(verb: Token) -> list[Token]:
    return [
        noun
        for child in verb.children
        if child.dep_ == "agent" or (child.dep_ == "prep" and child.lower_ == "by")
        for noun in child.children
        if noun.dep_ == "pobj"
    ]


def _misjoined(verb: Token) -> Token | None:
    """Return the subject of "missiles into Iraq and Israel carried out raids", which the parser joins to the noun before it."""
    if verb.dep_ not in {"conj", "ROOT", "ccomp"} or verb.tag_ not in {"VBD", "VBZ", "VBP"}:
        return None
    i = verb.i - 1
    while i > verb.sent.start and verb.doc[i].dep_ in {"aux", "advmod", "auxpass", "neg"}:
        i -= 1
    noun = verb.doc[i]
    joined_to = noun.head
    if noun.dep_ == "conj" and noun.pos_ in {"PROPN", "NOUN"} and joined_to.dep_ in {"pobj", "dobj"}:
        left = noun.left_edge
        if left.i > 0 and verb.doc[left.i - 1].lower_ in {"and", "but", "while"}:
            return noun
    return None


def _gapped(verb: Token) -> Token | None:
    """Return the subject of "the bomb was defused and the driver arrested by police": a noun parsed as joined to the verb."""
    if verb.tag_ not in {"VBN", "VBD"} or verb.dep_ not in {"acl", "relcl"}:
        return None
    noun = next(
        (node for node in verb.ancestors if node.dep_ == "conj" and is_verb(node.head) and node.pos_ in {"NOUN", "PROPN"}), None
    )
    return noun if noun is not None and noun.i < verb.i else None


def _governor(verb: Token) -> Token | None:
    """Return the verb whose subject an elided one would be."""
    if verb.dep_ not in {"conj", "xcomp", "advcl", "pcomp", "ccomp", "dep", "prep"}:
        return None
    if verb.dep_ == "ccomp" and verb.tag_ not in {"VB", "VBG", "VBN"}:
        # "a man thought to be a soldier shot two people": the parser takes "thought" for the verb of the clause.
        said_to = any(child.dep_ == "xcomp" and child.tag_ == "VB" and child.i < verb.i for child in verb.head.children)
        return verb.head if said_to and verb.tag_ == "VBD" and verb.head.lemma_ in HELD_TO_BE else None
    for node in verb.ancestors:
        if is_verb(node):
            return node
    return None
