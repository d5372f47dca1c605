"""The ways in which a sentence speaks of range: a figure, a place put within range, a weapon that can reach a place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from spacy.tokens import Span as Tokens, Token

from geo.claims import grammar
from geo.claims.scene import Scene
from geo.rangeclaims import owners
from geo.rangeclaims.ability import MODALS, ability, is_denied
from geo.rangeclaims.measures import Measure, measures
from geo.rangeclaims.terms import RANGE, Terms

INTO: Final = frozenset({"within", "in", "into", "inside"})
BEYOND: Final = frozenset({"beyond", "outside", "out"})
ACROSS: Final = frozenset({"in", "across", "inside", "throughout", "into", "within", "on", "anywhere"})
AS_FAR: Final = frozenset({"as", "far", "to", "into", "over", "across", "anywhere", "deep"})
INTENT: Final = frozenset({"attack", "engage", "hit", "strike", "target", "threaten"})
"""Verbs of what one may want, as well as of what one can."""
SHOTS: Final = frozenset({"striking", "firing", "shooting", "strike"})
BEARINGS: Final = frozenset(
    {
        "north",
        "south",
        "east",
        "west",
        "northeast",
        "northwest",
        "southeast",
        "southwest",
        "northern",
        "southern",
        "inland",
        "off",
    }
)
_ADJACENT: Final = 30
"""Characters between "range" and its length, where nothing joins them: "a range 10,400 km"."""
POINTING: Final = frozenset({"PRP", "DT", "WDT", "PRP$", "WP$"})
_UP: Final = 7
"""Steps from a length to the word that it measures."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One statement about range, as words of a sentence."""

    trigger: Token
    """The noun "range", or the verb that reaches."""
    weapon: Token | None = None
    """The noun for it; None where it stands in a sentence before, or is not named."""
    doubtful: bool = False
    """Whether the noun is a designation that may be that of anything."""
    anaphoric: bool = False
    """Whether it speaks of a weapon or a range told before: "it", "this", "the weapon"."""
    figure: Measure | None = None
    targets: tuple[Token, ...] = ()
    """The nouns whose places are meant."""
    origins: tuple[Token, ...] = ()
    within: bool = True
    vague: bool = False
    """Whether it may as well be a threat: what a missile "could target" is within reach only where something measures it."""
    shot: bool = False
    """Whether the words themselves speak of weapons: "missile range", "firing range of"."""


def frames(sentence: Tokens, scene: Scene, terms: Terms) -> list[Frame]:
    """Return what the sentence says of range, in order, each figure with what it measures."""
    lengths = list(measures(scene.document.text, sentence.start_char, sentence.end_char))
    figured = [frame for length in lengths if (frame := _figured(length, sentence, scene, terms)) is not None]
    placed = [frame for token in sentence for frame in (*_in_range(token, scene, terms), *_reaching(token, scene, terms))]
    return sorted([*figured, *placed], key=lambda one: one.trigger.i)


# --- a figure ------------------------------------------------------------------------------


def _figured(length: Measure, sentence: Tokens, scene: Scene, terms: Terms) -> Frame | None:
    unit = scene.root(length.unit)
    if unit is None or unit.sent.start != sentence.start:
        return None
    ahead = scene.doc[unit.i + 1 : min(unit.i + 3, sentence.end)]
    spoken = next((one for one in ahead if one.lower_ in {"range", "ranged"} and one.pos_ != "VERB"), None)
    if spoken is not None:
        return _of_range(spoken, length, terms)
    node = unit
    for _ in range(_UP):
        if node.pos_ == "NOUN" and node.lemma_.lower() in RANGE:
            if unit.dep_ == "npadvmod" and unit.head.lower_ == "from":
                return None  # "the longest range, tested 30 miles from the sea"
            return _of_range(node, length, terms) if not _is_a_shot(node) else _climbed(node.head, length, scene, terms)
        if grammar.is_verb(node):
            return _climbed(node, length, scene, terms)
        if node.head.i == node.i:
            break
        node = node.head
    return None


