"""Recognize toponyms, tell literal from metonym and dateline, rank candidates."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from spacy.tokens import Doc

from geo.gazetteer import Gazetteer
from geo.model import Candidate, Document, Span, Toponym, ToponymRole
from geo.places import mentions


def recognize(document: Document, doc: Doc, gazetteer: Gazetteer) -> tuple[Toponym, ...]:
    """Return the toponyms of a document in order, without overlap."""
    found = []
    for mention in mentions.find(document, doc, gazetteer):
        entries = gazetteer.entries(mention.name)
        candidates = tuple(Candidate(place=entry.place, score=0.5) for entry in entries[:5])
        role = ToponymRole.DATELINE if mention.last == 0 else ToponymRole.CONTEXT
        text = mention.span.of(document.text)
        found.append(
            Toponym(
                span=mention.span, text=text, role=role, candidates=candidates, resolved=bool(candidates), reasons=(mention.why,)
            )
        )
    return tuple(found)


def with_events(toponyms: tuple[Toponym, ...], event_spans: Collection[Span]) -> tuple[Toponym, ...]:
    """Return the toponyms, those on an event's place with the role of one; a dateline stays what it is."""
    spans = set(event_spans)
    return tuple(
        replace(toponym, role=ToponymRole.EVENT)
        if toponym.span in spans and toponym.role is not ToponymRole.DATELINE
        else toponym
        for toponym in toponyms
    )
