"""One spaCy parse per document: a `Doc` whose token offsets are those of the document's own text."""

from __future__ import annotations

import importlib
import warnings
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span as Tokens, Token

from geo.errors import DocumentError, SettingsError
from geo.model import BlockKind, Document, Span

GAP: Final = "gap"
"""Entity type of the one token that stands for text which is not read (furniture, datelines, white space)."""

MAX_PIECE: Final = 10_000
"""Characters given to the parser at once; a longer paragraph is no prose, and spaCy refuses a million of them."""

UNREAD: Final = frozenset({BlockKind.FURNITURE, BlockKind.BYLINE, BlockKind.DATE})


def load(model: str) -> Language:
    """
    Return the spaCy pipeline called `model`: an installed package, or a path.

    Raises
    ------
    SettingsError
        If it is not installed.
    """
    with warnings.catch_warnings():
        # The weights are those of en_core_web_md 3.7.1; they give the same output under spaCy 3.8 (W095 warns that they may not).
        warnings.filterwarnings("ignore", message=r"\[W095\]")
        try:
            package = importlib.import_module(model) if model.isidentifier() else None
            nlp: Language = package.load() if package else spacy.load(model)
        except (ImportError, OSError) as error:
            msg = f"the language model {model!r} is not installed ({error}); run `make setup` or set INCIDENT_ATLAS_MODEL"
            raise SettingsError(msg) from error
    return nlp


def parse(documents: Iterable[Document], nlp: Language) -> Iterator[tuple[Document, Doc]]:
    """
    Yield each document with its parse, in order.

    `doc.text == document.text`, so `token.idx` is an offset in the document. Blocks are parsed one by one, so no
    sentence runs across two. What is not read is one token each, a sentence of its own: see `sentences`.
    """
    for document in documents:
        pieces = list(_readable(document))
        parsed = list(nlp.pipe([span.of(document.text) for span in pieces], batch_size=32))
        yield document, _assemble(document, pieces, parsed, nlp)


def skim(document: Document, nlp: Language) -> Doc:
    """
    Return the document as tokens and sentences without a parse, at a fiftieth of its cost.

    Capital letters make names and stops end sentences, so that what is known by name can be found; nothing depends on
    anything and no word is a verb.
    """
    pieces = list(_readable(document))
    return _assemble(document, pieces, [_skimmed(span.of(document.text), nlp) for span in pieces], nlp)


def sentences(doc: Doc) -> Iterator[Tokens]:
    """Yield the sentences that were read, in order."""
    for sentence in doc.sents:
        if not is_gap(sentence):
            yield sentence


def starts(doc: Doc) -> list[int]:
    """Return where each token begins."""
    return [int(at) for at in doc.to_array(["IDX"]).ravel().tolist()]


def too_long(doc: Doc, characters: int) -> int:
    """Return how many sentences are longer than that."""
    return sum(len(sentence.text) > characters for sentence in sentences(doc))


def is_gap(sentence: Tokens) -> bool:
    """Return whether the sentence stands for text that was not read."""
    return len(sentence) == 1 and sentence[0].ent_type_ == GAP


def span_of(tokens: Tokens) -> Span:
    """Return where tokens stand in the document, white space at the ends left out."""
    text = tokens.text
    start = tokens.start_char + len(text) - len(text.lstrip())
    return Span(start, max(start, tokens.end_char - len(text) + len(text.rstrip())))


def _readable(document: Document) -> Iterator[Span]:
    for block in document.blocks:
        if block.kind in UNREAD:
            continue
        start = block.span.start
        line = document.dateline
        if line and block.span.holds(line):
            # A dateline confuses the parser ("ERBIL, Kurdistan Region - US officials say" makes Erbil the speaker).
            start = line.end
        yield from _pieces(document.text, Span(start, block.span.end))


def _pieces(text: str, span: Span) -> Iterator[Span]:
    """Yield the span without white space at its ends, cut where it is too long."""
    start, end = span.start, span.end
    while start < end:
        stop = end if end - start <= MAX_PIECE else _cut(text, start)
        piece = text[start:stop]
        first = start + len(piece) - len(piece.lstrip())
        last = start + len(piece.rstrip())
        if last > first:
            yield Span(first, last)
        start = stop


def _cut(text: str, start: int) -> int:
    """Return the last end of a sentence in reach, else of a word, else the reach itself: that is no prose."""
    reach = start + MAX_PIECE
    for end in (". ", " "):
        at = text.rfind(end, start, reach)
        if at >= 0:
            return at + len(end)
    return reach


def _assemble(document: Document, pieces: list[Span], parsed: list[Doc], nlp: Language) -> Doc:
    parts: list[Doc] = []
    at = 0
    for span, doc in zip(pieces, parsed, strict=True):
        if span.start > at:
            parts.append(_gap(document.text[at : span.start], nlp))
        parts.append(doc)
        at = span.end
    if at < len(document.text) or not parts:
        parts.append(_gap(document.text[at:] or " ", nlp))
    whole = Doc.from_docs(parts, ensure_whitespace=False, exclude=["tensor", "user_data"])  # type: ignore[call-arg]  # spaCy's stub lacks it
    if whole is None:  # never: there is always a part
        msg = f"{document.source}: nothing to parse"
        raise DocumentError(msg)
    return whole


def _skimmed(text: str, nlp: Language) -> Doc:
    tokens = nlp.make_doc(text)
    heads: list[int] = []
    for token in tokens:
        begins = token.i == 0 or tokens[token.i - 1].text in _STOPS
        heads.append(token.i if begins else heads[-1])
    kinds = ["PROPN" if _is_name(token, heads) else "SPACE" if token.is_space else "X" for token in tokens]
    return Doc(
        nlp.vocab,
        words=[token.text for token in tokens],
        spaces=[bool(token.whitespace_) for token in tokens],
        tags=[_TAGS[kind] for kind in kinds],
        pos=kinds,
        lemmas=[token.lower_ for token in tokens],
        heads=heads,
        deps=["ROOT" if head == i else "dep" for i, head in enumerate(heads)],
    )


_STOPS: Final = frozenset({".", "?", "!"})
_TAGS: Final = {"PROPN": "NNP", "SPACE": "_SP", "X": "XX"}


def _is_name(token: Token, heads: Sequence[int]) -> bool:
    """Return whether it is written with a capital letter, for another reason than that a sentence begins."""
    return token.text[:1].isupper() and not (heads[token.i] == token.i and token.is_stop)


def _gap(text: str, nlp: Language) -> Doc:
    return Doc(
        nlp.vocab,
        words=[text],
        spaces=[False],
        tags=["_SP"],
        pos=["SPACE"],
        lemmas=[text],
        heads=[0],
        deps=["ROOT"],
        ents=[f"B-{GAP}"],
    )
