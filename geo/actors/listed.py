"""Mentions of listed actors: organizations anywhere, states where they act rather than lie."""

from __future__ import annotations

from typing import Final

from spacy.tokens import Token

from geo.actors.directory import Use, slug
from geo.actors.sheet import Found, Sheet
from geo.model import Actor

WHERE: Final = frozenset({"in", "at", "near", "inside", "within", "across", "throughout", "outside", "around"})
"""Prepositions after which the name of a state or capital is a place and nobody."""

HALVES: Final = {"North": "north-korea", "South": "south-korea"}
"""What the press calls the two Koreas once it has named one of them."""
ACTING: Final = frozenset({"nsubj", "nsubjpass", "poss"})


def organizations(sheet: Sheet) -> None:
    """Note the listed actors that are no states."""
    for found in sheet.found:
        if found.listed.actor.kind != "state" and sheet.is_free(found.first, found.end) and not _is_within_person(sheet, found):
            sheet.note(found.first, found.end, found.listed.actor, found.span)


def states(sheet: Sheet) -> None:
    """Note the states that are still free, where grammar lets them act."""
    for found in sheet.found:
        if found.listed.actor.kind != "state" or not sheet.is_free(found.first, found.end):
            continue
        if found.listed.use is Use.PEOPLE:
            sheet.note(found.first, found.end, _people(sheet, found), found.span)
        elif not _is_within_person(sheet, found) and not _is_where(sheet, found):
            sheet.note(found.first, found.end, found.listed.actor, found.span)


def halves(sheet: Sheet) -> None:
    """Note "the North" and "the South" as the two Koreas where the text has named one of them and they act."""
    if not {found.listed.actor.id for found in sheet.found} & set(HALVES.values()):
        return
    for token in sheet.doc[1:]:
        actor = sheet.directory.actors.get(HALVES.get(token.text, ""))
        acts = token.dep_ in ACTING or (token.dep_ == "pobj" and token.head.lower_ == "by")
        if actor is not None and acts and not sheet.taken[token.i] and token.nbor(-1).lower_ == "the" and token.i not in sheet.at:
            sheet.note(token.i, token.i + 1, actor)


def _people(sheet: Sheet, found: Found) -> Actor:
    name = sheet.words(found.first, found.end)
    return Actor(id=f"group:{slug(name)}", name=name, kind="crowd", belongs_to=(found.listed.actor.id,))


def _is_within_person(sheet: Sheet, found: Found) -> bool:
    """Return whether the name is part of a person's, for Michael Jordan is no state."""
    entity = sheet.doc[found.first].ent_type_
    if entity != "PERSON":
        return False
    before = found.first > 0 and sheet.doc[found.first].ent_iob_ == "I"
    after = found.end < len(sheet.doc) and sheet.doc[found.end].ent_iob_ == "I"
    return before or after


def _is_where(sheet: Sheet, found: Found) -> bool:
    root: Token = sheet.doc[found.first : found.end].root
    return found.listed.use is not Use.ADJECTIVE and root.dep_ == "pobj" and root.head.lower_ in WHERE
