"""Briefings are what people make: a database that is locked, full, damaged or gone loses none that was said to be saved."""

from __future__ import annotations

import itertools
import resource
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings as told_to, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from geo import decks
from geo.briefing import Deck
from geo.cli import main
from geo.decks import backups
from geo.errors import ConflictError, DeckError
from geo.settings import Settings

ROOT = Path(__file__).parent.parent.parent
DECK = Deck(id="the-week", title="The week")


@pytest.fixture
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make a copy with every save."""
    monkeypatch.setattr(backups, "EVERY_S", -1)


@pytest.fixture
def path(settings: Settings) -> Path:
    return settings.build / decks.FILE


def saved(settings: Settings, *titles: str) -> Deck:
    with closing(decks.open(settings)) as shelf:
        deck = shelf.get(DECK.id) if shelf.list() else DECK
        for title in titles:
            deck = shelf.save(replace(deck, title=title))
        return deck


# --- damaged or gone -----------------------------------------------------------------------

DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "overwritten": lambda content: content[:4096] + b"\xa5" * (len(content) - 4096),
    "cut": lambda content: content[: len(content) // 2],
    "something else": lambda _: b"no database at all",
}


@pytest.mark.usefixtures("often")
@pytest.mark.parametrize("damage", [*DAMAGE, "gone"])
def test_one_command_puts_back_what_was_saved_and_keeps_what_was_damaged(
    settings: Settings, path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, damage: str
) -> None:
    monkeypatch.setenv("INCIDENT_ATLAS_BUILD", str(settings.build))
    kept = saved(settings, "Monday", "Tuesday")
    if damage == "gone":
        path.unlink()
    else:
        path.write_bytes(DAMAGE[damage](path.read_bytes()))
    assert main(["brief", "list"]) == 1
    assert "run `python -m geo brief restore`" in capsys.readouterr().err
    before = path.read_bytes() if path.exists() else None
    assert main(["brief", "restore"]) == 0
    told = capsys.readouterr()
    assert told.out == "the-week: Tuesday; version 2\n"
    with closing(decks.open(settings)) as shelf:
        assert shelf.get(DECK.id) == kept
        assert [one.title for one in shelf.versions(DECK.id)] == ["Tuesday", "Monday"]
    aside = path.with_name("decks-before-1.sqlite")
    assert (aside.read_bytes() if aside.exists() else None) == before
    assert (str(aside) in told.err) == aside.exists()


@pytest.mark.usefixtures("often")
def test_a_damaged_copy_is_passed_over(settings: Settings, path: Path) -> None:
    saved(settings, "Monday", "Tuesday")
    backups.copies(path)[0].write_bytes(b"half of a copy")
    path.write_bytes(b"")
    assert decks.restore(path).copy == backups.copies(path)[1]
    with closing(decks.open(settings)) as shelf:
        assert shelf.get(DECK.id).title == "Monday"


def test_without_a_whole_copy_nothing_is_touched(settings: Settings, path: Path) -> None:
    saved(settings, "Monday")
    for copy in backups.copies(path):
        copy.write_bytes(b"half of a copy")
    path.write_bytes(b"damaged")
    with pytest.raises(DeckError, match=r"there is no whole copy to put back .*; name a file with `brief restore FILE`"):
        decks.restore(path)
    assert path.read_bytes() == b"damaged"


@pytest.mark.usefixtures("often")
def test_what_is_whole_is_only_replaced_by_a_copy_that_is_named(settings: Settings, path: Path) -> None:
    saved(settings, "Monday", "Tuesday")
    newest, older = backups.copies(path)
    with pytest.raises(DeckError, match=rf"is whole, so nothing was put back; name a copy to go back to it: {newest}, {older}"):
        decks.restore(path)
    decks.restore(path, older)
    with closing(decks.open(settings)) as shelf:
        assert shelf.get(DECK.id).title == "Monday"
    with closing(sqlite3.connect(path.with_name("decks-before-1.sqlite"))) as aside:
        assert aside.execute("SELECT title FROM atlas_deck_versions ORDER BY version DESC").fetchone() == ("Tuesday",)


@pytest.mark.usefixtures("often")
def test_a_restore_that_fails_at_any_step_can_be_done_again(
    settings: Settings, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for turn in itertools.count(1):
        saved(settings, f"Day {turn}")
        path.write_bytes(b"damaged")
        calls = itertools.count(1)

        def fail(call: Callable[..., object], *given: object, at: int = turn, calls: itertools.count[int] = calls) -> object:
            if next(calls) == at:
                raise OSError(28, "No space left on device")
            return call(*given)

        with monkeypatch.context() as patch:
            for owner, name in ((backups.shutil, "copyfile"), (backups, "sync"), (Path, "replace")):
                whole = getattr(owner, name)
                patch.setattr(owner, name, lambda *given, whole=whole, fail=fail: fail(whole, *given))
            told = outcome(lambda: decks.restore(path))
        if told:
            assert "No space left on device" in told
            if path.read_bytes() == b"damaged":
                decks.restore(path)
        with closing(decks.open(settings)) as shelf:
            assert shelf.get(DECK.id).title == f"Day {turn}"
        if not told:
            assert turn > 3
            return


def outcome(act: Callable[[], object]) -> str:
    try:
        act()
    except DeckError as error:
        return str(error)
    return ""


@pytest.mark.usefixtures("often")
def test_copies_of_now_and_of_each_day_are_kept_and_no_more(settings: Settings, path: Path) -> None:
    clock = itertools.count()
    start = datetime(2031, 5, 1, tzinfo=UTC)
    with closing(decks.open(settings, clock=lambda: start + timedelta(hours=12 * next(clock)))) as shelf:
        deck = DECK
        for n in range(24):
            deck = shelf.save(replace(deck, title=f"{n}"))
    days = [one.name[7:15] for one in backups.copies(path)]
    assert [int(day) % 100 for day in days] == [12, 12, 11, 11, 10, 9, 8, 7, 6]


@pytest.mark.usefixtures("often")
def test_a_clock_that_is_turned_back_hides_neither_version_nor_copy(settings: Settings, path: Path) -> None:
    days = iter([datetime(2031, 5, 2, tzinfo=UTC), datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)])
    now = [next(days)]
    with closing(decks.open(settings, clock=lambda: now[0])) as shelf:
        deck = shelf.save(DECK)
        for title in ("Back", "Forth"):
            now[0] = next(days)
            deck = shelf.save(replace(deck, title=title))
        assert [(one.version, one.title) for one in shelf.versions(DECK.id)] == [(3, "Forth"), (2, "Back"), (1, "The week")]
    path.write_bytes(b"")
    assert decks.restore(path).copy.name.startswith("000003-9999")


# --- locked and full -----------------------------------------------------------------------


@pytest.mark.timeout(60)
def test_while_somebody_holds_the_database_it_is_read_and_a_save_waits_its_turn(settings: Settings, path: Path) -> None:
    first = saved(settings, "Monday")
    with closing(decks.open(settings)) as shelf, closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        done: list[Deck] = []
        saver = threading.Thread(target=lambda: done.append(shelf.save(replace(first, title="Tuesday"))))
        saver.start()
        began = time.monotonic()
        for _ in range(20):
            assert shelf.get(DECK.id) == first
        assert time.monotonic() - began < 5
        assert (saver.is_alive(), done) == (True, [])
        other.execute("ROLLBACK")
        saver.join(30)
        assert shelf.get(DECK.id) == done[0] == replace(first, title="Tuesday", version=2)


LIMITED = """
import resource, sys
from dataclasses import replace
from pathlib import Path
from geo import decks
from geo.errors import GeoError
from geo.settings import Settings

