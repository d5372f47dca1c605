"""The order of the steps: find names, grow them, weigh the document, rank places, read roles."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from spacy.tokens import Doc

from geo.errors import GeocodingError
from geo.gazetteer import Entry, Gazetteer, contains
from geo.gazetteer.names import fold
from geo.gazetteer.rows import Grade, Layer
from geo.model import Candidate, Document, Place, Precision, Span, Toponym, ToponymRole
from geo.places import growing, mentions, ranking, relations, roles
from geo.places.homes import PARENT_LINK, Choice, Found, apart, home, is_local
from geo.places.mentions import Mention
from geo.places.ranking import Evidence

CONTAINERS: Final = frozenset({Layer.COUNTRY, Layer.ADMIN1, Layer.REGION, Layer.ADMIN2})
MISSION: Final = re.compile(r"\b((?:[\w.]{1,20} ){1,2}(?:embassy|consulate)) in (?:the )?$", re.IGNORECASE)
MAIN: Final = 0.5
"""The share of mentions that makes a country one in which names are looked for under other spellings."""
LIKENESS: Final = 0.7
"""How much of its score a place keeps whose name is spelled otherwise."""
LOCAL_KM: Final = 60.0
"""A quarter farther than this from the city it is named with is another place of the same name."""


def recognize(document: Document, doc: Doc, gazetteer: Gazetteer) -> tuple[Toponym, ...]:
    """
    Return the toponyms of a document in order, without overlap.

    A toponym of which no place is known, or of which several are equally likely, is returned unresolved. Roles are
    DATELINE, METONYM and CONTEXT; `with_events` adds EVENT.
    """
    found = [Found(mention, _entries(mention, gazetteer)) for mention in _mentions(document, doc, gazetteer)]
    parents = _parents(document.text, found)
    kinds = {each.mention.name: kind for each in found if (kind := growing.kind_in_front(doc, each.mention, gazetteer.words))}
    settled = replace(_evidence(doc, found, gazetteer), home=gazetteer.home(document.publisher))
    chosen = [
        _choose(
            each,
            replace(
                settled, parents=parents.get(each.mention.name, ()), is_parent=n in parents, kind=kinds.get(each.mention.name, "")
            ),
            gazetteer,
        )
        for n, each in enumerate(found)
    ]
    toponyms = []
    for n, each in enumerate(found):
        candidates, sure, doubt = chosen[n]
        candidates, sure, why = _placed(document.text, found, chosen, n, gazetteer)
        role, because = _role(doc, each, candidates, gazetteer)
        reasons = tuple(reason for reason in (each.mention.why, because, why, "" if sure else doubt) if reason)
        toponyms.append(
            Toponym(
                span=each.mention.span,
                text=each.mention.span.of(document.text),
                role=role,
                candidates=candidates,
                resolved=sure,
                reasons=reasons,
            )
        )
    return tuple(toponyms)


def with_events(toponyms: tuple[Toponym, ...], event_spans: Collection[Span]) -> tuple[Toponym, ...]:
    """Return the toponyms, those on an event's place with the role of one; a dateline stays what it is."""
    spans = set(event_spans)
    return tuple(
        replace(toponym, role=ToponymRole.EVENT)
        if toponym.span in spans and toponym.role is not ToponymRole.DATELINE
        else toponym
        for toponym in toponyms
    )


def _mentions(document: Document, doc: Doc, gazetteer: Gazetteer) -> list[Mention]:
    grown: list[Mention] = []
    names = mentions.find(document, doc, gazetteer)
    for mention in names.mentions:
        each = growing.grow(doc, mention, gazetteer)
        if grown and each.span.overlaps(grown[-1].span):
            each = mention
        if not grown or not each.span.overlaps(grown[-1].span):
            grown.append(each)
    taken = names.blocked.union(i for m in grown for i in range(m.first, m.last))
    for facility in growing.facilities(doc, taken, gazetteer):
        if not any(facility.span.overlaps(m.span) for m in grown):
            grown.append(facility)
    return sorted(grown, key=lambda m: m.span)


def _entries(mention: Mention, gazetteer: Gazetteer) -> tuple[Entry, ...]:
    return gazetteer.entries(mention.name)[:30]


