"""The menu Save, as a visitor meets it: of everything, of a list, of nothing; made at once, beside the pages, stopped, failed."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
from streamlit.testing.v1 import AppTest

from geo import saving
from geo.datasets import RECORDS, About, Draft
from geo.errors import InputError
from geo.settings import Settings
from geo.ui import saving as menu
from geo.views import opening
from tests.app import world
from tests.app.conftest import Visit
from tests.exports.conftest import record

PAGES = ("", "pages/timeline.py", "pages/actors.py", "pages/disagreements.py", "pages/table.py", "pages/sources.py")


def opened(app: AppTest) -> AppTest:
    """Press Save."""
    app.session_state["saving.menu"] = True
    return app.run()


def offered(app: AppTest) -> list[str]:
    """Return the forms in the menu, made at once or beside the pages."""
    keys = [str(one.key or "") for one in app.button]
    keys += [
        one.proto.id.rpartition("-saving.")[2] and f"saving.{one.proto.id.rpartition('-saving.')[2]}"
        for one in app.get("download_button")
    ]
    return sorted(key.rpartition("saving.")[2] for key in keys if "saving." in key)


def texts(app: AppTest) -> str:
    return "\n".join(str(one.value) for one in (*app.markdown, *app.caption, *app.info))


@pytest.mark.parametrize("page", PAGES)
def test_every_page_offers_every_form_and_those_with_a_map_its_picture(visit: Visit, page: str) -> None:
    app = opened(visit("small", page))
    assert not app.exception
    assert "**Save 5 incidents**" in texts(app)
    wanted = set(saving.FORMS) if page == "" else set(saving.FORMS) - set(saving.PICTURES)
    assert set(offered(app)) == wanted


def test_nothing_is_made_before_the_menu_is_opened(visit: Visit) -> None:
    assert offered(visit("small", "pages/table.py")) == []


def test_a_filter_that_leaves_nothing_has_nothing_to_save(visit: Visit) -> None:
    app = opened(visit("small", "pages/table.py", text="nobody ever said this"))
    assert offered(app) == []
    assert "there is nothing to save" in texts(app)


def test_the_list_beside_the_map_can_be_saved_by_itself(visit: Visit) -> None:
    app = opened(visit("small", list="undated"))
    app.radio(key="saving.scope").set_value("list").run()
    assert "**Save 2 incidents**" in texts(app)


def test_what_sources_disagree_about_can_be_saved_by_itself(visit: Visit) -> None:
    app = opened(visit("quarrel", "pages/disagreements.py"))
    whole = texts(app)
    app.radio(key="saving.scope").set_value("contested").run()
    assert whole != texts(app)
    assert "**Save " in texts(app)


def test_the_terms_of_a_data_set_are_read_before_its_rows_are_saved(visit: Visit, tmp_path: Path) -> None:
    settings = world.publish(world.world(), tmp_path / "build")
    terms = "nobody else may be given the rows themselves"
    draft = Draft(settings, About(slug="acled", name="ACLED", format="acled", license=terms, attribution="ACLED, acleddata"))
    draft.add(pa.Table.from_pylist([record(0, id="acled:0")], schema=RECORDS))
    draft.publish(file="acled.csv", sha256="0" * 64, imported=date(2031, 6, 1))
    app = opened(visit(settings.build, "pages/table.py"))
    assert "1 are rows of **ACLED**. Terms: nobody else may be given the rows themselves. Credit: ACLED" in texts(app)
    opening.forget()


# --- beside the pages ----------------------------------------------------------------------


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take five incidents for many."""
    monkeypatch.setattr(menu, "SMALL", 0)


def until(app: AppTest, said: Callable[[str], bool]) -> AppTest:
    """Look again until something is said."""
    end = time.monotonic() + 20
    while not said(texts(app) + "".join(one.proto.body for one in app.get("html"))):
        assert time.monotonic() < end, texts(app)
        app.session_state["saving.task"].wait(1)
        app.run()
    return app


@pytest.mark.usefixtures("large")
def test_a_long_file_is_made_beside_the_pages_and_then_taken(visit: Visit) -> None:
    app = opened(visit("small", "pages/table.py"))
    app.button(key="saving.geojson").click().run()
    app.session_state["saving.task"].wait(20)
    made = app.session_state["saving.task"].result
    assert made.path.name == "incidents.geojson"
    assert made.path.stat().st_size == made.size
    app.run()
    app.button(key="saving.close").click().run()
    assert not made.path.exists()


@pytest.mark.usefixtures("large")
def test_a_file_that_was_stopped_leaves_nothing(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    app = opened(visit("small", "pages/table.py"))
    whole = saving.write

    def slow(form: saving.Form, asked: saving.Job, path: Path) -> int:
        while not asked.stop():
            time.sleep(0.01)
        return whole(form, asked, path)

    monkeypatch.setattr(saving, "write", slow)
    app.button(key="saving.csv").click().run()
    app.button(key="saving.stop").click().run()
    until(app, lambda said: "nothing of it was kept" in said)
    assert not list(saving.shelf(Settings.from_env(os.environ)).glob("*/*"))


@pytest.mark.usefixtures("large")
def test_a_file_that_cannot_be_written_says_so_and_names_no_path(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(form: saving.Form, asked: saving.Job, path: Path) -> int:
        del form, asked
        msg = f"{path}: cannot be written (No space left on device)"
        raise InputError(msg)

    monkeypatch.setattr(saving, "write", full)
    app = opened(visit("small", "pages/table.py"))
    app.button(key="saving.csv").click().run()
    until(app, lambda said: "CSV could not be written" in said)
    assert "cache/saved" not in texts(app)
