"""What the one presenter shows: slides and scenes as values that `static/present.js` reads and writes as text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from textwrap import shorten
from typing import Any, Final

import numpy as np
import pandas as pd

from geo import maps
from geo.briefing import Deck, Slide, slides
from geo.briefing.opening import as_of
from geo.briefing.showing import MOST_SHOWN, Shown, shown
from geo.maps.rows import when
from geo.model import Precision
from geo.settings import Settings
from geo.store import Snapshot
from geo.views import at
from geo.views.phrases import WORDS, period
from geo.views.rings import caveat, extent

Json = dict[str, Any]
Box = tuple[float, float, float, float]
"""West, south, east, north in degrees."""

SERVED: Final = 2_000
"""Incidents above which a scene asks the server for those that are looked at, where there is one."""
_LISTED: Final = 100
"""Incidents of a scene that its list names."""

_WORDS: Final = 180
"""Characters of its sentence."""

PAGES: Final = {
    "timeline": "Timeline",
    "ranges": "Ranges",
    "actors": "Actors",
    "disagreements": "Disagreements",
    "table": "Table",
    "sources": "Sources",
    "datasets": "Data sets",
    "quality": "Quality",
}
"""Pages of the app that are no map, and what they are called."""


def content(
    deck: Deck,
    snapshot: Snapshot,
    settings: Settings,
    *,
    served: bool,
    tell: Callable[[str, int, int], None] = lambda *_: None,
) -> Json:
    """
    Return a deck as the browser reads it.

    `slides` in their order; `pool`, the incidents at positions that scenes embed, each once (`maps.columns`), of which a scene
    names its own by number; `shapes`, the outlines of areas, each once; `looks`, signs and legends by theme.

    Parameters
    ----------
    deck, snapshot, settings
        What is shown, and of what.
    served
        Whether there is a server to ask: a scene of more than `SERVED` incidents then embeds none.
    tell
        Told the stage, how much of it is done, and how much there is; it raises to stop.
    """
    sequence = slides(deck, snapshot, settings)
    scenes: dict[int, Shown] = {}
    for n, slide in enumerate(sequence):
        if slide.scene is not None:
            tell("reading the scenes", n, len(sequence))
            scenes[n] = shown(snapshot, settings, slide.scene, most=SERVED if served else MOST_SHOWN)
    embedded = [one for one in scenes.values() if not (served and one.total > SERVED)]
    pool = _pool([one.frame for one in embedded])
    number = {id_: n for n, id_ in enumerate(pool["rows"]["id"])}
    shapes: Json = {}
    told: list[Json] = [_slide(slide) | (_scene(scenes[n]) if n in scenes else {}) for n, slide in enumerate(sequence)]
    for n, scene in scenes.items():
        told[n] |= _embedded(scene, number, shapes) if scene in embedded else _served(scene, snapshot)
    return {
        "deck": {"id": deck.id, "title": deck.title, "version": deck.version},
        "snapshot": snapshot.id,
        "as_of": as_of(snapshot),
        "looks": maps.looks(),
        "marks": dict(WORDS),
        "slides": told,
        "pool": pool,
        "shapes": shapes,
    }


def _pool(frames: Sequence[pd.DataFrame]) -> Json:
    """Return each incident that stands at a position once, from south to north."""
    told = [maps.positioned(frame) for frame in frames]
    if not told:
        return {"rows": {"id": []}}
    whole = pd.concat(told, ignore_index=True).drop_duplicates("id") if len(told) > 1 else told[0]
    return maps.columns(whole)


def _slide(slide: Slide) -> Json:
    return {
        "kind": slide.kind.value,
        "title": slide.title,
        "lines": [{"text": line.text, "of": list(line.of)} for line in slide.lines],
        "note": slide.note,
        "handling": slide.handling,
        "facts": [list(fact) for fact in slide.facts],
    }


def _scene(of: Shown) -> Json:
    scene = of.scene
    return {
        "id": scene.id,
        "page": PAGES.get(scene.page, ""),
        "theme": of.theme,
        "at": [of.at.lat, of.at.lon, of.at.zoom] if of.at else None,
        "extent": list(of.extent) if of.extent else None,
        "within": of.filter.within,
        "total": of.total,
        "unmapped": of.unmapped,
        "undated": of.undated,
        "sources": of.sources,
        "period": period(of.first, of.last) if of.first or of.last else "",
        "selected": of.selected or None,
        "bands": maps.drawn_bands([maps.band_of(pair, f"{pair.label}, {extent(pair.band)}") for pair in of.pairs]),
        "caveat": caveat(of.pairs) if of.pairs else "",
        "list": _list(of.frame.head(_LISTED)),
    }


def _embedded(of: Shown, number: dict[str, int], shapes: Json) -> Json:
    wide = of.frame[of.frame["place_precision"].isin([Precision.AREA, Precision.COUNTRY])]
    drawn = sorted(number[id_] for id_ in maps.positioned(of.frame)["id"])
    areas = maps.shaped(of.frame, of.selected or None)
    for area in areas:
        shapes.setdefault(area["id"], area.pop("shape"))
        area.pop("shape", None)
    return {
        "rows": np.diff(np.asarray(drawn, dtype=np.int64), prepend=0).tolist(),
        "countries": [list(one) for one in maps.countries(of.frame)],
        "areas": areas,
        "at_place": {str(place): ids.head(_LISTED).tolist() for place, ids in wide.groupby("place_id")["id"]},
        "left_out": of.total - len(of.frame),
    }


def _served(of: Shown, snapshot: Snapshot) -> Json:
    pairs = [
        [name, value]
        for name, values in of.filter.to_query().items()
        for value in ([values] if isinstance(values, str) else values)
    ]
    return {"query": pairs, **maps.mark(at(snapshot, of.selected) if of.selected else None)}


def _list(frame: pd.DataFrame) -> list[list[str]]:
    """Return id, date, place, title and the first words of each row."""
    of = ("id", "title", "first", "last", "date_precision", "place_name", "snippet")
    rows = zip(*(frame[name].tolist() for name in of), strict=True)
    return [
        [id_, when(first, last, precision), "" if pd.isna(place) else place, title, shorten(said, _WORDS, placeholder=" …")]
        for id_, title, first, last, precision, place, said in rows
    ]
