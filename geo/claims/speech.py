"""On whose word a happening stands: the chain from the nearest speaker to the document itself, and what that makes of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from spacy.tokens import Token

from geo.claims import grammar
from geo.claims.mention import Mention
from geo.claims.scene import Scene
from geo.model import ActorMention, Kind, Span, Status

# The weakest word wins: an accusation reported by an agency stays an accusation.
WEIGHT: Final = {Status.DENIED: 5, Status.ALLEGED: 4, Status.CLAIMED: 3, Status.CONFIRMED: 2, Status.REPORTED: 0}
DOUBT: Final = frozenset({"allegedly", "purportedly", "supposedly", "suspected", "alleged", "purported"})
PARTIES: Final = frozenset({"state", "military", "militia", "party", "person"})
"""Who is accused, rather than reported on, when others speak of its deeds."""
ACTS_OF_OFFICE: Final = frozenset({Kind.ARREST, Kind.TROOP_DEPLOYMENT, Kind.SANCTION, Kind.DIPLOMATIC})
"""What is certain once those who do it announce it."""
NOUNS: Final = {
    "allegation": Status.ALLEGED,
    "accusation": Status.ALLEGED,
    "claim": Status.ALLEGED,
    "suspicion": Status.ALLEGED,
    "rumor": Status.ALLEGED,
    "rumour": Status.ALLEGED,
    "denial": Status.DENIED,
    "report": Status.REPORTED,
    "statement": Status.REPORTED,
}


@dataclass(frozen=True, slots=True)
class Saying:
    """One link of the chain."""

    status: Status
    speaker: str
    span: Span | None
    mention: ActorMention | None
    word: str
    denies: bool = False
    own: bool = False
    """Whether it is the statement itself, not somebody who reports it."""


def sayings(mention: Mention, scene: Scene) -> tuple[Saying, ...]:
    """Return who says so, nearest to the happening first."""
    found: list[Saying] = []
    start = mention.trigger
    node = start
    for _ in range(14):
        found.extend(_according(node, scene))
        head = node.head
        if head.i == node.i:
            break
        found.extend(_governing(node, head, mention, scene))
        node = head
    found.extend(_hanging(mention, scene))
    if mention.row.kind == Kind.STATEMENT_OR_THREAT:
        found.extend(_own(mention, scene))
    return tuple(dict.fromkeys(found))


def status(said: tuple[Saying, ...], doers: tuple[ActorMention, ...], mention: Mention) -> tuple[Status, str]:
    """Return how firmly it is said, and why."""
    if mention.row.kind == Kind.STATEMENT_OR_THREAT:
        return next(((one.status, one.word) for one in said if one.own), (Status.REPORTED, "the document says so itself"))
    best, why = Status.REPORTED, "the document says so itself" if not said else f"{said[0].speaker or 'someone'} {said[0].word}"
    for one in said:
        judged = _judged(one, doers)
        if judged is Status.CLAIMED and mention.row.kind in ACTS_OF_OFFICE:
            judged = Status.CONFIRMED
        if WEIGHT[judged] > WEIGHT[best]:
            best, why = judged, f"{one.speaker or 'someone'} {one.word}"
    if best is not Status.REPORTED:
        return best, why
    doubt = next((child for member in mention.members for child in member.children if child.lower_ in DOUBT), None)
    if doubt is not None:
        return Status.ALLEGED, f"the word {doubt.text!r}"
    return (Status.ALLEGED, "someone is blamed for it") if mention.role == "accused" else (best, why)


def _own(mention: Mention, scene: Scene) -> Iterator[Saying]:
    """Yield what a statement is by its own words: an accusation and a denial are that, whoever reports them."""
    for token in (*mention.members, *(inner for member in mention.members for inner in member.subtree if inner.tag_ == "VBG")):
        row = scene.lexicon.speech.get(token.lemma_.lower())
        if row and row.form in {"accusation", "denial"}:
            yield Saying(row.status, "", None, None, f"the word {token.text!r}", own=True)
            return


def _judged(one: Saying, doers: tuple[ActorMention, ...]) -> Status:
    """Return what a saying makes of a deed, by who speaks of whose."""
    if one.status in {Status.DENIED, Status.ALLEGED}:
        return one.status
    if _is_doer(one, doers):
        return Status.CONFIRMED if one.status is Status.CONFIRMED else Status.CLAIMED
    partial = one.status is Status.REPORTED and one.mention is not None and one.mention.actor.kind == "militia"
    if partial or _of_another(one, doers) or (one.status is Status.CLAIMED and doers):
        return Status.ALLEGED
    return one.status


def _is_doer(one: Saying, doers: tuple[ActorMention, ...]) -> bool:
    """Return whether somebody speaks of his own side's deed."""
    if one.mention is None:
        return False
    ids = {one.mention.actor.id, *one.mention.actor.belongs_to}
    # "The military said": in a report from one country its own, as the troops are.
    ours = one.mention.actor.kind == "military" and not one.mention.actor.belongs_to and not _is_named(one.mention)
    return any({doer.actor.id, *doer.actor.belongs_to} & ids or (ours and doer.actor.kind == "military") for doer in doers)


