"""Range rings: from the URL to bands on the map."""

from __future__ import annotations

import pytest

from geo.model import LatLon
from geo.ranges import Arsenal, Figure, FigureBasis, LaunchArea, System
from geo.ui.rings import caveat, drawn, extent, resolve

CALDER = LaunchArea(
    id="place:p1",
    name="Calder (in the reports)",
    country="",
    at=LatLon(33.3, 44.4),
    uncertainty_km=8,
    source="the reports",
    note="",
)


def _figure(low: float, high: float | None, basis: FigureBasis, source: str, least: float | None = None) -> Figure:
    return Figure(
        system="Longbow",
        source=source,
        words=f"{low}",
        low_km=low,
        high_km=high,
        basis=basis,
        date="2031",
        reference="r",
        cited=False,
        least_km=least,
    )


def _arsenal(*more: Figure) -> Arsenal:
    figures = (
        _figure(300, 300, FigureBasis.ASSESSED, "Institute"),
        _figure(500, 500, FigureBasis.CLAIMED, "Maker"),
        _figure(250, None, FigureBasis.DEMONSTRATED, "Test"),
        *more,
    )
    area = LaunchArea(id="hills", name="Hills", country="IR", at=LatLon(32, 48), uncertainty_km=20, source="invented", note="")
    system = System(name="Longbow", aliases=(), kind="missile", operators=(), origin="", note="")
    return Arsenal(systems=(system,), figures=figures, areas=(area,))


def test_a_band_is_certain_from_the_far_edge_and_possible_from_the_near_edge_of_the_area() -> None:
    [ring] = resolve(["Longbow@hills"], _arsenal(), {})
    told = ring.drawn()
    assert (told.certain_km, told.possible_km, told.label, told.claimed) == (280, 520, "Longbow, 300 to 500 km", False)


def test_a_minimum_range_is_a_hole_that_widens_where_it_is_sure() -> None:
    [ring] = resolve(["Longbow@hills"], _arsenal(_figure(400, 400, FigureBasis.ASSESSED, "Reader", least=60)), {})
    told = ring.drawn()
    assert (told.near_possible_km, told.near_certain_km) == (40, 80)


def test_with_several_areas_a_band_is_named_by_its_area_and_told_by_its_extent() -> None:
    [ring] = resolve(["Longbow@hills"], _arsenal(), {})
    told = drawn(ring.system, ring.band, ring.origin, placed=True)
    assert (told.label, told.extent) == ("Longbow, Hills", "300 to 500 km")


def test_a_ring_may_stand_around_what_the_visitor_states() -> None:
    [ring] = resolve(["own:Kite;40;60;;my reckoning@at:33.5000,44.2000,10,Camp"], _arsenal(), {})
    assert (ring.system, ring.origin.label) == ("Kite (yours)", "Camp (yours)")
    assert (ring.drawn().certain_km, ring.drawn().possible_km) == (30, 70)


@pytest.mark.parametrize("token", ["Longbow", "Longbow@nowhere", "Unknown@hills", "@", "Longbow@place:p2", "own:x@hills"])
def test_what_names_no_ring_is_left_out(token: str) -> None:
    assert resolve([token], _arsenal(), {"place:p1": CALDER}) == []


def test_the_caveat_names_areas_and_sources_once_and_what_is_left_out() -> None:
    rings = resolve(["Longbow@hills", "Longbow@place:p1"], _arsenal(), {"place:p1": CALDER})
    assert caveat(rings) == (
        "Range is not intent or accuracy. Launch area Hills (IR) ±20 km; Launch area Calder (in the reports) ±8 km; "
        "figures from Test, Institute, Maker. "
        "Payload, trajectory, terrain and routing, and the rotation of the Earth are left out."
    )


def test_a_band_is_told_from_its_lowest_to_its_highest_figure() -> None:
    band = _arsenal().band("Longbow")
    assert band is not None
    assert extent(band) == "300 to 500 km"
