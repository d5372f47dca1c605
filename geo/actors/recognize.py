"""Find the mentions of actors in a parsed document."""

from __future__ import annotations

from spacy.tokens import Doc

from geo.actors.directory import Directory
from geo.actors.groups import groups
from geo.actors.listed import halves, organizations, states
from geo.actors.named import named, short_names
from geo.actors.sheet import Sheet, as_tokens
from geo.model import ActorMention, Document


def recognize(document: Document, doc: Doc, directory: Directory) -> tuple[ActorMention, ...]:
    """
    Return the mentions of actors, in text order and without overlap.

    Listed names come from one pass over the text, other organizations and persons from the entities of the parse,
    and people without a name ("protesters", "Iraqi security forces") from their nouns. A state's adjective is a
    mention of the state ("Israeli tank") unless it is part of a longer mention.
    """
    sheet = Sheet(doc, directory, as_tokens(doc, directory.find(document.text)))
    for note in (named, groups, short_names, organizations, states, halves):
        note(sheet)
    return tuple(ActorMention(span=span, actor=actor) for span, actor in sorted(sheet.mentions, key=lambda one: one[0]))
