"""How a place name hangs in its sentence: on which word, by which preposition, how deep inside a longer description."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from spacy.tokens import Token

# "the neighborhood of Mansur", "the capital of Baghdad", "the UAE coast": the name and the noun are one place.
CONTAINERS: Final = frozenset(
    {
        "city", "town", "village", "district", "neighborhood", "neighbourhood", "suburb", "capital", "province", "region", "area", "part",
        "center", "centre", "heart", "outskirts", "north", "south", "east", "west", "northeast", "northwest", "southeast", "southwest",
        "state", "governorate", "county", "port", "street", "coast", "border", "middle", "island", "edge", "side", "quarter", "department",
        "municipality", "rest", "stronghold", "enclave", "waters", "shore", "valley", "territory", "strait", "gulf", "square", "section",
        "number", "several", "corner", "base", "airport", "camp", "hub", "locality", "community", "settlement", "site", "countryside",
        "university", "hometown", "front", "gate", "entrance", "outskirt", "peninsula", "frontier", "campus", "metro", "zone", "crossing",
        "airfield", "checkpoint", "market", "road", "mosque", "hospital", "school", "prison", "station", "bridge", "embassy", "consulate",
        "ministry", "building", "hotel", "headquarters", "plant", "facility", "refinery", "field", "strip", "compound", "palace", "stadium",
        "residence", "church", "temple", "synagogue", "court", "office", "mission", "depot", "highway", "downtown", "subway", "terminal",
    }
)  # fmt: skip
# A state before one of these owns it; it does not stand in that state.
MISSIONS: Final = frozenset(
    {
        "embassy", "consulate", "mission", "base", "facility", "camp", "force", "ministry", "position", "site", "compound", "plant",
        "building", "post", "outpost", "checkpoint", "target", "headquarters", "school", "hospital", "field", "center", "centre", "office",
        "airport", "church", "mosque", "residence",
    }
)  # fmt: skip
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


def attachment(root: Token, *, country: bool) -> Attachment | None:
    """
    Return what a place name hangs on; None where the parse does not say.

    Parameters
    ----------
    root
        The word that governs the name.
    country
        Whether it names a whole country, which owns embassies and bases elsewhere.
    """
    node = root
    depth = 0
    for _ in range(8):
        head, dep = node.head, node.dep_
        if head.i == node.i:
            return None
        if dep in {"conj", "appos"} and head.pos_ in {"PROPN", "NOUN"}:
            depth += dep == "appos"
        elif dep in {"poss", "compound", "nmod", "amod"}:
            if not _is_one_place(head, country=country):
                return Attachment(head, "modifier", depth=depth)
            depth += 1
        elif dep == "pobj":
            if head.lower_ != "of" or head.head.lemma_.lower() not in CONTAINERS:
                return _by_preposition(head, depth)
            node = head.head
            continue
        elif dep in {"dobj", "nsubjpass"}:
            return Attachment(head, "object", depth=depth)
        elif dep == "nsubj":
            return Attachment(head, "subject", depth=depth)
        elif dep not in {"npadvmod", "dep", "advmod"}:
            return None
        node = head
    return None


def _is_one_place(head: Token, *, country: bool) -> bool:
    if country and head.lemma_.lower() in MISSIONS:
        return False
    return head.lemma_.lower() in CONTAINERS or head.ent_type_ in {"GPE", "LOC", "FAC"}


def _by_preposition(preposition: Token, depth: int) -> Attachment:
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
        node = node.head
    head = node.head
    if head.lemma_.lower() in CONTAINERS and head.dep_ == "pobj":
        # "in several cities in Iran", "in the neighborhood in west Baghdad": the wider place hangs on the finer one.
        outer = _by_preposition(head.head, depth + 1)
        if outer.how == "locative" and word in {"in", "of", "at", "near"}:
            if outer.preposition == "from":
                return Attachment(outer.head, "locative", word, "from", depth + 1)
            return Attachment(outer.head, "locative", outer.preposition, depth=depth + 1)
    return Attachment(head, "locative", word, depth=depth)
