"""What is read keeps its offsets; what is not read is one token that no stage looks at."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings, strategies as st
from spacy.language import Language

from geo import text
from geo.errors import SettingsError
from geo.model import Block, BlockKind, Document, Span
from geo.settings import Settings


@pytest.fixture(scope="module")
def nlp() -> Language:
    return text.load(Settings().model)


def report(body: str, *kinds: BlockKind, dateline: str = "") -> Document:
    """Return a document with one block a line, of the kinds given in order (body where none is given)."""
    blocks = []
    start = 0
    for i, line in enumerate(body.split("\n")):
        kind = kinds[i] if i < len(kinds) else BlockKind.BODY
        if line:
            blocks.append(Block(span=Span(start, start + len(line)), kind=kind, reason="told by the test"))
        start += len(line) + 1
    at = body.find(dateline) if dateline else -1
    line_span = Span(at, at + len(dateline)) if at >= 0 else None
    return Document(id="d", source="d.txt", text=body, blocks=tuple(blocks), dateline=line_span)


def read(document: Document, nlp: Language) -> list[str]:
    [(_, doc)] = text.parse([document], nlp)
    return [sentence.text.strip() for sentence in text.sentences(doc)]


def test_offsets_are_those_of_the_document(nlp: Language) -> None:
    body = "Title of it\n\n  Shells fell on Calder.\u00a0Nobody was hurt\u200b there.\r\nThe mayor left.\n"
    [(document, doc)] = text.parse([report(body)], nlp)
    assert doc.text == document.text
    assert all(body[token.idx : token.idx + len(token.text)] == token.text for token in doc)


def test_no_sentence_runs_across_two_paragraphs(nlp: Language) -> None:
    assert read(report("Shelling in Calder\nThe mayor left"), nlp) == ["Shelling in Calder", "The mayor left"]


@pytest.mark.parametrize("kind", sorted(text.UNREAD))
def test_what_is_not_to_be_read_is_not_read(nlp: Language, kind: BlockKind) -> None:
    assert read(report("Shells fell.\nMore news: bombs fell.", BlockKind.BODY, kind), nlp) == ["Shells fell."]


def test_a_dateline_is_not_part_of_its_sentence(nlp: Language) -> None:
    document = report("CALDER, Northland - Officials say shells fell.", dateline="CALDER, Northland - ")
    assert read(document, nlp) == ["Officials say shells fell."]


def test_a_paragraph_longer_than_any_prose_is_read_in_pieces(nlp: Language) -> None:
    body = "Shells fell on Calder. " * 1_000
    [(document, doc)] = text.parse([report(body)], nlp)
    assert doc.text == document.text
    assert {sentence.text.strip() for sentence in text.sentences(doc)} == {"Shells fell on Calder."}


def test_a_word_of_a_hundred_thousand_letters_ends_in_bounded_time(nlp: Language) -> None:
    began = time.process_time()
    [(document, doc)] = text.parse([report("a" * 100_000)], nlp)
    assert doc.text == document.text
    assert time.process_time() - began < 20


def test_an_empty_document_has_no_sentence(nlp: Language) -> None:
    assert read(report(""), nlp) == []


def test_the_span_of_a_sentence_leaves_white_space_out(nlp: Language) -> None:
    [(_, doc)] = text.parse([report("Shells fell.  Nobody died.")], nlp)
    assert [text.span_of(sentence) for sentence in text.sentences(doc)] == [Span(0, 12), Span(14, 26)]


def test_a_model_that_is_not_installed_is_named_with_the_remedy() -> None:
    with pytest.raises(SettingsError, match=r"en_core_nowhere.*make setup"):
        text.load("en_core_nowhere")


@settings(max_examples=30)
@given(st.text(alphabet="aZ.,\n \t\u00a0\u200b\u2028é\U0001f600", max_size=80))
def test_no_text_moves_an_offset(body: str) -> None:
    [(document, doc)] = text.parse([report(body)], _NLP)
    assert doc.text == (document.text or " ")


_NLP = text.load(Settings().model)
