"""Which documents can hold a claim at all, by their words alone: what tells of no conflict need not be parsed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from geo import facts
from geo.claims.lexicon import Condition, Creates, Lexicon, Predicate, Rule
from geo.model import Document, Kind
from geo.settings import Settings
from geo.text import UNREAD

WORD: Final = re.compile(r"[a-z]{1,40}(?:-[a-z]{1,40}){0,3}")

NAMED: Final = frozenset(
    {"person", "people", "org", "place", "state", "facility", "office", "military", "armed", "police", "crowd", "media", "vessel"}
    | {"settlement", "territory", "pronoun", "demonstrators", "infrastructure", "aircraft", "mission"}
)
"""Classes that a name or a pronoun may be of, so that no noun of the lexicon has to stand there."""

CONFLICT: Final = frozenset({"armed", "military", "munition", "munition_heavy", "arms", "arms_heavy", "armament", "hostage"})
"""Classes of noun of which one must stand beside a verb of saying: everybody says something."""

WEAK: Final = frozenset({Kind.STATEMENT_OR_THREAT.value, "none"})
"""Kinds that a word alone does not make in news of a conflict."""

Need = frozenset[str]
"""Words of which one must stand in the same paragraph."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Triggers:
    """The words that can begin a claim, each with what must stand beside it in one of the rows that it stands for."""

    rows: Mapping[str, tuple[tuple[Need, ...], ...]]

    def tell(self, document: Document) -> str:
        """Return a word of the document that can begin a claim; empty where there is none, so that it can hold no claim."""
        blocks = (block.span.of(document.text) for block in document.blocks if block.kind not in UNREAD)
        return next(filter(None, map(self.word, blocks)), "")

    def word(self, text: str) -> str:
        """Return the first word, in the order of the alphabet, that can begin a claim in one paragraph; empty if none can."""
        words = frozenset(_words(text))
        return next((word for word in sorted(words & self.rows.keys()) if self._fits(word, words)), "")

    def _fits(self, word: str, words: frozenset[str]) -> bool:
        return any(all(need & words for need in needs) for needs in self.rows[word])


def _words(text: str) -> Iterator[str]:
    for word in WORD.findall(text.lower()):
        yield word
        if "-" in word:
            yield from word.split("-")


def load(lexicon: Lexicon, settings: Settings) -> Triggers:
    """
    Return the triggers of a lexicon.

    Raises
    ------
    FactsError
        If `data/lexicon/irregular.csv` is missing or a row is wrong.
    """
    table = settings.data / "lexicon" / "irregular.csv"
    irregular = dict(facts.rows(table, lambda row: (row["lemma"], facts.names(row["forms"]))))
    classes: defaultdict[str, set[str]] = defaultdict(set)
    for lemma, names in lexicon.nouns.items():
        for name in names:
            classes[name] |= forms(lemma, irregular)
    weapons = {form for word in lexicon.weapons for form in forms(word, irregular)}
    conflict = frozenset(weapons.union(*(classes[name] for name in CONFLICT)))
    rows: defaultdict[str, set[tuple[Need, ...]]] = defaultdict(set)
    for row in {one for table in (lexicon.verbs, lexicon.events) for found in table.values() for one in found}:
        if row.creates is not Creates.NEVER:
            needs = tuple(_needs(row, classes, conflict, irregular))
            for form in _forms(row.lemmas, irregular):
                rows[form].add(needs)
    return Triggers(rows={word: _fewest(needs) for word, needs in rows.items()})


def _needs(
    row: Predicate, classes: Mapping[str, set[str]], conflict: Need, irregular: Mapping[str, tuple[str, ...]]
) -> Iterator[Need]:
    """Yield what a row asks of the words around it, as far as words alone can tell."""
    if row.company:
        yield _forms(row.company, irregular)
    for slot in (row.subject, row.object):
        if _asks_for_a_noun(slot):
            yield frozenset().union(*(classes.get(name, set()) for name in slot.any_of))
    if row.rule is Rule.FIXED and row.kind in WEAK:
        yield conflict


def _asks_for_a_noun(slot: Condition) -> bool:
    return bool(slot.any_of) and not slot.absent and not slot.vacant and not slot.any_of & NAMED


def _fewest(needs: Iterable[tuple[Need, ...]]) -> tuple[tuple[Need, ...], ...]:
    """Return what a word needs, row by row; nothing more counts where one row needs nothing."""
    return ((),) if () in needs else tuple(sorted(needs, key=lambda one: (len(one), [sorted(need) for need in one])))


# --- forms of words ------------------------------------------------------------------------


def _forms(lemmas: Iterable[str], irregular: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    return frozenset(form for lemma in lemmas for form in forms(lemma, irregular))


def forms(lemma: str, irregular: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    """Return every form that a verb or noun can take, and some that none does: one too many costs a parse, no claim."""
    stem, last = lemma[:-1], lemma[-1:]
    found = {lemma, *(lemma + ending for ending in ("s", "es", "ed", "d", "ing")), *irregular.get(lemma, ())}
    found |= {lemma + last + ending for ending in ("ed", "ing", "es")} | {lemma + "k" + ending for ending in ("ed", "ing")}
    for end, endings in _ENDINGS.items():
        if lemma.endswith(end):
            found |= {lemma.removesuffix(end) + ending for ending in endings}
    return frozenset(found | {stem + "ing"} if last == "e" else found)


_ENDINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "y": ("ies", "ied"),
    "ie": ("ying",),
    "f": ("ves",),
    "fe": ("ves",),
    "man": ("men",),
}