def _of_another(one: Saying, doers: tuple[ActorMention, ...]) -> bool:
    """Return whether one party speaks of the acts of another, named one."""
    named = [doer for doer in doers if doer.actor.kind in PARTIES and (doer.actor.belongs_to or _is_named(doer))]
    return bool(named) and bool(one.speaker) and not _is_doer(one, tuple(named))


def _is_named(one: ActorMention) -> bool:
    return not one.actor.id.startswith("group:")


def _according(node: Token, scene: Scene) -> Iterator[Saying]:
    for child in node.children:
        if child.lower_ == "according":
            for to in child.children:
                for noun in to.children:
                    if noun.dep_ == "pobj":
                        yield _link(Status.REPORTED, noun, "is cited", scene)


def _governing(node: Token, head: Token, mention: Mention, scene: Scene) -> Iterator[Saying]:
    lemma = head.lemma_.lower()
    row = scene.lexicon.speech.get(lemma)
    if row and grammar.is_verb(head) and head not in mention.members:
        if row.form == "accusation":
            speakers = grammar.logical_subjects(head) if not grammar.is_passive(head) else _by(head)
            yield _link(row.status, speakers[0] if speakers else None, f"{head.text!r}", scene)
        elif row.form == "denial" and node.dep_ in {"ccomp", "xcomp", "dobj", "nsubjpass"}:
            yield _link(
                row.status,
                _first(_by(head) if grammar.is_passive(head) else grammar.logical_subjects(head)),
                f"{head.text!r}",
                scene,
            )
        elif row.form == "report" and node.dep_ in {"ccomp", "xcomp", "parataxis", "dobj", "advcl", "relcl", "nsubjpass"}:
            refused = any(child.dep_ == "neg" for child in head.children)
            subject = _first(_by(head) if grammar.is_passive(head) else grammar.logical_subjects(head))
            if not refused and (subject is None or not mention.trigger.is_ancestor(subject)):
                yield _link(row.status, subject, f"{head.text!r}", scene)
    if head.pos_ == "NOUN" and lemma in NOUNS and node.dep_ in {"acl", "prep", "pobj", "relcl", "ccomp"}:
        yield _link(NOUNS[lemma], None, f"{head.text!r}", scene)
    if head.dep_ == "ROOT" or node.dep_ in {"ccomp", "parataxis"}:
        return


def _hanging(mention: Mention, scene: Scene) -> Iterator[Saying]:
    """Yield who is quoted in a clause beside the happening: ", the officials said", "which they say killed"."""
    top = mention.trigger
    for node in mention.trigger.ancestors:
        if grammar.is_verb(node):
            top = node
        if node.dep_ == "ROOT":
            break
    for child in (*mention.trigger.children, *top.children):
        row = scene.lexicon.speech.get(child.lemma_.lower())
        if (
            row
            and child.dep_ in {"parataxis", "ccomp", "advcl"}
            and grammar.is_verb(child)
            and not mention.trigger.is_ancestor(child.head)
        ):
            subject = _first(grammar.logical_subjects(child))
            if subject is not None and subject.i != mention.trigger.i and child.dep_ == "parataxis":
                yield _link(row.status, subject, f"{child.text!r}", scene)
    for member in mention.members:
        for relative in member.children:
            row = scene.lexicon.speech.get(relative.lemma_.lower())
            if row and relative.dep_ == "relcl":
                yield _link(row.status, _first(grammar.logical_subjects(relative)), f"{relative.text!r}", scene)


def _by(verb: Token) -> list[Token]:
    return [noun for _, noun in grammar.prepositional(verb, {"by"}) if noun.dep_ == "pobj"]


def _first(tokens: list[Token]) -> Token | None:
    return tokens[0] if tokens else None


def _link(status: Status, speaker: Token | None, word: str, scene: Scene) -> Saying:
    if speaker is None:
        return Saying(status, "", None, None, word, denies=status is Status.DENIED)
    named = phrase(speaker)
    mention = scene.actor_at.get(speaker.i) or next(
        (scene.actor_at[t.i] for t in speaker.children if t.i in scene.actor_at), None
    )
    return Saying(status, named.of(scene.document.text), named, mention, word, denies=status is Status.DENIED)


def phrase(noun: Token) -> Span:
    """Return the noun with what stands before it and a short "of" behind it, articles left out."""
    left = noun
    for child in noun.lefts:
        if child.dep_ in {"compound", "amod", "poss", "nmod", "nummod"} and child.i >= noun.i - 8:
            left = min(left, *child.subtree, key=lambda token: token.i)
    if left.dep_ in {"det", "punct", "case"} and left.i < noun.i:
        left = left.nbor(1)
    right = noun
    for child in noun.rights:
        if child.dep_ == "prep" and child.lower_ == "of":
            last = max(child.subtree, key=lambda token: token.i)
            if last.i - noun.i <= 6:
                right = last
    return Span(left.idx, right.idx + len(right.text))
