"""A deck in front of a room: keys, questions, black, notes, and back to exactly where one was; every other host out of reach."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect

from geo import decks, store, views
from geo.briefing import Bullet, Deck, Scene
from geo.handouts import document
from geo.settings import Settings
from geo.views import Filter
from tests.app import world

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

HIT = "window.__hit=1"
EVIL = f"</script><img src=x onerror={HIT}>"

Opened = Callable[..., "Room"]


def deck(build: Path) -> Deck:
    """Return four scenes of the three reports between an opening and a closing."""
    frame = views.incidents(store.open(Settings(build=build)), Filter())
    mapped = frame[frame["mapped"]]["id"].tolist()
    calder, others = mapped[0], tuple(mapped[:3])
    return Deck(
        id="exercise",
        title=f"Calder in June {EVIL}",
        handling="tlp-amber",
        scenes=(
            Scene(
                id="scene001",
                title="Rockets at Calder",
                bullets=(Bullet(text="One of them is told twice", of=(calder,)), Bullet(text="All of them", of=others)),
                note="Say what is not known.\nThen go on.",
                query=(("at", ("33.3,44.4,8",)), ("incident", (calder,))),
            ),
            Scene(id="scene002", title="A little to the north", query=(("at", ("34.1,44.0,8",)),)),
            Scene(id="scene003", title=EVIL, bullets=(Bullet(text=EVIL),), note=EVIL, query=(("look", ("projector",)),)),
            Scene(id="scene004", title="Who did what", page="actors", query=(("theme", ("dark",)),)),
        ),
    )


class Room:
    """A window with a deck on it, and what its browser noticed."""

    def __init__(self, page: Page, address: str) -> None:
        """Open the address and wait for the first slide."""
        self.page = page
        self.complaints: list[str] = []
        self.asked: list[str] = []
        page.set_default_timeout(20_000)
        page.on("console", lambda message: self.complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: self.asked.append(request.url))
        page.goto(address)
        self.wait("1" if "at=" not in address else None)

    def wait(self, number: str | None = None) -> None:
        """Wait until a slide is drawn, any or one of a number from 1 on."""
        wanted = f"=== '{number}'" if number else "!== undefined"
        self.until(f"document.body.dataset.shown {wanted}")

    def until(self, words: str, seconds: float = 20) -> None:
        """Wait until something is true; Playwright's own way of waiting is one that the page's policy forbids."""
        end = time.monotonic() + seconds
        while not self.page.evaluate(words):
            assert time.monotonic() < end, f"waited {seconds} s in vain for {words}; the counter says {self.counter}"
            self.page.wait_for_timeout(40)

    def press(self, key: str, number: int | None = None) -> Room:
        """Press a key, and wait until a slide is drawn."""
        self.page.keyboard.press(key)
        if number is not None:
            self.wait(str(number))
        return self

    @property
    def counter(self) -> str:
        """What the counter says."""
        return self.page.locator(".p-counter").inner_text()

    def does(self, words: str) -> Any:  # noqa: ANN401  # whatever JavaScript returns
        """Return what some JavaScript does."""
        return self.page.evaluate(words)

    def point(self, id_: str) -> dict[str, float]:
        """Return where on the window the symbol of an incident is."""
        at: dict[str, float] = self.page.evaluate(_POINT, id_)
        return at

    def empty(self) -> tuple[float, float]:
        """Return a point of the map on which nothing is drawn."""
        x, y = self.does(_EMPTY)
        return float(x), float(y)


_POINT = """(id) => {
  const { board, map } = atlas.stage, rows = board._content.rows.id;
  const items = ({ items, members }) => items || members.flatMap((place) => place.items);
  const shown = board._shown.find(({ spot }) => items(spot).some((i) => rows[i] === id));
  const { x, y } = map.layerPointToContainerPoint(board._origin.add([shown.x, shown.y]));
  return { x, y };
}"""
_EMPTY = """(() => {
  for (let y = innerHeight - 160; y > 80; y -= 7) {
    for (let x = innerWidth - 220; x > 520; x -= 9) {
      const there = document.elementFromPoint(x, y);
      const free = there.closest(".leaflet-container") && !there.closest("path, button, .leaflet-control");
      if (free && !atlas.stage.board._at(L.point(x, y))) return [x, y];
    }
  }
})()"""


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("deck")
    world.publish(world.world(), folder)
    return folder


@pytest.fixture(scope="module")
def file(build: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the address of the hand-out on disk."""
    path = tmp_path_factory.mktemp("handed") / "briefing.html"
    path.write_bytes(document.html_document(deck(build), store.open(Settings(build=build)), Settings(build=build)))
    return path.as_uri()


