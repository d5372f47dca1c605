"""Where a report as a whole takes place: the one place that its title, its opening and its happenings speak of."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from spacy.tokens import Token

from geo.claims.drafts import Draft
from geo.claims.scene import Scene
from geo.gazetteer import contains
from geo.model import PHYSICAL, BlockKind, Family, Place, Precision, Span, Toponym, ToponymRole

OPENING: Final = 3
"""Paragraphs in which a report says where its story takes place."""
MIN_SCORE: Final = 3.0
"""What a place must have to be that of the story."""
MARGIN: Final = 1.5
"""How far ahead of the next one it must be."""
BOUNDED: Final = frozenset({"admin1", "admin2", "island", "district", "county"})
"""What a whole report can be about, other than a town: wider lands and seas hold too much."""
ASIDE: Final = frozenset({"from", "to", "toward", "towards", "by", "via", "of", "with", "than", "like", "since"})
"""Prepositions of roads, origins and comparisons: what they lead to is not where the story is."""
READ: Final = frozenset({BlockKind.BODY, BlockKind.CAPTION})


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A place in which the story may be set, and what speaks for it."""

    place: Place
    span: Span
    mentions: int
    aside: int
    """Mentions as an origin, a way or an owner."""
    titled: bool
    opening: bool
    only: bool
    """Whether no other town is named in the opening."""
    happenings: int
    leads: bool
    """Whether the first happening with a place has it there."""


@dataclass(frozen=True, slots=True)
class Story:
    """The place of a report, and why it is taken for that."""

    place: Place
    span: Span
    why: str
    alone: bool
    """Whether no happening of it is told to be elsewhere."""
    families: frozenset[Family] = frozenset()
    """What sorts of happening are told to be there."""


Signal = Callable[[Stage], float]
# ruff: noqa: D401  # the docstring of a signal is the sentence that an analyst reads


def is_where_the_first_happening_is(stage: Stage) -> float:
    """The first happening with a place is there."""
    return float(stage.leads)


def is_in_the_title(stage: Stage) -> float:
    """The title names it."""
    return float(stage.titled)


def is_in_the_opening(stage: Stage) -> float:
    """The opening names it."""
    return float(stage.opening)


def is_the_only_town_of_the_opening(stage: Stage) -> float:
    """The opening names no other town."""
    return float(stage.only)


def is_where_things_happen(stage: Stage) -> float:
    """Happenings are told to be there."""
    return min(3.0, stage.happenings)


def is_named_often(stage: Stage) -> float:
    """It is named more than once."""
    return min(3.0, stage.mentions - 1.0)


def is_named_aside(stage: Stage) -> float:
    """It is named only as an origin, a way or an owner."""
    return float(stage.aside == stage.mentions and not stage.happenings)


SIGNALS: Final[dict[Signal, float]] = {
    is_where_the_first_happening_is: 2.0,
    is_in_the_title: 2.0,
    is_in_the_opening: 2.0,
    is_the_only_town_of_the_opening: 1.0,
    is_where_things_happen: 1.0,
    is_named_often: 0.5,
    is_named_aside: -2.5,
}
"""What makes a place that of a story, and how much."""


def story(found: Sequence[Draft], scene: Scene) -> Story | None:
    """Return where a report as a whole takes place; None where it speaks of several places alike, or of none."""
    placed = [one for one in found if one.tells_where and _counts(one)]
    about = scene.country[0].country if scene.country is not None else ""
    stages = (stage for stage in _stages(placed, scene) if about in {"", stage.place.country})
    scored = sorted(((_score(stage), stage) for stage in stages), key=lambda pair: (-pair[0], pair[1].span))
    if not scored or scored[0][0] < MIN_SCORE:
        return None
    best, stage = scored[0]
    rivals = [score for score, other in scored[1:] if not compatible(stage.place, other.place)]
    if rivals and best - max(rivals) < MARGIN:
        return None
    alone = all(one.place is None or compatible(stage.place, one.place) for one in placed)
    why = " ".join(signal.__doc__ or "" for signal, weight in SIGNALS.items() if weight > 0 and signal(stage) >= 1)
    families = frozenset(one.kind.family for one in placed if one.place is not None and _speaks_of(one.place, stage.place))
    return Story(stage.place, stage.span, why, alone, families)


def compatible(one: Place, other: Place) -> bool:
    """Return whether two places can be the scene of one story: the same, or one in the other."""
    return one.id == other.id or one.name == other.name or contains(one, other) or contains(other, one)


def _counts(draft: Draft) -> bool:
    return draft.asserted and draft.kind.family in PHYSICAL | {Family.OTHER}


def _score(stage: Stage) -> float:
    return sum(weight * signal(stage) for signal, weight in SIGNALS.items())


def _stages(placed: Sequence[Draft], scene: Scene) -> Iterator[Stage]:
    """Yield the limited places of a report that are named as places, each with what lies in it."""
    named = [one for one in scene.toponyms if _is_stage(one, scene)]
    opening = scene.opening(OPENING)
    towns = {
        one.place.id
        for one in named
        if one.place is not None
        and one.place.precision is Precision.SETTLEMENT
        and one.span.start < opening
        and not is_aside(one, scene)
    }
    for place in {one.place.id: one.place for one in named if one.place is not None}.values():
        own = [one for one in named if one.place is not None and _speaks_of(one.place, place)]
        plain = [one for one in own if not is_aside(one, scene)]
        there = [one for one in placed if one.place is not None and _speaks_of(one.place, place)]
        yield Stage(
            place=place,
            span=own[0].span,
            mentions=len(own),
            aside=len(own) - len(plain),
            titled=any(scene.kind_at(one.span.start) is BlockKind.TITLE for one in plain),
            opening=any(one.span.start < opening and scene.kind_at(one.span.start) in READ for one in plain),
            only=towns == {place.id},
            happenings=len(there),
            leads=bool(placed) and placed[0] in there,
        )


def _speaks_of(one: Place, place: Place) -> bool:
    """Return whether a name speaks of a place: it is its name, or that of a part of it."""
    return one.id == place.id or (place.precision is Precision.SETTLEMENT and (one.name == place.name or place.id in one.id))


def _is_stage(toponym: Toponym, scene: Scene) -> bool:
    place = toponym.place
    if place is None or toponym.role in {ToponymRole.METONYM, ToponymRole.DATELINE}:
        return False
    limited = place.precision is Precision.SETTLEMENT or (place.precision is Precision.AREA and place.kind in BOUNDED)
    return limited and scene.kind_at(toponym.span.start) is not BlockKind.FURNITURE


def is_aside(toponym: Toponym, scene: Scene) -> bool:
    """Return whether a name stands behind "from" or "to", if only "to a hospital in", or says whose or which something is."""
    root = scene.root(toponym.span)
    if root is None:
        return False
    if _lies_aside(root):
        return True
    if root.dep_ in {"compound", "nmod", "amod", "poss", "npadvmod"}:
        return "event" not in scene.classes(root.head)
    return (
        root.dep_ == "pobj"
        and root.head.lower_ in ASIDE
        and not (root.head.lower_ == "of" and "settlement" in scene.classes(root.head.head))
    )


def _lies_aside(root: Token) -> bool:
    """Return whether a name says where what one comes from or is brought to lies: "from his home in", "to a hospital in"."""
    if root.dep_ != "pobj" or root.head.lower_ not in {"in", "at", "near"} or root.head.dep_ != "prep":
        return False
    held = root.head.head
    return held.dep_ == "pobj" and held.pos_ in {"NOUN", "PROPN"} and held.head.lower_ in {"from", "to"}
