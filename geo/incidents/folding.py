"""From joined claims to one incident: the values that are not contradicted, and the contradictions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from typing import Final, TypeVar

from geo.gazetteer import contains
from geo.incidents.contradictions import agree, disagreements, meet
from geo.incidents.dissent import HAPPENED, Aside
from geo.incidents.roots import independent
from geo.incidents.testimony import Testimony
from geo.model import ActorRole, Count, Incident, Kind, Participant, Place, Precision, Reason, Status, When

H = TypeVar("H", bound=Hashable)

FINENESS: Final = (Precision.EXACT, Precision.SETTLEMENT, Precision.NEAR, Precision.AREA, Precision.COUNTRY, Precision.UNKNOWN)
FIRMNESS: Final = (Status.CONFIRMED, Status.CLAIMED, Status.REPORTED, Status.ALLEGED, Status.DISPUTED, Status.DENIED)


def fold(claims: Sequence[Testimony], reasons: Sequence[str], asides: Sequence[Aside] = ()) -> Incident:
    """
    Return the incident that the claims, earliest first, tell of.

    Each value is the most exact one that the others do not contradict; where they do, the value of most claims,
    and the versions are kept as a disagreement.

    What is told aside changes no value. Who looks back on it stands behind the claims; who plans, considers or denies it
    stands in the disagreement about whether it happened, and nowhere else.
    """
    told = [one for one in claims if not one.word] or claims
    recalled = [aside.testimony for aside in asides if aside.stance == HAPPENED]
    return Incident(
        id=claims[0].claim.id,
        claim_ids=tuple(one.claim.id for one in (*claims, *recalled)),
        kind=_kind(told),
        status=_status(claims),
        place=_place(told),
        when=_when(told),
        participants=_participants(claims),
        weapon=_weapon(told),
        killed=_count([one.claim.killed for one in claims]),
        injured=_count([one.claim.injured for one in claims]),
        sources=independent(claims),
        disagreements=disagreements(told, asides),
        reasons=(
            *(Reason(field="joined", text=reason) for reason in reasons),
            *(Reason(field="happened", text=_kept(aside)) for aside in asides),
        ),
    )


def _kept(aside: Aside) -> str:
    return f"{aside.testimony.document.source}, told as {aside.stance}: {'; '.join(aside.reasons)}"


# --- values --------------------------------------------------------------------------------


def _most(values: Iterable[H]) -> H:
    """Return the value given most often, the earliest of equals."""
    return Counter(values).most_common(1)[0][0]


def _kind(claims: Sequence[Testimony]) -> Kind:
    kinds = [one.claim.kind for one in claims]
    plain = [one.claim.kind for one in claims if not one.vague and one.claim.kind is not Kind.OTHER]
    return _most(plain or [kind for kind in kinds if kind is not Kind.OTHER] or kinds)


def _status(claims: Sequence[Testimony]) -> Status:
    said = {one.claim.status for one in claims}
    if len(said) > 1 and said & {Status.DENIED, Status.DISPUTED}:
        return Status.DISPUTED
    return min(said, key=FIRMNESS.index)


def _place(claims: Sequence[Testimony]) -> Place | None:
    """Return the place that most claims allow; of those the most exact, or the one inside the others."""
    places = [one.claim.place for one in claims if one.claim.place is not None]
    if not places:
        return None
    votes = Counter(place.id for place in places)
    allowed = {place.id: sum(votes[other] for other in votes if agree(place, _named(places, other))) for place in places}
    inside = {place.id: sum(contains(_named(places, other), place) for other in votes) for place in places}
    return min(
        places,
        key=lambda one: (-allowed[one.id], FINENESS.index(one.precision), -inside[one.id], -votes[one.id], places.index(one)),
    )


def _named(places: Sequence[Place], identity: str) -> Place:
    return next(place for place in places if place.id == identity)


def _when(claims: Sequence[Testimony]) -> When:
    dated = [one.claim.when for one in claims if one.claim.when.first or one.claim.when.last]
    dated = [when for when in dated if when.words] or dated
    if not dated:
        return claims[0].claim.when
    agreed = [sum(meet(when, other) for other in dated) for when in dated]
    return min(zip(dated, agreed, strict=True), key=lambda pair: (-pair[1], _length(pair[0]), not pair[0].words))[0]


def _length(when: When) -> int:
    return (when.last - when.first).days if when.first and when.last else 10**6


def _participants(claims: Sequence[Testimony]) -> tuple[Participant, ...]:
    """Return each actor once in each role, those with most claims first."""
    found: dict[tuple[str, ActorRole], Participant] = {}
    votes: Counter[tuple[str, ActorRole]] = Counter()
    for one in claims:
        for participant in one.claim.participants:
            key = (participant.actor.id, participant.role)
            # The span belongs to one document; the incident has none.
            found.setdefault(key, Participant(actor=participant.actor, role=participant.role))
            votes[key] += 1
    return tuple(found[key] for key, _ in votes.most_common())


def _weapon(claims: Sequence[Testimony]) -> str:
    named = [one.claim.weapon for one in claims if one.claim.weapon]
    return _most(named) if named else ""


def _count(counts: Iterable[Count | None]) -> Count | None:
    """Return the range from the least to the most that is said; it stays open above if the largest does."""
    said = [count for count in counts if count is not None]
    if not said:
        return None
    most = max(said, key=lambda count: (count.low if count.high is None else count.high, count.high is None))
    return Count(low=min(count.low for count in said), high=most.high)
