"""Land, water, borders and names below what is shown: the rules of `static/basemap.js`, on paper."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path as File
from typing import Final

from matplotlib.path import Path
from matplotlib.transforms import Affine2D

from geo.drawings import tiles
from geo.drawings.canvas import At, Canvas, Font, circle, drawable, width_of
from geo.drawings.looks import Look
from geo.drawings.tiles import Address, Label, Tile
from geo.drawings.viewport import Box, Room, Viewport

CREDIT: Final = "GeoNames; dashed borders are disputed, none is authoritative."
"""Behind the line that says what a picture rests on, which names Natural Earth."""
_HALO: Final = 2.6
_NARROWER: Final = 0.92
"""The letters of pictures are wider than those of the screen."""
_SPACED: Final = "\u200a"
"""Between the letters of the name of a country."""


@dataclass(frozen=True, slots=True)
class Ground:
    """The tiles of a view, each with the corner where it is drawn and its size in pixels."""

    placed: tuple[tuple[Tile, float, float, float], ...]


def ground(source: File, view: Viewport) -> Ground:
    """
    Return the tiles that a view shows.

    Raises
    ------
    FactsError
        If the file cannot be read.
    """
    stamp, zoom = tiles.stamp(source), min(max(math.floor(view.zoom) - 1, 0), tiles.DEEPEST)
    size = view.scale / 2**zoom
    return Ground(
        tuple((tiles.tile(source, stamp, address), left, top, size) for address, left, top in _addresses(view, zoom, size))
    )


def _addresses(view: Viewport, zoom: int, size: float) -> Iterator[tuple[Address, float, float]]:
    many = 2**zoom
    west, north = view.x * many - view.width / 2 / size, view.y * many - view.height / 2 / size
    east, south = west + view.width / size, north + view.height / size
    for row in range(max(math.floor(north), 0), min(math.floor(south) + 1, many)):
        for column in range(math.floor(west), math.floor(east) + 1):
            left, top = view.left + (column - west) * size, view.top + (row - north) * size
            yield (zoom, column % many, row), left, top


# --- lines and fills -----------------------------------------------------------------------


def paint(canvas: Canvas, of: Ground, view: Viewport) -> None:
    """Draw land, lakes, rivers and borders."""
    grow = canvas.look.bold * (0.7 if view.zoom < 4 else 1.0 if view.zoom < 7 else 1.4)
    for layer, kind, draw in _rules(canvas, grow):
        for tile, left, top, size in of.placed:
            within = Affine2D().scale(size / tiles.EXTENT).translate(left, top)
            with canvas.clipped(*_within(view.box, (left, top, left + size, top + size))):
                for (is_layer, is_kind, due), path in tile.lines.items():
                    if (is_layer, is_kind) == (layer, kind) and due <= view.zoom:
                        draw(path, within)


Draw = Callable[..., None]


def _rules(canvas: Canvas, grow: float) -> Iterator[tuple[str, str, Draw]]:
    look = canvas.look

    def filled(fill: str, line: str, width: float) -> Draw:
        def draw(path: Path, within: Affine2D) -> None:
            canvas.fill(path, fill, within=within)
            canvas.stroke(path, line, width, within=within)

        return draw

    def lined(line: str, width: float, dashes: tuple[float, ...] = ()) -> Draw:
        return lambda path, within: canvas.stroke(path, line, width * grow, dashes=dashes, within=within)

    yield "earth", "", filled(look.land, look.coast, 0.9 * look.bold)
    yield "lakes", "", filled(look.water, look.coast, 0.6 * look.bold)
    yield "rivers", "", lined(look.river, 1.0)
    yield "borders", "province", lined(look.province, 0.8)
    yield "borders", "country", lined(look.border, 1.0)
    yield "borders", "disputed", lined(look.border, 1.0, (4, 3))


def _within(frame: Box, box: Box) -> Box:
    return max(frame[0], box[0]), max(frame[1], box[1]), min(frame[2], box[2]), min(frame[3], box[3])


# --- names ---------------------------------------------------------------------------------


def name(canvas: Canvas, of: Ground, view: Viewport, room: Room, *, said: Iterable[str] = ()) -> None:
    """
    Write the names for which there is room; what comes first keeps its place when they collide.

    `said` are the towns that are named already.
    """
    labels = [
        (label, left + label.x * size, top + label.y * size)
        for tile, left, top, size in of.placed
        for label in tile.labels
        if label.due <= view.zoom
    ]
    written = {("town", one) for one in said}
    for chosen, write in _namers(Hand(canvas, view, room)):
        mine = [one for one in labels if chosen(one[0])]
        for label, x, y in sorted(mine, key=lambda one: (-one[0].weight, one[0].name, one[1], one[2])):
            if (label.kind, label.name) not in written and write(label, x, y):
                written.add((label.kind, label.name))


Write = Callable[[Label, float, float], bool]


@dataclass(frozen=True, slots=True)
class Hand:
    """What writes names: where, in which view, and in what room is left."""

    canvas: Canvas
    view: Viewport
    room: Room

    def centered(self, at: At, text: str, font: Font, color: str) -> bool:
        """Write a text around a position, or a little below or above it; return whether there was room."""
        wide, high = width_of(text, font), font[0]
        edges = ((at[1] + by * high - 0.7 * high, at[1] + by * high + 0.7 * high) for by in (0, 1.6, -1.6))
        boxes = ((at[0] - wide / 2 - 3, top, at[0] + wide / 2 + 3, bottom) for top, bottom in edges)
        found = self.room.first_free(boxes, self.view.box)
        if found is not None:
            self._write((found[0] + 3, (found[1] + found[3]) / 2), text, font, color)
        return found is not None

    def town(self, label: Label, at: At) -> bool:
        """Write the name of a town beside its dot; return whether there was room for both."""
        look, (x, y) = self.canvas.look, at
        font, radius = _size_of(label, self.view.zoom, look), _dot_of(label) * look.bold
        text, high = drawable(label.name), font[0]
        wide, gap = width_of(text, font) + 4, radius + 2
        dot = (x - radius - 1, y - radius - 1, x + radius + 1, y + radius + 1)
        if not self.room.is_free(dot):
            return False
        boxes = ((left, y - high * 0.65, left + wide, y + high * 0.65) for left in (x + gap, x - gap - wide))
        found = self.room.first_free(boxes, self.view.box)
        if found is None:
            return False
        self.room.take(dot)
        self.canvas.stroke(circle(at, radius), look.halo, 2.0)
        self.canvas.fill(circle(at, radius), look.dot)
        self._write((found[0] + 2, y), text, font, look.town)
        return True

    def _write(self, at: At, text: str, font: Font, color: str) -> None:
        self.canvas.letters((at[0], at[1] + font[0] * 0.36), text, font, color, halo=(self.canvas.look.halo, _HALO))


def _namers(hand: Hand) -> Iterator[tuple[Callable[[Label], bool], Write]]:
    look, zoom = hand.canvas.look, hand.view.zoom

    def written(size: float, color: str, *, bold: bool = False) -> Write:
        font = (round(size * look.bold * _NARROWER, 1), bold, not bold)

        def write(label: Label, x: float, y: float) -> bool:
            text = drawable(label.name)
            return hand.centered((x, y), _SPACED.join(text.upper()) if bold else text, font, color)

        return write

    def town(label: Label, x: float, y: float) -> bool:
        return hand.town(label, (x, y))

    # Countries first on a small scale, towns first on a large one.
    country = written(10.5 if zoom < 4 else 12.5 if zoom < 6 else 14.5, look.country, bold=True)
    yield lambda label: label.kind == "country" and zoom < 8, country
    yield lambda label: label.kind == "town" and label.capital == 2, town
    yield lambda label: label.kind == "town" and label.capital != 2, town
    yield lambda label: label.kind == "province", written(10.5 if zoom < 7 else 12, look.admin)
    yield lambda label: label.kind == "sea", written(11 if zoom < 5 else 13, look.sea)


def _size_of(label: Label, zoom: float, look: Look) -> Font:
    base = 12.5 if label.capital == 2 else 12 if label.weight > 1000 else 11.5 if label.weight > 200 or label.capital else 11
    return round((base + (1 if zoom > 6 else 0)) * look.bold * _NARROWER, 1), label.capital == 2, False


def _dot_of(label: Label) -> float:
    return 2.8 if label.capital == 2 else 2.2 if label.weight > 500 else 1.7
