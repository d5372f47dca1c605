"""The app on invented snapshots, in a Chromium that can reach no other host."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from geo.model import Atlas
from geo.settings import home
from tests.app import busy, quarrel, world
from tests.browser.visitor import Visitor
from tests.many import READY_S

_ATLASES: dict[str, Callable[[], Atlas]] = {
    "small": world.world,
    "crowded": lambda: world.crowded(1000),
    "busy": busy.busy,
    "hostile": world.hostile,
    "quarrel": quarrel.quarrel,
    "brigades": lambda: quarrel.brigades(300),
}


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., str]]:
    """Return the address at which a snapshot is served, below a path if one is given; started when it is first asked for."""
    started: dict[tuple[str, str], str] = {}
    with ExitStack() as running:

        def address(name: str, base: str = "") -> str:
            if (name, base) not in started:
                folder = tmp_path_factory.mktemp(name)
                world.publish(_ATLASES[name](), folder)
                started[name, base] = running.enter_context(_server(folder, base))
            return started[name, base]

        yield address


@pytest.fixture(scope="session")
def serving() -> Iterator[Callable[[Path], str]]:
    """Return what serves a build folder and returns the address."""
    with ExitStack() as running:
        yield lambda build: running.enter_context(_server(build, ""))


@contextmanager
def _server(build: Path, base: str) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {"INCIDENT_ATLAS_BUILD": str(build), "STREAMLIT_SERVER_BASE_URL_PATH": base}
    command = [sys.executable, "-m", "geo", "serve", "--port", str(port)]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, cwd=home(), env=environment, stdout=quiet, stderr=quiet) as process:  # noqa: S603  # ours
        address = f"http://127.0.0.1:{port}/{base}".rstrip("/")
        try:
            _wait(process, f"{address}/_stcore/health")
            yield address
        finally:
            process.terminate()


def _wait(process: subprocess.Popen[bytes], url: str) -> None:
    end = time.monotonic() + READY_S
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(url, timeout=2):  # noqa: S310  # the server of this test
                return
        except OSError:
            assert process.poll() is None, "the server ended before it was ready"
            time.sleep(0.2)
    pytest.fail(f"the server was not ready after {READY_S} s")


@pytest.fixture
def visit(browser: Browser, served: Callable[..., str]) -> Iterator[Callable[..., Visitor]]:
    """Return what opens a path of the app in a window of its own: `visit("small", "/?kind=seizure")`."""
    with ExitStack() as windows:

        def come(name: str = "small", path: str = "/", theme: str = "light", base: str = "") -> Visitor:
            context = browser.new_context(viewport={"width": 1280, "height": 720}, color_scheme=theme)  # type: ignore[arg-type]  # "light" or "dark"
            windows.callback(context.close)
            return Visitor(context.new_page(), served(name, base)).go(path)

        yield come
