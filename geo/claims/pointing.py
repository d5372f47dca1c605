"""What a sentence speaks of as known already: "the attack", "the missile", "the gunmen", "they"."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from spacy.tokens import Token

from geo.claims import grammar
from geo.claims.drafts import Draft
from geo.model import Span

POINTERS: Final = frozenset({"this", "that", "these", "those"})
ARTICLES: Final = POINTERS | {"the"}
PRONOUNS: Final = frozenset({"he", "she", "they", "him", "them", "it"})
UNIQUE: Final = frozenset(
    {
        "police", "army", "government", "military", "navy", "air", "state", "country", "nation", "public", "people", "region",
        "border", "media", "press", "opposition", "regime", "president", "minister", "ministry", "authority", "court", "party",
        "parliament", "force", "militia", "group", "security", "world", "west", "east", "north", "south", "capital", "city",
        "town", "area", "province", "district", "river", "sea", "coast", "street", "ground",
    }
)  # fmt: skip
"""Of these there is one, or one is meant, whether it was told of before or not."""


def known(draft: Draft) -> Iterator[Span]:
    """Yield the words for the happening, its means, its doers and its targets that have "the", or stand for such words."""
    mention = draft.mention
    nouns = [member for member in mention.members if mention.row.noun and not grammar.is_verb(member)]
    nouns += [token for token in draft.sentence if draft.weapon_span and token.idx == draft.weapon_span.start]
    for noun in (*nouns, *mention.agents, *mention.targets, *(victim for _, victim in mention.harmed)):
        first = _opening(noun)
        if first is not None and draft.sentence.start <= first.i <= noun.i < draft.sentence.end:
            yield Span(first.idx, noun.idx + len(noun.text))


def _opening(noun: Token) -> Token | None:
    """Return the word that makes a noun known; a pronoun is known by itself."""
    if noun.pos_ == "PRON":
        return noun if noun.lower_ in PRONOUNS else None
    if noun.pos_ != "NOUN" or noun.lemma_.lower() in UNIQUE:
        return None
    opening = next((child for child in noun.children if child.i < noun.i and _makes_known(child)), None)
    if opening is None or opening.lower_ in POINTERS:
        return opening
    named = any(child.pos_ == "PROPN" and child.dep_ in {"compound", "nmod", "amod", "appos"} for child in noun.children)
    made_so = any(child.dep_ == "prep" and child.lower_ == "of" for child in noun.children)
    return None if named or made_so else opening


def _makes_known(child: Token) -> bool:
    if child.dep_ == "det" or child.pos_ == "DET":
        return child.lower_ in ARTICLES
    return child.dep_ == "poss" and child.ent_type_ == "DATE"
