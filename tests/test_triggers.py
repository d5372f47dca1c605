"""Which documents can hold a claim: every one that does, by a wide margin, and not the news of other things."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from spacy.language import Language

from geo import pipeline, sources, text
from geo.claims.lexicon import Rule
from geo.claims.triggers import Triggers, forms
from geo.facts import names, rows
from geo.model import Block, BlockKind, Document, Reading, Skipped, Span
from geo.settings import Settings
from geo.tools import Tools

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def known(equipment: Tools) -> Triggers:
    return equipment.triggers


def report(*paragraphs: str, kind: BlockKind = BlockKind.BODY) -> Document:
    whole = "\n\n".join(paragraphs)
    starts = [whole.index(paragraph) for paragraph in paragraphs]
    blocks = tuple(
        Block(span=Span(start, start + len(paragraph)), kind=kind, reason="")
        for start, paragraph in zip(starts, paragraphs, strict=True)
    )
    return Document(id="x", source="x.txt", text=whole, blocks=blocks)


CONFLICT = (
    "Shells fell on the market of Calder on Monday.",
    "Two policemen were slain outside the court.",
    "The crowd threw stones at the embassy.",
    "THE ARMY SHOT DOWN A DRONE",
    "Troops withdrew from the river on Friday.",
    "The minister warned that the army would answer.",
    "Hackers stole the data of the ministry.",
)
ELSE = (
    "The museum of Calder opens a new wing on Monday.",
    "Prices of bread rose by two percent, traders said.",
    "The minister said that the budget was sound.",
    "Rain is expected in the north.",
    "She finished second in the slalom, a tenth behind.",
)


@pytest.mark.parametrize("sentence", CONFLICT)
def test_news_of_a_conflict_is_told_by_a_word(known: Triggers, sentence: str) -> None:
    assert known.tell(report(sentence))


@pytest.mark.parametrize("sentence", ELSE)
def test_news_of_other_things_is_not(known: Triggers, sentence: str) -> None:
    assert known.tell(report(sentence)) == ""


def test_a_verb_of_saying_tells_only_beside_a_noun_of_conflict(known: Triggers) -> None:
    assert known.word("The ministry denied that the militia had left.")
    assert not known.word("The ministry denied that the museum had closed.")


def test_words_of_furniture_tell_nothing(known: Triggers) -> None:
    assert not known.tell(report("Rockets hit the airport of Calder.", kind=BlockKind.FURNITURE))


def test_one_paragraph_is_enough(known: Triggers) -> None:
    assert known.tell(report(*ELSE, CONFLICT[0]))


# --- recall --------------------------------------------------------------------------------

MOST_MISSED = 0.005


def labeled() -> Iterator[tuple[str, str, str]]:
    """Yield the file, the kind and the paragraph of each labeled claim of the seeds."""
    for path in sorted((HERE / "evaluation" / "labels").glob("*.json")):
        found = (Settings().seeds / f"{path.stem}.txt").read_bytes().decode("utf-8")
        for claim in json.loads(path.read_text("utf-8"))["incidents"]:
            start = found.rfind("\n\n", 0, claim["char_start"]) + 1
            end = found.find("\n\n", claim["char_start"])
            yield path.stem, claim["type"], found[start : end if end > 0 else len(found)]


def test_every_document_with_a_labeled_claim_is_parsed(known: Triggers) -> None:
    files = {stem for stem, _, _ in labeled()}
    told = {one.source.removesuffix(".txt") for one in sources.read([Settings().seeds], Settings()) if _tells(known, one)}
    assert files <= told


def _tells(known: Triggers, found: Document | Skipped) -> bool:
    return isinstance(found, Document) and bool(known.tell(found))


def test_the_paragraph_of_a_labeled_claim_is_enough_to_tell_it(known: Triggers) -> None:
    strong = [words for _, kind, words in labeled() if kind not in WEAK]
    missed = [words for words in strong if not known.word(words)]
    assert len(strong) > 40
    assert len(missed) <= MOST_MISSED * len(strong), missed


WEAK = {"", "none", "other", "statement_or_threat"}
"""Kinds that a single sentence may tell of without a word of conflict, and no document that is about one."""


def test_sentences_that_tell_of_a_happening_are_told(known: Triggers) -> None:
    found = [
        (row["text"] if "text" in row else row["sentence"], row.get("kinds") or row.get("kind") or "")
        for name in ("news.csv", "sentences.csv")
        for row in csv.DictReader((HERE / "claims" / name).read_text("utf-8").splitlines())
    ]
    strong = [sentence for sentence, kinds in found if not WEAK & set(kinds.split("|"))]
    missed = [sentence for sentence in strong if not known.word(sentence)]
    assert len(strong) > 250
    assert len(missed) <= MOST_MISSED * len(strong), missed


def test_every_row_is_told_by_its_own_example(equipment: Tools) -> None:
    tables = (equipment.lexicon.verbs, equipment.lexicon.events)
    found = {row for table in tables for rows_ in table.values() for row in rows_ if row.yes}
    strong = [row for row in found if row.rule is not Rule.FIXED or row.kind not in WEAK]
    assert [row.yes for row in strong if not equipment.triggers.word(row.yes)] == []


# --- forms ---------------------------------------------------------------------------------

IRREGULAR = dict(rows(Settings().data / "lexicon" / "irregular.csv", lambda row: (row["lemma"], names(row["forms"]))))


@pytest.mark.parametrize(
    ("lemma", "form"),
    [
        ("shoot", "shot"),
        ("slay", "slain"),
        ("stab", "stabbed"),
        ("bury", "buried"),
        ("seize", "seizing"),
        ("die", "dying"),
        ("gunman", "gunmen"),
        ("knife", "knives"),
        ("clash", "clashes"),
        ("mutiny", "mutinies"),
        ("gas", "gassed"),
        ("panic", "panicked"),
    ],
)
def test_a_word_is_known_in_each_of_its_forms(lemma: str, form: str) -> None:
    assert form in forms(lemma, IRREGULAR)


def test_no_form_is_missing_that_the_lemmatizer_would_lead_back_to_a_word_of_the_lexicon(equipment: Tools) -> None:
    exceptions = equipment.nlp.get_pipe("lemmatizer").lookups.get_table("lemma_exc")  # type: ignore[attr-defined]  # spaCy's stub lacks it
    missing = [
        (form, lemma)
        for kind, table in (("verb", equipment.lexicon.verbs), ("noun", equipment.lexicon.events))
        for form, lemmas in exceptions[kind].items()
        for lemma in lemmas
        if lemma in table and form.isalpha() and form not in forms(lemma, IRREGULAR)
    ]
    assert missing == []


# --- what is made of it --------------------------------------------------------------------


@pytest.fixture
def read(equipment: Tools) -> Callable[[Document], Reading]:
    def one(document: Document) -> Reading:
        [reading] = pipeline.read([document], equipment)
        return reading

    return one


def test_what_cannot_hold_a_claim_is_not_parsed_and_says_so(read: Callable[[Document], Reading]) -> None:
    reading = read(report("The fair in Baghdad drew visitors from Basra and Jordan on 5 May 2031."))
    assert reading.claims == ()
    assert reading.document.warnings == (pipeline.SKIMMED,)
    assert {one.text for one in reading.toponyms if one.resolved} >= {"Baghdad", "Basra", "Jordan"}
    assert [when.words for when in reading.dates] == ["5 May 2031"]


def test_what_is_parsed_carries_no_such_warning(read: Callable[[Document], Reading]) -> None:
    assert read(report("Rockets hit Basra on 5 May 2031.")).document.warnings == ()


def test_a_skimmed_document_keeps_its_offsets(equipment: Tools) -> None:
    nlp: Language = equipment.nlp
    document = report("  The fair in Baghdad. ", "It ends on Monday!\u00a0 Then what?")
    doc = text.skim(document, nlp)
    assert doc.text == document.text
    assert [str(one).strip() for one in text.sentences(doc)] == ["The fair in Baghdad.", "It ends on Monday!", "Then what?"]
