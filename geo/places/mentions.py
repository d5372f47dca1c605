"""Which words of a text name a place: the dictionary, the model's entities, and what grammar says of other names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from spacy.tokens import Doc, Token

from geo.gazetteer import Entry, Gazetteer, Match
from geo.gazetteer.names import fold
from geo.gazetteer.rows import Grade, Layer
from geo.model import Document, Span
from geo.places.relations import FAR
from geo.text import GAP

PLACE_LABELS: Final = frozenset({"GPE", "LOC", "FAC"})
NAMED: Final = frozenset({"ORG", "PERSON", "NORP", "PRODUCT", "WORK_OF_ART", "LAW", "EVENT"})
LOOSE: Final = frozenset({"NORP", "PRODUCT", "WORK_OF_ART", "LAW", "EVENT"})
"""Labels that the model gives to almost anything; a famous name inside keeps its own sense."""
NUMBERS: Final = frozenset({"DATE", "TIME", "PERCENT", "MONEY", "QUANTITY", "ORDINAL", "CARDINAL"})
SOFT: Final = "english word"
"""A word that is a place where the model says so: Nice, Reading, Cork."""
LOCATIVE: Final = frozenset(
    {"in", "at", "near", "outside", "inside", "around", "from", "into", "toward", "towards", "to", "through"}
)
INSIDE: Final = frozenset({"in", "near", "outside", "inside"})
"""What hardly ever stands in front of a person or a company."""
SURE_LAYERS: Final = frozenset({Layer.COUNTRY, Layer.CURATED, Layer.REGION})
KNOWN_BY_ALL: Final = 1_000_000
"""A city of this size is a place even where the model takes it for a person or an organization."""
TOWN: Final = 15_000
MEASURED_WITHIN: Final = 90
"""Characters behind a name in which its distance from another is told."""
LONGEST_AGAIN: Final = 4
"""Words of a name that is looked for again."""
LARGE: Final = 100_000
"""A city of this size is not given up because a person shares its name."""


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


@dataclass(frozen=True, slots=True)
class Names:
    """What `find` returns: the mentions, and the tokens that are names of something else."""

    mentions: tuple[Mention, ...]
    blocked: frozenset[int]


def find(document: Document, doc: Doc, gazetteer: Gazetteer) -> Names:
    """Return the mentions of places in order, without overlap."""
    matches = list(gazetteer.find(document.text))
    aligned = list(_aligned(doc, matches))
    blocked = {i for match, first, last in aligned if not match.is_place for i in range(first, last)}
    known = [
        Mention(match.span, match.name, first, last, why)
        for match, first, last in aligned
        if match.is_place and (why := _seen(doc, first, last, match, gazetteer))
    ]
    found = _longest([*known, *_entities(doc, gazetteer)], blocked)
    found += [m for m in _longest(_after_prepositions(doc, gazetteer), blocked) if not _touches(m, found)]
    found += [m for m in _longest(_before_heads(doc, gazetteer), blocked) if not _touches(m, found)]
    found += [m for m in _longest(_measured(document, doc, gazetteer), blocked) if not _touches(m, found)]
    found += [m for m in _longest(_coordinated(doc, found, gazetteer), blocked) if not _touches(m, found)]
    found += _longest(_again(doc, found), blocked)
    strangers = _strangers(doc, gazetteer)
    people = _surnames(doc)
    found = [m for m in found if m.name not in strangers and not (m.name in people and _is_minor(m.name, gazetteer))]
    return Names((*_dateline(document, matches), *sorted(found, key=lambda m: m.span)), frozenset(blocked))


def _aligned(doc: Doc, matches: Iterable[Match]) -> Iterator[tuple[Match, int, int]]:
    """Yield the matches that are whole tokens of text that was read, with those tokens."""
    at = {token.idx: token.i for token in doc if token.ent_type_ != GAP}
    for match in matches:
        first = at.get(match.span.start)
        last = None if first is None else _end(doc, first, match.span.end)
        if first is not None and last is not None:
            yield match, first, last


def _end(doc: Doc, first: int, end: int) -> int | None:
    """Return the token behind the one that ends at `end`; None where the end lies inside a token."""
    for i in range(first, min(first + 12, len(doc))):
        stop = doc[i].idx + len(doc[i])
        if stop >= end:
            if stop == end:
                return i + 1
            beyond = doc[i].text[end - doc[i].idx]
            # "US$100": the currency, not the country.
            return None if beyond.isalnum() or beyond == "$" else i + 1
    return None


def _dateline(document: Document, matches: Iterable[Match]) -> Iterator[Mention]:
    for match in matches:
        if match.is_place and document.dateline and document.dateline.holds(match.span):
            yield Mention(match.span, match.name, 0, 0, "a known name in the dateline")


def _longest(mentions: Iterable[Mention], blocked: set[int]) -> list[Mention]:
    """Return the mentions without the shorter ones of those that overlap, and without what is named otherwise."""
    taken: set[int] = set(blocked)
    kept = []
    for mention in sorted(dict.fromkeys(mentions), key=lambda m: (m.first - m.last, m.span)):
        tokens = range(mention.first, mention.last)
        if taken.isdisjoint(tokens):
            taken.update(tokens)
            kept.append(mention)
    return kept


def _touches(mention: Mention, others: Iterable[Mention]) -> bool:
    return any(mention.span.overlaps(other.span) for other in others)


def _seen(doc: Doc, first: int, last: int, match: Match, gazetteer: Gazetteer) -> str:
    """Return why a dictionary match is a place, "" where it is none."""
    entries = gazetteer.entries(match.name)
    token = doc[last - 1]
    if not entries or match.name in gazetteer.demonyms or (last < len(doc) and doc[last].text.startswith("$")):
        return ""
    best = entries[0]
    if token.ent_type_ in PLACE_LABELS:
        return "a known name that the model takes for a place"
    if token.ent_type_ in NAMED:
        return _seen_in_a_name(doc, first, last, best, gazetteer)
    if best.layer in SURE_LAYERS or (last - first > 1 and token.ent_type_ not in NUMBERS):
        return "a known name"
    return "a known name written as a proper noun" if token.pos_ == "PROPN" and token.ent_type_ not in NUMBERS else ""


def _seen_in_a_name(doc: Doc, first: int, last: int, best: Entry, gazetteer: Gazetteer) -> str:
    """Return why a known name is a place though the model takes it, or what it stands in, for something else."""
    start, end = _entity(doc, last - 1)
    famous = best.layer in SURE_LAYERS or (best.place.population or 0) >= KNOWN_BY_ALL
    whole = first <= start and end <= last
    if famous and (whole or doc[first].ent_type_ in LOOSE):
        return "a name that is known to all"
    if doc[first].ent_type_ != "ORG" or first != start + (doc[start].pos_ == "DET"):
        return ""
    if best.layer is Layer.COUNTRY:
        return "a country in front of what belongs to it"
    return "a place in front of a body that sits there" if doc[end - 1].lower_ in gazetteer.words["head.local_body"] else ""


def _entity(doc: Doc, inside: int) -> tuple[int, int]:
    """Return the first token of the entity around a token, and the one behind it."""
    start, end = inside, inside + 1
    while start > 0 and doc[start].ent_iob_ == "I":
        start -= 1
    while end < len(doc) and doc[end].ent_iob_ == "I":
        end += 1
    return start, end


def _entities(doc: Doc, gazetteer: Gazetteer) -> Iterator[Mention]:
    """Yield the model's places: known ones, and unknown ones where grammar agrees that they are places."""
    for entity in doc.ents:
        if entity.label_ not in PLACE_LABELS:
            continue
        first, last = _trimmed(doc, entity.start, entity.end)
        mention = _mention(doc, first, last, "the model takes it for a place") if first < last else None
        if mention is None or not _may_be_a_place(doc, mention, gazetteer):
            continue
        if gazetteer.entries(mention.name) or _stands_like_a_place(doc, mention, gazetteer):
            yield mention


