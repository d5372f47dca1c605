"""The page Data sets: a file is seen before it is imported, its columns are told, and what there is can be removed."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from geo import datasets, imports
from geo.imports import Wish
from geo.settings import Settings
from geo.ui import loaders, uploads
from geo.ui.tasks import Task
from tests.app import world
from tests.app.conftest import Visit
from tests.app.world import ATTACKS
from tests.test_imports import acled
from tests.test_imports_mappings import SHEET

PAGE = "pages/datasets.py"
TODAY = date(2031, 7, 1)


@pytest.fixture
def build(folders: Callable[[str], Path], tmp_path: Path) -> Path:
    """Return a snapshot with an inbox of its own."""
    copy = world.copy(folders("small"), tmp_path / "copy")
    (copy / uploads.INBOX).mkdir()
    return copy


def put(build: Path, content: str, name: str = "calder.csv") -> None:
    (build / uploads.INBOX / name).write_text(content, encoding="utf-8")


def choose(app: AppTest, name: str = "calder.csv") -> AppTest:
    [box] = [one for one in app.selectbox if one.key and one.key.startswith("intake.inbox")]
    [key] = [one.key for one in uploads.inbox(loaders.settings()) if one.name == name]
    return box.select(key).run()


def said(app: AppTest) -> str:
    shown = (*app.markdown, *app.caption, *app.error, *app.info, *app.warning, *app.success)
    return "\n".join(str(element.value).replace("\\", "") for element in shown)


def frames(app: AppTest) -> list[pd.DataFrame]:
    return [element.value for element in app.dataframe]


def finish(app: AppTest) -> AppTest:
    """Wait until the import is over, as the page does."""
    app.session_state["intake.task"].wait(60)
    return app.run()


def test_without_data_sets_it_says_so_and_where_files_come_from(visit: Visit, build: Path) -> None:
    app = visit(build, PAGE)
    assert not app.exception
    assert "There is no data set yet" in said(app)
    assert "put it into the folder `inbox`" in said(app)


def test_a_file_is_shown_as_it_would_be_read_before_anything_is_kept(visit: Visit, build: Path) -> None:
    put(build, acled({}, {"latitude": "x"}))
    app = choose(visit(build, PAGE))
    assert "calder.csv: **ACLED**, 31 columns" in said(app)
    read, left = frames(app)
    assert read.to_dict("records")[0]["What"] == "Rocket or mortar attack"
    assert left.to_dict("records")[0] | {"How it begins": ""} == {
        "Row": 3,
        "Why": "its latitude or longitude is not a number",
        "How it begins": "",
    }
    assert not (build / "datasets").exists()


def test_an_import_is_watched_to_its_end_and_stands_in_the_list_with_its_terms(visit: Visit, build: Path) -> None:
    put(build, acled({}, {"latitude": "x"}))
    app = choose(visit(build, PAGE))
    app = finish(app.button(key="intake.import").click().run())
    assert not app.exception
    assert "**1 row** of calder.csv are the data set calder; 1 have a position." in said(app)
    assert "1: its latitude or longitude is not a number" in said(app)
    assert "nobody else may be given the rows" in said(app)
    assert "acleddata.com" in said(app)
    assert [one.slug for one in datasets.shelf(Settings(build=build)).datasets] == ["calder"]


def test_license_and_credit_can_be_said_anew(visit: Visit, build: Path) -> None:
    put(build, acled({}))
    app = choose(visit(build, PAGE))
    [terms] = [one for one in app.text_input if one.label == "License"]
    app = terms.input("by agreement").run()
    finish(app.button(key="intake.import").click().run())
    [made] = datasets.shelf(Settings(build=build)).datasets
    assert made.license == "by agreement"


def test_another_file_brings_its_own_name_and_license(visit: Visit, build: Path) -> None:
    put(build, acled({}))
    put(build, SHEET, "sheet.csv")
    app = choose(choose(visit(build, PAGE), "sheet.csv"), "calder.csv")
    values = {one.label: one.value for one in app.text_input}
    assert values["Name"] == "calder"
    assert (values["License"] or "").startswith("ACLED terms of use")


def test_columns_are_told_words_explained_and_the_mapping_kept(visit: Visit, build: Path) -> None:
    put(build, SHEET.replace("3/6/2031", "2031-06-03"), "sheet.csv")
    app = choose(visit(build, PAGE), "sheet.csv")
    boxes = {one.label: one for one in app.selectbox}
    assert (boxes["Date"].value, boxes["Latitude"].value, boxes["What happened"].value) == ("When", "Y", "What")
    app = boxes["What happened"].select("").run()
    assert frames(app)[0].to_dict("records")[0]["What"] == "Other incident"
    app = {one.label: one for one in app.selectbox}["A position means"].select("settlement").run()
    assert frames(app)[0].to_dict("records")[0]["Said as"] == "City, town or district"
    app = app.text_input(key="intake.keep").input("Calder sheet").run()
    app = app.button(key="intake.kept").click().run()
    assert not app.exception
    assert "Kept as calder-sheet." in said(app)
    assert imports.mappings.load("calder-sheet", Settings(build=build)).exact == "settlement"


def test_days_that_may_be_two_are_asked_for(visit: Visit, build: Path) -> None:
    put(build, SHEET, "sheet.csv")
    app = choose(visit(build, PAGE), "sheet.csv")
    assert "say whether the day or the month comes first" in said(app)
    app = {one.label: one for one in app.selectbox}["3/4/2031 is"].select("mdy").run()
    assert frames(app)[0].to_dict("records")[0]["When"] == "6 Mar 2031"


@pytest.mark.parametrize(
    ("content", "why"), [("", "holds no row"), ("one\ntwo\n", "has no columns"), ("<html></html>", "no KML")]
)
def test_a_file_that_cannot_be_imported_says_why_and_names_no_folder(visit: Visit, build: Path, content: str, why: str) -> None:
    put(build, content)
    app = choose(visit(build, PAGE))
    assert not app.exception
    assert why in app.error[0].value
    assert str(build) not in said(app)


def test_an_import_that_is_stopped_says_that_nothing_was_kept(visit: Visit, build: Path) -> None:
    app = visit(build, PAGE)

    def work(task: Task[datasets.Dataset]) -> datasets.Dataset:
        while not task.stopping:
            time.sleep(0.01)
        put(build, acled({}))
        return imports.run(Wish(path=build / uploads.INBOX / "calder.csv"), Settings(build=build), TODAY, stop=lambda: True)

    app.session_state["intake.task"] = Task(work, "calder.csv")
    app.run()
    assert [button.label for button in app.main.button if button.key == "intake.stop"] == ["Stop"]
    app.session_state["intake.task"].stop()
    app = finish(app)
    assert "was stopped. Nothing of it was kept." in said(app)
    assert datasets.shelf(Settings(build=build)).datasets == ()
    app = app.button(key="intake.again").click().run()
    assert "Add a data set" in said(app)


def test_a_mistake_in_the_program_is_told_without_a_trace(visit: Visit, build: Path) -> None:
    app = visit(build, PAGE)

    def work(_: Task[datasets.Dataset]) -> datasets.Dataset:
        msg = "secret of /home/somebody"
        raise ValueError(msg)

    app.session_state["intake.task"] = Task(work, "calder.csv")
    app = finish(app)
    assert "by a mistake in the program" in app.error[0].value
    assert "secret" not in said(app)


def test_a_data_set_is_removed_only_after_it_was_asked(visit: Visit, build: Path) -> None:
    put(build, acled({}))
    settings = Settings(build=build)
    imports.run(Wish(path=build / uploads.INBOX / "calder.csv"), settings, TODAY)
    app = visit(build, PAGE).button(key="holdings.remove.calder").click().run()
    assert "Remove calder and all its rows?" in said(app)
    app = app.button(key="holdings.no.calder").click().run()
    assert len(datasets.shelf(settings).datasets) == 1
    app = app.button(key="holdings.remove.calder").click().run()
    app = app.button(key="holdings.yes.calder").click().run()
    assert not app.exception
    assert datasets.shelf(settings).datasets == ()


def test_a_damaged_data_set_is_told_and_can_be_removed(visit: Visit, build: Path) -> None:
    put(build, acled({}))
    settings = Settings(build=build)
    made = imports.run(Wish(path=build / uploads.INBOX / "calder.csv"), settings, TODAY)
    (made.folder / "dataset.json").unlink()
    app = visit(build, PAGE)
    assert "is damaged and not shown" in said(app)
    app = app.button(key="holdings.remove.calder").click().run()
    app.button(key="holdings.yes.calder").click().run()
    assert datasets.shelf(settings).damaged == ()


@pytest.mark.parametrize("attack", ATTACKS)
def test_hostile_text_in_a_file_is_shown_and_does_nothing(visit: Visit, build: Path, attack: str) -> None:
    put(build, acled({"notes": attack, "location": attack, "actor1": attack, "source": attack}, {"latitude": attack}))
    imports.run(
        Wish(path=build / uploads.INBOX / "calder.csv", name="Own", attribution=attack, license=attack),
        Settings(build=build),
        TODAY,
    )
    app = choose(visit(build, PAGE))
    assert not app.exception
    assert not [one for one in app.markdown if attack in one.value and "\\" not in one.value]


def test_an_upload_lies_under_a_name_of_ours_and_no_longer_than_needed(build: Path) -> None:
    settings = Settings(build=build)
    kept = uploads.keep(memoryview(b"x"), "../../<img src=x>.csv", "k", settings)
    assert kept.path.parent == build / uploads.UPLOADS
    assert kept.path.name.isalnum()
    uploads.drop(kept, settings)
    assert list((build / uploads.UPLOADS).iterdir()) == []


def test_the_inbox_shows_files_and_follows_no_link(build: Path, tmp_path: Path) -> None:
    put(build, "x")
    (tmp_path / "secret.csv").write_text("x", encoding="utf-8")
    (build / uploads.INBOX / "link.csv").symlink_to(tmp_path / "secret.csv")
    (build / uploads.INBOX / "folder").mkdir()
    assert [one.name for one in uploads.inbox(Settings(build=build))] == ["calder.csv"]
    assert uploads.inbox(Settings(build=tmp_path)) == []


def test_a_file_of_the_inbox_stays_after_it_was_imported(build: Path) -> None:
    put(build, "x")
    settings = Settings(build=build)
    [brought] = uploads.inbox(settings)
    uploads.drop(brought, settings)
    assert brought.path.exists()
