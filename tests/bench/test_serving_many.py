"""Sixty viewers over two processes behind nginx: how long each waits for a new filter, and that none of them meets an error."""

from __future__ import annotations

import os
import random
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from geo.settings import Settings
from tests.bench.served import invented
from tests.bench.test_map import any_filter, changes
from tests.many import Many, serving_many
from tests.viewer import Viewer

pytestmark = [pytest.mark.bench, pytest.mark.timeout(1_200)]

VIEWERS = int(os.environ.get("ATLAS_VIEWERS", "60"))
INCIDENTS = 20_000
THINKING_S = 3
SECONDS = 60


@pytest.fixture(scope="module")
def many() -> Iterator[Many]:
    """Serve twenty thousand incidents from two processes."""
    made = invented(INCIDENTS)
    # A folder that the user postgres may enter, with the data sets of the one that is kept.
    with tempfile.TemporaryDirectory(prefix="many") as name:
        folder = Path(name)
        folder.chmod(0o755)
        for part in ("datasets", "cache"):
            (folder / part).symlink_to(Settings(build=made).build / part)
        with serving_many(folder, folder / "log") as running:
            yield running


def crowd(address: str, viewers: int, seconds: float) -> tuple[list[float], list[float], list[str]]:
    """Return how long new pictures and new pages took, and what failed, while so many change their filter every three seconds."""
    pictures: list[float] = []
    pages: list[float] = []
    faults: list[str] = []
    ready = threading.Barrier(viewers + 1)
    end = 0.0

    def watch(number: int) -> None:
        chance = random.Random(number)  # noqa: S311  # no secret
        try:
            with Viewer(address) as viewer:
                viewer.look()
                ready.wait()
                time.sleep(THINKING_S * number / viewers)
                while time.monotonic() < end:
                    chosen, begun = any_filter(chance), time.monotonic()
                    viewer.look(**chosen)
                    pages.append(time.monotonic() - begun)
                    asked = time.monotonic()
                    viewer.picture(**chosen)
                    pictures.append(time.monotonic() - asked)
                    time.sleep(max(0.0, THINKING_S - (time.monotonic() - begun)))
        except Exception as error:  # noqa: BLE001  # told by the test, not by a thread
            faults.append(f"{number}: {error!r}")
            ready.abort()

    threads = [threading.Thread(target=watch, args=(number,)) for number in range(viewers)]
    end = time.monotonic() + 600 + seconds
    for thread in threads:
        thread.start()
        time.sleep(0.05)
    ready.wait()
    end = time.monotonic() + seconds
    for thread in threads:
        thread.join()
    return pictures, pages, faults


def told(times: list[float]) -> str:
    return f"p95 {statistics.quantiles(times, n=20)[-1] * 1000:.0f} ms, median {statistics.median(times) * 1000:.0f} ms"


def processor_s(many: Many) -> float:
    """Return the seconds of processor that the processes of the app have taken so far."""
    spent = (Path(f"/proc/{many.pid(number)}/stat").read_text().rpartition(")")[2].split()[11:13] for number in (1, 2))
    return sum(int(ticks) for pair in spent for ticks in pair) / os.sysconf("SC_CLK_TCK")


def test_sixty_viewers_over_two_processes_get_the_picture_of_a_new_filter_within_three_tenths_of_a_second(many: Many) -> None:
    before = processor_s(many)
    pictures = changes(many.address, VIEWERS, SECONDS)
    cost = (processor_s(many) - before) / len(pictures)
    print(  # noqa: T201  # the figure itself
        f"\n{VIEWERS} viewers, a new filter each {THINKING_S} s, {len(pictures)} pictures, no error: {told(pictures)}; "
        f"{cost * 1000:.0f} ms of processor each"
    )
    assert statistics.quantiles(pictures, n=20)[-1] <= 0.3


@pytest.mark.parametrize("viewers", [1, VIEWERS // 4, VIEWERS])
def test_whole_pages_that_are_made_for_many_meet_no_error(many: Many, viewers: int) -> None:
    before = processor_s(many)
    pictures, pages, faults = crowd(many.address, viewers, SECONDS)
    cost = (processor_s(many) - before) / (len(pages) + viewers)
    print(  # noqa: T201  # as above
        f"\n{viewers} viewers whose page is made anew each {THINKING_S} s, {len(pages)} pages: page {told(pages)}, "
        f"picture {told(pictures)}; {cost * 1000:.0f} ms of processor for both"
    )
    assert faults == []
