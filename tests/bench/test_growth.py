"""
How a build grows with the archive: time by the document, memory of each process, and whether what it finds is what happened.

Sizes are told by INCIDENT_ATLAS_BENCH_DOCUMENTS, smallest first ("1000,10000,100000"); the archives are invented.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import pytest

from geo import newsroom, tools
from geo.settings import Settings

pytestmark = [pytest.mark.bench, pytest.mark.timeout(0)]

ROOT = Path(__file__).parent.parent.parent
SIZES = tuple(int(size) for size in os.environ.get("INCIDENT_ATLAS_BENCH_DOCUMENTS", "1000,3000,10000").split(","))
WORKERS = 2
STEEPER: Final = 1.15
"""What one more document may cost in a large archive, to what it costs in a small one."""
MOST_MB: Final = 1_200
"""Of one process that reads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What one build took, and how right it was."""

    size: int
    told: Mapping[str, Any]

    def lines(self) -> list[str]:
        """Return the figures for a person."""
        told, verdict = self.told, self.told["verdict"]
        documents, claims = told["documents"], told["claims"]
        wall, own = told["stages"].get("joining claims into incidents", (0.0, 0.0))
        return [
            f"{self.size:,} documents: {told['parsed']:,} parsed, {told['skipped']:,} skipped",
            f"  {told['wall']:.0f} s, {told['cpu']:.0f} s of CPU: {documents / told['cpu']:.1f} documents a core second",
            f"  {told['characters'] / documents:,.0f} characters, {claims / documents:.2f} claims a document",
            f"  joining {wall:.1f} s, {own:.1f} s of CPU: {1e6 * own / max(claims, 1):.0f} s a million claims",
            f"  snapshot {told['snapshot'] / documents:,.0f}, readings {told['readings'] / documents:,.0f} bytes a document",
            f"  peak of a worker {told['worker_mb']:.0f} MB, of the process that was started {told['own_mb']:.0f} MB",
            f"  of {verdict['known']:,} known {verdict['found']:,} found, {verdict['whole']:,} right, {verdict['split']:,} split",
            f"  of {verdict['incidents']:,} found: {verdict['merged']:,} merged, {verdict['invented']:,} never were",
        ]


def measured(folder: Path, size: int) -> Measured:
    """Invent an archive and build it in a process of its own, which has read nothing of it before."""
    news, build = folder / "news.jsonl.gz", folder / "build"
    newsroom.write(news, size, 1, Settings())
    (build / "cache").mkdir(parents=True)
    for one in (Settings().build / "cache").glob("gazetteer-*"):
        shutil.copy(one, build / "cache")
    command = [sys.executable, "-m", "tests.bench.growing", str(news), str(build), str(WORKERS)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603  # our own script
    assert done.returncode == 0, done.stderr[-2000:]
    shutil.rmtree(build)
    found = Measured(size=size, told=json.loads(done.stdout))
    print("\n" + "\n".join(found.lines()))  # noqa: T201  # the figures
    return found


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> list[Measured]:
    """Build an archive of each size."""
    tools.equip(Settings())  # leaves the index of places behind
    return [measured(tmp_path_factory.mktemp(f"of_{size}"), size) for size in SIZES]


def each(grown: Sequence[Measured], what: str) -> list[float]:
    """Return what one more document takes, from each size to the next: what a start takes is in neither."""
    return [(more.told[what] - less.told[what]) / (more.size - less.size) for less, more in pairwise(grown)]


@pytest.mark.skipif(len(SIZES) < 3, reason="takes three sizes to see growth")
@pytest.mark.parametrize("what", ["cpu", "wall"])
def test_one_more_document_costs_the_same_in_a_large_archive(grown: list[Measured], what: str) -> None:
    costs = each(grown, what)
    print(f"\n{what}: {', '.join(f'{1000 * cost:.0f} ms' for cost in costs)} for one more document")  # noqa: T201  # the figures
    assert max(costs[1:]) / costs[0] <= STEEPER


def test_memory_of_a_worker_stays_flat(grown: list[Measured]) -> None:
    peaks = [one.told["worker_mb"] for one in grown]
    assert max(peaks) <= MOST_MB
    assert peaks[-1] / peaks[0] <= STEEPER


def test_what_is_found_is_what_happened(grown: list[Measured]) -> None:
    for one in grown:
        verdict = one.told["verdict"]
        known, found = verdict["known"], verdict["incidents"]
        assert verdict["found"] / known >= 0.97
        assert verdict["whole"] / known >= 0.92
        assert verdict["split"] / known <= 0.08
        assert verdict["merged"] / found <= 0.03
        assert verdict["invented"] / found <= 0.35


def test_claims_grow_as_the_archive_does(grown: list[Measured]) -> None:
    shares = [one.told["claims"] / one.told["documents"] for one in grown]
    assert max(shares) / min(shares) <= STEEPER
