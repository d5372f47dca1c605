"""People without a name: "protesters", "Iraqi security forces", "Iran-backed militias"."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from spacy.tokens import Span as Tokens, Token

from geo.actors.directory import Noun, slug
from geo.actors.named import remember_acronym
from geo.actors.sheet import Sheet
from geo.model import Actor

NOMINAL: Final = frozenset({"NOUN", "PROPN"})
MODIFIERS: Final = frozenset(
    {"amod", "compound", "nmod", "poss", "nummod", "npadvmod", "punct", "advmod", "case", "quantmod", "det", "conj", "cc"}
)
DROPPED_IN_FRONT: Final = frozenset({"DET", "NUM", "PRON", "PUNCT", "ADV", "PART", "ADP", "SPACE", "CCONJ", "AUX", "VERB"})
HOW_MANY: Final = frozenset(
    {"additional", "extra", "few", "least", "many", "more", "most", "numerous", "other", "several", "some"}
)
TIES: Final = frozenset(
    {"affiliated", "aligned", "allied", "armed", "backed", "based", "controlled", "funded", "led", "linked", "run", "sponsored"}
    | {"supported", "trained"}
)
"""What ties a group to another without making it a part of it: "Iran-backed"."""
PLACES: Final = frozenset({"GPE", "LOC", "FAC"})
"""Entities that say where a group is: the protesters of Basra are protesters."""
ONE: Final = frozenset({"NN", "NNP"})
"""Tags of a noun for one: "the president", "the gunman" may be somebody who was named as that."""
POINTING: Final = frozenset({"the", "these", "those", "this", "that"})
HELD_BY: Final = frozenset({"of", "from"})
MOST: Final = 12
"""Named organizations that are looked at, backwards, for what "the group" is."""
RIVALS: Final = 3
"""Of those, the last that "the group" may be."""
LONGEST: Final = 8
"""Tokens in front of the noun that are looked at."""
MEMORY: Final = 400
"""Tokens after which "the militias" no longer points back at the militias that were named with an owner."""


REFERRING: Final[Mapping[str, frozenset[str]]] = {
    noun: frozenset({"militia", "party", "organization"})
    for noun in ("group", "movement", "organization", "organisation", "network", "faction")
} | {
    noun: frozenset({"militia"})
    for noun in ("militia", "armed group", "militant group", "rebel group", "terror group", "terrorist group", "militia group")
}
"""What "the group" may point back at: the last one named of these kinds."""


def groups(sheet: Sheet) -> None:
    """Note the groups that have no name, each with the modifiers that say which one."""
    memory = Memory(sheet)
    for token in sheet.doc:
        if token.pos_ in NOMINAL and not sheet.taken[token.i] and not sheet.is_listed_organization(token):
            _note(sheet, token, memory)


@dataclass(frozen=True, slots=True)
class Before:
    """An organization that was named."""

    start: int
    actor: Actor
    is_subject: bool


class Memory:
    """What a definite noun may point back at."""

    def __init__(self, sheet: Sheet) -> None:
        """Remember the organizations that have a name, where they stand, and who holds which office."""
        self.holders = sheet.holders
        self.named = sorted(_named(sheet), key=lambda one: one.start)
        self.last: dict[str, tuple[int, Actor]] = {}

    def of(self, words: str, noun: Noun | None, token: Token) -> Actor | None:
        """Return the actor that "the group", "the militias" or "the president" points back at."""
        kinds = REFERRING.get(words)
        if kinds:
            before = self.named[: bisect_left(self.named, token.idx, key=lambda one: one.start)]
            last = [one for one in before[-MOST:] if one.actor.kind in kinds][-RIVALS:]
            # What the text is about is rather the subject, or what it names most, than the last that it named.
            often = Counter(one.actor.id for one in before)
            return max(last, key=lambda one: (one.is_subject, often[one.actor.id], one.start)).actor if last else None
        if noun is None:
            return None
        if token.tag_ in ONE:
            holder = next((actor for at, actor in reversed(self.holders.get(noun.id, ())) if at < token.i), None)
            if holder is not None:
                return holder
        at, actor = self.last.get(noun.id, (-MEMORY - 1, None))
        return actor if token.i - at <= MEMORY else None


def _named(sheet: Sheet) -> Iterator[Before]:
    for found in sheet.found:
        if found.listed.actor.kind not in {"state", "person"}:
            yield Before(found.span.start, found.listed.actor, _is_subject(sheet.doc[found.first : found.end]))
    for span, actor in sheet.mentions:
        if actor.kind != "person":
            tokens = sheet.doc.char_span(span.start, span.end, alignment_mode="expand")
            yield Before(span.start, actor, tokens is not None and _is_subject(tokens))


def _is_subject(tokens: Tokens) -> bool:
    return tokens.root.dep_ in {"nsubj", "nsubjpass", "agent"}


def _note(sheet: Sheet, token: Token, memory: Memory) -> None:
    if _is_modifier_of_group(sheet, token):
        return
    noun, first = _noun(sheet, token)
    if noun is None and token.lower_ not in REFERRING:
        return
    begin = _first_modifier(sheet, token, first)
    actor = None
    if _points_back(sheet, begin, first):
        actor = memory.of(sheet.words(first, token.i + 1).lower(), noun, token)
    if noun is not None and actor is None:
        actor = _group(sheet, noun, sheet.doc[begin:first], sheet.words(begin, token.i + 1), _holders(sheet, token))
        if actor.belongs_to:
            memory.last[noun.id] = (token.i, actor)
    if actor is not None:
        sheet.note(begin, token.i + 1, actor)
        remember_acronym(sheet, token.i + 1, actor)


def _noun(sheet: Sheet, token: Token) -> tuple[Noun | None, int]:
    """Return what the noun says, and where it begins: "security forces" is one."""
    nouns = sheet.directory.nouns
    if token.i and not sheet.taken[token.i - 1]:
        pair = nouns.get(f"{sheet.doc[token.i - 1].lower_} {token.lower_}")
        if pair:
            return pair, token.i - 1
    return nouns.get(token.lower_), token.i


def _is_modifier_of_group(sheet: Sheet, token: Token) -> bool:
    """Return whether the noun that follows says who it is, as in "police officers" and "security forces"."""
    after = sheet.doc[token.i + 1] if token.i + 1 < len(sheet.doc) else None
    if after is None or after.pos_ not in NOMINAL:
        return False
    nouns = sheet.directory.nouns
    return token.dep_ == "compound" and (after.lower_ in nouns or f"{token.lower_} {after.lower_}" in nouns)


def _points_back(sheet: Sheet, begin: int, first: int) -> bool:
    """Return whether the group is bare and definite, "the militias", so that it is one that was named before."""
    return begin == first and begin > 0 and sheet.doc[begin - 1].lower_ in POINTING


def _first_modifier(sheet: Sheet, noun: Token, first: int) -> int:
    """Return where the phrase begins: as far to the left as its words depend on the noun."""
    best = first
    for at in range(first - 1, max(-1, first - 1 - LONGEST), -1):
        token = sheet.doc[at]
        if sheet.taken[at] or token.sent != noun.sent or not _depends(token, noun):
            break
        if token.lower_ in TIES or not (token.pos_ in DROPPED_IN_FRONT or token.lower_ in HOW_MANY):
            best = at
    return best


def _depends(token: Token, noun: Token) -> bool:
    for _ in range(LONGEST):
        if token.dep_ not in MODIFIERS:
            return False
        if token.head == noun:
            return True
        token = token.head
    return False


def _holders(sheet: Sheet, noun: Token) -> list[Token]:
    """Return the words behind the noun that say whose it is: "members of Hamas"."""
    held: list[Token] = []
    for child in noun.children:
        if child.dep_ == "prep" and child.lower_ in HELD_BY:
            held += [token for token in child.children if token.dep_ == "pobj" and token.i in sheet.at]
    return held


def _group(sheet: Sheet, noun: Noun, modifiers: Tokens, said: str, holders: list[Token]) -> Actor:
    tied = next((token for token in modifiers if token.lower_ in TIES and token.i > modifiers.start + 1), None)
    owners = sheet.owners([sheet.doc[tied.i - 2]] if tied else modifiers) or sheet.owners(holders)
    owner = sheet.directory.actors.get(owners[0]) if owners else None
    name, tie, aliases = " ".join([*_names(modifiers), noun.name]), "", [said]
    if owner is not None:
        tie = f"-{tied.lower_}" if tied else ""
        short = sheet.directory.adjectives.get(owner.id, owner.name)
        name = f"{owner.name if tie else short}{tie} {noun.name}"
        aliases.append(f"{owner.name}{tie} {noun.name}")
    return Actor(
        id="group:" + (f"{owner.id}{tie}-{slug(noun.id)}" if owner else slug(name)),
        name=name,
        aliases=tuple(alias for alias in dict.fromkeys(aliases) if alias != name),
        kind=noun.kind,
        belongs_to=owners,
    )


def _names(modifiers: Tokens) -> list[str]:
    """Return the capitalized modifiers and what is hyphenated to them: "Iran-backed", "Shia"; they say which group it is."""
    parts: list[str] = []
    glued = False
    for token in modifiers:
        if glued and parts:
            parts[-1] += token.text
        elif token.text[:1].isupper() and token.ent_type_ not in PLACES and not (token.is_sent_start and token.pos_ == "ADJ"):
            parts.append(token.text)
        glued = not token.whitespace_ and bool(parts)
    return [part.removesuffix("'s").removesuffix("\u2019s") for part in parts]
