"""Files that lie in wait: none stops a build, each is named with the reason."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
import threading
import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from geo import sources
from geo.errors import DocumentError
from geo.model import Document, Skipped
from geo.settings import Settings
from geo.sources import files, formats
from geo.sources.decoding import decode
from geo.sources.furniture import Marks
from geo.sources.layout import blocks
from geo.sources.paragraphs import BLANK, cut

ROOT = Path(__file__).parent.parent
TEXT = b"Rockets landed near the old airport of Calder on Tuesday, and nobody was hurt."


def outcome(*paths: Path) -> dict[str, str]:
    """Return the reason for each source that was skipped, "" for those that were read."""
    return {one.source: one.reason if isinstance(one, Skipped) else "" for one in sources.read(paths, Settings())}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no FIFO")
def test_pipes_links_and_folders_are_skipped_and_never_hang(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_bytes(TEXT)
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "link.txt").symlink_to("/etc/passwd")
    (tmp_path / "zero.txt").symlink_to("/dev/zero")
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "folder.txt").mkdir()
    (tmp_path / "folder.txt" / "inner.txt").write_bytes(TEXT)
    assert outcome(tmp_path) == {
        "folder.txt": "a folder with the name of a file; what is in it is read",
        "folder.txt/inner.txt": "",
        "good.txt": "",
        "link.txt": "a symbolic link, which is not followed",
        "loop": "a symbolic link, which is not followed",
        "pipe.txt": "not a regular file",
        "zero.txt": "a symbolic link, which is not followed",
    }


def test_a_file_that_is_said_to_be_huge_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "sparse.txt").open("wb") as file:
        file.truncate(50 * 1024**3)
    began = time.monotonic()
    assert outcome(tmp_path) == {"sparse.txt": f"larger than {files.MAX_BYTES:,} bytes"}
    assert time.monotonic() - began < 1


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="this system has no user ids")
def test_a_file_that_may_not_be_read_is_named_with_the_reason() -> None:
    mine = os.geteuid()
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        path = Path(folder) / "shut.txt"
        path.write_bytes(TEXT)
        path.chmod(0)
        # For root every file is readable; nobody else's name is needed to read nothing.
        os.seteuid(mine or 65534)
        try:
            with pytest.raises(DocumentError, match=r"^cannot be read \(Permission denied\)$"):
                files.content(path)
        finally:
            os.seteuid(mine)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (b"bad\xff.txt", "bad\\xff.txt"),
        (b"two\nlines.txt", "two\\nlines.txt"),
        ("rtl\u202etxt.txt".encode(), "rtl\\u202etxt.txt"),
    ],
)
def test_names_are_shown_in_characters_that_can_be_stored(tmp_path: Path, name: bytes, shown: str) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_bytes(TEXT)
    assert outcome(tmp_path) == {shown: ""}


def test_a_path_that_is_not_there_and_a_format_that_is_not_known_are_named(tmp_path: Path) -> None:
    (tmp_path / "sheet.xlsx").write_bytes(b"PK\x03\x04")
    found = outcome(tmp_path / "none.txt", tmp_path / "sheet.xlsx")
    assert found["none.txt"] == "no such file"
    assert found["sheet.xlsx"].startswith("no format is known by a name that ends in '.xlsx'; there are .csv, .htm")


def test_a_file_of_no_known_format_in_a_folder_is_listed_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    for name in ("a.rar", "inner/b.docx", "notes"):
        (tmp_path / name).write_bytes(TEXT)
    found = outcome(tmp_path)
    assert list(found) == ["a.rar", "inner/b.docx", "notes"]
    assert found["a.rar"].startswith("no format is known by a name that ends in '.rar'")
    assert found["notes"].startswith("no format is known by a name without an ending")


def test_what_tells_about_reports_and_is_none_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "README").write_bytes(TEXT)
    (tmp_path / ".hidden.txt").write_bytes(TEXT)
    (tmp_path / "a.meta.json").write_bytes(b"{}")
    assert outcome(tmp_path) == {}


def test_documents_come_sorted_whatever_the_order_of_the_paths(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", "c.txt"):
        (tmp_path / name).write_bytes(TEXT)
    forward = list(sources.read([tmp_path / "a.txt", tmp_path / "b.txt", tmp_path / "c.txt"], Settings()))
    backward = list(sources.read([tmp_path / "c.txt", tmp_path / "b.txt", tmp_path / "a.txt"], Settings()))
    assert forward == backward
    assert [one.source for one in forward] == ["a.txt", "b.txt", "c.txt"]


def test_a_file_given_twice_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(TEXT)
    assert len(list(sources.read([tmp_path, tmp_path / "a.txt"], Settings()))) == 1


PIECES = st.sampled_from(
    [
        "Comments",
        "AFP",
        "LONDON: ",
        "\u2014 Bo Lind",
        "By Ann Ewer",
        "3 March 2031",
        "Tags:",
        "(Reuters)",
        "\n",
        "\n\n",
        "\r\n",
        "\u00a0",
        "\u200b",
        "\x85",
    ]
)


@given(st.lists(st.one_of(PIECES, st.text(max_size=40)), max_size=30).map("".join))
def test_any_text_is_read_whole_and_its_blocks_lie_in_order(text: str) -> None:
    data = text.encode("utf-8", "surrogatepass")
    found = list(formats.plain(data)) if _is_text(data) else []
    for raw in found:
        assert isinstance(raw, formats.Raw)
        paragraphs = cut(raw.text)
        spans = [block.span for block in blocks(paragraphs, Marks(credits=frozenset({"afp", "reuters"})))]
        assert all(one.end <= other.start for one, other in pairwise(spans))
        outside = set(range(len(raw.text))) - {at for span in spans for at in range(span.start, span.end)}
        assert all(raw.text[at] in BLANK for at in outside)


def _is_text(data: bytes) -> bool:
    try:
        decode(data)
    except DocumentError:
        return False
    return True


def test_a_damaged_pdf_and_an_empty_page_are_skipped(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7\n1 0 obj << /Type /Catalog")
    (tmp_path / "b.html").write_bytes(b"<div>" * 100_000)
    (tmp_path / "c.html").write_bytes(b"<" * 50_000)
    found = outcome(tmp_path)
    assert found["a.pdf"].startswith("not a readable PDF")
    assert found["b.html"]
    assert found["c.html"]


@pytest.mark.parametrize(
    "row", ["[" * 100_000, '{"text": ' + "9" * 10_000 + "}", '{"text": NaN}', '{"text": "a", "text": ["b"]}']
)
def test_hostile_rows_are_refused_one_by_one(tmp_path: Path, row: str) -> None:
    (tmp_path / "a.jsonl").write_text(row + '\n{"text": "Rockets fell."}\n')
    bad, good = sources.read([tmp_path], Settings())
    assert isinstance(bad, Skipped)
    assert bad.reason.startswith("line 1: ")
    assert isinstance(good, Document)


def test_a_file_that_changes_while_it_is_read_is_whole_or_skipped(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(TEXT)
    stop = threading.Event()

    def rewrite() -> None:
        while not stop.is_set():
            path.unlink(missing_ok=True)
            path.write_bytes(TEXT)

    writer = threading.Thread(target=rewrite)
    writer.start()
    try:
        for _ in range(200):
            for one in sources.read([path], Settings()):
                read = one.text.encode() if isinstance(one, Document) else b""
                assert TEXT.startswith(read)
                assert isinstance(one, Skipped) or one.sha256 == hashlib.sha256(read).hexdigest()
    finally:
        stop.set()
        writer.join()


def test_a_line_of_ten_megabytes_is_skipped_in_no_time(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"Rockets fell on Calder " * 450_000)
    began = time.monotonic()
    assert outcome(tmp_path) == {"a.txt": "longer than 2,000,000 characters"}
    assert time.monotonic() - began < 2


def test_four_hundred_thousand_marks_on_one_letter_are_refused_in_no_time(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a" + "\u0301" * 400_000)
    began = time.monotonic()
    assert outcome(tmp_path) == {"a.txt": "more than 30 combining marks on one letter"}
    assert time.monotonic() - began < 1


def test_many_paragraphs_take_linear_time(tmp_path: Path) -> None:
    def seconds(paragraphs: int) -> float:
        (tmp_path / "a.txt").write_text("\n\n".join(f"Heading number {n} of the report" for n in range(paragraphs)))
        began = time.process_time()
        list(sources.read([tmp_path], Settings()))
        return time.process_time() - began

    # Eight times as many take eight times as long, and sixty-four times if each were compared with each.
    assert min(seconds(16_000) for _ in range(2)) < 24 * max(min(seconds(2_000) for _ in range(3)), 0.02)


def test_what_a_parser_remarks_about_a_damaged_file_is_not_shown(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4 nothing more")
    (tmp_path / "b.html").write_bytes(b"<" * 50_000)
    script = (
        "import sys, pathlib; from geo import sources, settings; "
        "print(len(list(sources.read([pathlib.Path(sys.argv[1])], settings.Settings()))))"
    )
    done = subprocess.run([sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, check=True, cwd=ROOT)  # noqa: S603  # our own script
    assert (done.stdout, done.stderr) == ("2\n", "")


def test_what_a_build_wrote_is_no_source(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Shells fell on the port of Calder on Monday, the police said.")
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "lock").write_text("")
    (kept / "note.txt").write_text("Nobody wrote this report, it is what a build keeps for itself.")
    found = sources.read([tmp_path], Settings(build=kept))
    assert [one.source for one in found] == ["a.txt"]
