"""The actors that are known before a text is read: states, listed groups, and the nouns for the unnamed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from daachorse import CharwiseDoubleArrayAhoCorasick

from geo import facts
from geo.errors import FactsError
from geo.model import Actor
from geo.settings import Settings

LEFTMOST_LONGEST: Final = 1

# One code point for one, so that a position in the plain text is a position in the text.
PLAIN: Final = str.maketrans(
    {"\u2019": "'", "\u2018": "'", "\u02bc": "'", "\u00a0": " ", "\n": " ", "\u2010": "-", "\u2011": "-"}
)

SHOUTED_FROM: Final = 6
"""A name this long is also known in capitals, as headlines print it; shorter ones meet too many abbreviations."""


KINDS: Final = frozenset({"company", "crowd", "media", "militia", "military", "office", "organization", "party", "person"})
"""What a listed actor can be, states apart."""


class Use(StrEnum):
    """How a word names an actor."""

    NAME = "name"
    ADJECTIVE = "adjective"
    PEOPLE = "people"
    """"Iranians": people of a state, not the state."""
    METONYM = "metonym"
    """A capital: the state only where it acts, speaks or is addressed."""


@dataclass(frozen=True, slots=True)
class Listed:
    """What a listed name stands for."""

    actor: Actor
    use: Use


@dataclass(frozen=True, slots=True)
class Noun:
    """A common noun for people without a name."""

    id: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A listed name in a text, as a range of code points."""

    start: int
    end: int
    listed: Listed


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """Listed actors and the words for the others."""

    actors: Mapping[str, Actor]
    """By id."""
    adjectives: Mapping[str, str]
    """What stands before a noun for a state: "Iraqi" for "iraq"."""
    names: tuple[tuple[str, Listed], ...]
    nouns: Mapping[str, Noun]
    """By lower-case form, singular and plural: "gunman", "gunmen", "security forces"."""
    titles: frozenset[str]
    """Words that stand before a name, lower case: "president", "gen."."""
    title_ends: frozenset[str]
    """The last words of the titles and nouns: where none of them stands there is no title to look for."""
    organization_words: Mapping[str, str]
    """Kind of an organization by a word of its name, lower case."""
    not_actors: frozenset[str]
    """Capitalized words that end the name of nobody: laws, sites, weapons."""
    automaton: CharwiseDoubleArrayAhoCorasick

    def find(self, text: str) -> Iterator[Hit]:
        """Yield the listed names in `text`, in order, the longest at each position, whole words only."""
        plain = text.translate(PLAIN)
        for start, end, number in self.automaton.find(plain):
            if _is_whole(plain, start, end):
                yield Hit(start, end, self.names[number][1])

    def kind_of(self, name: str) -> str:
        """Return the kind of organization that the words of its name tell, the last telling word first."""
        for word in reversed(name.lower().split()):
            if word in self.organization_words:
                return self.organization_words[word]
        return "organization"


def load(settings: Settings) -> Directory:
    """
    Return the directory made of the tables in `data/`.

    Raises
    ------
    FactsError
        If a table is missing or wrong, or one name is given to two actors.
    """
    states = list(facts.rows(settings.data / "states.csv", _state))
    listed = [*facts.rows(settings.data / "actors.csv", _actor), *facts.rows(settings.data / "persons.csv", _person)]
    names = _names(states, listed)
    nouns = dict(_nouns(settings.data / "actor_nouns.csv"))
    titles = frozenset(facts.rows(settings.data / "titles.csv", lambda row: row["title"].lower()))
    return Directory(
        actors={actor.id: actor for actor in [*(state for state, _ in states), *listed]},
        adjectives={state.id: uses[Use.ADJECTIVE][0] for state, uses in states if uses[Use.ADJECTIVE]},
        names=names,
        nouns=nouns,
        titles=titles,
        title_ends=frozenset(_ends([*titles, *nouns])),
        organization_words=dict(facts.rows(settings.data / "organization_words.csv", lambda row: (row["word"], row["kind"]))),
        not_actors=frozenset(facts.rows(settings.data / "not_actors.csv", lambda row: row["name"])),
        automaton=CharwiseDoubleArrayAhoCorasick([name for name, _ in names], LEFTMOST_LONGEST),
    )


