"""What the distances say to a claim about range: which of it holds, by how much, and from where the rest would."""

from __future__ import annotations

import pytest

from geo import areas, ranges
from geo.areas import Outlines
from geo.geodesy import destination, distance
from geo.model import LatLon, Named, Place, Precision, RangeClaim, Span
from geo.rangeclaims import Verdict, judge, lines, told, wind
from geo.rangeclaims.extents import together
from geo.ranges import Arsenal, Figure, FigureBasis, System
from geo.settings import Settings

NOWHERE = Span(0, 0)


def place(name: str, at: LatLon, precision: Precision = Precision.SETTLEMENT, km: float = 0.0) -> Place:
    return Place(id=f"test:{name}", name=name, kind="city", precision=precision, at=at, uncertainty_km=km)


BAGHDAD = LatLon(33.34058, 44.40088)
RIYADH = place("Riyadh", LatLon(24.68773, 46.72185), km=15)
JERUSALEM = place("Jerusalem", LatLon(31.76904, 35.21633), km=6)
NEAR = Place(id="near:x", name="near Baghdad", kind="near", precision=Precision.NEAR, at=BAGHDAD, uncertainty_km=50)

HOME = LatLon(0.0, 0.0)
SPOT = place("Home", HOME)
BOX = Place(
    id="test:box", name="the Plain", kind="region", precision=Precision.AREA, at=LatLon(0, 0), bbox=(-1.0, -1.0, 1.0, 1.0)
)


def away(km: float, bearing: float = 90.0, name: str = "Faraway", doubt: float = 0.0) -> Place:
    return place(name, destination(HOME, bearing, km * 1000), km=doubt)


def claim(
    targets: list[Place],
    origins: list[Place],
    low: float | None = None,
    high: float | None = None,
    **more: object,
) -> RangeClaim:
    def named(found: list[Place]) -> tuple[Named, ...]:
        whole = bool(more.get("whole"))
        return tuple(Named(place=one, span=NOWHERE, whole=whole) for one in found)

    return RangeClaim(
        id="c",
        document_id="d",
        span=NOWHERE,
        systems=("Spear",) if more.get("system") else (),
        low_km=low,
        high_km=high,
        about=bool(more.get("about")),
        targets=named(targets),
        origins=tuple(Named(place=one, span=NOWHERE) for one in origins),
        within=not more.get("out_of_reach"),
    )


def arsenal(low: float = 200, high: float = 300) -> Arsenal:
    system = System(name="Spear", aliases=(), kind="rocket", operators=("Plain",), origin="", note="")
    figure = Figure(
        system="Spear",
        source="x",
        words="x",
        low_km=low,
        high_km=high,
        basis=FigureBasis.CLAIMED,
        date="",
        reference="x",
        cited=False,
    )
    return Arsenal(systems=(system,), figures=(figure,), areas=())


@pytest.fixture(scope="module")
def outlines() -> Outlines:
    return areas.load(Settings())


def words(of: RangeClaim, outlines: Outlines) -> str:
    return told(judge(of, arsenal(), outlines))


def test_two_cities_of_one_claim_are_judged_one_by_one(outlines: Outlines) -> None:
    judgment = judge(claim([RIYADH, JERUSALEM], [NEAR], 900), ranges.load(Settings(), own=False), outlines)
    assert judgment.verdict is Verdict.PART
    assert told(judgment) == (
        "holds for Jerusalem; for Riyadh only from 85 km or more south-southeast of Baghdad, or with at least 985 km"
    )
    assert list(lines(judgment)) == [
        "Riyadh is 985 km south-southeast of Baghdad, 935 km to 1,035 km within 50 km of it",
        "Jerusalem is 880 km west of Baghdad, 830 km to 930 km within 50 km of it",
        "all of them are within 900 km from 85 km south-southeast of Baghdad",
    ]


