"""Incidents in time, lane by lane: a day as a point, a longer possible time as a bar, an open end as a fading line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import altair as alt
import pandas as pd

from geo.charts.ink import Chart, Ink, Layer, family_color, ink, layered, milliseconds, picked, short
from geo.maps.symbols import FAMILY_NAMES, families
from geo.model import Family, Status

MOST: Final = 400
"""Marks that are still told apart; more of them are counted."""
_ROWS: Final = 80
"""Rows that a reader scrolls through; a fuller picture is counted too."""
_DEEP: Final = _ROWS
"""Rows that one lane may take."""
_ROW: Final = 12
_FOOT: Final = 90
"""Pixels of a row, and of axis and legend below them."""
_GAP: Final = 0.5
"""Rows between two lanes."""
_DAY_MS: Final = 86_400_000
_HAIR: Final = 1 / 150
_SYMBOL: Final = 1 / 70
"""How wide a symbol is, as a share of the whole time."""

_HOLLOW: Final = frozenset({Status.ALLEGED, Status.CLAIMED, Status.DISPUTED, Status.DENIED})
_SLASHED: Final = frozenset({Status.DISPUTED, Status.DENIED})
_SHAPES: Final = {
    "triangle": "triangle-up",
    "pentagon": "M0,-0.6L0.57,-0.19L0.35,0.49L-0.35,0.49L-0.57,-0.19Z",
    "dot": "M-0.45,0A0.45,0.45,0,1,1,0.45,0A0.45,0.45,0,1,1,-0.45,0Z",
}
"""What Vega calls a shape of `data/kinds.csv`, or its outline."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What of the time is shown as reached; both None: all of it."""

    since: date | None = None
    until: date | None = None


def fits(spans: pd.DataFrame, lanes: pd.DataFrame) -> bool:
    """Return whether there is room to show incidents one by one."""
    return len(spans) <= MOST and (not len(spans) or _heights(_packed(spans), lanes)[1] <= _ROWS)


def timeline(spans: pd.DataFrame, lanes: pd.DataFrame, lit: str, scene: Scene, chosen: str = "") -> Chart:
    """
    Return every incident in its lanes; a click picks `id` of an incident or `lane`.

    Parameters
    ----------
    spans
        As `views.spans` gives them, all of them dated, and `when`, their dates in words.
    lanes
        Those lanes in order, `lane`, `label`, `count`, `undated`.
    lit
        "light" or "dark".
    scene
        What is reached; the rest is drawn faintly, so that nothing moves while it plays.
    chosen
        Id of the incident that stands out.
    """
    colors = ink(lit)
    packed = _packed(spans)
    middles, rows = _heights(packed, lanes)
    tops = {lane: middle for lane, (middle, _) in middles.items()}
    told = packed.assign(
        y=[tops[lane] + row for lane, row in zip(packed["lane"], packed["row"], strict=True)],
        family_name=[FAMILY_NAMES[Family(one)] for one in packed["family"]],
        basis=["hollow" if status in _HOLLOW else "solid" for status in packed["status"]],
        slashed=[status in _SLASHED for status in packed["status"]],
        chosen=packed["id"] == chosen,
        opacity=[1.0 if reached else 0.13 for reached in _reached(packed, scene)],
    )
    told = told.assign(top=told["y"] - 0.3, bottom=told["y"] + 0.3)
    layers = [
        *_ruled(middles, rows, colors),
        _framed(packed),
        *_each(told, family_color(told["family_name"], lit), rows, colors),
        *_headed(lanes, middles, rows, colors),
    ]
    if scene.until is not None:
        layers.append(_cursor(scene.until, colors))
    return layered(layers, _height(rows))


