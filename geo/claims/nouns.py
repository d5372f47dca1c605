"""Rows of the lexicon against an event noun: its sides, the verb that lends it a subject, whether it tells or mentions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from spacy.tokens import Token

from geo.claims import grammar
from geo.claims.lexicon import Creates, Predicate
from geo.claims.mention import BLAME, HAPPENING, Mention, company, surroundings
from geo.claims.scene import Scene

TARGETING: Final = frozenset({"on", "against", "at", "into", "of", "upon", "targeting"})
LENDING: Final = frozenset(
    {"carry", "launch", "stage", "conduct", "commit", "mount", "perpetrate", "organize", "organise", "hold", "aim"}
    | {"execute", "initiate", "instigate", "lead", "undertake", "wage"}
)
BLAMED_BY: Final = {"blame": "on", "pin": "on", "attribute": "to", "ascribe": "to"}
"""Verbs whose phrase says who is blamed for what they are said of."""
PARTS: Final = frozenset(
    {
        "day", "night", "week", "hour", "victim", "scene", "site", "target", "result", "round", "outbreak", "sound", "act",
        "report", "news",
    }
)  # fmt: skip
"""Nouns before "of" that do not make a quality of the event."""


def as_noun(noun: Token, row: Predicate, scene: Scene) -> Mention | None:
    """Return what a row makes of an event noun; None where it does not fit."""
    before = _before(noun)
    if row.company and not row.company & (before | _content(noun)):
        return None
    if row.creates is Creates.NEVER:
        return Mention(trigger=noun, row=row, creates=Creates.NEVER)
    under = company(noun.head.head) if noun.dep_ == "pobj" and noun.head.lower_ == "under" else set()
    if row.blockers & (before | {noun.head.lemma_.lower()} | surroundings(noun) | under):
        return None
    if noun.dep_ in {"compound", "amod", "nmod", "npadvmod"} and grammar.blamed_for(noun) is None:
        return None
    agents, targets, role, members = _sides(noun, scene)
    creates, why = _standing(noun, row, scene)
    light = _light(noun, scene)
    scenes = grammar.logical_subjects(light[0]) if light and light[1] == "scene" else []
    return Mention(
        hosts=tuple(_hosts(noun)),
        scenes=tuple(scenes),
        trigger=noun,
        row=row,
        agents=tuple(agents),
        targets=tuple(targets),
        members=tuple(members),
        creates=creates,
        role=role,
        why=why,
    )


def _hosts(noun: Token) -> Iterator[Token]:
    """Yield the passive verb of blame above an event noun; its "earlier this year, off the coast" is said of the event."""
    for relative in noun.children:
        if relative.dep_ in {"relcl", "acl"} and (relative.lemma_ in HAPPENING or relative.lemma_ in LENDING):
            yield relative
    top = noun
    while top.dep_ == "conj" and top.head.pos_ in {"NOUN", "PROPN"}:
        top = top.head
    if top.dep_ in {"nsubj", "nsubjpass"} and grammar.is_verb(top.head):
        yield top.head
        yield from (child for child in top.head.children if child.dep_ == "xcomp")
        return
    for node in noun.ancestors:
        if grammar.is_verb(node):
            if node.lemma_ in BLAME and grammar.is_passive(node):
                yield node
            return


def _before(noun: Token) -> set[str]:
    found: set[str] = set()
    for child in noun.children:
        if child.i < noun.i:
            found.update((child.lemma_.lower(), child.lower_))
            found.update(
                inner.lemma_.lower() for inner in child.children if inner.dep_ in {"compound", "amod", "conj", "npadvmod"}
            )
    return found


def _content(noun: Token) -> set[str]:
    """Return what an event noun is of: "the sale of jets"."""
    return {other.lemma_.lower() for _, other in grammar.prepositional(noun, {"of"}) if other.dep_ == "pobj"}


def _sides(noun: Token, scene: Scene) -> tuple[list[Token], list[Token], str, list[Token]]:
    """Return doers and sufferers of an event noun, what the doers are in it, and the verbs that lend them."""
    before = [child for child in noun.children if child.dep_ in {"poss", "amod", "compound", "nmod"}]
    # "Hezbollah-led protests": whoever leads stands below the participle.
    before += [inner for child in before if child.lower_ == "led" for inner in child.children]
    agents = [child for child in before if _acts(child, scene)]
    targets: list[Token] = []
    for preposition, other in (*grammar.prepositional(noun), *_shared(noun)):
        if other.dep_ not in {"pobj", "conj"}:
            continue
        if _is_of_doers(preposition, other, noun, scene):
            agents.append(other)
        elif preposition.lower_ in TARGETING:
            targets.append(other)
    role = "perpetrator"
    members = [noun]
    light = _light(noun, scene)
    doing, suffering = _gerund(noun)
    agents += [*doing, *_parties(noun)]
    targets += suffering
    for verb in _lent(noun):
        members.append(verb)
        agents += [one for one in grammar.logical_subjects(verb) if one.i != noun.i]
    if light:
        verb, part = light
        members.append(verb)
        subjects = grammar.logical_subjects(verb) or (
            [s] if (s := grammar.surface_subject(verb)) is not None and not grammar.is_passive(verb) else []
        )
        if part == "perpetrator":
            agents = subjects + agents
        elif part == "target":
            targets = subjects + targets
            agents += [other for _, other in grammar.prepositional(verb, {"from", "by"}) if other.dep_ == "pobj"]
    targets = [*_suffered(noun), *targets]
    accused = _accused(noun)
    if accused is not None:
        agents, role = [accused, *agents], "accused"
    return agents, targets, role, members


def _parties(noun: Token) -> Iterator[Token]:
    """Yield both sides where the verb of an event noun names them: "fighting broke out between rebels and soldiers"."""
    if noun.dep_ in {"nsubj", "nsubjpass", "dobj"} and grammar.is_verb(noun.head):
        yield from (other for _, other in grammar.prepositional(noun.head, {"between"}) if other.dep_ in {"pobj", "conj"})


def _gerund(noun: Token) -> tuple[list[Token], list[Token]]:
    """Return the sides of "denied bombing a wedding" and "accused of bombing markets": verbs taken for nouns."""
    blaming = grammar.blamed_for(noun)
    if blaming is not None:
        return grammar.logical_object(blaming)[:1], grammar.joined(noun.head)
    objects = [one for child in noun.children if child.dep_ == "dobj" for one in grammar.joined(child)]
    if not objects or noun.dep_ not in {"xcomp", "pcomp", "ccomp"} or not noun.lower_.endswith("ing"):
        return [], []
    governor = grammar.finite_governor(noun)
    return (grammar.logical_subjects(governor) if governor is not None else []), objects


def _lent(noun: Token) -> Iterator[Token]:
    """Yield the verbs behind an event noun that lend it a doer: "attacks carried out by the army", "raids the army launched"."""
    yield from (child for child in noun.children if child.dep_ in {"acl", "relcl"} and child.lemma_ in LENDING)


def _is_of_doers(preposition: Token, other: Token, noun: Token, scene: Scene) -> bool:
    """Return whether a phrase names who did it: "by rebels", "with the army", but not "with rockets"."""
    if preposition.lower_ == "from":
        return noun.lemma_ in {"hit", "fire", "blow"} or bool(scene.classes(other) & {"armed", "military"})
    if preposition.lower_ == "between" and any(c.lower_ == "on" and c.i < preposition.i for c in noun.children):
        # "an attack on a meeting between officials": theirs is the meeting
        return False
    armed = preposition.lower_ == "with" and bool(scene.classes(other) & {"munition", "armament", "arms"})
    return preposition.lower_ in {"by", "between", "among", "with"} and not armed


def _shared(noun: Token) -> Iterator[tuple[Token, Token]]:
    """Yield the phrases that a coordinated noun shares: "a missile and drone attack against the plant"."""
    if noun.dep_ == "conj" and noun.head.pos_ in {"NOUN", "PROPN"}:
        yield from ((preposition, other) for preposition, other in grammar.prepositional(noun.head) if preposition.i > noun.i)


def _suffered(noun: Token) -> list[Token]:
    """Return who "was the target of" an event noun."""
    if (
        noun.dep_ == "pobj"
        and noun.head.lower_ == "of"
        and noun.head.head.lemma_.lower() in {"target", "victim", "scene", "site"}
    ):
        role = noun.head.head
        if role.dep_ in {"attr", "pobj", "dobj"}:
            verb = grammar.finite_governor(role)
            return grammar.logical_subjects(verb) if verb is not None else []
    return []


def _acts(child: Token, scene: Scene) -> bool:
    return child.i in scene.actor_at or (
        bool(scene.classes(child) & {"armed", "police", "crowd", "state"}) and child.dep_ != "amod"
    )


def _light(noun: Token, scene: Scene) -> tuple[Token, str] | None:
    """Return the light verb around an event noun, and what its subject is in the event."""
    verb = noun.head
    grammar_of = "object"
    if noun.dep_ == "conj":
        return _light(noun.head, scene) if noun.head.i != noun.i and noun.head.pos_ in {"NOUN", "PROPN"} else None
    if noun.dep_ == "pobj":
        grammar_of, verb = noun.head.lower_, noun.head.head
        if grammar_of == "of" and verb.pos_ == "NOUN":
            return _light(verb, scene) if verb.lemma_ in grammar.QUANTITIES else None
    elif noun.dep_ not in {"dobj", "nsubjpass", "attr"} and not (noun.dep_ == "nsubj" and grammar.is_passive(verb)):
        return None
    for row in scene.lexicon.light.get(verb.lemma_.lower(), ()):
        if row.grammar == grammar_of and (not row.company or row.company in company(verb)):
            return verb, row.role
    return None


def _accused(noun: Token) -> Token | None:
    """Return whom the sentence blames for an event noun: "Iran was blamed for attacks on ..."."""
    blamed = _blamed_on(noun)
    if blamed is not None:
        return blamed
    for node in list(noun.ancestors)[:8]:
        if node.lemma_ in BLAME and grammar.is_verb(node):
            found = grammar.logical_object(node)
            return found[0] if found and found[0].i != noun.i and not noun.is_ancestor(found[0]) else None
        if grammar.is_verb(node) and node.lemma_ not in {"be", "carry", "have", "commit", "launch", "order"}:
            return None
    return None


def _blamed_on(noun: Token) -> Token | None:
    """Return whom a relative clause blames: "attacks on tankers which Washington blamed on Iran"."""
    for part in (noun, *(other for _, other in grammar.prepositional(noun))):
        for child in part.children:
            if child.dep_ in {"relcl", "acl"} and child.lemma_ in BLAMED_BY:
                return next((other for _, other in grammar.prepositional(child, {BLAMED_BY[child.lemma_]})), None)
    return None


def _standing(noun: Token, row: Predicate, scene: Scene) -> tuple[Creates, str]:
    """Return whether an event noun tells of the event, or only speaks of it."""
    why = f"noun {noun.text!r}"
    if _light(noun, scene):
        counted = any(child.dep_ == "nummod" for child in noun.children)
        lent = {Creates.SUPPORTS: Creates.ANCHORED, Creates.ANCHORED: Creates.ALWAYS if counted else Creates.ANCHORED}
        return lent.get(row.creates, row.creates), why + " under a light verb"
    node = _counting(noun)
    if _gerund(noun)[1] or _suffered(node):
        return row.creates, why + (" suffered" if _suffered(node) else " as a verb")
    if node.dep_ in {"nsubj", "nsubjpass"} or (node.dep_ == "pobj" and node.head.dep_ == "agent"):
        return _lower(row.creates) if _is_stative(node.head) else row.creates, why + " as a subject"
    if node.dep_ == "pobj":
        quality = node.head.lower_ == "of" and not _is_counted(node.head.head)
        return Creates.SUPPORTS if quality else _lower(row.creates), why + f" after {node.head.lower_!r}"
    if node.dep_ in {"ROOT", "attr", "appos", "dobj"}:
        return _lower(row.creates), why
    return Creates.SUPPORTS, why + " in passing"


def _counting(noun: Token) -> Token:
    """Return the word that stands for an event noun in its clause: the amount of it, or what it is joined to."""
    node = noun
    for _ in range(4):
        if node.dep_ == "conj" and node.head.pos_ in {"NOUN", "PROPN"}:
            node = node.head
        elif node.dep_ == "pobj" and node.head.lower_ == "of" and node.head.head.lemma_.lower() in grammar.QUANTITIES:
            node = node.head.head
    return node


def _is_stative(verb: Token) -> bool:
    """Return whether a verb says what something is, not that it took place."""
    return verb.lemma_ in {"be", "have", "seem", "appear", "remain", "become"} and not grammar.is_passive(verb)


def _is_counted(noun: Token) -> bool:
    """Return whether "of" follows an amount or a time ("a wave of", "the night of"), not a quality ("the frequency of")."""
    words = {noun.lower_, noun.lemma_.lower()}
    return bool(words & (grammar.QUANTITIES | PARTS)) or grammar.is_verb(noun) or noun.pos_ == "NUM"


def _lower(creates: Creates) -> Creates:
    return Creates.ANCHORED if creates is Creates.ALWAYS else creates
