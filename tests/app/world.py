"""An invented world, as a build would leave it: three reports of a few happenings, and thousands on demand."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from geo import store
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
from geo.settings import Settings
from tests.faults.news import furnish

CALDER = Place(
    id="curated:calder",
    name="Calder",
    kind="city",
    precision=Precision.SETTLEMENT,
    at=LatLon(33.3, 44.4),
    uncertainty_km=8,
    country="IQ",
    population=90_000,
    source="invented",
)
DEPOT = Place(
    id="curated:depot",
    name="Harrow depot",
    kind="base",
    precision=Precision.EXACT,
    at=LatLon(34.6, 43.7),
    uncertainty_km=1,
    country="IQ",
    source="invented",
)
NEAR_CALDER = replace(CALDER, id="near:calder", name="near Calder", precision=Precision.NEAR, uncertainty_km=25)
MARCHES = Place(
    id="admin1:marches",
    name="the Marches",
    kind="region",
    precision=Precision.AREA,
    at=LatLon(31.5, 46.5),
    uncertainty_km=120,
    country="IQ",
    bbox=(45.5, 30.8, 47.5, 32.2),
    source="invented",
)
LAND = Place(
    id="country:IQ", name="Iraq", kind="country", precision=Precision.COUNTRY, at=LatLon(33, 44), country="IQ", source="invented"
)

NORTH = Actor(id="north", name="Northern Guard", aliases=("the Guard",), kind="militia")
SOUTH = Actor(id="south", name="Southern Army", kind="military")
CROWD = Actor(id="group:protesters", name="protesters", kind="crowd")

COURIER = """Rockets hit Calder depot

CALDER, 3 June 2031 - Two rockets hit Calder on Tuesday, killing four people, the Southern Army said.
The army blamed the Northern Guard for the attack.
Protesters burned tires near Calder on Monday.

Read also: our summer recipes
"""
HERALD = """Guard denies attack on Calder

