"""A server of PostgreSQL for the tests, where its programs are installed: in a folder of its own, reached by a socket alone."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MISSING = "there is no PostgreSQL on this machine (initdb and postgres); install the package postgresql"


def programs() -> Path | None:
    """Return the folder with `initdb` and `postgres`; None where there is none, or nobody whom they would run for."""
    if os.geteuid() == 0 and not _somebody():
        return None
    found = shutil.which("initdb")
    folders = [Path(found).parent] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((folder for folder in folders if (folder / "initdb").exists() and (folder / "postgres").exists()), None)


def _somebody() -> str:
    """Return a user whom the server runs for: it refuses to run for root."""
    known = {user.pw_name for user in pwd.getpwall()}
    return next((name for name in ("postgres", "nobody") if name in known), "")


@contextmanager
def running(bin_: Path) -> Iterator[str]:
    """Lend a server, as the address of its databases with {} for the name of one."""
    user = _somebody() if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp"))  # the path of a socket must be short
    try:
        if user:
            shutil.chown(folder, user)
        data = folder / "data"
        told = [bin_ / "initdb", "-D", data, "-U", "atlas", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale", "C"]
        subprocess.run(told, user=user, cwd=folder, check=True, capture_output=True)  # noqa: S603  # our own words
        command = [bin_ / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", f"-c listen_addresses='' -k {folder} -F"]
        subprocess.run([*command, "start"], user=user, cwd=folder, check=True, capture_output=True)  # noqa: S603  # as above
        try:
            yield f"postgresql://atlas@/{{}}?host={folder}"
        finally:
            stop = [bin_ / "pg_ctl", "-D", data, "-m", "immediate", "stop"]
            subprocess.run(stop, user=user, cwd=folder, check=True, capture_output=True)  # noqa: S603  # as above
    finally:
        shutil.rmtree(folder, ignore_errors=True)
