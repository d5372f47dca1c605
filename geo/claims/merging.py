"""One claim per happening and document: the mention that says most stands for it, the others add what it lacks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from geo.claims.drafts import Draft
from geo.claims.when import overlaps
from geo.model import PHYSICAL, ActorRole, Family, Kind, Place, Precision, Reason

ANOTHER: Final = frozenset(
    {"another", "other", "second", "third", "separate", "subsequent", "separately", "elsewhere", "also", "later", "fresh", "new"}
)
AKIN: Final = frozenset({Family.EXPLOSIVE, Family.ARMED, Family.OTHER})
FINE: Final = frozenset({Precision.EXACT, Precision.SETTLEMENT, Precision.NEAR})


def merge(found: Sequence[Draft]) -> list[Draft]:
    """Return one draft per happening, in text order."""
    kept: list[Draft] = []
    for draft in found:
        home = next((i for i in range(len(kept) - 1, -1, -1) if is_same(kept[i], draft)), None)
        if home is None:
            kept.append(draft)
        else:
            kept[home] = _joined(kept[home], draft)
    return [draft for draft in kept if draft.lead]


def is_same(one: Draft, other: Draft) -> bool:
    """Return whether two mentions in one document tell of one happening."""
    if one.mood.modality != other.mood.modality or one.historical != other.historical:
        return False
    if one.sentence.start == other.sentence.start and one.mention.trigger.i != other.mention.trigger.i:
        return _same_in_sentence(one, other)
    if one.mention.trigger.i == other.mention.trigger.i:
        return False
    if not other.lead and other.toll:
        return one.kind.family in AKIN | {Family.UNREST} and one.paragraph == other.paragraph
    if not _akin(one, other):
        return False
    if one.kind.family is Family.WORDS:
        return _same_words(one, other)
    if other.own_date and one.own_date and not overlaps(one.when, other.when):
        return False
    if one.own_place and other.own_place and not _compatible(one.place, other.place):
        return False
    if _is_another(other) or _rivals(one, other) or _brings_news(one, other):
        return False
    return _evidence(one, other)


def _evidence(one: Draft, other: Draft) -> bool:
    """Return whether anything but the kind speaks for one happening."""
    if not other.lead or not one.lead or _speaks_of(other) or _speaks_of(one):
        return True
    if one.own_place and other.own_place and one.place == other.place and _is_telling(one.place):
        return True
    if one.own_date and other.own_date and one.when == other.when and one.paragraph == other.paragraph:
        return True
    if _ids(one, ActorRole.TARGET) & _ids(other, ActorRole.TARGET):
        return True
    if one.kind is Kind.PROTEST and other.kind is Kind.PROTEST:
        return True
    named = {i for i in _ids(one, ActorRole.PERPETRATOR) & _ids(other, ActorRole.PERPETRATOR) if not i.startswith("group:")}
    return bool(named) or bool(
        {token.lemma_ for token in one.mention.targets} & {token.lemma_ for token in other.mention.targets}
    )


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


def _is_another(draft: Draft) -> bool:
    trigger = draft.mention.trigger
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
    named = lambda ids: {i for i in ids if not i.startswith("group:")}  # noqa: E731
    return bool(named(mine)) and bool(named(theirs)) and not mine & theirs


def _ids(draft: Draft, role: ActorRole) -> frozenset[str]:
    return frozenset(one.actor.id for one in draft.participants if one.role is role)


def _weight(draft: Draft) -> tuple[int, ...]:
    return (
        draft.lead,
        not draft.quoted,
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
            extra.append(Reason(field=name, text=f"said in the sentence {other.sentence.text.strip()[:80]!r}"))
    if not main.own_place and other.own_place:
        changes |= {"place": other.place, "place_span": other.place_span, "own_place": True}
        extra.append(Reason(field="place", text=f"another mention of it says where: {other.sentence.text.strip()[:80]!r}"))
    if not main.own_date and other.own_date:
        changes |= {"when": other.when, "own_date": True}
        extra.append(Reason(field="date", text=f"another mention of it says when: {other.when.words!r}"))
    if not main.participants and other.participants:
        changes["participants"] = other.participants
    return replace(main, **changes, reasons=(*main.reasons, *extra))  # type: ignore[arg-type]  # names of fields, each with a value of its own type


def physical(found: Iterable[Draft]) -> list[Draft]:
    """Return the drafts that could be drawn."""
    return [draft for draft in found if draft.kind.family in PHYSICAL]
