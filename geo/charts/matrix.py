"""Who did what to whom as a matrix: actors against targets, the rest in one row and one column."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import altair as alt
import pandas as pd

from geo.charts.ink import Chart, distinct, ink, layered, picked
from geo.maps.symbols import FAMILY_NAMES
from geo.model import Family

OTHERS: Final = ".others"
"""Id of the row and the column of everybody for whom there is no room."""

_CELL: Final = 25
_HEAD: Final = 150
"""Pixels."""


def matrix(pairs: pd.DataFrame, names: Mapping[str, str], lit: str, chosen: tuple[str, str] = ("", ""), size: int = 14) -> Chart:
    """
    Return the matrix of `views.pairs`: rows do, columns suffer; a click picks `doer` and `target`.

    Parameters
    ----------
    pairs
        As `views.pairs` gives them; at least one row.
    names
        Name of each actor, by id.
    lit
        "light" or "dark".
    chosen
        Doer and target whose cell is outlined.
    size
        Actors on each side; the others share one row and one column.
    """
    told, doers, _ = fold(pairs, names, size)
    colors = ink(lit)
    pick = picked("doer", "target")
    # The row and the column of the others would leave all cells but their own pale.
    proper = told[(told["doer"] != OTHERS) & (told["target"] != OTHERS)]
    most = int((told if proper.empty else proper)["count"].max())
    told = told.assign(
        chosen=(told["doer"] == chosen[0]) & (told["target"] == chosen[1]) & (told["doer"] != ""), full=told["count"] * 2 > most
    )
    base = alt.Chart(told).encode(
        x=alt.X(
            "target_name:N",
            sort=alt.EncodingSortField("column", op="min"),
            title="to whom",
            axis=alt.Axis(orient="top", labelAngle=-50, labelLimit=150, labelOverlap=False),
        ),
        y=alt.Y(
            "doer_name:N",
            sort=alt.EncodingSortField("row", op="min"),
            title="who did it",
            axis=alt.Axis(labelLimit=220, labelOverlap=False, labelFlush=False),
        ),
        tooltip=[
            alt.Tooltip("doer_name:N", title="who"),
            alt.Tooltip("target_name:N", title="to whom"),
            alt.Tooltip("count:Q", title="incidents"),
            alt.Tooltip("kinds:N", title="of these"),
            alt.Tooltip("accused:Q", title="only accused"),
            alt.Tooltip("inferred:Q", title="not named, but implied"),
        ],
    )
    ramp = alt.Scale(range=list(colors.ramp), type="sqrt", domain=[0, most], clamp=True)
    cells = base.mark_rect(cursor="pointer").encode(
        color=alt.Color("count:Q", scale=ramp, legend=None),
        stroke=alt.condition("datum.chosen", alt.value(colors.accent), alt.value(colors.ground)),
        strokeWidth=alt.condition("datum.chosen", alt.value(3), alt.value(1)),
    )
    numbers = base.mark_text(cursor="pointer").encode(
        text="count:Q", color=alt.condition("datum.full", alt.value(colors.full), alt.value(colors.text))
    )
    return layered([cells.add_params(pick), numbers], _CELL * len(doers) + _HEAD)


def fold(pairs: pd.DataFrame, names: Mapping[str, str], size: int) -> tuple[pd.DataFrame, list[str], list[str]]:
    """Return one row per cell, and the labels of rows and columns in order, everybody beyond `size` in `OTHERS`."""
    doers, targets = _leading(pairs, "doer", size), _leading(pairs, "target", size)
    rest = {"doer": pairs["doer"].nunique() - len(doers), "target": pairs["target"].nunique() - len(targets)}
    told = pairs.assign(
        doer=pairs["doer"].where(pairs["doer"].isin(doers), OTHERS),
        target=pairs["target"].where(pairs["target"].isin(targets), OTHERS),
    )
    kinds = told.groupby(["doer", "target", "family"], sort=False)["count"].sum().reset_index()
    kinds["kinds"] = [
        f"{count} {FAMILY_NAMES[Family(one)].lower()}" for one, count in zip(kinds["family"], kinds["count"], strict=True)
    ]
    summed = told.groupby(["doer", "target"], sort=False)[["count", "accused", "inferred"]].sum()
    summed["kinds"] = kinds.groupby(["doer", "target"], sort=False)["kinds"].agg(", ".join)
    labels = {side: _labels(ids, names, rest[side]) for side, ids in (("doer", doers), ("target", targets))}
    cells = summed.reset_index()
    for side, order in (("doer", "row"), ("target", "column")):
        cells[f"{side}_name"] = cells[side].map(labels[side])
        # Words of documents are data of a chart and no part of how it is drawn, so they are not named there to be sorted.
        cells[order] = cells[side].map({id_: n for n, id_ in enumerate(labels[side])})
    return cells, list(labels["doer"].values()), list(labels["target"].values())


def _leading(pairs: pd.DataFrame, side: str, size: int) -> list[str]:
    totals = pairs.groupby(side)["count"].sum().reset_index().sort_values(["count", side], ascending=[False, True])
    # One more than there is room for is shown all the same: a row "1 other" would take as much.
    room = size + 1 if len(totals) == size + 1 else size
    return [str(one) for one in totals[side].head(room)]


def _labels(ids: list[str], names: Mapping[str, str], rest: int) -> dict[str, str]:
    labels = distinct({id_: names.get(id_, id_) for id_ in ids})
    return {**labels, OTHERS: f"{rest} others"} if rest else labels
