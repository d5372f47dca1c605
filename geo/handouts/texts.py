"""Text of documents and of decks on its way to paper: as it was written, and nothing but text."""

from __future__ import annotations

import unicodedata
from typing import Final
from urllib.parse import quote, urlsplit

_INVISIBLE: Final = frozenset({"Cc", "Cs", "Co"})
_TURNING: Final = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
"""Signs that show nothing themselves and may turn around what stands beside them."""
_NONCHARACTERS: Final = frozenset({0xFFFE, 0xFFFF})
_LONGEST_LINK: Final = 2_000
_LEFT: Final = "/:?#[]@!$&()*+,;=%-._~"
"""Signs that mean something in an address; what else is not a letter or a digit is written as %XX."""


def flat(text: str) -> str:
    """Return a text on one line, without what no paper shows: control characters, lone surrogates, turns of direction."""
    return " ".join(_visible(text.replace("\n", " ").replace("\t", " ")).split())


def lines(text: str) -> tuple[str, ...]:
    """Return the lines of a text, each as `flat` returns it; those at the end that are empty are left out."""
    return tuple(flat(line) for line in text.strip().splitlines())


def link(url: str) -> str:
    """Return the address as ASCII if a reader may follow it: http or https, with a host, at most 2,000 characters; else ""."""
    try:
        parts = urlsplit(url.strip())
        host = parts.hostname
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or not host or len(url) > _LONGEST_LINK or _visible(url) != url:
        return ""
    try:
        host.encode("ascii")
    except UnicodeEncodeError:
        return ""  # a letter of another script may look like one of ours
    return quote(url.strip(), safe=_LEFT)


def _visible(text: str) -> str:
    return "".join(
        sign
        for sign in text
        if sign not in _TURNING and unicodedata.category(sign) not in _INVISIBLE and ord(sign) & 0xFFFF not in _NONCHARACTERS
    )
