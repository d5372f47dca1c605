"""How the cost of joining grows: with the number of claims, not with its square."""

from __future__ import annotations

import random
import time
from dataclasses import replace
from datetime import date, timedelta
from itertools import islice, product

import pytest

from geo import incidents
from geo.model import (
    Actor,
    ActorRole,
    Basis,
    Claim,
    DatePrecision,
    Document,
    Kind,
    LatLon,
    Participant,
    Place,
    Precision,
    Publication,
    Reading,
    Span,
    When,
)

pytestmark = pytest.mark.bench

BEGINNING = date(2030, 1, 1)
DAYS = 1095
EACH = 4
"""Claims of one document."""
WORDS = tuple(map("".join, product(("bal", "cor", "dun", "fel", "gor", "hal", "kan", "lor"), ("amka", "ertu", "istal", "onda"))))
TOWNS = tuple(
    Place(
        id=f"town:{n}",
        name=f"Town {n}",
        kind="city",
        precision=Precision.SETTLEMENT,
        at=LatLon(5 + n * 7 % 40, 15 + n * 11 % 60 + n / 500),
        country=f"C{n % 25}",
    )
    for n in range(400)
)
ACTORS = tuple(Actor(id=f"band:{n}", name=f"Band {n}", kind="militia" if n % 3 else "state") for n in range(80))
TELLINGS = (1, 1, 1, 2, 3, 9)
"""Reports of one happening."""
TIMES = (0, 0, 0, 0, 3, 10, 40, None)
"""Days that a date leaves open; None for claims that say no time."""


def happening(dice: random.Random) -> tuple[Claim, date]:
    """Return what happened, and when; some towns and actors are in the news more than others."""
    day = BEGINNING + timedelta(days=dice.randrange(DAYS))
    doer, target = (ACTORS[int(80 * dice.random() ** 2)] for _ in range(2))
    claim = Claim(
        id="",
        document_id="",
        kind=dice.choice(list(Kind)),
        span=Span(0, 0),
        place=TOWNS[int(400 * dice.random() ** 2)],
        participants=(Participant(actor=doer, role=ActorRole.PERPETRATOR), Participant(actor=target, role=ActorRole.TARGET)),
    )
    return claim, day


def told(claim: Claim, day: date, dice: random.Random) -> Claim:
    """Return what one report tells of a happening: not always the place, nor who, nor the day."""
    open_days = dice.choice(TIMES)
    if open_days is None:
        when = When()
    else:
        precision = DatePrecision.MONTH if open_days else DatePrecision.DAY
        when = When(first=day - timedelta(days=open_days), last=day, precision=precision, words="lately")
    place = claim.place if dice.random() < 0.8 else None
    return replace(claim, when=when, place=place, participants=tuple(one for one in claim.participants if dice.random() < 0.7))


def reports(dice: random.Random, count: int) -> list[tuple[date, Claim, str]]:
    """Return `count` reports in the order of the days that they tell of; a happening is told by up to nine."""
    found: list[tuple[date, Claim, str]] = []
    while len(found) < count:
        claim, day = happening(dice)
        known = dice.sample(WORDS, 6)
        found += [(day, told(claim, day, dice), f"{' '.join(dice.sample(known, 4))} hit.") for _ in range(dice.choice(TELLINGS))]
    return sorted(islice(found, count), key=lambda one: one[0])


def world(count: int) -> list[Reading]:
    """Return documents with `count` claims in three years, always the same ones."""
    found = reports(random.Random(1), count)  # noqa: S311  # invented news, not a secret
    readings = []
    for number in range(0, count, EACH):
        text = ""
        claims: list[Claim] = []
        for day, claim, sentence in found[number : number + EACH]:
            span = Span(len(text), len(text) + len(sentence))
            claims.append(replace(claim, id=f"c{number + len(claims):06}", document_id=f"d{number:06}", span=span))
            text += f"{sentence} "
            published = When(first=day, last=day, precision=DatePrecision.DAY, words="that day")
        document = Document(
            id=f"d{number:06}",
            source=f"d{number:06}.txt",
            text=text,
            published=Publication(when=published, basis=Basis.STATED),
        )
        readings.append(Reading(document=document, claims=tuple(claims)))
    return readings


def seconds(count: int) -> float:
    """Return the CPU seconds that joining takes."""
    readings = world(count)
    start = time.process_time()
    incidents.join(readings)
    return time.process_time() - start


def test_four_times_the_claims_cost_less_than_six_times_as_much() -> None:
    few, many = min(seconds(2_000) for _ in range(3)), min(seconds(8_000) for _ in range(2))
    print(f"\njoining 2,000 claims {few:.2f} s, 8,000 {many:.2f} s, ratio {many / few:.1f}")  # noqa: T201  # the figure itself
    assert many / few < 6
