"""Which places a statement about range means: those to be reached, those it is fired from, the country of whose weapon it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from spacy.tokens import Token

from geo.claims import grammar
from geo.claims.scene import Scene
from geo.gazetteer.names import fold
from geo.model import Named, Place, Span, Toponym
from geo.rangeclaims.frames import Frame
from geo.rangeclaims.owners import is_weapon
from geo.rangeclaims.terms import RANGE, Terms

LOCATIVE: Final = frozenset(
    {"in", "at", "near", "from", "to", "into", "on", "onto", "along", "inside", "around", "across", "outside", "off", "within"}
)
STANDING: Final = frozenset({"in", "at", "near", "from", "on", "along", "inside", "outside", "around"})
AIMING: Final = frozenset({"aim", "point", "direct", "target", "use", "see", "make", "build", "develop", "test", "sell", "seize"})
GROUND: Final = frozenset(
    {"mainland", "territory", "soil", "coast", "interior", "heartland", "capital", "city", "town", "border"}
)
"""What is of a country and lies in it."""
WHOLE: Final = frozenset({"all", "any", "anywhere", "entire", "every", "everywhere", "whole", "throughout", "everything"})
HOLDING: Final = frozenset(
    {"have", "possess", "own", "develop", "build", "deploy", "field", "operate", "hold", "keep", "acquire"}
)
_BEFORE: Final = 3


def targets(frame: Frame, scene: Scene) -> tuple[Named, ...]:
    """Return the places that are said to be within range, or out of it."""
    apart = _under(frame)
    found = [(one, noun) for noun in frame.targets for one in _aimed(noun, scene, apart)]
    return _named(((toponym, _is_whole(noun, scene.doc[at])) for (at, toponym), noun in found))


def _aimed(noun: Token, scene: Scene, apart: frozenset[int]) -> list[tuple[int, Toponym]]:
    """Return the places that a phrase names as targets; "US bases in Qatar" are in Qatar."""
    found = [(at, one) for at, one in _toponyms(noun, scene, apart) if "from" not in _path(scene.doc[at], noun)]
    owning = [(at, one) for at, one in found if _owns(scene.doc[at], one)]
    others = [pair for pair in found if pair not in owning]
    return others or [pair for pair in owning if not _before_noun(scene.doc[pair[0]])]


def _owns(token: Token, toponym: Toponym) -> bool:
    """Return whether a country only says whose something is."""
    if toponym.place is None or toponym.place.kind != "country":
        return False
    noun = token.head.pos_ == "NOUN" and token.head.lemma_.lower() not in GROUND
    return _before_noun(token) or (noun and token.dep_ in {"compound", "amod", "nmod", "poss"})


def _before_noun(token: Token) -> bool:
    """Return whether a noun follows at once that is no part of the country: "US bases", and not "the US mainland"."""
    after = token.nbor(1) if token.i + 1 < token.sent.end else None
    return after is not None and after.pos_ == "NOUN" and after.lemma_.lower() not in GROUND


def origins(frame: Frame, scene: Scene, terms: Terms) -> tuple[Named, ...]:
    """Return the places from which they are."""
    apart = _under(frame) if not _is_complement(frame) else frozenset()
    aims = {toponym.span for noun in frame.targets for _, toponym in _toponyms(noun, scene, _under(frame))}
    found = [toponym for noun in frame.origins for toponym in _launched(noun, scene, terms, apart)]
    found += _placed(frame, scene, terms)
    found += [
        toponym
        for noun in frame.targets
        for at, toponym in _toponyms(noun, scene, _under(frame))
        if _path(scene.doc[at], noun) & {"from"}
    ]
    return _named((one, False) for one in dict.fromkeys(found) if one.span not in aims or _starts(one, frame, scene))


def owner(frame: Frame, scene: Scene) -> tuple[Place, Span] | None:
    """Return the country whose weapon it is, and the words that say so; None where none is named."""
    weapon = frame.weapon
    if weapon is None:
        return None
    nouns = [weapon, *(node for node in weapon.ancestors if node.pos_ == "NOUN" and node.i < weapon.i and weapon.i - node.i < 5)]
    for noun in nouns:
        for child in noun.children:
            if child.dep_ in {"poss", "amod", "compound", "nmod"} and child.i < noun.i and (known := _country(child, scene)):
                return known
    verb = weapon.head
    if weapon.dep_ == "dobj" and grammar.is_verb(verb) and verb.lemma_ in HOLDING:
        subject = grammar.surface_subject(verb)
        return _country(subject, scene) if subject is not None else None
    return None


def _country(token: Token, scene: Scene) -> tuple[Place, Span] | None:
    """Return the country that a word names, or whose people or government it names."""
    first = min((one.i for one in token.subtree), default=token.i)
    for start in (max(first, token.i - 2), token.i):
        words = scene.doc[start : token.i + 1]
        place = scene.lexicon.peoples.get(fold(words.text))
        if place is not None and words.text[:1].isupper():
            return place, Span(words.start_char, words.end_char)
    toponym = scene.toponym_at.get(token.i)
    place = toponym.place if toponym is not None else None
    return (place, toponym.span) if toponym is not None and place is not None and place.kind == "country" else None


def _under(frame: Frame) -> frozenset[int]:
    """Return the tokens of the words for range themselves, which may hang on what is within it."""
    if grammar.is_verb(frame.trigger):
        return frozenset()
    top = frame.trigger
    while (
        top.dep_ in {"pobj", "prep", "pcomp"} and top.head.i != top.i and (top.dep_ == "pobj" or top.head.pos_ in {"ADP", "ADV"})
    ):
        top = top.head
    return frozenset(inner.i for inner in top.subtree) if top.pos_ in {"ADP", "ADV", "SCONJ"} else frozenset()


def _is_complement(frame: Frame) -> bool:
    return any(frame.trigger.is_ancestor(noun) for noun in frame.origins)


def _toponyms(noun: Token, scene: Scene, apart: Iterable[int]) -> Iterator[tuple[int, Toponym]]:
    """Yield the place names of a phrase, clauses that hang on it left out."""
    skipped = frozenset(apart)
    stack = [noun]
    found: dict[Span, tuple[int, Toponym]] = {}
    while stack:
        token = stack.pop()
        toponym = scene.toponym_at.get(token.i)
        if toponym is not None:
            found.setdefault(toponym.span, (token.i, toponym))
        clauses = {"relcl", "acl", "advcl", "ccomp"}
        stack += [child for child in token.children if child.i not in skipped and child.dep_ not in clauses]
    yield from (found[span] for span in sorted(found))


def _launched(noun: Token, scene: Scene, terms: Terms, apart: frozenset[int]) -> Iterator[Toponym]:
    """Yield the places in a phrase that something is fired from: "missiles in Iraq", "rockets moved to Basra"."""
    weapon = is_weapon(noun, terms)
    for at, toponym in _toponyms(noun, scene, apart):
        token = scene.doc[at]
        path = _path(token, noun)
        if path & LOCATIVE or (not weapon and not _deed(noun) and token.dep_ != "poss"):
            yield toponym
    for clause in noun.subtree:
        if clause.dep_ in {"acl", "relcl", "pcomp", "csubj", "advcl"} and clause.lemma_ in terms.classes["deploy"]:
            yield from _around(clause, scene)
        elif clause.dep_ == "acl" and clause.tag_ == "VBN" and clause.head.i == noun.i and weapon and clause.lemma_ not in AIMING:
            yield from _around(clause, scene, STANDING)
    if noun.lemma_ in terms.classes["deploy"] and grammar.is_verb(noun):
        yield from _around(noun, scene)


def _deed(noun: Token) -> bool:
    """Return whether a noun is what somebody does, so that a place in it may be a doer: "Iran's decision"."""
    return noun.dep_ in {"nsubj", "csubj", "nsubjpass"}


def _placed(frame: Frame, scene: Scene, terms: Terms) -> list[Toponym]:
    """Return the places of a clause beside it: "if launched from Crimea", "with the missiles in Basra"."""
    found: list[Toponym] = []
    for node in (frame.trigger, *frame.trigger.ancestors):
        for child in node.children:
            if child.dep_ == "advcl" and child.lemma_ in terms.classes["deploy"] and not _tells_of_range(child):
                found += _around(child, scene)
            if child.dep_ == "prep" and child.lower_ in {"with", "by"}:
                inner = [one for one in child.children if one.dep_ == "pobj" and is_weapon(one, terms)]
                found += [toponym for one in inner for toponym in _launched(one, scene, terms, frozenset())]
                for clause in child.children:
                    if clause.dep_ == "pcomp" and clause.lemma_ in terms.classes["deploy"]:
                        found += _around(clause, scene)
    return found


def _tells_of_range(clause: Token) -> bool:
    """Return whether a clause itself puts something within range, and moves no weapon."""
    return any(inner.lemma_.lower() in RANGE | {"distance"} for inner in clause.subtree)


def _around(verb: Token, scene: Scene, words: frozenset[str] = LOCATIVE) -> Iterator[Toponym]:
    for _, noun in grammar.prepositional(verb, words):
        yield from (toponym for _, toponym in _toponyms(noun, scene, ()))


def _path(token: Token, noun: Token) -> set[str]:
    """Return the prepositions between a word and the noun of the phrase that it stands in."""
    found: set[str] = set()
    node = token
    while node.i not in {noun.i, node.head.i}:
        node = node.head
        if node.pos_ in {"ADP", "SCONJ"}:
            found.add(node.lower_)
    return found


def _starts(toponym: Toponym, frame: Frame, scene: Scene) -> bool:
    """Return whether a name inside the phrase of a target is where it comes from: "Israel from western Iraq"."""
    token = scene.root(toponym.span)
    return token is not None and any(noun.is_ancestor(token) and "from" in _path(token, noun) for noun in frame.targets)


def _is_whole(noun: Token, token: Token) -> bool:
    before = noun.doc[max(noun.sent.start, token.left_edge.i - _BEFORE) : token.i]
    return any(one.lower_ in WHOLE for one in before)


def _named(found: Iterable[tuple[Toponym, bool]]) -> tuple[Named, ...]:
    """Return the places that were resolved, each once, in the order of the text."""
    known: dict[str, Named] = {}
    for toponym, whole in sorted(found, key=lambda pair: pair[0].span):
        place = toponym.place
        if place is not None and (place.at is not None or place.bbox is not None):
            known.setdefault(place.id, Named(place=place, span=toponym.span, whole=whole))
    return tuple(known.values())
