"""The same hundred thousand points in the same browser on our map and on two that others use."""

from __future__ import annotations

import shutil
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest
from playwright.sync_api import Browser, Error, Page

from geo.model import Kind
from geo.settings import Settings
from tests.bench import watching
from tests.bench.served import invented, serving

pytestmark = [pytest.mark.bench, pytest.mark.browser]

MANY = 100_000
HERE = Path(__file__).parent / "rivals"
TIMES = 3
ALL = urlencode([("kind", kind.value) for kind in Kind])
"""A filter with every kind, from which each click takes one away, so that nine in ten are drawn anew."""

_GL_IS_DONE = """
const draw = WebGL2RenderingContext.prototype.drawArraysInstanced;
WebGL2RenderingContext.prototype.drawArraysInstanced = function (...how) {
  draw.apply(this, how);
  if (how[3] < 50000 || window.done) return;
  this.finish();
  window.done = performance.timeOrigin + performance.now();
};
"""
"""Notes when most of the points have been drawn by software GL."""
_COUNTED = "[...document.querySelectorAll('.marker-cluster span')].reduce((sum, one) => sum + Number(one.textContent), 0)"


@contextmanager
def rival(which: str, folder: Path) -> Iterator[str]:
    """Serve the page of a rival with the files that its lock names; return its address."""
    [records] = invented(MANY).glob("datasets/*/*/records.parquet")
    shutil.copy(HERE / "app.py", folder / "app.py")
    shutil.copytree(_files(), folder / "static", dirs_exist_ok=True)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    options = {"port": port, "address": "127.0.0.1", "headless": "true", "enableStaticServing": "true", "fileWatcherType": "none"}
    told = [f"--server.{name}={value}" for name, value in options.items()]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", *told, "--browser.gatherUsageStats=false"]
    with subprocess.Popen(  # noqa: S603  # our own command
        [*command, "--", which, str(records.resolve())], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            address = f"http://127.0.0.1:{port}"
            _wait(f"{address}/_stcore/health")
            yield address
        finally:
            process.terminate()


def _files() -> Path:
    """Return the folder of what the lock names, installed once into the build folder, which git ignores."""
    folder = Settings().build / "bench" / "rivals"
    if not (folder / "node_modules" / "leaflet.markercluster").is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HERE / name, folder / name)
        npm = shutil.which("npm") or pytest.skip("there is no npm to install what ours is compared with")
        command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        if subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode:  # noqa: S603  # as above
            pytest.skip("what ours is compared with cannot be installed without the network")
    return folder / "node_modules"


def _wait(address: str) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            httpx.get(address).raise_for_status()
        except httpx.HTTPError:
            time.sleep(0.2)
        else:
            return
    pytest.fail("the other map was not ready after a minute")


def test_the_first_map_is_there_before_that_of_pydeck(tmp_path: Path) -> None:
    with watching.browsing("--enable-unsafe-swiftshader", "--use-angle=swiftshader") as browser:
        with serving(invented(MANY)) as served:
            ours = statistics.median(_first(browser, served.address) for _ in range(TIMES))
        with rival("deck", tmp_path) as address:
            theirs = statistics.median(_first_deck(browser, address) for _ in range(TIMES))
    print(f"\nfirst map of {MANY:,}: ours {ours:.2f} s; st.pydeck_chart {theirs:.2f} s, {theirs / ours:.1f} times")  # noqa: T201  # the figure itself
    assert theirs > ours


def _first(browser: Browser, address: str) -> float:
    page = watching.window(browser)
    seconds = watching.first_map(page, address)
    page.close()
    return seconds


def _first_deck(browser: Browser, address: str) -> float:
    page = watching.window(browser)
    page.add_init_script(_GL_IS_DONE)
    page.goto(address, wait_until="commit")
    done = page.wait_for_function("window.done", timeout=180_000).json_value()
    seconds: float = (done - page.evaluate("performance.timeOrigin")) / 1000
    page.close()
    return seconds


def test_a_click_on_a_filter_is_drawn_many_times_sooner_than_by_a_fast_marker_cluster(tmp_path: Path) -> None:
    with watching.browsing() as browser:
        with serving(invented(MANY)) as served:
            page = watching.window(browser)
            page.goto(f"{served.address}/?{ALL}")
            watching.drawn(page)
            ours = statistics.median(watching.clicks(page))
            page.close()
        with rival("cluster", tmp_path) as address:
            theirs = statistics.median(_clicks(watching.window(browser), address))
    print(f"\nclick on a filter of {MANY:,}: ours {ours:.2f} s; FastMarkerCluster {theirs:.2f} s, {theirs / ours:.1f} times")  # noqa: T201  # as above
    assert theirs >= 3 * ours


def _clicks(page: Page, address: str) -> list[float]:
    """Return the seconds from clicks on kinds to clusters of another sum."""
    page.goto(address)
    _other_sum(page, 0)
    times = []
    for n in range(TIMES):
        before = _sum(page)
        begun = watching.now(page)
        page.locator(".st-key-filter-kinds button").nth(n).click()
        _other_sum(page, before)
        times.append((watching.now(page) - begun) / 1000)
    return times


def _sum(page: Page) -> int:
    found = watching.frame(page)
    with suppress(Error):  # the frame is another one with each click
        return int(found.evaluate(_COUNTED)) if found else 0
    return 0


def _other_sum(page: Page, before: int) -> None:
    end = time.monotonic() + 180
    while _sum(page) in {0, before}:
        assert time.monotonic() < end, "the clusters were not drawn within three minutes"
        page.wait_for_timeout(20)
