"""The pipeline run in this process: what it is told, what it says on the way, what comes of it."""

from __future__ import annotations

import gc
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


def test_progress_tells_each_document_before_it_is_understood(tmp_path: Path, equipment: Tools) -> None:
    told: list[tuple[str, str, int, int]] = []

    def note(stage: str, item: str = "", done: int = 0, total: int = 0) -> None:
        told.append((stage, item, done, total))

    engine.build(SEEDS[2:4], Settings(), progress=note, out=tmp_path, equipment=equipment)
    assert told == [
        ("reading", SEEDS[2].name, 0, 2),
        ("reading", SEEDS[3].name, 1, 2),
        ("joining claims into incidents", "", 0, 0),
        ("writing the snapshot", "", 0, 0),
    ]


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
