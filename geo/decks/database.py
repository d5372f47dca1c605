"""The database of the decks: a file of SQLite beside the snapshots, or PostgreSQL; opened, checked, never overwritten."""

from __future__ import annotations

import os
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event, insert, inspect, select, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError
from sqlalchemy.pool import NullPool

from geo.decks import backups
from geo.decks.faults import told
from geo.decks.tables import METADATA, SCHEMA, SCHEMA_VERSION
from geo.durable import sync
from geo.errors import DeckError, SettingsError
from geo.settings import PREFIX, Settings

FILE: Final = "decks.sqlite"

_VARIABLE: Final = f"{PREFIX}DATABASE"
_MAGIC: Final = b"SQLite format 3\x00"
_PATIENCE_S: Final = 30
"""A save waits so long for another to end."""
_STALE_S: Final = 3_600
_BEGIN: Final = "atlas_begin"
_MAKING: Final = 0x41746C61
"""Number of the lock that whoever makes the tables holds (PostgreSQL)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """A database whose tables are there and of our version."""

    engine: Engine
    name: str
    """For messages: the path of the file, or the address without a password."""
    file: Path | None = None
    """The file of SQLite; None where a server keeps the decks."""

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """
        Lend a connection that sees one state of the database.

        Raises
        ------
        DeckError
            If the database refuses.
        """
        with told(self.name), self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """
        Lend a connection whose changes are on the disk when this ends well, and were never made when it does not.

        Raises
        ------
        DeckError
            If the database refuses.
        """
        with told(self.name), self.engine.connect() as connection:
            connection.execution_options(**{_BEGIN: "BEGIN IMMEDIATE"})
            with connection.begin():
                yield connection


def connect(settings: Settings) -> Database:
    """
    Open the database that the settings name, and make its tables if it has none.

    Raises
    ------
    SettingsError
        If the setting is no address of a database that can be used.
    DeckError
        If the database is damaged, of another version, somebody else's, or cannot be reached; it is left as it is.
    """
    where = _where(settings)
    return _file(where) if isinstance(where, Path) else _server(where)


def file_of(settings: Settings) -> Path | None:
    """
    Return the file that decks are kept in, be it there or not; None where a server keeps them.

    Raises
    ------
    SettingsError
        If the setting is no address of a database that can be used.
    """
    where = _where(settings)
    return where if isinstance(where, Path) else None


def _where(settings: Settings) -> Path | URL:
    if not settings.database:
        return settings.build / FILE
    try:
        url = make_url(settings.database)
    except ArgumentError as error:
        msg = f"{_VARIABLE}: is no address of a database; write it like sqlite:///decks.sqlite or postgresql://user@host/name"
        raise SettingsError(msg) from error
    backend = url.get_backend_name()
    if backend == "sqlite":
        if not url.database or url.database == ":memory:" or url.query:
            msg = f"{_VARIABLE}: decks are kept in a file; write its path behind sqlite:/// and nothing behind that"
            raise SettingsError(msg)
        return Path(url.database)
    if backend in {"postgresql", "postgres"}:
        return url.set(drivername="postgresql+psycopg")
    msg = f"{_VARIABLE}: {backend!r} is neither sqlite nor postgresql"
    raise SettingsError(msg)


# --- SQLite ---------------------------------------------------------------------------------


def _file(path: Path) -> Database:
    if not path.exists():
        if backups.copies(path):
            away = f"or move {backups.folder(path)} away to begin anew"
            msg = f"{path}: is gone, and there are copies of it; run `python -m geo brief restore`, {away}"
            raise DeckError(msg)
        _begin(path)
    _see_that_it_is_ours(path)
    database = Database(engine=_engine(path), name=str(path), file=path)
    with database.reading() as connection:
        fault = connection.execute(text("PRAGMA quick_check(1)")).scalar_one()
        if fault != "ok":
            raise _damaged(path)
        if not inspect(connection).has_table(SCHEMA.name):
            msg = f"{path}: is a database of something else; it is left as it is, name another with {_VARIABLE}"
            raise DeckError(msg)
        _see_the_version(connection, str(path))
    return database


def _damaged(path: Path) -> DeckError:
    left = f"run `python -m geo brief restore` to put back its newest copy, or name another with {_VARIABLE}"
    return DeckError(f"{path}: is damaged; it is left as it is: {left}")


def _engine(path: Path) -> Engine:
    def connection() -> sqlite3.Connection:
        # "rw" never makes a file: one that is taken away under a running program is missed, not replaced by an empty one.
        made = sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=_PATIENCE_S, isolation_level=None)
        for pragma in ("synchronous = FULL", "fullfsync = ON", "foreign_keys = ON"):
            made.execute(f"PRAGMA {pragma}")
        return made

    engine = create_engine("sqlite://", creator=connection, poolclass=NullPool)

    # The driver begins transactions of its own, too late and too weak; here each begins where it is said to.
    @event.listens_for(engine, "begin")
    def _(connection: Connection) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get(_BEGIN, "BEGIN"))

    return engine


def _begin(path: Path) -> None:
    """Make the file beside its place and put it there whole, so that a death in between leaves no half of one."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _sweep(path)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".new")
        os.close(handle)
        fresh = Path(name)
        try:
            with told(str(path)):
                with closing(sqlite3.connect(fresh)) as connection:
                    connection.execute("PRAGMA journal_mode = WAL")  # the file remembers it
                with _engine(fresh).begin() as engaged:
                    _make(engaged)
            sync(fresh)
            with suppress(FileExistsError):  # somebody else was faster, with the same tables
                _place(fresh, path)
            sync(path.parent)
        finally:
            fresh.unlink(missing_ok=True)
    except OSError as error:
        msg = f"{path}: cannot be made ({error.strerror}); make its folder writable, or name another with {_VARIABLE}"
        raise DeckError(msg) from error


