"""The words that tell of happenings, as tables in `data/lexicon/`: read once, checked where they enter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from geo import facts
from geo.model import Kind, Place, Status
from geo.settings import Settings


class Creates(StrEnum):
    """When a phrase makes a claim of its own."""

    ALWAYS = "always"
    ANCHORED = "anchored"
    """Only where the phrase itself says where or when."""
    SUPPORTS = "supports"
    """It adds to a claim that another phrase makes."""
    NEVER = "never"
    """It is there to keep a looser row away."""


class Rule(StrEnum):
    """How a kind is found that the word alone does not give."""

    FIXED = "fixed"
    BY_WEAPON = "by_weapon"
    BY_EVENT = "by_event"
    """Of the event noun that stands as its subject ("the blast killed ...")."""
    BY_CAUSE = "by_cause"
    """Of whatever the sentence names as the cause of the deaths."""
    BY_SIDES = "by_sides"
    """Crowd and police make a crackdown, armed groups a clash."""


@dataclass(frozen=True, slots=True)
class Condition:
    """Which classes of noun may fill a slot."""

    any_of: frozenset[str] = frozenset()
    none_of: frozenset[str] = frozenset()
    present: bool = False
    """Whether the slot must be filled by a word that is there."""
    absent: bool = False
    """Whether it may stay empty."""
    vacant: bool = False
    """Whether it must stay empty."""

    @classmethod
    def of(cls, cell: str) -> Condition:
        """Read a cell: "a|b" one of these, "!c" not that, "+a" it must be there, "none" it may be missing."""
        parts = facts.names(cell)
        wanted = [part.lstrip("+") for part in parts if not part.startswith("!")]
        return cls(
            any_of=frozenset(part for part in wanted if part != "none"),
            none_of=frozenset(part[1:] for part in parts if part.startswith("!")),
            present=any(part.startswith("+") and part != "+none" for part in parts),
            absent=not parts or "none" in wanted,
            vacant=bool(parts) and set(parts) <= {"none", "+none"},
        )

    def admits(self, classes: frozenset[str]) -> bool:
        """Return whether a word of these classes may stand here."""
        return not classes & self.none_of and (not self.any_of or bool(classes & self.any_of))


@dataclass(frozen=True, slots=True, kw_only=True)
class Predicate:
    """One row: a word and the company in which it tells of a happening."""

    lemmas: tuple[str, ...]
    noun: bool
    company: frozenset[str] = frozenset()
    """For a verb, words one of which hangs on it ("down", "fire"); for a noun, words one of which stands before it."""
    subject: Condition = field(default_factory=Condition)
    object: Condition = field(default_factory=Condition)
    rule: Rule = Rule.FIXED
    kind: str = ""
    """A kind, or the kind to fall back on; "none" where the row makes nothing by itself."""
    target: tuple[str, ...] = ()
    """Where the target stands: "object", "subject", or prepositions."""
    creates: Creates = Creates.ALWAYS
    ongoing: bool = False
    after: bool = False
    """Whether its subject comes upon what others did: police who defuse a bomb did not plant it."""
    blockers: frozenset[str] = frozenset()
    yes: str = ""
    no: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weapon:
    """A means of harm and the kind of happening it makes."""

    words: tuple[str, ...]
    kind: Kind
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LightVerb:
    """A verb that lends an event noun its subject ("carried out airstrikes")."""

    company: str
    role: str
    grammar: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechVerb:
    """A verb that says on whose word something stands."""

    status: Status
    form: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """A verb that credits somebody with a deed told elsewhere ("claimed responsibility for the attack")."""

    company: frozenset[str]
    who: tuple[str, ...]
    """Where whoever is credited stands: "subject", "object", or a preposition."""
    event: tuple[str, ...]
    """Where the deed stands, one for each of `who`; with "?" it may be left out."""
    role: str
    """claimant, accused, perpetrator, or denier."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """Everything the matcher knows of English; the rest it reads from the parse."""

    verbs: Mapping[str, tuple[Predicate, ...]]
    events: Mapping[str, tuple[Predicate, ...]]
    nouns: Mapping[str, frozenset[str]]
    weapons: Mapping[str, tuple[Weapon, ...]]
    """By the last word of the weapon's name, longest name first."""
    light: Mapping[str, tuple[LightVerb, ...]]
    credits: Mapping[str, tuple[Credit, ...]]
    speech: Mapping[str, SpeechVerb]
    irrealis: Mapping[tuple[str, str], str]
    """By lemma and part of speech: future, hypothetical, negated, alleged, real."""
    idioms: Mapping[str, tuple[tuple[str, ...], ...]]
    """By first word."""
    amounts: Mapping[str, tuple[int, int | None]]
    onlookers: frozenset[str]
    """Ids of actors who report, help or suffer and do no violence."""
    genres: Mapping[str, frozenset[str]]
    """By genre of report: words that are used in reports of it."""
    max_sentence: int
    """Characters; see `Settings.max_sentence`."""
    peoples: Mapping[str, Place] = field(default_factory=dict)
    """By folded demonym the country: "saudi" facilities stand in Saudi Arabia."""
    capitals: Mapping[str, Place] = field(default_factory=dict)
    """By country code."""


