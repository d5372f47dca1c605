"""What people do on the map, done among a million incidents in a Chromium that reaches no other host."""

from __future__ import annotations

import os
import statistics
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.bench.served import Served, invented, serving
from tests.bench.watching import browsing
from tests.browser.visitor import Visitor

pytestmark = [pytest.mark.bench, pytest.mark.browser, pytest.mark.timeout(1800)]

MANY = 1_000_000
RERUNS_FLAG = "INCIDENT_ATLAS_BENCH_RERUNS"
RERUNS = int(os.environ.get(RERUNS_FLAG, "200"))
PATIENT_S = 60
_HEAP = "performance.memory.usedJSHeapSize"


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    """Serve a million incidents."""
    with serving(invented(MANY)) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start a Chromium that tells how much memory a page holds."""
    with browsing("--enable-precise-memory-info", "--js-flags=--expose-gc") as started:
        yield started


@pytest.fixture
def visitor(served: Served, browser: Browser) -> Iterator[Visitor]:
    """Open the app in a window of its own and wait for its map and its filter."""
    with browser.new_context(viewport={"width": 1280, "height": 720}) as window:
        yield at(Visitor(window.new_page(), served.address), "/")


def at(visitor: Visitor, path: str) -> Visitor:
    """Go to a path and wait until all of the page is there."""
    visitor.page.goto(visitor.address + path)
    visitor.page.set_default_timeout(1000 * PATIENT_S)
    expect(visitor.page.locator(".st-key-filter-kinds button").first).to_be_visible(timeout=1000 * PATIENT_S)
    settled(visitor)
    return visitor


def settled(visitor: Visitor) -> None:
    """Wait until the map is drawn and asks for nothing."""
    frame = "[...document.querySelectorAll('iframe')].map((one) => one.contentWindow.map).find((one) => one && one.atlas)"
    idle = f"(() => {{ const map = {frame}; return map?.atlas.drawn && map.getContainer().ariaBusy !== 'true'; }})()"
    visitor.page.wait_for_function(idle, timeout=1000 * PATIENT_S)


def total(visitor: Visitor) -> int:
    """Return of how many incidents the picture is."""
    told: int = visitor.map().evaluate("map.atlas.drawn.total")
    return told


def changes(visitor: Visitor, before: int) -> int:
    """Wait until the picture is of another number of incidents; return that."""
    visitor.until(lambda: total(visitor) != before, PATIENT_S)
    settled(visitor)
    return total(visitor)


def test_a_kind_leaves_fewer_on_the_map_in_the_headline_and_in_the_address(visitor: Visitor) -> None:
    assert total(visitor) == MANY
    visitor.page.locator(".st-key-filter-kinds button").filter(has_text="Shooting").click()
    left = changes(visitor, MANY)
    visitor.until(lambda: visitor.headline().startswith(f"Showing {left:,} incidents"), PATIENT_S)
    assert visitor.query() == {"kind": ["shooting"]}
    assert (visitor.complaints, visitor.elsewhere) == ([], [])


def test_the_closer_look_shows_places_and_goes_into_the_address(visitor: Visitor) -> None:
    frame = visitor.map()
    modes = [frame.evaluate("map.atlas.drawn.mode")]
    [west, south, east, north] = frame.evaluate("map.atlas.board._source.extent")
    frame.evaluate(f"map.setView([{(south + north) / 2}, {(west + east) / 2}], 6, {{animate: false}})")
    settled(visitor)
    frame.evaluate("map.panBy([300, 100], {animate: false})")
    settled(visitor)
    frame.evaluate("map.setZoom(11, {animate: false})")
    visitor.until(lambda: frame.evaluate("map.atlas.drawn.mode") == "places", PATIENT_S)
    modes.append("places")
    visitor.until(lambda: ",11" in visitor.page.url.replace("%2C", ","), PATIENT_S)
    assert modes == ["clusters", "places"]
    assert total(visitor) == MANY


def test_a_cluster_opens_its_list_and_a_line_of_it_its_evidence(visitor: Visitor) -> None:
    visitor.map().locator(".atlas-keys button").first.focus()
    visitor.page.keyboard.press("Enter")
    visitor.until(lambda: visitor.query().get("list", [""])[0].startswith("box:"), PATIENT_S)
    panel = visitor.page.locator(".st-key-map-panel")
    expect(panel).to_contain_text("incidents here")
    visitor.page.locator("[class*=st-key-panel-pick] button").first.click()
    visitor.until(lambda: "incident" in visitor.query(), PATIENT_S)
    visitor.until(lambda: visitor.map().evaluate("map.atlas.board._shown.some((shown) => shown.marked)"), PATIENT_S)
    expect(panel.get_by_role("button", name="Back to the list")).to_be_visible()


def test_a_brush_over_the_bars_leaves_the_days_below_it(visitor: Visitor) -> None:
    chart = visitor.page.locator(".st-key-strip-chart")
    expect(chart.locator("svg.marks").first).to_be_visible()
    box = chart.bounding_box()
    assert box
    visitor.page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 20)
    visitor.page.mouse.down()
    for n in range(8):
        visitor.page.mouse.move(box["x"] + (0.5 + n * 0.05) * box["width"], box["y"] + 20)
        visitor.page.wait_for_timeout(50)
    visitor.page.mouse.up()
    visitor.until(lambda: {"from", "to"} <= visitor.query().keys(), PATIENT_S)
    assert 0 < changes(visitor, MANY) < MANY


def test_a_part_of_a_name_finds_one_of_thousands_of_actors(visitor: Visitor) -> None:
    find = visitor.page.get_by_placeholder("part of a name")
    find.fill("brigades")
    find.press("Enter")
    box = visitor.page.locator(".st-key-filter-actors input")
    box.click()
    visitor.page.get_by_role("option").filter(has_text="Brigades").first.click()
    visitor.until(lambda: "actor" in visitor.query(), PATIENT_S)
    assert 0 < changes(visitor, MANY) < MANY


def test_a_box_that_is_drawn_leaves_what_lies_in_it(visitor: Visitor) -> None:
    frame = visitor.map()
    frame.get_by_role("button", name="Draw a box to filter by").click()
    seen = frame.locator("#map_div").bounding_box()
    assert seen
    mouse = visitor.page.mouse
    mouse.move(seen["x"] + 0.45 * seen["width"], seen["y"] + 0.3 * seen["height"])
    mouse.down()
    mouse.move(seen["x"] + 0.7 * seen["width"], seen["y"] + 0.6 * seen["height"], steps=6)
    mouse.up()
    visitor.until(lambda: "within" in visitor.query(), PATIENT_S)
    assert 0 < changes(visitor, MANY) < MANY


def test_a_copied_address_shows_the_same_picture_to_somebody_else(visitor: Visitor) -> None:
    visitor.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    at(visitor, "/?kind=protest&from=2005-01-01&to=2010-12-31&at=33.0000,44.0000,5")
    visitor.page.locator(".copy-link").click()
    expect(visitor.page.locator(".copy-link")).to_have_text("Copied")
    address = visitor.page.evaluate("navigator.clipboard.readText()")
    other = Visitor(visitor.page.context.new_page(), visitor.address)
    at(other, address.removeprefix(visitor.address))
    assert (total(other), other.headline()) == (total(visitor), visitor.headline())
    assert other.map().evaluate("map.getZoom()") == 5


def test_the_look_of_the_projector_is_another_and_asks_for_nothing_anew(visitor: Visitor) -> None:
    asked: list[str] = []
    visitor.page.on("request", lambda request: asked.append(request.url) if "/api/aggregate" in request.url else None)
    visitor.map().get_by_role("button", name="High contrast, for a projector").click()
    visitor.until(lambda: visitor.query() == {"look": ["projector"]}, PATIENT_S)
    visitor.until(lambda: visitor.map().evaluate("map.atlas.theme") == "projector", PATIENT_S)
    assert asked == []


def test_many_reruns_leave_the_memory_of_page_and_server_and_the_open_files_as_they_were(
    visitor: Visitor, served: Served
) -> None:
    pills = visitor.page.locator(".st-key-filter-kinds button")
    figures: list[tuple[float, int, int]] = []
    for n in range(RERUNS):
        before = total(visitor)
        pills.nth(n // 2 % 10).click()  # taken in with one click and out with the next
        changes(visitor, before)
        if n % max(RERUNS // 10, 1) == 0 or n == RERUNS - 1:
            visitor.page.evaluate("window.gc && gc()")
            figures.append((visitor.page.evaluate(_HEAP) / 1e6, served.status("VmRSS") // 1024, served.files()))
    third = max(len(figures) // 3, 1)
    (heap, resident, files), (heap_then, resident_then, files_then) = (
        tuple(statistics.median(column) for column in zip(*part, strict=True))
        for part in (figures[1 : third + 1], figures[-third:])
    )
    print(  # noqa: T201  # the figures themselves
        f"\n{RERUNS} reruns at {MANY:,}: page {heap:.0f} then {heap_then:.0f} MB, "
        f"server {resident:.0f} then {resident_then:.0f} MB, {files:.0f} then {files_then:.0f} files open"
    )
    assert heap_then < 1.25 * heap + 10
    assert resident_then < 1.05 * resident + 10
    assert files_then <= files + 2
