"""Where decks are kept: each save a version, two who save one deck both keep their work, and nothing damaged is overwritten."""

from __future__ import annotations

import itertools
import multiprocessing
import sqlite3
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from geo import decks
from geo.briefing import Bullet, Deck, Scene, Seen
from geo.decks import Listed, Shelf, Version
from geo.errors import ConflictError, DeckError, InputError, SettingsError
from geo.settings import Settings

CAMP = Scene(
    id="campcamp",
    title="Camp Orrin <script>alert(1)</script>",
    bullets=(Bullet(text="Rockets, says the army; '); DROP TABLE atlas_decks; --", of=("c-rockets",)),),
    query=(("kind", ("bombing",)), ("text", ("Grüße, 週",))),
    seen=Seen(snapshot="abc", total=1, incidents=(("c-rockets", "0f" * 16),), digest="1e" * 16),
)
DECK = Deck(id="the-week", title="The week", scenes=(CAMP,))


def titled(deck: Deck, title: str) -> Deck:
    return replace(deck, title=title)


# --- saving and reading --------------------------------------------------------------------


def test_a_deck_is_read_as_it_was_saved(shelf: Shelf) -> None:
    saved = shelf.save(DECK)
    assert saved == replace(DECK, version=1)
    assert shelf.get("the-week") == saved


def test_what_was_saved_is_there_when_the_database_is_opened_again(kept: Settings) -> None:
    with closing(decks.open(kept)) as first:
        saved = first.save(DECK)
    with closing(decks.open(kept)) as second:
        assert second.get("the-week") == saved


def test_every_save_is_a_version_that_can_be_read_again(shelf: Shelf) -> None:
    first = shelf.save(DECK)
    second = shelf.save(titled(first, "The month"))
    assert [(one.version, one.title) for one in shelf.versions("the-week")] == [(2, "The month"), (1, "The week")]
    assert (shelf.get("the-week"), shelf.get("the-week", 1)) == (second, first)


def test_saving_what_is_kept_already_makes_no_new_version(shelf: Shelf) -> None:
    saved = shelf.save(DECK)
    assert (shelf.save(saved), shelf.save(DECK)) == (saved, saved)
    assert len(shelf.versions("the-week")) == 1


def test_a_list_tells_what_is_kept_and_by_whom_the_latest_first(kept: Settings) -> None:
    days = itertools.count(1)
    east = timezone(timedelta(hours=3))
    with closing(decks.open(kept, clock=lambda: datetime(2031, 5, next(days), 1, 30, tzinfo=east))) as shelf:
        shelf.save(DECK, by="Ada")
        shelf.save(Deck(id="other", title="Other"))
        assert shelf.list() == (
            Listed(id="other", title="Other", version=1, saved=datetime(2031, 5, 1, 22, 30, tzinfo=UTC), scenes=0, by=""),
            Listed(
                id="the-week", title="The week", version=1, saved=datetime(2031, 4, 30, 22, 30, tzinfo=UTC), scenes=1, by="Ada"
            ),
        )
        assert shelf.versions("the-week") == (
            Version(version=1, title="The week", saved=datetime(2031, 4, 30, 22, 30, tzinfo=UTC), scenes=1, by="Ada"),
        )