@pytest.mark.parametrize(
    ("target", "low", "high", "verdict", "said"),
    [
        (away(100), 150, 150, Verdict.HOLDS, "holds for Faraway"),
        (away(200), 150, 150, Verdict.FAILS, "for Faraway only from 50 km or more east of Home, or with at least 200 km"),
        (away(200), 150, None, Verdict.FAILS, "for Faraway only from 50 km or more east of Home, or with at least 200 km"),
        (away(152, doubt=10), 150, 150, Verdict.CLOSE, "too close to call for Faraway: 152 km, give or take 10 km"),
        (away(148, doubt=10), 150, 150, Verdict.CLOSE, "too close to call for Faraway: 148 km, give or take 10 km"),
        (away(200), 150, 250, Verdict.CLOSE, "for Faraway only by the higher figures: it takes at least 200 km"),
        (away(100), None, 150, Verdict.CLOSE, "for Faraway only by the higher figures: it takes at least 100 km"),
        (away(200), None, 150, Verdict.FAILS, "for Faraway only with at least 200 km"),
    ],
    ids=[
        "inside",
        "outside",
        "outside what is more",
        "hardly outside",
        "hardly inside",
        "between two",
        "less than",
        "more than less",
    ],
)
def test_a_distance_is_held_against_the_figure(  # noqa: PLR0913, PLR0917
    target: Place, low: float | None, high: float | None, verdict: Verdict, said: str, outlines: Outlines
) -> None:
    judgment = judge(claim([target], [SPOT], low, high), arsenal(), outlines)
    assert (judgment.verdict, told(judgment)) == (verdict, said)


def test_a_rough_figure_gives_some_room(outlines: Outlines) -> None:
    assert words(claim([away(104)], [SPOT], 100, 100, about=True), outlines).startswith("for Faraway only by the higher figures")
    assert words(claim([away(94)], [SPOT], 100, 100, about=True), outlines) == "holds for Faraway"


def test_what_is_said_to_be_out_of_reach_holds_where_it_is_far(outlines: Outlines) -> None:
    assert words(claim([away(200)], [SPOT], 150, 150, out_of_reach=True), outlines) == "holds for Faraway"
    assert words(claim([away(100)], [SPOT], 150, 150, out_of_reach=True), outlines) == (
        "does not hold for Faraway: 100 km from Home, within 150 km"
    )


def test_an_area_reaches_from_its_nearest_point(outlines: Outlines) -> None:
    judgment = judge(claim([away(211)], [BOX], 150, 150), arsenal(), outlines)
    [check] = judgment.distances
    east = distance(LatLon(0, 1), destination(HOME, 90, 211_000)) / 1000
    assert check.near_km == pytest.approx(east, abs=0.5)
    assert judgment.verdict is Verdict.PART
    assert (
        told(judgment) == "for Faraway only from the part of the Plain within 150 km of it, from all of it with at least 341 km"
    )


def test_an_area_that_is_too_far_altogether_says_so(outlines: Outlines) -> None:
    assert words(claim([away(500)], [BOX], 150, 150), outlines) == (
        "not for Faraway: even from the nearest point of the Plain it takes at least 389 km"
    )


def test_an_area_all_of_which_reaches_holds(outlines: Outlines) -> None:
    assert words(claim([away(211)], [BOX], 400, 400), outlines) == "holds for Faraway"


def test_a_target_that_is_an_area_is_reached_at_its_nearest_point_and_all_of_it_at_its_farthest(outlines: Outlines) -> None:
    start = away(211, name="Start")
    assert words(claim([BOX], [start], 150, 150), outlines) == "holds for the Plain"
    assert words(claim([BOX], [start], 150, 150, whole=True), outlines) == "for all of the Plain only with at least 341 km"


def test_a_place_inside_the_area_is_reached_from_it(outlines: Outlines) -> None:
    [check] = judge(claim([SPOT], [BOX], 1, 1), arsenal(), outlines).distances
    assert check.near_km == 0.0


def test_without_a_figure_the_published_band_decides(outlines: Outlines) -> None:
    judgment = judge(claim([away(250)], [SPOT], system=True), arsenal(), outlines)
    assert (judgment.verdict, told(judgment)) == (
        Verdict.CLOSE,
        "by the 200 to 300 km published of the Spear: for Faraway only by the higher figures: it takes at least 250 km",
    )


