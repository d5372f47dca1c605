"""Persons and organizations that are not listed, as the entities of the parse give them; short names folded into long ones."""

from __future__ import annotations

import re
from typing import Final

from spacy.tokens import Span as Tokens, Token

from geo.actors.directory import slug
from geo.actors.sheet import Sheet
from geo.model import Actor

KINDS: Final = {"PERSON": "person", "ORG": "organization", "NORP": "crowd"}
NOT_A_NAME: Final = frozenset({"DET", "PART", "PUNCT", "SPACE", "ADP"})
MODIFIERS: Final = frozenset({"compound", "nmod", "amod", "poss"})
ACRONYM: Final = re.compile(r"[A-Z][A-Za-z&-]{0,8}[A-Z]")
LONGEST_TITLE: Final = 8
"""Tokens in front of a name that are looked at for a title."""


def named(sheet: Sheet) -> None:
    """Note the persons and organizations of the parse that are not listed."""
    for entity in sheet.doc.ents:
        if entity.label_ in KINDS:
            _note(sheet, entity)
    _surnames(sheet)


def _note(sheet: Sheet, entity: Tokens) -> None:
    first, end = _trimmed(sheet, entity)
    if first >= end or not sheet.is_free(first, end) or not sheet.doc[first].text[:1].isupper():
        return
    name = sheet.words(first, end)
    if entity.label_ == "PERSON":
        _person(sheet, first, end, name)
        return
    if any(sheet.is_listed_organization(token) for token in sheet.doc[first:end]) or _is_listed(sheet, first, end):
        return
    if sheet.doc[end - 1].lower_ in sheet.directory.nouns:
        return
    if entity.label_ == "NORP" and sheet.doc[end - 1].dep_ in {"amod", "compound", "nmod"}:
        return
    actor = sheet.known.get(name) or _organization(sheet, first, end, name, entity.label_)
    sheet.note(first, end, actor)
    _acronym(sheet, end, actor)


def _is_listed(sheet: Sheet, first: int, end: int) -> bool:
    found = sheet.at.get(first)
    return found is not None and (found.first, found.end) == (first, end)


def _trimmed(sheet: Sheet, entity: Tokens) -> tuple[int, int]:
    first, end = entity.start, entity.end
    while first < end and sheet.doc[first].pos_ in NOT_A_NAME:
        first += 1
    while first < end and sheet.doc[end - 1].pos_ in NOT_A_NAME:
        end -= 1
    return first, end


def _organization(sheet: Sheet, first: int, end: int, name: str, label: str) -> Actor:
    kind = "crowd" if label == "NORP" else sheet.directory.kind_of(name)
    return Actor(id=f"name:{slug(name)}", name=name, kind=kind, belongs_to=sheet.owners(sheet.doc[first:end]))


def _person(sheet: Sheet, first: int, end: int, name: str) -> None:
    while first < end - 1 and sheet.doc[first].lower_ in sheet.directory.titles:
        first += 1
    name = sheet.words(first, end)
    key = _surname(name)
    actor = sheet.known.get(name) or (sheet.known.get(key) if end - first == 1 else None)
    if actor is None:
        actor = Actor(id=f"name:{slug(name)}", name=name, kind="person", belongs_to=_office(sheet, first, end))
        for part in {key, *key.split("-")}:
            sheet.known.setdefault(part, actor)
        sheet.known[name] = actor
    sheet.note(first, end, actor)


def _surname(name: str) -> str:
    return name.rsplit(maxsplit=1)[-1].removeprefix("al-")


def _office(sheet: Sheet, first: int, end: int) -> tuple[str, ...]:
    """Return whom the titles before the name, or the apposition behind it, make the person belong to."""
    root = sheet.doc[first:end].root
    before = []
    for i in range(first - 1, max(-1, first - 1 - LONGEST_TITLE), -1):
        token = sheet.doc[i]
        if token.sent != root.sent or not _leads_to(token, root):
            break
        before.append(token)
    owners = sheet.owners(before)
    if owners:
        return owners
    for child in root.children:
        if child.dep_ == "appos":
            return sheet.owners(_holders(child))
    return ()


def _leads_to(token: Token, root: Token) -> bool:
    for _ in range(LONGEST_TITLE):
        if token.head == root:
            return token.dep_ in MODIFIERS or token.dep_ == "appos"
        token = token.head
    return False


def _holders(title: Token) -> list[Token]:
    """Return the words of a title that say whose it is: a Special Representative *for* Iran is no Iranian."""
    return [token for child in title.children if _says_whose(child) for token in child.subtree]


def _says_whose(token: Token) -> bool:
    return token.dep_ in MODIFIERS or (token.dep_ == "prep" and token.lower_ in {"of", "at", "in", "with", "from"})


def _acronym(sheet: Sheet, end: int, actor: Actor) -> None:
    """Remember "KDPI" in "Kurdistan Democratic Party of Iran (KDPI)"."""
    tokens = sheet.doc[end : end + 3]
    if len(tokens) == 3 and tokens[0].text == "(" and tokens[2].text == ")" and ACRONYM.fullmatch(tokens[1].text):
        sheet.known.setdefault(tokens[1].text, actor)


def _surnames(sheet: Sheet) -> None:
    """Note the proper nouns that the document has explained: surnames of persons, acronyms."""
    for token in sheet.doc:
        if token.pos_ == "PROPN" and not sheet.taken[token.i] and token.i not in sheet.at:
            actor = sheet.known.get(token.text)
            if actor is not None:
                sheet.note(token.i, token.i + 1, actor)
