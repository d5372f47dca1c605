"""The map as a picture: what stands on it, what does not, and that no text of others does anything."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd
import pytest
import shapely
from PIL import Image

from geo import areas
from geo.areas import Outlines
from geo.briefing import Scene, Shown, View, shown
from geo.drawings import bands, map_picture, margins, marks, regions, rests_on
from geo.drawings.looks import LOOKS
from geo.drawings.spots import clusters, places_of
from geo.drawings.viewport import Room, Viewport, looking
from geo.errors import FactsError, InputError
from geo.ranges import FigureBasis
from geo.settings import Settings, home
from geo.store import Snapshot
from geo.views.signs import Theme

BASEMAP: Final = home() / "static" / "basemap.pmtiles"
SMALL: Final = (960, 600)
HOSTILE: Final = "<script>alert(1)</script> $x^2$ \x00 ]]> &amp; {{7*7}} العراق 日本"
Look = Callable[..., Shown]
RINGS: Final = ("own:Kite;400;600;;mine@at:10,20,10,Camp", "own:Long;900;900;;mine@at:12,24,10,Hills")


@pytest.fixture(scope="module")
def outlines() -> Outlines:
    """Read the shapes of areas, once."""
    return areas.load(Settings())


@pytest.fixture
def look(snapshot: Snapshot, settings: Settings) -> Look:
    """Return what gives what a query shows of two newspapers."""

    def ask(**query: str | tuple[str, ...]) -> Shown:
        asked = tuple(sorted((name, (value,) if isinstance(value, str) else value) for name, value in query.items()))
        return shown(snapshot, settings, Scene(id="scene001", title="", query=asked))

    return ask


def drawn(told: Shown, outlines: Outlines, **asked: Any) -> bytes:  # noqa: ANN401  # passed on
    return map_picture(told, outlines=outlines, basemap=BASEMAP, **{"size": SMALL, **asked})


def svg(told: Shown, outlines: Outlines, **asked: Any) -> str:  # noqa: ANN401  # as above
    return drawn(told, outlines, form="svg", **asked).decode()


def written(picture: str) -> list[str]:
    """Return the texts of an SVG that can be searched."""
    root = ET.fromstring(picture)  # noqa: S314  # made here
    return ["".join(one.itertext()).strip() for one in root.iter("{http://www.w3.org/2000/svg}text")]


def view_of(zoom: float = 6) -> Viewport:
    return looking(10, 20, zoom, (0, 0, 600, 375))


# --- the file ------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["png", "svg"])
def test_the_same_scene_is_the_same_bytes(look: Look, outlines: Outlines, form: str) -> None:
    told = look(at="10,20,6", ring=RINGS)
    assert drawn(told, outlines, form=form) == drawn(replace(told), outlines, form=form)


def test_a_picture_is_as_large_as_it_is_asked_for(look: Look, outlines: Outlines) -> None:
    with Image.open(io.BytesIO(drawn(look(), outlines, size=(1200, 700)))) as image:
        assert (image.size, image.format) == ((1200, 700), "PNG")
    assert 'width="640" height="480" viewBox="0 0 640 480"' in svg(look(), outlines, size=(640, 480))


@pytest.mark.parametrize("asked", [{"size": (100, 600)}, {"size": (960, 9_000)}, {"ratio": 0.1}, {"form": "pdf"}])
def test_what_is_no_picture_is_refused(look: Look, outlines: Outlines, asked: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="not a picture"):
        drawn(look(), outlines, **asked)


def test_a_basemap_that_is_missing_or_broken_is_said(look: Look, outlines: Outlines, tmp_path: Path) -> None:
    broken = tmp_path / "broken.pmtiles"
    broken.write_bytes(b"no tiles")
    for path in (tmp_path / "missing.pmtiles", broken):
        with pytest.raises(FactsError, match=f"{path.name}: the basemap cannot be read"):
            map_picture(look(), outlines=outlines, basemap=path, size=SMALL)


def test_no_text_of_others_does_anything(look: Look, outlines: Outlines) -> None:
    told = look(at="10,20,7")
    frame = told.frame.assign(place_name=HOSTILE)
    picture = svg(replace(told, frame=frame, as_of=HOSTILE), outlines, title=HOSTILE)
    tags = {one.tag.partition("}")[2] for one in ET.fromstring(picture).iter()}  # noqa: S314  # made here
    assert not tags & {"script", "foreignObject", "a", "image", "iframe"}
    assert any(text.startswith("<script>alert(1)</script> $x^2$ ]]> &amp; {{7*7}}") for text in written(picture))
    drawn(replace(told, frame=frame), outlines, title=HOSTILE)


@pytest.mark.parametrize("theme", list(Theme))
def test_the_ground_has_the_color_of_its_theme(look: Look, outlines: Outlines, theme: Theme) -> None:
    with Image.open(io.BytesIO(drawn(look(at="0,-30,4", theme=theme.value), outlines))) as image:
        pixel = image.convert("RGB").getpixel((300, 200))
    assert "#{:02x}{:02x}{:02x}".format(*pixel) == LOOKS[theme].water  # type: ignore[misc]


# --- what is said --------------------------------------------------------------------------


def test_a_picture_says_what_it_rests_on(look: Look, outlines: Outlines) -> None:
    told = look()
    assert rests_on(told) == "5 incidents, 2 independent sources, 28 Apr 2031 to 8 May 2031; 2 not on the map, 1 undated"
    assert rests_on(told) in written(svg(told, outlines, size=(1600, 900)))
    assert any(text.startswith(f"As of: {told.as_of}") for text in written(svg(told, outlines, size=(1600, 900))))


def test_one_day_and_one_incident_are_said_as_one(look: Look) -> None:
    told = look(kind="statement_or_threat")
    assert rests_on(told) == "1 incident, 1 independent source, 7 May 2031; 1 not on the map"


def test_what_is_too_many_to_draw_is_said(snapshot: Snapshot, settings: Settings) -> None:
    told = shown(snapshot, settings, Scene(id="scene001", title=""), most=1)
    assert rests_on(told).endswith("; 2 not on the map, 1 undated, the latest 1 are drawn")


def test_a_scene_that_shows_nothing_says_so(look: Look, outlines: Outlines) -> None:
    told = look(text="nobody ever said this")
    assert rests_on(told) == "0 incidents, 0 independent sources"
    assert rests_on(told) in written(svg(told, outlines))


def test_a_title_stands_above_the_map(look: Look, outlines: Outlines) -> None:
    assert "The week in Ardania" in written(svg(look(), outlines, title="The week in Ardania"))


def test_rings_come_with_their_caveat_and_their_key(look: Look, outlines: Outlines) -> None:
    texts = " ".join(written(svg(look(ring=RINGS), outlines)))
    assert "Range is not intent or accuracy. Launch area Camp (yours) ±10 km" in texts
    assert "Kite (yours), 400 to 600 km, from Camp" in texts
    assert "within reach for sure, fading to possible" in texts


def test_the_legend_has_what_is_drawn_and_nothing_else(look: Look, outlines: Outlines) -> None:
    told = look(kind="protest", at="10,20,7")
    texts = written(svg(told, outlines))
    assert {"Unrest", "in a town"} <= set(texts)
    assert not {"Explosive", "Armed", "near", "several", "in an area", "confirmed"} & set(texts)


# --- what is drawn -------------------------------------------------------------------------


def seen(told: Shown, zoom: float = 7, marked: int = -1) -> list[marks.Shown]:
    return marks.shown(clusters(places_of(told.frame), zoom, marked), view_of(zoom), LOOKS[Theme.LIGHT], marked)


def test_near_is_a_disc_whose_symbol_stands_on_its_rim_and_not_in_its_middle(look: Look) -> None:
    told = look(kind="protest")
    near = told.frame.assign(place_precision="near", uncertainty_km=25.0)
    [one] = seen(replace(told, frame=near))
    assert one.disc is not None
    x, y, radius = one.disc
    assert one.x == x
    assert one.y == pytest.approx(y - radius)
    assert radius == pytest.approx(25_000 / view_of(7).metres(one.spot.lat))


def test_what_is_known_to_a_country_or_an_area_only_is_never_a_symbol(look: Look) -> None:
    told = look()
    frame = told.frame.assign(place_precision=["country", "area", "country", "unknown", "country"])
    assert seen(replace(told, frame=frame)) == []
    found = regions.regions(frame, "")
    assert {(region.name, region.is_country, region.n) for region in found} == {
        ("Camp Orrin", True, 1),
        ("Calder", False, 1),
        ("Lowlands", True, 1),
    }


def test_countries_of_which_no_more_is_said_are_named_below_the_map(look: Look, outlines: Outlines) -> None:
    told = look()
    frame = told.frame.assign(place_precision="country", place_name="Ardania", place_id="country:AR", mapped=False)
    texts = " ".join(written(svg(replace(told, frame=frame), outlines)))
    assert "No more than the country is said, shaded: Ardania 3." in texts


def test_the_chosen_incident_is_marked_in_the_one_accent(look: Look, outlines: Outlines) -> None:
    accent = LOOKS[Theme.LIGHT].accent
    assert accent not in svg(look(at="10.5,20.2,8"), outlines)
    assert accent in svg(look(at="10.5,20.2,8", incident="c-protest"), outlines)
    area = look(at="10,20,7", incident="c-guns")
    assert accent in svg(replace(area, frame=area.frame.assign(place_id="region:lowlands")), outlines)


def test_names_stand_beside_symbols_and_over_none(look: Look) -> None:
    told, room = look(), Room()
    found = seen(told, 8)
    marks.take(found, room)
    symbols = list(room.taken)
    names = marks.names(found, view_of(8), LOOKS[Theme.LIGHT], room)
    assert {name.text for name in names} == {one.spot.name for one in found}
    for name in names:
        left, top, right, bottom = name.box
        assert all(left >= box[2] or box[0] >= right or top >= box[3] or box[1] >= bottom for box in symbols)


def test_on_a_small_scale_the_basemap_has_the_names(look: Look) -> None:
    assert marks.names(seen(look(), 4), view_of(4), LOOKS[Theme.LIGHT], Room()) == []


@pytest.mark.parametrize(("n", "text"), [(7, "7"), (999, "999"), (1_234, "1.2k"), (15_500, "16k"), (999_600, "1.0M")])
def test_numbers_in_rings_are_short(n: int, text: str) -> None:
    assert marks.short(n) == text


# --- ranges --------------------------------------------------------------------------------


def test_fills_of_bands_never_stack(look: Look) -> None:
    found = bands.bands(look(ring=RINGS).pairs, view_of(4), LOOKS[Theme.LIGHT])
    shapes = [shape for band in found for _, shape in band.steps]
    overlap = sum(shapely.intersection(a, b).area for n, a in enumerate(shapes) for b in shapes[:n])
    assert overlap < 1e-3 * sum(shape.area for shape in shapes)
    assert max(opacity for band in found for opacity, _ in band.steps) == pytest.approx(0.22)


def test_a_band_fades_from_sure_to_possible(look: Look) -> None:
    [band] = bands.bands(look(ring=RINGS[:1]).pairs, view_of(4), LOOKS[Theme.LIGHT])
    opacities = [opacity for opacity, _ in band.steps]
    assert opacities == sorted(opacities, reverse=True)
    assert len(opacities) == bands.STEPS
    assert [is_far for _, is_far in band.edges] == [True, False]


def test_more_bands_than_can_be_told_apart_are_refused(look: Look, outlines: Outlines) -> None:
    told = look(ring=RINGS[:1])
    with pytest.raises(InputError, match="7 bands cannot be told apart"):
        drawn(replace(told, pairs=told.pairs * 7), outlines)


def test_what_only_the_owner_says_is_dashed(look: Look, outlines: Outlines) -> None:
    told = look(ring=RINGS[:1], at="10,20,5")
    [pair] = told.pairs
    claimed = replace(pair, band=replace(pair.band, basis=frozenset({FigureBasis.CLAIMED})))
    keys = [
        margins.band_entries(bands.bands([one], view_of(4), LOOKS[Theme.LIGHT]), LOOKS[Theme.LIGHT]) for one in (pair, claimed)
    ]
    assert ["only its owner says so" in [entry.label for entry in key] for key in keys] == [False, True]
    dashed = r"stroke-dasharray: 9\.6"
    plain, said = (svg(replace(told, pairs=(one,)), outlines) for one in (pair, claimed))
    assert len(re.findall(dashed, said)) > len(re.findall(dashed, plain))


# --- areas ---------------------------------------------------------------------------------


def region_frame(look: Look, id_: str = "c-guns") -> pd.DataFrame:
    return look(kind="shooting").frame.assign(place_id="region:lowlands", id=id_)


def test_an_area_is_hatched_once_with_one_label_for_all_of_it(look: Look, outlines: Outlines) -> None:
    frame = pd.concat([region_frame(look), region_frame(look, "other")], ignore_index=True)
    [region] = regions.regions(frame, "other")
    assert (region.n, region.marked, region.is_country) == (2, True, False)
    placed = regions.placed([region], outlines, view_of(6), LOOKS[Theme.LIGHT])
    [note], left_out = regions.labels(placed, view_of(6), LOOKS[Theme.LIGHT], Room())
    assert (note.text, left_out) == ("Lowlands: 2", [])


def test_an_area_without_room_for_its_label_is_counted_below(look: Look, outlines: Outlines) -> None:
    [region] = regions.regions(region_frame(look), "")
    placed = regions.placed([region], outlines, view_of(6), LOOKS[Theme.LIGHT])
    full = Room()
    full.take((0, 0, 600, 375))
    notes, left_out = regions.labels(placed, view_of(6), LOOKS[Theme.LIGHT], full)
    assert notes == []
    assert list(regions.in_words([region], left_out)) == ["1 area with 1 incident had no room for a label."]


def test_an_area_out_of_view_has_no_label_in_it(look: Look, outlines: Outlines) -> None:
    [region] = regions.regions(region_frame(look), "")
    away = looking(-30, 100, 6, (0, 0, 600, 375))
    assert regions.placed([region], outlines, away, LOOKS[Theme.LIGHT]) == []


def test_a_view_that_was_kept_is_shown_as_it_was(look: Look, outlines: Outlines) -> None:
    kept, other = look(at="10,20,6"), look(at="10,21,6")
    assert kept.at == View(lat=10, lon=20, zoom=6)
    one, two = (np.asarray(Image.open(io.BytesIO(drawn(told, outlines)))) for told in (kept, other))
    assert (one != two).any()
