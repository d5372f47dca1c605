"""Find what one sentence says happened: rows of the lexicon against the parse."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from spacy.tokens import Span as Tokens, Token

from geo.claims import grammar
from geo.claims.lexicon import Condition, Creates, Predicate, Rule
from geo.claims.scene import Scene

TARGETING: Final = frozenset({"on", "against", "at", "into", "of", "upon", "targeting"})
HARM: Final = frozenset({Rule.BY_CAUSE, Rule.BY_EVENT})
# Under these an event noun is the background of another statement, not the statement.
HAPPENING: Final = frozenset(
    {
        "erupt", "break", "begin", "start", "occur", "happen", "take", "kill", "wound", "injure", "leave", "hit", "strike", "rock", "shake",
        "destroy", "target", "claim", "involve", "damage",
    }
)  # fmt: skip
"""Verbs that say of an event noun that it took place."""
LENDING: Final = frozenset(
    {"carry", "launch", "stage", "conduct", "commit", "mount", "perpetrate", "organize", "organise", "hold", "aim"}
)
PARTS: Final = frozenset(
    {
        "day",
        "night",
        "week",
        "hour",
        "victim",
        "scene",
        "site",
        "target",
        "result",
        "round",
        "outbreak",
        "sound",
        "act",
        "report",
        "news",
    }
)
BLAME: Final = frozenset({"blame", "accuse", "suspect", "condemn", "denounce"})
BACKGROUND: Final = frozenset(
    {
        "amid",
        "despite",
        "before",
        "for",
        "about",
        "to",
        "of",
        "against",
        "with",
        "from",
        "behind",
        "over",
        "as",
        "than",
        "like",
        "following",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A happening in the words of one sentence."""

    trigger: Token
    row: Predicate
    agents: tuple[Token, ...] = ()
    targets: tuple[Token, ...] = ()
    members: tuple[Token, ...] = ()
    """Trigger and the other words that tell of the same happening ("carried out", "killing")."""
    harmed: tuple[tuple[Token, Token], ...] = ()
    """Verb of harm and its victim."""
    creates: Creates = Creates.ALWAYS
    hosts: tuple[Token, ...] = ()
    """Verbs whose time and place are the happening's ("was blamed for attacks in May")."""
    scenes: tuple[Token, ...] = ()
    """Places that "saw" it."""
    role: str = "perpetrator"
    """What the agents do in it; "accused" where someone blames them."""
    why: str = ""


def mentions(sentence: Tokens, scene: Scene) -> list[Mention]:
    """Return the happenings that a sentence tells of, in text order, each once."""
    blocked = _idioms(sentence, scene)
    blocked |= scene.day_at
    found = [mention for token in sentence if token.i not in blocked for mention in _match(token, scene)]
    return fold(found, scene)


def _match(token: Token, scene: Scene) -> Iterator[Mention]:
    lemma = token.lemma_.lower()
    lexicon = scene.lexicon
    verbs = lexicon.verbs.get(lemma) or lexicon.verbs.get(token.lower_)
    if verbs and _works_as_verb(token):
        found = next(filter(None, (_as_verb(token, row, scene) for row in verbs)), None)
        if found:
            yield found
            return
    nouns = lexicon.events.get(lemma) or lexicon.events.get(token.lower_)
    if (
        nouns
        and token.pos_ in {"NOUN", "PROPN", "VERB", "ADJ"}
        and not (token.pos_ == "VERB" and token.tag_ not in {"VBG", "NN"})
    ):
        found = next(filter(None, (_as_noun(token, row, scene) for row in nouns)), None)
        if found and found.creates is not Creates.NEVER:
            yield found


def _works_as_verb(token: Token) -> bool:
    if token.pos_ == "VERB":
        return token.dep_ not in {"amod", "compound"}
    return (
        token.pos_ in {"ADJ", "NOUN"}
        and token.tag_ in {"VBN", "VBD", "VBG"}
        and token.dep_ in {"ROOT", "ccomp", "advcl", "conj", "acl"}
    )


