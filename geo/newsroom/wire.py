"""The wire: what is published day by day, in the order in which it comes; no more of it is kept than is due in two weeks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Final

from geo.newsroom import other, reporting
from geo.newsroom.happening import Calendar, Happening
from geo.newsroom.reporting import Report
from geo.newsroom.stock import Stock
from geo.newsroom.wording import Pen

BEGINNING: Final = date(2031, 1, 1)
A_DAY: Final = 120
"""Documents of a day, as long as what is asked for fits into `YEARS`; else more."""
YEARS: Final = 10
OF_HAPPENINGS: Final = 0.18
"""Share of documents that tell of a known incident."""
FOREIGN: Final = 0.02
BROKEN: Final = 0.005
DATED: Final = 0.95
"""Share of reports of which anything says when they were published."""
_EACH: Final = 3.1
"""Documents that tell of one happening, on average; `_plan` makes them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One document of the wire."""

    number: int
    report: Report | None
    """None where what is sent is broken."""
    happening: Happening | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Due:
    """A report that is still to be written."""

    happening: Happening
    number: int
    """Of the reports of this happening."""
    agency: int
    """Which agency's words it carries; -1 for words of its own."""
    follow: bool = False


@dataclass(slots=True, kw_only=True)
class Wire:
    """Sends documents, the same ones for the same seed; a longer wire begins like a shorter one."""

    stock: Stock
    seed: int
    a_day: int = A_DAY
    _due: defaultdict[date, list[_Due]] = field(default_factory=lambda: defaultdict(list))
    _happened: int = 0

    def items(self) -> Iterator[Item]:
        """Yield documents without end."""
        number, calendar, day = 0, Calendar(self.stock), BEGINNING
        owed = 0.0
        while True:
            dice = self._dice("day", day.toordinal())
            owed += self.a_day * OF_HAPPENINGS / _EACH
            while owed >= 1:
                owed -= 1
                self._happen(calendar, day)
            due = self._due.pop(day, [])
            slots: list[_Due | None] = [*due, *[None] * max(0, self.a_day - len(due))]
            dice.shuffle(slots)
            for slot in slots:
                yield self._item(number, slot, day)
                number += 1
            day += timedelta(days=1)

    def _happen(self, calendar: Calendar, day: date) -> None:
        dice = self._dice("happening", self._happened)
        happening = calendar.invent(self._happened, day, dice)
        self._happened += 1
        for number, (later, agency, follow) in enumerate(_plan(dice, len(self.stock.kinds("agency")))):
            due = _Due(happening=happening, number=number, agency=agency, follow=follow)
            self._due[day + timedelta(days=later)].append(due)

    def _item(self, number: int, due: _Due | None, day: date) -> Item:
        dice = self._dice("document", number)
        outlet = dice.choice(self.stock.outlets)
        if due is not None:
            return Item(number=number, report=self._told(due, day, dice), happening=due.happening)
        chance = dice.random()
        if chance < BROKEN:
            return Item(number=number, report=None)
        make = other.foreign if chance < BROKEN + FOREIGN else other.write
        return Item(number=number, report=make(self.stock, outlet, day, dice))

    def _told(self, due: _Due, day: date, dice: Random) -> Report:
        if due.agency < 0:
            outlet = dice.choice([one for one in self.stock.outlets if one.kind != "agency"])
            return reporting.tell(due.happening, self._pen(day, dice), outlet, follow=due.follow)
        agency = self.stock.kinds("agency")[due.agency]
        words = self._dice("agency", f"{due.happening.id}/{due.agency}/{day}")
        sent = reporting.tell(due.happening, self._pen(day, words), agency)
        if due.number == 0:
            return sent
        paper = dice.choice(self.stock.kinds("paper"))
        return reporting.carry(sent, due.happening, Pen(stock=self.stock, dice=dice, today=day), paper)

    def _pen(self, day: date, dice: Random) -> Pen:
        british, digits, dated = dice.random() < 0.4, dice.random() < 0.3, dice.random() < DATED
        return Pen(stock=self.stock, dice=dice, today=day, british=british, digits=digits, dated=dated)

    def _dice(self, purpose: str, number: object) -> Random:
        return Random(f"{self.seed}/{purpose}/{number}")  # noqa: S311  # invented news, not a secret


def _plan(dice: Random, agencies: int) -> list[tuple[int, int, bool]]:
    """Return the reports of a happening: how many days later, whose words, and whether it follows up."""
    agency, soon = dice.randrange(agencies), dice.choice((0, 0, 1))
    plan = [(soon, agency, False)] if dice.random() < 0.8 else [(soon, -1, False)]
    if plan[0][1] >= 0:
        plan += [(soon, agency, False)] * dice.choice((0, 0, 1, 1, 2, 4))
    plan += [(dice.choice((0, 1, 1, 2)), -1, False) for _ in range(dice.choice((0, 0, 1, 1, 2)))]
    if dice.random() < 0.15:
        plan.append((dice.choice((2, 3, 5, 8, 12)), -1, True))
    return plan
