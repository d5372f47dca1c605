"""The sheet of paper on which the mentions of one document are noted while it is read."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field

from spacy.tokens import Doc, Span as Tokens, Token

from geo import text
from geo.actors.directory import Directory, Hit, Listed
from geo.model import Actor, Span
from geo.text import GAP


@dataclass(frozen=True, slots=True)
class Found:
    """A listed name as a range of tokens."""

    first: int
    end: int
    span: Span
    listed: Listed


@dataclass(slots=True)
class Sheet:
    """What was found so far; each token belongs to one mention at most."""

    doc: Doc
    directory: Directory
    found: tuple[Found, ...] = ()
    mentions: list[tuple[Span, Actor]] = field(default_factory=list)
    known: dict[str, Actor] = field(default_factory=dict)
    """What a short name stands for in this document: surnames, acronyms in parentheses."""
    holders: dict[str, list[tuple[int, Actor]]] = field(default_factory=dict)
    """Who was named with an office, by the office, each with the token at which it was."""
    taken: bytearray = field(init=False)
    at: dict[int, Found] = field(init=False)
    """The listed name that a token is part of."""

    def __post_init__(self) -> None:
        """Rule the lines."""
        self.taken = bytearray(len(self.doc))
        self.at = {i: found for found in self.found for i in range(found.first, found.end)}

    def is_free(self, first: int, end: int) -> bool:
        """Return whether none of the tokens belongs to a mention yet."""
        return not any(self.taken[first:end])

    def note(self, first: int, end: int, actor: Actor, span: Span | None = None) -> None:
        """Note that these tokens name `actor`."""
        for i in range(first, end):
            self.taken[i] = 1
        last = self.doc[end - 1]
        self.mentions.append((span or Span(self.doc[first].idx, last.idx + len(last)), actor))

    def is_listed_organization(self, token: Token) -> bool:
        """Return whether the token is part of a listed name that is not a state's."""
        found = self.at.get(token.i)
        return found is not None and found.listed.actor.kind != "state"

    def owners(self, tokens: Iterable[Token]) -> tuple[str, ...]:
        """Return the ids of the listed actors that the tokens name, and of those they belong to, nearest first."""
        owners: dict[str, None] = {}
        for token in tokens:
            found = self.at.get(token.i)
            if found:
                owners.update(dict.fromkeys((found.listed.actor.id, *found.listed.actor.belongs_to)))
        return tuple(owners)

    def words(self, first: int, end: int) -> str:
        """Return the text of the tokens on one line."""
        tokens: Tokens = self.doc[first:end]
        return " ".join(tokens.text.split())


def as_tokens(doc: Doc, hits: Iterable[Hit]) -> tuple[Found, ...]:
    """Return the hits as token ranges; those in text that was not read are left out."""
    starts = text.starts(doc)
    found = []
    for hit in hits:
        first = bisect_right(starts, hit.start) - 1
        end = bisect_right(starts, hit.end - 1)
        if doc[first].ent_type_ != GAP:
            found.append(Found(first, end, Span(hit.start, hit.end), hit.listed))
    return tuple(found)
