"""What speaks for two claims being one happening and what against it, in words: joining itself needs only the outcome."""

from __future__ import annotations

from dataclasses import dataclass

from geo.incidents.comparing import ENOUGH, ENOUGH_WITHIN, compare
from geo.incidents.signals import SIGNALS
from geo.incidents.testimony import Testimony


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    """How near two claims came to being joined."""

    weight: float
    """What the signals add up to; 0 where nothing tells this happening from others of its kind, day and place."""
    enough: float
    """What they would have to add up to."""
    reasons: tuple[str, ...]
    excluded: str = ""
    """Why they cannot be one; empty where they could."""


def argue(one: Testimony, other: Testimony) -> Argument:
    """Return how near two claims came to being joined, and what each signal says."""
    enough = ENOUGH_WITHIN if one.document.id == other.document.id else ENOUGH
    compared = compare(one, other)
    if compared is not None:
        return Argument(weight=compared[0], enough=enough, reasons=compared[1])
    found = [signal(one, other) for signal in SIGNALS]
    return Argument(
        weight=sum(each.weight for each in found),
        enough=enough,
        reasons=tuple(each.reason for each in found if each.reason and not each.veto),
        excluded=next((each.reason for each in found if each.veto), "") or "whoever takes the credit speaks of another",
    )
