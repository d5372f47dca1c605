"""Invented worlds: two small countries that do not exist, and what their newspapers say."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date, timedelta

from geo.incidents.roots import credited
from geo.model import (
    Actor,
    ActorMention,
    ActorRole,
    Atlas,
    Basis,
    Block,
    BlockKind,
    Candidate,
    Claim,
    Count,
    DatePrecision,
    Disagreement,
    Document,
    Incident,
    Kind,
    LatLon,
    Mark,
    Participant,
    Place,
    Precision,
    Publication,
    Reading,
    Reason,
    Skipped,
    Span,
    Status,
    Toponym,
    ToponymRole,
    Version,
    When,
)

CALDER = Place(
    id="geonames:1",
    name="Calder",
    kind="city",
    precision=Precision.SETTLEMENT,
    at=LatLon(10.5, 20.25),
    uncertainty_km=6.0,
    country="AR",
    population=250_000,
    source="GeoNames",
)
PORT_CALDER = Place(
    id="geonames:2", name="Port Calder", kind="city", precision=Precision.SETTLEMENT, at=LatLon(-33.8, 21.0), country="VE"
)
CAMP_ORRIN = Place(
    id="curated:orrin", name="Camp Orrin", kind="base", precision=Precision.EXACT, at=LatLon(10.9, 20.4), country="AR"
)
NEAR_CALDER = Place(
    id="near:geonames:1",
    name="near Calder",
    kind="near",
    precision=Precision.NEAR,
    at=LatLon(10.5, 20.25),
    uncertainty_km=25.0,
    country="AR",
)
LOWLANDS = Place(
    id="admin1:AR.01",
    name="Lowlands",
    kind="admin1",
    precision=Precision.AREA,
    at=LatLon(10.0, 20.0),
    country="AR",
    bbox=(19.0, 9.0, 21.0, 11.0),
)
DATE_STRAIT = Place(
    id="curated:date_strait",
    name="Date Strait",
    kind="water",
    precision=Precision.AREA,
    at=LatLon(0.0, 180.0),
    bbox=(178.0, -2.0, -178.0, 2.0),
)
ARDANIA = Place(
    id="country:AR",
    name="Ardania",
    kind="country",
    precision=Precision.COUNTRY,
    at=LatLon(10.0, 20.0),
    country="AR",
    bbox=(15.0, 5.0, 25.0, 15.0),
)

STATE = Actor(id="ardania", name="Ardania", kind="state")
ARMY = Actor(id="ardanian_army", name="Ardanian Army", aliases=("the army",), kind="military", belongs_to=("ardania",))
FRONT = Actor(id="river_front", name="River Front", kind="militia", belongs_to=("league", "velmia"))
LEAGUE = Actor(id="league", name="Mountain League", kind="organization", belongs_to=("velmia",))
VELMIA = Actor(id="velmia", name="Velmia", kind="state")
CROWD = Actor(id="group:protesters", name="protesters", kind="crowd")

GAZETTE = (
    "Rockets hit Camp Orrin\n\n"
    "CALDER (Gazette) - Three rockets hit Camp Orrin on Tuesday, killing two soldiers, the army said. "
    "The army blamed the River Front.\n\n"
    "Protesters burned tires in Calder last week.\n\n"
    "Velmia has moved missiles into Ardania in recent months, officials said.\n\n"
    "Read more: ten quiet beaches"
)
HERALD = (
    "Front denies attack\n\n"
    "The River Front denied that it fired rockets at Camp Orrin on 7 May. Five soldiers died, the League says.\n\n"
    "Guns were heard in the Lowlands. =SUM(1) <script>alert(1)</script> {{7*7}}"
)


def span(text: str, words: str) -> Span:
    """Return where `words` first stand in `text`."""
    start = text.index(words)
    return Span(start, start + len(words))


def day(year: int, month: int, number: int, words: str = "", where: Span | None = None) -> When:
    """Return one day, exactly as said."""
    on = date(year, month, number)
    return When(
        first=on, last=on, precision=DatePrecision.DAY, words=words, span=where, anchor="published 2031-05-08" if words else ""
    )


def _document(id_: str, source: str, text: str, published: Publication, publisher: str = "") -> Document:
    title = Span(0, text.index("\n"))
    rest = Span(title.end + 2, len(text))
    return Document(
        id=id_,
        source=source,
        text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        title=title.of(text),
        publisher=publisher,
        url=f"https://news.example/{id_}",
        blocks=(
            Block(span=title, kind=BlockKind.TITLE, reason="first paragraph, short and without a full stop"),
            Block(span=rest, kind=BlockKind.BODY, reason="running text"),
        ),
        published=published,
    )


def _gazette() -> Reading:
    stated = Publication(when=day(2031, 5, 8, "8 May 2031"), basis=Basis.STATED, evidence='"8 May 2031"')
    document = _document("aaaaaaaaaaaa", "gazette.txt", GAZETTE, stated, "The Gazette")
    sentence = "CALDER (Gazette) - Three rockets hit Camp Orrin on Tuesday, killing two soldiers, the army said."
    rockets = Claim(
        id="c-rockets",
        document_id=document.id,
        kind=Kind.ROCKET_OR_MORTAR_ATTACK,
        span=span(GAZETTE, sentence),
        participants=(
            Participant(actor=FRONT, role=ActorRole.ACCUSED, span=None),
            Participant(actor=ARMY, role=ActorRole.SPEAKER, span=span(GAZETTE, "the army")),
        ),
        place=CAMP_ORRIN,
        when=day(2031, 5, 6, "on Tuesday", span(GAZETTE, "on Tuesday")),
        weapon="rockets",
        killed=Count(low=2, high=2, span=span(GAZETTE, "two")),
        attribution=("the army",),
        marks=(
            Mark(field="trigger", span=Span(*_inner(GAZETTE, sentence, "hit"))),
            Mark(field="place", span=Span(*_inner(GAZETTE, sentence, "Camp Orrin"))),
            Mark(field="date", span=span(GAZETTE, "on Tuesday")),
            Mark(field="killed", span=span(GAZETTE, "two")),
        ),
        reasons=(
            Reason(field="kind", text='"rockets hit" is a rocket attack'),
            Reason(field="place", text='"hit" governs "Camp Orrin", a base'),
        ),
    )
    protest = Claim(
        id="c-protest",
        document_id=document.id,
        kind=Kind.PROTEST,
        span=span(GAZETTE, "Protesters burned tires in Calder last week."),
        participants=(Participant(actor=CROWD, role=ActorRole.PERPETRATOR, span=span(GAZETTE, "Protesters")),),
        place=CALDER,
        when=When(
            first=date(2031, 4, 28),
            last=date(2031, 5, 4),
            precision=DatePrecision.WEEK,
            words="last week",
            span=span(GAZETTE, "last week"),
            anchor="published 2031-05-08",
        ),
        marks=(Mark(field="date", span=span(GAZETTE, "last week")),),
    )
    transfer = Claim(
        id="c-transfer",
        document_id=document.id,
        kind=Kind.WEAPONS_TRANSFER,
        span=span(GAZETTE, "Velmia has moved missiles into Ardania in recent months, officials said."),
        participants=(Participant(actor=VELMIA, role=ActorRole.PERPETRATOR, span=span(GAZETTE, "Velmia")),),
        place=ARDANIA,
        when=When(
            last=date(2031, 5, 8), precision=DatePrecision.OPEN, words="in recent months", span=span(GAZETTE, "in recent months")
        ),
        status=Status.ALLEGED,
        attribution=("officials",),
    )
    return Reading(
        document=document,
        toponyms=(
            Toponym(
                span=span(GAZETTE, "Camp Orrin"),
                text="Camp Orrin",
                role=ToponymRole.CONTEXT,
                candidates=(Candidate(place=CAMP_ORRIN, score=0.9, reasons=("in the curated list",)),),
                resolved=True,
                reasons=("in a title",),
            ),
            Toponym(
                span=span(GAZETTE, "CALDER"),
                text="CALDER",
                role=ToponymRole.DATELINE,
                candidates=(
                    Candidate(place=CALDER, score=0.8, reasons=("250,000 people", "near Camp Orrin")),
                    Candidate(place=PORT_CALDER, score=0.2),
                ),
                resolved=True,
                reasons=("stands before the first sentence",),
            ),
            Toponym(
                span=span(GAZETTE, "Ardania"),
                text="Ardania",
                role=ToponymRole.EVENT,
                candidates=(Candidate(place=ARDANIA, score=1.0),),
                resolved=True,
            ),
        ),
        dates=(rockets.when, protest.when, transfer.when),
        actors=(
            ActorMention(span=span(GAZETTE, "River Front"), actor=FRONT),
            ActorMention(span=span(GAZETTE, "the army"), actor=ARMY),
        ),
        claims=(rockets, protest, transfer),
    )


def _inner(text: str, outer: str, words: str) -> tuple[int, int]:
    start = text.index(outer) + outer.index(words)
    return start, start + len(words)


def _herald() -> Reading:
    document = _document("bbbbbbbbbbbb", "herald.txt", HERALD, Publication())
    denial = Claim(
        id="c-denial",
        document_id=document.id,
        kind=Kind.ROCKET_OR_MORTAR_ATTACK,
        span=span(HERALD, "The River Front denied that it fired rockets at Camp Orrin on 7 May."),
        participants=(Participant(actor=FRONT, role=ActorRole.PERPETRATOR, span=span(HERALD, "River Front")),),
        place=CAMP_ORRIN,
        when=day(2031, 5, 7, "on 7 May", span(HERALD, "on 7 May")),
        killed=Count(low=5, high=None),
        status=Status.DENIED,
        marks=(Mark(field="actor", span=span(HERALD, "River Front")),),
    )
    guns = Claim(
        id="c-guns",
        document_id=document.id,
        kind=Kind.SHOOTING,
        span=span(HERALD, "Guns were heard in the Lowlands."),
        place=LOWLANDS,
    )
    sworn = Claim(
        id="c-sworn",
        document_id=document.id,
        kind=Kind.STATEMENT_OR_THREAT,
        span=span(HERALD, "Five soldiers died, the League says."),
        participants=(Participant(actor=LEAGUE, role=ActorRole.SPEAKER, span=span(HERALD, "League")),),
        when=day(2031, 5, 7),
    )
    return Reading(
        document=document, claims=(denial, guns, sworn), actors=(ActorMention(span=span(HERALD, "River Front"), actor=FRONT),)
    )


def atlas() -> Atlas:
    """Two newspapers, six claims, five incidents, one of which they disagree about; one file that could not be read."""
    gazette, herald = _gazette(), _herald()
    rockets, protest, transfer = gazette.claims
    denial, guns, sworn = herald.claims
    return Atlas(
        readings=(credited(gazette), credited(herald)),
        incidents=(
            Incident(
                id=rockets.id,
                claim_ids=(rockets.id, denial.id),
                kind=rockets.kind,
                status=Status.DISPUTED,
                place=CAMP_ORRIN,
                when=When(first=date(2031, 5, 6), last=date(2031, 5, 7), precision=DatePrecision.DAY, words="on Tuesday"),
                participants=(
                    Participant(actor=FRONT, role=ActorRole.ACCUSED),
                    Participant(actor=ARMY, role=ActorRole.TARGET),
                ),
                weapon="rockets",
                killed=Count(low=2, high=None),
                sources=2,
                disagreements=(
                    Disagreement(
                        field="killed",
                        versions=(
                            Version(value="2", claim_ids=(rockets.id,)),
                            Version(value="5 or more", claim_ids=(denial.id,)),
                        ),
                    ),
                ),
                reasons=(Reason(field="status", text="the River Front denies it"),),
            ),
            *(_alone(claim) for claim in (protest, transfer, guns, sworn)),
        ),
        skipped=(Skipped(source="broken.pdf", reason="not a PDF file"),),
    )


def _alone(claim: Claim) -> Incident:
    return Incident(
        id=claim.id,
        claim_ids=(claim.id,),
        kind=claim.kind,
        status=claim.status,
        place=claim.place,
        when=claim.when,
        participants=claim.participants,
        killed=claim.killed,
        weapon=claim.weapon,
    )


def many(count: int) -> Atlas:
    """Return `count` invented incidents over three years in a hundred towns, four a document."""
    towns = [
        Place(
            id=f"geonames:{n + 100}",
            name=f"Town {n:03}",
            kind="city",
            precision=Precision.SETTLEMENT,
            at=LatLon(5 + n % 10, 15 + n / 10),
            country="AR",
            population=1000 * n,
        )
        for n in range(100)
    ]
    kinds = list(Kind)
    actors = [
        STATE,
        ARMY,
        FRONT,
        LEAGUE,
        VELMIA,
        CROWD,
        *(Actor(id=f"group_{n}", name=f"Group {n:02}", kind="militia") for n in range(40)),
    ]
    readings, incidents = [], []
    for number, numbers in enumerate(_chunks(range(count), 4)):
        lines = [f"Report {number}", *(f"Shots were fired in {towns[n * 37 % 100].name} by unit {n}." for n in numbers)]
        text = "\n\n".join(lines)
        published = date(2030, 1, 1) + timedelta(days=number * 1095 // max(1, count // 4))
        document = _document(
            f"{number:012x}",
            f"report_{number:06}.txt",
            text,
            Publication(when=_on(published), basis=Basis.STATED),
            f"Paper {number % 12}",
        )
        claims = tuple(
            Claim(
                id=f"n{n:06}",
                document_id=document.id,
                kind=kinds[n * 7 % len(kinds)],
                span=span(text, line),
                participants=(
                    Participant(actor=actors[n * 13 % len(actors)], role=ActorRole.PERPETRATOR),
                    Participant(actor=actors[n * 5 % len(actors)], role=ActorRole.TARGET),
                ),
                place=towns[n * 37 % 100] if n % 11 else ARDANIA,
                when=_on(published - timedelta(days=n % 9)) if n % 17 else When(),
                killed=Count(low=n % 7, high=n % 7) if n % 3 else None,
                marks=(Mark(field="place", span=Span(*_inner(text, line, towns[n * 37 % 100].name))),),
                reasons=(Reason(field="kind", text='"shots were fired"'),),
            )
            for n, line in zip(numbers, lines[1:], strict=True)
        )
        readings.append(Reading(document=document, claims=claims))
        incidents += [_alone(claim) for claim in claims]
    return Atlas(readings=tuple(map(credited, readings)), incidents=tuple(incidents))


def _on(when: date) -> When:
    return When(first=when, last=when, precision=DatePrecision.DAY, words="on that day")


def _chunks(numbers: range, size: int) -> Iterable[range]:
    return (numbers[start : start + size] for start in range(0, len(numbers), size))
