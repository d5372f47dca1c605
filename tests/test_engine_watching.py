"""A folder that is watched is read again when something in it has changed and come to rest."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from geo import engine, sources
from geo.engine import Built
from geo.errors import BuildError, BusyError, GeoError
from geo.settings import Settings

BUILT = Built(folder=Path("b"), documents=1, files=1, claims=0, incidents=0, mapped=0, skipped=(), warnings=())


def watched(looks: list[str], build: Callable[[], Built]) -> list[Built | GeoError]:
    """Return what was told while these looks were taken, one after the other."""
    told: list[Built | GeoError] = []
    over = threading.Event()

    def each() -> Iterator[str]:
        for n, look in enumerate(looks, start=1):
            if n == len(looks):
                over.set()
            yield look

    left = each()
    engine.watch(lambda: next(left), build, told.append, over, every=0)
    return told


@pytest.mark.parametrize(
    ("looks", "builds"),
    [
        ("a", 1),
        ("aaaa", 1),
        ("aab", 1),  # it may still be written
        ("aabb", 2),
        ("aabcdd", 2),
        ("aabbaa", 3),
    ],
)
def test_a_change_is_built_once_it_has_come_to_rest(looks: str, builds: int) -> None:
    assert watched(list(looks), lambda: BUILT) == [BUILT] * builds


def test_a_build_that_fails_is_told_and_waits_for_a_change() -> None:
    outcomes = iter([BuildError("no room"), BUILT])

    def build() -> Built:
        one = next(outcomes)
        if isinstance(one, GeoError):
            raise one
        return one

    told = watched(list("aaabb"), build)
    assert [str(one) if isinstance(one, GeoError) else one for one in told] == ["no room", BUILT]


def test_a_build_that_meets_another_is_tried_again() -> None:
    outcomes = iter([BusyError("another build is running"), BUILT])

    def build() -> Built:
        one = next(outcomes)
        if isinstance(one, GeoError):
            raise one
        return one

    assert watched(list("aa"), build) == [BUILT]


def test_every_change_of_a_folder_is_seen(tmp_path: Path) -> None:
    settings = Settings(build=tmp_path / "build")
    report = tmp_path / "a.txt"
    states = [sources.state([tmp_path], settings)]
    for change in (
        lambda: report.write_text("Rockets"),
        lambda: report.write_text("Rockets fell"),
        lambda: (tmp_path / "a.meta.json").write_text("{}"),
        lambda: report.rename(tmp_path / "b.txt"),
        (tmp_path / "b.txt").unlink,
    ):
        change()
        states.append(sources.state([tmp_path], settings))
    assert len(set(states[:-1])) == len(states) - 1
    assert states[-1] == states[0]
    (tmp_path / "build").mkdir()
    (tmp_path / "build" / "x.txt").touch()
    assert sources.state([tmp_path], settings) == states[0]