def test_of_very_many_versions_the_newest_are_kept(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geo.decks.shelf.MOST_KEPT", 4)
    deck = DECK
    for number in range(7):
        deck = shelf.save(titled(deck, f"{number}"))
    assert [one.version for one in shelf.versions("the-week")] == [7, 6, 5, 4]
    assert shelf.get("the-week") == deck


@pytest.mark.parametrize(
    "ask", [lambda shelf: shelf.get("nobody"), lambda shelf: shelf.remove("nobody"), lambda shelf: shelf.restore("nobody")]
)
def test_a_deck_that_there_is_not_is_named(shelf: Shelf, ask: Callable[[Shelf], object]) -> None:
    with pytest.raises(DeckError, match="deck nobody: there is no such deck"):
        ask(shelf)


def test_a_version_that_there_is_not_is_named(shelf: Shelf) -> None:
    shelf.save(DECK)
    with pytest.raises(DeckError, match="there is no version 9 of it"):
        shelf.get("the-week", 9)


def test_a_deck_that_is_too_large_is_refused_and_the_one_before_stays(shelf: Shelf) -> None:
    saved = shelf.save(DECK)
    query = tuple((f"n{n:02}", ("x" * 2_000,) * 200) for n in range(60))
    with pytest.raises(InputError, match="split it in two"):
        shelf.save(replace(saved, scenes=(replace(CAMP, query=query),)))
    assert shelf.get("the-week") == saved


# --- removing ------------------------------------------------------------------------------


def test_a_removed_deck_comes_back_whole(shelf: Shelf) -> None:
    saved = shelf.save(titled(shelf.save(DECK), "The month"))
    shelf.remove("the-week")
    assert (shelf.list(), [one.id for one in shelf.list(removed=True)]) == ((), ["the-week"])
    shelf.restore("the-week")
    assert ([one.id for one in shelf.list()], shelf.list(removed=True)) == (["the-week"], ())
    assert (shelf.get("the-week"), len(shelf.versions("the-week"))) == (saved, 2)


def test_work_on_a_deck_that_somebody_removed_is_not_lost(shelf: Shelf) -> None:
    saved = shelf.save(DECK)
    shelf.remove("the-week")
    shelf.save(titled(saved, "Still mine"))
    assert [one.title for one in shelf.list()] == ["Still mine"]


# --- two at once ---------------------------------------------------------------------------


def test_the_second_of_two_is_told_and_shown_both(shelf: Shelf) -> None:
    base = shelf.save(DECK)
    theirs = shelf.save(titled(base, "Theirs"))
    mine = titled(base, "Mine")
    with pytest.raises(ConflictError, match="was saved as version 2 by somebody else; yours is made from 1") as caught:
        shelf.save(mine)
    assert (caught.value.mine, caught.value.theirs) == (mine, theirs)
    assert shelf.get("the-week") == theirs


def test_after_a_conflict_either_can_be_kept(shelf: Shelf) -> None:
    base = shelf.save(DECK)
    theirs = shelf.save(titled(base, "Theirs"))
    assert shelf.save(replace(titled(base, "Mine"), version=theirs.version)) == replace(titled(base, "Mine"), version=3)
    assert [one.title for one in shelf.versions("the-week")] == ["Mine", "Theirs", "The week"]


def test_two_who_saved_the_same_are_in_no_conflict(shelf: Shelf) -> None:
    base = shelf.save(DECK)
    theirs = shelf.save(titled(base, "Same"))
    assert shelf.save(titled(base, "Same")) == theirs


def test_a_new_deck_of_an_id_that_is_taken_is_a_conflict(shelf: Shelf) -> None:
    shelf.save(DECK)
    with pytest.raises(ConflictError):
        shelf.save(titled(DECK, "Another deck"))


def test_it_can_be_asked_whether_somebody_else_was_there(shelf: Shelf) -> None:
    assert not shelf.changed_since(DECK)
    base = shelf.save(DECK)
    assert not shelf.changed_since(base)
    newest = shelf.save(titled(base, "Theirs"))
    assert shelf.changed_since(base)
    shelf.remove("the-week")
    assert shelf.changed_since(newest)


EACH = 4
WRITERS = 8


Work = tuple[list[str], list[bool]]
"""Ids of the scenes whose saving was acknowledged; for each time that another was faster, whether both decks were shown."""


def add_scenes(settings: Settings, writer: int, there: Deck) -> Work:
    """Add scenes to the one deck, which all begin with as it is `there`, and go on from what the conflict shows."""
    made, told = [], []
    with closing(decks.open(settings)) as shelf:
        for number in range(EACH):
            scene = Scene(id=f"w{writer:03}n{number:03}", title="")
            while True:
                mine = there.having(*there.scenes, scene)
                try:
                    there = shelf.save(mine)
                except ConflictError as conflict:
                    there = conflict.theirs
                    told.append(conflict.mine == mine and there.version > mine.version)
                    continue
                made.append(scene.id)
                break
    return made, told


def what_was_acknowledged_is_stored(shelf: Shelf, work: Iterable[Work]) -> None:
    done = list(work)
    made = [id_ for ids, _ in done for id_ in ids]
    deck = shelf.get("the-week")
    assert sorted(scene.id for scene in deck.scenes) == sorted(made)
    assert (len(made), deck.version) == (WRITERS * EACH, WRITERS * EACH + 1)
    # All began with the same version, so that only one of them could be the first.
    shown = [both for _, told in done for both in told]
    assert len(shown) >= WRITERS - 1
    assert all(shown)


@pytest.mark.timeout(120)
def test_eight_threads_that_save_one_deck_lose_nothing_and_are_told_of_each_other(kept: Settings, shelf: Shelf) -> None:
    begun = shelf.save(replace(DECK, scenes=()))
    with ThreadPoolExecutor(WRITERS) as pool:
        what_was_acknowledged_is_stored(shelf, pool.map(lambda writer: add_scenes(kept, writer, begun), range(WRITERS)))


@pytest.mark.timeout(180)
@pytest.mark.faults
def test_eight_people_who_edit_one_deck_lose_nothing_and_are_told_of_each_other(kept: Settings, shelf: Shelf) -> None:
    begun = shelf.save(replace(DECK, scenes=()))
    with ProcessPoolExecutor(WRITERS, mp_context=multiprocessing.get_context("forkserver")) as pool:
        what_was_acknowledged_is_stored(shelf, pool.map(add_scenes, [kept] * WRITERS, range(WRITERS), [begun] * WRITERS))


def test_one_shelf_serves_several_threads(shelf: Shelf) -> None:
    ready = threading.Barrier(WRITERS)

    def save(number: int) -> Deck:
        ready.wait()
        return shelf.save(Deck(id=f"deck-{number}", title=""))

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(save, range(WRITERS)))
    assert len(shelf.list()) == WRITERS


