"""The gazetteer behind the interface of geopy, so that code written for Nominatim can use it without a network."""

from __future__ import annotations

from typing import Any, Final

from geopy.geocoders.base import Geocoder
from geopy.location import Location
from geopy.point import Point

from geo import geodesy
from geo.gazetteer.lookup import Gazetteer, contains
from geo.model import LatLon, Place

ANSWERS: Final = 10
"""Places returned where the caller asks for all and sets no limit."""
REVERSE_KM: Final = 50.0
"""A position farther than this from every known settlement has no answer."""


class AtlasGeocoder(Geocoder):  # type: ignore[misc]  # geopy is not typed
    """
    Geocode with the gazetteer: no key, no network, no limit.

    The answers are `geopy.location.Location`; `raw` holds the id, the kind, the precision and the source of each. A
    country answers with its label point, as Nominatim does: look at `raw["precision"]` before drawing a pin.
    """

    def __init__(self, gazetteer: Gazetteer, *, scheme: str | None = None, user_agent: str | None = None) -> None:
        """
        Make a geocoder.

        Parameters
        ----------
        gazetteer
            Where names are looked up.
        scheme, user_agent
            Taken and not used, so that the arguments of geopy's own geocoders fit.
        """
        super().__init__(scheme=scheme, user_agent=user_agent)
        self._gazetteer = gazetteer

    def geocode(
        self,
        query: str | dict[str, str],
        *,
        exactly_one: bool = True,
        limit: int | None = None,
        country_codes: str | list[str] | None = None,
        **_options: Any,  # noqa: ANN401  # what Nominatim's own geocode takes and a gazetteer has no use for
    ) -> Location | list[Location] | None:
        """
        Return the location of a name, of "X, Y" with Y containing X, or of the parts of a structured query.

        Parameters
        ----------
        query
            A name, or a dict with some of city, county, state and country.
        exactly_one
            Return the best location only.
        limit
            Most locations to return when `exactly_one` is false.
        country_codes
            ISO 3166-1 alpha-2 codes to stay in, as a list or separated by commas.

        Returns
        -------
        location
            None when no place of this name is known.
        """
        parts = _parts(query)
        codes = {
            code.strip().upper() for code in (country_codes.split(",") if isinstance(country_codes, str) else country_codes or ())
        }
        places = [place for place in self._places(parts) if not codes or place.country in codes]
        if not places:
            return None
        locations = [_location(place) for place in places[: limit or ANSWERS]]
        return locations[0] if exactly_one else locations

    def reverse(
        self,
        query: Point | str | tuple[float, float],
        *,
        exactly_one: bool = True,
        **_options: Any,  # noqa: ANN401  # what Nominatim's own reverse takes and a gazetteer has no use for
    ) -> Location | list[Location] | None:
        """Return the known settlement nearest to a position, latitude first; None when none lies within 50 km."""
        point = Point(query)
        at = LatLon(point.latitude, point.longitude)
        near = sorted(
            ((geodesy.distance(at, place.at) / 1000, place) for place in self._gazetteer.around(at) if place.at),
            key=lambda pair: (pair[0], pair[1].id),
        )
        locations = [_location(place) for km, place in near[:ANSWERS] if km <= REVERSE_KM]
        if not locations:
            return None
        return locations[0] if exactly_one else locations

    def _places(self, parts: list[str]) -> list[Place]:
        if not parts:
            return []
        whole = [p for p in self._gazetteer.candidates(", ".join(parts)) if p.at]
        if whole or len(parts) == 1:
            return whole
        outer = self._places(parts[1:])
        return [inner for inner in self._gazetteer.candidates(parts[0]) if inner.at and any(contains(p, inner) for p in outer)]


def _parts(query: str | dict[str, str]) -> list[str]:
    if isinstance(query, str):
        return [part.strip() for part in query.split(",") if part.strip()]
    return [query[key] for key in ("city", "county", "state", "country") if query.get(key)]


def _location(place: Place) -> Location:
    at = place.at or LatLon(0, 0)
    raw = {
        "place_id": place.id,
        "type": place.kind,
        "precision": place.precision.value,
        "country_code": place.country.casefold(),
        "boundingbox": place.bbox,
        "source": place.source,
    }
    return Location(", ".join(filter(None, (place.name, place.country))), (at.lat, at.lon, 0.0), raw)
