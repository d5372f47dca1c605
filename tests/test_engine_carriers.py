"""A build of one report in many papers: one source with its carriers, in any order, when copies come and when they go."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from geo import engine, store, views
from geo.engine import Built
from geo.settings import Settings
from geo.tools import Tools
from geo.views import Filter

REPORT = """BASRA, Iraq (Paper) - Rockets hit the airport of Basra on 5 May 2019, killing two people, police said.

Windows were broken in the arrivals hall and in a hotel across the road, where guests ran down to the cellar.

The airport was closed until noon while soldiers searched the fields to the east for whatever had not gone off.

A man who sells tea at the gate said that he had heard four bangs and then the sirens of the fire brigade.

Nobody said that they had fired the rockets, which the governor called an attack on every traveler.
"""
ADDED = "\nA car bomb killed three people in Kirkuk on 4 May 2019, the police said.\n"
OTHER = "Two people died when rockets struck the airport of Basra on 5 May 2019, the Basra Courier learned from the hospital.\n"
GERMAN = (
    "Am Dienstag schlugen nahe dem alten Flughafen der Stadt mehrere Raketen ein. Verletzt wurde nach Angaben der Polizei "
    "niemand. Es war bereits der zweite Angriff innerhalb einer Woche, und bisher hat sich keine Gruppe dazu bekannt.\n"
)

Building = Callable[..., Built]


@pytest.fixture
def build(tmp_path: Path, equipment: Tools) -> Building:
    """Return what builds exactly these reports."""

    def building(**reports: str) -> Built:
        folder = tmp_path / "reports"
        folder.mkdir(exist_ok=True)
        for old in folder.iterdir():
            old.unlink()
        for name, text in reports.items():
            (folder / f"{name}.txt").write_text(text, encoding="utf-8")
        return engine.build([folder], Settings(), out=tmp_path / "b", equipment=equipment)

    return building


def attacks(tmp_path: Path) -> dict[str, tuple[int, int, int]]:
    """Return the sources, articles and copies of each incident on the map, by its kind."""
    with closing(store.open(Settings(build=tmp_path / "b"))) as snapshot:
        rows = views.incidents(snapshot, Filter()).to_dict("records")
        return {str(row["kind"]): (row["sources"], row["articles"], row["copies"]) for row in rows if row["mapped"]}


def carriers(tmp_path: Path) -> dict[str, str]:
    """Return which file carries which one's report."""
    with closing(store.open(Settings(build=tmp_path / "b"))) as snapshot:
        frame = views.documents(snapshot)
    source = dict(zip(frame["id"], frame["source"], strict=True))
    return {row["source"]: source[row["report_id"]] for row in frame.to_dict("records") if row["report_id"]}


def test_copies_and_shortened_copies_are_one_source_whose_carriers_are_all_kept(build: Building, tmp_path: Path) -> None:
    cut = "\n\n".join(REPORT.split("\n\n")[:3])
    built = build(a=REPORT, b=REPORT, c=cut, d=f"Another headline\n\n{REPORT}", own=OTHER)
    assert attacks(tmp_path) == {"rocket_or_mortar_attack": (2, 5, 3)}
    assert built.carriers == 3
    assert len(set(carriers(tmp_path).values())) == 1


def test_what_a_carrier_adds_makes_its_own_incident(build: Building, tmp_path: Path) -> None:
    build(a=REPORT, b=REPORT + ADDED)
    assert attacks(tmp_path) == {"rocket_or_mortar_attack": (1, 2, 1), "bombing": (1, 1, 0)}
    assert carriers(tmp_path) == {"a.txt": "b.txt"}


def test_the_snapshot_is_that_of_a_first_build_when_a_copy_comes_and_when_the_first_one_goes(
    build: Building, tmp_path: Path
) -> None:
    alone = build(b=REPORT).folder.name
    both = build(a=REPORT, b=REPORT).folder.name
    assert carriers(tmp_path) == {"b.txt": "a.txt"}
    assert build(b=REPORT).folder.name == alone
    assert carriers(tmp_path) == {}
    assert build(a=REPORT, b=REPORT).folder.name == both


def test_another_language_is_skipped_and_counted_by_name(build: Building, tmp_path: Path) -> None:
    built = build(a=REPORT, b=GERMAN, c=GERMAN.replace("Dienstag", "Freitag"))
    assert {one.language for one in built.skipped} == {"de"}
    with closing(store.open(Settings(build=tmp_path / "b"))) as snapshot:
        assert views.skipped_why(snapshot).to_dict("records") == [{"reason": "not read: written in German (de)", "count": 2}]


def test_any_language_is_read_where_that_is_asked_for(tmp_path: Path, equipment: Tools) -> None:
    (tmp_path / "b.txt").write_text(GERMAN, encoding="utf-8")
    built = engine.build([tmp_path / "b.txt"], Settings(languages="all"), out=tmp_path / "b", equipment=equipment)
    assert (built.documents, built.skipped) == (1, ())


def test_who_carries_a_report_is_told_from_either_end(build: Building, tmp_path: Path) -> None:
    build(a=REPORT, b=REPORT, own=OTHER)
    with closing(store.open(Settings(build=tmp_path / "b"))) as snapshot:
        ids = {row["source"]: row["id"] for row in views.documents(snapshot).to_dict("records")}
        for name in ("a.txt", "b.txt"):
            assert list(views.carriers(snapshot, ids[name])["source"]) == ["a.txt", "b.txt"]
        assert views.carriers(snapshot, ids["own.txt"]).empty
