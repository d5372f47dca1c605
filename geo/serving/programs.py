"""The programs of others that are needed, where Debian puts them, and whom they run for when root starts them."""

from __future__ import annotations

import os
import pwd
import shutil
from pathlib import Path
from typing import Final

from geo.errors import InputError

_POSTGRES: Final = Path("/usr/lib/postgresql")
_PLACES: Final = f"{os.defpath}:/usr/sbin:/usr/local/sbin:/sbin"
"""Debian keeps nginx where only root looks for programs."""


def nginx() -> Path:
    """
    Return the path of nginx.

    Raises
    ------
    InputError
        If there is none, with how to get it.
    """
    found = shutil.which("nginx") or shutil.which("nginx", path=_PLACES)
    if not found:
        msg = "nginx is not installed; on Debian: apt-get install --no-install-recommends nginx-light"
        raise InputError(msg)
    return Path(found)


def postgres(version: str = "") -> Path:
    """
    Return the folder with `initdb` and `postgres`: of a version ("15") that wrote a database, else the newest.

    Raises
    ------
    InputError
        If there is none, with how to get it.
    """
    found = [path for path in _POSTGRES.glob("*/bin") if (path / "initdb").exists() and (path / "postgres").exists()]
    found.sort(key=lambda path: float(path.parent.name) if path.parent.name.replace(".", "").isdigit() else 0)
    elsewhere = shutil.which("initdb")
    found = [Path(elsewhere).resolve().parent, *found] if elsewhere else found
    fitting = [path for path in found if not version or path.parent.name == version]
    if not fitting:
        name = f"postgresql-{version}" if version else "postgresql"
        why = f"PostgreSQL {version}, which wrote the decks here, is not installed" if version else "PostgreSQL is not installed"
        other = "name another database with INCIDENT_ATLAS_DATABASE"
        msg = f"{why}; on Debian: apt-get install --no-install-recommends {name}, or {other}"
        raise InputError(msg)
    return fitting[-1]


def somebody(*names: str) -> pwd.struct_passwd | None:
    """Return the first of these users whom this machine knows, if root asks; nobody else can start a program for another."""
    if os.geteuid() != 0:
        return None
    known = {user.pw_name: user for user in pwd.getpwall()}
    return next((known[name] for name in names if name in known), None)
