"""The order in which all is started, watched and stopped."""

from __future__ import annotations

import http.client
import logging
import os
import secrets
import shutil
import signal
import socket
import stat
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from geo import access
from geo.errors import InputError
from geo.serving import decks, front, programs
from geo.serving.child import Child
from geo.serving.plan import Plan
from geo.settings import Settings, as_environment

KEPT: Final = "serving"
"""The folder in the build that holds the database and the secret of the cookies."""

SECRET: Final = "STREAMLIT_SERVER_COOKIE_SECRET"  # noqa: S105  # the name of a variable
_SECRET_FILE: Final = "cookie-secret"  # noqa: S105  # the name of a file

_LOG: Final = logging.getLogger("geo.serving")
_LARGEST_MB: Final = 20
"""As in .streamlit/config.toml."""
_FIRST_READY_S: Final = 1_800
"""The first start after a build makes the tables that readers ask; that of five million incidents takes minutes."""
_NGINX_READY_S: Final = 20
_LOOK_S: Final = 0.2
_ASK_S: Final = 5
_ANSWER_S: Final = 2
_SILENT: Final = 12
"""A process that did not answer so often in a row, a minute long, hangs and is started anew."""


@dataclass
class App:
    """A process of the app."""

    child: Child
    port: int
    base: str
    asked: float = 0
    silent: int = 0
    was_ready: bool = field(default=False)

    def answers(self) -> bool:
        """Return whether it says that it is well."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=_ANSWER_S)
        try:
            connection.request("GET", f"/{self.base}/healthz" if self.base else "/healthz")
            return connection.getresponse().status == http.client.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def look_after(self) -> None:
        """Start it again if it has ended, or hangs."""
        if self.child.look_after():
            self.silent, self.was_ready = 0, False
        now = time.monotonic()
        if now - self.asked < _ASK_S or not self.child.is_running():
            return
        self.asked = now
        if self.answers():
            if not self.was_ready:
                _LOG.info("%s is ready", self.child.name)
            self.silent, self.was_ready = 0, True
        elif self.was_ready:
            self.silent += 1
            if self.silent >= _SILENT:
                _LOG.error("%s has not answered for %g s and is killed", self.child.name, _SILENT * _ASK_S)
                self.child.kill()


def run(plan: Plan, settings: Settings, *, ready: Callable[[str], None]) -> None:
    """
    Serve until somebody stops it with Ctrl-C or SIGTERM; the main thread alone can.

    Parameters
    ----------
    plan
        What is served, and where.
    settings
        Handed to every process; where they name no database, PostgreSQL is started in `settings.build`.
    ready
        Told the address once the first process can answer.

    Raises
    ------
    InputError
        If nginx or PostgreSQL is missing, a port is taken, or a process cannot be started.
    """
    ended = threading.Event()
    nginx = programs.nginx()
    for port in (plan.port, *plan.ports):
        _refuse_what_is_taken(plan.address if port == plan.port else "127.0.0.1", port)
    # The processes behind listen at this machine alone, and do not know who reaches them.
    if told := access.warning(plan.address, asked=bool(settings.access)):
        _LOG.warning(told)
    kept = settings.build / KEPT
    secret = _secret(kept)
    with _stopping(ended), ExitStack() as running:
        passing = _folder(running)
        database = settings.database
        watched: list[Child] = []
        if not database:
            watched.append(_start(decks.server(kept, passing / "pg"), running))
            decks.wait(watched[0], passing / "pg")
            database = decks.address(passing / "pg")
            _LOG.info("briefings are kept in %s; the socket of PostgreSQL is in %s", kept / decks.FOLDER, passing / "pg")
        environment = {
            **as_environment(replace(settings, build=settings.build.absolute(), database=database)),
            SECRET: secret,
            "STREAMLIT_SERVER_BASE_URL_PATH": plan.base,
        }
        apps = [_app(number, plan, environment) for number in range(1, plan.processes + 1)]
        # The first alone: it makes what the others only open.
        running.callback(_stop_all, [app.child for app in apps])
        apps[0].child.start()
        if not _wait(apps[0], ended):
            return
        for app in apps[1:]:
            app.child.start()
        watched.append(_start(_nginx(nginx, plan, passing), running))
        _wait_for_nginx(watched[-1], plan)
        ready(plan.address_told)
        while not ended.wait(_LOOK_S):
            for child in watched:
                child.look_after()
            for app in apps:
                app.look_after()
        _LOG.info("stopping")


def _start(child: Child, running: ExitStack) -> Child:
    child.start()
    running.callback(child.stop)
    return child


def _stop_all(children: Sequence[Child]) -> None:
    """Ask all of them before waiting for the first."""
    for child in children:
        child.ask_to_stop()
    for child in children:
        child.stop()


def _app(number: int, plan: Plan, environment: dict[str, str]) -> App:
    port = plan.ports[number - 1]
    command = [sys.executable, "-m", "geo", "serve", "--port", str(port)]
    return App(
        Child(name=f"process {number}", command=command, environment=environment, silent=True, patience=15), port, plan.base
    )


def _wait(app: App, ended: threading.Event) -> bool:
    """Wait until the process answers; return False if somebody stops us meanwhile."""
    end = time.monotonic() + _FIRST_READY_S
    while not app.answers():
        if not app.child.is_running() or time.monotonic() > end:
            msg = f"{app.child.name} did not start; what it says stands above"
            raise InputError(msg)
        if ended.wait(_LOOK_S):
            return False
    return True


def _wait_for_nginx(nginx: Child, plan: Plan) -> None:
    end = time.monotonic() + _NGINX_READY_S
    address = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(plan.address, plan.address)  # noqa: S104  # whom everybody reaches
    while nginx.is_running() and time.monotonic() < end:
        with suppress(OSError), socket.create_connection((address, plan.port), timeout=1):
            return
        time.sleep(_LOOK_S)
    nginx.hear()
    msg = "nginx did not start; what it says stands above"
    raise InputError(msg)


def _nginx(program: Path, plan: Plan, passing: Path) -> Child:
    user = programs.somebody("www-data", "nobody")
    name = user.pw_name if user else ""
    folder = passing / "nginx"
    folder.mkdir()
    conf = folder / "nginx.conf"
    conf.write_text(front.configuration(plan, folder, largest_mb=_LARGEST_MB, user=name), encoding="utf-8")
    return Child(name="nginx", command=[program, "-p", folder, "-c", conf, "-e", "stderr"], tells=True, patience=5)


# --- what is kept, and what passes ---------------------------------------------------------


def _folder(running: ExitStack) -> Path:
    """Make the folder of sockets and passing files; a path of a socket must be short, so it is no folder of the build."""
    folder = Path(tempfile.mkdtemp(prefix="atlas-"))
    folder.chmod(0o711)  # workers and PostgreSQL run for others, who find their own folders in it and list nothing
    running.callback(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _secret(kept: Path) -> str:
    """
    Return the secret that signs the cookies of all processes, made once; what is told by the environment goes before.

    Raises
    ------
    InputError
        If it can be read by others, or cannot be written.
    """
    if told := os.environ.get(SECRET):
        return told
    path = kept / _SECRET_FILE
    try:
        kept.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError):
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(secrets.token_hex(32))
        if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            msg = f"{path}: others can read the secret that signs cookies; remove the file, everybody signs in anew"
            raise InputError(msg)
        told = path.read_text(encoding="ascii").strip()
    except OSError as error:
        msg = f"{path}: the secret of the cookies cannot be kept ({error.strerror}); make its folder writable"
        raise InputError(msg) from error
    if len(told) < 64:
        msg = f"{path}: is no secret of 64 characters; remove the file, everybody signs in anew"
        raise InputError(msg)
    return told


def _refuse_what_is_taken(address: str, port: int) -> None:
    try:
        with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((address, port))
    except OSError as error:
        remedy = "choose another with --port; the processes listen at the ports behind it"
        msg = f"{address}:{port}: nothing can be served there ({error.strerror}); {remedy}"
        raise InputError(msg) from error


@contextmanager
def _stopping(ended: threading.Event) -> Iterator[None]:
    """Set `ended` for Ctrl-C and SIGTERM; a second one ends us at once."""

    def told(number: int, _: object) -> None:
        if ended.is_set():
            signal.signal(number, signal.SIG_DFL)
            signal.raise_signal(number)
        ended.set()

    before = {number: signal.signal(number, told) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
