"""The map at a million incidents: what an answer weighs, what a click costs beside ten thousand, and what thirty viewers cost."""

from __future__ import annotations

import gzip
import os
import random
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, sync_playwright

from geo.model import Kind, Status
from geo.settings import Settings
from tests import chromium

pytestmark = [pytest.mark.bench, pytest.mark.browser]

FEW, MANY = 10_000, 1_000_000
MOST_BYTES = 25_000
MOST_MB = 900
VIEWS = [
    {"west": -180, "south": -75, "east": 180, "north": 80, "zoom": 2},
    {"west": 10, "south": 5, "east": 75, "north": 45, "zoom": 4},
    {"west": 35, "south": 28, "east": 52, "north": 38, "zoom": 6},
    {"west": 43, "south": 32, "east": 46, "north": 34, "zoom": 8},
]


@dataclass(frozen=True)
class Served:
    """A server of its own process."""

    address: str
    pid: int

    def status(self, name: str) -> int:
        """Return a figure of the process in kB: VmRSS, VmHWM."""
        told = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii")
        return next(int(line.split()[1]) for line in told.splitlines() if line.startswith(name))

    def files(self) -> int:
        """Return how many files it has open."""
        return sum(1 for _ in Path(f"/proc/{self.pid}/fd").iterdir())


def invented(count: int) -> Path:
    """Return a folder with so many invented incidents, made once and kept in the build folder, which git ignores."""
    folder = Settings().build / "bench" / f"{count}"
    command = [sys.executable, "-m", "geo", "generate", str(folder), "--incidents", str(count)]
    if not list(folder.glob("cache/atlas-*.duckdb")):
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603  # our own command
    return folder


