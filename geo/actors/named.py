"""Persons and organizations with a name, as the entities of the parse give them; short names folded into long ones."""

from __future__ import annotations

import re
from typing import Final, TypeGuard

from spacy.tokens import Span as Tokens, Token

from geo.actors.directory import Use, slug
from geo.actors.sheet import Found, Sheet
from geo.model import Actor

LABELS: Final = frozenset({"PERSON", "ORG", "NORP"})
NOT_A_NAME: Final = frozenset({"DET", "PART", "PUNCT", "SPACE", "ADP"})
MODIFIERS: Final = frozenset({"compound", "nmod", "amod", "poss"})
HELD_BY: Final = frozenset({"of", "at", "in", "with", "from"})
"""Prepositions behind a title that say whose it is: a Special Representative *for* Iran is no Iranian."""
PEOPLE: Final = frozenset({"office", "unknown", "crowd"})
"""Kinds of nouns that in the singular go before the name of one person: "hostage", "gunman", "governor"."""
HOLDING: Final = frozenset({"office", "unknown"})
"""Kinds of nouns that later stand for whoever was named with them: "the president", "the gunman"."""
BODIES: Final = frozenset(
    {"administration", "agency", "authority", "cabinet", "consulate", "court", "crowd", "embassy", "government", "legislature"}
    | {"ministry", "mob", "opposition", "parliament", "public", "regime", "service"}
)
"""Of those, the ones that are several people."""
PASSING: Final = frozenset(
    {
        "former",
        "current",
        "then",
        "ex",
        "late",
        "acting",
        "deputy",
        "senior",
        "top",
        "chief",
        "special",
        "military",
        "-",
        "'s",
        "\u2019s",
    }
)
"""Words within a title that say nothing about whose it is."""
ACRONYM: Final = re.compile(r"[A-Z][A-Za-z&-]{0,8}[A-Z]")
LONGEST_TITLE: Final = 8
"""Tokens in front of a name that are looked at for a title."""
SHORTEST_SURNAME: Final = 3


def named(sheet: Sheet) -> None:
    """Note the persons, and the organizations that are not listed."""
    _remember_acronyms(sheet)
    for found in sheet.found:
        if found.listed.actor.kind == "person" and not _goes_on(sheet, found):
            _person(sheet, found.first, found.end)
    for entity in sheet.doc.ents:
        if entity.label_ in LABELS or _is_titled(sheet, entity):
            _entity(sheet, entity)


def _goes_on(sheet: Sheet, found: Found) -> bool:
    """Return whether the parse takes the words for a part of a longer name."""
    before, last = sheet.doc[found.first], sheet.doc[found.end - 1]
    after = sheet.doc[found.end] if found.end < len(sheet.doc) else None
    starts_before = before.ent_type_ == "PERSON" and before.ent_iob_ == "I"
    return starts_before or (last.ent_type_ == "PERSON" and after is not None and after.ent_iob_ == "I")


def _remember_acronyms(sheet: Sheet) -> None:
    """Remember what a listed name's own acronym stands for here, which may not be what it stands for elsewhere."""
    for found in sheet.found:
        if found.listed.actor.kind not in {"state", "person"}:
            remember_acronym(sheet, found.end, found.listed.actor)


def remember_acronym(sheet: Sheet, end: int, actor: Actor) -> None:
    """Remember "ABC" where "(ABC)" follows the mention that ends here."""
    tokens = sheet.doc[end : end + 3]
    if len(tokens) == 3 and tokens[0].text == "(" and tokens[2].text == ")" and ACRONYM.fullmatch(tokens[1].text):
        sheet.known.setdefault(tokens[1].text, actor)


def _entity(sheet: Sheet, entity: Tokens) -> None:
    first, end = _trimmed(sheet, entity)
    if first >= end or not sheet.is_free(first, end) or not sheet.doc[first].text[:1].isupper():
        return
    if entity.label_ == "PERSON" or _is_titled(sheet, entity):
        if not any(sheet.is_listed_organization(token) for token in sheet.doc[first:end]) and not _is_listed(sheet, first, end):
            _person(sheet, first, end)
    elif not _is_somebody_else(sheet, first, end, entity.label_):
        name = sheet.words(first, end)
        actor = sheet.known.get(name) or _organization(sheet, first, name, entity.label_)
        sheet.note(first, end, actor)
        remember_acronym(sheet, end, actor)


def _is_titled(sheet: Sheet, name: Tokens) -> bool:
    """Return whether a title or a trade stands in front, which makes a person of what the parse takes for something else."""
    first = name.start
    length = _title_before(sheet, first) if first and name.root.pos_ == "PROPN" else 0
    if not length or sheet.doc[first - 1].dep_ != "compound" or sheet.doc[first - 1].head.i >= name.end or sheet.at.get(first):
        return False
    noun = sheet.directory.nouns.get(sheet.words(first - length, first).lower())
    several = sheet.doc[first - 1].tag_ in {"NNS", "NNPS"} or sheet.doc[first - 1].lower_ in BODIES
    of_a_person = not several and (noun is None or noun.kind in PEOPLE)
    return of_a_person and name[-1].lower_ not in sheet.directory.organization_words


def _is_somebody_else(sheet: Sheet, first: int, end: int, label: str) -> bool:
    """Return whether the words are a listed name, a group, or the adjective of somebody."""
    return (
        any(sheet.is_listed_organization(token) for token in sheet.doc[first:end])
        or _is_listed(sheet, first, end)
        or sheet.doc[end - 1].lower_ in sheet.directory.nouns
        or (label == "NORP" and sheet.doc[end - 1].dep_ in MODIFIERS)
        or (label == "NORP" and not sheet.doc[end - 1].lower_.endswith("s"))
        or not sheet.directory.not_actors.isdisjoint({sheet.doc[first].text, sheet.doc[end - 1].text})
        or sheet.doc[first:end].text.lower() in sheet.directory.titles
    )


