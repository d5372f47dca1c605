"""Where a happening took place when its own words do not say: what the report told before, and what it is about."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from spacy.tokens import Token

from geo.claims import unnamed
from geo.claims.drafts import Draft
from geo.claims.merging import ANOTHER
from geo.claims.scene import FOCUS, Scene
from geo.claims.stories import Story, compatible, is_aside, story
from geo.claims.when import overlaps
from geo.claims.where import RULERS, SEATED
from geo.gazetteer.names import fold
from geo.model import PHYSICAL, Family, Kind, Place, Precision, Reason, Span, Toponym, ToponymRole

SETTLED: Final = frozenset({"city", "town", "village", "hamlet", "suburb"})
COUNTRIES: Final = frozenset({"country", "nation", "kingdom", "republic"})
NEXT: Final = 1
"""Sentences that an unsaid place may be carried on over where the report speaks of several places."""
NATIONAL: Final = frozenset({Kind.ARREST, Kind.PROTEST, Kind.CYBER})
"""What is told of a whole country."""
RUNNING: Final = 3
"""Sentences over which a story goes on in one place, until another is named."""
POINTED: Final = 12
"""Sentences over which "the village" points back."""
AKIN: Final = frozenset({Family.EXPLOSIVE, Family.ARMED, Family.OTHER})
ELSEWHERE: Final = frozenset({"elsewhere", "meanwhile", "separately", "similar", "nationwide"})
"""Words that lead away from the place told before."""


@dataclass(frozen=True, slots=True)
class Source:
    """A place learned elsewhere in the report."""

    place: Place
    span: Span | None
    why: str
    words: str = ""
    """The sentence that names it."""


@dataclass(frozen=True, kw_only=True)
class Report:
    """The happenings of one report, and how its sentences follow each other."""

    found: Sequence[Draft]
    scene: Scene

    @cached_property
    def order(self) -> dict[int, int]:
        """The number of the sentence that begins with each token."""
        return {sentence.start: i for i, sentence in enumerate(self.scene.doc.sents)}

    @cached_property
    def told(self) -> dict[int, list[Draft]]:
        """The happenings that each sentence speaks of, by its first token."""
        told: defaultdict[int, list[Draft]] = defaultdict(list)
        for one in self.found:
            for start in one.told_in:
                told[start].append(one)
        return told

    @cached_property
    def story(self) -> Story | None:
        """Where the report as a whole takes place."""
        return story(self.found, self.scene)

    @cached_property
    def _starts(self) -> list[int]:
        return [one.span.start for one in self.scene.toponyms]

    def named_between(self, start: int, end: int) -> Sequence[Toponym]:
        """Return the limited places that stand between two offsets as places."""
        between = self.scene.toponyms[bisect_left(self._starts, start) : bisect_left(self._starts, end)]
        return [one for one in between if one.role is not ToponymRole.METONYM and _is_limited(one.place)]

    def names_parts(self, country: Place) -> bool:
        """Return whether a report names towns or provinces of a country as places: what it tells may lie in any of them."""
        named = (one.place for one in self.scene.toponyms if one.role not in {ToponymRole.METONYM, ToponymRole.DATELINE})
        return any(_is_limited(place) and place is not None and place.country == country.country for place in named)

    def speaks_of(self, country: str) -> bool:
        """Return whether most of what the report names as places lies in a country, by its code."""
        named = [one.place.country for one in self.scene.toponyms if one.place and one.role is not ToponymRole.METONYM]
        return named.count(country) >= FOCUS * len(named)

    def last_named(self, end: int) -> Place | None:
        """Return the last place that was named as a place before an offset."""
        for one in reversed(self.scene.toponyms[: bisect_left(self._starts, end)]):
            if one.role not in {ToponymRole.METONYM, ToponymRole.DATELINE} and one.place is not None:
                return one.place
        return None

    def before(self, draft: Draft) -> Iterator[Draft]:
        """Yield the happenings told before a sentence whose own words say where, the latest first."""
        for one in reversed(self.found):
            if one.start < draft.sentence.start_char and one.tells_where and one.kind.family is not Family.WORDS:
                yield one

    def named_before(self, draft: Draft) -> Iterator[Toponym]:
        """Yield what is named as a place in a sentence before the happening, or in front of it in its own, the latest first."""
        first = self.order[draft.sentence.start] - POINTED
        for one in reversed(self.scene.toponyms[: bisect_left(self._starts, draft.start)]):
            root = self.scene.root(one.span)
            if root is not None and self.order.get(root.sent.start, first) < first:
                return
            if one.role not in {ToponymRole.METONYM, ToponymRole.DATELINE} and not is_aside(one, self.scene):
                yield one

    def apart(self, one: Draft, other: Draft) -> int:
        """Return how many sentences lie between two happenings."""
        return self.order[other.sentence.start] - self.order[one.sentence.start]


def located(found: Sequence[Draft], scene: Scene) -> list[Draft]:
    """Return the drafts, those whose own words name no place with the one that the report gives them."""
    report = Report(found=found, scene=scene)
    return [_located(one, report) for one in found]


def _located(draft: Draft, report: Report) -> Draft:
    if not draft.asserted or draft.kind.family is Family.WORDS or draft.own_place or draft.place_span is not None:
        return draft
    for rule in RULES:
        source = rule(draft, report)
        if source is not None:
            quoted = f": {source.words.strip()[:80]!r}" if source.words else ""
            reason = Reason(field="place", text=f"{source.why}{quoted}")
            return replace(draft, place=source.place, place_span=source.span, reasons=(*draft.reasons, reason))
    return draft


def _by_twin(draft: Draft, report: Report) -> Source | None:
    """Take the place of another happening that the same sentence speaks of."""
    if _points(draft):
        return None
    twin = next((other for other in report.told.get(draft.sentence.start, ()) if _tells_here(other, draft)), None)
    if twin is not None:
        return _of(twin, "this sentence speaks of what was told there")
    same = [
        one for one in report.found if one.sentence.start == draft.sentence.start and one.tells_where and one.start < draft.start
    ]
    if not draft.spot and same and same[-1].place is not None and same[-1].kind.family is not Family.WORDS:
        return _of(same[-1], "said of another part of the same sentence")
    return None


def _by_adjective(draft: Draft, report: Report) -> Source | None:
    """Take the country that an adjective gives: "Saudi oil facilities", "Iraqi protesters"."""
    home = next(unnamed.homes(draft.mention, draft.kind, report.scene), None)
    if home is None or home[0].place is None:
        return None
    return Source(home[0].place, home[0].span, home[0].reasons[0])


def _by_sentence(draft: Draft, report: Report) -> Source | None:
    """Take the one country that the sentence names as a place, where it names no nearer one."""
    inside = [
        one
        for one in report.scene.toponyms_in(draft.sentence)
        if one.role not in {ToponymRole.METONYM, ToponymRole.DATELINE} and one.place is not None
    ]
    places = {one.place.id for one in inside if one.place is not None}
    if len(places) != 1 or _points(draft) or draft.spot:
        return None
    first, root = inside[0], report.scene.root(inside[0].span)
    behind = root is not None and root.dep_ == "pobj" and root.head.lower_ in {"in", "across", "inside", "throughout"}
    behind = behind and root is not None and root.head.head.lemma_.lower() not in SEATED
    if first.place is None or first.place.precision is not Precision.COUNTRY or not behind:
        return None
    return Source(first.place, first.span, f"the sentence names {first.place.name} and no nearer place")


def _by_town(draft: Draft, report: Report) -> Source | None:
    """Take the one town that the news names behind "in" or "at", whatever clause the parser hangs it on."""
    scene = report.scene
    told = scene.is_lede(draft.start) and (draft.own_date or draft.toll) and not draft.quoted
    if not told or _points(draft) or draft.spot or draft.kind.family is Family.POSTURE or _leads_away(draft):
        return None
    towns: dict[str, Toponym] = {}
    for one in report.named_between(draft.sentence.start_char, draft.sentence.end_char):
        root = scene.root(one.span)
        if one.place is not None and one.role is not ToponymRole.DATELINE and root is not None and _stands_in(root):
            towns.setdefault(one.place.id, one)
    if len(towns) != 1:
        return None
    [town] = towns.values()
    if town.place is None or town.place.precision is not Precision.SETTLEMENT:
        return None
    return Source(town.place, town.span, f"the news names {town.text} and no other town")


def _stands_in(root: Token) -> bool:
    """Return whether a name stands behind "in" or "at", where nobody sits or comes from: "in Istanbul's old heart"."""
    node = root
    while node.dep_ in {"poss", "compound", "nmod"} and node.head.i != node.i:
        node = node.head
    if node.dep_ != "pobj" or node.head.lower_ not in {"in", "at"}:
        return False
    before = node.head.nbor(-1) if node.head.i else node.head
    return not {node.head.head.lemma_.lower(), before.lemma_.lower()} & (SEATED | RULERS)


def _by_pointer(draft: Draft, report: Report) -> Source | None:
    """Take "the city", "the airport", "there" for the last such place named before."""
    if draft.pointer in COUNTRIES and report.scene.country is not None:
        place, span = report.scene.country
        return Source(place, span, f"{draft.pointer!r} is the country that the report is about")
    if draft.pointer in {"", "elsewhere", "somewhere"} | COUNTRIES:
        return None
    for one in report.named_before(draft):
        if one.place is None and draft.pointer in SETTLED:
            return None  # "the village" may be this one, of which nobody knows where it lies
        if one.place is not None and _answers(one.place, draft.pointer):
            return Source(one.place, one.span, f"{draft.pointer!r} points back at {one.text}")
    return None


def _by_neighbor(draft: Draft, report: Report) -> Source | None:
    """Carry on the place of the sentence before, as long as no other place comes between."""
    if _points(draft) or draft.spot or draft.kind.family is Family.POSTURE:
        return None
    last = next(report.before(draft), None)
    if last is None or last.place is None:
        return None
    apart = report.apart(last, draft)
    near = last.paragraph == draft.paragraph and apart == NEXT and draft.kind.family is not Family.COERCION
    if not (near or (0 < apart <= RUNNING and _runs_on(draft, last, report))):
        return None
    if draft.own_date and last.own_date and not overlaps(draft.when, last.when):
        return None
    return _of(last, "carried on from the sentence before" if apart == 1 else "the story goes on where it was")


def _runs_on(draft: Draft, last: Draft, report: Report) -> bool:
    """Return whether a story goes on over paragraphs: nothing leads away, and no other place is named."""
    if (
        last.place is None
        or not _is_limited(last.place)
        or draft.quoted
        or _leads_away(draft)
        or last.kind.family not in PHYSICAL
    ):
        return False
    return draft.kind.family in PHYSICAL | {Family.OTHER} and not _leaves(draft, last.place, last.sentence.end_char, report)


def _by_reference(draft: Draft, report: Report) -> Source | None:
    """Take "the attack", "the blast" for the last one told before."""
    trigger = draft.mention.trigger
    if _points(draft) or draft.spot or not draft.mention.row.noun or _leads_away(draft):
        return None
    if not any(child.lower_ in {"the", "this", "that", "these", "those"} for child in trigger.children):
        return None
    last = next((one for one in report.before(draft) if _akin(one, draft)), None)
    if last is None or last.place is None or _leaves(draft, last.place, last.sentence.end_char, report):
        return None
    return _of(last, f"{trigger.text!r} speaks of what was told before")


def _by_story(draft: Draft, report: Report) -> Source | None:
    """Take the place of the report as a whole."""
    about = report.story
    if about is None or draft.pointer == "elsewhere" or draft.spot or _leads_away(draft) or draft.kind.family is Family.POSTURE:
        return None
    told = draft.own_date or draft.toll or report.scene.is_lede(draft.start) or _is_local(draft)
    if draft.quoted or not (told or draft.kind.family in about.families):
        return None
    inside = report.named_between(draft.sentence.start_char, draft.sentence.end_char)
    if inside or not about.alone or _moved_on(draft, about.place, report):
        return None
    return Source(about.place, about.span, f"the report takes place in {about.place.name}: {about.why}")


def _by_dateline(draft: Draft, report: Report) -> Source | None:
    """Take the town of the dateline for the news that a report opens with, where it speaks of that country and names no place."""
    scene = report.scene
    if draft.start >= scene.opening(1) or draft.quoted or draft.spot or _points(draft) or _leads_away(draft):
        return None
    if draft.kind.family not in PHYSICAL or draft.kind.family is Family.POSTURE:
        return None
    written = unnamed.dateline(scene.toponyms)
    if written is None or not report.speaks_of(written.country) or _speaks_of_others(draft, written, scene):
        return None
    if report.named_between(draft.sentence.start_char, draft.sentence.end_char):
        return None
    span = next(one.span for one in scene.toponyms if one.place is not None and one.place.id == written.id)
    return Source(written, span, f"the report opens with it and was written in {written.name}, in the country it speaks of")


def _by_country(draft: Draft, report: Report) -> Source | None:
    """Take the country of the report, and no more than that."""
    about = report.scene.country
    if about is None or draft.kind not in NATIONAL or draft.pointer == "elsewhere" or draft.quoted:
        return None
    place, span = about
    if _speaks_of_others(draft, place, report.scene) or _moved_on(draft, place, report) or report.names_parts(place):
        return None
    return Source(place, span, f"the report is about {place.name}, and no nearer place is said")


RULES: Final[tuple[Callable[[Draft, Report], Source | None], ...]] = (
    _by_twin,
    _by_adjective,
    _by_pointer,
    _by_neighbor,
    _by_reference,
    _by_town,
    _by_dateline,
    _by_sentence,
    _by_story,
    _by_country,
)
"""What may give a happening its place; the first that does counts."""


def _of(draft: Draft, why: str) -> Source | None:
    return Source(draft.place, draft.place_span, why, draft.sentence.text) if draft.place is not None else None


def _points(draft: Draft) -> bool:
    """Return whether common words say of the place more than that it is a building."""
    return draft.pointer not in unnamed.SITES | {""}


def _akin(one: Draft, other: Draft) -> bool:
    return one.kind.family is other.kind.family or {one.kind.family, other.kind.family} <= AKIN


def _leads_away(draft: Draft) -> bool:
    """Return whether a sentence says that it speaks of something else: "a similar attack", "meanwhile", "another blast"."""
    if any(token.lower_ in ELSEWHERE for token in draft.sentence[:4]):
        return True
    return any(child.lower_ in (ANOTHER | ELSEWHERE) - {"also", "later"} for child in draft.mention.trigger.children)


def _leaves(draft: Draft, place: Place, start: int, report: Report) -> bool:
    """Return whether another place is named since, or in the sentence itself."""
    between = report.named_between(start, draft.sentence.end_char)
    return any(one.place is not None and not compatible(place, one.place) for one in between)


def _speaks_of_others(draft: Draft, country: Place, scene: Scene) -> bool:
    """Return whether a sentence names another state or its people: what they do need not be in this one."""
    for token in draft.sentence:
        named = scene.toponym_at.get(token.i)
        place = scene.lexicon.peoples.get(fold(token.text)) if token.text[:1].isupper() else None
        place = place or (named.place if named is not None else None)
        if place is not None and place.country != country.country:
            return True
    return False


def _moved_on(draft: Draft, place: Place, report: Report) -> bool:
    """Return whether the last place that was named, in the sentence or before it, is another one."""
    named = report.last_named(draft.sentence.end_char)
    return named is not None and not compatible(place, named)


def _is_local(draft: Draft) -> bool:
    """Return whether people of the place did it or suffered it: "local police arrested several people"."""
    sides = (*draft.mention.agents, *draft.mention.targets)
    return any(child.lower_ == "local" for side in sides for child in side.children)


def _is_limited(place: Place | None) -> bool:
    return place is not None and place.precision not in {Precision.COUNTRY, Precision.UNKNOWN} and place.kind != "continent"


def _answers(place: Place, pointer: str) -> bool:
    """Return whether a place is what "the city", "the region" or "the airport" can mean."""
    if pointer == "there":
        return _is_limited(place)
    if pointer in unnamed.SITES:
        return place.kind == pointer or pointer in place.name.casefold().split()
    if pointer == "island":
        return place.kind in {"island", "admin1"}
    if pointer in SETTLED:
        return place.precision is Precision.SETTLEMENT and place.kind not in {"facility", "airport", "base", "mission"}
    return place.precision is Precision.AREA and place.kind != "continent"


def _tells_here(other: Draft, draft: Draft) -> bool:
    """Return whether the sentence of a draft also speaks of another happening, whose place was told before."""
    if other is draft or not other.own_place or other.kind.family not in PHYSICAL or not other.asserted:
        return False
    return other.place_span is not None and other.place_span.start < draft.sentence.start_char
