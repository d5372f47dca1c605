"""From a name to the whole toponym: "northern Iraq", "Helmand province", "Basra airport", "Camp Speicher"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from spacy.tokens import Doc, Token

from geo.gazetteer import Gazetteer
from geo.gazetteer.names import fold
from geo.gazetteer.rows import Layer
from geo.model import Span
from geo.places.mentions import LOCATIVE, PLACE_LABELS, Mention

Words = Mapping[str, frozenset[str]]
LINKS: Final = frozenset({"of", "de", "del", "el", "al", "la", "du", "des", "-", "al-"})
"""Small words inside a name: "Plaza de España", "Bab al-Aziziyah"."""
LONGEST: Final = 6
"""Tokens of a facility's name, the head left out."""


def grow(doc: Doc, mention: Mention, gazetteer: Gazetteer) -> Mention:
    """Return the mention with the part in front of it and the kind behind it, where the text gives them."""
    if mention.last == 0:
        return mention
    return _part(doc, _kind(doc, mention, gazetteer), gazetteer.words)


def facilities(doc: Doc, taken: frozenset[int], gazetteer: Gazetteer) -> Iterator[Mention]:
    """Yield named facilities that the dictionary does not know: "Rambam Medical Center", "Camp Speicher"."""
    words = gazetteer.words
    for token in doc:
        if token.i in taken or not token.text[:1].isupper() or token.pos_ != "PROPN":
            continue
        if token.lower_ in words["head.front"]:
            mention = _front(doc, token, gazetteer)
        elif token.lower_ in words["head.name"]:
            mention = _back(doc, token, gazetteer)
        else:
            continue
        if mention and not taken.intersection(range(mention.first, mention.last)):
            yield mention


def _kind(doc: Doc, mention: Mention, gazetteer: Gazetteer) -> Mention:
    """Take the word behind the name that says its kind; before a lower-case one, only where it makes one name."""
    words = gazetteer.words
    if mention.last >= len(doc):
        return mention
    token = doc[mention.last]
    capital = token.text[:1].isupper() and token.pos_ == "PROPN"
    entries = gazetteer.entries(mention.name)
    state = bool(entries) and entries[0].layer is Layer.COUNTRY
    if token.lower_ in words["head.division"] and not state:
        return _stretched(doc, mention, mention.first, mention.last + 1, mention.name, token.lower_)
    last = mention.last
    while (
        last < len(doc)
        and last - mention.last < 3
        and doc[last].text[:1].isupper()
        and doc[last].pos_ == "PROPN"
        and doc[last].lower_ not in words["head.name"]
    ):
        last += 1
    if (
        last < len(doc)
        and last > mention.last
        and doc[last].lower_ in words["head.name"]
        and doc[last].text[:1].isupper()
        and not state
    ):
        return _stretched(doc, mention, mention.first, last + 1, fold(doc[mention.first : last + 1].text), doc[last].lower_)
    merged = token.lower_ in words["head.merged"] or (capital and token.lower_ in words["head.name"])
    if not merged or state or token.lower_ in words["head.mission"]:
        return mention
    return _stretched(
        doc, mention, mention.first, mention.last + 1, fold(doc[mention.first : mention.last + 1].text), token.lower_
    )


def _part(doc: Doc, mention: Mention, words: Words) -> Mention:
    """Take "northern", "north-east", "central" in front of the name."""
    i = mention.first - 1
    if i < 0:
        return mention
    if i >= 2 and doc[i - 1].text == "-" and f"{doc[i - 2].lower_}-{doc[i].lower_}" in words["part.direction"]:
        part, first = doc[i - 2].lower_ + doc[i].lower_, i - 2
    elif doc[i].lower_ in words["part.direction"] | words["part.middle"] | words["part.other"]:
        part, first = doc[i].lower_.replace("-", ""), i
    else:
        return mention
    if mention.head in words["head.airport"]:
        return mention
    return replace(_stretched(doc, mention, first, mention.last, mention.name, mention.head), part=part.removesuffix("ern"))


def _stretched(doc: Doc, mention: Mention, first: int, last: int, name: str, head: str) -> Mention:
    start, end = doc[first].idx, doc[last - 1].idx + len(doc[last - 1])
    return replace(mention, span=Span(start, end), first=first, last=last, name=name, head=head)


def _front(doc: Doc, token: Token, gazetteer: Gazetteer) -> Mention | None:
    """Read "Camp Speicher", "Forward Operating Base Chapman", "Plaza de España"."""
    last = token.i + 1
    while (
        last < len(doc)
        and last - token.i <= LONGEST
        and (_proper(doc[last]) or (doc[last].lower_ in LINKS and last + 1 < len(doc) and _proper(doc[last + 1])))
    ):
        last += 1
    if last == token.i + 1:
        return None
    first = token.i
    while first > 0 and _proper(doc[first - 1]) and doc[first - 1].lower_ not in gazetteer.demonyms and token.i - first < LONGEST:
        first -= 1
    return _accepted(doc, first, last, token, gazetteer)


def _back(doc: Doc, token: Token, gazetteer: Gazetteer) -> Mention | None:
    """Read "Rambam Medical Center", "Noroeste Farm", "Maelbeek/Maalbeek Station"."""
    first = token.i
    while (
        first > 0
        and token.i - first < LONGEST
        and (_proper(doc[first - 1]) or (doc[first - 1].lower_ in LINKS and first > 1 and _proper(doc[first - 2])))
    ):
        first -= 1
    while first < token.i and (doc[first].lower_ in LINKS or fold(doc[first].text) in gazetteer.demonyms):
        first += 1
    if first == token.i:
        return None
    return _accepted(doc, first, token.i + 1, token, gazetteer)


def _accepted(doc: Doc, first: int, last: int, head: Token, gazetteer: Gazetteer) -> Mention | None:
    words = doc[first:last]
    labels = {t.ent_type_ for t in words}
    before = doc[first - 1].lower_ if first else ""
    if before == "the" and first > 1:
        before = doc[first - 2].lower_
    if (
        not (labels & PLACE_LABELS or before in LOCATIVE or before in {"inside", "against", "on"})
        or fold(words.text) in gazetteer.institutions
    ):
        return None
    start = doc[first].idx
    span = Span(start, start + len(words.text))
    return Mention(span, fold(words.text), first, last, f'a name that "{head.text}" says is a place', head=head.lower_)


def _proper(token: Token) -> bool:
    return token.pos_ == "PROPN" and token.text[:1].isupper()
