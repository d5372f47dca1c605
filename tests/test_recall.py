"""What was read before: given back only where a reading now would be the same, and never in the way of a build."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import grimp
import pytest

from geo import engine, pipeline, recall, tools
from geo.errors import SettingsError
from geo.model import Document, Reading
from geo.settings import Settings
from tests.faults.news import furnish

HERE = Path(recall.__file__).parent
REPORTS = {
    "a.txt": "BASRA, May 6, 2031 - Three rockets hit the airport of Basra on Tuesday, killing two people, police said.\n",
    "b.txt": "ERBIL, May 7, 2031 - A drone struck a depot in Erbil on Wednesday, an official said.\n",
    "c.txt": "Rockets hit the airport of Basra again, killing two people, police said.\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    reports = tmp_path / "reports"
    reports.mkdir()
    for name, words in REPORTS.items():
        (reports / name).write_text(words)
    return reports


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(build=furnish(tmp_path / "build"))


@pytest.fixture
def unread(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing can be read: the tools are not to be had."""

    def none(_: Settings) -> tools.Tools:
        msg = "something was read"
        raise SettingsError(msg)

    with monkeypatch.context() as patched:
        patched.setattr(tools, "equip", none)
        yield


def built(folder: Path, settings: Settings, equipment: tools.Tools | None = None) -> dict[str, bytes]:
    made = engine.build([folder], settings, equipment=equipment).folder
    return {path.name: path.read_bytes() for path in made.glob("*.parquet")}


def kept(settings: Settings) -> Path:
    [path] = (settings.build / "cache").glob("readings-*.sqlite")
    return path


def test_what_was_read_is_not_read_again_and_gives_the_same_bytes(
    folder: Path, settings: Settings, request: pytest.FixtureRequest
) -> None:
    first = built(folder, settings)
    request.getfixturevalue("unread")
    assert built(folder, settings) == first


@pytest.mark.parametrize("changed", ["a.txt", "new.txt"])
def test_only_what_is_new_or_changed_is_read(
    changed: str, folder: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    built(folder, settings)
    (folder / changed).write_text("MOSUL, May 8, 2031 - Gunmen shot dead four people in Mosul on Thursday, police said.\n")
    read: list[str] = []
    pipeline_read = pipeline.read

    def noted(documents: list[Document], with_: tools.Tools) -> Iterator[Reading]:
        read.extend(one.source for one in documents)
        return pipeline_read(documents, with_)

    monkeypatch.setattr(pipeline, "read", noted)
    built(folder, settings)
    assert read == [changed]


def test_what_is_added_to_a_file_of_many_leaves_the_others_read(
    folder: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [json.dumps({"text": words, "title": f"News {name}"}) for name, words in REPORTS.items()]
    for path in folder.iterdir():
        path.unlink()
    (folder / "all.jsonl").write_text("\n".join(lines[:2]) + "\n")
    built(folder, settings)
    (folder / "all.jsonl").write_text("\n".join(lines) + "\n")
    read: list[str] = []
    pipeline_read = pipeline.read

    def noted(documents: list[Document], with_: tools.Tools) -> Iterator[Reading]:
        read.extend(one.title for one in documents)
        return pipeline_read(documents, with_)

    monkeypatch.setattr(pipeline, "read", noted)
    now = built(folder, settings)
    assert read == ["News c.txt"]
    monkeypatch.undo()
    kept(settings).unlink()
    assert built(folder, settings) == now


def test_a_report_that_is_taken_away_takes_its_claims_with_it(folder: Path, settings: Settings, equipment: tools.Tools) -> None:
    built(folder, settings)
    (folder / "b.txt").unlink()
    assert built(folder, settings) == built(folder, settings, equipment)


def test_other_facts_are_another_memory(folder: Path, settings: Settings, tmp_path: Path) -> None:
    built(folder, settings)
    facts = tmp_path / "facts"
    shutil.copytree(settings.data, facts, ignore=shutil.ignore_patterns("build"))
    actors = facts / "actors.csv"
    actors.write_text(actors.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    with recall.opened(settings) as before, recall.opened(replace(settings, data=facts)) as now:
        assert before.path != now.path


@pytest.mark.faults
def test_no_bit_that_flips_changes_a_snapshot(folder: Path, settings: Settings) -> None:
    whole = built(folder, settings)
    path, chance = kept(settings), random.Random(7)  # noqa: S311  # the same bits each time
    good = path.read_bytes()
    for _ in range(12):
        bad = bytearray(good)
        bad[chance.randrange(len(bad))] ^= 1 << chance.randrange(8)
        path.write_bytes(bad)
        assert built(folder, settings) == whole


@pytest.mark.faults
def test_a_file_that_is_none_is_begun_anew(folder: Path, settings: Settings) -> None:
    whole = built(folder, settings)
    kept(settings).write_bytes(b"no database")
    assert built(folder, settings) == whole
    assert kept(settings).read_bytes().startswith(b"SQLite format 3")


@pytest.mark.faults
def test_where_nothing_can_be_kept_everything_is_read(folder: Path, settings: Settings) -> None:
    whole = built(folder, settings)
    path = kept(settings)
    path.unlink()
    path.mkdir()
    (path / "in the way").touch()
    assert built(folder, settings) == whole


def test_every_room_that_reads_counts_as_code() -> None:
    graph = grimp.build_graph("geo")
    read = {"geo.pipeline"} | graph.find_upstream_modules("geo.pipeline")
    rooms = {name.split(".")[1] for name in read if "." in name}
    assert rooms <= {room.removesuffix(".py") for room in recall.SHAPING}
    assert all((HERE / room).exists() for room in recall.SHAPING)
