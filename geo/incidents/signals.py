"""What speaks for two claims being about one happening, and what against it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from geo.gazetteer import contains
from geo.geodesy import distance
from geo.incidents.testimony import Testimony
from geo.model import PHYSICAL, Actor, ActorRole, Count, DatePrecision, Family, Kind, Place, Precision, When

FINE: Final = frozenset({Precision.EXACT, Precision.SETTLEMENT, Precision.NEAR})
COARSE: Final = frozenset({Precision.COUNTRY, Precision.UNKNOWN})
NEIGHBORS_KM: Final = 15.0
"""Two sites closer than this may be one, named differently."""
NIGHT: Final = timedelta(days=1)
"""Two days this far apart may be one night, or one moment in two time zones."""
LASTING: Final = 14
"""Days from which on a happening goes on rather than happens."""
SLIPPED: Final = timedelta(days=31)
"""Months that contradict each other may still be one happening, remembered wrongly, if they are no farther apart."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one signal says about two claims."""

    weight: float
    reason: str = ""
    veto: bool = False


NOTHING: Final = Finding(0.0)
Signal = Callable[[Testimony, Testimony], Finding]


def veto(reason: str) -> Finding:
    """Return that the two cannot be one happening."""
    return Finding(0.0, reason, veto=True)


# --- kind ----------------------------------------------------------------------------------

# Kinds that one happening may be called by, and how well they go together; equal kinds are 1, all others a veto.
KINDS: Final[Mapping[frozenset[Kind], float]] = {
    frozenset(pair): weight
    for pair, weight in (
        ((Kind.MISSILE_STRIKE, Kind.ROCKET_OR_MORTAR_ATTACK), 0.6),
        ((Kind.MISSILE_STRIKE, Kind.DRONE_STRIKE), 0.5),
        ((Kind.MISSILE_STRIKE, Kind.AIRSTRIKE), 0.5),
        ((Kind.MISSILE_STRIKE, Kind.BOMBING), 0.0),
        ((Kind.ROCKET_OR_MORTAR_ATTACK, Kind.AIRSTRIKE), 0.0),
        ((Kind.ROCKET_OR_MORTAR_ATTACK, Kind.DRONE_STRIKE), 0.0),
        ((Kind.ROCKET_OR_MORTAR_ATTACK, Kind.BOMBING), 0.2),
        ((Kind.ROCKET_OR_MORTAR_ATTACK, Kind.ARMED_CLASH), 0.2),
        ((Kind.DRONE_STRIKE, Kind.AIRSTRIKE), 0.7),
        ((Kind.AIRSTRIKE, Kind.BOMBING), 0.4),
        ((Kind.AIRSTRIKE, Kind.ARMED_CLASH), 0.0),
        ((Kind.BOMBING, Kind.ARMED_CLASH), 0.0),
        ((Kind.BOMBING, Kind.SHOOTING), 0.0),
        ((Kind.BOMBING, Kind.ARSON_OR_PROPERTY_DESTRUCTION), 0.0),
        ((Kind.ARMED_CLASH, Kind.SHOOTING), 0.6),
        ((Kind.SHOOTING, Kind.RIOT_CRACKDOWN), 0.2),
        ((Kind.ARMED_CLASH, Kind.RIOT_CRACKDOWN), 0.2),
        ((Kind.PROTEST, Kind.RIOT_CRACKDOWN), 0.0),
        ((Kind.SEIZURE, Kind.ABDUCTION), 0.5),
        ((Kind.SEIZURE, Kind.ARMED_CLASH), 0.0),
        ((Kind.ABDUCTION, Kind.ARREST), 0.4),
        ((Kind.STATEMENT_OR_THREAT, Kind.DIPLOMATIC), 0.0),
        ((Kind.SANCTION, Kind.DIPLOMATIC), 0.0),
        *(((kind, Kind.OTHER), -0.5) for kind in Kind if kind.family in PHYSICAL),
    )
}


def kind(one: Testimony, other: Testimony) -> Finding:
    """Weigh whether they are of kinds that one happening may be called by."""
    mine, theirs = one.claim.kind, other.claim.kind
    if mine is theirs:
        return Finding(1.0, f"both {_plain(mine)}")
    weight = KINDS.get(frozenset({mine, theirs}))
    if weight is None:
        return veto(f"{_plain(mine)} is not {_plain(theirs)}")
    return Finding(weight, f"{_plain(mine)} and {_plain(theirs)} may be one happening")


def _plain(value: Kind) -> str:
    return value.value.replace("_", " ")


# --- place ---------------------------------------------------------------------------------


