"""Text for a terminal: nothing that stands in a document can move the cursor, ring the bell or turn the line around."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Callable, Iterable
from time import monotonic
from typing import Final, TextIO

_UNSHOWN: Final = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
"""Categories that a terminal obeys, or that cannot be seen."""

_WIDTH: Final = 24
_LINE: Final = 110
_EARLY_S: Final = 3
"""Before that a pace is chance."""
_MANY: Final = 10
_MINUTE: Final = 60
_HOUR: Final = 3600


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
    """A progress bar where there is a terminal; elsewhere a line for each kind of work, and in a long one a line a minute."""

    def __init__(self, stream: TextIO, noun: str = "files", pieces: str = "", clock: Callable[[], float] = monotonic) -> None:
        """
        Show progress on `stream`.

        Parameters
        ----------
        stream
            Where to.
        noun
            What is counted; empty for what needs no word.
        pieces
            What each call tells of, where that is another thing than what is counted: "documents", when bytes are.
        clock
            Seconds, from any beginning.
        """
        self.stream = stream
        self.noun = noun
        self.drawn = 0
        self._pace = Pace(pieces, clock)

    def __call__(self, stage: str, item: str = "", done: int = 0, total: int = 0) -> None:
        """Take note of what is being done, and how much of it is."""
        is_new = self._pace.note(stage)
        if self.stream.isatty():
            filled = _WIDTH * done // total if total else 0
            counted = f"{done}/{total} " if not self._pace.pieces else ""
            bar = f"[{'#' * filled}{'.' * (_WIDTH - filled)}] {counted}" if total else f"{done} " if done else ""
            self._draw(plain(f"{bar}{self._pace.told(done, total)}{stage} {item}")[:_LINE])
        elif is_new:
            counts = total and self.noun and not self._pace.pieces
            self._line(f"{stage} {total} {self.noun}" if counts else stage)
        elif self._pace.is_due():
            self._line(f"{stage}: {self._pace.told(done, total)}".rstrip(" ,:"))

    def close(self) -> None:
        """Take the bar away."""
        if self.drawn:
            self._draw("")
            self.stream.write("\r")

    def _line(self, line: str) -> None:
        self.stream.write(f"{line}\n")
        self.stream.flush()

    def _draw(self, line: str) -> None:
        self.stream.write(f"\r{line:<{self.drawn}}")
        self.stream.flush()
        self.drawn = len(line)


class Pace:
    """How quickly a kind of work goes on, and how long it will take."""

    def __init__(self, pieces: str, clock: Callable[[], float]) -> None:
        """Count pieces of this name."""
        self.pieces = pieces
        self._clock = clock
        self._stage = ""
        self._began = self._said = clock()
        self._calls = 0

    def note(self, stage: str) -> bool:
        """Take note of one more piece; return whether it is the first of another kind of work."""
        is_new = stage != self._stage
        if is_new:
            self._stage, self._calls = stage, 0
            self._began = self._said = self._clock()
        self._calls += 1
        return is_new

    def is_due(self) -> bool:
        """Return whether nothing was said for a minute, and take this for saying it."""
        now = self._clock()
        if now - self._said < _MINUTE:
            return False
        self._said = now
        return True

    def told(self, done: int, total: int) -> str:
        """Return what is to be said of the pace, with a comma behind it; nothing before it can be told."""
        seconds = self._clock() - self._began
        if not self.pieces or seconds < _EARLY_S:
            return ""
        rate = (self._calls - 1) / seconds
        told = [f"{100 * done // total} %"] if total else []
        told.append(f"{self._calls - 1:,} {self.pieces}, {rate:,.{0 if rate >= _MANY else 1}f} a second")
        if total and done:
            told.append(f"{duration(seconds * (total - done) / done)} left")
        return f"{', '.join(told)}, "


def duration(seconds: float) -> str:
    """Return a time in the largest unit that is not too coarse: "40 s", "12 min", "3.5 h"."""
    if seconds < 2 * _MINUTE:
        return f"{seconds:.0f} s"
    return f"{seconds / _MINUTE:.0f} min" if seconds < 2 * _HOUR else f"{seconds / _HOUR:.1f} h"
