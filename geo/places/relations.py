"""Places that a text makes of other places: parts, surroundings, bearings, coasts, facilities without a position."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from geo import geodesy
from geo.gazetteer.names import fold
from geo.model import LatLon, Place, Precision
from geo.places.mentions import Mention

NEAR_KM: Final = {
    "near": 25.0,
    "outside": 20.0,
    "close": 25.0,
    "outskirts": 15.0,
    "around": 30.0,
    "areas": 50.0,
    "vicinity": 25.0,
}
"""How far "near" reaches, by the word that says it; a choice, stated as the uncertainty of the place."""
COAST_KM: Final = 60.0
"""How far from a city's position "off" the city may be."""
_UNIT_KM: Final = {"km": 1.0, "kilometer": 1.0, "kilometre": 1.0, "mile": 1.609344, "mi": 1.609344}
_POINTS: Final = {
    "north": 0.0, "northeast": 45.0, "east": 90.0, "southeast": 135.0, "south": 180.0, "southwest": 225.0, "west": 270.0, "northwest": 315.0,
}  # fmt: skip
_NUMBER: Final = r"(?P<number>\d{1,3}(?:,\d{3}){0,2}(?:\.\d{1,2})?|a|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|a hundred)"
_COMPASS: Final = r"(?:due |the )?(?P<point>(?:north|south)[ -]?(?:east|west)|north|south|east|west)(?:ern)?"
BEARING: Final = re.compile(
    rf"(?:\b{_NUMBER}[ \u00a0-]?(?P<unit>km|kilomet(?:er|re)s?|miles?|mi)\b\.?(?: \([^()]{{1,24}}\))? (?:to )?)?{_COMPASS} (?:of|from)(?: the)?(?: [a-z]{{3,9}} of)? ?$",
    re.IGNORECASE,
)
AWAY: Final = re.compile(
    rf"\b{_NUMBER}[ \u00a0-]?(?P<unit>km|kilomet(?:er|re)s?|miles?|mi)\b\.?(?: \([^()]{{1,24}}\))? (?:away )?(?:from|outside|off)(?: the)?(?: [a-z]{{3,9}} of)? ?$",
    re.IGNORECASE,
)
CLOSE: Final = re.compile(
    r"\b(?P<word>areas? (?:around|near|close to)|near|outside|close to|on the outskirts of|outskirts of|(?:in|from) the vicinity of)(?: the)?(?: (?:[a-z]{3,10} ){0,2}(?:city|town|village|port|capital) of)? ?$",
    re.IGNORECASE,
)
OFF: Final = re.compile(r"\boff (?:of )?(?:the )?(?:[a-z]{4,9} )?(?:coasts? of |shores? of )?(?:the )?$", re.IGNORECASE)
_SMALL: Final = {
    "a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "twelve": 12,
    "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "a hundred": 100,
}  # fmt: skip
LOOK_BACK: Final = 70
"""Characters in front of a name that can tell a relation."""


@dataclass(frozen=True, slots=True)
class Derived:
    """A place made of another, and the words that made it."""

    place: Place
    reason: str


def derive(place: Place, mention: Mention, before: str, after: str) -> Derived | None:
    """Return the place that the words around a mention make of `place`; None where they leave it as it is."""
    if mention.part:
        return part_of(place, mention.part)
    if place.at is None:
        return None
    if off := OFF.search(before):
        return _coast(place, off[0].strip())
    if after.lstrip().startswith(("coast", "shore")) and place.precision in {
        Precision.COUNTRY,
        Precision.AREA,
        Precision.SETTLEMENT,
    }:
        return _coast(place, after.split(maxsplit=1)[0])
    if place.precision not in {Precision.SETTLEMENT, Precision.EXACT}:
        return None
    if found := BEARING.search(before):
        return _bearing(place, found)
    if found := AWAY.search(before):
        distance = _km(found)
        return _near(place, found[0].strip(), distance + (place.uncertainty_km or 0))
    if found := CLOSE.search(before):
        word = next(
            (w for w in NEAR_KM if w in found["word"].casefold().split() or found["word"].casefold().startswith(w)), "near"
        )
        return _near(place, found[0].strip(), NEAR_KM[word])
    return None


