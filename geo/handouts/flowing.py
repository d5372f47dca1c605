"""Rows of a table over as many sheets as they take: a row stays whole where it can, and no word is left out where it cannot."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from geo.handouts.sheets import PAD_X, PAD_Y, Cell, Line, Paragraph, Run, line

_CHUNK: Final = 8
"""Lines of a paragraph that stay together where it must be cut."""


def flowed(rows: Iterable[tuple[Cell, ...]], widths: tuple[float, ...], rooms: Iterable[float]) -> Iterator[list[Line]]:
    """
    Yield the lines of one sheet after the other.

    Parameters
    ----------
    rows
        Cells of each row, as many as there are columns.
    widths
        Of the columns.
    rooms
        Height that each sheet has for them, in order and without end; each at least that of a few lines.
    """
    heights = iter(rooms)
    room = whole = next(heights)
    sheet: list[Line] = []
    for cells in rows:
        for one in _fitting(cells, widths, whole):
            if sheet and one.high > room:
                yield sheet
                sheet, room = [], next(heights)
                whole = min(whole, room)
            sheet.append(one)
            room -= one.high
    if sheet:
        yield sheet


def _fitting(cells: tuple[Cell, ...], widths: tuple[float, ...], most: float) -> Iterator[Line]:
    """Yield the row as one line, or as several where it is higher than a sheet."""
    if (whole := line(cells, widths)).high <= most:
        yield whole
        return
    inner = [wide - 2 * PAD_X for wide in widths]
    left = [[part for paragraph in cell for part in _parts(paragraph, wide)] for cell, wide in zip(cells, inner, strict=True)]
    while any(left):
        taken = tuple(tuple(_take(parts, wide, most - 2 * PAD_Y)) for parts, wide in zip(left, inner, strict=True))
        yield line(tuple(cell or (Paragraph(runs=(), size=1),) for cell in taken), widths)


def _parts(paragraph: Paragraph, wide: float) -> Sequence[Paragraph]:
    lines = paragraph.lines(wide)
    if len(lines) <= _CHUNK:
        return (paragraph,)
    look = paragraph.runs[0]
    texts = (" ".join(lines[start : start + _CHUNK]) for start in range(0, len(lines), _CHUNK))
    return [Paragraph(runs=(Run(text=text, bold=look.bold, tone=look.tone),), size=paragraph.size) for text in texts]


def _take(parts: list[Paragraph], wide: float, room: float) -> Iterator[Paragraph]:
    """Take from the beginning of the parts what there is room for, at least one."""
    first = True
    while parts and (first or parts[0].high(wide) <= room):
        part = parts.pop(0)
        room -= part.high(wide)
        first = False
        yield part
