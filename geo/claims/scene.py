"""One document as the matcher sees it: its parse, and which token names which place, actor or date."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, Protocol, TypeVar

from spacy.tokens import Doc, Span as Tokens, Token

from geo.claims.lexicon import Lexicon
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
PERSONS: Final = frozenset(
    {"he", "she", "they", "him", "her", "them", "who", "whom", "we", "us", "i", "themselves", "himself", "herself"}
)
THINGS: Final = frozenset({"it", "which", "that", "this", "these", "those", "one", "itself"})


class Spanned(Protocol):
    """Anything with a place in the text."""

    @property
    def span(self) -> Span | None:
        """Where it stands."""


Thing = TypeVar("Thing", bound=Spanned)


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

    def inside(self, things: Sequence[Thing], sentence: Tokens) -> Iterator[Thing]:
        """Yield those that stand in a sentence, in order."""
        for thing in things:
            if thing.span and sentence.start_char <= thing.span.start < sentence.end_char:
                yield thing

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
        found |= self._by_entity(token, bool(found))
        if token.pos_ == "NOUN" and not found:
            found.add("unknown")
        if token.pos_ == "PROPN" and not found:
            found |= common or {"org", "person"}
        return frozenset(found)

    def _by_entity(self, token: Token, known: bool) -> set[str]:
        label = token.ent_type_
        if label == "PERSON" and not known:
            return {"person", "office"}
        if label == "NORP" and token.pos_ in {"PROPN", "NOUN"} and token.dep_ not in {"amod", "compound"}:
            return {"person", "people", "crowd", "state"}
        if label == "GPE" and not known:
            return {"place", "state"}
        if label == "FAC" and not known:
            return {"facility"}
        if label == "ORG" and not known:
            return {"org", "office", "military"}
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
