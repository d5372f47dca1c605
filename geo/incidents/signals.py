"""What speaks for two claims being about one happening, and what against it: the table."""

from __future__ import annotations

from typing import Final

from geo.incidents import fate, telling, what, when, where, who
from geo.incidents.finding import Signal

SIGNALS: Final[tuple[Signal, ...]] = (
    what.kind,
    what.another,
    what.foiled,
    when.date,
    where.place,
    who.speakers,
    who.doers,
    who.targets,
    who.named,
    fate.fate,
    what.numbers,
    what.counted,
    when.ongoing,
    what.weapon,
    what.toll,
    what.copied,
    what.words,
    telling.turned,
    telling.told_on,
)
"""All that counts, the cheap vetoes first. The docstring of each says what it weighs, its reason goes into the incident."""
