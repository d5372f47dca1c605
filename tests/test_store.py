"""A snapshot is whole or it is not there, says what it was given, and can reach nothing else."""

from __future__ import annotations

import errno
import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings as examples, strategies as st

from geo import store
from geo.errors import BuildError, BusyError, QueryError, SnapshotError
from geo.model import Atlas, Span
from geo.settings import Settings
from geo.store import COLUMNS, Snapshot
from tests import worlds


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def opened(settings: Settings) -> str:
    """Return the id of the snapshot in force."""
    with closing(store.open(settings)) as snapshot:
        return snapshot.id


# --- the same in, the same out -------------------------------------------------------------


def test_the_same_atlas_gives_the_same_bytes(tmp_path: Path) -> None:
    first = store.publish(worlds.atlas(), Settings(build=tmp_path / "a"))
    second = store.publish(worlds.atlas(), Settings(build=tmp_path / "b"))
    assert (first.name, contents(first)) == (second.name, contents(second))


@given(seed=st.integers(0, 1000))
@examples(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_the_order_of_what_is_found_does_not_matter(tmp_path: Path, seed: int) -> None:
    atlas = worlds.atlas()
    mixed = random.Random(seed)  # noqa: S311  # order, not secrets
    shuffled = Atlas(
        readings=tuple(mixed.sample(atlas.readings, len(atlas.readings))),
        incidents=tuple(mixed.sample(atlas.incidents, len(atlas.incidents))),
        skipped=atlas.skipped,
    )
    settings = Settings(build=tmp_path / "build")
    assert contents(store.publish(shuffled, settings)) == contents(store.publish(atlas, settings))


def test_hash_seed_time_zone_language_and_folder_do_not_matter(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from geo import store; from geo.settings import Settings\n"
        "from tests import worlds\n"
        "print(store.publish(worlds.atlas(), Settings(build=Path(sys.argv[1]))).name)"
    )
    root = str(Path(__file__).parent.parent)
    found = []
    for n, (zone, language) in enumerate((("Asia/Baghdad", "C"), ("America/New_York", "C.UTF-8"))):
        place = tmp_path / f"cwd{n}"
        place.mkdir()
        environ = {**os.environ, "PYTHONHASHSEED": str(n + 1), "TZ": zone, "LANG": language, "PYTHONPATH": root}
        command = [sys.executable, "-c", script, str(tmp_path / f"build{n}")]
        name = subprocess.run(command, env=environ, cwd=place, capture_output=True, text=True, check=True).stdout.strip()  # noqa: S603  # our own script
        found.append((name, contents(tmp_path / f"build{n}" / name)))
    assert found[0] == found[1]


def test_another_atlas_has_another_id(settings: Settings) -> None:
    assert store.publish(worlds.atlas(), settings) != store.publish(worlds.many(1), settings)


def test_other_facts_give_another_id(settings: Settings, tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "places.csv").write_text("id\nbasra\n")
    told = replace(settings, data=data)
    before = store.publish(worlds.atlas(), told)
    (data / "places.csv").write_text("id\nmosul\n")
    assert store.publish(worlds.atlas(), told) != before


def test_every_table_is_there_with_its_columns(settings: Settings) -> None:
    folder = store.publish(worlds.atlas(), settings)
    found = {path.stem: list(pq.read_schema(path).names) for path in folder.glob("*.parquet")}
    assert found == {name: list(columns) for name, columns in COLUMNS.items()}


def test_the_manifest_says_what_it_was_made_from(snapshot: Snapshot) -> None:
    manifest = snapshot.manifest
    assert set(manifest) == {"build", "credits", "files", "made_from", "rows", "schema"}
    assert {"inputs", "facts", "code", "model"} <= set(manifest["made_from"])
    assert (manifest["rows"]["documents"], manifest["rows"]["claims"], manifest["rows"]["incidents"]) == (2, 6, 5)


def test_an_atlas_with_nothing_in_it_is_published(settings: Settings) -> None:
    store.publish(Atlas(), settings)
    with closing(store.open(settings)) as snapshot:
        assert snapshot.frame("SELECT * FROM incidents").empty


# --- promises ------------------------------------------------------------------------------


def broken_atlases() -> Iterator[tuple[str, Atlas]]:
    atlas = worlds.atlas()
    reading, incident = atlas.readings[0], atlas.incidents[0]
    outside = replace(reading.claims[0], span=Span(5, 9999))
    blank = replace(reading.claims[0], span=Span(5, 5))
    yield "has no sentence", replace(atlas, readings=(replace(reading, claims=(outside,)),), incidents=())
    yield "has no sentence", replace(atlas, readings=(replace(reading, claims=(blank,)),), incidents=())
    yield "does not exist", replace(atlas, incidents=(replace(incident, claim_ids=("c-nobody",)),))
    yield "rests on nothing", replace(atlas, incidents=(replace(incident, claim_ids=()),))
    yield "more than one incident", replace(atlas, incidents=(incident, replace(incident, id="c-twice")))
    yield "stands there 2 times", replace(atlas, readings=(reading, reading), incidents=())


@pytest.mark.parametrize(("why", "atlas"), list(broken_atlases()))
def test_an_atlas_that_breaks_a_promise_is_not_published(why: str, atlas: Atlas, settings: Settings) -> None:
    good = store.publish(worlds.atlas(), settings).name
    with pytest.raises(BuildError, match=why):
        store.publish(atlas, settings)
    assert opened(settings) == good


# --- damage --------------------------------------------------------------------------------


def damage(path: Path, how: str) -> None:
    content = bytearray(path.read_bytes())
    if how == "flip":
        content[len(content) // 2] ^= 1
    path.write_bytes({"flip": content, "cut": content[: len(content) // 2], "empty": b""}.get(how, content))
    if how == "gone":
        path.unlink()


@pytest.mark.parametrize("name", ["manifest.json", "claims.parquet", "skipped.parquet"])
@pytest.mark.parametrize("how", ["flip", "cut", "empty", "gone"])
def test_a_damaged_snapshot_is_refused_with_a_remedy(settings: Settings, name: str, how: str) -> None:
    damage(store.publish(worlds.atlas(), settings) / name, how)
    with pytest.raises(SnapshotError, match=rf"{name}.*python -m geo build"):
        store.open(settings)


def test_the_last_good_snapshot_is_used_and_says_so(settings: Settings) -> None:
    good = store.publish(worlds.many(4), settings)
    damage(store.publish(worlds.atlas(), settings) / "incidents.parquet", "flip")
    with closing(store.open(settings)) as snapshot:
        assert snapshot.id == good.name
        assert "older snapshot" in snapshot.notice
        assert "incidents.parquet: is damaged" in snapshot.notice


def test_a_snapshot_of_another_schema_is_refused(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    store.publish(worlds.atlas(), settings)
    monkeypatch.setattr("geo.store.reading.SCHEMA_VERSION", 99)
    with pytest.raises(SnapshotError, match="written for schema 3, this program reads 99"):
        store.open(settings)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'[{"build": "../../etc", "manifest": "x"}]', b'["x", 3]'])
def test_a_pointer_that_points_nowhere_is_no_snapshot(settings: Settings, content: bytes) -> None:
    settings.build.mkdir()
    (settings.build / "current.json").write_bytes(content)
    with pytest.raises(SnapshotError, match="run `python -m geo build`"):
        store.open(settings)


def test_a_damaged_pointer_costs_no_snapshot_until_a_build_succeeds(settings: Settings) -> None:
    folder = store.publish(worlds.atlas(), settings)
    (settings.build / "current.json").write_bytes(b"{")
    broken = next(atlas for _, atlas in broken_atlases())
    with pytest.raises(BuildError):
        store.publish(broken, settings)
    assert folder.is_dir()
    store.publish(worlds.atlas(), settings)
    assert opened(settings) == folder.name


def test_a_damaged_snapshot_is_mended_by_the_same_build(settings: Settings) -> None:
    folder = store.publish(worlds.atlas(), settings)
    damage(folder / "claims.parquet", "flip")
    store.publish(worlds.atlas(), settings)
    assert opened(settings) == folder.name


# --- builds that die, wait, or find no room ------------------------------------------------


class Fails:
    """A call that fails the n-th time, as on a full disk."""

    def __init__(self, call: Callable[..., object], turn: int) -> None:
        """Stand in for `call`."""
        self.call, self.turn, self.calls = call, turn, 0

    def __call__(self, *arguments: object) -> object:
        """Fail, or do what was asked."""
        self.calls += 1
        if self.calls == self.turn:
            raise OSError(errno.ENOSPC, "No space left on device")
        return self.call(*arguments)


@pytest.mark.parametrize(("owner", "name"), [(os, "fsync"), (Path, "replace"), (Path, "rename")])
def test_a_build_that_fails_at_any_step_leaves_the_old_snapshot_or_the_new(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, owner: object, name: str
) -> None:
    for turn in range(1, 40):
        store.publish(worlds.atlas(), settings)
        failing = Fails(getattr(owner, name), turn)
        with monkeypatch.context() as patch:
            patch.setattr(owner, name, lambda *arguments, failing=failing: failing(*arguments))
            published = succeeds(lambda: store.publish(worlds.many(4), settings))
        assert documents(settings) in ({1} if published else {1, 2})
        if failing.calls < turn:
            assert turn > 1
            return
    pytest.fail("more steps than thought of")


def succeeds(act: Callable[[], object]) -> bool:
    try:
        act()
    except BuildError:
        return False
    return True


def documents(settings: Settings) -> int:
    """Return how many documents the snapshot in force holds: 2 in `worlds.atlas()`, 1 in `worlds.many(4)`."""
    with closing(store.open(settings)) as snapshot:
        return int(snapshot.manifest["rows"]["documents"])


def test_a_failed_build_leaves_nothing_behind(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    store.publish(worlds.atlas(), settings)
    before = sorted(path.name for path in settings.build.iterdir())
    monkeypatch.setattr(os, "fsync", Fails(os.fsync, 5))
    with pytest.raises(BuildError, match="the last good one stays in force"):
        store.publish(worlds.many(4), settings)
    assert sorted(path.name for path in settings.build.iterdir()) == before


def test_the_next_build_sweeps_what_a_dead_one_left(settings: Settings) -> None:
    store.publish(worlds.atlas(), settings)
    for name in (".new-0123456789ab", "ba9876543210"):
        (settings.build / name).mkdir()
        (settings.build / name / "claims.parquet").write_bytes(b"half")
    (settings.build / "cache").mkdir()
    with store.reserve(settings):
        assert not (settings.build / ".new-0123456789ab").exists()
    folder = store.publish(worlds.atlas(), settings)
    assert {path.name for path in settings.build.iterdir()} == {"cache", "current.json", "lock", folder.name}


def test_the_same_build_again_never_takes_the_snapshot_away(settings: Settings) -> None:
    folder = store.publish(worlds.atlas(), settings)
    before = folder.stat().st_ino
    store.publish(worlds.atlas(), settings)
    assert folder.stat().st_ino == before


def test_three_snapshots_are_kept(settings: Settings) -> None:
    names = [store.publish(worlds.many(n), settings).name for n in range(1, 6)]
    assert {path.name for path in settings.build.iterdir() if path.is_dir()} == set(names[-3:])


def test_rollback_puts_the_one_before_in_force_and_forgets_none(settings: Settings) -> None:
    first, second, third = (store.publish(worlds.many(n), settings).name for n in (1, 2, 3))
    assert [store.rollback(settings) for _ in range(3)] == [(second, third), (first, second), (third, first)]
    assert opened(settings) == third


def test_rollback_passes_over_a_damaged_snapshot(settings: Settings) -> None:
    first, second, third = (store.publish(worlds.many(n), settings).name for n in (1, 2, 3))
    (settings.build / second / "claims.parquet").write_bytes(b"half")
    assert store.rollback(settings) == (first, third)
    assert opened(settings) == first


def test_rollback_with_nothing_whole_before_changes_nothing(settings: Settings) -> None:
    first, second = (store.publish(worlds.many(n), settings).name for n in (1, 2))
    (settings.build / first / "manifest.json").unlink()
    with pytest.raises(SnapshotError, match=rf"no whole snapshot before the one in force; .*{first}"):
        store.rollback(settings)
    assert opened(settings) == second


def test_rollback_waits_for_no_build(settings: Settings) -> None:
    store.publish(worlds.atlas(), settings)
    with store.reserve(settings), pytest.raises(BusyError):
        store.rollback(settings)


def test_every_flipped_bit_in_any_file_is_found(settings: Settings) -> None:
    folder = store.publish(worlds.atlas(), settings)
    chance = random.Random(4)  # noqa: S311  # the same bits each time
    for path in sorted(folder.iterdir()):
        good = path.read_bytes()
        bad = bytearray(good)
        bad[chance.randrange(len(bad))] ^= 1 << chance.randrange(8)
        path.write_bytes(bad)
        assert [(id_, bool(fault)) for id_, fault in store.verified(settings)] == [(folder.name, True)], path.name
        path.write_bytes(good)
    assert list(store.verified(settings)) == [(folder.name, "")]


def test_a_second_build_at_once_is_told_so(settings: Settings) -> None:
    with store.reserve(settings), pytest.raises(BusyError, match="another build is running"):
        store.publish(worlds.atlas(), settings)


def test_a_build_wants_room(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage("/")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=2**20))
    with pytest.raises(BuildError, match=r"only 1 MB are free and a build wants 64 MB; make room"):
        store.publish(worlds.atlas(), settings)


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(BuildError, match=r"file/build: cannot be written .*--out"):
        store.publish(worlds.atlas(), Settings(build=tmp_path / "file" / "build"))


def test_a_reader_keeps_what_it_opened_while_others_publish(settings: Settings) -> None:
    store.publish(worlds.atlas(), settings)
    with closing(store.open(settings)) as old:
        for n in range(1, 6):
            store.publish(worlds.many(n), settings)
        assert old.frame("SELECT count(*) AS n FROM incidents")["n"].tolist() == [5]
    assert opened(settings) != old.id


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="counts open files as Linux lists them")
def test_a_viewer_that_lives_for_days_holds_no_file_open(settings: Settings) -> None:
    build = f"{settings.build.resolve()}/"

    def files() -> int:
        return sum(_opened(link).startswith(build) for link in Path("/proc/self/fd").iterdir())

    counts = []
    for n in range(1, 8):
        store.publish(worlds.many(n), settings)
        with closing(store.open(settings)) as snapshot:
            assert snapshot.manifest["rows"]["claims"] == n
            counts.append(files())
    assert len(set(counts[1:])) == 1


def _opened(link: Path) -> str:
    """Return which file it is; none when it has been closed since it was listed."""
    with suppress(OSError):
        return str(link.readlink())
    return ""


# --- questions -----------------------------------------------------------------------------

ATTACKS = (
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM read_text('/etc/passwd')",
    "SELECT * FROM read_blob('/etc/passwd')",
    "SELECT * FROM read_parquet('/etc/x.parquet')",
    "SELECT * FROM '/etc/passwd'",
    "SELECT * FROM glob('/etc/*')",
    "SELECT * FROM read_csv('https://news.example/x.csv')",
    "SELECT getenv('HOME')",
    "COPY documents TO 'FOLDER/x.csv'",
    "COPY documents FROM '/etc/passwd'",
    "EXPORT DATABASE 'FOLDER/x'",
    "ATTACH 'FOLDER/x.duckdb'",
    "INSTALL httpfs",
    "LOAD httpfs",
    "SET enable_external_access = true",
    "SET lock_configuration = false",
    "SET memory_limit = '100GB'",
    "RESET enable_external_access",
    "PRAGMA enable_external_access = true",
    "CREATE TABLE x AS SELECT 1",
    "DROP TABLE claims",
    "DELETE FROM claims",
    "UPDATE claims SET sentence = ''",
    "SELECT 1; DROP TABLE claims",
    "CALL pragma_version()",
    "",
    "no SQL at all",
)


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_question_reads_our_tables_and_nothing_else(snapshot: Snapshot, attack: str, tmp_path: Path) -> None:
    folder = tmp_path / "outside"
    folder.mkdir()
    for question in (snapshot.ask, snapshot.rows):
        with pytest.raises(QueryError):
            question(attack.replace("FOLDER", str(folder)))
    assert list(folder.iterdir()) == []
    assert snapshot.frame("SELECT count(*) AS n FROM claims")["n"].tolist() == [6]


@pytest.mark.parametrize(
    "attack", [one for one in ATTACKS if one.startswith(("SELECT *", "COPY", "ATTACH", "INSTALL", "LOAD", "SET"))]
)
def test_a_lent_cursor_cannot_leave_either(snapshot: Snapshot, attack: str) -> None:
    with pytest.raises(QueryError), snapshot.cursor() as cursor:
        cursor.execute(attack)


def test_python_variables_are_not_tables(snapshot: Snapshot) -> None:
    documents_of_python = snapshot.frame("SELECT * FROM documents")
    assert len(documents_of_python) == 2
    with pytest.raises(QueryError):
        snapshot.ask("SELECT * FROM documents_of_python")


def test_a_runaway_question_is_cut_off_and_others_go_on(snapshot: Snapshot) -> None:
    with pytest.raises(QueryError, match=r"longer than 0.2 s; ask for less"):
        snapshot.ask("SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE a.range + b.range = -1", budget=0.2)
    assert snapshot.ask("SELECT 1 AS one").to_pylist() == [{"one": 1}]


def test_a_question_for_more_memory_than_there_is_fails_alone(snapshot: Snapshot) -> None:
    with pytest.raises(QueryError):
        snapshot.ask("SELECT list(range * 31 % 1000003) AS all FROM range(200000000)", budget=20)
    assert snapshot.ask("SELECT 1 AS one").to_pylist() == [{"one": 1}]


@pytest.mark.parametrize(
    "value", ["'; DROP TABLE claims; --", "x' OR '1'='1", "%", "?", "\0", "' UNION SELECT * FROM documents --"]
)
def test_a_value_is_a_value(snapshot: Snapshot, value: str) -> None:
    assert snapshot.ask("SELECT id FROM documents WHERE id = ?", [value]).to_pylist() == []


def test_frames_have_the_same_types_with_and_without_rows(snapshot: Snapshot) -> None:
    question = "SELECT id, first, killed_low, mapped FROM incidents WHERE id = ?"
    full, none = snapshot.frame(question, ["c-rockets"]), snapshot.frame(question, ["nobody"])
    assert list(map(str, full.dtypes)) == list(map(str, none.dtypes)) == ["string", "datetime64[s]", "Int64", "bool"]


def test_the_pointer_names_only_folders_of_its_own(settings: Settings) -> None:
    store.publish(worlds.atlas(), settings)
    [told] = json.loads((settings.build / "current.json").read_text())
    assert set(told) == {"build", "manifest"}
    assert told["build"].isalnum()
