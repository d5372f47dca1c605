"""Places that are said without their names: "the Iraqi capital", "here", "Saudi oil facilities"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from spacy.tokens import Span as Tokens, Token

from geo.claims import grammar
from geo.claims.attaching import BESIDE, DESTINATION, IN, is_mission
from geo.claims.mention import Mention
from geo.claims.scene import Scene
from geo.gazetteer.names import fold
from geo.model import Candidate, Family, Kind, Place, Precision, Span, Toponym, ToponymRole

CAPITAL: Final = frozenset({"capital"})
BEFORE: Final = frozenset({"amod", "compound", "nmod", "poss"})
STANDING: Final = frozenset({"facility", "infrastructure", "settlement", "territory"})
"""What stands in the country whose it is."""
LAND: Final = frozenset({"settlement", "territory"})
LINES: Final = frozenset({"border", "frontier", "boundary"})
"""What lies between two countries, and so in neither."""
AT_WORK: Final = frozenset(
    {
        "oil",
        "gas",
        "nuclear",
        "petrochemical",
        "power",
        "energy",
        "electricity",
        "enrichment",
        "water",
        "port",
        "rail",
        "desalination",
    }
)
"""What makes a facility one of the country itself."""
AT_HOME: Final = frozenset({"crowd", "police"})
"""Who is at home where there is unrest."""
BODIES: Final = frozenset({Kind.ARREST, Kind.RIOT_CRACKDOWN})


BACKWARD: Final = frozenset(
    {"area", "region", "city", "town", "village", "district", "neighborhood", "neighbourhood", "province", "territory", "zone",
     "island", "country", "nation", "kingdom", "republic", "hamlet", "suburb", "peninsula", "governorate"}
)  # fmt: skip
"""Nouns that with "the" point at a place told before."""
SITES: Final = frozenset(
    {"airport", "airfield", "base", "camp", "church", "compound", "consulate", "embassy", "hospital", "hotel", "mall", "market",
     "mosque", "palace", "plant", "port", "prison", "refinery", "school", "square", "stadium", "station", "temple", "university"}
)  # fmt: skip
"""Nouns that with "the" can point at a building told before, and need not."""
PARTS: Final = frozenset({"center", "centre", "heart", "middle", "outskirts", "outskirt", "edge", "street", "part", "suburb"})
"""Of what they are part, that is where it was."""
OTHERWISE: Final = frozenset({"capital", "border", "north", "south", "east", "west"})


def spoken(sentence: Tokens, scene: Scene) -> list[tuple[Toponym, Token]]:
    """Return the places of a sentence that are told by a common word, each with the word."""
    return [*_capitals(sentence, scene), *_lands(sentence, scene), *_here(sentence, scene)]


def homes(mention: Mention, kind: Kind, scene: Scene) -> Iterator[tuple[Toponym, Token]]:
    """Yield the countries of what was struck and of who took to the streets, as adjectives say them; each with the adjective."""
    struck = (*mention.targets, *(victim for _, victim in mention.harmed))
    for noun in struck:
        if scene.classes(noun) & STANDING and not _is_abroad(noun, scene):
            yield from _adjectives(noun, scene)
    if kind.family is not Family.UNREST and kind not in BODIES:
        return
    for noun in (*struck, *mention.agents, mention.trigger):
        native = noun is mention.trigger or bool(scene.classes(noun) & AT_HOME)
        if native:
            yield from _adjectives(noun, scene)
        if noun.pos_ != "ADJ" and noun.tag_ in {"NNS", "NNPS"} and (place := scene.lexicon.peoples.get(fold(noun.text))):
            yield _toponym(place, Span(noun.idx, noun.idx + len(noun)), noun.text, "a people at home"), noun


def _is_abroad(noun: Token, scene: Scene) -> bool:
    """Return whether a state may own it elsewhere: "US base" yes, "Saudi oil facilities" no."""
    if not is_mission(noun, scene):
        return False
    kinds = {
        child.lower_
        for child in noun.children
        if child.dep_ in {"compound", "amod"} and child.i < noun.i and fold(child.text) not in scene.lexicon.peoples
    }
    return not kinds & AT_WORK


def _adjectives(noun: Token, scene: Scene) -> Iterator[tuple[Toponym, Token]]:
    for child in noun.children:
        place = scene.lexicon.peoples.get(fold(child.text))
        if place is not None and child.dep_ in BEFORE and child.i < noun.i:
            yield (
                _toponym(
                    place,
                    Span(child.idx, child.idx + len(child)),
                    f"{child.text} {noun.text}",
                    f"the words {f'{child.text} {noun.text}'!r} say in which country",
                ),
                child,
            )


def _capitals(sentence: Tokens, scene: Scene) -> Iterator[tuple[Toponym, Token]]:
    """Yield "the Iraqi capital", "Somalia's capital", and "the capital" of the country that the report is about."""
    for word in sentence:
        if (
            word.lemma_.lower() not in CAPITAL
            or word.pos_ not in {"NOUN", "PROPN"}
            or (word.dep_ in {"compound", "amod", "appos"} and not _is_capital_city(word))
        ):
            continue
        # In "the capital city" it is the city that hangs in the sentence.
        token = word.head if _is_capital_city(word) else word
        if any(child.dep_ == "appos" or (child.dep_ == "prep" and child.lower_ == "of") for child in token.children):
            continue  # "the capital, Baghdad": the name itself says it
        if token.i + 1 < len(token.doc) and token.nbor().i in scene.toponym_at:
            continue
        code = _owner(token, scene)
        place = scene.lexicon.capitals.get(code) if code else None
        if place is not None and not any(
            child.lower_ in {"provincial", "regional", "state", "district"} for child in token.children
        ):
            yield _toponym(place, Span(token.idx, token.idx + len(token)), "the capital", f"{place.name} is the capital"), token


def _is_capital_city(token: Token) -> bool:
    return token.dep_ in {"compound", "amod"} and token.head.lemma_.lower() == "city" and token.head.i == token.i + 1


def _lands(sentence: Tokens, scene: Scene) -> Iterator[tuple[Toponym, Token]]:
    """Yield the country of "inside Colombian territory", "a Syrian village", "off the Somali coast"."""
    for token in sentence:
        if (
            token.pos_ != "NOUN"
            or token.dep_ != "pobj"
            or not scene.classes(token) & LAND
            or token.lemma_.lower() in CAPITAL | LINES
        ):
            continue
        below = {node.i for node in token.subtree}
        if any(i in scene.toponym_at for i in below) or is_mission(token, scene):
            continue
        yield from ((toponym, token) for toponym, _ in _adjectives(token, scene))


def _owner(token: Token, scene: Scene) -> str:
    """Return the code of the country whose capital is meant."""
    for child in token.children:
        if child.dep_ in BEFORE:
            place = scene.lexicon.peoples.get(fold(child.text))
            named = scene.toponym_at.get(child.i)
            place = place or (named.place if named is not None else None)
            if place is not None:
                return place.country if place.precision is Precision.COUNTRY else ""
            if child.dep_ != "amod" or child.ent_type_ in {"NORP", "GPE"}:
                return ""
    definite = any(child.lower_ == "the" for child in token.children)
    about = scene.country if definite else None
    return about[0].country if about is not None else ""


def _here(sentence: Tokens, scene: Scene) -> Iterator[tuple[Toponym, Token]]:
    """Yield the place of the dateline for "here"."""
    for token in sentence:
        if token.lower_ == "here" and token.dep_ == "advmod" and token.head.i != token.i:
            written = dateline(scene.toponyms)
            if written is not None:
                yield _toponym(written, Span(token.idx, token.idx + len(token)), "here", "the report was written there"), token


def dateline(toponyms: Sequence[Toponym]) -> Place | None:
    """Return the town that a report was written in."""
    towns = (one.place for one in toponyms if one.role is ToponymRole.DATELINE and one.place is not None)
    return next((place for place in towns if place.precision is Precision.SETTLEMENT), None)


def _toponym(place: Place, span: Span, text: str, why: str) -> Toponym:
    candidate = Candidate(place=place, score=1.0, reasons=(why,))
    return Toponym(span=span, text=text, role=ToponymRole.EVENT, candidates=(candidate,), resolved=True, reasons=(why,))


def pointed_at(mention: Mention, scene: Scene) -> str:
    """
    Return what a happening without a named place says of its place in common words.

    "there", "area", "city", "airport" point back at a place told before. "elsewhere" stands for another one ("in the
    capital"), and "somewhere" for one of which that is not known ("at a market"): after both no place is carried on. ""
    where nothing is said.
    """
    for part in (*mention.members, *mention.hosts, *mention.targets):
        if any(child.lower_ == "there" and child.dep_ == "advmod" for child in part.children):
            return "there"
        for preposition, noun in grammar.prepositional(part, IN | BESIDE | DESTINATION | {"of"}):
            pointer = _pointer(noun, scene) if noun.dep_ == "pobj" else ""
            if pointer and (pointer != "somewhere" or preposition.lower_ in IN):
                return pointer
    struck = (_pointer(noun, scene) for noun in mention.targets)
    return next((pointer for pointer in struck if pointer in BACKWARD | SITES), "")


def _pointer(noun: Token, scene: Scene) -> str:
    """Return how one common noun for a place points."""
    owner = next((child for child in noun.children if child.dep_ == "poss" and child.lemma_.lower() in BACKWARD), None)
    if owner is not None:
        # "in the city's center"
        return _pointer(owner, scene)
    if noun.lemma_.lower() in PARTS:
        # "in the center of the city"
        whole = next((other for _, other in grammar.prepositional(noun, {"of"}) if other.dep_ == "pobj"), None)
        if whole is not None and whole.lemma_.lower() in BACKWARD:
            return _pointer(whole, scene)
    if not scene.classes(noun) & {"settlement", "territory", "facility", "place"}:
        return ""
    lemma = noun.lemma_.lower()
    beside = {word for child in noun.children for word in (child.lower_, child.lemma_.lower())}
    if beside & {"other", "another", "different", "neighboring", "neighbouring", "capital"} or lemma in OTHERWISE:
        return "elsewhere"
    definite = bool(beside & {"the", "that", "this"})
    plain = not any(child.dep_ in {"amod", "compound", "prep", "poss", "relcl"} for child in noun.children)
    if definite and plain and noun.pos_ != "PROPN":
        return lemma if lemma in BACKWARD | SITES else ""
    return "somewhere"
