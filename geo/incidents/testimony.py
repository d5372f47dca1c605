"""A claim together with what its document adds to it: everything that joining looks at."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from spacy.lang.en.stop_words import STOP_WORDS

from geo.model import ActorRole, Claim, Document, Family, Participant, Reading

DOERS: Final = frozenset({ActorRole.PERPETRATOR, ActorRole.ACCUSED, ActorRole.CLAIMANT})
LAST_DAY: Final = date.max

WORD: Final = re.compile(r"[a-z]{3,}")
# Words that say nothing about which happening it is.
_EMPTY: Final = """
attack attacked attacks carried claimed day days dead early earlier evening government injured killed killing late later local men
month months morning night official officials people report reported reports said saying says statement today told week weeks
wounded year years yesterday monday tuesday wednesday thursday friday saturday sunday january february march april june july
august september october november december
"""
EMPTY: Final = STOP_WORDS | frozenset(_EMPTY.split())
_MORE: Final = "second|third|fourth|fifth|separate|subsequent|further|similar|fresh|new"
ANOTHER: Final = re.compile(rf"\b(?:another|(?:a|the) (?:{_MORE})|separately)\b")
NEAR_TRIGGER: Final = 40
"""Code points in front of a trigger within which "another" belongs to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Testimony:
    """One claim as a witness to some happening."""

    claim: Claim
    document: Document
    doers: frozenset[str]
    targets: frozenset[str]
    speakers: frozenset[str]
    kin: frozenset[str]
    """Ids of all participants and of everybody they belong to."""
    words: frozenset[str]
    """Stems of the words of the sentence that say which happening it is."""
    text: str
    """Digest of the document's text: copies under other names share it."""
    another: bool
    """Whether it says itself that it is not the one told before."""

    @property
    def order(self) -> tuple[date, str, int, int, str]:
        """Return what decides which claim came first: publication, then source, then position."""
        published = self.document.published.when
        day = published.first or published.last or LAST_DAY
        return (day, self.document.source, self.document.start, self.claim.span.start, self.claim.id)


def testimonies(readings: Iterable[Reading]) -> list[Testimony]:
    """Return the asserted claims, earliest document first, whatever the order of the readings."""
    found = []
    for reading in readings:
        text = digest(reading.document.text)
        found += [_testimony(claim, reading.document, text) for claim in reading.claims if claim.asserted]
    return sorted(found, key=lambda one: one.order)


def digest(text: str) -> str:
    """Return what the copies of one text share, white space apart."""
    return hashlib.sha256(" ".join(text.split()).encode("utf-8", "surrogatepass")).hexdigest()


def _testimony(claim: Claim, document: Document, text: str) -> Testimony:
    return Testimony(
        claim=claim,
        document=document,
        doers=_ids(claim.participants, DOERS),
        targets=_ids(claim.participants, {ActorRole.TARGET}),
        speakers=_ids(claim.participants, {ActorRole.SPEAKER}),
        kin=frozenset(i for one in claim.participants for i in (one.actor.id, *one.actor.belongs_to)),
        words=_words(claim, document),
        text=text,
        another=_is_another(claim, document),
    )


def _ids(participants: Sequence[Participant], roles: Iterable[ActorRole]) -> frozenset[str]:
    wanted = frozenset(roles)
    return frozenset(one.actor.id for one in participants if one.role in wanted)


def _words(claim: Claim, document: Document) -> frozenset[str]:
    """Return the stems of the telling words; for words said, all of them, else those of the sentence as well."""
    sentence = claim.span.of(document.text)
    if claim.kind.family is not Family.WORDS:
        sentence = _around(claim, document)
    return frozenset(_stem(word) for word in WORD.findall(sentence.lower()) if word not in EMPTY)


def _around(claim: Claim, document: Document) -> str:
    """Return the sentence, or where it is long the part around its marks: a sentence may tell of several happenings."""
    spans = [mark.span for mark in claim.marks if mark.field in {"trigger", "target", "place", "weapon", "actor"}]
    if not spans:
        return claim.span.of(document.text)
    start = max(claim.span.start, min(span.start for span in spans) - NEAR_TRIGGER)
    end = min(claim.span.end, max(span.end for span in spans) + NEAR_TRIGGER)
    return document.text[start:end]


_ENDINGS: Final = re.compile(r"(?<=[a-z]{4})(?:ings?|ers?|ors?|ed|es|s|ion|ions)$")


def _stem(word: str) -> str:
    return _ENDINGS.sub("", word)


def _is_another(claim: Claim, document: Document) -> bool:
    triggers = [mark.span for mark in claim.marks if mark.field == "trigger"]
    if not triggers:
        return False
    start = max(claim.span.start, triggers[0].start - NEAR_TRIGGER)
    return bool(ANOTHER.search(document.text[start : triggers[0].start].lower()))