@pytest.fixture(scope="module")
def address(serving: Callable[[Path], str], build: Path) -> str:
    """Return the address of the app that serves the deck."""
    decks.open(Settings(build=build)).save(deck(build))
    return serving(build)


@pytest.fixture
def opened(browser: Browser) -> Iterator[Opened]:
    """Return what opens an address in a window of its own."""
    with ExitStack() as windows:

        def come(address: str, **told: Any) -> Room:  # noqa: ANN401  # as Playwright takes it
            context = browser.new_context(**{"viewport": {"width": 1280, "height": 720}, **told})
            windows.callback(context.close)
            return Room(context.new_page(), address)

        yield come


# --- both the file and the app -------------------------------------------------------------


@pytest.fixture(params=["file", "app"])
def room(request: pytest.FixtureRequest, opened: Opened) -> Iterator[Room]:
    """Open the deck from disk and from the app, and ask afterwards that no browser complained and nobody else was asked."""
    if request.param == "file":
        made = opened(request.getfixturevalue("file"))
    else:
        made = opened(f"{request.getfixturevalue('address')}/present/exercise?back=%2F%3Fkind%3Dseizure")
    yield made
    assert made.complaints == []
    assert made.does("window.__hit") is None
    elsewhere = [url for url in made.asked if not url.startswith(("http://127.0.0.1:", "file:", "data:", "blob:"))]
    assert elsewhere == []


def test_the_keys_of_keyboards_and_clickers_walk_through_all_of_it(room: Room) -> None:
    for number, key in enumerate(("ArrowRight", "ArrowDown", " ", "PageDown", "ArrowRight"), 2):
        assert room.press(key, number).counter == f"{number}/6"
    for number, key in zip((5, 4, 3), ("ArrowLeft", "ArrowUp", "PageUp"), strict=True):
        assert room.press(key, number).counter == f"{number}/6"
    assert room.press("End", 6).counter == "6/6"
    assert room.press("ArrowRight").counter == "6/6"
    assert room.press("Home", 1).counter == "1/6"


def test_a_click_on_the_empty_map_goes_on_and_one_on_an_incident_shows_its_sentence(room: Room, build: Path) -> None:
    room.press("ArrowRight", 2)
    [calder] = deck(build).scenes[0].bullets[0].of
    at = room.point(calder)
    room.page.mouse.click(at["x"], at["y"])
    evidence = room.page.locator(".p-evidence")
    expect(evidence).to_be_visible()
    button = evidence.locator(".p-list button")
    if button.count():
        button.first.click()
    claim = views.evidence(store.open(Settings(build=build)), calder).claims[0]
    expect(evidence.locator("blockquote").first).to_contain_text(claim.sentence[:40])
    expect(evidence.locator("mark").first).to_be_visible()
    expect(evidence.locator(".p-outlet").first).to_contain_text(claim.document.publisher)
    room.press("Backspace")
    expect(evidence).to_be_hidden()
    assert room.counter == "2/6"
    room.until("!atlas.stage._going && !atlas.stage._flying")
    room.page.mouse.click(*room.empty())
    room.wait("3")


@pytest.mark.parametrize("key", ["Escape", "Backspace", "ArrowRight", "PageDown"])
def test_one_key_leads_from_the_evidence_back_to_the_scene(room: Room, key: str) -> None:
    room.press("ArrowRight", 2)
    room.page.locator(".p-rests").first.click()
    expect(room.page.locator(".p-evidence blockquote").first).to_be_visible()
    room.press(key)
    expect(room.page.locator(".p-evidence")).to_be_hidden()
    assert room.counter == "2/6"


