"""The colors of a sheet: those of the app's own pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from geo.charts.ink import INKS
from geo.handouts.sheets import Tone
from geo.maps.symbols import Theme

_SHADE: Final = {Theme.LIGHT: "#F4F5F6", Theme.DARK: "#181D23"}
"""Behind the head of a table; `.streamlit/config.toml` has the same."""


def colors(lit: str) -> Mapping[Tone, str]:
    """Return the color of each tone, as "#RRGGBB", on a sheet that is lit "light" or "dark"."""
    theme = Theme.DARK if lit == Theme.DARK else Theme.LIGHT
    ink = INKS[theme]
    return {
        Tone.INK: ink.text,
        Tone.QUIET: ink.quiet,
        Tone.LINE: ink.line,
        Tone.LINK: ink.accent,
        Tone.SHADE: _SHADE[theme],
        Tone.GROUND: ink.ground,
    }


def blended(color: str, ground: str, share: float) -> str:
    """Return a color as it looks where it covers a share of the ground, 0 to 1."""
    mixed = (round(share * a + (1 - share) * b) for a, b in zip(_parts(color), _parts(ground), strict=True))
    return "#" + "".join(f"{part:02X}" for part in mixed)


def readable(ground: str, dark: str, light: str) -> str:
    """Return which of two colors stands out more from a ground."""
    return max((dark, light), key=lambda color: abs(_light(color) - _light(ground)))


def _parts(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def _light(color: str) -> float:
    """Return the luminance of a color, without gamma: enough to tell dark from light."""
    red, green, blue = _parts(color)
    return 0.299 * red + 0.587 * green + 0.114 * blue