def place(one: Testimony, other: Testimony) -> Finding:
    """Weigh whether they are said to be at one place, or one inside the place of the other."""
    mine, theirs = one.claim.place, other.claim.place
    if mine is None or theirs is None:
        return NOTHING
    if mine.id == theirs.id or (mine.name == theirs.name and mine.kind == theirs.kind and mine.country == theirs.country):
        return Finding(SAME_PLACE[mine.precision], f"both at {mine.name}")
    for outer, inner in ((mine, theirs), (theirs, mine)):
        if contains(outer, inner):
            return Finding(INSIDE[outer.precision], f"{inner.name} is in {outer.name}")
    return _apart(mine, theirs)


SAME_PLACE: Final = {
    Precision.EXACT: 2.5,
    Precision.SETTLEMENT: 2.0,
    Precision.NEAR: 2.0,
    Precision.AREA: 1.5,
    Precision.COUNTRY: 0.7,
    Precision.UNKNOWN: 0.5,
}
INSIDE: Final = {
    Precision.EXACT: 1.5,
    Precision.SETTLEMENT: 1.5,
    Precision.NEAR: 1.5,
    Precision.AREA: 0.8,
    Precision.COUNTRY: 0.3,
    Precision.UNKNOWN: 0.0,
}


def _apart(mine: Place, theirs: Place) -> Finding:
    if mine.at is None or theirs.at is None:
        return Finding(-0.5, f"{mine.name} and {theirs.name} are not known to be one place")
    km = distance(mine.at, theirs.at) / 1000
    room = NEIGHBORS_KM + (mine.uncertainty_km or 0) + (theirs.uncertainty_km or 0)
    if mine.precision in FINE and theirs.precision in FINE:
        if km <= room:
            return Finding(1.0, f"{mine.name} and {theirs.name} are {km:.0f} km apart")
        return veto(f"{mine.name} is {km:.0f} km from {theirs.name}")
    if mine.country and theirs.country and mine.country != theirs.country:
        return veto(f"{mine.name} and {theirs.name} are in different countries")
    return Finding(-1.0, f"neither of {mine.name} and {theirs.name} is known to hold the other")


# --- date ----------------------------------------------------------------------------------


def date(one: Testimony, other: Testimony) -> Finding:
    """Weigh whether their dates meet: the more exactly the better."""
    mine, theirs = one.claim.when, other.claim.when
    if mine.first is None or mine.last is None or theirs.first is None or theirs.last is None:
        return _open_dates(mine, theirs)
    gap = max(mine.first, theirs.first) - min(mine.last, theirs.last)
    if gap <= timedelta(0):
        days = max((mine.last - mine.first).days, (theirs.last - theirs.first).days)
        weight = next(weight for longest, weight in MEETING if days <= longest)
        return Finding(weight, f"both on {mine.first}" if not days else f"their dates meet within {days + 1} days")
    if gap <= NIGHT and is_exact(mine) and is_exact(theirs):
        return Finding(0.5, "a day apart, as a night or a time zone makes it")
    if is_exact(mine) and is_exact(theirs):
        return veto(f"{mine.first} is not {theirs.first}")
    if gap <= SLIPPED:
        return Finding(-1.2, f"their dates contradict each other by {gap.days} days")
    return veto(f"their dates are {gap.days} days apart")


MEETING: Final = ((0, 2.0), (1, 1.6), (7, 1.0), (31, 0.5), (124, 0.2), (10**6, 0.0))
"""Weight by how many days the longer of two ranges that meet has beyond its first."""


def is_exact(when: When) -> bool:
    """Return whether it is said to the day or the week."""
    return when.precision in {DatePrecision.DAY, DatePrecision.WEEK}


def _open_dates(mine: When, theirs: When) -> Finding:
    for early, late in ((mine, theirs), (theirs, mine)):
        if early.last and late.first and early.last < late.first - SLIPPED:
            return veto(f"one is before {early.last}, the other after {late.first}")
    return Finding(-0.5, "not both say when")


# --- who -----------------------------------------------------------------------------------


def doers(one: Testimony, other: Testimony) -> Finding:
    """Weigh whether the same are said to have done it, or to be blamed for it."""
    return _people(one, other, ActorRole.PERPETRATOR, "by")


def targets(one: Testimony, other: Testimony) -> Finding:
    """Weigh whether it struck the same."""
    found = _people(one, other, ActorRole.TARGET, "against")
    return Finding(found.weight * 1.3, found.reason)


def named(one: Testimony, other: Testimony) -> Finding:
    """Weigh whether their sentences name the same, whatever part it has in them."""
    shared = (one.named & other.named) - {
        participant.actor.id for participant in (*one.claim.participants, *other.claim.participants)
    }
    return Finding(min(1.0, 0.5 * len(shared)), f"both name {', '.join(sorted(shared))}") if shared else NOTHING


