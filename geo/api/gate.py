"""Who may ask: the pages of this app, in a browser that the app itself would serve, and nobody else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

Hosts = Callable[[], Sequence[str]]

OURS: Final = frozenset({"", "same-origin", "none"})
"""Values of Sec-Fetch-Site (W3C Fetch Metadata) of our own pages, of an address that a person typed, and of no browser."""


class Gate:
    """
    Lets through what the app's own web socket would: a host that is allowed, and no page of another origin.

    Who asks is the matter of `signin.SignedIn`, where people sign in; where nobody does, who may reach the app at all is decided
    by the address it listens at and by the proxy before it (docs/decisions/0006), for the routes as for the pages.
    """

    def __init__(self, app: ASGIApp, hosts: Hosts) -> None:
        """Stand in front of `app`; `hosts` are the names it may be called by, as in `server.allowedHosts`, none meaning any."""
        self.app = app
        self.hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or refuse it."""
        if scope["type"] == "http" and (why := self._refusal(Headers(scope=scope))):
            await JSONResponse({"message": why}, status_code=403)(scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _refusal(self, headers: Headers) -> str:
        host = headers.get("host", "")
        if not _is_allowed(host, self.hosts()):
            return "this app is not served under that name"
        if headers.get("sec-fetch-site", "") not in OURS:
            return "only the app's own pages may ask here"
        origin = headers.get("origin")
        if origin is not None and _netloc(origin) != host:
            return "only the app's own pages may ask here"
        return ""


def _netloc(url: str) -> str:
    try:
        return urlsplit(url).netloc
    except ValueError:
        return ""


def _is_allowed(host: str, allowed: Sequence[str]) -> bool:
    if not allowed:
        return True
    try:
        name = (urlsplit(f"//{host}").hostname or "").rstrip(".")
    except ValueError:
        return False
    return any(_matches(name, pattern.strip().lower().rstrip(".")) for pattern in allowed)


def _matches(name: str, pattern: str) -> bool:
    return pattern in {"*", name} or (pattern.startswith("*.") and name.endswith(pattern[1:]))
