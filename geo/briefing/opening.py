"""The opening slide: what the briefing is called, what it rests on, what it is about, and how it may be passed on."""

from __future__ import annotations

import textwrap
from typing import Final

from geo import views
from geo.briefing.caveats import Handling
from geo.briefing.deck import LONGEST_BULLET, Bullet, Deck
from geo.briefing.scope import Extent, extent, scope
from geo.briefing.showing import filter_of
from geo.briefing.slide import Slide, SlideKind
from geo.store import Snapshot
from geo.views import Filter
from geo.views.phrases import count, day, period

UNTITLED: Final = "Briefing"


def opening(deck: Deck, snapshot: Snapshot, caveat: Handling | None) -> Slide:
    """Return the opening slide of a deck; its scope is in the deck's words, else in those of the filters of its scenes."""
    chosen = [filter_of(snapshot, scene) for scene in deck.scenes]
    told = [("As of", as_of(snapshot)), ("Shown", _shown(extent(snapshot, chosen), len(deck.scenes)))]
    handling = [("Handling", f"{caveat.mark}: {caveat.words}")] if caveat else []
    return Slide(
        kind=SlideKind.OPENING,
        title=deck.title.strip() or UNTITLED,
        lines=tuple(map(_line, _lines(deck.scope) or _lines(f"{scope(snapshot, chosen)}."))),
        handling=caveat.mark if caveat else "",
        facts=(*told, *handling),
    )


def as_of(snapshot: Snapshot) -> str:
    """Return what the whole picture rests on: its documents, its data sets, its newest incident and its name."""
    whole = views.headline(snapshot, Filter())
    read = [count(whole.documents, "document")] if whole.documents or not whole.datasets else []
    read += [count(whole.datasets, "data set")] if whole.datasets else []
    newest = f", newest incident {day(whole.last)}" if whole.last else ""
    return f"{' and '.join(read)}{newest}; snapshot {snapshot.id[:12]}"


def _shown(told: Extent, scenes: int) -> str:
    dated = f", {period(told.first, told.last)}" if told.first else ""
    left = [f"{told.not_on_map:,} not on the map"] if told.not_on_map else []
    left += [f"{told.undated:,} undated"] if told.undated else []
    rest = f"; {', '.join(left)}" if left else ""
    return f"{count(told.incidents, 'incident')} in {count(scenes, 'scene')}{dated}{rest}"


def _lines(text: str) -> list[str]:
    """Return the lines of a text, each no longer than a statement on a slide may be."""
    return [part for line in text.splitlines() for part in textwrap.wrap(line, LONGEST_BULLET)]


def _line(text: str) -> Bullet:
    return Bullet(text=text)
