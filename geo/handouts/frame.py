"""What stands on every sheet: title, caveat, deck, number; and the room that is left between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from geo.handouts.sheets import HIGH, WIDE, Box, Item, Role, Rule, Sheet, Tone, Words, fitted, said
from geo.handouts.texts import flat

MARGIN: Final = 30.0
BODY: Final = Box(MARGIN, 84, WIDE - 2 * MARGIN, 408)
"""Where the content stands."""
_TITLE: Final = Box(MARGIN, 22, WIDE - 2 * MARGIN, 58)
_TITLE_SIZES: Final = (26.0, 24.0, 22.0, 20.0, 18.0, 16.0, 14.0, 12.0)
_SMALL: Final = 9.5
_MARK: Final = 10.5
_FOOT: Final = HIGH - 26
_DECK: Final = 300.0


def titled(text: str) -> Words:
    """Return the title of a sheet, in the largest type that it fits in."""
    shown = flat(text) or "Untitled"
    size = fitted(shown, _TITLE_SIZES, _TITLE, bold=True)
    return Words(box=_TITLE, paragraphs=(said(shown, size, bold=True),), role=Role.TITLE, anchor="middle", name="Title")


def framed(sheets: Sequence[Sheet], deck: str, handling: str) -> tuple[Sheet, ...]:
    """Return the sheets with the caveat at head and foot, the name of the deck and "3 / 12"."""
    around = _around(deck, handling)
    return tuple(replace(sheet, items=(*sheet.items, *around, _number(n, len(sheets)))) for n, sheet in enumerate(sheets, 1))


def _around(deck: str, handling: str) -> tuple[Item, ...]:
    name = flat(deck)
    wide = Box(MARGIN, _FOOT + 4, _DECK, 14)
    size = fitted(name, (_SMALL, 8.5, 7.5, 6.5), wide)
    left = Words(box=wide, paragraphs=(said(name, size, Tone.QUIET),), anchor="middle", name="Deck")
    rule = Rule(x=MARGIN, y=_FOOT, wide=WIDE - 2 * MARGIN)
    if not handling:
        return (rule, left)
    mark = (said(flat(handling), _MARK, bold=True),)
    middle = (WIDE - _DECK) / 2
    return (
        Words(box=Box(middle, 7, _DECK, 14), paragraphs=mark, align="center", anchor="middle", name="Handling"),
        rule,
        left,
        Words(box=Box(middle, _FOOT + 4, _DECK, 14), paragraphs=mark, align="center", anchor="middle", name="Handling"),
    )


def _number(n: int, of: int) -> Words:
    box = Box(WIDE - MARGIN - 120, _FOOT + 4, 120, 14)
    return Words(box=box, paragraphs=(said(f"{n} / {of}", _SMALL, Tone.QUIET),), align="right", anchor="middle", name="Page")
