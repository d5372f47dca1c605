"""From the parse of one document to its claims."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

from spacy.tokens import Doc

from geo import text
from geo.claims.crediting import credit
from geo.claims.dominant import told_on
from geo.claims.drafting import drafts
from geo.claims.drafts import Draft, token_span
from geo.claims.inheriting import inherit
from geo.claims.lexicon import Lexicon
from geo.claims.merging import merge
from geo.claims.pointing import known
from geo.claims.scene import Scene
from geo.model import ActorMention, ActorRole, Claim, Document, Mark, Span, Toponym, When


def extract(  # noqa: PLR0913, PLR0917  # the contract: what the other readers found, each on its own
    document: Document,
    doc: Doc,
    toponyms: Sequence[Toponym],
    whens: Sequence[When],
    actors: Sequence[ActorMention],
    lexicon: Lexicon,
) -> tuple[Claim, ...]:
    """
    Return what a document says happened, in text order, one claim per happening.

    Parameters
    ----------
    document
        The report, dated as well as is known.
    doc
        Its parse.
    toponyms
        Its place names, in text order.
    whens
        Its dates, in text order.
    actors
        Its mentions of actors, in text order.
    lexicon
        The words that tell of happenings.

    Returns
    -------
    claims
        Each with the span of its sentence, a mark per value taken from the text and a reason per decision.
    """
    scene = Scene(document=document, doc=doc, lexicon=lexicon, toponyms=toponyms, whens=whens, actors=actors)
    found = told_on(credit(inherit(merge(drafts(scene)), scene), scene), scene)
    claims = [_claim(draft, document) for draft in found]
    return tuple(sorted({claim.id: claim for claim in claims}.values(), key=lambda claim: (claim.span, claim.id)))


def _claim(draft: Draft, document: Document) -> Claim:
    span = text.span_of(draft.sentence)
    trigger = Span(draft.start, draft.start + len(draft.mention.trigger.text))
    return Claim(
        id=_id(document.id, draft, span, trigger),
        document_id=document.id,
        kind=draft.kind,
        span=span,
        participants=draft.participants,
        place=draft.place,
        when=draft.when,
        weapon=draft.weapon,
        killed=draft.killed,
        injured=draft.injured,
        status=draft.status,
        attribution=tuple(dict.fromkeys(one.speaker for one in draft.said if one.speaker)),
        marks=tuple(sorted(set(_marks(draft)), key=lambda mark: (mark.span, mark.field))),
        reasons=tuple(dict.fromkeys(draft.reasons)),
        historical=draft.historical,
        future=draft.mood.modality == "future",
        hypothetical=draft.mood.modality == "hypothetical",
        negated=draft.mood.modality == "negated",
    )


def _marks(draft: Draft) -> Iterator[Mark]:
    """Yield the words that each value was taken from."""
    yield from (Mark(field="trigger", span=token_span(member)) for member in draft.mention.members)
    one_each = {
        "place": draft.place_span,
        "date": draft.when.span,
        "weapon": draft.weapon_span,
        "killed": draft.killed.span if draft.killed else None,
        "injured": draft.injured.span if draft.injured else None,
        "outcome": draft.outcome_span,
        "opening": draft.opening,
    }
    yield from (Mark(field=name, span=span) for name, span in one_each.items() if span)
    for person in draft.participants:
        if person.span:
            yield Mark(field="target" if person.role is ActorRole.TARGET else "actor", span=person.span)
    yield from (Mark(field="known", span=span) for span in known(draft))
    yield from (Mark(field="attribution", span=link.span) for link in draft.said if link.span)


def _id(document_id: str, draft: Draft, span: Span, trigger: Span) -> str:
    where = draft.place.id if draft.place else ""
    name = f"{document_id}|{draft.kind}|{span.start}-{span.end}|{trigger.start}-{trigger.end}|{where if draft.own_place else ''}"
    return hashlib.sha256(name.encode()).hexdigest()[:12]
