"""One process that runs as long as we do: started, started again when it ends, stopped."""

from __future__ import annotations

import ctypes
import json
import logging
import os
import pwd
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from geo.errors import GeoError

_LOG: Final = logging.getLogger("geo.serving")

_LIBC: Final = ctypes.CDLL(None)
_SOON_S: Final = 20
"""A process that ends sooner than this after it was started had no luck; the next try waits."""
_LONGEST_WAIT_S: Final = 30
_MOUTHFUL: Final = 65_536
_DIE_WITH_PARENT: Final = 1
"""PR_SET_PDEATHSIG (prctl(2))."""


@dataclass(kw_only=True)
class Child:
    """A process, how it is started, and how it is asked to stop."""

    name: str
    command: Sequence[str | Path]
    environment: Mapping[str, str] = field(default_factory=dict)
    user: pwd.struct_passwd | None = None
    """Whom it runs for, where root starts it."""
    stop_with: signal.Signals = signal.SIGTERM
    patience: float = 10
    """Seconds that it may take to stop, then it is killed."""
    tells: bool = False
    """Whether it knows nothing of our logs: what it says is told in them line by line."""
    silent: bool = False
    """Whether nobody needs to read its standard output."""

    process: subprocess.Popen[bytes] | None = None
    begun: float = 0
    falls: int = 0
    """How often in a row it ended soon after it was started."""
    rest_until: float = 0
    rest: bytes = b""
    """The begin of a line that it has not ended yet."""

    def start(self) -> None:
        """Start it; it dies when we do, however that comes about."""
        mother = os.getpid()

        def bind() -> None:
            _LIBC.prctl(_DIE_WITH_PARENT, signal.SIGTERM)
            if os.getppid() != mother:
                os._exit(1)  # we are gone already

        self.begun = time.monotonic()
        # A group of its own: Ctrl-C reaches us alone, and we stop one after the other.
        self.rest = b""
        self.process = subprocess.Popen(  # noqa: S603  # our own words
            [str(word) for word in self.command],
            env={**os.environ, **self.environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if self.tells else subprocess.DEVNULL if self.silent else None,
            stderr=subprocess.STDOUT if self.tells else None,
            process_group=0,
            preexec_fn=bind,  # noqa: PLW1509  # we have one thread
            cwd="/" if self.user else None,
            user=self.user.pw_uid if self.user else None,
            group=self.user.pw_gid if self.user else None,
            extra_groups=[] if self.user else None,
        )
        if self.process.stdout:
            os.set_blocking(self.process.stdout.fileno(), False)

    def is_running(self) -> bool:
        """Return whether it runs."""
        return self.process is not None and self.process.poll() is None

    def hear(self) -> None:
        """Tell what it has said since."""
        stream = self.process.stdout if self.process else None
        while stream is not None and not stream.closed and (told := stream.read(_MOUTHFUL)):
            *lines, self.rest = (self.rest + told).split(b"\n")
            for line in lines:
                _tell(self.name, line.decode("utf-8", "backslashreplace"))

    def _hear_out(self) -> None:
        """Tell the last that it has said."""
        self.hear()
        if self.process and self.process.stdout:
            self.process.stdout.close()

    def look_after(self) -> bool:
        """Start it again if it has ended and has rested enough; return whether it was."""
        self.hear()
        if self.is_running():
            return False
        now = time.monotonic()
        if self.process is not None:
            self.falls = self.falls + 1 if now - self.begun < _SOON_S else 0
            self.rest_until = now + min(_LONGEST_WAIT_S, 2.0**self.falls - 1)
            self._hear_out()
            _LOG.error("%s ended (%s); it is started again", self.name, _how(self.process.returncode))
            self.process = None
        if now < self.rest_until:
            return False
        try:
            self.start()
        except (GeoError, OSError):
            _LOG.exception("%s cannot be started", self.name)
            self.falls += 1
            self.rest_until = now + min(_LONGEST_WAIT_S, 2.0**self.falls)
            return False
        return True

    def ask_to_stop(self) -> None:
        """Ask it to stop."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                self.process.send_signal(self.stop_with)

    def stop(self) -> None:
        """Ask it to stop, and wait until it has."""
        if self.process is None:
            return
        self.ask_to_stop()
        try:
            self.process.wait(self.patience)
        except subprocess.TimeoutExpired:
            _LOG.warning("%s did not stop within %g s and is killed", self.name, self.patience)
            self.process.kill()
            self.process.wait()
        self._hear_out()

    def kill(self) -> None:
        """End it at once; `look_after` starts it again."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()


def _tell(name: str, line: str) -> None:
    """Tell a line of another program; one of nginx is JSON, with fields of its own."""
    try:
        told = json.loads(line) if line.startswith("{") else {}
    except ValueError:
        told = {}
    event = told.pop("event", line)
    _LOG.log(logging.ERROR if told else logging.INFO, "%s", event, extra={"of": name, **told})


def _how(code: int) -> str:
    return f"exit {code}" if code >= 0 else signal.Signals(-code).name
