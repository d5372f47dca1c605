"""Other spellings of a name from another script: "Hassakeh" is al-Hasakah, "Talafar" is Tal Afar."""

from __future__ import annotations

import re
from typing import Final

MOST: Final = 160
"""Spellings that are tried for one name."""
SHORTEST: Final = 5
"""Letters below which too many names are alike."""
RULES: Final[tuple[tuple[re.Pattern[str], str], ...]] = tuple(
    (re.compile(pattern), written)
    for pattern, written in (
        (r"^(?:al|el|ad|ar|as|ash|at|az|an|il|ul) ", ""),
        (r"([bcdfghjklmnpqrstvwxz])\1", r"\1"),
        (r"([bdfklmnrstz])(?=[aeiou])(?<=[aeiou].)", r"\1\1"),
        (r"ou", "u"),
        (r"oo", "u"),
        (r"ee", "i"),
        (r"ei", "ai"),
        (r"ai", "ei"),
        (r"ay", "ai"),
        (r"aa", "a"),
        (r"dh", "d"),
        (r"gdh", "ghd"),
        (r"th", "t"),
        (r"kh", "h"),
        (r"h", "kh"),
        (r"gh", "g"),
        (r"q", "k"),
        (r"k", "q"),
        (r"dj", "j"),
        (r"j", "dj"),
        (r"y", "i"),
        (r"w", "v"),
        (r"z", "s"),
        (r"eh\b", "ah"),
        (r"a\b", "ah"),
        (r"ah\b", "a"),
        (r"iya\b", "iyah"),
        (r"iyya\b", "iya"),
        (r"o", "u"),
        (r"u", "o"),
        (r"e", "i"),
        (r"i", "e"),
        (r"'", ""),
        (r"'", "a"),
        (r"^(tal|tel|tell|deir|der|bab|beit|bayt|khan|abu|umm|ras|wadi|kafr|ain|ayn)(?=[a-z]{3})", r"\1 "),
        (r" ", ""),
    )
)
"""How one sound is written twice; each is tried everywhere in the name, and after each other."""


def variants(name: str) -> tuple[str, ...]:
    """
    Return other ways to write a folded name, the nearest first: one rule applied, then two.

    A name of another script has no one spelling in English; agencies differ by these rules and by little else.
    """
    if len(name) < SHORTEST:
        return ()
    found = {name: 0}
    for step in (1, 2):
        for known in [one for one, at in found.items() if at == step - 1]:
            for pattern, written in RULES:
                other = " ".join(pattern.sub(written, known).split())
                if len(other) >= SHORTEST - 1 and len(found) <= MOST * step:
                    found.setdefault(other, step)
    return tuple(found)[1:]
