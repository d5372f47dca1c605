"""When a happening took place: by the date of its own clause, else of its sentence, else of the story, else of the report."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from spacy.tokens import Span as Tokens, Token

from geo.claims import grammar
from geo.claims.mention import Mention
from geo.claims.scene import Scene
from geo.dates import periods
from geo.model import DatePrecision, Span, When

UTTERANCES: Final = frozenset(
    {"announcement", "communique", "condemnation", "declaration", "letter", "message", "report", "speech", "statement", "warning"}
)
"""What is issued, released or sent when somebody speaks."""
BEGIN: Final = frozenset({"begin", "start", "erupt", "break", "flare"})
COARSE: Final = tuple(DatePrecision)
MONTH, SEASON, YEAR = timedelta(days=30), timedelta(days=91), timedelta(days=364)
STORY: Final = frozenset({"hours", "hour", "minutes", "night", "morning", "day", "moments"})
COMPARED: Final = 6
"""Tokens before "since" in which "the deadliest attack" stands."""
NEXT: Final = 5
"""Tokens behind the head of a date within which "when" says what was then."""
FRAMED: Final = 9
"""Steps to the date of a clause that says when: any date nearer by is heard first."""
LONG_AGO: Final = timedelta(days=365)
"""What ended longer before the report than this is history."""


def said(mention: Mention, sentence: Tokens, scene: Scene) -> When | None:
    """Return the date that the sentence gives a happening."""
    best: tuple[int, int, When] | None = None
    for when in scene.whens_in(sentence):
        if when.span is None:
            continue
        root = scene.root(when.span)
        steps = _steps(root, mention, scene) if root is not None else None
        if steps is None:
            continue
        order = (steps, -(when.span.start < mention.trigger.idx), when)
        if best is None or order[:2] < best[:2]:
            best = order
    if best is None:
        best = _only(sentence, mention, scene)
    end = _until(mention, scene)
    if end is not None or best is None or _counts_from_nothing(best[2]):
        return end
    return _lasting(_named_by(best[2], mention, scene), mention, scene)


def _counts_from_nothing(when: When) -> bool:
    """Return whether "hours later" or "that night" has no day told before it: the story's own day is meant."""
    return when.first is None and when.last is None and bool(STORY & set(when.words.lower().split()))


def _named_by(when: When, mention: Mention, scene: Scene) -> When:
    """Return the day itself for what happened then: "the first since May 1985, when gunmen seized a plane"."""
    root = scene.root(when.span) if when.span and when.words.lower().startswith("since ") else None
    if root is None or when.first is None or not _tells_of(mention, root):
        return when
    last = {DatePrecision.YEAR: YEAR, DatePrecision.SEASON: SEASON, DatePrecision.MONTH: MONTH}.get(when.precision)
    return replace(when, last=when.first + last) if last else replace(when, last=when.first, precision=DatePrecision.DAY)


def _is_compared(since: Token) -> bool:
    """Return whether a date only says how long there was none such: "the deadliest attack since 2015"."""
    before = since.doc[max(since.sent.start, since.i - COMPARED) : since.i]
    return since.lower_ == "since" and any(one.tag_ in {"JJS", "RBS"} or one.lower_ in {"first", "latest"} for one in before)


def _tells_of(mention: Mention, root: Token) -> bool:
    """Return whether the happening stands in the clause that says what was then: "August, when they retreated"."""
    for node in (mention.trigger, *mention.trigger.ancestors):
        if node.head == root and node.dep_ in {"relcl", "advcl"}:
            return True
        if any(child.lower_ == "when" and 0 < child.i - root.i <= NEXT for child in node.children):
            return True
    return False


def _lasting(when: When, mention: Mention, scene: Scene) -> When:
    """Return a date up to the report for what began then and goes on: "the protests that erupted in May"."""
    published = scene.document.published.when.last
    if when.last is None or published is None or not when.first or when.last >= published or not _lasts(mention):
        return when
    width = published - when.first
    if width > LONG_AGO:
        return when
    return replace(
        when, last=published, precision=max(when.precision, periods.precision(when.first, published), key=COARSE.index)
    )


def _lasts(mention: Mention) -> bool:
    if mention.row.kind not in {"protest", "troop_deployment", "weapons_transfer", "riot_crackdown"}:
        return False
    for member in mention.members:
        helpers = {child.lower_ for child in member.children if child.dep_ == "aux"}
        if member.tag_ == "VBG" and helpers & {"has", "have"}:
            return True
        begun = any(child.dep_ == "relcl" and child.lemma_ in BEGIN for child in member.children)
        if member.tag_ == "NNS" and begun:
            return True
    return False


def _until(mention: Mention, scene: Scene) -> When | None:
    """Return the open end that a clause gives what went on: "patrolled the town until they left in May"."""
    for clause in (child for member in mention.members for child in member.children if child.dep_ == "advcl"):
        if not any(child.lower_ in {"until", "till"} for child in clause.children):
            continue
        inside = Span(clause.left_edge.idx, clause.right_edge.idx + len(clause.right_edge))
        ends = [when for when in scene.whens_between(inside) if when.last]
        if ends:
            return When(last=ends[-1].last, precision=DatePrecision.OPEN, words=ends[-1].words, span=ends[-1].span)
    return None


