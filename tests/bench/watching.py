"""What a visitor sees of the map and when, in a Chromium that reaches no other host."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests import chromium

_PICTURE = "map.atlas && map.atlas.drawn ? [map.atlas.drawn.n, map.atlas.drawn.at, map.atlas.drawn.total] : [0, 0, 0]"


@contextmanager
def browsing(*more: str) -> Iterator[Browser]:
    """Open the machine's own Chromium, which draws without a GPU, with more arguments if there are any."""
    arguments = [
        *more,
        "--no-sandbox",
        "--disable-gpu",
        "--no-proxy-server",
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    ]
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=chromium.find(), args=arguments)
        yield browser
        browser.close()


def window(browser: Browser) -> Page:
    """Open a window of a browser that has not been here before."""
    return browser.new_page(viewport={"width": 1280, "height": 720})


def now(page: Page) -> float:
    """Return the time of the page in ms."""
    at: float = page.evaluate("performance.timeOrigin + performance.now()")
    return at


def frame(page: Page) -> Any:  # noqa: ANN401  # a frame, once there is one
    """Return the frame of the map; None while there is none."""
    return next((frame for frame in page.frames if "streamlit_folium" in frame.url), None)


def picture(page: Page) -> tuple[int, float, int]:
    """Return the number of the picture that is shown, when it was drawn in ms, and of how many incidents."""
    found = frame(page)
    number, at, total = found.evaluate(f"window.map ? ({_PICTURE}) : [0, 0, 0]") if found else (0, 0, 0)
    return number, at, total


def drawn(page: Page, after: int = 0, true: Callable[[int], bool] = bool) -> float:
    """Wait for a picture later than number `after`; return when it was drawn, in ms."""
    end = time.monotonic() + 120
    while time.monotonic() < end:
        number, at, total = picture(page)
        if number > after and true(total):
            return at
        page.wait_for_timeout(20)
    return pytest.fail("the map was not drawn within two minutes")


def first_map(page: Page, address: str) -> float:
    """Return the seconds from an address to the first picture of the map."""
    page.goto(address, wait_until="commit")
    at = drawn(page)
    begun: float = page.evaluate("performance.timeOrigin")  # when the browser set out for it
    return (at - begun) / 1000


def clicks(page: Page, count: int = 8) -> list[float]:
    """Return the seconds from clicks on kinds of the filter to the picture of what is left."""
    pills = page.locator(".st-key-filter-kinds button")
    pills.first.wait_for(timeout=60_000)
    page.wait_for_timeout(4_000)
    times = []
    for n in range(count):
        number, _, before = picture(page)
        begun = now(page)
        pills.nth(n).click()
        times.append((drawn(page, number, lambda total, before=before: total != before) - begun) / 1000)  # type: ignore[misc]
        page.wait_for_timeout(1_500)
    return times


def pans(page: Page, count: int = 8) -> list[float]:
    """Return the seconds from the end of a pan to the picture of what is in view then."""
    times = []
    for n in range(count):
        number, *_ = picture(page)
        begun = frame(page).evaluate(
            f"(map.panBy([{400 if n % 2 else -400}, 0], {{animate: false}}), performance.timeOrigin + performance.now())"
        )
        times.append((drawn(page, number) - begun) / 1000)
        page.wait_for_timeout(500)
    return times
