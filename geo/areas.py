"""The shape of an area, by the id and the extent of its place: what is drawn covers what was said, and no more."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

import pyarrow.parquet as pq
import shapely
from shapely.affinity import scale
from shapely.geometry.base import BaseGeometry

from geo import facts
from geo.errors import FactsError
from geo.settings import Settings

Box = tuple[float, float, float, float]
"""West, south, east, north in degrees; west > east where it crosses the antimeridian."""

WATER: Final = frozenset({"bay", "canal", "gulf", "ocean", "sea", "strait"})
"""Kinds of regions that hold no land."""
COAST_KM: Final = 60.0
"""How far from the land "off the coast" may be; about twice the 12 nautical miles of territorial sea (UNCLOS, article 3)."""
_KM_PER_DEGREE: Final = 111.2
_SEAM: Final = 0.03
"""Degrees; outlines are simplified apart, and a strip between two countries is no water."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlines:
    """Shapes of countries, divisions and the regions made of them."""

    wkb: Mapping[str, bytes]
    """By id of the place: "country:IQ", "admin1:IQ.02"."""
    members: Mapping[str, tuple[str, ...]]
    """Ids of the parts of a region that is made of whole countries or divisions."""
    waters: frozenset[str]
    """Ids of regions that hold no land."""
    made: dict[tuple[str, Box | None], BaseGeometry | None] = field(default_factory=dict)
    """What was asked before: the same few areas are drawn again and again."""

    def of(self, place_id: str, box: Box | None = None) -> BaseGeometry | None:
        """
        Return the shape of the place, in degrees, longitude first; past 180 degrees where it crosses the antimeridian.

        `box` is the extent of the place: it is the shape of what has no better one. None where nothing is known.
        """
        key = (place_id, box)
        if key not in self.made:
            self.made[key] = self._make(place_id, box)
        return self.made[key]

    def _make(self, place_id: str, box: Box | None) -> BaseGeometry | None:
        found = self.wkb.get(place_id)
        if found is not None:
            return shapely.from_wkb(found)
        for prefix, make in _MADE.items():
            if place_id.startswith(prefix):
                return make(self, place_id.removeprefix(prefix), box)
        if place_id in self.members:
            parts = [part for one in self.members[place_id] if (part := self.of(one)) is not None]
            return shapely.union_all(parts)
        frame = _frame(box) if box else None
        return self.water_in(frame) if frame is not None and place_id in self.waters else frame

    def water_in(self, shape: BaseGeometry) -> BaseGeometry:
        """Return what of the shape is no land; the shape itself where all of it is, as the outlines know no lakes."""
        around = [one for key in self.wkb if key.startswith("country:") and (one := self.of(key)) is not None]
        land = shapely.union_all([one for one in around if one.intersects(shape)])
        wet = shape.difference(land.buffer(_SEAM, join_style="mitre").buffer(-_SEAM, join_style="mitre"))
        return shape if wet.is_empty else wet


def _part(outlines: Outlines, rest: str, box: Box | None) -> BaseGeometry | None:
    """Return a part of a country or a region; it ends at the border, though its extent does not."""
    _, _, parent = rest.partition(":")
    frame = _frame(box) if box else None
    whole = outlines.of(parent)
    if whole is None or frame is None:
        return frame
    cut = whole.intersection(frame)
    return frame if cut.is_empty else cut


def _coast(outlines: Outlines, parent: str, box: Box | None) -> BaseGeometry | None:
    """Return the water in front of a country or a division."""
    land = outlines.of(parent, box)
    return None if land is None else outlines.water_in(_wider(land, COAST_KM))


_MADE: Final[dict[str, Callable[[Outlines, str, Box | None], BaseGeometry | None]]] = {"part:": _part, "coast:": _coast}
"""How a shape is made of another, by the beginning of the id."""


def load(settings: Settings) -> Outlines:
    """
    Return the shapes in `data/`.

    Raises
    ------
    FactsError
        If a table cannot be read.
    """
    source = settings.data / "areas.parquet"
    try:
        table = pq.read_table(source, columns=["id", "geometry"])
    except (OSError, ValueError) as error:
        msg = f"{source}: cannot be read ({error}); reinstall the package or set INCIDENT_ATLAS_DATA"
        raise FactsError(msg) from error
    regions = list(
        facts.rows(settings.data / "regions.csv", lambda row: (f"region:{row['id']}", row["kind"], row["members"].split()))
    )
    return Outlines(
        wkb=dict(zip(table["id"].to_pylist(), table["geometry"].to_pylist(), strict=True)),
        members={key: tuple(map(_member, parts)) for key, _, parts in regions if parts},
        waters=frozenset(key for key, kind, _ in regions if kind in WATER),
    )


def _member(code: str) -> str:
    return f"admin1:{code}" if "." in code else f"country:{code}"


def _frame(box: Box) -> BaseGeometry:
    west, south, east, north = box
    return shapely.box(west, south, east + 360 if east < west else east, north)


def _wider(shape: BaseGeometry, km: float) -> BaseGeometry:
    """Return the shape with a margin; degrees of longitude are stretched to the length of those of latitude first."""
    stretch = math.cos(math.radians(min(80.0, abs(shape.centroid.y))))
    flat = scale(shape, xfact=stretch, yfact=1, origin=(0, 0))
    return scale(flat.buffer(km / _KM_PER_DEGREE, quad_segs=4), xfact=1 / stretch, yfact=1, origin=(0, 0))
