"""Whoever reads, the snapshot is the same bytes; a worker that dies costs time, a mistake of ours costs one document."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dask
import distributed
import psutil
import pytest

from geo import engine, pipeline
from geo.engine import Plan, crew
from geo.errors import SettingsError
from geo.model import Document, Reading, Skipped
from geo.settings import Settings
from geo.tools import Tools

PLACES = ("Basra", "Erbil", "Mosul", "Najaf", "Karbala", "Kirkuk", "Baghdad", "Tikrit")
PATIENCE_S = 120

pytestmark = pytest.mark.timeout(300)


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    folder.mkdir()
    for n in range(24):
        place = PLACES[n % len(PLACES)]
        (folder / f"{n:02}.txt").write_text(
            f"BAGHDAD, May {n + 1}, 2031 - {n + 3} rockets hit the airport of {place} on Tuesday, killing two people.\n"
        )
    return folder


@pytest.fixture
def crowded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few documents are many."""
    monkeypatch.setattr(crew, "CROWD", 4)
    monkeypatch.setattr(crew, "BATCH", 3)


def tables(built: engine.Built) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in built.folder.glob("*.parquet")}


@contextmanager
def cluster(workers: int, preload: str = "") -> Iterator[str]:
    """Lend the address of a scheduler with so many workers, each of which runs what is preloaded when it begins."""
    with (
        dask.config.set({"distributed.worker.preload": [preload] if preload else []}),
        distributed.LocalCluster(
            n_workers=workers, threads_per_worker=1, host="127.0.0.1", dashboard_address=None, silence_logs=50
        ) as started,
    ):
        yield started.scheduler_address


@pytest.mark.usefixtures("crowded")
def test_many_processes_give_the_bytes_of_one(reports: Path, tmp_path: Path, equipment: Tools) -> None:
    one = engine.build([reports], Settings(), out=tmp_path / "one", equipment=equipment)
    many = engine.build([reports], Settings(), out=tmp_path / "many", equipment=equipment, plan=Plan(workers=2))
    assert one.documents == 24
    assert tables(many) == tables(one)


@pytest.mark.usefixtures("crowded")
def test_workers_that_are_killed_cost_no_byte(reports: Path, tmp_path: Path, equipment: Tools) -> None:
    undisturbed = engine.build([reports], Settings(), out=tmp_path / "a", equipment=equipment)
    over, killed = threading.Event(), []

    def kill() -> None:
        chance = random.Random(3)  # noqa: S311  # the same choices each time
        while not over.wait(2.5) and len(killed) < 2:
            workers = [one for one in psutil.Process().children(recursive=True) if "spawn_main" in " ".join(one.cmdline())]
            if workers:
                victim = chance.choice(workers)
                victim.kill()
                killed.append(victim.pid)

    with cluster(2) as address:
        killer = threading.Thread(target=kill)
        killer.start()
        try:
            disturbed = engine.build([reports], Settings(), out=tmp_path / "b", equipment=equipment, plan=Plan(scheduler=address))
        finally:
            over.set()
            killer.join()
    assert killed
    assert tables(disturbed) == tables(undisturbed)


def test_a_mistake_of_ours_costs_one_document(
    reports: Path, tmp_path: Path, equipment: Tools, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = pipeline.read

    def read(documents: list[Document], tools: Tools) -> Iterator[Reading]:
        if "13 rockets" in documents[0].text:
            raise IndexError
        return whole(documents, tools)

    monkeypatch.setattr(pipeline, "read", read)
    built = engine.build([reports], Settings(), out=tmp_path / "b", equipment=equipment)
    assert built.documents == 23
    assert built.skipped == (
        Skipped(source="10.txt", reason="not read, because of a mistake in the program that is worth a report (IndexError)"),
    )


def test_a_scheduler_that_does_not_answer_is_named(reports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crew, "_PATIENCE_S", "1s")
    started = time.monotonic()
    with pytest.raises(SettingsError, match=r"tcp://127.0.0.1:9: no Dask scheduler answers there .*make cluster"):
        engine.build([reports], Settings(), out=tmp_path, plan=Plan(scheduler="tcp://127.0.0.1:9"))
    assert time.monotonic() - started < PATIENCE_S


def test_a_cluster_that_would_read_otherwise_is_refused(reports: Path, tmp_path: Path) -> None:
    preload = tmp_path / "older.py"
    preload.write_text("from geo import recall\nrecall.shape = lambda settings: 'older'\n")
    with cluster(1, str(preload)) as address, pytest.raises(SettingsError, match="other facts or code than this machine"):
        engine.build([reports], Settings(), out=tmp_path / "b", plan=Plan(scheduler=address))


def test_a_cluster_without_workers_is_refused(reports: Path, tmp_path: Path) -> None:
    with cluster(0) as address, pytest.raises(SettingsError, match="has no workers"):
        engine.build([reports], Settings(), out=tmp_path / "b", plan=Plan(scheduler=address))
