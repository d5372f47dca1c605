"""Servers of invented incidents, each in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx
import pytest

from geo.settings import Settings
from tests.many import ports


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


_OURS: Final = "INCIDENT_ATLAS_BENCH_"
"""How names begin that tell a bench what to do; the app knows no such setting and would refuse it."""


def environment(**more: str) -> dict[str, str]:
    """Return the environment for the app."""
    return {name: value for name, value in os.environ.items() if not name.startswith(_OURS)} | more


def invented(count: int) -> Path:
    """Return a folder with so many invented incidents, made once and kept in the build folder, which git ignores."""
    folder = Settings().build / "bench" / f"{count}"
    command = [sys.executable, "-m", "geo", "generate", str(folder), "--incidents", str(count)]
    if not list(folder.glob("cache/atlas-*.duckdb")):
        subprocess.run(command, env=environment(), check=True, capture_output=True)  # noqa: S603  # our own command
    return folder


@contextmanager
def serving(folder: Path) -> Iterator[Served]:
    """Serve a build folder."""
    port = ports(1)
    environ = environment(INCIDENT_ATLAS_BUILD=str(folder))
    command = [sys.executable, "-m", "geo", "serve", "--port", str(port)]
    with subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:  # noqa: S603  # as above
        try:
            served = Served(f"http://127.0.0.1:{port}", process.pid)
            _wait(served, process)
            yield served
        finally:
            process.terminate()


def _wait(served: Served, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 600
    while time.monotonic() < end:
        assert process.poll() is None, "the server has ended"
        try:
            httpx.get(f"{served.address}/api/facets", timeout=600).raise_for_status()
        except httpx.HTTPError:
            time.sleep(0.5)
        else:
            return
    pytest.fail("the server was not ready after ten minutes")
