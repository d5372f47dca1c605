"""The pipeline run in this process: what it is told, what it says on the way, what comes of it."""

from __future__ import annotations

import gc
import gzip
import json
from datetime import date
from pathlib import Path

import pytest

from geo import engine
from geo.engine import Plan
from geo.errors import InputError
from geo.model import Document
from geo.settings import Settings
from geo.tools import Tools

SEEDS = sorted(Settings().seeds.glob("*.txt"))


def test_the_order_of_the_sources_does_not_matter(tmp_path: Path, equipment: Tools) -> None:
    forth, back = (
        engine.build(order, Settings(), out=tmp_path / name, equipment=equipment).folder
        for name, order in (("a", SEEDS), ("b", SEEDS[::-1]))
    )
    assert {path.name: path.read_bytes() for path in forth.glob("*.parquet")} == {
        path.name: path.read_bytes() for path in back.glob("*.parquet")
    }


def test_progress_tells_each_document_before_it_is_understood_and_how_many_bytes_were_read(
    tmp_path: Path, equipment: Tools
) -> None:
    told: list[tuple[str, str, int, int]] = []

    def note(stage: str, item: str = "", done: int = 0, total: int = 0) -> None:
        told.append((stage, item, done, total))

    engine.build(SEEDS[2:4], Settings(), progress=note, out=tmp_path, equipment=equipment)
    first, second = (path.stat().st_size for path in SEEDS[2:4])
    assert told == [
        ("reading", SEEDS[2].name, 0, first + second),
        ("reading", SEEDS[3].name, first, first + second),
        ("joining claims into incidents", "", 0, 0),
        ("writing the snapshot", "", 0, 0),
    ]


def test_in_an_archive_progress_goes_on_with_its_bytes(tmp_path: Path, equipment: Tools) -> None:
    lines = (json.dumps({"text": f"Sport\n\nThe home side won {n} to nil on Sunday.", "page": "x" * 4000}) for n in range(400))
    archive = tmp_path / "archive.jsonl.gz"
    archive.write_bytes(gzip.compress("\n".join(lines).encode(), mtime=0, compresslevel=0))
    shares: list[float] = []

    def note(stage: str, item: str = "", done: int = 0, total: int = 0) -> None:
        del item
        if stage == "reading":
            shares.append(done / total)

    engine.build([archive], Settings(), progress=note, out=tmp_path / "out", equipment=equipment, plan=Plan(limit=300))
    assert shares == sorted(shares)
    assert shares[0] < 0.2
    assert 0.7 < shares[-1] < 1
    assert len(set(shares)) > 2


def test_a_build_knows_what_it_read_anew_and_what_took_longest(tmp_path: Path, equipment: Tools) -> None:
    built = engine.build(SEEDS[2:4], Settings(), out=tmp_path, equipment=equipment)
    assert (built.work.read, built.work.recalled) == (built.documents, 0)
    assert {source for source, _ in built.work.slowest} == {path.name for path in SEEDS[2:4]}
    seconds = [seconds for _, seconds in built.work.slowest]
    assert seconds == sorted(seconds, reverse=True)
    assert sum(seconds) == pytest.approx(built.work.seconds)


@pytest.mark.faults
def test_no_document_is_held_when_its_turn_is_over(tmp_path: Path, equipment: Tools) -> None:
    for n in range(12):
        (tmp_path / f"{n}.txt").write_text(
            f"The news of the day\n\nRockets hit the airport of Basra at Quillon Gate, killing {n}.\n"
        )
    held: list[int] = []

    def note(stage: str, item: str = "", done: int = 0, total: int = 0) -> None:
        del stage, item, done, total
        gc.collect()
        held.append(sum(isinstance(one, Document) and "Quillon" in one.text for one in gc.get_objects()))

    engine.build([tmp_path], Settings(), progress=note, out=tmp_path / "out", equipment=equipment)
    assert max(held) <= 4


def test_a_path_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nowhere: there is no such file or folder"):
        engine.build([tmp_path / "nowhere"], Settings(build=tmp_path))


@pytest.fixture
def dated(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    folder.mkdir()
    for day in (5, 6, 7):
        (folder / f"{day}.txt").write_text(f"BASRA, May {day}, 2031 - Three rockets hit the airport, police said.\n")
    (folder / "undated.txt").write_text("Three rockets hit the airport, police said.\n")
    return folder


@pytest.mark.parametrize(
    ("plan", "counts"),
    [
        (Plan(), (4, 0)),
        (Plan(limit=2), (2, 0)),
        (Plan(since=date(2031, 5, 6)), (3, 1)),
        (Plan(since=date(2031, 5, 8)), (1, 3)),
        (Plan(since=date(2031, 5, 6), limit=1), (1, 1)),
    ],
)
def test_a_plan_says_how_much_is_read(plan: Plan, counts: tuple[int, int], dated: Path, tmp_path: Path, equipment: Tools) -> None:
    built = engine.build([dated], Settings(), out=tmp_path / "out", equipment=equipment, plan=plan)
    assert (built.documents, built.passed_over) == counts