def part_of(place: Place, part: str) -> Derived | None:
    """Return the northern, central, ... part of a place, cut from its extent; of a city, the city."""
    name = f"{_adjective(part)} {place.name}"
    if place.precision in {Precision.SETTLEMENT, Precision.EXACT, Precision.NEAR}:
        made = replace(place, id=f"part:{part}:{place.id}", name=name, kind="district", precision=Precision.SETTLEMENT, bbox=None)
        return Derived(made, f"a part of {place.name}, whose own position is not known: the city stands for it")
    if place.bbox is None:
        return None
    west, south, east, north = place.bbox
    wide, high = (east - west) % 360, north - south
    third = part in {"central", "mid", "inner", "downtown", "upper", "lower", "greater"}
    if third:
        if part in {"upper", "lower", "greater"}:
            box = place.bbox
        else:
            box = (west + wide / 4, south + high / 4, west + 3 * wide / 4, north - high / 4)
    else:
        box = (
            west + wide / 2 if "east" in part else west,
            south + high / 2 if "north" in part else south,
            west + wide / 2 if "west" in part else west + wide,
            south + high / 2 if "south" in part else north,
        )
    left, low, right, top = box
    at = LatLon(round((low + top) / 2, 3), round(((left + right) / 2 + 180) % 360 - 180, 3))
    made = replace(
        place,
        id=f"part:{part}:{place.id}",
        name=name,
        kind="region",
        precision=Precision.AREA,
        at=at,
        uncertainty_km=None,
        bbox=(round(_wrap(left), 3), round(low, 3), round(_wrap(right), 3), round(top, 3)),
        source=f"cut from the extent of {place.name}",
    )
    return Derived(made, f"the {part} of {place.name}, cut from its extent")


def facility(mention: Mention, written: str, city: Place) -> Derived:
    """Return a facility of which only its city is known: the city's position, and no finer than a city."""
    made = replace(
        city,
        id=f"facility:{fold(written).replace(' ', '-')}@{city.id}",
        name=written,
        kind="facility",
        precision=Precision.SETTLEMENT if city.precision in {Precision.EXACT, Precision.SETTLEMENT} else city.precision,
        population=None,
        source=f"position of {city.name}",
    )
    return Derived(made, f"no position of {written} is known: {city.name} stands for it")


def _bearing(place: Place, found: re.Match[str]) -> Derived:
    point = found["point"].casefold().replace("-", "").replace(" ", "")
    words = " ".join(found[0].split())
    if not found["number"] or place.at is None:
        return _near(place, words, 50.0)
    distance = _km(found)
    at = geodesy.destination(place.at, _POINTS[point], distance * 1000)
    # A compass point is good to half of 45 degrees; the city's own size comes on top.
    uncertainty = max(3.0, 0.25 * distance) + (place.uncertainty_km or 0) / 2
    made = replace(
        place,
        id=f"near:{distance:g}km-{point}:{place.id}",
        name=f"{distance:.0f} km {point} of {place.name}",
        kind="near",
        precision=Precision.NEAR,
        at=LatLon(round(at.lat, 3), round(at.lon, 3)),
        uncertainty_km=round(uncertainty, 1),
        admin1="",
        bbox=None,
        population=None,
        source=f"{words} {place.name}",
    )
    return Derived(made, f'computed from "{words} {place.name}"')


def _near(place: Place, words: str, uncertainty_km: float) -> Derived:
    made = replace(
        place,
        id=f"near:{uncertainty_km:.0f}km:{place.id}",
        name=f"near {place.name}",
        kind="near",
        precision=Precision.NEAR,
        uncertainty_km=round(uncertainty_km, 1),
        bbox=None,
        population=None,
    )
    return Derived(made, f'"{" ".join(words.split())}" does not say where: a disc of {uncertainty_km:.0f} km')


def _coast(place: Place, words: str) -> Derived:
    point = place.precision in {Precision.SETTLEMENT, Precision.EXACT}
    made = replace(
        place,
        id=f"coast:{place.id}",
        name=f"coast of {place.name}",
        kind="water",
        precision=Precision.NEAR if point else Precision.AREA,
        uncertainty_km=COAST_KM if point else None,
        population=None,
    )
    return Derived(made, f'"{words}" says a coast and no spot on it')


def _km(found: re.Match[str]) -> float:
    number, unit = found["number"].casefold(), found["unit"].casefold()
    value = float(_SMALL[number]) if number in _SMALL else float(number.replace(",", ""))
    return value * _UNIT_KM[unit if unit in _UNIT_KM else unit.removesuffix("s").replace("tre", "ter")]


def _adjective(part: str) -> str:
    return f"{part}ern" if part in _POINTS else part


def _wrap(lon: float) -> float:
    return (lon + 180) % 360 - 180 if not -180 <= lon <= 180 else lon
