"""Processes of their own: the same bytes whatever the machine is set to, one build at a time, and an end in order when asked."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import psutil
import pytest

from geo import engine, store
from geo.cli.main import BUSY, TERMINATED
from geo.engine.crew import CROWD
from geo.settings import Settings
from geo.tools import Tools
from tests.faults import news

ROOT = Path(__file__).parent.parent.parent
pytestmark = pytest.mark.timeout(240)

# One process that builds and writes every form that asks for nothing but the reading path and a workbook.
RUN = """
import sys
from pathlib import Path
from geo import exports
from geo.cli import main

reports, out = map(Path, sys.argv[1:])
assert main(["build", str(reports), "--out", str(out)]) == 0
for name, form in exports.FORMS.items():
    assert main(["export", name, str(out / f"incidents{form.suffix}"), "--from", str(out)]) == 0
"""


def started(*arguments: object, cwd: Path = ROOT, script: str = "", **environ: str) -> subprocess.Popen[str]:
    command = [sys.executable, *(["-c", script] if script else ["-m", "geo"]), *map(str, arguments)]
    told = {**os.environ, "PYTHONPATH": str(ROOT), **environ}
    return subprocess.Popen(command, cwd=cwd, env=told, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)  # noqa: S603  # our own command


def until(true: Callable[[], object], what: str, seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, what
        time.sleep(0.01)


def test_two_runs_on_machines_that_are_set_up_differently_write_the_same_bytes(tmp_path: Path) -> None:
    reports = news.write(tmp_path / "reports", 6)
    machines = (
        {"PYTHONHASHSEED": "1", "TZ": "Asia/Baghdad", "LANG": "C", "OMP_NUM_THREADS": "1"},
        {"PYTHONHASHSEED": "2", "TZ": "America/St_Johns", "LANG": "C.UTF-8", "OMP_NUM_THREADS": "2"},
    )
    runs = []
    for n, machine in enumerate(machines):
        (tmp_path / f"cwd{n}").mkdir()
        runs.append(started(reports, tmp_path / f"b{n}", cwd=tmp_path / f"cwd{n}", script=RUN, **machine))
    for run in runs:
        _, told = run.communicate(timeout=200)
        assert run.returncode == 0, told
    first, second = (
        {path.relative_to(tmp_path / f"b{n}").as_posix(): path.read_bytes() for path in (tmp_path / f"b{n}").rglob("*.*")}
        for n in (0, 1)
    )
    assert {Path(name).suffix for name in first} >= {".parquet", ".csv", ".geojson", ".kml", ".kmz", ".xlsx", ".json", ".bib"}
    assert [name for name in first if "cache/" not in name and first[name] != second.get(name)] == []
    assert first.keys() == second.keys()


def test_the_second_of_two_builds_ends_at_once_with_a_code_of_its_own(settings: Settings, tmp_path: Path) -> None:
    reports = news.write(tmp_path / "reports", 1)
    with store.reserve(settings):
        second = started("build", reports, "--out", settings.build)
        _, told = second.communicate(timeout=100)
    assert second.returncode == BUSY
    assert f"error: {settings.build}: another build is running; wait for it, or choose another folder with --out" in told


def read(settings: Settings) -> int:
    """Return how many readings are kept."""
    for path in settings.build.glob("cache/readings-*.sqlite"):
        with suppress(sqlite3.OperationalError), closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as kept:
            return int(kept.execute("SELECT count(*) FROM readings").fetchone()[0])
    return 0


@pytest.mark.parametrize(("workers", "count"), [(1, 150), (2, 1200)], ids=["alone", "many"])
def test_a_build_that_is_asked_to_end_does_so_within_ten_seconds_and_leaves_nothing_half_done(
    settings: Settings, tmp_path: Path, equipment: Tools, workers: int, count: int
) -> None:
    old = engine.build([news.write(tmp_path / "old", 2)], settings, equipment=equipment).folder.name
    reports = news.write(tmp_path / "reports", count)
    environ = {"INCIDENT_ATLAS_BUILD": str(news.furnish(settings.build))}
    build = started("build", reports, "--workers", workers, **environ)
    process = psutil.Process(build.pid)
    if workers == 1:
        until(lambda: any(settings.build.glob("cache/readings-*.sqlite-wal")), "nothing is read")
    else:
        until(lambda: build.poll() is not None or read(settings) > CROWD, "no worker reads")
    children = process.children(recursive=True)
    assert workers == 1 or len(children) >= workers
    asked = time.monotonic()
    build.send_signal(signal.SIGTERM)
    _, told = build.communicate(timeout=60)
    took = time.monotonic() - asked
    assert (build.returncode, "stopped; the last good snapshot is still in force" in told) == (TERMINATED, True), told
    assert took < 10
    assert psutil.wait_procs(children, timeout=5)[1] == []
    assert list(settings.build.glob(".new*")) == []
    with closing(store.open(settings)) as snapshot, store.reserve(settings):
        assert (snapshot.id, snapshot.notice) == (old, "")
