"""Who asks: the identity that Streamlit keeps in a signed cookie, held against the list of those who may come in."""

from __future__ import annotations

import html
import json
import logging
import os
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

import streamlit as st
from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit.auth_util import (
    get_cookie_with_chunks,
    get_origin_from_redirect_uri,
    get_secrets_auth_section,
    is_authlib_installed,
    validate_auth_credentials,
)
from streamlit.errors import StreamlitAuthError
from streamlit.runtime.secrets import secrets_singleton
from streamlit.web.server.server_util import AUTH_COOKIE_NAME, get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value

from geo import access
from geo.access import ANYBODY, Member, Refusal, Right, Why
from geo.errors import SettingsError
from geo.settings import PREFIX, home

_LOG: Final = logging.getLogger("geo")
_SHORTEST_SECRET: Final = 32
"""Characters; what signs the cookies must not be guessed from one of them."""

_OPEN: Final[Mapping[str, str]] = {
    "": "the page of Streamlit, which holds no data",
    "index.html": "the same",
    "favicon.png": "its icon",
    "manifest.json": "its name",
    "static": "its scripts",
    "component": "scripts of the map's frame",
    "app/static": "files that everybody may have: our scripts and the base map",
    "auth/login": "the way in",
    "auth/logout": "the way out",
    "oauth2callback": "where the provider sends back to",
    "_stcore/health": "whether the server is there",
    "healthz": "the same",
    "readyz": "whether it can do what it is for, in two words",
    "metrics": "counts, told to this machine only by whoever counts them",
    "_stcore/host-config": "asked before the socket is opened",
    "_stcore/bidi-components": "scripts of components",
    "_stcore/stream": "the socket: the script behind it asks who is there, at every run",
}
"""What is answered to whoever asks, by the beginning of its path below the base, and why; all else asks who it is."""

_READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Setup:
    """What is set up."""

    on: bool
    listed: Path
    fault: str


def is_on() -> bool:
    """Whether anybody is asked who they are."""
    return _setup().on


def admit(claims: Mapping[str, object]) -> Member | Refusal:
    """Return who comes in by the claims of a cookie that was checked; where sign-in is off, anybody does."""
    setup = _setup()
    if not setup.on:
        return ANYBODY
    if setup.fault:
        return Refusal(why=Why.CLOSED, fault=setup.fault)
    try:
        told = access.roster(setup.listed)
    except SettingsError as error:
        return Refusal(why=Why.CLOSED, fault=str(error))
    return access.admit(told, claims, time.time())


def of_cookies(header: str) -> Mapping[str, object]:
    """Return the claims in the signed cookie of a request, of which this is the header; none where it is forged or too old."""
    cookies, secret = cookie_parser(header), get_cookie_secret()

    def one(name: str) -> bytes | None:
        value = cookies.get(name)
        return None if value is None else decode_signed_value(secret, name, value.encode("latin-1", "replace"))

    try:
        claims = json.loads(get_cookie_with_chunks(one, AUTH_COOKIE_NAME) or b"{}")
    except ValueError:
        return {}
    # As on the socket: what was signed for another address of the app is not for this one.
    origin = get_origin_from_redirect_uri()
    return claims if isinstance(claims, dict) and origin and claims.get("origin") == origin else {}


def _setup() -> _Setup:
    """Return what is set up; judged again when the setting or a file of the secrets has changed: a page asks it many times."""
    files = tuple(st.get_option("secrets.files"))
    return _judged(os.environ.get(_VARIABLE, ""), files, tuple(map(_stamp, files)), bool(st.get_option(_TRUSTED)))


_VARIABLE: Final = f"{PREFIX}ACCESS"
_TRUSTED: Final = "server.trustedUserHeaders"


def _stamp(path: str) -> tuple[int, int]:
    try:
        told = os.stat(path)  # noqa: PTH116  # asked many times for each page
    except OSError:
        return 0, 0
    return told.st_mtime_ns, told.st_size


@lru_cache(maxsize=4)
def _judged(listed: str, files: tuple[str, ...], stamps: tuple[tuple[int, int], ...], trusted: bool) -> _Setup:  # noqa: FBT001  # a key
    del stamps
    # A mistake in the file that says how people sign in must not mean that nobody need to.
    unreadable = any(Path(path).is_file() for path in files) and not secrets_singleton.load_if_toml_exists()
    on = bool(listed) or unreadable or bool(get_secrets_auth_section())
    fault = next(_faults(listed, unreadable=unreadable, trusted=trusted), "") if on else ""
    return _Setup(on=on, listed=Path(listed), fault=fault)


