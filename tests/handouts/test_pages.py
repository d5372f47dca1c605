"""Pages, read back by pypdf and drawn by PDFium."""

from __future__ import annotations

import io
import re

import pypdf
import pypdfium2
import pytest
from pypdf.generic import IndirectObject

from geo.briefing import Deck
from tests.handouts import briefings


@pytest.fixture(scope="session")
def opened(pages: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pages))


def _texts(opened: pypdf.PdfReader) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in opened.pages]


def _annotations(opened: pypdf.PdfReader) -> list[pypdf.generic.DictionaryObject]:
    return [one.get_object() for page in opened.pages for one in page.get("/Annots", ())]


def test_each_scene_is_one_page_between_opening_and_closing_and_the_appendix_follows(opened: pypdf.PdfReader, told: Deck) -> None:
    texts = _texts(opened)
    assert told.title in texts[0]
    for scene, text in zip(told.scenes, texts[1:], strict=False):
        assert " ".join(scene.title.split())[:25] in text
    assert "How this was made" in texts[len(told.scenes) + 1]
    assert "Source appendix" in texts[len(told.scenes) + 2]


def test_every_page_has_the_caveat_twice_and_its_number(opened: pypdf.PdfReader) -> None:
    for n, text in enumerate(_texts(opened), 1):
        assert text.count("TLP:GREEN") >= 2
        assert f"{n} / {len(opened.pages)}" in text


def test_words_can_be_selected_whole_in_any_of_the_scripts_that_the_font_has(opened: pypdf.PdfReader) -> None:
    text = _texts(opened)[2]
    assert "The army blames the Front." in text
    assert briefings.KEPT.replace(" ", "") in text.replace(" ", "")
    for name in ("Катаиб", "Αθήνα", "ბათუმი", "東京"):
        assert name in text


def test_speaker_notes_are_not_handed_out(pages: bytes, opened: pypdf.PdfReader) -> None:
    assert "Then wait" not in "".join(_texts(opened))
    assert b"Then wait" not in pages


def test_bookmarks_lead_to_every_page_but_the_later_ones_of_a_list(opened: pypdf.PdfReader, told: Deck) -> None:
    names = [one["/Title"] for one in opened.outline]
    assert names[0] == told.title
    assert names[-2:] == ["Source appendix", "Documents and data sets"]
    assert [opened.get_destination_page_number(one) for one in opened.outline][: len(told.scenes) + 3] == list(
        range(len(told.scenes) + 3)
    )


def test_fonts_are_inside(opened: pypdf.PdfReader) -> None:
    page = opened.pages[1]
    fonts = {one.get_object()["/BaseFont"]: one.get_object() for one in page["/Resources"]["/Font"].values()}
    used = [font for name, font in fonts.items() if "DejaVu" in name]
    assert used
    for font in used:
        assert isinstance(font["/FontDescriptor"].raw_get("/FontFile2"), IndirectObject)


def test_links_lead_to_http_or_into_the_file_and_nothing_else_can_be_done(opened: pypdf.PdfReader, pages: bytes) -> None:
    actions = [one["/A"] for one in _annotations(opened) if "/A" in one]
    outside = [action["/URI"] for action in actions if action.get("/S") == "/URI"]
    assert outside
    assert all(str(address).startswith("https://news.example/") for address in outside)
    assert {action.get("/S") for action in actions} <= {"/URI", "/GoTo"}
    assert [one for one in _annotations(opened) if "/Dest" in one or one.get("/A", {}).get("/S") == "/GoTo"]
    assert not re.search(rb"/JavaScript|/Launch|/OpenAction|/EmbeddedFile", pages)


def test_the_head_of_the_table_is_repeated_on_every_page_of_the_appendix(opened: pypdf.PdfReader, told: Deck) -> None:
    appendix = _texts(opened)[len(told.scenes) + 2 :]
    assert all("No. Incident When" in text or "SHA-256 of the file" in text for text in appendix)


def test_the_file_says_what_it_is_and_knows_no_clock(opened: pypdf.PdfReader, told: Deck) -> None:
    assert (opened.metadata.title, opened.metadata.author) == (told.title, "Incident Atlas")
    assert opened.metadata.creation_date.year == 2000
    assert opened.trailer["/Root"]["/Lang"] == "en"


def test_every_page_shows_something_and_nothing_at_its_edges(pages: bytes) -> None:
    for page in pypdfium2.PdfDocument(pages):
        assert page.get_size() == (960, 540)
        image = page.render(scale=0.5).to_pil().convert("L")
        assert image.getextrema()[0] < 128
        for edge in ((0, 0, 480, 3), (0, 267, 480, 270), (0, 0, 12, 270), (468, 0, 480, 270)):
            assert image.crop(edge).getextrema() == (255, 255)
