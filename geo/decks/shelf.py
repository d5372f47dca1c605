"""Where decks are kept: listed, read, saved as a new version each time, removed and put back."""

from __future__ import annotations

import builtins
import secrets
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from geo.briefing import Deck, dump, load
from geo.briefing.schema import MOST_BYTES
from geo.decks import backups
from geo.decks.database import Database, connect
from geo.decks.tables import DECKS, VERSIONS
from geo.errors import ConflictError, DeckError
from geo.settings import Settings

MOST_KEPT: Final = 200
"""Versions of a deck that are kept, the newest; an older one is let go of when another is saved."""

_LONGEST_NAME: Final = 200
_TRIES: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A deck as a list shows it."""

    id: str
    title: str
    version: int
    saved: datetime
    """UTC."""
    scenes: int
    by: str
    """Who saved it; empty where nobody said so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version of a deck as a list shows it."""

    version: int
    title: str
    saved: datetime
    """UTC."""
    scenes: int
    by: str


def _now() -> datetime:
    return datetime.now(tz=UTC)


def open_shelf(settings: Settings, *, clock: Callable[[], datetime] = _now) -> Shelf:
    """
    Open where the settings say that decks are kept; what it returns may be used by several threads.

    Raises
    ------
    SettingsError
        If `settings.database` is no address of a database that can be used.
    DeckError
        If the database is damaged, of another version, or cannot be reached; it is left as it is.
    """
    return Shelf(connect(settings), clock)


class Shelf:
    """Decks in a database; each method is one transaction, and what it returned is on the disk."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        """Use a database that was opened; `clock` says when something is saved."""
        self._database, self._clock = database, clock

    def close(self) -> None:
        """Let go of the connections."""
        self._database.engine.dispose()

    def list(self, *, removed: bool = False) -> tuple[Listed, ...]:
        """
        Return every deck, the one that was saved last first; with `removed` those that were removed instead.

        Raises
        ------
        DeckError
            If the database refuses.
        """
        joined = DECKS.join(VERSIONS, (VERSIONS.c.deck == DECKS.c.id) & (VERSIONS.c.version == DECKS.c.version))
        columns = (DECKS.c.id, *_LISTED)
        question = select(*columns).select_from(joined).where(DECKS.c.removed == removed)
        with self._database.reading() as connection:
            rows = connection.execute(question.order_by(VERSIONS.c.saved.desc(), DECKS.c.id)).all()
        return tuple(Listed(id=row.id, **_about(row)) for row in rows)

    def get(self, name: str, version: int | None = None) -> Deck:
        """
        Return the deck of an id: the newest version, or the one that is asked for, of a removed one as well.

        Raises
        ------
        DeckError
            If there is no such deck, or it cannot be read.
        """
        with self._database.reading() as connection:
            return self._read(connection, name, version)

    def save(self, deck: Deck, by: str = "") -> Deck:
        """
        Keep a deck as its next version, and return it as it is kept; when this returns, a power cut does not undo it.

        A deck that is kept already as it stands makes no new version. A deck that was removed comes back by it.

        Raises
        ------
        ConflictError
            If somebody else saved it since the version that this one was made from; nothing is saved then.
        DeckError
            If it cannot be kept.
        InputError
            If it is too large.
        """
        now = self._clock().astimezone(UTC)
        for _ in range(_TRIES):
            try:
                with self._database.writing() as connection:
                    kept = self._keep(connection, deck, by[:_LONGEST_NAME], now)
            except DeckError as error:
                if not _hit_another(error):
                    raise
                last = error  # two saved a new deck of one id in the same moment; the other is kept now
            else:
                if self._database.file is not None:
                    backups.keep(self._database.file, now)
                return kept
        raise last

    def bring(self, deck: Deck, by: str = "") -> Deck:
        """
        Keep a deck that comes from a file, and return it as it is kept.

        Where there is another deck of its id it is kept beside that one, with an id of its own; the same deck is not kept twice.

        Raises
        ------
        DeckError
            If it cannot be kept.
        """
        with self._database.reading() as connection:
            version = connection.execute(select(DECKS.c.version).where(DECKS.c.id == deck.id)).scalar_one_or_none()
            there = None if version is None else self._read(connection, deck.id, version)
        if there is not None and replace(deck, version=there.version) != there:
            return self.save(replace(deck, id=secrets.token_hex(4), version=0), by)
        return self.save(replace(deck, version=0) if there is None else there, by)

    def versions(self, name: str) -> tuple[Version, ...]:
        """
        Return the versions of a deck that are kept, the newest first; none where there is no such deck.

        Raises
        ------
        DeckError
            If the database refuses.
        """
        question = select(*_LISTED).where(VERSIONS.c.deck == name).order_by(VERSIONS.c.version.desc())
        with self._database.reading() as connection:
            return tuple(Version(**_about(row)) for row in connection.execute(question))

    def changed_since(self, deck: Deck) -> bool:
        """
        Return whether somebody else saved or removed the deck since this version of it.

        Raises
        ------
        DeckError
            If the database refuses.
        """
        with self._database.reading() as connection:
            row = connection.execute(select(DECKS).where(DECKS.c.id == deck.id)).one_or_none()
        return (row.removed or row.version != deck.version) if row else deck.version > 0

    def remove(self, name: str) -> None:
        """
        Take a deck off the list; `restore` puts it back, with all its versions.

        Raises
        ------
        DeckError
            If there is no such deck.
        """
        self._mark(name, removed=True)

    def restore(self, name: str) -> None:
        """
        Put a deck back that was removed.

        Raises
        ------
        DeckError
            If there is no such deck.
        """
        self._mark(name, removed=False)

    # --- within a transaction ---------------------------------------------------------------

    def _keep(self, connection: Connection, deck: Deck, by: str, now: datetime) -> Deck:
        # Locked until the end, so that of two who save one deck the second sees what the first has done.
        row = connection.execute(select(DECKS).where(DECKS.c.id == deck.id).with_for_update()).one_or_none()
        if row is not None:
            mine = replace(deck, version=row.version)
            if dump(mine) == self._content(connection, deck.id, row.version):
                connection.execute(update(DECKS).where(DECKS.c.id == deck.id).values(removed=False))
                return mine
            if row.version != deck.version:
                theirs = self._read(connection, deck.id, row.version)
                msg = f"the deck {deck.id} was saved as version {row.version} by somebody else; yours is made from {deck.version}"
                raise ConflictError(msg, mine=deck, theirs=theirs)
        kept = replace(deck, version=deck.version + 1)
        if row is None:
            connection.execute(insert(DECKS).values(id=kept.id, version=kept.version, removed=False))
        else:
            connection.execute(update(DECKS).where(DECKS.c.id == kept.id).values(version=kept.version, removed=False))
        connection.execute(
            insert(VERSIONS).values(
                deck=kept.id,
                version=kept.version,
                saved=now.replace(tzinfo=None),
                by=by,
                title=kept.title,
                scenes=len(kept.scenes),
                content=zlib.compress(dump(kept)),
            )
        )
        old = (VERSIONS.c.deck == kept.id) & (VERSIONS.c.version <= kept.version - MOST_KEPT)
        connection.execute(delete(VERSIONS).where(old))
        return kept

    def _read(self, connection: Connection, name: str, version: int | None) -> Deck:
        return load(self._content(connection, name, version), self._where(name))

    def _content(self, connection: Connection, name: str, version: int | None) -> bytes:
        newest = select(DECKS.c.version).where(DECKS.c.id == name).scalar_subquery()
        at = VERSIONS.c.version == (newest if version is None else version)
        content = connection.execute(select(VERSIONS.c.content).where((VERSIONS.c.deck == name) & at)).scalar_one_or_none()
        if content is None:
            missing = "there is no such deck" if version is None else f"there is no version {version} of it"
            msg = f"{self._where(name)}: {missing}"
            raise DeckError(msg)
        return _unpacked(content, self._where(name))

    def _where(self, name: str) -> str:
        return f"{self._database.name}: deck {name[:60]}"

    def _mark(self, name: str, *, removed: bool) -> None:
        with self._database.writing() as connection:
            done = connection.execute(update(DECKS).where(DECKS.c.id == name).values(removed=removed))
            if not done.rowcount:
                msg = f"{self._where(name)}: there is no such deck"
                raise DeckError(msg)


_LISTED: Final = (VERSIONS.c.version, VERSIONS.c.title, VERSIONS.c.saved, VERSIONS.c.scenes, VERSIONS.c.by)


def _about(row: Row[*tuple[Any, ...]]) -> dict[str, Any]:
    told: builtins.list[str] = [column.name for column in _LISTED]
    return {name: getattr(row, name) for name in told} | {"saved": row.saved.replace(tzinfo=UTC)}


def _hit_another(error: DeckError) -> bool:
    return isinstance(error.__cause__, IntegrityError)


def _unpacked(content: bytes, where: str) -> bytes:
    unpack = zlib.decompressobj()
    try:
        made = unpack.decompress(content, MOST_BYTES + 1)
    except zlib.error:
        made = b""
    if not unpack.eof:
        msg = f"{where}: is damaged; open an older version of it"
        raise DeckError(msg)
    return made
