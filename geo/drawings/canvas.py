"""A sheet to draw on in pixels of the screen, y downward: what is drawn becomes a PNG or an SVG, the same bytes each time."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, Final, Literal

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.path import Path
from matplotlib.textpath import text_to_path
from matplotlib.transforms import Affine2D, Bbox, Transform, TransformedPath

from geo.drawings.looks import Look, color

Form = Literal["png", "svg"]
Dashes = Sequence[float]
_POINTS: Final = 72
"""An inch; with as many dots to it a point is a pixel."""
_COMPRESSION: Final = 4
_KEPT: Final = 4096
_MISSING: Final = "\ufffd"
_CIRCLE: Final = Path.unit_circle()

At = tuple[float, float]
"""Across and down, in pixels."""

Font = tuple[float, bool, bool]
"""Size in pixels, whether bold, whether italic."""


def drawable(text: str) -> str:
    """Return text on one line without control characters, and with a mark for each sign that the font does not have."""
    flat = " ".join("".join(sign for sign in text if sign in "\n\t" or unicodedata.category(sign) not in {"Cc", "Cs"}).split())
    if flat.isascii():
        return flat
    known = _charmap()
    return "".join(sign if ord(sign) in known or unicodedata.category(sign) == "Cf" else _MISSING for sign in flat)


@lru_cache(maxsize=1)
def _charmap() -> frozenset[int]:
    return frozenset(get_font(findfont(_properties((10.0, False, False)))).get_charmap())


@lru_cache(maxsize=256)
def _properties(font: Font) -> FontProperties:
    size, bold, italic = font
    return FontProperties(
        family="DejaVu Sans", size=size, weight="bold" if bold else "normal", style="oblique" if italic else "normal"
    )


@lru_cache(maxsize=_KEPT)
def written(text: str, font: Font) -> tuple[Path, float]:
    """Return the outlines of a text, y upward from its base line, and how wide it is."""
    vertices, codes = text_to_path.get_text_path(_properties(font), text, ismath=False)
    size = font[0] / text_to_path.FONT_SCALE
    path = Path(np.asarray(vertices, float).reshape(-1, 2) * size, codes if len(codes) else None)
    width, _, _ = text_to_path.get_text_width_height_descent(text, _properties(font), ismath=False)
    return path, float(width)


def circle(at: At, radius: float) -> Path:
    """Return a circle."""
    return _CIRCLE.transformed(Affine2D().scale(radius).translate(*at))


def width_of(text: str, font: Font) -> float:
    """Return how wide a text is in pixels."""
    return written(text, font)[1]


class Canvas:
    """What a painter is lent: lines, fills and texts, in pixels of the screen with y downward."""

    def __init__(self, renderer: Any, size: tuple[float, float], ratio: float, look: Look) -> None:  # noqa: ANN401  # of matplotlib, untyped
        """Take the renderer, the size in pixels of the picture, how many of them a pixel of the screen has, and the colors."""
        self.look = look
        self._renderer = renderer
        self._ratio = ratio
        self._base = Affine2D().scale(ratio, -ratio).translate(0, size[1])
        self._clip: Bbox | None = None
        self._cut: TransformedPath | None = None
        self.width, self.height = size[0] / ratio, size[1] / ratio

    @contextmanager
    def clipped(self, left: float, top: float, right: float, bottom: float) -> Iterator[None]:
        """Let nothing be drawn outside a box; its edges are moved to whole pixels of the picture."""
        before = self._clip
        corners = self._base.transform([(left, bottom), (right, top)])
        self._clip = Bbox(np.rint(corners))
        try:
            yield
        finally:
            self._clip = before

    @contextmanager
    def cut(self, shape: Path) -> Iterator[None]:
        """Let nothing be drawn outside a shape."""
        self._cut = TransformedPath(shape, self._base)
        try:
            yield
        finally:
            self._cut = None

    def fill(self, path: Path, told: str, opacity: float = 1.0, *, within: Affine2D | None = None) -> None:
        """Fill a path with a color."""
        pen = self._pen(told, 0, opacity)
        self._renderer.draw_path(pen, path, self._placed(within), color(told, opacity))
        pen.restore()

    def stroke(  # noqa: PLR0913  # each of them is a property of the pen
        self,
        path: Path,
        told: str,
        width: float,
        opacity: float = 1.0,
        *,
        dashes: Dashes = (),
        within: Affine2D | None = None,
        butt: bool = False,
    ) -> None:
        """Draw a line along a path."""
        pen = self._pen(told, width, opacity)
        pen.set_capstyle("butt" if butt or dashes else "round")
        if dashes:
            pen.set_dashes(0, [dash * self._ratio for dash in dashes])
        self._renderer.draw_path(pen, path, self._placed(within), None)
        pen.restore()

    def letters(self, at: At, text: str, font: Font, told: str, *, halo: tuple[str, float] | None = None) -> None:
        """Write a text whose base line begins at a position, as outlines; `halo` is the color around them, and how wide."""
        path, _ = written(text, font)
        within = Affine2D().scale(1, -1).translate(*at)
        if halo:
            self.stroke(path, halo[0], halo[1], within=within)
        self.fill(path, told, within=within)

    def text(self, at: At, text: str, font: Font, told: str) -> None:
        """Write a text whose base line begins at a position; in an SVG it can be searched and copied."""
        size, bold, italic = font
        pen = self._pen(told, 1, 1.0)
        [(left, base)] = self._base.transform([at])
        if self._renderer.flipy():
            base = self.height * self._ratio - base
        self._renderer.draw_text(pen, left, base, text, _properties((size * self._ratio, bold, italic)), 0)
        pen.restore()

    def _placed(self, within: Affine2D | None) -> Transform:
        return self._base if within is None else within + self._base

    def _pen(self, told: str, width: float, opacity: float) -> Any:  # noqa: ANN401  # as above
        pen = self._renderer.new_gc()
        pen.set_foreground(color(told, opacity), isRGBA=True)
        pen.set_linewidth(width * self._ratio)
        pen.set_joinstyle("round")
        if self._clip is not None:
            pen.set_clip_rectangle(self._clip)
        if self._cut is not None:
            pen.set_clip_path(self._cut)
        return pen


class _Sheet(Artist):
    """The one thing on a figure: it has somebody paint."""

    def __init__(self, paint: Callable[[Canvas], None], size: tuple[float, float], ratio: float, look: Look) -> None:
        super().__init__()
        self._paint, self._size, self._ratio, self._look = paint, size, ratio, look

    def draw(self, renderer: Any) -> None:  # noqa: ANN401  # as above
        """Paint."""
        self._paint(Canvas(renderer, self._size, self._ratio, self._look))


def sheet(paint: Callable[[Canvas], None], size: tuple[int, int], form: Form, ratio: float, look: Look) -> bytes:
    """
    Return what is painted as the bytes of a picture.

    Parameters
    ----------
    paint
        Draws on the canvas that it is given.
    size
        Width and height in pixels.
    form
        "png" or "svg".
    ratio
        Pixels of the picture for one of the canvas.
    look
        The colors.
    """
    figure = Figure(figsize=(size[0] / _POINTS, size[1] / _POINTS), dpi=_POINTS, facecolor=look.paper)
    FigureCanvasAgg(figure)
    figure.add_artist(_Sheet(paint, size, ratio, look))
    out = io.BytesIO()
    # Without date and program two pictures of the same are the same bytes.
    if form == "png":
        packing = {"compress_level": _COMPRESSION}
        figure.savefig(out, format="png", dpi=_POINTS, metadata={"Software": None}, pil_kwargs=packing)
        return out.getvalue()
    figure.savefig(out, format="svg", dpi=_POINTS, metadata={"Date": None})
    wide, high = size
    return out.getvalue().replace(f'width="{wide}pt" height="{high}pt"'.encode(), f'width="{wide}" height="{high}"'.encode(), 1)
