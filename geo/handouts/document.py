"""The one HTML document of a deck: presented by the app's server, or handed out as a file that asks nobody for anything."""

from __future__ import annotations

import base64
import hashlib
import html
import math
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final

from geo.briefing import Deck
from geo.errors import BuildError, StoppedError
from geo.handouts.appendix import appendix
from geo.handouts.content import content
from geo.handouts.evidence import listed
from geo.handouts.tiles import WHOLE, Look, pruned
from geo.maps import pressed
from geo.settings import Settings, home
from geo.store import Snapshot

Json = dict[str, Any]

SHEETS: Final = ("vendor/leaflet/leaflet.css", "map.css", "present.css")
SCRIPTS: Final = (
    "vendor/leaflet/leaflet.js",
    "vendor/pmtiles/pmtiles.js",
    "vendor/protomaps/protomaps-leaflet.js",
    "vendor/geographiclib/geographiclib-geodesic.min.js",
    "basemap.js",
    "symbols.js",
    "spots.js",
    "tools.js",
    "frame.js",
    "sources.js",
    "incidents.js",
    "areas.js",
    "ranges.js",
    "present_parts.js",
    "present_stage.js",
    "present_caption.js",
    "present_evidence.js",
    "present_sources.js",
    "present_notes.js",
    "present_keys.js",
    "present.js",
)
"""Files below `static/`, in the order in which the browser runs them."""

MOST_ROWS: Final = 20_000
"""Incidents whose sentences are in the file; how many more there are is said."""

LOOKED: Final = (1920, 1080)
"""Pixels of a large window, for which the file holds the basemap of every scene."""

CLOSEST_FIT: Final = 7
"""Zoom at which a scene that fits itself to what it shows stands on a large window at most (`static/present_stage.js`)."""

_SIDE: Final = 0.5
_SIDE_DEGREES: Final = 1.5
"""Around what a scene shows, where it fits itself to that: a share of its width, and at least this."""


def html_document(
    deck: Deck,
    snapshot: Snapshot,
    settings: Settings,
    tell: Callable[[str, int, int], None] = lambda *_: None,
    stop: Callable[[], bool] = lambda: False,
) -> bytes:
    """
    Return a deck as one HTML file that opens from disk and makes no request: the same bytes for the same deck and snapshot.

    Raises
    ------
    StoppedError
        If `stop` says so.
    BuildError
        If a file of the browser is missing.
    """

    def go_on(stage: str, done: int = 0, total: int = 1) -> None:
        if stop():
            msg = "the hand-out was stopped before it was whole; nothing was written"
            raise StoppedError(msg)
        tell(stage, done, total)

    told = content(deck, snapshot, settings, served=False, tell=go_on)
    go_on("collecting the sentences")
    sources = appendix(snapshot, deck, MOST_ROWS)
    told |= {
        "mode": "handout",
        "basemap": {"whole": WHOLE},
        "evidence": listed(snapshot, sources.rows),
        "more": sources.more,
        "missing": list(sources.missing),
    }
    go_on("cutting out the basemap")
    tiles = pruned(_static() / "basemap.pmtiles", _looked_at(told["slides"]))
    go_on("writing the file")
    return _whole(deck.title, told, tiles).encode()


def presented(told: Json, title: str, static: str) -> tuple[str, str]:
    """
    Return the page that presents a deck from the app's server, and the policy that it is to be sent with.

    `static` is where the page finds the files, as a relative address that ends with a slash.
    """
    sheets = "".join(f'<link rel="stylesheet" href="{static}{_stamped(path)}">' for path in SHEETS)
    scripts = "".join(f'<script src="{static}{_stamped(path)}" defer></script>' for path in SCRIPTS)
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
    )
    return _page(title, sheets, _block("atlas-content", pressed(told)) + scripts), policy


def _whole(title: str, told: Json, tiles: bytes) -> str:
    sheets, scripts = ([_inlined(path) for path in paths] for paths in (SHEETS, SCRIPTS))
    policy = (
        f"default-src 'none'; script-src {_digests(scripts)}; style-src {_digests(sheets)}; img-src data: blob:; "
        "connect-src 'none'; base-uri 'none'; form-action 'none'"
    )
    head = f'<meta http-equiv="Content-Security-Policy" content="{policy}">' + "".join(f"<style>{one}</style>" for one in sheets)
    blocks = _block("atlas-content", pressed(told)) + _block("atlas-basemap", base64.b64encode(tiles).decode("ascii"))
    return _page(title, head, blocks + "".join(f"<script>{one}</script>" for one in scripts))


def _page(title: str, head: str, body: str) -> str:
    shown = html.escape(title or "Briefing")
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">'
        f"<title>{shown}</title>{head}</head>\n"
        f'<body class="present"><noscript>{shown}: this page needs scripts to show its maps. They are in it, and ask nobody '
        f"for anything.</noscript>\n{body}</body></html>\n"
    )


def _block(id_: str, letters: str) -> str:
    """Return data that no browser runs; letters and digits of base64 only, so that no text in it can end the block."""
    return f'<script type="application/octet-stream" id="{id_}">{letters}</script>\n'


def _inlined(path: str) -> str:
    """Return a file as it stands between its tags: none of its words ends them, and its lines end as a browser reads them."""
    text = _read(path).decode().replace("\r\n", "\n").replace("\r", "\n")
    return text.replace("</script", "<\\/script").replace("<!--", "<\\!--").replace("</style", "<\\/style")


def _digests(texts: Iterable[str]) -> str:
    found = (base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii") for text in texts)
    return " ".join(f"'sha256-{digest}'" for digest in found)


def _stamped(path: str) -> str:
    """Return a path with its digest, so that no browser shows a deck with the script of an older version."""
    return f"{path}?{hashlib.sha256(_read(path)).hexdigest()[:12]}"


def _read(path: str) -> bytes:
    try:
        return (_static() / path).read_bytes()
    except OSError as error:
        msg = f"static/{path} cannot be read ({error.strerror}); run `make setup`"
        raise BuildError(msg) from error


def _static() -> Path:
    return home() / "static"


def _looked_at(slides: Iterable[Json]) -> list[Look]:
    """Return what the scenes look at on a large window."""
    return [look for slide in slides if (look := _look(slide)) is not None]


def _look(slide: Json) -> Look | None:
    if slide.get("at"):
        lat, lon, zoom = slide["at"]
        # The browser looks one zoom closer on a large window, so this is twice what it shows.
        degrees = 360 / (256 * 2**zoom)
        width, height = LOOKED[0] / 2 * degrees, LOOKED[1] / 2 * degrees
        return Look(box=(lon - width, max(lat - height, -85.0), lon + width, min(lat + height, 85.0)), zoom=round(zoom) + 1)
    if slide.get("extent"):
        west, south, east, north = slide["extent"]
        side = max((east - west) * _SIDE, _SIDE_DEGREES)
        box = (west - side, max(south - side, -85.0), east + side, min(north + side, 85.0))
        fits = math.log2(LOOKED[0] * 360 / (256 * max(east - west, _SIDE_DEGREES)))
        return Look(box=box, zoom=min(math.floor(fits), CLOSEST_FIT))
    return None
