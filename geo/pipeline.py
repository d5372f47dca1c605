"""The order of the stages, written once. Pure: no files, no clock, no network, no random numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from spacy.tokens import Doc

from geo import actors, claims, corroboration, dates, dating, incidents, places, rangeclaims, text
from geo.carriers import Carriers
from geo.dating import Retold
from geo.fingerprints import fingerprint
from geo.incidents.roots import credited
from geo.model import Atlas, Basis, Claim, Document, Reading, Skipped, Span
from geo.tools import Tools


def build(found: Iterable[Document | Skipped], tools: Tools) -> Atlas:
    """Return everything that the documents say, in the order of their ids' sources; what was skipped is carried along."""
    skipped: list[Skipped] = []
    readings = _compared(tuple(read(_documents(found, skipped), tools)), tools)
    with Carriers() as carriers:
        for reading in readings:
            carriers.note(reading.document, fingerprint(reading))
        joined = carriers.counted(incidents.join(readings))
        return Atlas(readings=readings, incidents=joined, skipped=tuple(skipped), carriers=carriers.found)


def read(documents: Iterable[Document], tools: Tools) -> Iterator[Reading]:
    """Yield what each document says, in order; one whose words can begin no claim is not parsed, and says so."""
    for document in documents:
        if tools.triggers.tell(document) or tools.terms.tell(document):
            [(_, doc)] = text.parse([document], tools.nlp)
            yield _read(_cut(document, doc, tools.lexicon.max_sentence), doc, tools)
        else:
            yield _read(_warned(document, SKIMMED), text.skim(document, tools.nlp), tools)


def read_again(reading: Reading, retold: Sequence[Retold], tools: Tools) -> Reading:
    """Return what a document says that did not know its day, once others have told it; `retold` is what it shares with them."""
    document = reading.document
    [(_, doc)] = text.parse([document], tools.nlp)
    published = dating.by_events(document, dates.find(document, doc), retold, tools.tenures)
    document = replace(document, published=published)
    return _read(document, doc, tools) if published.basis is Basis.SAME_EVENTS else replace(reading, document=document)


def _compared(readings: Sequence[Reading], tools: Tools) -> tuple[Reading, ...]:
    """Return the readings, those that did not know their day read again where others tell it."""
    asked = [one for one in readings if corroboration.is_asked(one)]
    if not asked:
        return tuple(readings)
    ids = {one.document.id for one in asked}
    others = (said for one in readings if one.document.id not in ids for said in incidents.witness(one))
    shared = corroboration.retold((said for one in asked for said in incidents.witness(one)), others)
    return tuple(read_again(one, shared[one.document.id], tools) if one.document.id in shared else one for one in readings)


SKIMMED: Final = (
    "not parsed: no word of it tells of a conflict; places and actors are those known by name, and there are no claims"
)


def _cut(document: Document, doc: Doc, longest: int) -> Document:
    count = text.too_long(doc, longest)
    return (
        _warned(document, f"sentences longer than {longest:,} characters are not read for claims: {count}") if count else document
    )


def _warned(document: Document, warning: str) -> Document:
    return replace(document, warnings=(*document.warnings, warning))


def _read(document: Document, doc: Doc, tools: Tools) -> Reading:
    expressions = dates.find(document, doc)
    if document.published.basis is Basis.UNKNOWN:
        document = replace(document, published=dating.date(document, expressions, tools.tenures))
    whens = dates.resolve(expressions, document.published.when)
    named = actors.recognize(document, doc, tools.directory)
    toponyms = places.recognize(document, doc, tools.gazetteer)
    claimed = claims.extract(document, doc, toponyms, whens, named, tools.lexicon)
    reach = rangeclaims.find(document, doc, toponyms, named, tools.lexicon, tools.terms)
    reading = Reading(
        document=document,
        toponyms=places.with_events(toponyms, _scenes(claimed)),
        dates=whens,
        actors=named,
        claims=claimed,
        systems=reach.systems,
        range_claims=reach.claims,
    )
    return credited(reading)


def _scenes(claimed: Iterable[Claim]) -> frozenset[Span]:
    """Return where the text names the place of something that happened."""
    return frozenset(mark.span for claim in claimed if claim.asserted for mark in claim.marks if mark.field == "place")


def _documents(found: Iterable[Document | Skipped], skipped: list[Skipped]) -> Iterator[Document]:
    for one in found:
        if isinstance(one, Skipped):
            skipped.append(one)
        else:
            yield one
