"""Whether a happening is told as one that took place: plans, fears, conditions and denials are not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from spacy.tokens import Token

from geo.claims import grammar
from geo.claims.mention import Mention
from geo.claims.scene import Scene

MODALS: Final = {
    "will": "future",
    "'ll": "future",
    "shall": "future",
    "would": "hypothetical",
    "could": "hypothetical",
    "can": "hypothetical",
    "may": "hypothetical",
    "might": "hypothetical",
    "should": "hypothetical",
    "must": "hypothetical",
}
PERCEIVED: Final = frozenset({"hear", "see", "feel"})
CONDITIONS: Final = frozenset({"if", "unless", "whether", "lest", "until"})
NONE: Final = frozenset({"no", "never", "neither"})
FINITE: Final = frozenset({"VBD", "VBN", "VBZ", "VBP"})
SLOTS: Final = frozenset({"dobj", "nsubjpass", "pcomp", "prep", "xcomp", "ccomp"})
OCCUR: Final = frozenset({"occur", "happen", "take", "begin", "start", "follow", "be", "continue"})
PRESUPPOSING: Final = frozenset(
    {
        "break",
        "disperse",
        "quell",
        "suppress",
        "contain",
        "condemn",
        "avenge",
        "investigate",
        "mark",
        "denounce",
        "mourn",
        "discuss",
        "cover",
    }
)
RANKS: Final = frozenset({"first", "last", "only", "latest"})
WISHED: Final = frozenset({"fear", "worry", "hope", "expect", "want", "suppose", "plan", "demand", "propose"})
"""Verbs whose finite complement is not told as real."""
AHEAD: Final = frozenset({"warn", "call", "prepare", "plan", "threaten", "refrain", "push", "aim"})
"""Verbs whose "of", "for" or "against" is still to come."""
ADDRESSED: Final = frozenset({"ask", "tell", "warn", "urge", "allow", "stop", "call", "rule", "refuse", "agree", "fear"})
"""Verbs whose object is whom they speak to, not what is unreal."""


@dataclass(frozen=True, slots=True)
class Mood:
    """How real a happening is told to be, and the word that says so."""

    modality: str = ""
    """"", future, hypothetical, negated."""
    word: str = ""


def mood(mention: Mention, scene: Scene) -> Mood:
    """Return the first sign, from the trigger outwards, that what is told did not happen."""
    for member in mention.members:
        found = _own(member, scene)
        if found.modality:
            return found
    for one in (*mention.agents, *mention.targets, *grammar.logical_object(mention.trigger)):
        no = next((child for child in one.children if child.lower_ in {"no", "neither"}), None)
        if no is not None and not scene.classes(one) & {"state"}:
            return Mood("negated", no.text)
    return _around(mention.members[0] if mention.row.noun else mention.trigger, scene)


def _own(token: Token, scene: Scene) -> Mood:
    """Return what the helpers of one word say."""
    for child in token.children:
        modality = _helped(token, child, scene)
        if modality:
            return Mood(modality, child.text)
    alone = not any(child.dep_ in {"aux", "nsubj"} for child in token.children)
    if grammar.is_verb(token) and token.tag_ == "VB" and token.dep_ == "ROOT" and alone:
        return Mood("hypothetical", token.text)
    return Mood()


def _helped(token: Token, child: Token, scene: Scene) -> str:
    """Return what one helper makes of a word."""
    word, dep = child.lower_, child.dep_
    if (dep == "neg" and not _only(child)) or (dep in {"det", "advmod"} and word in NONE):
        return "negated"
    if dep == "aux":
        # "gunfire could be heard": what could be heard was
        return "" if word in {"could", "can"} and token.lemma_ in PERCEIVED else MODALS.get(word, "")
    if dep in {"mark", "advmod"} and word in CONDITIONS and not (word == "until" and token.tag_ in {"VBD", "VBN"}):
        return "hypothetical"
    if dep in {"amod", "det", "advmod", "compound"} and not grammar.is_verb(token):
        irrealis = scene.lexicon.irrealis
        modality = irrealis.get((child.lemma_.lower(), "adj")) or irrealis.get((word, "adj"), "")
        return modality if modality in {"future", "hypothetical"} else ""
    return ""


def _only(child: Token) -> bool:
    """Return whether "not" belongs to "not only"."""
    following = child.nbor(1) if child.i + 1 < len(child.doc) else None
    return following is not None and following.lower_ in {"only", "just", "long", "far"}


def _around(token: Token, scene: Scene) -> Mood:
    """Climb to the root and look at what each governor does to the clause below it."""
    node = token
    for _ in range(12):
        governor = node.head
        if governor.i == node.i:
            break
        found = _governed(node, governor, scene)
        if found.modality:
            return found
        if _real_below(node, governor, scene) or (node == token and _presupposes(governor, node)):
            break
        node = governor
    return Mood()


def _presupposes(governor: Token, noun: Token) -> bool:
    """Return whether a verb is only done to what is there: "to disperse protests"."""
    return not grammar.is_verb(noun) and noun.dep_ == "dobj" and governor.lemma_ in PRESUPPOSING


def _governed(node: Token, governor: Token, scene: Scene) -> Mood:
    """Return what one governor makes of what hangs on it."""
    if node.dep_ == "csubj" and _infinitive(node):
        # "to bomb the plant is to start a war"
        return Mood("hypothetical", governor.text)
    if grammar.is_verb(node) and _infinitive(node) and node.dep_ in {"xcomp", "ccomp", "acl", "advcl", "relcl", "conj"}:
        return _own(governor, scene) if _did_happen(node, governor, scene) else _planned(governor, scene)
    if grammar.is_verb(governor):
        return _under_verb(node, governor, scene)
    lemma = governor.lemma_.lower()
    modality = ""
    if governor.pos_ in {"NOUN", "PROPN"} and node.dep_ in {"prep", "acl", "compound"}:
        modality = scene.lexicon.irrealis.get((lemma, "noun"), "")
    elif governor.pos_ == "ADJ":
        modality = scene.lexicon.irrealis.get((lemma, "adj"), "")
    elif governor.lower_ == "without":
        modality = "negated"
    return Mood(modality, governor.text) if modality in {"future", "hypothetical", "negated"} else Mood()


def _under_verb(node: Token, governor: Token, scene: Scene) -> Mood:
    """Return what a verb makes of an object, a phrase or a clause."""
    lemma, slot = governor.lemma_.lower(), node.dep_
    modality = scene.lexicon.irrealis.get((lemma, "verb"), "")
    if modality in {"future", "hypothetical", "negated"} and slot in SLOTS and _affects(node, governor, modality):
        return Mood(modality, governor.text)
    if slot in {"dobj", "nsubjpass", "ccomp", "xcomp", "prep"}:
        return Mood() if lemma in scene.lexicon.speech or _is_owned(node) else _own(governor, scene)
    if slot == "attr" and lemma == "be" and any(child.dep_ == "expl" for child in governor.children):
        # "there will be a demonstration"
        return _own(governor, scene)
    if slot == "nsubj" and (lemma in OCCUR or _is_any(node)):
        return _own(governor, scene)
    return Mood()


def _is_any(noun: Token) -> bool:
    """Return whether no one deed is meant, but any such: "a strike on the plant would set them back"."""
    return any(child.dep_ == "det" and child.lower_ in {"a", "an", "any", "such", "another"} for child in noun.children)


def _is_owned(noun: Token) -> bool:
    """Return whether a noun has its day: what may or may not be made of "Friday's bombing", there was one."""
    light = noun.head.lemma_ in {"hold", "stage", "join", "attend", "lead", "host", "be"}
    return noun.dep_ == "dobj" and not light and any(c.dep_ == "poss" and c.ent_type_ == "DATE" for c in noun.children)


def _affects(node: Token, governor: Token, modality: str) -> bool:
    """Return whether a verb such as "warn" or "plan" unsays what stands in this slot."""
    if node.dep_ == "ccomp" and node.tag_ in FINITE | {"VBG"}:
        # "warned that rebels had seized": a finite complement of a verb of speech is told as real.
        return governor.lemma_ in WISHED
    if node.dep_ == "prep":
        return governor.lemma_ in AHEAD or modality == "negated"
    if node.dep_ in {"dobj", "nsubjpass"}:
        return governor.lemma_ not in ADDRESSED or grammar.is_passive(governor)
    return True


def _infinitive(verb: Token) -> bool:
    return verb.tag_ == "VB" and any(child.dep_ == "aux" and child.lower_ == "to" for child in verb.children)


def _did_happen(node: Token, governor: Token, scene: Scene) -> bool:
    """Return whether an infinitive tells of a deed: "used a militia to move missiles", "the first to attack"."""
    lemma = governor.lemma_.lower()
    if lemma == "use" and node.dep_ == "xcomp" and node.i <= governor.i + 2:
        # "the gang used to kidnap tourists": a habit
        return False
    if lemma == "go" and governor.tag_ == "VBG":
        return False
    modality = scene.lexicon.irrealis.get((lemma, "verb")) or scene.lexicon.irrealis.get((lemma, "noun"), "")
    if modality == "attempt":
        return governor.tag_ in {"VBD", "VBN", "NN", "VBZ"}
    if lemma == "fail" and node.lemma_ in {"explode", "detonate", "go"}:
        return True
    if modality and modality != "real":
        return False
    exploited = any(child.lemma_ in {"advantage", "chaos"} for child in governor.children if child.dep_ == "dobj")
    first = governor.pos_ in {"NOUN", "PROPN"} and any(child.lemma_ in RANKS for child in governor.children)
    reported = lemma in scene.lexicon.speech and grammar.is_passive(governor)
    return modality == "real" or exploited or first or reported or (node.dep_ == "conj" and _infinitive(governor))


def _planned(governor: Token, scene: Scene) -> Mood:
    lemma = governor.lemma_.lower()
    modality = scene.lexicon.irrealis.get((lemma, "verb")) or scene.lexicon.irrealis.get((lemma, "noun"), "")
    if lemma == "go":
        modality = _own(governor, scene).modality or "future"
    return Mood(modality, governor.text) if modality in {"future", "negated"} else Mood("hypothetical", governor.text)


def _real_below(node: Token, governor: Token, scene: Scene) -> bool:
    """Return whether nothing further up can unsay the clause: it is a finite statement of its own."""
    if node.dep_ in {"relcl", "parataxis"} and node.tag_ in {"VBD", "VBZ", "VBP"}:
        return True
    if node.dep_ == "advcl":
        return node.tag_ in FINITE
    return node.dep_ == "ccomp" and governor.lemma_.lower() in scene.lexicon.speech and node.tag_ in FINITE | {"VBG"}
