"""A deck as PDF: text that can be selected and searched, links, bookmarks, fonts inside, and no clock."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Final

from reportlab.lib.colors import HexColor
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from geo.handouts.fitting import LEADING, NARROW, face
from geo.handouts.look import colors, readable
from geo.handouts.sheets import HIGH, INDENT, PAD_X, PAD_Y, WIDE, Box, Grid, Paragraph, Picture, Run, Sheet, Tone, Words

_ASCENT: Final = 0.93
"""Of a line above its base, as a multiple of the size."""
Ink = Mapping[Tone, str]
_EAST: Final = (("HeiseiMin-W3", 0x3040, 0x30FF), ("HYSMyeongJo-Medium", 0xAC00, 0xD7A3), ("STSong-Light", 0x2E80, 0xFFEF))
"""Fonts that are named and not carried, first and last sign: programs that show PDF have one of their own for these."""


def written(sheets: Sequence[Sheet], *, title: str, subject: str) -> bytes:
    """Return the sheets as pages of paper, always on light ground and without notes; the same bytes for the same sheets."""
    _register()
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(WIDE, HIGH), invariant=1, pageCompression=1, lang="en")
    canvas.setTitle(title)
    canvas.setSubject(subject)
    canvas.setAuthor("Incident Atlas")
    canvas.setCreator("Incident Atlas")
    for sheet in sheets:
        canvas.bookmarkPage(sheet.name)
        if sheet.level == 0:
            canvas.addOutlineEntry(sheet.title, sheet.name, level=0)
        _page(canvas, sheet)
        canvas.showPage()
    if sheets:
        canvas.showOutline()
    canvas.save()
    return out.getvalue()


@cache
def _register() -> None:
    for bold in (False, True):
        pdfmetrics.registerFont(face(bold=bold))
    for name, _, _ in _EAST:
        pdfmetrics.registerFont(UnicodeCIDFont(name))


def _page(canvas: Canvas, sheet: Sheet) -> None:
    ink = colors("light")
    for item in sheet.items:
        if isinstance(item, Words):
            _words(canvas, item, ink)
        elif isinstance(item, Picture):
            box = item.box
            canvas.drawImage(ImageReader(io.BytesIO(item.png)), box.x, HIGH - box.y - box.high, box.wide, box.high)
            _edge(canvas, box, ink)
        elif isinstance(item, Grid):
            _grid(canvas, item, ink)
        else:
            _line(canvas, item.x, item.y, item.wide, ink)


def _words(canvas: Canvas, item: Words, ink: Ink) -> None:
    box = item.box
    high = sum(one.high(box.wide) for one in item.paragraphs)
    free = {"top": 0.0, "middle": (box.high - high) / 2, "bottom": box.high - high}[item.anchor]
    _paragraphs(canvas, item.paragraphs, Box(box.x, box.y + free, box.wide, high), ink, item.align)


def _grid(canvas: Canvas, item: Grid, ink: Ink) -> None:
    y = item.y
    for line in item.lines:
        x = item.x
        for n, (cell, wide) in enumerate(zip(line.cells, item.widths, strict=True)):
            shade = line.shades[n] if line.shades else ""
            ground = shade or (ink[Tone.SHADE] if line.head else "")
            if ground:
                canvas.setFillColor(HexColor(ground))
                canvas.rect(x, HIGH - y - line.high, wide, line.high, stroke=0, fill=1)
            told = {**ink, Tone.INK: readable(shade, ink[Tone.INK], ink[Tone.GROUND])} if shade else ink
            inside = Box(x + PAD_X, y + PAD_Y, wide - 2 * PAD_X, line.high - 2 * PAD_Y)
            _paragraphs(canvas, cell, inside, told, "center" if n in item.centered else "left")
            x += wide
        y += line.high
        if item.ruled:
            _line(canvas, item.x, y, sum(item.widths), ink)


def _line(canvas: Canvas, x: float, y: float, wide: float, ink: Ink) -> None:
    canvas.setStrokeColor(HexColor(ink[Tone.LINE]))
    canvas.setLineWidth(0.75)
    canvas.line(x, HIGH - y, x + wide, HIGH - y)


def _edge(canvas: Canvas, box: Box, ink: Ink) -> None:
    canvas.setStrokeColor(HexColor(ink[Tone.LINE]))
    canvas.setLineWidth(0.75)
    canvas.rect(box.x, HIGH - box.y - box.high, box.wide, box.high, stroke=1, fill=0)


# --- words ---------------------------------------------------------------------------------


def _paragraphs(canvas: Canvas, paragraphs: Sequence[Paragraph], box: Box, ink: Ink, align: str) -> None:
    y = box.y
    for one in paragraphs:
        indent = INDENT * one.size if one.bullet else 0.0
        if one.bullet:
            _show(canvas, (box.x, y), [(Run(text="•"), "•")], one.size, ink)
        for line in _lined(one, box.wide):
            free = box.wide - indent - sum(_wide(text, one.size, bold=run.bold) for run, text in line)
            _show(canvas, (box.x + indent + _SHIFTS[align] * free, y), line, one.size, ink)
            y += one.size * LEADING
        y += one.after


_SHIFTS: Final = {"left": 0.0, "center": 0.5, "right": 1.0}


def _lined(paragraph: Paragraph, wide: float) -> Iterator[list[tuple[Run, str]]]:
    """Yield the lines of a paragraph, each as the runs in it and what of them it holds."""
    signs = ((run, sign) for run in paragraph.runs for sign in run.text)
    for line in paragraph.lines(wide):
        found: list[tuple[Run, str]] = []
        for wanted in line:
            run = next(run for run, sign in signs if sign == wanted)  # a space at the end of a line is passed over
            if found and found[-1][0] is run:
                found[-1] = (run, found[-1][1] + wanted)
            else:
                found.append((run, wanted))
        yield found


def _show(canvas: Canvas, at: tuple[float, float], line: Sequence[tuple[Run, str]], size: float, ink: Ink) -> None:
    x, base = at[0], HIGH - at[1] - _ASCENT * size
    words = canvas.beginText(x, base)
    words.setHorizScale(100 * NARROW)
    for run, text in line:
        words.setFillColor(HexColor(ink[run.tone]))
        for font, piece in _pieces(text, bold=run.bold):
            words.setFont(font, size)
            words.textOut(piece)
        wide = _wide(text, size, bold=run.bold)
        place = (x, base - 0.22 * size, x + wide, base + 0.78 * size)
        if run.link:
            canvas.linkURL(run.link, place, relative=0, thickness=0)
        elif run.to:
            canvas.linkRect("", run.to, place, relative=0, thickness=0, Border="[0 0 0]")
        x += wide
    words.setHorizScale(100)
    canvas.drawText(words)


def _wide(text: str, size: float, *, bold: bool) -> float:
    return sum(float(pdfmetrics.stringWidth(piece, font, size)) for font, piece in _pieces(text, bold=bold)) * NARROW


def _pieces(text: str, *, bold: bool) -> list[tuple[str, str]]:
    """Return the parts of a text, each with the font that has its signs."""
    own = face(bold=bold)
    known = own.face.charToGlyph
    found: list[tuple[str, str]] = []
    for sign in text:
        font = own.fontName if ord(sign) in known else _other(sign, own.fontName)
        if found and found[-1][0] == font:
            found[-1] = (font, found[-1][1] + sign)
        else:
            found.append((font, sign))
    return found


def _other(sign: str, own: str) -> str:
    return next((name for name, first, last in _EAST if first <= ord(sign) <= last), own)
