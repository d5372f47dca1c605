"""What is planned, feared, denied or long past: it is kept with the incident it speaks of, and changes no value of it."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, TypeVar

from geo.incidents import telling, when
from geo.incidents.signals import SIGNALS
from geo.incidents.testimony import Testimony
from geo.model import Claim, Family, Status

T = TypeVar("T")

ENOUGH: Final = 3.8
"""What the signals must add up to: more than joins two deeds, for a wrong denial contests what nobody denied."""
ENOUGH_WITHOUT_DAY: Final = 2.0
"""The same for what moves troops or arms: a plan for it has no day that could speak for it."""
HAPPENED: Final = "happened"
STANCES: Final = (HAPPENED, "planned", "considered", "denied")
"""What may be said about whether it happened."""
AMBIGUOUS: Final = 0.75
"""What fits two incidents, neither better than the other by this, is kept with neither."""
AHEAD: Final = timedelta(days=1)
"""A deed that is still to come was not done longer ago than this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside:
    """A claim that does not say that it happened, kept with an incident."""

    testimony: Testimony
    stance: str
    """One of `STANCES`."""
    reasons: tuple[str, ...]


def stance(claim: Claim) -> str:
    """Return what a claim says about whether it happened, one of `STANCES`."""
    if claim.negated or (claim.status is Status.DENIED and not claim.asserted):
        return "denied"
    return "considered" if claim.hypothetical else "planned" if claim.future else HAPPENED


def nearest(fits: Mapping[int, tuple[float, T]], out: Container[int]) -> tuple[int, T] | None:
    """Return with which incident a claim is kept, and what speaks for it; None if it fits several equally well, or none."""
    ranked = sorted(
        ((weight, group) for group, (weight, _) in fits.items() if group not in out), key=lambda one: (-one[0], one[1])
    )
    if not ranked or (len(ranked) > 1 and ranked[0][0] - ranked[1][0] < AMBIGUOUS):
        return None
    group = ranked[0][1]
    return group, fits[group][1]


def compare(deed: Testimony, aside: Testimony) -> tuple[float, tuple[str, ...]] | None:
    """Return what the signals add up to and why, 0 where it is not enough; None when it cannot speak of that deed."""
    if deed.word or aside.word or deed.claim.span == aside.claim.span:
        return 0.0, ()
    moves = deed.claim.kind.family is Family.POSTURE
    findings = [
        signal(deed, aside)
        for signal in SIGNALS
        if not (signal is when.date and moves and not aside.claim.when.words)
        and not (signal is telling.told_on and not _points_back(aside))
    ]
    if any(finding.veto for finding in findings):
        return None
    total = sum(finding.weight for finding in findings)
    enough = ENOUGH_WITHOUT_DAY if moves else ENOUGH
    if total < enough or not any(finding.identifies for finding in findings) or not _in_time(deed, aside):
        return 0.0, ()
    return total, tuple(finding.reason for finding in findings if finding.reason)


def heard(aside: Testimony) -> str:
    """Return its stance; who speaks of "the attack" as something that may have been done by others does not doubt it."""
    said = stance(aside.claim)
    return HAPPENED if said in {"planned", "considered"} and _points_back(aside) else said


def _points_back(aside: Testimony) -> bool:
    """Return whether it speaks of the happening itself as known; "no answer to the attack" does not deny the attack."""
    return "trigger" in aside.definite and (not aside.claim.negated or aside.claim.status is Status.DENIED)


def _in_time(deed: Testimony, aside: Testimony) -> bool:
    """Return whether what is still to come may be the deed: threats that follow a deed are of the next one."""
    claim = aside.claim
    ahead = (claim.future or claim.hypothetical) and stance(claim) != "denied"
    if not ahead or deed.claim.kind.family is Family.POSTURE or _points_back(aside):
        return True
    if aside.document.id == deed.document.id:
        # A report that tells of one attack as done and of one as possible tells of two.
        return False
    said, done = aside.document.published.when.first, deed.claim.when.first
    return said is not None and done is not None and done >= said - AHEAD
