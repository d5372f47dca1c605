"""What documents cannot do to those who read them."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import expect

from geo.server import HEADERS
from tests.app.world import ATTACKS
from tests.browser.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.faults]

Visit = Callable[..., Visitor]


def _executed(visitor: Visitor) -> list[object]:
    return [hit for frame in visitor.page.frames if (hit := frame.evaluate("window.__hit ?? null")) is not None]


def test_every_attack_is_shown_literally_on_the_map_and_does_nothing(visit: Visit) -> None:
    visitor = visit("hostile")
    frame = visitor.map()
    frame.evaluate("map.setView([33, 45], 5, {animate: false})")
    keys = frame.locator(".atlas-keys button")
    visitor.until(lambda: keys.count() > 0)
    for n in range(keys.count()):
        keys.nth(n).focus()
        expect(frame.locator(".atlas-tip").first).to_be_visible()
    assert _executed(visitor) == []
    assert visitor.complaints == []
    assert visitor.elsewhere == []


def test_an_attack_in_the_evidence_is_read_as_it_was_written(visit: Visit) -> None:
    visitor = visit("hostile")
    visitor.map()
    panel = visitor.page.locator(".st-key-map-panel")
    for n, attack in enumerate(ATTACKS):
        visitor.page.locator(f".st-key-panel-pick-a{n} button").click()
        expect(panel.locator(".said").first).to_contain_text(f"Rockets {attack} hit Calder.")
        assert attack in (panel.locator("h4").first.text_content() or "")
        assert panel.locator("a[href^='javascript'], img, form, iframe, style").count() == 0, attack
        visitor.page.get_by_role("button", name="Back to the list").click()
    assert _executed(visitor) == []
    assert visitor.complaints == []
    assert visitor.elsewhere == []


@pytest.mark.parametrize(
    "path", ["/sources", "/table", "/sources?document=d9attack0007", "/?list=unmapped", "/?text=%7B%7B7*7%7D%7D"]
)
def test_no_page_lets_a_document_do_anything(visit: Visit, path: str) -> None:
    visitor = visit("hostile", path)
    if path.startswith("/?"):
        visitor.map()
    visitor.at_rest()
    assert _executed(visitor) == []
    assert visitor.elsewhere == []
    assert [line for line in visitor.complaints if "404" not in line] == []


def test_every_response_carries_the_policy(served: Callable[[str], str]) -> None:
    for path in ("/", "/sources", "/_stcore/health", "/app/static/frame.js", "/component/streamlit_folium.st_folium/nothing"):
        headers = httpx.get(served("small") + path, timeout=5, trust_env=False).headers
        assert {name: headers[name] for name in HEADERS} == dict(HEADERS), path
