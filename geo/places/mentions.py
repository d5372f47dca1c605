"""Which words of a text name a place: the model's entities, the dictionary, and what grammar says of unknown names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from spacy.tokens import Doc, Token

from geo.gazetteer import Entry, Gazetteer, Match
from geo.gazetteer.names import fold
from geo.gazetteer.rows import Grade, Layer
from geo.model import Document, Span
from geo.text import GAP

PLACE_LABELS: Final = frozenset({"GPE", "LOC", "FAC"})
PERSONS: Final = frozenset({"PERSON"})
GROUPS: Final = frozenset({"ORG", "NORP", "PRODUCT", "WORK_OF_ART", "LAW", "EVENT"})
NUMBERS: Final = frozenset({"DATE", "TIME", "PERCENT", "MONEY", "QUANTITY", "ORDINAL", "CARDINAL"})
SOFT: Final = "english word"
"""A word that is a place where the model says so: Nice, Reading, Cork."""
LOCATIVE: Final = frozenset(
    {"in", "at", "near", "outside", "inside", "around", "from", "into", "toward", "towards", "to", "through"}
)
KNOWN_BY_ALL: Final = 1_000_000
"""A city of this size is a place even where the model takes it for a person or an organization."""


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that name a place, as tokens `first` to `last` (exclusive); both 0 in a dateline, which is not parsed."""

    span: Span
    name: str
    """The words to look up; without "the", "northern", "province"."""
    first: int
    last: int
    why: str
    part: str = ""
    """"north", "central": the part of the place that is meant."""
    head: str = ""
    """"airport", "province": what kind of place the words say that it is."""


def find(document: Document, doc: Doc, gazetteer: Gazetteer) -> list[Mention]:
    """Return the mentions of places in order, without overlap."""
    at = {token.idx: token.i for token in doc}
    taken: dict[int, Mention] = {}
    blocked: set[int] = set()
    dateline = []
    for match in gazetteer.find(document.text):
        first = at.get(match.span.start)
        if first is None or doc[first].ent_type_ == GAP:
            if document.dateline and document.dateline.holds(match.span) and match.is_place:
                dateline.append(Mention(match.span, match.name, 0, 0, "a known name in the dateline"))
            continue
        last = _end(doc, first, match.span.end)
        if last is None:
            continue
        if not match.is_place:
            blocked.update(range(first, last))
        elif not blocked.intersection(range(first, last)):
            why = _seen(doc, first, last, match, gazetteer)
            if why:
                _take(taken, Mention(match.span, match.name, first, last, why))
    for mention in _entities(doc, gazetteer):
        if not blocked.intersection(range(mention.first, mention.last)):
            _take(taken, mention)
    for mention in _after_prepositions(doc, gazetteer):
        if not blocked.intersection(range(mention.first, mention.last)) and not any(
            i in taken for i in range(mention.first, mention.last)
        ):
            _take(taken, mention)
    found = _distinct(taken.values())
    again = _again(doc, found, blocked, gazetteer)
    return dateline + sorted([*found, *again], key=lambda m: m.span)


def _take(taken: dict[int, Mention], new: Mention) -> None:
    """Keep the longest of overlapping mentions."""
    for token in range(new.first, new.last):
        old = taken.get(token)
        if old and old.last - old.first >= new.last - new.first:
            return
    for token in range(new.first, new.last):
        taken[token] = new


def _distinct(mentions: Iterable[Mention]) -> list[Mention]:
    found: list[Mention] = []
    for mention in sorted(set(mentions), key=lambda m: (-(m.last - m.first), m.span)):
        if not any(mention.span.overlaps(other.span) for other in found):
            found.append(mention)
    return found


def _end(doc: Doc, first: int, end: int) -> int | None:
    """Return the token behind the one that ends at `end`; None where the end lies inside a token."""
    for i in range(first, min(first + 12, len(doc))):
        stop = doc[i].idx + len(doc[i])
        if stop >= end:
            return i + 1 if stop == end or not doc.text[end].isalnum() else None
    return None


