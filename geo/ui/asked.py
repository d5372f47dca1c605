"""What is asked of ranges, and its place in the URL: systems, launch areas, a place, and what the tables show."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

from geo.errors import CoordinateError
from geo.model import LatLon

PANELS: Final = ("choose", "places", "place", "move", "claims")
ORDERS: Final = ("people", "distance", "name")
KINDS: Final = ("town", "facility", "airport", "reported")

_MOST: Final = 100
_LONGEST: Final = 200
_FEW: Final = 100_000
"""People; smaller towns are there for the asking."""
_NUMBER: Final = re.compile(r"\d{1,9}")
_WORD: Final = re.compile(r"[a-z]{1,20}")

Query = dict[str, list[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the page Ranges looks at."""

    systems: tuple[str, ...] = ()
    """Names; "own:..." for one that is stated on the page (`ranges.system_of`)."""
    areas: tuple[str, ...] = ()
    """Ids; "place:<id>", "actor:<id>", or "at:..." for one that is stated on the page (`ranges.area_of`)."""
    spot: LatLon | None = None
    """A place that is looked at: who reaches it?"""
    panel: str = "choose"
    scheme: str = "us"
    """Whose classes of ranges."""
    kinds: tuple[str, ...] = ("town", "facility", "reported")
    sure: bool = False
    """Whether only what is certainly in reach is listed."""
    people: int = _FEW
    """Towns with fewer people are left out."""
    country: str = ""
    text: str = ""
    order: str = "people"

    def pairs(self) -> list[tuple[str, str]]:
        """Return each system with each area, in the order in which they were chosen."""
        return list(product(self.systems, self.areas))

    def to_query(self) -> Query:
        """Return it as query parameters; what is at its default is left out."""
        plain = Asked()
        told = {
            "system": list(self.systems),
            "area": list(self.areas),
            "spot": [f"{self.spot.lat:.4f},{self.spot.lon:.4f}"] if self.spot else [],
            "panel": [self.panel] if self.panel != plain.panel else [],
            "scheme": [self.scheme] if self.scheme != plain.scheme else [],
            "of": list(self.kinds) if self.kinds != plain.kinds else [],
            "sure": ["yes"] if self.sure else [],
            "people": [str(self.people)] if self.people != plain.people else [],
            "in": [self.country] if self.country else [],
            "named": [self.text] if self.text else [],
            "order": [self.order] if self.order != plain.order else [],
        }
        return {name: values for name, values in told.items() if values}

    @classmethod
    def from_query(cls, query: Mapping[str, Sequence[str]]) -> Asked:
        """Return what the parameters ask for; what cannot be meant is ignored."""
        plain = cls()
        people = _last(query, "people")
        kinds = tuple(kind for kind in _several(query, "of") if kind in KINDS)
        scheme = _last(query, "scheme")
        return cls(
            systems=_several(query, "system"),
            areas=_several(query, "area"),
            spot=_spot(_last(query, "spot")),
            panel=_among(_last(query, "panel"), PANELS, plain.panel),
            scheme=scheme if _WORD.fullmatch(scheme) else plain.scheme,
            kinds=kinds or plain.kinds,
            sure=_last(query, "sure") == "yes",
            people=int(people) if _NUMBER.fullmatch(people) else plain.people,
            country=_last(query, "in")[:2],
            text=_last(query, "named"),
            order=_among(_last(query, "order"), ORDERS, plain.order),
        )


def _several(query: Mapping[str, Sequence[str]], name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in query.get(name, ()) if 0 < len(value) <= _LONGEST))[:_MOST]


def _last(query: Mapping[str, Sequence[str]], name: str) -> str:
    return (_several(query, name) or ("",))[-1]


def _among(value: str, values: tuple[str, ...], otherwise: str) -> str:
    return value if value in values else otherwise


def _spot(text: str) -> LatLon | None:
    lat, _, lon = text.partition(",")
    try:
        return LatLon(float(lat), float(lon))
    except (ValueError, CoordinateError):
        return None
