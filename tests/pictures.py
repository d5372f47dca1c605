"""The pictures in the README: the app on the documents of `seeds`, in a Chromium without a network (`make pictures`)."""

from __future__ import annotations

import io
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from geo import briefing, decks, engine
from geo.settings import Settings, home
from tests import chromium
from tests.browser.conftest import _server
from tests.browser.visitor import Visitor
from tests.conftest import ALONE

FOLDER: Final = home() / "docs" / "pictures"
MOST_BYTES: Final = 300_000
SIZE: Final = {"width": 1280, "height": 800}
DECK: Final = "seeds-demo"

_COLORS: Final = (0, 255, 192, 128)
"""0 for as many as there are."""
_STILL: Final = 3
_STILL_MS: Final = 400
_WAIT_S: Final = 60
_AT_REST: Final = """
    document.querySelector("[data-testid=stApp]").dataset.testScriptState === "notRunning"
    && !!document.querySelector("[data-testid=stSidebar] input")
    && !document.querySelector("[data-testid=stSkeleton], [data-stale=true]")
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """A picture: where it is taken, and what waits until everything on it is drawn."""

    name: str
    path: str
    ready: Callable[[Page, str], None]


def on_the_map(page: Page, address: str) -> None:
    """Wait for the headline, the layers of the map and the words beside it."""
    visitor = Visitor(page, "").go(address)
    visitor.map()
    visitor.until(lambda: page.evaluate(_AT_REST), seconds=_WAIT_S)


def with_a_table(page: Page, address: str) -> None:
    """Wait for the map, and for the table beside it."""
    on_the_map(page, address)
    page.locator("[data-testid=stDataFrame] canvas").first.wait_for()


def in_the_room(page: Page, address: str) -> None:
    """Wait for the slide."""
    page.goto(address)
    while not page.evaluate("document.body.dataset.shown !== undefined"):
        page.wait_for_timeout(50)


SHOTS: Final = (
    Shot(name="map", path="/?at=31.8,46.5,6", ready=on_the_map),
    Shot(name="evidence", path="/?incident={incident}&at=30.5,47.8,8", ready=on_the_map),
    Shot(
        name="ranges",
        path="/ranges?system=Qiam-1&system=Shahab-3&area=near-baghdad&panel=places&at=30.5,43.5,4",
        ready=with_a_table,
    ),
    Shot(name="briefing", path="/present/{deck}?at=1", ready=in_the_room),
)


def taken(page: Page, shot: Shot, address: str) -> bytes:
    """Return the picture once several in a row are the same."""
    shot.ready(page, address)
    same, before = 0, b""
    while same < _STILL:
        page.wait_for_timeout(_STILL_MS)
        now = page.screenshot(animations="disabled", caret="hide")
        same, before = (same + 1 if now == before else 0), now
    return small(before)


def small(content: bytes) -> bytes:
    """Return the picture in as many colors as fit into `MOST_BYTES`."""
    picture = Image.open(io.BytesIO(content)).convert("RGB")
    for colors in _COLORS:
        told = io.BytesIO()
        fewer = picture.quantize(colors=colors, kmeans=2, dither=Image.Dither.NONE) if colors else picture
        fewer.save(told, "PNG", optimize=True)
        if told.tell() <= MOST_BYTES:
            return told.getvalue()
    sys.exit(f"the picture has {told.tell():,} bytes with {_COLORS[-1]} colors; take a smaller part of the page")


def main() -> None:
    """Read the documents, show them, and take each picture that the arguments name, or all."""
    wanted = [shot for shot in SHOTS if not sys.argv[1:] or shot.name in sys.argv[1:]]
    FOLDER.mkdir(exist_ok=True)
    with ExitStack() as stack:
        settings = Settings(build=Path(stack.enter_context(tempfile.TemporaryDirectory())))
        engine.build([settings.seeds], settings)
        deck = briefing.load((settings.data / "decks" / f"{DECK}.json").read_bytes(), DECK)
        decks.open(settings).save(deck)
        words = {"deck": deck.id, "incident": deck.scenes[0].bullets[0].of[0]}
        address = stack.enter_context(_server(settings.build, ""))
        arguments = ["--no-sandbox", "--disable-gpu", "--no-proxy-server", f"--host-resolver-rules={ALONE}"]
        started = stack.enter_context(sync_playwright()).chromium
        browser = stack.enter_context(started.launch(executable_path=chromium.find(), args=arguments))
        for shot in wanted:
            context = browser.new_context(viewport=SIZE, color_scheme="light", reduced_motion="reduce")  # type: ignore[arg-type]  # two numbers
            content = taken(context.new_page(), shot, address + shot.path.format(**words))
            (FOLDER / f"{shot.name}.png").write_bytes(content)
            sys.stderr.write(f"{shot.name}: {len(content):,} bytes\n")
            context.close()


if __name__ == "__main__":
    main()
