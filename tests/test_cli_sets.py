"""The commands on data sets: files in, a list with licenses, what was left out, and away again."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo.cli import main
from geo.imports import mappings
from geo.settings import Settings
from tests.test_imports import acled
from tests.test_imports_mappings import SHEET


@pytest.fixture
def build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder in which the commands keep data sets."""
    folder = tmp_path / "build"
    monkeypatch.setenv("INCIDENT_ATLAS_BUILD", str(folder))
    return folder


def written(tmp_path: Path, content: str, name: str = "calder.csv") -> str:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    return str(path)


def test_an_import_tells_what_was_taken_what_was_not_and_under_which_terms(
    build: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", written(tmp_path, acled({}, {"latitude": "x"}))]) == 0
    out, err = capsys.readouterr()
    assert out == "calder\n"
    assert "calder.csv: 1 rows are the data set calder, 1 of them with a position" in err
    assert "1: its latitude or longitude is not a number" in err
    assert "license: ACLED terms of use" in err
    assert (build / "datasets" / "calder" / "current.json").exists()


def test_an_import_leaves_behind_what_the_app_opens(build: Path, tmp_path: Path) -> None:
    assert main(["import", written(tmp_path, acled({}))]) == 0
    assert len(list((build / "cache").glob("atlas-*.duckdb"))) == 1


def test_the_list_has_a_line_for_each_and_says_when_there_is_none(
    build: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["datasets"]) == 0
    assert "there is no data set yet" in capsys.readouterr().err
    main(["import", written(tmp_path, acled({}, {})), "--name", "Own", "--license", "by agreement", "--source", "The Courier"])
    capsys.readouterr()
    assert main(["datasets", "list", "--from", str(build)]) == 0
    head, line = capsys.readouterr().out.splitlines()
    assert head.split("  ")[0] == "name"
    assert line.split()[:5] == ["own", "2", "2", "0", "acled"]
    assert line.endswith("by agreement")


def test_rows_that_were_left_out_are_listed(tmp_path: Path, build: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert build.name == "build"
    main(["import", written(tmp_path, acled({}, {"latitude": "\u202ex"}))])
    capsys.readouterr()
    assert main(["datasets", "rejected", "calder"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("3: its latitude or longitude is not a number: CAL2, ")
    assert "\u202e" not in out


def test_a_data_set_is_checked_and_removed(build: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["import", written(tmp_path, acled({}))])
    assert main(["datasets", "check"]) == 0
    assert capsys.readouterr().out.endswith("ok   calder: 1 rows\n")
    [records] = build.glob("datasets/calder/*/records.parquet")
    records.write_bytes(b"x")
    assert main(["datasets", "check"]) == 1
    assert main(["datasets", "remove", "calder"]) == 0
    assert main(["datasets", "remove", "calder"]) == 1
    assert "there is no such data set" in capsys.readouterr().err


def test_a_mapping_is_kept_shown_and_used(build: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = ["date=When", "kind=What", "place=Where", "latitude=Y", "longitude=X", "note=Story"]
    assert (
        main(["datasets", "mapping", "sheet", *told, "--word", "UXO blast=bombing", "--dates", "dmy", "--exact", "settlement"])
        == 0
    )
    assert mappings.load("sheet", Settings(build=build)).kinds == {"UXO blast": "bombing"}
    capsys.readouterr()
    assert main(["datasets", "mapping"]) == 0
    assert main(["datasets", "mapping", "sheet"]) == 0
    assert capsys.readouterr().out.count("date=When; kind=What") == 2
    assert main(["import", written(tmp_path, SHEET), "--mapping", "sheet"]) == 0
    assert "1 rows are the data set calder" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["import", "absent.csv"], "cannot be read"),
        (["import", "a.csv", "b.csv", "--name", "x"], "one name for several files"),
        (["import", "a.csv", "--mapping", "nobody"], "there is no mapping 'nobody'"),
        (["datasets", "rejected", "nobody"], "there is no such data set"),
        (["datasets", "mapping", "x", "date"], "is no pair"),
        (["datasets", "mapping", "x", "weather=W"], "a mapping knows no field 'weather'"),
    ],
)
def test_a_mistake_is_told_in_a_line(build: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str) -> None:
    assert main(arguments) == 1
    assert said in capsys.readouterr().err
    assert not build.exists() or not list(build.glob("datasets/*/current.json"))
