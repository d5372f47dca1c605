"""Read each sentence into drafts: every value with the words it was taken from and the reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from spacy.tokens import Span as Tokens

from geo import text
from geo.claims import speech, toll, undated, unnamed, when as dating, where, who
from geo.claims.drafts import Draft, token_span
from geo.claims.genre import heard
from geo.claims.kinds import kind_of
from geo.claims.leading import may_lead
from geo.claims.lexicon import Creates
from geo.claims.matching import mentions
from geo.claims.mention import Mention
from geo.claims.modality import Mood, mood
from geo.claims.outcome import outcome
from geo.claims.scene import Scene
from geo.model import PHYSICAL, ActorRole, BlockKind, Family, Kind, Reason

QUOTES: Final = frozenset({'"', "\u201c", "\u201d", "``", "''"})
SPEAKERS: Final = frozenset({"state", "person", "office", "military", "militia", "organization", "party"})
PLAIN_SPEECH: Final = frozenset(
    {
        "say",
        "tell",
        "state",
        "add",
        "report",
        "note",
        "describe",
        "comment",
        "explain",
        "reiterate",
        "stress",
        "argue",
        "maintain",
        "suggest",
    }
)


def drafts(scene: Scene) -> list[Draft]:
    """Return what each readable sentence says, in text order."""
    found: list[Draft] = []
    for sentence in text.sentences(scene.doc):
        if len(sentence.text) > scene.lexicon.max_sentence or not _may_tell(sentence, scene):
            continue
        found.extend(_read(sentence, scene))
    return heard(found, scene)


def _may_tell(sentence: Tokens, scene: Scene) -> bool:
    lexicon = scene.lexicon
    return any(
        token.lemma_.lower() in lexicon.verbs
        or token.lemma_.lower() in lexicon.events
        or token.lower_ in lexicon.verbs
        or token.lower_ in lexicon.events
        for token in sentence
    )


def _read(sentence: Tokens, scene: Scene) -> Iterator[Draft]:
    block = scene.kind_of_block(sentence)
    if block in {BlockKind.TITLE, BlockKind.HEADING, BlockKind.CAPTION}:
        # Words beside a report are its editor's; the picture of a caption may be an old one of another place.
        return
    quoted = _quoted(sentence)
    found = [one for mention in mentions(sentence, scene) for one in _draft(mention, sentence, scene, quoted)]
    physical = any(one.kind.family in PHYSICAL and one.lead for one in found)
    for one in found:
        attribution = one.kind is Kind.STATEMENT_OR_THREAT and physical and one.mention.trigger.lemma_ in PLAIN_SPEECH
        if not attribution:
            yield one


def _draft(mention: Mention, sentence: Tokens, scene: Scene, quoted: frozenset[int]) -> Iterator[Draft]:
    kind, why, weapon = kind_of(mention, sentence, scene)
    if kind is None:
        if not mention.harmed:
            return
        kind, mention = Kind.OTHER, replace(mention, creates=Creates.SUPPORTS)
    if any("animal" in scene.classes(one) for one in mention.agents):
        return
    base = _told(mention, kind, why, sentence, scene)
    base = replace(base, quoted=mention.trigger.i in quoted)
    if kind.family is Family.WORDS:
        if not base.quoted and _is_weighty(mention, base):
            yield replace(base, lead=mention.creates is Creates.ALWAYS or base.own_date)
        return
    killed, injured = toll.toll(mention, scene)
    named = where.sites(mention, kind, sentence, scene)
    found = where.chosen(named)
    base = replace(
        base,
        spot=where.spot(named, found),
        pointer="" if found else unnamed.pointed_at(mention, scene),
        weapon=weapon[0].name if weapon else "",
        weapon_span=token_span(weapon[1]) if weapon else None,
        killed=killed,
        injured=injured,
    )
    if not found:
        yield replace(base, lead=may_lead(base))
    for site in found:
        yield _placed(base, site)


def _told(mention: Mention, kind: Kind, why: str, sentence: Tokens, scene: Scene) -> Draft:
    """Return what is said of any happening: who, when, on whose word, and how real it is told to be."""
    day = dating.said(mention, sentence, scene)
    when, when_why = (day, f"the words {day.words!r}") if day else undated.by_default(mention, scene)
    did = who.doers(mention, scene)
    said = speech.sayings(mention, scene)
    status, status_why = speech.status(said, did, mention)
    tone = _tone(mention, kind, sentence, scene)
    reasons = [Reason(field="kind", text=why), Reason(field="date", text=when_why), Reason(field="status", text=status_why)]
    if tone.modality:
        reasons.append(Reason(field=tone.modality, text=f"the word {tone.word!r}"))
    came = outcome(mention, kind)
    if came is not None:
        reasons.append(came.reason)
    return Draft(
        mention=mention,
        sentence=sentence,
        kind=kind,
        paragraph=scene.paragraph(sentence.start_char),
        told_in=frozenset({sentence.start}),
        when=when,
        own_date=day is not None,
        participants=who.participants(mention, kind, did, scene),
        status=status,
        said=said,
        mood=tone,
        historical=dating.is_history(when, scene.document.published.when),
        outcome_span=came.span if came is not None else None,
        reasons=tuple(reasons),
    )


def _placed(base: Draft, site: where.Site) -> Draft:
    reason = Reason(field="place", text=f"the sentence says {site.why!r}")
    placed = replace(
        base,
        place=site.place,
        place_span=site.toponym.span,
        own_place=site.place is not None,
        reasons=(*base.reasons, reason),
    )
    return replace(placed, lead=may_lead(placed))


def _is_weighty(mention: Mention, one: Draft) -> bool:
    """Return whether words are worth a claim: what is merely said must be said by somebody with a name."""
    if mention.trigger.lemma_ not in PLAIN_SPEECH:
        return True
    return any(
        person.role is ActorRole.SPEAKER and person.actor.kind in SPEAKERS and not person.actor.id.startswith("group:")
        for person in one.participants
    )


def _tone(mention: Mention, kind: Kind, sentence: Tokens, scene: Scene) -> Mood:
    tone = mood(mention, scene)
    if not tone.modality and kind.family in PHYSICAL and sentence.text.rstrip(" \"'\u201d").endswith("?"):
        return Mood("hypothetical", "?")
    return tone


def _quoted(sentence: Tokens) -> frozenset[int]:
    """Return the tokens between quotation marks."""
    found: set[int] = set()
    start: int | None = None
    for token in sentence:
        if token.text in QUOTES:
            if start is None:
                start = token.i
            else:
                if token.i - start > 4:
                    found.update(range(start, token.i))
                start = None
    if start is not None:
        found.update(range(start, sentence.end))
    return frozenset(found)
