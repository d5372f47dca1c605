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
CONDITIONS: Final = frozenset({"if", "unless", "whether", "lest", "until", "in case", "should", "once"})
# An infinitive under these did happen: "used a militia to move missiles", "managed to seize the bridge".
CARRIED_OUT: Final = frozenset(
    {
        "use", "help", "begin", "start", "continue", "manage", "exploit", "capitalize", "capitalise", "proceed", "force", "cause", "lead",
        "see", "watch", "go", "take", "succeed", "move", "report", "say", "believe", "appear", "seem", "turn", "come", "fail_not", "rise",
        "allege", "understand", "know", "join", "unite", "return",
    }
)  # fmt: skip


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
    for one in (*mention.agents, *(mention.targets if mention.row.noun or grammar.is_verb(mention.trigger) else ())):
        no = next((child for child in one.children if child.lower_ in {"no", "neither"}), None)
        if no is not None and not scene.classes(one) & {"state"}:
            return Mood("negated", no.text)
    return _around(mention.members[0] if mention.row.noun else mention.trigger, scene)


def _own(token: Token, scene: Scene) -> Mood:
    """Return what the helpers of one word say."""
    for child in token.children:
        word = child.lower_
        if child.dep_ == "neg" and not _only(child):
            return Mood("negated", child.text)
        if child.dep_ == "aux" and word in MODALS:
            return Mood(MODALS[word], child.text)
        if child.dep_ in {"det", "advmod"} and word in {"no", "never", "neither"}:
            return Mood("negated", child.text)
        if (
            child.dep_ in {"mark", "advmod"}
            and word in CONDITIONS
            and not (word == "until" and token.tag_ in {"VBD", "VBN"})
            and word != "once"
        ):
            return Mood("hypothetical", child.text)
        if child.dep_ in {"amod", "det", "advmod", "compound"} and not grammar.is_verb(token):
            modality = scene.lexicon.irrealis.get((child.lemma_.lower(), "adj")) or scene.lexicon.irrealis.get((word, "adj"))
            if modality in {"future", "hypothetical"}:
                return Mood(modality, child.text)
    if (
        grammar.is_verb(token)
        and token.tag_ == "VB"
        and token.dep_ == "ROOT"
        and not any(c.dep_ in {"aux", "nsubj"} for c in token.children)
    ):
        return Mood("hypothetical", token.text)
    if grammar.is_verb(token) and any(c.dep_ == "aux" and c.lower_ == "going" for c in token.children):
        return Mood("future", "going to")
    return Mood()


def _only(child: Token) -> bool:
    following = child.nbor(1) if child.i + 1 < len(child.doc) else None
    return following is not None and following.lower_ in {"only", "just", "long", "far", "yet"} and following.lower_ != "yet"


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
        if _real_below(node, governor, scene):
            return Mood()
        node = governor
    return Mood()


def _governed(node: Token, governor: Token, scene: Scene) -> Mood:
    lemma = governor.lemma_.lower()
    irrealis = scene.lexicon.irrealis
    if grammar.is_verb(node) and _infinitive(node) and node.dep_ in {"xcomp", "ccomp", "acl", "advcl", "relcl", "conj"}:
        return _infinitive_under(node, governor, scene)
    if grammar.is_verb(governor):
        modality = irrealis.get((lemma, "verb"), "")
        if (
            modality
            and node.dep_ in {"dobj", "nsubjpass", "pcomp", "prep", "xcomp", "ccomp"}
            and _affects(node, governor, modality)
        ):
            return Mood(modality, governor.text)
        if node.dep_ in {"dobj", "nsubjpass", "ccomp", "xcomp", "prep", "conj"}:
            return _own(governor, scene) if node.dep_ != "conj" and lemma not in scene.lexicon.speech else Mood()
        if node.dep_ in {"nsubj"}:
            return (
                _own(governor, scene)
                if lemma in {"occur", "happen", "take", "begin", "start", "follow", "be", "continue"}
                else Mood()
            )
        return Mood()
    if governor.pos_ in {"NOUN", "PROPN"} and node.dep_ in {"prep", "acl", "relcl", "compound"}:
        modality = irrealis.get((lemma, "noun"), "")
        if modality not in {"", "attempt"} and node.dep_ != "relcl":
            return Mood(modality, governor.text)
    if governor.pos_ in {"ADP", "SCONJ"} and governor.lower_ == "without":
        return Mood("negated", governor.text)
    if governor.pos_ == "ADJ" and irrealis.get((lemma, "adj")) == "hypothetical":
        return Mood("hypothetical", governor.text)
    return Mood()


def _affects(node: Token, governor: Token, modality: str) -> bool:
    """Return whether a verb such as "warn" or "plan" unsays what stands in this slot."""
    if node.dep_ == "ccomp" and node.tag_ in {"VBD", "VBN", "VBZ", "VBP", "VBG"}:
        # "warned that rebels had seized": a finite complement of a verb of speech is told as real.
        return governor.lemma_ in {"fear", "worry", "hope", "expect", "want", "suppose", "plan", "demand", "propose"}
    if node.dep_ == "prep":
        return (
            governor.lemma_ in {"warn", "call", "prepare", "plan", "threaten", "refrain", "push", "aim"} or modality == "negated"
        )
    if node.dep_ in {"dobj", "nsubjpass"}:
        return governor.lemma_ not in {
            "ask",
            "tell",
            "warn",
            "urge",
            "allow",
            "stop",
            "call",
            "rule",
            "refuse",
            "agree",
            "fear",
        } or grammar.is_passive(governor)
    return True


def _infinitive(verb: Token) -> bool:
    return verb.tag_ == "VB" and any(child.dep_ == "aux" and child.lower_ == "to" for child in verb.children)


def _infinitive_under(node: Token, governor: Token, scene: Scene) -> Mood:
    lemma = governor.lemma_.lower()
    modality = scene.lexicon.irrealis.get((lemma, "verb")) or scene.lexicon.irrealis.get((lemma, "noun"), "")
    if modality in {"attempt", "real"}:
        return Mood() if governor.tag_ in {"VBD", "VBN", "NN", "VBZ"} else Mood("hypothetical", governor.text)
    if lemma == "fail" and node.lemma_ in {"explode", "detonate", "go"}:
        return Mood()
    if modality:
        return Mood(modality, governor.text)
    if node.dep_ == "conj" and _infinitive(governor):
        return Mood()
    if lemma in CARRIED_OUT or any(child.lemma_ in {"advantage", "chaos"} for child in governor.children if child.dep_ == "dobj"):
        return Mood()
    if lemma in scene.lexicon.speech and grammar.is_passive(governor):
        return Mood()
    if governor.pos_ in {"NOUN", "PROPN"} and any(
        child.lemma_ in {"first", "last", "only", "latest"} for child in governor.children
    ):
        return Mood()
    return Mood("hypothetical", "to")


def _real_below(node: Token, governor: Token, scene: Scene) -> bool:
    """Return whether nothing further up can unsay the clause: it is a finite statement of its own."""
    if node.dep_ in {"relcl", "parataxis", "conj"} and node.tag_ in {"VBD", "VBZ", "VBP"}:
        return node.dep_ != "conj"
    if node.dep_ == "advcl" and node.tag_ in {"VBD", "VBN", "VBZ", "VBP"}:
        return True
    return (
        node.dep_ == "ccomp"
        and governor.lemma_.lower() in scene.lexicon.speech
        and node.tag_ in {"VBD", "VBZ", "VBP", "VBN", "VBG"}
    )
