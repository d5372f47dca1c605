"""What was found, held against what happened: found, right, split, merged, recalled, or never was."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from geo import engine, newsroom, store
from geo.errors import InputError
from geo.model import LatLon
from geo.newsroom.judging import Found, Known, compare, known
from geo.settings import Settings

BOMB = Known(
    id="k1", kind="bombing", family="explosive", place="Calder", at=LatLon(30, 40), day=date(2031, 1, 2), killed=(4, 5),
    documents=frozenset({"a", "b"}),
)  # fmt: skip
RAID = replace(BOMB, id="k2", kind="airstrike", place="Port", at=LatLon(31, 40), day=date(2031, 1, 9), documents=frozenset({"c"}))
BOMBED = Found(
    id="i1", kind="bombing", family="explosive", at=LatLon(30.01, 40), km=5, first=date(2031, 1, 2), last=date(2031, 1, 2),
    killed=(4, 4), documents=frozenset({"a"}), words="A bomb exploded in Calder.",
)  # fmt: skip


def test_what_is_told_as_it_was_is_all_right() -> None:
    verdict = compare([BOMB], [BOMBED])
    assert (verdict.found, verdict.whole, verdict.misses) == (1, 1, ())
    assert verdict.right == {"place": 1, "day": 1, "kind": 1, "killed": 1}


def test_each_field_is_judged_by_itself() -> None:
    fields = {
        "place": {"at": LatLon(30.5, 40)},
        "day": {"first": date(2031, 1, 3), "last": date(2031, 1, 3)},
        "kind": {"kind": "drone_strike"},
        "killed": {"killed": (6, None)},
    }
    for field, wrong in fields.items():
        verdict = compare([BOMB], [replace(BOMBED, **wrong)])
        assert {name for name, count in verdict.right.items() if not count} == {field}
        assert (verdict.found, verdict.whole) == (1, int(field == "killed"))


def test_a_day_that_is_no_closer_than_a_month_is_not_right() -> None:
    assert compare([BOMB], [replace(BOMBED, first=date(2031, 1, 1), last=date(2031, 1, 31))]).right["day"] == 0


def test_nothing_found_is_a_miss_that_names_what_happened() -> None:
    verdict = compare([BOMB], [])
    assert (verdict.found, verdict.misses) == (0, ("not found: k1 bombing Calder 2031-01-02",))


def test_one_happening_told_as_two_is_split() -> None:
    verdict = compare([BOMB], [BOMBED, replace(BOMBED, id="i2", documents=frozenset({"b"}))])
    assert (verdict.found, verdict.split, verdict.merged) == (1, 1, 0)


def test_two_happenings_told_as_one_are_merged() -> None:
    both = replace(BOMBED, documents=frozenset({"a", "c"}))
    verdict = compare([BOMB, replace(RAID, day=BOMB.day)], [both])
    assert (verdict.found, verdict.split, verdict.merged) == (2, 0, 1)


def test_what_no_report_tells_never_was() -> None:
    verdict = compare([BOMB], [BOMBED, replace(BOMBED, id="i2", documents=frozenset({"weather"}), words="Lightning struck.")])
    assert (verdict.invented, verdict.incidents) == (1, 2)
    assert verdict.misses == ("never was: bombing 2031-01-02 'Lightning struck.'",)


def test_what_a_report_recalls_of_long_before_is_not_held_against_it() -> None:
    before = replace(BOMBED, id="i2", first=date(2029, 1, 1), last=date(2029, 12, 31))
    verdict = compare([BOMB], [BOMBED, before])
    assert (verdict.invented, verdict.recalled, verdict.split) == (0, 1, 0)


def test_what_is_taken_for_another_family_is_an_answer_of_the_wrong_kind() -> None:
    verdict = compare([BOMB], [replace(BOMBED, kind="armed_clash", family="armed")])
    assert (verdict.found, verdict.whole, verdict.right["kind"], verdict.invented) == (1, 0, 0, 0)


def test_another_side_of_what_is_found_is_neither_an_answer_nor_invented() -> None:
    fire = replace(BOMBED, id="i2", kind="arson_or_property_destruction", family="unrest")
    verdict = compare([BOMB], [fire, BOMBED])
    assert (verdict.whole, verdict.aside, verdict.split, verdict.invented) == (1, 1, 0, 0)


def test_words_and_diplomacy_are_not_judged() -> None:
    assert compare([BOMB], [BOMBED, replace(BOMBED, id="i2", kind="diplomatic", family="words")]).incidents == 1


def test_a_file_that_is_no_truth_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.truth.jsonl").write_text('{"id": 1}\n', encoding="utf-8")
    for name in ("x.truth.jsonl", "none.truth.jsonl"):
        with pytest.raises(InputError, match="is no list of what happened"):
            known(tmp_path / name)


@pytest.mark.faults
def test_a_build_of_invented_news_finds_what_happened(tmp_path: Path) -> None:
    news = tmp_path / "news.jsonl.gz"
    newsroom.write(news, 120, 3, Settings())
    engine.build([news], Settings(), out=tmp_path / "build")
    with closing(store.open(Settings(build=tmp_path / "build"))) as snapshot:
        verdict = newsroom.judge(snapshot, newsroom.truth_of(news))
    assert verdict.known >= 5
    assert verdict.found >= verdict.known - 1
    assert verdict.whole >= 0.8 * verdict.known
