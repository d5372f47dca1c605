"""Two versions of one deck side by side: what somebody has here, and what somebody else saved meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from geo.briefing import Deck, Scene

_NOTHING: Final = "(nothing)"
_NOT_THERE: Final = "(not in the deck)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One field that is not the same; as plain text that is not escaped yet."""

    what: str
    mine: str
    theirs: str


def differences(mine: Deck, theirs: Deck) -> tuple[Difference, ...]:
    """Return what differs, the deck's own fields first, then scene by scene."""
    return (*_of_deck(mine, theirs), *_of_scenes(mine, theirs))


def _of_deck(mine: Deck, theirs: Deck) -> Iterator[Difference]:
    for what, told in _DECK.items():
        here, there = told(mine), told(theirs)
        if here != there:
            yield Difference(what=what, mine=here or _NOTHING, theirs=there or _NOTHING)


def _of_scenes(mine: Deck, theirs: Deck) -> Iterator[Difference]:
    here, there = ({scene.id: scene for scene in deck.scenes} for deck in (mine, theirs))
    for name in dict.fromkeys((*here, *there)):
        one, other = here.get(name), there.get(name)
        if one is None or other is None:
            title = (one or other or mine.scenes[0]).title
            yield Difference(what="Scene", mine=title if one else _NOT_THERE, theirs=title if other else _NOT_THERE)
            continue
        for what, told in _SCENE.items():
            if told(one) != told(other):
                named = f"{what} of “{other.title}”"
                yield Difference(what=named, mine=told(one) or _NOTHING, theirs=told(other) or _NOTHING)
    both = [[scene.title for scene in deck.scenes if scene.id in here.keys() & there.keys()] for deck in (mine, theirs)]
    if [scene.id for scene in mine.scenes if scene.id in there] != [scene.id for scene in theirs.scenes if scene.id in here]:
        yield Difference(what="Order of the scenes", mine=" · ".join(both[0]), theirs=" · ".join(both[1]))


def _view(scene: Scene) -> str:
    told = "; ".join(f"{name}: {', '.join(values)}" for name, values in scene.query)
    return f"{scene.page or 'map'}; {told}"


_DECK: Final[dict[str, Callable[[Deck], str]]] = {
    "Title": lambda deck: deck.title,
    "Scope": lambda deck: deck.scope,
    "Handling": lambda deck: deck.handling,
    "Opening slide": lambda deck: "yes" if deck.opening else "no",
    "Closing slide": lambda deck: "yes" if deck.closing else "no",
}

_SCENE: Final[dict[str, Callable[[Scene], str]]] = {
    "Title": lambda scene: scene.title,
    "Bullets": lambda scene: "\n".join(bullet.text for bullet in scene.bullets),
    "Note": lambda scene: scene.note,
    "View": _view,
    "Remembered incidents": lambda scene: f"{scene.seen.total:,}, snapshot {scene.seen.snapshot[:12]}" if scene.seen else "",
}
