"""A clock that jumps, another time zone, the ends of the calendar: the same snapshot, and what is kept stays in its order."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date
from itertools import count
from pathlib import Path

import pytest

from geo import engine, sources
from geo.model import Document
from geo.settings import Settings
from geo.tools import Tools
from tests.faults import news


@pytest.fixture
def jumping(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the clock of the machine jump back and forth by centuries, and its time zone with it."""
    turns, true = count(), time.time
    monkeypatch.setattr(time, "time", lambda: (true(), 0.0, 253_402_300_799.0, 1_709_251_199.0)[next(turns) % 4])
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago", "America/New_York"):
        monkeypatch.setenv("TZ", zone)
        time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def build(reports: Path, out: Path, equipment: Tools) -> dict[str, bytes]:
    made = engine.build([reports], Settings(), out=out, equipment=equipment)
    return {path.name: path.read_bytes() for path in made.folder.iterdir()}


def test_a_snapshot_does_not_know_what_time_it_is(tmp_path: Path, equipment: Tools, request: pytest.FixtureRequest) -> None:
    reports = news.write(tmp_path / "reports", 3)
    still = build(reports, tmp_path / "still", equipment)
    request.getfixturevalue("jumping")
    assert build(reports, tmp_path / "jumping", equipment) == still


DAYS = {
    "0001-01-01": date(1, 1, 1),
    "9999-12-31": date(9999, 12, 31),
    "2024-02-29": date(2024, 2, 29),
    "2023-02-29": None,
    "2031-03-30T01:59:59+01:00": date(2031, 3, 30),
    "2031-10-26T02:30:00+02:00": date(2031, 10, 26),
    "0000-00-00": None,
    "10000-01-01": None,
}


@pytest.mark.parametrize("written", DAYS)
def test_the_ends_of_the_calendar_and_the_hours_that_clocks_skip_are_days_or_are_said_to_be_none(
    tmp_path: Path, written: str
) -> None:
    (tmp_path / "rows.jsonl").write_text(f'{{"text": "Two rockets fell on the town of Calder.", "date": "{written}"}}\n')
    [read] = sources.read([tmp_path], Settings())
    if DAYS[written]:
        assert isinstance(read, Document)
        assert (read.published.when.first, read.published.when.last) == (DAYS[written], DAYS[written])
    else:
        assert written in (" ".join(read.warnings) if isinstance(read, Document) else read.reason)
