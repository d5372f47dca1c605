"""
Present: `GET <base path>/present/{id of a deck}[?version][&at][&back]`, a deck on the whole window.

`version`: of the deck, the newest if it is not said. `at`: the number of a scene from 1 on, or "end" for the closing slide.
`back`: path and query of this server, where Esc leads; the app itself if it is anything else.
"""

from __future__ import annotations

import html
import os
import re
from collections.abc import Mapping
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount, Route

from geo import decks
from geo.api.gate import Gate, Hosts
from geo.briefing import SlideKind
from geo.errors import BudgetError, BuildError, DeckError, FactsError, GeoError, InputError, SnapshotError
from geo.handouts import content, document
from geo.settings import Settings
from geo.views import opening

_STATIC: Final = "../app/static/"
_API: Final = "../api/"
_APP: Final = "../"
"""As seen from the page, so that they hold behind any proxy and base path."""

_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
_NUMBER: Final = re.compile(r"[0-9]{1,9}")
_BACK: Final = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]{0,8000}")
_END: Final = "end"

_PLAIN: Final = "default-src 'none'; style-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"


def mount(base: str, hosts: Hosts) -> Mount:
    """Return the route below a base path, "" or "maps/room1"; `hosts` as in `Gate`."""
    inner = Mount("/", routes=[Route("/{id}", _present)])
    return Mount(f"{'/' if base else ''}{base.strip('/')}/present", app=Gate(inner, hosts))


def _present(request: Request) -> Response:
    try:
        return _page(request)
    except GeoError as error:
        told, status = next((words for kind, words in _REFUSALS.items() if isinstance(error, kind)), ("", 500))
        return _refused(told or f"{error}.", status)


_NO_SNAPSHOT: Final = ("There is no snapshot that can be read; run `python -m geo check`.", 503)

_REFUSALS: Final[Mapping[type[GeoError], tuple[str, int]]] = {
    DeckError: ("There is no deck of that name here, or it cannot be read. The page Briefing lists those that there are.", 404),
    InputError: ("", 400),
    SnapshotError: _NO_SNAPSHOT,
    FactsError: _NO_SNAPSHOT,
    BudgetError: ("A scene of this deck takes too long to count. Narrow its filter, or try again.", 503),
    BuildError: ("A file of the map is missing on the server; run `python -m geo check`.", 503),
}
"""What went wrong: the words, its own where there are none here, which name no file and no path; and the status."""


def _page(request: Request) -> Response:
    settings = Settings.from_env(os.environ)
    name, asked = request.path_params["id"], request.query_params
    if not _ID.fullmatch(name):
        msg = "this is no name of a deck"
        raise DeckError(msg)
    deck = decks.open(settings).get(name, _whole(asked.get("version", ""), "version"))
    told = content.content(deck, opening.current(settings), settings, served=True)
    told |= {
        "mode": "present",
        "api": _API,
        "basemap": {"url": f"{_STATIC}basemap.pmtiles"},
        "back": back(asked.get("back", "")),
        "at": _start([slide["kind"] for slide in told["slides"]], asked.get("at", "")),
    }
    page, policy = document.presented(told, deck.title, _STATIC)
    return HTMLResponse(page, headers={"Content-Security-Policy": policy, "Cache-Control": "no-store"})


def back(asked: str) -> str:
    """Return the path that Esc leads to: what is asked for if it stays on this server, else the app."""
    return asked if _BACK.fullmatch(asked) else _APP


def _start(kinds: list[str], asked: str) -> int:
    """Return the number of the slide to begin with, from 0 on."""
    if asked == _END:
        return len(kinds) - 1
    scene = _whole(asked, "at")
    scenes = [n for n, kind in enumerate(kinds) if kind == SlideKind.SCENE]
    return 0 if scene is None or not scenes else scenes[min(max(scene, 1), len(scenes)) - 1]


def _whole(asked: str, name: str) -> int | None:
    if not asked:
        return None
    if not _NUMBER.fullmatch(asked):
        msg = f"{name} is a whole number"
        raise InputError(msg)
    return int(asked)


def _refused(why: str, status: int) -> Response:
    page = (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>Briefing</title></head><body>'
        f"<h1>This briefing cannot be shown</h1><p>{html.escape(why)}</p>"
        f'<p><a href="{_APP}briefing">To the briefings</a></p></body></html>\n'
    )
    return HTMLResponse(page, status, headers={"Content-Security-Policy": _PLAIN, "Cache-Control": "no-store"})
