"""Text for a terminal: nothing that stands in a document can move the cursor, ring the bell or turn the line around."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterable
from typing import Final, TextIO

_UNSHOWN: Final = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
"""Categories that a terminal obeys, or that cannot be seen."""

_WIDTH: Final = 24
_LINE: Final = 100


def plain(text: str) -> str:
    """Return text on one line, control and format characters written out."""
    return "".join(c if unicodedata.category(c) not in _UNSHOWN else _escaped(c) for c in text)


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")


def say(text: str) -> None:
    """Tell the person something: a message, not data."""
    sys.stderr.write(f"{plain(text)}\n")


def give(lines: Iterable[str]) -> None:
    """Write data, line by line."""
    for line in lines:
        sys.stdout.write(f"{plain(line)}\n")


class Bar:
    """A progress bar where there is a terminal, a line for each new kind of work where there is none."""

    def __init__(self, stream: TextIO, noun: str = "files") -> None:
        """Show progress on `stream`; `noun` is what is counted, empty for what needs no word."""
        self.stream = stream
        self.noun = noun
        self.drawn = 0
        self.last = ""

    def __call__(self, stage: str, item: str = "", done: int = 0, total: int = 0) -> None:
        """Take note of what is being done, and how much of it is."""
        if self.stream.isatty():
            filled = _WIDTH * done // total if total else 0
            bar = f"[{'#' * filled}{'.' * (_WIDTH - filled)}] {done}/{total} " if total else f"{done} " if done else ""
            self._draw(plain(f"{bar}{stage} {item}")[:_LINE])
        elif stage != self.last:
            self.last = stage
            self.stream.write(f"{stage} {total} {self.noun}\n" if total and self.noun else f"{stage}\n")
            self.stream.flush()

    def close(self) -> None:
        """Take the bar away."""
        if self.drawn:
            self._draw("")
            self.stream.write("\r")

    def _draw(self, line: str) -> None:
        self.stream.write(f"\r{line:<{self.drawn}}")
        self.stream.flush()
        self.drawn = len(line)
