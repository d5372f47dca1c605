"""What a visitor notices of a build that is published while they look."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from geo import store
from geo.settings import Settings
from geo.ui import loaders
from tests.app import quarrel, world
from tests.app.conftest import Visit


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    world.publish(world.world(), tmp_path)
    return tmp_path


def _labels(app: AppTest) -> list[str]:
    return [button.label for button in app.button]


def _counts(app: AppTest) -> list[str]:
    links = [element.proto.label for element in app.main if element.type in {"page_link", "button"}]
    return [label for label in links if label.endswith(("incidents", "claims", "documents"))]


def test_an_open_page_says_that_newer_data_is_in_force(visit: Visit, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = visit(folder)
    assert "Show it" not in _labels(app)
    monkeypatch.setattr(loaders, "is_outdated", lambda: True)
    assert "Show it" in _labels(app.run())


def test_whatever_a_visitor_does_next_is_done_on_the_new_data(visit: Visit, folder: Path) -> None:
    app = visit(folder, "pages/table.py", kind="seizure")
    before = _counts(app)
    store.publish(quarrel.quarrel(), Settings(build=folder))
    app.run()
    assert _counts(app) != before
    assert [toast.value for toast in app.toast] == ["This is the new data: 7 incidents, 5 before"]
    assert app.query_params["kind"] == "seizure"
    assert not app.run().toast


def test_a_page_is_made_of_one_snapshot_whatever_is_published_meanwhile(
    visit: Visit, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = _counts(visit(folder))
    publish = iter([lambda: store.publish(quarrel.quarrel(), Settings(build=folder))])
    headline = loaders.headline

    def published_meanwhile(*chosen: object) -> object:
        next(publish, lambda: None)()
        return headline(*chosen)  # type: ignore[arg-type]  # as it was asked

    monkeypatch.setattr(loaders, "headline", published_meanwhile)
    app = visit(folder)
    assert _counts(app) == told