# --- verbs ---------------------------------------------------------------------------------


def _as_verb(verb: Token, row: Predicate, scene: Scene) -> Mention | None:
    company = _company(verb)
    if row.company and not row.company & company:
        return None
    if row.blockers and row.blockers & _surroundings(verb):
        return None
    passive = grammar.is_passive(verb)
    agents = grammar.logical_subjects(verb)
    objects = grammar.logical_object(verb)
    if row.rule is not Rule.FIXED and passive and not agents:
        agents = [
            one for one in _instruments(verb) if scene.classes(one) & {"event", "munition", "armament", "aircraft", "armed"}
        ]
    if not _fits(row.subject, agents, scene, elided=passive or row.subject.absent):
        return None
    if not _fits(row.object, objects, scene, elided=row.object.absent):
        return None
    suffering = row.rule is Rule.BY_CAUSE and row.target == ("subject",)
    return Mention(
        trigger=verb,
        row=row,
        agents=() if suffering else tuple(agents),
        targets=tuple(_targets(verb, row, agents, objects)),
        members=(verb,),
        harmed=tuple((verb, one) for one in _victims(row, agents, objects)),
        creates=row.creates,
        role=_role(verb),
        why=f"verb {verb.text!r}" + (f" with {'/'.join(sorted(row.company & company))!r}" if row.company else ""),
    )


def _victims(row: Predicate, agents: list[Token], objects: list[Token]) -> list[Token]:
    if row.rule is Rule.BY_CAUSE:
        return agents if row.target == ("subject",) else objects
    return objects if row.rule is Rule.BY_EVENT else []


def _fits(condition: Condition, tokens: Sequence[Token], scene: Scene, *, elided: bool) -> bool:
    if not tokens:
        return (elided and not condition.present) or not condition.any_of
    if condition.any_of == frozenset() and condition.absent and condition.none_of == frozenset() and not condition.present:
        return True
    if not condition.any_of and condition.absent and not condition.none_of:
        return False
    return any(condition.admits(scene.classes(token)) for token in tokens)


def _company(verb: Token) -> set[str]:
    """Return the words that hang directly on a verb, and the nouns of its phrases."""
    found: set[str] = set()
    for child in verb.children:
        if child.dep_ in {"nsubj", "punct", "conj"}:
            continue
        found.update((child.lemma_.lower(), child.lower_))
        if child.dep_ in {"prep", "prt", "advmod", "oprd", "dative"}:
            found.update(inner.lemma_.lower() for inner in child.children if inner.dep_ in {"pobj", "prep"})
        if child.dep_ in {"dobj", "nsubjpass"}:
            found.update(inner.lemma_.lower() for inner in child.conjuncts)
            found.update(inner.lower_ for inner in child.children if inner.dep_ in {"amod", "compound"})
            counted = grammar.counted(child)
            found.add(counted.lemma_.lower())
    return found


def _surroundings(token: Token) -> set[str]:
    """Return the words on and just above a trigger, its modifiers' too."""
    found = {token.lower_}
    for child in token.children:
        if child.dep_ == "conj":
            continue
        found.update((child.lemma_.lower(), child.lower_))
        for inner in child.children:
            if inner.dep_ in {"compound", "amod", "pobj", "prep", "conj", "dobj", "nmod", "poss"}:
                found.update((inner.lemma_.lower(), inner.lower_))
                found.update(leaf.lemma_.lower() for leaf in inner.children if leaf.dep_ in {"compound", "amod", "conj", "pobj"})
    if not grammar.is_verb(token):
        found.add(token.head.lemma_.lower())
    return found


def _instruments(verb: Token) -> list[Token]:
    return [noun for _, noun in grammar.prepositional(verb, {"by", "with", "in", "from"}) if noun.dep_ == "pobj"]


