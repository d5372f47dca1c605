"""Actors: who is named, under which id, and to whom they belong."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from spacy.language import Language

from geo import actors, facts, text
from geo.actors import Directory
from geo.dates import grammar
from geo.errors import FactsError
from geo.model import ActorMention, Block, BlockKind, Document, Span
from geo.settings import Settings

Recognize = Callable[[str], tuple[ActorMention, ...]]


@pytest.fixture(scope="module")
def nlp() -> Language:
    return text.load(Settings().model)


@pytest.fixture(scope="module")
def directory() -> Directory:
    return actors.load(Settings())


@pytest.fixture(scope="module")
def recognize(nlp: Language, directory: Directory) -> Recognize:
    def read(words: str) -> tuple[ActorMention, ...]:
        block = Block(span=Span(0, len(words)), kind=BlockKind.BODY, reason="test")
        document = Document(id="d", source="d.txt", text=words, blocks=(block,))
        [(_, doc)] = text.parse([document], nlp)
        return actors.recognize(document, doc, directory)

    return read


def rows(table: str) -> list[dict[str, str]]:
    return list(facts.rows(Settings().data / table, dict))


def names_of_actors() -> set[str]:
    return {name for row in rows("actors.csv") for name in (row["name"], *facts.names(row["aliases"]))}


def said(mentions: tuple[ActorMention, ...], words: str) -> dict[str, str]:
    return {mention.span.of(words): mention.actor.id for mention in mentions}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("An Israeli tank hit the school.", {"Israeli": "israel"}),
        ("Tehran denied the report.", {"Tehran": "iran"}),
        ("The militants fled in Iraq.", {"The militants": "group:militants"}),
        ("Protesters burned the hall.", {"Protesters": "group:protesters"}),
        ("Demonstrators marched on Friday.", {"Demonstrators": "group:protesters"}),
        (
            "Iraqi security forces shot at the crowd.",
            {"Iraqi security forces": "group:iraq-security-forces", "crowd": "group:crowd"},
        ),
        ("Iran-backed militias shelled the base.", {"Iran-backed militias": "group:iran-backed-militias"}),
        ("The IRGC fired missiles.", {"IRGC": "irgc"}),
        ("Kata\u2019ib Hezbollah fired rockets.", {"Kata\u2019ib Hezbollah": "kataib-hezbollah"}),
    ],
)
def test_a_mention_has_the_id_of_its_actor(recognize: Recognize, words: str, expected: dict[str, str]) -> None:
    found = {key.removeprefix("The "): value for key, value in said(recognize(words), words).items()}
    assert found == {key.removeprefix("The "): value for key, value in expected.items()}


def test_a_surname_is_folded_into_the_name_before_it(recognize: Recognize) -> None:
    words = "US Vice President Ann Ruskin condemned the attack. Ruskin spoke on Monday."
    persons = [mention.actor for mention in recognize(words) if mention.actor.kind == "person"]
    assert [(one.id, one.belongs_to) for one in persons] == [("name:ann-ruskin", ("united-states",))] * 2


def test_a_special_representative_for_a_state_does_not_belong_to_it(recognize: Recognize) -> None:
    words = "Thomas Ruskin, the State Department's Special Representative for Iran, spoke to reporters."
    envoy = next(mention.actor for mention in recognize(words) if mention.actor.name == "Thomas Ruskin")
    assert envoy.belongs_to == ("state-department", "united-states")


def test_an_acronym_in_parentheses_means_what_stands_before_it(recognize: Recognize) -> None:
    words = "The Calder Liberation Front (CLF) shelled the town. The CLF denied it."
    assert said(recognize(words), words)["CLF"] == "name:calder-liberation-front"


def test_the_militias_are_those_that_were_named(recognize: Recognize) -> None:
    words = "Iran-backed militias hid the rockets. The militias seized several bridges."
    assert [mention.actor.id for mention in recognize(words)] == ["group:iran-backed-militias"] * 2


def test_the_group_is_the_one_that_the_text_is_about(recognize: Recognize) -> None:
    words = "Hamas fired rockets at the positions of Fatah. The group claimed responsibility."
    assert said(recognize(words), words)["group"] == "hamas"


def test_the_president_is_the_one_who_was_named(recognize: Recognize) -> None:
    words = "Ruskan President Ann Ruskin spoke on Monday. The president condemned the attack."
    assert said(recognize(words), words)["president"] == "name:ann-ruskin"


def test_the_gunman_is_the_one_who_was_named(recognize: Recognize) -> None:
    words = "Gunman Robert Hale fired at guests on Sunday. The gunman was shot."
    assert said(recognize(words), words)["gunman"] == "name:robert-hale"


def test_a_title_makes_a_person_of_a_name_that_the_parse_takes_for_a_place(recognize: Recognize) -> None:
    words = "South African president Thabo Mbeki denounced the operation."
    assert [(one.actor.id, one.actor.belongs_to) for one in recognize(words)] == [("name:thabo-mbeki", ("south-africa",))]


def test_the_north_is_a_state_where_the_text_has_named_it(recognize: Recognize) -> None:
    words = "North Korea said nothing. The North fired two missiles last week."
    assert said(recognize(words), words)["North"] == "north-korea"
    assert "North" not in said(recognize("The North fired two missiles last week."), "The North fired two missiles last week.")


def test_a_state_is_known_by_adjective_people_and_capital(directory: Directory) -> None:
    assert {"Iranian", "Iranians", "Tehran"} <= set(directory.actors["iran"].aliases)


def test_an_organization_named_after_a_state_does_not_belong_to_it(recognize: Recognize) -> None:
    words = "The Iran Policy Institute in London published a report."
    assert [one.actor.belongs_to for one in recognize(words) if one.actor.kind == "organization"] == [()]


def test_a_relative_of_a_listed_person_is_somebody_else(recognize: Recognize) -> None:
    words = "Maher al-Assad led the division."
    assert "assad" not in {mention.actor.id for mention in recognize(words)}


def test_every_parent_of_a_listed_actor_is_listed(directory: Directory) -> None:
    assert all(parent in directory.actors for actor in directory.actors.values() for parent in actor.belongs_to)


def test_nobody_belongs_to_itself(directory: Directory) -> None:
    def above(ids: frozenset[str]) -> frozenset[str]:
        parents = frozenset(parent for id_ in ids for parent in directory.actors[id_].belongs_to)
        return parents if parents <= ids else above(ids | parents)

    assert [id_ for id_, actor in directory.actors.items() if id_ in above(frozenset(actor.belongs_to))] == []


def test_each_listed_actor_has_an_id_of_its_own() -> None:
    ids = [row["id"] for table in ("states", "actors", "persons") for row in rows(f"{table}.csv")]
    assert [id_ for id_, times in Counter(ids).items() if times > 1] == []


def test_the_tables_of_actors_are_in_the_order_of_their_ids() -> None:
    for table in ("actors.csv", "persons.csv"):
        ids = [row["id"] for row in rows(table)]
        assert ids == sorted(ids)


def test_a_listed_name_is_no_country_province_region_or_sea() -> None:
    places = {row["name"] for table in ("countries", "admin1", "regions", "places") for row in rows(f"{table}.csv")}
    assert sorted(names_of_actors() & places) == []


def test_a_listed_name_is_no_word_for_something_else() -> None:
    words = {row["lemma"] for table in ("nouns", "wordnet") for row in rows(f"lexicon/{table}.csv")}
    allowed = {"Carabinieri", "Congress", "FBI", "Janjaweed", "Naxal", "Naxalite", "Peshmerga", "Taliban", "peshmerga"}
    assert sorted(name for name in names_of_actors() - allowed if name.lower() in words) == []


def test_a_listed_name_is_no_date() -> None:
    assert [
        name for name in sorted(names_of_actors()) if any(one.span == Span(0, len(name)) for one in grammar.found(name))
    ] == []


@pytest.mark.parametrize("acronym", ["ADF", "ASWJ", "CJTF", "ICU", "PTI", "SNA", "SSP"])
def test_an_acronym_that_many_share_means_nobody_until_the_text_explains_it(acronym: str) -> None:
    assert acronym not in names_of_actors()


@pytest.mark.parametrize("kind", ["", "rebels", "Militia"])
def test_a_listed_actor_is_of_a_known_kind(tmp_path: Path, kind: str) -> None:
    data = tmp_path / "data"
    shutil.copytree(Settings().data, data, ignore=shutil.ignore_patterns("*.parquet", "build", "make", "lexicon"))
    (data / "actors.csv").write_text(
        f"id,name,aliases,kind,belongs_to,source\nx,Front of Velm,,{kind},,press\n", encoding="utf-8"
    )
    with pytest.raises(FactsError, match=r"actors\.csv, line 2: .*kind"):
        actors.load(replace(Settings(), data=data))


def test_a_man_is_told_from_the_group_whose_name_he_has(recognize: Recognize) -> None:
    words = "Yasser Abu Shabab fled."
    assert said(recognize(words), words) == {"Yasser Abu Shabab": "abu-shabab"}


@pytest.mark.parametrize(
    "words",
    [
        "(" * 400,
        "the group",
        "the president the militia (US) (UN",
        "'s US-backed -backed militias and",
        "US\u2019s \u200bUS\u00a0forces, U.S. " * 20,
        "IRAQI FORCES SHELLED THE TALIBAN IN KABUL",
        "\U0001f680 Hamas \u202e fired",
    ],
)
def test_whatever_the_text_is_the_spans_are_its_own(recognize: Recognize, words: str) -> None:
    for mention in recognize(words):
        assert mention.span.of(words).strip()
        assert mention.actor.id
        assert mention.actor.name


def test_mentions_do_not_overlap_and_are_in_order(recognize: Recognize) -> None:
    spans = [
        mention.span for mention in recognize("US officials told Iraqi police that IRGC-backed militias hit the US embassy.")
    ]
    assert all(left.end <= right.start for left, right in pairwise(spans))
