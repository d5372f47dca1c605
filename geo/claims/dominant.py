"""The one happening that a report opens with, and what the report tells on of it: its place and day are those of the opening."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from spacy.tokens import Token

from geo.claims.crediting import CULPRITS, UNNAMED
from geo.claims.drafts import Draft, token_span
from geo.claims.merging import ANOTHER
from geo.claims.pointing import ARTICLES, PRONOUNS, known
from geo.claims.scene import Scene
from geo.claims.stories import compatible
from geo.claims.when import overlaps
from geo.gazetteer import contains
from geo.model import PHYSICAL, ActorRole, Family, Kind, Place, Precision, Reason, ToponymRole, When

VIOLENT: Final = frozenset({Family.EXPLOSIVE, Family.ARMED})
TOLD_OF: Final = VIOLENT | {Family.OTHER, Family.UNREST}
TAKING: Final = frozenset({Kind.ABDUCTION, Kind.SEIZURE})
ENDED: Final = frozenset({"release", "free", "rescue", "liberate", "escape", "return", "hold", "keep", "surrender"})
"""What becomes later of who was taken."""
LONG: Final = 31
"""Days from which on what is told of them sums up."""
OPENED_WITH: Final = TAKING | {Kind.PROTEST}
"""What a report may open with next to violence."""
TOGETHER: Final = frozenset({frozenset({Kind.BOMBING, Kind.SHOOTING})})
"""What attackers do in one attack, next to what is of one kind anyhow."""
MANY: Final = frozenset(
    {
        "attack", "airstrike", "strike", "raid", "bombing", "shooting", "clash", "killing", "assault", "abduction", "kidnapping",
        "hijacking", "seizure", "protest", "demonstration", "rally", "march", "riot",
    }
)  # fmt: skip
"""In the plural an opening sums up with them what the report then tells apart."""
EARLIER: Final = frozenset(
    {"previous", "previously", "past", "earlier", "former", "similar", "last", "other", "recent", "recently", "ago", "since"}
)
"""Words around a happening that make of it one before."""
DEFUSED: Final = frozenset({"deactivate", "defuse", "disarm", "neutralize", "neutralise", "dismantle", "foil", "thwart"})
"""What is done to another bomb than the one that went off."""
HARMED: Final = frozenset({"killed", "dead", "died", "wounded", "injured"})
ELSEWHERE: Final = frozenset({"elsewhere", "meanwhile", "separately", "another", "nationwide", "separate", "different"})
OPENING: Final = 6
"""Paragraphs in which a report comes to what happened."""
NEXT: Final = 1
"""Paragraphs over which the report goes on with the opening without saying so."""
MOST_PLACES: Final = 2
"""Happenings in other places beyond which a report sums up and is about none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """The happening that a report is about, and its scene."""

    lede: Draft
    scene: Scene


def told_on(found: Sequence[Draft], scene: Scene) -> list[Draft]:
    """Return the drafts, those that tell on of the happening that the report opens with as part of it."""
    lede = _lede(found, scene)
    if lede is None:
        return list(found)
    opening = Opening(lede=lede, scene=scene)
    result: list[Draft] = []
    left = -2 * NEXT
    for one in sorted(found, key=lambda each: each.start):
        if one is lede or one.start < lede.start:
            result.append(one)
            continue
        # Where the report tells of something else, "the attack" is that one.
        why = _why(one, opening) if one.paragraph - left > NEXT else ""
        if not why and one.kind.family in TOLD_OF and not one.mention.row.noun:
            left = one.paragraph if _is_elsewhere(one, opening) or _is_on_another_day(one, opening) else left
        result.append(_joined(one, lede, why) if why else one)
    return result