def _targets(verb: Token, row: Predicate, agents: list[Token], objects: list[Token]) -> Iterator[Token]:
    for slot in row.target:
        if slot == "object":
            yield from objects
        elif slot == "subject":
            yield from agents
        elif slot != "none":
            yield from (noun for _, noun in grammar.prepositional(verb, {slot}) if noun.dep_ == "pobj")
            for one in objects:
                yield from (noun for _, noun in grammar.prepositional(one, {slot}) if noun.dep_ == "pobj")


def _role(token: Token) -> str:
    while token.dep_ == "conj" and grammar.is_verb(token.head):
        token = token.head
    slot = token.dep_
    for node in token.ancestors:
        if node.lemma_ in BLAME | {"charge"} and slot in {"pcomp", "xcomp", "pobj"}:
            return "accused"
        if node.pos_ == "VERB":
            return "perpetrator"
    return "perpetrator"


# --- nouns ---------------------------------------------------------------------------------


def _as_noun(noun: Token, row: Predicate, scene: Scene) -> Mention | None:
    before = _before(noun)
    if row.company and not row.company & before:
        return None
    if row.creates is Creates.NEVER:
        return Mention(trigger=noun, row=row, creates=Creates.NEVER)
    if row.blockers & (before | {noun.head.lemma_.lower()} | _surroundings(noun)) or noun.dep_ in {
        "compound",
        "amod",
        "nmod",
        "npadvmod",
    }:
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


def _sides(noun: Token, scene: Scene) -> tuple[list[Token], list[Token], str, list[Token]]:
    """Return doers and sufferers of an event noun, what the doers are in it, and the verbs that lend them."""
    agents = [child for child in noun.children if child.dep_ in {"poss", "amod", "compound", "nmod"} and _acts(child, scene)]
    targets: list[Token] = []
    for preposition, other in (*grammar.prepositional(noun), *_shared(noun)):
        if other.dep_ != "pobj" and other.dep_ != "conj":
            continue
        if preposition.lower_ in {"by", "between", "among", "with"} or (
            preposition.lower_ == "from" and noun.lemma_ in {"hit", "fire", "blow"}
        ):
            agents.append(other)
        elif preposition.lower_ in TARGETING:
            targets.append(other)
    role = "perpetrator"
    members = [noun]
    light = _light(noun, scene)
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
    elif noun.dep_ not in {"dobj", "nsubjpass", "attr"}:
        return None
    for row in scene.lexicon.light.get(verb.lemma_.lower(), ()):
        if row.grammar == grammar_of and (not row.company or row.company in _company(verb)):
            return verb, row.role
    return None


def _accused(noun: Token) -> Token | None:
    """Return whom the sentence blames for an event noun: "Iran was blamed for attacks on ..."."""
    blamed = _blamed_on(noun)
    if blamed is not None:
        return blamed
    for node in list(noun.ancestors)[:8]:
        if node.lemma_ in {"blame", "accuse", "suspect", "condemn", "denounce"} and grammar.is_verb(node):
            found = grammar.logical_object(node)
            return found[0] if found and found[0].i != noun.i and not noun.is_ancestor(found[0]) else None
        if grammar.is_verb(node) and node.lemma_ not in {"be", "carry", "have", "commit", "launch", "order"}:
            return None
    return None


def _blamed_on(noun: Token) -> Token | None:
    """Return whom a relative clause blames: "attacks on tankers which Washington blamed on Iran"."""
    for part in (noun, *(other for _, other in grammar.prepositional(noun))):
        for child in part.children:
            if child.dep_ in {"relcl", "acl"} and child.lemma_ == "blame":
                return next((other for _, other in grammar.prepositional(child, {"on"})), None)
    return None


