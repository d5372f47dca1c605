"""What becomes of one person but once: two claims that tell it of the same person tell of one happening."""

from __future__ import annotations

from typing import Final

from geo.incidents.finding import NOTHING, Finding
from geo.incidents.testimony import Testimony
from geo.model import Family, Kind

HELD: Final = frozenset({Kind.ARREST, Kind.ABDUCTION})
LETHAL: Final = frozenset({Family.EXPLOSIVE, Family.ARMED, Family.OTHER})


def fate(one: Testimony, other: Testimony) -> Finding:
    """Weigh whether both tell what became of one person: killed once, and seldom taken twice within weeks."""
    who = shared(one, other)
    return Finding(2.0, f"both tell what became of {who}", identifies=True) if who else NOTHING


def shared(one: Testimony, other: Testimony) -> str:
    """Return the name of the person of whom both tell the same fate; "" where there is none."""
    if not one.targets or not other.targets:
        return ""
    both = sorted(i for i in one.targets.keys() & other.targets.keys() if one.targets[i].kind == "person")
    named = [i for i in both if not i.startswith("group:")]
    kinds = {one.claim.kind, other.claim.kind}
    same = kinds <= HELD or {kind.family for kind in kinds} <= LETHAL
    return one.targets[named[0]].name if named and same else ""