def _seen(doc: Doc, first: int, last: int, match: Match, gazetteer: Gazetteer) -> str:
    """Return why a dictionary match is a place, "" where it is none."""
    token = doc[last - 1]
    kind = token.ent_type_
    entries = gazetteer.entries(match.name)
    if not entries:
        return ""
    best = entries[0]
    if kind in PLACE_LABELS:
        return "a known name that the model takes for a place"
    inside = [t for t in _entity(doc, first, last)]
    whole = bool(inside) and inside[0] >= first and inside[-1] < last
    if kind in PERSONS or kind in GROUPS:
        leads = inside and inside[0] == first and kind == "ORG" and best.layer is Layer.COUNTRY
        famous = best.layer in {Layer.COUNTRY, Layer.CURATED} or (best.place.population or 0) >= KNOWN_BY_ALL
        if leads or (whole and famous) or (famous and kind in {"WORK_OF_ART", "EVENT", "LAW", "PRODUCT", "NORP"}):
            return "a known name"
        return ""
    if kind in NUMBERS and best.layer is not Layer.COUNTRY:
        return ""
    if last - first == 1 and token.pos_ not in {"PROPN", "NOUN", "X"} and best.layer is not Layer.COUNTRY:
        return ""
    if best.layer in {Layer.COUNTRY, Layer.CURATED, Layer.REGION} or last - first > 1:
        return "a known name"
    return "a known name written as a proper noun" if token.pos_ == "PROPN" else ""


def _entity(doc: Doc, first: int, last: int) -> Iterator[int]:
    """Yield the tokens of the entity that the last token belongs to."""
    i = last - 1
    while i > 0 and doc[i].ent_iob_ == "I":
        i -= 1
    yield i
    i += 1
    while i < len(doc) and doc[i].ent_iob_ == "I":
        yield i
        i += 1


def _entities(doc: Doc, gazetteer: Gazetteer) -> Iterator[Mention]:
    """Yield the model's places: known ones, and unknown ones as unresolved."""
    for entity in doc.ents:
        if entity.label_ not in PLACE_LABELS:
            continue
        first, last = entity.start, entity.end
        while first < last and (
            doc[first].lower_ in {"the", "a", "an", "this", "that"} or doc[first].is_punct or doc[first].is_space
        ):
            first += 1
        while last > first and (
            doc[last - 1].lower_ in {"'s", "’s", "'", "’"} or doc[last - 1].is_punct or doc[last - 1].is_space
        ):
            last -= 1
        if first >= last:
            continue
        words = doc[first:last]
        name = fold(words.text)
        if name in gazetteer.demonyms or name in gazetteer.institutions or gazetteer.stop.get(name, SOFT) != SOFT:
            continue
        if not any(t.text[:1].isupper() for t in words) or len(name) < 2:  # "in", "a"
            continue
        start = doc[first].idx
        yield Mention(Span(start, start + len(words.text)), name, first, last, "the model takes it for a place")


def _after_prepositions(doc: Doc, gazetteer: Gazetteer) -> Iterator[Mention]:
    """Yield unlabeled proper nouns behind "in", "near", "from" that the gazetteer knows."""
    for token in doc:
        if token.lower_ not in LOCATIVE or token.pos_ not in {"ADP", "SCONJ"}:
            continue
        first = token.i + 1
        while first < len(doc) and doc[first].lower_ == "the":
            first += 1
        last = first
        while last < len(doc) and doc[last].pos_ == "PROPN" and not doc[last].ent_type_ and last - first < 4:  # no longer names
            last += 1
        if first == last:
            continue
        words = doc[first:last]
        name = fold(words.text)
        entries = () if name in gazetteer.stop or name in gazetteer.demonyms else gazetteer.entries(name)
        if entries and (last - first > 1 or _sure(entries)):
            start = doc[first].idx
            yield Mention(Span(start, start + len(words.text)), name, first, last, f'a known name behind "{token.lower_}"')


def _sure(entries: tuple[Entry, ...]) -> bool:
    return any(e.grade is not Grade.ALTERNATE or (e.place.population or 0) > 50_000 for e in entries)  # towns


def _again(doc: Doc, found: list[Mention], blocked: set[int], gazetteer: Gazetteer) -> Iterator[Mention]:
    """Yield further occurrences of single words that were found to be places."""
    taken = {i for m in found for i in range(m.first, m.last)}
    names = {doc[m.first].text: m for m in found if m.last - m.first == 1}
    for token in doc:
        known = names.get(token.text)
        if known is None or token.i in taken or token.i in blocked:
            continue
        if token.ent_type_ in PERSONS or (token.ent_type_ in GROUPS and token.ent_iob_ == "I") or _next_in_name(doc, token):
            continue
        yield Mention(
            Span(token.idx, token.idx + len(token)),
            known.name,
            token.i,
            token.i + 1,
            "named as a place elsewhere in the document",
        )


def _next_in_name(doc: Doc, token: Token) -> bool:
    after = doc[token.i + 1] if token.i + 1 < len(doc) else None
    return bool(after is not None and after.ent_iob_ == "I" and token.ent_iob_ == "B" and token.ent_type_ in GROUPS)
