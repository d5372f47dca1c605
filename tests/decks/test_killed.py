"""A process that is killed while it saves: what it was told to be saved is there, and the database is whole."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from geo import decks
from geo.settings import Settings
from tests.nursery import nursery

KILLS = 100
ROUNDS = 10
"""Databases; each is begun, and written to, by processes that are killed."""

# Each process opens the database, or makes it, and saves without end; it notes what it was told to be saved.
NURSERY = """
import os, sys
from dataclasses import replace
from geo import decks
from geo.briefing import Deck
from geo.errors import DeckError
from geo.settings import Settings

for line in sys.stdin:
    pid = os.fork()
    if pid == 0:
        folder, notes = open(sys.argv[1]).read().split("\\n")
        note = os.open(notes, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        shelf = decks.open(Settings(build=__import__("pathlib").Path(folder)))
        try:
            deck = shelf.get("d")
        except DeckError:
            deck = Deck(id="d", title="")
        while True:
            deck = shelf.save(replace(deck, title=f"{deck.version + 1} by {os.getpid()}", scope="x" * 3_000))
            os.write(note, f"{deck.version} {deck.title}\\n".encode())
    print(pid, flush=True)
    os.waitpid(pid, 0)
"""


@pytest.mark.timeout(180)
@pytest.mark.faults
def test_no_save_that_was_acknowledged_is_lost_when_the_process_is_killed(tmp_path: Path) -> None:
    moments = random.Random(11)  # noqa: S311  # moments, not secrets
    told, saves = tmp_path / "told", 0
    told.touch()
    with nursery(NURSERY, told) as start:
        for round_ in range(ROUNDS):
            build, notes = tmp_path / f"build{round_}", tmp_path / f"notes{round_}"
            notes.touch()
            told.write_text(f"{build}\n{notes}")
            for kill in range(KILLS // ROUNDS):
                before, saver = notes.stat().st_size, start()
                if kill % 2:  # in the midst of saving, and not while it begins
                    _wait_for_more(notes, before)
                time.sleep(moments.uniform(0, 0.15))
                os.kill(saver, signal.SIGKILL)
                saves = max(saves, _nothing_is_lost(build, notes))
    assert saves > KILLS // ROUNDS // 2


def _wait_for_more(notes: Path, than: int) -> None:
    end = time.monotonic() + 30
    while notes.stat().st_size == than:
        assert time.monotonic() < end, "nothing is saved"
        time.sleep(0.001)


def _nothing_is_lost(build: Path, notes: Path) -> int:
    """Compare what was acknowledged with what is there; return how many saves that was."""
    acknowledged = [line.split(" ", 1) for line in notes.read_text().splitlines()]
    with closing(decks.open(Settings(build=build))) as shelf:
        kept = {str(one.version): one.title for one in shelf.versions("d")}
        oldest = min(map(int, kept), default=0)
        assert [note for note in acknowledged if int(note[0]) >= oldest and kept.get(note[0]) != note[1]] == []
        if acknowledged:
            assert shelf.get("d").version >= int(acknowledged[-1][0])
    with closing(sqlite3.connect(build / decks.FILE)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    return len(acknowledged)
