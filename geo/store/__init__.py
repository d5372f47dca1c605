"""Snapshots: Parquet tables and a manifest, published atomically, read through one locked DuckDB."""

from geo.store.columns import COLUMNS as COLUMNS
from geo.store.columns import SCHEMA_VERSION as SCHEMA_VERSION
from geo.store.publishing import Reservation as Reservation
from geo.store.publishing import publish as publish
from geo.store.publishing import reserve as reserve
from geo.store.reading import open_snapshot as open  # noqa: A004  # `store.open(settings)` reads like what it does
from geo.store.snapshot import Snapshot as Snapshot
