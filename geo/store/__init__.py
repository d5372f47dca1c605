"""Snapshots: Parquet tables and a manifest, published atomically, read through one locked DuckDB."""

from geo.store import elsewhere
from geo.store.columns import COLUMNS, SCHEMA_VERSION
from geo.store.publishing import Draft, Reservation, draft, publish, reserve
from geo.store.reading import open_snapshot as open  # noqa: A004  # `store.open(settings)` says what it does
from geo.store.returning import rollback, verified
from geo.store.snapshot import Snapshot

__all__ = [
    "COLUMNS",
    "SCHEMA_VERSION",
    "Draft",
    "Reservation",
    "Snapshot",
    "draft",
    "elsewhere",
    "open",
    "publish",
    "reserve",
    "rollback",
    "verified",
]
