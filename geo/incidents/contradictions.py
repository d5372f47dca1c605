"""Where the claims of one incident contradict each other, field by field, and who says what."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from typing import TypeVar

from geo.gazetteer import contains
from geo.geodesy import distance
from geo.incidents.dissent import HAPPENED, STANCES, Aside
from geo.incidents.testimony import DOERS, Testimony
from geo.incidents.when import NIGHT, is_exact
from geo.incidents.where import FINE, NEIGHBORS_KM
from geo.model import Count, Disagreement, Kind, Participant, Place, Status, Version, When

T = TypeVar("T")


def disagreements(claims: Sequence[Testimony], asides: Sequence[Aside] = ()) -> tuple[Disagreement, ...]:
    """Return the fields about which the claims, earliest first, contradict each other; `asides` only whether it happened."""
    found = (
        ("happened", _happened(claims, asides)),
        ("date", _versions(claims, _when, meet, _say_when)),
        ("place", _versions(claims, lambda one: one.claim.place, agree, lambda place: place.name)),
        ("killed", _versions(claims, lambda one: one.claim.killed, overlap, _say_count)),
        ("injured", _versions(claims, lambda one: one.claim.injured, overlap, _say_count)),
        ("kind", _versions(claims, _kind, lambda mine, theirs: mine is theirs, lambda kind: kind.value)),
        ("status", _versions(claims, lambda one: one.claim.status, _go_together, lambda status: status.value)),
        ("actor", _versions(claims, _doers, _related, _say_names)),
    )
    return tuple(Disagreement(field=field, versions=versions) for field, versions in found if len(versions) > 1)


def _versions(
    claims: Sequence[Testimony],
    value: Callable[[Testimony], T | None],
    together: Callable[[T, T], bool],
    say: Callable[[T], str],
) -> tuple[Version, ...]:
    """Return the values that exclude each other, each with the claims that go together with it."""
    groups: list[list[tuple[T, str]]] = []
    for one in claims:
        mine = value(one)
        if mine is None:
            continue
        home = next((group for group in groups if all(together(mine, theirs) for theirs, _ in group)), None)
        if home is None:
            home = []
            groups.append(home)
        home.append((mine, one.claim.id))
    return tuple(Version(value=say(group[0][0]), claim_ids=tuple(claim for _, claim in group)) for group in groups)


def _happened(claims: Sequence[Testimony], asides: Sequence[Aside]) -> tuple[Version, ...]:
    """Return what is said about whether it happened: those that tell it first, the others in the order of `STANCES`."""
    told = {HAPPENED: [one.claim.id for one in claims]}
    for aside in asides:
        if aside.stance != HAPPENED:
            told.setdefault(aside.stance, []).append(aside.testimony.claim.id)
    return tuple(Version(value=stance, claim_ids=tuple(told[stance])) for stance in STANCES if stance in told)


# --- what can both be true -----------------------------------------------------------------


def meet(one: When, other: When) -> bool:
    """Return whether two dates can both be true, a night between exact ones allowed."""
    slack = NIGHT if is_exact(one) and is_exact(other) else timedelta(0)
    return _begins_in_time(one, other, slack) and _begins_in_time(other, one, slack)


def _begins_in_time(one: When, other: When, slack: timedelta) -> bool:
    return one.first is None or other.last is None or one.first <= other.last or one.first - other.last <= slack


def agree(one: Place, other: Place) -> bool:
    """Return whether two places can both be true of one happening."""
    if one.id == other.id or contains(one, other) or contains(other, one):
        return True
    if one.precision not in FINE or other.precision not in FINE or one.at is None or other.at is None:
        return one.country == other.country or not one.country or not other.country
    return distance(one.at, other.at) / 1000 <= NEIGHBORS_KM + (one.uncertainty_km or 0) + (other.uncertainty_km or 0)


def overlap(one: Count, other: Count) -> bool:
    """Return whether two numbers can both be true."""
    return (other.high is None or one.low <= other.high) and (one.high is None or other.low <= one.high)


def _go_together(one: Status, other: Status) -> bool:
    return (one is Status.DENIED) == (other is Status.DENIED)


def _related(one: frozenset[Participant], other: frozenset[Participant]) -> bool:
    return bool(_kin(one) & _names(other)) or bool(_kin(other) & _names(one)) or _is_vague(one) or _is_vague(other)


def _is_vague(who: Iterable[Participant]) -> bool:
    """Return whether nobody is named: "gunmen" contradicts nobody."""
    return all(one.actor.id.startswith("group:") and not one.actor.belongs_to for one in who)


def _names(who: Iterable[Participant]) -> frozenset[str]:
    return frozenset(one.actor.id for one in who)


def _kin(who: Iterable[Participant]) -> frozenset[str]:
    return frozenset(i for one in who for i in (one.actor.id, *one.actor.belongs_to))


# --- values and their words ----------------------------------------------------------------


def _when(one: Testimony) -> When | None:
    """Return the date that the words tell; one taken from the publication contradicts nobody."""
    when = one.claim.when
    return when if when.words and (when.first or when.last) else None


def _kind(one: Testimony) -> Kind | None:
    return None if one.claim.kind is Kind.OTHER or one.vague else one.claim.kind


def _doers(one: Testimony) -> frozenset[Participant] | None:
    return frozenset(participant for participant in one.claim.participants if participant.role in DOERS) or None


def _say_when(when: When) -> str:
    days = tuple(dict.fromkeys(str(day) for day in (when.first, when.last) if day))
    return " to ".join(days)


def _say_count(count: Count) -> str:
    if count.high is None:
        return f"at least {count.low}"
    return str(count.low) if count.low == count.high else f"{count.low} to {count.high}"


def _say_names(who: frozenset[Participant]) -> str:
    return ", ".join(sorted({one.actor.name for one in who}))
