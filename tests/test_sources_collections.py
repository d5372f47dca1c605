"""Archives: what is in them is read as if it lay there by itself, and nothing they say of themselves is believed."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from geo import sources
from geo.model import Document, Skipped
from geo.settings import Settings
from geo.sources import collections

FIRST = "BASRA, May 6, 2031 - Three rockets hit the airport on Tuesday, killing two people, police said."
SECOND = "ERBIL, May 7, 2031 - A drone struck a depot on Wednesday, an official said."
ROWS = [
    {"title": "Rockets", "text": FIRST, "date": "2031-05-06", "url": "https://news.example/1", "publisher": "The Herald"},
    {"title": "Drone", "text": SECOND, "date": "2031-05-07", "url": "https://news.example/2", "publisher": "The Herald"},
]
JSONL = "".join(json.dumps(row) + "\n" for row in ROWS).encode()
FILES = {"a.txt": FIRST.encode(), "in/b.txt": SECOND.encode(), "c.exe": b"MZ", "README.txt": b"No report."}


def zst(content: bytes) -> bytes:
    return bytes(pa.compress(content, codec="zstd", asbytes=True))


def tarred(mode: str, files: dict[str, bytes] = FILES) -> bytes:
    out = BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:  # type: ignore[call-overload]  # a mode is a literal
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, BytesIO(content))
    return out.getvalue()


def zipped(files: dict[str, bytes] = FILES) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def table(rows: list[dict[str, str]]) -> bytes:
    out = BytesIO()
    pq.write_table(pa.Table.from_pylist(rows), out)
    return out.getvalue()


def crawl(*, packed: bool) -> bytes:
    records = []
    for address, kind, status, body in (
        ("https://news.example/1", "text/html; charset=utf-8", "200 OK", FIRST),
        ("https://news.example/logo.png", "image/png", "200 OK", FIRST),
        ("https://news.example/gone", "text/html", "404 Not Found", FIRST),
        ("https://news.example/2", "text/html", "200 OK", SECOND),
    ):
        page = f"<html><head><title>News</title></head><body><article><p>{body}</p><p>{body}</p></article></body></html>"
        answer = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n\r\n{page}"
        head = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{len(records)}>\r\nWARC-Target-URI: {address}\r\n"
            "WARC-Date: 2031-05-09T00:00:00Z\r\nContent-Type: application/http; msgtype=response\r\n"
        )
        record = f"{head}Content-Length: {len(answer)}\r\n\r\n{answer}\r\n\r\n".encode()
        records.append(gzip.compress(record) if packed else record)
    return b"".join(records)


ARCHIVES: dict[str, Callable[[], bytes]] = {
    "a.jsonl.gz": lambda: gzip.compress(JSONL),
    "a.jsonl.zst": lambda: zst(JSONL),
    "a.parquet": lambda: table(ROWS),
    "a.tar": lambda: tarred("w"),
    "a.tar.gz": lambda: tarred("w:gz"),
    "a.tgz": lambda: tarred("w:gz"),
    "a.tar.zst": lambda: zst(tarred("w")),
    "a.warc": lambda: crawl(packed=False),
    "a.warc.gz": lambda: crawl(packed=True),
    "a.zip": zipped,
}


CUT = {"a.tar": 1600, "a.warc.gz": -120}
"""Where an archive is cut in the middle of its second report; two thirds of it for others."""


def read(folder: Path, name: str, content: bytes) -> list[Document | Skipped]:
    (folder / name).write_bytes(content)
    return list(sources.read([folder], Settings(build=folder / "build")))


def test_there_is_an_archive_here_of_every_kind_that_is_read() -> None:
    assert {name.partition(".")[2] for name in ARCHIVES} == {end.removeprefix(".") for end in sources.files.ARCHIVES}
    assert set(sources.files.ARCHIVES) == set(collections.READERS_OF_MANY)


@pytest.mark.parametrize("name", ARCHIVES)
def test_each_report_in_an_archive_is_a_document(name: str, tmp_path: Path) -> None:
    found = read(tmp_path, name, ARCHIVES[name]())
    assert all(isinstance(one, Document) for one in found), found
    texts = [one.text for one in found if isinstance(one, Document)]
    assert len(texts) == 2
    assert FIRST in texts[0]
    assert SECOND in texts[1]
    assert [one.start for one in found if isinstance(one, Document)] == sorted({one.start for one in found})  # type: ignore[union-attr]


@pytest.mark.parametrize("name", ["a.jsonl.gz", "a.jsonl.zst", "a.parquet"])
def test_a_row_says_when_and_where_it_was_published(name: str, tmp_path: Path) -> None:
    first, _ = read(tmp_path, name, ARCHIVES[name]())
    assert isinstance(first, Document)
    assert (first.title, first.publisher, first.url) == ("Rockets", "The Herald", "https://news.example/1")
    assert str(first.published.when.first) == "2031-05-06"


def test_a_page_of_a_crawl_knows_its_address(tmp_path: Path) -> None:
    found = read(tmp_path, "a.warc.gz", crawl(packed=True))
    assert [one.url for one in found if isinstance(one, Document)] == ["https://news.example/1", "https://news.example/2"]


@pytest.mark.parametrize("name", ARCHIVES)
def test_an_archive_that_breaks_off_costs_what_is_missing_and_says_so(name: str, tmp_path: Path) -> None:
    whole = ARCHIVES[name]()
    found = read(tmp_path, name, whole[: CUT.get(name, len(whole) * 2 // 3)])
    assert isinstance(found[-1], Skipped)
    assert len([one for one in found if isinstance(one, Document)]) < 2


@pytest.mark.parametrize("name", ARCHIVES)
def test_what_is_no_archive_is_skipped(name: str, tmp_path: Path) -> None:
    found = read(tmp_path, name, b"no archive at all, whatever its name says\n")
    assert not [one for one in found if isinstance(one, Document)]


@pytest.mark.parametrize("pack", [gzip.compress, zst])
def test_a_bomb_is_left_before_it_goes_off(
    pack: Callable[[bytes], bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collections, "SMALL_BYTES", 2**20)
    monkeypatch.setattr(collections, "MAX_MEMBER", 2**18)
    name = "a.jsonl.gz" if pack is gzip.compress else "a.jsonl.zst"
    [document, *rest] = read(tmp_path, name, pack(JSONL.splitlines(keepends=True)[0] + b"0" * 2**26))
    assert isinstance(document, Document)
    assert [one.reason for one in rest if isinstance(one, Skipped)] == [
        "unpacks to far more than an honest archive of its size holds; what came before that was read"
    ]


def test_a_line_that_is_too_long_costs_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collections, "MAX_MEMBER", 1000)
    first, second = JSONL.splitlines(keepends=True)
    found = read(tmp_path, "a.jsonl.gz", gzip.compress(first + b"x" * 5000 + b"\n" + second))
    assert [type(one) for one in found] == [Document, Skipped, Document]
    assert found[1] == Skipped(source="a.jsonl.gz", reason="line 2: longer than 1,000 bytes")


def test_names_in_an_archive_lead_nowhere(tmp_path: Path) -> None:
    found = read(tmp_path, "a.zip", zipped({"../../out.txt": FIRST.encode(), "/etc/x\n.txt": b""}))
    assert [one for one in tmp_path.rglob("*") if one.name != "a.zip"] == []
    assert [type(one) for one in found] == [Document, Skipped]
    assert isinstance(found[1], Skipped)
    assert found[1].reason.startswith("/etc/x?.txt: ")


def test_links_and_devices_in_a_tar_are_no_reports(tmp_path: Path) -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, kind in (("a.txt", tarfile.SYMTYPE), ("b.txt", tarfile.FIFOTYPE), ("c.txt", tarfile.LNKTYPE)):
            entry = tarfile.TarInfo(name)
            entry.type, entry.linkname = kind, "/etc/passwd"
            archive.addfile(entry)
    assert read(tmp_path, "a.tar", out.getvalue()) == []


def test_a_table_without_text_says_which_columns_there_may_be(tmp_path: Path) -> None:
    [skipped] = read(tmp_path, "a.parquet", table([{"body": FIRST}]))
    assert isinstance(skipped, Skipped)
    assert skipped.reason == "no column 'text'; it may have the columns title, text, date, url and publisher"
