"""What must not come into force does not, what is damaged is never shown, and the last good snapshot stays."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from geo import engine, store
from geo.cli import main
from geo.durable import canonical
from geo.engine import Plan
from geo.errors import BuildError, SnapshotError
from geo.model import Atlas, LatLon
from geo.settings import Settings
from geo.store import publishing, reading
from geo.tools import Tools
from geo.views import opening
from tests import worlds
from tests.faults import news

MANY = 24


def in_force(settings: Settings) -> str:
    with closing(store.open(settings)) as snapshot:
        assert snapshot.notice == ""
        return snapshot.id


# --- builds that fail their checks ---------------------------------------------------------


def test_a_build_that_lost_most_of_its_documents_is_not_published_unless_that_is_meant(
    settings: Settings, tmp_path: Path, equipment: Tools
) -> None:
    reports = news.write(tmp_path / "reports", MANY)
    good = engine.build([reports], settings, equipment=equipment).folder.name
    for path in sorted(reports.iterdir())[: MANY - 5]:
        path.unlink()
    told = f"it holds 5 documents and the snapshot in force {MANY}, which stays in force; see that all sources .* --force"
    with pytest.raises(BuildError, match=told):
        engine.build([reports], settings, equipment=equipment)
    assert in_force(settings) == good
    assert engine.build([reports], settings, equipment=equipment, plan=Plan(force=True)).documents == 5


def test_a_build_that_found_hardly_any_claims_is_not_published(settings: Settings, tmp_path: Path, equipment: Tools) -> None:
    reports = news.write(tmp_path / "reports", MANY)
    good = engine.build([reports], settings, equipment=equipment).folder.name
    for path in sorted(reports.iterdir())[5:]:
        path.write_text(f"The price of bread, told by number {path.stem}, did not change.\n")
    with pytest.raises(BuildError, match=f"it holds 5 claims and the snapshot in force {MANY}"):
        engine.build([reports], settings, equipment=equipment)
    assert in_force(settings) == good


def test_who_asks_for_a_part_gets_a_part(settings: Settings, tmp_path: Path, equipment: Tools) -> None:
    reports = news.write(tmp_path / "reports", MANY)
    engine.build([reports], settings, equipment=equipment)
    assert engine.build([reports], settings, equipment=equipment, plan=Plan(limit=3)).documents == 3


def test_a_build_that_read_nothing_is_not_published_even_by_force(settings: Settings, tmp_path: Path, equipment: Tools) -> None:
    reports = news.write(tmp_path / "reports", 1)
    good = engine.build([reports], settings, equipment=equipment).folder.name
    (reports / "000.txt").unlink()
    with pytest.raises(BuildError, match=r"no document was read .there is no file to read.; snapshot .* stays in force"):
        engine.build([reports], settings, equipment=equipment, plan=Plan(force=True))
    assert in_force(settings) == good


def moved(atlas: Atlas, lat: float, lon: float) -> Atlas:
    """Put the place of a claim where no place is; only what never asked the type can make such a position."""
    nowhere = object.__new__(LatLon)
    object.__setattr__(nowhere, "lat", lat)
    object.__setattr__(nowhere, "lon", lon)
    first, *others = atlas.readings
    place = first.claims[0].place
    assert place is not None
    claim = replace(first.claims[0], place=replace(place, at=nowhere))
    return replace(atlas, readings=(replace(first, claims=(claim, *first.claims[1:])), *others))


@pytest.mark.parametrize(("lat", "lon"), [(95, 10), (10, 500), (float("nan"), 10), (10, float("inf"))])
def test_a_position_beside_the_earth_is_not_published(settings: Settings, lat: float, lon: float) -> None:
    good = store.publish(worlds.atlas(), settings).name
    with pytest.raises(BuildError, match="is no place on the Earth"):
        store.publish(moved(worlds.atlas(), lat, lon), settings)
    assert in_force(settings) == good


def test_a_build_wants_twice_the_room_of_the_snapshot_in_force(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    good = store.publish(worlds.atlas(), settings)
    size = sum(path.stat().st_size for path in good.iterdir())
    monkeypatch.setattr(publishing, "MIN_FREE_BYTES", 0)
    usage = shutil.disk_usage("/")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=2 * size - 1))
    with pytest.raises(BuildError, match=r"are free and a build wants .*; make room or use --out"):
        store.publish(worlds.many(4), settings)
    assert in_force(settings) == good.name
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=2 * size))
    assert in_force(settings) == good.name
    store.publish(worlds.many(4), settings)
    assert in_force(settings) != good.name


# --- bits that flip ------------------------------------------------------------------------


def flipped(folder: Path) -> Iterator[Path]:
    """Turn one bit in each file of a folder, in its first byte, its middle and its last, and back again."""
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        good = path.read_bytes()
        for at in {0, len(good) // 2, len(good) - 1}:
            bad = bytearray(good)
            bad[at] ^= 1 << at % 8
            path.write_bytes(bad)
            yield path
        path.write_bytes(good)


def test_whichever_bit_of_a_snapshot_flips_the_one_before_is_shown_and_it_is_said_which_file_is_damaged(
    settings: Settings,
) -> None:
    before = store.publish(worlds.many(4), settings)
    after = store.publish(worlds.atlas(), settings)
    damaged = set()
    for path in flipped(after):
        damaged.add(path.name)
        with closing(store.open(settings)) as snapshot:
            assert snapshot.id == before.name
            assert f"{path.name}: is damaged" in snapshot.notice
            assert "run `python -m geo build`" in snapshot.notice
        assert [bool(fault) for _, fault in store.verified(settings)] == [True, False]
    assert damaged == {path.name for path in after.iterdir()}
    assert in_force(settings) == after.name


def test_where_the_only_snapshot_is_damaged_nothing_is_shown_of_it(settings: Settings) -> None:
    only = store.publish(worlds.atlas(), settings)
    for path in flipped(only):
        with pytest.raises(SnapshotError, match=rf"{path.name}: is damaged .*; run `python -m geo build`"):
            store.open(settings)


def shown(settings: Settings) -> str:
    """Return the id of what is shown, or what is said instead."""
    try:
        with closing(store.open(settings)) as snapshot:
            return snapshot.id
    except SnapshotError as error:
        return str(error)


def test_a_bit_of_the_pointer_hides_nothing_and_shows_nothing_else(settings: Settings) -> None:
    good = {store.publish(worlds.many(4), settings).name, store.publish(worlds.atlas(), settings).name}
    pointer = settings.build / "current.json"
    whole = pointer.read_bytes()
    for at in range(0, len(whole), 7):
        pointer.write_bytes(whole[:at] + bytes([whole[at] ^ 1 << at % 8]) + whole[at + 1 :])
        told = shown(settings)
        assert told in good or "run `python -m geo build`" in told


# --- schemas -------------------------------------------------------------------------------


def rewritten(folder: Path, schema: object) -> None:
    """Give the snapshot in `folder`, the only one, another schema, as the program of another version would have."""
    build = folder.parent
    [named] = reading.pointers(build)
    content = canonical({**reading.vouched_manifest(folder, named["manifest"]), "schema": schema})
    (folder / "manifest.json").write_bytes(content)
    publishing.point(build, [{**named, "manifest": hashlib.sha256(content).hexdigest()}])


@pytest.mark.parametrize(
    ("schema", "remedy"),
    [
        (store.SCHEMA_VERSION - 1, "run `python -m geo build`"),
        (store.SCHEMA_VERSION + 1, "use the newer program that wrote it, or run `python -m geo build`"),
        ("2b", "run `python -m geo build`"),
        (None, "run `python -m geo build`"),
    ],
)
def test_a_snapshot_of_an_older_or_newer_program_is_named_and_the_next_build_takes_its_place(
    settings: Settings, schema: object, remedy: str
) -> None:
    folder = store.publish(worlds.atlas(), settings)
    rewritten(folder, schema)
    told = f"{folder}: written for schema {schema}, this program reads {store.SCHEMA_VERSION}; {remedy}"
    for look in (store.open, opening.current):
        with pytest.raises(SnapshotError) as caught:
            look(settings)
        assert str(caught.value) == told
    assert [(id_, fault) for id_, fault in store.verified(settings)] == [(folder.name, told)]
    again = store.publish(worlds.atlas(), settings).name
    assert in_force(settings) == again


def test_verify_names_what_is_damaged_and_says_so_by_its_code(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    folder = store.publish(worlds.atlas(), settings)
    (folder / "places.parquet").write_bytes(b"half")
    assert main(["verify", "--from", str(settings.build)]) == 1
    assert f"{folder / 'places.parquet'}: is damaged" in capsys.readouterr().out