def _is_listed(sheet: Sheet, first: int, end: int) -> bool:
    """Return whether the words are a listed name and no more, whatever the parse takes them for."""
    found = sheet.at.get(first)
    return found is not None and (found.first, found.end) == (first, end)


def _trimmed(sheet: Sheet, entity: Tokens) -> tuple[int, int]:
    first, end = entity.start, entity.end
    while first < end and sheet.doc[first].pos_ in NOT_A_NAME:
        first += 1
    while first < end and sheet.doc[end - 1].pos_ in NOT_A_NAME:
        end -= 1
    return first, end


def _organization(sheet: Sheet, first: int, name: str, label: str) -> Actor:
    kind = "crowd" if label == "NORP" else sheet.directory.kind_of(name)
    found = sheet.at.get(first)
    # "Yemeni Red Sea Ports" is Yemeni; the Iran Action Group is American.
    belongs_to = sheet.owners([sheet.doc[first]]) if found is not None and found.listed.use is Use.ADJECTIVE else ()
    return Actor(id=f"name:{slug(name)}", name=name, kind=kind, belongs_to=belongs_to)


# --- persons -------------------------------------------------------------------------------


def _person(sheet: Sheet, first: int, end: int) -> None:
    while first < end - 1 and sheet.doc[first].lower_ in sheet.directory.titles:
        first += 1
    if not sheet.is_free(first, end):
        return
    name = sheet.words(first, end)
    if name in sheet.directory.not_actors:
        return
    key = _surname(name)
    begin, owners, offices = _title(sheet, first)
    actor = _listed_person(sheet, first, end) or sheet.known.get(name) or (sheet.known.get(key) if end - first == 1 else None)
    if actor is None:
        belongs_to = owners or _apposition(sheet.doc[first:end], sheet)
        actor = Actor(id=f"name:{slug(name)}", name=name, kind="person", belongs_to=belongs_to)
    for short in (name, key, *key.split("-")):
        if len(short) >= SHORTEST_SURNAME:
            sheet.known.setdefault(short, actor)
    for office in offices:
        sheet.holders.setdefault(office, []).append((first, actor))
    sheet.note(begin, end, actor)


def _listed_person(sheet: Sheet, first: int, end: int) -> Actor | None:
    """Return the listed person, unless the name goes on: Maher al-Assad is not Bashar."""
    for i in range(first, end):
        found = sheet.at.get(i)
        if _is_person(found):
            rest = [sheet.doc[j].lower_ for j in range(first, end) if not found.first <= j < found.end]
            return found.listed.actor if all(word in sheet.directory.titles for word in rest) else None
    return None


def _is_person(found: Found | None) -> TypeGuard[Found]:
    return found is not None and found.listed.actor.kind == "person"


def _surname(name: str) -> str:
    return name.rsplit(maxsplit=1)[-1].removeprefix("al-").removeprefix("el-")


def _title(sheet: Sheet, first: int) -> tuple[int, tuple[str, ...], tuple[str, ...]]:
    """Return where the title in front of a name begins, whom it belongs to, and the offices: "US Vice-President Mike Pence"."""
    begin, at = first, first
    owners: tuple[str, ...] = ()
    offices: tuple[str, ...] = ()
    has_title = False
    while at > 0 and first - at < LONGEST_TITLE and not sheet.taken[at - 1]:
        length = _title_before(sheet, at)
        found = sheet.at.get(at - 1)
        if length:
            noun = sheet.directory.nouns.get(sheet.words(at - length, at).lower())
            offices += (noun.id,) if noun and noun.kind in HOLDING else ()
            at -= length
            begin, has_title = at, True
        elif found is not None and has_title and not _is_person(found):
            at = begin = found.first
            owners = owners or sheet.owners([sheet.doc[found.first]])
        elif has_title and sheet.doc[at - 1].lower_ in PASSING:
            at -= 1
        else:
            break
    return begin, owners, offices


def _title_before(sheet: Sheet, end: int) -> int:
    """Return how many tokens before `end` are a title: three for "Secretary of State"."""
    words = sheet.directory
    if sheet.doc[end - 1].lower_ not in words.title_ends:
        return 0
    for length in range(min(LONGEST_TITLE, end), 0, -1):
        phrase = sheet.words(end - length, end).lower().replace(" - ", "-")
        if phrase in words.titles or phrase in words.nouns:
            return length
    return 0


def _apposition(name: Tokens, sheet: Sheet) -> tuple[str, ...]:
    """Return whom the words behind the name make the person belong to: "Ann Ruskin, a member of the Knesset"."""
    for child in name.root.children:
        if child.dep_ == "appos":
            return sheet.owners(token for part in child.children if _says_whose(part) for token in part.subtree)
    return ()


def _says_whose(token: Token) -> bool:
    return token.dep_ in MODIFIERS or (token.dep_ == "prep" and token.lower_ in HELD_BY)


def short_names(sheet: Sheet) -> None:
    """Note the proper nouns that the document has explained: surnames of persons, acronyms in parentheses."""
    for token in sheet.doc:
        actor = sheet.known.get(token.text) if token.pos_ == "PROPN" and not sheet.taken[token.i] else None
        if actor is not None:
            found = sheet.at.get(token.i)
            if found is None or (found.end - found.first == 1 and found.listed.actor.kind != "state"):
                sheet.note(token.i, token.i + 1, actor)
