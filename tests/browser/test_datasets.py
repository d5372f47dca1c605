"""A file is brought, seen, imported, found on the map and taken away again, in a browser; what stands in it does nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import FilePayload, expect

from tests.app.world import ATTACKS
from tests.browser.visitor import PATIENCE_MS, Visitor
from tests.test_imports import acled

pytestmark = pytest.mark.browser

Visit = Callable[..., Visitor]

# Each below a path of its own, so that what is imported here is in nobody else's picture.
SETS = "own/sets"
ATTACKED = "own/attacked"


def payload(content: str, name: str) -> FilePayload:
    return FilePayload(name=name, mimeType="text/csv", buffer=content.encode())


def bring(visitor: Visitor, content: str, name: str) -> None:
    visitor.page.locator("input[type=file]").set_input_files(payload(content, name))
    expect(visitor.page.get_by_text("as they would be read")).to_be_visible(timeout=PATIENCE_MS)


def executed(visitor: Visitor) -> list[object]:
    return [hit for frame in visitor.page.frames if (hit := frame.evaluate("window.__hit ?? null")) is not None]


def test_a_file_is_brought_seen_imported_found_and_removed(visit: Visit) -> None:
    visitor = visit("small", "/datasets", base=SETS)
    page = visitor.page
    bring(visitor, acled({}, {}, {"latitude": "x"}), "calder.csv")
    expect(page.get_by_text("1 row of them would be left out")).to_be_visible()
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_text("are the data set calder; 2 have a position.")).to_be_visible(timeout=2 * PATIENCE_MS)
    visitor.wait_for_headline("Showing 7 incidents")
    card = page.locator(".st-key-holdings-calder")
    expect(card).to_contain_text("nobody else may be given the rows")
    card.get_by_text("Show it on the map").click()
    visitor.wait_for_headline("Showing 2 incidents")
    assert visitor.query()["dataset"] == ["calder"]
    visitor.go("/datasets")
    card.get_by_role("button", name="Remove").click()
    card.get_by_role("button", name="Remove it").click()
    expect(page.get_by_text("There is no data set yet")).to_be_visible(timeout=PATIENCE_MS)
    visitor.wait_for_headline("Showing 5 incidents")
    assert [line for line in visitor.complaints if "404" not in line] == []  # Streamlit looks for itself below the page first
    assert visitor.elsewhere == []


@pytest.mark.faults
def test_what_stands_in_a_file_and_in_its_name_does_nothing(visit: Visit) -> None:
    visitor = visit("small", "/datasets", base=ATTACKED)
    changes = [dict.fromkeys(("notes", "location", "actor1", "source", "admin1"), attack) for attack in ATTACKS]
    bring(visitor, acled(*changes, {"latitude": ATTACKS[2]}), "../../<img src=x onerror=window.__hit=1>.csv")
    visitor.page.get_by_role("button", name="Import", exact=True).click()
    expect(visitor.page.get_by_text("have a position.")).to_be_visible(timeout=2 * PATIENCE_MS)
    visitor.at_rest()
    assert visitor.page.locator(".stMain img").count() == 0
    visitor.page.locator("[class*='st-key-holdings-']").get_by_text("Show it on the map").first.click()
    visitor.wait_for_headline(f"Showing {len(ATTACKS)} incidents")
    visitor.map()
    visitor.at_rest()
    assert executed(visitor) == []
    assert visitor.elsewhere == []