def ongoing(one: Testimony, other: Testimony) -> Finding:
    """Weigh whether both tell of one thing that goes on for weeks."""
    mine, theirs = _weeks(one.claim.when), _weeks(other.claim.when)
    if one.claim.kind is not other.claim.kind or mine is None or theirs is None:
        return NOTHING
    shared = (min(mine[1], theirs[1]) - max(mine[0], theirs[0])).days
    shorter = min((mine[1] - mine[0]).days, (theirs[1] - theirs[0]).days)
    return Finding(1.2, "both go on for weeks, mostly the same") if shared * 2 >= shorter else NOTHING


def _weeks(when: When) -> tuple[dt.date, dt.date] | None:
    if when.first is None or when.last is None or (when.last - when.first).days < LASTING:
        return None
    return when.first, when.last


def speakers(one: Testimony, other: Testimony) -> Finding:
    """Weigh whether the same speaks, without which words are never joined."""
    if one.claim.kind.family is not Family.WORDS:
        return NOTHING
    mine, theirs = one.voices(), other.voices()
    shared = [actor.name for i, actor in sorted(mine.items()) if i in theirs and _telling(actor) >= NAMED]
    return Finding(1.0, f"both by {', '.join(shared)}") if shared else veto("not said by the same")


def _people(one: Testimony, other: Testimony, role: ActorRole, how: str) -> Finding:
    mine, theirs = one.who(role), other.who(role)
    if not mine or not theirs:
        return NOTHING
    shared = sorted(mine.keys() & theirs.keys())
    if shared:
        return Finding(max(_telling(mine[i]) for i in shared), f"both {how} {', '.join(mine[i].name for i in shared)}")
    if _belongs(mine.values(), theirs) or _belongs(theirs.values(), mine):
        return Finding(0.4, f"{how} actors of which one belongs to the other")
    words = one.called(role) & other.called(role)
    if words:
        return Finding(0.4, f"both {how} somebody called {', '.join(sorted(words))}")
    vague = all(_telling(actor) < NAMED for actor in mine.values()) or all(_telling(actor) < NAMED for actor in theirs.values())
    return Finding(-0.3 if vague else -0.8, f"{how} others")


NAMED: Final = 0.8


def _telling(actor: Actor) -> float:
    """Return how much it says that two name this actor: a name says more than "the protesters"."""
    if not actor.id.startswith("group:"):
        return 1.0
    return NAMED if actor.belongs_to else 0.6


def _belongs(actors: Iterable[Actor], to: Container[str]) -> bool:
    return any(parent in to for actor in actors for parent in actor.belongs_to)


# --- what ----------------------------------------------------------------------------------


def weapon(one: Testimony, other: Testimony) -> Finding:
    """Weigh whether the same weapon is named."""
    mine, theirs = one.claim.weapon.casefold(), other.claim.weapon.casefold()
    if mine and theirs and (mine in theirs or theirs in mine):
        return Finding(0.4, f"both with {one.claim.weapon}")
    return NOTHING


def toll(one: Testimony, other: Testimony) -> Finding:
    """Weigh whether the numbers of victims are one, or could be."""
    best = NOTHING
    for mine, theirs in ((one.claim.killed, other.claim.killed), (one.claim.injured, other.claim.injured)):
        found = _count(mine, theirs)
        if abs(found.weight) > abs(best.weight):
            best = found
    return best


def _count(mine: Count | None, theirs: Count | None) -> Finding:
    if mine is None or theirs is None:
        return NOTHING
    if mine.low == theirs.low and mine.low > 0:
        return Finding(1.0, f"both with {mine.low} victims")
    small, large = sorted((mine.low, theirs.low))
    if large > 3 * max(small, 2):
        return Finding(-0.8, f"{small} victims against {large}")
    return NOTHING


def words(one: Testimony, other: Testimony) -> Finding:
    """Weigh the telling words that their sentences share; alone this joins nothing."""
    shared = one.words & other.words
    if not shared:
        return NOTHING
    share = len(shared) / min(len(one.words), len(other.words))
    return Finding(min(1.5, 2.5 * share * min(1.0, len(shared) / 3)), f"words in common: {', '.join(sorted(shared)[:6])}")


def another(one: Testimony, other: Testimony) -> Finding:
    """Heed a document that tells the two apart."""
    if one.document.id != other.document.id:
        return NOTHING
    if one.another or other.another:
        return veto("told as another one")
    return veto("told apart in one sentence") if one.claim.span == other.claim.span else NOTHING


SIGNALS: Final[tuple[Signal, ...]] = (kind, another, date, place, speakers, doers, targets, named, ongoing, weapon, toll, words)
"""All that counts, the cheap vetoes first."""
