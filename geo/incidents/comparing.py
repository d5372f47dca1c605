"""What speaks for two claims being one happening, added up."""

from __future__ import annotations

from typing import Final

from geo.incidents import claimants, what, when, where, who
from geo.incidents.finding import NOTHING
from geo.incidents.signals import SIGNALS
from geo.incidents.testimony import Testimony

ENOUGH: Final = 3.4
"""What the signals of two claims in two documents must add up to."""
ENOUGH_WITHIN: Final = 3.6
"""The same for one document, whose author mostly tells one happening once."""


def compare(one: Testimony, other: Testimony) -> tuple[float, tuple[str, ...]] | None:
    """Return what the signals add up to and why; None when one of them excludes that the two are one happening."""
    if one.word or other.word:
        return claimants.compare(one, other)
    total, reasons, against = 0.0, [], False
    # In one document nearly everything happens in one place on one day; something must tell which it is.
    identified = one.document.id != other.document.id
    for signal in SIGNALS:
        found = signal(one, other)
        if found is NOTHING:
            continue
        weight, reason, veto, identifies = found
        if veto:
            return None
        total += weight
        against = against or weight < 0
        identified = identified or identifies
        if reason:
            reasons.append(reason)
    identified = identified or (not against and _is_told_again(one, other))
    return total if identified else 0.0, tuple(reasons)


def enough(one: Testimony, other: Testimony) -> float:
    """Return what the signals of these two must add up to."""
    return ENOUGH_WITHIN if one.document.id == other.document.id else ENOUGH


def contradict(one: Testimony, other: Testimony) -> bool:
    """Return whether copies of one text were dated or placed apart, as a short notice that is printed twice a year is."""
    return when.date(one, other).veto or where.place(one, other).veto


def _is_told_again(one: Testimony, other: Testimony) -> bool:
    """Return whether a document comes back to one attack: it says twice by whom it was, or only once where."""
    return (who.doers(one, other).weight > 0 or one.placed != other.placed) and what.is_one_attack(one, other)
