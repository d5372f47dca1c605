"""How many were killed or injured: numbers in words and figures, kept as the range that was said."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from spacy.tokens import Token

from geo.claims.mention import Mention
from geo.claims.scene import Scene
from geo.model import Count, Span

DEATH: Final = frozenset(
    {
        "kill",
        "die",
        "murder",
        "assassinate",
        "slay",
        "massacre",
        "execute",
        "behead",
        "slaughter",
        "perish",
        "gun",
        "lynch",
        "stab",
        "mow",
        "shoot",
    }
)
HURT: Final = frozenset({"wound", "injure", "hurt", "maim"})
ONES: Final = {
    word: number
    for number, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
TENS: Final = {
    word: 10 * number
    for number, word in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2)
}
LEAST: Final = re.compile(r"\b(?:at least|more than|over|no fewer than|no less than|upwards? of|in excess of)\b", re.IGNORECASE)
MOST: Final = re.compile(r"\b(?:up to|at most|no more than|as many as|fewer than|less than|under|nearly|almost)\b", re.IGNORECASE)
SINGLE: Final = frozenset({"a", "an", "another", "one", "the", "his", "her", "its"})


def toll(mention: Mention, scene: Scene) -> tuple[Count | None, Count | None]:
    """Return killed and injured as one sentence tells them; None where it tells nothing."""
    killed: Count | None = None
    injured: Count | None = None
    for verb, victim in mention.harmed:
        count = number_of(victim, scene.lexicon.amounts, scene)
        if count is None:
            continue
        lemma = verb.lemma_.lower()
        if lemma in HURT:
            injured = injured or count
        elif lemma in DEATH or (lemma == "leave" and "dead" in {c.lower_ for c in verb.children}):
            killed = killed or count
    return killed, injured


def number_of(victim: Token, amounts: Mapping[str, tuple[int, int | None]], scene: Scene) -> Count | None:
    """Return the number that stands with a noun; a singular noun is one."""
    counted = next((child for child in victim.children if child.dep_ == "nummod"), None)
    if counted is None and victim.pos_ == "NUM":
        counted = victim
    if counted is not None:
        return _figure(victim, counted, scene)
    head = victim.head.head if victim.dep_ == "pobj" and victim.head.lower_ == "of" else victim
    for token in (head, victim, *victim.children):
        amount = amounts.get(token.lower_)
        if amount:
            return Count(low=amount[0], high=amount[1], span=_between(token, victim))
    if victim.tag_ in {"NN", "NNP"} and any(child.lower_ in SINGLE for child in victim.children if child.dep_ == "det"):
        return Count(low=1, high=1, span=_between(victim, victim))
    return None


def _figure(victim: Token, counted: Token, scene: Scene) -> Count | None:
    value = value_of(counted)
    if value is None:
        return None
    left = min((*counted.subtree,), key=lambda token: token.i)
    span = Span(min(left.idx, victim.idx), max(counted.idx + len(counted.text), victim.idx + len(victim.text)))
    before = scene.document.text[max(0, left.idx - 24) : counted.idx]
    low, high = value, value
    spread = next(
        (value_of(child) for child in counted.children if child.dep_ in {"conj", "quantmod"} and child.pos_ == "NUM"), None
    )
    if spread is not None and "between" in before.lower():
        low, high = min(value, spread), max(value, spread)
    if LEAST.search(before):
        return Count(low=low, high=None, span=span)
    if MOST.search(before):
        return Count(low=0 if "up to" in before.lower() else max(1, value * 9 // 10), high=high, span=span)
    return Count(low=low, high=high, span=span)


def value_of(token: Token) -> int | None:
    """Return the number a token says: "132", "1,200", "sixty", "twenty-one"; with "hundred" or "thousand" before it."""
    word = token.lower_.replace(",", "")
    value = _small(word)
    if value is None:
        return None
    times = next(
        (
            _small(child.lower_)
            for child in token.children
            if child.dep_ in {"compound", "quantmod", "nummod"} and _small(child.lower_)
        ),
        None,
    )
    return value * times if times and word in {"hundred", "thousand"} else value


def _small(word: str) -> int | None:
    if word.isascii() and word.isdigit() and len(word) < 8:
        return int(word)
    if word in ONES:
        return ONES[word]
    if word in {"hundred", "thousand"}:
        return 100 if word == "hundred" else 1000
    tens, _, rest = word.partition("-")
    if tens in TENS:
        return TENS[tens] + ONES.get(rest, 0)
    return None


def _between(one: Token, other: Token) -> Span:
    first, last = sorted((one, other), key=lambda token: token.i)
    return Span(first.idx, last.idx + len(last.text))
