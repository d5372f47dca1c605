"""Figures of accuracy: right for right, wrong for wrong, and the same as those of the scorer they must agree with."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from geo import evaluate
from geo.cli.measured import measured
from geo.errors import InputError
from geo.evaluate import Match, Share, rules
from geo.evaluate.labels import FoundClaim, LabeledClaim, LabeledDate, People, Spot
from geo.model import LatLon, Span
from tests.evaluation.noise import answer

HERE = Path(__file__).parent / "evaluation"
CALDER = LatLon(10.5, 20.25)


def label(**told: object) -> LabeledClaim:
    day = date(2031, 5, 6)
    usual: dict[str, Any] = {
        "key": "",
        "kind": "bombing",
        "kinds": frozenset({"bombing"}),
        "span": Span(0, 40),
        "place": Spot(name="Calder", at=CALDER, precision="city"),
        "dates": (LabeledDate(days=(day, day), precision="day"),),
        "status": "reported",
        "actor": "River Front",
        "summary": "",
        "optional": False,
    }
    return LabeledClaim(**{**usual, **told})


def claim(**told: object) -> FoundClaim:
    day = date(2031, 5, 6)
    usual: dict[str, Any] = {
        "span": Span(0, 40),
        "sentence": "",
        "kind": "bombing",
        "incident": "1",
        "place": Spot(name="Calder", at=CALDER, precision="settlement"),
        "days": (day, day),
        "names": ("River Front",),
        "status": "reported",
        "flagged": False,
    }
    return FoundClaim(**{**usual, **told})


def spot(north_km: float, precision: str = "settlement") -> Spot:
    return Spot(name="elsewhere", at=LatLon(CALDER.lat + north_km / 111.2, CALDER.lon), precision=precision)


@pytest.mark.parametrize(
    ("want", "got", "right"),
    [
        (spot(0, "city"), spot(24), True),
        (spot(0, "city"), spot(26), False),
        (spot(0, "exact"), spot(12), False),
        (spot(0, "region"), spot(240), True),
        (spot(0, "city"), None, False),
        (None, None, True),
        (None, spot(0), False),
        (None, Spot(name="somewhere", at=None, precision="area"), True),
    ],
)
def test_a_place_is_right_when_near_enough_for_its_precision(want: Spot | None, got: Spot | None, right: bool) -> None:  # noqa: FBT001  # a table
    assert rules.place_right(label(place=want), claim(place=got)) is right


@pytest.mark.parametrize(
    ("want", "got", "is_invented"),
    [
        ("city", "settlement", False),
        ("country", "settlement", True),
        ("region", "near", True),
        ("near", "near", False),
        ("near", "exact", True),
        ("country", "country", False),
    ],
)
def test_a_position_is_invented_when_finer_than_said(want: str, got: str, is_invented: bool) -> None:  # noqa: FBT001  # a table
    assert rules.invented(label(place=spot(0, want)), claim(place=spot(1, got))) is is_invented


@pytest.mark.parametrize(
    ("days", "right"),
    [
        ((date(2031, 5, 6), date(2031, 5, 6)), True),
        ((date(2031, 5, 7), date(2031, 5, 7)), True),
        ((date(2031, 5, 9), date(2031, 5, 9)), False),
        ((date(2031, 5, 1), date(2031, 5, 31)), False),
        ((None, None), False),
    ],
)
def test_a_day_is_right_within_a_night(days: tuple[date | None, date | None], right: bool) -> None:  # noqa: FBT001  # a table
    assert rules.date_right(label(), claim(days=days)) is right


def test_any_word_of_the_actor_will_do_but_not_an_empty_one() -> None:
    assert rules.actor_right(label(actor="the River Front"), claim(names=("Front of the South",)))
    assert not rules.actor_right(label(actor="the River Front"), claim(names=("the Army",)))
    assert rules.actor_right(label(actor="unknown gunmen"), claim(names=()))


def test_each_label_and_each_claim_is_used_once_and_the_best_match_wins() -> None:
    labels = [label(), label(kinds=frozenset({"airstrike"}), kind="airstrike")]
    claims = [claim(kind="airstrike"), claim(), claim(span=Span(50, 60))]
    assert sorted(rules.pairs(labels, claims)) == [(0, 1), (1, 0)]


def test_figures_equal_those_recorded_from_the_scorer() -> None:
    recorded = json.loads((HERE / "noise_figures.json").read_text())
    assert noisy().figures == recorded


def noisy() -> evaluate.Report:
    answers = {path.name: answer(path.name, json.loads(path.read_text())) for path in sorted((HERE / "labels").glob("*.json"))}
    return evaluate.score(HERE / "labels", answers)


def test_a_report_comes_back_whole_from_the_file_that_it_wrote() -> None:
    report = noisy()
    assert evaluate.read(report.json()) == report


def test_the_table_gives_no_share_of_nothing() -> None:
    told = list(measured(replace(noisy(), published=Share(right=0, of=0), links=Match(right=0, got=0, found=0, want=4))))
    assert [line.split()[-4:] for line in told if line.startswith("publication dates")] == [["-", "(0", "of", "0)"]]
    assert [line.split()[3:] for line in told if line.startswith("links between")] == [
        ["-", "(0", "of", "0)", "0.00", "(0", "of", "4)", "0.00"]
    ]


def test_what_was_measured_is_kept_with_its_day_its_labels_and_its_snapshot(tmp_path: Path) -> None:
    told = evaluate.Measured(report=noisy(), labels="labels", snapshot="0123456789ab", on=date(2031, 6, 4))
    assert evaluate.kept(tmp_path) is None
    evaluate.keep(told, tmp_path)
    evaluate.keep(told, tmp_path)
    assert evaluate.kept(tmp_path) == told
    assert [path.name for path in tmp_path.iterdir()] == ["accuracy.json"]


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"report": {}}', "\udcff"])
def test_kept_figures_that_are_none_are_said_to_be_none(tmp_path: Path, content: str) -> None:
    (tmp_path / "accuracy.json").write_text(content, errors="surrogateescape")
    with pytest.raises(InputError, match="holds no figures"):
        evaluate.kept(tmp_path)


def test_figures_that_cannot_be_kept_are_said_so(tmp_path: Path) -> None:
    told = evaluate.Measured(report=noisy(), labels="labels", snapshot="0123456789ab", on=date(2031, 6, 4))
    with pytest.raises(InputError, match="cannot be written"):
        evaluate.keep(told, tmp_path / "nowhere")


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"counts": {}}', '{"counts": {"published": 1}}'])
def test_what_is_no_report_is_said_so(text: str) -> None:
    with pytest.raises(InputError, match="no report"):
        evaluate.read(text)


def test_the_kinds_add_up_to_what_was_labeled_and_found() -> None:
    report = noisy()
    assert sum(one.claims.want for one in report.kinds) == report.claims.want
    assert sum(one.claims.got for one in report.kinds) == report.claims.got
    wrong = next(one.share for one in report.fields if one.field == "kind")
    assert sum(one.count for one in report.confusions) == wrong.of - wrong.right


@pytest.mark.parametrize(
    ("want", "got", "judged", "right"),
    [
        (None, None, False, False),
        ((0, 0), None, False, False),
        ((60, None), (60, None), True, True),
        ((60, 60), (62, 62), True, False),
        ((60, None), (62, 62), True, True),
        ((60, None), (90, 90), True, False),
        ((3, 3), None, True, False),
        (None, (3, 3), True, False),
    ],
)
def test_a_number_of_dead_is_right_when_it_could_be_the_labeled_one(
    want: People,
    got: People,
    judged: bool,  # noqa: FBT001  # a table
    right: bool,  # noqa: FBT001  # a table
) -> None:
    pair = label(killed=want), claim(killed=got)
    assert (rules.tells_casualties(*pair), rules.casualties_right(*pair)) == (judged, right)


@pytest.mark.parametrize(
    ("want", "got", "right", "finer"),
    [
        (spot(0, "district"), spot(1), True, False),
        (spot(0, "city"), spot(1, "exact"), False, False),
        (spot(0, "region"), spot(1), False, True),
        (spot(0, "region"), spot(999), False, False),
        (spot(0, "water"), spot(1, "area"), True, False),
        (None, None, True, False),
        (None, spot(0), False, False),
    ],
)
def test_how_exactly_a_place_is_said_is_judged_by_itself(
    want: Spot | None,
    got: Spot | None,
    right: bool,  # noqa: FBT001  # a table
    finer: bool,  # noqa: FBT001  # a table
) -> None:
    pair = label(place=want), claim(place=got)
    assert (rules.precision_right(*pair), rules.drawn_finer(*pair)) == (right, finer)


def test_no_answer_is_the_worst_answer() -> None:
    report = evaluate.score(HERE / "labels", {})
    assert (report.figures["claims"]["recall"], report.figures["toponyms"]["recall"], report.figures["map"]["recall"]) == (
        0,
        0,
        0,
    )
    assert sum("nothing was exported" in miss for miss in report.misses) == 5


def test_every_miss_names_its_file_and_what_was_wanted() -> None:
    path = next((HERE / "labels").glob("000*.json"))
    report = evaluate.score(HERE / "labels", {path.name: answer(path.name, json.loads(path.read_text()))})
    mine = [miss for miss in report.misses if miss.startswith(path.stem)]
    assert any("toponym missed" in miss for miss in mine)
    assert any("want" in miss and "got" in miss for miss in mine)


@pytest.mark.parametrize("content", ["", "[]", "{", '{"places": [{"text": "x"}]}', '{"incidents": [{"char_start": "x"}]}'])
def test_what_are_no_labels_is_said_so(tmp_path: Path, content: str) -> None:
    (tmp_path / "x.json").write_text(content)
    with pytest.raises(InputError, match=r"x\.json: these are no labels"):
        evaluate.score(tmp_path, {})


def test_a_folder_without_labels_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no labels"):
        evaluate.score(tmp_path / "nowhere", {})
