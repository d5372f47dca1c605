"""Folders of a hundred thousand files, tried on some thousands: the time of each file stays the same, and so does its memory."""

from __future__ import annotations

import hashlib
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from geo import sources
from geo.model import Document
from geo.settings import Settings
from geo.sources import files

MANY = 100_000
MAX_SECONDS = 30
MAX_BYTES = 1_000_000_000
"""To find and hash `MANY` files, and for their documents to be held at once."""

TRIED = 3_000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of small reports, in folders of a hundred."""
    folder = tmp_path_factory.mktemp("many")
    for n in range(TRIED):
        path = folder / f"{n // 100:03}" / f"{n:06}.txt"
        path.parent.mkdir(exist_ok=True)
        path.write_text(
            f"Rockets land near Calder, day {n}\n\n"
            f"CALDER, Iraq (Paper) - Rockets landed near the airport of Calder on 5 May 2019, and {n} people fled, it said.\n\n"
            "The army said that nobody was hurt and that it would answer.\n"
        )
    return folder


def seconds(work: Callable[[], object]) -> float:
    """Return the processor time of the quicker of two runs."""
    took = []
    for _ in range(2):
        began = time.process_time()
        work()
        took.append(time.process_time() - began)
    return min(took)


def test_a_hundred_thousand_files_are_found_and_hashed_in_half_a_minute(folder: Path) -> None:
    def scan() -> None:
        for found in files.find([folder], folder / "none"):
            hashlib.sha256(files.content(found.path)).digest()

    assert seconds(scan) * MANY / TRIED < MAX_SECONDS


def test_three_times_the_files_take_three_times_as_long(folder: Path) -> None:
    parts = sorted(folder.iterdir())
    third = seconds(lambda: list(sources.read(parts[: len(parts) // 3], Settings())))
    assert seconds(lambda: list(sources.read([folder], Settings()))) < 5 * third


def test_the_documents_of_a_hundred_thousand_files_fit_into_a_gigabyte(folder: Path) -> None:
    parts = sorted(folder.iterdir())[:5]
    tracemalloc.start()
    try:
        read = list(sources.read(parts, Settings()))
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert all(isinstance(one, Document) for one in read)
    assert held * MANY / len(read) < MAX_BYTES