@contextmanager
def serving(folder: Path) -> Iterator[Served]:
    """Serve a build folder."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environ = {**os.environ, "INCIDENT_ATLAS_BUILD": str(folder)}
    command = [sys.executable, "-m", "geo", "serve", "--port", str(port)]
    with subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:  # noqa: S603  # as above
        try:
            served = Served(f"http://127.0.0.1:{port}", process.pid)
            _wait(served)
            yield served
        finally:
            process.terminate()


def _wait(served: Served) -> None:
    end = time.monotonic() + 600
    while time.monotonic() < end:
        try:
            httpx.get(f"{served.address}/api/facets", timeout=600).raise_for_status()
        except httpx.HTTPError:
            time.sleep(0.5)
        else:
            return
    pytest.fail("the server was not ready after ten minutes")


@pytest.fixture(scope="module")
def servers() -> Iterator[dict[int, Served]]:
    """Serve ten thousand and a million side by side."""
    with ExitStack() as running:
        yield {count: running.enter_context(serving(invented(count))) for count in (FEW, MANY)}


def any_filter(chance: random.Random) -> dict[str, Any]:
    """Return a filter that somebody might choose; there are some hundred thousand."""
    chosen: dict[str, Any] = {"kind": [kind.value for kind in chance.sample(list(Kind), chance.randint(1, 6))]}
    if chance.random() < 0.5:
        chosen["status"] = [status.value for status in chance.sample(list(Status), chance.randint(1, 3))]
    if chance.random() < 0.5:
        first = chance.randint(1990, 2020)
        chosen["from"], chosen["to"] = f"{first}-03-01", f"{first + chance.randint(1, 6)}-09-30"
    return chosen


# --- answers -------------------------------------------------------------------------------


def test_no_view_of_a_million_weighs_more_than_25_kb(servers: dict[int, Served]) -> None:
    chance, most = random.Random(1), 0  # noqa: S311  # no secret
    with httpx.Client(base_url=servers[MANY].address, timeout=60) as client:
        for view in VIEWS * 10:
            answer = client.get("/api/aggregate", params={**view, **any_filter(chance)})
            most = max(most, len(gzip.compress(answer.content, 6, mtime=0)))
    print(f"\nthe heaviest of {len(VIEWS) * 10} views of {MANY:,}: {most:,} bytes")  # noqa: T201  # the figure itself
    assert most <= MOST_BYTES


def test_a_new_filter_is_answered_while_nobody_else_waits_long(servers: dict[int, Served]) -> None:
    alone, together = (changes(servers[MANY].address, viewers, seconds=30) for viewers in (1, 30))
    told = [
        f"p95 {statistics.quantiles(times, n=20)[-1] * 1000:.0f} ms, median {statistics.median(times) * 1000:.0f} ms"
        for times in (alone, together)
    ]
    print(f"\na new filter each 3 s at {MANY:,}: one viewer {told[0]}; thirty {told[1]}")  # noqa: T201  # as above
    assert statistics.quantiles(together, n=20)[-1] <= 20 * statistics.median(alone)


def changes(address: str, viewers: int, seconds: float) -> list[float]:
    """Return how long each picture of a new filter took, with so many viewers who change theirs every three seconds."""
    times: list[float] = []
    faults: list[str] = []
    end = time.monotonic() + seconds

    def view(number: int) -> None:
        chance = random.Random(number)  # noqa: S311  # no secret
        with httpx.Client(base_url=address, timeout=60) as client:
            time.sleep(3 * number / viewers)
            while (begun := time.monotonic()) < end:
                answer = client.get("/api/aggregate", params={**chance.choice(VIEWS), **any_filter(chance)})
                if answer.status_code != 200:
                    faults.append(answer.text)
                times.append(time.monotonic() - begun)
                time.sleep(max(0.0, 3 - times[-1]))

    crowd = [threading.Thread(target=view, args=(number,)) for number in range(viewers)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    assert faults == []
    return times


def test_a_thousand_filters_leave_memory_and_files_as_they_were(servers: dict[int, Served]) -> None:
    chance, served = random.Random(2), servers[MANY]  # noqa: S311  # no secret
    figures: list[tuple[int, int]] = []
    with httpx.Client(base_url=served.address, timeout=60) as client:
        for n in range(1_001):
            chosen = any_filter(chance)
            client.get("/api/aggregate", params={**chance.choice(VIEWS), **chosen}).raise_for_status()
            if n % 10 == 0:
                client.get("/api/facets", params=chosen).raise_for_status()
                client.get("/api/histogram", params=chosen).raise_for_status()
            if n in {500, 1_000}:
                figures.append((served.status("VmRSS") // 1024, served.files()))
    (half, files), (whole, files_then) = figures
    print(f"\n{MANY:,}: {half} MB after 500 filters, {whole} MB after 1,000; {files} and {files_then} files open")  # noqa: T201  # as above
    assert whole <= 1.05 * half
    assert whole <= MOST_MB
    assert files_then <= files + 2


# --- clicks --------------------------------------------------------------------------------


def test_a_click_costs_less_than_four_times_as_much_at_a_hundred_times_the_incidents(servers: dict[int, Served]) -> None:
    with sync_playwright() as player:
        arguments = [
            "--no-sandbox",
            "--disable-gpu",
            "--no-proxy-server",
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
        ]
        browser = player.chromium.launch(executable_path=chromium.find(), args=arguments)
        found: dict[str, dict[int, float]] = {"filter": {}, "pan": {}}
        for count, served in servers.items():
            page = browser.new_page(viewport={"width": 1280, "height": 720})
            page.goto(served.address)
            _drawn(page, 0)
            found["filter"][count] = statistics.median(_clicks(page))
            found["pan"][count] = statistics.median(_pans(page))
            page.close()
        browser.close()
    for what, by_count in found.items():
        told = "; ".join(f"{count:,}: {seconds:.2f} s" for count, seconds in by_count.items())
        print(f"\n{what} to drawn, median: {told}")  # noqa: T201  # as above
        assert by_count[MANY] < 4 * by_count[FEW]


_PICTURE = "map.atlas && map.atlas.drawn ? [map.atlas.drawn.n, map.atlas.drawn.at, map.atlas.drawn.total] : [0, 0, 0]"


def _frame(page: Page) -> Any:  # noqa: ANN401  # a frame, once there is one
    return next((frame for frame in page.frames if "streamlit_folium" in frame.url), None)


def _picture(page: Page) -> tuple[int, float, int]:
    frame = _frame(page)
    number, at, total = frame.evaluate(f"window.map ? ({_PICTURE}) : [0, 0, 0]") if frame else (0, 0, 0)
    return number, at, total


def _drawn(page: Page, after: int, true: Callable[[int], bool] = bool) -> float:
    """Wait for a picture later than number `after`; return when it was drawn, in ms."""
    end = time.monotonic() + 120
    while time.monotonic() < end:
        number, at, total = _picture(page)
        if number > after and true(total):
            return at
        page.wait_for_timeout(20)
    return pytest.fail("the map was not drawn within two minutes")


def _clicks(page: Page, count: int = 8) -> list[float]:
    """Return the seconds from clicks on kinds of the filter to the picture of what is left."""
    pills = page.locator(".st-key-filter-kinds button")
    pills.first.wait_for(timeout=60_000)
    page.wait_for_timeout(4_000)
    times = []
    for n in range(count):
        number, _, before = _picture(page)
        begun = page.evaluate("performance.timeOrigin + performance.now()")
        pills.nth(n).click()
        times.append((_drawn(page, number, lambda total, before=before: total != before) - begun) / 1000)  # type: ignore[misc]
        page.wait_for_timeout(1_500)
    return times


def _pans(page: Page, count: int = 8) -> list[float]:
    """Return the seconds from the end of a pan to the picture of what is in view then."""
    times = []
    for n in range(count):
        number, *_ = _picture(page)
        frame = _frame(page)
        begun = frame.evaluate(
            f"(map.panBy([{400 if n % 2 else -400}, 0], {{animate: false}}), performance.timeOrigin + performance.now())"
        )
        times.append((_drawn(page, number) - begun) / 1000)
        page.wait_for_timeout(500)
    return times
