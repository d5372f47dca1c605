"""Places that a text makes of other places: parts, surroundings, bearings, coasts, facilities without a position."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from geo import geodesy
from geo.gazetteer.names import fold
from geo.model import LatLon, Place, Precision

NEAR_KM: Final = {"near": 25.0, "outside": 20.0, "close": 25.0, "outskirt": 15.0, "area": 50.0, "vicinity": 25.0}
"""How far "near" reaches, by the word that says it; a choice, stated as the uncertainty of the place."""
SOMEWHERE_KM: Final = 50.0
"""How far "north of" a city reaches where no distance is said."""
_POINTLIKE: Final = frozenset({Precision.SETTLEMENT, Precision.EXACT})
COAST_KM: Final = 60.0
"""How far from a city's position "off" the city may be."""
_UNIT_KM: Final = {"km": 1.0, "kilometer": 1.0, "kilometre": 1.0, "mile": 1.609344, "mi": 1.609344}
_POINTS: Final = {
    "north": 0.0,
    "northeast": 45.0,
    "east": 90.0,
    "southeast": 135.0,
    "south": 180.0,
    "southwest": 225.0,
    "west": 270.0,
    "northwest": 315.0,
}
_SMALL: Final = {
    "a": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "twelve": 12,
    "fifteen": 15,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
}
_NUMBER: Final = rf"(?P<number>\d{{1,3}}(?:,\d{{3}}){{0,2}}(?:\.\d{{1,2}})?|{'|'.join(_SMALL)})"
_UNIT: Final = r"(?P<unit>km|kilomet(?:er|re)s?|miles?|mi)\b\.?"
_OTHER_UNIT: Final = r"(?: ?\([^()]{1,24}\))?"
"""The same distance again in brackets: "7 km (4 miles)"."""
_POINT: Final = r"(?:due |the )?(?P<point>(?:north|south)[ -]?(?:east|west)|north|south|east|west)(?:ern)?"
_CITY_OF: Final = r"(?: the)?(?: (?:[a-z]{3,10} ){0,2}(?:city|town|village|port|capital) of)? ?$"
BEARING: Final = re.compile(rf"(?:\b{_NUMBER}[ -]?{_UNIT}{_OTHER_UNIT} (?:to )?)?\b{_POINT} (?:of|from){_CITY_OF}", re.IGNORECASE)
AWAY: Final = re.compile(rf"\b{_NUMBER}[ -]?{_UNIT}{_OTHER_UNIT} (?:away )?(?:from|outside|off){_CITY_OF}", re.IGNORECASE)
_APPOSED: Final = r"(?:,? \(|,|, (?:which|that) (?:is|lies)|, (?:located|situated)|, a (?:town|village|city))?"
_FAR: Final = (
    rf"{_APPOSED} ?(?:about |some |around |roughly |just )?{_NUMBER}[ -]?{_UNIT}{_OTHER_UNIT} (?:to )?{_POINT} (?:of|from)"
)
FAR: Final = re.compile(rf"{_FAR} ", re.IGNORECASE)
MEASURED: Final = re.compile(_FAR + _CITY_OF, re.IGNORECASE)
"""What stands between a name and another from which it is measured: "X, 38 km south of |Juba|"; `FAR` is how it begins."""
CLOSE: Final = re.compile(
    r"\b(?:(?P<word>areas?|vicinity) (?:around|near|close to|of)|(?P<other>near|outside|close to|outskirts of))" + _CITY_OF,
    re.IGNORECASE,
)
ROAD: Final = re.compile(
    r"\b(?:road|highway|motorway|route|track|rail line|railway)s? (?:leading |going |that leads |which leads |running )?"
    r"(?:to|toward|towards|from|out of|outside|near)" + _CITY_OF,
    re.IGNORECASE,
)
ROAD_KM: Final = 30.0
"""How far out on a road to a town something may be."""
OFF: Final = re.compile(r"\boff (?:of )?(?:the )?(?:[a-z]{4,9} )?(?:coasts? of |shores? of )?(?:the )?$", re.IGNORECASE)
COAST: Final = re.compile(r"(?:'s|\u2019s)? (?:coast|shore)", re.IGNORECASE)
LOOK_BACK: Final = 70
"""Characters in front of a name that can tell a relation."""


@dataclass(frozen=True, slots=True)
class Derived:
    """A place made of another, and the words that made it."""

    place: Place
    reason: str


def derive(place: Place, part: str, before: str, after: str) -> Derived | None:
    """
    Return the place that the words around a name make of `place`; None where they leave it as it is.

    Parameters
    ----------
    place
        What the name itself denotes.
    part
        "north", "central", ...: the part that is meant, empty for the whole.
    before, after
        The text in front of the name, at most `LOOK_BACK` characters, and behind it.
    """
    if part:
        return part_of(place, part)
    for pattern, make in _AROUND:
        if found := pattern.search(before):
            return make(place, found)
    if found := COAST.match(after):
        return _coast(place, found)
    return None


