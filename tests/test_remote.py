"""What is elsewhere: documents read from an address as from a folder, snapshots published at one and read from there."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import threading
import time
import zipfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from fsspec.implementations.memory import MemoryFileSystem

from geo import engine, sources, store
from geo.addresses import Address, parse
from geo.cli import main
from geo.errors import InputError, MissingError, SnapshotError
from geo.model import Atlas, Document, Skipped
from geo.settings import Settings
from geo.sources import remote
from geo.store import elsewhere
from geo.store.reading import pointers
from geo.tools import Tools
from tests import worlds
from tests.elsewhere import GONE, Bucket
from tests.faults.news import furnish

REPORT = "BASRA, May 5, 2031 - Three rockets hit the airport, police said.\n"
LINES = "".join(json.dumps({"text": f"{REPORT} Report {n}."}) + "\n" for n in range(3))


def packed(name: str) -> bytes:
    """Return an archive that holds one report."""
    file = io.BytesIO()
    content = REPORT.encode()
    if name.endswith(".zip"):
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr("inside.txt", content)
    elif name.endswith(".parquet"):
        pq.write_table(pa.table({"text": [REPORT]}), file)
    else:
        with tarfile.open(fileobj=file, mode="w:gz") as archive:
            entry = tarfile.TarInfo("inside.txt")
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return file.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a file of every sort, and with what is no report."""
    made = tmp_path / "reports"
    files = {
        "a.txt": REPORT.encode(),
        "b é.txt": REPORT.encode(),
        "b.meta.json": b'{"publisher": "nobody"}',
        "c.html": f"<html><body><p>{REPORT}</p></body></html>".encode(),
        "d.jsonl": LINES.encode(),
        "deep/er/e.txt": REPORT.encode(),
        "deep/er/e.meta.json": b'{"publisher": "The Calder Mail", "published": "2031-05-06"}',
        "deep.txt/f.txt": REPORT.encode(),
        "empty.txt": b"",
        "g.jsonl.gz": gzip.compress(LINES.encode(), mtime=0),
        "h.zip": packed("h.zip"),
        "i.parquet": packed("i.parquet"),
        "j.tgz": packed("j.tgz"),
        "picture.png": b"no report",
        "README.md": b"no report",
        ".hidden/k.txt": REPORT.encode(),
        "z/README/k.txt": REPORT.encode(),
    }
    for name, content in files.items():
        path = made / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return made


def read(settings: Settings, *places: Path | Address) -> list[Document | Skipped]:
    return list(sources.read(places, settings))


# --- documents -----------------------------------------------------------------------------


def test_a_folder_elsewhere_reads_as_its_copy_here(bucket: Bucket, folder: Path, settings: Settings) -> None:
    bucket.put_folder(folder, "news/2031")
    bucket.put("news/2031x/other.txt", REPORT.encode())
    bucket.put("news/2031/deep/", b"")
    here = read(settings, folder)
    assert read(settings, Address("s3://press/news/2031")) == here
    assert read(settings, Address("s3://press/news/2031/")) == here
    assert len([one for one in here if isinstance(one, Document)]) == 14


def test_a_single_file_elsewhere_is_called_by_its_name_and_knows_what_stands_beside_it(
    bucket: Bucket, folder: Path, settings: Settings
) -> None:
    bucket.put_folder(folder, "news")
    here = read(settings, folder / "deep/er/e.txt", folder / "h.zip")
    assert read(settings, Address("s3://press/news/deep/er/e.txt"), Address("s3://press/news/h.zip")) == here
    assert [one.source for one in here] == ["e.txt", "h.zip"]


def test_what_is_here_and_what_is_elsewhere_come_in_one_order(bucket: Bucket, tmp_path: Path, settings: Settings) -> None:
    for name in ("a.txt", "c.txt"):
        bucket.put(f"news/{name}", REPORT.encode())
    (tmp_path / "b.txt").write_text(REPORT)
    found = [one.source for one in read(settings, tmp_path / "b.txt", Address("s3://press/news"))]
    assert found == ["a.txt", "b.txt", "c.txt"]


def test_every_kind_of_address_that_fsspec_knows_will_do(folder: Path, settings: Settings) -> None:
    files = MemoryFileSystem()
    try:
        files.put(str(folder), "/reports", recursive=True)
        here = read(settings, folder)
        assert read(settings, Address("memory://reports")) == here
        assert read(settings, parse(f"file://{folder}")) == here
    finally:
        files.store.clear()
        files.pseudo_dirs[:] = [""]


def test_a_build_of_what_is_elsewhere_is_the_same_bytes_as_of_its_copy(
    bucket: Bucket, folder: Path, tmp_path: Path, equipment: Tools
) -> None:
    bucket.put_folder(folder, "news")
    built = [
        engine.build([place], Settings(), out=tmp_path / name, equipment=equipment).folder
        for name, place in (("here", folder), ("there", Address("s3://press/news")))
    ]
    here, there = ({path.name: path.read_bytes() for path in folder.iterdir()} for folder in built)
    assert here == there
    assert not [name for name, content in there.items() if b"press" in content]


