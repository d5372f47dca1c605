"""A deck as it is shown: its scenes between the slides that are made for it."""

from __future__ import annotations

from geo.briefing.caveats import Handling, handling
from geo.briefing.closing import closing
from geo.briefing.deck import Deck, Scene
from geo.briefing.opening import opening
from geo.briefing.slide import Slide, SlideKind
from geo.settings import Settings
from geo.store import Snapshot


def slides(deck: Deck, snapshot: Snapshot, settings: Settings) -> tuple[Slide, ...]:
    """
    Return the slides of a deck in their order; the opening and the closing only where the deck wants them.

    Raises
    ------
    FactsError
        If the table of caveats cannot be read.
    QueryError
        If a filter takes too long.
    """
    caveat = handling(settings.data, deck.handling)
    first = (opening(deck, snapshot, caveat),) if deck.opening else ()
    last = (closing(deck, snapshot, settings, caveat),) if deck.closing else ()
    return (*first, *(_scene(scene, caveat) for scene in deck.scenes), *last)


def _scene(scene: Scene, caveat: Handling | None) -> Slide:
    return Slide(
        kind=SlideKind.SCENE,
        title=scene.title,
        lines=scene.bullets,
        note=scene.note,
        scene=scene,
        handling=caveat.mark if caveat else "",
    )
