"""People without a name: "protesters", "Iraqi security forces", "Iran-backed militias"."""

from __future__ import annotations

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
POINTING: Final = frozenset({"the", "these", "those", "this", "that"})
HELD_BY: Final = frozenset({"of", "from"})
LONGEST: Final = 8
"""Tokens in front of the noun that are looked at."""
MEMORY: Final = 400
"""Tokens after which "the militias" no longer points back at the militias that were named with an owner."""


def groups(sheet: Sheet) -> None:
    """Note the groups that have no name, each with the modifiers that say which one."""
    last: dict[str, tuple[int, Actor]] = {}
    for token in sheet.doc:
        if token.pos_ in NOMINAL and not sheet.taken[token.i] and not sheet.is_listed_organization(token):
            _note(sheet, token, last)


def _note(sheet: Sheet, token: Token, last: dict[str, tuple[int, Actor]]) -> None:
    if _is_modifier_of_group(sheet, token):
        return
    noun, first = _noun(sheet, token)
    if noun is None:
        return
    begin = _first_modifier(sheet, token, first)
    modifiers = sheet.doc[begin:first]
    actor = _group(sheet, noun, modifiers, sheet.words(begin, token.i + 1), _holders(sheet, token))
    before = last.get(noun.id)
    if actor.belongs_to:
        last[noun.id] = (token.i, actor)
    elif before and token.i - before[0] <= MEMORY and _points_back(sheet, begin, first):
        actor = before[1]
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
