"""An invented quarrel: three papers that tell the same weeks differently, with actors who belong to each other."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from geo.incidents.roots import credited
from geo.model import (
    Actor,
    ActorRole as Role,
    Atlas,
    Basis,
    Block,
    BlockKind,
    Claim,
    Count,
    DatePrecision,
    Disagreement,
    Document,
    Incident,
    Kind,
    Mark,
    Participant,
    Place,
    Publication,
    Reading,
    Span,
    Status,
    Version,
    When,
)
from tests.app.world import CALDER, CROWD, DEPOT, LAND, MARCHES, NEAR_CALDER

VELMIA = Actor(id="velmia", name="Velmia", kind="state")
LEAGUE = Actor(id="league", name="Mountain League", kind="organization", belongs_to=("velmia",))
FRONT = Actor(id="front", name="River Front", aliases=("the Front", "RF"), kind="militia", belongs_to=("league", "velmia"))
ORRIN = Actor(id="orrin", name="Orrin", kind="state")
ARMY = Actor(id="orrin-army", name="Orrin Army", kind="military", belongs_to=("orrin",))
POLICE = Actor(id="group:police", name="police", kind="military")

_PAPERS = {"courier": date(2031, 6, 10), "herald": date(2031, 6, 11), "ledger": None}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """One sentence of a paper, and what is read in it; sentences of one `happening` make one incident."""

    paper: str
    happening: str
    text: str
    kind: Kind
    first: date | None = None
    last: date | None = None
    precision: DatePrecision = DatePrecision.DAY
    place: Place | None = None
    who: Actor | None = None
    role: Role = Role.PERPETRATOR
    whom: Actor | None = None
    implied: bool = False
    killed: int | None = None
    status: Status = Status.REPORTED
    says: str = ""


def _day(number: int, month: int = 6) -> dict[str, date]:
    return {"first": date(2031, month, number), "last": date(2031, month, number)}


_TOLD = (
    _Told(
        paper="courier",
        happening="depot",
        text="Rockets of the River Front hit the Harrow depot on 3 June, killing four soldiers, the Orrin Army said.",
        kind=Kind.ROCKET_OR_MORTAR_ATTACK,
        place=DEPOT,
        who=FRONT,
        role=Role.ACCUSED,
        whom=ARMY,
        killed=4,
        says="Orrin Army",
        **_day(3),
    ),
    _Told(
        paper="herald",
        happening="depot",
        text="The River Front denied that its rockets struck the depot on 4 June, where six people died.",
        kind=Kind.ROCKET_OR_MORTAR_ATTACK,
        place=DEPOT,
        who=FRONT,
        role=Role.ACCUSED,
        whom=ARMY,
        killed=6,
        status=Status.DENIED,
        says="River Front",
        **_day(4),
    ),
    _Told(
        paper="ledger",
        happening="depot",
        text="A drone of the Mountain League, not a rocket, set the depot near Calder on fire.",
        kind=Kind.DRONE_STRIKE,
        place=NEAR_CALDER,
        who=LEAGUE,
        whom=ARMY,
        **_day(3),
    ),
    _Told(
        paper="courier",
        happening="march",
        text="Thousands marched in Calder on 5 June.",
        kind=Kind.PROTEST,
        place=CALDER,
        who=CROWD,
        implied=True,
        **_day(5),
    ),
    _Told(
        paper="courier",
        happening="shots",
        text="Police shot at the protesters in Calder on 5 June; two of them died.",
        kind=Kind.RIOT_CRACKDOWN,
        place=CALDER,
        who=POLICE,
        whom=CROWD,
        killed=2,
        **_day(5),
    ),
    _Told(
        paper="herald",
        happening="shots",
        text="At least nine were killed when the army opened fire on the march in Calder on 6 June.",
        kind=Kind.SHOOTING,
        place=CALDER,
        who=ARMY,
        whom=CROWD,
        killed=9,
        **_day(6),
    ),
    _Told(
        paper="herald",
        happening="clash",
        text="The army clashed with the River Front in the Marches in May.",
        kind=Kind.ARMED_CLASH,
        first=date(2031, 5, 1),
        last=date(2031, 5, 31),
        precision=DatePrecision.MONTH,
        place=MARCHES,
        who=ARMY,
        whom=FRONT,
    ),
    _Told(
        paper="ledger",
        happening="missiles",
        text="Velmia has moved missiles to the Mountain League since April.",
        kind=Kind.WEAPONS_TRANSFER,
        first=date(2031, 4, 1),
        precision=DatePrecision.OPEN,
        place=LAND,
        who=VELMIA,
        whom=LEAGUE,
        status=Status.ALLEGED,
    ),
    _Told(
        paper="ledger",
        happening="warning",
        text="Orrin warned Velmia that it would answer.",
        kind=Kind.STATEMENT_OR_THREAT,
        who=ORRIN,
        role=Role.SPEAKER,
        whom=VELMIA,
    ),
    _Told(
        paper="herald",
        happening="raid",
        text="Aircraft of Orrin bombed a camp of the Front between 8 and 10 June.",
        kind=Kind.AIRSTRIKE,
        first=date(2031, 6, 8),
        last=date(2031, 6, 10),
        place=MARCHES,
        who=ORRIN,
        whom=FRONT,
        status=Status.CLAIMED,
    ),
)


def quarrel() -> Atlas:
    """Return three documents and seven incidents; about two of them the papers contradict each other."""
    texts = {paper: "\n".join(one.text for one in _TOLD if one.paper == paper) + "\n" for paper in _PAPERS}
    claims = {
        paper: tuple(_claim(paper, one, texts[paper], n) for n, one in enumerate(_TOLD) if one.paper == paper) for paper in texts
    }
    by_number = {claim.id: claim for told in claims.values() for claim in told}
    happenings = sorted(((one.happening, f"q{n}") for n, one in enumerate(_TOLD)), key=lambda pair: pair)
    incidents = tuple(
        _incident([by_number[id_] for _, id_ in group]) for _, group in groupby(happenings, key=lambda pair: pair[0])
    )
    readings = (Reading(document=_document(paper, text), claims=claims[paper]) for paper, text in texts.items())
    return Atlas(readings=tuple(map(credited, readings)), incidents=incidents)


def _document(paper: str, text: str) -> Document:
    day = _PAPERS[paper]
    when = When(first=day, last=day, precision=DatePrecision.DAY) if day else When()
    return Document(
        id=f"quarrel{paper}",
        source=f"{paper}.txt",
        text=text,
        blocks=(Block(span=Span(0, len(text) - 1), kind=BlockKind.BODY, reason="prose"),),
        title=f"What the {paper} says",
        publisher=f"The {paper.capitalize()}",
        published=Publication(when=when, basis=Basis.STATED if day else Basis.UNKNOWN),
    )


def _claim(paper: str, told: _Told, text: str, n: int) -> Claim:
    start = text.index(told.text)
    span = Span(start, start + len(told.text))
    people = []
    if told.who:
        people.append(Participant(actor=told.who, role=told.role, span=None if told.implied else span))
    if told.whom:
        people.append(Participant(actor=told.whom, role=Role.TARGET, span=span))
    words = told.place.name if told.place else ""
    at = told.text.find(words) if words else -1
    return Claim(
        id=f"q{n}",
        document_id=f"quarrel{paper}",
        kind=told.kind,
        span=span,
        participants=tuple(people),
        place=told.place,
        when=When(first=told.first, last=told.last, precision=told.precision if told.first else DatePrecision.UNKNOWN),
        killed=None if told.killed is None else Count(low=told.killed, high=told.killed),
        status=told.status,
        attribution=(told.says,) if told.says else (),
        marks=(Mark(field="place", span=Span(start + at, start + at + len(words))),) if at >= 0 else (),
    )


def _incident(claims: list[Claim]) -> Incident:
    first = claims[0]
    alone = Incident(
        id=first.id,
        claim_ids=tuple(claim.id for claim in claims),
        kind=first.kind,
        status=Status.DISPUTED if any(claim.status is Status.DENIED for claim in claims) else first.status,
        place=first.place,
        when=first.when,
        participants=tuple(replace(one, span=None) for one in first.participants),
        killed=first.killed,
        sources=len(claims),
    )
    fields = {
        "date": [str(claim.when.first) for claim in claims],
        "killed": ["" if claim.killed is None else str(claim.killed.low) for claim in claims],
        "kind": [claim.kind.value for claim in claims],
        "status": ["denied" if claim.status is Status.DENIED else "reported" for claim in claims],
        "actor": [", ".join(one.actor.name for one in claim.participants if one.role is not Role.TARGET) for claim in claims],
    }
    found = tuple(_versions(field, values, claims) for field, values in fields.items())
    return replace(alone, disagreements=tuple(one for one in found if len(one.versions) > 1))


def _versions(field: str, values: list[str], claims: list[Claim]) -> Disagreement:
    said = dict.fromkeys(value for value in values if value)
    versions = (
        Version(value=value, claim_ids=tuple(claim.id for claim, own in zip(claims, values, strict=True) if own == value))
        for value in said
    )
    return Disagreement(field=field, versions=tuple(versions))


def brigades(count: int) -> Atlas:
    """Return `count` incidents between about `count` actors of twenty states, for pictures that must stay readable."""
    document = Document(id="many", source="many.txt", text="They fought.\n" * count, title="Many", publisher="The Ledger")
    actors = [
        Actor(id=f"a{n}", name=f"Brigade {n} of the Upper Province", kind="militia", belongs_to=(f"s{n % 20}",) if n % 3 else ())
        for n in range(count)
    ]
    claims = tuple(
        Claim(
            id=f"m{n:05d}",
            document_id="many",
            kind=(Kind.BOMBING, Kind.ARMED_CLASH, Kind.PROTEST, Kind.ARREST)[n % 4],
            span=Span(13 * n, 13 * n + 12),
            place=CALDER,
            when=When(
                first=date(2030, 1 + n % 12, 1 + n % 28), last=date(2030, 1 + n % 12, 1 + n % 28), precision=DatePrecision.DAY
            ),
            participants=(
                Participant(actor=actors[n * n % count], role=Role.PERPETRATOR, span=Span(13 * n, 13 * n + 4)),
                Participant(actor=actors[n * 7 % 40], role=Role.TARGET, span=Span(13 * n, 13 * n + 4)),
            ),
        )
        for n in range(count)
    )
    return Atlas(readings=(Reading(document=document, claims=claims),), incidents=tuple(_incident([claim]) for claim in claims))
