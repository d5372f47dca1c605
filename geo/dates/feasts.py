"""Days that have a name: fixed ones, and those that move, computed for each year."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from typing import Final

from geo.dates.words import S

Period = tuple[dt.date, dt.date]

_ISLAMIC_EPOCH: Final = dt.date(622, 7, 19).toordinal() - 1
"""1 Muharram 1 of the civil tabular calendar in the proleptic Gregorian calendar (Reingold and Dershowitz, Calendrical
Calculations, 4th edition, chapter 7)."""
_SIGHTING: Final = dt.timedelta(days=1)
"""The tabular calendar is a day off where the month begins with the sight of the moon, and countries differ by one."""
ISLAMIC_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "muharram",
            "safar",
            "rabi al-awwal",
            "rabi al-thani|rabi al-akhir",
            "jumada al-awwal|jumada al-ula",
            "jumada al-thani|jumada al-akhira",
            "rajab",
            "shaaban|sha'ban|shaban",
            "ramadan|ramadhan|ramazan",
            "shawwal",
            "dhu al-qadah|dhul qadah|dhu al-qi'dah",
            "dhu al-hijjah|dhul hijjah|dhu al-hijja",
        ),
        start=1,
    )
    for name in names.split("|")
}
_PERSIAN: Final = "farvardin ordibehesht khordad tir mordad shahrivar mehr aban azar dey bahman esfand"
PERSIAN_MONTHS: Final = {name: number for number, name in enumerate(_PERSIAN.split(" "), start=1)}


def islamic(year: int, month: int, day: int, days: int = 1) -> Period:
    """Return the days on which a date of the Islamic calendar can have been, the sighting of the moon allowed for."""
    before = (year - 1) * 354 + (3 + 11 * year) // 30 + 29 * (month - 1) + month // 2
    first = dt.date.fromordinal(_ISLAMIC_EPOCH + before + day)
    return first - _SIGHTING, first + dt.timedelta(days=days - 1) + _SIGHTING


def persian(year: int, month: int, day: int) -> Period:
    """Return the days on which a date of the Solar Hijri calendar can have been: its year begins on March 20 or 21."""
    passed = 31 * (month - 1) if month <= 7 else 186 + 30 * (month - 7)
    first = dt.date(year + 621, 3, 20) + dt.timedelta(days=passed + day - 1)
    return first, first + _SIGHTING


def easter(year: int) -> dt.date:
    """Return Easter Sunday of the Western churches (Meeus, Jones and Butcher)."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    ell = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * ell) // 451
    month, day = divmod(h + ell - 7 * m + 114, 31)
    return dt.date(year, month, day + 1)


def orthodox_easter(year: int) -> dt.date:
    """Return Easter Sunday of the Eastern churches in the Gregorian calendar (Meeus), from 1900 to 2099."""
    a, b, c = year % 4, year % 7, year % 19
    d = (19 * c + 15) % 30
    e = (2 * a + 4 * b - d + 34) % 7
    month, day = divmod(d + e + 114, 31)
    return dt.date(year, month, day + 1) + dt.timedelta(days=13)


Feast = Callable[[int], Iterator[Period]]
"""Its days in a year of the Gregorian calendar: none, one stretch, or two."""


def _on(month: int, day: int, last: int = 0) -> Feast:
    def days(year: int) -> Iterator[Period]:
        yield dt.date(year, month, day), dt.date(year, month, last or day)

    return days


def _by_easter(shift: int, last: int | None = None, of: Callable[[int], dt.date] = easter) -> Feast:
    def days(year: int) -> Iterator[Period]:
        sunday = of(year)
        yield sunday + dt.timedelta(days=shift), sunday + dt.timedelta(days=shift if last is None else last)

    return days


def _in_islam(month: int, day: int, length: int = 1) -> Feast:
    def days(year: int) -> Iterator[Period]:
        about = (year - 622) * 33 // 32
        for islamic_year in range(about - 1, about + 3):
            found = islamic(islamic_year, month, day, length)
            if found[0].year == year:
                yield found

    return days


