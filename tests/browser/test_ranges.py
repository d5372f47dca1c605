"""The page Ranges in a browser: bands on the map, a click that asks who reaches there, and files to take away."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Frame, expect

from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser

Visit = Callable[..., Visitor]

BANDS: Final = "/ranges?system=Zolfaghar&system=Fateh-110&area=kermanshah"
SLOW_MS: Final = 90_000
"""The towns of the gazetteer are read when they are first asked for."""


EDGES: Final = "Object.values(map._layers).filter((l) => l.options.pane === 'atlas-lines' && l.options.smoothFactor === 0)"
FILLS: Final = "Object.values(map._layers).filter((l) => l.options.pane === 'atlas-fills' && l.options.smoothFactor === 0)"


def lines(frame: Frame) -> int:
    """Return how many edges of bands are drawn."""
    return int(frame.evaluate(f"{EDGES}.length"))


def click(visitor: Visitor, frame: Frame, lat: float, lon: float) -> None:
    """Click the map at a position, on a page that is at rest."""
    frame.evaluate(f"map.setView([{lat}, {lon}], 6, {{animate: false}})")
    visitor.at_rest()
    box = frame.locator("#map_div").bounding_box()
    assert box is not None
    visitor.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def test_bands_are_drawn_named_and_explained_without_the_network(visit: Visit) -> None:
    visitor = visit(path=BANDS)
    frame = visitor.map()
    visitor.until(lambda: lines(frame) == 4)
    named = {"Zolfaghar, 700 to 750 km", "Fateh-110, 193 to 300 km"}
    visitor.until(lambda: named <= set(frame.locator(".atlas-label span").all_inner_texts()))
    expect(frame.locator(".atlas-bands")).to_contain_text("Ranges")
    expect(visitor.page.locator(".st-key-map-caveat")).to_contain_text(
        "Range is not intent or accuracy. Launch area Kermanshah (IR)"
    )
    # Streamlit asks for its own files below the address of the page first, where they are not.
    assert {told for told in visitor.complaints if "404" not in told} == set()
    assert visitor.elsewhere == []


def test_fills_lie_in_one_pane_that_is_transparent_as_a_whole(visit: Visit) -> None:
    visitor = visit(path=BANDS)
    frame = visitor.map()
    assert frame.evaluate("map.getPane('atlas-fills').style.opacity") == "0.22"
    visitor.until(lambda: frame.evaluate(f"{FILLS}.length") == 12)


def test_what_only_its_owner_claims_is_dashed(visit: Visit) -> None:
    visitor = visit(path="/ranges?system=Dezful&area=kermanshah")
    frame = visitor.map()
    visitor.until(lambda: set(frame.evaluate(f"{EDGES}.map((l) => l.options.dashArray)")) == {"6 5"})


def test_a_click_on_the_map_asks_who_reaches_there_and_stands_in_the_address(visit: Visit) -> None:
    visitor = visit(path=BANDS)
    frame = visitor.map()
    click(visitor, frame, 35.69, 51.42)
    panel = visitor.page.locator(".st-key-ranges-panel")
    expect(panel).to_contain_text("pairs of a system and an area reach it for sure", timeout=SLOW_MS)
    expect(panel).to_contain_text("Tehran (IR)")
    visitor.until(lambda: visitor.query().get("panel") == ["place"])
    lat, lon = map(float, visitor.query()["spot"][0].split(","))
    assert (lat, lon) == (pytest.approx(35.69, abs=0.05), pytest.approx(51.42, abs=0.05))
    visitor.page.get_by_role("button", name="Launch from here").click()
    visitor.until(lambda: len(visitor.query().get("area", [])) == 2)
    visitor.until(lambda: lines(visitor.map()) == 8)


def test_a_click_of_a_tool_asks_nothing(visit: Visit) -> None:
    visitor = visit(path=BANDS)
    frame = visitor.map()
    frame.evaluate("map.atlas.tool = 'measure'")
    click(visitor, frame, 20, 55)
    visitor.page.wait_for_timeout(1500)
    assert "spot" not in visitor.query()
    frame.evaluate("map.atlas.tool = null")
    click(visitor, frame, 20, 55)
    visitor.until(lambda: "spot" in visitor.query())


def test_an_incident_that_is_picked_is_the_place_that_is_asked_about(visit: Visit) -> None:
    visitor = visit(path=f"{BANDS}&kind=seizure")
    visitor.map()
    visitor.at_rest()
    visitor.map().locator(".atlas-keys button").first.press("Enter")
    visitor.until(lambda: visitor.query().get("spot") == ["34.6000,43.7000"])
    assert visitor.query()["incident"] == ["c4"]


def test_places_in_reach_are_listed_and_the_map_stays_the_same(visit: Visit) -> None:
    visitor = visit(path=BANDS)
    visitor.map().evaluate("window.token = 'the same map'")
    visitor.page.get_by_role("radio", name="In reach").or_(visitor.page.get_by_role("button", name="In reach")).first.click()
    expect(visitor.page.locator(".st-key-ranges-panel")).to_contain_text("people within reach for sure", timeout=SLOW_MS)
    assert visitor.map().evaluate("window.token") == "the same map"
    assert visitor.query() == {"system": ["Zolfaghar", "Fateh-110"], "area": ["kermanshah"], "panel": ["places"]}


def test_the_bands_can_be_taken_away_in_every_form(visit: Visit, tmp_path: Path) -> None:
    visitor = visit(path=BANDS)
    visitor.map()
    visitor.page.get_by_text("Take away").click()
    for form in ("GeoJSON", "KML", "PNG", "SVG"):
        with visitor.page.expect_download(timeout=SLOW_MS) as waiting:
            visitor.page.get_by_role("button", name=form, exact=True).click()
        waiting.value.save_as(tmp_path / form)
    assert len(json.loads((tmp_path / "GeoJSON").read_text(encoding="utf-8"))["features"]) == 4
    assert "<kml" in (tmp_path / "KML").read_text(encoding="utf-8")
    assert (tmp_path / "PNG").read_bytes().startswith(b"\x89PNG")
    assert "<svg" in (tmp_path / "SVG").read_text(encoding="utf-8")


def test_a_minimum_range_leaves_a_hole(visit: Visit) -> None:
    visitor = visit(path="/ranges?system=own:Kite;300;300;100;me&area=kermanshah")
    frame = visitor.map()
    visitor.until(lambda: set(frame.evaluate(f"{FILLS}.map((l) => l.getLatLngs()[0].length)")) == {2})
    expect(frame.locator(".atlas-bands")).to_contain_text("too near to hit")
