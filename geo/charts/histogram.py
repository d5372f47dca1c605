"""How many incidents began when: bars stacked by family over an outline of all there are, with a brush to choose days."""

from __future__ import annotations

from datetime import date
from typing import Final

import altair as alt
import pandas as pd

from geo.charts.ink import Chart, Ink, Layer, family_color, family_names, ink, milliseconds
from geo.charts.timeline import Scene
from geo.maps.symbols import FAMILY_NAMES
from geo.model import Kind

BRUSH: Final = "brush"
"""Name of what a drag selects."""

_HEIGHT: Final = 96
_DAY_MS: Final = 86_400_000


def histogram(shown: pd.DataFrame, whole: pd.DataFrame, lit: str, scene: Scene, chosen: tuple[date | None, date | None]) -> Chart:
    """
    Return the bars; a drag selects `begin`, two instants in milliseconds of UTC.

    Parameters
    ----------
    shown, whole
        As `views.bins` gives them by one unit of time: what the filter leaves, its dates aside, and all there is. What has no
        bin is not drawn.
    lit
        "light" or "dark".
    scene
        What of the time is reached; the rest is drawn faintly.
    chosen
        The first and the last day of the filter, None where it is open.
    """
    colors = ink(lit)
    every = whole[whole["first"].notna()].groupby(["first", "last"], sort=True)["count"].sum().reset_index()
    every = every.assign(begin=milliseconds(every["first"]), end=milliseconds(every["last"]) + _DAY_MS)
    low, high = float(every["begin"].min()), float(every["end"].max())
    data = {"every": every[["begin", "end", "count"]], "bars": _counted(shown[shown["first"].notna()], scene)}
    layers: list[Layer] = [_outline(colors), _bars(lit)]
    if any(chosen):
        data["chosen"] = _range(chosen, low, high)
        layers.insert(0, _named("chosen").mark_rect(color=colors.accent, opacity=0.14).encode(x=_time(), x2="end:T"))
    if scene.until is not None:
        data["reached"] = pd.DataFrame({"begin": [_ms(scene.until) + _DAY_MS]})
        layers.append(_named("reached").mark_rule(color=colors.text, strokeWidth=1.5).encode(x="begin:T"))
    # Data by names that stay the same: the browser then changes the bars where they stand and builds no picture anew.
    return alt.LayerChart(layer=layers, height=_HEIGHT, datasets={name: frame.to_dict("records") for name, frame in data.items()})


def _named(data: str) -> alt.Chart:
    return alt.Chart(alt.NamedData(name=data))


def _counted(frame: pd.DataFrame, scene: Scene) -> pd.DataFrame:
    """Return a row for each bar: what it stands for, from when to when, and how much of it shows."""
    families = [Kind(kind).family for kind in frame["kind"]]
    told = (
        frame.assign(family_name=[FAMILY_NAMES[family] for family in families])
        .groupby(["first", "last", "family_name"], sort=True)["count"]
        .sum()
        .reset_index()
    )
    told = told.assign(begin=milliseconds(told["first"]), end=milliseconds(told["last"]) + _DAY_MS)
    until = float("inf") if scene.until is None else _ms(scene.until) + _DAY_MS
    since = float("-inf") if scene.since is None else _ms(scene.since)
    reached = (told["begin"] < until) & (told["end"] > since)
    days = [f"{first:%-d %b %Y} to {last:%-d %b %Y}" for first, last in zip(told["first"], told["last"], strict=True)]
    return told.assign(opacity=reached.map({True: 1.0, False: 0.2}), days=days).drop(columns=["first", "last"])


def _bars(lit: str) -> Layer:
    brush = alt.selection_interval(name=BRUSH, encodings=["x"])
    return (
        _named("bars")
        .mark_bar(orient="vertical", binSpacing=1)
        .encode(
            x=_time(),
            x2="end:T",
            y=alt.Y("count:Q", stack="zero", axis=alt.Axis(tickCount=2, grid=False, domain=False, ticks=False, title=None)),
            color=family_color(family_names(lit), lit).legend(None),
            opacity=alt.Opacity("opacity:Q", scale=None),
            order=alt.Order("family_name:N"),
            tooltip=[
                alt.Tooltip("days:N", title="began"),
                alt.Tooltip("family_name:N", title="kind"),
                alt.Tooltip("count:Q", title="incidents", format=","),
            ],
        )
        .add_params(brush)
    )


def _outline(colors: Ink) -> Layer:
    return (
        _named("every")
        .mark_bar(orient="vertical", binSpacing=1, fillOpacity=0, stroke=colors.line, strokeWidth=1)
        .encode(x=_time(), x2="end:T", y=alt.Y("count:Q"))
    )


def _range(chosen: tuple[date | None, date | None], low: float, high: float) -> pd.DataFrame:
    first, last = chosen
    return pd.DataFrame({"begin": [_ms(first) if first else low], "end": [_ms(last) + _DAY_MS if last else high]})


def _time() -> alt.X:
    axis = alt.Axis(labelFlush=True, grid=False, title=None, tickCount=8, labelOverlap=True)
    return alt.X("begin:T", scale=alt.Scale(type="utc", nice=False), axis=axis)


def _ms(day: date) -> float:
    return float(milliseconds(pd.Series([pd.Timestamp(day)]))[0])
