"""A picture has the colors, shapes and sizes of the screen: what stands in both is compared, so that neither changes alone."""

from __future__ import annotations

import re
from typing import Final

import numpy as np
import pytest

from geo.drawings import marks, regions, spots, symbols
from geo.drawings.looks import LOOKS, color, mix
from geo.settings import home
from geo.views.signs import Theme

BASEMAP: Final = ("water", "land", "coast", "river", "border", "province", "country", "admin", "sea", "town", "dot")


def script(name: str) -> str:
    return (home() / "static" / name).read_text(encoding="utf-8")


def block(text: str, begin: str) -> str:
    return text[text.index(begin) : text.index("}", text.index(begin))]


def number(text: str, name: str) -> float:
    found = re.search(rf"\b{name} = ([\d.]+)", text)
    assert found
    return float(found[1])


@pytest.mark.parametrize("theme", list(Theme))
def test_the_ground_has_the_colors_of_the_screen(theme: Theme) -> None:
    themes = script("basemap.js")
    told = dict(re.findall(r'(\w+): "([^"]+)"', block(themes[themes.index("THEMES") :], f"{theme}: {{")))
    look = LOOKS[theme]
    assert {name: getattr(look, name) for name in BASEMAP} == {name: told[name] for name in BASEMAP}
    *rgb, opacity = map(float, re.findall(r"[\d.]+", told["halo"]))
    assert color(look.halo) == pytest.approx((*(value / 255 for value in rgb), opacity), abs=0.003)
    bold = re.search(r"bold: ([\d.]+)", block(themes[themes.index("THEMES") :], f"{theme}: {{"))
    assert bold
    assert look.bold == float(bold[1])


@pytest.mark.parametrize("theme", list(Theme))
def test_symbols_have_the_colors_of_the_screen(theme: Theme) -> None:
    text, look = script("symbols.js"), LOOKS[theme]
    told = {
        name: re.search(rf'\b{theme}: "(#\w+)"', text[text.index(f"const {name} =") :])
        for name in ("PAPER", "INK", "GROUND", "ACCENT")
    }
    assert {name: found and found[1] for name, found in told.items()} == {
        "PAPER": look.paper,
        "INK": look.ink,
        "GROUND": marks.GROUND[theme],
        "ACCENT": look.accent,
    }


def test_shapes_and_fills_are_those_of_the_screen() -> None:
    text = script("symbols.js")
    polygons = {
        name: [tuple(map(float, pair)) for pair in re.findall(r"\[(-?[\d.]+), (-?[\d.]+)\]", points)]
        for name, points in re.findall(r"(\w+): polygon\(\[(.*)\]\)", text)
    }
    mine = {
        name: [tuple(point) for point in np.asarray(path.vertices)[:-1].tolist()]
        for name, path in symbols.SHAPES.items()
        if name in polygons
    }
    assert mine == polygons
    assert set(symbols.SHAPES) == {*polygons, "circle", "dot"}
    assert dict(re.findall(r'(\w+): "(\w+)"', block(text, "const FILL"))) == symbols.FILL
    middle = {name: float(value) for name, value in re.findall(r"(\w+): ([\d.]+)", block(text, "const MIDDLE"))}
    assert middle == symbols.MIDDLE


def test_sizes_and_limits_are_those_of_the_screen() -> None:
    joining, drawing, areas = script("spots.js"), script("incidents.js"), script("areas.js")
    assert {name: number(joining, name) for name in ("JOIN", "LARGE_SCALE", "COVER", "SMALLEST", "LARGEST")} == {
        "JOIN": spots.JOIN,
        "LARGE_SCALE": spots.LARGE_SCALE,
        "COVER": spots.COVER,
        "SMALLEST": spots.SMALLEST,
        "LARGEST": spots.LARGEST,
    }
    names = ("DOT", "MOST_DOTS", "NAMED", "NAMED_FROM", "LONGEST_NAME", "MANY_DISCS")
    assert {name: getattr(marks, name) for name in names} == {name: number(drawing, name) for name in names}
    assert number(areas, "ROOMY") == regions.ROOMY


def test_a_color_between_two_is_as_far_from_either_as_it_is_asked_for() -> None:
    assert (mix("#ffffff", "#000000", 1), mix("#ffffff", "#000000", 0), mix("#ff0000", "#0000ff", 0.5)) == (
        "#ffffff",
        "#000000",
        "#800080",
    )
