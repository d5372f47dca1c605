"""Places of incidents by their ids."""

from __future__ import annotations

from geo.store import Snapshot
from geo.views.tables import prepare

Box = tuple[float, float, float, float]


def box_of(snapshot: Snapshot, place_id: str) -> Box | None:
    """Return the box around a place, west > east across the antimeridian; None where it is not known."""
    rows = prepare(snapshot).rows("SELECT west, south, east, north FROM sites WHERE place_id = ?", [place_id])
    if not rows or rows[0]["west"] is None:
        return None
    west, south, east, north = rows[0].values()
    return west, south, east, north
