"""What a run may be told, and what it is when it is told nothing."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from geo import settings as module
from geo.errors import SettingsError
from geo.settings import PREFIX, Settings, home


def test_told_nothing_a_run_reads_the_checkout_and_asks_nobody() -> None:
    told = Settings.from_env({"HOME": "elsewhere", "PATH": ""})
    assert told == Settings()
    assert (told.data, told.seeds, told.build) == (home() / "data", home() / "seeds", home() / "data" / "build")
    assert told.nominatim == ""


def test_every_setting_can_be_told_by_a_variable() -> None:
    wanted = Settings(
        data=Path("facts"),
        seeds=Path("reports"),
        build=Path("out"),
        snapshot="s3://press/atlas",
        model="other_model",
        max_characters=10,
        max_sentence=5,
        database="postgresql://atlas@db.test/decks",
        nominatim="geo.test",
        tiles="https://tiles.test:8443/{z}/{x}/{y}.png?key=1",
        tiles_credit="Somebody",
    )
    environ = {PREFIX + field.name.upper(): str(getattr(wanted, field.name)) for field in fields(Settings)}
    assert Settings.from_env(environ) == wanted


def test_a_variable_that_is_no_setting_is_refused_with_those_that_are() -> None:
    with pytest.raises(SettingsError, match=r"INCIDENT_ATLAS_MODLE.*INCIDENT_ATLAS_MODEL"):
        Settings.from_env({"INCIDENT_ATLAS_MODLE": "x"})


def test_a_value_of_the_wrong_type_is_refused() -> None:
    with pytest.raises(SettingsError, match="many"):
        Settings.from_env({"INCIDENT_ATLAS_MAX_SENTENCE": "many"})


def test_a_snapshot_that_is_no_address_is_refused() -> None:
    with pytest.raises(SettingsError, match="is no address; write it like s3://bucket/atlas, or name a folder with"):
        Settings.from_env({"INCIDENT_ATLAS_SNAPSHOT": "/mnt/atlas"})


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        Settings().model = "other"  # type: ignore[misc]  # that is the point


def test_an_installed_copy_reads_what_it_carries_and_writes_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    carried = tmp_path / "site-packages" / "geo" / "_app"
    carried.mkdir(parents=True)
    monkeypatch.setattr(module, "__file__", str(carried.parent / "settings.py"))
    told = Settings()
    assert (home(), told.data) == (carried, carried / "data")
    assert not told.build.is_relative_to(tmp_path)


@pytest.mark.parametrize(
    "tiles",
    ["tiles", "https://tiles.example.org/", "javascript:{z}{x}{y}", "https://a b/{z}/{x}/{y}", "https://{s}.x/{z}/{x}/{y}"],
)
def test_what_is_no_address_of_tiles_is_refused_with_one_that_is(tiles: str) -> None:
    with pytest.raises(SettingsError, match=r"INCIDENT_ATLAS_TILES=.*write it like https"):
        Settings.from_env({"INCIDENT_ATLAS_TILES": tiles})