def test_many_who_find_no_database_make_one(kept: Settings) -> None:
    ready = threading.Barrier(WRITERS)

    def begin(number: int) -> None:
        ready.wait()
        with closing(decks.open(kept)) as shelf:
            shelf.save(Deck(id=f"deck-{number}", title=""))

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(begin, range(WRITERS)))
    with closing(decks.open(kept)) as shelf:
        assert len(shelf.list()) == WRITERS


def test_of_two_who_begin_a_deck_of_one_id_at_once_one_is_told(shelf: Shelf) -> None:
    for round_ in range(10):
        ready = threading.Barrier(2)

        def begin(title: str, name: str = f"deck-{round_}", ready: threading.Barrier = ready) -> str:
            ready.wait()
            try:
                shelf.save(Deck(id=name, title=title))
            except ConflictError as error:
                return f"told of {error.theirs.title}"
            return f"kept {title}"

        with ThreadPoolExecutor(2) as pool:
            said = sorted(pool.map(begin, ("A", "B")))
        assert said in (["kept A", "told of A"], ["kept B", "told of B"])


# --- files of decks ------------------------------------------------------------------------


def test_a_deck_from_a_file_is_kept_under_its_id(shelf: Shelf) -> None:
    assert shelf.bring(replace(DECK, version=9)) == replace(DECK, version=1)


def test_the_same_file_twice_is_one_deck(shelf: Shelf) -> None:
    first = shelf.bring(DECK)
    assert shelf.bring(replace(DECK, version=4)) == first
    assert len(shelf.list()) == 1


def test_a_file_with_the_id_of_another_deck_replaces_nothing(shelf: Shelf) -> None:
    there = shelf.save(DECK)
    brought = shelf.bring(titled(DECK, "From a friend"))
    assert brought.id != there.id
    assert (shelf.get(there.id), shelf.get(brought.id).title) == (there, "From a friend")


# --- what is damaged, elsewhere or somebody else's -----------------------------------------


@pytest.fixture
def path(settings: Settings) -> Path:
    """Return the file of a database that holds one deck."""
    with closing(decks.open(settings)) as shelf:
        shelf.save(DECK)
    return settings.build / decks.FILE


def left_alone(settings: Settings, path: Path, words: str) -> None:
    before = path.read_bytes()
    with pytest.raises(DeckError, match=words) as caught:
        decks.open(settings).get("the-week")
    assert str(path) in str(caught.value)
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", [b"", b"no database at all", b"SQLite format 3\x00 and no more"])
def test_a_file_that_is_no_database_is_left_as_it_is(settings: Settings, path: Path, content: bytes) -> None:
    path.write_bytes(content)
    left_alone(settings, path, "is damaged|is no database")