def _standing(noun: Token, row: Predicate, scene: Scene) -> tuple[Creates, str]:
    """Return whether an event noun tells of the event, or only speaks of it."""
    why = f"noun {noun.text!r}"
    if _light(noun, scene):
        return row.creates if row.creates is not Creates.SUPPORTS else Creates.ANCHORED, why + " under a light verb"
    node = noun
    for _ in range(4):
        if node.dep_ == "conj" and node.head.pos_ in {"NOUN", "PROPN"}:
            node = node.head
        elif node.dep_ == "pobj" and node.head.lower_ == "of" and node.head.head.lemma_.lower() in grammar.QUANTITIES:
            node = node.head.head
    if _suffered(node):
        return row.creates, why + " suffered"
    if node.dep_ in {"nsubj", "nsubjpass"}:
        verb = node.head
        if verb.lemma_ in {"be", "have", "seem", "appear", "remain", "become"} and not grammar.is_passive(verb):
            return Creates.ANCHORED, why + " as a subject"
        return row.creates, why + " as a subject"
    if node.dep_ == "pobj":
        if node.head.lower_ == "of" and not _is_counted(node.head.head):
            return Creates.SUPPORTS, why + f" of {node.head.head.text!r}"
        return _lower(row.creates), why + f" after {node.head.lower_!r}"
    if node.dep_ in {"ROOT", "attr", "appos", "dobj"}:
        return _lower(row.creates), why
    return Creates.SUPPORTS, why + " in passing"


def _is_counted(noun: Token) -> bool:
    """Return whether "of" follows an amount or a place in time ("a wave of", "the night of"), not a quality ("the frequency of")."""
    words = {noun.lower_, noun.lemma_.lower()}
    return bool(words & (grammar.QUANTITIES | PARTS)) or grammar.is_verb(noun) or noun.pos_ == "NUM"


def _lower(creates: Creates) -> Creates:
    return Creates.ANCHORED if creates is Creates.ALWAYS else creates


# --- one happening, several words ----------------------------------------------------------


def fold(found: list[Mention], scene: Scene) -> list[Mention]:
    """Join the mentions of a sentence that tell of one happening: "a blast killed four", "carried out strikes"."""
    kept = list(found)
    for _ in range(len(found)):
        pair = next(((a, b) for a in kept for b in kept if a is not b and _same(a, b)), None)
        if pair is None:
            break
        main, part = pair
        kept = [_join(main, part, scene) if one is main else one for one in kept if one is not part]
    return [one for one in kept if one.row.rule is not Rule.BY_EVENT]


def _same(main: Mention, part: Mention) -> bool:
    """Return whether `part` tells more of the happening that `main` names."""
    if _words(main) or _words(part):
        return False
    if part.row.rule is Rule.BY_EVENT:
        return main.row.rule is not Rule.BY_EVENT and any(
            agent in main.members or agent.i == main.trigger.i for agent in part.agents
        )
    if part.trigger in main.members and part.trigger != main.trigger:
        return True
    if part.row.noun and main.row.rule is Rule.BY_WEAPON and not main.row.noun and _is_object(part.trigger, main.trigger):
        return part.row.kind in {"bombing", "rocket_or_mortar_attack", "shooting"}
    if main.row.noun and not part.row.noun and _governed(main.trigger, part):
        return (
            part.row.rule is not Rule.FIXED
            or any(main.trigger == one for one in (*part.agents, *part.targets))
            or _is_object(main.trigger, part.trigger)
        )
    if part.row.rule is Rule.BY_CAUSE:
        return _causes(main, part)
    if part.trigger.dep_ == "advcl" and part.trigger.tag_ == "VBG" and part.trigger.head in main.members and not main.row.noun:
        return part.row.kind == main.row.kind or part.row.rule is not Rule.FIXED
    return False


def _words(mention: Mention) -> bool:
    return mention.row.kind in {"statement_or_threat", "sanction", "diplomatic"}


def _is_object(noun: Token, verb: Token) -> bool:
    return noun.dep_ in {"dobj", "nsubjpass", "nsubj"} and noun.head.i == verb.i


