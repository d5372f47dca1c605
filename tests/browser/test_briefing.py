"""Views are added to a briefing, put in order, worded, fought over and gone back to, in a browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.visitor import LATE, PATIENCE_MS, Visitor

pytestmark = pytest.mark.browser

Visit = Callable[..., Visitor]

# Below a path of its own, so that what is kept here is on nobody else's shelf.
BASE = "own/decks"
HERE = "[map.getCenter().lat, map.getCenter().lng, map.getZoom()]"

PIXEL = 360 / 256
"""Degrees at zoom 0: a map that is given its size late is moved to whole pixels."""


def add(visitor: Visitor) -> None:
    before = visitor.page.locator(".st-key-frame-add").inner_text()
    visitor.page.get_by_role("button", name="Add this view").click()
    visitor.until(lambda: visitor.page.locator(".st-key-frame-add").inner_text() not in {before, ""})
    expect(visitor.page.locator(".st-key-adding-undo")).to_be_visible()


def look_at(visitor: Visitor, lat: float, lon: float, zoom: int) -> None:
    visitor.map().evaluate(f"map.setView([{lat}, {lon}], {zoom}, {{ animate: false }})")


def stands_at(visitor: Visitor, lat: float, lon: float, zoom: float) -> None:
    """Wait until the map stands there, to the pixel."""
    visitor.until(lambda: visitor.map().evaluate(HERE) == pytest.approx([lat, lon, zoom], abs=PIXEL / 2**zoom))


def leads_to(link: Locator) -> list[float]:
    """Return the place of the map in the address of a link: latitude, longitude and zoom."""
    return place(link.get_attribute("href") or "")


def place(address: str) -> list[float]:
    """Return the place of the map in an address, nothing where all of it is shown."""
    [at] = parse_qs(urlsplit(address).query).get("at", ["fit"])
    return [] if at == "fit" else [float(number) for number in at.split(",")]


def open_briefing(visitor: Visitor) -> None:
    visitor.page.locator(".st-key-frame-pages").get_by_text("Briefing").click()
    expect(cards(visitor).first).to_be_visible(timeout=PATIENCE_MS)


def cards(visitor: Visitor) -> Locator:
    return visitor.page.locator(".st-key-briefing-cards button")


def begun(visit: Visit, *queries: str) -> Visitor:
    """Return somebody with a briefing of a scene for each query, who is on the page Briefing."""
    visitor = visit("small", "/" + queries[0], base=BASE)
    add(visitor)
    for query in queries[1:]:
        deck = visitor.query()["deck"][0]
        visitor.go(f"/{query}&deck={deck}")
        add(visitor)
    open_briefing(visitor)
    return visitor


def title(visitor: Visitor) -> Locator:
    return visitor.page.locator(".st-key-briefing-scene").get_by_label("Title")


def test_a_view_of_the_map_leads_back_to_exactly_where_it_was(visit: Visit) -> None:
    visitor = visit("small", "/?kind=seizure&kind=rocket_or_mortar_attack&incident=c4", base=BASE)
    look_at(visitor, 34.25, 43.5, 8)
    add(visitor)
    look_at(visitor, 30, 50, 5)  # what is done afterwards is no part of it
    open_briefing(visitor)
    expect(cards(visitor)).to_contain_text(["Seizure"])
    expect(visitor.page.locator(".st-key-briefing-scene img")).to_be_visible(timeout=PATIENCE_MS)
    visitor.page.get_by_role("link", name="Go there").click()
    visitor.wait_for_headline("Showing 2 incidents")
    stands_at(visitor, 34.25, 43.5, 8)
    query = visitor.query()
    query.pop("deck")
    assert query == {"kind": ["seizure", "rocket_or_mortar_attack"], "incident": ["c4"]}
    assert place(visitor.page.url) == pytest.approx([34.25, 43.5, 8], abs=PIXEL / 2**8)
    assert [line for line in visitor.complaints if "404" not in line] == []  # Streamlit looks for itself below the page first
    assert visitor.elsewhere == []


def test_a_view_is_added_though_the_map_moves_while_its_place_is_being_told(visit: Visit) -> None:
    visitor = visit(base=BASE)
    visitor.page.add_init_script(LATE)
    visitor.go("/")
    expect(visitor.page.locator(".st-key-filter-kinds button").first).to_be_visible()
    look_at(visitor, 33, 44, 7)
    # The first answer to the press will be of where the map stood, which is not where it stands by then.
    visitor.page.evaluate("window.late = 600")
    visitor.page.get_by_role("button", name="Add this view").click()
    look_at(visitor, 31.5, 47.25, 8)
    expect(visitor.page.locator(".st-key-adding-undo")).to_be_visible()
    open_briefing(visitor)
    expect(cards(visitor)).to_have_count(1)


def test_a_scene_without_a_place_of_the_map_shows_all_of_it(visit: Visit) -> None:
    visitor = begun(visit, "?kind=seizure")
    whole = visit("small", "/?kind=seizure", base=BASE)
    whole.map()
    fitted = whole.at_rest().map().evaluate(HERE)
    look_at(visitor=whole, lat=10, lon=10, zoom=9)
    whole.go("/?kind=seizure&at=fit")
    stands_at(whole, *fitted)
    assert visitor.elsewhere == []


def test_a_scene_takes_the_view_that_was_looked_at_last_with_the_place_of_the_map(visit: Visit) -> None:
    visitor = begun(visit, "?kind=seizure")
    visitor.page.get_by_role("link", name="Go there").click()
    look_at(visitor, 31.5, 46.5, 9)
    open_briefing(visitor)
    visitor.page.get_by_role("button", name="Update to the current view").click()
    there = visitor.page.get_by_role("link", name="Go there")
    visitor.until(lambda: leads_to(there) == pytest.approx([31.5, 46.5, 9], abs=PIXEL / 2**9))
    there.click()
    stands_at(visitor, 31.5, 46.5, 9)


def test_scenes_are_moved_by_keys_and_what_is_typed_is_kept(visit: Visit) -> None:
    visitor = begun(visit, "?kind=seizure", "?kind=bombing")
    cards(visitor).first.click()
    visitor.at_rest()
    expect(title(visitor)).to_have_value("Seizure, 1 May 2031 to 31 May 2031")
    title(visitor).fill("The depot")
    # Pressed while the field has not been left yet: the press leaves it.
    visitor.page.get_by_role("button", name="Duplicate scene").click()
    expect(cards(visitor)).to_have_count(3)
    expect(cards(visitor).nth(0)).to_contain_text("The depot")
    expect(cards(visitor).nth(1)).to_contain_text("The depot")
    # The link to present from here is drawn after the buttons, which hear the keys.
    expect(visitor.page.locator(".present-from")).to_have_attribute("href", re.compile("at=2"))
    visitor.page.keyboard.press("Alt+ArrowDown")
    expect(cards(visitor).nth(1)).to_contain_text("Bombing")
    visitor.page.get_by_role("button", name="Delete scene").click()
    expect(cards(visitor)).to_have_count(2)
    visitor.page.locator(".st-key-briefing-untake button").click()
    expect(cards(visitor)).to_have_count(3)
    expect(cards(visitor).nth(2)).to_contain_text("The depot")


def test_an_added_view_can_be_taken_back_beside_the_map(visit: Visit) -> None:
    visitor = visit("small", "/?kind=seizure", base=BASE)
    add(visitor)
    map_before = visitor.map()
    visitor.page.get_by_role("button", name="Undo").click()
    expect(visitor.page.locator(".st-key-adding-undo")).to_have_count(0)
    assert visitor.map() == map_before
    visitor.page.locator(".st-key-frame-pages").get_by_text("Briefing").click()
    expect(visitor.page.get_by_text("has no scene yet")).to_be_visible(timeout=PATIENCE_MS)


def test_of_two_who_save_one_briefing_the_second_is_shown_both_sides(visit: Visit) -> None:
    first = begun(visit, "?kind=seizure")
    deck = first.query()["deck"][0]
    second = visit("small", f"/briefing?deck={deck}", base=BASE)
    title(second).fill("Theirs, first")
    title(second).press("Enter")
    expect(cards(second)).to_contain_text(["Theirs, first"])
    title(first).fill("Mine, second")
    title(first).press("Enter")
    conflict = first.page.locator(".st-key-briefing-conflict")
    expect(conflict).to_contain_text("Theirs, first", timeout=PATIENCE_MS)
    expect(conflict).to_contain_text("Mine, second")
    first.page.get_by_role("button", name="Keep mine", exact=True).click()
    expect(conflict).to_have_count(0)
    second.go(f"/briefing?deck={deck}")
    expect(cards(second)).to_contain_text(["Mine, second"])


def test_a_briefing_leaves_as_a_file_and_comes_back_and_a_bad_one_is_refused(visit: Visit) -> None:
    visitor = begun(visit, "?kind=seizure")
    visitor.page.get_by_role("button", name="More").click()
    with visitor.page.expect_download() as download:
        visitor.page.get_by_role("button", name="Save as a file").click()
    content = download.value.path().read_bytes()
    file = visitor.page.locator("input[type=file]")
    file.set_input_files(
        {"name": "<img src=x onerror=window.__hit=1>.json", "mimeType": "application/json", "buffer": content[:90]}
    )
    expect(visitor.page.locator(".st-key-briefing-said")).to_contain_text("could not be opened", timeout=PATIENCE_MS)
    assert visitor.page.evaluate("window.__hit ?? null") is None
    before = visitor.query()["deck"]
    file.set_input_files({"name": "again.json", "mimeType": "application/json", "buffer": content})
    expect(visitor.page.locator(".st-key-briefing-said")).to_contain_text("was opened", timeout=PATIENCE_MS)
    assert visitor.query()["deck"] != before
    expect(cards(visitor)).to_contain_text(["Seizure"])
