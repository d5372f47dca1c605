"""Decks that are kept: a file of SQLite or PostgreSQL by the same code, every save a version, conflicts told."""

from geo.decks.backups import Restored, copies, restore
from geo.decks.database import FILE, file_of
from geo.decks.shelf import MOST_KEPT, Listed, Shelf, Version, open_shelf as open  # noqa: A004  # `decks.open(settings)` says what it does

__all__ = ["FILE", "MOST_KEPT", "Listed", "Restored", "Shelf", "Version", "copies", "file_of", "open", "restore"]
