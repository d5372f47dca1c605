"""One claim per happening and document: the mention that says most stands for it, the others add what it lacks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final, TypeAlias

from geo.claims.drafts import Draft
from geo.claims.leading import is_reminder
from geo.claims.lexicon import Rule
from geo.claims.when import overlaps
from geo.claims.who import accused, pooled
from geo.model import PHYSICAL, ActorRole, Family, Kind, Place, Precision, Reason, Status

ANOTHER: Final = frozenset(
    {"another", "other", "second", "third", "separate", "subsequent", "separately", "elsewhere", "also", "later", "fresh", "new"}
)
AKIN: Final = frozenset({Family.EXPLOSIVE, Family.ARMED, Family.OTHER})
STALE: Final = timedelta(days=7)
"""Days before the news of a report that a sentence elsewhere in it can date it to."""
BROAD: Final = timedelta(days=31)
"""What says no more than that adds nothing to news of the day."""
LOOK_BACK: Final = 80
"""Happenings; what was told longer ago is told anew."""
FINE: Final = frozenset({Precision.EXACT, Precision.SETTLEMENT, Precision.NEAR})


def merge(found: Sequence[Draft]) -> list[Draft]:
    """Return one draft per happening, in text order."""
    kept: list[Draft] = []
    for draft in found:
        home = next((i for i in range(len(kept) - 1, max(-1, len(kept) - 1 - LOOK_BACK), -1) if is_same(kept[i], draft)), None)
        if home is None:
            kept.append(draft)
        else:
            kept[home] = _joined(kept[home], draft)
    return [*(draft for draft in kept if draft.lead), *_only_spoken_of(kept)]


def _only_spoken_of(kept: Sequence[Draft]) -> Iterator[Draft]:
    """Yield what a report presupposes and tells nowhere: "since the arrest of the general", in a story of what followed."""
    told = {draft.kind.family for draft in kept if draft.lead and draft.asserted}
    telling = {draft.sentence.start for draft in kept if draft.lead and draft.kind.family is not Family.WORDS}
    for draft in kept:
        family = draft.kind.family
        if draft.lead or draft.quoted or not draft.asserted or draft.sentence.start in telling:
            continue
        if family in told or family not in PHYSICAL:
            continue
        specific = draft.own_place or draft.own_date or draft.toll or bool(_named(_ids(draft, ActorRole.TARGET)))
        if specific and is_reminder(draft.mention):
            told.add(family)
            yield replace(draft, lead=True)


def is_same(one: Draft, other: Draft) -> bool:
    """Return whether two mentions in one document tell of one happening; `other` comes later."""
    if one.mood.modality != other.mood.modality or one.historical != other.historical or one.mention is other.mention:
        return False
    if one.sentence.start == other.sentence.start:
        return one.mention.trigger != other.mention.trigger and _same_in_sentence(one, other)
    if not other.lead and other.toll:
        return one.kind.family in AKIN | {Family.UNREST} and one.paragraph == other.paragraph
    if not _akin(one, other):
        return False
    if one.kind.family is Family.WORDS:
        return _same_words(one, other)
    return not any(differs(one, other) for differs in DIFFERENCES) and any(speaks(one, other) for speaks in EVIDENCE)


def _is_pointed_at(one: Draft, other: Draft) -> bool:
    return not other.lead or not one.lead or _speaks_of(other) or _speaks_of(one)


def _is_at_one_place(one: Draft, other: Draft) -> bool:
    return one.own_place and other.own_place and one.place == other.place and _is_telling(one.place)


def _is_on_one_day(one: Draft, other: Draft) -> bool:
    return one.own_date and other.own_date and one.when == other.when and one.paragraph == other.paragraph


def _has_one_target(one: Draft, other: Draft) -> bool:
    nouns = {token.lemma_ for token in one.mention.targets} & {token.lemma_ for token in other.mention.targets}
    return bool(nouns) or bool(_ids(one, ActorRole.TARGET) & _ids(other, ActorRole.TARGET))


def _has_one_doer(one: Draft, other: Draft) -> bool:
    return bool(_named(_ids(one, ActorRole.PERPETRATOR) & _ids(other, ActorRole.PERPETRATOR)))


def _is_unrest_going_on(one: Draft, other: Draft) -> bool:
    return one.kind is Kind.PROTEST and other.kind is Kind.PROTEST


def _is_on_another_day(one: Draft, other: Draft) -> bool:
    return other.own_date and one.own_date and not overlaps(one.when, other.when)


def _is_elsewhere(one: Draft, other: Draft) -> bool:
    if "elsewhere" in (one.pointer, other.pointer):
        # "in the capital", "to other cities": said in common words, and so not where the other one was.
        return one.own_place or other.own_place
    return one.own_place and other.own_place and not _compatible(one.place, other.place)


def _is_telling(place: Place | None) -> bool:
    """Return whether two happenings of a kind there are likely one: in a town yes, in a country no."""
    return place is not None and place.precision not in {Precision.COUNTRY, Precision.UNKNOWN}


def _speaks_of(draft: Draft) -> bool:
    """Return whether a definite noun points at something already told ("the attack")."""
    trigger = draft.mention.trigger
    return draft.mention.row.noun and any(child.lower_ in {"the", "this", "these", "those", "that"} for child in trigger.children)


def _akin(one: Draft, other: Draft) -> bool:
    if one.kind is other.kind:
        return one.kind is not Kind.OTHER or one.mention.trigger.lemma_ == other.mention.trigger.lemma_
    pair = {one.kind.family, other.kind.family}
    if pair <= AKIN and Family.OTHER in pair:
        return other.toll and other.kind is Kind.OTHER and "elsewhere" not in (one.pointer, other.pointer)
    if (one.vague or other.vague) and pair <= {Family.EXPLOSIVE, Family.ARMED}:
        return True
    if {one.kind, other.kind} == {Kind.PROTEST, Kind.RIOT_CRACKDOWN}:
        return one.sentence.start == other.sentence.start
    return (
        one.kind.family is other.kind.family
        and one.kind.family in {Family.EXPLOSIVE, Family.ARMED}
        and Kind.OTHER not in (one.kind, other.kind)
    )


def _same_in_sentence(one: Draft, other: Draft) -> bool:
    if one.kind.family is not other.kind.family or one.kind.family is Family.WORDS:
        return False
    if one.own_place and other.own_place and one.place != other.place:
        return False
    if one.own_date and other.own_date and one.when != other.when:
        return False
    if one.kind is other.kind and one.mention.row.rule is other.mention.row.rule is Rule.BY_CAUSE:
        # "five were killed, and scores injured by a bomber"
        return True
    return not (one.mention.targets and other.mention.targets and not one.mention.row.noun and not other.mention.row.noun)


def _same_words(one: Draft, other: Draft) -> bool:
    return (
        one.kind is other.kind
        and _ids(one, ActorRole.SPEAKER) == _ids(other, ActorRole.SPEAKER)
        and one.paragraph == other.paragraph
        and not (one.own_date and other.own_date)
    )


def _compatible(one: Place | None, other: Place | None) -> bool:
    """Return whether two places can be the same: equal, or one the surroundings of the other."""
    if one is None or other is None or one.id == other.id:
        return True
    if one.precision is Precision.COUNTRY or other.precision is Precision.COUNTRY:
        return bool(one.country) and one.country == other.country
    if one.precision in FINE and other.precision in FINE:
        return one.name == other.name or (one.id.removeprefix("near:") == other.id.removeprefix("near:"))
    return bool(one.admin1) and one.admin1 == other.admin1 and one.country == other.country


def _is_another(one: Draft, other: Draft) -> bool:
    del one
    trigger = other.mention.trigger
    return any(child.lower_ in ANOTHER - {"also", "later"} and child.dep_ in {"amod", "det"} for child in trigger.children)


def _brings_news(one: Draft, other: Draft) -> bool:
    """Return whether a finite verb brings a place or a date that the earlier mention does not have."""
    if not other.lead or other.mention.row.noun or not one.lead:
        return False
    if other.spot and other.spot != one.spot:
        return True
    elsewhere = other.own_place and not (one.place is not None and other.place is not None and one.place.id == other.place.id)
    another_day = other.own_date and one.own_date and other.when != one.when
    return elsewhere or another_day


def _rivals(one: Draft, other: Draft) -> bool:
    mine, theirs = _ids(one, ActorRole.PERPETRATOR), _ids(other, ActorRole.PERPETRATOR)
    return bool(_named(mine)) and bool(_named(theirs)) and not mine & theirs


def _named(ids: frozenset[str]) -> frozenset[str]:
    return frozenset(one for one in ids if not one.startswith("group:"))


def _ids(draft: Draft, role: ActorRole) -> frozenset[str]:
    return frozenset(one.actor.id for one in draft.participants if one.role is role)


def _weight(draft: Draft) -> tuple[int, ...]:
    return (
        draft.lead,
        not draft.quoted,
        draft.mention.role != "accused",
        2 * draft.own_place
        + draft.own_date
        + (draft.place is not None and draft.place.precision in FINE)
        + draft.toll
        + bool(draft.participants),
    )


def _joined(home: Draft, guest: Draft) -> Draft:
    main, other = (guest, home) if _weight(guest) > _weight(home) else (home, guest)
    extra: list[Reason] = []
    changes: dict[str, object] = {"told_in": home.told_in | (guest.told_in if guest.lead else frozenset())}
    for name in ("killed", "injured", "weapon"):
        if not getattr(main, name) and getattr(other, name):
            changes[name] = getattr(other, name)
            if name == "weapon":
                changes["weapon_span"] = other.weapon_span
            extra.append(Reason(field=name, text=f"said in the sentence {other.sentence.text.strip()[:80]!r}"))
    if not main.own_place and other.own_place:
        changes |= {"place": other.place, "place_span": other.place_span, "own_place": True}
        extra.append(Reason(field="place", text=f"another mention of it says where: {other.sentence.text.strip()[:80]!r}"))
    if not main.own_date and other.own_date and _may_be_its_date(main, other):
        changes |= {"when": other.when, "own_date": True}
        extra.append(Reason(field="date", text=f"another mention of it says when: {other.when.words!r}"))
    blamed = other.status is Status.ALLEGED and main.status is not Status.ALLEGED
    others = accused(other.participants) if blamed else other.participants
    changes["participants"] = pooled(main.participants, others)
    return replace(main, **changes, reasons=(*main.reasons, *extra))  # type: ignore[arg-type]  # names of fields, each with a value of its own type


def _may_be_its_date(main: Draft, other: Draft) -> bool:
    """Return whether a date told of one mention can be that of the other, which is told as news of the day."""
    if main.paragraph == other.paragraph or main.when.first is None or other.when.last is None:
        return True
    if other.when.first is None or other.when.last - other.when.first > BROAD:
        return False
    return other.when.last >= main.when.first - STALE


Test: TypeAlias = Callable[[Draft, Draft], bool]
# What keeps two mentions of akin kinds apart, and what must speak for their being one.
DIFFERENCES: Final[tuple[Test, ...]] = (_is_on_another_day, _is_elsewhere, _is_another, _rivals, _brings_news)
EVIDENCE: Final[tuple[Test, ...]] = (
    _is_pointed_at,
    _is_at_one_place,
    _is_on_one_day,
    _has_one_target,
    _has_one_doer,
    _is_unrest_going_on,
)
