"""People without a name: "protesters", "Iraqi security forces", "Iran-backed militias"."""

from __future__ import annotations

from typing import Final

from spacy.tokens import Span as Tokens, Token

from geo.actors.directory import Noun, slug
from geo.actors.sheet import Sheet
from geo.model import Actor

NOMINAL: Final = frozenset({"NOUN", "PROPN"})
MODIFIERS: Final = frozenset(
    {"amod", "compound", "nmod", "poss", "nummod", "npadvmod", "punct", "advmod", "case", "quantmod", "det"}
)
DROPPED_IN_FRONT: Final = frozenset({"DET", "NUM", "PRON", "PUNCT", "ADV", "PART", "ADP", "SPACE"})
TIES: Final = frozenset(
    {"affiliated", "aligned", "allied", "armed", "backed", "based", "controlled", "funded", "led", "linked", "run", "sponsored"}
    | {"supported", "trained"}
)
"""What ties a group to another without making it a part of it: "Iran-backed"."""
LONGEST: Final = 8
"""Tokens in front of the noun that are looked at."""


def groups(sheet: Sheet) -> None:
    """Note the groups that have no name, each with the modifiers that say which one."""
    for token in sheet.doc:
        if token.pos_ in NOMINAL and not sheet.taken[token.i] and not sheet.is_listed_organization(token):
            _note(sheet, token)


def _note(sheet: Sheet, token: Token) -> None:
    if _is_modifier_of_group(sheet, token):
        return
    noun = sheet.directory.nouns.get(token.lower_)
    first = token.i
    before = sheet.doc[token.i - 1] if token.i else None
    if before is not None and not sheet.taken[before.i]:
        pair = sheet.directory.nouns.get(f"{before.lower_} {token.lower_}")
        if pair:
            noun, first = pair, before.i
    if noun is None:
        return
    begin = _first_modifier(sheet, token, first)
    sheet.note(begin, token.i + 1, _group(sheet, noun, sheet.doc[begin:first], sheet.words(begin, token.i + 1)))


def _is_modifier_of_group(sheet: Sheet, token: Token) -> bool:
    """Return whether the noun that follows says who it is, as in "police officers" and "security forces"."""
    after = sheet.doc[token.i + 1] if token.i + 1 < len(sheet.doc) else None
    if after is None or after.pos_ not in NOMINAL:
        return False
    nouns = sheet.directory.nouns
    return token.dep_ == "compound" and (after.lower_ in nouns or f"{token.lower_} {after.lower_}" in nouns)


def _first_modifier(sheet: Sheet, noun: Token, first: int) -> int:
    """Return where the phrase begins: as far to the left as its words depend on the noun."""
    at = first
    best = first
    while at > 0 and first - at < LONGEST:
        token = sheet.doc[at - 1]
        if sheet.taken[token.i] or token.sent != noun.sent or not _depends(token, noun):
            break
        at -= 1
        if token.pos_ not in DROPPED_IN_FRONT:
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


def _group(sheet: Sheet, noun: Noun, modifiers: Tokens, said: str) -> Actor:
    owners = sheet.owners(modifiers)
    owner = sheet.directory.actors.get(owners[0]) if owners else None
    name, tie, aliases = " ".join([*_names(modifiers), noun.name]), "", [said]
    if owner is not None:
        tie = next((f"-{token.lower_}" for token in modifiers if token.lower_ in TIES), "")
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
        elif token.text[:1].isupper():
            parts.append(token.text)
        glued = not token.whitespace_
    return [part.removesuffix("'s").removesuffix("\u2019s") for part in parts]
