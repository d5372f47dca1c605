"""On a small laptop, a large screen and a phone: a shape before anything is there, and nothing that jumps afterwards."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, expect

from geo import entrance
from tests.browser.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

Visit = Callable[..., Visitor]

SIZES = {"laptop": (1280, 720), "large": (1920, 1080), "phone": (390, 844)}
JUMPS = """() => {
    window.jumps = 0;
    new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.jumps += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
}"""
POOR = 0.25
"""Where Chromium's own scale of jumps turns poor; a quiet machine stays below 0.1, which is good."""


def test_the_place_beside_the_page_is_kept_until_our_list_of_pages_is_there(browser: Browser) -> None:
    window = browser.new_context()
    page = window.new_page()
    page.set_content(entrance.furnished(b'<html><head><title>Streamlit</title></head><div id="root"></div></html>').decode())

    def kept(beside: str) -> bool:
        page.evaluate("(html) => { document.getElementById('root').innerHTML = html; }", beside)
        held: bool = page.evaluate("document.documentElement.classList.contains('entering')")
        return held

    assert kept("<p>the page</p>")
    assert not kept("<div data-testid='stSidebar'>a list of Streamlit's own</div>")
    assert kept("<p>the page</p>")
    assert not kept("<div data-testid='stSidebar'><div class='st-key-frame-pages'></div></div>")
    assert not kept("<p>a page that wants no list</p>")
    window.close()


FINGER = 20
"""Pixels that are hit without aiming."""


@pytest.mark.parametrize("size", SIZES)
def test_the_map_is_there_nothing_hangs_over_and_nothing_jumps(browser: Browser, served: Callable[..., str], size: str) -> None:
    width, height = SIZES[size]
    phone = size == "phone"
    window = browser.new_context(viewport={"width": width, "height": height}, is_mobile=phone, has_touch=phone)
    window.add_init_script(f"({JUMPS})()")
    page = window.new_page()
    visitor = Visitor(page, served("busy")).go("/")
    frame = visitor.map()
    visitor.at_rest()
    seen = frame.locator("#map_div").bounding_box()
    assert seen is not None
    assert (seen["x"] >= 0, seen["x"] + seen["width"] <= width) == (True, True)
    assert seen["height"] > height * 0.4
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert page.evaluate("window.jumps") < POOR
    assert frame.locator(".atlas-legend").evaluate("(legend) => legend.open") == (not phone)
    window.close()


def test_a_phone_shows_the_map_and_not_the_filter(browser: Browser, served: Callable[..., str]) -> None:
    window = browser.new_context(viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
    page = window.new_page()
    Visitor(page, served("busy")).go("/").map()
    expect(page.locator(".st-key-filter-text")).not_to_be_in_viewport()
    window.close()


def test_a_finger_picks_what_it_touches(browser: Browser, served: Callable[..., str]) -> None:
    window = browser.new_context(viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
    page = window.new_page()
    visitor = Visitor(page, served("busy")).go("/?at=33.3,44.4,5")
    frame = visitor.map()
    frame.wait_for_function("map.getContainer().getAttribute('aria-busy') !== 'true'")
    visitor.at_rest()
    box = frame.locator('.atlas-keys button[aria-label*="incidents"]').first.bounding_box()
    assert box is not None
    page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    visitor.until(lambda: "list" in visitor.query())
    assert visitor.query()["list"][0].startswith("box:")
    window.close()


def test_on_a_phone_the_cells_of_the_matrix_are_wide_enough_to_touch(browser: Browser, served: Callable[..., str]) -> None:
    window = browser.new_context(viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
    page = window.new_page()
    visitor = Visitor(page, served("brigades")).go("/actors")
    cell = page.locator(".st-key-actors-chart [aria-label*='who did it: ']").first
    expect(cell).to_be_attached()
    visitor.at_rest()
    box = cell.bounding_box()
    assert box is not None
    assert box["width"] >= FINGER
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    window.close()


@pytest.mark.parametrize("path", ["/", "/timeline"])
def test_the_page_has_its_shape_before_any_script(browser: Browser, served: Callable[..., str], path: str) -> None:
    window = browser.new_context(viewport={"width": 1280, "height": 720}, java_script_enabled=False)
    page = window.new_page()
    page.goto(served("busy") + path)
    expect(page).to_have_title("Incident Atlas")
    expect(page.locator(".entrance i").first).to_be_visible()
    window.close()
