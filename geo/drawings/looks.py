"""The colors of the map in each theme: those of `static/basemap.js` and `static/symbols.js`, for pictures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from geo.views.signs import Theme

Color = tuple[float, float, float, float]
"""Red, green, blue, opacity, 0 to 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What a theme draws the map with; colors as "#rrggbb"."""

    theme: Theme
    water: str
    land: str
    coast: str
    river: str
    border: str
    province: str
    country: str
    admin: str
    sea: str
    town: str
    dot: str
    halo: str
    """With the opacity behind the color: "#rrggbbaa"."""
    bold: float
    """How many times as wide lines and letters are."""
    paper: str
    ink: str
    accent: str
    line: str
    quiet: str

    @property
    def symbol(self) -> float:
        """Return how many times as large symbols are."""
        return 1.3 if self.theme is Theme.PROJECTOR else 1.0


LOOKS: Final = {
    Theme.LIGHT: Look(
        theme=Theme.LIGHT,
        water="#dde6ec",
        land="#f8f6f1",
        coast="#a9bac6",
        river="#b9d0dd",
        border="#8f8983",
        province="#d8d2c9",
        country="#77716b",
        admin="#9b958d",
        sea="#8aa3b4",
        town="#45423e",
        dot="#625e59",
        halo="#faf9f6eb",
        bold=1.0,
        paper="#ffffff",
        ink="#20252a",
        accent="#ffd400",
        line="#c9ced3",
        quiet="#5b6268",
    ),
    Theme.DARK: Look(
        theme=Theme.DARK,
        water="#0f161d",
        land="#1b242d",
        coast="#3f5261",
        river="#263a4b",
        border="#62727f",
        province="#2c3944",
        country="#8698a7",
        admin="#61727f",
        sea="#48637a",
        town="#bfcad4",
        dot="#93a5b4",
        halo="#0f161de6",
        bold=1.0,
        paper="#10171e",
        ink="#e6edf3",
        accent="#ffe45c",
        line="#34424e",
        quiet="#9fb0be",
    ),
    Theme.PROJECTOR: Look(
        theme=Theme.PROJECTOR,
        water="#cfdde6",
        land="#ffffff",
        coast="#7e96a6",
        river="#9fbfd1",
        border="#5d5852",
        province="#bdb5aa",
        country="#4c4741",
        admin="#6f6961",
        sea="#54748a",
        town="#1f1d1b",
        dot="#2d2a27",
        halo="#fffffff2",
        bold=1.3,
        paper="#ffffff",
        ink="#000000",
        accent="#ffd400",
        line="#6b7278",
        quiet="#2f3438",
    ),
}


def color(told: str, opacity: float = 1.0) -> Color:
    """Return a color such as "#1b242d" or "#0f161de6" as numbers, its own opacity times another."""
    red, green, blue, *own = (int(told[n : n + 2], 16) / 255 for n in range(1, len(told), 2))
    return red, green, blue, (own[0] if own else 1.0) * opacity


def mix(a: str, b: str, share: float) -> str:
    """Return a color between two: `share` of the first, 0 to 1."""
    pairs = zip(color(a)[:3], color(b)[:3], strict=True)
    return "#" + "".join(f"{round(255 * (x * share + y * (1 - share))):02x}" for x, y in pairs)