def test_what_changes_elsewhere_changes_the_state(bucket: Bucket, settings: Settings) -> None:
    bucket.put("news/a.txt", REPORT.encode())
    bucket.put("news/b.txt", REPORT.encode())
    place = [Address("s3://press/news")]
    states = [sources.state(place, settings), sources.state(place, settings)]
    bucket.put("news/b.meta.json", b"{}")
    states.append(sources.state(place, settings))
    bucket.put("news/a.txt", REPORT.replace("Three", "Seven").encode())
    states.append(sources.state(place, settings))
    assert [states.index(state) for state in states] == [0, 0, 2, 3]


def test_what_is_too_large_is_not_fetched(bucket: Bucket, settings: Settings) -> None:
    bucket.put("news/a.txt", REPORT.encode())
    bucket.put("news/a.meta.json", b" " * 70_000)
    assert read(settings, Address("s3://press/news")) == [Skipped(source="a.txt", reason="larger than 65,536 bytes")]
    assert [path for method, path in bucket.asked if method == "GET" and "meta.json" in path] == []


def test_small_files_are_fetched_while_others_are_read(bucket: Bucket, settings: Settings) -> None:
    for n in range(30):
        bucket.put(f"news/{n:02}.txt", f"{REPORT} {n}".encode())
    bucket.asked.clear()
    together = threading.Barrier(4, timeout=20)

    def meeting(method: str, path: str) -> str:
        if method == "GET" and path.endswith(("/00.txt", "/01.txt", "/02.txt", "/03.txt")):
            together.wait()
        return ""

    bucket.trouble = meeting
    found = iter(sources.read([Address("s3://press/news")], settings))
    assert next(found).source == "00.txt"
    assert len([path for _, path in bucket.asked if path.endswith(".txt")]) <= remote.AHEAD + 1
    assert [one.source for one in found] == [f"{n:02}.txt" for n in range(1, 30)]


# --- addresses -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("s3://press/news", "s3://press/news"),
        ("sftp://ann:geheim@desk.test/news", "sftp://desk.test/news"),
        ("ftp://ann:ge/heim@desk.test/news", "ftp://..."),
        ("https://desk.test/a.txt?X-Signature=geheim", "https://desk.test/a.txt"),
        ("https://desk.test:8080/a.txt?key=ge@heim", "https://..."),
        ("https://[bad/a.txt#geheim", "https://[bad/a.txt"),
    ],
)
def test_an_address_is_shown_without_its_secrets(typed: str, shown: str) -> None:
    address = parse(typed)
    assert isinstance(address, Address)
    assert str(address) == shown
    assert "heim" not in repr(address)


@pytest.mark.parametrize(
    ("typed", "path"),
    [("reports", "reports"), ("/a/b", "/a/b"), ("file:///a b/c", "/a b/c"), ("a:b", "a:b"), ("C:\\news", "C:\\news")],
)
def test_what_is_no_address_is_a_path(typed: str, path: str) -> None:
    assert parse(typed) == Path(path)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("s3://nowhere/news", "s3://nowhere/news: there is no such bucket; see that the name is right"),
        ("s3://press/nowhere", "s3://press/nowhere: there is nothing there; see that the name is right"),
        ("s3://", "s3://: names no bucket; write it like s3://bucket/reports"),
        ("gopher://press/news", "gopher://press/news: nothing is known that reads gopher://; see docs/remote.md for what is"),
        ("zip://a.txt::s3://press/a.zip", "is several addresses in one; name one place"),
        ("gs://press/news", "the package that reads gs:// is not installed; install it (Please install gcsfs"),
    ],
)
def test_an_address_where_nothing_can_be_read_says_why(bucket: Bucket, typed: str, told: str, settings: Settings) -> None:
    assert bucket.names() == []
    with pytest.raises(InputError) as caught:
        engine.build([parse(typed)], settings)
    assert told in str(caught.value)


def test_a_place_that_vanished_is_a_fault_of_its_file(bucket: Bucket, settings: Settings) -> None:
    assert bucket.names() == []
    with pytest.raises(MissingError):
        sources.see([Address("s3://press/news")])
    assert read(settings, Address("s3://press/news")) == [Skipped(source="news", reason="no such file")]


# --- snapshots -----------------------------------------------------------------------------


@pytest.fixture
def at(bucket: Bucket, tmp_path: Path) -> Callable[[str], Settings]:
    """Return what gives settings of a machine that publishes at, or follows, one address."""
    assert bucket.names() == []
    return lambda machine: elsewhere.at(Settings(build=tmp_path / machine), Address("s3://press/atlas"))


