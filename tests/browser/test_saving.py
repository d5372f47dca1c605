"""Saving in a browser: a table at once, the map as it stands beside the page, below a path too."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser


def choose(sight: Visitor, form: str) -> None:
    """Open the menu and press a form."""
    sight.page.locator(".st-key-frame-save").get_by_role("button", name="Save").click()
    sight.page.locator(".st-key-saving-forms button").filter(has_text=form).first.click()


def test_a_small_file_comes_at_the_press_of_its_button(served: Callable[..., str], browser: Browser, tmp_path: Path) -> None:
    with browser.new_context(viewport={"width": 1280, "height": 720}) as context:
        sight = Visitor(context.new_page(), served("small")).go("/table")
        with sight.page.expect_download() as waiting:
            choose(sight, "CSV for spreadsheets")
        waiting.value.save_as(tmp_path / "a.csv")
        assert waiting.value.suggested_filename == "incidents.csv"
        assert len((tmp_path / "a.csv").read_text().splitlines()) == 6
        assert sight.elsewhere == []


@pytest.mark.parametrize("base", ["", pytest.param("maps/room1", marks=pytest.mark.faults)])
def test_the_map_as_it_stands_is_drawn_and_taken(served: Callable[..., str], browser: Browser, tmp_path: Path, base: str) -> None:
    with browser.new_context(viewport={"width": 1280, "height": 720}) as context:
        sight = Visitor(context.new_page(), served("small", base)).go("/?at=33.3,44.4,9")
        sight.map()
        choose(sight, "Picture")
        link = sight.page.locator(".saved-link")
        expect(link).to_have_text("incidents.png", timeout=60_000)
        with sight.page.expect_download() as waiting:
            link.click()
        waiting.value.save_as(tmp_path / "a.png")
        assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")
        sight.page.keyboard.press("Escape")
        sight.page.get_by_role("button", name="Close").click()
        expect(link).to_have_count(0)
