"""How kinds look: shape, letter and color from `data/kinds.csv`, the one table that maps, charts and legends read."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Final

from geo import facts
from geo.model import PHYSICAL, Family, Kind, Status
from geo.settings import Settings
from geo.views.cards import KIND_LABELS

FAMILY_NAMES: Final = {
    Family.EXPLOSIVE: "Explosive",
    Family.ARMED: "Armed",
    Family.UNREST: "Unrest",
    Family.COERCION: "Coercion",
    Family.POSTURE: "Posture",
    Family.WORDS: "Words",
    Family.OTHER: "Other",
}


class Theme(StrEnum):
    """How the map is lit; `data/kinds.csv` has the colors of the first two, the third is the first made bolder."""

    LIGHT = "light"
    DARK = "dark"
    PROJECTOR = "projector"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """How one kind is drawn."""

    kind: Kind
    family: Family
    shape: str
    letter: str
    light: str
    """Color on light ground, as "#RRGGBB"."""
    dark: str

    def color(self, theme: Theme) -> str:
        """Return its color on the ground of `theme`."""
        return self.dark if theme is Theme.DARK else self.light


@cache
def signs(path: Path | None = None) -> dict[Kind, Sign]:
    """
    Return the sign of every kind, in the order of the table.

    Raises
    ------
    FactsError
        If the table cannot be read or a row is wrong.
    """
    return {sign.kind: sign for sign in facts.rows(path or Settings().data / "kinds.csv", _sign)}


def _sign(row: dict[str, str]) -> Sign:
    return Sign(
        kind=Kind(row["kind"]),
        family=Family(row["family"]),
        shape=row["shape"],
        letter=row["letter"].strip("-"),
        light=row["light"],
        dark=row["dark"],
    )


# Chosen so that any two can be told apart with any color vision (no pair closer than 7 in CIELAB, most beyond 20,
# under simulated protanopia, deuteranopia and tritanopia); each band bears its name as well.
BAND_COLORS: Final = {
    Theme.LIGHT: ("#0B6FB8", "#B34E00", "#00664C", "#C0508F", "#3A2A7C", "#6B6F76"),
    Theme.DARK: ("#56B4E9", "#F28E4B", "#2FC79A", "#F0A8D0", "#8F7FEA", "#E5D24B"),
    Theme.PROJECTOR: ("#00609A", "#9A4300", "#004D38", "#A03A74", "#2A1C66", "#3A3E44"),
}
"""Of range bands, by turns."""


def families() -> dict[Family, Sign]:
    """Return the sign that stands for each family: that of its first kind."""
    first: dict[Family, Sign] = {}
    for sign in signs().values():
        first.setdefault(sign.family, sign)
    return first


def kind_signs(theme: Theme) -> dict[str, dict[str, str]]:
    """Return what the browser needs to know of each kind."""
    return {
        kind: {
            "shape": sign.shape,
            "letter": sign.letter,
            "color": sign.color(theme),
            "family": sign.family,
            "label": KIND_LABELS[kind],
        }
        for kind, sign in signs().items()
    }


def family_signs(theme: Theme) -> dict[str, dict[str, str]]:
    """Return what the browser needs to know of each family."""
    return {
        family: {"name": FAMILY_NAMES[family], "shape": sign.shape, "letter": sign.letter, "color": sign.color(theme)}
        for family, sign in families().items()
    }


def looks() -> dict[str, dict[str, Any]]:
    """Return what the browser needs to know of each theme: signs of kinds and families, and the legend."""
    return {str(theme): {"signs": kind_signs(theme), "families": family_signs(theme), "legend": legend(theme)} for theme in Theme}


def legend(theme: str) -> list[list[dict[str, Any]]]:
    """
    Return the rows of the legend: families, statuses, precisions.

    Each entry has a label and what `static/frame.js` needs to draw its picture with the code that draws the map.
    """
    chosen = Theme(theme)
    shown = [sign for family, sign in families().items() if family in PHYSICAL]
    gray = signs()[Kind.OTHER].color(chosen)
    statuses = (
        ("reported", Status.REPORTED),
        ("confirmed", Status.CONFIRMED),
        ("alleged, claimed", Status.ALLEGED),
        ("disputed, denied", Status.DISPUTED),
    )
    mark = {"shape": "circle", "color": gray, "status": Status.REPORTED, "text": ""}
    mixed = [{"color": sign.color(chosen), "count": 1} for sign in shown[:3]]
    return [
        [
            {
                "label": FAMILY_NAMES[sign.family],
                "shape": sign.shape,
                "color": sign.color(chosen),
                "status": "reported",
                "text": "",
            }
            for sign in shown
        ],
        [{**mark, "label": label, "status": status} for label, status in statuses],
        [
            {**mark, "label": "in a town", "ring": 9},
            {"label": "near", "disc": True, "color": gray},
            {"label": "in an area", "area": True, "color": gray},
            {"label": "several", "parts": mixed, "total": 3},
        ],
    ]