def load(settings: Settings) -> Lexicon:
    """
    Return the lexicon kept under `settings.data`.

    Raises
    ------
    FactsError
        If a table is missing or a row is wrong; the message names file and line.
    """
    folder = settings.data / "lexicon"
    verbs = list(facts.rows(folder / "predicates.csv", _verb))
    events = list(facts.rows(folder / "events.csv", _event))
    classes: defaultdict[str, set[str]] = defaultdict(set)
    for lemma, name in facts.rows(folder / "nouns.csv", lambda row: (row["lemma"], row["class"])):
        classes[lemma].add(name)
    for lemma, name in facts.rows(folder / "wordnet.csv", lambda row: (row["lemma"], row["class"])):
        classes[lemma].add(name)
    for row in events:
        for lemma in row.lemmas:
            classes[lemma].add("event")
    return Lexicon(
        verbs=_by_lemma(verbs),
        events=_by_lemma(events),
        nouns={lemma: frozenset(names) for lemma, names in classes.items()},
        weapons=_weapons(folder),
        light=_light(folder),
        credits=_credits(folder),
        speech=dict(facts.rows(folder / "speech.csv", _speech)),
        irrealis={(r["lemma"], r["pos"]): r["modality"] for r in facts.rows(folder / "irrealis.csv", dict)},
        idioms=_idioms(folder),
        amounts=dict(facts.rows(folder / "toll_words.csv", _amount)),
        onlookers=frozenset(facts.rows(folder / "onlookers.csv", lambda row: row["actor"])),
        genres=_genres(folder),
        max_sentence=settings.max_sentence,
    )


def _verb(row: dict[str, str]) -> Predicate:
    rule, kind = _kind(row["kind"])
    return Predicate(
        lemmas=facts.names(row["lemma"]),
        noun=False,
        company=frozenset(facts.names(row["with"])),
        subject=Condition.of(row["subject"]),
        object=Condition.of(row["object"]),
        rule=rule,
        kind=kind,
        target=facts.names(row["target"]),
        creates=Creates(row["creates"]),
        ongoing=row["aspect"] == "ongoing",
        after=row["aspect"] == "after",
        blockers=frozenset(facts.names(row["blockers"])),
        yes=row["example_yes"],
        no=row["example_no"],
    )


def _event(row: dict[str, str]) -> Predicate:
    rule, kind = _kind(row["kind"])
    return Predicate(
        lemmas=facts.names(row["lemma"]),
        noun=True,
        company=frozenset(facts.names(row["with"])),
        rule=rule,
        kind=kind,
        creates=Creates(row["creates"]),
        blockers=frozenset(facts.names(row["blockers"])),
        yes=row["example_yes"],
        no=row["example_no"],
    )


def _kind(cell: str) -> tuple[Rule, str]:
    """Read "airstrike", "by_weapon:bombing" or "none"."""
    head, _, fallback = cell.partition(":")
    if head.startswith("by_"):
        rule, kind = Rule(head), fallback or "none"
    else:
        rule, kind = Rule.FIXED, head
    if kind not in {"none", "explosion", "strike"}:
        Kind(kind)
    return rule, kind


def _speech(row: dict[str, str]) -> tuple[str, SpeechVerb]:
    return row["lemma"], SpeechVerb(status=Status(row["status"]), form=row["forms"])


def _amount(row: dict[str, str]) -> tuple[str, tuple[int, int | None]]:
    return row["words"], (int(row["low"]), int(row["high"]) if row["high"] else None)


def _by_lemma(rows: Iterable[Predicate]) -> dict[str, tuple[Predicate, ...]]:
    found: defaultdict[str, list[Predicate]] = defaultdict(list)
    for row in rows:
        for lemma in row.lemmas:
            found[lemma].append(row)
    return {lemma: tuple(rows) for lemma, rows in found.items()}


def _weapons(folder: Path) -> dict[str, tuple[Weapon, ...]]:
    found: defaultdict[str, list[Weapon]] = defaultdict(list)
    for row in facts.rows(folder / "weapons.csv", dict):
        words = tuple(row["lemma"].split())
        found[words[-1]].append(Weapon(words=words, kind=Kind(row["kind"]), name=row["name"]))
    return {last: tuple(sorted(rows, key=lambda weapon: -len(weapon.words))) for last, rows in found.items()}


def _light(folder: Path) -> dict[str, tuple[LightVerb, ...]]:
    found: defaultdict[str, list[LightVerb]] = defaultdict(list)
    for row in facts.rows(folder / "light_verbs.csv", dict):
        found[row["lemma"]].append(LightVerb(company=row["with"], role=row["subject_role"], grammar=row["grammar"]))
    return {lemma: tuple(rows) for lemma, rows in found.items()}


def _credits(folder: Path) -> dict[str, tuple[Credit, ...]]:
    found: defaultdict[str, list[Credit]] = defaultdict(list)
    for row in facts.rows(folder / "credits.csv", dict):
        names = [facts.names(row[column]) for column in ("with", "who", "event")]
        for lemma in facts.names(row["lemma"]):
            found[lemma].append(Credit(company=frozenset(names[0]), who=names[1], event=names[2], role=row["role"]))
    return {lemma: tuple(rows) for lemma, rows in found.items()}


def _genres(folder: Path) -> dict[str, frozenset[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for lemma, genre in facts.rows(folder / "genres.csv", lambda row: (row["lemma"], row["genre"])):
        found[genre].add(lemma)
    return {genre: frozenset(lemmas) for genre, lemmas in found.items()}


def _idioms(folder: Path) -> dict[str, tuple[tuple[str, ...], ...]]:
    found: defaultdict[str, list[tuple[str, ...]]] = defaultdict(list)
    for row in facts.rows(folder / "idioms.csv", dict):
        words = tuple(word for word in row["words"].split() if word not in {"a", "an", "the"})
        found[words[0]].append(words)
    return {first: tuple(rows) for first, rows in found.items()}