def publish(atlas: Atlas, settings: Settings) -> str:
    """Publish an atlas as a build with --out does; return the id of the snapshot."""
    elsewhere.prepare(settings)
    folder = store.publish(atlas, settings)
    elsewhere.send(settings)
    return folder.name


def news(number: int) -> Atlas:
    """Return an atlas that is another for each number."""
    return replace(worlds.atlas(), skipped=(Skipped(source=f"{number}.txt", reason="empty"),))


def pointed(bucket: Bucket) -> list[str]:
    return [one["build"] for one in json.loads(bucket.get("atlas/current.json"))]


def test_a_snapshot_is_read_elsewhere_as_it_was_published(bucket: Bucket, at: Callable[[str], Settings]) -> None:
    id_ = publish(worlds.atlas(), at("desk"))
    assert elsewhere.fetch(at("reader")) == ""
    there = {path.name: path.read_bytes() for path in (at("desk").build / id_).iterdir()}
    assert {path.name: path.read_bytes() for path in (at("reader").build / id_).iterdir()} == there
    assert {name: bucket.get(f"atlas/{id_}/{name}") for name in there} == there
    with closing(store.open(at("reader"))) as opened:
        assert (opened.id, opened.notice) == (id_, "")


def test_three_snapshots_are_kept_at_an_address_and_the_pointer_is_written_last(
    bucket: Bucket, at: Callable[[str], Settings]
) -> None:
    made = [publish(news(n), at("desk")) for n in range(5)]
    assert pointed(bucket) == made[:1:-1]
    assert {name.split("/")[1] for name in bucket.names("atlas/")} == {"current.json", *made[2:]}
    put = [path for method, path in bucket.asked if method == "PUT" and ".probe" not in path]
    assert [path.rpartition("/")[2].split("?")[0] for path in put[-2:]] == ["manifest.json", "current.json"]


def test_publishing_again_what_is_in_force_puts_nothing_there(bucket: Bucket, at: Callable[[str], Settings]) -> None:
    publish(worlds.atlas(), at("desk"))
    bucket.asked.clear()
    elsewhere.send(at("desk"))
    assert [path for method, path in bucket.asked if method != "GET"] == []


def test_only_what_has_changed_is_fetched(bucket: Bucket, at: Callable[[str], Settings]) -> None:
    publish(news(1), at("desk"))
    elsewhere.fetch(at("reader"))
    publish(news(2), at("desk"))
    bucket.asked.clear()
    elsewhere.fetch(at("reader"))
    fetched = {path.rpartition("/")[2].split("?")[0] for method, path in bucket.asked if method == "GET" and "?list" not in path}
    assert fetched - {"press"} == {"current.json", "manifest.json", "skipped.parquet"}


def test_a_reader_that_has_it_asks_once_more_and_no_more(bucket: Bucket, at: Callable[[str], Settings]) -> None:
    publish(worlds.atlas(), at("desk"))
    elsewhere.fetch(at("reader"))
    bucket.asked.clear()
    elsewhere.fetch(at("reader"), thorough=False)
    assert [method for method, _ in bucket.asked] == ["GET"]


def test_a_reader_mends_its_copy(at: Callable[[str], Settings]) -> None:
    id_ = publish(worlds.atlas(), at("desk"))
    elsewhere.fetch(at("reader"))
    path = at("reader").build / id_ / "claims.parquet"
    path.write_bytes(path.read_bytes()[:-9])
    elsewhere.fetch(at("reader"))
    assert [fault for _, fault in store.verified(at("reader"))] == [""]


def test_a_snapshot_at_an_address_is_verified_and_rolled_back_there(bucket: Bucket, at: Callable[[str], Settings]) -> None:
    address = Address("s3://press/atlas")
    older, newer = publish(news(1), at("desk")), publish(news(2), at("desk"))
    assert list(elsewhere.verified(address)) == [(newer, ""), (older, "")]
    assert elsewhere.rollback(address) == (older, newer)
    assert pointed(bucket) == [older, newer]
    elsewhere.fetch(at("reader"))
    with closing(store.open(at("reader"))) as opened:
        assert opened.id == older
    bucket.put(f"atlas/{newer}/claims.parquet", b"no table")
    [whole, bad] = elsewhere.verified(address)
    assert whole == (older, "")
    assert bad[1].startswith(f"s3://press/atlas/{newer}/claims.parquet: is damaged")
    with pytest.raises(SnapshotError, match="there is no whole snapshot before the one in force"):
        elsewhere.rollback(address)


