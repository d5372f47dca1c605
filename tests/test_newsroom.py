"""Invented news: the same for the same seed, plausible in its mix, and true to the list of what happened."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from geo import newsroom, sources
from geo.errors import InputError
from geo.model import Document, Skipped
from geo.newsroom import stock
from geo.newsroom.happening import Happening
from geo.newsroom.reporting import fits
from geo.newsroom.stock import Stock
from geo.newsroom.wire import BEGINNING
from geo.settings import Settings

MANY = 1_500


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Invent an archive of two weeks."""
    path = tmp_path_factory.mktemp("news") / "news.jsonl.gz"
    newsroom.write(path, MANY, 5, Settings())
    return path


@pytest.fixture(scope="module")
def read(archive: Path) -> list[Document | Skipped]:
    """Read it as a build does."""
    return list(sources.read([archive], Settings()))


@pytest.fixture(scope="module")
def truth(archive: Path) -> list[dict[str, Any]]:
    """Read what happened."""
    return [json.loads(line) for line in newsroom.truth_of(archive).read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def known() -> Stock:
    return stock.load(Settings())


def texts(read: list[Document | Skipped]) -> dict[str, str]:
    return {one.url: one.text for one in read if isinstance(one, Document)}


# --- the same ------------------------------------------------------------------------------


def test_the_same_number_and_seed_give_the_same_bytes(archive: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.jsonl.gz"
    newsroom.write(again, MANY, 5, Settings())
    assert again.read_bytes() == archive.read_bytes()
    assert newsroom.truth_of(again).read_bytes() == newsroom.truth_of(archive).read_bytes()


def test_another_seed_gives_other_news(archive: Path, tmp_path: Path) -> None:
    newsroom.write(tmp_path / "other.jsonl.gz", 100, 6, Settings())
    with gzip.open(tmp_path / "other.jsonl.gz") as other, gzip.open(archive) as mine:
        assert not set(other) & set(mine)


def test_a_longer_archive_begins_like_a_shorter_one(archive: Path, tmp_path: Path) -> None:
    newsroom.write(tmp_path / "short.jsonl", 200, 5, Settings())
    with gzip.open(archive) as long:
        assert (tmp_path / "short.jsonl").read_bytes() == b"".join(next(long) for _ in range(200))


# --- the mix -------------------------------------------------------------------------------


def test_most_documents_tell_of_other_things(read: list[Document | Skipped], truth: list[dict[str, Any]]) -> None:
    assert len(read) == MANY
    assert 0.13 <= sum(len(one["documents"]) for one in truth) / MANY <= 0.22


def test_a_few_are_broken_or_in_another_language(read: list[Document | Skipped]) -> None:
    skipped = Counter("language" if "written in" in one.reason else "broken" for one in read if isinstance(one, Skipped))
    assert 1 <= skipped["broken"] <= 20
    assert 10 <= skipped["language"] <= 60


def test_happenings_are_told_by_one_outlet_or_by_many(truth: list[dict[str, Any]]) -> None:
    tellings = Counter(len(one["documents"]) for one in truth)
    assert tellings[1] > 0
    assert max(tellings) >= 5


def test_outlets_now_and_then_count_the_dead_differently(truth: list[dict[str, Any]]) -> None:
    assert 0 < sum(one["killed_told"][0] < one["killed_told"][1] for one in truth) < len(truth) / 2


def test_some_papers_print_the_words_of_an_agency(read: list[Document | Skipped], truth: list[dict[str, Any]]) -> None:
    found = texts(read)
    leads = [Counter(found[url].split("\n\n")[-2] for url in one["documents"]) for one in truth]
    assert sum(max(lead.values()) > 1 for lead in leads) > len(truth) / 4


# --- the truth -----------------------------------------------------------------------------


def test_every_document_that_is_said_to_tell_of_an_incident_names_its_town(
    read: list[Document | Skipped], truth: list[dict[str, Any]]
) -> None:
    found = texts(read)
    assert [one["id"] for one in truth if not all(one["place"] in found[url] for url in one["documents"])] == []


def test_nothing_of_one_family_happens_twice_in_a_town_within_two_weeks(truth: list[dict[str, Any]]) -> None:
    assert len({(one["family"], one["place_id"]) for one in truth}) == len(truth)


def test_no_slot_is_left_open_and_nobody_is_killed_in_no_number(read: list[Document | Skipped]) -> None:
    for text in texts(read).values():
        assert "{" not in text
        assert "no people" not in text
        assert "no others" not in text


def test_every_kind_can_be_told_with_every_toll(known: Stock) -> None:
    town = known.beats[0].towns[0]
    for habit, killed, injured in product(known.habits, (0, 1, 7), (0, 4)):
        happening = Happening(
            id="k", kind=habit.kind, town=town, day=BEGINNING, site="a market", killed=killed, injured=injured, taken=3,
            doer="rebels", foe="the army", whom="students", cause="prices", crime="murder",
        )  # fmt: skip
        for part in ("headline", "lead"):
            assert any(fits(form, happening) for form in known.tellings[habit.kind.value][part]), (habit.kind, part, killed)


# --- what cannot be ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "documents", "seed"),
    [("n.jsonl.gz", 0, 1), ("n.jsonl.gz", newsroom.MOST + 1, 1), ("n.jsonl.gz", 5, -1), ("n.txt", 5, 1)],
)
def test_what_cannot_be_invented_is_refused(tmp_path: Path, name: str, documents: int, seed: int) -> None:
    with pytest.raises(InputError, match="cannot invent"):
        newsroom.write(tmp_path / name, documents, seed, Settings())


def test_a_file_that_cannot_be_written_is_told_and_nothing_is_left(tmp_path: Path) -> None:
    (tmp_path / "n.jsonl").mkdir()
    with pytest.raises(InputError, match=r"n\.jsonl: cannot be written"):
        newsroom.write(tmp_path / "n.jsonl", 5, 1, Settings())
    assert [one.name for one in tmp_path.iterdir()] == ["n.jsonl"]
