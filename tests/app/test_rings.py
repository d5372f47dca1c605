"""Range rings: from the URL to bands on the map."""

from __future__ import annotations

import pandas as pd
import pytest

from geo.model import LatLon
from geo.ranges import Arsenal, Figure, FigureBasis, LaunchArea, System
from geo.ui.rings import caveat, extent, origins, resolve

FRAME = pd.DataFrame(
    {
        "place_id": ["p1", "p2", "p3"],
        "place_name": ["Calder", "Iraq", "Harrow"],
        "place_precision": ["settlement", "country", "exact"],
        "lat": [33.3, 33.0, 34.6],
        "lon": [44.4, 44.0, 43.7],
        "uncertainty_km": [8.0, None, None],
    }
)


def _figure(low: float, high: float | None, basis: FigureBasis, source: str) -> Figure:
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
    )


@pytest.fixture
def arsenal() -> Arsenal:
    figures = (
        _figure(300, 300, FigureBasis.ASSESSED, "Institute"),
        _figure(500, 500, FigureBasis.CLAIMED, "Maker"),
        _figure(250, None, FigureBasis.DEMONSTRATED, "Test"),
    )
    area = LaunchArea(id="hills", name="Hills", country="IR", at=LatLon(32, 48), uncertainty_km=20, source="invented", note="")
    system = System(name="Longbow", aliases=(), kind="missile", operators=(), origin="", note="")
    return Arsenal(systems=(system,), figures=figures, areas=(area,))


def test_a_band_is_certain_from_the_far_edge_and_possible_from_the_near_edge_of_the_area(arsenal: Arsenal) -> None:
    [ring] = resolve(["Longbow@hills"], arsenal, origins(arsenal, FRAME))
    drawn = ring.drawn()
    assert (drawn.certain_km, drawn.possible_km, drawn.label, drawn.claimed) == (280, 520, "Longbow, 300 to 500 km", False)


def test_pinned_places_of_the_reports_are_origins_and_countries_are_not(arsenal: Arsenal) -> None:
    assert list(origins(arsenal, FRAME)) == ["hills", "place:p1", "place:p3"]


@pytest.mark.parametrize("token", ["Longbow", "Longbow@nowhere", "Unknown@hills", "@", "Longbow@place:p2"])
def test_what_names_no_ring_is_left_out(arsenal: Arsenal, token: str) -> None:
    assert resolve([token], arsenal, origins(arsenal, FRAME)) == []


def test_the_caveat_names_areas_and_sources_once(arsenal: Arsenal) -> None:
    rings = resolve(["Longbow@hills", "Longbow@place:p1"], arsenal, origins(arsenal, FRAME))
    assert caveat(rings) == (
        "Range is not intent or accuracy. Launch area Hills (IR) ±20 km; Launch area Calder (in the reports) ±8 km; "
        "figures from Test, Institute, Maker."
    )


def test_a_single_figure_is_no_range(arsenal: Arsenal) -> None:
    band = arsenal.band("Longbow")
    assert band is not None
    assert extent(band) == "300 to 500 km"
