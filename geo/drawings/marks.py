"""Incidents at positions on a map picture: symbols, discs for "near", rings for several, and names, as `static/incidents.js`."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from geo.drawings import symbols
from geo.drawings.canvas import Canvas, Font, circle, drawable, width_of
from geo.drawings.looks import Look
from geo.drawings.regions import rounded
from geo.drawings.spots import SMALLEST, Spot, ring_radius
from geo.drawings.symbols import Mark
from geo.drawings.viewport import Box, Room, Viewport
from geo.model import Kind
from geo.views.signs import Sign, Theme, families, signs

DOT: Final = 2.4
"""Radius of a place that a ring stands for."""
MOST_DOTS: Final = 3_000
"""More would be a carpet."""
NAMED: Final = 60
"""Names at most; none on a small scale, where the basemap has room for its own."""
NAMED_FROM: Final = 5
LONGEST_NAME: Final = 34
WIDE_RING: Final = 40
"""A town that is larger has its name inside its ring."""
MANY_DISCS: Final = 12
"""So many would add up to fog."""
GROUND: Final = {Theme.LIGHT: "#f8f6f1", Theme.DARK: "#1b242d", Theme.PROJECTOR: "#ffffff"}
"""Land, below a name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A spot in pixels."""

    spot: Spot
    x: float
    y: float
    """Of its symbol."""
    radius: float
    marked: bool
    ring: float = 0.0
    """Radius of the town around it."""
    disc: tuple[float, float, float] | None = None
    """Middle and radius of what "near" means."""

    @property
    def is_donut(self) -> bool:
        """Return whether it is drawn as a ring of shares."""
        return self.spot.is_ring or len(self.spot.families) > 1

    @property
    def halo(self) -> float:
        """Return how far the mark of what is selected reaches."""
        own = self.drawn_radius + 5 if self.is_donut else max(self.radius * 1.45, self.ring) + 4
        return own + symbols.HALO / 2

    @property
    def drawn_radius(self) -> float:
        """Return how large its symbol or ring is."""
        return self.radius * (1.25 if self.is_donut and not self.spot.is_ring else 1)


def shown(spots: Sequence[Spot], view: Viewport, look: Look, marked: int) -> list[Shown]:
    """Return the spots in view: large heaps first, so that nothing is buried, the one with the row `marked` last."""
    found = [_placed(spot, view, look, is_marked=marked in spot.rows) for spot in spots]
    left, top, right, bottom = view.box
    inside = [
        one
        for one in found
        if left - _reach(one) < one.x < right + _reach(one) and top - _reach(one) < one.y < bottom + _reach(one)
    ]
    return sorted(inside, key=lambda one: (one.marked, -one.spot.n, one.spot.key))


def _reach(one: Shown) -> float:
    return max(30.0 + one.ring, one.disc[2] * 2 + 30 if one.disc else 0.0)


def _placed(spot: Spot, view: Viewport, look: Look, *, is_marked: bool) -> Shown:
    x, y = view.at(spot.x, spot.y)
    if spot.is_ring:
        grown = 1.1 if look.theme is Theme.PROJECTOR else 1.0
        return Shown(spot=spot, x=x, y=y, radius=ring_radius(spot.n) * grown, marked=is_marked)
    size, around = SMALLEST * look.symbol, spot.km * 1000 / view.metres(spot.lat)
    if not spot.near:
        return Shown(spot=spot, x=x, y=y, radius=size, marked=is_marked, ring=max(around, size * 1.6) if spot.town else 0.0)
    # The symbol sits on the rim: a mark in the middle would claim a position that nobody stated.
    radius = max(around, 14.0)
    return Shown(spot=spot, x=x, y=y - radius, radius=size * 0.85, marked=is_marked, disc=(x, y, radius))


def take(found: Sequence[Shown], room: Room) -> None:
    """Take the room that the symbols need."""
    for one in found:
        r = one.drawn_radius
        room.take((one.x - r, one.y - r, one.x + r, one.y + r))


# --- drawing -------------------------------------------------------------------------------


def paint(canvas: Canvas, found: Sequence[Shown], view: Viewport) -> None:
    """Draw discs, the dots of the places that rings stand for, and symbols above them."""
    colors = {family.value: sign.color(canvas.look.theme) for family, sign in families().items()}
    discs = [(one, one.disc) for one in found if one.disc]
    for one, (x, y, radius) in discs:
        color = colors[one.spot.shares[0][0]]
        symbols.disc(canvas, (x, y), radius, color, faint=len(discs) > MANY_DISCS)
        symbols.rim(canvas, (x, y), radius, canvas.look.accent if one.marked else color, 2 if one.marked else 1)
    if sum(len(one.spot.members) for one in found) <= MOST_DOTS:
        for one in found:
            _dots(canvas, one.spot, view, colors)
    for one in found:
        _symbol(canvas, one, colors)


def _dots(canvas: Canvas, spot: Spot, view: Viewport, colors: dict[str, str]) -> None:
    for place in spot.members:
        if not place.near:
            dot = circle(view.at(place.x, place.y), DOT * canvas.look.symbol)
            canvas.fill(dot, colors[place.shares[0][0]])
            canvas.stroke(dot, canvas.look.paper, 1)


def _symbol(canvas: Canvas, one: Shown, colors: dict[str, str]) -> None:
    spot, shares, at = one.spot, one.spot.shares, (one.x, one.y)
    color = colors[shares[0][0]]
    if one.is_donut:
        if one.ring:
            symbols.ring(canvas, at, one.ring, color)
        if one.marked:
            symbols.halo(canvas, at, one.drawn_radius + 5)
        symbols.donut(canvas, at, one.drawn_radius, [(colors[family], count) for family, count in shares], short(spot.n))
        return
    sign = sign_of(spot)
    text = short(spot.n) if spot.n > 1 else sign.letter
    mark = Mark(shape=sign.shape, color=color, status=spot.status or "reported", text=text, ring=one.ring, selected=one.marked)
    symbols.draw(canvas, at, one.radius, mark)


def sign_of(spot: Spot) -> Sign:
    """Return how the kind of a place looks; how its family looks where it has several kinds."""
    if spot.kind:
        return signs()[Kind(spot.kind)]
    family = spot.shares[0][0]
    return next(sign for one, sign in families().items() if one.value == family)


def short(n: int) -> str:
    """Return a number in few signs: 999, 1.2k, 15k, 1.3M."""
    if n < 1000:
        return str(n)
    if n < 9950:
        return f"{n / 1000:.1f}k"
    return f"{math.floor(n / 1000 + 0.5)}k" if n < 999_500 else f"{n / 1e6:.1f}M"


# --- names ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Name:
    """The name of a place and the box that it has."""

    text: str
    box: Box
    font: Font


def names(found: Sequence[Shown], view: Viewport, look: Look, room: Room) -> list[Name]:
    """Return the names that have room beside their symbols; symbols hide what the basemap wrote there."""
    if view.zoom < NAMED_FROM:
        return []
    font: Font = (14.0 if look.theme is Theme.PROJECTOR else 11.5, True, False)
    # A ring may stand beside its town: its name stands at the height of the town, and is left to the basemap where the ring
    # does not cover the town.
    named = [(one, off) for one in reversed(found) if one.spot.name and math.hypot(*(off := _off(one, view))) < one.radius]
    placed = []
    for one, (_, down) in named[:NAMED]:
        text = drawable(one.spot.name)
        text = text if len(text) <= LONGEST_NAME else text[: LONGEST_NAME - 1] + "…"
        box = room.first_free(_sides(one, down, width_of(text, font) + 6, font[0] * 0.78), view.box)
        if box is not None:
            placed.append(Name(text, box, font))
    return placed


def _off(one: Shown, view: Viewport) -> tuple[float, float]:
    if not one.spot.is_ring:
        return 0.0, 0.0
    x, y = view.point(one.spot.lat, one.spot.lon)
    return x - one.x, y - one.y


def _sides(one: Shown, down: float, wide: float, half: float) -> Iterator[Box]:
    """Yield the boxes to the right, where the basemap writes, and to the left."""
    edges = [one.drawn_radius, one.ring if one.ring < WIDE_RING else 0.0, one.halo if one.marked else 0.0]
    y, away = one.y + down, max(edges) + 3
    for left in (one.x + away, one.x - away - wide):
        yield left, y - half, left + wide, y + half


def write(canvas: Canvas, placed: Sequence[Name]) -> None:
    """Write the names."""
    for name in placed:
        left, top, _, bottom = name.box
        canvas.fill(rounded(name.box, 3), GROUND[canvas.look.theme], 0.86)
        canvas.letters((left + 3, (top + bottom) / 2 + name.font[0] * 0.36), name.text, name.font, canvas.look.ink)
