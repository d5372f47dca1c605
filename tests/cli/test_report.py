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


def test_of_many_warnings_the_first_are_told_and_the_rest_counted(capsys: pytest.CaptureFixture[str]) -> None:
    message = _told(capsys, warnings=tuple((f"{n}.txt", "not parsed") for n in range(30)))
    assert message.count("not parsed") == 20
    assert "and 10 more warnings" in message


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