def _faults(listed: str, *, unreadable: bool, trusted: bool) -> Iterator[str]:
    """Yield what keeps people from signing in, with file and remedy."""
    if unreadable:
        yield "secrets.toml: not TOML, or not to be read; nobody may come in until it is mended"
    if not listed:
        yield f"{_VARIABLE}: names no list of who may come in, while secrets.toml says how to sign in; set it"
    if not is_authlib_installed():
        yield "authlib: not installed, and nobody can sign in without it; install what requirements.txt lists"
    try:
        validate_auth_credentials("default")
    except StreamlitAuthError as error:
        yield f"secrets.toml: {' '.join(str(error).split())}"
    if len(get_cookie_secret()) < _SHORTEST_SECRET:
        yield f"secrets.toml: cookie_secret: shorter than {_SHORTEST_SECRET} characters, so that cookies could be forged"
    if trusted:
        yield f"{_TRUSTED}: whoever reaches the port can send such a header; leave it out where people sign in"


class SignedIn:
    """Lets a request through to what is not open to everybody only for somebody who is on the list."""

    def __init__(self, app: ASGIApp, base: str = "") -> None:
        """Stand in front of `app`, whose pages are below a base path, "" or "maps/room1"."""
        self.app = app
        self.base = f"/{base}/" if base else "/"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or refuse it."""
        refused = self._refusal(scope) if scope["type"] in {"http", "websocket"} and is_on() else None
        if refused is None:
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await refused(scope, receive, send)

    def _refusal(self, scope: Scope) -> Response | None:
        # The path that routes are found by, decoded once as they have it; never a URL made of what the client says of the host.
        path = str(scope["path"]).removeprefix(str(scope.get("root_path", "")))
        if is_open(path, self.base):
            return None
        headers = Headers(scope=scope)
        met = admit(of_cookies(headers.get("cookie", "")))
        if isinstance(met, Refusal):
            return _refused(*_TOLD[met.why], self.base, headers)
        if scope.get("method", "GET") not in _READING and not met.may(Right.BRIEF):
            _LOG.warning("refused: %s, a %s, may not %s %s", met.email, met.role, scope["method"], path[:80])
            return _refused("Your role does not allow that.", 403, self.base, headers)
        return None


def is_open(path: str, base: str = "/") -> bool:
    """Return whether whoever asks is answered at a path; `base` begins and ends with a slash."""
    below = "" if path == base.rstrip("/") else path.removeprefix(base) if path.startswith(base) else None
    if below is None:  # nothing of ours stands there, but for the way to the base
        return path in {"", "/"}
    first, _, rest = below.partition("/")
    second = f"{first}/{rest.partition('/')[0]}"
    return (first in _OPEN and (bool(first) or not rest)) or second in _OPEN or (not rest and first in _pages())


@cache
def _pages() -> frozenset[str]:
    """Return the paths of the pages: each is answered with the page of Streamlit, which asks over the socket."""
    return frozenset(path.stem for path in (home() / "pages").glob("*.py"))


_TOLD: Final[Mapping[Why, tuple[str, int]]] = {
    Why.UNKNOWN: ("Sign in first.", 401),
    Why.ENDED: ("Your sign-in has ended; sign in again.", 401),
    Why.UNVERIFIED: ("Your address is not verified.", 403),
    Why.STRANGER: ("Your address is not on the list of those who may come in.", 403),
    Why.CLOSED: ("Nobody may come in, because sign-in is set up wrongly; the server's log tells more.", 503),
}

_PLAIN: Final = "default-src 'none'; style-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"


def _refused(why: str, status: int, base: str, headers: Headers) -> Response:
    kept = {"Cache-Control": "no-store", "Vary": "Cookie"}
    if "text/html" not in headers.get("accept", ""):
        return JSONResponse({"message": why}, status, headers=kept)
    page = (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>Incident Atlas</title></head><body>'
        f"<h1>Not for everybody</h1><p>{html.escape(why)}</p>"
        f'<p><a href="{html.escape(base)}">To Incident Atlas</a></p></body></html>\n'
    )
    return HTMLResponse(page, status, headers=kept | {"Content-Security-Policy": _PLAIN})


def warn(address: str) -> None:
    """Write into the log what whoever runs the server should know: a fault that keeps all out, or that anybody may come in."""
    if told := access.warning(address, asked=is_on()):
        _LOG.warning(told)
    met = admit({})
    if isinstance(met, Refusal) and met.fault:
        _LOG.error("nobody may come in: %s", met.fault)