def _lede(found: Sequence[Draft], scene: Scene) -> Draft | None:
    """Return the one attack that the first paragraphs tell; None where they tell several, or none."""
    told = [one for one in sorted(found, key=lambda each: each.start) if one.asserted and one.kind.family in PHYSICAL | TOLD_OF]
    first = next((one for one in told if one.lead and one.start < scene.opening(OPENING)), None)
    if first is not None and not (scene.is_lede(first.start) or first.tells_where or first.tells_when):
        return None
    if first is None or not _may_open(first) or _is_several(first):
        return None
    violent = [one for one in told if one.kind.family in TOLD_OF]
    opening = Opening(lede=first, scene=scene)
    others = {one.place.id for one in violent if one.place is not None and _is_elsewhere(one, opening)}
    return first if len(others) <= MOST_PLACES else None


def _may_open(draft: Draft) -> bool:
    return draft.kind.family in VIOLENT or draft.kind in OPENED_WITH or (draft.kind is Kind.OTHER and draft.toll)


def _is_several(draft: Draft) -> bool:
    trigger = draft.mention.trigger
    amount = any(child.lemma_.lower() in {"series", "wave", "spate", "string"} for child in trigger.ancestors)
    counted = any(child.dep_ == "nummod" and child.lower_ not in {"one", "1"} for child in _means(draft))
    return counted or (draft.mention.row.noun and (amount or (trigger.tag_ == "NNS" and trigger.lemma_.lower() in MANY)))


def _means(draft: Draft) -> Iterator[Token]:
    """Yield what hangs on the words for an attack and its weapon: the numbers of "three car bombs" and "two explosions"."""
    nouns = [member for member in draft.mention.members if member.pos_ == "NOUN"]
    nouns += [
        token for token in draft.sentence if draft.weapon_span and draft.weapon_span.start <= token.idx < draft.weapon_span.end
    ]
    return (child for noun in nouns for child in noun.children)


# --- what keeps apart ----------------------------------------------------------------------

Test = Callable[[Draft, Opening], bool]


def _is_elsewhere(draft: Draft, opening: Opening) -> bool:
    """Another place is named."""
    there = opening.lede.place
    if draft.place is None and draft.place_span is not None:
        return True
    if draft.pointer == "elsewhere" or (draft.own_place and (there is None or not _may_be_there(draft.place, there))):
        return True
    named = [
        one.place
        for one in opening.scene.toponyms_in(draft.sentence)
        if one.role not in {ToponymRole.METONYM, ToponymRole.DATELINE} and one.place is not None and _is_limited(one.place)
    ]
    if not named or there is None or any(_may_be_there(one, there) for one in named):
        return False
    return draft.own_place or not _points_back(draft)


def _points_back(draft: Draft) -> bool:
    return any(
        draft.sentence.text[one.start - draft.sentence.start_char :][: one.end - one.start].lower() not in PRONOUNS
        for one in known(draft)
    )


def _may_be_there(place: Place | None, there: Place) -> bool:
    return place is None or compatible(place, there) or place.id.removeprefix("near:") == there.id.removeprefix("near:")


def _is_limited(place: Place) -> bool:
    return place.precision not in {Precision.COUNTRY, Precision.UNKNOWN} and place.kind != "continent"


def _is_on_another_day(draft: Draft, opening: Opening) -> bool:
    """Another day is said."""
    day = opening.lede.when
    if draft.own_date and _days(draft.when) > max(LONG, _days(day)):
        return True
    if draft.own_date:
        # Of a report without a date only the others' days can be known: "in 1994".
        return not overlaps(draft.when, day) or (day.first is None and day.last is None)
    spoken = _spoken(opening.lede, opening.scene)
    return any(_differs(one, day, spoken) for one in opening.scene.whens_in(draft.sentence))


def _days(when: When) -> int:
    return (when.last - when.first).days if when.first is not None and when.last is not None else 0


def _differs(when: When, day: When, spoken: frozenset[str]) -> bool:
    if when.first is not None and day.first is not None:
        return not overlaps(when, day)
    return when.first is None and bool(spoken) and when.words.casefold() not in spoken