def test_a_file_that_was_cut_off_is_left_as_it_is(settings: Settings, path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    left_alone(settings, path, "is damaged")


def test_pages_that_were_overwritten_are_found(settings: Settings, path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[4096 * 2 :] = b"\xa5" * (len(content) - 4096 * 2)
    path.write_bytes(content)
    left_alone(settings, path, "is damaged")


def test_a_deck_whose_bytes_are_wrong_is_named_and_the_others_stay_readable(settings: Settings, path: Path) -> None:
    with closing(decks.open(settings)) as shelf:
        shelf.save(Deck(id="other", title="Other"))
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("UPDATE atlas_deck_versions SET content = x'00' WHERE deck = 'the-week'")
            connection.commit()
        with pytest.raises(DeckError, match="deck the-week: is damaged; open an older version"):
            shelf.get("the-week")
        assert shelf.get("other").title == "Other"
        assert len(shelf.list()) == 2


def test_a_database_of_something_else_is_not_written_to(settings: Settings) -> None:
    settings.build.mkdir(parents=True)
    path = settings.build / decks.FILE
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE recipes (name)")
    left_alone(settings, path, "a database of something else")


def test_a_database_of_a_later_version_is_left_as_it_is(settings: Settings, path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE atlas_decks_schema SET version = 7")
        connection.commit()
    left_alone(settings, path, "kept in version 7, and this program knows version 1")


def test_a_file_that_is_taken_away_under_a_running_program_is_missed_and_not_made_anew(settings: Settings, path: Path) -> None:
    with closing(decks.open(settings)) as shelf:
        path.unlink()
        with pytest.raises(DeckError, match="cannot be opened"):
            shelf.save(DECK)
    assert not path.exists()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "build").write_text("a file, no folder")
    with pytest.raises(DeckError, match="cannot be made"):
        decks.open(Settings(build=tmp_path / "build"))


def test_a_save_that_waits_too_long_for_another_says_so(settings: Settings, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geo.decks.database._PATIENCE_S", 0.1)
    with closing(decks.open(settings)) as shelf, closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DeckError, match="being written by somebody else"):
            shelf.save(titled(shelf.get("the-week"), "Mine"))
        other.execute("ROLLBACK")
        assert shelf.save(titled(shelf.get("the-week"), "Mine")).version == 2


@pytest.mark.usefixtures("path")
def test_a_full_disk_is_said_and_the_deck_before_stays(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> bytes:
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorname = "SQLITE_FULL"
        raise error

    with closing(decks.open(settings)) as shelf:
        saved = shelf.get("the-week")
        with monkeypatch.context() as patched:
            patched.setattr("geo.decks.shelf.zlib.compress", full)
            with pytest.raises(DeckError, match="no room left on its disk; make room and save again, nothing was saved"):
                shelf.save(titled(saved, "Mine"))
        assert shelf.get("the-week") == saved


def test_it_is_kept_as_was_promised(settings: Settings, path: Path) -> None:
    with closing(decks.open(settings)) as shelf:
        engine = shelf._database.engine
        with engine.connect() as connection:
            asked = ("journal_mode", "synchronous", "foreign_keys")
            told = [connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in asked]
    assert told == ["wal", 2, 1]
    assert path.exists()


SENSELESS = {
    "nonsense": "no address of a database",
    "mysql://somebody@host/decks": "'mysql' is neither sqlite nor postgresql",
    "sqlite://": "kept in a file",
    "sqlite:///:memory:": "kept in a file",
    "sqlite:///decks.sqlite?mode=ro": "kept in a file",
}


@pytest.mark.parametrize("address", SENSELESS)
def test_an_address_that_makes_no_sense_is_refused(address: str) -> None:
    with pytest.raises(SettingsError, match=f"INCIDENT_ATLAS_DATABASE: .*{SENSELESS[address]}"):
        decks.open(Settings(database=address))


def test_a_file_can_be_named_by_its_address(tmp_path: Path) -> None:
    told = Settings(build=tmp_path / "build", database=f"sqlite:///{tmp_path / 'own 100%? #1.sqlite'}".replace("?", "%3F"))
    with closing(decks.open(told)) as shelf:
        shelf.save(DECK)
    assert not told.build.exists()


def test_a_server_that_does_not_answer_is_named_without_the_password() -> None:
    with pytest.raises(DeckError, match="cannot be reached") as caught:
        decks.open(Settings(database="postgresql://atlas:secret@127.0.0.1:1/decks"))
    assert "secret" not in str(caught.value)
