"""The words that tell of range, as a table in `data/lexicon/`, and the names of the systems in one pattern."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from spacy.tokens import Token

from geo import facts
from geo.model import Document
from geo.ranges import Arsenal, System
from geo.settings import Settings
from geo.text import UNREAD

CLASSES: Final = frozenset(
    {
        "able",
        "allow",
        "bring",
        "deed",
        "deploy",
        "extend",
        "figure",
        "fly",
        "lie",
        "other_range",
        "sort",
        "strike",
        "unable",
        "weapon",
    }
)

RANGE: Final = frozenset({"range", "reach"})
"""Nouns for how far something goes."""

_TELLS: Final = re.compile(
    r"\b(?:ranges?|reach(?:es|ed|ing)?|striking distance|as far as|kilomet(?:er|re)s?|kms?|miles?|nmi)\b"
    r"|\d{2}km\b|\b(?:capable of|able to|can|could|may|might) (?:also |only |now )?(?:hit|strik|target)",
    re.IGNORECASE,
)
_MAY: Final = re.compile(
    r"\b(?:rang|reach|distance|k(?:ilo)?m|mile|nmi?\b|can|could|may|might|would|able|capable|unable|incapable|designed|intended"
    r"|modified|enough|sufficient|powerful|allow|enabl|let|permit)|\dkm\b",
    re.IGNORECASE,
)
_LONGEST_NAME: Final = 6
"""Words of the name of a system, at most."""
_WEAPONS: Final = re.compile(r"\b[A-Za-z]{2,20}\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What has to be known to read a claim about range."""

    classes: Mapping[str, frozenset[str]]
    """Lemmas by class."""
    named: Mapping[str, tuple[str, ...]]
    """Systems by a name as it may be written, without hyphens and spaces."""
    names: re.Pattern[str]
    """Finds every name of a system."""
    last_words: frozenset[str]
    """With which such a name can end."""

    def is_weapon(self, token: Token) -> bool:
        """Return whether a noun names something that flies, or what sends it."""
        noun = token.pos_ in {"NOUN", "PROPN"} or token.dep_ in {"nsubj", "dobj", "pobj", "nsubjpass"}
        return noun and token.lemma_.lower() in self.classes["weapon"]

    def is_name(self, token: Token) -> bool:
        """Return whether a name of a system ends with a word."""
        if token.text not in self.last_words:
            return False
        first = max(token.left_edge.i, token.i - _LONGEST_NAME)
        words = token.doc[first : token.i + 1].text
        return any(found.end() == len(words) for found in self.names.finditer(words))

    def tell(self, document: Document) -> bool:
        """Return whether the words of one paragraph can state a range: only then need a document be parsed for it."""
        blocks = (block.span.of(document.text) for block in document.blocks if block.kind not in UNREAD)
        return any(self._tells(block) for block in blocks)

    def _tells(self, text: str) -> bool:
        return _TELLS.search(text) is not None and (
            any(_singular(word) in self.classes["weapon"] for word in _WEAPONS.findall(text.lower()))
            or self.names.search(text) is not None
        )


def may_tell(sentence: str) -> bool:
    """Return whether a sentence has any of the words without which nothing is said of range; most have none."""
    return _MAY.search(sentence) is not None


def load(settings: Settings, arsenal: Arsenal) -> Terms:
    """
    Return the words that tell of range, and the names of the systems of an arsenal.

    Raises
    ------
    FactsError
        If `data/lexicon/range_words.csv` is missing or a row is wrong.
    """
    classes: defaultdict[str, set[str]] = defaultdict(set)
    for word, name in facts.rows(settings.data / "lexicon" / "range_words.csv", _row):
        classes[name].add(word)
    named = _named(arsenal.systems)
    return Terms(
        classes={name: frozenset(classes[name]) for name in CLASSES},
        named={_bare(name): systems for name, systems in named.items()},
        names=_pattern(named),
        last_words=frozenset(word for name in named for word in (name, name.split(" ")[-1], re.split(r"[- ]", name)[-1])),
    )


def _row(row: dict[str, str]) -> tuple[str, str]:
    if row["class"] not in CLASSES or not row["word"]:
        msg = f"class is one of {', '.join(sorted(CLASSES))}, not {row['class']!r}, and word is not empty"
        raise ValueError(msg)
    return row["word"], row["class"]


def _singular(word: str) -> str:
    for end, instead in (("ies", "y"), ("es", "e"), ("s", "")):
        if word.endswith(end) and len(word) > len(end) + 2:
            return word.removesuffix(end) + instead
    return word


# --- names of systems ----------------------------------------------------------------------


def _named(systems: Iterable[System]) -> dict[str, tuple[str, ...]]:
    """Return the systems by each of their names; "Katyusha" is that of two."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for system in systems:
        for name in dict.fromkeys((*_written(system.name), *system.aliases)):
            found[name].append(system.name)
    return {name: tuple(dict.fromkeys(systems)) for name, systems in found.items()}


def _written(name: str) -> Iterator[str]:
    """Yield the names that stand in the heading of a system: "DF-21 (CSS-5)" is two."""
    for part in re.split(r" / | \(|\)", name):
        if part.strip():
            yield part.strip()


def _pattern(names: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(names, key=lambda name: (-len(name), name))
    written = "|".join("[- ]?".join(map(re.escape, re.split(r"[- ]", name))) for name in longest_first) or r"(?!)"
    return re.compile(rf"(?<![\w-])(?:{written})(?![\w])")


def _bare(name: str) -> str:
    return name.replace("-", "").replace(" ", "")


def systems_called(words: str, terms: Terms) -> tuple[str, ...]:
    """Return the systems of that name; none where no system bears it."""
    return terms.named.get(_bare(words), ())