FEASTS: Final[dict[str, Feast]] = {
    "christmas eve": _on(12, 24),
    "christmas day": _on(12, 25),
    "christmas": _on(12, 24, 26),
    "boxing day": _on(12, 26),
    "new year's eve": _on(12, 31),
    "new year's day": _on(1, 1),
    "orthodox christmas": _on(1, 7),
    "epiphany": _on(1, 6),
    "valentine's day": _on(2, 14),
    "st. patrick's day": _on(3, 17),
    "nowruz": _on(3, 20, 21),
    "april fools' day": _on(4, 1),
    "may day": _on(5, 1),
    "victory day": _on(5, 8, 9),
    "bastille day": _on(7, 14),
    "the fourth of july": _on(7, 4),
    "halloween": _on(10, 31),
    "all saints' day": _on(11, 1),
    "armistice day": _on(11, 11),
    "good friday": _by_easter(-2),
    "palm sunday": _by_easter(-7),
    "easter sunday": _by_easter(0),
    "easter monday": _by_easter(1),
    "orthodox easter": _by_easter(0, of=orthodox_easter),
    "easter": _by_easter(-2, 1),
    "ramadan": _in_islam(9, 1, 30),
    "eid al-fitr": _in_islam(10, 1, 3),
    "eid al-adha": _in_islam(12, 10, 4),
    "ashura": _in_islam(1, 10),
    "arbaeen": _in_islam(2, 20),
    "mawlid": _in_islam(3, 12),
}
"""By name, in lower case. The Islamic ones are Ramadan 1 to 30, Shawwal 1 to 3, Dhu al-Hijjah 10 to 13, Muharram 10,
Safar 20 and Rabi al-Awwal 12; Nowruz is the equinox of March."""

_SPELLED: Final = {
    "ramadan": r"[Rr]ama[dz]h?an",
    "eid al-fitr": r"Eid(?:[- ](?:al|ul|el)[- ])?[- ]?[Ff]it[th]?a?r",
    "eid al-adha": r"Eid(?:[- ](?:al|ul|el)[- ])?[- ]?(?:Adha|Azha)",
    "ashura": r"Ash(?:ou|u|oo)ra",
    "arbaeen": r"Arba['\u2019]?[aei]{1,2}n",
    "nowruz": r"N(?:ow|o|ew|au|av)r(?:ou|oo|u|o)z",
    "mawlid": r"Ma[wu]lid",
    "st. patrick's day": rf"St\.?{S}Patrick['\u2019]s{S}[Dd]ay",
    "may day": rf"May{S}Day",
    "the fourth of july": rf"[Tt]he{S}Fourth{S}of{S}July",
}
"""How news spells those that are not spelled as they are listed."""


def printed() -> str:
    """Return an alternation of how the feasts are spelled, the longer names first."""
    return "|".join(_printed(name) for name in sorted(FEASTS, key=lambda name: (-len(name), name)))


def named(words: str) -> str:
    """Return the name of the feast that is spelled so."""
    return next(name for name in FEASTS if re.fullmatch(_printed(name), words))


def _printed(name: str) -> str:
    words = (re.escape(word.capitalize()) for word in name.split())
    return _SPELLED.get(name) or S.join(words).replace("'", "['\u2019]").replace("Day", "[Dd]ay")


def near(name: str, today: dt.date, *, ahead: bool) -> Period | None:
    """Return the days of a feast that a report of `today` means: the last that had begun, or the next."""
    found = sorted(days for year in (today.year - 1, today.year, today.year + 1) for days in FEASTS[name](year))
    if ahead:
        return next((days for days in found if days[1] >= today), None)
    return next((days for days in reversed(found) if days[0] <= today), None)


CALENDARS: Final[dict[str, Callable[[int, int, int], Period]]] = {"islamic": islamic, "persian": persian}
