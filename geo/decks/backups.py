"""
Copies of the file that decks are kept in: made beside it as decks are saved, and the way back to one of them.

A copy is numbered, so that the newest is known whatever the clock says, and it counts only when SQLite finds it whole. Nothing
is ever written over: what a copy takes the place of is kept beside it.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from geo.durable import sync
from geo.errors import DeckError

EVERY_S: Final = 60
"""A save is copied when the newest copy is older than this."""
NEWEST: Final = 5
"""Copies that are kept, the newest; besides them the last one of each of `DAYS` days."""
DAYS: Final = 7

_NAME: Final = re.compile(r"(?P<number>\d{6})-(?P<day>\d{8})T\d{6}Z\.sqlite")
_STALE_S: Final = 3_600
_COMPANIONS: Final = ("-wal", "-shm")

_log: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What was put back, and where what it took the place of is kept."""

    copy: Path
    aside: Path | None
    """None where there was nothing in its place."""


def folder(path: Path) -> Path:
    """Return the folder of the copies of a file."""
    return path.with_name(f"{path.stem}-copies")


def copies(path: Path) -> tuple[Path, ...]:
    """Return the copies of a file, the newest first."""
    found = (one for one in folder(path).glob("*.sqlite") if _NAME.fullmatch(one.name))
    return tuple(sorted(found, key=lambda one: one.name, reverse=True))


def keep(path: Path, now: datetime) -> None:
    """Copy a file if that is due; a copy that cannot be made is logged, for what was saved is saved."""
    there = copies(path)
    try:
        # A clock that was turned back must not keep copies from being made.
        if there and abs(time.time() - there[0].stat().st_mtime) < EVERY_S:
            return
        _copy(path, now, there)
    except (OSError, sqlite3.Error) as error:
        _log.warning("%s: no copy of it could be made in %s (%s)", path, folder(path), error)


def restore(path: Path, wanted: Path | None = None) -> Restored:
    """
    Put the newest whole copy of a file in its place, or the one that is wanted; the file itself is moved aside.

    Raises
    ------
    DeckError
        If no copy is whole, the file needs none, or it cannot be written.
    """
    there = copies(path)
    if wanted is None and path.exists() and not fault(path):
        known = ", ".join(str(one) for one in there) or "there is no copy yet"
        msg = f"{path}: is whole, so nothing was put back; name a copy to go back to it: {known}"
        raise DeckError(msg)
    chosen = next((one for one in ([wanted] if wanted else there) if not fault(one)), None)
    if chosen is None:
        looked = str(wanted) if wanted else f"none of {len(there)} in {folder(path)}"
        msg = f"{path}: there is no whole copy to put back ({looked}); name a file with `brief restore FILE`"
        raise DeckError(msg)
    try:
        return Restored(copy=chosen, aside=_put_back(path, chosen))
    except OSError as error:
        msg = f"{path}: cannot be written ({error.strerror}); make room or mend its permissions, and restore again"
        raise DeckError(msg) from error


def fault(path: Path) -> str:
    """Return what is wrong with a file of decks, as SQLite tells it; empty where it is whole."""
    try:
        with closing(_opened(path)) as connection:
            [told] = connection.execute("PRAGMA integrity_check(1)").fetchone()
            connection.execute("SELECT version FROM atlas_decks_schema").fetchone()
    except (OSError, sqlite3.Error) as error:
        return str(error)
    return "" if told == "ok" else str(told)


def _opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True)


def _copy(path: Path, now: datetime, there: tuple[Path, ...]) -> None:
    folder(path).mkdir(exist_ok=True)
    number = int(there[0].name[:6]) + 1 if there else 1
    name = folder(path) / f"{number:06}-{now:%Y%m%dT%H%M%SZ}.sqlite"
    handle, made = tempfile.mkstemp(dir=folder(path), prefix=".", suffix=".new")
    os.close(handle)
    fresh = Path(made)
    try:
        with closing(_opened(path)) as source, closing(sqlite3.connect(fresh)) as copy:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, whatever it is moved to
        if wrong := fault(fresh):
            raise sqlite3.DatabaseError(wrong)
        sync(fresh)
        fresh.replace(name)
        sync(folder(path))
    finally:
        for left in (fresh, *_companions(fresh)):
            left.unlink(missing_ok=True)
    _sweep(there)


def _sweep(older: Sequence[Path]) -> None:
    """Remove what is neither among the newest nor the last of a day; `older` does not hold the newest of all."""
    for left in older[0].parent.glob(".*.new*") if older else ():
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > _STALE_S:  # of somebody who died while copying
                left.unlink()
    days: set[str] = set()
    for place, one in enumerate(older, start=1):
        day = one.name[7:15]
        if place >= NEWEST and (day in days or len(days) >= DAYS):
            with suppress(OSError):
                one.unlink()
        days.add(day)


def _put_back(path: Path, chosen: Path) -> Path | None:
    """Keep what is there, then replace it; whoever is killed in between finds a file that says to restore again."""
    fresh = path.with_name(f".{path.name}.restored.new")
    shutil.copyfile(chosen, fresh)
    with closing(sqlite3.connect(fresh)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")  # the file remembers it
    sync(fresh)
    aside = _aside(path) if path.exists() else None
    for companion in _companions(path):
        companion.unlink(missing_ok=True)
    fresh.replace(path)
    sync(path.parent)
    return aside


def _aside(path: Path) -> Path:
    numbers = (path.with_name(f"{path.stem}-before-{n}{path.suffix}") for n in range(1, 1_000_000))
    aside = next(one for one in numbers if not one.exists())
    for one, kept in zip((path, *_companions(path)), (aside, *_companions(aside)), strict=True):
        if one.exists():
            shutil.copyfile(one, kept)
            sync(kept)
    return aside


def _companions(path: Path) -> tuple[Path, ...]:
    return tuple(path.with_name(path.name + end) for end in _COMPANIONS)
