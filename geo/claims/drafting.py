"""Read each sentence into drafts: every value with the words it was taken from and the reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from spacy.tokens import Span as Tokens

from geo import text
from geo.claims import grammar, speech, toll, when as dating, where, who
from geo.claims.drafts import Draft, token_span
from geo.claims.kinds import kind_of
from geo.claims.lexicon import Creates
from geo.claims.matching import mentions
from geo.claims.mention import HAPPENING, Mention
from geo.claims.modality import Mood, mood
from geo.claims.scene import Scene
from geo.model import PHYSICAL, ActorRole, BlockKind, DatePrecision, Family, Kind, Reason

QUOTES: Final = frozenset({'"', "\u201c", "\u201d", "``", "''"})
EXPLICIT: Final = frozenset({DatePrecision.DAY, DatePrecision.WEEK, DatePrecision.MONTH})
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
    return found


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
    if block in {BlockKind.TITLE, BlockKind.HEADING}:
        return
    quoted = _quoted(sentence)
    found = [one for mention in mentions(sentence, scene) for one in _draft(mention, sentence, scene, quoted)]
    physical = any(one.kind.family in PHYSICAL and one.lead for one in found)
    for one in found:
        attribution = one.kind is Kind.STATEMENT_OR_THREAT and physical and one.mention.trigger.lemma_ in PLAIN_SPEECH
        if not attribution:
            yield replace(one, lead=one.lead and _is_dated_and_placed(one)) if block is BlockKind.CAPTION else one


def _is_dated_and_placed(one: Draft) -> bool:
    """Return whether a caption says where and on what day; its picture may be an old one."""
    return one.own_place and one.own_date and one.when.precision in EXPLICIT


def _draft(mention: Mention, sentence: Tokens, scene: Scene, quoted: frozenset[int]) -> Iterator[Draft]:
    kind, why, weapon = kind_of(mention, sentence, scene)
    if kind is None:
        if not mention.harmed:
            return
        kind, mention = Kind.OTHER, replace(mention, creates=Creates.SUPPORTS)
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
        pointer="" if found else where.pointed_at(mention, scene),
        weapon=weapon[0].name if weapon else "",
        weapon_span=token_span(weapon[1]) if weapon else None,
        killed=killed,
        injured=injured,
    )
    if not found:
        yield replace(base, lead=_may_lead(base))
    for site in found:
        yield _placed(base, site)


def _told(mention: Mention, kind: Kind, why: str, sentence: Tokens, scene: Scene) -> Draft:
    """Return what is said of any happening: who, when, on whose word, and how real it is told to be."""
    day = dating.said(mention, sentence, scene)
    when, when_why = (day, f"the words {day.words!r}") if day else dating.by_default(scene.document, mention)
    did = who.doers(mention, scene)
    said = speech.sayings(mention, scene)
    status, status_why = speech.status(said, did, mention)
    tone = _tone(mention, kind, sentence, scene)
    reasons = [Reason(field="kind", text=why), Reason(field="date", text=when_why), Reason(field="status", text=status_why)]
    if tone.modality:
        reasons.append(Reason(field=tone.modality, text=f"the word {tone.word!r}"))
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
    return replace(placed, lead=_may_lead(placed))


def _is_weighty(mention: Mention, one: Draft) -> bool:
    """Return whether words are worth a claim: what is merely said must be said by somebody with a name."""
    if mention.trigger.lemma_ not in PLAIN_SPEECH:
        return True
    return any(
        person.role is ActorRole.SPEAKER and person.actor.kind in SPEAKERS and not person.actor.id.startswith("group:")
        for person in one.participants
    )


def _may_lead(one: Draft) -> bool:
    """Return whether the words make a claim of their own."""
    mention = one.mention
    creates = mention.creates
    anchored = one.own_place or one.own_date
    if creates is Creates.SUPPORTS:
        return False
    if mention.row.noun and _back_reference(mention) and not (anchored or one.toll or mention.targets):
        return False
    if mention.row.noun and _in_passing(mention, one):
        return one.own_place + one.own_date + one.toll >= 2 or _happened(mention)
    if mention.trigger.dep_ == "pcomp" and mention.role != "accused" and not mention.row.noun and not _absolute(mention):
        return False
    if one.quoted or (one.kind.family in PHYSICAL and _habitual(mention)):
        return anchored and creates is not Creates.NEVER
    return creates is Creates.ALWAYS or anchored


def _absolute(mention: Mention) -> bool:
    """Return whether a participle has a subject of its own: "with police fighting protesters"."""
    return any(child.dep_ == "nsubj" for child in mention.trigger.children)


def _in_passing(mention: Mention, one: Draft) -> bool:
    """Return whether a definite noun stands beside what is told: it speaks of something already told."""
    trigger = mention.trigger
    if trigger.dep_ == "nsubj" and trigger.head.lemma_ not in HAPPENING:
        current = any(child.lower_ in {"recent", "ongoing", "current", "latest"} for child in trigger.children)
        return _back_reference(mention) and len(mention.members) == 1 and not (current and one.own_place)
    return trigger.dep_ == "pobj" and _back_reference(mention) and len(mention.members) == 1 and mention.role != "accused"


def _happened(mention: Mention) -> bool:
    """Return whether a relative clause tells that it happened: "the protests that erupted last month"."""
    return any(child.dep_ == "relcl" and child.lemma_ in HAPPENING for child in mention.trigger.children)


def _back_reference(mention: Mention) -> bool:
    return any(
        child.lower_ in {"the", "this", "that", "these", "those", "such", "its", "their", "his"}
        for child in mention.trigger.children
    )


def _habitual(mention: Mention) -> bool:
    """Return whether the only tense is a plain present: "they kill taxi drivers" tells of no day."""
    verbs = [member for member in mention.members if grammar.is_verb(member) and member.tag_ not in {"VBG", "VBN", "VB"}]
    return bool(verbs) and all(verb.tag_ in {"VBP", "VBZ"} for verb in verbs)


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
