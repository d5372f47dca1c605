"""The columns of a data set: one row an incident as its makers recorded it, and one row for each that could not be taken."""

from __future__ import annotations

from typing import Final

import pyarrow as pa

SCHEMA_VERSION: Final = 1
"""Raised when a column changes its meaning; a data set of another version is not read."""

_TEXT: Final = pa.string()
_TEXTS: Final = pa.list_(pa.string())

RECORDS: Final = pa.schema(
    [
        pa.field("id", _TEXT, nullable=False),
        pa.field("row", pa.int64(), nullable=False),
        pa.field("kind", _TEXT, nullable=False),
        pa.field("family", _TEXT, nullable=False),
        pa.field("status", _TEXT, nullable=False),
        pa.field("first", pa.date32()),
        pa.field("last", pa.date32()),
        pa.field("date_precision", _TEXT, nullable=False),
        pa.field("place_name", _TEXT),
        pa.field("place_kind", _TEXT),
        pa.field("place_precision", _TEXT, nullable=False),
        pa.field("lat", pa.float64()),
        pa.field("lon", pa.float64()),
        pa.field("uncertainty_km", pa.float64()),
        pa.field("country", _TEXT),
        pa.field("admin1", _TEXT),
        pa.field("actors", _TEXTS, nullable=False),
        pa.field("targets", _TEXTS, nullable=False),
        pa.field("weapon", _TEXT),
        pa.field("killed_low", pa.int32()),
        pa.field("killed_high", pa.int32()),
        pa.field("injured_low", pa.int32()),
        pa.field("injured_high", pa.int32()),
        pa.field("title", _TEXT),
        pa.field("note", _TEXT),
        pa.field("source", _TEXT),
        pa.field("url", _TEXT),
    ]
)
"""
A record. `id` is "<slug>:<id of the data set>", its digest where that cannot stand in an address; `row` counts the rows of the
file from 1, the header among them, as a spreadsheet does; `kind`, `family`, `status` and the precisions are values of
`geo.model`; `first` to `last` are the days it may have been. `lat` and `lon` are both there or both absent, and absent wherever
no more than a country is said. `country` is ISO 3166-1 alpha-2, absent where it is not known. `actors` did it, or took part
where the data set does not say who did it to whom; `targets` suffered it. `title` is the data set's own word for what happened,
`note` its account, `source` whom it cites, `url` is http(s).
Text that is absent is null, never "".
"""

REJECTED: Final = pa.schema(
    [
        pa.field("row", pa.int64(), nullable=False),
        pa.field("reason", _TEXT, nullable=False),
        pa.field("text", _TEXT, nullable=False),
    ]
)
"""A row that was not taken, the first reason found, and how the row begins."""
