"""Who did it, to whom, and with what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from spacy.tokens import Span as Tokens, Token

from geo.claims import grammar
from geo.claims.lexicon import Weapon
from geo.claims.mention import Mention
from geo.claims.scene import Scene, weapons_in
from geo.claims.speech import phrase
from geo.model import Actor, ActorMention, ActorRole, Kind, Participant, Span

GROUPS: Final = frozenset({"armed", "police", "crowd", "people"})
"""Classes of a noun that is for several people without a name."""
POSSESSIVES: Final = frozenset({"its", "their", "his", "her"})
SUPPORTING: Final = frozenset({"back", "support", "accompany", "escort", "cover", "flank"})
"""What helicopters and tanks do that do not strike themselves."""
CARRYING: Final = frozenset({"wield", "arm", "carry", "brandish", "hold", "tote"})
"""What somebody does with a weapon who is struck with another."""
ARMED_BY_NAME: Final = frozenset({"gunman", "gunmen", "shooter", "sniper", "gunner"})
"""Who has a gun by being called so."""
PRONOUNS: Final = frozenset({"he", "she", "they", "it", "who", "him", "them", "her"})

WORDS: Final = frozenset({"statement_or_threat", "sanction", "diplomatic"})
"""What anybody does, who only reports violence too."""
ONE_PERSON: Final = frozenset({"he", "she", "him", "her", "his"})
COLLECTIVE: Final = frozenset({"company", "crowd", "military", "militia", "office", "organization", "party", "state"})
"""Kinds of actor that "they" may stand for though their name is in the singular."""
FAR: Final = 100
"""Tokens that are looked back over for whom a pronoun means."""


def doers(mention: Mention, scene: Scene) -> tuple[ActorMention, ...]:
    """Return the actors behind the agents of a happening, and whom those follow; who only reports or suffers did not do it."""
    found = _actors(mention.agents, scene)
    if mention.row.kind in WORDS:
        return found
    leaders = _actors((noun for token in mention.agents for noun in _followed(token, scene)), scene)
    people = {one.actor.id: one for one in (*found, *leaders)}
    return tuple(one for one in people.values() if one.actor.kind != "media" and one.actor.id not in scene.lexicon.onlookers)


def _followed(token: Token, scene: Scene) -> Iterator[Token]:
    """Yield the person behind unnamed people: "rebels of General Ruskan", "militiamen loyal to him"."""
    mention = scene.actor_at.get(token.i)
    if mention is None or _is_named(mention) or mention.actor.kind == "office":
        return
    heads = (token, *(child for child in token.children if child.lower_ in {"loyal", "led", "commanded", "allied"}))
    for head in heads:
        words = {"of"} if head is token else {"to", "by", "with"}
        for _, noun in grammar.prepositional(head, words):
            other = scene.actor_at.get(noun.i)
            if other is not None and _is_named(other) and other.actor.kind in {"person", "militia"}:
                yield noun


def sufferers(mention: Mention, scene: Scene) -> tuple[ActorMention, ...]:
    """Return the actors among its targets and victims."""
    return _actors((*mention.targets, *(victim for _, victim in mention.harmed)), scene)


def participants(mention: Mention, kind: Kind, did: tuple[ActorMention, ...], scene: Scene) -> tuple[Participant, ...]:
    """Return everyone in a happening, each once per role, those that its kind implies included."""
    role = ActorRole.ACCUSED if mention.role == "accused" else ActorRole.PERPETRATOR
    role = ActorRole.SPEAKER if kind is Kind.STATEMENT_OR_THREAT else role
    found = [Participant(actor=one.actor, role=role, span=one.span) for one in did]
    known = {one.actor.id for one in did}
    found.extend(
        Participant(actor=one.actor, role=ActorRole.TARGET, span=one.span)
        for one in sufferers(mention, scene)
        if one.actor.id not in known
    )
    return _implied(kind, tuple({(one.actor.id, one.role): one for one in reversed(found)}.values())[::-1])


IMPLIED: Final = {
    Kind.PROTEST: Actor(id="group:protesters", name="protesters", aliases=("demonstrators",), kind="crowd"),
}
"""Who must have been there, though nobody names them."""


def _implied(kind: Kind, people: tuple[Participant, ...]) -> tuple[Participant, ...]:
    """Return the people of a happening with those that its kind implies."""
    actor = IMPLIED.get(kind)
    if actor is None or any(one.actor.id == actor.id and one.role is ActorRole.PERPETRATOR for one in people):
        return people
    return (*people, Participant(actor=actor, role=ActorRole.PERPETRATOR))


def accused(people: tuple[Participant, ...]) -> tuple[Participant, ...]:
    """Return the people of a happening, its doers as those whom somebody blames."""
    return tuple(replace(one, role=ActorRole.ACCUSED) if one.role is ActorRole.PERPETRATOR else one for one in people)


def pooled(mine: tuple[Participant, ...], others: tuple[Participant, ...]) -> tuple[Participant, ...]:
    """Return the people of one happening told twice: whom the first telling leaves out or does not name, the other adds."""
    known = {one.actor.id for one in mine}
    did = [one for one in mine if one.role is not ActorRole.TARGET]
    named = any(not one.actor.id.startswith("group:") or one.actor.belongs_to for one in did)
    suffered = any(one.role is ActorRole.TARGET for one in mine)
    new = [
        one
        for one in others
        if one.actor.id not in known
        and not (suffered if one.role is ActorRole.TARGET else named or (did and one.actor.id.startswith("group:")))
    ]
    return (*mine, *new)


def _actors(tokens: Iterable[Token], scene: Scene) -> tuple[ActorMention, ...]:
    found: dict[str, ActorMention] = {}
    for token in tokens:
        for one in actors_of(token, scene):
            found.setdefault(one.actor.id, one)
    return tuple(found.values())


def actors_of(token: Token, scene: Scene) -> Iterator[ActorMention]:
    """Yield the actors that a noun phrase names: its head, or whose thing it is ("Israeli tank", "jets of the coalition")."""
    if token.i in scene.actor_at:
        yield _by_name(token, scene)
        return
    owner = _name_beside(token, scene) or _owner(token, scene)
    if owner is None:
        whose = next((child for child in token.children if child.dep_ == "poss" and child.lower_ in POSSESSIVES), None)
        owner = _meant(whose, scene) if whose is not None else None
    if owner is not None:
        # A Palestinian man is not the state.
        yield _group(token, scene, owner) if _is_private(token, owner, scene) else owner
        return
    if token.lower_ in PRONOUNS:
        meant = _meant(token, scene)
        if meant is not None:
            yield meant
        return
    people = GROUPS | {"person"} if token.pos_ == "NOUN" else GROUPS
    if scene.classes(token) & people and token.pos_ in {"NOUN", "PROPN"} and not scene.classes(token) & {"event"}:
        yield _group(token, scene)


def _is_private(token: Token, owner: ActorMention, scene: Scene) -> bool:
    """Return whether a state's adjective only says where a person comes from."""
    classes = scene.classes(token)
    return (
        owner.actor.kind == "state" and "person" in classes and not classes & {"armed", "military", "office", "police", "vehicle"}
    )