def counted(cells: pd.DataFrame, lanes: pd.DataFrame, lit: str, scene: Scene) -> Chart:
    """
    Return the numbers of incidents per lane and unit of time; a click picks `lane`, `first_day` and `last_day`.

    Parameters
    ----------
    cells
        As `views.cells` gives them; what has no day there stands at the right, with the undated.
    lanes
        As for `timeline`.
    lit
        "light" or "dark".
    scene
        As for `timeline`.
    """
    colors = ink(lit)
    dated = cells[cells["first"].notna()]
    summed = dated.groupby(["lane", "first", "last"], sort=True)["count"].sum().reset_index()
    names = [f"{count} {FAMILY_NAMES[Family(one)].lower()}" for one, count in zip(dated["family"], dated["count"], strict=True)]
    kinds = dated.assign(kinds=names).groupby(["lane", "first", "last"], sort=True)["kinds"].agg(", ".join).reset_index()
    outside = cells[cells["first"].isna()].groupby("lane")["count"].sum()
    lanes = lanes.assign(undated=[int(outside.get(lane, 0)) for lane in lanes["lane"]])
    middles = {lane: (2.0 * n, 2.0) for n, lane in enumerate(lanes["lane"])}
    rows, labels = 2.0 * len(lanes), dict(zip(lanes["lane"], lanes["label"], strict=True))
    told = summed.assign(
        kinds=kinds["kinds"],
        begin=milliseconds(summed["first"]),
        end=milliseconds(summed["last"]) + _DAY_MS,
        y=[middles[lane][0] - 0.3 for lane in summed["lane"]],
        y2=[middles[lane][0] + 1.3 for lane in summed["lane"]],
        label=[labels[lane] for lane in summed["lane"]],
        first_day=summed["first"].dt.strftime("%Y-%m-%d"),
        last_day=summed["last"].dt.strftime("%Y-%m-%d"),
    )
    told["opacity"] = [1.0 if reached else 0.15 for reached in _reached(told, scene)]
    drawn = (
        alt.Chart(told)
        .mark_rect(cursor="pointer", stroke=colors.ground, strokeWidth=1)
        .encode(
            x=_time("begin"),
            x2="end:T",
            y=alt.Y("y:Q", scale=_down(rows), axis=None),
            y2="y2:Q",
            color=alt.Color("count:Q", scale=alt.Scale(range=list(colors.ramp), type="sqrt", domainMin=0), legend=None),
            opacity=alt.Opacity("opacity:Q", scale=None, legend=None),
            tooltip=[
                alt.Tooltip("label:N", title="lane"),
                alt.Tooltip("first_day:N", title="from"),
                alt.Tooltip("last_day:N", title="to"),
                alt.Tooltip("count:Q", title="incidents"),
                alt.Tooltip("kinds:N", title="of these"),
            ],
        )
    )
    layers = [*_ruled(middles, rows, colors), _framed(told), drawn, *_headed(lanes, middles, rows, colors)]
    if scene.until is not None:
        layers.append(_cursor(scene.until, colors))
    return layered(layers, _height(rows))


# --- layers --------------------------------------------------------------------------------

_TOLD: Final = [
    alt.Tooltip("title:N", title="incident"),
    alt.Tooltip("when:N", title="when"),
    alt.Tooltip("status:N", title="status"),
    alt.Tooltip("actors:N", title="by whom"),
    alt.Tooltip("targets:N", title="to whom"),
]


def _time(column: str) -> alt.X:
    axis = alt.Axis(orient="bottom", grid=True, labelFlush=True, tickCount=8)
    return alt.X(f"{column}:T", scale=alt.Scale(type="utc", nice=False), title=None, axis=axis)


def _height(rows: float) -> float:
    # A few rows are given the room that many would take.
    return rows * max(_ROW, min(26, 300 / rows)) + _FOOT


def _down(rows: float) -> alt.Scale:
    return alt.Scale(domain=[-0.75, rows - 0.25], reverse=True, nice=False, zero=False)


