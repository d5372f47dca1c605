"""What charts draw, and what they never do."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from geo import charts, store, views
from geo.charts import Scene
from geo.charts.graph import laid_out
from geo.charts.ink import distinct
from geo.charts.matrix import fold
from geo.model import Atlas
from geo.settings import Settings
from geo.store import Snapshot
from geo.views import Filter, Lanes, Unit
from tests.app import quarrel, world


def opened(atlas: Atlas, folder: Path) -> Snapshot:
    settings = Settings(build=folder)
    store.publish(atlas, settings)
    return store.open(settings)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    with closing(opened(quarrel.quarrel(), tmp_path_factory.mktemp("quarrel"))) as snapshot:
        yield snapshot


@pytest.fixture(scope="module")
def brigades(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    """Open 300 incidents between many brigades of twenty states."""
    with closing(opened(quarrel.brigades(300), tmp_path_factory.mktemp("brigades"))) as snapshot:
        yield snapshot


def asked(snapshot: Snapshot) -> tuple[pd.DataFrame, pd.DataFrame, dict[str, str]]:
    actors, pairs = views.actors(snapshot, Filter()), views.pairs(snapshot, Filter())
    return actors, pairs, dict(zip(actors["id"], actors["name"], strict=True))


def drawn(snapshot: Snapshot, by: Lanes, scene: Scene | None = None) -> dict[str, Any]:
    lanes = views.lanes(snapshot, Filter(), by)
    spans = views.spans(snapshot, Filter(), by, list(lanes["lane"]))
    dated = spans[spans["first"].notna() | spans["last"].notna()].assign(when="")
    return charts.timeline(dated, lanes, "light", scene or Scene()).to_dict()


def rows(picture: dict[str, Any], *having: str) -> list[dict[str, Any]]:
    """Return the rows of data that have these columns."""
    return [row for data in picture["datasets"].values() for row in data if set(having) <= set(row)]


# --- matrix --------------------------------------------------------------------------------


def test_a_matrix_of_few_has_no_others(told: Snapshot) -> None:
    _, pairs, names = asked(told)
    cells, doers, targets = fold(pairs, names, 14)
    assert not [label for label in (*doers, *targets) if "others" in label]
    assert cells["count"].sum() == pairs["count"].sum()


def test_those_for_whom_there_is_no_room_share_a_row_and_a_column_and_nothing_is_lost(brigades: Snapshot) -> None:
    _, pairs, names = asked(brigades)
    cells, doers, targets = fold(pairs, names, 14)
    assert (len(doers), len(targets)) == (15, 15)
    assert doers[-1].endswith("others")
    assert cells["count"].sum() == pairs["count"].sum()


def test_a_row_for_one_other_is_a_row_for_that_other(brigades: Snapshot) -> None:
    _, pairs, names = asked(brigades)
    everybody = pairs["doer"].nunique()
    assert len(fold(pairs, names, everybody - 1)[1]) == everybody


def test_two_actors_of_one_name_keep_their_rows() -> None:
    assert distinct({"a": "Guard", "b": "Guard"}) == {"a": "Guard", "b": "Guard (2)"}


def test_a_cell_says_what_kinds_it_counts(told: Snapshot) -> None:
    _, pairs, names = asked(told)
    [cell] = [row for row in rows(charts.matrix(pairs, names, "dark").to_dict(), "kinds") if row["doer"] == "front"]
    assert (cell["kinds"], cell["accused"], cell["count"]) == ("1 explosive", 1, 1)


# --- graph ---------------------------------------------------------------------------------


def test_who_belongs_together_stands_together(told: Snapshot) -> None:
    nodes, _ = laid_out(*asked(told), 24)
    tops = list(nodes["top"])
    assert all(tops.index(top) + tops.count(top) > n for n, top in enumerate(tops))


def test_no_two_actors_share_a_label_line(brigades: Snapshot) -> None:
    nodes, _ = laid_out(*asked(brigades), 24)
    assert len(nodes) == 24
    assert not nodes.round(3).duplicated(["side", "y"]).any()


def test_everybody_who_is_drawn_did_something_or_suffered_it(brigades: Snapshot) -> None:
    nodes, edges = laid_out(*asked(brigades), 24)
    assert set(nodes["id"]) == set(edges["doer"]) | set(edges["target"])


def test_the_chosen_actor_is_drawn_with_its_deeds(brigades: Snapshot) -> None:
    actors, pairs, names = asked(brigades)
    last = str(actors[actors["id"].isin(pairs["doer"])]["id"].iloc[-1])
    nodes, edges = laid_out(actors, pairs, names, 24, last)
    assert list(nodes[nodes["chosen"]]["id"]) == [last]
    assert set(edges[edges["opacity"] == 1]["doer"]) | set(edges[edges["opacity"] == 1]["target"]) >= {last}


def test_what_is_only_an_accusation_is_dashed(told: Snapshot) -> None:
    _, edges = laid_out(*asked(told), 24)
    pieces = edges.groupby(["doer", "target"]).size()
    assert pieces["front", "orrin-army"] < pieces["orrin-army", "front"]
    assert edges.groupby(["doer", "target"])["head"].sum().eq(1).all()


# --- time ----------------------------------------------------------------------------------


def test_a_day_is_a_symbol_and_a_month_a_bar_as_long_as_the_month(told: Snapshot) -> None:
    found = {row["id"]: row for row in rows(drawn(told, Lanes.KIND), "id", "shape")}
    assert found["q3"]["shape"] == "circle"
    assert found["q6"]["shape"] == ""
    assert round((found["q6"]["end"] - found["q6"]["begin"]) / 86_400_000) == 31


def test_an_open_end_runs_out_of_the_dated_time(told: Snapshot) -> None:
    found = {row["id"]: row for row in rows(drawn(told, Lanes.KIND), "id", "shape")}
    assert found["q7"]["open"] == ">"
    assert found["q7"]["end"] > max(row["end"] for id_, row in found.items() if id_ != "q7")


def test_nothing_in_a_lane_covers_anything_else(told: Snapshot) -> None:
    lines: dict[tuple[str, float], list[tuple[float, float]]] = {}
    for row in {(row["lane"], row["id"]): row for row in rows(drawn(told, Lanes.ACTOR), "id", "shape")}.values():
        lines.setdefault((row["lane"], row["y"]), []).append((row["begin"], row["end"]))
    for line in lines.values():
        ordered = sorted(line)
        assert all(end <= begin for (_, end), (begin, _) in pairwise(ordered))


def test_the_undated_stand_beside_the_lanes_and_not_in_them(told: Snapshot) -> None:
    picture = drawn(told, Lanes.ACTOR)
    assert "q8" not in {row["id"] for row in rows(picture, "id", "shape")}
    assert {row["lane"] for row in rows(picture, "left") if row["left"] == "1 undated"} == {"orrin", "velmia"}


def test_playing_moves_nothing_and_only_makes_faint_what_is_not_reached(told: Snapshot) -> None:
    early, whole = (
        {row["id"]: row for row in rows(drawn(told, Lanes.KIND, scene), "id", "shape")}
        for scene in (Scene(until=date(2031, 6, 4)), Scene())
    )
    assert {id_ for id_, row in early.items() if row["opacity"] == 1} == {"q0", "q6", "q7"}
    assert all(row["opacity"] == 1 for row in whole.values())
    assert [(row["begin"], row["y"]) for row in early.values()] == [(row["begin"], row["y"]) for row in whole.values()]


def test_a_window_forgets_what_is_over(told: Snapshot) -> None:
    found = rows(drawn(told, Lanes.KIND, Scene(since=date(2031, 6, 5), until=date(2031, 6, 6))), "id", "shape")
    assert {row["id"] for row in found if row["opacity"] == 1} == {"q3", "q4", "q7"}


def test_too_many_to_tell_apart_are_counted(brigades: Snapshot) -> None:
    lanes = views.lanes(brigades, Filter(), Lanes.KIND)
    spans = views.spans(brigades, Filter(), Lanes.KIND, list(lanes["lane"]))
    assert not charts.fits(pd.concat([spans] * 2), lanes)
    cells = views.cells(brigades, Filter(), Lanes.KIND, list(lanes["lane"]), Unit.MONTH)
    picture = charts.counted(cells, lanes, "light", Scene()).to_dict()
    assert sum(row["count"] for row in rows(picture, "first_day", "kinds")) == 300


# --- all of them ---------------------------------------------------------------------------


def test_words_of_documents_are_data_and_nothing_else(tmp_path: Path) -> None:
    with closing(opened(world.hostile(), tmp_path)) as snapshot:
        actors, pairs, names = asked(snapshot)
        pictures = [
            charts.matrix(pairs, names, "light").to_dict(),
            charts.graph(actors, pairs, names, "light").to_dict(),
            drawn(snapshot, Lanes.ACTOR),
        ]
    for picture in pictures:
        written = json.dumps({name: part for name, part in picture.items() if name != "datasets"})
        assert [attack for attack in world.ATTACKS if attack in written] == []
        assert "href" not in written
        assert '"url"' not in written


def test_a_picture_asks_for_nothing_elsewhere(told: Snapshot) -> None:
    written = json.dumps(drawn(told, Lanes.KIND))
    assert written.count("http") == written.count("https://vega.github.io/schema/")


# --- histogram -----------------------------------------------------------------------------


def counted(
    snapshot: Snapshot, chosen: Filter, scene: Scene, days: tuple[date | None, date | None] = (None, None)
) -> dict[str, Any]:
    shown, whole = views.bins(snapshot, chosen, Unit.DAY), views.bins(snapshot, Filter(), Unit.DAY)
    return charts.histogram(shown, whole, "light", scene, days).to_dict()


def test_the_strip_counts_what_the_filter_leaves_over_an_outline_of_all_there_is(told: Snapshot) -> None:
    shown, whole = views.bins(told, Filter(text="bridge"), Unit.DAY), views.bins(told, Filter(), Unit.DAY)
    picture = counted(told, Filter(text="bridge"), Scene())
    bars, outline = rows(picture, "family_name"), [row for row in rows(picture, "begin") if "family_name" not in row]
    assert sum(row["count"] for row in bars) == shown.loc[shown["first"].notna(), "count"].sum()
    assert sum(row["count"] for row in outline) == whole.loc[whole["first"].notna(), "count"].sum()


def test_the_strip_draws_what_time_has_not_reached_faintly(told: Snapshot) -> None:
    until = date(2031, 6, 4)
    bars = rows(counted(told, Filter(), Scene(until=until)), "opacity")
    reached = pd.Timestamp(until).value / 1e6
    assert {row["opacity"] for row in bars if row["begin"] > reached} == {0.2}
    assert {row["opacity"] for row in bars if row["begin"] <= reached} == {1.0}


def test_another_filter_or_step_of_time_changes_the_data_of_the_strip_and_not_the_picture(told: Snapshot) -> None:
    def picture(chosen: Filter, day: int) -> dict[str, Any]:
        found = counted(told, chosen, Scene(until=date(2031, 6, day)))
        assert found.pop("datasets")
        return found

    assert picture(Filter(text="bridge"), 4) == picture(Filter(), 6)


def test_the_strip_marks_the_days_of_the_filter_to_the_end_where_they_are_open(told: Snapshot) -> None:
    picture = counted(told, Filter(), Scene(), (date(2031, 6, 3), None))
    marked = [layer for layer in picture["layer"] if layer["mark"]["type"] == "rect"]
    [span] = picture["datasets"][marked[0]["data"]["name"]]
    whole = [row["end"] for row in rows(picture, "end")]
    assert span == {"begin": pd.Timestamp(2031, 6, 3).value / 1e6, "end": max(whole)}
