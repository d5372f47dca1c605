"""The files of a deck: PPTX and PDF, with the maps of its scenes."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

from geo import areas, views
from geo.areas import Outlines
from geo.briefing import Deck, Shown
from geo.drawings import RATIO, map_picture
from geo.handouts import pages, slides
from geo.handouts.composing import Paint, Stop, Tell, composed
from geo.handouts.texts import flat
from geo.settings import Settings, home
from geo.store import Snapshot
from geo.views import Filter

_RATIO: Final = 2.3
"""Pixels of a picture for one of the screen."""
_NO_DAY: Final = date(2000, 1, 1)
"""Of a file about incidents of which none is dated."""


def quiet(_: str, __: int, ___: int) -> None:
    """Tell nobody."""


def never() -> bool:
    """Go on."""
    return False


def pptx(deck: Deck, snapshot: Snapshot, settings: Settings, tell: Tell = quiet, stop: Stop = never) -> bytes:
    """
    Return a deck as slides, notes and the source appendix included; the same bytes each time.

    Raises
    ------
    StoppedError
        If `stop` says so.
    """
    sheets = composed(deck, snapshot, settings, _painter(settings), tell=tell, stop=stop)
    newest = views.headline(snapshot, Filter()).last or _NO_DAY
    return slides.written(sheets, title=_title(deck), subject=flat(deck.scope), on=newest)


def pdf(deck: Deck, snapshot: Snapshot, settings: Settings, tell: Tell = quiet, stop: Stop = never) -> bytes:
    """
    Return a deck as pages, the source appendix included and notes left out; the same bytes each time.

    Raises
    ------
    StoppedError
        If `stop` says so.
    """
    sheets = composed(deck, snapshot, settings, _painter(settings), tell=tell, stop=stop)
    return pages.written(sheets, title=_title(deck), subject=flat(deck.scope))


def _painter(settings: Settings) -> Paint:
    outlines: list[Outlines] = []

    def paint(shown: Shown) -> bytes:
        outlines[:] = outlines or [areas.load(settings)]
        near = _nearer(shown)
        return map_picture(near, outlines=outlines[0], basemap=_basemap(), ratio=_RATIO, alone=False)

    return paint


def _basemap() -> Path:
    return home() / "static" / "basemap.pmtiles"


def _nearer(shown: Shown) -> Shown:
    """Return the same ground in larger signs: beside words a map has two thirds of the slide, and is read from the last row."""
    if shown.at is None:
        return shown
    return replace(shown, at=replace(shown.at, zoom=shown.at.zoom - math.log2(_RATIO / RATIO)))


def _title(deck: Deck) -> str:
    return flat(deck.title) or "Briefing"
