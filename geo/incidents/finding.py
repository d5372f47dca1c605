"""What a signal says about two claims."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from geo.incidents.testimony import Testimony


class Finding(NamedTuple):
    """What one signal says about two claims; a tuple, for millions are made."""

    weight: float
    reason: str = ""
    veto: bool = False
    identifies: bool = False
    """Whether it tells this happening from others of its kind, day and place, as a name does and "the protesters" does not."""


NOTHING: Final = Finding(0.0)
Signal = Callable[[Testimony, Testimony], Finding]


def veto(reason: str) -> Finding:
    """Return that the two cannot be one happening."""
    return Finding(0.0, reason, veto=True)
