"""The strip of time under the map, and the address of the picture, in a browser that reaches no other host."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.visitor import PATIENCE_MS, Visitor

pytestmark = pytest.mark.browser

Visit = Callable[..., Visitor]


def drag(visitor: Visitor, begin: float, end: float) -> None:
    """Drag over the bars from one share of their width to another."""
    chart = visitor.page.locator(".st-key-strip-chart")
    expect(chart.locator("svg.marks").first).to_be_visible(timeout=PATIENCE_MS)
    visitor.at_rest()  # what comes above it moves it
    box = chart.bounding_box()
    assert box
    height, steps = box["y"] + 20, 8
    visitor.page.mouse.move(box["x"] + begin * box["width"], height)
    visitor.page.mouse.down()
    for n in range(steps + 1):
        visitor.page.mouse.move(box["x"] + (begin + (end - begin) * n / steps) * box["width"], height)
        visitor.page.wait_for_timeout(30)
    visitor.page.mouse.up()


def test_a_brush_over_the_bars_filters_the_days_and_a_click_beside_it_opens_them_again(visit: Visit) -> None:
    visitor = visit("quarrel", "/")
    whole = visitor.headline()
    drag(visitor, 0.5, 0.95)
    visitor.until(lambda: {"from", "to"} <= visitor.query().keys())
    visitor.until(lambda: visitor.headline() != whole)
    visitor.at_rest()  # the bars are drawn anew
    box = visitor.page.locator(".st-key-strip-chart").bounding_box()
    assert box
    visitor.page.mouse.click(box["x"] + 0.2 * box["width"], box["y"] + 20)
    visitor.until(lambda: visitor.query() == {})
    visitor.wait_for_headline(whole)
    assert visitor.elsewhere == []


def test_time_is_played_on_the_map_which_is_not_loaded_anew(visit: Visit) -> None:
    visitor = visit("quarrel", "/")
    frame = visitor.map()
    frame.evaluate("window.token = 'the same map'")
    expect(visitor.page.get_by_role("button", name="Play")).to_be_visible()  # it hears the key
    visitor.page.keyboard.press("p")
    expect(visitor.page.get_by_role("button", name="Pause")).to_be_visible()
    visitor.page.get_by_role("button", name="Pause").click()
    visitor.until(lambda: "until" in visitor.query())
    assert frame.evaluate("window.token") == "the same map"
    visitor.page.get_by_role("button", name="Whole time").click()
    visitor.until(lambda: visitor.query() == {})
    assert visitor.elsewhere == []


def test_the_address_of_the_picture_is_copied_as_it_stands(visit: Visit) -> None:
    visitor = visit("quarrel", "/?kind=protest")
    visitor.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    address = visitor.at_rest().page.url
    visitor.page.locator(".copy-link").click()
    expect(visitor.page.locator(".copy-link")).to_have_text("Copied")
    assert visitor.page.evaluate("navigator.clipboard.readText()") == address
