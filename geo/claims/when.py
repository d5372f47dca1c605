"""When a happening took place: by the date of its own clause, else of its sentence, else of the story, else of the report."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from spacy.tokens import Span as Tokens, Token

from geo.claims import grammar
from geo.claims.mention import Mention
from geo.claims.scene import Scene
from geo.model import DatePrecision, Document, When

UTTERANCES: Final = frozenset(
    {"announcement", "communique", "condemnation", "declaration", "letter", "message", "report", "speech", "statement", "warning"}
)
"""What is issued, released or sent when somebody speaks."""
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
    return best[2] if best else None


def _only(sentence: Tokens, mention: Mention, scene: Scene) -> tuple[int, int, When] | None:
    """Return the one date of a sentence whose parse hangs it nowhere, unless it is said of a speech or of another event."""
    inside = [when for when in scene.whens_in(sentence) if when.span is not None]
    if len(inside) != 1 or inside[0].span is None:
        return None
    root = scene.root(inside[0].span)
    if root is None:
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
    holder = _holder(root)
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
    first = min(member.left_edge.i for member in mention.members)
    for steps, node in enumerate(mention.trigger.ancestors, 1):
        if node != holder:
            continue
        fronted = root.i < node.i and root.i < mention.trigger.i
        if _is_speech(node, scene) and mention.row.kind != "statement_or_threat":
            return steps + 2 if fronted and root.i < first + 8 and _lets_through(node) else None
        if grammar.is_verb(node):
            return steps + 2 if fronted or steps <= 2 else None
        return steps + 1
    return None


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


def by_default(document: Document, mention: Mention) -> tuple[When, str]:
    """Return the date of an undated happening from that of its report, and the reason."""
    published = document.published.when
    if published.last is None or published.first is None:
        return When(), "neither the sentence nor the document gives a date"
    if _long_before(mention):
        return When(
            last=published.last, precision=DatePrecision.OPEN
        ), "told as something that had already happened; no date is given"
    span = published.last - published.first
    if mention.row.ongoing:
        return (
            When(first=published.first - timedelta(days=7), last=published.last, precision=DatePrecision.WEEK),
            "no date is given; it was going on when the report was published",
        )
    precision = DatePrecision.DAY if span.days <= 1 else DatePrecision.WEEK
    return (
        When(first=published.first - timedelta(days=1), last=published.last, precision=precision),
        "no date is given; news of the day of publication or the day before",
    )


def _long_before(mention: Mention) -> bool:
    """Return whether it is told in the pluperfect."""
    return any(child.dep_ == "aux" and child.lower_ == "had" for member in mention.members for child in member.children)


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
