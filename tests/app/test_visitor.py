"""Who sees what and may do what, as the sessions of a viewer, an analyst, an admin and a stranger have it."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from streamlit.runtime.secrets import secrets_singleton
from streamlit.testing.v1 import AppTest

from geo import datasets, decks, imports
from geo.briefing import Deck, Scene
from geo.imports import Wish
from geo.settings import Settings, home
from geo.ui import frame
from tests.app import world
from tests.provider import configured
from tests.test_imports import acled

PAGES = sorted(path.stem for path in (home() / "pages").glob("*.py"))
ROSTER = """
contact = "the desk, room 4"
[people]
"vera@desk.test" = "viewer"
"ann@desk.test" = "analyst"
"adam@desk.test" = "admin"
"""
OPEN = "Showing "
"""How every page begins that is shown."""

Enter = Callable[..., AppTest]


@pytest.fixture
def build(folders: Callable[[str], Path], tmp_path: Path) -> Path:
    """Return a build folder with a snapshot, a data set and a briefing."""
    copy = world.copy(folders("small"), tmp_path / "copy")
    settings = Settings(build=copy)
    table = tmp_path / "calder.csv"
    table.write_text(acled({}, {}), encoding="utf-8")
    imports.run(Wish(path=table, name="Calder"), settings, date(2031, 7, 1))
    decks.open(settings).save(Deck(id="deck0001", title="Exercise", scenes=(Scene(id="aaaaaaaa", title="One"),)))
    return copy


@pytest.fixture
def enter(build: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Enter]:
    """Return what opens a page as somebody; the empty address has not signed in."""
    monkeypatch.setenv("INCIDENT_ATLAS_BUILD", str(build))
    monkeypatch.setenv("INCIDENT_ATLAS_ACCESS", str(tmp_path / "access.toml"))
    monkeypatch.setattr(frame, "_freeze", bool)  # it would freeze the leftovers of other tests too
    (tmp_path / "access.toml").write_text(ROSTER, encoding="utf-8")
    with configured(tmp_path):

        def come(who: str = "", page: str = "", **claims: object) -> AppTest:
            app = AppTest.from_file(str(home() / "dashboard.py"), default_timeout=60)
            signed = {"is_logged_in": True, "email": who, "name": "Ada", "iat": time.time()}
            app.user = (signed if who else {"is_logged_in": False}) | claims
            app.run()
            return app.switch_page(f"pages/{page}.py").run() if page else app

        yield come


def said(app: AppTest) -> str:
    shown = (*app.markdown, *app.caption, *app.error, *app.info, *app.warning, *app.success, *app.toast)
    return "\n".join([*(str(one.value) for one in shown), *(one.proto.body for one in app.get("html"))])


def keys(app: AppTest) -> set[str]:
    return {str(one.key) for one in app.button}


@pytest.mark.parametrize("page", PAGES)
def test_no_page_shows_anything_to_who_has_not_signed_in(enter: Enter, page: str) -> None:
    app = enter(page=page)
    assert (keys(app), "Calder" in said(app), len(app.dataframe), len(app.sidebar)) == ({"visitor.in"}, False, 0, 0)


@pytest.mark.parametrize("page", ["map", "briefing"])
def test_a_stranger_is_told_which_address_was_seen_and_whom_to_ask(enter: Enter, page: str) -> None:
    app = enter("<b>mallory</b>@other.test", page)
    assert keys(app) == {"visitor.out"}
    assert "&lt;b&gt;mallory&lt;/b&gt;@other.test</bdi></b>. Ask <bdi>the desk, room 4</bdi>." in said(app)


def test_a_sign_in_that_is_too_old_begins_anew(enter: Enter) -> None:
    app = enter("vera@desk.test", iat=time.time() - 13 * 3600)
    assert (keys(app), "Your sign-in has ended" in said(app)) == ({"visitor.in"}, True)


def test_a_list_that_cannot_be_read_closes_the_app_and_names_no_file_but_in_the_log(
    enter: Enter, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "access.toml").write_text('[people]\n"adam@desk.test" = "owner"\n', encoding="utf-8")
    app = enter("adam@desk.test")
    assert (keys(app), "Closed for now" in said(app), "access.toml" in said(app)) == (set(), True, False)
    assert "access.toml: adam@desk.test: 'owner' is no role" in caplog.text


def test_who_is_taken_off_the_list_sees_nothing_at_the_next_run(enter: Enter, tmp_path: Path) -> None:
    app = enter("vera@desk.test")
    before = OPEN in said(app)
    (tmp_path / "access.toml").write_text(ROSTER.replace("vera@", "vern@"), encoding="utf-8")
    app.run()
    assert (before, keys(app), "Calder" in said(app)) == (True, {"visitor.out"}, False)


def test_who_is_signed_in_sees_name_role_and_the_way_out(enter: Enter) -> None:
    app = enter("vera@desk.test", name="Vera <i>Hall</i>")
    assert "Vera &lt;i&gt;Hall&lt;/i&gt;</bdi></span><span>&nbsp;· viewer</span>" in said(app)
    assert "visitor.out" in keys(app)


def test_where_nobody_signs_in_there_is_no_name_and_nothing_is_locked(
    enter: Enter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("INCIDENT_ATLAS_ACCESS")
    (tmp_path / ".streamlit" / "secrets.toml").unlink()
    secrets_singleton._reset()
    app = enter(page="briefing")
    assert not [one.key for one in app.button if str(one.key).startswith("visitor")]
    assert not app.button(key="briefing.new").disabled


# --- what a role may not do ----------------------------------------------------------------


def refused(app: AppTest, caplog: pytest.LogCaptureFixture, who: str) -> bool:
    """Whether somebody was told that nothing was done, and the log has it."""
    return "Nothing was done" in said(app) and f"refused: {who} may not" in caplog.text


def test_a_viewer_sees_a_briefing_and_can_press_nothing_that_changes_it(enter: Enter) -> None:
    app = enter("vera@desk.test", "briefing")
    fields = [*app.text_input, *app.text_area, *app.checkbox]
    assert all(one.disabled for one in fields if str(one.key).startswith("briefing."))
    changing = {"new", "draft", "copy", "delete", "older", "up", "down", "twice", "out"}
    found = {str(one.key).removeprefix("briefing."): one.disabled for one in app.button}
    assert not [name for name in changing & found.keys() if not found[name]]
    assert {"new", "draft", "copy", "delete", "twice", "out"} <= found.keys()
    assert "Only an analyst may make, change, import and delete briefings" in said(app)


@pytest.fixture
def demote(tmp_path: Path) -> Callable[[], None]:
    """Return what makes viewers of all, while they have pages open that were made for what they were."""

    def made() -> None:
        (tmp_path / "access.toml").write_text(re.sub('"(analyst|admin)"', '"viewer"', ROSTER), encoding="utf-8")

    return made


@pytest.mark.parametrize("key", ["new", "draft", "copy", "delete", "twice", "out"])
def test_who_may_no_more_change_briefings_and_presses_all_the_same_changes_none(
    enter: Enter, build: Path, demote: Callable[[], None], caplog: pytest.LogCaptureFixture, key: str
) -> None:
    before = decks.open(Settings(build=build)).get("deck0001")
    app = enter("ann@desk.test", "briefing")
    demote()
    app.button(key=f"briefing.{key}").click().run()
    assert "Only an analyst may" in said(app)
    assert "refused: ann@desk.test may not make, change, import and delete briefings" in caplog.text
    assert [one.id for one in decks.open(Settings(build=build)).list()] == ["deck0001"]
    assert decks.open(Settings(build=build)).get("deck0001") == before


def test_who_may_no_more_change_briefings_and_types_all_the_same_changes_none(
    enter: Enter, build: Path, demote: Callable[[], None], caplog: pytest.LogCaptureFixture
) -> None:
    app = enter("ann@desk.test", "briefing")
    demote()
    app.text_input(key="briefing.title.deck0001").set_value("Mine").run()
    assert refused(app, caplog, "ann@desk.test")
    assert decks.open(Settings(build=build)).get("deck0001").title == "Exercise"


def test_a_viewer_is_not_offered_to_add_views(enter: Enter) -> None:
    assert ["view-taken.add" in keys(enter(f"{who}@desk.test")) for who in ("vera", "ann")] == [False, True]


def test_what_an_analyst_saves_is_kept_under_their_address(enter: Enter, build: Path) -> None:
    app = enter("Ann@desk.test", "briefing")
    app.text_input(key="briefing.title.deck0001").set_value("Ann's").run()
    [newest, *_] = decks.open(Settings(build=build)).versions("deck0001")
    assert (newest.title, newest.by) == ("Ann's", "ann@desk.test")


@pytest.mark.parametrize("who", ["vera", "ann"])
def test_only_an_admin_is_offered_to_import(enter: Enter, who: str) -> None:
    app = enter(f"{who}@desk.test", "datasets")
    assert "Only an admin may import data sets" in said(app)
    assert not [one.key for one in (*app.selectbox, *app.button) if str(one.key).startswith("intake.")]
    assert not app.get("file_uploader")


@pytest.mark.parametrize("who", ["vera", "ann"])
def test_who_is_no_admin_can_press_nothing_that_removes_a_data_set(enter: Enter, who: str) -> None:
    assert enter(f"{who}@desk.test", "datasets").button(key="holdings.remove.calder").disabled


def test_who_is_no_admin_any_more_and_presses_all_the_same_removes_no_data_set(
    enter: Enter, build: Path, demote: Callable[[], None], caplog: pytest.LogCaptureFixture
) -> None:
    app = enter("adam@desk.test", "datasets")
    app.button(key="holdings.remove.calder").click().run()
    demote()
    app.button(key="holdings.yes.calder").click().run()
    assert refused(app, caplog, "adam@desk.test")
    assert [one.slug for one in datasets.shelf(Settings(build=build)).datasets] == ["calder"]


def test_an_admin_removes_a_data_set(enter: Enter, build: Path) -> None:
    app = enter("adam@desk.test", "datasets")
    app.button(key="holdings.remove.calder").click().run()
    app.button(key="holdings.yes.calder").click().run()
    assert not datasets.shelf(Settings(build=build)).datasets


def test_who_may_no_more_state_a_range_system_of_their_own_adds_none(
    enter: Enter, demote: Callable[[], None], caplog: pytest.LogCaptureFixture
) -> None:
    app = enter("ann@desk.test", "ranges")
    app.text_input(key="ranges.own.system").set_value("Lance")
    for name, km in (("low", 100.0), ("high", 200.0)):
        app.number_input(key=f"ranges.own.{name}").set_value(km)
    demote()
    [button] = [one for one in app.button if one.label == "Add the system"]
    button.click().run()
    assert refused(app, caplog, "ann@desk.test")
    assert "system" not in app.query_params


# --- that nothing goes around it -----------------------------------------------------------


def test_nothing_makes_fragments_but_what_asks_who_looks() -> None:
    """A fragment that is run anew does not pass the router: make it with `visitor.fragment`."""
    found = [path.name for path in _sources() if "st.fragment" in path.read_text(encoding="utf-8")]
    assert found == ["visitor.py"]


def test_nothing_changes_the_shelf_of_briefings_but_what_asks_who_does_it() -> None:
    """Change decks with `desk.keep`, `desk.remove` and `desk.restore`."""
    changing = re.compile(r"shelf\(\)\s*\.(?:save|bring|remove|restore)\(|decks\.open\(")
    assert [path.name for path in _sources() if changing.search(path.read_text(encoding="utf-8"))] == ["desk.py"]


def test_nothing_imports_or_removes_data_sets_but_what_asks_who_does_it() -> None:
    doing = re.compile(r"datasets\.remove\(|imports\.run\(|mappings\.save\(")
    for path in _sources():
        for body in path.read_text(encoding="utf-8").split("\n\n\n"):
            assert not doing.search(body) or body.startswith("@visitor.only("), f"{path.name}: {body[:60]}"


def _sources() -> list[Path]:
    return sorted([home() / "dashboard.py", *(home() / "pages").glob("*.py"), *(home() / "geo" / "ui").glob("*.py")])
