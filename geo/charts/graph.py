"""Who did what to whom as a graph: actors on two arcs beside what they belong to, deeds as curves between them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import altair as alt
import pandas as pd

from geo.charts.ink import Chart, Layer, family_color, ink, layered, picked, short
from geo.maps.symbols import FAMILY_NAMES
from geo.model import Family

GRAPHED: Final = 24
"""Actors that are drawn."""

_STEPS: Final = 27
"""Straight pieces of a curve."""
_ROW: Final = 33
_LEGEND: Final = 60
"""Pixels from one actor to the next below it, and of the legend."""
_INWARD: Final = 0.25
"""How far from the middle a curve passes, as a share of the way to its ends."""
_HEAD: Final = 23
"""Which piece has the head of the arrow; an odd one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Node:
    id: str
    x: float
    y: float


def graph(actors: pd.DataFrame, pairs: pd.DataFrame, names: Mapping[str, str], lit: str, chosen: str = "") -> Chart:
    """
    Return the graph of those with most incidents in `pairs`; a click picks `id`.

    Parameters
    ----------
    actors
        As `views.actors` gives them.
    pairs
        As `views.pairs` gives them; at least one row.
    names
        Name of each actor, by id, those that are only belonged to included.
    lit
        "light" or "dark".
    chosen
        Id of an actor whose deeds stand out.
    """
    nodes, edges = laid_out(actors, pairs, names, GRAPHED, chosen)
    most = int(edges["count"].max()) if len(edges) else 1
    colors, rows = ink(lit), math.ceil(len(nodes) / 2)
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[-2.6, 2.6], nice=False))
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[-1.12, 1.12], nice=False))
    told = [
        alt.Tooltip("deed:N", title="who to whom"),
        alt.Tooltip("count:Q", title="incidents"),
        alt.Tooltip("kinds:N", title="of these"),
        alt.Tooltip("accused:Q", title="only accused"),
    ]
    color = family_color(edges["family_name"], lit) if len(edges) else alt.value(colors.quiet)
    curves = alt.Chart(edges).encode(
        x=x, y=y, color=color, opacity=alt.Opacity("opacity:Q", scale=None, legend=None), tooltip=told
    )
    # Pieces, and no lines of several points: Vega loses its way when the points of those change.
    lines = curves.mark_rule(strokeCap="round").encode(
        x2="x2:Q",
        y2="y2:Q",
        strokeWidth=alt.StrokeWidth(
            "count:Q", scale=alt.Scale(type="sqrt", range=[0.8, 7], domain=[0, max(6, most)]), legend=None
        ),
    )
    heads = (
        curves.mark_point(shape="triangle-up", filled=True, size=130)
        .encode(angle=alt.Angle("angle:Q", scale=None))
        .transform_filter("datum.head")
    )
    base = alt.Chart(nodes).encode(
        x=x,
        y=y,
        tooltip=[
            alt.Tooltip("name:N", title="who"),
            alt.Tooltip("group:N", title="belongs to"),
            alt.Tooltip("incidents:Q", title="incidents"),
            alt.Tooltip("roles:N", title="as"),
        ],
    )
    dots = base.mark_circle(cursor="pointer", opacity=1).encode(
        size=alt.Size("incidents:Q", scale=alt.Scale(type="sqrt", range=[50, 500], domainMin=0), legend=None),
        color=alt.condition("datum.chosen", alt.value(colors.accent), alt.value(colors.quiet)),
    )
    layers = [lines, heads, dots.add_params(picked("id", "doer", "target"))]
    layers += [_labels(base, side, colors.text, colors.accent) for side in (-1, 1)]
    layers.append(
        alt.Chart(_brackets(nodes)).mark_rule(color=colors.quiet, strokeWidth=1.5).encode(x=x, y=y, x2="x2:Q", y2="y2:Q")
    )
    return layered(layers, max(260, rows * _ROW) + _LEGEND)


def _labels(base: alt.Chart, side: int, color: str, accent: str) -> Layer:
    away = 22 * side
    chart = base.mark_text(align="left" if side > 0 else "right", dx=away, cursor="pointer", fontSize=12).encode(
        text="label:N", color=alt.condition("datum.chosen", alt.value(accent), alt.value(color))
    )
    return chart.transform_filter(f"datum.side == {side}")


# --- where everything stands ---------------------------------------------------------------


