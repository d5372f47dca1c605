"""The zones of a band around a launch area: where it reaches for sure, and where only maybe."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from geo import geodesy
from geo.geodesy import Area
from geo.ranges import MOST_KM, Reach
from geo.views.reach import Pair


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """What lies between two distances from a launch area, for one system."""

    pair: Pair
    answer: Reach
    """INSIDE or MAYBE."""
    inner_km: float
    outer_km: float

    def shape(self) -> Area:
        """Return the zone as polygons with geodesic edges, cut at the antimeridian as RFC 7946 asks."""
        return geodesy.band(self.pair.area.at, self.inner_km * 1000, self.outer_km * 1000)

    def properties(self) -> dict[str, Any]:
        """Return what is known of it, as plain values."""
        band, area = self.pair.band, self.pair.area
        return {
            "system": self.pair.label,
            "launch_area": area.label,
            "launch_area_km": area.uncertainty_km,
            "answer": str(self.answer),
            "from_km": round(self.inner_km, 3),
            "to_km": round(self.outer_km, 3),
            "low_km": band.low_km,
            "high_km": band.high_km,
            "only_claimed": band.only_claimed,
            "sources": [figure.source for figure in band.figures],
        }


def zones(pairs: Iterable[Pair]) -> list[Zone]:
    """Return the zones of each pair, from the inside out; a band that is certain nowhere has one, where it maybe reaches."""
    return [zone for pair in pairs for zone in _zones(pair)]


def _zones(pair: Pair) -> Iterable[Zone]:
    band, doubt = pair.band, pair.area.uncertainty_km
    ends = [
        max(0.0, band.least_low_km - doubt),
        band.least_high_km + doubt if band.least_high_km else 0.0,
        max(0.0, band.low_km - doubt),
        min(band.high_km + doubt, MOST_KM),
    ]
    if ends[1] >= ends[2]:
        yield Zone(pair=pair, answer=Reach.MAYBE, inner_km=ends[0], outer_km=ends[3])
        return
    for inner, outer, answer in zip(ends, ends[1:], (Reach.MAYBE, Reach.INSIDE, Reach.MAYBE), strict=False):
        if inner < outer:
            yield Zone(pair=pair, answer=answer, inner_km=inner, outer_km=outer)
