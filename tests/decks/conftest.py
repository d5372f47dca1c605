"""An empty database for each test, once as a file and once on a server."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from geo import decks
from geo.decks import Shelf
from geo.settings import Settings
from tests.decks import server

_NUMBERS = itertools.count(1)


@pytest.fixture(scope="session")
def server_address() -> Iterator[str]:
    """Start the server once for all tests."""
    found = server.programs()
    if found is None:
        pytest.skip(server.MISSING)
    with server.running(found) as address:
        yield address


@pytest.fixture(params=["sqlite", "postgresql"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Return settings that name a database which is empty."""
    if request.param == "sqlite":
        return Settings(build=tmp_path / "build")
    address = request.getfixturevalue("server_address")
    name = f"decks{next(_NUMBERS)}"
    with psycopg.connect(address.format("postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")  # type: ignore[arg-type]  # our own name
    return Settings(build=tmp_path / "build", database=address.format(name))


@pytest.fixture
def shelf(kept: Settings) -> Iterator[Shelf]:
    """Open the empty database."""
    with closing(decks.open(kept)) as opened:
        yield opened
