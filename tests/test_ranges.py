"""A range is a band of what was published, and reach has three answers."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest
from hypothesis import given, strategies as st

from geo.errors import FactsError, InputError
from geo.geodesy import MAX_RADIUS_M, destination
from geo.model import LatLon
from geo.ranges import Arsenal, Band, Figure, FigureBasis, Reach, band, doubt_km, load, reach
from geo.settings import Settings

ORIGIN: Final = LatLon(33.34058, 44.40088)
CLAIMED, ASSESSED, DEMONSTRATED = FigureBasis


def figure(low: float | None, high: float | None, basis: FigureBasis = ASSESSED, source: str = "Calder Post") -> Figure:
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
    [(586, Reach.INSIDE), (588, Reach.MAYBE), (612, Reach.MAYBE), (614, Reach.OUTSIDE)],
)
def test_doubt_about_origin_and_target_widens_the_maybe(km: float, expected: Reach) -> None:
    # 5 and 12 km are independent, so 13 km together.
    assert reach(spanned(figure(600, 600)), ORIGIN, away(km), origin_km=5, target_km=12) is expected


def test_independent_doubts_add_in_squares() -> None:
    assert doubt_km(3, 4) == 5
    assert doubt_km(8) == 8


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


GOOD: Final = {
    "systems.csv": "system,aliases,kind,operators,origin,note\nKestrel,,rocket,,,\n",
    "system_ranges.csv": "system,source,figure,low_km,high_km,basis,date,reference,read\n"
    "Kestrel,Calder Post,up to 40 km,40,40,assessed,2031,calder-post,text\n",
    "launch_areas.csv": "id,name,country,lat,lon,uncertainty_km,source,note\ncalder,Calder,XX,1,2,8,a map,\n",
}


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("systems.csv", "Kestrel", "Osprey"),
        ("systems.csv", "Kestrel,,rocket,,,\n", "Kestrel,,rocket,,,\nKestrel,,rocket,,,\n"),
        ("systems.csv", "rocket", ""),
        ("system_ranges.csv", "Calder Post", " "),
        ("system_ranges.csv", "calder-post", ""),
        ("system_ranges.csv", "40,40", "40,"),
        ("system_ranges.csv", "40,40", "50,40"),
        ("system_ranges.csv", "40,40", "-1,40"),
        ("system_ranges.csv", "40,40", "inf,inf"),
        ("system_ranges.csv", "40,40,assessed", "40,40,demonstrated"),
        ("system_ranges.csv", "assessed", "guessed"),
        ("system_ranges.csv", "text", "heard"),
        ("launch_areas.csv", "1,2,8", "95,2,8"),
        ("launch_areas.csv", "1,2,8", "1,2,"),
        ("launch_areas.csv", "a map", ""),
    ],
)
def test_a_wrong_row_is_refused(tmp_path: Path, name: str, old: str, new: str) -> None:
    for path, text in GOOD.items():
        (tmp_path / path).write_text(text, encoding="utf-8")
    assert load(Settings(data=tmp_path)).band("Kestrel") is not None
    (tmp_path / name).write_text(GOOD[name].replace(old, new), encoding="utf-8")
    with pytest.raises(FactsError, match=r"\.csv"):
        load(Settings(data=tmp_path))
