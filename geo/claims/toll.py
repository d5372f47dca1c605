"""How many were killed or injured: numbers in words and figures, kept as the range that was said."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from spacy.tokens import Token

from geo.claims import grammar
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
        "decapitate",
        "strangle",
        "hang",
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
ROUND: Final = {"dozen": 12, "score": 20}
NOBODY: Final = re.compile(
    r"\b(?:no|without(?: causing)?(?: any)?) (?:casualties|deaths|fatalities|injuries|victims)\b"
    r"|\b(?:nobody|no one) was (?:killed|hurt|injured|wounded)\b",
    re.IGNORECASE,
)
SINGLE: Final = frozenset({"a", "an", "another", "one", "the", "his", "her", "its"})


def toll(mention: Mention, scene: Scene) -> tuple[Count | None, Count | None]:
    """Return killed and injured as one sentence tells them; None where it tells nothing."""
    killed: list[Count] = []
    injured: list[Count] = []
    told: dict[str, Token] = {}
    for verb, victim in mention.harmed:
        slot = _harm(verb, victim)
        count = number_of(_counted_life(verb, victim), scene.lexicon.amounts, scene) if slot else None
        # Another verb of the same harm tells of others, or of the same again: only the first is counted.
        if count is None or told.setdefault(slot, verb) != verb:
            continue
        (killed if slot == "killed" else injured).append(count)
    dead = _sum(killed) or _of_toll(mention, scene)
    if dead is None and not injured:
        return _nobody(mention)
    return dead, _sum(injured)


def _harm(verb: Token, victim: Token) -> str:
    """Return whether a verb kills or injures."""
    lemma = verb.lemma_.lower()
    beside = {child.lower_ for child in verb.children} if lemma == "leave" else set()
    lives = victim.lemma_ == "life" and lemma in {"claim", "lose", "take", "cost"}
    if lemma in DEATH or lives or "dead" in beside:
        return "killed"
    return "injured" if lemma in HURT or beside & {"wounded", "injured"} else ""


def _counted_life(verb: Token, victim: Token) -> Token:
    """Return who is counted where lives are: "claimed the lives of 37 people"."""
    if victim.lemma_ != "life":
        return victim
    owners = [noun for child in victim.children if child.lower_ == "of" for noun in child.children if noun.dep_ == "pobj"]
    del verb
    return owners[0] if owners else victim


def _sum(counts: list[Count]) -> Count | None:
    """Return what "six rebels and two soldiers" come to."""
    if len(counts) < 2:
        return counts[0] if counts else None
    highs = [count.high for count in counts]
    spans = [count.span for count in counts if count.span]
    span = Span(min(one.start for one in spans), max(one.end for one in spans)) if spans else None
    return Count(
        low=sum(count.low for count in counts),
        high=None if None in highs else sum(high for high in highs if high is not None),
        span=span,
    )


def _of_toll(mention: Mention, scene: Scene) -> Count | None:
    """Return what a death toll has come to: "the toll from the bombing rose to 45"."""
    for node in list(mention.trigger.ancestors)[:3]:
        if node.lemma_ == "toll" and grammar.is_verb(node.head):
            verb = node.head
            figures = [noun for _, noun in grammar.prepositional(verb, {"to", "at"}) if noun.pos_ == "NUM"]
            figures += [child for child in verb.children if child.dep_ == "dobj" and child.pos_ == "NUM"]
            return number_of(figures[0], scene.lexicon.amounts, scene) if figures else None
    return None


def _nobody(mention: Mention) -> tuple[Count | None, Count | None]:
    """Return nought where a sentence says that nobody was harmed; that nobody has reported it says nothing."""
    sentence = mention.trigger.sent
    found = NOBODY.search(sentence.text)
    if found is None:
        return None, None
    nought = Count(low=0, high=0, span=Span(sentence.start_char + found.start(), sentence.start_char + found.end()))
    hurt = "injur" in found[0].lower() or "hurt" in found[0].lower()
    return (None, nought) if hurt else (nought, None)


def number_of(victim: Token, amounts: Mapping[str, tuple[int, int | None]], scene: Scene) -> Count | None:
    """Return the number that stands with a noun; a singular noun is one."""
    counted = next((child for child in victim.children if child.dep_ == "nummod"), None)
    if counted is None and victim.pos_ == "NUM":
        counted = victim
    if counted is not None and _is_age(counted):
        counted = None
    if counted is not None and counted.lower_ in ROUND:
        return _round(victim, counted)
    if counted is not None:
        return _figure(victim, counted, scene)
    head = victim.head.head if victim.dep_ == "pobj" and victim.head.lower_ == "of" else victim
    for token in (head, victim, *victim.children):
        if token.lower_ in ROUND:
            return _round(victim, token)
        amount = amounts.get(token.lower_)
        if amount:
            return Count(low=amount[0], high=amount[1], span=_between(token, victim))
    if victim.tag_ in {"NN", "NNP"} and any(child.lower_ in SINGLE for child in victim.children if child.dep_ in {"det", "poss"}):
        return Count(low=1, high=1, span=_between(victim, victim))
    return None


def _is_age(number: Token) -> bool:
    """Return whether a number between commas behind a name is an age: "Omar Saleh, 30, was killed"."""
    if number.i < 2 or number.i + 1 >= len(number.doc):
        return False
    return number.nbor(-1).text == "," and number.nbor(-2).pos_ == "PROPN" and number.nbor(1).text in {",", ")", "."}


def _round(victim: Token, word: Token) -> Count:
    """Return what "a dozen", "two dozen" and "a score" come to."""
    times = next((value for child in word.children if (value := _small(child.lower_))), 1)
    number = times * ROUND[word.lower_]
    before = word.doc[max(0, word.i - 4) : word.i].text
    if (word.i and word.nbor(-1).lower_ == "half") or "half a" in before.lower():
        number //= 2
    return Count(low=number, high=None if LEAST.search(before) else number, span=_between(word, victim))


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
    if token.i > 1 and token.nbor(-1).text == "-" and token.nbor(-2).lower_ in TENS and value < 10:
        return TENS[token.nbor(-2).lower_] + value
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
