"""Who is credited with a happening elsewhere in the report: who claims it, denies it, or is blamed for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from spacy.tokens import Token

from geo import text
from geo.claims import grammar, pointing, who
from geo.claims.drafts import Draft
from geo.claims.lexicon import Credit
from geo.claims.scene import Scene
from geo.claims.when import overlaps
from geo.model import PHYSICAL, Actor, ActorMention, ActorRole, BlockKind, Family, Kind, Participant, Reason, Status

ROLES: Final = {
    "claimant": ActorRole.CLAIMANT,
    "accused": ActorRole.ACCUSED,
    "perpetrator": ActorRole.PERPETRATOR,
    "denier": ActorRole.ACCUSED,
}
REACH: Final = 12
"""Sentences between a happening and the words that credit somebody with it."""
NEAR: Final = 3
"""The same, where the words do not even say "the attack"."""
AHEAD: Final = 2
"""Sentences by which the credit may come before what it is given for."""
ANY_DEED: Final = frozenset(
    {"act", "action", "assault", "atrocity", "attack", "crime", "death", "incident", "it", "killing", "massacre", "operation"}
    | {"raid", "strike", "that", "this", "violence"}
)
"""Words that may stand for any deed."""
DISPUTES: Final = frozenset(
    {"accusation", "allegation", "claim", "charge", "connection", "involvement", "part", "report", "responsibility", "role"}
)
"""What somebody denies without naming the deed."""
CULPRITS: Final = frozenset(
    {"assailant", "attacker", "bomber", "gunman", "hijacker", "killer", "perpetrator", "shooter", "sniper", "suspect"}
)
OTHERS: Final = frozenset(
    {
        "another",
        "earlier",
        "many",
        "most",
        "numerous",
        "other",
        "past",
        "previous",
        "recent",
        "several",
        "similar",
        "some",
        "such",
    }
)
"""Words that make of "attacks" other ones than those told here."""
UNNAMED: Final = frozenset(
    {"group:assassins", "group:attackers", "group:bombers", "group:fighters", "group:gunmen", "group:hijackers"}
    | {"group:kidnappers", "group:killers", "group:militants", "group:shooters", "group:snipers", "group:suspects"}
)
"""Whom "the attackers" and the like may point back from."""
ENFORCERS: Final = Actor(id="group:authorities", name="authorities", aliases=("police", "security forces"), kind="office")
ENFORCED: Final = frozenset({Kind.ARREST, Kind.RIOT_CRACKDOWN})
"""What only those do who hold power: somebody without a name did it."""
SOMEBODY: Final = frozenset({"armed", "crowd", "military", "office", "org", "person", "police", "pronoun", "state"})
FAMILIES: Final = {kind.value: kind.family for kind in Kind}
EXPLOSIVE_OR_ARMED: Final = frozenset({Family.EXPLOSIVE, Family.ARMED, Family.OTHER})


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """Words that credit somebody with a deed."""

    word: Token
    role: str
    actors: tuple[ActorMention, ...]
    event: Token | None
    """The noun that stands for the deed; None where the words leave it out."""


def credit(found: Sequence[Draft], scene: Scene) -> list[Draft]:
    """Return the drafts, each with those whom another sentence credits with it."""
    result = list(found)
    order = {sentence.start: i for i, sentence in enumerate(scene.doc.sents)}
    for given in _givings(scene):
        i = _meant(given, result, order, scene)
        if i is not None:
            result[i] = _credited(result[i], given)
    for i, one in enumerate(result):
        result[i] = _enforced(_known_doers(_pointed_back(one, result[:i], order, scene), result[:i], order), result[:i], order)
    return result


def _givings(scene: Scene) -> Iterator[Given]:
    for sentence in text.sentences(scene.doc):
        if scene.kind_of_block(sentence) in {BlockKind.TITLE, BlockKind.HEADING, BlockKind.CAPTION}:
            continue
        for token in sentence:
            if grammar.is_verb(token) and not _unsaid(token):
                for row in scene.lexicon.credits.get(token.lemma_.lower(), ()):
                    given = _given(token, row, scene)
                    if given is not None:
                        yield given
                        break


def _unsaid(verb: Token) -> bool:
    """Return whether nobody, or nobody yet, has done what the verb says."""
    if any(child.dep_ == "neg" or child.lower_ in {"could", "may", "might", "if", "whether"} for child in verb.children):
        return True
    return any(
        child.lower_ in {"no", "nobody", "none"} for one in grammar.logical_subjects(verb) for child in (one, *one.children)
    )


def _given(verb: Token, row: Credit, scene: Scene) -> Given | None:
    beside = {inner.lemma_.lower() for child in verb.children for inner in (child, *child.children)}
    if row.company and not row.company & beside:
        return None
    for whose, what in zip(row.who, row.event, strict=True):
        people = tuple(one for token in _slot(verb, whose) if _is_somebody(token, scene) for one in who.actors_of(token, scene))
        people = tuple(one for one in people if one.actor.kind != "media")
        filled = _slot(verb, what.removesuffix("?"))
        event = next((noun for token in filled for noun in _event(token, row, scene)), None)
        if people and (event is not None or (not filled and what.endswith("?"))):
            return Given(word=verb, role=row.role, actors=people, event=event)
    return None


def _is_somebody(token: Token, scene: Scene) -> bool:
    """Return whether the word is for people; the work of somebody is not somebody."""
    return token.i in scene.actor_at or bool(scene.classes(token) & SOMEBODY)


def _slot(verb: Token, slot: str) -> list[Token]:
    if slot == "subject":
        return grammar.logical_subjects(verb)
    if slot == "object":
        clauses = [child for child in verb.children if child.dep_ in {"ccomp", "xcomp"}]
        return grammar.logical_object(verb) or clauses
    heads = [verb, *(child for child in verb.children if child.dep_ in {"dobj", "nsubjpass", "acomp", "attr"})]
    found = [noun for head in heads for _, noun in grammar.prepositional(head, {slot})]
    return list(dict.fromkeys(found))


def _event(token: Token, row: Credit, scene: Scene) -> Iterator[Token]:
    """Yield the nouns by which a phrase means a deed: "the attack", "carrying out the attack", "any role in the bombing"."""
    nouns = [token, *(one for one in token.subtree if one.i > token.i)]
    if row.role == "perpetrator":
        yield from (noun for noun in nouns[:1] if noun.lemma_.lower() in CULPRITS)
        return
    for noun in nouns:
        lemma = noun.lemma_.lower()
        if noun.pos_ == "VERB" or {child.lower_ for child in noun.children} & OTHERS:
            continue
        if lemma in ANY_DEED or "event" in scene.classes(noun) or (row.role == "denier" and lemma in DISPUTES):
            yield noun


def _meant(given: Given, drafts: Sequence[Draft], order: dict[int, int], scene: Scene) -> int | None:
    """Return the happening that the words are about: told in the same sentence, or the last one before that fits."""
    here = given.word.sent.start
    fitting = [i for i, one in enumerate(drafts) if _fits(given, one, scene)]
    for i in fitting:
        if here in drafts[i].told_in:
            return i
    reach = REACH if given.event is not None else NEAR
    before = [(order[here] - order[start], i) for i in fitting for start in drafts[i].told_in if start in order]
    last = min((pair for pair in before if 0 < pair[0] <= reach), default=None)
    first = min((pair for pair in before if -AHEAD <= pair[0] < 0), default=None, key=lambda pair: -pair[0])
    chosen = last or first
    return chosen[1] if chosen else None


def _fits(given: Given, one: Draft, scene: Scene) -> bool:
    if not one.asserted or one.kind.family not in PHYSICAL | {Family.OTHER}:
        return False
    if given.role == "denier":
        return any(_related(mine, person) for mine in given.actors for person in _doers(one)) or _is_denied_by(one, given)
    if any(
        mine.actor.id == person.actor.id
        for mine in given.actors
        for person in one.participants
        if person.role is ActorRole.TARGET
    ):
        return False
    lemma = given.event.lemma_.lower() if given.event is not None else ""
    if not lemma or lemma in ANY_DEED | CULPRITS:
        return one.kind.family in EXPLOSIVE_OR_ARMED or given.role == "perpetrator" or lemma in {"it", "this", "that", "incident"}
    families = {FAMILIES[row.kind] for row in scene.lexicon.events.get(lemma, ()) if row.kind in FAMILIES}
    if not families or families & EXPLOSIVE_OR_ARMED:
        return one.kind.family in EXPLOSIVE_OR_ARMED | families
    return one.kind.family in families


def _is_denied_by(one: Draft, given: Given) -> bool:
    """Return whether the same words deny a deed that nobody else is named for: then it is put to whoever denies it."""
    return not _doers(one) and one.status is Status.DENIED and one.sentence.start == given.word.sent.start


def _doers(one: Draft) -> list[Participant]:
    return [person for person in one.participants if person.role in {ActorRole.PERPETRATOR, ActorRole.ACCUSED}]


def _related(mine: ActorMention, person: Participant) -> bool:
    """Return whether one of the two belongs to the other: Russia answers for Russian forces."""
    return mine.actor.id in {person.actor.id, *person.actor.belongs_to} or person.actor.id in mine.actor.belongs_to


def _credited(one: Draft, given: Given) -> Draft:
    words = given.word.sent.text.strip()[:80]
    if given.role == "denier" and _doers(one):
        if one.status in {Status.DENIED, Status.DISPUTED}:
            return one
        reasons = (
            *(why for why in one.reasons if why.field != "status"),
            Reason(field="status", text=f"denied elsewhere: {words!r}"),
        )
        return replace(one, status=Status.DISPUTED, reasons=reasons)
    known = {person.actor.id for person in _doers(one)}
    new = [
        Participant(actor=mine.actor, role=ROLES[given.role], span=mine.span)
        for mine in given.actors
        if mine.actor.id not in known
    ]
    if not new:
        return one
    reason = Reason(field="actor", text=f"who it was is said in {words!r}")
    return replace(one, participants=(*one.participants, *new), reasons=(*one.reasons, reason))


def _pointed_back(one: Draft, before: Sequence[Draft], order: dict[int, int], scene: Scene) -> Draft:
    """Return the draft, "the attackers" in it with those who were named as having done it."""
    unnamed = [person for person in _doers(one) if person.actor.id in UNNAMED and _is_definite(person, scene)]
    if not unnamed:
        return one
    several = any(word.endswith(("s", "men")) for person in unnamed if person.span for word in [_words(person, scene)])
    named = next((found for other in _lately(one, before, order, REACH) if (found := _named(other, several=several))), None)
    if named is None or {person.actor.id for person in named} & {person.actor.id for person in one.participants}:
        return one
    rest = tuple(person for person in one.participants if person not in unnamed)
    new = tuple(replace(person, role=unnamed[0].role, span=unnamed[0].span) for person in named)
    reason = Reason(field="actor", text=f"{unnamed[0].actor.name!r} points back at those who did what was told before")
    return replace(one, participants=(*new, *rest), reasons=(*one.reasons, reason))


def _words(person: Participant, scene: Scene) -> str:
    return person.span.of(scene.document.text).lower() if person.span else ""


def _is_definite(person: Participant, scene: Scene) -> bool:
    return person.span is not None and scene.document.text[: person.span.start].rstrip().lower().endswith((" the", "\nthe"))


def _lately(one: Draft, before: Sequence[Draft], order: dict[int, int], reach: int) -> Iterator[Draft]:
    """Yield the happenings told shortly before, the last one first."""
    for other in reversed(before):
        if other.asserted and 0 <= order[one.sentence.start] - order[other.sentence.start] <= reach:
            yield other


def _named(one: Draft, *, several: bool) -> tuple[Participant, ...]:
    """Return those of its doers who have a name, where its kind is one that people are hunted for; one person is not several."""
    if one.kind.family not in EXPLOSIVE_OR_ARMED and one.kind not in {Kind.ABDUCTION, Kind.SEIZURE}:
        return ()
    wrong = {"state", "person"} if several else {"state"}
    return tuple(person for person in _doers(one) if not person.actor.id.startswith("group:") and person.actor.kind not in wrong)


def _known_doers(one: Draft, before: Sequence[Draft], order: dict[int, int]) -> Draft:
    """Return a happening that is spoken of as known, "the missile", "the attack", with the doers told with it before."""
    if any(person.role is not ActorRole.TARGET for person in one.participants) or one.kind.family not in EXPLOSIVE_OR_ARMED:
        return one
    deed = {token.idx + len(token.text) for token in one.mention.members if one.mention.row.noun}
    deed |= {one.weapon_span.end} if one.weapon_span else set()
    if not any(span.end in deed for span in pointing.known(one)):
        return one
    targets = {person.actor.id for person in one.participants}
    for other in _lately(one, before, order, REACH):
        doers = [person for person in _doers(other) if person.actor.id not in targets]
        if other.kind is one.kind and doers and (not one.own_date or not other.own_date or overlaps(one.when, other.when)):
            reason = Reason(field="actor", text=f"it is spoken of as known from {other.sentence.text.strip()[:80]!r}")
            new = (replace(person, span=None) for person in doers)
            return replace(one, participants=(*new, *one.participants), reasons=(*one.reasons, reason))
    return one


def _enforced(one: Draft, before: Sequence[Draft], order: dict[int, int]) -> Draft:
    """Return an arrest or a crackdown that nobody is named for with the forces told of just before, or some without a name."""
    if one.kind not in ENFORCED or any(person.role is not ActorRole.TARGET for person in one.participants):
        return one
    forces = next((found for other in _lately(one, before, order, NEAR) if (found := _forces(other))), None)
    if forces is None:
        new: tuple[Participant, ...] = (Participant(actor=ENFORCERS, role=ActorRole.PERPETRATOR),)
        reason = Reason(field="actor", text="nobody is named; only authorities can do it")
    else:
        new = tuple(replace(person, span=None) for person in forces)
        reason = Reason(field="actor", text="carried on from what was told just before")
    return replace(one, participants=(*new, *one.participants), reasons=(*one.reasons, reason))


def _forces(one: Draft) -> tuple[Participant, ...]:
    if one.kind not in ENFORCED:
        return ()
    return tuple(person for person in one.participants if person.role is ActorRole.PERPETRATOR)