def _is_a_shot(reach: Token) -> bool:
    """Return whether it is the distance of one shot: "fired from a range of 2 km"."""
    return reach.dep_ == "pobj" and reach.head.lower_ in {"at", "from"} and grammar.is_verb(reach.head.head)


def _climbed(node: Token, length: Measure, scene: Scene, terms: Terms) -> Frame | None:
    """Return the frame of a length that hangs on a verb: "its range is", "can fly"."""
    verb = node if grammar.is_verb(node) else node.head
    if not grammar.is_verb(verb):
        return None
    reach = next(
        (one for one in verb.children if one.lemma_.lower() in RANGE and one.dep_ in {"nsubj", "nsubjpass", "dobj"}), None
    ) or _raised(verb)
    if reach is not None and 0 < length.unit.start - reach.idx < _ADJACENT:
        return _of_range(reach, length, terms)
    known = terms.classes["figure"] | terms.classes["extend"]
    if reach is not None and verb.lemma_ in known:
        changed = verb.lemma_ in terms.classes["extend"] and length.high_km is not None and _is_a_change(length, scene)
        return _of_range(reach, replace(length, low_km=length.high_km) if changed else length, terms)
    return _flown(verb, length, scene, terms)


def _raised(verb: Token) -> Token | None:
    """Return the range that is said to be so much: "the range is believed to exceed"."""
    subject = grammar.surface_subject(verb)
    return subject if subject is not None and subject.lemma_.lower() in RANGE and subject.pos_ == "NOUN" else None


def _is_a_change(length: Measure, scene: Scene) -> bool:
    """Return whether "70 to 150 km" says from what to what, and not between which."""
    words = scene.document.text[max(0, length.span.start - 6) : length.span.start]
    return words.rstrip().lower().endswith("from")


def _of_range(reach: Token, length: Measure, terms: Terms) -> Frame | None:
    if any(child.lower_ in terms.classes["other_range"] for child in reach.children if child.i < reach.i):
        return None
    owner = owners.of_range(reach, terms)
    return (
        Frame(trigger=reach, weapon=owner.weapon, doubtful=owner.doubtful, anaphoric=owner.anaphoric, figure=length)
        if owner
        else None
    )


def _flown(verb: Token, length: Measure, scene: Scene, terms: Terms) -> Frame | None:
    if verb.lemma_ not in terms.classes["strike"] | terms.classes["fly"] or _is_elsewhere(length, verb, scene):
        return None
    found = ability(verb, terms)
    holder = found.holder if found else None
    if found is None and verb.lemma_ in terms.classes["fly"] and verb.tag_ in {"VBZ", "VBP"}:
        holder = grammar.surface_subject(verb)
    owner = owners.named_by(holder, terms) if holder is not None else None
    if owner is None or (found is not None and not found.within):
        return None
    return Frame(trigger=verb, weapon=owner.weapon, doubtful=owner.doubtful, anaphoric=owner.anaphoric, figure=length)


def _is_elsewhere(length: Measure, verb: Token, scene: Scene) -> bool:
    """Return whether a length says where something lies: "Kherson, 60 km north of Mykolaiv", or how high it flew."""
    behind = scene.document.text[length.span.end : length.span.end + 24].lower().replace("away", "").split()
    if behind[:1] and behind[0].strip(",.") in BEARINGS:
        return True
    aims = [child for child in verb.children if child.dep_ == "dobj" and any(one.i in scene.toponym_at for one in child.subtree)]
    apart = scene.document.text[aims[-1].idx : length.span.start] if aims and aims[-1].idx < length.span.start else ""
    return bool(aims) and (behind[:1] == ["from"] or "," in apart)


# --- a place within range ------------------------------------------------------------------


