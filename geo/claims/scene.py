"""One document as the matcher sees it: its parse, and which token names which place, actor or date."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from spacy.tokens import Doc, Span as Tokens, Token

from geo import text
from geo.claims.lexicon import Lexicon, Weapon
from geo.model import ActorMention, Block, BlockKind, Document, Family, Kind, Place, Span, Toponym, ToponymRole, When

CLASSES_OF_KIND: Final[dict[str, frozenset[str]]] = {
    "state": frozenset({"state", "org"}),
    "military": frozenset({"military", "armed", "org"}),
    "militia": frozenset({"armed", "org"}),
    "party": frozenset({"org", "office"}),
    "company": frozenset({"org"}),
    "media": frozenset({"media", "org"}),
    "person": frozenset({"person", "office"}),
    "office": frozenset({"office", "org", "state"}),
    "organization": frozenset({"org", "office"}),
    "crowd": frozenset({"crowd", "person"}),
    "police": frozenset({"police", "armed"}),
    "unknown": frozenset({"org"}),
}
BY_LABEL: Final[dict[str, tuple[str, ...]]] = {
    "PERSON": ("person", "office"),
    "GPE": ("place", "state"),
    "FAC": ("facility",),
    "ORG": ("org", "office", "military"),
}
WARSHIPS: Final = frozenset({"uss", "hms", "ins", "hmcs", "frigate", "destroyer", "cruiser", "corvette", "submarine", "warship"})
SHIPS: Final = WARSHIPS | {"mv", "mt", "ss", "tanker", "ship", "vessel", "freighter", "ferry", "trawler", "yacht", "cargo"}
RIGGED: Final = re.compile(r"booby|rigged|(?:explosives?|bomb|dynamite)[- ](?:laden|packed|filled|rigged)")
"""What makes a bomb of a car."""
PERSONS: Final = frozenset(
    {"he", "she", "they", "him", "her", "them", "who", "whom", "we", "us", "i", "themselves", "himself", "herself"}
)
LEDE: Final = 2
"""Paragraphs in which a report says what its news is."""
A_SENTENCE: Final = 12
"""Words that a paragraph must have to tell news: "UPDATED:" and who wrote it have fewer."""
FOCUS: Final = 0.6
"""The share of its places that a report must have in a country to be about it."""
FEWEST: Final = 2
"""And how many of them."""
THINGS: Final = frozenset({"it", "which", "that", "this", "these", "those", "one", "itself"})


@dataclass(frozen=True, kw_only=True)
class Scene:
    """What the readers found in one document, by token."""

    document: Document
    doc: Doc
    lexicon: Lexicon
    toponyms: Sequence[Toponym]
    whens: Sequence[When]
    actors: Sequence[ActorMention]
    _classes: dict[int, frozenset[str]] = field(default_factory=dict)
    """Filled while reading; a token's classes never change."""

    @cached_property
    def _starts(self) -> list[int]:
        return text.starts(self.doc)

    @cached_property
    def _blocks(self) -> list[int]:
        return [block.span.start for block in self.document.blocks]

    @cached_property
    def actor_at(self) -> dict[int, ActorMention]:
        """The mention of an actor that each token belongs to."""
        return {i: one for one in self.actors for i in self.tokens(one.span)}

    @cached_property
    def toponym_at(self) -> dict[int, Toponym]:
        """The place name that each token belongs to."""
        return {i: one for one in self.toponyms for i in self.tokens(one.span)}

    @cached_property
    def day_at(self) -> frozenset[int]:
        """Tokens that belong to a date."""
        return frozenset(i for one in self.whens if one.span for i in self.tokens(one.span))

    def tokens(self, span: Span) -> range:
        """Return the tokens that a span covers, the first partly covered one included."""
        first = max(0, bisect_right(self._starts, span.start) - 1)
        last = bisect_right(self._starts, max(span.start, span.end - 1))
        return range(first, last)

    def root(self, span: Span) -> Token | None:
        """Return the token of a span that governs the others."""
        inside = self.tokens(span)
        for i in inside:
            token = self.doc[i]
            if token.head.i not in inside or token.head.i == i:
                return token
        return None

    def block(self, at: int) -> Block | None:
        """Return the paragraph around an offset."""
        i = bisect_right(self._blocks, at) - 1
        return self.document.blocks[i] if i >= 0 and at < self.document.blocks[i].span.end else None

    def paragraph(self, at: int) -> int:
        """Return the number of the paragraph around an offset."""
        return bisect_right(self._blocks, at)

    def kind_at(self, at: int) -> BlockKind:
        """Return what the paragraph around an offset is for; body where nothing says otherwise."""
        block = self.block(at)
        return block.kind if block else BlockKind.BODY

    def opening(self, paragraphs: int) -> int:
        """Return where the first paragraphs of the report itself end."""
        bodies = [block.span.end for block in self.document.blocks if block.kind is BlockKind.BODY]
        return bodies[min(paragraphs, len(bodies)) - 1] if bodies else len(self.document.text)

    def kind_of_block(self, sentence: Tokens) -> BlockKind:
        """Return what the paragraph of a sentence is for; body where nothing says otherwise."""
        return self.kind_at(sentence.start_char)

    def is_lede(self, at: int) -> bool:
        """Return whether an offset lies in the paragraphs that tell what the report is about."""
        block = self.block(at)
        return block is None or block in self._lede

    @cached_property
    def _lede(self) -> tuple[Block, ...]:
        bodies = [block for block in self.document.blocks if block.kind is BlockKind.BODY]
        told = [block for block in bodies if len(block.span.of(self.document.text).split()) >= A_SENTENCE]
        return tuple((told or bodies)[:LEDE])

    @cached_property
    def country(self) -> tuple[Place, Span] | None:
        """The one country in which most of what the report names as places lies, and where it names it."""
        votes: Counter[str] = Counter()
        named: dict[str, tuple[Place, Span]] = {}
        for one in self.toponyms:
            place = one.place
            if place is None or not place.country:
                continue
            if place.kind == "country":
                named.setdefault(place.country, (place, one.span))
            if one.role is not ToponymRole.METONYM:
                votes[place.country] += 1
        best, most = max(votes.items(), key=lambda pair: (pair[1], pair[0]), default=("", 0))
        return named.get(best) if most >= max(FEWEST, FOCUS * votes.total()) else None

    @cached_property
    def weapons(self) -> tuple[tuple[Weapon, Token], ...]:
        """The weapons that the document names, in order."""
        return tuple(weapons_in(self.doc, self.lexicon))

    @cached_property
    def explosives(self) -> tuple[tuple[int, Kind], ...]:
        """Where the document names something that explodes, and the kind of happening that it makes, in order."""
        return tuple((token.idx, weapon.kind) for weapon, token in self.weapons if weapon.kind.family is Family.EXPLOSIVE)

    @cached_property
    def lemmas(self) -> Counter[str]:
        """How often the document uses each word."""
        return Counter(token.lemma_.lower() for token in self.doc)

    @cached_property
    def spoken_of(self) -> frozenset[str]:
        """The classes of all nouns in the document."""
        return frozenset().union(*(self.lexicon.nouns.get(lemma, frozenset()) for lemma in self.lemmas))

    @cached_property
    def prevailing(self) -> Kind | None:
        """The kind of the weapons that the document names most, where one kind stands out."""
        counts = Counter(weapon.kind for weapon, _ in self.weapons)
        if counts[Kind.BOMBING]:
            counts[Kind.BOMBING] += self.lemmas["explosion"] + self.lemmas["blast"]
        if not counts:
            return None
        kind, count = counts.most_common(1)[0]
        return kind if count >= 2 and 2 * count > counts.total() else None

    @cached_property
    def _toponym_starts(self) -> list[int]:
        return [one.span.start for one in self.toponyms]

    @cached_property
    def _dated(self) -> list[tuple[int, When]]:
        return [(one.span.start, one) for one in self.whens if one.span]

    def toponyms_in(self, sentence: Tokens) -> Sequence[Toponym]:
        """Return the place names of a sentence, in order."""
        starts = self._toponym_starts
        return self.toponyms[bisect_left(starts, sentence.start_char) : bisect_left(starts, sentence.end_char)]

    def whens_in(self, sentence: Tokens) -> list[When]:
        """Return the dates of a sentence, in order."""
        return self.whens_between(Span(sentence.start_char, sentence.end_char))

    def whens_between(self, span: Span) -> list[When]:
        """Return the dates that begin inside a span, in order."""
        first = bisect_left(self._dated, span.start, key=lambda pair: pair[0])
        last = bisect_left(self._dated, span.end, key=lambda pair: pair[0])
        return [when for _, when in self._dated[first:last]]

    def classes(self, token: Token) -> frozenset[str]:
        """Return what sort of thing a noun names."""
        known = self._classes.get(token.i)
        if known is None:
            known = self._classes[token.i] = self._classify(token)
        return known

    def _classify(self, token: Token) -> frozenset[str]:
        word = token.lower_
        if word in PERSONS and token.text != "US":
            return frozenset({"pronoun", "person", "armed", "crowd", "office", "military"})
        if word in THINGS:
            return frozenset({"pronoun", "thing"})
        found: set[str] = set()
        mention = self.actor_at.get(token.i)
        common = self.lexicon.nouns.get(token.lemma_.lower()) or self.lexicon.nouns.get(word) or frozenset()
        if token.pos_ != "PROPN" or not mention or mention.actor.id.startswith("group:"):
            found |= common
        if mention and not (common and mention.actor.id.startswith("group:")):
            found |= CLASSES_OF_KIND.get(mention.actor.kind, frozenset())
        found |= _by_modifier(token, found)
        toponym = self.toponym_at.get(token.i)
        if toponym and not (found - {"person"} and token.pos_ != "PROPN"):
            found.add("place")
            if toponym.place is None or toponym.place.kind in {"country", "state"} or toponym.role is ToponymRole.METONYM:
                found.add("state")
            if toponym.place is not None and toponym.place.kind not in {"country", "continent"}:
                found.add("settlement")
        found |= self._by_entity(token, found)
        if token.pos_ == "NOUN" and not found:
            found.add("unknown")
        if token.pos_ == "PROPN" and not found:
            found |= common or {"org", "person", "name"}
        return frozenset(found | _bare(token, mention))

    def _by_entity(self, token: Token, found: set[str]) -> set[str]:
        """Return what the model takes a name for."""
        label = token.ent_type_
        if label == "NORP" and token.pos_ in {"PROPN", "NOUN"} and token.dep_ not in {"amod", "compound"}:
            return {"person", "people", "crowd", "state"}
        if not found and label in BY_LABEL:
            return set(BY_LABEL[label])
        if token.pos_ == "NUM" and token.dep_ in {"nsubj", "nsubjpass", "dobj", "pobj"} and token.i not in self.day_at:
            return {"person", "people"}
        return set()


