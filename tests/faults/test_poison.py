"""A document that ends whoever reads it is skipped in the end, with the reason, and costs no other document anything."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Final

import dask
import pytest

from geo import engine, recall
from geo.engine import Plan, crew
from geo.settings import Settings, home
from tests.faults import news

pytestmark = pytest.mark.timeout(300)

SPOILED: Final = """
import os, time
from geo import pipeline
from geo.engine import crew

crew.LONGEST_S = 5

def spoiled(read):
    def spoil(documents, with_):
        while any("@WORD@" in one.text for one in documents):
            @DEED@
        return read(documents, with_)
    return spoil

pipeline.read = spoiled(pipeline.read)
"""
"""What a process runs in which a document with a certain word ends reading, or lets it have no end."""

BUILD: Final = """
import sys
from pathlib import Path
from geo import engine
from geo.settings import Settings

exec(Path(sys.argv[1]).read_text())
if __name__ == "__main__":
    built = engine.build([Path(sys.argv[2])], Settings(build=Path(sys.argv[3])))
    print(built.documents, *(f"{one.source}: {one.reason}" for one in built.skipped), sep="\\n")
"""


def spoiling(folder: Path, reports: Path, word: str, deed: str) -> Path:
    """Put a document with the word among the reports, and return the script that lets it do its deed."""
    (reports / "001.txt").write_text(f"{news.report(1)}\nIt was {word}.\n", encoding="utf-8")
    script = folder / f"{word}.py"
    script.write_text(SPOILED.replace("@WORD@", word).replace("@DEED@", deed), encoding="utf-8")
    return script


def test_a_document_that_ends_the_only_process_there_is_is_read_by_another_the_third_time(tmp_path: Path) -> None:
    reports, build = news.write(tmp_path / "reports", 3), news.furnish(tmp_path / "build")
    poison, script = spoiling(tmp_path, reports, "poison", "os._exit(9)"), tmp_path / "build.py"
    script.write_text(BUILD, encoding="utf-8")
    with_it = {**os.environ, "DASK_DISTRIBUTED__WORKER__PRELOAD": json.dumps([str(poison)]), "PYTHONPATH": str(home())}
    command = [sys.executable, str(script), str(poison), str(reports), str(build)]

    def once() -> subprocess.CompletedProcess[str]:
        return subprocess.run(command, env=with_it, capture_output=True, text=True, check=False)  # noqa: S603  # our own script

    ended = [once() for _ in range(recall.FEARED + 1)]
    assert [one.returncode for one in ended] == [9] * recall.FEARED + [0], ended[-1].stderr
    assert ended[-1].stdout.splitlines() == [
        "2",
        "001.txt: not read: reading it ended the process that read it, or did not end, every time",
    ]


def test_a_document_without_an_end_ends_its_worker_and_is_skipped_and_the_others_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crew, "CROWD", 1)  # and others read the rest
    reports, build = news.write(tmp_path / "reports", 4), news.furnish(tmp_path / "build")
    endless = spoiling(tmp_path, reports, "endless", "time.sleep(1)")
    with dask.config.set({"distributed.worker.preload": [str(endless)]}):
        built = engine.build([reports], Settings(build=build), plan=Plan(workers=2))
    assert built.documents == 3
    assert [(one.source, "did not end" in one.reason) for one in built.skipped] == [("001.txt", True)]
