"""The path of a visitor through the map, with every other host out of reach."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.visitor import LATE, Visitor

pytestmark = pytest.mark.browser

Visit = Callable[..., Visitor]

ALL = "Showing 5 incidents from 1 May 2031 to 3 Jun 2031, 6 claims in 2 documents; 1 not on the map, 2 undated"


def test_the_map_is_drawn_without_a_complaint_and_without_the_network(visit: Visit) -> None:
    visitor = visit()
    frame = visitor.map()
    expect(frame.locator("canvas.leaflet-tile").first).to_be_visible()
    expect(frame.locator(".leaflet-control-scale")).to_be_visible()
    expect(frame.locator(".atlas-legend")).to_be_visible()
    visitor.until(lambda: visitor.markers() > 0)
    assert visitor.headline() == ALL
    assert visitor.complaints == []
    assert visitor.elsewhere == []


def test_a_marker_opens_its_evidence(visit: Visit) -> None:
    visitor = visit(path="/?kind=seizure")
    frame = visitor.map()
    visitor.at_rest()  # what comes with the run after the first map moves it
    box = frame.locator(".atlas-keys button").first.bounding_box()
    assert box is not None
    visitor.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    panel = visitor.page.locator(".st-key-map-panel")
    expect(panel).to_contain_text("Fighters seized the Harrow depot in May, officials said.")
    expect(panel.locator("mark").first).to_have_attribute("data-field", "place")
    assert visitor.query() == {"kind": ["seizure"], "incident": ["c4"]}


def test_several_at_one_place_open_their_list(visit: Visit) -> None:
    visitor = visit()
    frame = visitor.map()
    frame.evaluate("map.setView([33.3, 44.4], 4, {animate: false})")
    visitor.at_rest()
    frame.locator(".atlas-keys button").first.press("Enter")
    expect(visitor.page.locator(".st-key-map-panel")).to_contain_text("Pick one to see its evidence")


def test_a_filter_changes_map_headline_and_address_and_loads_no_new_map(visit: Visit) -> None:
    visitor = visit()
    frame = visitor.map()
    frame.evaluate("window.token = 'the same map'; map.setView([33, 44], 6, {animate: false})")
    before = visitor.map().evaluate("window.__GLOBAL_DATA__.last_feature_group")
    visitor.page.locator(".st-key-filter-kinds button").filter(has_text="Seizure").click()
    visitor.wait_for_headline("Showing 1 incident from 1 May 2031")
    visitor.until(lambda: visitor.map().evaluate("window.__GLOBAL_DATA__.last_feature_group") != before)
    assert visitor.query() == {"kind": ["seizure"]}
    assert visitor.map().evaluate("[window.token, map.getZoom(), Math.round(map.getCenter().lat)]") == ["the same map", 6, 33]


def test_back_and_forward_walk_through_the_filters(visit: Visit) -> None:
    visitor = visit()
    visitor.map()
    visitor.page.locator(".st-key-filter-kinds button").filter(has_text="Seizure").click()
    visitor.wait_for_headline("Showing 1 incident")
    visitor.page.go_back()
    visitor.wait_for_headline("Showing 5 incidents")
    visitor.page.go_forward()
    visitor.wait_for_headline("Showing 1 incident")


def test_a_pasted_address_restores_the_picture(visit: Visit) -> None:
    visitor = visit()
    frame = visitor.map()
    frame.evaluate("map.setView([34, 43], 7, {animate: false})")
    visitor.page.locator(".st-key-filter-kinds button").filter(has_text="Seizure").click()
    visitor.wait_for_headline("Showing 1 incident")
    visitor.page.get_by_role("button", name="Seizure, Harrow depot").click()
    panel = ".st-key-map-panel"
    expect(visitor.page.locator(panel)).to_contain_text("Fighters seized")
    visitor.until(lambda: "at=34" in visitor.page.url and "incident=c4" in visitor.page.url)
    other = visit(path=visitor.page.url.removeprefix(visitor.address))
    other.wait_for_headline("Showing 1 incident")
    expect(other.page.locator(panel)).to_contain_text("Fighters seized")
    assert other.map().evaluate("[Math.round(map.getCenter().lat), map.getZoom()]") == [34, 7]


def test_a_link_in_the_headline_opens_its_list(visit: Visit) -> None:
    visitor = visit()
    visitor.page.get_by_role("button", name="1 not on the map").first.click()
    expect(visitor.page.locator(".st-key-map-panel")).to_contain_text("No more than the country is said")
    assert visitor.query() == {"list": ["unmapped"]}


def test_a_link_in_the_headline_leads_to_its_list_from_elsewhere(visit: Visit) -> None:
    visitor = visit(path="/table")
    visitor.page.get_by_role("link", name="2 undated").click()
    expect(visitor.page.locator(".st-key-map-panel")).to_contain_text("No day can be told from what is said")
    assert visitor.query() == {"list": ["undated"]}


def test_the_filter_goes_along_to_the_other_pages(visit: Visit) -> None:
    visitor = visit(path="/?kind=seizure")
    visitor.page.locator(".st-key-frame-pages").get_by_role("link", name="Table").click()
    visitor.page.wait_for_url("**/table?kind=seizure*")
    visitor.wait_for_headline("Showing 1 incident")
    visitor.page.locator(".st-key-frame-pages").get_by_role("link", name="Map").click()
    visitor.wait_for_headline("Showing 1 incident")
    visitor.until(lambda: visitor.markers() == 1)


def test_a_link_leads_to_its_page_whatever_else_is_asked_for_at_once(visit: Visit) -> None:
    visitor = visit()
    visitor.page.add_init_script(LATE)
    visitor.go("/")
    visitor.map()
    expect(visitor.page.locator(".st-key-filter-kinds button").first).to_be_visible()
    # What is asked for before the new page begins names the old one, and Streamlit runs what was asked for last.
    visitor.page.evaluate(
        """() => {
          window.late = 400;
          const press = () => setTimeout(() => document.querySelector(".st-key-filter-kinds button").click(), 20);
          document.querySelector(".st-key-frame-pages a[href^='table']").addEventListener("click", press, { once: true });
        }"""
    )
    visitor.page.locator(".st-key-frame-pages").get_by_role("link", name="Table").click()
    visitor.page.wait_for_url("**/table?kind=*")
    visitor.wait_for_headline("Showing 1 incident")
    visitor.page.wait_for_timeout(3000)
    expect(visitor.page.get_by_text("Pick a row to see its evidence here.")).to_be_visible()


def test_a_sentence_is_opened_in_its_document(visit: Visit) -> None:
    visitor = visit(path="/?incident=c4")
    visitor.page.get_by_role("link", name="Open the document at the sentence").click()
    visitor.page.wait_for_url("**/sources?*")
    here = visitor.page.locator(".paper .here")
    expect(here).to_contain_text("Fighters seized")
    expect(here).to_be_in_viewport()


def test_the_keyboard_reaches_the_filter_and_the_markers(visit: Visit) -> None:
    visitor = visit()
    frame = visitor.map()
    expect(visitor.page.locator(".st-key-filter-text")).to_be_visible()
    visitor.at_rest()  # what is drawn anew loses the focus
    reached = set()
    for _ in range(60):
        visitor.page.keyboard.press("Tab")
        reached.add(
            visitor.page.evaluate(
                "document.activeElement.closest('[class*=st-key-filter]')?.className.match(/st-key-(\\S+)/)[1] ?? ''"
            )
        )
        reached.add(frame.evaluate("document.activeElement.closest('.atlas-keys') ? 'marker' : ''"))
    assert {"filter-text", "filter-kinds", "filter-first", "filter-actors", "marker"} <= reached


def test_a_ring_is_drawn_with_its_caveat(visit: Visit) -> None:
    visitor = visit()
    visitor.map()
    visitor.page.get_by_role("tab", name="Range rings").click()
    visitor.page.get_by_role("button", name="Draw the ring").click()
    expect(visitor.page.locator(".st-key-map-caveat")).to_contain_text("Range is not intent or accuracy")
    assert "ring" in visitor.query()
    assert visitor.complaints == []


def test_the_map_is_lit_as_the_page_is(visit: Visit) -> None:
    visitor = visit(theme="dark")
    expect(visitor.map().locator(".atlas-dark")).to_be_visible()


def test_the_app_works_below_a_path_of_a_shared_host(visit: Visit) -> None:
    visitor = visit(base="briefing/room1")
    visitor.until(lambda: visitor.markers() > 0)
    visitor.page.locator(".st-key-frame-pages").get_by_role("link", name="Table").click()
    visitor.page.wait_for_url("**/briefing/room1/table")
    visitor.until(lambda: visitor.headline() == ALL)
    assert visitor.complaints == []
    assert visitor.elsewhere == []
