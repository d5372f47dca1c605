"""What was read of ranges is kept, shown and explained as it was read; a system that is named is found by its incident."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from geo import areas, pipeline, ranges, store, views
from geo.cli import ranging
from geo.cli.explain import explain
from geo.model import LatLon, Place, Precision, RangeClaim
from geo.rangeclaims import Operator, fired_at, load_operators
from geo.ranges import Arsenal, Figure, FigureBasis, LaunchArea, Reach, System
from geo.settings import Settings
from geo.store import Snapshot
from geo.tools import Tools
from tests.rangeclaims.test_finding import PUT, SHORT, document

FIRED = "Rebels fired two Zolfaghar missiles at the city of Deir ez-Zor on 1 October 2018, killing nine people."


@pytest.fixture(scope="module")
def claims(equipment: Tools) -> tuple[RangeClaim, ...]:
    [reading] = pipeline.read([document(SHORT, PUT, FIRED)], equipment)
    return reading.range_claims


@pytest.fixture(scope="module")
def told(equipment: Tools, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    settings = Settings(build=tmp_path_factory.mktemp("ranges"))
    store.publish(pipeline.build([document(SHORT, PUT, FIRED)], equipment), settings)
    with closing(store.open(settings)) as snapshot:
        yield snapshot


def test_a_claim_is_read_back_as_it_was_written(told: Snapshot, claims: tuple[RangeClaim, ...]) -> None:
    assert tuple(view.claim for view in views.range_claims(told)) == claims


def test_a_claim_is_shown_with_its_sentence_and_what_stands_before(told: Snapshot) -> None:
    [view] = views.range_claims(told, "x")
    assert view.sentence == PUT
    assert {(mark.field, mark.span.of(PUT)) for mark in view.marks} >= {("target", "Riyadh"), ("origin", "Baghdad")}
    assert ("figure", "more than 900 kilometers") in view.before


def test_claims_are_found_by_their_document_and_their_id(told: Snapshot, claims: tuple[RangeClaim, ...]) -> None:
    assert views.range_claims(told, "another") == ()
    assert [view.claim.id for view in views.range_claims(told, claim_id=claims[0].id)] == [claims[0].id]


def test_an_incident_knows_the_system_that_its_claim_names(told: Snapshot) -> None:
    [incident] = told.rows("SELECT id FROM incidents")
    assert list(views.systems_of(told, incident["id"]).values()) == [(("Zolfaghar", ("Zolfaghar",)),)]


def test_explain_holds_a_claim_against_the_distances(told: Snapshot, claims: tuple[RangeClaim, ...]) -> None:
    known = ranging.load(Settings())
    lines = list(explain(told, "x.txt", known=known))
    assert "Claims about range" in lines
    verdict = "holds for Jerusalem; for Riyadh only from 85 km or more south-southeast of Baghdad, or with at least 985 km"
    assert f"      verdict: {verdict}" in lines
    assert f"      verdict: {verdict}" in list(explain(told, claims[0].id, known=known))


def test_explain_says_from_where_an_incident_could_have_been_fired(told: Snapshot) -> None:
    [incident] = told.rows("SELECT id FROM incidents")
    lines = list(explain(told, incident["id"], known=ranging.load(Settings())))
    assert any(line.startswith("  Zolfaghar, 700 to 750 km, could reach Deir ez-Zor") for line in lines)
    assert any(line.startswith("      inside: ") and "Kermanshah" in line for line in lines)
    assert any("neither intent nor accuracy" in line for line in lines)


# --- could it have been fired from there? ----------------------------------------------------

TARGET = Place(
    id="t", name="Target", kind="city", precision=Precision.SETTLEMENT, at=LatLon(0, 0), uncertainty_km=5, country="AR"
)


def area(name: str, lon: float, country: str) -> LaunchArea:
    return LaunchArea(id=name, name=name, country=country, at=LatLon(0, lon), uncertainty_km=10, source="x", note="")


SPEAR = System(name="Spear", aliases=(), kind="missile", operators=("Ardania", "Velmia"), origin="", note="")
ARSENAL = Arsenal(
    systems=(SPEAR,),
    figures=(
        Figure(
            system="Spear",
            source="x",
            words="x",
            low_km=200,
            high_km=300,
            basis=FigureBasis.ASSESSED,
            date="",
            reference="x",
            cited=False,
        ),
    ),
    areas=(
        area("Near", 1, "AR"),
        area("Middling", 2.2, "AR"),
        area("Far", 4, "AR"),
        area("Beyond", 1, "VE"),
        area("Else", 1, "XX"),
    ),
)
OPERATORS = (
    Operator(name="Ardania", actors=frozenset({"ardania"}), countries=frozenset({"AR"})),
    Operator(name="Velmia", actors=frozenset({"velmia"}), countries=frozenset({"VE"})),
)


def answers(*suspects: str) -> dict[str, Reach]:
    outlines = areas.load(Settings())
    [fired] = fired_at(TARGET, ["Spear", "Unheard"], suspects, arsenal=ARSENAL, operators=OPERATORS, outlines=outlines)
    return {launch.area.name: launch.reach for launch in fired.launches}


def test_only_the_areas_of_those_who_are_held_for_it_are_asked() -> None:
    assert answers("league", "velmia") == {"Beyond": Reach.INSIDE}
    assert answers("ardania") == {"Near": Reach.INSIDE, "Middling": Reach.MAYBE, "Far": Reach.OUTSIDE}


def test_where_nobody_is_held_for_it_every_operator_is_asked() -> None:
    assert set(answers()) == {"Near", "Middling", "Far", "Beyond"}


def test_an_area_is_hit_for_certain_only_where_its_farthest_point_is_in_reach() -> None:
    box = Place(
        id="b", name="Box", kind="region", precision=Precision.AREA, at=LatLon(0, 0), bbox=(-1.5, -0.5, 0.5, 0.5), country="AR"
    )
    outlines = areas.load(Settings())
    [fired] = fired_at(box, ["Spear"], ["ardania"], arsenal=ARSENAL, operators=OPERATORS, outlines=outlines)
    assert {one.area.name: one.reach for one in fired.launches} == {
        "Near": Reach.MAYBE,
        "Middling": Reach.MAYBE,
        "Far": Reach.OUTSIDE,
    }


def test_every_operator_of_a_listed_system_is_known() -> None:
    having = {name for system in ranges.load(Settings(), own=False).systems for name in system.operators}
    assert having == {one.name for one in load_operators(Settings())}
