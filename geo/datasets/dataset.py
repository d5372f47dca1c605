"""What is known of one data set beside its rows: where it came from, who must be named, what was left out."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

from geo.datasets.columns import SCHEMA_VERSION
from geo.errors import DatasetError, InputError

SLUG: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,46}[a-z0-9])?")
RECORDS_FILE: Final = "records.parquet"
REJECTED_FILE: Final = "rejected.parquet"


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What the one who imports tells of a data set, or its format does."""

    slug: str
    """Its name in addresses and ids: a to z, digits and hyphens."""
    name: str
    format: str
    license: str
    attribution: str
    """The line that whoever shows its rows has to show."""
    homepage: str = ""

    def __post_init__(self) -> None:
        """Refuse a slug that is none, for it becomes the name of a folder."""
        if not SLUG.fullmatch(self.slug):
            msg = f"{self.slug!r} is no short name for a data set: a to z, digits and hyphens, at most 48"
            raise InputError(msg)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """One data set in force."""

    slug: str
    name: str
    format: str
    license: str
    attribution: str
    homepage: str
    file: str
    """Name of the file it was read from, without its folder."""
    sha256: str
    """Digest of that file's bytes."""
    imported: date
    as_of: date | None
    """The newest day that its makers changed a row, else that of its newest incident; None where neither is known."""
    rows: int
    placed: int
    """Rows with a position."""
    rejected: Mapping[str, int]
    """Rows that were not taken, by reason."""
    warnings: tuple[str, ...]
    """What was assumed, or mended, while it was read."""
    files: Mapping[str, str] = field(repr=False)
    """SHA-256 of each file in `folder`."""
    folder: Path

    @property
    def digest(self) -> str:
        """Return what names these very rows; a data set imported anew from a changed file has another."""
        return self.folder.name

    @property
    def left_out(self) -> int:
        """How many rows were not taken."""
        return sum(self.rejected.values())

    def to_json(self) -> dict[str, Any]:
        """Return it as it is written to `dataset.json`."""
        return {
            "schema": SCHEMA_VERSION,
            "slug": self.slug,
            "name": self.name,
            "format": self.format,
            "license": self.license,
            "attribution": self.attribution,
            "homepage": self.homepage,
            "file": self.file,
            "sha256": self.sha256,
            "imported": self.imported.isoformat(),
            "as_of": self.as_of.isoformat() if self.as_of else None,
            "rows": self.rows,
            "placed": self.placed,
            "rejected": dict(self.rejected),
            "warnings": list(self.warnings),
            "files": dict(self.files),
        }


def read(content: bytes, folder: Path) -> Dataset:
    """
    Return the data set that `dataset.json` tells of.

    Raises
    ------
    DatasetError
        If it is damaged or written by another version.
    """
    try:
        told = json.loads(content)
        if told["schema"] != SCHEMA_VERSION:
            msg = f"{folder}: written for schema {told['schema']}, this program reads {SCHEMA_VERSION}; import the file again"
            raise DatasetError(msg)
        told.pop("schema")
        told["imported"] = date.fromisoformat(told["imported"])
        told["as_of"] = date.fromisoformat(told["as_of"]) if told["as_of"] else None
        told["warnings"] = tuple(told["warnings"])
        return Dataset(**told, folder=folder)
    except (KeyError, TypeError, ValueError) as error:
        msg = f"{folder}: is damaged ({error!r}); import the file again"
        raise DatasetError(msg) from error
