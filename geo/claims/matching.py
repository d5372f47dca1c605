"""Find what one sentence says happened: rows of the lexicon against the parse."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from spacy.tokens import Span as Tokens, Token

from geo.claims.folding import fold
from geo.claims.lexicon import Creates
from geo.claims.mention import Mention
from geo.claims.nouns import as_noun
from geo.claims.scene import Scene
from geo.claims.verbs import as_verb, works_as_verb

QUOTES: Final = frozenset({'"', "\u201c", "\u201d", "``", "''"})
LONGEST_TITLE: Final = 8
"""Tokens; what is longer is speech."""
A_WORD: Final = 4
"""Letters from which on a word of a title is written with a capital."""


def mentions(sentence: Tokens, scene: Scene) -> list[Mention]:
    """Return the happenings that a sentence tells of, in text order, each once."""
    blocked = _idioms(sentence, scene)
    blocked |= scene.day_at | _titles(sentence)
    found = [mention for token in sentence if token.i not in blocked for mention in _match(token, scene)]
    return fold(found, scene)


def _match(token: Token, scene: Scene) -> Iterator[Mention]:
    lemma = token.lemma_.lower()
    lexicon = scene.lexicon
    if works_as_verb(token):
        rows = lexicon.verbs.get(lemma) or lexicon.verbs.get(token.lower_) or ()
        found = next(filter(None, (as_verb(token, row, scene) for row in rows)), None)
        if found:
            yield found
            return
    if (
        token.pos_ in {"NOUN", "PROPN", "ADJ"}
        or (token.tag_ == "VBG" and not _is_progressive(token))
        or token.dep_ in {"nsubj", "nsubjpass"}
    ):
        rows = lexicon.events.get(lemma) or lexicon.events.get(token.lower_) or ()
        found = next(filter(None, (as_noun(token, row, scene) for row in rows)), None)
        if found and found.creates is not Creates.NEVER:
            yield found


def _idioms(sentence: Tokens, scene: Scene) -> set[int]:
    """Return the tokens that stand in a figure of speech."""
    found: set[int] = set()
    words = [(token.lemma_.lower(), token.lower_, token) for token in sentence if token.pos_ != "DET" and not token.is_space]
    for i, (lemma, lower, _) in enumerate(words):
        for idiom in {*scene.lexicon.idioms.get(lemma, ()), *scene.lexicon.idioms.get(lower, ())}:
            window = words[i : i + len(idiom)]
            if len(window) == len(idiom) and all(word in pair[:2] for word, pair in zip(idiom, window, strict=True)):
                found.update(token.i for _, _, token in window)
    return found


def _is_progressive(token: Token) -> bool:
    """Return whether "-ing" makes a tense and no noun: "doctors are battling a shortage"."""
    return token.pos_ == "VERB" and any(child.dep_ == "aux" and child.lemma_ == "be" for child in token.children)


def _titles(sentence: Tokens) -> set[int]:
    """Return the tokens that stand in the quoted title of a work: "The Siege of Marsa" is no siege."""
    found: set[int] = set()
    opened: int | None = None
    for token in sentence:
        if token.text not in QUOTES:
            continue
        if opened is not None and 1 < token.i - opened - 1 <= LONGEST_TITLE:
            words = [one for one in token.doc[opened + 1 : token.i] if one.is_alpha and len(one) >= A_WORD]
            if words and all(one.is_title for one in words):
                found.update(range(opened, token.i))
        opened = None if opened is not None else token.i
    return found
