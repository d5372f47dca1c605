"""Forms to sentences: slots filled, numbers and days as newspapers write them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Final

from geo.calendar import MONTHS, WEEKDAYS
from geo.newsroom.stock import Form, Stock, Town

_WEEKDAYS: Final = tuple(name.capitalize() for name in WEEKDAYS if name.endswith("day"))
_MONTHS: Final = tuple({number: name.capitalize() for name, number in reversed(MONTHS.items())}[n] for n in range(1, 13))
_SLOT: Final = re.compile(r"\{(\w{1,20})\}")
_ONE: Final = re.compile(r"\{(Dead|Taken)\} were\b")
_DOUBLE: Final = re.compile(r",([,.;?!])")
_NUMBERS: Final = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def in_words(number: int) -> str:
    """Return a number as newspapers write it: in letters up to ten."""
    return _NUMBERS[number] if number <= 10 else f"{number:,}"


def month(number: int) -> str:
    """Return the name of a month, 1 to 12."""
    return _MONTHS[number - 1]


def weekday(day: date) -> str:
    """Return the name of the weekday."""
    return _WEEKDAYS[day.weekday()]


def written(day: date, *, year: bool, british: bool) -> str:
    """Return a day as a report prints it."""
    named = f"{day.day} {month(day.month)}" if british else f"{month(day.month)} {day.day}"
    return named + (f"{'' if british else ','} {day.year}" if year else "")


def capital(text: str) -> str:
    """Return text as it begins a sentence."""
    return text[:1].upper() + text[1:]


def people(number: int, noun: str, *, digits: bool) -> str:
    """Return so many people, in the style of an outlet."""
    said = str(number) if digits and number > 1 else in_words(number)
    return f"{said} {_singular(noun) if number == 1 else noun}"


def _singular(noun: str) -> str:
    return {"people": "person", "men": "man", "others": "other person"}.get(noun, noun.removesuffix("s"))


@dataclass(slots=True, kw_only=True)
class Pen:
    """Writes in the style of one outlet on one day."""

    stock: Stock
    dice: Random
    today: date
    british: bool = False
    digits: bool = False
    """Whether small numbers are digits, too."""
    dated: bool = True
    """Whether readers know the day of the report; a report that does not say it names days in full."""
    said: dict[str, str] = field(default_factory=dict)
    """What slots stand for in the whole report."""

    def write(self, form: Form, more: Mapping[str, str] | None = None) -> str:
        """Return the sentence; what no slot is known for is taken from the words."""
        known = {**self.said, **(more or {})}
        single = {"Dead", "Taken"} & {name for name in ("Dead", "Taken") if known.get(name, "").lower().startswith("one ")}
        text = _ONE.sub(lambda match: f"{{{match[1]}}} {'was' if match[1] in single else 'were'}", form.text)
        return capital(_DOUBLE.sub(r"\1", _SLOT.sub(lambda match: known.get(match[1]) or self._word(match[1]), text)))

    def _word(self, slot: str) -> str:
        dice = self.dice
        if slot == "person":
            return f"{dice.choice(self.stock.words['first'])} {dice.choice(self.stock.words['last'])}"
        if slot in _MADE:
            return _MADE[slot](dice)
        return dice.choice(self.stock.words[slot])

    def day(self, day: date) -> str:
        """Return when something happened, to stand after a verb: "on Monday"."""
        dice, ago = self.dice, (self.today - day).days
        if not self.dated:
            return f"on {written(day, year=True, british=self.british)}"
        if ago > 6:
            return f"on {written(day, year=ago > 300, british=self.british)}"
        name = weekday(day)
        ways = [f"on {name}", f"on {name}", f"on {name} {dice.choice(('morning', 'evening', 'afternoon'))}"]
        ways += [f"early on {name}", name] if ago < 3 else [f"on {name}, {written(day, year=False, british=self.british)},"]
        ways += [f"on {written(day, year=False, british=self.british)}"]
        ways += ["yesterday"] if ago == 1 else []
        return dice.choice(ways)

    def day_of(self, day: date) -> str:
        """Return when something happened, to stand before its noun: "Monday's"."""
        if self.dated and (self.today - day).days <= 6:
            return f"{weekday(day)}'s"
        return f"the {written(day, year=False, british=self.british)}"

    def where(self, town: Town) -> str:
        """Return a town as it is first named, to stand after "in"."""
        ways = [
            f"{town.name}, {town.land},",
            f"the {town.adjective} city of {town.name}",
            f"the city of {town.name} in {town.land}",
        ]
        return self.dice.choice([town.name, town.name, *ways] if town.famous else ways)

    def ahead(self) -> str:
        """Return a day soon, as a weekday."""
        return weekday(self.today + timedelta(days=self.dice.randint(1, 5)))


_MADE: Final[Mapping[str, Callable[[Random], str]]] = {
    "count": lambda dice: f"{dice.randint(11, 98)}",
    "km": lambda dice: f"{dice.randint(40, 700)}",
    "degrees": lambda dice: f"{dice.randint(31, 44)}",
    "age": lambda dice: f"{dice.randint(101, 109)}",
    "many": lambda dice: f"{dice.randint(12, 900) * 100:,}",
    "pct": lambda dice: f"{dice.randint(2, 98) / 10:.1f}",
    "score": lambda dice: f"{dice.randint(2, 4)}-{dice.randint(0, 1)}",
    "weekday": lambda dice: dice.choice(_WEEKDAYS),
    "month": lambda dice: dice.choice(_MONTHS),
}
"""Slots that are made up on the spot."""