def _in_range(reach: Token, scene: Scene, terms: Terms) -> Iterator[Frame]:
    """Yield "X is within range of Y", "brings X within reach", "out of the missiles' range"."""
    lemma = reach.lemma_.lower()
    shot = lemma == "distance" and any(child.lower_ in SHOTS for child in reach.children)
    if reach.pos_ != "NOUN" or reach.dep_ != "pobj" or not (lemma in RANGE or shot):
        return
    relation = reach.head
    beyond = relation.lower_ in BEYOND
    top = relation
    if relation.lower_ == "of" and relation.head.lower_ == "out":
        beyond, top = True, relation.head
    elif relation.lower_ not in INTO | BEYOND or any(child.lower_ == "a" for child in reach.children):
        return
    while top.dep_ in {"prep", "pcomp"} and top.head.pos_ in {"ADP", "ADV", "PART"} and top.head.i != top.i:
        top = top.head
    located, verb = _located(top.head, terms)
    denied = is_denied(verb) if verb is not None else False
    denied = denied or any(is_denied(one) or one.lower_ == "longer" for one in (top, relation) if one is not None)
    complement = owners.complement(reach, top)
    spoken = shot or any(terms.is_weapon(child) for child in reach.children)
    base = Frame(trigger=reach, within=beyond == denied, shot=spoken)
    yield from _arranged(base, located, verb, complement, scene, terms)


def _located(head: Token, terms: Terms) -> tuple[list[Token], Token | None]:
    """Return what is said to be within range, and the verb that says so."""
    if not grammar.is_verb(head):
        verb = _bringing(head, terms)
        if verb is not None:
            return list(dict.fromkeys((*_brought(verb), head))), verb
        return ([head, *head.conjuncts], None) if head.pos_ in {"NOUN", "PROPN", "NUM", "PRON"} else ([], None)
    if head.lemma_ in terms.classes["lie"]:
        subject = grammar.surface_subject(head)
        return ([subject, *subject.conjuncts] if subject is not None else []), head
    if head.lemma_ in terms.classes["bring"]:
        return _brought(head), head
    return [], head


def _bringing(noun: Token, terms: Terms) -> Token | None:
    """Return the verb that puts a noun somewhere: the parser hangs "within range" on the last thing that is put there."""
    top = noun.conjuncts[0] if noun.dep_ == "conj" and noun.conjuncts else noun
    if top.dep_ == "pobj" and top.head.lower_ in {"as", "with"}:
        verb = next((node for node in top.ancestors if grammar.is_verb(node)), top)
    else:
        verb = top.head if top.dep_ == "dobj" else top
    return verb if grammar.is_verb(verb) and verb.lemma_ in terms.classes["bring"] else None


def _brought(verb: Token) -> list[Token]:
    """Return what a verb puts somewhere, with what it puts there "as well" or "along with" it."""
    more = [
        noun
        for child in verb.children
        if child.lower_ in {"as", "along"}
        for inner in (child, *(one for one in child.children if one.lower_ == "with"))
        for noun in inner.children
        if noun.dep_ == "pobj"
    ]
    return [*grammar.logical_object(verb), *more]


