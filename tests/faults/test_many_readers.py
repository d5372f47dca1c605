"""Whoever reads, the snapshot is the same bytes; a worker that dies costs time, a mistake of ours costs one document."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import dask
import distributed
import psutil
import pytest

from geo import engine, pipeline, tools
from geo.engine import Plan, crew
from geo.errors import BuildError, SettingsError
from geo.model import Document, Reading, Skipped
from geo.settings import Settings, home
from geo.tools import Tools

PLACES = ("Basra", "Erbil", "Mosul", "Najaf", "Karbala", "Kirkuk", "Baghdad", "Tikrit")
PATIENCE_S = 120
KILLS = int(os.environ.get("ATLAS_KILLS", "5"))
"""Workers that are killed at random moments."""

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


@pytest.mark.timeout(1800)
@pytest.mark.usefixtures("crowded")
def test_workers_that_are_killed_cost_no_byte(reports: Path, tmp_path: Path, equipment: Tools) -> None:
    undisturbed = tables(engine.build([reports], Settings(), out=tmp_path / "whole", equipment=equipment))
    chance = random.Random(3)  # noqa: S311  # the same moments each time, as far as the machine allows
    killed = 0
    with dask.config.set({"distributed.scheduler.allowed-failures": 10 * KILLS}), cluster(2) as address:
        while killed < KILLS:
            out = tmp_path / f"after {killed}"
            with killing(chance, KILLS - killed) as victims:
                built = engine.build([reports], Settings(), out=out, equipment=equipment, plan=Plan(scheduler=address))
            assert tables(built) == undisturbed
            killed += len(victims)


@contextmanager
def killing(chance: random.Random, most: int) -> Iterator[list[int]]:
    """Kill workers of this process at random moments; tell which."""
    over, killed = threading.Event(), list[int]()

    def kill() -> None:
        while len(killed) < most and not over.wait(chance.uniform(0.2, 6)):
            workers = [one for one in psutil.Process().children(recursive=True) if _is_worker(one)]
            if workers:
                victim = chance.choice(workers)
                with suppress(psutil.NoSuchProcess):  # it has ended by itself
                    victim.kill()
                    killed.append(victim.pid)

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        yield killed
    finally:
        over.set()
        killer.join()


def _is_worker(process: psutil.Process) -> bool:
    with suppress(psutil.NoSuchProcess):
        return "spawn_main" in " ".join(process.cmdline())
    return False


@pytest.mark.usefixtures("crowded")
def test_a_scheduler_that_dies_is_named_and_what_was_read_is_kept(
    reports: Path, tmp_path: Path, equipment: Tools, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tools, "equip", lambda _: equipment)
    settings = Settings(build=tmp_path / "build")
    with standing_cluster(tmp_path) as (address, scheduler), dask.config.set({"distributed.comm.timeouts.connect": "3s"}):
        read: list[str] = []

        def progress(stage: str, item: str = "", done: int = 0, total: int = 0) -> None:
            del stage, done, total
            read.append(item)
            if len(read) == 20:
                scheduler.kill()

        with pytest.raises(BuildError, match="build again: what was read is kept"):
            engine.build([reports], settings, progress=progress, plan=Plan(scheduler=address))
    counted: list[str] = []
    pipeline_read = pipeline.read

    def noted(documents: list[Document], with_: Tools) -> Iterator[Reading]:
        counted.extend(one.source for one in documents)
        return pipeline_read(documents, with_)

    monkeypatch.setattr(pipeline, "read", noted)
    again = engine.build([reports], settings)
    assert again.documents == 24
    assert 0 < len(counted) < 24


@contextmanager
def standing_cluster(folder: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Lend a scheduler in a process of its own, with one worker: its address, and the process to kill."""
    told = folder / "scheduler.json"
    dask_of = [sys.executable, "-m", "dask"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": home()}
    with (
        subprocess.Popen(  # noqa: S603  # our own cluster
            [*dask_of, "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", told], **quiet
        ) as scheduler,
        subprocess.Popen(  # noqa: S603  # as above
            [*dask_of, "worker", "--scheduler-file", told, "--host", "127.0.0.1", "--nthreads", "1", "--no-dashboard"], **quiet
        ) as worker,
    ):
        try:
            address = _address(told, scheduler)
            with distributed.Client(address) as client:
                client.wait_for_workers(1, timeout=PATIENCE_S)
            yield address, scheduler
        finally:
            scheduler.kill()
            for child in psutil.Process(worker.pid).children(recursive=True):
                with suppress(psutil.NoSuchProcess):
                    child.kill()
            worker.kill()


def _address(told: Path, scheduler: subprocess.Popen[bytes]) -> str:
    """Return what the scheduler wrote into a file, when it is all there: the file is made first, and written then."""
    until = time.monotonic() + PATIENCE_S
    while True:
        with suppress(FileNotFoundError, ValueError):
            return str(json.loads(told.read_text())["address"])
        assert scheduler.poll() is None
        assert time.monotonic() < until
        time.sleep(0.2)


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
