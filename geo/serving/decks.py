"""The PostgreSQL that keeps the decks: in a folder of the build, reached by a socket that nobody else can open."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

from geo.errors import InputError
from geo.serving import programs
from geo.serving.child import Child

FOLDER: Final = "postgresql"
_OWNER: Final = "atlas"
_DATABASE: Final = "atlas"
_READY_S: Final = 60
_TRY_S: Final = 0.1

# No port at all: who may open the socket, and that is the folder's owner, may open the database.
_OPTIONS: Final = ("listen_addresses=", "unix_socket_permissions=0700", "log_statement=none", "log_min_error_statement=panic")


def server(folder: Path, sockets: Path) -> Child:
    """
    Return the server of a database below `folder`, which is made if there is none.

    Parameters
    ----------
    folder
        Where its files are kept.
    sockets
        A folder of a short path, in which its socket stands.

    Raises
    ------
    InputError
        If PostgreSQL is not installed, or it cannot write there.
    """
    data = folder / FOLDER
    version = data / "PG_VERSION"
    user = programs.somebody("postgres", "nobody")
    try:
        written = version.read_text(encoding="ascii").strip() if version.exists() else ""
        bin_ = programs.postgres(written)
        for path in (data, sockets):
            path.mkdir(parents=True, exist_ok=True, mode=0o700)
            path.chmod(0o700)
            if user:
                os.chown(path, user.pw_uid, user.pw_gid)
    except OSError as error:
        remedy = "make its folder writable, or name a database with INCIDENT_ATLAS_DATABASE"
        msg = f"{data}: cannot be made ({error.strerror}); {remedy}"
        raise InputError(msg) from error
    if not written:
        _make(bin_, data, user)
    _refuse_what_is_served(data)
    options = [word for option in _OPTIONS for word in ("-c", option)]
    return Child(
        name="postgresql",
        command=[bin_ / "postgres", "-D", data, "-k", sockets, *options],
        user=user,
        tells=True,
        stop_with=signal.SIGINT,  # rolls back what is under way and ends (postgresql.org/docs/current/server-shutdown.html)
        patience=30,
    )


def _refuse_what_is_served(data: Path) -> None:
    """Say so where another of us uses the files; PostgreSQL would refuse as well, with less to go by."""
    with suppress(OSError, ValueError, IndexError):
        pid = int((data / "postmaster.pid").read_text(encoding="ascii", errors="replace").splitlines()[0])
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        if os.fsencode(data) in words:
            msg = f"{data}: is served already, by process {pid}; stop that, or name another folder with --from"
            raise InputError(msg)


def _make(bin_: Path, data: Path, user: pwd.struct_passwd | None) -> None:
    command = [bin_ / "initdb", "-D", data, "-U", _OWNER, "-A", "trust", "-E", "UTF8", "--locale", "C", "--data-checksums"]
    done = _done([str(word) for word in command], user)
    if done.returncode:
        shutil.rmtree(data, ignore_errors=True)
        whose = f" the user {user.pw_name} must be able to enter every folder above it;" if user else ""
        why = (done.stderr.strip().splitlines() or ["no reason was given"])[-1]
        msg = f"{data}: PostgreSQL cannot keep its files there ({why});{whose} name another folder with --from"
        raise InputError(msg)


def address(sockets: Path) -> str:
    """Return the setting by which the app finds the database."""
    return f"postgresql://{_OWNER}@/{_DATABASE}?host={sockets}"


def wait(running: Child, sockets: Path) -> None:
    """
    Wait until the server answers and has our database.

    Raises
    ------
    InputError
        If it ends, or has not answered after a minute.
    """
    bin_ = Path(running.command[0]).parent
    end = time.monotonic() + _READY_S
    where = ["-h", str(sockets), "-U", _OWNER]
    while running.is_running() and time.monotonic() < end:
        running.hear()
        if not _done([str(bin_ / "pg_isready"), *where, "-d", "postgres", "-q"], running.user).returncode:
            question = f"SELECT 1 FROM pg_database WHERE datname = '{_DATABASE}'"  # noqa: S608  # our own name
            there = _done([str(bin_ / "psql"), *where, "-d", "postgres", "-XAtqc", question], running.user)
            if there.stdout.strip() or not _done([str(bin_ / "createdb"), *where, _DATABASE], running.user).returncode:
                return
        time.sleep(_TRY_S)
    running.hear()
    msg = f"{running.command[2]}: PostgreSQL did not start; what it says stands above"
    raise InputError(msg)


def _done(command: list[str], user: pwd.struct_passwd | None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603  # our own words
        command,
        cwd="/",
        check=False,
        capture_output=True,
        text=True,
        user=user.pw_uid if user else None,
        group=user.pw_gid if user else None,
        extra_groups=[] if user else None,
    )
