"""The strip of time under the map: it counts, it filters, it plays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from geo.charts import BRUSH, Scene
from geo.ui import playing, strip
from geo.views import Filter
from tests.app.test_told import said

Visit = Callable[..., AppTest]

MAP = "pages/map.py"
DAY_MS = 86_400_000


def test_time_that_is_reached_narrows_what_is_drawn_and_leaves_out_what_has_no_date() -> None:
    until = Scene(until=date(2031, 6, 4))
    assert strip.narrowed(Filter(), until) == Filter(last=date(2031, 6, 4), undated=False)


def test_the_window_and_the_filter_both_bound_what_is_drawn() -> None:
    chosen = Filter(first=date(2031, 6, 1), last=date(2031, 6, 30))
    window = Scene(since=date(2031, 5, 20), until=date(2031, 6, 4))
    assert strip.narrowed(chosen, window) == Filter(first=date(2031, 6, 1), last=date(2031, 6, 4), undated=False)
    late = Scene(since=date(2031, 6, 20), until=date(2031, 7, 15))
    assert strip.narrowed(chosen, late) == Filter(first=date(2031, 6, 20), last=date(2031, 6, 30), undated=False)


def test_the_whole_time_changes_nothing() -> None:
    assert strip.narrowed(Filter(text="depot"), Scene()) == Filter(text="depot")


def test_a_brush_becomes_the_days_of_the_filter(monkeypatch: pytest.MonkeyPatch) -> None:
    told: dict[str, object] = {}
    start = (date(2031, 6, 1) - date(1970, 1, 1)).days * DAY_MS
    selected = {"selection": {BRUSH: {"begin": [start + 5, start + 3 * DAY_MS + 5]}}}
    monkeypatch.setattr(st, "session_state", {"strip.chart": selected})
    monkeypatch.setattr(strip.memory, "change", lambda **values: told.update(values))
    monkeypatch.setattr(strip.memory, "current", lambda: strip.State(filter=Filter(text="depot")))
    strip._take()
    assert told == {"filter": Filter(text="depot", first=date(2031, 6, 1), last=date(2031, 6, 4)), "until": None}


def test_a_click_beside_the_brush_opens_the_days_again(monkeypatch: pytest.MonkeyPatch) -> None:
    told: dict[str, object] = {}
    chosen = Filter(first=date(2031, 6, 1), last=date(2031, 6, 4))
    monkeypatch.setattr(st, "session_state", {"strip.chart": {"selection": {BRUSH: {}}}})
    monkeypatch.setattr(strip.memory, "change", lambda **values: told.update(values))
    monkeypatch.setattr(strip.memory, "current", lambda: strip.State(filter=chosen))
    strip._take()
    assert told == {"filter": Filter(), "until": None}


def test_what_has_no_bar_is_counted_and_leads_to_the_list_of_the_undated(visit: Visit) -> None:
    app = visit("quarrel", MAP)
    app.button(key="strip.outside").click().run()
    assert app.query_params == {"list": "undated"}


def test_time_is_played_on_the_map_and_stops_for_a_pick(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    app = visit("quarrel", MAP)
    app.button(key="strip.play").click().run()
    began = app.session_state["strip.at"]
    monkeypatch.setattr(playing.time, "monotonic", lambda: 1e9)
    app.run()
    assert app.session_state["strip.at"] > began
    app.button(key="strip.play").click().run()
    assert app.query_params["until"] == app.session_state["strip.at"].isoformat()


def test_without_any_day_the_strip_says_so_and_offers_no_play(visit: Visit) -> None:
    app = visit("empty", MAP)
    assert "Of no incident the day is known" in said(app)
    assert not [button for button in app.button if button.key == "strip.play"]
