"""The pages Disagreements, Actors, Timeline and Quality, as their visitors meet them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from geo import evaluate
from geo.evaluate import Measured
from geo.ui import contests, playing, report_card
from geo.views import Contest, Side
from tests.app import quarrel, world
from tests.app.conftest import Visit
from tests.app.world import ATTACKS
from tests.test_evaluate import noisy

REPORT = noisy()

DISAGREEMENTS, ACTORS, TIMELINE, QUALITY = (f"pages/{name}.py" for name in ("disagreements", "actors", "timeline", "quality"))


def said(app: AppTest) -> str:
    shown = (*app.markdown, *app.caption, *app.error, *app.info, *app.warning)
    labels = [button.label for button in app.button]
    return "\n".join([*(element.value for element in shown), *labels, *(element.proto.body for element in app.get("html"))])


def charts_of(app: AppTest) -> list[str]:
    return [element.proto.spec for element in app.get("vega_lite_chart")]


# --- disagreements -------------------------------------------------------------------------


def test_each_side_of_a_contradiction_stands_with_its_words(visit: Visit) -> None:
    told = said(visit("quarrel", DISAGREEMENTS))
    assert "2 incidents, the weightiest first" in told
    assert "3 Jun 2031" in told
    assert "The River Front denied that its rockets struck the depot" in told
    assert "3 independent sources in 3 articles" in told


def test_a_field_is_picked_and_stands_in_the_url(visit: Visit) -> None:
    app = visit("quarrel", DISAGREEMENTS)
    [fields] = [one for one in app.main.get("button_group") if "disagreements.field" in one.proto.id]
    fields.set_value("status").run()
    assert app.query_params == {"field": "status"}
    assert "1 incident, the weightiest first" in said(app)


def test_a_title_opens_the_evidence_which_says_what_others_say(visit: Visit) -> None:
    app = visit("quarrel", DISAGREEMENTS)
    app.button(key="disagreements.pick.q0").click().run()
    assert app.query_params == {"incident": "q0"}
    assert "killed: 4; others say 6" in said(app)


@pytest.mark.parametrize(
    ("query", "words"),
    [({"kind": "protest"}, "no source contradicts another. Take out one"), ({"text": "nobody wrote this"}, "Take out one")],
)
def test_no_contradiction_says_how_to_go_on(visit: Visit, query: dict[str, str], words: str) -> None:
    assert words in said(visit("quarrel", DISAGREEMENTS, **query))


def test_where_nobody_contradicts_anybody_it_is_said_what_would(visit: Visit) -> None:
    assert "A contradiction needs two reports of one incident" in said(visit("brigades", DISAGREEMENTS))


def test_a_contested_field_that_is_new_is_shown_by_its_name() -> None:
    shown = contests.card([Contest(field="weather", sides=(Side(value="<b>fog</b>", claims=(), quotes=(), sources=1),))])
    assert "Weather" in shown
    assert "&lt;b&gt;fog&lt;/b&gt;" in shown


# --- actors --------------------------------------------------------------------------------


def test_the_matrix_and_the_list_say_the_same(visit: Visit) -> None:
    app = visit("quarrel", ACTORS)
    assert "River Front · 3" in said(app)
    assert "Both sides are named in 6 incidents; only who did it in 1" in said(app)
    assert len(charts_of(app)) == 1


def test_the_graph_stands_in_the_url(visit: Visit) -> None:
    app = visit("quarrel", ACTORS, **{"as": "graph"})
    assert "7 of 7 actors with somebody on the other side are drawn" in said(app)


def test_of_hundreds_the_first_are_drawn_and_the_others_counted(visit: Visit) -> None:
    told = said(visit("brigades", ACTORS, **{"as": "graph"}))
    assert "24 of 75 actors with somebody on the other side are drawn" in told


def test_a_graph_of_those_who_only_meet_themselves_says_so(visit: Visit, tmp_path: Path) -> None:
    told = quarrel.quarrel()
    clash = next(one for one in told.incidents if one.id == "q6")
    alone = tuple(replace(one, actor=clash.participants[0].actor) for one in clash.participants)
    readings = tuple(replace(one, claims=tuple(replace(c, participants=()) for c in one.claims)) for one in told.readings)
    world.publish(replace(told, readings=readings, incidents=(replace(clash, participants=alone),)), tmp_path)
    assert "each acts against its own" in said(visit(tmp_path, ACTORS, **{"as": "graph"}))


def test_an_actor_has_its_roles_its_parents_and_its_claims(visit: Visit) -> None:
    told = said(visit("quarrel", ACTORS, who="front"))
    assert "<bdi>Mountain League</bdi> → <bdi>Velmia</bdi>" in told
    assert "accused of it: 1" in told
    assert "Aircraft of Orrin bombed a camp of the Front" in told


def test_who_is_only_implied_is_said_to_be_implied(visit: Visit) -> None:
    told = said(visit("quarrel", ACTORS, who="group:protesters"))
    assert "in 1: nobody names it there" in told
    assert "unnamed in the reports" in told


def test_a_pair_lists_what_one_did_to_the_other(visit: Visit) -> None:
    app = visit("quarrel", ACTORS, who="orrin-army", whom="front")
    assert "Armed clash\\, the Marches" in said(app)
    app.button(key="panel.all").click().run()
    assert app.query_params == {}


def test_an_actor_becomes_the_filter(visit: Visit) -> None:
    app = visit("quarrel", ACTORS, who="league")
    app.button(key="actors.filter").click().run()
    assert app.query_params == {"who": "league", "actor": "league"}


def test_an_actor_that_is_not_there_is_said_to_be_missing(visit: Visit) -> None:
    assert "is not in this snapshot" in said(visit("quarrel", ACTORS, who="nobody"))


# --- timeline ------------------------------------------------------------------------------


def test_time_is_played_step_by_step_and_stops_where_it_was_paused(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    app = visit("quarrel", TIMELINE)
    app.button(key="timeline.play").click().run()
    assert app.button(key="timeline.play").label == "Pause"
    began = app.session_state["timeline.at"]
    monkeypatch.setattr(playing.time, "monotonic", lambda: 1e9)
    app.run()
    assert app.session_state["timeline.at"] > began
    app.button(key="timeline.play").click().run()
    assert app.button(key="timeline.play").label == "Play"
    assert app.query_params["until"] == app.session_state["timeline.at"].isoformat()


def test_a_day_of_the_url_is_where_time_stands(visit: Visit) -> None:
    app = visit("quarrel", TIMELINE, until="2031-06-04", window="yes")
    assert "Until 4 Jun 2031: 3 incidents" in said(app)
    app.button(key="timeline.whole").click().run()
    assert app.query_params == {"window": "yes"}


def test_the_incident_before_and_after_are_one_click_away(visit: Visit) -> None:
    app = visit("quarrel", TIMELINE, incident="q0")
    app.button(key="timeline.later").click().run()
    assert app.query_params == {"incident": "q3"}


def test_a_lane_opens_its_list(visit: Visit) -> None:
    told = said(visit("quarrel", TIMELINE, lanes="actor", list="lane:velmia::"))
    assert "**Velmia · 2**" in told


def test_a_cell_opens_what_began_in_it(visit: Visit) -> None:
    told = said(visit("quarrel", TIMELINE, list="lane:protest:2031-06-01:2031-06-07"))
    assert "Those that began from 1 Jun 2031 to 7 Jun 2031." in told
    assert "Protest\\, Calder" in told


def test_too_many_are_counted_and_it_is_said_so(visit: Visit) -> None:
    assert "Too many to tell apart" in said(visit("crowded", TIMELINE))


# --- quality -------------------------------------------------------------------------------


def test_what_was_not_measured_is_said_to_be_unmeasured_and_how_it_is_done(visit: Visit) -> None:
    assert "python -m geo evaluate GOLD --keep" in said(visit("quarrel", QUALITY))


def test_measured_figures_stand_with_their_counts_their_day_and_their_snapshot(
    visit: Visit, folders: Callable[[str], Path]
) -> None:
    told = Measured(report=REPORT, labels="labels", snapshot="another", on=date(2031, 6, 4))
    evaluate.keep(told, folders("small"))
    app = visit("small", QUALITY)
    (folders("small") / "accuracy.json").unlink()
    assert "Compared on 4 Jun 2031 with" in said(app)
    assert "The snapshot was another one then" in said(app)
    assert f"{REPORT.claims.found:,} of {REPORT.claims.want:,}" in said(app)


def test_figures_that_cannot_be_read_are_said_to_be_so(visit: Visit, folders: Callable[[str], Path]) -> None:
    path = folders("small") / "accuracy.json"
    path.write_text("{")
    app = visit("small", QUALITY)
    path.unlink()
    assert "cannot be read. Measure again" in said(app)
    assert not app.exception


def test_every_reason_leads_to_its_list(visit: Visit) -> None:
    told = said(visit("quarrel", list="unmapped:Words and movements have no point on the map"))
    assert "Transfer of weapons\\, Iraq" in told
    assert "There is none." in said(visit("quarrel", list="unmapped:No place is said"))


def test_every_number_of_quality_is_there(visit: Visit) -> None:
    app = visit("quarrel", QUALITY)
    assert "5 of 7 incidents of the filter are on the map" in said(app)
    assert len(charts_of(app)) == 4
    assert any("The Ledger" in frame.value.to_string() for frame in app.dataframe)


def test_nothing_labeled_is_no_share() -> None:
    assert report_card.figures(REPORT).count("<tr") > 10


# --- all of them ---------------------------------------------------------------------------


@pytest.mark.parametrize("page", [DISAGREEMENTS, ACTORS, TIMELINE, QUALITY])
def test_attacks_are_words(visit: Visit, page: str) -> None:
    for query in (
        {},
        {"who": "name:2"},
        {"who": "name:2", "whom": "name:3"},
        {"who": "name:2", "whom": "name:2"},
        {"lanes": "actor", "list": "lane:name:2::"},
    ):
        app = visit("hostile", page, **query)
        assert not app.exception
        assert not app.error
        bodies = "".join(element.proto.body for element in app.get("html"))
        assert [attack for attack in ATTACKS if "<" in attack and attack in bodies] == []