def test_a_bullet_that_rests_on_several_lists_them_and_leads_to_each(room: Room) -> None:
    room.press("ArrowRight", 2)
    room.page.locator(".p-rests").nth(1).click()
    listed = room.page.locator(".p-list button")
    expect(listed).to_have_count(3)
    listed.nth(1).click()
    expect(room.page.locator(".p-evidence blockquote").first).to_be_visible()
    room.page.get_by_role("button", name="Back to the list").click()
    expect(listed).to_have_count(3)


def test_black_is_black_until_the_next_key_which_shows_the_same_scene(room: Room) -> None:
    room.press("ArrowRight", 2).press("b")
    expect(room.page.locator(".p-black")).to_be_visible()
    room.press("ArrowRight")
    expect(room.page.locator(".p-black")).to_be_hidden()
    assert room.counter == "2/6"


def test_texts_of_the_deck_are_shown_and_do_nothing(room: Room) -> None:
    assert EVIL in room.page.locator(".p-slide h1").inner_text()
    room.does("atlas.go(3)")
    room.wait("4")
    assert room.page.locator(".p-caption .p-title").inner_text() == EVIL
    expect(room.page.locator(".p-said li")).to_have_text(EVIL)
    assert room.page.locator("img").count() == 0


def test_the_notes_are_in_a_second_window_which_drives_the_first(room: Room) -> None:
    room.press("ArrowRight", 2)
    with room.page.context.expect_page() as popped:
        room.page.keyboard.press("n")
    notes = popped.value
    expect(notes.locator(".p-note")).to_contain_text("Say what is not known.")
    expect(notes.locator(".p-coming")).to_contain_text("A little to the north")
    expect(notes.locator("header")).to_contain_text("2/6")
    notes.keyboard.press("ArrowRight")
    room.wait("3")
    expect(notes.locator("h1")).to_have_text("A little to the north")
    expect(notes.locator("body")).to_have_css("background-color", "rgb(20, 24, 28)")


def test_a_window_of_notes_that_is_blocked_is_said_and_nothing_is_lost(room: Room) -> None:
    room.press("ArrowRight", 2)
    room.does("window.open = () => null")
    room.press("n")
    word = room.page.get_by_role("status")
    expect(word).to_contain_text("blocked the window of the speaker notes")
    word.get_by_role("button", name="Read them here").click()
    expect(room.page.get_by_role("status")).to_contain_text("Say what is not known.")


def test_it_plays_by_itself_and_begins_anew_if_asked_to(room: Room) -> None:
    room.does("""(() => {
      const counter = document.querySelector(".p-counter");
      window.seen = [];
      new MutationObserver(() => window.seen.push(counter.textContent)).observe(counter, { childList: true });
    })()""")
    room.does("atlas.seconds = 0.4")
    room.press("l").press("a")
    room.until("/3.6 .*6.6 .*1.6/.test(window.seen.join(' '))")
    room.press("a")
    assert room.does("atlas.auto") is False
    room.until("document.body.dataset.shown === String(atlas.at + 1)")


def test_the_caption_is_dragged_folded_and_found_there_again(room: Room) -> None:
    room.press("ArrowRight", 2)
    box = room.page.locator(".p-caption")
    before = box.bounding_box()
    assert before
    room.page.mouse.move(before["x"] + 60, before["y"] + 30)
    room.page.mouse.down()
    room.page.mouse.move(before["x"] + 460, before["y"] + 230, steps=4)
    room.page.mouse.up()
    moved = box.bounding_box()
    assert moved
    assert (moved["x"], moved["y"]) == pytest.approx((before["x"] + 400, before["y"] + 200), abs=2)
    room.press("c")
    expect(room.page.locator(".p-said")).to_be_hidden()
    room.page.reload()
    room.wait("2")
    again = box.bounding_box()
    expect(room.page.locator(".p-said")).to_be_hidden()
    assert again
    assert abs(again["y"] + again["height"] / 2 - moved["y"]) < 400
    assert again["x"] > 300


