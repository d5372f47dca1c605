"""How wide words are on paper, and how they are broken into lines that fit; in points."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfbase.ttfonts import TTFont

NARROW: Final = 0.9
"""DejaVu Sans is set as narrow as its own condensed cut, which is near the sans serifs that slides are shown in."""
LEADING: Final = 1.22
"""Height of a line as a multiple of the size."""
_EM: Final = 1000
_UNKNOWN: Final = 1.0
"""Width of a sign that the font lacks, in ems; those of East Asia and pictures are square."""
_NAMES: Final = {False: "DejaVuSans", True: "DejaVuSans-Bold"}


def fonts() -> dict[str, Path]:
    """Return the files of the fonts that files carry inside, by name; they come with matplotlib, which is not imported for it."""
    found = find_spec("matplotlib")
    places = found.submodule_search_locations if found else None
    folder = Path(places[0] if places else ".") / "mpl-data" / "fonts" / "ttf"
    return {name: folder / f"{name}.ttf" for name in _NAMES.values()}


@cache
def face(*, bold: bool) -> TTFont:
    """Return the font, read once."""
    name = _NAMES[bold]
    return TTFont(name, str(fonts()[name]))


@lru_cache(maxsize=50_000)
def _word(word: str, bold: bool) -> float:  # noqa: FBT001  # kept by what it is given
    """Return the width at size 1: what paper needs, or the sans serif of a slide where that is more."""
    known = face(bold=bold).face
    wide = 0.0
    for sign in word:
        if not unicodedata.combining(sign):
            wide += known.charWidths.get(ord(sign), _UNKNOWN * _EM) / _EM
    if word.isascii():
        slide: float = stringWidth(word, "Helvetica-Bold" if bold else "Helvetica", 1)
        return max(wide * NARROW, slide)
    return wide * NARROW


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of a text on one line."""
    return size * sum(_word(word, bold) for word in text.replace(" ", " \0").split("\0"))


def wrapped(text: str, size: float, wide: float, *, bold: bool = False) -> tuple[str, ...]:
    """Return the lines of a text that is broken between words, and inside a word that is longer than a line."""
    found: list[str] = []
    line, used = "", 0.0
    space = size * _word(" ", bold)
    for word in text.split(" "):
        for piece in _pieces(word, size, wide, bold=bold):
            long = size * _word(piece, bold)
            if line and used + space + long > wide:
                found.append(line)
                line, used = piece, long
            else:
                used += long + (space if line else 0.0)
                line = f"{line} {piece}" if line else piece
    return (*found, line)


def _pieces(word: str, size: float, wide: float, *, bold: bool) -> Sequence[str]:
    if size * _word(word, bold) <= wide:
        return (word,)
    pieces, piece, used = [], "", 0.0
    for sign in word:
        long = size * _word(sign, bold)
        if piece and used + long > wide:
            pieces.append(piece)
            piece, used = "", 0.0
        piece += sign
        used += long
    return (*pieces, piece)


def height(count: int, size: float) -> float:
    """Return the height of so many lines."""
    return count * size * LEADING
