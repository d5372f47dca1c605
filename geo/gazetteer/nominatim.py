"""
A Nominatim asked as well, when the settings name one: one more opinion, with its source.

The rules of its service are kept for the whole machine: one request a second across processes, a name that says who
asks, an answer kept forever, and no answer remembered that was an error. Nothing here runs by default.
"""

from __future__ import annotations

import json
import math
import sqlite3
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from typing import Final, NoReturn

from geo.errors import GeocodingError
from geo.model import Candidate, LatLon, Place, Precision
from geo.settings import Settings

USER_AGENT: Final = "incident-atlas/0.1 (offline-first conflict map; one request a second)"
GAP_S: Final = 1.0
"""Between two requests of this machine, whichever process sends them."""
PATIENCE_S: Final = 10.0
"""For one answer; a build never waits longer for one name."""
MAX_BYTES: Final = 200_000
"""A longer answer is refused unread."""
ANSWERS: Final = 3
GIVES_UP: Final = 3
"""Failures in a row after which a build asks no more: names without a place cost nothing, ten seconds for each would."""
SCORE: Final = 0.3
"""Of an answer from outside: below what the gazetteer knows itself."""

_FINE: Final = frozenset({"city", "town", "village", "hamlet", "suburb", "neighbourhood", "quarter", "municipality"})
_AREAS: Final = frozenset({"state", "region", "province", "county", "district", "sea", "bay", "strait", "island"})


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect could lead anywhere; it is an error."""

    def redirect_request(self, req, fp, code, msg, headers, newurl) -> NoReturn:  # type: ignore[no-untyped-def]  # noqa: ANN001, ARG002, PLR0913, PLR0917  # the library's own
        raise urllib.error.HTTPError(req.full_url, code, f"redirected to {newurl}", headers, fp)


@dataclass(frozen=True, slots=True)
class Nominatim:
    """A Nominatim at a host, with its cache on disk."""

    host: str
    folder: Path
    _failures: list[str] = field(default_factory=list, compare=False, repr=False)
    """What went wrong since the last answer."""

    def candidates(self, name: str) -> tuple[Candidate, ...]:
        """
        Return what the service knows of `name`; none when it knows no such place.

        Raises
        ------
        GeocodingError
            If the service is down, slow, refuses, redirects, or answers anything but a list of places. Such an
            outcome is not kept, so that the next build asks again; this one asks no more after `GIVES_UP` of them in a row.
        """
        with closing(self._cache()) as cache:
            row = cache.execute("select answer from answers where host = ? and name = ?", (self.host, name)).fetchone()
            if row is None:
                if len(self._failures) >= GIVES_UP:
                    msg = (
                        f"{self.host}: is not asked for {name!r} after {GIVES_UP} failures in a row; it is asked again next time"
                    )
                    raise GeocodingError(msg)
                answer = self._ask(name, cache)
                self._failures.clear()
                with cache:
                    cache.execute("insert or replace into answers values (?, ?, ?)", (self.host, name, json.dumps(answer)))
            else:
                answer = json.loads(row[0])
        return tuple(self._candidate(each) for each in answer)

    def _cache(self) -> sqlite3.Connection:
        self.folder.mkdir(parents=True, exist_ok=True)
        cache = sqlite3.connect(self.folder / "nominatim.sqlite", timeout=60, isolation_level=None)
        cache.execute("create table if not exists answers(host text, name text, answer text, primary key(host, name))")
        cache.execute("create table if not exists turns(one integer primary key check (one = 1), last real)")
        return cache

    def _ask(self, name: str, cache: sqlite3.Connection) -> list[dict[str, object]]:
        base = self.host if "://" in self.host else f"https://{self.host}"
        query = urllib.parse.urlencode({"q": name, "format": "jsonv2", "limit": ANSWERS, "accept-language": "en"})
        request = urllib.request.Request(f"{base}/search?{query}", headers={"User-Agent": USER_AGENT})  # noqa: S310  # the scheme is checked below
        if request.type not in {"https", "http"}:
            msg = f"{self.host}: INCIDENT_ATLAS_NOMINATIM must be a host, or an http or https address"
            raise GeocodingError(msg)
        try:
            with _turn(cache):
                body = _read(request)
            return [_checked(row) for row in json.loads(body)]
        except (OSError, HTTPException, ValueError, TypeError, KeyError, RecursionError) as error:
            msg = f"{self.host}: no usable answer for {name!r} ({type(error).__name__}: {error}); it is asked again next time"
            self._failures.append(msg)
            raise GeocodingError(msg) from error

    def _candidate(self, row: dict[str, object]) -> Candidate:
        kind = str(row["kind"])
        precision = (
            Precision.SETTLEMENT
            if kind in _FINE
            else Precision.COUNTRY
            if kind == "country"
            else Precision.AREA
            if kind in _AREAS
            else Precision.EXACT
        )
        place = Place(
            id=f"osm:{row['id']}",
            name=str(row["name"]),
            kind=kind,
            precision=precision,
            at=LatLon(float(str(row["lat"])), float(str(row["lon"]))),
            country=str(row["country"]),
            source=f"Nominatim at {self.host} (OpenStreetMap contributors, ODbL)",
        )
        return Candidate(place=place, score=SCORE, reasons=(f"{self.host} knows it",))


def of(settings: Settings) -> Nominatim | None:
    """Return the Nominatim that the settings name; None, the default, when they name none."""
    return Nominatim(settings.nominatim, settings.build / "cache") if settings.nominatim else None


@contextmanager
def _turn(cache: sqlite3.Connection) -> Iterator[None]:
    """Wait until this machine may ask again; the lock of the cache file holds between processes."""
    cache.execute("begin immediate")
    try:
        row = cache.execute("select last from turns").fetchone()
        # A clock that was set back must not make anyone wait for longer than the gap.
        wait = min(GAP_S, GAP_S - (time.time() - row[0])) if row else 0.0
        if wait > 0:
            time.sleep(wait)
        yield
    finally:
        cache.execute("insert or replace into turns values (1, ?)", (time.time(),))
        cache.execute("commit")


def _read(request: urllib.request.Request) -> bytes:
    opener = urllib.request.build_opener(_NoRedirect())
    until = time.monotonic() + PATIENCE_S
    with opener.open(request, timeout=PATIENCE_S) as response:
        body = b""
        while chunk := response.read1(65_536):
            body += chunk
            if len(body) > MAX_BYTES:
                msg = f"an answer of more than {MAX_BYTES} bytes"
                raise ValueError(msg)
            if time.monotonic() > until:
                msg = f"an answer that takes more than {PATIENCE_S:g} seconds"
                raise TimeoutError(msg)
    return body


def _checked(row: dict[str, object]) -> dict[str, object]:
    lat, lon = float(str(row["lat"])), float(str(row["lon"]))
    if not (math.isfinite(lat) and math.isfinite(lon) and abs(lat) <= 90 and abs(lon) <= 180):
        msg = f"no position: {lat}, {lon}"
        raise ValueError(msg)
    return {
        "id": f"{row['osm_type']}/{row['osm_id']}",
        "name": str(row.get("display_name", ""))[:200],
        "kind": str(row.get("addresstype") or row.get("type") or ""),
        "country": "",
        "lat": lat,
        "lon": lon,
    }
