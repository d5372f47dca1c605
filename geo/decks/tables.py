"""The tables that decks are kept in, the same in every database."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Boolean, Column, DateTime, ForeignKey, Index, Integer, LargeBinary, MetaData, String, Table, Text

SCHEMA_VERSION: Final = 1
"""Raised when a table changes; a database of another version is left as it is."""

METADATA: Final = MetaData()

SCHEMA: Final = Table("atlas_decks_schema", METADATA, Column("version", Integer, primary_key=True, autoincrement=False))

DECKS: Final = Table(
    "atlas_decks",
    METADATA,
    Column("id", String(40), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("removed", Boolean, nullable=False),
)
"""Each deck once, with its newest version."""

VERSIONS: Final = Table(
    "atlas_deck_versions",
    METADATA,
    Column("deck", String(40), ForeignKey("atlas_decks.id"), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("saved", DateTime(), nullable=False),
    Column("by", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("scenes", Integer, nullable=False),
    Column("content", LargeBinary, nullable=False),
)
"""What was saved: `content` is the file that `briefing.dump` makes, compressed by zlib; times are UTC."""

Index("atlas_deck_versions_saved", VERSIONS.c.saved)