def _by_name(token: Token, scene: Scene) -> ActorMention:
    """Return the mention at a token; the name beside a description goes before it: "the suspect, Ali Ruskan,"."""
    mention = scene.actor_at[token.i]
    whose = next((child for child in token.children if child.dep_ == "poss" and child.lower_ in POSSESSIVES), None)
    if whose is not None and not _is_named(mention) and mention.actor.kind in {"militia", "military"}:
        owner = _meant(whose, scene)
        return owner if owner is not None and owner.actor.kind in {"militia", "military", "state", "party"} else mention
    if _is_named(mention):
        return mention
    return _name_beside(token, scene) or _owned(token, mention, scene)


def _owned(token: Token, mention: ActorMention, scene: Scene) -> ActorMention:
    """Return unnamed people with whom they belong to: "the regime's air force"."""
    if mention.actor.belongs_to or mention.actor.kind not in {"militia", "military"}:
        return mention
    owners = (scene.actor_at.get(child.i) for child in token.children if child.dep_ == "poss")
    owner = next((one.actor for one in owners if one is not None and (_is_named(one) or one.actor.belongs_to)), None)
    if owner is None:
        return mention
    name = f"{owner.name} {mention.actor.name}"
    parents = (owner.id, *owner.belongs_to) if not owner.id.startswith("group:") else owner.belongs_to
    actor = replace(mention.actor, id=f"{mention.actor.id}-{owner.id.removeprefix('group:')}", name=name, belongs_to=parents)
    return replace(mention, actor=actor)


def _name_beside(token: Token, scene: Scene) -> ActorMention | None:
    """Return the name that stands in apposition to a description of one person or body."""
    if token.pos_ not in {"NOUN", "PROPN"} or token.tag_ in {"NNS", "NNPS"}:
        return None
    beside = [child for child in token.rights if child.dep_ == "appos"]
    beside += [child for child in token.head.lefts if child.dep_ == token.dep_ == "nsubj" and child.i > token.i]
    named = (scene.actor_at.get(one.i) for one in beside)
    return next((one for one in named if one is not None and one.actor.kind not in {"state", "media"} and _is_named(one)), None)


def _is_named(one: ActorMention) -> bool:
    return not one.actor.id.startswith("group:")


