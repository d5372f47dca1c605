"""The pages Disagreements, Actors, Timeline and Quality in a browser that reaches no other host."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser

Visit = Callable[..., Visitor]

_PARTS = "[class*='-stage '], [class*='-panel ']"


def quiet(visitor: Visitor) -> None:
    """See that nothing was asked for elsewhere and nothing complained; Streamlit asks each page for a health that only / has."""
    assert visitor.elsewhere == []
    assert [line for line in visitor.complaints if "404" not in line] == []


def mark(visitor: Visitor, chart: str, label: str) -> Locator:
    """Return the first mark of a chart that says this, once the chart has been drawn and hears what is pressed."""
    visitor.at_rest()
    return visitor.page.locator(f".st-key-{chart} svg.marks [aria-label*='{label}']").first


def test_a_side_of_a_contradiction_leads_to_its_evidence_and_to_the_map(visit: Visit) -> None:
    visitor = visit("quarrel", "/disagreements")
    visitor.page.locator(".st-key-disagreements-field").get_by_text("status 1").click()
    expect(visitor.page.locator(".st-key-disagreements-stage")).to_contain_text("1 incident, the weightiest first")
    visitor.page.locator(".st-key-disagreements-pick-q0 button").first.click()
    panel = visitor.page.locator(".st-key-disagreements-panel")
    expect(panel).to_contain_text("status: Denied; others say Reported")
    assert visitor.query() == {"incident": ["q0"], "field": ["status"]}
    panel.get_by_role("link", name="Show on the map").click()
    visitor.page.wait_for_url("**/?incident=q0*")
    quiet(visitor)


def test_a_cell_of_the_matrix_opens_its_incidents_and_the_back_button_closes_them(visit: Visit) -> None:
    visitor = visit("quarrel", "/actors")
    mark(visitor, "actors-chart", "to whom: River Front; who did it: Orrin Army").click(force=True)
    expect(visitor.page.locator(".st-key-actors-panel")).to_contain_text("Orrin Army → River Front")
    assert visitor.query() == {"who": ["orrin-army"], "whom": ["front"]}
    visitor.page.go_back()
    expect(visitor.page.locator(".st-key-actors-panel")).to_contain_text("those in most incidents first")
    quiet(visitor)


def test_a_node_of_the_graph_opens_its_actor_time_after_time(visit: Visit) -> None:
    visitor = visit("quarrel", "/actors?as=graph")
    panel = visitor.page.locator(".st-key-actors-panel h3")
    for name in ("River Front", "police", "Velmia"):
        mark(visitor, "actors-chart", f"who: {name}").click(force=True)
        expect(panel).to_have_text(name)
    quiet(visitor)


def test_a_symbol_of_time_opens_its_evidence_and_a_key_the_next(visit: Visit) -> None:
    visitor = visit("quarrel", "/timeline")
    mark(visitor, "timeline-chart", "incident: Protest, Calder").click(force=True)
    said = visitor.page.locator(".st-key-timeline-panel .said")
    expect(said).to_contain_text("Thousands marched in Calder on 5 June.")
    assert visitor.query() == {"incident": ["q3"]}
    visitor.page.keyboard.press("k")
    expect(said.first).to_contain_text("Police shot at the protesters")
    quiet(visitor)


def test_time_is_played_without_loading_the_picture_anew(visit: Visit) -> None:
    visitor = visit("quarrel", "/timeline")
    chart = visitor.page.locator(".st-key-timeline-chart svg.marks")
    expect(visitor.page.get_by_role("button", name="Play")).to_be_visible()  # it hears the key
    visitor.at_rest()
    chart.evaluate("chart => chart.parentElement.token = 'the same picture'")
    faint = visitor.page.locator(".st-key-timeline-chart svg.marks [aria-label*='incident:'][opacity='0.13']")
    assert faint.count() == 0
    visitor.page.keyboard.press("p")
    visitor.until(lambda: faint.count() > 0)
    expect(visitor.page.get_by_role("button", name="Pause")).to_be_visible()
    visitor.page.keyboard.press("p")
    visitor.until(lambda: "until" in visitor.query())
    assert chart.evaluate("chart => chart.parentElement.token") == "the same picture"
    quiet(visitor)


def test_the_numbers_of_quality_lead_to_their_lists(visit: Visit) -> None:
    visitor = visit("quarrel", "/quality")
    expect(visitor.page.locator(".st-key-quality-stage")).to_contain_text("Nothing was measured on this installation")
    visitor.page.get_by_role("link", name="Words and movements have no point on the map").click()
    expect(visitor.page.locator(".st-key-map-panel")).to_contain_text("Transfer of weapons, Iraq")
    assert visitor.query() == {"list": ["unmapped:Words and movements have no point on the map"]}
    quiet(visitor)


@pytest.mark.faults
@pytest.mark.parametrize("path", ["/disagreements", "/actors", "/actors?as=graph", "/timeline?lanes=actor", "/quality"])
def test_no_chart_lets_a_document_do_anything(visit: Visit, path: str) -> None:
    visitor = visit("hostile", path)
    charts = visitor.page.locator(".stVegaLiteChart svg.marks")
    if path != "/disagreements":
        expect(charts.first).to_be_visible()
    for symbol in charts.first.locator("path[aria-label]").all()[:14]:
        symbol.dispatch_event("mousemove")
    assert [hit for frame in visitor.page.frames if (hit := frame.evaluate("window.__hit ?? null")) is not None] == []
    assert visitor.page.locator("#vg-tooltip-element img, #vg-tooltip-element svg, .marks image").count() == 0
    quiet(visitor)


@pytest.mark.faults
@pytest.mark.parametrize("path", ["/disagreements", "/actors", "/timeline", "/quality"])
def test_the_keyboard_reaches_what_the_mouse_does(visit: Visit, path: str) -> None:
    visitor = visit("quarrel", path)
    expect(
        visitor.page.locator("[class*='-panel '] :is(button, p), .st-key-quality-stage table, .st-key-quality-stage p").first
    ).to_be_visible()
    visitor.at_rest()  # what is drawn anew loses the focus
    reached = set()
    for _ in range(70):
        visitor.page.keyboard.press("Tab")
        reached.add(
            visitor.page.evaluate(f"document.activeElement.closest({_PARTS!r})?.className.match(/-(stage|panel) /)?.[1] ?? ''")
        )
    assert "stage" in reached or path == "/quality"
    assert "panel" in reached or path in {"/quality", "/disagreements"}
