"""The layers in a browser that can reach no other host: drawn, answered, kept in place, and deaf to code."""

from __future__ import annotations

import base64
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, BrowserContext, Frame, Page, expect

from geo import maps
from geo.geodesy import distance
from geo.model import LatLon
from tests.attacks import ATTACKS
from tests.browser.conftest import _wait

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

ROOT: Final = Path(__file__).parents[2]
FITTED: Final = "map.getBounds().contains([[30.8, 43.0], [36.0, 47.5]]) && map.getZoom() === 6"
UNSHOWN: Final = str.maketrans(dict.fromkeys("\r\n\u2028\u2029", " ") | dict.fromkeys("\x00\x0b", ""))


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the small page, in a folder that has our static files beside it, and return its address."""
    folder = tmp_path_factory.mktemp("app")
    (folder / "static").symlink_to(ROOT / "static")
    (folder / "app.py").write_text("import runpy\nrunpy.run_module('tests.browser.layers_app')\n", encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = {
        "server.port": port,
        "server.address": "127.0.0.1",
        "server.headless": "true",
        "server.enableStaticServing": "true",
        "server.fileWatcherType": "none",
        "browser.gatherUsageStats": "false",
    }
    command = [sys.executable, "-m", "streamlit", "run", "app.py", *(f"--{key}={value}" for key, value in options.items())]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with (
        (folder / "log").open("w") as log,
        subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log) as app,  # noqa: S603  # our own words
    ):
        try:
            _wait(app, f"http://127.0.0.1:{port}/_stcore/health")
            yield f"http://127.0.0.1:{port}/"
        finally:
            app.terminate()


@pytest.fixture(scope="module")
def window(browser: Browser) -> Iterator[BrowserContext]:
    """Open a window that keeps what it has loaded; every test has a tab of its own."""
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    context.add_init_script("window.hits = 0; window.hit = () => { window.hits += 1; };")
    yield context
    context.close()


@dataclass
class Sight:
    """A page that was opened, and all that it asked for and complained of."""

    page: Page
    address: str
    asked: list[str] = field(default_factory=list)
    answered: dict[str, set[int]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)

    def open(self, **query: str) -> Frame:
        """Open the page and return the frame of the map when our layers are on it, and it stands where it is to."""
        self.page.goto(self.address + "?" + urlencode({"embed": "true", **query}))
        self.page.frame_locator("iframe").locator(".atlas-keys").wait_for(state="attached", timeout=60_000)
        self.frame.wait_for_function("map.atlas.drawn")
        self.frame.wait_for_function("map.getSize().y === map.getContainer().clientHeight && map.getSize().y > 400")
        if query.get("case", "few") == "few" and "view" not in query:
            self.frame.wait_for_function(FITTED)
        return self.frame

    @property
    def frame(self) -> Frame:
        """The frame of the map."""
        return next(frame for frame in self.page.frames if "streamlit_folium" in frame.url)

    def heard(self, event: maps.Event) -> None:
        """Expect that Python was told this."""
        expect(self.page.get_by_text(f"heard: {event}", exact=True)).to_be_visible(timeout=15_000)

    def picked(self, incident: str) -> None:
        """Expect that Python was told of this incident."""
        self.heard(maps.Picked(incident))


@pytest.fixture
def sight(window: BrowserContext, address: str) -> Iterator[Sight]:
    """Open a tab; afterwards nothing may have left this machine, and nothing may have failed."""
    page = window.new_page()
    seen = Sight(page, address)
    page.on("request", lambda request: seen.asked.append(request.url))
    page.on("response", lambda response: seen.answered.setdefault(response.url, set()).add(response.status))
    page.on("console", lambda message: seen.errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: seen.errors.append(str(error)))
    yield seen
    errors = list(seen.errors)  # a tile that is still on its way when the tab closes is none
    page.close()
    away = [url for url in seen.asked if not url.startswith((address, address.replace("http", "ws"), "data:", "blob:"))]
    assert (away, errors) == ([], [])


def key(title: str) -> str:
    """Return the selector of the keyboard stop of what begins with `title`."""
    return f'.atlas-keys button[aria-label*="{title}"]'


def middle(frame: Frame, title: str) -> tuple[float, float]:
    """Return where an incident stands on the page."""
    box = frame.locator(key(title)).first.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


# --- drawn -----------------------------------------------------------------------------------


@pytest.mark.parametrize("theme", ["light", "dark", "projector"])
def test_basemap_and_incidents_are_drawn_from_this_machine_alone(sight: Sight, theme: str) -> None:
    frame = sight.open(theme=theme)
    inked = """() => [...document.querySelectorAll('.leaflet-tile-loaded, .leaflet-pane canvas')].filter((canvas) => {
        const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
        return new Set(new Uint32Array(data.buffer)).size > 99;
    }).length > 6"""
    frame.wait_for_function(inked, polling=200)
    basemap = next(url for url in sight.answered if url.endswith("basemap.pmtiles"))
    assert sight.answered[basemap] == {206}


def test_scale_legend_and_sources_are_always_there(sight: Sight) -> None:
    frame = sight.open()
    expect(frame.locator(".leaflet-control-scale-line")).to_contain_text("km")
    expect(frame.locator(".atlas-legend").filter(has_text="Legend")).to_contain_text("disputed, denied")
    expect(frame.locator(".leaflet-control-attribution")).to_contain_text("Natural Earth, GeoNames")


def test_an_area_bears_one_label_and_a_range_its_name(sight: Sight) -> None:
    frame = sight.open(view="32.5,45.0,7")
    expect(frame.locator(".atlas-area button")).to_have_text("the Marches")
    expect(frame.locator(".atlas-label")).to_have_text("Kestrel 280\u2013320 km")


def test_the_first_look_takes_in_all_that_is_drawn_and_is_not_taken_for_the_readers(sight: Sight) -> None:
    frame = sight.open(case="few")
    frame.wait_for_function(FITTED)
    assert frame.evaluate("sessionStorage.getItem('atlas:view')") is None


def test_the_selected_incident_is_brought_into_view_without_zooming(sight: Sight) -> None:
    frame = sight.open(view="0.0,-100.0,6", selected="c0ffee000001")
    frame.wait_for_function("Math.abs(map.getCenter().lng - 44.4) < 0.5 && map.getZoom() === 6")


# --- answered --------------------------------------------------------------------------------


def test_a_click_on_a_symbol_picks_its_incident(sight: Sight) -> None:
    frame = sight.open()
    sight.page.mouse.click(*middle(frame, "unit_1"))
    sight.picked("c0ffee000001")


def test_a_symbol_can_be_picked_with_the_keyboard_alone(sight: Sight) -> None:
    frame = sight.open()
    frame.locator(key("unit_1")).focus()
    expect(frame.locator(".atlas-tip")).to_contain_text("unit_1")
    sight.page.keyboard.press("Enter")
    sight.picked("c0ffee000001")
    expect(frame.locator(key("unit_1"))).to_be_focused()


def test_hovering_tells_title_date_place_and_status(sight: Sight) -> None:
    frame = sight.open()
    sight.page.mouse.move(*middle(frame, "unit_1"))
    expect(frame.locator(".atlas-tip strong, .atlas-tip strong ~ div")).to_have_text(["unit_1", "3 Feb 2031, Calder", "reported"])


def test_a_click_anywhere_on_the_ground_around_a_place_picks_it(sight: Sight) -> None:
    frame = sight.open(view="36.0,43.0,9")
    corner = frame.locator("#map_div").bounding_box()
    assert corner is not None
    sight.page.mouse.click(corner["x"] + corner["width"] / 2 + 15, corner["y"] + corner["height"] / 2)
    sight.picked("c0ffee000002")


def test_the_label_of_an_area_picks_its_incidents(sight: Sight) -> None:
    sight.open().locator(".atlas-area button").click()
    sight.picked("c0ffee000003")


def test_the_badge_of_a_country_asks_for_its_list(sight: Sight) -> None:
    sight.open().get_by_role("button", name="Lowlands: 1, see list").click()
    sight.heard(maps.Chosen("country:none"))


def test_a_ring_of_places_picks_them_all_and_comes_closer(sight: Sight) -> None:
    frame = sight.open(case="many", view="32.0,50.0,4")
    before = frame.evaluate("map.getZoom()")
    sight.page.mouse.click(*middle(frame, "incidents at"))
    frame.wait_for_function(f"map.getZoom() > {before}")
    expect(sight.page.get_by_text("heard: Boxed")).to_contain_text("west=")


def test_a_hundred_thousand_embedded_incidents_are_drawn_and_what_is_left_out_is_said(sight: Sight) -> None:
    frame = sight.open(case="most", view="32.0,50.0,5")
    assert frame.evaluate("[map.atlas.drawn.embedded, map.atlas.board._source.content.rows.id.length]") == [True, 100_000]
    expect(frame.get_by_role("status")).to_have_text(
        "7 incidents left out: this page holds 100,000 incidents at most. Filter to see the others."
    )
    assert 0 < frame.locator(".atlas-keys button").count() <= 250
    look = "map.setView([30, 48], 6, { animate: false })"
    took = frame.evaluate(f"() => {{ const began = performance.now(); {look}; return performance.now() - began; }}")
    # A quiet machine clusters them anew in a quarter of a second.
    assert took < 4000


# --- tools ------------------------------------------------------------------------------------


def drag(sight: Sight, begin: tuple[float, float], end: tuple[float, float]) -> None:
    """Drag over the map, from and to pixels from its upper left corner."""
    box = sight.frame.locator("#map_div").bounding_box()
    assert box is not None
    sight.page.mouse.move(box["x"] + begin[0], box["y"] + begin[1])
    sight.page.mouse.down()
    sight.page.mouse.move(box["x"] + end[0], box["y"] + end[1], steps=5)
    sight.page.mouse.up()


def click(sight: Sight, *points: tuple[float, float]) -> None:
    """Click on the map, pixels from its upper left corner."""
    for x, y in points:
        sight.frame.locator("#map_div").click(position={"x": x, "y": y})


def numbers(sight: Sight) -> list[float]:
    """Return the corners that Python was told of."""
    told = sight.page.get_by_text("heard: Drawn")
    expect(told).to_be_visible(timeout=15_000)
    return [float(number) for number in (told.text_content() or "").split("'")[1].split(",")]


def test_a_box_is_drawn_to_filter_by_and_the_map_stays_where_it_is(sight: Sight) -> None:
    frame = sight.open(view="33.0,44.0,6")
    frame.get_by_role("button", name="Draw a box to filter by").click()
    expect(frame.locator(".atlas-hint")).to_contain_text("Drag a box")
    drag(sight, (300, 100), (700, 350))
    south, west, north, east = numbers(sight)
    corners = frame.evaluate(
        "[[300, 350], [700, 100]].flatMap((at) => { const a = map.containerPointToLatLng(at); return [a.lat, a.lng]; })"
    )
    assert [south, west, north, east] == pytest.approx(corners, abs=0.03)
    expect(frame.locator(".atlas-hint")).to_have_count(0)


def test_a_box_can_be_drawn_without_a_pointer(sight: Sight) -> None:
    frame = sight.open(view="33.0,44.0,6")
    frame.get_by_role("button", name="Draw a box to filter by").focus()
    sight.page.keyboard.press("Enter")
    sight.page.keyboard.press("Enter")
    view = frame.evaluate(
        "[map.getBounds().getSouth(), map.getBounds().getWest(), map.getBounds().getNorth(), map.getBounds().getEast()]"
    )
    assert numbers(sight) == pytest.approx(view, abs=1e-3)


def test_an_area_is_drawn_corner_by_corner_and_a_click_on_the_first_closes_it(sight: Sight) -> None:
    frame = sight.open(view="33.0,44.0,6")
    frame.get_by_role("button", name="Draw an area to filter by").click()
    click(sight, (300, 150), (600, 150), (450, 350), (302, 152))
    assert len(numbers(sight)) == 6


def test_escape_puts_the_tool_down_and_nothing_is_told(sight: Sight) -> None:
    frame = sight.open(view="33.0,44.0,6")
    frame.get_by_role("button", name="Draw an area to filter by").click()
    click(sight, (300, 150), (600, 150))
    sight.page.keyboard.press("Escape")
    expect(frame.locator(".atlas-drawing")).to_have_count(0)
    expect(sight.page.get_by_text("heard: None")).to_be_visible()


def test_what_was_drawn_is_shown(sight: Sight) -> None:
    frame = sight.open(view="33.0,44.0,6", within="32,43,34,45")
    expect(frame.locator(".leaflet-atlas-drawn-pane path")).to_have_count(2)


def test_a_distance_is_measured_on_the_ellipsoid(sight: Sight) -> None:
    frame = sight.open(view="33.0,44.0,4")
    frame.get_by_role("button", name="Measure a distance").click()
    click(sight, (200, 120), (900, 350))
    sight.page.keyboard.press("Enter")
    (a, b), (c, d) = frame.evaluate(
        "[[200, 120], [900, 350]].map((at) => { const a = map.containerPointToLatLng(at); return [a.lat, a.lng]; })"
    )
    told = (frame.locator(".atlas-hint").text_content() or "").split(" km")[0].replace(",", "")
    assert float(told) == pytest.approx(distance(LatLon(a, b), LatLon(c, d)) / 1000, rel=2e-3)
    frame.get_by_role("button", name="Clear").click()
    expect(frame.locator(".leaflet-atlas-drawn-pane path")).to_have_count(0)


def test_the_position_of_the_pointer_is_told(sight: Sight) -> None:
    frame = sight.open(view="33.0,44.0,6")
    frame.locator("#map_div").hover(position={"x": 560, "y": 250})
    expect(frame.locator(".atlas-position")).to_contain_text("33.0")
    expect(frame.locator(".atlas-position")).to_contain_text("° E")


def test_the_look_for_a_projector_is_asked_for_on_the_map(sight: Sight) -> None:
    frame = sight.open()
    frame.get_by_role("button", name="High contrast, for a projector").click()
    sight.heard(maps.Looked(maps.Theme.PROJECTOR))


def test_another_look_loads_no_new_map(sight: Sight) -> None:
    frame = sight.open(view="33.0,44.0,7")
    frame.evaluate("window.same = true")
    sight.page.get_by_role("button", name="bold").click()
    expect(frame.locator(".atlas-projector")).to_be_visible(timeout=15_000)
    expect(frame.get_by_role("button", name="High contrast, for a projector")).to_have_attribute("aria-pressed", "true")
    frame.wait_for_function("map.atlas.board._theme === 'projector'")  # the symbols come a moment after the look
    assert frame.evaluate("[window.same, map.getZoom()]") == [True, 7]


def test_tiles_of_the_network_are_there_only_where_they_are_set_and_only_when_asked_for(sight: Sight) -> None:
    name = "Detailed map from the network"
    expect(sight.open().get_by_role("button", name=name)).to_have_count(0)
    dot = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
    sight.page.route("**/tiles/**", lambda route: route.fulfill(body=dot, content_type="image/png"))
    frame = sight.open(tiles=sight.address + "tiles/{z}/{x}/{y}.png")
    frame.wait_for_timeout(500)
    assert not [url for url in sight.asked if "/tiles/" in url]
    frame.get_by_role("button", name=name).click()
    expect(frame.locator(".leaflet-control-attribution")).to_contain_text("Somebody <b>else</b>")
    frame.wait_for_function("document.querySelector('img.leaflet-tile-loaded')")
    frame.get_by_role("button", name=name).click()
    expect(frame.locator(".leaflet-control-attribution")).to_contain_text("Natural Earth")
    expect(frame.locator("img.leaflet-tile")).to_have_count(0)


def test_arrow_keys_go_from_one_incident_to_the_next(sight: Sight) -> None:
    frame = sight.open(case="many", view="32.0,50.0,7")
    frame.locator('.atlas-keys button[tabindex="0"]').focus()
    first = frame.evaluate("document.activeElement.dataset.key")
    sight.page.keyboard.press("ArrowDown")
    second = frame.evaluate("[document.activeElement.dataset.key, document.activeElement.tabIndex]")
    assert second[0] != first
    assert second[1] == 0
    assert frame.evaluate("map.getZoom()") == 7
    assert frame.locator('.atlas-keys button[tabindex="0"]').count() == 1


# --- kept in place ---------------------------------------------------------------------------


def test_a_filter_changes_the_symbols_and_nothing_else(sight: Sight) -> None:
    frame = sight.open(case="many", view="30.0,50.0,6")
    frame.evaluate("window.same = true; window.drawn = () => map.atlas.drawn.spots")
    frame.evaluate("map.setView([31, 49], 7, { animate: false })")
    assert frame.evaluate("drawn()") == 1000
    sight.page.get_by_role("combobox").click()
    began = time.perf_counter()
    sight.page.get_by_role("option", name="unrest").click()
    frame.wait_for_function("drawn() === 250", polling=10)
    took = time.perf_counter() - began
    assert frame.evaluate("[window.same, map.getZoom(), Math.round(map.getCenter().lat)]") == [True, 7, 31]
    # Half a second is the promise on a quiet machine; this one may be busy with others.
    assert took < 2


def test_changed_text_is_shown_even_where_only_a_number_after_an_underscore_changed(sight: Sight) -> None:
    frame = sight.open()
    sight.page.get_by_role("button", name="rename").click()
    frame.locator(key("unit_2")).wait_for(state="attached")
    sight.page.mouse.move(*middle(frame, "unit_2"))
    expect(frame.locator(".atlas-tip strong")).to_have_text("unit_2")


# --- deaf to code ----------------------------------------------------------------------------


def test_hostile_text_is_shown_as_it_is_and_runs_nowhere(sight: Sight) -> None:
    frame = sight.open(case="hostile", view="31.0,46.0,4")
    texts = frame.evaluate("map.atlas.board._source.content.titles")
    assert sorted(texts) == sorted(ATTACKS)
    for name in ("shown", "told"):
        found = frame.locator(f".{name}").evaluate_all("(nodes) => nodes.map((node) => node.textContent)")
        assert [text.split() for text in found] == [text.translate(UNSHOWN).split() for text in ATTACKS]
    for stop in frame.locator(".atlas-keys button").all():
        stop.focus()
        expect(frame.locator(".atlas-tip")).to_be_visible()
    injected = frame.evaluate(
        "document.querySelectorAll('#map_div img, #map_div iframe, #map_div script, #map_div style').length"
    )
    assert (injected, sight.page.evaluate("window.hits")) == (0, 0)


def test_a_label_of_a_small_area_makes_way_for_a_symbol_and_comes_back_to_the_keyboard(sight: Sight) -> None:
    frame = sight.open(view="32.5,45.0,4")
    label = frame.locator(".atlas-area button")
    expect(label).not_to_have_class("atlas-tucked")
    frame.evaluate("map.atlas.board.taken = () => [{ left: -1e5, right: 1e5, top: -1e5, bottom: 1e5 }], map.fire('atlas:drawn')")
    expect(label).to_have_class("atlas-tucked")
    expect(label).to_have_css("opacity", "0")
    label.focus()
    expect(label).to_have_css("opacity", "1")
