"""The page Ranges as its visitor meets it: chosen, asked, moved, empty and wrong; everything in the address."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from geo.model import LatLon
from geo.ui import launching, within
from geo.ui.asked import Asked
from geo.ui.state import State
from tests.app.conftest import Visit

PAGE: Final = "pages/ranges.py"
ZOLFAGHAR: Final = {"system": "Zolfaghar", "area": "kermanshah"}


def said(app: AppTest) -> str:
    assert not app.exception
    shown = (*app.markdown, *app.caption, *app.error, *app.info, *app.warning)
    told = "\n".join([*(str(element.value) for element in shown), *(element.proto.body for element in app.get("html"))])
    return told.replace("\\", "")  # what keeps Markdown from reading it


# --- the address -----------------------------------------------------------------------------


def test_everything_asked_of_ranges_survives_the_address() -> None:
    asked = Asked(
        systems=("Dezful", "own:Kite;40;60;;my reckoning"),
        areas=("kermanshah", "at:33.5000,44.2000,10,Camp", "place:curated:calder", "actor:iran"),
        spot=LatLon(33.3, 44.4),
        panel="places",
        scheme="inf",
        kinds=("facility",),
        sure=True,
        people=0,
        country="IQ",
        text="bagh",
        order="distance",
    )
    state = State(ranges=asked)
    assert State.from_query(state.to_query()).ranges == asked
    assert State().to_query() == {}


@pytest.mark.parametrize(
    "query",
    [
        {"spot": ["95,500"]},
        {"spot": ["here"]},
        {"panel": ["secret"]},
        {"people": ["-5"]},
        {"people": ["many"]},
        {"of": ["people"]},
        {"order": ["random"]},
        {"scheme": ["../../etc"]},
        {"system": ["", "x" * 500]},
    ],
)
def test_what_cannot_be_meant_is_ignored(query: dict[str, list[str]]) -> None:
    assert Asked.from_query(query) == Asked()


def test_each_system_is_asked_from_each_area() -> None:
    assert Asked(systems=("a", "b"), areas=("x", "y")).pairs() == [("a", "x"), ("a", "y"), ("b", "x"), ("b", "y")]


# --- what is chosen --------------------------------------------------------------------------


def test_nothing_chosen_shows_all_systems_and_the_caveat(visit: Visit) -> None:
    app = visit("small", PAGE)
    table = app.dataframe[0].value
    assert table.loc["Soumar", ["Low", "High", "Class"]].tolist() == [700, 3000, "SRBM to IRBM"]
    assert round(table.loc["Soumar", "Apart"], 1) == 4.3
    assert table.loc["Quds-1", "Class"] == "no figure"
    assert "Range is not intent or accuracy." in said(app)
    assert "rotation of the Earth" in said(app)


def test_the_classes_are_those_of_the_chosen_scheme(visit: Visit) -> None:
    table = visit("small", PAGE, scheme="britannica").dataframe[0].value
    assert table.loc["Zolfaghar", "Class"] == "MRBM"


def test_a_chosen_band_says_from_where_and_according_to_whom(visit: Visit) -> None:
    told = said(visit("small", PAGE, **ZOLFAGHAR))
    assert "Launch area Kermanshah" in told
    assert "figures from IRGC combat use" in told
    assert "700 to 750 km, flown at least 570 km" in told


def test_a_place_of_the_reports_and_an_actor_can_be_launched_from(visit: Visit) -> None:
    app = visit("small", PAGE, system="Zolfaghar", area=["place:curated:calder", "actor:north"])
    told = said(app)
    assert "Launch area Calder (in the reports) ±8 km" in told
    assert "Launch area where Northern Guard is said to have acted" in told


def test_an_actor_that_is_looked_at_is_offered_with_its_places(visit: Visit) -> None:
    app = visit("small", PAGE, who="north", system="Zolfaghar")
    [offer] = [button for button in app.button if "is said to have acted" in button.label]
    offer.click().run()
    assert State.from_query(_query(app)).ranges.areas == ("actor:north",)


def _query(app: AppTest) -> dict[str, list[str]]:
    return {name: [values] if isinstance(values, str) else list(values) for name, values in app.query_params.items()}


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"system": "Trebuchet"}, "There is no system called 'Trebuchet'"),
        ({"system": "Quds-1"}, "Quds-1: nobody has published a figure"),
        ({"system": "own:Kite;-5;60;;me"}, "Your system 'Kite': low_km: must be a distance above 0"),
        ({"system": "own:Kite;50;60;;"}, "Your system 'Kite': source: is empty"),
        ({"area": "atlantis"}, "There is no launch area 'atlantis' here"),
        ({"area": "at:95,44,10"}, "not a position on the Earth"),
        ({"area": "at:33,44,0"}, "Uncertainty: must be above 0"),
        ({"area": "place:curated:nowhere"}, "There is no launch area"),
        ({"area": "actor:nobody"}, "There is no launch area"),
    ],
)
def test_what_cannot_be_drawn_is_said(visit: Visit, asked: dict[str, str], told: str) -> None:
    app = visit("small", PAGE, **asked)
    assert any(told in warning.value.replace("\\", "") for warning in app.warning), [one.value for one in app.warning]


def test_a_wrong_row_of_the_visitors_own_table_is_named_and_the_rest_goes_on(
    visit: Visit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = "id,name,country,lat,lon,uncertainty_km,source,note\ncamp,Camp,,33,44,10,,\n"
    (tmp_path / "launch_areas.csv").write_text(rows, encoding="utf-8")
    monkeypatch.setenv("INCIDENT_ATLAS_OWN", str(tmp_path))
    app = visit("small", PAGE, **ZOLFAGHAR)
    [warning] = app.warning  # all that is wrong stands in one
    assert "launch_areas.csv, line 2" in warning.value.replace("\\", "")
    assert "source: is empty" in warning.value.replace("\\", "")
    assert str(tmp_path) not in warning.value
    assert "Launch area Kermanshah" in said(app)
    (tmp_path / "launch_areas.csv").write_text(rows.replace("10,,", "10,a map,"), encoding="utf-8")
    assert not app.run().warning


def test_a_system_and_an_area_can_be_stated_on_the_page(visit: Visit) -> None:
    app = visit("small", PAGE, area="kermanshah")
    for name, value in {"system": "Kite", "source": "my reckoning"}.items():
        app.text_input(key=f"ranges.own.{name}").set_value(value)
    for name, number in {"low": 400.0, "high": 600.0, "least": 30.0}.items():
        app.number_input(key=f"ranges.own.{name}").set_value(number)
    _submit(app, "Add the system")
    assert State.from_query(_query(app)).ranges.systems == ("own:Kite;400;600;30;my reckoning",)
    assert "figures from my reckoning" in said(app)
    for name, number in {"lat": 33.5, "lon": 44.2, "km": 15.0}.items():
        app.number_input(key=f"ranges.own.{name}").set_value(number)
    _submit(app, "Add the launch area")
    assert State.from_query(_query(app)).ranges.areas == ("kermanshah", "at:33.5000,44.2000,15")


def test_a_system_that_is_stated_without_a_source_is_refused_by_field(visit: Visit) -> None:
    app = visit("small", PAGE)
    app.text_input(key="ranges.own.system").set_value("Kite")
    app.number_input(key="ranges.own.low").set_value(400.0)
    app.number_input(key="ranges.own.high").set_value(300.0)
    _submit(app, "Add the system")
    assert [error.value.replace("\\", "") for error in app.error] == [
        "The system was not added. Source: is empty, and must be said"
    ]
    app.text_input(key="ranges.own.source").set_value("me")
    _submit(app, "Add the system")
    assert "low_km, high_km" in app.error[0].value.replace("\\", "")


def _submit(app: AppTest, label: str) -> None:
    [button] = [button for button in app.button if button.label == label]
    button.click().run()
    assert not app.exception


# --- the answers -----------------------------------------------------------------------------


def test_without_a_choice_the_answers_say_what_to_choose(visit: Visit) -> None:
    for panel in ("places", "move"):
        assert "Choose" in " ".join(info.value for info in visit("small", PAGE, panel=panel).info)
    assert "Click the map" in " ".join(info.value for info in visit("small", PAGE, panel="place").info)


def places(app: AppTest) -> Any:  # noqa: ANN401  # a frame
    return app.dataframe[0].value.set_index("Place")


def test_places_within_reach_have_distance_azimuth_and_an_answer_for_each_system(visit: Visit) -> None:
    app = visit("small", PAGE, system=["Zolfaghar", "Fateh-110"], area="kermanshah", panel="places")
    table = places(app)
    assert table.loc["Tehran", ["Answer", "Zolfaghar", "Fateh-110"]].tolist() == ["● inside", "● inside", "○ outside"]
    assert table.loc["Tehran", "Distance, km"] == pytest.approx(430, abs=10)
    assert table.loc["Tehran", "Azimuth, °"] == pytest.approx(68, abs=2)
    assert "Riyadh" not in table.index
    assert "people within reach for sure" in said(app)


def test_places_can_be_narrowed_and_ordered(visit: Visit) -> None:
    near = places(visit("small", PAGE, **ZOLFAGHAR, panel="places", order="distance", people="0"))
    assert near["Distance, km"].is_monotonic_increasing
    iraqi = places(visit("small", PAGE, **ZOLFAGHAR, panel="places", of="town", **{"in": "IQ"}))
    assert set(iraqi["Country"]) == {"IQ"}
    assert places(
        visit("small", PAGE, **ZOLFAGHAR, panel="places", of="town", named="BAGH", people="1000000")
    ).index.tolist() == ["Baghdad"]
    sure = places(visit("small", PAGE, **ZOLFAGHAR, panel="places", sure="yes"))
    assert set(sure["Answer"]) == {"● inside"}


def test_no_place_left_says_so(visit: Visit) -> None:
    app = visit("small", PAGE, **ZOLFAGHAR, panel="places", named="zzzz")
    assert any("No place that the filter leaves" in info.value for info in app.info)


def test_places_of_the_reports_are_among_those_within_reach(visit: Visit) -> None:
    table = places(visit("small", PAGE, **ZOLFAGHAR, panel="places", of="reported"))
    assert {"Calder", "Harrow depot"} <= set(table.index)
    assert table.loc["Calder", "Incidents"] >= 1


def test_one_place_is_told_who_reaches_it_from_where(visit: Visit) -> None:
    app = visit("small", PAGE, **ZOLFAGHAR, panel="place", spot="33.3406,44.4009")
    assert "**Baghdad (IQ)**" in said(app)
    row = app.dataframe[0].value.iloc[0]
    assert row[["System", "From", "Answer"]].tolist() == ["Zolfaghar", "Kermanshah (IR)", "● inside"]
    app.toggle(key="ranges.only").set_value(False).run()
    assert len(app.dataframe[0].value) > 500
    assert "Range is not intent." in said(app)


def test_a_place_can_be_found_by_name_and_launched_from(visit: Visit) -> None:
    app = visit("small", PAGE, system="Zolfaghar", panel="place")
    app.text_input(key="ranges.find").set_value("riyadh").run()
    assert "Riyadh" in said(app)
    app.text_input(key="ranges.find").set_value("zzzz").run()
    assert any("No place of that name" in info.value for info in app.info)
    app.button(key="ranges.here").click().run()
    [area] = State.from_query(_query(app)).ranges.areas
    assert area.startswith("at:24.")


def test_a_move_says_what_is_gained_and_lost_and_can_be_turned_round(visit: Visit) -> None:
    app = visit("small", PAGE, system="Zolfaghar", area=["kermanshah", "damascus"], panel="move")
    assert "Moved from Kermanshah (IR) to Damascus (SY)" in said(app)
    table = places(app)
    assert table.loc["Tehran", ["Before", "After"]].tolist() == ["● inside", "○ outside"]
    assert table.loc["Cairo", ["Before", "After"]].tolist() == ["○ outside", "● inside"]
    app.button(key="ranges.swap").click().run()
    assert places(app).loc["Tehran", ["Before", "After"]].tolist() == ["○ outside", "● inside"]


def test_more_bands_than_can_be_told_apart_are_counted(visit: Visit) -> None:
    app = visit("small", PAGE, system=["Zolfaghar", "Fateh-110", "Dezful", "Emad"], area=["kermanshah", "tabriz"])
    assert "6 of 8 bands are drawn" in said(app)


def test_two_systems_of_one_name_are_told_apart_and_no_head_of_a_file_is_a_formula(visit: Visit) -> None:
    twins = ["own:=1+1;400;600;;me", "own:=1+1;200;300;;me"]
    app = visit("small", PAGE, system=twins, area="kermanshah", panel="places")
    assert {"=1+1 (yours)", "=1+1 (yours) 2"} <= set(places(app).columns)
    choice = launching.look_up(Asked(systems=tuple(twins), areas=("kermanshah",)))
    frame = within.whole(choice, np.array([0, 1]))
    assert [name for name in frame.columns if name.startswith("=")] == []
    assert "'=1+1 (yours)" in frame.columns