def _strangers(doc: Doc, gazetteer: Gazetteer) -> frozenset[str]:
    """Return words of people whom the model takes for places: "Eden Natan" is unknown, so "Eden" is no place here."""
    words: set[str] = set()
    for entity in doc.ents:
        first, last = _trimmed(doc, entity.start, entity.end)
        if entity.label_ != "GPE" or last - first < 2 or doc[first].text.isupper():
            continue
        mention = _mention(doc, first, last, "")
        known = gazetteer.entries(mention.name) or gazetteer.entries(doc[last - 1].text)
        if not known and not _stands_like_a_place(doc, mention, gazetteer):
            words.update(fold(token.text) for token in doc[first:last])
    return frozenset(word for word in words if not any(_is_large(entry) for entry in gazetteer.entries(word)))


def _surnames(doc: Doc) -> frozenset[str]:
    """Return the last names of the people whom the document names in full: "Londono" alone is Fernando Londono again."""
    found: set[str] = set()
    for entity in doc.ents:
        first, last = _trimmed(doc, entity.start, entity.end)
        if entity.label_ == "PERSON" and last - first > 1 and all(token.pos_ == "PROPN" for token in doc[first:last]):
            found.add(fold(doc[last - 1].text))
    return frozenset(found)


def _is_minor(name: str, gazetteer: Gazetteer) -> bool:
    """Return whether a name is no large place's own: a city may be called so in some language."""
    return not any(
        entry.grade is Grade.PRIMARY and (entry.layer in SURE_LAYERS | {Layer.ADMIN1} or (entry.place.population or 0) >= LARGE)
        for entry in gazetteer.entries(name)
    )


