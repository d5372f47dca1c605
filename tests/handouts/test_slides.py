"""Slides, read back by python-pptx and opened by LibreOffice."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pypdfium2
import pytest
from lxml import etree
from pptx import Presentation
from pptx.presentation import Presentation as Opened
from pptx.slide import Slide

from geo.briefing import Deck
from tests.handouts import briefings

SOFFICE = shutil.which("soffice")


@pytest.fixture(scope="session")
def opened(slides: bytes) -> Opened:
    return Presentation(io.BytesIO(slides))


def _text(slide: Slide) -> str:
    parts = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
    parts += [cell.text for shape in slide.shapes if shape.has_table for row in shape.table.rows for cell in row.cells]
    return "\n".join(parts)


def _titled(opened: Opened, title: str) -> Slide:
    titles = {slide.shapes.title.text_frame.text: slide for slide in opened.slides}
    return titles.get(title) or next(slide for one, slide in titles.items() if one.startswith(title))


def test_every_slide_has_a_title_the_caveat_at_head_and_foot_and_its_number(opened: Opened) -> None:
    slides = list(opened.slides)
    for n, slide in enumerate(slides, 1):
        texts = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
        assert slide.shapes.title.text_frame.text.strip()
        assert texts.count("TLP:GREEN") == 2
        assert f"{n} / {len(slides)}" in texts


def test_slides_stand_in_the_order_opening_scenes_closing_appendix(opened: Opened, told: Deck) -> None:
    titles = [slide.shapes.title.text_frame.text for slide in opened.slides]
    assert titles[0] == told.title
    assert titles[1 : len(told.scenes) + 1] == [" ".join(scene.title.split()) for scene in told.scenes]
    assert titles[len(told.scenes) + 1] == "How this was made"
    assert titles[len(told.scenes) + 2].startswith("Source appendix")
    assert titles[-1].startswith("Documents and data sets")


def test_slides_are_16_to_9_and_nothing_stands_outside_of_them(opened: Opened) -> None:
    assert opened.slide_width * 9 == opened.slide_height * 16
    for slide in opened.slides:
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.top >= 0
            assert shape.left + shape.width <= opened.slide_width
            assert shape.top + shape.height <= opened.slide_height


def test_notes_stand_in_the_notes_whole_and_nowhere_else(opened: Opened) -> None:
    first = _titled(opened, "All of it")
    assert first.notes_slide.notes_text_frame.text == "Say who wrote this.\n\nThen wait."
    assert "Then wait" not in "".join(map(_text, opened.slides))
    assert _titled(opened, "xxx").notes_slide.notes_text_frame.text == "n" * 5_000
    assert not _titled(opened, "Who says otherwise").has_notes_slide


def test_a_map_is_a_picture_of_1920_by_1080_that_says_what_it_shows(opened: Opened) -> None:
    [picture] = [shape for shape in _titled(opened, "All of it").shapes if hasattr(shape, "image")]
    assert picture.image.size == (1920, 1080)
    assert "incidents" in picture._element.nvPicPr.cNvPr.get("descr")


@pytest.mark.parametrize("title", ["When", "Who", "Who says otherwise", "One by one", "What was read"])
def test_a_page_that_is_no_map_is_a_native_table(opened: Opened, title: str) -> None:
    slide = _titled(opened, title)
    [table] = [shape for shape in slide.shapes if shape.has_table]
    assert len(table.table.rows) > 1
    assert table._element.nvGraphicFramePr.cNvPr.get("descr")
    assert not [shape for shape in slide.shapes if hasattr(shape, "image")]


def test_a_page_without_anything_says_so_and_has_no_empty_table(opened: Opened) -> None:
    for title, words in (("How far", "Nothing was measured"), ("What others", "No data set is imported")):
        slide = _titled(opened, title)
        assert words in _text(slide)
        assert not [shape for shape in slide.shapes if shape.has_table]


def test_contradicting_sources_are_quoted_each_in_its_own_words(opened: Opened) -> None:
    text = _text(_titled(opened, "Who says otherwise"))
    assert "denied that it fired rockets" in text
    assert "Three rockets hit Camp Orrin" in text


def test_a_bullet_leads_to_the_slide_of_the_appendix_that_has_its_incident(opened: Opened) -> None:
    slide = _titled(opened, "Who fired?")
    targets = {rel.rId: rel.target_part for rel in slide.part.rels.values() if not rel.is_external}
    clicks = slide._element.findall(".//{*}hlinkClick")
    assert clicks
    for click in clicks:
        assert click.get("action") == "ppaction://hlinksldjump"
        led = targets[click.get(f"{{{'http://schemas.openxmlformats.org/officeDocument/2006/relationships'}}}id")]
        assert led.slide.shapes.title.text_frame.text.startswith("Source appendix")


def test_links_are_the_only_way_out_and_lead_to_http_alone(slides: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(slides)) as package:
        rels = [rel for name in package.namelist() if name.endswith(".rels") for rel in etree.fromstring(package.read(name))]
        outside = [(rel.get("Type").rsplit("/", 1)[-1], rel.get("Target")) for rel in rels if rel.get("TargetMode") == "External"]
        assert not [name for name in package.namelist() if re.search(r"vba|embed|ole|activeX|printer", name, re.IGNORECASE)]
    assert outside
    assert {kind for kind, _ in outside} == {"hyperlink"}
    assert all(target.startswith("https://news.example/") for _, target in outside)


def test_the_appendix_quotes_every_sentence_with_the_digest_of_its_document(opened: Opened, snapshot: object) -> None:
    text = "\n".join(map(_text, opened.slides))
    for row in snapshot.rows("SELECT sentence FROM claims JOIN incident_claims ON claim_id = claims.id"):  # type: ignore[attr-defined]
        assert " ".join(row["sentence"].split()) in text
    for row in snapshot.rows("SELECT DISTINCT d.sha256 FROM documents d JOIN claims c ON c.document_id = d.id"):  # type: ignore[attr-defined]
        assert row["sha256"] in text


def test_hostile_text_is_text_and_is_not_lost(slides: bytes, opened: Opened) -> None:
    assert briefings.KEPT in _text(_titled(opened, "Who fired?"))
    assert briefings.NAMES in _titled(opened, "Who fired?").shapes.title.text_frame.text
    assert "\u202e" not in zipfile.ZipFile(io.BytesIO(slides)).read("ppt/slides/slide3.xml").decode()


def test_the_file_knows_no_clock(slides: bytes, opened: Opened) -> None:
    about = opened.core_properties
    assert about.created == about.modified
    assert about.created.year == 2031  # the newest incident of the world
    assert {entry.date_time for entry in zipfile.ZipFile(io.BytesIO(slides)).infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.skipif(SOFFICE is None, reason="there is no LibreOffice on this machine")
def test_libreoffice_shows_every_slide_with_all_of_its_words(slides: bytes, opened: Opened, tmp_path: Path) -> None:
    shown = _in_libreoffice(slides, tmp_path)
    assert len(shown) == len(opened.slides)
    for page, slide in zip(shown, opened.slides, strict=True):
        image = page.render(scale=0.5).to_pil().convert("L")
        assert image.getextrema()[0] < 128 < image.getextrema()[1]
        inside = _squeezed(page.get_textpage().get_text_bounded())
        for word in re.findall(r"\w+", _text(slide)):
            assert word in inside, (slide.shapes.title.text_frame.text, word)


@pytest.mark.skipif(SOFFICE is None, reason="there is no LibreOffice on this machine")
def test_in_libreoffice_no_text_runs_into_the_foot(slides: bytes, tmp_path: Path) -> None:
    for page in _in_libreoffice(slides, tmp_path):
        words = page.get_textpage()
        boxes = [words.get_rect(n) for n in range(words.count_rects())]
        # From the rule above the foot (26 points from below) up to a line of small type: free on every slide.
        assert not [box for box in boxes if box[1] < 27 < box[3]]
        assert not [box for box in boxes if box[2] > 960 - 28 and box[1] > 27]


def _in_libreoffice(slides: bytes, folder: Path) -> pypdfium2.PdfDocument:
    (folder / "x.pptx").write_bytes(slides)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [str(SOFFICE), profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(folder / "x.pptx")]
    subprocess.run(command, check=True, timeout=240, capture_output=True)  # noqa: S603  # our own file
    return pypdfium2.PdfDocument(folder / "x.pdf")


def _squeezed(text: str) -> str:
    return re.sub(r"[\s\ufffe\xad-]+", "", text)