def _owner(token: Token, scene: Scene) -> ActorMention | None:
    for child in token.children:
        if child.dep_ in {"amod", "compound", "poss", "nmod", "appos"}:
            for inner in (child, *child.children):
                if inner.i in scene.actor_at:
                    return scene.actor_at[inner.i]
        if child.dep_ in {"prep", "agent"} and child.lower_ in {"of", "by", "from"}:
            for noun in child.children:
                if noun.dep_ == "pobj" and noun.i in scene.actor_at:
                    return scene.actor_at[noun.i]
    return None


def _meant(pronoun: Token, scene: Scene) -> ActorMention | None:
    """Return whom a pronoun most likely stands for: the last subject before it that agrees with it, else whoever else does."""
    paragraph = scene.paragraph(pronoun.idx)
    others: ActorMention | None = None
    for i in range(pronoun.i - 1, max(-1, pronoun.i - FAR), -1):
        token = scene.doc[i]
        if paragraph - scene.paragraph(token.idx) > 1:
            break
        if token.lower_ in PRONOUNS or token.dep_ not in {"nsubj", "nsubjpass", "pobj", "dobj"}:
            continue
        found = scene.actor_at.get(token.i) or (_owner(token, scene) if token.dep_ in {"nsubj", "nsubjpass"} else None)
        if found is None or not _agrees(pronoun, token, found):
            continue
        if token.dep_ in {"nsubj", "nsubjpass"}:
            return found
        others = others or (found if pronoun.lower_ in ONE_PERSON and token.sent.start != pronoun.sent.start else None)
    return others


def _agrees(pronoun: Token, token: Token, found: ActorMention) -> bool:
    """Return whether a pronoun can stand for an actor by number and by being a person or not."""
    word, kind = pronoun.lower_, found.actor.kind
    several = token.tag_ in {"NNS", "NNPS"} or bool(list(token.conjuncts))
    if word in ONE_PERSON:
        return (
            not several and (kind == "person" or not _is_named(found)) and kind not in {"state", "military", "militia", "media"}
        )
    if word in {"it", "its"}:
        return kind != "person" and not several
    return word == "who" or several or kind in COLLECTIVE


def _group(token: Token, scene: Scene, owner: ActorMention | None = None) -> ActorMention:
    span = phrase(token)
    words = span.of(scene.document.text)
    if len(words) > 60 or any(mark in words for mark in '"\u201c\n'):
        span = Span(token.idx, token.idx + len(token.text))
        words = token.text
    name = f"{owner.span.of(scene.document.text)} {token.lower_}" if owner else token.lower_
    kind = "crowd" if scene.classes(token) & {"crowd", "people", "person"} else "unknown"
    belongs_to = (owner.actor.id, *owner.actor.belongs_to) if owner else ()
    actor = Actor(
        id=f"group:{owner.actor.id}-{token.lower_}" if owner else f"group:{name}",
        name=name,
        aliases=(words,) if words.lower() != name.lower() else (),
        kind=kind,
        belongs_to=belongs_to,
    )
    return ActorMention(span=span, actor=actor)


# --- weapons -------------------------------------------------------------------------------


def weapon_of(mention: Mention, sentence: Tokens, scene: Scene) -> tuple[Weapon, Token] | None:
    """Return the weapon of a happening: in its own phrases, nearest first."""
    found = list(weapons_in(sentence, scene.lexicon))
    if not found:
        return None
    own: set[int] = set()
    for member in mention.members:
        own.update(_near(member))
    for token in (*mention.agents, *mention.targets):
        own.update(inner.i for inner in _phrase(token))
    inside = [(weapon, token) for weapon, token in found if token.i in own]
    inside = [(weapon, token) for weapon, token in inside if weapon.kind is not Kind.AIRSTRIKE or token not in mention.targets]
    if not inside:
        return None
    # What a drone or a jet fires is its strike.
    flown = [one for one in inside if one[1] in mention.agents and one[0].kind in {Kind.AIRSTRIKE, Kind.DRONE_STRIKE}]
    if flown:
        return flown[0]
    # What a gunman fires says more than that he has a gun.
    return min(inside, key=lambda pair: (pair[1].lemma_ in ARMED_BY_NAME, grammar.distance(pair[1], mention.trigger), pair[1].i))


def _near(member: Token) -> Iterator[int]:
    """Yield the tokens of a word's own phrases; clauses of their own are left out."""
    stack = [member]
    while stack:
        token = stack.pop()
        yield token.i
        for child in token.children:
            if child.dep_ in {"conj", "ccomp", "advcl", "relcl", "parataxis"} and grammar.is_verb(child) and child.tag_ != "VBG":
                continue
            if child.lemma_ in SUPPORTING or (token.dep_ in {"dobj", "nsubjpass"} and child.lemma_ in CARRYING):
                continue
            if child.dep_ == "conj" and not grammar.is_verb(token) and member == token:
                continue
            stack.append(child)


def _phrase(token: Token) -> Iterator[Token]:
    yield token
    for child in token.children:
        if child.dep_ in {"amod", "compound", "nmod", "prep", "nummod"}:
            yield from child.subtree
