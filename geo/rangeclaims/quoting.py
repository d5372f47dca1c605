"""On whose word a statement about range stands, and the words for a weapon as written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from spacy.tokens import Token

from geo.claims import grammar
from geo.claims.scene import Scene
from geo.claims.speech import phrase as words_for
from geo.model import Span

_UP: Final = 12
SAYING: Final = frozenset({"accusation", "denial", "report"})
BARE: Final = frozenset(
    {"it", "he", "she", "they", "who", "which", "that", "this", "these", "those", "we", "i"}
    | {"data", "figure", "number", "table", "test", "result", "range"}
)


def speakers(token: Token, scene: Scene) -> tuple[Span, ...]:
    """Return who says so, nearest first: "state television said", "according to the army"."""
    return tuple(
        dict.fromkeys(words_for(noun) for noun in _speakers(token, scene) if not {noun.lower_, noun.lemma_.lower()} & BARE)
    )


def _speakers(token: Token, scene: Scene) -> Iterator[Token]:
    node = token
    for _ in range(_UP):
        for child in node.children:
            if child.lower_ == "according":
                yield from (noun for to in child.children for noun in to.children if noun.dep_ == "pobj")
        head = node.head
        if head.i == node.i:
            return
        row = scene.lexicon.speech.get(head.lemma_.lower())
        if row and row.form in SAYING and grammar.is_verb(head) and node.dep_ in {"ccomp", "xcomp", "parataxis", "advcl", "dobj"}:
            subject = grammar.logical_subjects(head)
            yield from (one for one in subject[:1] if not one.is_ancestor(token))
        node = head


def phrase(weapon: Token) -> Span:
    """Return the words for a weapon: the noun with what stands before it, articles, owners and lengths left out."""
    first = weapon
    for child in weapon.lefts:
        if child.dep_ in {"compound", "amod", "nmod"} and child.i >= weapon.i - 8:
            left = child.left_edge
            first = left if left.i < first.i else first
    while first.i < weapon.i and _is_no_part(first):
        first = first.nbor(1)
    return Span(first.idx, weapon.idx + len(weapon))


def _is_no_part(token: Token) -> bool:
    """Return whether a word before a weapon does not belong to its name: "the", and the length of "2,000-km-range missile"."""
    counted = token.like_num and token.nbor(1).text != "-"
    measured = token.ent_type_ == "QUANTITY" or token.lower_ in {"range", "ranged"}
    return counted or measured or token.pos_ in {"DET", "PUNCT", "PRON"}