def _arranged(  # noqa: PLR0913, PLR0917  # what a sentence can only be read with
    base: Frame, located: list[Token], verb: Token | None, complement: list[Token], scene: Scene, terms: Terms
) -> Iterator[Frame]:
    """Yield the frame with what is within range of what the right way round: cities of weapons, and weapons of cities."""
    if not located:
        return
    causer = grammar.surface_subject(verb) if verb is not None and verb.lemma_ in terms.classes["bring"] else None
    agents = grammar.logical_subjects(verb) if causer is not None and verb is not None and grammar.is_passive(verb) else []
    causers = agents or ([causer] if causer is not None else [])
    weapons = [one for noun in complement for one in owners.weapons_under(noun, scene, terms)]
    moved = [one for one in located if owners.is_armed(one, scene, terms)]
    if moved and not weapons:
        inner = [one for noun in moved for one in owners.weapons_under(noun, scene, terms)]
        yield replace(base, weapon=inner[0] if inner else None, targets=tuple(complement), origins=(*moved,), shot=base.shot)
        return
    weapons += [one for noun in causers for one in owners.weapons_under(noun, scene, terms)]
    said = weapons[0] if weapons else None
    if said is None and complement and not any(_is_an_origin(noun, scene) for noun in complement):
        return  # "within reach of a deal"
    told = any(noun.tag_ in POINTING or noun.lemma_.lower() in RANGE for noun in (*causers, *complement))
    yield replace(
        base,
        weapon=said,
        anaphoric=said is None and (told or base.trigger.lemma_.lower() != "reach"),
        targets=tuple(located),
        origins=(*(noun for noun in complement if noun not in weapons), *weapons, *causers),
    )


def _is_an_origin(noun: Token, scene: Scene) -> bool:
    """Return whether a place is meant, or whoever has the weapons."""
    return noun.tag_ in POINTING or noun.i in scene.actor_at or _names_a_place(noun, scene)


# --- a weapon that can reach a place -------------------------------------------------------


def _reaching(verb: Token, scene: Scene, terms: Terms) -> Iterator[Frame]:
    """Yield "capable of reaching X from Y", "could strike as far as X"."""
    if verb.pos_ != "VERB" or verb.lemma_ not in terms.classes["strike"] | terms.classes["fly"] or _lapsed(verb):
        return
    found = ability(verb, terms)
    if found is None:
        return
    passive = grammar.is_passive(verb)
    aims = [one for one in _aims(verb, terms, passive=passive) if _names_a_place(one, scene)]
    holder = next(iter(grammar.logical_subjects(verb)), None) if passive else found.holder
    owner = owners.named_by(holder, terms) if holder is not None else None
    tool = next((noun for _, noun in grammar.prepositional(verb, {"with", "using", "by"}) if terms.is_weapon(noun)), None)
    if tool is not None:
        owner = owners.Owner(tool)
    if owner is None and holder is not None and (inner := list(owners.weapons_under(holder, scene, terms))) and not passive:
        owner = owners.Owner(inner[0]) if holder.lemma_.lower() in RANGE else None
    if owner is None and found.measured:
        owner = owners.Owner()  # whose length it is says the sentence before these words
    if owner is None or not aims:
        return
    origins = [noun for preposition, noun in grammar.prepositional(verb, {"from"})]
    yield Frame(
        trigger=verb,
        weapon=owner.weapon,
        doubtful=owner.doubtful,
        anaphoric=owner.anaphoric,
        targets=tuple(aims),
        origins=(*origins, *([owner.weapon] if owner.weapon is not None else [])),
        within=found.within,
        vague=found.within and verb.lemma_ in INTENT and any(child.lower_ in MODALS for child in verb.children),
    )


def _lapsed(verb: Token) -> bool:
    """Return whether a verb tells of a deed done; "can travel 500 km and hit Haifa" does not, though its form is the same."""
    return verb.tag_ == "VBD" and verb.lower_ != verb.lemma_


def _aims(verb: Token, terms: Terms, *, passive: bool) -> Iterator[Token]:
    """Yield what is to be reached: the object, what lies "in" a place, and "as far as" a place."""
    yield from grammar.logical_object(verb)
    goes = verb.lemma_ in terms.classes["fly"] or verb.lemma_ == "reach"
    for child in verb.children:
        if (
            child.dep_ in {"prep", "advmod"}
            and not passive
            and child.lower_ in (ACROSS | AS_FAR if goes else ACROSS | {"as", "far", "deep"})
        ):
            yield from (inner for inner in child.subtree if inner.dep_ == "pobj")


def _names_a_place(noun: Token, scene: Scene) -> bool:
    return any(inner.i in scene.toponym_at for inner in noun.subtree)
