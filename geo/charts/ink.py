"""What charts are drawn with: the colors of the page, those of the families, and words that fit a label."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import altair as alt
import pandas as pd

from geo.maps.symbols import FAMILY_NAMES, Theme, families

Chart = alt.Chart | alt.LayerChart
Layer = Any
"""A chart of one layer; what altair says of its types is not what it returns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ink:
    """The colors that charts take from the page; `.streamlit/config.toml` has the same."""

    ground: str
    text: str
    quiet: str
    line: str
    accent: str
    """Of what is selected, and of nothing else."""
    ramp: tuple[str, ...]
    """From few to many."""
    full: str
    """Of a number on the darkest step of the ramp."""


INKS: Final[Mapping[Theme, Ink]] = {
    Theme.LIGHT: Ink(
        ground="#FFFFFF",
        text="#22262B",
        quiet="#5F6368",
        line="#DADDE1",
        accent="#1F5FA8",
        ramp=("#EEF1F4", "#9AA5B1", "#4B5563"),
        full="#FFFFFF",
    ),
    Theme.DARK: Ink(
        ground="#101418",
        text="#E6EAEE",
        quiet="#A3ABB3",
        line="#2C333B",
        accent="#86BBF5",
        ramp=("#1C2229", "#56616D", "#C3CBD3"),
        full="#101418",
    ),
}


def ink(lit: str) -> Ink:
    """Return the colors for a page that is lit "light" or "dark"."""
    return INKS[Theme.DARK if lit == Theme.DARK else Theme.LIGHT]


def family_names(lit: str) -> dict[str, str]:
    """Return the color of each family, by its name, in the order of the table of kinds."""
    return {FAMILY_NAMES[family]: sign.color(Theme(lit)) for family, sign in families().items()}


def family_color(present: Iterable[str], lit: str, column: str = "family_name") -> alt.Color:
    """Return the color of marks by family, with a legend of those that are there."""
    colors = family_names(lit)
    shown = [name for name in colors if name in set(present)]
    legend = alt.Legend(orient="bottom", title=None, symbolType="square", symbolStrokeWidth=0) if shown else None
    return alt.Color(f"{column}:N", scale=alt.Scale(domain=shown, range=[colors[name] for name in shown]), legend=legend)


PICK: Final = "pick"
"""Name of what a click selects."""


def picked(*fields: str) -> alt.Parameter:
    """
    Return what a click selects: the values of these fields of whatever mark was clicked, in any layer of the picture.

    One is enough for a picture, on a layer that is always there: Vega hands every click to each of them.
    """
    return alt.selection_point(name=PICK, fields=list(fields), on="click", clear="dblclick", empty=False)


def short(text: str, longest: int = 34) -> str:
    """Return a label that fits, cut with a sign that it was."""
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


def distinct(names: Mapping[str, str], longest: int = 34) -> dict[str, str]:
    """Return a short label for each id, no two the same: an axis would take two of one name for one."""
    found: dict[str, str] = {}
    taken: dict[str, int] = {}
    for id_, name in names.items():
        label = short(name, longest)
        taken[label] = taken.get(label, 0) + 1
        found[id_] = label if taken[label] == 1 else f"{label} ({taken[label]})"
    return found


def milliseconds(days: pd.Series) -> pd.Series:
    """Return days as milliseconds of UTC, which no browser moves by its own time zone; NaN where there is no day."""
    told: pd.Series = (pd.to_datetime(days) - pd.Timestamp(0)) / pd.Timedelta(milliseconds=1)
    return told


def layered(layers: Iterable[Layer], height: float) -> Chart:
    """Return the layers as one picture, the first at the bottom, `height` pixels high with its axes."""
    picture: alt.LayerChart = alt.LayerChart(layer=list(layers)).properties(height=height)
    return picture
