"""Documents of a million characters that no reporter wrote: read in bounded time, and nothing left out in silence."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from geo import incidents, pipeline, sources
from geo.model import Document, Reading, Skipped
from geo.settings import Settings
from geo.tools import Tools
from tests.bench import newsroom

LAST = "Rockets hit the airport of Basra on Monday, killing two people.\n"
SECONDS = 60.0
"""Far more than any of these takes; a square in the cost would take hours."""

Read = Callable[[str], Reading]


@pytest.fixture
def read(tmp_path: Path, equipment: Tools) -> Read:
    """Return what reads a report of one paragraph, with news after it, and sees that it takes no longer than `SECONDS`."""

    def one(paragraph: str) -> Reading:
        (tmp_path / "endless.txt").write_text(f"The news of the day\n\n{paragraph}\n\n{LAST}", encoding="utf-8")
        began = time.process_time()
        [document] = [found for found in sources.read([tmp_path], Settings()) if isinstance(found, Document)]
        [reading] = pipeline.read([document], equipment)
        incidents.join([reading])
        assert time.process_time() - began < SECONDS
        return reading

    return one


@pytest.mark.parametrize("paragraph", ["7" * 100_000, "x" * 1_000_000], ids=["digits", "letters"])
def test_what_is_no_prose_ends_soon_and_says_what_was_not_read(read: Read, paragraph: str) -> None:
    reading = read(paragraph)
    assert len(reading.claims) == 1
    assert any("longer than 2,000 characters are not read for claims" in warning for warning in reading.document.warnings)


def test_marks_upon_marks_are_refused_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "marks.txt").write_text("A title\n\na" + "\u0301" * 400_000 + "\n\n" + LAST, encoding="utf-8")
    began = time.process_time()
    [skipped] = sources.read([tmp_path], Settings())
    assert isinstance(skipped, Skipped)
    assert "combining marks" in skipped.reason
    assert time.process_time() - began < SECONDS


def test_a_document_longer_than_the_limit_is_refused_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "long.txt").write_text("A title\n\n" + LAST * 40_000)
    [skipped] = sources.read([tmp_path], Settings())
    assert isinstance(skipped, Skipped)
    assert skipped.reason == "longer than 2,000,000 characters"


# --- a war without an end ------------------------------------------------------------------


@pytest.mark.parametrize("stock", [newsroom.WAR, ("Gunmen attacked the town.",)], ids=["a war", "one sentence"])
def test_four_times_the_sentences_take_four_times_as_long(tmp_path: Path, equipment: Tools, stock: tuple[str, ...]) -> None:
    dice = random.Random(1)  # noqa: S311  # invented news, not a secret
    took = []
    for length in (300, 1_200):
        told = [dice.choice(stock).format(town=dice.choice(newsroom.TOWNS), n=7, day="5 May 2031") for _ in range(length)]
        (tmp_path / "war.txt").write_text("The news of the war\n\n" + "\n\n".join(f"{n}: {one}" for n, one in enumerate(told)))
        found = [one for one in sources.read([tmp_path], Settings()) if isinstance(one, Document)]
        began = time.process_time()
        incidents.join(list(pipeline.read(found, equipment)))
        took.append(time.process_time() - began)
    assert took[1] < 7 * took[0], took
