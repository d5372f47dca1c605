"""What is counted and told of each request: which route, how it ended, how long it took; never what was asked for in it."""

from __future__ import annotations

import logging
import re
import time
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from geo.meters import REQUESTS, VIEWERS

_LOG: Final = logging.getLogger("geo.requests")

# The first that a path begins with. A route is one of these words and no more, so that nobody can make a monitor grow, and no
# path is told: it may name a session, a token or what somebody reads.
_ROUTES: Final = (
    ("/api/", "api"),
    ("/present/", "present"),
    ("/_stcore/stream", "stream"),
    ("/_stcore/upload_file/", "upload"),
    ("/_stcore/", "core"),
    ("/media/", "media"),
    ("/component/", "component"),
    ("/static/", "bundle"),
    ("/app/static/", "static"),
    ("/healthz", "health"),
    ("/readyz", "health"),
    ("/metrics", "health"),
)
_API: Final = frozenset({"aggregate", "list", "incident", "histogram", "facets", "shape", "saved"})
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"})
_ID: Final = re.compile(rb"[0-9a-f]{16,64}")
_QUIET: Final = frozenset({"health", "core", "bundle", "static", "component"})
"""Routes that are counted, and told only when they fail: there are dozens to a page."""


class Watched:
    """Counts every request, tells each of those that a reader made, and knows how many are connected."""

    def __init__(self, app: ASGIApp, base: str = "") -> None:
        """Stand in front of `app`, whose pages stand below the path `base`."""
        self.app = app
        self.base = f"/{base.strip('/')}" if base.strip("/") else ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "http":
            await self._asked(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._connected(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _asked(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun, status, sent = time.perf_counter(), 500, 0

        async def counted(message: Message) -> None:
            nonlocal status, sent
            if message["type"] == "http.response.start":
                status = message["status"]
            elif message["type"] == "http.response.body":
                sent += len(message.get("body", b""))
            await send(message)

        try:
            await self.app(scope, receive, counted)
        finally:
            seconds = time.perf_counter() - begun
            name = route(scope["path"].removeprefix(self.base))
            method = scope["method"] if scope["method"] in _METHODS else "other"
            REQUESTS.labels(name, method, f"{status // 100}xx").observe(seconds)
            if name not in _QUIET or status >= 400:
                told = {"route": name, "method": method, "status": status, "seconds": round(seconds, 4), "bytes": sent}
                level = logging.ERROR if status >= 500 else logging.INFO
                _LOG.log(level, "request", extra={**told, "request": _request(scope), "client": _client(scope)})

    async def _connected(self, scope: Scope, receive: Receive, send: Send) -> None:
        here = False

        async def counted(message: Message) -> None:
            nonlocal here
            if message["type"] == "websocket.accept":
                here = True
                VIEWERS.inc()
                _LOG.info("viewer came", extra={"request": _request(scope), "client": _client(scope)})
            await send(message)

        begun = time.perf_counter()
        try:
            await self.app(scope, receive, counted)
        finally:
            if here:
                VIEWERS.dec()
                _LOG.info("viewer left", extra={"request": _request(scope), "seconds": round(time.perf_counter() - begun, 1)})


def route(path: str) -> str:
    """Return the word for what is asked for at a path."""
    name = next((word for start, word in _ROUTES if path.startswith(start)), "page")
    if name != "api":
        return name
    asked = path.split("/", 3)[2]
    return f"api/{asked}" if asked in _API else "api"


def _request(scope: Scope) -> str:
    """Return the id that the proxy gave the request, by which its line in the other log is found."""
    told = next((value for name, value in scope["headers"] if name == b"x-request-id"), b"")
    return told.decode("ascii") if _ID.fullmatch(told) else ""


def _client(scope: Scope) -> str:
    client = scope.get("client")
    return str(client[0]) if client else ""
