"""Somebody at the app: what they see and do, and what their browser noticed."""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Frame, Page, expect

PATIENCE_MS = 20_000
expect.set_options(timeout=PATIENCE_MS)

_STILL = 5
"""Looks at a page that find it unchanged, a tenth of a second apart, before it is at rest."""

CALM = '.stApp[data-test-script-state="notRunning"][data-test-connection-state="CONNECTED"]'
"""The app while nothing is run for it."""

_TO_COME = ".waiting, [data-testid*=Skeleton]"
"""What stands where something else will: the page behind its first map, and what the browser has not loaded the script of."""

_LOOK = "([calm, toCome]) => (document.querySelector(toCome) ? null : document.querySelector(calm)?.innerHTML)"

LATE = """
    const listen = WebSocket.prototype.addEventListener;
    WebSocket.prototype.addEventListener = function (kind, heard, ...rest) {
      listen.call(this, kind, kind === "message" ? (event) => setTimeout(() => heard(event), window.late || 0) : heard, ...rest);
    };
    """
"""What the server says comes late, by `window.late` milliseconds."""


class Visitor:
    """One window on the app."""

    def __init__(self, page: Page, address: str) -> None:
        """Watch the page from before its first request."""
        self.page = page
        self.address = address
        self.complaints: list[str] = []
        self.elsewhere: list[str] = []
        page.set_default_timeout(PATIENCE_MS)
        page.on("console", lambda message: self.complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: self._note(request.url))

    def _note(self, url: str) -> None:
        if not url.startswith(("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:", "about:")):
            self.elsewhere.append(url)

    def go(self, path: str) -> Visitor:
        """Open a path and wait for the headline."""
        self.page.goto(self.address + path)
        expect(self.page.locator(".st-key-frame-headline")).to_contain_text("undated", timeout=PATIENCE_MS)
        return self

    def headline(self) -> str:
        """Return the headline on one line."""
        told_in = "[...row.children].filter((part) => !part.querySelector('.copy-link'))"
        read = f"(row) => {told_in}.map((part) => part.textContent).join('')"
        told: str = self.page.locator(".st-key-frame-headline").evaluate(read)
        return told.replace("\u200b", "")

    def wait_for_headline(self, beginning: str) -> None:
        """Wait until the headline begins with this."""
        self.until(lambda: self.headline().startswith(beginning))

    def until(self, true: Any, seconds: float = PATIENCE_MS / 1000) -> None:  # noqa: ANN401  # whatever is true or false
        """Wait until something is true."""
        end = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < end, f"waited {seconds} s in vain; the headline is {self.headline()!r}"
            self.page.wait_for_timeout(50)

    def at_rest(self) -> Visitor:
        """Wait until nothing is run for the page, nothing of it is to come, and it has not changed for half a second."""
        seen: list[str | None] = []

        def still() -> bool:
            seen.append(self.page.evaluate(_LOOK, [CALM, _TO_COME]))
            self.page.wait_for_timeout(50)
            return seen[-1] is not None and len(seen) > _STILL and len(set(seen[-_STILL:])) == 1

        self.until(still)
        return self

    def map(self) -> Frame:
        """Return the frame of the map once its layers are drawn."""
        found: list[Frame] = []

        def drawn() -> bool:
            found[:] = [frame for frame in self.page.frames if "streamlit_folium" in frame.url]
            return bool(found) and bool(found[0].evaluate("!!(window.map && map.atlas && map.atlas.drawn)"))

        self.until(drawn)
        return found[0]

    def markers(self) -> int:
        """Return how many markers can be reached on the map."""
        return self.map().locator(".atlas-keys button").count()

    def query(self) -> dict[str, list[str]]:
        """Return the query in the address bar, without where the map stands."""
        query = parse_qs(urlsplit(self.page.url).query)
        query.pop("at", None)
        return query
