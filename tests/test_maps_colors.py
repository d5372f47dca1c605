"""Any two families can be told apart by anybody, and every sign can be read on its ground."""

from __future__ import annotations

import itertools
from typing import Final

import numpy as np
import pytest
from numpy.typing import NDArray

from geo import maps
from geo.model import Family
from geo.views.signs import BAND_COLORS as COLORS

Floats = NDArray[np.float64]

# What is left of linear red, green and blue without one kind of cone: Machado, Oliveira and Fernandes 2009
# (doi:10.1109/TVCG.2009.113), severity 1.
VISIONS: Final = {
    "full": np.eye(3),
    "protanopia": np.array([[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]),
    "deuteranopia": np.array([[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]]),
    "tritanopia": np.array([[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]]),
}
TO_XYZ: Final = np.array([[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.072175], [0.0193339, 0.119192, 0.9503041]])
WHITE: Final = np.array([0.95047, 1, 1.08883])

GROUND: Final = {maps.Theme.LIGHT: "#f8f6f1", maps.Theme.DARK: "#1b242d", maps.Theme.PROJECTOR: "#ffffff"}
LETTER: Final = {maps.Theme.LIGHT: "#ffffff", maps.Theme.DARK: "#10171e", maps.Theme.PROJECTOR: "#ffffff"}


def linear(color: str) -> Floats:
    share = np.array([int(color[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    return np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """Return the ratio of WCAG 2, from 1 to 21."""
    dark, light = sorted(float(linear(color) @ TO_XYZ[1]) for color in (one, other))
    return (light + 0.05) / (dark + 0.05)


def seen(color: str, vision: str) -> Floats:
    """Return a color as CIELAB, as somebody with this vision sees it."""
    xyz = TO_XYZ @ np.clip(VISIONS[vision] @ linear(color), 0, 1) / WHITE
    root = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * root[1] - 16, 500 * (root[0] - root[1]), 200 * (root[1] - root[2])])


def apart(one: str, other: str, vision: str) -> float:
    """Return how far apart two colors are seen, as distance in CIELAB; 2 to 3 is just noticed side by side."""
    return float(np.linalg.norm(seen(one, vision) - seen(other, vision)))


def family_colors(theme: maps.Theme) -> list[str]:
    return [sign.color(theme) for family, sign in maps.families().items() if family is not Family.OTHER]


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("theme", [maps.Theme.LIGHT, maps.Theme.DARK])
def test_any_two_families_can_be_told_apart(theme: maps.Theme, vision: str) -> None:
    pairs = itertools.combinations(family_colors(theme), 2)
    assert min(apart(one, other, vision) for one, other in pairs) > 15


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("theme", list(maps.Theme))
def test_any_two_ranges_can_be_told_apart(theme: maps.Theme, vision: str) -> None:
    pairs = itertools.combinations(COLORS[theme], 2)
    assert min(apart(one, other, vision) for one, other in pairs) > 7


@pytest.mark.parametrize("theme", list(maps.Theme))
def test_every_sign_stands_out_from_the_ground_and_its_letter_from_the_sign(theme: maps.Theme) -> None:
    colors = family_colors(theme)
    assert min(contrast(color, GROUND[theme]) for color in colors) > 3.5
    assert min(contrast(color, LETTER[theme]) for color in colors) > 4.2


@pytest.mark.parametrize("theme", list(maps.Theme))
def test_the_name_of_a_range_can_be_read(theme: maps.Theme) -> None:
    assert min(contrast(color, GROUND[theme]) for color in COLORS[theme]) > 4
