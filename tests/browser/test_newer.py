"""An open page, and a build that is published while somebody looks at it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, expect

from geo import store
from geo.settings import Settings
from geo.ui.newer import EVERY_S
from tests.app import quarrel, world
from tests.browser.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.faults]


def test_new_data_is_told_without_a_click_and_shown_without_losing_the_view(
    browser: Browser, serving: Callable[[Path], str], tmp_path: Path
) -> None:
    world.publish(world.world(), tmp_path)
    with browser.new_context(viewport={"width": 1280, "height": 720}) as context:
        visitor = Visitor(context.new_page(), serving(tmp_path)).go("/?from=2031-05-02")
        visitor.map()
        expect(visitor.page.locator(".st-key-filter-text")).to_be_visible()
        visitor.at_rest()  # a run after the data is published would show it unasked
        visitor.map().evaluate("map.setView([31.5, 47.25], 7, {animate: false})")
        visitor.until(lambda: "at" in parse_qs(urlsplit(visitor.page.url).query))
        before, address = visitor.headline(), visitor.page.url

        store.publish(quarrel.quarrel(), Settings(build=tmp_path))
        show = visitor.page.get_by_role("button", name="Show it")
        expect(show).to_be_visible(timeout=(EVERY_S + 15) * 1000)
        assert visitor.headline() == before

        show.click()
        expect(visitor.page.get_by_text("This is the new data")).to_be_visible()
        visitor.until(lambda: visitor.headline() != before)
        expect(show).to_have_count(0)
        assert visitor.page.url == address
        at = visitor.map().evaluate("[map.getCenter().lat, map.getCenter().lng, map.getZoom()]")
        assert at == pytest.approx([31.5, 47.25, 7], abs=0.01)
        assert visitor.complaints == []
