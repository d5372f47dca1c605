"""Who did what to whom, who says otherwise, when, and how far to trust it: asked of an invented quarrel."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from geo import store, views
from geo.errors import QueryError
from geo.model import Atlas, Kind, Mark, Span, Status
from geo.settings import Settings
from geo.store import Snapshot
from geo.views import Filter, Lanes, Unit
from geo.views.disagreements import quote
from tests.app import quarrel


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    """Open the quarrel of three papers."""
    settings = Settings(build=tmp_path_factory.mktemp("quarrel"))
    store.publish(quarrel.quarrel(), settings)
    with closing(store.open(settings)) as opened:
        yield opened


@pytest.fixture(scope="module")
def nothing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    settings = Settings(build=tmp_path_factory.mktemp("nothing"))
    store.publish(Atlas(), settings)
    with closing(store.open(settings)) as opened:
        yield opened


def table(frame: pd.DataFrame, *columns: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in frame[list(columns)].to_numpy().tolist()]


# --- disagreements -------------------------------------------------------------------------


def test_the_weightiest_contradiction_comes_first(told: Snapshot) -> None:
    frame = views.disagreements(told, Filter())
    assert table(frame, "id", "weight") == [("q0", 15), ("q4", 10)]


def test_whether_it_happened_weighs_more_than_anything_else() -> None:
    assert [field for field, weight in views.WEIGHTS.items() if weight == max(views.WEIGHTS.values())] == ["happened", "status"]


def test_only_those_contested_in_one_field_are_listed_when_it_is_asked_for(told: Snapshot) -> None:
    assert list(views.disagreements(told, Filter(), "status")["id"]) == ["q0"]
    assert views.disagreements(told, Filter(), "weather").empty


def test_a_filter_leaves_its_own_contradictions(told: Snapshot) -> None:
    chosen = Filter(kinds=(Kind.RIOT_CRACKDOWN,))
    assert list(views.disagreements(told, chosen)["id"]) == ["q4"]
    assert table(views.contested_fields(told, chosen), "field", "count") == [
        (field, 1) for field in ("actor", "date", "killed", "kind")
    ]


def test_each_side_has_its_sentences_and_its_independent_sources(told: Snapshot) -> None:
    contests = {one.field: one for one in views.contests(told, ["q0"])["q0"]}
    killed = [
        (side.value, side.sources, [claim.document.publisher for claim in side.claims]) for side in contests["killed"].sides
    ]
    assert killed == [("4", 1, ["The Courier"]), ("6", 1, ["The Herald"])]
    assert [(side.value, side.sources) for side in contests["date"].sides] == [("2031-06-03", 2), ("2031-06-04", 1)]


def test_a_value_from_another_sentence_is_shown_in_that_sentence(told: Snapshot) -> None:
    [first, *_] = views.evidence(told, "q0").claims
    text = views.document(told, first.document.id).text
    words = Span(text.index(first.sentence), text.index(first.sentence) + 4)
    learned = replace(first, marks=(), marks_elsewhere=(Mark(field="killed", span=words),), sentence="The attack was loud.")
    shown = quote("killed", learned, text)
    assert shown.text == first.sentence
    assert [mark.span.of(shown.text) for mark in shown.marks] == [first.sentence[:4]]
    assert quote("killed", learned, "").text == "The attack was loud."


def test_values_of_a_contested_field_are_told_in_words(told: Snapshot) -> None:
    contests = {one.field: one for one in views.contests(told, ["q0"])["q0"]}
    assert [side.value for side in contests["kind"].sides] == ["Rocket or mortar attack", "Drone strike"]
    assert [side.value for side in contests["status"].sides] == ["Reported", "Denied"]


def test_two_papers_that_quote_one_army_are_one_source(told: Snapshot) -> None:
    said = [claim for claim in views.evidence(told, "q0").claims if "Orrin Army" in claim.attribution]
    assert views.independent(said * 2) == 1


def test_nobody_asked_for_is_nobody_contested(told: Snapshot) -> None:
    assert views.contests(told, []) == {}
    assert views.contests(told, ["q6"]) == {}


# --- actors --------------------------------------------------------------------------------


def test_actors_are_counted_by_what_they_do(told: Snapshot) -> None:
    frame = views.actors(told, Filter()).set_index("id")
    assert table(frame.loc[["front"]], "incidents", "accused", "target", "perpetrator", "top") == [(3, 1, 2, 0, "velmia")]
    assert table(frame.loc[["group:protesters"]], "incidents", "inferred") == [(2, 1)]


def test_who_did_what_to_whom_is_counted_by_family(told: Snapshot) -> None:
    frame = views.pairs(told, Filter())
    found = {(row["doer"], row["target"]): (row["family"], row["count"], row["accused"]) for row in frame.to_dict("records")}
    assert found["front", "orrin-army"] == ("explosive", 1, 1)
    assert found["orrin-army", "front"] == ("armed", 1, 0)
    assert found["orrin", "velmia"] == ("words", 1, 0)


def test_who_speaks_of_an_attack_did_not_do_it(told: Snapshot) -> None:
    assert views.between(told, Filter(kinds=(Kind.RIOT_CRACKDOWN,)), "orrin", "").empty
    assert list(views.between(told, Filter(), "orrin", "velmia")["id"]) == ["q8"]


def test_the_sides_that_are_named_add_up(told: Snapshot) -> None:
    sides = views.sides(told, Filter())
    assert sides == views.Sides(both=6, doer_only=1, target_only=0, neither=0)


def test_the_incidents_between_two_are_those_of_their_cell(told: Snapshot) -> None:
    for row in views.pairs(told, Filter()).groupby(["doer", "target"])["count"].sum().reset_index().to_dict("records"):
        assert len(views.between(told, Filter(), row["doer"], row["target"])) == row["count"]


def test_an_actor_knows_its_names_its_parents_and_its_members(told: Snapshot) -> None:
    front, velmia = views.actor(told, Filter(), "front"), views.actor(told, Filter(), "velmia")
    assert (front.name, front.aliases, front.belongs_to) == ("River Front", ("RF", "the Front"), ("league", "velmia"))
    assert velmia.members == (("front", "River Front", 3), ("league", "Mountain League", 2))


@pytest.mark.parametrize("id_", ["nobody", "' OR 1=1 --", ""])
def test_an_unknown_actor_is_said_to_be_unknown(told: Snapshot, id_: str) -> None:
    with pytest.raises(QueryError, match="there is no actor"):
        views.actor(told, Filter(), id_)


def test_claims_with_an_actor_say_in_which_role(told: Snapshot) -> None:
    frame = views.claims_with(told, Filter(), "front")
    roles = {row["claim"]: list(row["roles"]) for row in frame.to_dict("records")}
    assert roles == {"q0": ["accused"], "q1": ["accused"], "q6": ["target"], "q9": ["target"]}


# --- lanes ---------------------------------------------------------------------------------


def test_an_incident_stands_in_the_lane_of_each_who_takes_part(told: Snapshot) -> None:
    frame = views.lanes(told, Filter(), Lanes.ACTOR)
    assert table(frame, "lane", "count", "undated")[:2] == [("front", 3, 0), ("orrin-army", 3, 0)]
    assert frame["count"].sum() == 15


def test_lanes_by_kind_hold_each_incident_once(told: Snapshot) -> None:
    assert views.lanes(told, Filter(), Lanes.KIND)["count"].sum() == views.headline(told, Filter()).incidents


def test_the_last_lane_is_that_of_the_others_in_which_nobody_counts_twice(told: Snapshot) -> None:
    frame = views.lanes(told, Filter(), Lanes.ACTOR, 2)
    assert table(frame, "label", "count") == [("River Front", 3), ("Orrin Army", 3), ("5 others", 6)]


def test_a_lane_for_one_other_is_that_of_the_other(told: Snapshot) -> None:
    everybody = views.lanes(told, Filter(), Lanes.ACTOR)
    assert list(views.lanes(told, Filter(), Lanes.ACTOR, len(everybody) - 1)["lane"]) == list(everybody["lane"])


def test_lanes_without_room_share_one(told: Snapshot) -> None:
    frame = views.spans(told, Filter(), Lanes.ACTOR, ["front"])
    assert set(frame["lane"]) == {"front", views.OTHERS}
    assert not frame.duplicated(["id", "lane"]).any()


def test_a_range_is_kept_as_a_range_and_an_open_end_open(told: Snapshot) -> None:
    frame = views.spans(told, Filter(), Lanes.KIND, []).set_index("id")
    assert [str(day.date()) for day in frame.loc["q6", ["first", "last"]]] == ["2031-05-01", "2031-05-31"]
    assert pd.isna(frame.loc["q7", "last"])


def test_cells_count_what_the_lanes_hold(told: Snapshot) -> None:
    for unit in Unit:
        lanes = list(views.lanes(told, Filter(), Lanes.KIND)["lane"])
        assert views.cells(told, Filter(), Lanes.KIND, lanes, unit)["count"].sum() == 7


def test_what_is_less_exact_than_a_cell_stands_in_none(told: Snapshot) -> None:
    cells = views.cells(told, Filter(), Lanes.KIND, ["armed_clash"], Unit.DAY)
    assert cells[cells["lane"] == "armed_clash"]["first"].isna().all()


def test_a_lane_lists_its_incidents(told: Snapshot) -> None:
    frame, total = views.in_lane(told, Filter(), Lanes.ACTOR, "velmia")
    assert (list(frame["id"]), total) == (["q7", "q8"], 2)


# --- quality -------------------------------------------------------------------------------


def test_shares_add_up_to_what_the_headline_says(told: Snapshot) -> None:
    for chosen in (Filter(), Filter(statuses=(Status.CLAIMED,))):
        headline = views.headline(told, chosen)
        for frame in views.shares(told, chosen).values():
            assert (frame["incidents"].sum(), frame["claims"].sum()) == (headline.incidents, headline.claims)


def test_reasons_add_up_to_what_is_not_on_the_map(told: Snapshot) -> None:
    assert views.unmapped_reasons(told, Filter())["count"].sum() == views.headline(told, Filter()).not_on_map


def test_each_outlet_says_how_much_others_tell_too_and_how_much_is_contested(told: Snapshot) -> None:
    frame = views.outlets(told).set_index("outlet")
    assert table(frame.loc[["The Courier"]], "documents", "dated", "claims", "incidents", "shared", "contested") == [
        (1, 1, 3, 3, 2, 2)
    ]
    assert table(frame.loc[["The Ledger"]], "dated") == [(0,)]


def test_what_makes_no_incident_is_counted_by_why(snapshot: Snapshot) -> None:
    assert list(views.unused_claims(snapshot)["count"]) == [0, 0, 0, 0]


def test_names_of_places_are_counted_with_those_that_were_placed(snapshot: Snapshot) -> None:
    assert views.unresolved_names(snapshot)["count"].sum() == views.unresolved_names(snapshot)["placed"].sum() == 3


# --- nothing at all ------------------------------------------------------------------------


def test_of_nothing_there_is_nothing_to_tell(nothing: Snapshot) -> None:
    chosen = Filter(first=date(2031, 1, 1))
    assert views.disagreements(nothing, chosen).empty
    assert views.actors(nothing, chosen).empty
    assert views.pairs(nothing, chosen).empty
    assert views.sides(nothing, chosen) == views.Sides(both=0, doer_only=0, target_only=0, neither=0)
    assert views.lanes(nothing, chosen, Lanes.ACTOR).empty
    assert views.spans(nothing, chosen, Lanes.KIND, []).empty
    assert views.cells(nothing, chosen, Lanes.KIND, [], Unit.DAY).empty
    assert views.outlets(nothing).empty
    assert all(frame["incidents"].sum() == 0 for frame in views.shares(nothing, chosen).values())
