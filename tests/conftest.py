"""A snapshot of an invented world, a folder of its own for each test that writes, and no silence about a missing browser."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings as tried
from playwright.sync_api import Browser, Playwright, sync_playwright

from geo import store, tools
from geo.settings import Settings
from geo.store import Snapshot
from geo.tools import Tools
from tests import chromium, worlds

if TYPE_CHECKING:
    from tests.elsewhere import Bucket

# A machine that pauses is no fault of an example, and what passed passes again: Hypothesis's own settings for CI, which have no
# deadline and choose the same examples every time. `--hypothesis-profile default` looks for others.
tried.load_profile("ci")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--raise-floors", action="store_true", help="write measured accuracy to tests/evaluation/floors.json")
    parser.addoption("--update-golden", action="store_true", help="write what the seeds give to tests/golden")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Return settings that write to a folder of the test."""
    return Settings(build=tmp_path / "build")


@pytest.fixture(scope="session")
def equipment() -> Tools:
    """Load the language model, the gazetteer and the facts once for all tests that read real text."""
    return tools.equip(Settings())


@pytest.fixture(scope="session")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    """Open the two newspapers of `worlds.atlas`, to read only."""
    settings = Settings(build=tmp_path_factory.mktemp("world"))
    store.publish(worlds.atlas(), settings)
    with closing(store.open(settings)) as opened:
        yield opened


FAULTS = Path(__file__).parent / "faults"


def pytest_collection_modifyitems(items: Sequence[pytest.Item]) -> None:
    """Mark what breaks things on purpose, and leave the browser tests out where there is no Chromium; on CI that is a failure."""
    for item in items:
        if FAULTS in item.path.parents:
            item.add_marker("faults")
    driven = [item for item in items if item.get_closest_marker("browser")]
    if not driven or chromium.find():
        return
    if os.environ.get("CI") == "true":
        msg = "CI=true and no Chromium: the browser tests cannot be left out; install the package chromium"
        raise pytest.UsageError(msg)
    for item in driven:
        item.add_marker(pytest.mark.skip(reason="there is no Chromium on this machine"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say it at the end, where it is read."""
    if not chromium.find():
        terminalreporter.write_sep(
            "!", "THE BROWSER TESTS WERE LEFT OUT: there is no Chromium on this machine", red=True, bold=True
        )


ALONE = "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
"""Whatever a page asks for elsewhere is not found, as with the cable unplugged."""


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Start Playwright once."""
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Start the machine's own Chromium; nothing is downloaded."""
    arguments = ["--no-sandbox", "--disable-gpu", "--no-proxy-server", f"--host-resolver-rules={ALONE}"]
    started = playwright.chromium.launch(executable_path=chromium.find(), args=arguments)
    yield started
    started.close()


@pytest.fixture(scope="session")
def _s3() -> Iterator[Bucket]:
    """Start a server that speaks S3, once."""
    from tests import elsewhere  # noqa: PLC0415  # few tests need it, and it takes a second to load

    with elsewhere.bucket() as made:
        yield made


@pytest.fixture
def bucket(_s3: Bucket, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bucket]:
    """Lend an empty bucket that this process finds as `s3://press`."""
    for name, value in _s3.environment.items():
        monkeypatch.setenv(name, value)
    yield _s3
    _s3.empty()
