"""What a report says happened: read by the whole chain, on sentences made up for the purpose."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from geo import pipeline
from geo.model import (
    ActorRole,
    Basis,
    Block,
    BlockKind,
    Claim,
    DatePrecision,
    Document,
    Family,
    Kind,
    Precision,
    Publication,
    Span,
    Status,
    When,
)
from geo.tools import Tools

DAY = date(2019, 12, 5)  # a Thursday
Read = Callable[..., tuple[Claim, ...]]


@pytest.fixture(scope="module")
def read(equipment: Tools) -> Read:
    def claims_of(*paragraphs: str, kind: BlockKind = BlockKind.BODY) -> tuple[Claim, ...]:
        text = "\n\n".join(paragraphs)
        starts = [sum(len(one) + 2 for one in paragraphs[:i]) for i in range(len(paragraphs))]
        spans = [Span(start, start + len(one)) for start, one in zip(starts, paragraphs, strict=True)]
        document = Document(
            id="0123456789ab",
            source="report.txt",
            text=text,
            blocks=tuple(Block(span=span, kind=kind, reason="the test says so") for span in spans),
            published=Publication(when=When(first=DAY, last=DAY, precision=DatePrecision.DAY), basis=Basis.METADATA),
        )
        [reading] = pipeline.read([document], equipment)
        return reading.claims

    return claims_of


def happenings(claims: tuple[Claim, ...]) -> list[Claim]:
    return [claim for claim in claims if claim.kind.family is not Family.WORDS]


def place_of(claim: Claim) -> str:
    return claim.place.name if claim.place else ""


def people(claim: Claim, role: ActorRole) -> set[str]:
    return {one.actor.name for one in claim.participants if one.role is role}


SENTENCES = list(csv.DictReader((Path(__file__).parent / "sentences.csv").read_text("utf-8").splitlines()))


@pytest.mark.parametrize("row", SENTENCES, ids=lambda row: row["sentence"][:60])
def test_a_sentence_of_news_is_read_as_one_kind(row: dict[str, str], read: Read) -> None:
    found = read(row["sentence"])
    physical = [claim for claim in found if claim.kind.family not in {Family.WORDS, Family.OTHER}]
    if not row["kind"]:
        assert not [claim for claim in physical if claim.asserted]
        return
    right = [claim for claim in found if claim.kind == row["kind"]]
    assert right
    assert not [claim for claim in physical if claim.kind != row["kind"]]
    assert not row["place"] or any(row["place"] in place_of(claim) for claim in right)


def test_deaths_and_the_blast_that_caused_them_are_one_claim(read: Read) -> None:
    [claim] = happenings(read("At least 32 people were killed on Sunday after two car bombings struck the town of Basra."))
    assert (claim.kind, place_of(claim), claim.killed and (claim.killed.low, claim.killed.high)) == (
        Kind.BOMBING,
        "Basra",
        (32, None),
    )


def test_two_places_joined_by_and_are_two_claims(read: Read) -> None:
    found = read("Schools in the cities of Kirkuk and Basra have been torched.")
    assert sorted(place_of(claim) for claim in found) == ["Basra", "Kirkuk"]


def test_a_second_telling_of_one_happening_makes_no_second_claim(read: Read) -> None:
    found = read("A bomb exploded in Basra on Wednesday. The blast killed four people.")
    [claim] = happenings(found)
    assert claim.killed
    assert claim.killed.low == 4


def test_another_happening_of_the_kind_is_another_claim(read: Read) -> None:
    found = read("A bomb exploded in Basra on Wednesday.", "Another bomb exploded in Mosul on Wednesday.")
    assert [place_of(claim) for claim in happenings(found)] == ["Basra", "Mosul"]


@pytest.mark.parametrize(
    ("sentence", "flag"),
    [
        ("Rebels could attack the town of Basra.", "hypothetical"),
        ("The army will bomb the town of Basra.", "future"),
        ("Militants threatened to bomb the town of Basra.", "future"),
        ("If militants attack Basra, the army will respond.", "hypothetical"),
        ("Rebels did not attack the town of Basra.", "negated"),
        ("Militants failed to attack the town of Basra.", "negated"),
    ],
)
def test_what_did_not_happen_is_flagged_and_never_drawn(sentence: str, flag: str, read: Read) -> None:
    physical = [claim for claim in read(sentence) if claim.kind.family not in {Family.WORDS, Family.OTHER}]
    assert physical
    assert all(getattr(claim, flag) or not claim.asserted for claim in physical)


def test_what_an_infinitive_reports_as_done_is_told_as_done(read: Read) -> None:
    [claim] = happenings(read("Tehran used a militia to move missiles into Iraq."))
    assert (claim.kind, claim.asserted) == (Kind.WEAPONS_TRANSFER, True)


def test_the_day_of_a_speech_is_not_the_day_of_what_it_tells(read: Read) -> None:
    found = read("Rebels seized the town of Basra in September, the ministry said on Tuesday.")
    [claim] = happenings(found)
    assert (claim.when.first, claim.when.last) == (date(2019, 9, 1), date(2019, 9, 30))


def test_a_date_in_front_of_a_verb_of_speech_dates_what_was_said(read: Read) -> None:
    [claim] = happenings(read("On September 6, local media reported that shells landed in Basra."))
    assert claim.when.first == date(2019, 9, 6)


def test_what_ended_long_ago_is_history(read: Read) -> None:
    [claim] = happenings(read("In 1996, soldiers bombed the town of Basra."))
    assert claim.historical


def test_a_state_that_owns_an_embassy_is_not_where_it_stands(read: Read) -> None:
    [claim] = happenings(read("Rockets were fired at the US embassy."))
    assert place_of(claim) != "United States"


def test_near_a_town_is_not_in_it(read: Read) -> None:
    [claim] = happenings(read("A mortar shell landed near Basra on Wednesday."))
    assert claim.place
    assert claim.place.precision is Precision.NEAR


def test_a_town_and_a_vague_wide_area_are_not_drawn_as_the_town(read: Read) -> None:
    found = read("People in Baghdad and the south have been protesting against the government.")
    assert [place_of(claim) for claim in happenings(found)] == [""]


def test_what_happened_in_the_capital_takes_no_place_from_the_sentence_before(read: Read) -> None:
    found = read("Rebels attacked an army post in Basra. Two soldiers were killed in the capital city.")
    assert [place_of(claim) for claim in happenings(found)] == ["Basra", ""]


def test_the_city_points_back_at_the_town_before(read: Read) -> None:
    found = read("Rebels attacked an army post in Basra.", "Protesters burned a bank in the city.")
    assert [place_of(claim) for claim in happenings(found)] == ["Basra", "Basra"]


def test_an_accusation_names_the_accused_and_is_alleged(read: Read) -> None:
    found = read("Washington accused Iran of shelling the town of Basra.")
    [claim] = happenings(found)
    assert (people(claim, ActorRole.ACCUSED), claim.status) == ({"Iran"}, Status.ALLEGED)
    assert Kind.STATEMENT_OR_THREAT in {one.kind for one in found}


def test_a_party_that_tells_of_its_own_deed_claims_it(read: Read) -> None:
    [claim] = happenings(read("The Houthis said they had fired a missile at a base in Basra."))
    assert claim.status is Status.CLAIMED


def test_who_says_so_is_kept_nearest_first(read: Read) -> None:
    [claim] = happenings(read("Gunmen killed a judge in Basra, police said."))
    assert claim.attribution == ("police",)


def test_a_title_creates_nothing(read: Read) -> None:
    assert not read("Bomb kills nine in Basra", kind=BlockKind.TITLE)


def test_a_caption_creates_nothing(read: Read) -> None:
    assert not read("Protesters marched in Basra on December 2, 2019.", kind=BlockKind.CAPTION)


def test_every_mark_lies_in_the_text_and_every_value_has_its_reason(read: Read) -> None:
    text = "On Wednesday, two car bombs killed 30 people in Basra, police said."
    [claim] = happenings(read(text))
    marked = {mark.field: mark.span.of(text) for mark in claim.marks}
    assert marked == {
        "trigger": "killed",
        "date": "Wednesday",
        "killed": "30 people",
        "place": "Basra",
        "target": "people",
        "weapon": marked["weapon"],
        "attribution": "police",
    }
    assert {"kind", "date", "place", "status"} <= {reason.field for reason in claim.reasons}


def test_two_readings_of_one_report_are_the_same(read: Read) -> None:
    text = "Gunmen killed a judge in Basra. Protesters burned a bank in Mosul."
    assert read(text) == read(text)


def test_hostile_text_is_read_without_complaint(read: Read) -> None:
    for text in (
        "{{7*7}} <script>bomb</script>",
        "bomb " * 400,
        "in in in in killed by by by",
        "\u200bkilled\u00a0in\u00a0Basra",
    ):
        assert isinstance(read(text), tuple)


def test_killed_and_wounded_are_the_toll_of_one_attack(read: Read) -> None:
    [claim] = happenings(read("Rockets hit the airport of Basra on Monday, killing at least 3 people and wounding dozens."))
    assert claim.killed is not None
    assert claim.injured is not None
    assert (claim.killed.low, claim.killed.high, claim.injured.low) == (3, None, 24)


def test_hit_and_killed_is_one_happening_and_arrested_and_killed_are_two(read: Read) -> None:
    assert len(happenings(read("A mortar shell hit a bus in Aleppo and killed six people."))) == 1
    assert len(happenings(read("Police arrested ten men in Lahore and killed two."))) == 2


def test_what_was_struck_is_finer_than_the_country_that_the_sentence_opens_with(read: Read) -> None:
    [claim] = happenings(read("In Ukraine, Russian forces shelled the eastern city of Kharkiv overnight."))
    assert place_of(claim) == "Kharkiv"


def test_to_march_to_protest_is_one_protest(read: Read) -> None:
    [claim] = happenings(read("Thousands marched through Yangon to protest against the military coup."))
    assert (claim.kind, claim.asserted) == (Kind.PROTEST, True)


def test_police_who_defuse_a_bomb_did_not_plant_it(read: Read) -> None:
    [claim] = happenings(read("Two bombs exploded near a mosque in the city of Kano. A third device was defused by police."))
    assert [one for one in claim.participants if one.role is ActorRole.PERPETRATOR] == []


def test_the_day_of_a_statement_is_not_the_day_of_what_it_speaks_of(read: Read) -> None:
    said = "On November 30, the ministry issued a statement accusing rebels of shelling the town of Zintan."
    [claim] = happenings(read(said))
    assert claim.when.first != date(2019, 11, 30)


def test_a_place_that_was_learned_from_elsewhere_is_not_handed_on(read: Read) -> None:
    claims = happenings(
        read(
            "Militants seized several roads amid the protests that erupted last month, officials said.",
            "A lawmaker said that the army was watching the widespread protests in southern Iraq.",
        )
    )
    [seizure] = [one for one in claims if one.kind is Kind.SEIZURE]
    assert seizure.place is None


def test_a_sentence_longer_than_the_settings_allow_is_not_read_for_claims(equipment: Tools) -> None:
    said = "Rockets hit the airport of Basra on 5 May 2019, killing two people."
    document = Document(
        id="0123456789ab",
        source="report.txt",
        text=said,
        blocks=(Block(span=Span(0, len(said)), kind=BlockKind.BODY, reason=""),),
    )
    told = []
    for longest in (len(said), len(said) - 1):
        tools = replace(equipment, lexicon=replace(equipment.lexicon, max_sentence=longest))
        [reading] = pipeline.read([document], tools)
        told.append(bool(reading.claims))
    assert told == [True, False]


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("Boko Haram rebels killed ten farmers in a village near Maiduguri on Tuesday.", Kind.ARMED_CLASH),
        ("Soldiers shot dead three students in Kano on Wednesday.", Kind.RIOT_CRACKDOWN),
        ("Gunmen blew up a pipeline operated by Shell in the Niger Delta on Monday.", Kind.BOMBING),
    ],
)
def test_who_did_it_tells_the_kind_and_a_name_tells_no_weapon(read: Read, said: str, kind: Kind) -> None:
    [claim] = happenings(read(said))
    assert claim.kind is kind
