"""Find temporal expressions in what is read of a document, and leave out what only looks like one."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from spacy.tokens import Doc, Token

from geo import text as parsed
from geo.dates import grammar
from geo.dates.expression import Expression, Sense
from geo.dates.grammar import Found
from geo.model import BlockKind, DatePrecision, Document, Span

_READ: Final = frozenset({BlockKind.TITLE, BlockKind.HEADING, BlockKind.CAPTION, BlockKind.BODY})
_NAMES: Final = frozenset({"PERSON", "ORG", "WORK_OF_ART", "FAC", "PRODUCT"})
_DAYS_OF_NAME: Final = frozenset(
    {"black", "bloody", "good", "easter", "palm", "holy", "ash", "super", "cyber", "maundy", "giving"}
)
"""Words before a weekday that make it a name: Bloody Sunday."""
_YEAR_LEADS: Final = frozenset(
    [
        "in",
        "since",
        "by",
        "of",
        "during",
        "from",
        "until",
        "till",
        "through",
        "throughout",
        "before",
        "after",
        "between",
        "and",
        "to",
        "late",
        "early",
        "mid",
        "around",
        "circa",
        "the",
        "this",
        "back",
        "for",
        ",",
        "(",
        "-",
        "–",
        "—",
    ]
)
_HAPPENINGS: Final = frozenset(
    [
        "attack",
        "bombing",
        "election",
        "protest",
        "riot",
        "war",
        "sanction",
        "clash",
        "uprising",
        "talk",
        "killing",
        "strike",
        "revolution",
        "invasion",
        "blast",
        "explosion",
        "raid",
        "demonstration",
        "agreement",
        "accord",
        "summit",
        "conflict",
        "crisis",
        "hostility",
        "negotiation",
        "kidnapping",
        "shooting",
        "massacre",
    ]
)
"""Plural nouns that a year may stand before ("the 2011 protests"); before others it is an amount ("2000 soldiers")."""
_WILL: Final = frozenset({"will", "shall", "'ll", "\u2019ll", "wo"})
_PLANS: Final = frozenset(
    [
        "plan",
        "expect",
        "schedule",
        "set",
        "due",
        "slate",
        "aim",
        "intend",
        "hope",
        "prepare",
        "agree",
        "promise",
        "pledge",
        "vow",
        "want",
        "seek",
        "ask",
        "order",
        "call",
        "give",
        "extend",
        "postpone",
        "delay",
        "adjourn",
    ]
)
_FORWARD: Final = frozenset({"until", "till", "by", "next", "coming", "upcoming"})
_SINCE: Final = re.compile(r"\b(?:ever\s)?since(?:\s(?:at\sleast|about|around|early\son))?\s{1,2}(?:the\s)?\Z", re.IGNORECASE)
_UNTIL: Final = re.compile(r"\b(?:until|till|up\sto)(?:\s(?:at\sleast|about|around))?\s{1,2}(?:the\s)?\Z", re.IGNORECASE)
_FROM: Final = re.compile(r"\b(?:from|between)\s{1,2}(?:the\s)?\Z", re.IGNORECASE)
_TO: Final = re.compile(r"\s{0,2}(?:to|until|till|through|and|[-\u2013\u2014])\s{0,2}(?:the\s)?", re.IGNORECASE)
_LEAD: Final = 24
"""Characters before an expression that may hold its preposition."""


def find(document: Document, doc: Doc) -> tuple[Expression, ...]:
    """
    Return the temporal expressions in what is read of `document`, in text order and without overlap.

    Datelines, date lines and furniture hold none: the first two say when it was published, the last says nothing.
    """
    starts = [sentence.start_char for sentence in parsed.sentences(doc)]
    singles = [
        one
        for piece in _pieces(document)
        for found in _longest(grammar.found(piece.of(document.text)))
        if (one := _expression(found, piece.start, starts, document, doc)) is not None
    ]
    return tuple(_composed(singles, document.text))


def _pieces(document: Document) -> Iterator[Span]:
    line = document.dateline
    for block in document.blocks:
        if block.kind in _READ:
            start = line.end if line and block.span.holds(line) else block.span.start
            yield Span(start, block.span.end)


def _longest(found: Iterable[Found]) -> list[Found]:
    kept: list[Found] = []
    for one in sorted(found, key=lambda one: (one.span.start - one.span.end, one.span.start)):
        if not any(one.span.overlaps(other.span) for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda one: one.span)


def _expression(found: Found, offset: int, starts: Sequence[int], document: Document, doc: Doc) -> Expression | None:
    span = Span(found.span.start + offset, found.span.end + offset)
    tokens = doc.char_span(span.start, span.end, alignment_mode="expand")
    if tokens is None or not len(tokens):
        return None
    at = bisect_right(starts, span.start) - 1
    one = Expression(
        span=span,
        words=span.of(document.text),
        sentence=starts[at] if at >= 0 else 0,
        **{"ahead": False, **found.fields},  # type: ignore[arg-type]  # the table of forms names fields only
    )
    first = doc[tokens.start]
    last = doc[tokens.end - 1]
    if any(looks(one, first, last) for looks in LOOK_ALIKES):
        return None
    return replace(one, ahead=one.ahead or _is_ahead(first, last))


# --- what only looks like a date -----------------------------------------------------------


def _is_a_name(one: Expression, first: Token, last: Token) -> bool:
    """Theresa May, the Sunday Telegraph, Bloody Sunday."""
    if one.sense is Sense.WEEKDAY and first.i and first.nbor(-1).lower_ in _DAYS_OF_NAME:
        return True
    if one.sense not in {Sense.MONTH, Sense.WEEKDAY, Sense.SEASON} or one.year:
        return False
    is_amid = last.i + 1 < len(last.doc) and last.nbor(1).pos_ == "PROPN" and last.nbor(1).ent_iob_ == "I"
    return last.ent_type_ in _NAMES and (one.sense is Sense.MONTH or is_amid)


def _is_a_verb(one: Expression, first: Token, last: Token) -> bool:
    """May and March at the head of a sentence, or an abbreviation without its stop."""
    if one.sense is not Sense.MONTH or one.year or one.turn is not None or one.part or one.year_turn is not None:
        return False
    if last.text in {"May", "MAY", "March", "MARCH"}:
        led = first.i and first.nbor(-1).pos_ in {"ADP", "SCONJ", "CCONJ"}
        return last.tag_ in {"MD", "VB", "VBP"} or not led
    return len(one.words) <= 4 and not one.words.endswith(".") and one.words.lower() not in {"june", "july"}


def _is_an_amount(one: Expression, first: Token, last: Token) -> bool:
    """2000 soldiers, Resolution 1701, 0600 hours."""
    if one.sense is not Sense.YEAR or not one.words.isdigit():
        return False
    following = last.nbor(1) if last.i + 1 < len(last.doc) else None
    if following is not None and (following.tag_ == "NNS" and following.lemma_.lower() not in _HAPPENINGS):
        return True
    if following is not None and following.lower_ in {
        "hours",
        "hrs",
        "gmt",
        "utc",
        "local",
        "%",
        "percent",
        "people",
        "km",
        "miles",
        "metres",
    }:
        return True
    leads = first.nbor(-1).lower_ if first.i else ""
    return leads not in _YEAR_LEADS and not (following is not None and following.pos_ == "NOUN")


def _is_a_term(one: Expression, first: Token, last: Token) -> bool:
    """Sentenced for two years, closed for a week: a stretch that does not reach today unless something has lasted it."""
    words = one.words.lower()
    if one.sense is not Sense.LASTING or not words.startswith("for") or "past" in words or "last" in words or "recent" in words:
        return False
    before = [token.lower_ for token in first.sent if token.i < first.i]
    return not {"have", "has", "'ve", "\u2019ve", "been"} & set(before) or not {"been", "have", "has", "'ve"} & set(before)


def _is_day_by_day(one: Expression, first: Token, last: Token) -> bool:
    """Day after day."""
    return one.sense in {Sense.AFTER, Sense.BEFORE} and last.i + 1 < len(last.doc) and last.nbor(1).lower_ == one.unit


LOOK_ALIKES: Final = (_is_a_name, _is_a_verb, _is_an_amount, _is_a_term, _is_day_by_day)
"""Each says why words that match a form are no date; the first that says so is enough."""


def _is_ahead(first: Token, last: Token) -> bool:
    """Return whether the clause of the words looks forward."""
    if first.i and first.nbor(-1).lower_ in _FORWARD and first.nbor(-1).lower_ != "by":
        governing = _verb(first)
        return governing is None or governing.tag_ != "VBD" or governing.lemma_ in _PLANS
    verb = _verb(last)
    if verb is None:
        return False
    aux = {child.lower_ for child in verb.children if child.dep_ in {"aux", "auxpass"}}
    if aux & _WILL:
        return True
    planned = verb.dep_ in {"xcomp", "ccomp", "advcl"} and "to" in aux and verb.head.lemma_.lower() in _PLANS
    return planned or (verb.lemma_ in {"expect", "schedule", "slate", "plan"} and verb.tag_ == "VBN")


def _verb(token: Token) -> Token | None:
    for head in (token, *token.ancestors):
        if head.pos_ in {"VERB", "AUX"}:
            return head
    return None


# --- from several to one -------------------------------------------------------------------


def _composed(singles: Sequence[Expression], text: str) -> Iterator[Expression]:
    """Yield the expressions, those that a preposition binds into a stretch as one."""
    number = 0
    while number < len(singles):
        one = singles[number]
        before = text[max(0, one.span.start - _LEAD) : one.span.start]
        following = singles[number + 1] if number + 1 < len(singles) else None
        opening = _FROM.search(before)
        if opening and following and _TO.fullmatch(text[one.span.end : following.span.start]):
            yield _stretch(Sense.BETWEEN, one.span.start - len(opening[0]), (one, following), text)
            number += 2
            continue
        number += 1
        since, until = _SINCE.search(before), _UNTIL.search(before)
        if since and one.sense not in {Sense.AFTER, Sense.LASTING}:
            yield _stretch(Sense.SINCE, one.span.start - len(since[0]), (one,), text)
        elif until:
            yield _stretch(Sense.UNTIL, one.span.start - len(until[0]), (one,), text)
        else:
            yield one


def _stretch(sense: Sense, start: int, inner: tuple[Expression, ...], text: str) -> Expression:
    span = Span(start, inner[-1].span.end)
    grain = max((one.grain for one in inner), key=_COARSE.index)
    return Expression(
        span=span, words=span.of(text), sense=sense, grain=grain, inner=inner, ahead=inner[-1].ahead, sentence=inner[0].sentence
    )


_COARSE: Final = tuple(DatePrecision)
