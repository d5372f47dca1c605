"""Several processes of the app behind nginx, with decks in PostgreSQL, as `serve-many` starts them."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from geo.errors import InputError
from geo.serving import programs
from geo.settings import home

READY_S = 300
"""Six programs start one after the other, and on a busy machine each takes its time."""


@dataclass(frozen=True)
class Many:
    """What runs."""

    address: str
    ports: tuple[int, ...]
    """Of the processes, the first at 127.0.0.1:ports[0]."""
    log: Path
    supervisor: subprocess.Popen[bytes]

    def pid(self, number: int) -> int:
        """Return which process serves at a port now, counted from 1; 0 while there is none."""
        return next((pid for pid in self.pids() if f"--port\0{self.ports[number - 1]}" in _words(pid)), 0)

    def pids(self) -> list[int]:
        """Return all processes that were started, nginx and PostgreSQL among them."""
        return [pid for pid in _everybody() if _mother(pid) == self.supervisor.pid]

    def kill(self, number: int) -> None:
        """End a process as the kernel does when memory is short."""
        pid = self.pid(number)
        assert pid, f"process {number} is not there"  # 0 is all that this test runs in
        os.kill(pid, signal.SIGKILL)

    def database(self) -> str:
        """Return the address of the decks, which each process was told."""
        told = Path(f"/proc/{self.pid(1)}/environ").read_bytes().split(b"\0")
        return next(one.partition(b"=")[2].decode() for one in told if one.startswith(b"INCIDENT_ATLAS_DATABASE="))

    def wait_for(self, number: int) -> None:
        """Wait until a process answers."""
        until(lambda: _is_well(f"http://127.0.0.1:{self.ports[number - 1]}"), READY_S)


def see_that_it_can_run() -> None:
    """Leave the test out where nginx or PostgreSQL is missing; on CI that is a failure."""
    try:
        programs.nginx()
        programs.postgres()
    except InputError as error:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(str(error))


@contextmanager
def serving_many(build: Path, log: Path, processes: int = 2, environment: Mapping[str, str] | None = None) -> Iterator[Many]:
    """Serve a build folder until the block ends; what is logged is added to a file."""
    see_that_it_can_run()
    port = ports(processes + 1)
    command = [sys.executable, "-m", "geo", "serve-many", "--processes", str(processes), "--port", str(port)]
    environ = {**os.environ, "INCIDENT_ATLAS_BUILD": str(build), "INCIDENT_ATLAS_LOG": "json", **(environment or {})}
    with ExitStack() as ending:
        out = ending.enter_context(log.open("ab"))
        supervisor = subprocess.Popen(command, cwd=home(), env=environ, stdout=out, stderr=out)  # noqa: S603  # our own words
        ending.callback(_stop, supervisor)
        many = Many(f"http://127.0.0.1:{port}", tuple(range(port + 1, port + 1 + processes)), log, supervisor)
        until(lambda: supervisor.poll() is not None or _is_well(many.address), READY_S)
        assert supervisor.poll() is None, log.read_text()
        for number in range(1, processes + 1):
            many.wait_for(number)
        yield many


def until(true: Callable[[], object], seconds: float) -> float:
    """Wait until something holds; return after how many seconds it did."""
    begun = time.monotonic()
    while not true():
        assert time.monotonic() < begun + seconds, "it took too long"
        time.sleep(0.1)
    return time.monotonic() - begun


def _stop(supervisor: subprocess.Popen[bytes]) -> None:
    supervisor.send_signal(signal.SIGINT)
    try:
        supervisor.wait(60)
    finally:
        supervisor.kill()


def _is_well(address: str) -> bool:
    with suppress(httpx.HTTPError):
        return httpx.get(f"{address}/healthz", timeout=5, trust_env=False).status_code == httpx.codes.OK
    return False


def ports(count: int) -> int:
    """Return the first of so many ports in a row that nobody listens at."""
    chance = random.Random()  # noqa: S311  # ports, not secrets
    for _ in range(100):
        first = chance.randrange(20_000, 30_000)
        with ExitStack() as held, suppress(OSError):
            for port in range(first, first + count):
                held.enter_context(socket.create_server(("127.0.0.1", port)))
            return first
    return pytest.fail("there are no free ports")


def _everybody() -> list[int]:
    return [int(path.name) for path in Path("/proc").iterdir() if path.name.isdecimal()]


def _words(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text(errors="replace")
    except OSError:
        return ""


def _mother(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()[1])
    except OSError:
        return 0
