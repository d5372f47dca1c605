"""The columns that geometry becomes: a point as it is, a shape as its middle and how far it reaches from there."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from geo.geodesy import distance
from geo.model import LatLon

LATITUDE: Final = "(latitude)"
LONGITUDE: Final = "(longitude)"
EXTENT: Final = "(extent km)"
GEOMETRY: Final = "(geometry)"
POINT: Final = "point"
SHAPE: Final = "shape"

_HALF_THE_WORLD_DEGREES: Final = 180


@dataclass(slots=True)
class Extent:
    """How far positions reach; they are not kept."""

    south: float = math.inf
    west: float = math.inf
    north: float = -math.inf
    east: float = -math.inf
    first: tuple[float, float] | None = None
    single: bool = True
    finite: bool = True

    def add(self, lat: float, lon: float) -> None:
        """Take note of one position, in degrees, whatever it says."""
        if self.first is None:
            self.first = lat, lon
        elif (lat, lon) != self.first:
            self.single = False
        self.finite = self.finite and math.isfinite(lat) and math.isfinite(lon)
        self.south, self.north = min(self.south, lat), max(self.north, lat)
        self.west, self.east = min(self.west, lon), max(self.east, lon)

    def told(self) -> tuple[str | None, str | None, str | None, str | None]:
        """
        Return latitude, longitude, extent in km and what it is, as cells.

        Raises
        ------
        ValueError
            If it is no shape on Earth; the message is the reason in words.
        """
        if self.first is None:
            return None, None, None, None
        lat, lon = self.first
        if self.single:
            return repr(lat), repr(lon), None, POINT
        if not self.finite:
            msg = "its latitude or longitude is no finite number"
            raise ValueError(msg)
        if self.south < -90 or self.north > 90 or self.west < -180 or self.east > 180:  # degrees
            msg = "its position is not on Earth"
            raise ValueError(msg)
        if self.east - self.west > _HALF_THE_WORLD_DEGREES:
            msg = "its shape is wider than half the world"
            raise ValueError(msg)
        middle = LatLon((self.south + self.north) / 2, (self.west + self.east) / 2)
        corners = [LatLon(lat, lon) for lat in (self.south, self.north) for lon in (self.west, self.east)]
        reach = max(distance(middle, corner) for corner in corners) / 1000
        return f"{middle.lat:.5f}", f"{middle.lon:.5f}", f"{reach:.1f}", SHAPE
