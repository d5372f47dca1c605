"""
What a monitor asks for, below the app's base path.

/healthz   200 while the process answers at all
/readyz    200 when the snapshot can be read and the decks can be reached, else 503 with which of them cannot
/metrics   what is counted, for Prometheus; told to this machine only
"""

from __future__ import annotations

import ipaddress
import logging
import os
import threading
import time
from collections.abc import Iterator
from typing import Final

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from geo import decks
from geo.decks import Shelf
from geo.errors import GeoError
from geo.meters import REGISTRY
from geo.settings import Settings
from geo.store.reading import POINTER
from geo.views import Filter, counting, opening
from geo.views.kept import Kept

_LOG: Final = logging.getLogger("geo")
_UNKEPT: Final = {"Cache-Control": "no-store"}
_OFTEN_S: Final = 1.0
"""However often it is asked, the parts are looked at once in so long."""


def routes(base: str) -> list[Route]:
    """Return the three routes below a base path, "" or "maps/room1"."""
    prefix = f"/{base.strip('/')}" if base.strip("/") else ""
    found = (("/healthz", _healthy), ("/readyz", _ready), ("/metrics", _metrics))
    return [Route(f"{prefix}{path}", endpoint, methods=["GET"]) for path, endpoint in found]


async def _healthy(_: Request) -> Response:
    # Not a thread of the pool: where all of them are busy the process still is well.
    return PlainTextResponse("ok\n", headers=_UNKEPT)


def _ready(_: Request) -> Response:
    told = _PARTS.state(_settings())
    return JSONResponse(told, 200 if set(told.values()) == {"ok"} else 503, headers=_UNKEPT)


def _metrics(request: Request) -> Response:
    if not is_of_this_machine(request):
        return PlainTextResponse("metrics are told on this machine only\n", 403, headers=_UNKEPT)
    return Response(generate_latest(_WHOLE), media_type=CONTENT_TYPE_LATEST, headers=_UNKEPT)


def is_of_this_machine(request: Request) -> bool:
    """Return whether who asks is on this machine; behind a proxy that is whom the proxy asks for."""
    host = request.client.host if request.client else ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


# --- whether it is ready -------------------------------------------------------------------


class _Parts:
    """What the app cannot do without, looked at no more than once a second."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._told: dict[str, str] = {}
        self._until = 0.0

    def state(self, settings: Settings) -> dict[str, str]:
        """Return "ok" or what is wrong, without a path, for each part."""
        with self._lock:
            now = time.monotonic()
            if now >= self._until:
                self._told = {name: _looked_at(name, part, settings) for name, part in _LOOKS.items()}
                self._until = time.monotonic() + _OFTEN_S
            return dict(self._told)

    def forget(self) -> None:
        """Look anew when somebody asks."""
        self._until = 0.0


_PARTS: Final = _Parts()
_SHELVES: Final[Kept[Settings, Shelf]] = Kept(1)


def _snapshot(settings: Settings) -> None:
    opening.current(settings).rows("SELECT 1 AS one")


def _decks(settings: Settings) -> None:
    if not settings.database and not (settings.build / decks.FILE).exists():
        return  # it is made with the first briefing, and not by who looks
    _SHELVES.get(settings, lambda: decks.open(settings)).list()


_LOOKS: Final = {"snapshot": _snapshot, "decks": _decks}


def _looked_at(name: str, look: object, settings: Settings) -> str:
    try:
        look(settings)  # type: ignore[operator]
    except GeoError as error:
        _LOG.warning("not ready: %s: %s", name, error)
        return "cannot be read"
    return "ok"


# --- what is counted when somebody asks ----------------------------------------------------


class _InForce(Collector):
    """The snapshot in force; nothing of it where there is none."""

    def collect(self) -> Iterator[Metric]:
        settings = _settings()
        try:
            snapshot = opening.current(settings)
            told = counting.headline(snapshot, Filter())
        except GeoError:
            return
        yield InfoMetricFamily("atlas_snapshot", "The snapshot in force", {"id": snapshot.id})
        pointer = settings.build / POINTER
        if pointer.exists():
            at = pointer.stat().st_mtime
            yield GaugeMetricFamily("atlas_snapshot_published_seconds", "When it came into force, as Unix time", at)
        for name, number in (("documents", told.documents), ("claims", told.claims), ("incidents", told.incidents)):
            yield GaugeMetricFamily(f"atlas_{name}", f"{name.capitalize()} in the snapshot in force", number)


class _Whole(Collector):
    """What was counted, and what is counted now."""

    def collect(self) -> Iterator[Metric]:
        yield from REGISTRY.collect()
        yield from _InForce().collect()


_WHOLE: Final = _Whole()


def _settings() -> Settings:
    return Settings.from_env(os.environ)
