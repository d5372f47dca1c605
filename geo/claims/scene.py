"""One document as the matcher sees it: its parse, and which token names which place, actor or date."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from spacy.tokens import Doc, Span as Tokens, Token

from geo.claims.lexicon import Lexicon, Weapon
from geo.model import ActorMention, Block, BlockKind, Document, Span, Toponym, ToponymRole, When

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
PERSONS: Final = frozenset(
    {"he", "she", "they", "him", "her", "them", "who", "whom", "we", "us", "i", "themselves", "himself", "herself"}
)
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
        return [token.idx for token in self.doc]

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

    def kind_of_block(self, sentence: Tokens) -> BlockKind:
        """Return what the paragraph of a sentence is for; body where nothing says otherwise."""
        block = self.block(sentence.start_char)
        return block.kind if block else BlockKind.BODY

    @cached_property
    def weapons(self) -> tuple[tuple[Weapon, Token], ...]:
        """The weapons that the document names, in order."""
        return tuple(weapons_in(self.doc, self.lexicon))

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
        first = bisect_left(self._dated, sentence.start_char, key=lambda pair: pair[0])
        last = bisect_left(self._dated, sentence.end_char, key=lambda pair: pair[0])
        return [when for _, when in self._dated[first:last]]

    def classes(self, token: Token) -> frozenset[str]:
        """Return what sort of thing a noun names."""
        known = self._classes.get(token.i)
        if known is None:
            known = self._classes[token.i] = self._classify(token)
        return known

    def _classify(self, token: Token) -> frozenset[str]:
        word = token.lower_
        if word in PERSONS:
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
            found |= common or {"org", "person"}
        return frozenset(found)

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


def _by_modifier(token: Token, found: set[str]) -> set[str]:
    """Return what a word before a noun makes of it: "armed men" are armed, "security forces" are police as well."""
    before = {child.lower_ for child in token.children if child.dep_ in {"amod", "compound"} and child.i < token.i}
    more: set[str] = set()
    if before & {"armed", "masked", "hooded", "heavily-armed"} and "person" in found:
        more.add("armed")
    if before & {"security", "police", "riot", "intelligence"} and "armed" in found:
        more.add("police")
    return more


def weapons_in(tokens: Iterable[Token], lexicon: Lexicon) -> Iterator[tuple[Weapon, Token]]:
    """Yield the weapons that tokens name, in order; "Shell" in the middle of a sentence is a company."""
    for token in tokens:
        if token.ent_type_ == "ORG" and token.pos_ == "PROPN" and token.is_title:
            continue
        rows = lexicon.weapons.get(token.lemma_.lower()) or lexicon.weapons.get(token.lower_)
        for row in rows or ():
            if _preceded(token, row):
                yield row, token
                break


def _preceded(token: Token, row: Weapon) -> bool:
    return all(
        token.i - back >= 0 and token.doc[token.i - back].lower_ == word for back, word in enumerate(reversed(row.words[:-1]), 1)
    )
