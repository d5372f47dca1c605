"""The page Briefing and what adds views to it, as their visitor's session sees them."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from geo import briefing, decks
from geo.briefing import Bullet, Deck, Scene, Seen
from geo.briefing.deck import DIGITS
from geo.errors import DeckError, StoppedError
from geo.settings import Settings
from geo.ui.briefing_files import Made
from geo.ui.tasks import Task
from tests.app import world
from tests.app.conftest import Visit
from tests.app.world import ATTACKS

PAGE = "pages/briefing.py"


@pytest.fixture
def build(folders: Callable[[str], Path], tmp_path: Path) -> Path:
    """Return a snapshot with a shelf of its own."""
    return world.copy(folders("small"), tmp_path / "copy")


def shelf(build: Path) -> decks.Shelf:
    return decks.open(Settings(build=build))


def scene(name: str, title: str = "", **values: object) -> Scene:
    return Scene(**{"id": name, "title": title or name, **values})  # type: ignore[arg-type]  # fields of Scene


def keep(build: Path, *scenes: Scene, **values: object) -> Deck:
    return shelf(build).save(Deck(**{"id": "deck0001", "title": "Calder", "scenes": scenes, **values}))  # type: ignore[arg-type]  # fields of Deck


def newest(build: Path, name: str = "deck0001") -> Deck:
    return shelf(build).get(name)


def titles(build: Path) -> list[str]:
    return [one.title for one in newest(build).scenes]


def press(app: AppTest, key: str) -> AppTest:
    app = app.button(key=key).click().run()
    assert not app.exception
    return app


def fill(app: AppTest, key: str, text: str) -> AppTest:
    [field] = [one for one in (*app.text_input, *app.text_area) if one.key == key]
    app = field.input(text).run()
    assert not app.exception
    return app


def said(app: AppTest) -> str:
    shown = (*app.main.markdown, *app.caption, *app.error, *app.info, *app.warning)
    return "\n".join(str(element.value).replace("\\", "") for element in shown)


ABC = (scene("aaaaaaaa", "A"), scene("bbbbbbbb", "B"), scene("cccccccc", "C"))


# --- without a briefing --------------------------------------------------------------------


def test_without_a_briefing_it_says_what_one_is_and_how_to_begin(visit: Visit, build: Path) -> None:
    app = visit(build, PAGE)
    assert not app.exception
    assert "There is no briefing yet" in said(app)
    assert "Add this view" in said(app)


def test_a_new_one_is_empty_and_says_how_scenes_come_into_it(visit: Visit, build: Path) -> None:
    app = press(visit(build, PAGE), "briefing.new")
    [listed] = shelf(build).list()
    assert app.query_params["deck"] == listed.id
    assert "has no scene yet" in said(app)


# --- adding a view -------------------------------------------------------------------------


def test_a_view_is_added_with_its_whole_state_and_a_title_from_the_data(visit: Visit, build: Path) -> None:
    app = press(visit(build, kind="seizure", incident="c4", ring="Qiam-1@place:curated:calder"), "view-taken.add")
    [listed] = shelf(build).list()
    [made] = newest(build, listed.id).scenes
    assert dict(made.query) == {
        "incident": ("c4",),
        "kind": ("seizure",),
        "ring": ("Qiam-1@place:curated:calder",),
        "theme": ("light",),
    }
    assert made.page == ""
    assert made.title == "Seizure, Harrow depot"
    assert made.seen is not None
    assert [name for name, _ in made.seen.incidents] == ["c4"]
    assert app.query_params["deck"] == listed.id


def test_without_a_selection_the_filter_and_its_time_are_the_title(visit: Visit, build: Path) -> None:
    press(visit(build, kind="seizure"), "view-taken.add")
    [listed] = shelf(build).list()
    [made] = newest(build, listed.id).scenes
    assert made.title == "Seizure, 1 May 2031 to 31 May 2031"


def test_the_next_view_goes_to_the_same_briefing_and_can_be_taken_back(visit: Visit, build: Path) -> None:
    app = press(visit(build), "view-taken.add")
    app = press(app.switch_page("pages/timeline.py").run(), "view-taken.add")
    [listed] = shelf(build).list()
    assert [one.page for one in newest(build, listed.id).scenes] == ["", "timeline"]
    press(app, "adding.undo")
    assert [one.page for one in newest(build, listed.id).scenes] == [""]


def test_a_view_goes_to_the_briefing_of_the_address_whatever_others_do_to_it(visit: Visit, build: Path) -> None:
    keep(build, *ABC)
    app = visit(build, PAGE, deck="deck0001")
    keep(build, ABC[0], version=1)
    press(app.switch_page("pages/map.py").run(), "view-taken.add")
    assert len(newest(build).scenes) == 2


def test_a_view_that_cannot_be_added_says_so_and_names_no_folder(visit: Visit, build: Path) -> None:
    app = visit(build)
    (build / decks.FILE).write_bytes(b"this is no database" * 100)
    app = press(app, "view-taken.add")
    assert "Not added" in said(app)
    assert str(build) not in said(app)


# --- the open briefing ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "text", "kept"),
    [
        ("briefing.title.deck0001", "Harrow", lambda deck: deck.title),
        ("briefing.scope.deck0001", "the depot", lambda deck: deck.scope),
        ("briefing.title.aaaaaaaa", "Again", lambda deck: deck.scenes[0].title),
        ("briefing.bullet.0.aaaaaaaa", "Four people died", lambda deck: deck.scenes[0].bullets[0].text),
        ("briefing.note.aaaaaaaa", "wait", lambda deck: deck.scenes[0].note),
    ],
)
def test_what_is_typed_is_saved_at_once_as_a_version(
    visit: Visit, build: Path, key: str, text: str, kept: Callable[[Deck], str]
) -> None:
    keep(build, *ABC)
    fill(visit(build, PAGE, deck="deck0001"), key, text)
    assert kept(newest(build)) == text
    assert newest(build).version == 2


def test_every_run_tells_the_browser_what_each_field_shows(visit: Visit, build: Path) -> None:
    # A run may be cut off before the browser has what it tells: a field that only that run told of stays empty.
    keep(build, scene("aaaaaaaa", title="Once", note="slowly", bullets=(Bullet(text="one"),)), title="Calder", scope="Harrow")
    app = visit(build, PAGE, deck="deck0001").run()
    assert {one.proto.default for one in (*app.text_input, *app.text_area)} >= {"Calder", "Harrow", "Once", "slowly", "one"}
    assert all(box.proto.default for box in app.checkbox)
    [choice] = [one for one in app.selectbox if str(one.key).startswith("briefing.deck.")]
    assert choice.proto.options[choice.proto.default].startswith("Calder")


def test_what_is_changed_elsewhere_is_in_the_field_and_what_is_typed_there_then_is_kept(visit: Visit, build: Path) -> None:
    keep(build, *ABC, title="Calder")
    app = visit(build, PAGE, deck="deck0001")
    keep(build, *ABC, title="Theirs", version=1)
    app.run()
    [field] = [one for one in app.text_input if str(one.key).startswith("briefing.title.deck0001")]
    assert (field.value, field.proto.default) == ("Theirs", "Theirs")
    field.input("Mine").run()
    assert newest(build).title == "Mine"


def test_a_bullet_that_is_emptied_is_gone_and_the_others_keep_what_they_rest_on(visit: Visit, build: Path) -> None:
    bullets = (Bullet(text="one", of=("c1",)), Bullet(text="two", of=("c2",)))
    keep(build, scene("aaaaaaaa", bullets=bullets))
    fill(visit(build, PAGE, deck="deck0001"), "briefing.bullet.0.aaaaaaaa", "")
    assert newest(build).scenes[0].bullets == bullets[1:]


def test_scenes_go_up_and_down_and_stop_at_the_ends(visit: Visit, build: Path) -> None:
    keep(build, *ABC)
    app = press(visit(build, PAGE, deck="deck0001", scene="bbbbbbbb"), "briefing.down")
    assert titles(build) == ["A", "C", "B"]
    assert app.button(key="briefing.down").disabled
    press(press(app, "briefing.up"), "briefing.up")
    assert titles(build) == ["B", "A", "C"]


def test_a_scene_is_duplicated_after_itself(visit: Visit, build: Path) -> None:
    keep(build, *ABC)
    press(visit(build, PAGE, deck="deck0001", scene="bbbbbbbb"), "briefing.twice")
    assert titles(build) == ["A", "B", "B", "C"]


def test_a_deleted_scene_comes_back_to_where_it_was(visit: Visit, build: Path) -> None:
    keep(build, *ABC)
    app = press(visit(build, PAGE, deck="deck0001", scene="bbbbbbbb"), "briefing.out")
    assert titles(build) == ["A", "C"]
    press(app, "briefing.untake")
    assert newest(build).scenes == ABC


def test_the_only_scene_comes_back_too(visit: Visit, build: Path) -> None:
    keep(build, ABC[0])
    app = press(visit(build, PAGE, deck="deck0001"), "briefing.out")
    assert newest(build).scenes == ()
    press(app, "briefing.untake")
    assert newest(build).scenes == ABC[:1]


def test_a_scene_takes_the_view_that_was_looked_at_last(visit: Visit, build: Path) -> None:
    keep(build, scene("aaaaaaaa", "A", note="kept"))
    app = visit(build, "pages/timeline.py", kind="seizure", deck="deck0001", lanes="actor")
    press(app.switch_page(PAGE).run(), "view-taken.update")
    [made] = newest(build).scenes
    assert (made.page, made.title, made.note) == ("timeline", "A", "kept")
    assert dict(made.query) == {"kind": ("seizure",), "lanes": ("actor",), "theme": ("light",)}
    assert made.seen is not None
    assert made.seen.total == 1


def test_before_any_other_page_was_looked_at_there_is_nothing_to_update_to(visit: Visit, build: Path) -> None:
    keep(build, *ABC)
    app = visit(build, PAGE, deck="deck0001")
    del app.session_state["adding.looked"]  # `visit` comes by way of the map
    assert app.run().button(key="view-taken.update").disabled


# --- briefings -----------------------------------------------------------------------------


def test_a_deleted_briefing_comes_back_with_all_of_it(visit: Visit, build: Path) -> None:
    keep(build, *ABC)
    app = press(visit(build, PAGE, deck="deck0001"), "briefing.delete")
    assert shelf(build).list() == ()
    assert "Calder was deleted." in said(app)
    app = press(app, "briefing.undo")
    assert [one.id for one in shelf(build).list()] == ["deck0001"]
    assert app.query_params["deck"] == "deck0001"


def test_a_duplicate_is_a_briefing_of_its_own(visit: Visit, build: Path) -> None:
    keep(build, *ABC)
    press(visit(build, PAGE, deck="deck0001"), "briefing.copy")
    assert sorted(one.title for one in shelf(build).list()) == ["Calder", "Calder (copy)"]


def test_an_older_version_is_restored_as_the_newest(visit: Visit, build: Path) -> None:
    keep(build, *ABC)
    keep(build, ABC[0], version=1)
    press(visit(build, PAGE, deck="deck0001"), "briefing.older")
    assert titles(build) == ["A", "B", "C"]
    assert newest(build).version == 3


def test_briefings_of_one_name_can_be_told_apart_and_chosen(visit: Visit, build: Path) -> None:
    for name in ("deck0001", "deck0002", "deck0003"):
        keep(build, *ABC, id=name)
    app = visit(build, PAGE, deck="deck0001")
    [choice] = [one for one in app.selectbox if str(one.key).startswith("briefing.deck.")]
    assert len(set(choice.options)) == 3
    app = choice.select("deck0002").run()
    assert app.query_params["deck"] == "deck0002"


def test_a_link_to_a_briefing_that_is_not_here_says_so(visit: Visit, build: Path) -> None:
    app = visit(build, PAGE, deck="deckgone")
    assert "The briefing of this link is not here" in said(app)
    app = press(app, "briefing.bring")
    assert "It could not be brought back." in said(app)


@pytest.mark.parametrize(("suffix", "begins"), [("pptx", b"PK"), ("pdf", b"%PDF"), ("html", b"<!doctype html")])
def test_a_hand_out_is_watched_to_its_end_and_can_be_taken_away(visit: Visit, build: Path, suffix: str, begins: bytes) -> None:
    keep(build, scene("aaaaaaaa", "A", query=(("kind", ("seizure",)),)))
    app = press(visit(build, PAGE, deck="deck0001"), f"briefing.make.{suffix}")
    task: Task[Made] = app.session_state["briefing.making"]
    task.wait(60)
    app = app.run()
    assert task.result is not None
    assert task.result.name == f"Calder.{suffix}"
    assert task.result.data.lower().startswith(begins.lower())
    assert f"Calder.{suffix} is ready" in said(app).replace("**", "")


def test_a_hand_out_that_is_stopped_says_so(visit: Visit, build: Path) -> None:
    keep(build, *ABC)
    app = visit(build, PAGE, deck="deck0001")

    def work(task: Task[Made]) -> Made:
        while not task.stopping:
            time.sleep(0.01)
        raise StoppedError

    app.session_state["briefing.making"] = Task(work, "Slides (PPTX)")
    app = press(app.run(), "briefing.stop")
    app.session_state["briefing.making"].wait(10)
    assert "The hand-out was stopped" in said(app.run())


def test_without_our_server_it_is_presented_in_a_frame_over_the_page(visit: Visit, build: Path) -> None:
    keep(build, scene("aaaaaaaa", "A", query=(("kind", ("seizure",)),)))
    app = press(visit(build, PAGE, deck="deck0001"), "briefing.present")
    assert app.button(key="briefing.end").label == "End"
    app = press(app, "briefing.end")
    assert "briefing.end" not in {button.key for button in app.button}


def test_a_draft_of_the_filter_is_a_briefing_whose_bullets_name_incidents(visit: Visit, build: Path) -> None:
    press(visit(build, PAGE, kind="seizure"), "briefing.draft")
    [listed] = shelf(build).list()
    drafted = newest(build, listed.id)
    assert drafted.scenes[0].values("kind") == ("seizure",)
    assert {id_ for one in drafted.scenes for bullet in one.bullets for id_ in bullet.of} == {"c4"}


# --- two at once ---------------------------------------------------------------------------


def quarrel(visit: Visit, build: Path) -> AppTest:
    """Two have the deck open; the other one is first."""
    keep(build, *ABC, title="Calder")
    app = visit(build, PAGE, deck="deck0001")
    keep(build, *ABC, title="Theirs", version=1)
    return fill(app, "briefing.title.deck0001", "Mine")


def test_who_comes_second_is_told_and_shown_both_sides(visit: Visit, build: Path) -> None:
    app = quarrel(visit, build)
    assert "Somebody else saved this briefing meanwhile" in said(app)
    [table] = [text for one in app.main.get("html") if "apart" in (text := str(getattr(one, "value", "")))]
    assert "<bdi>Mine</bdi>" in table
    assert "<bdi>Theirs</bdi>" in table
    assert newest(build).title == "Theirs"


def test_keeping_mine_makes_it_the_newest(visit: Visit, build: Path) -> None:
    app = press(quarrel(visit, build), "briefing.settle.mine")
    assert newest(build).title == "Mine"
    assert "Somebody else" not in said(app)


def test_taking_theirs_leaves_theirs(visit: Visit, build: Path) -> None:
    app = press(quarrel(visit, build), "briefing.settle.theirs")
    assert newest(build).title == "Theirs"
    assert [one.value for one in app.text_input if str(one.key).startswith("briefing.title.deck0001")] == ["Theirs"]


def test_mine_can_be_kept_as_a_copy(visit: Visit, build: Path) -> None:
    press(quarrel(visit, build), "briefing.settle.copy")
    assert sorted(one.title for one in shelf(build).list()) == ["Mine (copy)", "Theirs"]


def test_what_is_changed_before_it_is_settled_is_kept_too(visit: Visit, build: Path) -> None:
    app = fill(quarrel(visit, build), "briefing.note.aaaaaaaa", "mine as well")
    press(app, "briefing.settle.mine")
    assert (newest(build).title, newest(build).scenes[0].note) == ("Mine", "mine as well")


def test_what_cannot_be_saved_is_kept_and_saved_later(visit: Visit, build: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(build, *ABC)
    app = visit(build, PAGE, deck="deck0001")

    def full(*_: object) -> Deck:
        msg = f"{build}/decks.sqlite: has no room left on its disk"
        raise DeckError(msg)

    with monkeypatch.context() as patched:
        patched.setattr(decks.Shelf, "save", full)
        app = fill(app, "briefing.title.deck0001", "Typed")
        assert "Not saved: has no room left on its disk" in said(app).replace("**", "")
        assert str(build) not in said(app)
    app = press(app, "briefing.again")
    assert newest(build).title == "Typed"
    assert "Not saved" not in said(app)


# --- what changed, what is damaged, what is hostile ----------------------------------------


def test_a_briefing_of_another_snapshot_says_what_changed_and_can_be_refreshed(visit: Visit, build: Path) -> None:
    seen = Seen(snapshot="older", total=2, incidents=(("c4", "0" * DIGITS), ("gone", "0" * DIGITS)), digest="0" * DIGITS)
    keep(build, scene("aaaaaaaa", "A", query=(("kind", ("seizure", "bombing")),), seen=seen))
    app = visit(build, PAGE, deck="deck0001")
    assert "The data have changed since this briefing was made" in said(app)
    assert "New: Bombing" in said(app)
    assert "Gone: Incident gone" in said(app)
    assert "Changed: Seizure" in said(app)
    app = press(app, "briefing.keep")
    assert "Kept as it was" in said(app)
    app = press(app, "briefing.refresh")
    assert "differs" not in said(app)
    [made] = newest(build).scenes
    assert made.seen is not None
    assert [name for name, _ in made.seen.incidents] == ["c4", "c6"]


def test_a_briefing_that_is_damaged_leaves_the_others_in_reach(visit: Visit, build: Path) -> None:
    keep(build, *ABC, id="deck0002", title="Whole")
    keep(build, *ABC)
    with sqlite3.connect(build / decks.FILE) as connection:
        connection.execute("UPDATE atlas_deck_versions SET content = x'00' WHERE deck = 'deck0001'")
    app = visit(build, PAGE, deck="deck0001")
    assert "This briefing cannot be read" in said(app)
    [choice] = [one for one in app.selectbox if str(one.key).startswith("briefing.deck.")]
    app = choice.select("deck0002").run()
    assert [one.value for one in app.text_input if one.key == "briefing.title.deck0002"] == ["Whole"]


def test_a_shelf_that_is_damaged_is_told_and_left_as_it_is(visit: Visit, build: Path) -> None:
    (build / decks.FILE).write_bytes(b"this is no database" * 100)
    app = visit(build, PAGE)
    assert not app.exception
    assert "The briefings cannot be read" in app.error[0].value
    assert (build / decks.FILE).read_bytes() == b"this is no database" * 100


@pytest.mark.parametrize("attack", ATTACKS)
def test_hostile_text_in_a_briefing_is_shown_and_does_nothing(visit: Visit, build: Path, attack: str) -> None:
    text = briefing.legible(attack)
    one = scene(
        "aaaaaaaa",
        text,
        bullets=(Bullet(text=text),),
        note=text,
        page=text[:40],
        query=tuple(sorted({"kind": (text,), text: (text,)}.items())),
    )
    keep(build, one, title=text, scope=text, handling=text[:40])
    app = visit(build, PAGE, deck="deck0001")
    assert not app.exception
    labels = [button.label for button in app.main.button]
    shown = [str(one.value) for one in (*app.main.markdown, *app.caption)]
    assert not [line for line in (*labels, *shown) if attack in line and "\\" not in line]


def test_a_scene_of_a_page_that_is_not_there_leads_nowhere(visit: Visit, build: Path) -> None:
    keep(build, scene("aaaaaaaa", "A", page="../../etc"))
    assert "has no such page" in said(visit(build, PAGE, deck="deck0001"))


def test_moving_a_scene_by_pressing_keeps_what_was_typed_before(visit: Visit, build: Path) -> None:
    keep(build, *ABC)
    app = visit(build, PAGE, deck="deck0001", scene="bbbbbbbb")
    [field] = [one for one in app.text_input if one.key == "briefing.title.bbbbbbbb"]
    field.input("Typed")
    press(app, "briefing.up")
    assert titles(build) == ["Typed", "A", "C"]
    assert replace(newest(build).scenes[0], title="B") == ABC[1]