def _bare(token: Token, mention: ActorMention | None) -> set[str]:
    """Return whether a name stands alone: what rebels "took" is a town, though the model takes it for a person."""
    if mention is not None and not mention.actor.id.startswith("name:"):
        return set()
    alone = not any(child.dep_ in {"det", "compound"} for child in token.children)
    return {"bare_name"} if token.pos_ == "PROPN" and alone else set()


def _by_modifier(token: Token, found: set[str]) -> set[str]:
    """Return what a word before a noun makes of it: "armed men" are armed, "security forces" are police as well."""
    before = {child.lower_ for child in token.children if child.dep_ in {"amod", "compound"} and child.i < token.i}
    more: set[str] = set()
    if before & {"armed", "masked", "hooded", "heavily-armed"} and "person" in found:
        more.add("armed")
    if before & {"security", "police", "riot", "intelligence"} and "armed" in found:
        more.add("police")
    if token.pos_ == "PROPN" and before & SHIPS:
        more.update({"vessel", "vessel_war"} if before & WARSHIPS else {"vessel"})
    if before & {"armored", "armoured"} and "vehicle" in found:
        more.update({"arms", "arms_heavy"})
    if "vehicle" in found and RIGGED.search(token.doc[max(token.left_edge.i, token.i - 6) : token.i].text.lower()):
        more.add("munition")
    return more


def weapons_in(tokens: Iterable[Token], lexicon: Lexicon) -> Iterator[tuple[Weapon, Token]]:
    """Yield the weapons that tokens name, in order; "Shell" in the middle of a sentence is a company."""
    for token in tokens:
        rows = lexicon.weapons.get(token.lemma_.lower()) or lexicon.weapons.get(token.lower_)
        if not rows or (token.ent_type_ == "ORG" and token.pos_ == "PROPN" and token.is_title):
            continue
        for row in rows:
            if _preceded(token, row):
                yield row, token
                break


def _preceded(token: Token, row: Weapon) -> bool:
    return all(
        token.i - back >= 0 and token.doc[token.i - back].lower_ == word for back, word in enumerate(reversed(row.words[:-1]), 1)
    )
