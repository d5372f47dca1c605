"""Toponyms: what is named, what it does in its sentence, where it is, and how exactly that was said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import pytest
from spacy.language import Language

from geo import gazetteer, places, text
from geo.gazetteer import Entry, Gazetteer, Home
from geo.gazetteer.rows import Grade, Layer
from geo.model import Block, BlockKind, Document, LatLon, Place, Precision, Span, Toponym, ToponymRole
from geo.places import ranking, relations
from geo.places.ranking import Evidence
from geo.settings import Settings

Read = Callable[[str], tuple[Toponym, ...]]


@pytest.fixture(scope="module")
def world() -> Gazetteer:
    return gazetteer.load(Settings())


@pytest.fixture(scope="module")
def nlp() -> Language:
    return text.load(Settings().model)


@pytest.fixture(scope="module")
def read(world: Gazetteer, nlp: Language) -> Read:
    def toponyms(words: str, dateline: str = "") -> tuple[Toponym, ...]:
        whole = dateline + words
        document = Document(
            id="d",
            source="d.txt",
            text=whole,
            blocks=(Block(span=Span(0, len(whole)), kind=BlockKind.BODY, reason="test"),),
            dateline=Span(0, len(dateline)) if dateline else None,
        )
        [(document, doc)] = list(text.parse([document], nlp))
        return places.recognize(document, doc, world)

    return toponyms


def names(toponyms: tuple[Toponym, ...]) -> list[str]:
    return [toponym.text for toponym in toponyms]


def only(toponyms: tuple[Toponym, ...], name: str) -> Toponym:
    [toponym] = [toponym for toponym in toponyms if toponym.text == name]
    return toponym


def place_of(toponym: Toponym) -> Place:
    assert toponym.place is not None
    return toponym.place


# --- what is named ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Rockets hit Basra airport in southern Iraq.", ["Basra airport", "southern Iraq"]),
        ("The attack in north-east Syria killed two soldiers.", ["north-east Syria"]),
        ("Fighting spread through Helmand province on Monday.", ["Helmand province"]),
        ("A tanker was hit in the Strait of Hormuz.", ["Strait of Hormuz"]),
        ("Shells landed inside the Baghdad Green Zone.", ["Baghdad Green Zone"]),
        ("Police fired on protesters in Tehran, Shiraz, Mashad and Rasht.", ["Tehran", "Shiraz", "Mashad", "Rasht"]),
        ("The wounded were taken to Rambam Medical Center in Haifa.", ["Rambam Medical Center", "Haifa"]),
        ("The town of Garissa was quiet.", ["Garissa"]),
        ("The price rose to US$100 for Russia.", ["Russia"]),
    ],
)
def test_the_longest_name_is_the_toponym(read: Read, sentence: str, expected: list[str]) -> None:
    assert names(read(sentence)) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "The New York Times reported it.",
        "The White House and the Pentagon denied it.",
        "Islamic State fighters fled.",
        "Al-Qaeda in Iraq claimed the attack.",
        "Somali pirates seized the ship.",
        "The Geneva Conventions forbid it.",
        "In May the Vice President left.",
        "Brian Hook spoke to reporters.",
        "The NPT and the JCPOA were signed.",
        "He wrote for the Boston Globe.",
    ],
)
def test_what_is_called_like_a_place_and_is_none(read: Read, sentence: str) -> None:
    assert names(read(sentence)) == []


def test_a_name_found_once_is_found_again(read: Read) -> None:
    assert names(read("Shelling in Mosul went on. Mosul fell a week later.")) == ["Mosul", "Mosul"]


def test_a_document_without_names_has_no_toponyms(read: Read) -> None:
    assert read("Nothing happened.") == ()


def test_toponyms_come_in_order_and_do_not_overlap(read: Read) -> None:
    spans = [t.span for t in read("From Basra in southern Iraq to Basra airport and back to Iraq and Tehran, Iran.")]
    assert spans == sorted(spans)
    assert not any(a.overlaps(b) for a, b in pairwise(spans))


# --- what it does ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sentence", "name", "role"),
    [
        ("Iran accused the rebels of lying.", "Iran", ToponymRole.METONYM),
        ("Tehran's push for influence worries neighbors.", "Tehran", ToponymRole.METONYM),
        ("The attack was blamed on Iran.", "Iran", ToponymRole.METONYM),
        ("They accused Washington of lying.", "Washington", ToponymRole.METONYM),
        ("Tension between Moscow and Kyiv rose.", "Kyiv", ToponymRole.METONYM),
        ("Iran-backed militias fired rockets.", "Iran", ToponymRole.METONYM),
        ("US officials said so.", "US", ToponymRole.METONYM),
        ("Missiles were moved by Iran.", "Iran", ToponymRole.METONYM),
        ("They bombed the US embassy.", "US", ToponymRole.METONYM),
        ("Protests broke out in Tehran.", "Tehran", ToponymRole.CONTEXT),
        ("Rockets were fired from Iraq.", "Iraq", ToponymRole.CONTEXT),
        ("The troops reached Iraq's border.", "Iraq", ToponymRole.CONTEXT),
        ("Shells fell on the city of Basra.", "Basra", ToponymRole.CONTEXT),
        ("Rockets hit Basra.", "Basra", ToponymRole.CONTEXT),
        ("Mosul fell to the rebels.", "Mosul", ToponymRole.CONTEXT),
    ],
)
def test_a_government_is_told_from_its_seat(read: Read, sentence: str, name: str, role: ToponymRole) -> None:
    assert only(read(sentence), name).role is role


def test_a_dateline_says_where_it_was_written(read: Read) -> None:
    toponyms = read("Rockets hit Basra.", dateline="ERBIL, Kurdistan Region \N{EN DASH} ")
    assert [(t.text, t.role.value) for t in toponyms] == [
        ("ERBIL", "dateline"),
        ("Kurdistan Region", "dateline"),
        ("Basra", "context"),
    ]


def test_the_place_of_an_event_is_told_apart(read: Read) -> None:
    toponyms = read("Rockets hit Basra.", dateline="ERBIL \N{EN DASH} ")
    told = places.with_events(toponyms, [t.span for t in toponyms])
    assert [t.role for t in told] == [ToponymRole.DATELINE, ToponymRole.EVENT]


# --- where it is -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sentence", "name", "place_id"),
    [
        ("A bomb went off in Paris.", "Paris", "geonames:2988507"),
        ("A tornado hit Paris, Texas.", "Paris", "geonames:4717560"),
        ("The blast in Tripoli in Libya killed three. Libyan rebels fled.", "Tripoli", "geonames:2210247"),
        ("The blast in Tripoli, Lebanon, killed three.", "Tripoli", "geonames:266826"),
        ("He was held in Georgia, the state said in Atlanta, Georgia.", "Atlanta", "geonames:4180439"),
        ("The Middle East is tense and the US sent troops.", "Middle East", "region:middle-east"),
    ],
)
def test_namesakes_are_told_apart_by_the_document(read: Read, sentence: str, name: str, place_id: str) -> None:
    assert place_of(only(read(sentence), name)).id == place_id


def test_a_facility_without_a_position_stands_at_its_city_and_says_so(read: Read) -> None:
    toponym = only(read("Police raided Sharif University in Tehran."), "Sharif University")
    place = place_of(toponym)
    assert (place.precision, place.at, place.name) == (Precision.SETTLEMENT, LatLon(35.69439, 51.42151), "Sharif University")
    assert "no position of Sharif University is known: Tehran stands for it" in toponym.reasons


def test_an_unknown_village_is_not_put_into_the_city_named_before(read: Read) -> None:
    assert only(read("He left Haifa and drove to Kfar Qwxyzim."), "Kfar Qwxyzim").place is None


def test_an_unknown_name_lies_in_what_the_text_puts_behind_it(read: Read) -> None:
    place = place_of(only(read("A bomb went off in the neighborhood of Qwxyzbah, in central Baghdad."), "Qwxyzbah"))
    assert (place.precision, place.at, place.source) == (
        Precision.SETTLEMENT,
        LatLon(33.34058, 44.40088),
        "position of central Baghdad",
    )


def test_an_unknown_village_of_a_province_is_as_wide_as_the_province(read: Read) -> None:
    place = place_of(only(read("Gunmen attacked the village of Qwxyzabad in Helmand province."), "Qwxyzabad"))
    assert (place.precision, place.country) == (Precision.AREA, "AF")


def test_a_mission_with_a_position_of_its_own_has_it(read: Read) -> None:
    assert place_of(only(read("A rocket hit the US embassy in Baghdad."), "Baghdad")).id == "curated:us_embassy_baghdad"


def test_a_mission_without_one_stays_at_its_city(read: Read) -> None:
    toponym = only(read("A rocket hit the French embassy in Baghdad."), "Baghdad")
    assert place_of(toponym).id == "curated:baghdad"
    assert any("no position of the embassy is known" in reason for reason in toponym.reasons)


def test_an_unknown_name_stays_unresolved(read: Read) -> None:
    toponym = only(read("Fighting broke out in Qwxyzabad district."), "Qwxyzabad district")
    assert (toponym.resolved, toponym.place) == (False, None)


@pytest.mark.parametrize(
    ("sentence", "precision"),
    [
        ("A bomb exploded near Baghdad.", Precision.NEAR),
        ("A bomb exploded 30 miles north of Baghdad.", Precision.NEAR),
        ("A bomb exploded on the outskirts of Baghdad.", Precision.NEAR),
        ("A bomb exploded in Baghdad.", Precision.SETTLEMENT),
        ("A bomb exploded in east Baghdad.", Precision.SETTLEMENT),
        ("A bomb exploded in western Iraq.", Precision.AREA),
        ("A bomb exploded in Anbar province.", Precision.AREA),
        ("A bomb exploded off the Yemen coast.", Precision.AREA),
        ("A bomb exploded in Iraq.", Precision.COUNTRY),
        ("A bomb exploded at Basra airport.", Precision.EXACT),
    ],
)
def test_nothing_is_placed_more_exactly_than_it_was_said(read: Read, sentence: str, precision: Precision) -> None:
    [toponym] = read(sentence)
    assert place_of(toponym).precision is precision


# --- relations -------------------------------------------------------------------------------

CALDER = Place(id="calder", name="Calder", kind="city", precision=Precision.SETTLEMENT, at=LatLon(0, 0), uncertainty_km=4)
LAND = Place(id="land", name="Land", kind="country", precision=Precision.COUNTRY, at=LatLon(5, 5), bbox=(0, 0, 10, 10))


@pytest.mark.parametrize(
    ("before", "name", "lat", "lon", "uncertainty"),
    [
        ("about 100 km north of ", "100 km north of Calder", 0.904, 0.0, 27.0),
        ("10 miles (16 km) south-west of the town of ", "16 km southwest of Calder", -0.103, -0.102, 6.0),
        ("in areas around ", "near Calder", 0.0, 0.0, 50.0),
        ("just outside ", "near Calder", 0.0, 0.0, 20.0),
        ("20km from ", "near Calder", 0.0, 0.0, 24.0),
        ("somewhere south of ", "near Calder", 0.0, 0.0, 50.0),
    ],
)
def test_bearings_and_distances_make_discs(before: str, name: str, lat: float, lon: float, uncertainty: float) -> None:
    derived = relations.derive(CALDER, "", before, "")
    assert derived is not None
    made = derived.place
    assert made.at is not None
    assert (made.name, made.precision, made.uncertainty_km) == (name, Precision.NEAR, uncertainty)
    assert (made.at.lat, made.at.lon) == pytest.approx((lat, lon), abs=0.002)


@pytest.mark.parametrize("before", ["in ", "", "the near-", "of ", "100 km in "])
def test_other_words_leave_the_place_as_it_is(before: str) -> None:
    assert relations.derive(CALDER, "", before, "") is None


def test_near_a_country_is_no_disc() -> None:
    assert relations.derive(LAND, "", "near ", "") is None


@pytest.mark.parametrize(
    ("part", "box"),
    [("north", (0, 5, 10, 10)), ("southwest", (0, 0, 5, 5)), ("central", (2.5, 2.5, 7.5, 7.5)), ("upper", (0, 0, 10, 10))],
)
def test_parts_are_cut_from_the_extent(part: str, box: tuple[float, ...]) -> None:
    derived = relations.part_of(LAND, part)
    assert derived is not None
    assert (derived.place.bbox, derived.place.precision) == (box, Precision.AREA)


def test_a_part_across_the_antimeridian_stays_on_the_globe() -> None:
    derived = relations.part_of(Place(id="x", name="X", kind="region", precision=Precision.AREA, bbox=(170, 0, -170, 10)), "east")
    assert derived is not None
    assert derived.place.bbox == (180, 0, -170, 10)


# --- ranking ---------------------------------------------------------------------------------


def city(place_id: str, country: str, people: int, at: LatLon) -> Entry:
    place = Place(
        id=place_id, name="Calder", kind="city", precision=Precision.SETTLEMENT, at=at, country=country, population=people
    )
    return Entry(place, Grade.PRIMARY, Layer.CITY)


BIG, SMALL = city("big", "XA", 900_000, LatLon(0, 0)), city("small", "XB", 40_000, LatLon(50, 50))
TWIN = city("twin", "XC", 900_000, LatLon(-50, 50))


def test_the_larger_goes_first_where_nothing_else_speaks() -> None:
    candidates, sure, _ = ranking.rank((SMALL, BIG), Evidence())
    assert ([c.place.id for c in candidates], sure) == (["big", "small"], True)


def test_the_country_of_the_document_beats_size() -> None:
    candidates, sure, _ = ranking.rank((BIG, SMALL), Evidence(countries={"XB": 1.0}))
    assert (candidates[0].place.id, sure) == ("small", True)
    assert "The document names its country." in candidates[0].reasons


def test_equal_candidates_stay_unresolved_and_are_kept() -> None:
    candidates, sure, doubt = ranking.rank((BIG, TWIN), Evidence())
    assert ([c.place.id for c in candidates], sure, doubt) == (["big", "twin"], False, "big and twin are equally likely")


def test_the_home_of_the_paper_decides_between_equals_and_says_so() -> None:
    candidates, sure, _ = ranking.rank((BIG, TWIN), Evidence(home=Home(name="Tresland", country="XC")))
    assert ([c.place.id for c in candidates], sure) == (["twin", "big"], True)
    assert "The paper is at home in Tresland." in candidates[0].reasons


def test_a_local_paper_says_more_of_its_province_than_a_national_one_of_its_country() -> None:
    near = Entry(replace(TWIN.place, id="near", admin1="XC.01"), TWIN.grade, TWIN.layer)
    local, national = Home(name="Calder", country="XC", admin1="XC.01"), Home(name="Tresland", country="XC")
    scores = [ranking.rank((near,), Evidence(home=home))[0][0].score for home in (local, national, None)]
    assert scores[0] > scores[1] > scores[2]


def test_what_the_document_says_beats_the_home_of_the_paper() -> None:
    candidates, _, _ = ranking.rank((BIG, TWIN), Evidence(countries={"XA": 1.0}, home=Home(name="Tresland", country="XC")))
    assert candidates[0].place.id == "big"


def test_a_paper_at_home_in_a_town_means_the_namesake_of_its_province(world: Gazetteer, nlp: Language) -> None:
    words = "A man was shot dead in Georgetown on Monday."
    whole = Document(
        id="d", source="d.txt", text=words, blocks=(Block(span=Span(0, len(words)), kind=BlockKind.BODY, reason="test"),)
    )
    [(_, doc)] = list(text.parse([whole], nlp))
    [local] = places.recognize(replace(whole, publisher="WKYT"), doc, world)
    [world_wide] = places.recognize(replace(whole, publisher="Reuters"), doc, world)
    assert place_of(local).admin1 == "US.KY"
    assert place_of(world_wide).country == "GY"


def test_order_does_not_matter() -> None:
    assert ranking.rank((BIG, SMALL, TWIN), Evidence()) == ranking.rank((TWIN, SMALL, BIG), Evidence())


def test_every_signal_says_what_it_found() -> None:
    assert all((signal.__doc__ or "").endswith(".") for signal in ranking.SIGNALS)


@pytest.mark.parametrize(
    ("sentence", "name", "place"),
    [
        ("A bombing in Bagdhad, Iraq, killed ten people.", "Bagdhad", "Baghdad"),
        ("Clashes broke out in Hassakeh, Syria.", "Hassakeh", "Hasakah"),
        ("Two men were kidnapped in the Lower Jubba region of Somalia.", "Lower Jubba region", "Lower Juba"),
    ],
)
def test_a_name_spelled_otherwise_is_found_in_the_country_of_the_document(
    read: Read, sentence: str, name: str, place: str
) -> None:
    toponym = only(read(sentence), name)
    assert place_of(toponym).name == place
    assert any("spelled otherwise" in reason for reason in toponym.candidates[0].reasons)


def test_a_name_is_not_respelled_into_another_country(read: Read) -> None:
    assert only(read("Clashes broke out in Hassakeh, Peru."), "Hassakeh").place != "Al Ḩasakah"


def test_a_person_named_in_full_is_no_place(read: Read) -> None:
    assert names(read("Londono's driver was killed in Bogota. Fernando Londono, a former minister, was hurt.")) == ["Bogota"]


def test_a_part_that_belongs_to_the_name_is_not_cut_again(read: Read) -> None:
    assert place_of(only(read("Syrian troops shelled eastern Ghouta."), "eastern Ghouta")).name == "Eastern Ghouta"


def test_the_city_of_a_district_stays_itself(read: Read) -> None:
    found = read("Gunmen stormed Cap-Haitien. Fighting broke out in the Karrada district of Baghdad, Iraq.")
    assert place_of(only(found, "Baghdad")).country == "IQ"


def test_an_unknown_name_lies_where_its_distance_from_another_puts_it(read: Read) -> None:
    toponyms = read("Rebels overran a camp at Gabelain, 38 kilometers (24 miles) south of Juba, on Sunday.")
    camp, city = place_of(only(toponyms, "Gabelain")), place_of(only(toponyms, "Juba"))
    assert (camp.precision, camp.name) == (Precision.NEAR, "Gabelain")
    assert city.precision is Precision.SETTLEMENT, "the distance is that of the camp"
    assert camp.at is not None
    assert city.at is not None
    assert camp.at.lat == pytest.approx(city.at.lat - 38 / 111, abs=0.05)


def test_a_settlement_is_meant_where_the_words_in_front_say_so(read: Read) -> None:
    toponyms = read("Marines raided a ranch in Nuevo Leon, Mexico, in the town of Colombia, the navy said.")
    assert place_of(only(toponyms, "Colombia")).country == "MX"


def test_a_city_outside_the_province_of_its_name_is_itself(read: Read) -> None:
    toponyms = read("Police clashed with protesters in the capital, Buenos Aires, on Monday.")
    assert place_of(only(toponyms, "Buenos Aires")).precision is Precision.SETTLEMENT


def test_no_village_in_a_neighboring_country_makes_a_state_unclear(read: Read) -> None:
    toponyms = read("Malaysia and Malaysian officials said that ships from China had left the reef.")
    assert place_of(only(toponyms, "China")).id == "country:CN"


def test_a_building_lies_in_the_town_that_it_is_called_after(read: Read) -> None:
    toponyms = read(
        "The army of Jordan moved into the town of Karak. Gunmen opened fire on a police station in Karak Castle on Sunday."
    )
    castle = place_of(only(toponyms, "Karak Castle"))
    assert (castle.kind, castle.country) == ("facility", "JO")


def test_a_metropolis_is_known_under_a_slip_of_the_pen(read: Read) -> None:
    toponyms = read("The Senate of the United States voted. A series of bombings in Bagdhad and Khalis in Iraq killed many.")
    assert place_of(only(toponyms, "Bagdhad")).id == "curated:baghdad"
