"""A few counted values as bars, each with its number; and a few incidents on one line of time."""

from __future__ import annotations

import altair as alt
import pandas as pd

from geo.charts.ink import Chart, family_color, ink, layered, milliseconds
from geo.maps.symbols import FAMILY_NAMES
from geo.model import Family


def bars(frame: pd.DataFrame, lit: str, title: str = "") -> Chart:
    """Return one bar per row of `label` and `count`, in the order of the rows; zero is shown as zero."""
    colors = ink(lit)
    total = int(frame["count"].sum())
    shares = [f"{count:,}" + (f"  ({count / total:.0%})" if total and count else "") for count in frame["count"]]
    base = alt.Chart(frame.assign(share=shares)).encode(
        y=alt.Y(
            "label:N",
            sort=None,
            title=None,
            axis=alt.Axis(labelLimit=260, ticks=False, domain=False, labelOverlap=False, labelFlush=False),
        ),
        x=alt.X("count:Q", axis=None, scale=alt.Scale(domain=[0, max(1, int(frame["count"].max())) * 1.35])),
        tooltip=[alt.Tooltip("label:N", title=title or "value"), alt.Tooltip("count:Q", title="count")],
    )
    drawn = base.mark_bar(color=colors.ramp[1], height=12)
    numbers = base.mark_text(align="left", dx=4, color=colors.text).encode(text="share:N")
    return layered([drawn, numbers], 22 * len(frame))


def strip(spans: pd.DataFrame, lit: str) -> Chart:
    """Return dated incidents, rows of `views.spans`, as thin bars over one line of time, each as long as it may have been."""
    day = 86_400_000
    begin, end = milliseconds(spans["first"].fillna(spans["last"])), milliseconds(spans["last"].fillna(spans["first"])) + day
    low, high = float(begin.min()), float(end.max())
    least = (high - low) / 120
    told = spans[["title"]].assign(
        begin=begin,
        end=end.where(end - begin > least, begin + least),
        family_name=[FAMILY_NAMES[Family(one)] for one in spans["family"]],
    )
    drawn: alt.Chart = (
        alt.Chart(told)
        .mark_bar(orient="horizontal", height=16, opacity=0.7)
        .encode(
            x=alt.X(
                "begin:T",
                scale=alt.Scale(type="utc", nice=False),
                title=None,
                axis=alt.Axis(tickCount=4, labelFlush=True, grid=False),
            ),
            x2="end:T",
            color=family_color(told["family_name"], lit).legend(None),
            tooltip=[alt.Tooltip("title:N", title="incident")],
        )
        .properties(height=60)
    )
    return drawn
