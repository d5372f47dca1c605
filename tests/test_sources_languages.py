"""Languages: what is clearly written in another language is left out and said; everything in doubt is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo.errors import FactsError
from geo.model import Block, BlockKind, Document, Span
from geo.settings import Settings
from geo.sources import languages

ENGLISH = (
    "Rockets landed near the old airport of Calder on Tuesday, and nobody was hurt, the police said. It was the second attack "
    "in a week, and no group has said that it was behind it so far."
)
GERMAN = (
    "Am Dienstag schlugen nahe dem alten Flughafen der Stadt mehrere Raketen ein. Verletzt wurde "
    "nach Angaben der Polizei niemand. Es war "
    "bereits der zweite Angriff innerhalb einer Woche, und bisher hat sich keine Gruppe dazu bekannt."
)
ARABIC = (
    "سقطت عدة صواريخ يوم الثلاثاء بالقرب من المطار القديم في المدينة ولم يصب أحد بأذى بحسب ما قالت الشرطة. "
    "وكان هذا الهجوم الثاني خلال أسبوع ولم تعلن أي جماعة مسؤوليتها عنه حتى الآن."
)


def written(*paragraphs: str, kind: BlockKind = BlockKind.BODY) -> Document:
    text, blocks = "", []
    for paragraph in paragraphs:
        blocks.append(Block(span=Span(len(text), len(text) + len(paragraph)), kind=kind, reason="test"))
        text += paragraph + "\n\n"
    return Document(id="a", source="a.txt", text=text, blocks=tuple(blocks))


@pytest.fixture(scope="module")
def known() -> languages.Languages:
    return languages.load(Settings().data)


@pytest.mark.parametrize(("text", "called"), [(GERMAN, "German (de)"), (ARABIC, "Arabic (ar)")])
def test_a_report_in_another_language_is_told_by_name(known: languages.Languages, text: str, called: str) -> None:
    assert known.called(known.other(written(text))) == called


@pytest.mark.parametrize(
    "document",
    [
        pytest.param(written(ENGLISH), id="English"),
        pytest.param(written(ENGLISH.upper()), id="capitals"),
        pytest.param(written(GERMAN.upper()), id="capitals of another language, which the model does not know"),
        pytest.param(written(GERMAN, ENGLISH), id="English below another language"),
        pytest.param(written(*[ARABIC] * 6, ENGLISH, *[ARABIC] * 2), id="a paragraph of English between others"),
        pytest.param(written("Raketen schlugen nahe dem Flughafen ein."), id="short"),
        pytest.param(
            written("Ahmad Hassan al-Bakr, Muhammad Baqir al-Sadr, Barham Salih, Jalal Talabani, Massoud Barzani, " * 4),
            id="a list of names",
        ),
        pytest.param(written("Calder 3 12 Orrin 4 8 Vell 12 44 Northmark 3 1 " * 8), id="a table"),
        pytest.param(written("12.4 | 3 | 5\n" * 60), id="figures"),
        pytest.param(written(""), id="nothing"),
    ],
)
def test_what_is_not_clearly_another_language_is_read(known: languages.Languages, document: Document) -> None:
    assert not known.other(document)


def test_the_body_decides_and_not_what_stands_around_it(known: languages.Languages) -> None:
    menu = written(ENGLISH, kind=BlockKind.FURNITURE)
    body = written(GERMAN)
    shift = len(menu.text)
    blocks = (
        *menu.blocks,
        *(Block(span=Span(one.span.start + shift, one.span.end + shift), kind=one.kind, reason="") for one in body.blocks),
    )
    assert known.other(Document(id="a", source="a", text=menu.text + body.text, blocks=blocks)) == "de"


def test_english_costs_no_model(known: languages.Languages) -> None:
    languages._model.cache_clear()  # what must not be loaded
    known.other(written(ENGLISH))
    assert languages._model.cache_info().currsize == 0


def test_a_language_without_a_name_is_told_by_its_code(known: languages.Languages) -> None:
    assert known.called("qqq") == "qqq"


def test_a_table_that_lacks_a_name_says_which(tmp_path: Path) -> None:
    (tmp_path / "languages.csv").write_text("code,name\nde,\n")
    with pytest.raises(FactsError, match=r"languages\.csv: a language without a name"):
        languages.load(tmp_path)
