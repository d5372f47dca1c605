"""From the parse of one document to its claims."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from spacy.tokens import Doc

from geo import text
from geo.claims.drafting import drafts
from geo.claims.drafts import Draft
from geo.claims.inheriting import inherit
from geo.claims.lexicon import Lexicon
from geo.claims.merging import merge
from geo.claims.scene import Scene
from geo.model import ActorMention, Claim, Document, Mark, Span, Toponym, When


def extract(
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
    toponyms, whens, actors
        What the other readers found in the same document, in text order.

    Returns
    -------
    claims
        Each with the span of its sentence, a mark per value taken from the text and a reason per decision.
    """
    scene = Scene(document=document, doc=doc, lexicon=lexicon, toponyms=toponyms, whens=whens, actors=actors)
    found = inherit(merge(drafts(scene)), scene)
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
        marks=_once(draft.marks),
        reasons=tuple(dict.fromkeys(draft.reasons)),
        historical=draft.historical,
        future=draft.mood.modality == "future",
        hypothetical=draft.mood.modality == "hypothetical",
        negated=draft.mood.modality == "negated",
    )


def _once(marks: Sequence[Mark]) -> tuple[Mark, ...]:
    return tuple(sorted(set(marks), key=lambda mark: (mark.span, mark.field)))


def _id(document_id: str, draft: Draft, span: Span, trigger: Span) -> str:
    where = draft.place.id if draft.place else ""
    name = f"{document_id}|{draft.kind}|{span.start}-{span.end}|{trigger.start}-{trigger.end}|{where if draft.own_place else ''}"
    return hashlib.sha256(name.encode()).hexdigest()[:12]
