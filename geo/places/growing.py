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
    return _part(doc, _kind(doc, _without_part(_headed(doc, mention, gazetteer.words), gazetteer), gazetteer), gazetteer.words)


def kind_in_front(doc: Doc, mention: Mention, words: Words) -> str:
    """Return what kind of settlement the words in front of a name say it is: "the town of X"; empty where they say none."""
    if mention.last == 0 or mention.part:
        return ""
    at = mention.first - 1
    if at >= 0 and doc[at].lower_ == "the":
        at -= 1
    said = doc[at - 1] if at > 0 and doc[at].lower_ == "of" else None
    return said.lemma_.lower() if said is not None and said.lower_ in words["settlement"] else ""


def facilities(doc: Doc, taken: frozenset[int], gazetteer: Gazetteer) -> Iterator[Mention]:
    """Yield named facilities that the dictionary does not know: "Rambam Medical Center", "Camp Speicher"."""
    words = gazetteer.words
    for token in doc:
        if token.i in taken or token.pos_ != "PROPN" or not token.text[:1].isupper():
            continue
        mention = _front(doc, token, gazetteer) if token.lower_ in words["head.front"] else None
        if mention is None and token.lower_ in words["head.name"]:
            mention = _back(doc, token, gazetteer)
        if mention and taken.isdisjoint(range(mention.first, mention.last)):
            yield mention


def _headed(doc: Doc, mention: Mention, words: Words) -> Mention:
    """Say what kind of place a name of several words names itself: "Plaza de España", "Valiasr Street"."""
    first, last = doc[mention.first].lower_, doc[mention.last - 1].lower_
    if mention.last - mention.first < 2:
        return mention
    if last in words["head.name"]:
        return replace(mention, head=last)
    return replace(mention, head=first) if first in words["head.front"] else mention


def _without_part(mention: Mention, gazetteer: Gazetteer) -> Mention:
    """Take "North London", which no table knows, for the north of London."""
    if gazetteer.entries(mention.name):
        return mention
    words = gazetteer.words
    parts = words["part.direction"] | words["part.middle"] | words["part.other"]
    first, _, rest = mention.name.removeprefix("far ").partition(" ")
    if first not in parts or not gazetteer.entries(rest.removesuffix(" area")):
        return mention
    return replace(mention, name=rest.removesuffix(" area"), part=first.replace("-", "").removesuffix("ern"))


def _kind(doc: Doc, mention: Mention, gazetteer: Gazetteer) -> Mention:
    """Take the word behind the name that says its kind; a lower-case one only where it makes one name with it."""
    words = gazetteer.words
    entries = gazetteer.entries(mention.name)
    if mention.last >= len(doc) or (entries and entries[0].layer is Layer.COUNTRY):
        return mention
    token = doc[mention.last]
    if token.lower_ in words["head.division"]:
        return _stretched(doc, mention, mention.first, mention.last + 1, head=token.lower_)
    last = mention.last
    while last < len(doc) and last - mention.last < 3 and _proper(doc[last]) and doc[last].lower_ not in words["head.name"]:
        last += 1
    if last >= len(doc) or doc[last].lower_ in words["head.mission"]:
        return mention
    if (last == mention.last and token.lower_ in words["head.merged"]) or (
        _proper(doc[last]) and doc[last].lower_ in words["head.name"]
    ):
        grown = _stretched(doc, mention, mention.first, last + 1, head=doc[last].lower_)
        return replace(grown, name=fold(doc[grown.first : grown.last].text))
    return mention


def _part(doc: Doc, mention: Mention, words: Words) -> Mention:
    """Take "northern", "north-east", "central" in front of the name."""
    i = mention.first - 1
    if i < 0 or mention.part:
        return mention
    if i >= 2 and doc[i - 1].text == "-" and f"{doc[i - 2].lower_}-{doc[i].lower_}" in words["part.direction"]:
        part, first = doc[i - 2].lower_ + doc[i].lower_, i - 2
    elif doc[i].lower_ in words["part.direction"] | words["part.middle"] | words["part.other"]:
        part, first = doc[i].lower_.replace("-", ""), i
    else:
        return mention
    if mention.head in words["head.airport"]:
        return mention
    return replace(_stretched(doc, mention, first, mention.last, head=mention.head), part=part.removesuffix("ern"))


def _stretched(doc: Doc, mention: Mention, first: int, last: int, *, head: str) -> Mention:
    start, end = doc[first].idx, doc[last - 1].idx + len(doc[last - 1])
    return replace(mention, span=Span(start, end), first=first, last=last, head=head)


def _front(doc: Doc, token: Token, gazetteer: Gazetteer) -> Mention | None:
    """Read "Camp Speicher", "Forward Operating Base Chapman", "Plaza de España"."""
    last = token.i + 1
    while last - token.i <= LONGEST and (_is_proper(doc, last) or (_is_link(doc, last) and _is_proper(doc, last + 1))):
        last += 1
    if last == token.i + 1:
        return None
    first = token.i
    while _is_proper(doc, first - 1) and fold(doc[first - 1].text) not in gazetteer.demonyms and token.i - first < LONGEST:
        first -= 1
    return _accepted(doc, first, last, token, gazetteer)


def _back(doc: Doc, token: Token, gazetteer: Gazetteer) -> Mention | None:
    """Read "Rambam Medical Center", "Noroeste Farm", "Maelbeek Station"."""
    first = token.i
    while token.i - first < LONGEST and (_is_proper(doc, first - 1) or (_is_link(doc, first - 1) and _is_proper(doc, first - 2))):
        first -= 1
    while first < token.i and (_is_link(doc, first) or fold(doc[first].text) in gazetteer.demonyms):
        first += 1
    return _accepted(doc, first, token.i + 1, token, gazetteer) if first < token.i else None


def _accepted(doc: Doc, first: int, last: int, head: Token, gazetteer: Gazetteer) -> Mention | None:
    """Return the facility if it stands where places stand; a university that says something is an organization."""
    start = doc[first].idx
    span = Span(start, head.idx + len(head) if last == head.i + 1 else doc[last - 1].idx + len(doc[last - 1]))
    name = fold(doc[first:last].text)
    before = next((doc[i].lower_ for i in range(first - 1, max(-1, first - 3), -1) if doc[i].lower_ != "the"), "")
    after = doc[last].lower_ if last < len(doc) else ""
    labeled = any(token.ent_type_ in PLACE_LABELS for token in doc[first:last])
    of_a_city = bool(gazetteer.entries(doc[first].text)) and head.lower_ in gazetteer.words["head.merged"]
    stands = labeled or of_a_city or before in LOCATIVE or before in {"inside", "against"} or after == "in"
    if not stands or name in gazetteer.institutions:
        return None
    return Mention(span, name, first, last, f'a name that "{head.text}" says is a place', head=head.lower_)


def _is_proper(doc: Doc, i: int) -> bool:
    return 0 <= i < len(doc) and _proper(doc[i])


def _is_link(doc: Doc, i: int) -> bool:
    return 0 <= i < len(doc) and doc[i].lower_ in LINKS


def _proper(token: Token) -> bool:
    return token.pos_ == "PROPN" and token.text[:1].isupper()
