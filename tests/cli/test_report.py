"""What is told of a build when it is done."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from geo.cli.report import summarize
from geo.engine import Built
from geo.engine.work import Work
from geo.model import Document, Skipped
from tests import worlds

NOTHING: dict[str, Any] = {
    "folder": Path("b"),
    "documents": 30,
    "files": 30,
    "claims": 0,
    "incidents": 0,
    "mapped": 0,
    "skipped": (),
    "warnings": (),
}


@pytest.fixture
def document() -> Document:
    return worlds.atlas().readings[0].document


def _told(capsys: pytest.CaptureFixture[str], **what: object) -> str:
    summarize(Built(**NOTHING | what))
    return capsys.readouterr().err


def test_few_warnings_are_told_with_their_documents(capsys: pytest.CaptureFixture[str]) -> None:
    message = _told(capsys, warnings=(("a.txt", "not parsed"), ("b.txt", "not parsed")))
    assert "  a.txt: not parsed\n  b.txt: not parsed\n" in message


def test_many_warnings_are_counted_by_their_kind(capsys: pytest.CaptureFixture[str]) -> None:
    parsed = ((f"{n}.txt", "not parsed") for n in range(30))
    cut = ((f"{n}.txt", f"sentences longer than 2,000 characters are not read for claims: {n}") for n in range(3))
    message = _told(capsys, warnings=(*parsed, *cut))
    assert "33 warnings" in message
    assert "    30: not parsed\n    3: sentences longer than N characters are not read for claims: N\n" in message


def test_blocks_that_were_too_full_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert "in 3 blocks" in _told(capsys, crowded=3)
    assert "blocks" not in _told(capsys)


def test_of_many_skipped_the_reasons_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    long = (Skipped(source=f"{n}.txt", reason=f"line {n}: longer than {n},000 bytes") for n in range(25))
    empty = (Skipped(source=f"e{n}.txt", reason="empty, or white space only") for n in range(5))
    message = _told(capsys, skipped=(*long, *empty))
    assert "and 10 more" in message
    assert "    25: longer than N bytes\n    5: empty, or white space only\n" in message


def test_what_was_known_from_before_is_told(capsys: pytest.CaptureFixture[str], document: Document) -> None:
    work = Work()
    work.note(None, 0.0)
    work.note(document, 0.1)
    assert "1 documents were read anew, 1 were known from before" in _told(capsys, work=work)


def test_the_slowest_documents_are_named_with_their_seconds(capsys: pytest.CaptureFixture[str], document: Document) -> None:
    work = Work()
    for seconds in (0.1, 7.5, 0.2, 0.1, 0.1, 0.1, 2.0):
        work.note(document, seconds)
    message = _told(capsys, work=work)
    assert "reading took 10 s of work, 0.7 documents a second of it" in message
    assert f"  7.5 s: {document.source}\n  2.0 s: {document.source}\n" in message
    assert message.count(document.source) == 2


def test_of_a_quick_build_no_pace_is_told(capsys: pytest.CaptureFixture[str], document: Document) -> None:
    work = Work()
    work.note(document, 0.1)
    assert "reading took" not in _told(capsys, work=work)
