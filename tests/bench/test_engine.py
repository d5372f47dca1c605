"""What two readers are worth, and what one document more costs."""

from __future__ import annotations

import os
import resource
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import distributed
import pytest

from geo import engine, newsroom
from geo.engine import Plan, crew
from geo.settings import Settings
from geo.tools import Tools

pytestmark = [pytest.mark.bench, pytest.mark.timeout(7200)]

DOCUMENTS = int(os.environ.get("ATLAS_DOCUMENTS", "2000"))
"""Documents of the archives; what one more costs is promised of 10,000."""
ONE_MORE = "BASRA, May 6, 2031 - Three rockets hit the airport of Basra on Tuesday, killing two people, police said.\n"


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    folder.mkdir()
    newsroom.write(folder / "news.jsonl.gz", DOCUMENTS, 7, Settings())
    return folder


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    cache = tmp_path / "build" / "cache"
    cache.mkdir(parents=True)
    for one in (Settings().build / "cache").glob("gazetteer-*"):  # it takes a while to make, and is not what is measured
        shutil.copy(one, cache)
    return Settings(build=tmp_path / "build")


@contextmanager
def cluster(workers: int) -> Iterator[str]:
    """Lend the address of a scheduler with so many workers, each of which has loaded its tools."""
    with distributed.LocalCluster(
        n_workers=workers, threads_per_worker=1, host="127.0.0.1", dashboard_address=None, silence_logs=50, memory_limit=0
    ) as started:
        yield started.scheduler_address


def seconds(archive: Path, settings: Settings, equipment: Tools, workers: int) -> float:
    """Return how long a build takes whose workers have read before, and which recalls nothing."""
    warm = archive.parent / "warm"
    warm.mkdir(exist_ok=True)
    for n in range(8 * crew.BATCH):
        (warm / f"{n}.txt").write_text(f"{n} {ONE_MORE}")
    with cluster(workers) as address:
        plan, out = Plan(scheduler=address), settings.build / f"by {workers}"
        engine.build([warm], settings, out=out, equipment=equipment, plan=plan)
        began = time.perf_counter()
        engine.build([archive], settings, out=out, equipment=equipment, plan=plan)
        return time.perf_counter() - began


def cpu() -> float:
    """Return the CPU seconds of this process and of all that it has started and seen end."""
    return sum(
        used.ru_utime + used.ru_stime for used in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


def test_two_workers_are_worth_nearly_two(archive: Path, settings: Settings, equipment: Tools) -> None:
    one, two = (seconds(archive, settings, equipment, workers) for workers in (1, 2))
    print(f"\n{DOCUMENTS:,} documents: one worker {one:.1f} s, two {two:.1f} s, {one / two:.2f} times as quick")  # noqa: T201  # the figure itself
    assert one / two >= 1.7


def test_one_document_more_costs_next_to_nothing(archive: Path, settings: Settings) -> None:
    began = cpu()
    engine.build([archive], settings)
    whole = cpu() - began
    (archive / "one.txt").write_text(ONE_MORE)
    began = cpu()
    engine.build([archive], settings)
    more = cpu() - began
    (archive / "one.txt").unlink()
    began = cpu()
    engine.build([archive], settings)
    less = cpu() - began
    told = f"{DOCUMENTS:,} documents {whole:.1f} s of CPU, one more {more:.2f} s ({more / whole:.1%}), one less {less:.2f} s"
    print(f"\n{told}; {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10:,.0f} MB")  # noqa: T201  # as above
    # The tools are loaded to read the one: that is the same for any number of documents.
    assert more / whole < (0.03 if DOCUMENTS >= 10_000 else 0.1)
