"""What stands where on a sheet, in points from its upper left corner; slides and pages are both written from it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from geo.handouts.fitting import LEADING, wrapped

WIDE: Final = 960.0
HIGH: Final = 540.0
"""Of a sheet: 16 to 9, as screens are."""


class Tone(StrEnum):
    """What a color is for."""

    INK = "ink"
    QUIET = "quiet"
    LINE = "line"
    LINK = "link"
    SHADE = "shade"
    GROUND = "ground"


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle."""

    x: float
    y: float
    wide: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Words of one look."""

    text: str
    bold: bool = False
    tone: Tone = Tone.INK
    link: str = ""
    """Address that `texts.link` let through; empty for none."""
    to: str = ""
    """Name of the sheet that it leads to; empty for none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """Runs one after the other, all of one size."""

    runs: tuple[Run, ...]
    size: float
    bullet: bool = False
    after: float = 0.0
    """Free space below."""

    @property
    def text(self) -> str:
        """The words of all runs."""
        return "".join(run.text for run in self.runs)

    def lines(self, wide: float) -> tuple[str, ...]:
        """Return the lines in a column of a width."""
        bold = any(run.bold for run in self.runs)
        return wrapped(self.text, self.size, wide - (INDENT * self.size if self.bullet else 0.0), bold=bold)

    def high(self, wide: float) -> float:
        """Return its height in a column of a width, with the space below."""
        return len(self.lines(wide)) * self.size * LEADING + self.after


INDENT: Final = 0.95
"""Of the words behind a bullet, as a multiple of their size."""


class Role(StrEnum):
    """What a text is to who cannot see where it stands."""

    TITLE = "title"
    BODY = "body"
    ASIDE = "aside"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A text in a box."""

    box: Box
    paragraphs: tuple[Paragraph, ...]
    role: Role = Role.ASIDE
    align: str = "left"
    """left, center or right."""
    anchor: str = "top"
    """top, middle or bottom."""
    name: str = ""
    """What a list of what is on the slide calls it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture that fills a box of its own shape."""

    box: Box
    png: bytes
    alt: str


Cell = tuple[Paragraph, ...]
"""What stands in one field of a table, one below the other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row of a grid."""

    cells: tuple[Cell, ...]
    high: float
    head: bool = False
    shades: tuple[str, ...] = ()
    """Color behind each cell, "#RRGGBB" or empty; () for none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table."""

    x: float
    y: float
    widths: tuple[float, ...]
    lines: tuple[Line, ...]
    alt: str
    centered: tuple[int, ...] = ()
    """Numbers of columns whose words stand in the middle."""
    ruled: bool = True
    """Whether hairlines stand between the rows."""

    @property
    def high(self) -> float:
        """Return the height of all rows."""
        return sum(line.high for line in self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A hairline from left to right."""

    x: float
    y: float
    wide: float


Item = Words | Picture | Grid | Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One slide or page."""

    name: str
    """That links lead to."""
    title: str
    items: tuple[Item, ...]
    note: str = ""
    """For the speaker alone; not on paper."""
    level: int = 0
    """In the outline: 0, or 1 for what stands below the sheet before it."""
    lit: str = "light"


PAD_X: Final = 4.0
PAD_Y: Final = 2.5
"""Free space inside a cell, to each side."""


def line(cells: tuple[Cell, ...], widths: tuple[float, ...], *, head: bool = False, shades: tuple[str, ...] = ()) -> Line:
    """Return a row as high as its highest cell."""
    high = max(sum(part.high(wide - 2 * PAD_X) for part in cell) for cell, wide in zip(cells, widths, strict=True))
    return Line(cells=cells, high=high + 2 * PAD_Y, head=head, shades=shades)


def said(text: str, size: float, tone: Tone = Tone.INK, *, bold: bool = False) -> Paragraph:
    """Return a text of one look."""
    return Paragraph(runs=(Run(text=text, bold=bold, tone=tone),), size=size)


def fitted(text: str, sizes: tuple[float, ...], box: Box, *, bold: bool = False) -> float:
    """Return the first of the sizes, the largest first, at which a text fits a box; the last where none does."""
    return next((size for size in sizes if said(text, size, bold=bold).high(box.wide) <= box.high), sizes[-1])
