"""Files that may not be read, that change under the reader or say that they are huge: skipped with a reason, and counted."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from geo import sources
from geo.model import Document, Skipped
from geo.settings import Settings
from geo.sources import files
from tests.faults import news

ROOT = Path(__file__).parent.parent.parent

# Everything is loaded as whoever we are; then the build is made as nobody.
AS_NOBODY = """
import os, sys
from pathlib import Path
from geo import engine, tools
from geo.cli import main
from geo.settings import Settings

folder = Path(sys.argv[1])
equipment = tools.equip(Settings())
tools.equip = lambda settings: equipment
engine.build([folder / "open"], Settings(), out=folder / "warm", equipment=equipment)
if os.geteuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
os.environ["INCIDENT_ATLAS_BUILD"] = str(folder / "b")
for name, strict in (("loose", []), ("strict", ["--strict"])):
    print(main(["build", str(folder / "reports"), "--out", str(folder / name), *strict]), flush=True)
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    """Return a folder that everybody may enter, with two reports, one of them shut."""
    made = Path(tempfile.mkdtemp())
    made.chmod(0o777)
    news.write(made / "open", 1)
    news.write(made / "reports", 2)
    (made / "reports" / "001.txt").chmod(0)
    for name in ("b", "loose", "strict"):
        (made / name).mkdir()
        (made / name).chmod(0o777)
    (made / "reports").chmod(0o755)
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.mark.skipif(not hasattr(os, "setuid"), reason="this system has no user ids")
@pytest.mark.timeout(180)
def test_a_file_that_may_not_be_read_is_skipped_with_the_reason_and_strict_tells_by_its_code(folder: Path) -> None:
    command = [sys.executable, "-c", AS_NOBODY, str(folder)]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True, timeout=170)  # noqa: S603  # our own script
    said = "1 documents in 1 files were read, 1 skipped\n  skipped 001.txt: cannot be read (Permission denied)\n"
    assert [line for line in done.stdout.splitlines() if line.isdecimal()] == ["0", "3"], done.stderr
    assert done.stderr.count(said) == 2


def test_an_archive_that_is_written_to_while_it_is_read_is_said_to_be_of_two_versions(tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl.gz"
    rows = [
        json.dumps({"text": f"Two rockets fell near Calder on Monday, the police said, for the {n} time."}) for n in range(40)
    ]
    path.write_bytes(gzip.compress("\n".join(rows).encode()))
    read = sources.read([path], Settings())
    first = next(read)
    with path.open("ab") as file:
        file.write(gzip.compress(b'{"text": "And three more on Tuesday, the army said of them."}\n'))
    *_, last = read
    assert isinstance(first, Document)
    assert last == Skipped(
        source="news.jsonl.gz",
        reason="changed while it was read, so that what was read may be of two versions; build again when it is at rest",
    )


def test_a_file_that_vanishes_or_grows_while_others_are_read_costs_itself_alone(tmp_path: Path) -> None:
    reports = news.write(tmp_path / "reports", 40)
    over = threading.Event()

    def disturb() -> None:
        while not over.is_set():
            (reports / "020.txt").unlink(missing_ok=True)
            (reports / "020.txt").write_text(news.report(20))

    other = threading.Thread(target=disturb)
    other.start()
    try:
        for _ in range(5):
            told = {one.source: one for one in sources.read([reports], Settings())}
            assert [one for name, one in told.items() if name != "020.txt" and isinstance(one, Skipped)] == []
            assert len(told) in {39, 40}
    finally:
        over.set()
        other.join()


def test_a_file_of_fifty_gigabytes_is_refused_before_it_is_read(tmp_path: Path) -> None:
    for name in ("sparse.txt", "sparse.csv"):
        with (tmp_path / name).open("wb") as file:
            file.truncate(50 * 2**30)
    told = [one.reason for one in sources.read([tmp_path], Settings()) if isinstance(one, Skipped)]
    assert told == [f"larger than {files.MAX_BYTES:,} bytes"] * 2
