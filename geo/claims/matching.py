"""Find what one sentence says happened: rows of the lexicon against the parse."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Span as Tokens, Token

from geo.claims.folding import fold
from geo.claims.lexicon import Creates
from geo.claims.mention import Mention
from geo.claims.nouns import as_noun
from geo.claims.scene import Scene
from geo.claims.verbs import as_verb, works_as_verb


def mentions(sentence: Tokens, scene: Scene) -> list[Mention]:
    """Return the happenings that a sentence tells of, in text order, each once."""
    blocked = _idioms(sentence, scene)
    blocked |= scene.day_at
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
    if token.pos_ in {"NOUN", "PROPN", "ADJ"} or token.tag_ == "VBG" or token.dep_ in {"nsubj", "nsubjpass"}:
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
