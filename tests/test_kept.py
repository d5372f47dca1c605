"""Answers are kept, so many and no more, and each is made once."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from geo.views.kept import Kept


def test_an_answer_is_made_once_and_the_oldest_makes_room() -> None:
    kept: Kept[str, str] = Kept(2)
    made: list[str] = []

    def make(key: str) -> str:
        made.append(key)
        return key.upper()

    asked = [kept.get(key, lambda key=key: make(key)) for key in ("a", "b", "a", "c", "a", "b")]  # type: ignore[misc]
    assert asked == ["A", "B", "A", "C", "A", "B"]
    assert made == ["a", "b", "c", "b"]
    assert (len(kept), kept.values()) == (2, ["A", "B"])


def test_twenty_who_ask_at_once_wait_for_one_answer() -> None:
    kept: Kept[str, int] = Kept(2)
    begun, made = threading.Barrier(20), []

    def make() -> int:
        made.append(1)
        return 7

    def ask(_: int) -> int:
        begun.wait(timeout=20)
        return kept.get("same", make)

    with ThreadPoolExecutor(20) as crowd:
        assert list(crowd.map(ask, range(20))) == [7] * 20
    assert made == [1]


def test_a_failure_is_told_and_not_kept() -> None:
    kept: Kept[str, int] = Kept(2)

    def fail() -> int:
        raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011  # whatever was raised
        kept.get("key", fail)
    assert kept.get("key", lambda: 7) == 7
