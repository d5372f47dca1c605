"""An invented world of more incidents than go with a page: towns crowded, the country strewn, some known to areas only."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import cycle, islice

from geo.model import (
    ActorRole as Role,
    Atlas,
    Claim,
    DatePrecision,
    Kind,
    LatLon,
    Mark,
    Participant,
    Place,
    Precision,
    Reading,
    Span,
    Status,
    When,
)
from tests.app.world import CALDER, LAND, MARCHES, NORTH, SOUTH, _document, incident

KINDS = [kind for kind in Kind if kind.family.value in {"explosive", "armed", "unrest", "coercion"}]
TOWNS = (LatLon(33.3, 44.4), LatLon(36.3, 43.1), LatLon(30.5, 47.8))
LONELY = replace(
    CALDER, id="curated:lonely", name="Lonely Rock", at=LatLon(25.0, 55.0), precision=Precision.EXACT, uncertainty_km=1
)


def busy(count: int = 6_000) -> Atlas:
    """Return `count` incidents: one in 60 known to an area, one in 100 to its country, one alone far in the south-east."""
    text = "Calder was hit.\n" * count
    told = _document("d0busy0000001", "busy.txt", text, "The Ledger", date(2031, 6, 4))
    claims = tuple(_claim(told.id, number, place) for number, place in enumerate(islice(_places(), count)))
    return Atlas(readings=(Reading(document=told, claims=claims),), incidents=tuple(incident(claim) for claim in claims))


def _places() -> cycle[Place]:
    return cycle([LONELY, *map(_place, range(1, 3_000))])


def _place(number: int) -> Place:
    if number % 60 == 0:
        return MARCHES
    if number % 100 == 50:
        return LAND
    town = TOWNS[number % 3]
    spread = (number % 7) ** 2 / 10
    at = LatLon(town.lat + (number * 0.61803 % 1 - 0.5) * spread, town.lon + (number * 0.41421 % 1 - 0.5) * spread)
    precision = (Precision.SETTLEMENT, Precision.EXACT, Precision.NEAR)[number // 3 % 3]
    name = f"near Place {number}" if precision is Precision.NEAR else f"Place {number}"
    return replace(CALDER, id=f"invented:{number}", name=name, at=at, precision=precision, uncertainty_km=1 + number % 9)


def _claim(of: str, number: int, place: Place) -> Claim:
    start, day = number * 16, date(2021, 1, 1) + timedelta(days=number * 13 % 3600)
    return Claim(
        id=f"b{number:05d}",
        document_id=of,
        kind=KINDS[number % len(KINDS)],
        span=Span(start, start + 15),
        place=place,
        when=When(first=day, last=day, precision=DatePrecision.DAY),
        status=list(Status)[number % len(Status)],
        participants=(Participant(actor=(NORTH, SOUTH)[number % 2], role=Role.PERPETRATOR),),
        marks=(Mark(field="place", span=Span(start, start + 6)),),
    )
