"""How names are written alike: one code point in, one code point out, so that offsets never drift."""

from __future__ import annotations

import unicodedata
from typing import Final

_LIKE: Final = {
    "\N{RIGHT SINGLE QUOTATION MARK}": "'",
    "\N{LEFT SINGLE QUOTATION MARK}": "'",
    "\N{MODIFIER LETTER APOSTROPHE}": "'",
    "\N{MODIFIER LETTER TURNED COMMA}": "'",
    "\N{MODIFIER LETTER LEFT HALF RING}": "'",
    "\N{MODIFIER LETTER RIGHT HALF RING}": "'",
    "`": "'",
    "\N{ACUTE ACCENT}": "'",
    "-": " ",
    "\N{HYPHEN}": " ",
    "\N{NON-BREAKING HYPHEN}": " ",
    "\N{EN DASH}": " ",
    "\N{NO-BREAK SPACE}": " ",
    "\N{LATIN SMALL LETTER DOTLESS I}": "i",
    "İ": "i",
    "ø": "o",
    "Ø": "o",
    "ł": "l",
    "Ł": "l",
    "đ": "d",
    "Đ": "d",
    "ß": "s",
    "æ": "a",
    "Æ": "a",
    "œ": "o",
    "ð": "d",
    "þ": "t",
    "\N{LATIN SMALL LETTER SCHWA}": "a",
    "ǝ": "a",
}
"""Letters that Unicode does not take apart, and marks that newspapers write in several ways."""


def _table() -> dict[int, str]:
    table = {code: chr(code).lower() for code in range(ord("A"), ord("Z") + 1)}
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        plain = unicodedata.normalize("NFD", chr(code))[0].lower()
        table[code] = plain if len(plain) == 1 else chr(code)
    return table | {ord(k): v for k, v in _LIKE.items()}


_TABLE: Final = _table()


def fold(text: str) -> str:
    """Return `text` in lower case, without accents, quotes and hyphens made alike; as long as `text`."""
    return text.translate(_TABLE)


def spellings(name: str) -> tuple[str, ...]:
    """Return the folded ways to write `name`: as it is, and without its apostrophes ("sana'a", "sanaa")."""
    folded = " ".join(fold(name).split())
    bare = folded.replace("'", "")
    return (folded,) if bare == folded else (folded, bare)


def is_latin(name: str) -> bool:
    """Return whether `name` can stand in English text: every letter is Latin."""
    return all(
        ord(c) < 0x250 or 0x1E00 <= ord(c) < 0x1F00 or 0x2010 <= ord(c) < 0x2030 or c in "ʼʻʿʾǝ" for c in name
    )  # the Unicode blocks
