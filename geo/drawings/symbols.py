"""How an incident looks: shape and letter say the kind, color its family, fill its status; as `static/symbols.js` draws it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from matplotlib.path import Path
from matplotlib.transforms import Affine2D

from geo.drawings.canvas import At, Canvas, circle, width_of
from geo.drawings.looks import mix
from geo.views.signs import Theme

DARK: Final = "#20252a"
"""Beside the accent, so that it shows on any ground."""
ON_DARK: Final = "#10171e"
HALO: Final = 7
"""Pixels that the mark of what is selected is wide."""


def _polygon(*points: tuple[float, float]) -> Path:
    return Path([*points, points[0]], closed=True)


def _circle(radius: float) -> Path:
    return Path.unit_circle().transformed(Affine2D().scale(radius))


SHAPES: Final = {
    "triangle": _polygon((0, -1.24), (1.2, 0.86), (-1.2, 0.86)),
    "diamond": _polygon((0, -1.25), (1.25, 0), (0, 1.25), (-1.25, 0)),
    "circle": _circle(1),
    "square": _polygon((-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)),
    "pentagon": _polygon((0, -1.13), (1.08, -0.35), (0.67, 0.92), (-0.67, 0.92), (-1.08, -0.35)),
    "dot": _circle(0.5),
}
"""Outlines around the origin for a symbol of radius 1, y downward; each covers about the same area."""
MIDDLE: Final = {"triangle": 0.22, "pentagon": 0.04}
"""Where the letter sits, below the origin."""
FILL: Final = {
    "reported": "solid",
    "confirmed": "dark",
    "alleged": "hollow",
    "claimed": "hollow",
    "disputed": "crossed",
    "denied": "crossed",
}
"""What is said firmly is solid, what is only claimed is hollow, what is contested is crossed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A symbol: what it looks like, apart from where it stands."""

    shape: str
    color: str
    status: str = "reported"
    text: str = ""
    ring: float = 0.0
    """Radius of the settlement in pixels; 0 for none."""
    selected: bool = False


def draw(canvas: Canvas, at: At, r: float, mark: Mark) -> None:
    """Draw one symbol of radius `r` at a pixel."""
    look, fill = canvas.look, FILL.get(mark.status, "solid")
    solid = fill in {"solid", "dark"}
    pale = mix(look.paper, mark.color, 0.84)
    if mark.ring:
        ring(canvas, at, mark.ring, mark.color)
    if mark.selected:
        halo(canvas, at, max(r * 1.45, mark.ring) + 4)
    shape, within = SHAPES[mark.shape], Affine2D().scale(r).translate(*at)
    canvas.stroke(shape, look.paper, 4.5, within=within)
    canvas.fill(shape, mark.color if solid else pale, within=within)
    canvas.stroke(shape, look.ink if fill == "dark" else mark.color, 1 if fill == "solid" else 2, within=within)
    if fill == "crossed":
        cross = Path([(-1.1, 1.1), (1.1, -1.1)])
        canvas.stroke(cross, pale, 4, within=within, butt=True)
        canvas.stroke(cross, mark.color, 1.8, within=within, butt=True)
    if mark.text and mark.shape != "dot":
        ink = (ON_DARK if look.theme is Theme.DARK else "#ffffff") if solid else mark.color
        size = r * (0.8 if len(mark.text) > 1 else 0.95)
        _letter(canvas, (at[0], at[1] + MIDDLE.get(mark.shape, 0) * r), mark.text, (size, ink), "" if solid else look.paper)


def _letter(canvas: Canvas, at: At, text: str, drawn: tuple[float, str], outline: str) -> None:
    size, ink = drawn
    font = (round(size, 1), True, False)
    begin = (at[0] - width_of(text, font) / 2, at[1] + size * 0.365)
    canvas.letters(begin, text, font, ink, halo=(outline, 2.5) if outline else None)


def ring(canvas: Canvas, at: At, radius: float, color: str) -> None:
    """Draw a thin ring of the size of the town: somewhere in it, not at its center."""
    around = circle(at, radius)
    canvas.stroke(around, mix(canvas.look.paper, color, 0.75), 3, 0.7)
    canvas.stroke(around, color, 1)


def halo(canvas: Canvas, at: At, radius: float) -> None:
    """Draw the ring around what is selected: the accent between two dark lines, so that it shows on any ground."""
    around = circle(at, radius)
    canvas.stroke(around, DARK, HALO)
    canvas.stroke(around, canvas.look.accent, 4)


def donut(canvas: Canvas, at: At, r: float, parts: Sequence[tuple[str, int]], text: str) -> None:
    """Draw several as one: a ring with the share of each color, and a text in it."""
    width = max(4.0, r * 0.28)
    canvas.fill(circle(at, r + 1.5), canvas.look.paper)
    total, angle = sum(count for _, count in parts), -math.pi / 2
    for color, count in parts:
        end = angle + count / total * 2 * math.pi
        canvas.stroke(_arc(at, r - width / 2, angle, end), color, width, butt=True)
        angle = end
    size = min(14 if canvas.look.theme is Theme.PROJECTOR else 12, r * (0.56 if len(text) > 3 else 0.72))
    _letter(canvas, at, text, (size, canvas.look.ink), "")


def _arc(at: At, r: float, begin: float, end: float) -> Path:
    angles = np.linspace(begin, end, max(3, math.ceil((end - begin) / 0.08)))
    return Path(np.column_stack((at[0] + r * np.cos(angles), at[1] + r * np.sin(angles))))


def disc(canvas: Canvas, at: At, radius: float, color: str, *, faint: bool) -> None:
    """Draw what "near" means: a soft disc without a middle; fainter where there are many."""
    most, rim = (0.05, 0.04) if faint else (0.20, 0.133)
    canvas.fill(circle(at, radius * 0.6), color, most)
    for inner, outer in pairwise((0.6, 0.68, 0.76, 0.84, 0.92, 0.95, 0.98, 1.0)):
        share = (inner + outer) / 2
        opacity = most + (rim - most) * (share - 0.6) / 0.32 if share < 0.92 else rim * (1 - share) / 0.08
        canvas.fill(_annulus(at, radius * inner, radius * outer), color, opacity)


def rim(canvas: Canvas, at: At, radius: float, color: str, width: float = 1) -> None:
    """Draw the dashed edge of a soft disc."""
    canvas.stroke(circle(at, radius), color, width, dashes=(2, 4))


def _annulus(at: At, inner: float, outer: float) -> Path:
    angles = np.linspace(0, 2 * math.pi, 73)
    around = np.column_stack((np.cos(angles), np.sin(angles)))
    middle = np.array(at)
    codes = [Path.MOVETO, *[Path.LINETO] * 72] * 2
    return Path(np.concatenate((around * outer + middle, around[::-1] * inner + middle)), codes)


def patch(canvas: Canvas, at: At, r: float, color: str, *, area: bool) -> None:
    """Draw for the legend a soft disc, or a hatched area."""
    if not area:
        disc(canvas, at, r, color, faint=False)
        rim(canvas, at, r, color)
        return
    left, top, right, bottom = at[0] - r, at[1] - r * 0.8, at[0] + r, at[1] + r * 0.8
    frame = Path([(left, top), (right, top), (right, bottom), (left, bottom), (left, top)], closed=True)
    hatched(canvas, [frame], color, (left, top, right, bottom))
    canvas.stroke(frame, color, 1)


def hatched(canvas: Canvas, shapes: Iterable[Path], color: str, box: tuple[float, float, float, float]) -> None:
    """Fill shapes with slanting lines; `box` is what they fill at most."""
    left, top, right, bottom = box
    step = 8 * math.sqrt(2)
    # Counted from the corner of the picture, so that the lines of two shapes that touch run on.
    slants = np.arange(math.floor((left - bottom) / step) * step, right - top + step, step)
    points = np.empty((2 * len(slants), 2))
    points[0::2] = np.column_stack((slants + top, np.full(len(slants), top)))
    points[1::2] = np.column_stack((slants + bottom, np.full(len(slants), bottom)))
    lines = Path(points, [Path.MOVETO, Path.LINETO] * len(slants))
    for shape in shapes:
        canvas.fill(shape, color, 0.07)
        with canvas.cut(shape):
            canvas.stroke(lines, color, 1.4, 0.45, butt=True)
