"""The map of more incidents than go with a page: asked of the server view by view, with every other host out of reach."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest
from playwright.sync_api import Error, Frame, Route, expect

from tests.browser.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

Visit = Callable[..., Visitor]

FAR = "map.setView([{}, {}], {}, {{animate: false}})"


def drawn(frame: Frame) -> dict[str, object]:
    """Return what the map says of its last drawing."""
    told: dict[str, object] = frame.evaluate("map.atlas.drawn")
    return told


def look(visitor: Visitor, lat: float, lon: float, zoom: int) -> Frame:
    """Look there and wait until the answer for that view is drawn."""
    frame = visitor.map()
    frame.evaluate(FAR.format(lat, lon, zoom))
    frame.wait_for_function("map.getContainer().getAttribute('aria-busy') !== 'true'")
    return frame


@contextmanager
def held(visitor: Visitor) -> Iterator[list[Route]]:
    """Hold back what is asked of the map; afterwards everything is let through."""
    waiting: list[Route] = []
    visitor.page.route("**/api/aggregate?*", lambda route: waiting.append(route))  # noqa: PLW0108  # the method itself is refused
    yield waiting
    visitor.page.unroute("**/api/aggregate?*")
    for route in waiting:
        with suppress(Error):  # what was let through, or given up, is not there any more
            route.continue_()


def test_many_incidents_are_asked_of_the_server_and_none_of_them_goes_with_the_page(visit: Visit) -> None:
    visitor = visit("busy")
    frame = visitor.map()
    told = drawn(frame)
    assert (told["embedded"], told["total"], told["mode"]) == (False, 6000, "clusters")
    assert visitor.markers() < 60
    assert len(frame.evaluate("window.__GLOBAL_DATA__.last_feature_group")) < 8_000
    assert (visitor.complaints, visitor.elsewhere) == ([], [])


def test_fewer_than_three_thousand_in_view_are_drawn_where_they_are(visit: Visit) -> None:
    visitor = visit("busy")
    frame = look(visitor, 33.3, 44.4, 9)
    assert drawn(frame)["mode"] == "places"
    # Place 9 of `busy`, said to a metre.
    assert frame.evaluate(
        "map.atlas.board._source.spots.some(({ lat, lon }) => Math.hypot(lat - 33.324908, lon - 44.491156) < 1e-5)"
    )


def test_a_short_way_asks_for_nothing_new(visit: Visit) -> None:
    visitor = visit("busy")
    frame = look(visitor, 33.3, 44.4, 9)
    asked: list[str] = []
    visitor.page.on("request", lambda request: asked.append(request.url) if "/api/aggregate" in request.url else None)
    frame.evaluate("map.panBy([40, 30], {animate: false})")
    frame.wait_for_timeout(800)
    assert asked == []


def test_the_picture_stays_until_the_next_is_there_and_the_wait_is_a_quiet_line(visit: Visit) -> None:
    visitor = visit("busy")
    frame = look(visitor, 33.3, 44.4, 9)
    with held(visitor) as waiting:
        frame.evaluate(FAR.format(33.3, 44.4, 6))
        visitor.until(lambda: len(waiting) == 1)
        expect(frame.locator(".atlas-busy")).to_have_attribute("aria-busy", "true")
        assert frame.locator(".atlas-keys button").count() > 0
        assert drawn(frame)["mode"] == "places"
    visitor.until(lambda: drawn(frame)["mode"] == "clusters")
    expect(frame.locator(".atlas-busy")).to_have_count(0)


def test_an_answer_that_comes_late_is_dropped(visit: Visit) -> None:
    visitor = visit("busy")
    frame = look(visitor, 33.3, 44.4, 5)
    with held(visitor) as waiting:
        frame.evaluate(FAR.format(36.3, 43.1, 12))
        visitor.until(lambda: len(waiting) == 1)
        frame.evaluate(FAR.format(25, 55, 9))
        visitor.until(lambda: len(waiting) == 2)  # the second question
        before = drawn(frame)["n"]
        waiting[1].continue_()
        visitor.until(lambda: drawn(frame)["n"] != before)
        with suppress(Error):
            waiting[0].continue_()
        frame.wait_for_timeout(700)
        assert frame.locator(".atlas-keys button").count() == 1
        assert drawn(frame)["spots"] == 1


def test_a_failed_question_says_so_in_the_map_and_can_be_asked_again(visit: Visit) -> None:
    visitor = visit("busy")
    frame = look(visitor, 33.3, 44.4, 5)
    visitor.page.route("**/api/aggregate?*", lambda route: route.abort())
    frame.evaluate(FAR.format(33.3, 44.4, 9))
    trouble = frame.get_by_role("alert")
    expect(trouble).to_contain_text("could not be loaded: the server cannot be reached")
    assert frame.locator(".atlas-keys button").count() > 0
    visitor.page.unroute("**/api/aggregate?*")
    trouble.get_by_role("button", name="Try again").click()
    visitor.until(lambda: drawn(frame)["mode"] == "places")
    expect(trouble).to_have_count(0)


def test_the_words_of_the_server_are_shown_and_never_as_code(visit: Visit) -> None:
    visitor = visit("busy")
    frame = look(visitor, 33.3, 44.4, 5)
    words = json.dumps({"message": "it took longer than 2 s <img src=x onerror=window.__hit=1>"})
    visitor.page.route("**/api/aggregate?*", lambda route: route.fulfill(status=503, content_type="application/json", body=words))
    frame.evaluate(FAR.format(33.3, 44.4, 9))
    expect(frame.get_by_role("alert")).to_contain_text("it took longer than 2 s <img")
    assert frame.evaluate("window.__hit") is None


def test_a_newer_snapshot_is_offered(visit: Visit) -> None:
    visitor = visit("busy")
    frame = look(visitor, 33.3, 44.4, 5)
    visitor.page.route("**/api/aggregate?*", lambda route: route.fulfill(status=404, body="{}"))
    frame.evaluate(FAR.format(33.3, 44.4, 9))
    expect(frame.get_by_role("alert")).to_contain_text("newer snapshot")
    expect(frame.get_by_role("button", name="Load it")).to_be_visible()


def test_a_ring_comes_closer_and_lists_what_is_in_it_beside_the_map(visit: Visit) -> None:
    visitor = visit("busy")
    frame = look(visitor, 33.3, 44.4, 5)
    visitor.at_rest()
    frame.locator('.atlas-keys button[aria-label*="incidents"]').first.press("Enter")
    panel = visitor.page.locator(".st-key-map-panel")
    expect(panel).to_contain_text("incidents here")
    expect(panel).to_contain_text("more on the page Table")
    assert visitor.query()["list"][0].startswith("box:")
    visitor.until(lambda: bool(frame.evaluate("map.getZoom() > 5")))


def test_the_number_in_a_ring_is_the_number_in_its_list(visit: Visit) -> None:
    visitor = visit("busy")
    frame = look(visitor, 33.3, 44.4, 9)
    visitor.at_rest()
    frame.locator('.atlas-keys button[aria-label^="2 incidents,"]').first.press("Enter")
    expect(visitor.page.locator(".st-key-map-panel")).to_contain_text("2 incidents here")


def test_a_lone_incident_is_told_by_its_title_and_opens_its_evidence(visit: Visit) -> None:
    visitor = visit("busy", "/?kind=missile_strike&from=2021-01-01&to=2030-12-31&organizations=no")
    assert visitor.headline().startswith("Showing 4")
    visitor = visit("busy")
    frame = look(visitor, 25, 55, 9)
    stop = frame.locator(".atlas-keys button")
    stop.focus()
    expect(frame.locator(".atlas-tip")).to_contain_text("Lonely Rock")


def test_areas_and_countries_lead_to_their_lists(visit: Visit) -> None:
    visitor = visit("busy")
    frame = look(visitor, 31.5, 46.5, 7)
    expect(frame.locator(".atlas-area button")).to_have_text("the Marches: 98")
    frame.locator(".atlas-area button").click()
    panel = visitor.page.locator(".st-key-map-panel")
    expect(panel).to_contain_text("98 incidents here")
    frame.get_by_role("button", name="Iraq: 60, see list").click()
    expect(panel).to_contain_text("60 incidents here")


def test_a_selection_is_marked_without_another_question(visit: Visit) -> None:
    visitor = visit("busy", "/?at=33.3,44.4,5")
    frame = visitor.map()
    pick = visitor.page.locator("[class*=st-key-panel-pick] button").first
    expect(pick).to_be_visible()
    visitor.at_rest()
    frame.wait_for_function("map.getContainer().getAttribute('aria-busy') !== 'true'")
    asked: list[str] = []
    visitor.page.on("request", lambda request: asked.append(request.url) if "/api/aggregate" in request.url else None)
    pick.click()
    visitor.until(lambda: "incident" in visitor.query())
    visitor.until(lambda: bool(frame.evaluate("map.atlas.board._shown.some((shown) => shown.marked)")))
    # The selection may lie outside the view; then the map goes there, and asks.
    inside = frame.evaluate("map.getBounds().pad(0.2).contains(L.latLng(33.3, 44.4))")
    assert asked == [] or not inside


def test_a_filter_changes_the_picture_and_loads_no_new_map(visit: Visit) -> None:
    visitor = visit("busy")
    frame = look(visitor, 33.3, 44.4, 5)
    frame.evaluate("window.token = 'the same map'")
    before = drawn(frame)["total"]
    visitor.page.locator(".st-key-filter-kinds button").filter(has_text="Cyber").click()
    visitor.until(lambda: drawn(visitor.map())["total"] != before)
    assert visitor.map().evaluate("[window.token, map.getZoom()]") == ["the same map", 5]


def test_few_are_left_by_a_filter_and_go_with_the_page(visit: Visit) -> None:
    visitor = visit("busy", "/?kind=cyber")
    told = drawn(visitor.map())
    assert (told["embedded"], told["total"]) == (True, 428)


@pytest.mark.faults
def test_the_question_goes_to_the_path_of_a_shared_host(visit: Visit) -> None:
    visitor = visit("busy", base="briefing/room1")
    assert drawn(visitor.map())["embedded"] is False
    assert visitor.complaints == []