def _governed(noun: Token, part: Mention) -> bool:
    """Return whether an event noun stands in the clause of a verb: as its subject, object, cause or occasion."""
    node = noun
    while node.dep_ in {"conj", "pobj", "prep", "agent", "pcomp"}:
        preposition = node.head.lower_ if node.dep_ == "pobj" else ""
        if preposition in {"amid", "despite", "before", "for", "about", "against", "since", "to"}:
            return False
        node = node.head
        if node.i == part.trigger.i:
            return True
        counts = node.lower_ in grammar.QUANTITIES or node.lemma_ in grammar.QUANTITIES
        if grammar.is_verb(node) or (node.pos_ in {"NOUN", "PROPN"} and node.dep_ == "pobj" and not counts):
            return False
    return node.dep_ in {"nsubj", "nsubjpass", "dobj"} and node.head.i == part.trigger.i


def _causes(main: Mention, part: Mention) -> bool:
    """Return whether deaths told by `part` are those of `main`, by the way their clauses hang together."""
    verb = part.trigger
    if verb.dep_ == "conj" and verb.head in main.members:
        return main.row.rule is Rule.BY_CAUSE
    if main.row.rule is Rule.BY_CAUSE:
        return False
    top = verb
    while top.dep_ == "conj" and grammar.is_verb(top.head):
        top = top.head
    if top.dep_ == "advcl" and top.tag_ == "VBG" and top.head in main.members:
        return True
    if verb.dep_ in {"advcl", "xcomp", "relcl", "acl", "ccomp", "conj"}:
        head = verb.head
        if head in main.members:
            return verb.dep_ != "ccomp"
        # "airstrikes in Sadr City, which they say killed ten": the verb of saying stands between.
        if head.dep_ == "relcl" and head.head in main.members:
            return True
        if verb.dep_ in {"relcl", "acl"} and any(main.trigger.is_ancestor(head) for _ in (0,)) and main.row.noun:
            return True
    if any(
        member.dep_ in {"conj", "advcl"} and member.head == verb and not member.tag_ == "VBG" and _is_harm(member, main)
        for member in main.members
    ):
        return True
    # "were killed after two car bombs exploded": the cause hangs on the deaths.
    return any(
        member.dep_ == "advcl" and member.head == verb and _mark(member) in {"after", "when", "as", "while"}
        for member in main.members
    )


def _is_harm(verb: Token, mention: Mention) -> bool:
    return any(verb == harm for harm, _ in mention.harmed)


def _mark(verb: Token) -> str:
    return next((child.lower_ for child in verb.children if child.dep_ in {"mark", "advmod"} and child.i < verb.i), "")


def _join(main: Mention, part: Mention, scene: Scene) -> Mention:
    agents = main.agents or tuple(one for one in part.agents if one.i != main.trigger.i and part.row.target != ("subject",))
    keep_targets = tuple(
        one for one in part.targets if one.i != main.trigger.i and not scene.classes(one) & {"event", "munition"}
    )
    creates = main.creates
    if part.row.creates is Creates.ALWAYS or (part.row.rule is Rule.BY_EVENT and creates is Creates.ANCHORED):
        creates = Creates.ALWAYS
    return replace(
        main,
        agents=agents,
        targets=main.targets or keep_targets,
        members=tuple(dict.fromkeys((*main.members, *part.members))),
        harmed=(*main.harmed, *part.harmed),
        creates=creates,
        role=part.role if part.role == "accused" else main.role,
        why=f"{main.why}; {part.why}",
    )


# --- idioms --------------------------------------------------------------------------------


def _idioms(sentence: Tokens, scene: Scene) -> set[int]:
    """Return the tokens that stand in a figure of speech."""
    found: set[int] = set()
    words = [(token.lemma_.lower(), token.lower_, token) for token in sentence if token.pos_ != "DET" and not token.is_space]
    for i, (lemma, lower, _) in enumerate(words):
        for idiom in {*scene.lexicon.idioms.get(lemma, ()), *scene.lexicon.idioms.get(lower, ())}:
            window = words[i : i + len(idiom)]
            if len(window) == len(idiom) and all(word in pair[:2] for word, pair in zip(idiom, window, strict=True)):
                found.update(token.i for _, _, token in window)
    return found
