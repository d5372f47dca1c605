"""Which incidents a list beside the map holds, said in a few characters so that it can stand in the URL."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pandas as pd

UNMAPPED: Final = "unmapped"
UNDATED: Final = "undated"
_PLACE: Final = "place:"
_BOX: Final = "box:"


def naming(frame: pd.DataFrame, ids: Sequence[str]) -> str:
    """Return the name of the list of these incidents: that of their place, or of the box around their places."""
    rows = frame[frame["id"].isin(ids)]
    places = rows["place_id"].dropna().unique()
    if len(places) == 1:
        return f"{_PLACE}{places[0]}"
    edges = (rows["lon"].min(), rows["lat"].min(), rows["lon"].max(), rows["lat"].max())
    return "" if rows.empty or any(map(pd.isna, edges)) else _BOX + ",".join(f"{edge:.5f}" for edge in edges)


def listed(frame: pd.DataFrame, name: str) -> pd.DataFrame | None:
    """Return the incidents of a list by its name; None where there is no such list."""
    if name == UNDATED:
        return frame[frame["first"].isna() & frame["last"].isna()]
    if name.startswith(_PLACE):
        return frame[frame["place_id"] == name.removeprefix(_PLACE)]
    if name.startswith(_BOX):
        return _within(frame, name.removeprefix(_BOX))
    return None


def _within(frame: pd.DataFrame, box: str) -> pd.DataFrame | None:
    try:
        west, south, east, north = map(float, box.split(","))
    except ValueError:
        return None
    near = 1e-5  # the edges were rounded to this when they were written
    inside = frame["lon"].between(west - near, east + near) & frame["lat"].between(south - near, north + near)
    return frame[inside & frame["mapped"]]
