"""Places of incidents by their ids."""

from __future__ import annotations

import numpy as np
import pandas as pd

from geo.store import Snapshot
from geo.views.columns import PRECISIONS
from geo.views.filters import Filter
from geo.views.selection import selected
from geo.views.tables import prepare


def sites(snapshot: Snapshot, chosen: Filter) -> pd.DataFrame:
    """
    Return the places of what the filter leaves, those with most incidents first.

    Columns: `place_id`, `place_name`, `place_precision`, `lat`, `lon` (degrees, NaN where it is not known), `count`.
    """
    left = selected(snapshot, chosen)
    known = left.of.sites
    numbers = left.of.site[left.rows]
    counts = np.bincount(numbers[numbers >= 0], minlength=len(known.id))
    shown = np.flatnonzero(counts)
    shown = shown[np.argsort(-counts[shown], kind="stable")]
    return pd.DataFrame(
        {
            "place_id": [known.id[n] for n in shown],
            "place_name": [known.name[n] for n in shown],
            "place_precision": [PRECISIONS[n].value for n in known.precision[shown]],
            "lat": known.lat[shown],
            "lon": known.lon[shown],
            "count": counts[shown],
        }
    )


Box = tuple[float, float, float, float]


def box_of(snapshot: Snapshot, place_id: str) -> Box | None:
    """Return the box around a place, west > east across the antimeridian; None where it is not known."""
    rows = prepare(snapshot).rows("SELECT west, south, east, north FROM sites WHERE place_id = ?", [place_id])
    if not rows or rows[0]["west"] is None:
        return None
    west, south, east, north = rows[0].values()
    return west, south, east, north
