"""Each row of the lexicon carries a sentence that it reads and, where it is easily misled, one that it leaves alone."""

from __future__ import annotations

from datetime import date

import pytest
from spacy.language import Language

from geo import claims, text
from geo.claims.lexicon import Lexicon, Predicate
from geo.claims.matching import mentions
from geo.claims.mention import Mention
from geo.claims.scene import Scene
from geo.model import Block, BlockKind, DatePrecision, Document, Publication, Span, When
from geo.settings import Settings

DAY = date(2031, 5, 7)


@pytest.fixture(scope="module")
def nlp() -> Language:
    return text.load(Settings().model)


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return claims.load(Settings())


def rows() -> list[Predicate]:
    lexicon = claims.load(Settings())
    found = [row for table in (lexicon.verbs, lexicon.events) for rows in table.values() for row in rows]
    return list(dict.fromkeys(found))


def read(words: str, nlp: Language, lexicon: Lexicon) -> list[Mention]:
    block = Block(span=Span(0, len(words)), kind=BlockKind.BODY, reason="")
    when = When(first=DAY, last=DAY, precision=DatePrecision.DAY)
    document = Document(id="x", source="x", text=words, blocks=(block,), published=Publication(when=when))
    [(_, doc)] = text.parse([document], nlp)
    scene = Scene(document=document, doc=doc, lexicon=lexicon, toponyms=(), whens=(), actors=())
    return [one for sentence in text.sentences(doc) for one in mentions(sentence, scene)]


def name(row: Predicate) -> str:
    return f"{row.lemmas[0]}-{row.kind}"


@pytest.mark.parametrize("row", [row for row in rows() if row.yes], ids=name)
def test_a_row_reads_its_own_example(row: Predicate, nlp: Language, lexicon: Lexicon) -> None:
    found = read(row.yes, nlp, lexicon)
    assert any(set(row.lemmas) & {member.lemma_.lower() for member in one.members} for one in found)


@pytest.mark.parametrize("row", [row for row in rows() if row.no], ids=name)
def test_a_row_leaves_its_counterexample_alone(row: Predicate, nlp: Language, lexicon: Lexicon) -> None:
    found = read(row.no, nlp, lexicon)
    assert not [one for one in found if one.row is row]
