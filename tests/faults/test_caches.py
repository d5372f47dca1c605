"""What is made anew when it is needed may be damaged at any bit: nobody is shown anything else, and the next one is whole."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from geo import imports, store, views
from geo.errors import SnapshotError
from geo.imports import Wish
from geo.settings import Settings
from geo.views import Filter, opening
from tests import worlds
from tests.test_imports import acled

ROWS = 300
FLIPS = 40


@pytest.fixture
def cache(settings: Settings, tmp_path: Path) -> Path:
    """Return the file that reports and a data set are read from together."""
    store.publish(worlds.atlas(), settings)
    (tmp_path / "events.csv").write_text(acled(*({} for _ in range(ROWS))), encoding="utf-8")
    imports.run(Wish(path=tmp_path / "events.csv", name="calder"), settings, date(2031, 7, 1))
    opening.current(settings).close()
    opening.forget()
    [made] = (settings.build / "cache").glob("atlas-*.duckdb")
    return made


def test_a_file_that_another_process_removes_while_it_is_looked_at_costs_no_page(settings: Settings, cache: Path) -> None:
    cache.unlink()
    cache.with_name("atlas-old.duckdb").symlink_to(cache.with_name("removed"))
    assert len(views.incidents(opening.current(settings), Filter())) > ROWS
    assert cache.is_file()


@pytest.mark.timeout(300)
def test_a_bit_that_flips_in_what_is_kept_for_quickness_shows_nothing_else_and_costs_one_page(
    settings: Settings, cache: Path
) -> None:
    whole, chance, seen = cache.read_bytes(), random.Random(1), Counter[str]()  # noqa: S311  # the same bits each time
    told = len(views.incidents(opening.current(settings), Filter()))
    assert told > ROWS
    for _ in range(FLIPS):
        opening.forget()
        bad = bytearray(whole)
        bad[chance.randrange(len(bad))] ^= 1 << chance.randrange(8)
        cache.write_bytes(bad)
        try:
            assert len(views.incidents(opening.current(settings), Filter())) == told
            seen["right"] += 1
        except SnapshotError as error:
            seen["told"] += 1
            said = str(error)
        assert len(views.incidents(opening.current(settings), Filter())) == told
    assert seen["told"]
    assert f"{cache}: is damaged" in said
    assert said.endswith("it was removed and is made anew, so load the page anew")