def test_a_scene_of_a_page_without_a_map_says_so_and_has_its_list_beside_it(room: Room) -> None:
    room.does("atlas.go(4)")
    room.wait("5")
    expect(room.page.locator(".p-caption")).to_contain_text("From the page Actors")
    expect(room.page.locator(".p-evidence .p-list button").first).to_be_visible()
    room.page.locator(".p-evidence .p-list button").first.click()
    expect(room.page.locator(".p-evidence blockquote").first).to_be_visible()
    room.press("Backspace")
    expect(room.page.locator(".p-evidence .p-list button").first).to_be_visible()
    room.press("ArrowRight", 6)
    expect(room.page.locator(".p-evidence")).to_be_hidden()


def test_what_it_rests_on_stands_below_every_scene_and_is_told_to_screen_readers(room: Room) -> None:
    room.press("ArrowRight", 2)
    source = room.page.locator(".p-source")
    for words in ("5 incidents", "not on the map", "independent source", "as of 2 documents"):
        expect(source).to_contain_text(words)
    expect(room.page.locator(".p-bar .p-handling")).to_have_text("TLP:AMBER")
    expect(room.page.locator("[aria-live]")).to_have_text("2 of 6: Rockets at Calder")
    expect(room.page.locator(".atlas-legend")).to_be_visible()
    expect(room.page.locator(".leaflet-control-scale-line")).to_be_visible()


def test_another_view_is_one_key_away_from_that_of_the_scene(room: Room) -> None:
    room.press("ArrowRight", 2)
    before = room.does("atlas.stage.map.getCenter()")
    room.does("atlas.stage.map.panBy([300, 100], { animate: false })")
    expect(room.page.get_by_role("button", name="Back to the scene").first).to_be_visible()
    room.press("Backspace")
    room.until(f"atlas.stage.map.getCenter().distanceTo([{before['lat']}, {before['lng']}]) < 2000")
    expect(room.page.locator(".p-away")).to_be_hidden()


def test_a_flick_turns_the_page(opened: Opened, file: str) -> None:
    room = opened(file, has_touch=True)
    flick = """(dx) => { const target = document.elementFromPoint(700, 400), told = (type, x) => target.dispatchEvent(
      new PointerEvent(type, { bubbles: true, pointerType: "touch", pointerId: 1, isPrimary: true, clientX: x, clientY: 400 }));
      told("pointerdown", 700); told("pointerup", 700 + dx); }"""
    room.page.evaluate(flick, -200)
    room.wait("2")
    room.page.evaluate(flick, 200)
    room.wait("1")


# --- the camera ----------------------------------------------------------------------------


def moves(room: Room) -> int:
    """Return how often the map moved on the way to the next scene."""
    room.does("window.moves = 0; atlas.stage.map.on('move', () => { window.moves++; })")
    room.press("ArrowRight", 3)
    return int(room.does("window.moves"))


def test_the_camera_flies_a_short_way(opened: Opened, file: str) -> None:
    room = opened(file)
    room.press("ArrowRight", 2)
    assert moves(room) > 2


def test_the_camera_is_still_where_the_system_asks_for_it(opened: Opened, file: str) -> None:
    room = opened(file, reduced_motion="reduce")
    room.press("ArrowRight", 2)
    assert moves(room) == 1


# --- the app alone -------------------------------------------------------------------------


def test_escape_leads_exactly_to_where_one_was(opened: Opened, address: str) -> None:
    was = "/?kind=seizure&at=34.1000%2C43.9000%2C7"
    room = opened(f"{address}/present/exercise?at=2&back={quote(was, safe='')}")
    assert room.counter == "3/6"
    room.press("ArrowRight", 4)
    room.press("Escape")
    room.page.wait_for_url(f"{address}{was}")
    room.page.go_back()  # the presentation is not in the way of whoever goes back
    assert "/present/" not in room.page.url


@pytest.mark.parametrize(
    "away", ["https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example", "javascript:alert(1)"]
)
def test_escape_never_leads_to_another_host(opened: Opened, address: str, away: str) -> None:
    room = opened(f"{address}/present/exercise?back={quote(away, safe='')}")
    assert room.does("atlas.content.back") == "../"


