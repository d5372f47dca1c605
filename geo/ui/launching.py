"""What can be asked of ranges: systems and launch areas by their tokens, ours, the reports', and those of the visitor."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import pandas as pd
import streamlit as st

from geo import gazetteer, ranges, views
from geo.ranges import Arsenal, Band, LaunchArea, RangeClass
from geo.settings import Settings
from geo.ui import loaders
from geo.ui.asked import Asked
from geo.ui.markup import flat, plain
from geo.views import reach, rings
from geo.views.reach import Pair, Targets
from geo.views.rings import ACTOR, PLACE

MOST_PAIRS: Final = 200
"""Of systems and areas that are asked at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What was asked, looked up: what there is of it, and what is wrong with the rest."""

    arsenal: Arsenal
    """With the systems and areas that the visitor states on the page."""
    pairs: tuple[Pair, ...]
    """Systems with a band, each with each area."""
    areas: tuple[LaunchArea, ...]
    problems: tuple[str, ...]
    """In plain text, for the visitor."""


def look_up(asked: Asked) -> Choice:
    """Return what is asked, with a message for all that cannot be drawn; nothing is drawn that is not known."""
    known, told = arsenal()
    known, more = ranges.parsed(known, asked.systems, asked.areas)
    problems = [*told, *more]
    bands = _banded(known, asked.systems, problems)
    areas = tuple(_found(known, asked.areas, problems))
    pairs = [Pair(system=name, label=label, band=band, area=area) for name, (label, band) in bands.items() for area in areas]
    if len(pairs) > MOST_PAIRS:
        problems.append(f"{len(pairs)} pairs of systems and areas: the first {MOST_PAIRS} are asked. Take some out for the rest.")
    return Choice(arsenal=known, pairs=tuple(pairs[:MOST_PAIRS]), areas=areas, problems=tuple(problems))


def _banded(known: Arsenal, names: Iterable[str], problems: list[str]) -> dict[str, tuple[str, Band]]:
    bands: dict[str, tuple[str, Band]] = {}
    for name in names:
        system, band = known.system(name), known.band(name)
        if system is None:
            if not name.startswith("own:"):  # of which `parsed` has told
                problems.append(f"There is no system called {name!r}.")
        elif band is None:
            problems.append(f"{system.label}: nobody has published a figure that can be cited, so there is no ring.")
        else:
            label = plain(system.label)
            # Two of the visitor's may bear one name.
            taken = label in {other for other, _ in bands.values()}
            bands[name] = (f"{label} {len(bands) + 1}" if taken else label, band)
    return bands


def _found(known: Arsenal, tokens: Iterable[str], problems: list[str]) -> Iterable[LaunchArea]:
    for token in tokens:
        area = known.area(token) or _told(token)
        if area is not None:
            yield area
        elif not token.startswith("at:"):
            problems.append(f"There is no launch area {token!r} here.")


def _told(token: str) -> LaunchArea | None:
    if token.startswith(PLACE):
        return rings.areas_of(loaders.snapshot(), [token]).get(token)
    return actor_area(token.removeprefix(ACTOR)) if token.startswith(ACTOR) else None


def arsenal() -> tuple[Arsenal, tuple[str, ...]]:
    """Return our systems and areas with those in the user's folder; with a message and without theirs if a table is wrong."""
    told = loaders.settings()
    stamps = tuple((name, _stamp(told.own / name)) for name in ranges.OWN_FILES)
    return _arsenal(told, stamps)


def _stamp(path: Path) -> tuple[int, int] | None:
    return (path.stat().st_mtime_ns, path.stat().st_size) if path.is_file() else None


@st.cache_resource(show_spinner=False, max_entries=2)
def _arsenal(told: Settings, stamps: tuple[tuple[str, object], ...]) -> tuple[Arsenal, tuple[str, ...]]:
    del stamps  # of the key: a table that was mended is read again
    return rings.armed(told)


@st.cache_resource(show_spinner=False)
def schemes() -> dict[str, tuple[RangeClass, ...]]:
    """Return the schemes of range classes."""
    return ranges.load_classes(loaders.settings())


# --- places --------------------------------------------------------------------------------


def offered(key: str) -> dict[str, LaunchArea]:
    """
    Return places of the reports to launch from, by token.

    Where there are too many to offer, a field of the given key asks for a part of the name.
    """
    opened = loaders.snapshot()
    found = rings.offered(opened)
    if len(found) < rings.MOST_OFFERED:
        return found
    text = flat(st.text_input("Find a place of the reports", key=key, placeholder="part of a name", max_chars=80))
    return rings.offered(opened, text) if text else found


def incident_area(incident: str) -> LaunchArea | None:
    """Return the place of an incident as a launch area; None where it has no place on the ground."""
    row = loaders.asked(views.at, incident)
    token = f"{PLACE}{row['place_id'].iloc[0]}" if len(row) else ""
    return rings.areas_of(loaders.snapshot(), [token]).get(token)


def actor_area(actor: str) -> LaunchArea | None:
    """Return the disc around the places where an actor is said to have acted; None where no such place is known."""
    return loaders.asked(rings.actor_area, loaders.settings().data, actor)


def targets() -> Targets:
    """Return the places that a range is tested against: those of the gazetteer and of the reports."""
    return loaders.drawn(_targets)


def _targets() -> Targets:
    return reach.targets(_towns(loaders.settings()), reach.reported(loaders.snapshot()))


@st.cache_resource(show_spinner="Reading every town of the gazetteer, once", max_entries=1)
def _towns(told: Settings) -> pd.DataFrame:
    return gazetteer.towns(told)


def without(values: Sequence[str], one: str) -> tuple[str, ...]:
    """Return the values without one of them."""
    return tuple(value for value in values if value != one)


def changed(asked: Asked, **values: object) -> Asked:
    """Return what is asked with some of it changed."""
    return replace(asked, **values)  # type: ignore[arg-type]  # the fields of Asked, checked by `replace`
