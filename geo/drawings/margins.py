"""What stands around a map picture: title, legend of what is drawn, scale, and the line that says what all of it rests on."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from matplotlib.path import Path

from geo.drawings import symbols
from geo.drawings.bands import Drawn
from geo.drawings.canvas import Canvas, Font, drawable, width_of
from geo.drawings.looks import Look, mix
from geo.drawings.marks import Shown
from geo.drawings.regions import Placed, rounded
from geo.drawings.symbols import Mark
from geo.drawings.viewport import Box, Room, Viewport, ground
from geo.views.signs import legend

EDGE: Final = 14
"""Pixels between what is written and the edge of the picture."""
PICTURE: Final = 18
"""Pixels that the picture of an entry is wide."""
_GAP: Final = 14
_SCALE_PX: Final = 150
_ROUNDED: Final = 0.98
"""Letters of another size are not quite as wide as they were measured."""
_UNEVEN: Final = 1.1
"""From so much on the scale differs between top and bottom, and the latitude is told to which it belongs."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing in a legend: what it is called, and what draws its picture at a middle."""

    label: str
    draw: Callable[[Canvas, float, float], None]
    wide: float = PICTURE


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the margin: entries, or a text."""

    high: float
    entries: tuple[Entry, ...] = ()
    text: str = ""
    font: Font = (11.0, False, False)
    quiet: bool = False


# --- the legend ----------------------------------------------------------------------------


def entries(found: Sequence[Shown], areas: Sequence[Placed], look: Look) -> list[Entry]:
    """Return the entries for what is drawn, and for nothing else."""
    families, statuses, precisions = legend(look.theme)
    drawn = {family for one in found for family in one.spot.families}
    drawn |= {family for one in areas if not one.region.is_country for family in one.region.families}
    said = {one.spot.status for one in found if not one.is_donut and one.spot.status}
    wanted = [_entry(one) for one in families if one["label"].casefold() in drawn]
    if said - {"reported"}:
        wanted += [_entry(one) for one in statuses if said & set(one["label"].split(", "))]
    wanted += [_entry(one) for one in precisions if _is_drawn(one, found, areas)]
    return wanted


def _is_drawn(entry: dict[str, Any], found: Sequence[Shown], areas: Sequence[Placed]) -> bool:
    if entry.get("area"):
        return any(not one.region.is_country for one in areas)
    if entry.get("disc"):
        return any(one.disc for one in found)
    if entry.get("parts"):
        return any(one.is_donut for one in found)
    return any(one.ring for one in found)


def _entry(told: dict[str, Any]) -> Entry:
    def draw(canvas: Canvas, x: float, y: float) -> None:
        if told.get("area") or told.get("disc"):
            symbols.patch(canvas, (x, y), PICTURE / 2 - 2, told["color"], area=bool(told.get("area")))
        elif told.get("parts"):
            parts = [(part["color"], part["count"]) for part in told["parts"]]
            symbols.donut(canvas, (x, y), 7.5, parts, str(told["total"]))
        else:
            mark = Mark(shape=told["shape"], color=told["color"], status=str(told["status"]), ring=told.get("ring", 0))
            symbols.draw(canvas, (x, y), 5.5, mark)

    return Entry(told["label"], draw)


def band_entries(drawn: Sequence[Drawn], look: Look) -> list[Entry]:
    """Return the entries of range bands: which color is whose, and what shades and lines mean."""

    def line(color: str, width: float, dashes: tuple[float, ...]) -> Callable[[Canvas, float, float], None]:
        return lambda canvas, x, y: canvas.stroke(Path([(x - 11, y), (x + 11, y)]), color, width, dashes=dashes)

    def fade(canvas: Canvas, x: float, y: float) -> None:
        for n in range(11):
            share = 0.45 * min(1.0, (11 - n) / 7)
            left = x - 11 + 2 * n
            canvas.fill(
                Path([(left, y - 4), (left + 2, y - 4), (left + 2, y + 4), (left, y + 4), (left, y - 4)]), look.ink, share
            )

    told = [
        Entry(drawable(f"{band.name}, from {band.pair.area.name}"), line(band.color, 3, (6, 4) if _claimed(band) else ()), 26)
        for band in drawn
    ]
    if drawn:
        told.append(Entry("within reach for sure, fading to possible", fade, 26))
    if any(map(_claimed, drawn)):
        told.append(Entry("only its owner says so", line(look.ink, 1.5, (6, 4)), 26))
    if any(band.near for band in drawn):
        told.append(Entry("too near to hit", line(look.ink, 1.5, (1, 4)), 26))
    return told


def _claimed(band: Drawn) -> bool:
    return band.pair.band.only_claimed


# --- lines ---------------------------------------------------------------------------------


def flowed(found: Iterable[Entry], font: Font, wide: float) -> Iterator[Line]:
    """Yield lines of entries, each as full as it can be."""
    row: list[Entry] = []
    used = 0.0
    for entry in found:
        needed = entry.wide + 4 + width_of(entry.label, font) + _GAP
        if row and used + needed > wide:
            yield Line(font[0] * 1.75, tuple(row), font=font)
            row, used = [], 0.0
        row.append(entry)
        used += needed
    if row:
        yield Line(font[0] * 1.75, tuple(row), font=font)


def wrapped(text: str, font: Font, wide: float, *, quiet: bool = False, most: int = 3) -> Iterator[Line]:
    """Yield the lines of a text, at most so many; a word is never cut."""
    rows: list[str] = [""]
    for word in drawable(text).split(" "):
        longer = f"{rows[-1]} {word}".strip()
        if rows[-1] and width_of(longer, font) > wide * _ROUNDED:
            if len(rows) == most:
                rows[-1] += " …"
                break
            rows.append(word)
        else:
            rows[-1] = longer
    return (Line(font[0] * 1.4, text=row, font=font, quiet=quiet) for row in rows if row)


def draw(canvas: Canvas, lines: Sequence[Line], box: Box) -> None:
    """Draw lines one below the other on paper."""
    look, (left, top, right, bottom) = canvas.look, box
    canvas.fill(Path([(left, top), (right, top), (right, bottom), (left, bottom), (left, top)]), look.paper)
    y = top + EDGE * 0.5
    for line in lines:
        middle, x = y + line.high / 2, left + EDGE
        for entry in line.entries:
            entry.draw(canvas, x + entry.wide / 2, middle)
            x += entry.wide + 4
            canvas.text((x, middle + line.font[0] * 0.36), entry.label, line.font, look.ink)
            x += width_of(entry.label, line.font) + _GAP
        if line.text:
            canvas.text((x, middle + line.font[0] * 0.36), line.text, line.font, look.quiet if line.quiet else look.ink)
        y += line.high


def height(lines: Sequence[Line]) -> float:
    """Return how high lines are with what stands around them."""
    return sum(line.high for line in lines) + EDGE if lines else 0.0


# --- the scale -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Scale:
    """A bar whose length on the ground is true where it is told to be."""

    pixels: float
    text: str


def scale(view: Viewport) -> Scale | None:
    """Return the scale in the middle of the view, on the ellipsoid; None where the view is wider than a bar can mean anything."""
    metres = ground(view, _SCALE_PX)
    if metres <= 0:
        return None
    power = 10 ** math.floor(math.log10(metres))
    length = max(step * power for step in (1, 2, 5) if step * power <= metres)
    # The share of a great circle is no straight line of pixels, so the bar is made as long as it must be.
    pixels = _SCALE_PX * length / metres
    pixels *= length / ground(view, pixels)
    text = f"{length / 1000:,g} km" if length >= 1000 else f"{length:g} m"
    north, south = (_lat(view, by) for by in (-view.height / 2, view.height / 2))
    widths = [math.cos(math.radians(lat)) for lat in (north, south, view.lat)]
    if max(widths) > _UNEVEN * min(widths):
        text += f" at {abs(view.lat):.0f}° {'N' if view.lat >= 0 else 'S'}"
    return Scale(pixels, text)


def _lat(view: Viewport, down: float) -> float:
    return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * (view.y + down / view.scale)))))


def take_scale(told: Scale | None, view: Viewport, look: Look, room: Room) -> Box | None:
    """Return the room that the scale takes in the lower right corner."""
    if told is None:
        return None
    _, _, right, bottom = view.box
    wide = max(told.pixels, width_of(told.text, _scale_font(look))) + 14
    box = (right - 10 - wide, bottom - 10 - 12 - _scale_font(look)[0] * 1.3, right - 10, bottom - 10)
    room.take(box)
    return box


def draw_scale(canvas: Canvas, told: Scale | None, box: Box | None) -> None:
    """Draw the bar with its length."""
    if told is None or box is None:
        return
    look, (left, top, right, bottom) = canvas.look, box
    canvas.fill(rounded(box, 3), look.paper, 0.88)
    begin, y = (left + right - told.pixels) / 2, bottom - 7
    bar = Path([(begin, y - 5), (begin, y), (begin + told.pixels, y), (begin + told.pixels, y - 5)])
    canvas.stroke(bar, mix(look.ink, look.paper, 0.9), 1.8, butt=True)
    font = _scale_font(look)
    canvas.text(((left + right - width_of(told.text, font)) / 2, top + font[0] * 1.2), told.text, font, look.ink)


def _scale_font(look: Look) -> Font:
    return round(11 * look.bold, 1), False, False
