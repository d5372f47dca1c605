"""How a briefing may be passed on: caveats to choose from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from geo import facts
from geo.errors import InputError

NAME: Final = "handling.csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Handling:
    """One caveat."""

    code: str
    mark: str
    """As it stands on every slide: "TLP:GREEN", "For internal use"."""
    words: str
    """What it asks of who has the briefing, in words."""
    source: str
    """Who set it."""


def handlings(data: Path) -> tuple[Handling, ...]:
    """
    Return the caveats in the folder of facts, by code.

    Raises
    ------
    FactsError
        If the table cannot be read.
    """
    return tuple(facts.rows(data / NAME, _handling))


def handling(data: Path, code: str) -> Handling | None:
    """
    Return the caveat of a code; None where a deck has none.

    A code that this installation does not list is a caveat still: it is shown as it stands in the deck.

    Raises
    ------
    FactsError
        If the table cannot be read.
    """
    if not code:
        return None
    unknown = Handling(code=code, mark=code, words="this installation does not know the caveat; ask its authors", source="")
    return next((one for one in handlings(data) if one.code == code), unknown)


def _handling(row: dict[str, str]) -> Handling:
    told = Handling(code=row["code"], mark=row["mark"], words=row["words"], source=row["source"])
    if not (told.code and told.mark and told.words):
        msg = "a caveat needs a code, a mark and words"
        raise InputError(msg)
    return told
