"""How a place name hangs in its sentence: on which word, by which preposition, how deep inside a longer description."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from spacy.tokens import Token

from geo.claims.scene import Scene

IN: Final = frozenset(
    {
        "in",
        "at",
        "inside",
        "within",
        "across",
        "throughout",
        "along",
        "off",
        "on",
        "over",
        "through",
        "around",
        "onto",
        "between",
        "amid",
    }
)
BESIDE: Final = frozenset({"near", "outside", "beside", "opposite", "around"})
AT_TARGET: Final = frozenset({"on", "against", "at", "into", "onto", "upon", "toward", "towards", "of"})
DESTINATION: Final = frozenset({"to", "into", "toward", "towards"})
HOW: Final = {"dobj": "object", "nsubjpass": "object", "nsubj": "subject"}
THROUGH: Final = frozenset({"conj", "appos", "poss", "compound", "nmod", "amod", "npadvmod", "dep", "advmod"})
ASIDE: Final = frozenset({"close", "next", "adjacent", "near"})
DIRECTIONS: Final = frozenset(
    {"outside", "north", "south", "east", "west", "northeast", "northwest", "southeast", "southwest", "ahead", "short"}
)


@dataclass(frozen=True, slots=True)
class Attachment:
    """The word that a place name qualifies, and how."""

    head: Token
    how: str
    """locative, object, subject or modifier."""
    preposition: str = ""
    outer: str = ""
    """The preposition of a wider description: "from" in "from a school in Chibok"."""
    depth: int = 0
    """How many wider names and nouns stand between: 0 for the finest of "Baghdad's Sadr City"."""


def attachment(root: Token, scene: Scene, *, country: bool) -> Attachment | None:
    """
    Return what a place name hangs on; None where the parse does not say.

    Parameters
    ----------
    root
        The word that governs the name.
    scene
        Its document; the lexicon says which nouns contain places ("the neighborhood of Mansur", "the UAE coast").
    country
        Whether it names a whole country, which owns embassies and bases elsewhere.
    """
    node = root
    depth = 0
    for _ in range(8):
        head, dep = node.head, node.dep_
        if head.i == node.i:
            return None
        if dep in {"poss", "compound", "nmod", "amod"} and not _is_one_place(head, scene, country=country):
            return Attachment(head, "modifier", depth=depth)
        if dep in HOW:
            return Attachment(head, HOW[dep], depth=depth)
        if dep == "pobj":
            if head.lower_ != "of" or not is_container(head.head, scene):
                return _by_preposition(head, scene, depth)
            head = head.head
        elif dep not in THROUGH:
            return None
        depth += dep in {"appos", "poss", "compound", "nmod", "amod"}
        node = head
    return None


def is_container(noun: Token, scene: Scene) -> bool:
    """Return whether a noun with a name is the place of that name: "city of", "coast"."""
    return "container" in scene.lexicon.nouns.get(noun.lemma_.lower(), ())


def is_mission(noun: Token, scene: Scene) -> bool:
    """Return whether a state before the noun owns it and need not hold it: "US embassy"."""
    return "mission" in scene.lexicon.nouns.get(noun.lemma_.lower(), ())


def _is_one_place(head: Token, scene: Scene, *, country: bool) -> bool:
    if country and is_mission(head, scene):
        return False
    return is_container(head, scene) or head.ent_type_ in {"GPE", "LOC", "FAC"}


def _by_preposition(preposition: Token, scene: Scene, depth: int) -> Attachment:
    word, above = preposition.lower_, preposition.head
    if word == "to" and above.lower_ in ASIDE:
        return Attachment(above.head, "locative", "near", depth=depth)
    if word == "of" and above.lower_ in DIRECTIONS:
        return Attachment(above.head if above.head.i != above.i else above, "locative", "near", depth=depth)
    if word == "of" and above.lower_ == "inside":
        return Attachment(above.head, "locative", "inside", depth=depth)
    node = preposition
    # "both off X and in Y", "from across the border in Z"
    while node.head.i != node.i and (node.dep_ == "conj" or node.head.pos_ in {"ADP", "ADV"}):
        word = "from" if word == "across" and node.head.lower_ == "from" else word
        node = node.head
    head = node.head
    if is_container(head, scene) and head.dep_ == "pobj":
        # "in several cities in Iran", "in the neighborhood in west Baghdad": the wider place hangs on the finer one.
        outer = _by_preposition(head.head, scene, depth + 1)
        if outer.how == "locative" and word in {"in", "of", "at", "near"}:
            if outer.preposition == "from":
                return Attachment(outer.head, "locative", word, "from", depth + 1)
            return Attachment(outer.head, "locative", outer.preposition, depth=depth + 1)
    return Attachment(head, "locative", word, depth=depth)
