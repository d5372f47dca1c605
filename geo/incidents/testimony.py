"""A claim together with what its document adds to it: everything that joining looks at."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from spacy.lang.en.stop_words import STOP_WORDS

from geo.incidents.kinship import calling
from geo.model import Actor, ActorMention, ActorRole, BlockKind, Claim, Document, Family, Kind, Reading, Span
from geo.origins import copied

DOERS: Final = frozenset({ActorRole.PERPETRATOR, ActorRole.ACCUSED, ActorRole.CLAIMANT})
LAST_DAY: Final = date.max

# At least three digits, and no year: "14,000", "367".
NUMBER: Final = re.compile(r"(?<![\d,.])(?!(?:19|20)\d\d\b)\d{1,3}(?:,\d{3}){1,3}\b|(?<![\d,.])(?!(?:19|20)\d\d\b)\d{3,7}\b")
NUMERALS: Final = {
    word: value
    for value, words in enumerate(("one", "two twin", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), start=1)
    for word in words.split()
}
# Up to two words may stand between the number and what it counts: "two suicide car |bombs".
COUNTED: Final = re.compile(
    rf"(?:([a-z]{{3}})[a-z]{{0,6}}\.? )?(?<![\w,.-])({'|'.join(NUMERALS)}|[1-9]\d?) (?:[a-z-]{{1,20}} ){{0,2}}$"
)
MONTHS: Final = frozenset({"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"})
WORD: Final = re.compile(r"[a-z]{3,}")
_NOBODY: Final = """
figures, he, it, local media, media, media reports, memo, news agency, news reports, newspaper, one, outlet, paper,
publication, report, reports, rumors, she, source, sources, statement, that, they, which, who
"""
NOBODY: Final = frozenset(" ".join(_NOBODY.split()).split(", "))
"""Attributions that name no origin: the document that passes them on stands for it."""
# Words that say nothing about which happening it is.
_EMPTY: Final = """
attack attacked attacks carried claimed day days dead early earlier evening government injured killed killing late later
local man men month months morning night official officials people report reported reports said saying says statement today
told week weeks woman women wounded year years yesterday monday tuesday wednesday thursday friday saturday sunday january
february march april june july august september october november december
"""
EMPTY: Final = STOP_WORDS | frozenset(_EMPTY.split())
_ENDINGS: Final = re.compile(r"(?<=[a-z]{4})(?:ings?|ers?|ors?|ed|es|s|ion|ions)$")
_MORE: Final = "other|second|third|fourth|fifth|separate|subsequent|further|similar|fresh|new"
_SOME: Final = "one|two|three|four|five|several|some|\\d{1,3}"
ANOTHER: Final = re.compile(rf"\b(?:another|(?:{_SOME}) (?:other|more)|(?:a|the) (?:{_MORE})|separately)\b")
COUNTED_OFF: Final = re.compile(r"\b(?:the first|one of them)\b")
FOLLOWING: Final = re.compile(r" [a-z]+\b")
"""One more plain word of a phrase that begins with a name."""
CREDIT: Final = re.compile(
    r"\b(?:claim|claimed|claims|claiming|took|taken|accepted|admitted|denied) (?:the |full )?(?:responsibility|credit)\b"
    r"|\badmitted (?:carrying out|being behind)\b",
    re.IGNORECASE,
)
ATTACK: Final = re.compile(r"\b(?:attack|assault|raid)(?:s|ed|ing)?\b")
"""Words that leave open by what means."""
CREDITED: Final = frozenset({Family.EXPLOSIVE, Family.ARMED, Family.COERCION})
"""What somebody takes the credit for."""
VIOLENT: Final = frozenset({Family.EXPLOSIVE, Family.ARMED})
"""What an attack may turn out to be."""
LEDE: Final = 4
"""Happenings of the first paragraph."""
LOOK_BACK: Final = 40
"""Happenings among which the nearest before is looked for."""
CALLED_SO: Final = 0.4
"""How well the kinds of two claims must go together for one to speak of the other again."""
SOMEWHERE_ELSE: Final = re.compile(r"\belsewhere\b")
NEAR_TRIGGER: Final = 40
"""Code points in front of a trigger within which "another" belongs to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Testimony:
    """One claim as a witness to some happening."""

    claim: Claim
    document: Document
    participants: frozenset[str]
    """Ids of all participants."""
    doers: Mapping[str, Actor]
    """Who is said to have done it, by id: who is accused or takes credit as well."""
    targets: Mapping[str, Actor]
    voices: Mapping[str, Actor]
    """Who speaks, or does what is said, by id."""
    doers_called: frozenset[str]
    """Stems of the doers' names: "Kurdish" in "Kurdish insurgents"."""
    targets_called: frozenset[str]
    named: frozenset[str]
    """Ids of the actors that the sentence names, states apart, whatever they do in it."""
    struck: frozenset[str]
    """Stems of the words for what was struck, names apart: "oil facilities"."""
    numbers: frozenset[str]
    """Numbers of the sentence in figures, years and small ones apart."""
    counted: int | None
    """How many of it there were, where a number stands before its trigger or weapon: "two car bombs"."""
    words: frozenset[str]
    """Stems of the words of the sentence that say which happening it is, names of places and actors apart."""
    origins: frozenset[str]
    """Who says so: ids of the actors that the attribution names, else its words; empty when nobody is named."""
    sentence: str
    """Digest of the sentence where it is long enough that nobody writes it twice: agencies' copy. Empty otherwise."""
    quote: str
    """The sentence, word for word: a testimony does without the text of its document."""
    text: str
    """Digest of the document's text: copies under other names share it."""
    another: bool
    """Whether it says itself that it is not the one told before."""
    definite: Mapping[str, str]
    """What it speaks of as known: "the attack" (trigger), "the missile" (weapon), "he" or "the bus" (part)."""
    victims: frozenset[str]
    """Those of these words that mean whom it was done to."""
    back: frozenset[str]
    """Ids of the claims of its document that it may speak of again: the nearest before it, and those the report opens with."""
    opening: str
    """Id of the claim that its document opens with, where it tells on of that; empty otherwise."""
    paragraph: int
    """Which paragraph of its document tells it."""
    vague: bool
    """Whether it tells of an attack and nobody says by what means."""
    placed: bool
    """Whether its own sentence says where."""
    credit: bool
    """Whether it is the word of somebody who takes the credit for what others tell of."""

    @property
    def word(self) -> bool:
        """Return whether it is what somebody says of a happening, and not the happening."""
        return self.credit or (bool(self.opening) and self.claim.kind.family is Family.WORDS)

    @property
    def order(self) -> tuple[date, str, int, int, str]:
        """Return what decides which claim came first: publication, then source, then position."""
        published = self.document.published.when
        day = published.first or published.last or LAST_DAY
        return (day, self.document.source, self.document.start, self.claim.span.start, self.claim.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Context:
    """What the claims of one document share, laid out so that a claim finds its own part without walking through all."""

    document: Document
    text: str
    """See `digest`."""
    names: Sequence[Span]
    """Of actors and places, in order."""
    actors: Sequence[ActorMention]
    """In order."""
    called: Mapping[str, Sequence[ActorMention]]
    """The mentions by their words, each in order."""
    happenings: Sequence[Claim]
    """What it tells of as having happened, in order."""
    paragraphs: Sequence[int]
    """Where the paragraphs of the body begin."""


def testimonies(readings: Iterable[Reading]) -> list[Testimony]:
    """Return the claims, earliest document first, whatever the order of the readings."""
    return in_order(one for reading in readings for one in witness(reading))


def witness(reading: Reading) -> tuple[Testimony, ...]:
    """Return the claims of one document; what they keep of it is small, so that those of many fit into memory."""
    context = _context(reading)
    document = replace(reading.document, text="", blocks=(), dateline=None, warnings=())
    found = (_testimony(claim, context) for claim in reading.claims)
    return tuple(replace(one, document=document, claim=replace(one.claim, reasons=())) for one in found)


def originators(reading: Reading) -> tuple[frozenset[str], ...]:
    """Return for each claim of a document who says so, see `Testimony.origins`."""
    context = _context(reading)
    return tuple(_origins(claim, context) for claim in reading.claims)


def in_order(found: Iterable[Testimony]) -> list[Testimony]:
    """Return testimonies, those of the earliest document first."""
    return sorted(found, key=lambda one: one.order)


def _context(reading: Reading) -> _Context:
    actors = sorted(reading.actors, key=lambda mention: mention.span)
    called: dict[str, list[ActorMention]] = {}
    for mention in actors:
        called.setdefault(mention.span.of(reading.document.text).casefold(), []).append(mention)
    return _Context(
        document=reading.document,
        text=digest(reading.document.text),
        names=sorted([*(mention.span for mention in actors), *(toponym.span for toponym in reading.toponyms)]),
        actors=actors,
        called=called,
        happenings=sorted((one for one in reading.claims if one.asserted and one.kind.family is not Family.WORDS), key=_told_at),
        paragraphs=[block.span.start for block in reading.document.blocks if block.kind is BlockKind.BODY],
    )


def digest(text: str) -> str:
    """Return what the copies of one text share, white space apart."""
    return hashlib.sha256(" ".join(text.split()).encode("utf-8", "surrogatepass")).hexdigest()


def _testimony(claim: Claim, context: _Context) -> Testimony:
    doers, targets = _actors(claim, DOERS), _actors(claim, {ActorRole.TARGET})
    document = context.document
    return Testimony(
        claim=claim,
        document=document,
        participants=frozenset(one.actor.id for one in claim.participants),
        doers=doers,
        targets=targets,
        voices=_actors(claim, frozenset(ActorRole) - {ActorRole.TARGET}),
        doers_called=_called(doers),
        targets_called=_called(targets),
        named=frozenset(mention.actor.id for mention in _mentioned(claim.span, context) if mention.actor.kind != "state"),
        struck=_struck(claim, context),
        numbers=frozenset(NUMBER.findall(claim.span.of(document.text))),
        counted=_counted(claim, document),
        words=_words(claim, context),
        origins=_origins(claim, context),
        sentence=_copied(claim.span.of(document.text)),
        quote=claim.span.of(document.text),
        text=context.text,
        another=_is_another(claim, document),
        definite=dict(_definite(claim, document)),
        victims=_victims(claim, document),
        back=_back(claim, context),
        opening=_opening(claim, context),
        paragraph=bisect_right(context.paragraphs, claim.span.start),
        vague=is_vague(claim, document),
        placed=any(mark.field == "place" and claim.span.holds(mark.span) for mark in claim.marks),
        credit=_takes_credit(claim, document),
    )


def _copied(sentence: str) -> str:
    return digest(sentence) if copied(sentence) else ""


def _mentioned(span: Span, context: _Context) -> list[ActorMention]:
    first, last = (bisect_left(context.actors, at, key=lambda mention: mention.span.start) for at in (span.start, span.end))
    return [mention for mention in context.actors[first:last] if span.holds(mention.span)]


def _origins(claim: Claim, context: _Context) -> frozenset[str]:
    return frozenset(origin for name in claim.attribution if (origin := _origin(name, claim, context)))


def _origin(name: str, claim: Claim, context: _Context) -> str:
    """
    Return the id of the actor that an attribution names, for "NYT" and "New York Times" are one.

    What has no name of its own is nobody in particular: "officials" of two papers need not be the same.
    """
    plain = " ".join(name.casefold().split()).removeprefix("the ")
    if plain in NOBODY:
        return ""
    at = claim.span.start
    named: list[ActorMention] = []
    for words, mentions in context.called.items():
        if words.removeprefix("the ") in plain:
            # Of equal names only the last before the claim and the first in it can be the nearest.
            after = bisect_left(mentions, at, key=lambda mention: mention.span.start)
            named += mentions[max(0, after - 1) : after + 1]
    near = min(named, key=lambda one: (one.span.start - one.span.end, abs(one.span.start - at), one.span.start), default=None)
    if near is None:
        return "" if name == name.lower() else plain
    return "" if near.actor.id.startswith("group:") else near.actor.id


def _actors(claim: Claim, roles: Container[ActorRole]) -> dict[str, Actor]:
    return {one.actor.id: one.actor for one in claim.participants if one.role in roles}


def _called(actors: Mapping[str, Actor]) -> frozenset[str]:
    return stems(" ".join(name for actor in actors.values() for name in (actor.name, *actor.aliases)))


def _words(claim: Claim, context: _Context) -> frozenset[str]:
    if claim.kind.family is Family.WORDS:
        return _telling(claim.span, context)
    # Trigger and weapon are weighed as kind and weapon.
    known = [mark.span for mark in claim.marks if mark.field in {"trigger", "weapon"}]
    return _telling(_around(claim, context.document), context, known)


def _struck(claim: Claim, context: _Context) -> frozenset[str]:
    spans = (_whole(mark.span, claim, context.document) for mark in claim.marks if mark.field == "target")
    return frozenset(word for span in spans for word in _telling(span, context))


def _whole(target: Span, claim: Claim, document: Document) -> Span:
    """Return the words for what was struck with those that its owner's name stands before: "the Vellish| power stations"."""
    end = target.end
    triggers = [mark.span for mark in claim.marks if mark.field == "trigger"]
    for word in FOLLOWING.finditer(document.text, end, min(end + NEAR_TRIGGER, max(end, claim.span.end))):
        if word.start() != end or word[0].strip() in STOP_WORDS or any(Span(end, word.end()).overlaps(one) for one in triggers):
            break
        end = word.end()
    return Span(target.start, end)


def _telling(span: Span, context: _Context, known: Sequence[Span] = ()) -> frozenset[str]:
    """Return the stems of the words in a span that are in no name, and in nothing that is known."""
    first, last = (bisect_left(context.names, Span(at, at)) for at in (span.start, span.end))
    text = []
    start = span.start
    for name in sorted([*context.names[first:last], *known]):
        if span.holds(name) and name.start >= start:
            text.append(context.document.text[start : name.start])
            start = name.end
    return stems(" ".join([*text, context.document.text[start : span.end]]))


def _around(claim: Claim, document: Document) -> Span:
    """Return the words of the sentence around its marks: a sentence may tell of several happenings."""
    spans = [mark.span for mark in claim.marks if mark.field in {"trigger", "target", "place", "weapon", "actor"}]
    if not spans:
        return claim.span
    first, last = min(span.start for span in spans), max(span.end for span in spans)
    start = max(claim.span.start, first - NEAR_TRIGGER)
    if start > claim.span.start:
        # Not in the middle of a word.
        start = max(start, document.text.find(" ", start, first))
    return Span(start, max(start, min(claim.span.end, last + NEAR_TRIGGER)))


def stems(text: str) -> frozenset[str]:
    """Return the words of a text that say something, without their endings."""
    return frozenset(_ENDINGS.sub("", word) for word in WORD.findall(text.lower()) if word not in EMPTY)


def _counted(claim: Claim, document: Document) -> int | None:
    for span in sorted(mark.span for mark in claim.marks if mark.field in {"trigger", "weapon"}):
        found = COUNTED.search(document.text[max(claim.span.start, span.start - NEAR_TRIGGER) : span.start].lower())
        # Of verbs the number would count the victims: "two people were |killed".
        if found and found[1] not in MONTHS and span.of(document.text).endswith("s"):
            return NUMERALS.get(found[2]) or int(found[2])
    return None


def _told_at(claim: Claim) -> tuple[Span, str]:
    return claim.span, claim.id


def _back(claim: Claim, context: _Context) -> frozenset[str]:
    at = bisect_left(context.happenings, _told_at(claim), key=_told_at)
    vague = is_vague(claim, context.document)
    before = [one for one in context.happenings[:at][-LOOK_BACK:] if _may_be(one, claim, vague=vague)]
    opening = [one for one in context.happenings[:LEDE] if bisect_right(context.paragraphs, one.span.start) <= 1]
    nearest = [one for one in before if one.span == before[-1].span]
    if not before and claim.kind is Kind.STATEMENT_OR_THREAT:
        # A report may open with who takes the credit, and tell of the deed below.
        return frozenset(one.id for one in context.happenings[at:][:1] if _may_be(one, claim))
    return frozenset(one.id for one in (*nearest, *opening) if one.span < claim.span and _may_be(one, claim, vague=vague))


def _opening(claim: Claim, context: _Context) -> str:
    spans = [mark.span for mark in claim.marks if mark.field == "opening"]
    told = (one for one in context.happenings for mark in one.marks if mark.field == "trigger" and mark.span in spans)
    return next((one.id for one in told if one.id != claim.id), "")


def is_vague(claim: Claim, document: Document) -> bool:
    """Return whether a claim tells of an attack and nobody says by what means: it may be of any kind of violence."""
    if claim.kind is not Kind.ARMED_CLASH or claim.weapon:
        return False
    triggers = [mark.span.of(document.text).lower() for mark in claim.marks if mark.field == "trigger"]
    return bool(triggers) and all(ATTACK.search(words) for words in triggers)


def _takes_credit(claim: Claim, document: Document) -> bool:
    return claim.kind is Kind.STATEMENT_OR_THREAT and CREDIT.search(claim.span.of(document.text)) is not None


def _may_be(one: Claim, other: Claim, *, vague: bool = False) -> bool:
    if other.kind is Kind.STATEMENT_OR_THREAT:
        return one.kind.family in CREDITED
    if vague and one.kind.family in VIOLENT:
        return True
    return one.kind is Kind.OTHER or other.kind is Kind.OTHER or calling(one.kind, other.kind) >= CALLED_SO


def _definite(claim: Claim, document: Document) -> Iterator[tuple[str, str]]:
    """Yield what the sentence speaks of as known, by what it is: the happening, its means, or who and what is part of it."""
    for known in (mark.span for mark in claim.marks if mark.field == "known"):
        inside = {mark.field for mark in claim.marks if mark.field != "known" and known.holds(mark.span)}
        yield "trigger" if "trigger" in inside else "weapon" if "weapon" in inside else "part", known.of(document.text)


def _victims(claim: Claim, document: Document) -> frozenset[str]:
    known = [mark.span for mark in claim.marks if mark.field == "known"]
    targets = [one.span for one in claim.participants if one.role is ActorRole.TARGET and one.actor.id.startswith("group:")]
    return frozenset(span.of(document.text) for span in known if any(one is not None and span.overlaps(one) for one in targets))


def _is_another(claim: Claim, document: Document) -> bool:
    triggers = [mark.span for mark in claim.marks if mark.field == "trigger"]
    if not triggers:
        return False
    start = max(claim.span.start, triggers[0].start - NEAR_TRIGGER)
    if COUNTED_OFF.search(document.text[claim.span.start : triggers[0].start].lower()):
        # "The first blew up at the gate; the second was detonated": the parts of what was told before.
        return False
    end = triggers[-1].end + NEAR_TRIGGER
    if SOMEWHERE_ELSE.search(document.text[start : min(end, claim.span.end)].lower()):
        return True
    return bool(ANOTHER.search(document.text[start : triggers[0].start].lower()))
