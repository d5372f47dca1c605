"""Which words may stand for a happening of their own, and which only speak of one: habits, reminders, kinds of deed."""

from __future__ import annotations

from typing import Final

from spacy.tokens import Token

from geo.claims import grammar
from geo.claims.drafts import Draft
from geo.claims.lexicon import Creates
from geo.claims.mention import HAPPENING, Mention
from geo.model import PHYSICAL, DatePrecision, Precision

DEFINITE: Final = frozenset({"the", "this", "that", "these", "those", "such", "its", "their", "his"})
OFTEN: Final = frozenset(
    {
        "often", "usually", "frequently", "regularly", "routinely", "sometimes", "typically", "generally", "normally",
        "occasionally", "periodically", "repeatedly", "constantly", "rarely", "seldom", "commonly", "always", "ever",
    }
)  # fmt: skip
GOING_ON: Final = frozenset({"continue", "keep", "remain"})
"""Verbs whose present tells of now."""
PRECISE: Final = frozenset({DatePrecision.DAY, DatePrecision.WEEK, DatePrecision.MONTH})
EFFORTS: Final = frozenset({"fight", "battle", "campaign", "struggle", "confrontation", "exercise", "talk", "negotiation"})
"""What goes on rather than happens: "an ally in the fight against the rebels"."""
TRENDS: Final = frozenset({"surge", "rise", "increase", "fall", "decrease", "soar", "decline", "drop", "grow", "worsen", "ease"})
"""Verbs that say how much of it there is, not that it took place."""
WIDE: Final = frozenset({Precision.COUNTRY, Precision.UNKNOWN})


def may_lead(one: Draft) -> bool:
    """Return whether the words make a claim of their own."""
    mention = one.mention
    anchored = _is_placed(one) or one.own_date
    if mention.creates is Creates.SUPPORTS or (_is_habit(mention) and not (one.own_date and one.when.precision in PRECISE)):
        return False
    answer = _noun_leads(one, anchored=anchored) if mention.row.noun else _verb_leads(one, anchored=anchored)
    if answer is not None:
        return answer
    if one.kind.family in PHYSICAL and not one.mood.modality and _is_of_any(mention):
        return one.own_date and mention.creates is not Creates.NEVER
    if one.quoted or (one.kind.family in PHYSICAL and _habitual(mention)):
        return anchored and mention.creates is not Creates.NEVER
    return mention.creates is Creates.ALWAYS or anchored


def _noun_leads(one: Draft, *, anchored: bool) -> bool | None:
    """Return what the place of a noun in its sentence decides; None where it decides nothing."""
    mention = one.mention
    if _is_description(one) or (_back_reference(mention) and _admitted(mention)):
        return False
    if _back_reference(mention) and not (anchored or one.toll or mention.targets):
        return False
    if _in_passing(mention, one):
        return _is_placed(one) + one.own_date + one.toll >= 2 or _happened(mention)
    return False if _is_generic(mention) and not _is_pinned(one) else None


def _verb_leads(one: Draft, *, anchored: bool) -> bool | None:
    """Return what the form of a verb decides; None where it decides nothing."""
    if _is_description(one):
        return False
    if _is_said_aside(one.mention):
        return _is_placed(one) and one.own_date
    return False if _is_label(one.mention) and not anchored else None


def is_reminder(mention: Mention) -> bool:
    """Return whether words take for known that it happened: "the arrest of the general", "after seizing the town"."""
    if mention.creates is Creates.SUPPORTS or _is_habit(mention):
        return False
    if mention.row.noun:
        if mention.trigger.lemma_ in EFFORTS:
            return False
        owned = any(child.dep_ == "poss" or child.ent_type_ == "DATE" for child in mention.trigger.children)
        return owned or _back_reference(mention)
    return _is_said_aside(mention)


def _is_placed(one: Draft) -> bool:
    """Return whether its own words name a place, known or not."""
    return one.own_place or one.place_span is not None


def _is_pinned(one: Draft) -> bool:
    """Return whether it is said on which day or in which town it was, or how many it cost."""
    dated = one.own_date and one.when.precision in PRECISE
    return dated or one.toll or (_is_placed(one) and (one.place is None or one.place.precision not in WIDE))


def _is_habit(mention: Mention) -> bool:
    """Return whether it is told as what happens time and again: "rebels often fire rockets"."""
    verbs = [member for member in mention.members if grammar.is_verb(member)]
    if mention.row.noun and mention.trigger.dep_ in {"nsubj", "nsubjpass", "dobj"}:
        verbs.append(mention.trigger.head)
    return any(child.lower_ in OFTEN and child.dep_ == "advmod" for verb in verbs for child in verb.children)