def _is_large(entry: Entry) -> bool:
    return entry.layer in SURE_LAYERS or (entry.place.population or 0) >= LARGE


def _trimmed(doc: Doc, first: int, last: int) -> tuple[int, int]:
    """Leave out articles in front and possessives behind."""
    while first < last and (doc[first].pos_ in {"DET", "PRON"} or doc[first].is_punct or doc[first].is_space):
        first += 1
    while last > first and (doc[last - 1].tag_ == "POS" or doc[last - 1].is_punct or doc[last - 1].is_space):
        last -= 1
    return first, last


def _mention(doc: Doc, first: int, last: int, why: str) -> Mention:
    start, end = doc[first].idx, doc[last - 1].idx + len(doc[last - 1])
    return Mention(Span(start, end), fold(doc[first:last].text), first, last, why)


def _may_be_a_place(doc: Doc, mention: Mention, gazetteer: Gazetteer) -> bool:
    name = mention.name
    if name in gazetteer.demonyms or name in gazetteer.institutions or gazetteer.stop.get(name, SOFT) != SOFT:
        return False
    return len(name) > 1 and any(token.text[:1].isupper() for token in doc[mention.first : mention.last])


def _stands_like_a_place(doc: Doc, mention: Mention, gazetteer: Gazetteer) -> bool:
    """Return whether an unknown name stands where places stand: "in Masbah", "Masbah district", "town of Masbah"."""
    words = gazetteer.words
    before = doc[mention.first - 1] if mention.first else None
    if before is not None and before.lower_ == "the" and mention.first > 1:
        before = doc[mention.first - 2]
    after = doc[mention.last] if mention.last < len(doc) else None
    if any(token.lower_ in words["head.name"] for token in doc[mention.first : mention.last]) or (
        after is not None and after.lower_ in words["head.name"]
    ):
        return True
    if before is None:
        return False
    if before.lower_ == "of" and mention.first > 1:
        return doc[before.i - 1].lemma_ in words["geographic"]
    return before.lower_ in LOCATIVE


def _after_prepositions(doc: Doc, gazetteer: Gazetteer) -> Iterator[Mention]:
    """Yield proper nouns behind "in", "near", "from" that the gazetteer knows, whatever the model takes them for."""
    for token in doc:
        if not _leads_to_a_place(doc, token, gazetteer):
            continue
        first = token.i + 1
        if first < len(doc) and doc[first].lower_ == "the":
            first += 1
        mention = _proper_nouns(doc, first)
        if mention is None or not _may_be_a_place(doc, mention, gazetteer):
            continue
        fully = doc[first].ent_type_ in NAMED and token.lower_ not in INSIDE
        # "The village of X" says that X is a place, known or not.
        if token.lower_ == "of" or _is_known(mention, gazetteer, fully=fully) or _is_misspelled(doc, mention, gazetteer):
            yield mention


def _leads_to_a_place(doc: Doc, token: Token, gazetteer: Gazetteer) -> bool:
    """Return whether the token is "in", "near", ..., or the "of" in "town of"."""
    if token.pos_ not in {"ADP", "SCONJ"}:
        return False
    if token.lower_ == "of":
        return token.i > 0 and doc[token.i - 1].lower_ in gazetteer.words["settlement"]
    return token.lower_ in LOCATIVE


def _proper_nouns(doc: Doc, first: int) -> Mention | None:
    """Return the proper nouns from a token on, up to four; none in front of the rest of a person's name."""
    last = first
    while last < len(doc) and doc[last].pos_ == "PROPN" and doc[last].ent_type_ not in NUMBERS | {GAP} and last - first < 4:
        last += 1
    if first == last or doc[first].ent_type_ in PLACE_LABELS:
        return None
    if last < len(doc) and doc[last].ent_iob_ == "I" and doc[last].ent_type_ == "PERSON":
        return None
    return _mention(doc, first, last, "a known name where places stand")


