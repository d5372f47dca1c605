"""What happens in the invented world: the truth that reports are written of."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Final

from geo.model import Kind
from geo.newsroom.stock import Stock, Town, details

QUIET_DAYS: Final = 14
"""Days in which nothing of the same family happens in the same town: two would be told apart by nobody."""
_TRIES: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """Something that happened, as it was."""

    id: str
    kind: Kind
    town: Town
    day: date
    site: str
    """Where in the town, with its article: "a market"."""
    killed: int
    injured: int
    taken: int
    """How many were arrested, abducted or sent."""
    doer: str
    foe: str
    whom: str
    """Who was arrested or abducted: "students"."""
    cause: str
    crime: str

    @property
    def is_deadly(self) -> bool:
        """Return whether its numbers are of people who came to harm."""
        return details(self.kind) in {"explosive", "armed"}


@dataclass(slots=True)
class Calendar:
    """Where what happened lately, so that no two happenings are one to a reader."""

    stock: Stock
    last: dict[tuple[str, str], date] = field(default_factory=dict)

    def invent(self, number: int, day: date, dice: Random) -> Happening:
        """Return what happens next."""
        kinds = self.stock.habits
        for _ in range(_TRIES):
            [habit] = dice.choices(kinds, [one.weight for one in kinds])
            town = pick_town(self.stock, dice)
            key = (town.id, details(habit.kind))
            if (day - self.last.get(key, date.min)).days > QUIET_DAYS:
                break
        self.last[key] = day
        words, kind = self.stock.words, habit.kind
        deadly = dice.random() < habit.deadly
        return Happening(
            id=f"k{number:07}",
            kind=kind,
            town=town,
            day=day,
            site=dice.choice(words[f"site.{kind.value}"]),
            killed=_some(dice) if deadly else 0,
            injured=1 + _some(dice) if habit.deadly and dice.random() < 0.7 else 0,
            taken=1 + _some(dice),
            doer=dice.choice(words["doer"]),
            foe=dice.choice(words["foe"]),
            whom=dice.choice(words["victims" if kind is Kind.ABDUCTION else "suspects"]),
            cause=dice.choice(words["cause"]),
            crime=dice.choice(words["crime"]),
        )


def pick_town(stock: Stock, dice: Random) -> Town:
    """Return a town of a country in the news, a large one more often."""
    [beat] = dice.choices(stock.beats, [one.weight for one in stock.beats])
    [town] = dice.choices(beat.towns, [1 / (rank + 2) for rank in range(len(beat.towns))])
    return town


def _some(dice: Random) -> int:
    """Return a number of people: mostly few, now and then dozens."""
    return min(80, 1 + int(dice.paretovariate(1.1) * dice.uniform(0.5, 2.5)))
