"""What is typed to invent news, and to hold a build against it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from geo import newsroom, store
from geo.cli import main
from geo.settings import Settings
from tests import worlds


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """Invent a day of news."""
    path = tmp_path / "news.jsonl.gz"
    assert main(["generate", str(path), "--documents", "120", "--seed", "4"]) == 0
    return path


def test_news_is_invented_with_what_happened_beside_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    news, truth = tmp_path / "news.jsonl.gz", tmp_path / "news.truth.jsonl"
    main(["generate", str(news), "--documents", "120", "--seed", "4"])
    told = capsys.readouterr()
    happened = truth.read_text(encoding="utf-8").splitlines()
    assert told.out == f"{news}\n"
    assert told.err == f"120 documents were invented, which tell of {len(happened)} incidents; those stand in {truth}\n"


def test_incidents_and_news_are_not_invented_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["generate", str(tmp_path / "x"), "--documents", "1", "--incidents", "1"])
    assert "not allowed with" in capsys.readouterr().err


def test_a_build_of_something_else_finds_nothing_of_what_happened(
    news: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store.publish(worlds.atlas(), Settings(build=tmp_path / "build"))
    truth = str(newsroom.truth_of(news))
    capsys.readouterr()
    assert main(["evaluate", truth, "--from", str(tmp_path / "build"), "--misses"]) == 0
    told = capsys.readouterr()
    assert "found                        0.000 (0 of " in told.out
    assert "not found: k0000000" in told.err
    assert main(["evaluate", truth, "--from", str(tmp_path / "build"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["found"] == 0


def test_figures_of_invented_news_are_not_kept_as_accuracy(
    news: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store.publish(worlds.atlas(), Settings(build=tmp_path / "build"))
    assert main(["evaluate", str(newsroom.truth_of(news)), "--from", str(tmp_path / "build"), "--keep"]) == 1
    assert "--keep is for labeled documents" in capsys.readouterr().err