def laid_out(
    actors: pd.DataFrame, pairs: pd.DataFrame, names: Mapping[str, str], size: int, chosen: str = ""
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the actors with their positions, and the points of the curves between them; who belongs together stands together."""
    rows = actors[actors["id"].isin(_linked(pairs, size, chosen))]
    weight = rows.groupby("top")["incidents"].transform("sum")
    rows = rows.assign(weight=weight).sort_values(["weight", "top", "incidents", "name"], ascending=[False, True, False, True])
    spots = [_Node(id=str(id_), x=x, y=y) for id_, (x, y) in zip(rows["id"], _arcs(list(rows["top"])), strict=True)]
    groups = [names.get(top, top) if top != id_ else "" for id_, top in zip(rows["id"], rows["top"], strict=True)]
    nodes = pd.DataFrame(
        {
            "id": list(rows["id"]),
            "name": list(rows["name"]),
            "group": groups,
            "top": list(rows["top"]),
            "label": [_label(name, group) for name, group in zip(rows["name"], groups, strict=True)],
            "incidents": rows["incidents"].astype(int).to_list(),
            "roles": [_roles(row) for row in rows.to_dict("records")],
            "x": [spot.x for spot in spots],
            "y": [spot.y for spot in spots],
            "side": [1 if spot.x > 0 else -1 for spot in spots],
            "chosen": [id_ == chosen for id_ in rows["id"]],
        }
    )
    return nodes, pd.DataFrame(list(_edges(pairs, {spot.id: spot for spot in spots}, names, chosen)), columns=list(_EDGE))


def _linked(pairs: pd.DataFrame, size: int, chosen: str) -> set[str]:
    """Return who is drawn: pair by pair, the frequent ones first, and those of the chosen actor before all others."""
    summed = pairs[pairs["doer"] != pairs["target"]].groupby(["doer", "target"], sort=True)["count"].sum().reset_index()
    summed["first"] = (summed["doer"] == chosen) | (summed["target"] == chosen)
    ordered = summed.sort_values(["first", "count"], ascending=False, kind="stable")
    found: set[str] = set()
    for doer, target in zip(ordered["doer"], ordered["target"], strict=True):
        if len(found | {doer, target}) <= size:
            found |= {doer, target}
    return found


_EDGE: Final = (
    "doer",
    "target",
    "x",
    "y",
    "x2",
    "y2",
    "family_name",
    "deed",
    "count",
    "kinds",
    "accused",
    "opacity",
    "head",
    "angle",
)
_ROLES: Final = ("perpetrator", "accused", "claimant", "target", "speaker")


def _label(name: str, group: str) -> str:
    return short(name, 30) + (f" ({short(group, 18)})" if group and len(name) < 22 else "")


def _roles(row: Mapping[object, object]) -> str:
    return ", ".join(f"{role} {row[role]}" for role in _ROLES if row[role])


def _arcs(tops: Sequence[str]) -> Iterator[tuple[float, float]]:
    """Yield a position for each actor: down the right arc and up the left one, so that labels never meet."""
    right = math.ceil(len(tops) / 2)
    for n in range(len(tops)):
        on_right = n < right
        row, of = (n, right) if on_right else (len(tops) - 1 - n, len(tops) - right)
        y = 0.0 if of == 1 else 1 - 2 * row / (of - 1)
        yield (1 if on_right else -1) * (0.35 + 0.65 * math.sqrt(1 - (0.9 * y) ** 2)), y


def _edges(
    pairs: pd.DataFrame, spots: Mapping[str, _Node], names: Mapping[str, str], chosen: str
) -> Iterator[tuple[object, ...]]:
    inside = pairs[pairs["doer"].isin(spots) & pairs["target"].isin(spots) & (pairs["doer"] != pairs["target"])]
    for key, group in inside.groupby(["doer", "target"], sort=True):
        doer, target = map(str, key)
        count, accused = int(group["count"].sum()), int(group["accused"].sum())
        best = FAMILY_NAMES[Family(group.sort_values("count", ascending=False, kind="stable")["family"].iloc[0])]
        kinds = ", ".join(
            f"{n} {FAMILY_NAMES[Family(one)].lower()}" for one, n in zip(group["family"], group["count"], strict=True)
        )
        deed = f"{names.get(doer, doer)} → {names.get(target, target)}"
        faint = bool(chosen) and chosen not in {doer, target}
        rest = (best, deed, count, kinds, accused, 0.12 if faint else 1)
        points = list(_curve(spots[doer], spots[target]))
        for step, (one, other) in enumerate(pairwise(points), start=1):
            # Every other piece is left out where nobody states it as a fact.
            if accused < count or step % 2:
                yield doer, target, *one, *other, *rest, step == _HEAD, _bearing(one, other)


def _curve(start: _Node, end: _Node) -> Iterator[tuple[float, float]]:
    # Seen from where it starts a curve keeps to its left, so that a deed and its answer are two curves.
    dx, dy = end.x - start.x, end.y - start.y
    bend_x = _INWARD * (start.x + end.x) / 2 - 0.12 * dy
    bend_y = _INWARD * (start.y + end.y) / 2 + 0.12 * dx
    for step in range(_STEPS + 1):
        t = step / _STEPS
        a, b, c = (1 - t) ** 2, 2 * t * (1 - t), t**2
        yield a * start.x + b * bend_x + c * end.x, a * start.y + b * bend_y + c * end.y


def _bearing(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return the direction of a piece of a curve on the screen, in degrees clockwise from up."""
    # The drawing is about as wide as it is high, its scales are not.
    return math.degrees(math.atan2(2 * (other[0] - one[0]) / 5.2, (other[1] - one[1]) / 2.24))


def _brackets(nodes: pd.DataFrame) -> pd.DataFrame:
    """Return a line beside those who belong together, where there are several on one arc."""
    rows = []
    for (_, side), group in nodes.groupby(["top", "side"], sort=True):
        inward = 0.055 * int(str(side))
        ordered = group.sort_values("y")
        points = [(x + inward, y) for x, y in zip(ordered["x"], ordered["y"], strict=True)]
        rows += [(*one, *other) for one, other in pairwise(points)]
    return pd.DataFrame(rows, columns=["x", "y", "x2", "y2"])
