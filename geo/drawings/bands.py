"""Range bands on a map picture: certain within, fading to possible; where two overlap, their fills do not add up."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from matplotlib.path import Path
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from geo import geodesy
from geo.drawings.canvas import Canvas, Font, drawable, width_of
from geo.drawings.looks import Look
from geo.drawings.shapes import paths
from geo.drawings.viewport import Room, Viewport
from geo.errors import InputError
from geo.ranges import MOST_KM
from geo.views.reach import Pair
from geo.views.rings import extent
from geo.views.signs import BAND_COLORS

STEPS: Final = 6
"""Shades from certain to possible."""
_OPACITY: Final = 0.22
_INSET: Final = 40
_DASHES: Final = (6, 5)
_DOTS: Final = (1, 4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A band in pixels."""

    pair: Pair
    color: str
    steps: tuple[tuple[float, BaseGeometry], ...]
    """Opacity and shape of each step, none of which covers another or a narrower band."""
    edges: tuple[tuple[np.ndarray, bool], ...]
    """Lines in view, and whether each is the farthest edge."""
    near: tuple[np.ndarray, ...]
    """The edges of a minimum range."""

    @property
    def name(self) -> str:
        """Return what it is called on its edge."""
        return f"{self.pair.label}, {extent(self.pair.band)}"


def bands(pairs: Sequence[Pair], view: Viewport, look: Look) -> list[Drawn]:
    """
    Return the bands of pairs, each narrower one before each wider one.

    Raises
    ------
    InputError
        If there are more than can be told apart.
    """
    colors = BAND_COLORS[look.theme]
    if len(pairs) > len(colors):
        msg = f"{len(pairs)} bands cannot be told apart; show at most {len(colors)}"
        raise InputError(msg)
    covered: BaseGeometry = shapely.Polygon()
    found = []
    for n in sorted(range(len(pairs)), key=lambda n: (_far(pairs[n]), n)):
        steps = [(opacity, view.projected(step)) for opacity, step in _shades(pairs[n])]
        kept = tuple((opacity, shapely.difference(step, covered)) for opacity, step in steps)
        covered = shapely.union_all([covered, *(step for _, step in steps)])
        found.append(
            Drawn(
                pair=pairs[n], color=colors[n], steps=kept, edges=tuple(_edges(pairs[n], view)), near=tuple(_near(pairs[n], view))
            )
        )
    return found


def _far(pair: Pair) -> float:
    return min(pair.band.high_km + pair.area.uncertainty_km, MOST_KM)


def _sure(pair: Pair) -> float:
    return max(0.0, pair.band.low_km - pair.area.uncertainty_km)


def _least(pair: Pair) -> tuple[float, float]:
    """Return from where on a band maybe reaches, and from where on for sure; 0 where there is no minimum range."""
    band, doubt = pair.band, pair.area.uncertainty_km
    return max(0.0, band.least_low_km - doubt), min(band.least_high_km + doubt, _far(pair)) if band.least_high_km else 0.0


def _shades(pair: Pair) -> Iterator[tuple[float, BaseGeometry]]:
    """Yield from the surest inward step to what is only possible: its opacity, and what it has more than the one before."""
    far, sure, (maybe_near, sure_near) = _far(pair), _sure(pair), _least(pair)
    steps = STEPS if far > sure or sure_near > maybe_near else 1
    before: BaseGeometry = shapely.Polygon()
    for step in range(steps, 0, -1):
        way = (step - 1) / max(steps - 1, 1)
        outer, inner = far - (far - sure) * way, maybe_near + (sure_near - maybe_near) * way
        if outer <= inner:
            continue
        found = shape(geodesy.band(pair.area.at, inner * 1000, outer * 1000).geojson())
        yield _OPACITY * step / steps, shapely.difference(found, before)
        before = found


def _edges(pair: Pair, view: Viewport) -> Iterator[tuple[np.ndarray, bool]]:
    for n, radius in enumerate(dict.fromkeys(km for km in (_far(pair), _sure(pair)) if km > 0)):
        for line in view.lines(*geodesy.circle(pair.area.at, radius * 1000)):
            yield line, n == 0


def _near(pair: Pair, view: Viewport) -> Iterator[np.ndarray]:
    for radius in dict.fromkeys(km for km in _least(pair) if km > 0):
        yield from view.lines(*geodesy.circle(pair.area.at, radius * 1000))


def paint(canvas: Canvas, drawn: Sequence[Drawn]) -> None:
    """Draw the fills, then the edges above all of them; dashed where nobody but the owner says so."""
    for band in drawn:
        for opacity, step in band.steps:
            for path in paths(step):
                canvas.fill(path, band.color, opacity)
    for band in reversed(drawn):
        dashes = _DASHES if band.pair.band.only_claimed else ()
        for line, is_far in band.edges:
            canvas.stroke(Path(line), band.color, 1.5 if is_far else 1.0, 1.0 if is_far else 0.75, dashes=dashes)
        for line in band.near:
            canvas.stroke(Path(line), band.color, 1.0, dashes=_DOTS)


def name(canvas: Canvas, drawn: Sequence[Drawn], view: Viewport, room: Room) -> None:
    """Write each name once, on the part of the far edge that is in view, as far from the other names as can be."""
    font: Font = (round(12 * canvas.look.bold * 0.92, 1), True, False)
    left, top, right, bottom = view.box
    placed: list[tuple[float, float]] = []
    for band in drawn:
        text = drawable(band.name)
        wide, high = width_of(text, font) + 6, font[0] * 1.4
        best: tuple[float, float, float] | None = None
        for x, y in (point for line, is_far in band.edges if is_far for point in line):
            box = (x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)
            if not (left + 8 <= box[0] and box[2] <= right - 8 and top + _INSET <= y <= bottom - _INSET) or not room.is_free(box):
                continue
            space = min([math.hypot((x - a) / 2, y - b) for a, b in placed] + [400 - (y - top) / 4])
            if best is None or space > best[0]:
                best = (space, float(x), float(y))
        if best is not None:
            _, x, y = best
            placed.append((x, y))
            room.take((x - wide / 2, y - high / 2, x + wide / 2, y + high / 2))
            canvas.letters((x - wide / 2 + 3, y + font[0] * 0.36), text, font, band.color, halo=(canvas.look.paper, 6.0))