def _choose(each: Found, evidence: Evidence, gazetteer: Gazetteer) -> Choice:
    if not each.entries and (alike := _spelled_otherwise(each, evidence, gazetteer)):
        return alike
    if each.entries or gazetteer.outside is None:
        return ranking.rank(each.entries, replace(evidence, head=each.mention.head))
    try:
        candidates = gazetteer.outside.candidates(each.mention.name)
    except GeocodingError as error:
        return (), False, str(error)
    sure = bool(candidates) and all(c.place.at and apart(c.place, candidates[0].place) < ranking.SAME_KM for c in candidates)
    return candidates, sure, "" if sure else "no place, or several far apart, are known of this name"


def _spelled_otherwise(each: Found, evidence: Evidence, gazetteer: Gazetteer) -> Choice | None:
    """Return the one place in the countries of the document of whose name this is another spelling."""
    name = each.mention.name
    shares = ((entry, evidence.countries.get(entry.place.country, 0.0)) for entry in gazetteer.spelled_otherwise(name))
    alike = [
        entry for entry, share in shares if share >= MAIN or (share and (entry.place.population or 0) >= mentions.KNOWN_BY_ALL)
    ]
    candidates, sure, _ = ranking.rank(tuple(alike), replace(evidence, head=each.mention.head))
    if not sure or any(_is_rival(one.place, candidates[0].place) for one in candidates):
        return None
    first = candidates[0]
    why = f'no place is written "{name}"; {first.place.name} is one spelled otherwise, in a country of the document'
    lowered = replace(first, score=round(first.score * LIKENESS, 3), reasons=(why, *first.reasons))
    return (lowered,), True, ""


def _is_rival(other: Place, first: Place) -> bool:
    """Return whether another place may be meant as well: a village is not, beside a metropolis."""
    is_known = (first.population or 0) >= mentions.KNOWN_BY_ALL and (other.population or 0) < mentions.TOWN
    return apart(other, first) > ranking.SAME_KM and not is_known


def _parents(text: str, found: Sequence[Found]) -> dict[str | int, tuple[Place, ...]]:
    """Return what the text puts names into, by the name; and, by their number, the mentions that do so."""
    parents: dict[str | int, tuple[Place, ...]] = {}
    for n, (inner, outer) in enumerate(pairwise(found)):
        between = text[inner.mention.span.end : outer.mention.span.start]
        if len(between) > 10 or not PARENT_LINK.fullmatch(between):
            continue
        places = tuple(e.place for e in outer.entries if e.layer in CONTAINERS and e.grade is not Grade.ALTERNATE)
        holding = tuple(p for p in places if any(contains(p, e.place) for e in inner.entries))
        if holding:
            parents[inner.mention.name] = parents.get(inner.mention.name, ()) + holding
            parents[n + 1] = holding
    return parents


def _evidence(doc: Doc, found: Sequence[Found], gazetteer: Gazetteer) -> Evidence:
    votes: Counter[str] = Counter()
    divisions = set()
    anchors = []
    for each in found:
        if not each.entries:
            continue
        first = each.entries[0]
        if first.layer is Layer.COUNTRY or (first.layer in {Layer.REGION, Layer.CURATED} and first.place.country):
            votes[first.place.country] += 1
        elif first.layer is Layer.ADMIN1 and first.grade is not Grade.ALTERNATE:
            divisions.add(first.place.admin1)
            votes[first.place.country] += 1
        if first.place.precision is Precision.SETTLEMENT and first.place.at and _is_famous(first):
            anchors.append(first.place.at)
            votes[first.place.country] += 1
    for token in doc:
        if token.text[:1].isupper() and (code := gazetteer.demonyms.get(token.lower_)):
            votes[code] += 1
    most = max(votes.values(), default=1)
    return Evidence(
        countries={code: count / most for code, count in votes.items() if code},
        divisions=frozenset(divisions),
        anchors=tuple(dict.fromkeys(anchors)),
    )


def _is_famous(entry: Entry) -> bool:
    return entry.layer is Layer.CURATED or (entry.grade is Grade.PRIMARY and (entry.place.population or 0) >= 1_000_000)


