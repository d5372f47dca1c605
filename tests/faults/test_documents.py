"""Documents that are empty, junk, doubled, endless or hostile: clear messages, nothing lost, nothing executed."""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from pathlib import Path

import pytest

from geo import engine, exports, store, views
from geo.settings import Settings
from geo.store import Snapshot
from geo.tools import Tools
from geo.views import Filter

STORY = "BASRA, Iraq (Paper) - Rockets hit the airport of Basra on 5 May 2019, killing two people, police said.\n"
REPORT = f"Rockets hit airport\n\n{STORY}"


Built = Callable[[], AbstractContextManager[Snapshot]]


@pytest.fixture
def built(folder: Path, tmp_path: Path, equipment: Tools) -> Built:
    """Return what builds the folder and opens what came of it."""

    def build() -> AbstractContextManager[Snapshot]:
        engine.build([folder], Settings(), out=tmp_path / "b", equipment=equipment)
        return closing(store.open(Settings(build=tmp_path / "b")))

    return build


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return an empty folder."""
    (tmp_path / "reports").mkdir()
    return tmp_path / "reports"


def test_the_same_report_twice_is_one_incident_with_both_documents_kept(folder: Path, built: Built) -> None:
    for name in ("one.txt", "two.txt"):
        (folder / name).write_text(REPORT)
    with built() as snapshot:
        [row] = views.incidents(snapshot, Filter()).to_dict("records")
        assert (row["articles"], row["sources"]) == (2, 1)
        assert list(views.documents(snapshot)["source"]) == ["one.txt", "two.txt"]


def test_junk_is_listed_with_reasons_and_the_rest_is_read(folder: Path, built: Built) -> None:
    (folder / "good.txt").write_text(REPORT)
    (folder / "binary.txt").write_bytes(bytes(range(256)) * 40)
    (folder / "blank.txt").write_text(" \n\t\n")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.4 nothing more")
    (folder / "endless.txt").write_text("A title\n\n" + "x" * 10_000_000)
    with built() as snapshot:
        assert list(views.skipped(snapshot)["source"]) == ["binary.txt", "blank.txt", "broken.pdf", "endless.txt"]
        assert all(views.skipped(snapshot)["reason"].str.len() > 5)
        assert views.headline(snapshot, Filter()).incidents == 1


HOSTILE = (
    "{{7*7}}",
    "{% broken",
    "<script>alert(1)</script>",
    "=cmd|'/c calc'!A1",
    "'; DROP TABLE claims; --",
    "\u202egnp.exe",
    "a\x00b",
)


@pytest.mark.parametrize("title", HOSTILE)
def test_a_hostile_title_is_text_all_the_way(folder: Path, built: Built, title: str) -> None:
    (folder / "hostile.txt").write_text(f"{title}\n\n{STORY}")
    with built() as snapshot:
        [document] = views.documents(snapshot)["id"]
        assert "49" not in views.document(snapshot, document).title
        frame = views.incidents(snapshot, Filter())
        assert len(frame) == 1
        assert exports.csv(frame).count("\n") == 2
        assert exports.geojson(frame, snapshot)


def test_nothing_leaves_the_machine(folder: Path, built: Built, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        pytest.fail("a build opened a connection")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse, raising=False)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    (folder / "report.txt").write_text(REPORT)
    with built() as snapshot:
        assert views.headline(snapshot, Filter()).incidents == 1


def test_a_build_of_nothing_is_an_empty_map(built: Built) -> None:
    with built() as snapshot:
        assert views.headline(snapshot, Filter()).incidents == 0
        assert views.skipped(snapshot).empty
