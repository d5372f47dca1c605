"""
Whether a document is written in English; of what is not, in which language.

A document is left out only where all of it is clearly another language. English prose shows itself by its small words; only a
document that shows none is asked about, piece by piece, with the n-gram model of py3langid, which is part of the package.
What is no prose (tables, lists of names, capitals), what is short and what is English in part is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from geo import facts
from geo.errors import FactsError
from geo.model import BlockKind, Document

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

FEWEST_LETTERS: Final = 100
"""A document with fewer says too little to be refused."""
PIECE: Final = 500
"""Characters that are asked about at once."""
FEWEST_IN_A_PIECE: Final = 60
"""Letters; the rest of a document that is shorter decides nothing."""
MOST_PIECES: Final = 24
"""Pieces of a long document that are asked about, evenly spread."""
FOREIGN: Final = 0.01
"""Probability of English below which a piece is another language."""
PROSE: Final = 0.4
"""Share of the words of Latin script without a capital from which on they are prose and no list of names."""

_LETTERS: Final = re.compile(r"[^\W\d_]+")
_SMALL: Final = frozenset(
    ("the", "and", "of", "that", "with", "from", "which", "after", "were", "their", "have", "been", "said", "would", "they")
)
"""Words of every English report; no other language has three of them."""
_SHOWN: Final = 3
_ENGLISH: Final = frozenset({"en", "pcm", "zxx"})
"""English, its pidgin, and what is no language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Languages:
    """What languages are called."""

    names: Mapping[str, str] = field(default_factory=dict)
    """By code."""

    def other(self, document: Document) -> str:
        """Return the code of the language that a document is written in, "" for English and for whatever is not clear."""
        said = "\n".join(block.span.of(document.text) for block in document.blocks if block.kind is BlockKind.BODY)
        pieces = list(_pieces(said or document.text))
        # Most are English and show it in their first lines.
        if any(map(_shows_english, pieces)) or _letters("".join(pieces)) < FEWEST_LETTERS:
            return ""
        votes: dict[str, int] = {}
        for piece in pieces:
            if (letters := _letters(piece)) < FEWEST_IN_A_PIECE:
                continue
            code = _is_other(piece)
            if not code:
                return ""
            votes[code] = votes.get(code, 0) + letters
        return min(votes, key=lambda code: (-votes[code], code)) if votes else ""

    def called(self, code: str) -> str:
        """Return the name of a language, with its code."""
        return f"{self.names[code]} ({code})" if code in self.names else code


def load(data: Path) -> Languages:
    """
    Return what languages are called.

    Raises
    ------
    FactsError
        If `languages.csv` is missing or wrong.
    """
    path = data / "languages.csv"
    names = dict(facts.rows(path, lambda row: (row["code"], row["name"])))
    if not all(names.values()):
        msg = f"{path.name}: a language without a name; mend the row"
        raise FactsError(msg)
    return Languages(names=names)


def _pieces(text: str) -> Iterator[str]:
    """Yield pieces of a text, the first one first; of a long one as many as `MOST_PIECES`."""
    starts = range(0, len(text), PIECE)
    step = -(-len(starts) // MOST_PIECES)
    return (text[start : start + PIECE] for start in starts[:: max(1, step)])


def _shows_english(piece: str) -> bool:
    return len(_SMALL.intersection(word.casefold() for word in _LETTERS.findall(piece))) >= _SHOWN


def _letters(text: str) -> int:
    return sum(map(len, _LETTERS.findall(text)))


def _is_other(piece: str) -> str:
    """Return the language of a piece that is none but another language."""
    latin = [word for word in _LETTERS.findall(piece) if word[0] <= "\u024f"]
    if len(latin) > sum(word.islower() for word in latin) / PROSE and sum(map(len, latin)) > _letters(piece) / 2:
        return ""
    ranked: list[tuple[str, float]] = _model().rank(piece)
    if sum(share for code, share in ranked if code in _ENGLISH) > FOREIGN:
        return ""
    return str(ranked[0][0])


@cache
def _model() -> LanguageIdentifier:
    # It takes a second and a hundred megabytes, and few archives need it.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
