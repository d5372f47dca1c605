"""Invented news of any length: of a war in invented words, and of everything else."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

TOWNS = (
    "Basra",
    "Mosul",
    "Erbil",
    "Aleppo",
    "Homs",
    "Kandahar",
    "Quetta",
    "Kano",
    "Kismayo",
    "Aden",
    "Taiz",
    "Benghazi",
    "Kharkiv",
)
WAR = (
    "Rockets hit the airport of {town} on {day}, killing {n} people, police said.",
    "Gunmen shot dead {n} soldiers near {town}, the army said.",
    "A car bomb exploded outside a mosque in {town}, wounding at least {n}.",
    "Government jets bombed {town} overnight, and {n} houses burned.",
    "Protesters blocked roads in {town} for the {n}th day.",
    "The attack was claimed by a group that is close to the rebels.",
)
PEACE = (
    "The museum of {town} shows {n} paintings that nobody has seen for a century.",
    "Prices of bread rose by {n} percent in {town}, traders said.",
    "The orchestra of {town} plays on {day}, and all {n} seats are sold.",
    "Heavy rain is expected in {town}, with {n} millimeters by the evening.",
    "The university of {town} opens a department for the study of rivers.",
    "Her second novel sold {n} thousand copies and is read in schools.",
    "The visitors scored {n} points in the last quarter, and the hall in {town} was silent.",
)


def reports(count: int, *, of_war: float, sentences: int, seed: int = 1) -> Iterator[str]:
    """Yield reports, always the same ones, of which such a share is of war."""
    dice = random.Random(seed)  # noqa: S311  # invented news, not a secret
    for number in range(count):
        stock = WAR if dice.random() < of_war else PEACE
        day = date(2031, 1, 1) + timedelta(days=dice.randrange(1000))
        told = [_sentence(dice.choice(stock), dice, day) for _ in range(sentences)]
        paragraphs = (" ".join(told[at : at + 3]) for at in range(0, sentences, 3))
        yield "\n\n".join((f"What the day {number} brought to the city", *paragraphs)) + "\n"


def _sentence(form: str, dice: random.Random, day: date) -> str:
    return form.format(town=dice.choice(TOWNS), n=dice.randint(2, 60), day=f"{day.day} {day:%B} {day.year}")


def write(folder: Path, count: int, *, of_war: float, sentences: int) -> None:
    """Write such reports into a folder, one a file."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, report in enumerate(reports(count, of_war=of_war, sentences=sentences)):
        (folder / f"{number:06}.txt").write_text(report, encoding="utf-8")