def _is_generic(mention: Mention) -> bool:
    """Return whether a bare noun names a kind of deed and not one: "money from kidnapping", "attacks are a threat"."""
    trigger = mention.trigger
    if len(mention.members) > 1 or mention.role == "accused" or any(one.i < trigger.i for one in mention.targets):
        return False
    if any(child.dep_ in {"det", "poss", "nummod"} or child.ent_type_ == "DATE" for child in trigger.children):
        return False
    if any(child.lower_ in {"new", "fresh", "more", "latest", "heavy", "fierce", "twin"} for child in trigger.children):
        return False
    if trigger.dep_ in {"nsubj", "nsubjpass"}:
        measured = trigger.head.lemma_ in TRENDS
        return measured or (trigger.head.lemma_ == "be" and trigger.tag_ in {"NNS", "VBG"})
    return trigger.dep_ in {"pobj", "dobj", "conj"}


def _admitted(mention: Mention) -> bool:
    """Return whether a deed told before is only named again: "confessed to taking part in the attack"."""
    verbs = [member for member in mention.members if grammar.is_verb(member)]
    tops = [verb.head if verb.dep_ == "conj" else verb for verb in verbs]
    return mention.role != "accused" and any(top.dep_ == "pcomp" and top.tag_ == "VBG" for top in tops)


def _is_label(mention: Mention) -> bool:
    """Return whether a participle only tells which ones are meant: "the areas targeted"."""
    trigger = mention.trigger
    return trigger.dep_ == "acl" and trigger.tag_ == "VBN" and len(mention.members) == 1 and not mention.agents


def _is_description(one: Draft) -> bool:
    """Return whether a clause only says who is meant: "militants who have seized parts of Syria"."""
    trigger = one.mention.trigger
    if one.mention.row.noun and trigger.dep_ == "dobj" and grammar.is_verb(trigger.head):
        trigger = trigger.head
    wide = one.place is None or one.place.precision in WIDE | {Precision.AREA}
    if trigger.dep_ != "relcl" or one.own_date or one.toll or not wide:
        return False
    helped = any(child.dep_ == "aux" and child.lower_ in {"has", "have", "is", "are"} for child in trigger.children)
    who = any(child.dep_ == "nsubj" and child.lower_ in {"who", "that", "which"} for child in trigger.children)
    return helped and who and trigger.tag_ in {"VBN", "VBG"}


def _is_said_aside(mention: Mention) -> bool:
    """Return whether a participle after a preposition only reminds of something: "after seizing the town"."""
    alone = mention.trigger.dep_ == "pcomp" and mention.trigger.head.lower_ != "by" and len(mention.members) == 1
    return alone and mention.role != "accused" and not mention.row.noun and not _absolute(mention)


def _absolute(mention: Mention) -> bool:
    """Return whether a participle has a subject of its own: "with police fighting protesters"."""
    return any(child.dep_ == "nsubj" for child in mention.trigger.children)


def _in_passing(mention: Mention, one: Draft) -> bool:
    """Return whether a definite noun stands beside what is told: it speaks of something already told."""
    trigger = mention.trigger
    if trigger.dep_ == "nsubj" and trigger.head.lemma_ not in HAPPENING:
        current = any(child.lower_ in {"recent", "ongoing", "current", "latest"} for child in trigger.children)
        return _back_reference(mention) and len(mention.members) == 1 and not (current and one.own_place)
    if trigger.dep_ == "pobj" and trigger.head.head.lemma_ in {"responsibility", "involvement"}:
        return False
    return trigger.dep_ == "pobj" and _back_reference(mention) and len(mention.members) == 1 and mention.role != "accused"


def _happened(mention: Mention) -> bool:
    """Return whether a relative clause tells that it happened: "the protests that erupted last month"."""
    return any(child.dep_ == "relcl" and child.lemma_ in HAPPENING for child in mention.trigger.children)


def _back_reference(mention: Mention) -> bool:
    return any(child.lower_ in DEFINITE for child in mention.trigger.children)


def _tensed(verb: Token) -> Token:
    """Return the verb that gives an infinitive its tense: "causes the grenade to explode"."""
    for _ in range(3):
        if verb.tag_ != "VB" or verb.dep_ not in {"xcomp", "ccomp"} or not grammar.is_verb(verb.head):
            break
        verb = verb.head
    return verb


def _habitual(mention: Mention) -> bool:
    """Return whether the only tense is a plain present: "they kill taxi drivers" tells of no day."""
    members = [_tensed(member) for member in mention.members if grammar.is_verb(member)]
    verbs = [member for member in members if member.tag_ not in {"VBG", "VBN", "VB"}]
    return bool(verbs) and all(verb.tag_ in {"VBP", "VBZ"} for verb in verbs)


def _is_of_any(mention: Mention) -> bool:
    """Return whether a plain present is said of any such people: "where gangs fight for turf" is no fight."""
    verbs = [member for member in mention.members if grammar.is_verb(member)]
    if not verbs or any(verb.tag_ != "VBP" or verb.lemma_ in GOING_ON for verb in verbs):
        return False
    subjects = [child for verb in verbs for child in verb.children if child.dep_ in grammar.SUBJECTS]
    return bool(subjects) and all(one.tag_ == "NNS" and not any(one.lefts) for one in subjects)