def test_a_figure_is_compared_with_what_is_published(outlines: Outlines) -> None:
    above = judge(claim([away(100)], [SPOT], 500, 500, system=True), arsenal(), outlines)
    assert (
        "published of the Spear: 200 to 300 km, only by its maker or operator; the figure of 500 km is above all of them"
        in lines(above)
    )
    alone = claim([], [], 250, 250, system=True)
    assert words(alone, outlines) == (
        "no place is said; published of the Spear: 200 to 300 km; the figure of 250 km agrees with it"
    )


@pytest.mark.parametrize(
    ("of", "said"),
    [
        (claim([away(100)], [SPOT]), "no figure is said: from Home it takes at least 100 km for Faraway"),
        (claim([away(100)], [SPOT], out_of_reach=True), "no figure is said: it holds for any range below 100 km"),
        (claim([away(100)], [], 50, 50), "no place of launch is said: it would have to be within 50 km of Faraway"),
        (claim([away(100)], []), "neither a figure nor a place of launch is said: there is nothing to measure"),
        (claim([], [], 50, 50), "no place and no known system is named: there is nothing to measure"),
    ],
    ids=["no figure", "no figure and out of reach", "no origin", "neither", "no place"],
)
def test_what_cannot_be_checked_says_what_is_missing(of: RangeClaim, said: str, outlines: Outlines) -> None:
    judgment = judge(of, arsenal(), outlines)
    assert (judgment.verdict, told(judgment)) == (Verdict.OPEN, said)


def test_a_place_without_a_position_is_not_measured(outlines: Outlines) -> None:
    lost = Place(id="x", name="Nowhere", kind="city", precision=Precision.UNKNOWN)
    assert judge(claim([lost], [SPOT], 50, 50), arsenal(), outlines).distances == ()


# --- from where all of it would be true ------------------------------------------------------


def test_one_need_not_move_who_is_there_already() -> None:
    assert together(HOME, [(destination(HOME, 90, 50_000), 60.0)]) == (0.0, 0.0)


def test_one_moves_straight_to_the_only_target() -> None:
    moved = together(HOME, [(destination(HOME, 90, 200_000), 150.0)])
    assert moved is not None
    assert moved == pytest.approx((50.0, 90.0), abs=0.01)


def test_two_targets_on_either_side_are_both_in_reach_from_where_their_edges_cross() -> None:
    east, north = destination(HOME, 90, 200_000), destination(HOME, 0, 200_000)
    moved = together(HOME, [(east, 150.0), (north, 150.0)])
    assert moved is not None
    km, bearing = moved
    there = destination(HOME, bearing, km * 1000)
    assert [distance(there, at) / 1000 for at in (east, north)] == pytest.approx([150.0, 150.0], abs=0.1)
    assert bearing == pytest.approx(45, abs=0.5)


def test_targets_too_far_apart_are_in_reach_from_nowhere(outlines: Outlines) -> None:
    east, west = destination(HOME, 90, 400_000), destination(HOME, 270, 400_000)
    assert together(HOME, [(east, 150.0), (west, 150.0)]) is None
    both = judge(claim([away(400), away(400, 270, "Otherway")], [SPOT], 150, 150), arsenal(), outlines)
    assert "no place on Earth has all of them within 150 km" in lines(both)


def test_over_the_antimeridian_it_is_the_short_way() -> None:
    start = LatLon(0, 179.5)
    moved = together(start, [(LatLon(0, -178.5), 100.0)])
    assert moved is not None
    assert moved == pytest.approx((122.6, 90.0), abs=0.1)


@pytest.mark.parametrize(
    ("bearing", "name"), [(0, "north"), (359, "north"), (158, "south-southeast"), (200, "south-southwest"), (270, "west")]
)
def test_a_direction_has_the_name_of_the_nearest_point_of_the_compass(bearing: float, name: str) -> None:
    assert wind(bearing) == name