The Northern Guard on Wednesday denied that it had fired rockets at Calder, where six people were killed.
Fighters seized the Harrow depot in May, officials said.
Troops clashed with militiamen in the Marches.
A bomb went off somewhere in Iraq.
"""


def world() -> Atlas:
    """Return two reports: one happening told by both, one near a city, one at a base, one in a region, one in a country."""
    courier = _document("d1courier0001", "courier.txt", COURIER, "The Courier", date(2031, 6, 4))
    herald = _document("d2herald00002", "herald.txt", HERALD, "The Herald", None)
    tuesday = When(
        first=date(2031, 6, 3), last=date(2031, 6, 3), precision=DatePrecision.DAY, words="on Tuesday", anchor="3 June 2031"
    )
    monday = When(
        first=date(2031, 6, 2), last=date(2031, 6, 2), precision=DatePrecision.DAY, words="on Monday", anchor="3 June 2031"
    )
    may = When(first=date(2031, 5, 1), last=date(2031, 5, 31), precision=DatePrecision.MONTH, words="in May")
    hit = _claim(
        courier,
        "Two rockets hit",
        "c1",
        kind=Kind.ROCKET_OR_MORTAR_ATTACK,
        place=CALDER,
        when=tuesday,
        weapon="rocket",
        killed=Count(low=4, high=4),
        attribution=("Southern Army",),
        participants=(
            Participant(actor=NORTH, role=ActorRole.ACCUSED),
            Participant(actor=SOUTH, role=ActorRole.SPEAKER),
        ),
        marks={"place": "Calder", "date": "on Tuesday", "weapon": "rockets", "killed": "four people", "trigger": "hit"},
        reasons={"place": "Calder is the only place of this name in the report", "date": "Tuesday, counted from 3 June 2031"},
    )
    denied = _claim(
        herald,
        "The Northern Guard on Wednesday",
        "c2",
        kind=Kind.ROCKET_OR_MORTAR_ATTACK,
        place=CALDER,
        when=replace(tuesday, words=""),
        weapon="rocket",
        killed=Count(low=6, high=6),
        status=Status.DENIED,
        attribution=("Northern Guard",),
        participants=(Participant(actor=NORTH, role=ActorRole.ACCUSED),),
        marks={"place": "Calder", "actor": "Northern Guard", "killed": "six people"},
    )
    burned = _claim(
        courier,
        "Protesters burned",
        "c3",
        kind=Kind.ARSON_OR_PROPERTY_DESTRUCTION,
        place=NEAR_CALDER,
        when=monday,
        participants=(Participant(actor=CROWD, role=ActorRole.PERPETRATOR),),
        marks={"place": "near Calder", "date": "on Monday", "actor": "Protesters", "trigger": "burned"},
    )
    seized = _claim(
        herald,
        "Fighters seized",
        "c4",
        kind=Kind.SEIZURE,
        place=DEPOT,
        when=may,
        status=Status.ALLEGED,
        marks={"place": "Harrow depot"},
    )
    clashed = _claim(
        herald,
        "Troops clashed",
        "c5",
        kind=Kind.ARMED_CLASH,
        place=MARCHES,
        participants=(Participant(actor=SOUTH, role=ActorRole.PERPETRATOR),),
        marks={"place": "the Marches"},
    )
    bomb = _claim(herald, "A bomb", "c6", kind=Kind.BOMBING, place=LAND, marks={"place": "Iraq"})
    return Atlas(
        readings=(
            Reading(
                document=courier, toponyms=_toponyms(courier, "Calder", CALDER), actors=_mentions(courier), claims=(hit, burned)
            ),
            Reading(document=herald, toponyms=_toponyms(herald, "Calder", CALDER), claims=(denied, seized, clashed, bomb)),
        ),
        incidents=(
            replace(
                incident(hit, denied),
                status=Status.DISPUTED,
                killed=Count(low=4, high=6),
                sources=2,
                disagreements=(
                    Disagreement(
                        field="killed",
                        versions=(Version(value="4", claim_ids=("c1",)), Version(value="6", claim_ids=("c2",))),
                    ),
                ),
            ),
            *(incident(claim) for claim in (burned, seized, clashed, bomb)),
        ),
        skipped=(Skipped(source="scan.pdf", reason="no text in it; give a PDF with text, or the text itself"),),
    )


def crowded(count: int) -> Atlas:
    """Return `count` incidents, spread over a few hundred places and ten years, each with one sentence."""
    kinds = [kind for kind in Kind if kind.family.value in {"explosive", "armed", "unrest", "coercion"}]
    text = "Calder was hit.\n" * count
    document = _document("d0crowd000001", "crowd.txt", text, "The Ledger", date(2031, 6, 4))
    claims = []
    for n in range(count):
        start = n * 16
        place = replace(
            CALDER,
            id=f"invented:{n % 400}",
            name=f"Place {n % 400}",
            at=LatLon(28 + (n * 37 % 400) / 33, 38 + (n * 91 % 400) / 28),
        )
        day = date(2021, 1, 1) + timedelta(days=n * 13 % 3600)
        claims.append(
            Claim(
                id=f"k{n:05d}",
                document_id=document.id,
                kind=kinds[n % len(kinds)],
                span=Span(start, start + 15),
                place=place,
                when=When(first=day, last=day, precision=DatePrecision.DAY),
                status=list(Status)[n % len(Status)],
                participants=(Participant(actor=(NORTH, SOUTH, CROWD)[n % 3], role=ActorRole.PERPETRATOR),),
                marks=(Mark(field="place", span=Span(start, start + 6)),),
            )
        )
    return Atlas(
        readings=(Reading(document=document, claims=tuple(claims)),), incidents=tuple(incident(claim) for claim in claims)
    )


ATTACKS = (
    "{{7*7}}",
    "{% broken",
    "<script>window.__hit=1</script>",
    "<img src=x onerror=window.__hit=1>",
    "${window.__hit=1}",
    "`);window.__hit=1;//",
    "\\`);window.__hit=1;//",
    "![b](http://127.0.0.1:9/beacon.png)",
    "<style>body{display:none}</style>",
    "\"'><svg/onload=window.__hit=1>",
    "[a](javascript:window.__hit=1)",
    "$x^2$ :red[y] **z** \u202egnp.exe",
)


def hostile() -> Atlas:
    """Return one happening per attack, with the attack in every text that a document can bring in."""
    readings, incidents = [], []
    for n, attack in enumerate(ATTACKS):
        document = _document(
            f"d9attack{n:04d}", f"{n}.txt", f"{attack}\n\nRockets {attack} hit Calder.\n", attack, date(2031, 6, 4)
        )
        document = replace(document, title=attack, url="javascript:window.__hit=1", warnings=(attack,))
        place = replace(DEPOT, id=f"attack:{n}", name=attack, at=LatLon(30 + n / 2, 42 + n / 2))
        actor, other = (Actor(id=f"name:{m}", name=ATTACKS[m], kind="unknown") for m in (n, (n + 1) % len(ATTACKS)))
        claim = _claim(
            document,
            "Rockets ",
            f"a{n}",
            kind=Kind.MISSILE_STRIKE,
            place=place,
            when=When(first=date(2031, 6, 1), last=date(2031, 6, 1), precision=DatePrecision.DAY, words=attack, anchor=attack),
            weapon=attack,
            attribution=(attack,),
            participants=(Participant(actor=actor, role=ActorRole.PERPETRATOR), Participant(actor=other, role=ActorRole.TARGET)),
            marks={"actor": attack},
            reasons={"place": attack},
        )
        readings.append(Reading(document=document, toponyms=_toponyms(document, "Calder", place), claims=(claim,)))
        incidents.append(incident(claim))
    return Atlas(readings=tuple(readings), incidents=tuple(incidents), skipped=(Skipped(source=ATTACKS[2], reason=ATTACKS[3]),))


def publish(atlas: Atlas, folder: Path) -> Settings:
    """Publish the atlas in `folder` and return the settings that find it."""
    settings = Settings(build=folder)
    store.publish(atlas, settings)
    furnish(folder)
    return settings


def copy(build: Path, into: Path) -> Path:
    """Copy what was published, with a cache of its own."""
    shutil.copytree(build, into, ignore=shutil.ignore_patterns("cache"))
    return furnish(into)


def incident(first: Claim, *others: Claim) -> Incident:
    """Return the incident that the claims tell, by the first of them."""
    return Incident(
        id=first.id,
        claim_ids=tuple(claim.id for claim in (first, *others)),
        kind=first.kind,
        status=first.status,
        place=first.place,
        when=first.when,
        participants=first.participants,
        weapon=first.weapon,
        killed=first.killed,
    )


def _document(name: str, source: str, text: str, publisher: str, published: date | None) -> Document:
    blocks, at = [], 0
    for n, paragraph in enumerate(text.split("\n\n")):
        start = text.index(paragraph, at)
        at = start + len(paragraph)
        kind = BlockKind.TITLE if n == 0 else BlockKind.FURNITURE if paragraph.startswith("Read also") else BlockKind.BODY
        reason = "a link to something else" if kind is BlockKind.FURNITURE else "prose"
        if paragraph.strip():
            blocks.append(Block(span=Span(start, at), kind=kind, reason=reason))
    known = Publication(
        when=When(first=published, last=published, precision=DatePrecision.DAY) if published else When(),
        basis=Basis.STATED if published else Basis.UNKNOWN,
        evidence="3 June 2031" if published else "",
    )
    return Document(
        id=name,
        source=source,
        text=text,
        blocks=tuple(blocks),
        title=text.split("\n", 1)[0],
        publisher=publisher,
        published=known,
    )


def _claim(
    document: Document,
    opening: str,
    name: str,
    *,
    marks: Mapping[str, str],
    reasons: Mapping[str, str] | None = None,
    **values: object,
) -> Claim:
    start = document.text.index(opening)
    end = document.text.index("\n", start)

    def span(words: str) -> Span:
        at = document.text.index(words, start)
        return Span(at, at + len(words))

    return Claim(
        id=name,
        document_id=document.id,
        span=Span(start, end),
        marks=tuple(Mark(field=field, span=span(words)) for field, words in marks.items()),
        reasons=tuple(Reason(field=field, text=text) for field, text in (reasons or {}).items()),
        **values,  # type: ignore[arg-type]  # handed on to the claim, which checks them
    )


def _toponyms(document: Document, name: str, place: Place) -> tuple[Toponym, ...]:
    start = document.text.index(name, document.text.index("\n"))
    candidate = Candidate(place=place, score=0.9, reasons=("curated",))
    return (
        Toponym(
            span=Span(start, start + len(name)),
            text=name,
            role=ToponymRole.EVENT,
            candidates=(candidate,),
            resolved=True,
            reasons=("a city",),
        ),
    )


def _mentions(document: Document) -> tuple[ActorMention, ...]:
    start = document.text.index(SOUTH.name)
    return (ActorMention(span=Span(start, start + len(SOUTH.name)), actor=SOUTH),)