shelf = decks.open(Settings(build=Path(sys.argv[1])))
deck = shelf.get("the-week")
most = max(path.stat().st_size for path in Path(sys.argv[1]).glob("decks.sqlite*"))
resource.setrlimit(resource.RLIMIT_FSIZE, (most + 4096, resource.RLIM_INFINITY))
try:
    while True:
        deck = shelf.save(replace(deck, scope="".join(chr(0x4E00 + (n * n + deck.version) % 20000) for n in range(5_000))))
        print("saved", deck.version, flush=True)
except GeoError as error:
    print(type(error).__name__, error)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
print("saved", shelf.save(replace(deck, title="Room again")).version)
"""


@pytest.mark.skipif(not hasattr(resource, "RLIMIT_FSIZE"), reason="this system limits no file")
def test_a_full_disk_is_told_what_was_saved_stays_and_with_room_the_next_save_is_kept(settings: Settings) -> None:
    saved(settings, "Monday")
    command = [sys.executable, "-c", LIMITED, str(settings.build)]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True, timeout=120)  # noqa: S603  # our own script
    *before, fault, after = done.stdout.splitlines()
    assert fault.startswith("DeckError"), done.stderr
    assert "nothing was saved" in fault
    acknowledged = [1, *(int(line.split()[1]) for line in (*before, after))]
    with closing(decks.open(settings)) as shelf:
        assert [one.version for one in shelf.versions(DECK.id)] == sorted(acknowledged, reverse=True)
        assert shelf.get(DECK.id).title == "Room again"


# --- who did what, and when ----------------------------------------------------------------


class Desk(RuleBasedStateMachine):
    """Ada and Bo work on one briefing; what is kept is what the log of what they did comes to."""

    @initialize()
    def begin(self) -> None:
        """Open an empty shelf."""
        self.folder = TemporaryDirectory()
        self.now = datetime(2031, 5, 1, tzinfo=UTC)
        self.open()
        self.log: list[tuple[str, str, datetime]] = []
        self.removed = False
        self.seen: dict[str, Deck] = {}

    def open(self) -> None:
        """Open what there is."""
        self.shelf = decks.open(Settings(build=Path(self.folder.name)), clock=lambda: self.now)

    @rule(who=st.sampled_from(["Ada", "Bo"]), title=st.sampled_from(["A", "B", "C"]), hours=st.integers(-3, 3))
    def save(self, who: str, title: str, hours: int) -> None:
        """Save what somebody looks at, at an hour that may lie before the last."""
        self.now += timedelta(hours=hours)
        mine = replace(self.seen.get(who, DECK), title=title)
        same = bool(self.log) and self.log[-1][0] == title
        if mine.version != len(self.log) and not same:
            with pytest.raises(ConflictError) as caught:
                self.shelf.save(mine, by=who)
            self.seen[who] = caught.value.theirs
            return
        self.seen[who] = self.shelf.save(mine, by=who)
        self.removed = False
        if not same:
            self.log.append((title, who, self.now))

    @rule(away=st.booleans())
    def remove_or_put_back(self, away: bool) -> None:  # noqa: FBT001  # as the library asks for it
        """Take it off the list, or put it back."""
        if self.log:
            (self.shelf.remove if away else self.shelf.restore)(DECK.id)
            self.removed = away

    @rule()
    def open_again(self) -> None:
        """Begin as another process would."""
        self.shelf.close()
        self.open()

    @invariant()
    def the_log_tells_what_is_kept(self) -> None:
        """Compare every version with what was done."""
        kept = [(one.title, one.by, one.saved) for one in self.shelf.versions(DECK.id)]
        assert kept == self.log[::-1]
        for number, (title, _, _) in enumerate(self.log, start=1):
            assert self.shelf.get(DECK.id, number) == replace(DECK, title=title, version=number)
        assert [one.id for one in self.shelf.list()] == ([DECK.id] if self.log and not self.removed else [])

    def teardown(self) -> None:
        """Leave nothing behind."""
        self.shelf.close()
        self.folder.cleanup()


TestDesk = Desk.TestCase
TestDesk.settings = told_to(max_examples=15, stateful_step_count=15)
