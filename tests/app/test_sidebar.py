"""The shared filter where there are more values than a list can hold."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from geo.ui import sidebar

Visit = Callable[..., AppTest]


def options(app: AppTest, facet: str) -> list[str]:
    return list(app.multiselect(key=f"filter.{facet}").options)


def test_few_actors_are_all_in_the_list_and_need_no_search(visit: Visit) -> None:
    app = visit("quarrel", "pages/table.py")
    assert [one for one in app.text_input if one.key == "filter.actors.find"] == []


def test_of_many_actors_those_are_offered_whose_name_holds_what_is_typed(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sidebar, "MOST_VALUES", 2)
    app = visit("brigades", "pages/table.py")
    many = options(app, "actors")
    app.text_input(key="filter.actors.find").set_value("brigade 7").run()
    found = options(app, "actors")
    assert 0 < len(found) < len(many)
    assert all("brigade 7" in label.lower() for label in found)


def test_an_actor_of_the_filter_stays_in_the_list_whatever_is_typed(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sidebar, "MOST_VALUES", 2)
    app = visit("brigades", "pages/table.py", actor="a1")
    app.text_input(key="filter.actors.find").set_value("brigade 7").run()
    assert app.multiselect(key="filter.actors").value == ["a1"]


def test_who_belongs_to_somebody_is_offered_under_that_name(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sidebar, "MOST_VALUES", 2)
    app = visit("brigades", "pages/table.py")
    app.text_input(key="filter.actors.find").set_value("brigade 7").run()
    assert all(" / " in label for label in options(app, "actors"))


def test_a_facet_of_data_sets_appears_only_where_there_are_several(visit: Visit) -> None:
    app = visit("quarrel", "pages/table.py")
    assert [one for one in app.multiselect if one.key == "filter.datasets"] == []