def _is_known(mention: Mention, gazetteer: Gazetteer, *, fully: bool) -> bool:
    """Return whether the gazetteer knows the name well; `fully` asks for a town or a main name."""
    entries = gazetteer.entries(mention.name)
    if fully:
        return any((e.place.population or 0) >= TOWN or e.layer in {Layer.ADMIN1, *SURE_LAYERS} for e in entries)
    return any(e.grade is not Grade.ALTERNATE or (e.place.population or 0) >= TOWN for e in entries) or (
        mention.last - mention.first > 1 and bool(entries)
    )


def _is_misspelled(doc: Doc, mention: Mention, gazetteer: Gazetteer) -> bool:
    """Return whether a name that the model takes for nothing else is another spelling of a town's or a province's."""
    if any(token.ent_type_ in NAMED for token in doc[mention.first : mention.last]) or gazetteer.entries(mention.name):
        return False
    found = gazetteer.spelled_otherwise(mention.name)
    return any((entry.place.population or 0) >= TOWN or entry.layer in {Layer.ADMIN1, *SURE_LAYERS} for entry in found)


def _before_heads(doc: Doc, gazetteer: Gazetteer) -> Iterator[Mention]:
    """Yield proper nouns in front of "province", "district", "neighborhood": "the Artibonite region"."""
    for token in doc:
        if token.lower_ not in gazetteer.words["head.local"] or token.i == 0 or doc[token.i - 1].pos_ != "PROPN":
            continue
        first = token.i - 1
        while first > 0 and doc[first - 1].pos_ == "PROPN" and token.i - first < 3:
            first -= 1
        mention = _mention(doc, first, token.i, f'a name in front of "{token.text}"')
        if _may_be_a_place(doc, mention, gazetteer):
            yield mention


def _measured(document: Document, doc: Doc, gazetteer: Gazetteer) -> Iterator[Mention]:
    """Yield proper nouns whose distance from something follows: "rebels took Bumba, 400 km northwest of Kisangani"."""
    if not any(FAR.search(block.span.of(document.text)) for block in document.blocks):
        return
    for token in doc:
        if token.pos_ != "PROPN" or token.ent_type_ in NUMBERS | {GAP} or (token.ent_type_ == "PERSON" and token.ent_iob_ == "I"):
            continue
        end = token.idx + len(token)
        if not FAR.match(document.text, end, end + MEASURED_WITHIN):
            continue
        first = token.i
        while (
            first > 0
            and doc[first - 1].pos_ == "PROPN"
            and doc[first - 1].ent_type_ not in NUMBERS | {GAP}
            and token.i - first < 3
        ):
            first -= 1
        mention = _mention(doc, first, token.i + 1, "a name whose distance from another place follows")
        if _may_be_a_place(doc, mention, gazetteer):
            yield mention


def _coordinated(doc: Doc, found: list[Mention], gazetteer: Gazetteer) -> Iterator[Mention]:
    """Yield known names that stand beside a place: "Mashad and Rasht"."""
    ends = {i for m in found for i in range(m.first, m.last)}
    for token in doc:
        if token.dep_ != "conj" or token.pos_ != "PROPN" or token.i in ends or token.head.i not in ends:
            continue
        first = token.left_edge.i if token.left_edge.pos_ == "PROPN" else token.i
        mention = _mention(doc, first, token.i + 1, "a known name beside a place")
        if _may_be_a_place(doc, mention, gazetteer) and _is_known(mention, gazetteer, fully=True):
            ends.add(token.i)
            yield mention


def _again(doc: Doc, found: list[Mention]) -> Iterator[Mention]:
    """Yield further occurrences of names that were found to be places."""
    taken = {i for m in found for i in range(m.first, m.last)}
    names: defaultdict[str, set[tuple[str, ...]]] = defaultdict(set)
    for m in found:
        words = tuple(token.text for token in doc[m.first : m.last])
        if words and len(words) <= LONGEST_AGAIN:
            names[words[0]].add(words)
    for token in doc:
        for words in names.get(token.text, ()):
            last = token.i + len(words)
            if not taken.isdisjoint(range(token.i, last)) or tuple(other.text for other in doc[token.i : last]) != words:
                continue
            if not _is_part_of_a_name(doc, doc[last - 1], len(words)):
                yield _mention(doc, token.i, last, "named as a place elsewhere in the document")


def _is_part_of_a_name(doc: Doc, token: Token, words: int) -> bool:
    """Return whether a name of so many words, the last of them the token, stands in a longer one of a person or a group."""
    if token.ent_type_ not in NAMED:
        return token.pos_ not in {"PROPN", "NOUN"}
    start, end = _entity(doc, token.i)
    return end - start > words
