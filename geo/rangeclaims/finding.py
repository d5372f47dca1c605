"""From the parse of one document to its claims about range."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from spacy.tokens import Doc, Token

from geo import text
from geo.claims import Lexicon
from geo.claims.scene import Scene
from geo.model import ActorMention, Document, Mark, Named, RangeClaim, Reason, Span, SystemMention, Toponym
from geo.rangeclaims import whereabouts
from geo.rangeclaims.frames import Frame, frames
from geo.rangeclaims.measures import Measure
from geo.rangeclaims.owners import is_weapon
from geo.rangeclaims.quoting import phrase, speakers
from geo.rangeclaims.systems import mentions
from geo.rangeclaims.terms import Terms, may_tell

BACK: Final = 2
"""Sentences before in which "it" and "this" can have their weapon or their figure."""
GENERIC: Final = frozenset({"weapon", "weaponry", "arsenal", "launcher", "battery"})
"""What can stand for any weapon."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What is known of ranges when a document was read."""

    systems: tuple[SystemMention, ...] = ()
    claims: tuple[RangeClaim, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A claim while it is put together: the frames that speak of one thing."""

    frame: Frame
    figure: Measure | None
    weapon: Token | None
    weapon_words: Span | None
    systems: tuple[str, ...]
    targets: tuple[Named, ...]
    origins: tuple[Named, ...]
    reasons: tuple[Reason, ...] = ()


@dataclass(slots=True)
class Told:
    """What the sentences before have told: weapons and figures, latest last."""

    weapons: list[tuple[int, Token]] = field(default_factory=list)
    figures: list[tuple[int, Statement]] = field(default_factory=list)

    def weapon(self, at: int) -> Token | None:
        """Return the last weapon of the sentences just before the one numbered `at`."""
        return next((token for number, token in reversed(self.weapons) if 0 < at - number <= BACK), None)

    def figure(self, at: int) -> Statement | None:
        """Return the last figure of the sentences just before."""
        return next((one for number, one in reversed(self.figures) if 0 < at - number <= BACK), None)


def find(  # noqa: PLR0913, PLR0917  # the contract: what the other readers found, each on its own
    document: Document,
    doc: Doc,
    toponyms: Sequence[Toponym],
    actors: Sequence[ActorMention],
    lexicon: Lexicon,
    terms: Terms,
) -> Read:
    """
    Return the systems that a document names and what it says of ranges, in text order.

    Parameters
    ----------
    document
        The report.
    doc
        Its parse.
    toponyms
        Its place names, in text order.
    actors
        Its mentions of actors, in text order.
    lexicon
        The words that tell of happenings, for who speaks and who is armed.
    terms
        The words that tell of range.

    Returns
    -------
    read
        Each claim with its sentence, a mark per value taken from the text and a reason per decision.
    """
    scene = Scene(document=document, doc=doc, lexicon=lexicon, toponyms=toponyms, whens=(), actors=actors)
    systems = mentions(scene, terms)
    found = _statements(scene, systems, terms)
    claims = {claim.id: claim for claim in (_claim(one, scene) for one in found)}
    return Read(systems=systems, claims=tuple(sorted(claims.values(), key=lambda one: (one.span, one.id))))


def _statements(scene: Scene, systems: Sequence[SystemMention], terms: Terms) -> list[Statement]:
    told = Told()
    kept: list[Statement] = []
    for number, sentence in enumerate(text.sentences(scene.doc)):
        if len(sentence.text) > scene.lexicon.max_sentence:
            continue
        spoken = frames(sentence, scene, terms) if may_tell(sentence.text) else []
        made = [_statement(frame, number, told, scene, systems, terms) for frame in spoken]
        joined = _joined([one for one in made if one is not None])
        for one in joined:
            before = told.figure(number) if one.figure is None and _goes_on(one) else None
            whole = one
            if before is not None and _agree(before, one):
                kept = [other for other in kept if other is not before or other.targets]
                whole = _with_figure(one, before)
            if whole.figure is None and whole.frame.vague and not (whole.origins or whole.systems):
                continue
            kept.append(whole)
            if whole.figure is not None:
                told.figures.append((number, whole))
        told.weapons += [(number, token) for token in sentence if is_weapon(token, terms)]
    return kept


def _statement(  # noqa: PLR0913, PLR0917  # what a sentence can only be read with
    frame: Frame, number: int, told: Told, scene: Scene, systems: Sequence[SystemMention], terms: Terms
) -> Statement | None:
    """Return a frame with its places and its weapon; None where no weapon is meant, or nothing is said to be where."""
    weapon = frame.weapon
    reasons: list[Reason] = []
    if (
        weapon is not None
        and frame.doubtful
        and told.weapon(number) is None
        and next(_weapons_before(weapon, terms), None) is None
    ):
        return None
    if weapon is None and frame.anaphoric:
        weapon = next(_weapons_before(frame.trigger, terms), None) or told.weapon(number)
        if weapon is not None and weapon.sent.start != frame.trigger.sent.start:
            reasons.append(Reason(field="weapon", text=f"{weapon.text!r} was named in a sentence before"))
    if weapon is None and not frame.shot:
        return None
    aims = whereabouts.targets(frame, scene)
    starts = whereabouts.origins(frame, scene, terms)
    if frame.figure is None and not aims:
        return None
    if (
        aims
        and not starts
        and (owned := whereabouts.owner(frame, scene)) is not None
        and owned[0].id not in {a.place.id for a in aims}
    ):
        starts = (Named(place=owned[0], span=owned[1]),)
        reasons.append(Reason(field="origin", text=f"no place of launch is said: the weapon is that of {owned[0].name}"))
    words = phrase(weapon) if weapon is not None else None
    return Statement(
        frame=frame,
        figure=frame.figure,
        weapon=weapon,
        weapon_words=words,
        systems=_systems(weapon, words, systems),
        targets=aims,
        origins=starts,
        reasons=tuple(reasons),
    )


def _weapons_before(token: Token, terms: Terms) -> Iterator[Token]:
    """Yield the weapons that the sentence names before a word, the nearest first."""
    before = reversed(token.doc[token.sent.start : token.i])
    return (one for one in before if is_weapon(one, terms) and one.head.i != token.i)


def _systems(weapon: Token | None, words: Span | None, systems: Sequence[SystemMention]) -> tuple[str, ...]:
    """Return the systems that the words for the weapon name, else the one named shortly before that "the missile" is."""
    if weapon is None or words is None:
        return ()
    inside = [one for one in systems if one.span.overlaps(words)]
    if inside:
        return tuple(dict.fromkeys(name for one in inside for name in one.systems))
    apposed = [child for child in (*weapon.children, weapon.head) if child.dep_ in {"appos", "nummod"} or weapon.dep_ == "appos"]
    beside = [one for one in systems for token in apposed if one.span.start <= token.idx < one.span.end]
    if beside:
        return beside[0].systems
    if not any(child.lower_ in {"the", "this", "that", "these"} for child in weapon.children) or len(list(weapon.lefts)) > 1:
        return ()
    start = _reach_back(weapon)
    before = [one for one in systems if start <= one.span.start < words.start]
    names = {name for one in before for name in one.systems}
    return before[-1].systems if before and len(names) == len(before[-1].systems) else ()


def _reach_back(weapon: Token) -> int:
    """Return where the sentences begin in which "the missile" can have its name."""
    start = weapon.sent.start
    for _ in range(2 * BACK):
        if start == 0:
            break
        start = weapon.doc[start - 1].sent.start
    return int(weapon.doc[start].idx)


def _joined(found: list[Statement]) -> list[Statement]:
    """Return the statements of one sentence, a figure with the places that it is said of, and places with places."""
    figures = [one for one in found if one.figure is not None]
    placed = [one for one in found if one.figure is None]
    made: list[Statement] = []
    for one in placed:
        fitting = [figure for figure in figures if _agree(figure, one)]
        same = [figure for figure in fitting if figure.weapon is not None and figure.weapon == one.weapon]
        chosen = (same or fitting)[:1] if len(figures) == 1 or same else []
        joined = _with_figure(one, chosen[0]) if chosen else one
        twin = next((n for n, other in enumerate(made) if _are_one(other, joined)), None)
        if twin is None:
            made.append(joined)
        else:
            made[twin] = _together(made[twin], joined)
    used = {one.figure.span for one in made if one.figure is not None}
    alone = [one for one in figures if one.figure is not None and one.figure.span not in used]
    return sorted([*made, *alone], key=lambda one: one.frame.trigger.i)


def _agree(figure: Statement, placed: Statement) -> bool:
    """Return whether a figure can be that of the weapon which a place is said to be within range of."""
    if figure.systems and placed.systems:
        return bool(set(figure.systems) & set(placed.systems))
    one, other = figure.weapon, placed.frame.weapon
    if one is None or other is None or one == other:
        return True
    return one.lemma_.lower() == other.lemma_.lower() or bool({one.lemma_.lower(), other.lemma_.lower()} & GENERIC)


def _goes_on(one: Statement) -> bool:
    """Return whether a sentence speaks of what was told before, by a pronoun or by "the missiles"."""
    if one.frame.anaphoric or one.frame.weapon is None:
        return True
    definite = {"the", "this", "these", "that", "those", "such"}
    return any(child.lower_ in definite for child in one.frame.weapon.children)


def _with_figure(one: Statement, figure: Statement) -> Statement:
    """Return a statement on places with the figure that is said of its weapon."""
    far = figure.frame.trigger.sent.start != one.frame.trigger.sent.start
    why = (Reason(field="figure", text="the figure stands in a sentence before, which this one goes on from"),) if far else ()
    general = one.frame.weapon is None or one.frame.weapon.lemma_.lower() in GENERIC
    named = general and figure.weapon is not None
    return replace(
        one,
        figure=figure.figure,
        weapon=figure.weapon if named else one.weapon,
        weapon_words=figure.weapon_words if named else one.weapon_words,
        systems=one.systems or figure.systems,
        targets=one.targets,
        origins=one.origins,
        reasons=(*(reason for reason in one.reasons if not (named and reason.field == "weapon")), *why),
    )


def _are_one(one: Statement, other: Statement) -> bool:
    same = one.frame.within == other.frame.within and (one.weapon == other.weapon or None in {one.weapon, other.weapon})
    starts = {named.place.id for named in one.origins}, {named.place.id for named in other.origins}
    return same and (starts[0] == starts[1] or not all(starts))


def _together(one: Statement, other: Statement) -> Statement:
    targets = {named.place.id: named for named in (*other.targets, *one.targets)}
    return replace(
        one,
        targets=tuple(sorted(targets.values(), key=lambda named: named.span)),
        origins=one.origins or other.origins,
        figure=one.figure or other.figure,
        weapon=one.weapon or other.weapon,
        weapon_words=one.weapon_words or other.weapon_words,
        systems=one.systems or other.systems,
    )


# --- the claim -----------------------------------------------------------------------------


def _claim(one: Statement, scene: Scene) -> RangeClaim:
    trigger = one.frame.trigger
    span = text.span_of(trigger.sent)
    figure = one.figure
    said = speakers(trigger, scene)
    name = f"{scene.document.id}|range|{span.start}-{span.end}|{trigger.idx}"
    return RangeClaim(
        id=hashlib.sha256(name.encode()).hexdigest()[:12],
        document_id=scene.document.id,
        span=span,
        weapon=one.weapon_words.of(scene.document.text) if one.weapon_words else "",
        systems=one.systems,
        low_km=round(figure.low_km, 1) if figure and figure.low_km is not None else None,
        high_km=round(figure.high_km, 1) if figure and figure.high_km is not None else None,
        about=figure.about if figure else False,
        origins=one.origins,
        targets=one.targets,
        within=one.frame.within,
        attribution=tuple(dict.fromkeys(speaker.of(scene.document.text) for speaker in said)),
        marks=tuple(sorted(set(_marks(one, said)), key=lambda mark: (mark.span, mark.field))),
        reasons=(Reason(field="range", text=_why(one)), *one.reasons),
    )


def _marks(one: Statement, said: Sequence[Span]) -> Iterator[Mark]:
    trigger = one.frame.trigger
    yield Mark(field="trigger", span=Span(trigger.idx, trigger.idx + len(trigger)))
    if one.figure is not None:
        yield Mark(field="figure", span=one.figure.span)
    if one.weapon_words is not None:
        yield Mark(field="weapon", span=one.weapon_words)
    yield from (Mark(field="target", span=named.span) for named in one.targets)
    yield from (Mark(field="origin", span=named.span) for named in one.origins)
    yield from (Mark(field="attribution", span=speaker) for speaker in said)


def _why(one: Statement) -> str:
    word = one.frame.trigger.text
    if not one.targets:
        return f"{word!r} with a length says how far a weapon reaches"
    return f"{word!r} says which places are {'within' if one.frame.within else 'out of'} reach of a weapon"