def _spoken(lede: Draft, scene: Scene) -> frozenset[str]:
    """Return the words of the opening for its day, which a report without a date does not resolve."""
    return frozenset(one.words.casefold() for one in scene.whens_in(lede.sentence) if one.first is None)


def _is_another(draft: Draft, opening: Opening) -> bool:
    """Say of it that it is another one, or one before."""
    del opening
    trigger = draft.mention.trigger
    members = draft.mention.members or (trigger,)
    if any(one.lemma_.lower() in DEFUSED for one in members) or any(token.lower_ in ELSEWHERE for token in draft.sentence[:4]):
        return True
    if draft.mention.row.noun and trigger.tag_ == "NNS" and trigger.lemma_.lower() in MANY:
        return not any(child.lower_ in ARTICLES for child in trigger.children)
    words = (child.lower_ for member in members for child in member.children)
    return any(word in (ANOTHER | EARLIER | ELSEWHERE) - {"later"} for word in words)


def _is_by_others(draft: Draft, opening: Opening) -> bool:
    """Others are named as who did it, or it was done to who did the first."""
    mine, theirs = _ids(draft, ActorRole.PERPETRATOR), _ids(opening.lede, ActorRole.PERPETRATOR)
    if _named(mine) and _named(theirs) and not mine & theirs and not _kin(draft, opening.lede):
        return True
    answered = bool(mine & _ids(opening.lede, ActorRole.TARGET)) and not mine & theirs
    harmed = _ids(draft, ActorRole.TARGET)
    struck = bool(theirs & harmed) and (not draft.toll or harmed <= theirs | UNNAMED)
    return answered or struck


def _is_to_others(draft: Draft, opening: Opening) -> bool:
    """Others are named as whom it struck."""
    mine, theirs = _named(_ids(draft, ActorRole.TARGET)), _named(_ids(opening.lede, ActorRole.TARGET))
    return bool(mine) and bool(theirs) and not mine & theirs and not (draft.toll or tuple(known(draft)))


def _kin(one: Draft, other: Draft) -> bool:
    mine, theirs = ([each.actor for each in draft.participants if each.role is ActorRole.PERPETRATOR] for draft in (one, other))
    return any(a.id in b.belongs_to or b.id in a.belongs_to for a in mine for b in theirs)


def _is_of_another_kind(draft: Draft, opening: Opening) -> bool:
    """Heed a kind that the first one cannot be called by."""
    one = opening.lede
    if {draft.kind, one.kind} <= TAKING:
        return _is_end(draft)
    if draft.kind is one.kind:
        return draft.kind is Kind.OTHER and not draft.toll
    if Kind.OTHER in {draft.kind, one.kind}:
        return not (draft.toll if draft.kind is Kind.OTHER else one.toll) or not {draft.kind.family, one.kind.family} <= TOLD_OF
    if draft.kind.family not in VIOLENT or one.kind.family not in VIOLENT:
        return True
    if draft.vague or one.vague or {draft.kind, one.kind} == {Kind.SHOOTING, Kind.ARMED_CLASH}:
        return False
    return draft.kind.family is not one.kind.family and frozenset({draft.kind, one.kind}) not in TOGETHER


def _is_end(draft: Draft) -> bool:
    """Return whether it tells what becomes later of who was taken."""
    return any(member.lemma_.lower() in ENDED for member in draft.mention.members or (draft.mention.trigger,))


APART: Final[tuple[Test, ...]] = (
    _is_of_another_kind,
    _is_another,
    _is_on_another_day,
    _is_elsewhere,
    _is_by_others,
    _is_to_others,
)


# --- what speaks for it --------------------------------------------------------------------


