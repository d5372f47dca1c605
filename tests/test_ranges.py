"""A range is a band of what was published, and reach has three answers."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
import pytest
from hypothesis import example, given, settings, strategies as st

from geo.errors import FactsError, InputError
from geo.geodesy import MAX_RADIUS_M, Globe, destination, distance
from geo.model import LatLon
from geo.ranges import (
    ANSWERS,
    Arsenal,
    Band,
    Figure,
    FigureBasis,
    Reach,
    area_of,
    area_token,
    band,
    classify,
    doubt_km,
    load,
    load_classes,
    margin_km,
    parsed,
    reach,
    reaches,
    system_of,
    system_token,
)
from geo.settings import Settings

ORIGIN: Final = LatLon(33.34058, 44.40088)
CLAIMED, ASSESSED, DEMONSTRATED = FigureBasis


def figure(
    low: float | None,
    high: float | None,
    basis: FigureBasis = ASSESSED,
    source: str = "Calder Post",
    least: float | None = None,
) -> Figure:
    return Figure(
        system="Kestrel",
        source=source,
        words=f"{low} to {high}",
        low_km=low,
        high_km=high,
        basis=basis,
        date="2031",
        reference="calder-post 2031-02",
        cited=False,
        least_km=least,
    )


def spanned(*figures: Figure) -> Band:
    found = band(figures)
    assert found is not None
    return found


def away(km: float) -> LatLon:
    return destination(ORIGIN, 261, km * 1000)


# --- bands -----------------------------------------------------------------------------------


def test_a_band_spans_all_figures_and_keeps_them() -> None:
    claim, doubt = figure(700, 700, CLAIMED), figure(2000, 3000)
    found = spanned(doubt, claim)
    assert (found.low_km, found.high_km) == (700, 3000)
    assert found.figures == (claim, doubt)
    assert found.basis == {CLAIMED, ASSESSED}
    assert not found.only_claimed


def test_what_was_flown_is_a_floor_and_no_end_of_a_band() -> None:
    found = spanned(figure(700, 700, CLAIMED), figure(570, None, DEMONSTRATED), figure(300, None, DEMONSTRATED))
    assert (found.low_km, found.high_km, found.floor_km) == (700, 700, 570)
    assert found.only_claimed


def test_a_system_without_a_range_has_no_band() -> None:
    assert band([figure(None, None), figure(570, None, DEMONSTRATED)]) is None


# --- reach -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("km", "expected"),
    [(599, Reach.INSIDE), (601, Reach.MAYBE), (899, Reach.MAYBE), (901, Reach.OUTSIDE)],
)
def test_reach_without_doubt_about_places_is_decided_by_the_band(km: float, expected: Reach) -> None:
    assert reach(spanned(figure(600, 900)), ORIGIN, away(km)) is expected


@pytest.mark.parametrize(
    ("km", "expected"),
    [(582, Reach.INSIDE), (584, Reach.MAYBE), (616, Reach.MAYBE), (618, Reach.OUTSIDE)],
)
def test_doubt_about_origin_and_target_widens_the_maybe(km: float, expected: Reach) -> None:
    # 5 and 12 km off, and in the worst case both away from each other: 17 km.
    assert reach(spanned(figure(600, 600)), ORIGIN, away(km), origin_km=5, target_km=12) is expected


def test_doubts_add_up() -> None:
    assert doubt_km(3, 4) == 7
    assert doubt_km(8) == 8


kms = st.floats(0, 300)


@given(
    st.tuples(st.floats(50, 4000), st.floats(0, 1000)),
    st.floats(0, 6000),
    st.tuples(kms, kms),
    st.lists(st.tuples(kms, kms), max_size=4),
)
@example((600.0, 0.0), 585.0, (5.0, 12.0), [])  # if doubts added in squares, it would be inside
def test_inside_and_outside_hold_wherever_both_places_are(
    ends: tuple[float, float], away_km: float, doubts: tuple[float, float], turns: list[tuple[float, float]]
) -> None:
    (low, width), (origin_km, target_km) = ends, doubts
    found, target = spanned(figure(low, low + width)), away(away_km)
    answer = reach(found, ORIGIN, target, origin_km=origin_km, target_km=target_km)
    for here, there in [*turns, (261.0, 81.0), (81.0, 261.0)]:  # toward each other, and away from each other
        a, b = destination(ORIGIN, here, origin_km * 999.99), destination(target, there, target_km * 999.99)
        sure = reach(found, a, b)
        assert (answer, sure) not in {(Reach.INSIDE, Reach.OUTSIDE), (Reach.OUTSIDE, Reach.INSIDE)}
        if answer is Reach.INSIDE:
            assert distance(a, b) <= low * 1000 + 0.01
        if answer is Reach.OUTSIDE:
            assert distance(a, b) > (low + width) * 1000 - 0.01


@pytest.mark.parametrize(
    ("km", "expected"),
    [(19, Reach.OUTSIDE), (21, Reach.MAYBE), (39, Reach.MAYBE), (41, Reach.INSIDE), (301, Reach.OUTSIDE)],
)
def test_what_is_nearer_than_the_minimum_range_is_out_of_reach(km: float, expected: Reach) -> None:
    band = spanned(figure(300, 300, least=20), figure(300, 300, least=40), figure(300, 300))
    assert (band.least_low_km, band.least_high_km) == (20, 40)
    assert reach(band, ORIGIN, away(km)) is expected


def test_doubt_widens_the_maybe_of_a_minimum_range_too() -> None:
    band = spanned(figure(300, 300, least=40))
    assert reach(band, ORIGIN, away(44), origin_km=5) is Reach.MAYBE
    assert reach(band, ORIGIN, away(36), origin_km=5) is Reach.MAYBE
    assert reach(band, ORIGIN, away(34), origin_km=5) is Reach.OUTSIDE


@settings(max_examples=60)
@given(
    st.builds(LatLon, st.floats(-90, 90), st.floats(-180, 180)),
    st.floats(1, 9000),
    st.floats(0, 9000),
    st.floats(0, 500),
    st.floats(0, 0.9),
)
@example(LatLon(90, 0), 5000.0, 4000.0, 100.0, 0.5)
@example(LatLon(-17.7, 178), 900.0, 0.0, 0.0, 0.0)
def test_many_answers_at_once_are_those_of_each(
    origin: LatLon, low: float, width: float, origin_km: float, nearest: float
) -> None:
    found = spanned(figure(low, low + width, least=low * nearest or None))
    dice = np.random.default_rng(11)
    lats, lons = np.degrees(np.arcsin(dice.uniform(-1, 1, 150))), dice.uniform(-180, 180, 150)
    near = [destination(origin, a, low * 1000 + off) for a, off in zip(range(0, 360, 15), range(-1200, 1200, 100), strict=True)]
    lats, lons = np.append(lats, [at.lat for at in near]), np.append(lons, [at.lon for at in near])
    targets_km = dice.uniform(0, 30, len(lats))
    around = Globe.of(lats, lons).around(origin, (found.high_km + origin_km + 30) * 1000)
    told = np.zeros(len(lats), np.int8)
    codes = reaches(found, around, origin_km=origin_km, targets_km=targets_km[around.index])
    told[around.index[: len(codes)]] = codes
    each = [
        reach(found, origin, LatLon(lat, lon), origin_km=origin_km, target_km=km)
        for lat, lon, km in zip(lats.tolist(), lons.tolist(), targets_km.tolist(), strict=True)
    ]
    assert [ANSWERS[code] for code in told] == each


def test_the_margin_says_how_much_is_missing() -> None:
    band = spanned(figure(600, 900))
    assert margin_km(band, 985, 23) == -62
    assert margin_km(band, 880) == 20


@pytest.mark.parametrize("wrong", [-1, float("nan")])
def test_a_doubt_below_nought_is_refused(wrong: float) -> None:
    with pytest.raises(InputError, match="uncertainty"):
        reach(spanned(figure(600, 600)), ORIGIN, away(1), origin_km=wrong)


@given(st.floats(1, MAX_RADIUS_M / 1000), st.floats(1, 5000), st.floats(0, 5000), st.floats(0, 200))
def test_more_doubt_never_makes_an_answer_surer(km: float, low: float, width: float, doubt: float) -> None:
    found = spanned(figure(low, low + width))
    sure, unsure = reach(found, ORIGIN, away(km)), reach(found, ORIGIN, away(km), origin_km=doubt)
    assert unsure in {sure, Reach.MAYBE}


# --- the facts -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def arsenal() -> Arsenal:
    return load(Settings())


def test_baghdad_reaches_jerusalem_and_not_riyadh_at_exactly_900_km() -> None:
    exactly = spanned(figure(900, 900))
    jerusalem, riyadh = LatLon(31.76904, 35.21633), LatLon(24.68773, 46.72185)
    assert reach(exactly, ORIGIN, jerusalem, origin_km=8, target_km=6) is Reach.INSIDE
    assert reach(exactly, ORIGIN, riyadh, origin_km=8, target_km=15) is Reach.OUTSIDE
    # "Areas near Baghdad", read as within 50 km, leaves Riyadh out of reach and Jerusalem in doubt.
    assert reach(exactly, ORIGIN, jerusalem, origin_km=50) is Reach.MAYBE
    assert reach(exactly, ORIGIN, riyadh, origin_km=50) is Reach.OUTSIDE


def test_a_system_is_found_by_any_of_its_names(arsenal: Arsenal) -> None:
    assert [s.name for s in arsenal.named("shahab 3")] == ["Shahab-3"]
    assert [s.name for s in arsenal.named("Katyusha")] == ["107 mm rocket", "122 mm Grad/Arash"]
    assert arsenal.named("") == arsenal.named("trebuchet") == ()


def test_every_area_and_system_is_there_once(arsenal: Arsenal) -> None:
    for found in ([s.name for s in arsenal.systems], [a.id for a in arsenal.areas]):
        assert found == sorted(set(found))


def test_every_band_can_be_drawn(arsenal: Arsenal) -> None:
    bands = [found for system in arsenal.systems if (found := arsenal.band(system.name))]
    assert len(bands) >= 25
    assert all(0 < found.low_km <= found.high_km <= MAX_RADIUS_M / 1000 for found in bands)


def test_a_system_without_figures_is_listed_without_a_band(arsenal: Arsenal) -> None:
    assert arsenal.band("120 mm mortar") is None
    assert "120 mm mortar" in {system.name for system in arsenal.systems}


def test_no_source_of_a_figure_is_blank_or_unnamed(arsenal: Arsenal) -> None:
    assert not [f for f in arsenal.figures if "unattributed" in f.source.lower() or "unsourced" in f.reference]


# --- classes ---------------------------------------------------------------------------------


def test_a_band_has_the_class_of_the_chosen_scheme_and_two_where_the_figures_fall_into_two() -> None:
    schemes = load_classes(Settings())
    names = lambda low, high, scheme: [one.name for one in classify(spanned(figure(low, high)), schemes[scheme])]  # noqa: E731
    assert names(700, 700, "us") == ["SRBM"]
    assert names(1000, 1000, "us") == ["MRBM"]  # a threshold belongs to the longer class
    assert names(700, 3000, "us") == ["SRBM", "MRBM", "IRBM"]
    assert names(700, 700, "britannica") == ["MRBM"]
    assert names(700, 700, "inf") == ["shorter-range"]
    assert names(290, 300, "mtcr") == ["below MTCR", "MTCR"]


def test_every_class_says_whose_it_is() -> None:
    schemes = load_classes(Settings())
    assert {"us", "inf", "mtcr"} <= schemes.keys()
    assert all(one.source and one.reference for classes in schemes.values() for one in classes)


@pytest.mark.parametrize("broken", [("0", "5"), ("480", "0"), (",0,", ",zero,")])
def test_a_scheme_that_does_not_begin_at_nought_and_run_upwards_is_refused(tmp_path: Path, broken: tuple[str, str]) -> None:
    text = "scheme,title,class,meaning,from_km,source,reference\nx,X,short,s,0,a book,p. 1\nx,X,long,l,480,a book,p. 1\n"
    (tmp_path / "range_classes.csv").write_text(text.replace(*broken, 1), encoding="utf-8")
    with pytest.raises(FactsError, match=r"range_classes\.csv"):
        load_classes(Settings(data=tmp_path))


# --- wrong rows ------------------------------------------------------------------------------

GOOD: Final = {
    "systems.csv": "system,aliases,kind,operators,origin,note\nKestrel,,rocket,,,\n",
    "system_ranges.csv": "system,source,figure,low_km,high_km,least_km,basis,date,reference,read\n"
    "Kestrel,Calder Post,up to 40 km,40,40,,assessed,2031,calder-post,text\n",
    "launch_areas.csv": "id,name,country,lat,lon,uncertainty_km,source,note\ncalder,Calder,XX,1,2,8,a map,\n",
}


@pytest.mark.parametrize(
    ("name", "old", "new", "column"),
    [
        ("systems.csv", "Kestrel", "Osprey", "system"),
        ("systems.csv", "Kestrel,,rocket,,,\n", "Kestrel,,rocket,,,\nKestrel,,rocket,,,\n", "system"),
        ("systems.csv", "rocket", "", "kind"),
        ("system_ranges.csv", "Calder Post", " ", "source"),
        ("system_ranges.csv", "source", "sauce", "source"),
        ("system_ranges.csv", "calder-post", "", "reference"),
        ("system_ranges.csv", "40,40", "40,", "high_km"),
        ("system_ranges.csv", "40,40", "50,40", "low_km"),
        ("system_ranges.csv", "40,40", "-1,40", "low_km"),
        ("system_ranges.csv", "40,40", "0,40", "low_km"),
        ("system_ranges.csv", "40,40", "nan,nan", "low_km"),
        ("system_ranges.csv", "40,40", "inf,inf", "low_km"),
        ("system_ranges.csv", "40,40", "40,20100", "high_km"),
        ("system_ranges.csv", "40,40", "forty,forty", "low_km"),
        ("system_ranges.csv", "40,40,", "40,40,40", "least_km"),
        ("system_ranges.csv", "40,40,,assessed", "40,40,,demonstrated", "high_km"),
        ("system_ranges.csv", "assessed", "guessed", "basis"),
        ("system_ranges.csv", "text", "heard", "read"),
        ("launch_areas.csv", "1,2,8", "95,2,8", "lat"),
        ("launch_areas.csv", "1,2,8", "1,east,8", "lon"),
        ("launch_areas.csv", "1,2,8", "1,2,", "uncertainty_km"),
        ("launch_areas.csv", "1,2,8", "1,2,9000", "uncertainty_km"),
        ("launch_areas.csv", "a map", "", "source"),
    ],
)
def test_a_wrong_row_is_refused_by_file_line_and_column(tmp_path: Path, name: str, old: str, new: str, column: str) -> None:
    for path, text in GOOD.items():
        (tmp_path / path).write_text(text, encoding="utf-8")
    assert load(Settings(data=tmp_path, own=tmp_path / "none")).band("Kestrel") is not None
    (tmp_path / name).write_text(GOOD[name].replace(old, new), encoding="utf-8")
    with pytest.raises(FactsError, match=rf"\.csv, line \d: .*{column}"):
        load(Settings(data=tmp_path, own=tmp_path / "none"))


# --- what users add --------------------------------------------------------------------------


def test_a_users_tables_add_to_ours_and_stay_theirs(tmp_path: Path) -> None:
    for path, text in GOOD.items():
        (tmp_path / path).write_text(text, encoding="utf-8")
    arsenal = load(Settings(own=tmp_path))
    kestrel = arsenal.system("Kestrel")
    assert kestrel is not None
    assert (kestrel.label, kestrel.own) == ("Kestrel (yours)", True)
    calder = arsenal.area("calder")
    assert calder is not None
    assert calder.label == "Calder (XX) (yours)"
    assert [figure.own for figure in spanned(*[f for f in arsenal.figures if f.system == "Kestrel"]).figures] == [True]
    assert not any(system.own for system in load(Settings(own=tmp_path), own=False).systems)


def test_a_users_figure_of_a_listed_system_widens_its_band(tmp_path: Path) -> None:
    text = GOOD["system_ranges.csv"].replace("Kestrel", "Dezful").replace("40,40", "900,1200")
    (tmp_path / "system_ranges.csv").write_text(text, encoding="utf-8")
    found = load(Settings(own=tmp_path)).band("Dezful")
    assert found is not None
    assert (found.low_km, found.high_km) == (900, 1200)


def test_a_users_system_may_not_take_the_name_of_one_of_ours(tmp_path: Path) -> None:
    (tmp_path / "systems.csv").write_text(GOOD["systems.csv"].replace("Kestrel", "Dezful"), encoding="utf-8")
    with pytest.raises(FactsError, match=r"line 2: .*'Dezful' is there twice"):
        load(Settings(own=tmp_path))


def test_a_system_and_an_area_stated_on_the_page_are_lines_of_text() -> None:
    system = system_token("Kestrel; Mk 2", 300, 450, 20, "my own reckoning")
    area = area_token(LatLon(33.5, 44.25), 10, "Old, camp")
    assert (system, area) == ("own:Kestrel, Mk 2;300;450;20;my own reckoning", "at:33.5000,44.2500,10,Old camp")
    arsenal, problems = parsed(Arsenal(systems=(), figures=(), areas=()), [system, "Dezful"], [area, "tehran"])
    assert problems == []
    found = arsenal.band(system)
    assert found is not None
    assert (found.low_km, found.high_km, found.least_high_km, found.figures[0].source) == (300, 450, 20, "my own reckoning")
    assert [system.label for system in arsenal.systems] == ["Kestrel, Mk 2 (yours)"]
    assert [(area.label, area.at, area.uncertainty_km) for area in arsenal.areas] == [
        ("Old camp (yours)", LatLon(33.5, 44.25), 10)
    ]


@pytest.mark.parametrize(
    ("token", "told"),
    [
        ("own:", "not a system"),
        ("own:Kestrel;300", "not a system"),
        ("own:;300;300;;me", "system: is empty"),
        ("own:Kestrel;300;300;;", "source: is empty"),
        ("own:Kestrel;;;;me", "a range is needed"),
        ("own:Kestrel;-3;300;;me", "low_km"),
        ("own:Kestrel;300;nan;;me", "high_km"),
        ("own:Kestrel;300;99999;;me", "high_km.*half the Earth"),
        ("own:Kestrel;300;300;300;me", "least_km"),
    ],
)
def test_a_line_that_states_no_system_is_told_and_left_out(token: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        system_of(token)
    arsenal, [problem] = parsed(Arsenal(systems=(), figures=(), areas=()), [token], [])
    assert arsenal.systems == ()
    assert problem.startswith("Your system ")


@pytest.mark.parametrize(
    ("token", "told"),
    [
        ("at:", "not a launch area"),
        ("at:1,2", "not a launch area"),
        ("at:95,2,8", "not a position"),
        ("at:1,east,8", "not a position"),
        ("at:nan,2,8", "not a position"),
        ("at:1,2,0", "Uncertainty"),
        ("at:1,2,-8", "Uncertainty"),
        ("at:1,2,nan", "Uncertainty"),
        ("at:1,2,9000", "Uncertainty"),
    ],
)
def test_a_line_that_states_no_area_is_told_and_left_out(token: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        area_of(token)
    arsenal, [problem] = parsed(Arsenal(systems=(), figures=(), areas=()), [], [token])
    assert arsenal.areas == ()
    assert problem.startswith("Your launch area ")