def _each(told: pd.DataFrame, color: alt.Color, rows: float, colors: Ink) -> Iterator[Layer]:
    """Yield bars for what may have taken longer than a day, symbols for days, arrows at open ends, slashes over the denied."""
    y = alt.Y("y:Q", scale=_down(rows), axis=None)
    look = {
        "fill": color,
        "stroke": alt.condition("datum.chosen", alt.value(colors.accent), color),
        "opacity": alt.Opacity("opacity:Q", scale=None, legend=None),
        "tooltip": _TOLD,
    }
    long, days = told[told["shape"] == ""], told[told["shape"] != ""]
    if len(long):
        bars = alt.Chart(long).mark_rect(cornerRadius=4, cursor="pointer")
        yield bars.encode(
            x=_time("begin"),
            x2="end:T",
            y=alt.Y("top:Q", scale=_down(rows), axis=None),
            y2="bottom:Q",
            strokeWidth=alt.condition("datum.chosen", alt.value(3), alt.value(1.5)),
            fillOpacity=alt.condition("datum.basis == 'solid'", alt.value(0.55), alt.value(0.08)),
            **look,
        )
    for ends, shape, at in ((told["open"] == "<", "triangle-left", "begin"), (told["open"] == ">", "triangle-right", "end")):
        if ends.any():
            arrows = alt.Chart(told[ends]).mark_point(shape=shape, size=110, filled=True, color=colors.text)
            yield arrows.encode(x=_time(at), y=y, opacity=look["opacity"])
    if len(days):
        present = sorted({_shape(family) for family in Family})
        symbols = alt.Chart(days).mark_point(cursor="pointer")
        yield symbols.encode(
            x=_time("middle"),
            y=y,
            size=alt.condition("datum.chosen", alt.value(190), alt.value(85)),
            shape=alt.Shape("shape:N", scale=alt.Scale(domain=present, range=present), legend=None),
            strokeWidth=alt.condition("datum.chosen", alt.value(2.5), alt.value(1.5)),
            fillOpacity=alt.condition("datum.basis == 'solid'", alt.value(1), alt.value(0.1)),
            **look,
        )
    if told["slashed"].any():
        slashes = alt.Chart(told[told["slashed"]]).mark_point(
            size=150, shape="stroke", angle=45, color=colors.text, strokeWidth=1.5
        )
        yield slashes.encode(x=_time("middle"), y=y, opacity=look["opacity"])


def _ruled(middles: Mapping[str, tuple[float, float]], rows: float, colors: Ink) -> list[Layer]:
    """Return the hairlines between the lanes."""
    lines = pd.DataFrame({"y": [top + deep - 0.5 + _GAP / 2 for top, deep in middles.values()][:-1]})
    return [alt.Chart(lines).mark_rule(color=colors.line).encode(y=alt.Y("y:Q", scale=_down(rows), axis=None))]


def _headed(lanes: pd.DataFrame, middles: Mapping[str, tuple[float, float]], rows: float, colors: Ink) -> list[Layer]:
    """Return the names of the lanes at the left, and at the right how many of each have no day in the picture."""
    told = pd.DataFrame(
        {
            "lane": lanes["lane"],
            "label": lanes["label"],
            "count": lanes["count"],
            "undated": lanes["undated"],
            "name": [f"{short(label, 24)}  {count}" for label, count in zip(lanes["label"], lanes["count"], strict=True)],
            "left": [f"{count} undated" if count else "" for count in lanes["undated"].astype(int)],
            "first_day": "",
            "last_day": "",
            "y": [middles[lane][0] + (middles[lane][1] - 1) / 2 for lane in lanes["lane"]],
        }
    )
    # Without something to tell, Vega takes no clicks on them.
    tips = [
        alt.Tooltip("label:N", title="lane"),
        alt.Tooltip("count:Q", title="incidents"),
        alt.Tooltip("undated:Q", title="undated"),
    ]
    room = alt.Axis(labels=False, ticks=False, domain=False, grid=False, minExtent=185, orient="left", title=None)
    right = alt.Axis(labels=False, ticks=False, domain=False, grid=False, minExtent=80, orient="right", title=None)
    named = (
        alt.Chart(told)
        .mark_text(align="right", dx=-8, cursor="pointer", color=colors.text, fontSize=12)
        .encode(x=alt.value(0), y=alt.Y("y:Q", scale=_down(rows), axis=room), text="name:N", tooltip=tips)
    )
    undated = (
        alt.Chart(told)
        .mark_text(align="left", dx=10, cursor="pointer", color=colors.quiet, fontSize=12)
        .encode(x=alt.value("width"), y=alt.Y("y:Q", scale=_down(rows), axis=right), text="left:N", tooltip=tips)
    )
    return [named.add_params(picked("id", "lane", "first_day", "last_day")), undated]


