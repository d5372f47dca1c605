"""A build that is killed at any moment leaves a whole snapshot in force, and readers never see half of one."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import psutil
import pytest

from geo import engine, store
from geo.errors import GeoError
from geo.settings import Settings
from geo.store.reading import POINTER
from geo.tools import Tools
from tests import worlds
from tests.faults import news
from tests.nursery import nursery

KILLS = 30
BUILDS_KILLED = int(os.environ.get("ATLAS_KILLS", "8"))
"""Whole builds, from files to the snapshot; a hundred of them take some minutes."""
REPORTS = 24

# The interpreter with its imports is started once; each line that it is told starts a build in a copy of it.
NURSERY = """
import itertools, os, sys
from pathlib import Path
from geo import store
from geo.settings import Settings
from tests import worlds

for line in sys.stdin:
    pid = os.fork()
    if pid == 0:
        for n in itertools.count(1):
            store.publish(worlds.many(n % 5 + 1), Settings(build=Path(sys.argv[1])))
    print(pid, flush=True)
    os.waitpid(pid, 0)
"""


def test_a_build_killed_at_any_moment_costs_nothing(settings: Settings) -> None:
    store.publish(worlds.atlas(), settings)
    moments = random.Random(7)  # noqa: S311  # moments, not secrets
    seen = set()
    with nursery(NURSERY, settings.build) as start:
        for kill in range(KILLS):
            before, builder = (settings.build / POINTER).read_bytes(), start()
            if kill % 2:  # in the midst of publishing, and not while it begins
                _wait_for_another(settings.build / POINTER, before)
            time.sleep(moments.uniform(0, 0.6))
            os.kill(builder, signal.SIGKILL)
            with closing(store.open(settings)) as snapshot:
                assert snapshot.notice == ""
                seen.add(snapshot.manifest["rows"]["claims"])
    assert seen <= {1, 2, 3, 4, 5, 6}
    assert len(seen) > 1
    folder = store.publish(worlds.atlas(), settings)
    folders = [path.name for path in settings.build.iterdir() if path.is_dir()]
    assert folder.name in folders
    assert len(folders) <= 3
    assert not any(name.startswith(".new") for name in folders)


def test_readers_see_the_old_or_the_new_while_builds_go_on(settings: Settings) -> None:
    store.publish(worlds.atlas(), settings)
    seen = set[int]()
    with nursery(NURSERY, settings.build) as start:
        builder = start()
        until = time.monotonic() + 5
        while time.monotonic() < until:
            with closing(store.open(settings)) as snapshot:
                claims = snapshot.manifest["rows"]["claims"]
                assert len(snapshot.frame("SELECT id FROM claims")) == claims
                seen.add(claims)
        os.kill(builder, signal.SIGKILL)
    assert len(seen) > 1


def _wait_for_another(pointer: Path, than: bytes) -> None:
    end = time.monotonic() + 60
    while pointer.read_bytes() == than:
        assert time.monotonic() < end, "nothing is published"
        time.sleep(0.001)


@contextmanager
def viewed(settings: Settings) -> Iterator[Counter[str]]:
    """Look at what is in force without end; the ids of the snapshots that were seen, each of which must be whole."""
    seen, over, faults = Counter[str](), threading.Event(), []

    def look() -> None:
        while not over.is_set():
            try:
                with closing(store.open(settings)) as snapshot:
                    [told] = snapshot.rows("SELECT count(*) AS n, count(DISTINCT document_id) AS documents FROM claims")
            except GeoError as error:
                faults.append(str(error))
            else:
                if snapshot.notice or told != {"n": REPORTS, "documents": REPORTS}:
                    faults.append(f"{snapshot.id}: {told} {snapshot.notice}")
                seen[snapshot.id] += 1

    viewer = threading.Thread(target=look)
    viewer.start()
    try:
        yield seen
    finally:
        over.set()
        viewer.join()
    assert faults == []


@pytest.mark.timeout(120 + 10 * BUILDS_KILLED)
def test_of_a_whole_build_killed_at_any_moment_the_next_goes_on_where_it_was(
    settings: Settings, tmp_path: Path, readings: Counter[str], equipment: Tools
) -> None:
    reports, notes = news.write(tmp_path / "reports", REPORTS), tmp_path / "notes"
    engine.build([reports], settings)
    moments, read_twice = random.Random(5), 0  # noqa: S311  # moments, not secrets
    with nursery(news.NURSERY, settings.build, reports, notes) as start, viewed(settings) as seen:
        for edition in range(2, BUILDS_KILLED + 2):
            news.write(reports, REPORTS, edition)
            notes.write_bytes(b"")
            builder, steps = start(), moments.randrange(1, REPORTS + 4)
            while notes.stat().st_size < steps and _lives(builder):
                time.sleep(0.001)
            time.sleep(moments.uniform(0, 0.02))
            with suppress(ProcessLookupError):  # it was done
                os.kill(builder, signal.SIGKILL)
            while _lives(builder):
                time.sleep(0.001)
            readings.clear()
            built = engine.build([reports], settings)
            assert (built.documents, set(readings.values()) <= {1}) == (REPORTS, True)
            read_twice += readings.total()
            assert [path.name for path in settings.build.glob(".new*")] == []
            _seen_by(seen, built.folder.name)
    assert read_twice < BUILDS_KILLED * REPORTS * 0.9
    undisturbed = engine.build([reports], settings, out=tmp_path / "undisturbed", equipment=equipment)
    assert {path.name: path.read_bytes() for path in built.folder.iterdir()} == {
        path.name: path.read_bytes() for path in undisturbed.folder.iterdir()
    }


def _lives(process: int) -> bool:
    """Return whether the process is there: one that is dead to its last thread, and holds nothing, the nursery has taken away."""
    return bool(psutil.pid_exists(process))


def _seen_by(seen: Counter[str], id_: str) -> None:
    end = time.monotonic() + 30
    while not seen[id_]:
        assert time.monotonic() < end, f"nobody saw {id_}"
        time.sleep(0.01)
