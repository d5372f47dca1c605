"""One build in a process of its own, and what it took: `python -m tests.bench.growing NEWS BUILD WORKERS` prints it as JSON."""

from __future__ import annotations

import json
import resource
import sys
import threading
import time
from contextlib import closing, suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import psutil

from geo import engine, newsroom, store
from geo.engine import Built, Plan
from geo.settings import Settings

_ASKED = """
    SELECT sum(length(text)) AS characters, count(*) FILTER (NOT contains(array_to_string(warnings, ' '), 'not parsed')) AS parsed
    FROM documents
    """


class Watch(threading.Thread):
    """Looks twice a second how much memory this process and its children hold."""

    def __init__(self) -> None:
        """Look at nothing yet."""
        super().__init__(daemon=True)
        self.peaks: dict[int, int] = {}
        self.over = threading.Event()

    def run(self) -> None:
        """Look until it is over."""
        me = psutil.Process()
        while not self.over.wait(0.5):
            for one in [me, *me.children(recursive=True)]:
                with suppress(psutil.Error):
                    self.peaks[one.pid] = max(self.peaks.get(one.pid, 0), one.memory_info().rss)


class Stages:
    """What the build says that it does, and when it began to."""

    def __init__(self) -> None:
        """Take note of nothing yet."""
        self.begun: list[tuple[str, float, float]] = []

    def __call__(self, stage: str, *_: object) -> None:
        """Take note of a stage."""
        if not self.begun or self.begun[-1][0] != stage:
            self.begun.append((stage, time.monotonic(), time.process_time()))

    def took(self) -> dict[str, tuple[float, float]]:
        """Return the seconds of each stage by the clock and of this process, the last until now."""
        ends = [*self.begun[1:], ("", time.monotonic(), time.process_time())]
        return {name: (end[1] - wall, end[2] - cpu) for (name, wall, cpu), end in zip(self.begun, ends, strict=True)}


def cpu() -> float:
    """Return the seconds of the processor that this process and its children, once they have ended, have used."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def main(news: Path, build: Path, workers: int) -> None:
    """Build, and print what it took."""
    settings = replace(Settings(), build=build)
    watch, stages = Watch(), Stages()
    watch.start()
    begun, used = time.monotonic(), cpu()
    built = engine.build([news], settings, progress=stages, plan=Plan(workers=workers))
    took = {"wall": time.monotonic() - begun, "cpu": cpu() - used, "stages": stages.took()}
    watch.over.set()
    watch.join()
    own = watch.peaks.pop(psutil.Process().pid)
    memory = {"own_mb": own / 2**20, "worker_mb": max(watch.peaks.values(), default=own) / 2**20}
    sys.stdout.write(json.dumps({**took, **memory, **found(built, news, settings)}))


def found(built: Built, news: Path, settings: Settings) -> dict[str, Any]:
    """Return how much was found, how large it is, and how right."""
    with closing(store.open(settings)) as snapshot:
        [asked] = snapshot.rows(_ASKED, budget=600)
        verdict = newsroom.judge(snapshot, newsroom.truth_of(news))
    return {
        **asked,
        "documents": built.documents,
        "claims": built.claims,
        "incidents": built.incidents,
        "skipped": len(built.skipped),
        "snapshot": sum(one.stat().st_size for one in built.folder.rglob("*") if one.is_file()),
        "readings": sum(one.stat().st_size for one in (settings.build / "cache").glob("readings-*")),
        "verdict": {**asdict(verdict), "misses": len(verdict.misses)},
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