def _placed(
    text: str,
    found: Sequence[Found],
    chosen: Sequence[Choice],
    n: int,
    gazetteer: Gazetteer,
) -> Choice:
    """Return the candidates after what the words around the name make of the first one."""
    mention = found[n].mention
    candidates, sure, _ = chosen[n]
    before = text[max(0, mention.span.start - relations.LOOK_BACK) : mention.span.start].replace("\N{NO-BREAK SPACE}", " ")
    after = text[mention.span.end : mention.span.end + 10]
    place = candidates[0].place if sure and candidates else None
    derived = _housed(text, found, chosen, n, gazetteer)
    if place is None or derived:
        return (_with(derived, candidates), True, derived.reason) if derived else (candidates, False, "")
    if mission := MISSION.search(before):
        known = gazetteer.entries(f"{mission[1]} in {place.name}") or gazetteer.entries(
            f"{mission[1].split()[-2]} {mission[1].split()[-1]} in {place.name}"
        )
        if known and known[0].layer is Layer.CURATED:
            derived = relations.Derived(known[0].place, f"{known[0].place.name} has a position of its own")
            return _with(derived, candidates), True, derived.reason
        return candidates, True, f"no position of the {mission[1].split()[-1]} is known: {place.name} stands for it"
    if n and relations.MEASURED.fullmatch(_gap(text, found, n - 1)):
        before = ""  # "Bumba, 400 km northwest of Kisangani": Kisangani is where it is
    if made := relations.derive(place, mention.part, before, after):
        return _with(made, candidates), True, made.reason
    return candidates, True, ""


def _housed(
    text: str, found: Sequence[Found], chosen: Sequence[Choice], n: int, gazetteer: Gazetteer
) -> relations.Derived | None:
    """Return where a name lies that has no position of its own, or is no more than a quarter's."""
    mention = found[n].mention
    candidates, sure, _ = chosen[n]
    place = candidates[0].place if sure and candidates else None
    if place is None and (measured := _measured(text, found, chosen, n)):
        return measured
    around = home(text, found, chosen, n, gazetteer) if place is None or is_local(text, found, n) else None
    if around and (place is None or _is_away(place, around)):
        return relations.facility(mention.span.of(text), around)
    return None


def _measured(text: str, found: Sequence[Found], chosen: Sequence[Choice], n: int) -> relations.Derived | None:
    """Return where a name without a position lies that is measured from the next one."""
    if n + 1 >= len(found) or not chosen[n + 1][1]:
        return None
    return relations.measured_from(found[n].mention.span.of(text), chosen[n + 1][0][0].place, _gap(text, found, n))


def _gap(text: str, found: Sequence[Found], n: int) -> str:
    """Return what stands between a name and the next, where that is near enough to bind them."""
    between = text[found[n].mention.span.end : found[n + 1].mention.span.start]
    return between.replace("\N{NO-BREAK SPACE}", " ") if len(between) <= relations.LOOK_BACK else ""


def _is_away(place: Place, around: Place) -> bool:
    """Return whether a quarter of this name lies elsewhere than in what it is said to lie in."""
    if around.precision in {Precision.SETTLEMENT, Precision.EXACT, Precision.NEAR}:
        return apart(place, around) > LOCAL_KM
    return around.country not in {place.country, ""} and place.country != ""


def _with(derived: relations.Derived, candidates: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    score = candidates[0].score if candidates else 0.5
    return (Candidate(place=derived.place, score=score, reasons=(derived.reason,)), *candidates)


def _role(doc: Doc, each: Found, candidates: tuple[Candidate, ...], gazetteer: Gazetteer) -> tuple[ToponymRole, str]:
    mention = each.mention
    if mention.last == 0:
        return ToponymRole.DATELINE, "it stands in the dateline"
    place = candidates[0].place if candidates else None
    if place is None or mention.head or mention.part:
        return ToponymRole.CONTEXT, ""
    first = each.entries[0].place if each.entries else place
    state = first.kind == "country"
    capital = mention.name in gazetteer.capitals.get(place.country, ()) or fold(place.name) in gazetteer.capitals.get(
        place.country, ()
    )
    if not (state or capital):
        return ToponymRole.CONTEXT, ""
    return roles.role(doc, mention.first, mention.last, capital=capital and not state, gazetteer=gazetteer)