def _sweep(path: Path) -> None:
    """Take away what somebody left who died while making the file."""
    for left in path.parent.glob(f".{path.name}.*"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > _STALE_S:
                left.unlink()


def _place(fresh: Path, path: Path) -> None:
    try:
        os.link(fresh, path)
    except FileExistsError:
        raise
    except OSError:  # a file system that knows no links
        if not path.exists():
            fresh.replace(path)


def _see_that_it_is_ours(path: Path) -> None:
    try:
        with path.open("rb") as file:
            start = file.read(len(_MAGIC))
    except OSError as error:
        msg = f"{path}: cannot be read ({error.strerror}); mend its permissions, or name another with {_VARIABLE}"
        raise DeckError(msg) from error
    if start != _MAGIC:
        raise _damaged(path)


# --- PostgreSQL -----------------------------------------------------------------------------


def _server(url: URL) -> Database:
    options: dict[str, Any] = {"connect_timeout": 10, "options": f"-c lock_timeout={_PATIENCE_S}s -c synchronous_commit=on"}
    try:
        engine = create_engine(url, connect_args=options, pool_pre_ping=True)
    except (ArgumentError, NoSuchModuleError, ImportError) as error:
        msg = f"{_VARIABLE}: PostgreSQL cannot be used here ({error}); install the app's packages"
        raise SettingsError(msg) from error
    database = Database(engine=engine, name=url.render_as_string(hide_password=True))
    with database.writing() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MAKING})
        if not inspect(connection).has_table(SCHEMA.name):
            _make(connection)
        _see_the_version(connection, database.name)
    return database


# --- tables ---------------------------------------------------------------------------------


def _make(connection: Connection) -> None:
    METADATA.create_all(connection)
    connection.execute(insert(SCHEMA).values(version=SCHEMA_VERSION))


def _see_the_version(connection: Connection, name: str) -> None:
    versions = connection.execute(select(SCHEMA.c.version)).scalars().all()
    if list(versions) != [SCHEMA_VERSION]:
        theirs = ", ".join(map(str, versions)) or "nobody knows which"
        left = f"use the program that made it, or name another with {_VARIABLE}"
        msg = f"{name}: its decks are kept in version {theirs}, and this program knows version {SCHEMA_VERSION}; {left}"
        raise DeckError(msg)
