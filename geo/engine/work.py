"""What reading took, document by document, for the report at the end of a build."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from typing import Final

from geo.model import Document

SLOWEST: Final = 5
"""Documents that are named because they took longest."""


@dataclass(slots=True)
class Work:
    """Told of each document that was read or recalled."""

    read: int = 0
    """Documents that were read anew."""
    recalled: int = 0
    """Documents whose readings were known from before."""
    seconds: float = 0.0
    """That the reading took, of all readers together."""
    _longest: list[tuple[float, str]] = field(default_factory=list, repr=False)

    @property
    def slowest(self) -> tuple[tuple[str, float], ...]:
        """The sources of the documents that took longest, with the seconds, the slowest first; at most `SLOWEST`."""
        return tuple((source, seconds) for seconds, source in sorted(self._longest, reverse=True))

    def note(self, document: Document | None, seconds: float) -> None:
        """Take note of a document that was read in so many seconds; None for one that was known."""
        if document is None:
            self.recalled += 1
            return
        self.read += 1
        self.seconds += seconds
        heapq.heappush(self._longest, (seconds, document.source))
        if len(self._longest) > SLOWEST:
            heapq.heappop(self._longest)
