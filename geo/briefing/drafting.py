"""A deck made of what a filter leaves: the whole of it, a scene for each cluster in time and place, and what else stands out."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from shapely import Polygon, box

from geo.briefing import telling
from geo.briefing.changes import seen
from geo.briefing.clusters import Box, Cluster, clusters
from geo.briefing.deck import Bullet, Deck, Query, Scene
from geo.briefing.noting import sentences
from geo.briefing.outlooks import OUTLOOKS, Outlook
from geo.briefing.tally import Tally, told
from geo.store import Snapshot
from geo.views import Filter
from geo.views.counting import day
from geo.views.phrases import period
from geo.views.selection import selected
from geo.views.within import corners

MOST: Final = 8

_KEPT: Final = ("look", "ring", "theme")
"""Names of a query that go with every scene; the others say what one screen looked at."""
_WHOLE: Final = "The whole picture"


def draft(snapshot: Snapshot, chosen: Filter, query: Query = (), *, title: str = "", most: int = MOST) -> Deck:
    """
    Return a deck about what a filter leaves, with every sentence written by rules from the data; the same each time.

    The first scene shows all of it. Then comes a scene for each of the strongest clusters in time and place (see `clusters`), by
    their first day, each with the filter that shows it. Then, where there are such, what is placed no closer than a region,
    who is said to have done what to whom, what sources contradict each other about, and what is said of ranges.

    Parameters
    ----------
    snapshot
        What is told about.
    chosen
        The filter.
    query
        Of the screen that is looked at; its look and its rings go with every scene.
    title
        Of the deck; empty for one that says between which days its incidents lie.
    most
        Clusters that get a scene, 0 to 100.

    Raises
    ------
    QueryError
        If a question takes too long.
    """
    whole = told(snapshot, chosen)
    frame = _Frame(snapshot=snapshot, base=chosen, kept={name: values for name, values in query if name in _KEPT})
    scenes = list(_scenes(frame, whole, most)) if whole.total else []
    name = title or ", ".join(filter(None, ("Draft", telling.dated(whole.days))))
    id_ = _digest(snapshot.id, repr(frame.query(chosen)), name, str(most))
    return Deck(id=id_, title=telling.shortened(name, 200), scenes=tuple(scenes))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Frame:
    """What all scenes have in common."""

    snapshot: Snapshot
    base: Filter
    kept: Mapping[str, tuple[str, ...]]

    def query(self, chosen: Filter, more: Query = ()) -> Query:
        asked = {name: tuple(values) for name, values in chosen.to_query().items()}
        return tuple(sorted({**self.kept, **asked, **dict(more)}.items()))

    def scene(self, made: Outlook) -> Scene:
        query = self.query(made.filter, made.query)
        scene = Scene(
            id=_digest(made.page, repr(query)),
            title=made.title,
            bullets=made.bullets,
            note=made.note,
            page=made.page,
            query=query,
        )
        return replace(scene, seen=seen(self.snapshot, scene))


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:8]


def _scenes(frame: _Frame, whole: Tally, most: int) -> Iterator[Scene]:
    yield frame.scene(_whole(frame, whole))
    yield from (frame.scene(_clustered(frame, chosen)) for chosen in _boxes(frame, most))
    yield from (frame.scene(found) for outlook in OUTLOOKS if (found := outlook(frame.snapshot, frame.base)))


def _whole(frame: _Frame, whole: Tally) -> Outlook:
    texts = (telling.what(whole), telling.where(whole), telling.how_sure(whole))
    return _outlook(frame, frame.base, _WHOLE, _bullets(texts, whole.ids))


def _clustered(frame: _Frame, chosen: Filter) -> Outlook:
    of = told(frame.snapshot, chosen)
    texts = (telling.what_and_where(of), telling.who(of), telling.how_sure(of))
    core = telling.dated(of.days) if of.total == 1 else period(chosen.first, chosen.last)
    return _outlook(frame, chosen, telling.title(of, core), _bullets(texts, of.ids))


def _outlook(frame: _Frame, chosen: Filter, title: str, bullets: tuple[Bullet, ...]) -> Outlook:
    return Outlook(title=title, page="", filter=chosen, bullets=bullets, note=sentences(frame.snapshot, chosen))


def _bullets(texts: Sequence[str], ids: tuple[str, ...]) -> tuple[Bullet, ...]:
    return tuple(Bullet(text=telling.shortened(text), of=ids) for text in texts if text)


# --- the filter of a cluster ---------------------------------------------------------------


def _boxes(frame: _Frame, most: int) -> Iterator[Filter]:
    """Yield for each cluster the filter that shows it: what the deck is about, in its box and between its days."""
    seen_already = {frame.base}
    for cluster in clusters(selected(frame.snapshot, frame.base), most):
        chosen = _narrowed(frame.base, cluster)
        if chosen not in seen_already:
            seen_already.add(chosen)
            yield chosen


def _narrowed(base: Filter, cluster: Cluster) -> Filter:
    first, last = day(cluster.box.first), day(cluster.box.last)
    return replace(
        base,
        first=max(first, base.first or first),
        last=min(last, base.last or last),
        undated=False,
        within=_inside(base.within, cluster.box),
    )


def _inside(drawn: str, inner: Box) -> str:
    """Return the part of a shape that lies in a box; all of the shape where that part cannot be said by one polygon."""
    points = corners(drawn)
    if not points:
        return inner.within
    south, west, north, east = map(float, inner.within.split(","))
    shape = Polygon([(lon, _stretched(lat)) for lat, lon in points])
    if not shape.is_valid:
        return drawn
    # What was drawn may lie in another turn of the world.
    turns = (box(west + turn, _stretched(south), east + turn, _stretched(north)) for turn in (0, -360, 360))
    part = next((part for one in turns if not (part := shape.intersection(one)).is_empty), None)
    if not isinstance(part, Polygon) or part.interiors:
        return drawn
    lats_lons = [(math.degrees(math.atan(math.sinh(y))), x) for x, y in part.exterior.coords[:-1]]
    written = ",".join(f"{number:.6f}" for point in lats_lons for number in point)
    return written if corners(written) else drawn


def _stretched(lat: float) -> float:
    return math.asinh(math.tan(math.radians(max(-85.0, min(85.0, lat)))))