def measured_from(name: str, place: Place, between: str) -> Derived | None:
    """Return where a name lies that no table knows, as the words up to `place` measure it: "X, 38 km south of |Juba|"."""
    found = MEASURED.fullmatch(between)
    made = _bearing(place, found) if found else None
    return replace(made, place=replace(made.place, id=f"{made.place.id}:{fold(name)}", name=name)) if made else None


def part_of(place: Place, part: str) -> Derived | None:
    """Return the northern, central, ... part of a place, cut from its extent; of a city, the city."""
    name = f"{_adjective(part)} {place.name}"
    if fold(place.name).split()[0] in {part, _adjective(part)}:
        return None  # "eastern Ghouta" is Eastern Ghouta, not the east of it
    if place.precision in _POINTLIKE:
        made = replace(place, id=f"part:{part}:{place.id}", name=name, kind="district", precision=Precision.SETTLEMENT, bbox=None)
        return Derived(made, f"a part of {place.name}, whose own position is not known: the city stands for it")
    if place.bbox is None:
        return None
    west, south, east, north = _cut(place.bbox, part)
    made = replace(
        place,
        id=f"part:{part}:{place.id}",
        name=name,
        kind="region",
        precision=Precision.AREA,
        at=LatLon(round((south + north) / 2, 3), round(_wrap((west + east) / 2), 3)),
        uncertainty_km=None,
        bbox=(round(_wrap(west), 3), round(south, 3), round(_wrap(east), 3), round(north, 3)),
        population=None,
        source=f"cut from the extent of {place.name}",
    )
    return Derived(made, f"the {part} of {place.name}, cut from its extent")


def _cut(box: tuple[float, float, float, float], part: str) -> tuple[float, float, float, float]:
    """Return the half or quarter of an extent that a compass point names; "central" is the middle half each way."""
    west, south, east, north = box
    wide, high = (east - west) % 360, north - south
    if part in {"central", "mid", "inner", "downtown"}:
        return west + wide / 4, south + high / 4, west + 3 * wide / 4, north - high / 4
    return (
        west + wide / 2 if "east" in part else west,
        south + high / 2 if "north" in part else south,
        west + wide / 2 if "west" in part else west + wide,
        south + high / 2 if "south" in part else north,
    )


def facility(written: str, city: Place) -> Derived:
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


def _bearing(place: Place, found: re.Match[str]) -> Derived | None:
    if place.precision not in _POINTLIKE or place.at is None:
        return None
    point = found["point"].casefold().replace("-", "").replace(" ", "")
    words = " ".join(found[0].strip(" ,(").split())
    if not found["number"]:
        return _near(place, words, SOMEWHERE_KM)
    distance = _km(found)
    at = geodesy.destination(place.at, _POINTS[point], distance * 1000)
    # A compass point is good to about a quarter of the distance to each side; the city's own size comes on top.
    uncertainty = max(3.0, 0.25 * distance) + (place.uncertainty_km or 0) / 2
    made = replace(
        place,
        id=f"near:{distance:.0f}km-{point}:{place.id}",
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


def _away(place: Place, found: re.Match[str]) -> Derived | None:
    return _near(place, found[0], _km(found) + (place.uncertainty_km or 0))


def _close(place: Place, found: re.Match[str]) -> Derived | None:
    return _near(place, found[0], NEAR_KM[(found["word"] or found["other"]).casefold().split()[0].removesuffix("s")])


def _road(place: Place, found: re.Match[str]) -> Derived | None:
    return _near(place, found[0], ROAD_KM)


def _near(place: Place, words: str, uncertainty_km: float) -> Derived | None:
    if place.precision not in _POINTLIKE:
        return None
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


def _coast(place: Place, found: re.Match[str]) -> Derived | None:
    point = place.precision in _POINTLIKE
    made = replace(
        place,
        id=f"coast:{place.id}",
        name=f"coast of {place.name}",
        kind="water",
        precision=Precision.NEAR if point else Precision.AREA,
        uncertainty_km=COAST_KM if point else None,
        population=None,
    )
    return Derived(made, f'"{found[0].strip()}" says a coast and no spot on it')


_AROUND: Final[tuple[tuple[re.Pattern[str], Callable[[Place, re.Match[str]], Derived | None]], ...]] = (
    (OFF, _coast),
    (BEARING, _bearing),
    (AWAY, _away),
    (ROAD, _road),
    (CLOSE, _close),
)
"""What the words in front of a name can make of its place; the first that fits does."""


def _km(found: re.Match[str]) -> float:
    number, unit = found["number"].casefold(), found["unit"].casefold()
    value = float(_SMALL[number]) if number in _SMALL else float(number.replace(",", ""))
    return value * _UNIT_KM[unit if unit in _UNIT_KM else unit.removesuffix("s")]


def _adjective(part: str) -> str:
    return f"{part}ern" if part in _POINTS else part


def _wrap(lon: float) -> float:
    return (lon + 180) % 360 - 180 if not -180 <= lon <= 180 else lon