def _only(sentence: Tokens, mention: Mention, scene: Scene) -> tuple[int, int, When] | None:
    """Return the one date of a sentence whose parse hangs it nowhere, unless it is said of a speech or of another event."""
    inside = [when for when in scene.whens_in(sentence) if when.span is not None]
    if len(inside) != 1 or inside[0].span is None:
        return None
    root = scene.root(inside[0].span)
    if root is None or _is_compared(root):
        return None
    for node in (root, *root.ancestors):
        if node in mention.members:
            return 20, 0, inside[0]
        if (
            node.lemma_.lower() in scene.lexicon.speech
            or "event" in scene.classes(node)
            or node.dep_ in {"relcl", "advcl", "acl", "ccomp"}
        ):
            return None
    return None


def _steps(root: Token, mention: Mention, scene: Scene) -> int | None:
    """Return how far a date stands from a happening; None where it belongs to another clause."""
    if _tells_of(mention, root):
        return 0
    holder = _holder(root)
    if _is_compared(root):
        return None
    parts = (*mention.members, *mention.hosts, *mention.agents, *mention.targets, *(victim for _, victim in mention.harmed))
    if holder in parts:
        return 0 if holder in mention.members else 1
    # Below the happening: "a march in the center of Basra on December 2".
    node = holder
    for steps in range(1, 8):
        if (
            grammar.is_verb(node)
            and node.tag_ in {"VBD", "VBZ", "VBP"}
            and node.dep_ in {"relcl", "ccomp", "advcl", "conj", "parataxis"}
        ):
            break
        if grammar.is_verb(node) and any(child.dep_ in {"nsubj", "nsubjpass"} for child in node.children):
            break
        if node.head.i == node.i:
            break
        node = node.head
        if node in parts:
            return steps + 1
    return _above(root, holder, mention, scene)


def _above(root: Token, holder: Token, mention: Mention, scene: Scene) -> int | None:
    """Return the distance to a governing clause's date: a speech's day is not the happening's unless it comes first."""
    if _frames(holder, mention) or _is_earlier(mention.trigger):
        return None if _is_earlier(mention.trigger) else FRAMED
    first = min(member.left_edge.i for member in mention.members)
    for steps, node in enumerate(mention.trigger.ancestors, 1):
        if node != holder:
            if _is_earlier(node):
                return None
            continue
        fronted = root.i < node.i and root.i < mention.trigger.i
        if _is_speech(node, scene) and mention.row.kind != "statement_or_threat":
            return steps + 2 if fronted and root.i < first + 8 and _lets_through(node) else None
        if grammar.is_verb(node):
            # "Is said to be behind a variety of attacks in October": the verb only carries the noun.
            return steps + 2 if fronted or steps <= 2 or node.lemma_ == "be" else None
        return steps + 1
    return None


def _is_earlier(verb: Token) -> bool:
    """Return whether a relative clause tells of an earlier time than what it belongs to: "who had held her for years"."""
    return verb.dep_ == "relcl" and any(child.dep_ == "aux" and child.lower_ == "had" for child in verb.children)


def _frames(holder: Token, mention: Mention) -> bool:
    """Return whether a date stands in the clause that says when: "When called up in May, he refused and was arrested"."""
    clause = next((node for node in (holder, *holder.ancestors) if node.dep_ == "advcl"), None)
    if clause is None:
        return False
    opening = {child.lower_ for child in clause.children if child.i < clause.i and child.dep_ in {"advmod", "mark"}}
    fronted = clause.i < clause.head.i and "after" in opening
    if not fronted and not opening & {"when", "while", "as"}:
        return False
    node = mention.trigger
    while node.dep_ in {"conj", "xcomp", "dobj", "nsubj", "nsubjpass", "pobj", "prep"} and node.head.i != node.i:
        if node == clause.head:
            return True
        node = node.head
    return node == clause.head


def _is_speech(verb: Token, scene: Scene) -> bool:
    """Return whether a verb says something, by itself or with its object: "said", "issued a statement"."""
    if verb.lemma_.lower() in scene.lexicon.speech:
        return True
    return any(child.dep_ == "dobj" and child.lemma_.lower() in UTTERANCES for child in verb.children)


def _lets_through(verb: Token) -> bool:
    """Return whether a fronted date of this verb of speech dates what was said: "On September 6, media reported that ..."."""
    return verb.lemma_ in {"report", "say", "confirm", "announce"}


def _holder(root: Token) -> Token:
    """Return the word that a date qualifies."""
    node = root
    for _ in range(8):
        if node.head.i == node.i:
            return node
        if node.dep_ in {
            "pobj",
            "prep",
            "npadvmod",
            "advmod",
            "amod",
            "nummod",
            "pcomp",
            "tmod",
            "nmod",
            "compound",
            "conj",
            "appos",
            "dep",
            "poss",
            "det",
        }:
            head = node.head
            if node.dep_ == "conj" and grammar.is_verb(node):
                return node
            node = head
            if grammar.is_verb(node) or (node.pos_ in {"NOUN", "PROPN"} and not _temporal(node)):
                return node
            continue
        return node if grammar.is_verb(node) else node.head
    return node


def _temporal(noun: Token) -> bool:
    return noun.ent_type_ in {"DATE", "TIME"} or noun.lemma_.lower() in {
        "day",
        "week",
        "month",
        "year",
        "night",
        "morning",
        "evening",
        "afternoon",
        "time",
        "hour",
    }


def is_history(when: When, published: When) -> bool:
    """Return whether something ended long before the report."""
    return bool(when.last and published.first and when.last < published.first - LONG_AGO)


def overlaps(one: When, other: When) -> bool:
    """Return whether two dates can be the same, an open end reaching as far as it must."""
    return _first(one) <= _last(other) and _first(other) <= _last(one)


def _first(when: When) -> date:
    return when.first or date.min


def _last(when: When) -> date:
    return when.last or date.max
