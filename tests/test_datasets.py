"""Data sets on the shelf: whole or not there, and named with everything that is known of them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from geo import datasets
from geo.datasets import About, Dataset
from geo.errors import BuildError, BusyError, DatasetError, InputError
from geo.settings import Settings

ABOUT = About(slug="skirmishes", name="Skirmishes of Calder", format="acled", license="CC BY 4.0", attribution="The Courier")
TODAY = date(2031, 6, 10)


def record(number: int, **values: object) -> dict[str, Any]:
    """Return a shelling of Calder, changed as told."""
    return {
        "id": f"skirmishes:CAL{number}",
        "row": number + 1,
        "kind": "rocket_or_mortar_attack",
        "family": "explosive",
        "status": "reported",
        "first": date(2031, 6, number),
        "last": date(2031, 6, number),
        "date_precision": "day",
        "place_name": "Calder",
        "place_kind": "city",
        "place_precision": "settlement",
        "lat": 33.3,
        "lon": 44.4,
        "actors": ["North Brigade"],
        "targets": [],
        **values,
    }


def records(*rows: dict[str, Any]) -> pa.Table:
    return pa.Table.from_pylist(list(rows), datasets.RECORDS)


def imported(settings: Settings, *rows: dict[str, Any], about: About = ABOUT, **values: Any) -> Dataset:  # noqa: ANN401  # handed on
    with datasets.draft(settings, about) as draft:
        draft.add(records(*rows))
        return draft.publish(**{"file": "calder.csv", "sha256": "ab" * 32, "imported": TODAY, **values})


def rows(of: Dataset) -> list[dict[str, Any]]:
    return list(pa.Table.from_batches(datasets.batches(of), datasets.RECORDS).to_pylist())


def test_what_was_written_is_what_is_read(settings: Settings) -> None:
    imported(settings, record(1), record(2, lat=None, lon=None, place_precision="country"))
    [found] = datasets.shelf(settings).datasets
    assert [(one["id"], one["row"], one["lat"], one["actors"]) for one in rows(found)] == [
        ("skirmishes:CAL1", 2, 33.3, ["North Brigade"]),
        ("skirmishes:CAL2", 3, None, ["North Brigade"]),
    ]
    assert (found.rows, found.placed, found.as_of, found.attribution) == (2, 1, date(2031, 6, 2), "The Courier")


def test_rows_that_were_not_taken_are_counted_and_kept_with_their_reason(settings: Settings) -> None:
    refused = [{"row": 3, "reason": "no date", "text": "CAL2,"}, {"row": 4, "reason": "no date", "text": "CAL3,"}]
    with datasets.draft(settings, ABOUT) as draft:
        draft.add(records(record(1)))
        draft.reject(pa.Table.from_pylist(refused, datasets.REJECTED))
        made = draft.publish(file="calder.csv", sha256="", imported=TODAY)
    assert made.rejected == {"no date": 2}
    assert datasets.rejected(made).to_pylist() == refused
    assert datasets.rejected(made, most=1).num_rows == 1


def test_what_is_not_published_leaves_nothing_behind(settings: Settings) -> None:
    with datasets.draft(settings, ABOUT) as draft:
        draft.add(records(record(1)))
    assert datasets.shelf(settings).datasets == ()
    assert [path.name for path in (settings.build / "datasets").iterdir()] == ["skirmishes.lock"]


def test_an_import_that_fails_leaves_the_one_before_in_force(settings: Settings) -> None:
    before = imported(settings, record(1))
    with datasets.draft(settings, ABOUT) as draft:
        draft.add(records(record(2)))
        (before.folder.parent / ".new" / "records.parquet").unlink()
        with pytest.raises(BuildError, match="as it was"):
            draft.publish(file="calder.csv", sha256="", imported=TODAY)
    assert datasets.open(settings, "skirmishes") == before
    datasets.verify(before)


def test_the_newer_import_is_in_force_and_the_older_can_still_be_read(settings: Settings) -> None:
    first = imported(settings, record(1))
    second = imported(settings, record(1), record(2))
    assert datasets.shelf(settings).datasets == (second,)
    assert len(rows(first)) == 1
    imported(settings, record(3))
    assert not first.folder.exists()


def test_the_state_changes_with_what_stands_on_the_shelf_and_with_nothing_else(settings: Settings) -> None:
    empty = datasets.shelf(settings).state
    imported(settings, record(1))
    one = datasets.shelf(settings).state
    assert datasets.shelf(settings).state == one
    imported(settings, record(1), about=replace(ABOUT, slug="others"))
    two = datasets.shelf(settings).state
    datasets.remove(settings, "others")
    assert len({empty, one, two}) == 3
    assert datasets.shelf(settings).state == one


def test_a_removed_data_set_is_gone_from_disk(settings: Settings) -> None:
    imported(settings, record(1))
    datasets.remove(settings, "skirmishes")
    assert datasets.shelf(settings).datasets == ()
    assert not (settings.build / "datasets" / "skirmishes").exists()
    with pytest.raises(DatasetError, match="no such data set; there are none yet"):
        datasets.remove(settings, "skirmishes")


def test_one_data_set_is_imported_by_one_at_a_time(settings: Settings) -> None:
    with datasets.draft(settings, ABOUT):
        with pytest.raises(BusyError, match="being imported already"), datasets.draft(settings, ABOUT):
            pass
        with pytest.raises(BusyError, match="being imported already"):
            imported(settings, record(1))
        imported(settings, record(1), about=replace(ABOUT, slug="others"))


@pytest.mark.parametrize("name", ["records.parquet", "rejected.parquet", "dataset.json"])
def test_one_flipped_bit_is_found(settings: Settings, name: str) -> None:
    made = imported(settings, record(1))
    path = made.folder / name
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(DatasetError, match="digest"):
        datasets.verify(datasets.open(settings, "skirmishes"))


def test_a_damaged_data_set_is_told_and_does_not_hide_the_others(settings: Settings) -> None:
    made = imported(settings, record(1))
    whole = imported(settings, record(1), about=replace(ABOUT, slug="others"))
    (made.folder / "dataset.json").unlink()
    shelf = datasets.shelf(settings)
    assert shelf.datasets == (whole,)
    assert [one.slug for one in shelf.damaged] == ["skirmishes"]
    datasets.remove(settings, "skirmishes")
    assert datasets.shelf(settings).damaged == ()


@pytest.mark.parametrize(
    "told", ['[{"digest": "../../etc", "about": "x"}]', "[]", "{}", "nonsense", '[{"digest": 1, "about": 2}]']
)
def test_a_pointer_that_is_not_ours_leads_nowhere(settings: Settings, told: str) -> None:
    made = imported(settings, record(1))
    (made.folder.parent / "current.json").write_text(told, encoding="utf-8")
    assert [one.slug for one in datasets.shelf(settings).damaged] == ["skirmishes"]


def test_a_data_set_of_another_version_asks_to_be_imported_again(settings: Settings) -> None:
    made = imported(settings, record(1))
    with pytest.raises(DatasetError, match="written for schema 99"):
        datasets.dataset.read(json.dumps({**made.to_json(), "schema": 99}).encode(), made.folder)


@pytest.mark.parametrize("slug", ["../up", "", "a b", "A", "-x", "x" * 49, "x/y", "con.lock"])
def test_a_name_that_could_leave_the_folder_is_none(slug: str, settings: Settings) -> None:
    with pytest.raises(InputError, match="no short name"):
        replace(ABOUT, slug=slug)
    with pytest.raises(DatasetError, match="no such data set"):
        datasets.remove(settings, slug)


def test_a_disk_without_room_is_told_before_anything_is_written(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(datasets.publishing, "MIN_FREE_BYTES", 2**62)
    with pytest.raises(BuildError, match="make room"), datasets.draft(settings, ABOUT):
        pass


def test_the_same_rows_give_the_same_bytes(settings: Settings, tmp_path: Path) -> None:
    first = imported(settings, record(1), record(2))
    second = imported(Settings(build=tmp_path / "elsewhere"), record(1), record(2))
    assert first.files == second.files
    assert first.digest == second.digest
