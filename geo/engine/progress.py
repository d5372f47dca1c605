"""How a build says how far it is."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Told what is being done; may show it, must not slow it."""

    def __call__(self, stage: str, item: str = "", done: int = 0, total: int = 0) -> None:
        """Take note of a stage, of what in it is worked on, and of how much is done; a total of 0 is not known."""


def silent(stage: str, item: str = "", done: int = 0, total: int = 0) -> None:
    """Show nothing."""
