"""What a filter leaves: DuckDB is asked once, and every count is taken from its answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from geo.store import Snapshot
from geo.views.columns import UNIT, Columns, columns
from geo.views.filters import Filter, where
from geo.views.kept import Kept
from geo.views.tables import prepare

KEPT: Final = 128
"""Selections that are kept of a snapshot: a bit for each incident, so 16 MB for a million of them."""

Box = tuple[float, float, float, float]
"""West, south, east, north in degrees; west <= east, both may lie beyond 180."""


@dataclass(frozen=True)
class Selection:
    """Which incidents a filter leaves."""

    of: Columns
    bits: npt.NDArray[np.uint8] | None
    """A bit for each incident, the first of them the highest; None where all are left."""
    total: int
    """How many are left."""
    kept: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)
    """What was counted of it once and is asked for with every view."""

    @property
    def mask(self) -> npt.NDArray[np.bool_]:
        """Whether each incident is left."""
        if self.bits is None:
            return np.ones(len(self.of), np.bool_)
        return np.unpackbits(self.bits, count=len(self.of)).view(np.bool_)

    @property
    def rows(self) -> npt.NDArray[np.intp]:
        """The numbers of the incidents that are left."""
        return np.arange(len(self.of)) if self.bits is None else np.flatnonzero(self.mask)

    @property
    def placed(self) -> npt.NDArray[np.intp]:
        """The numbers of those that are drawn at a position."""
        return np.arange(self.of.placed) if self.bits is None else np.flatnonzero(self.mask[: self.of.placed])

    @cached_property
    def extent(self) -> Box | None:
        """The box around the positions of all that are left; None where there are none."""
        rows = self.placed
        if not len(rows):
            return None
        lats, lons = self.of.lat[rows], self.of.lon[rows]
        west, south, east, north = (float(edge * UNIT) for edge in (lons.min(), lats.min(), lons.max(), lats.max()))
        return west, south, east, north


def selected(snapshot: Snapshot, chosen: Filter) -> Selection:
    """
    Return what the filter leaves.

    Raises
    ------
    QueryError
        If it takes too long.
    """
    kept: Kept[Filter, Selection] = snapshot.once("selections", lambda: Kept(KEPT))
    return kept.get(chosen, lambda: _ask(snapshot, chosen))


def _ask(snapshot: Snapshot, chosen: Filter) -> Selection:
    of = columns(snapshot)
    condition, values = where(chosen)
    if condition == "true":
        return Selection(of, None, len(of))
    rows = prepare(snapshot).arrays(f"SELECT n FROM cards WHERE {condition}", values)["n"]  # noqa: S608  # `where` binds every value
    mask = np.zeros(len(of), np.bool_)
    mask[rows] = True
    return Selection(of, np.packbits(mask), len(rows))
