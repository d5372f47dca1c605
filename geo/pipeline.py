"""The order of the stages, written once. Pure: no files, no clock, no network, no random numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from spacy.tokens import Doc

from geo import actors, claims, dates, dating, incidents, places, text
from geo.model import Atlas, Basis, Claim, Document, Reading, Skipped, Span
from geo.tools import Tools


def build(found: Iterable[Document | Skipped], tools: Tools) -> Atlas:
    """Return everything that the documents say, in the order of their ids' sources; what was skipped is carried along."""
    skipped: list[Skipped] = []
    readings = tuple(read(_documents(found, skipped), tools))
    return Atlas(readings=readings, incidents=incidents.join(readings), skipped=tuple(skipped))


def read(documents: Iterable[Document], tools: Tools) -> Iterator[Reading]:
    """Yield what each document says, in order."""
    for document, doc in text.parse(documents, tools.nlp):
        yield _read(document, doc, tools)


def _read(document: Document, doc: Doc, tools: Tools) -> Reading:
    expressions = dates.find(document, doc)
    if document.published.basis is Basis.UNKNOWN:
        document = replace(document, published=dating.date(document, expressions, tools.tenures))
    whens = dates.resolve(expressions, document.published.when)
    named = actors.recognize(document, doc, tools.directory)
    toponyms = places.recognize(document, doc, tools.gazetteer)
    claimed = claims.extract(document, doc, toponyms, whens, named, tools.lexicon)
    return Reading(
        document=document,
        toponyms=places.with_events(toponyms, _scenes(claimed)),
        dates=whens,
        actors=named,
        claims=claimed,
    )


def _scenes(claimed: Iterable[Claim]) -> frozenset[Span]:
    """Return where the text names the place of something that happened."""
    return frozenset(mark.span for claim in claimed if claim.asserted for mark in claim.marks if mark.field == "place")


def _documents(found: Iterable[Document | Skipped], skipped: list[Skipped]) -> Iterator[Document]:
    for one in found:
        if isinstance(one, Skipped):
            skipped.append(one)
        else:
            yield one