def _framed(frame: pd.DataFrame) -> Layer:
    """Return two points that nobody sees, which keep the whole time in the picture whatever is drawn of it."""
    low, high = float(frame["begin"].min()), float(frame["end"].max())
    room = max((high - low) * 0.02, 2 * _DAY_MS)
    return alt.Chart(pd.DataFrame({"at": [low - room, high + room]})).mark_point(opacity=0).encode(x=_time("at"))


def _cursor(until: date, colors: Ink) -> Layer:
    at = pd.DataFrame({"at": milliseconds(pd.Series([pd.Timestamp(until)])) + _DAY_MS})
    return alt.Chart(at).mark_rule(color=colors.text, strokeWidth=1.5).encode(x=_time("at"))


# --- where everything stands ---------------------------------------------------------------


def _packed(spans: pd.DataFrame) -> pd.DataFrame:
    """Return the incidents with `begin` and `end`, and the row within its lane in which each meets no other."""
    first, last = milliseconds(spans["first"]), milliseconds(spans["last"]) + _DAY_MS
    low, high = min(first.min(), last.min() - _DAY_MS), max(last.max(), first.max() + _DAY_MS)
    width = max(high - low, 30 * _DAY_MS)
    begin, end = first.fillna(low - 0.03 * width), last.fillna(high + 0.03 * width)
    short_ones = (end - begin) <= max(2 * _DAY_MS, width * _SYMBOL * 0.6)
    # So short that it could not be clicked: a hair longer, evenly at both ends.
    lacking = (width * _HAIR - (end - begin)).clip(lower=0) / 2
    begin, end = begin - lacking, end + lacking
    exact = first.notna() & last.notna() & short_ones & (spans["date_precision"] == "day")
    frame = spans.assign(
        begin=begin,
        end=end,
        middle=(begin + end) / 2,
        shape=[_shape(Family(one)) if point else "" for one, point in zip(spans["family"], exact, strict=True)],
        open=["<" if pd.isna(a) else ">" if pd.isna(b) else "" for a, b in zip(spans["first"], spans["last"], strict=True)],
    )
    return frame.assign(row=_rows_of(frame, width * _SYMBOL))


def _rows_of(frame: pd.DataFrame, symbol: float) -> list[float]:
    ends: dict[str, list[float]] = {}
    rows = []
    for lane, begin, end, middle, shape in zip(
        frame["lane"], frame["begin"], frame["end"], frame["middle"], frame["shape"], strict=True
    ):
        start, stop = (middle - symbol / 2, middle + symbol / 2) if shape else (begin, max(end, begin + symbol))
        taken = ends.setdefault(lane, [])
        row = next((n for n, last in enumerate(taken) if last <= start), len(taken))
        if row == len(taken) and row < _DEEP:
            taken.append(stop)
        row = min(row, _DEEP - 1)
        taken[row] = max(taken[row], stop)
        rows.append(float(row))
    return rows


def _heights(packed: pd.DataFrame, lanes: pd.DataFrame) -> tuple[dict[str, tuple[float, float]], float]:
    """Return the first row of each lane and how many it has, and the number of rows in all."""
    deep = packed.groupby("lane")["row"].max() + 1
    at, found = 0.0, {}
    for lane in lanes["lane"]:
        rows = max(1.0, float(deep.get(lane, 1.0)))
        found[lane] = (at, rows)
        at += rows + _GAP
    return found, at


def _reached(frame: pd.DataFrame, scene: Scene) -> list[bool]:
    until = float("inf") if scene.until is None else milliseconds(pd.Series([pd.Timestamp(scene.until)]))[0] + _DAY_MS
    since = float("-inf") if scene.since is None else milliseconds(pd.Series([pd.Timestamp(scene.since)]))[0]
    return [begin < until and end > since for begin, end in zip(frame["begin"], frame["end"], strict=True)]


def _shape(family: Family) -> str:
    shape = families()[family].shape
    return _SHAPES.get(shape, shape)