def _ends(phrases: Iterable[str]) -> Iterator[str]:
    """Yield the last token of each phrase; the parse may cut at hyphens, and the stop from an abbreviation."""
    for phrase in phrases:
        last = phrase.split()[-1]
        yield from (last, last.rsplit("-", maxsplit=1)[-1])
        if last.endswith("."):
            yield "."


def slug(name: str) -> str:
    """Return `name` in lower case ASCII letters and digits with "-" between words, for an id."""
    ascii_only = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", ascii_only.lower().replace("'", "")))


def _is_whole(text: str, start: int, end: int) -> bool:
    return not (_continues(text, start - 1, start) or _continues(text, end - 1, end))


def _continues(text: str, left: int, right: int) -> bool:
    return left >= 0 and right < len(text) and text[left].isalnum() and text[right].isalnum()


def _state(row: dict[str, str]) -> tuple[Actor, dict[Use, tuple[str, ...]]]:
    uses = {
        Use.NAME: (row["name"], *facts.names(row["aliases"])),
        Use.ADJECTIVE: facts.names(row["adjectives"]),
        Use.PEOPLE: facts.names(row["people"]),
        Use.METONYM: facts.names(row["metonyms"]),
    }
    folded = dict.fromkeys(name for use in (Use.NAME, Use.ADJECTIVE, Use.PEOPLE, Use.METONYM) for name in uses[use])
    aliases = tuple(name for name in folded if name != row["name"])
    return Actor(id=row["id"], name=row["name"], aliases=aliases, kind="state"), uses


def _actor(row: dict[str, str]) -> Actor:
    if row["kind"] not in KINDS:
        msg = f"kind {row['kind']!r} is none of {', '.join(sorted(KINDS))}"
        raise ValueError(msg)
    return Actor(
        id=row["id"],
        name=row["name"],
        aliases=facts.names(row["aliases"]),
        kind=row["kind"],
        belongs_to=facts.names(row["belongs_to"]),
    )


def _person(row: dict[str, str]) -> Actor:
    return _actor({**row, "kind": "person"})


def _names(states: Iterable[tuple[Actor, dict[Use, tuple[str, ...]]]], listed: Iterable[Actor]) -> tuple[tuple[str, Listed], ...]:
    found: dict[str, Listed] = {}
    for actor, uses in states:
        for use, names in uses.items():
            for name in names:
                # "New Zealand" is its own adjective; the name comes first.
                found.setdefault(name, Listed(actor, use))
    given: dict[str, str] = {}
    for actor in listed:
        for name in (actor.name, *actor.aliases):
            if given.setdefault(name, actor.id) != actor.id:
                msg = f"actors.csv: {name!r} is given to {given[name]} and {actor.id}; take it from one"
                raise FactsError(msg)
            found[name] = Listed(actor, Use.NAME)
    spelled: dict[str, Listed] = {}
    for name, value in found.items():
        for spelling in _spellings(name):
            spelled.setdefault(spelling, value)
    return tuple({**spelled, **found}.items())


def _spellings(name: str) -> Iterator[str]:
    """Yield how else the press writes a name: without apostrophes, without the hyphen of "al-", capitalized, in capitals."""
    plain = name.translate(PLAIN)
    yield plain
    for form in (plain, plain.replace("'", "")):
        yield form
        for article in ("al", "Al", "el", "El", "as", "ash"):
            yield form.replace(f"{article}-", f"{article} ")
        yield form.replace("al-", "Al-")
        yield form.replace("al-", "Al ")
    if len(plain) >= SHOUTED_FROM:
        yield plain.upper()


def _nouns(path: Path) -> Iterator[tuple[str, Noun]]:
    for form, noun in facts.rows(path, lambda row: (row["noun"], Noun(row["id"], row["name"], row["kind"]))):
        yield form, noun
        yield _plural(form), noun


_PLURALS: Final = (
    (re.compile(r"(?<=\w)man$"), "men"),
    (re.compile(r"woman$"), "women"),
    (re.compile(r"child$"), "children"),
    (re.compile(r"(people|police|personnel|military|media)$"), r"\1"),
    (re.compile(r"(?<=[^aeiou])y$"), "ies"),
    (re.compile(r"(?<=ch|sh)$"), "es"),
    (re.compile(r"$"), "s"),
)


def _plural(noun: str) -> str:
    for ending, plural in _PLURALS:
        changed, count = ending.subn(plural, noun, count=1)
        if count:
            return changed
    return noun