def test_a_running_reader_picks_up_what_is_published(at: Callable[[str], Settings], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(elsewhere, "_END_S", 60.0)
    told: list[str] = []
    first = publish(news(1), at("desk"))
    with elsewhere.following(at("reader"), told.append, every=0.05):
        wait_for(lambda: pointers(at("reader").build)[:1], lambda found: found and found[0]["build"] == first)
        second = publish(news(2), at("desk"))
        wait_for(lambda: pointers(at("reader").build)[:1], lambda found: found[0]["build"] == second)
    assert told == []


def wait_for(look: Callable[[], Any], good: Callable[[Any], object], most: float = 20.0) -> None:
    until = time.monotonic() + most
    while not good(look()):
        assert time.monotonic() < until, look()
        time.sleep(0.02)


@pytest.mark.parametrize("place", ["memory://atlas", "s3://press/deep/er", "file://{folder}/share/atlas"])
def test_snapshots_can_be_published_at_every_kind_of_address(bucket: Bucket, place: str, tmp_path: Path) -> None:
    assert bucket.names() == []
    place = place.format(folder=tmp_path)
    desk, reader = (elsewhere.at(Settings(build=tmp_path / name), Address(place)) for name in ("desk", "reader"))
    try:
        made = [publish(news(n), desk) for n in range(4)]
        elsewhere.fetch(reader)
        assert [id_ for id_, fault in elsewhere.verified(Address(place)) if not fault] == made[:0:-1]
        assert [id_ for id_, fault in store.verified(reader) if not fault] == made[3:]
    finally:
        MemoryFileSystem.store.clear()
        MemoryFileSystem.pseudo_dirs[:] = [""]


def test_an_address_without_a_snapshot_says_so(at: Callable[[str], Settings]) -> None:
    with pytest.raises(SnapshotError, match="s3://press/atlas: there is no snapshot; publish one with"):
        elsewhere.fetch(at("reader"))


def test_what_is_published_at_an_address_is_no_source(bucket: Bucket, at: Callable[[str], Settings]) -> None:
    bucket.put("report.txt", REPORT.encode())
    publish(worlds.atlas(), at("desk"))
    assert [one.source for one in read(at("desk"), Address("s3://press"))] == ["report.txt"]


# --- the command line ----------------------------------------------------------------------


def typed(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    """Return the exit code, what was given and what was said."""
    code = main(words)
    told = capsys.readouterr()
    return code, told.out, told.err


@pytest.fixture
def desk(at: Callable[[str], Settings], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Let commands keep what they fetch in a folder of the test."""
    monkeypatch.setenv("INCIDENT_ATLAS_BUILD", str(tmp_path / "machine"))
    return at("desk")


def test_what_is_at_an_address_is_looked_after_from_the_command_line(
    desk: Settings, bucket: Bucket, capsys: pytest.CaptureFixture[str]
) -> None:
    older, newer = publish(news(1), desk), publish(news(2), desk)
    place = ("--from", "s3://press/atlas")
    assert typed(capsys, "verify", *place) == (0, f"ok   snapshot {newer}, in force\nok   snapshot {older}\n", "")
    assert typed(capsys, "rollback", *place)[:2] == (0, f"{older}\n")
    assert pointed(bucket) == [older, newer]


def test_every_reader_takes_an_address_and_shows_what_it_has_while_it_is_gone(
    desk: Settings, bucket: Bucket, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(worlds.atlas(), desk)
    place = ("--from", "s3://press/atlas")
    assert typed(capsys, "export", "csv", str(tmp_path / "1.csv"), *place)[0] == 0
    bucket.trouble = lambda *_: GONE
    code, _, said = typed(capsys, "export", "csv", str(tmp_path / "2.csv"), *place)
    assert code == 0
    assert "note: s3://press/atlas/current.json: cannot be reached" in said
    assert "this is what was fetched before" in said
    assert (tmp_path / "1.csv").read_bytes() == (tmp_path / "2.csv").read_bytes()
    bucket.trouble = lambda *_: ""
    monkeypatch.setenv("INCIDENT_ATLAS_SNAPSHOT", "s3://press/atlas")
    assert typed(capsys, "export", "csv", str(tmp_path / "3.csv"))[0] == 0
    assert (tmp_path / "1.csv").read_bytes() == (tmp_path / "3.csv").read_bytes()


@pytest.mark.faults
def test_a_build_reads_at_one_address_and_publishes_at_another(
    desk: Settings, bucket: Bucket, capsys: pytest.CaptureFixture[str]
) -> None:
    furnish(desk.build)
    bucket.put("news/a.txt", REPORT.encode())
    code, given, said = typed(capsys, "build", "s3://press/news", "--out", "s3://press/atlas", "--workers", "1")
    assert (code, given) == (0, f"s3://press/atlas/{pointed(bucket)[0]}\n"), said
    elsewhere.fetch(desk)
    with closing(store.open(desk)) as opened:
        assert opened.manifest["rows"]["documents"] == 1
    assert typed(capsys, "build", "s3://press/nowhere")[0] == 1