def test_an_answer_that_does_not_come_is_said_and_asked_for_again(opened: Opened, address: str) -> None:
    room = opened(f"{address}/present/exercise?at=1")
    room.page.route("**/api/incident/*", lambda route: route.abort())
    room.page.locator(".p-rests").first.click()
    expect(room.page.locator(".p-evidence [role=alert]")).to_contain_text("the server cannot be reached")
    room.page.unroute("**/api/incident/*")
    room.page.get_by_role("button", name="Try again").click()
    expect(room.page.locator(".p-evidence blockquote").first).to_be_visible()


def test_a_deck_that_is_not_there_is_said_so_with_a_way_on(browser: Browser, address: str) -> None:
    page = browser.new_page()
    answer = page.goto(f"{address}/present/nobody")
    assert answer
    assert answer.status == 404
    expect(page.locator("body")).to_contain_text("There is no deck of that name here")
    expect(page.get_by_role("link", name="To the briefings")).to_be_visible()
    page.close()


# --- the file alone ------------------------------------------------------------------------


def test_the_file_asks_for_nothing_and_is_drawn_soon(opened: Opened, file: str) -> None:
    began = time.monotonic()
    room = opened(file)
    assert time.monotonic() - began < 10
    room.press("ArrowRight", 2)
    assert [url for url in room.asked if not url.startswith(("data:", "blob:"))] == [file]


def test_every_incident_has_its_row_among_the_sources(opened: Opened, file: str, build: Path) -> None:
    room = opened(file)
    room.press("s")
    rows = room.page.locator(".p-sources .p-row")
    expect(rows).to_have_count(len(views.incidents(store.open(Settings(build=build)), Filter())))
    rows.first.get_by_role("button").click()
    expect(room.page.locator(".p-below blockquote").first).to_be_visible()
    room.press("Escape")
    expect(room.page.locator(".p-sources")).to_be_hidden()


def test_an_address_with_an_incident_opens_its_row(opened: Opened, file: str, build: Path) -> None:
    [calder] = deck(build).scenes[0].bullets[0].of
    room = opened(f"{file}#incident-{calder}")
    row = room.page.locator(f"[id='incident-{calder}']")
    expect(row).to_be_visible()
    expect(row.get_by_role("button")).to_have_attribute("aria-expanded", "true")


def test_a_large_window_comes_to_rest(opened: Opened, file: str) -> None:
    # Its basemap has more tiles than protomaps-leaflet keeps labels of: they were laid out in turns, without an end.
    room = opened(file)
    room.page.set_viewport_size({"width": 2560, "height": 1440})
    for number, key in ((2, "ArrowRight"), (3, "ArrowRight"), (2, "ArrowLeft")):
        room.press(key, number)
    room.page.wait_for_timeout(3000)
    room.does("""(() => {
      const { _layer: tiles } = atlas.stage.map.atlasBasemap, again = tiles.rerenderTile;
      window.again = 0;
      tiles.rerenderTile = function (key) { window.again++; return again.call(this, key); };
    })()""")
    room.page.wait_for_timeout(1000)
    assert room.does("window.again") == 0


def test_what_documents_say_is_shown_and_does_nothing(opened: Opened, tmp_path: Path) -> None:
    build = tmp_path / "hostile"
    world.publish(world.hostile(), build)
    there = store.open(Settings(build=build))
    path = tmp_path / "hostile.html"
    path.write_bytes(
        document.html_document(Deck(id="d", title="All", scenes=(Scene(id="aaaaaaaa", title="All"),)), there, Settings())
    )
    room = opened(path.as_uri())
    room.press("ArrowRight", 2).press("i")
    expect(room.page.locator(".p-list button")).to_have_count(len(world.ATTACKS))
    room.press("Backspace").press("s")
    for row in room.page.locator(".p-row button").all():
        row.click()
    expect(room.page.locator(".p-below blockquote")).to_have_count(len(world.ATTACKS))
    assert room.page.locator("img, iframe, a[href^=javascript]").count() == 0
    assert room.does("window.__hit") is None
    assert room.complaints == []