def _why(draft: Draft, opening: Opening) -> str:
    """Return what says that a draft tells on of the opening; "" where nothing does, or something says that it does not."""
    lede = opening.lede
    if draft.kind is Kind.STATEMENT_OR_THREAT:
        return _spoken_of(draft, opening) if lede.kind not in OPENED_WITH else ""
    if not (draft.asserted and draft.lead) or draft.sentence.start == lede.sentence.start:
        return ""
    if any(differs(draft, opening) for differs in APART):
        return ""
    return next(_signs(draft, lede), "")


def _spoken_of(draft: Draft, opening: Opening) -> str:
    """Return the words by which a statement tells how many the attack cost, or who did it."""
    if not draft.asserted or any(differs(draft, opening) for differs in (_is_another, _is_on_another_day, _is_elsewhere)):
        return ""
    doers = (
        token
        for token in draft.sentence
        if token.lemma_.lower() in CULPRITS and any(c.lower_ in ARTICLES for c in token.children)
    )
    harmed = (token for token in draft.sentence if token.lower_ in HARMED and any(c.like_num for c in token.subtree))
    return next((token.text for tokens in (doers, harmed) for token in tokens), "")


def _signs(draft: Draft, lede: Draft) -> Iterator[str]:
    """Yield what says that it is the same happening, the plainest first."""
    near = draft.paragraph - lede.paragraph <= NEXT
    for pointer in known(draft):
        at = pointer.start - draft.sentence.start_char
        words = draft.sentence.text[at : at + pointer.end - pointer.start]
        if near or words.lower() not in PRONOUNS:
            yield words
    alone = not _ids(draft, ActorRole.PERPETRATOR)
    if draft.toll and (alone or draft.kind in {Kind.OTHER, lede.kind} or draft.vague or lede.vague):
        yield "its victims"
    if any(child.dep_ == "aux" and child.lower_ == "had" for member in draft.mention.members for child in member.children):
        yield "had"
    shared = sorted(_ids(draft, ActorRole.PERPETRATOR) & _ids(lede, ActorRole.PERPETRATOR))
    if shared:
        yield next(one.actor.name for one in draft.participants if one.actor.id == shared[0])
    taken = sorted(_named(_ids(draft, ActorRole.TARGET) & _ids(lede, ActorRole.TARGET)))
    if taken and lede.kind in TAKING:
        yield next(one.actor.name for one in draft.participants if one.actor.id == taken[0])
    if draft.weapon and draft.weapon == lede.weapon:
        yield draft.weapon
    if draft.quoted and draft.kind is lede.kind:
        yield "a witness"


def _ids(draft: Draft, role: ActorRole) -> frozenset[str]:
    return frozenset(one.actor.id for one in draft.participants if one.role is role)


def _named(ids: frozenset[str]) -> frozenset[str]:
    return frozenset(one for one in ids if not one.startswith("group:"))


def _joined(draft: Draft, lede: Draft, why: str) -> Draft:
    """Return a draft as part of what the report opens with, with the place and the day that its own words leave unsaid."""
    told = f"told on from the lede: {why!r} goes on with {lede.sentence.text.strip()[:80]!r}"
    reasons = list(draft.reasons)
    changed = replace(draft, opening=token_span(lede.mention.trigger))
    if draft.kind.family is not Family.WORDS and _takes_place(draft, lede):
        reasons = [*(one for one in reasons if one.field != "place"), Reason(field="place", text=told)]
        changed = replace(changed, place=lede.place, place_span=lede.place_span)
    if draft.kind.family is not Family.WORDS and not draft.own_date and lede.tells_when:
        reasons = [*(one for one in reasons if one.field != "date"), Reason(field="date", text=told)]
        changed = replace(changed, when=replace(lede.when, span=None))
    return replace(changed, reasons=(*reasons, Reason(field="opening", text=told)))


def _takes_place(draft: Draft, lede: Draft) -> bool:
    if lede.place is None or draft.own_place or draft.spot or draft.pointer == "somewhere":
        return False
    return draft.place is None or contains(draft.place, lede.place)
