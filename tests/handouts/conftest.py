"""One deck as slides and as pages, made once for all that look into them."""

from __future__ import annotations

import pytest

from geo import handouts
from geo.briefing import Deck
from geo.settings import Settings
from geo.store import Snapshot
from tests.handouts import briefings


@pytest.fixture(scope="session")
def told(snapshot: Snapshot) -> Deck:
    ids = tuple(row["id"] for row in snapshot.rows("SELECT id FROM incidents ORDER BY id"))
    return briefings.everything(ids)


@pytest.fixture(scope="session")
def slides(snapshot: Snapshot, told: Deck, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return handouts.pptx(told, snapshot, Settings(build=tmp_path_factory.mktemp("none")))


@pytest.fixture(scope="session")
def pages(snapshot: Snapshot, told: Deck, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return handouts.pdf(told, snapshot, Settings(build=tmp_path_factory.mktemp("none")))
