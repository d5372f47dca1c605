"""Incidents that others recorded: one data set each, published atomically, listed, checked, removed."""

from geo.datasets.columns import RECORDS, REJECTED, SCHEMA_VERSION
from geo.datasets.dataset import About, Dataset
from geo.datasets.publishing import Draft, draft, remove
from geo.datasets.shelf import (
    Damaged,
    Shelf,
    batches,
    open_dataset as open,  # noqa: A004  # `datasets.open(settings, slug)` says what it does
    rejected,
    shelf,
    verify,
)

__all__ = [
    "RECORDS",
    "REJECTED",
    "SCHEMA_VERSION",
    "About",
    "Damaged",
    "Dataset",
    "Draft",
    "Shelf",
    "batches",
    "draft",
    "open",
    "rejected",
    "remove",
    "shelf",
    "verify",
]
