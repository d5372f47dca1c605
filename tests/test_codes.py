"""What other data sets call our kinds and precisions: names of their closed lists, and nothing where they have none."""

from __future__ import annotations

import csv
from datetime import date

import pytest

from geo import codes
from geo.codes import Codes
from geo.model import DatePrecision, Kind, Precision
from geo.settings import Settings

# ACLED codebook: event types and their sub-event types.
ACLED = {
    "Battles": {"Armed clash", "Government regains territory", "Non-state actor overtakes territory"},
    "Explosions/Remote violence": {
        "Chemical weapon",
        "Air/drone strike",
        "Suicide bomb",
        "Shelling/artillery/missile attack",
        "Remote explosive/landmine/IED",
        "Grenade",
    },
    "Violence against civilians": {"Sexual violence", "Attack", "Abduction/forced disappearance"},
    "Protests": {"Peaceful protest", "Protest with intervention", "Excessive force against protesters"},
    "Riots": {"Violent demonstration", "Mob violence"},
    "Strategic developments": {
        "Agreement",
        "Arrests",
        "Change to group/activity",
        "Disrupted weapons use",
        "Headquarters or base established",
        "Looting/property destruction",
        "Non-violent transfer of territory",
        "Other",
    },
}

# PLOVER: the sixteen events, and the modes of those that have some.
PLOVER = {
    **{
        event: {""}
        for event in (
            "AGREE",
            "CONSULT",
            "SUPPORT",
            "CONCEDE",
            "COOPERATE",
            "AID",
            "REQUEST",
            "ACCUSE",
            "REJECT",
            "PROTEST",
            "SANCTION",
        )
    },
    "ASSAULT": {
        "abduct",
        "beat",
        "torture",
        "sexual",
        "targeted",
        "destroy",
        "primitive",
        "firearms",
        "explosives",
        "suicide-attack",
        "aerial",
        "drone",
        "heavy-weapons",
        "crowd-control",
        "unconventional",
    },
    "MOBILIZE": {"troops", "weapons", "police", "militia"},
    "THREATEN": {"", "restrict", "arrest", "relations", "expel", "territory", "violence"},
    "COERCE": {
        "seize",
        "restrict",
        "censor",
        "curfew",
        "martial-law",
        "arrest",
        "deport",
        "withhold",
        "misinformation",
        "cyber",
    },
    "RETREAT": {"withdraw", "release", "disarm", "ceasefire", "access", "resign"},
}


@pytest.fixture(scope="module")
def known() -> Codes:
    return codes.load(Settings())


@pytest.mark.parametrize("kind", Kind)
def test_each_kind_has_an_acled_event_and_sub_event_type_unless_acled_does_not_count_it(known: Codes, kind: Kind) -> None:
    told = known.of_kind(kind)
    if kind in {Kind.CYBER, Kind.STATEMENT_OR_THREAT, Kind.SANCTION}:
        assert (told["acled_event_type"], told["acled_sub_event_type"]) == ("", "")
    else:
        assert told["acled_sub_event_type"] in ACLED[told["acled_event_type"]]


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.OTHER])
def test_each_kind_has_a_plover_event_and_a_mode_of_that_event(known: Codes, kind: Kind) -> None:
    told = known.of_kind(kind)
    assert told["plover_mode"] in PLOVER[told["plover_event"]]


def test_what_is_of_no_kind_has_no_plover_event(known: Codes) -> None:
    assert known.of_kind(Kind.OTHER)["plover_event"] == ""


@pytest.mark.parametrize(
    ("precision", "kind", "country", "acled", "ucdp", "gdelt"),
    [
        (Precision.EXACT, "base", "IQ", "1", "1", "4"),
        (Precision.SETTLEMENT, "city", "IQ", "1", "1", "4"),
        (Precision.SETTLEMENT, "city", "US", "1", "1", "3"),
        (Precision.NEAR, "city", "IQ", "2", "2", "4"),
        (Precision.AREA, "admin2", "IQ", "2", "3", ""),
        (Precision.AREA, "admin1", "IQ", "3", "4", "5"),
        (Precision.AREA, "admin1", "US", "3", "4", "2"),
        (Precision.AREA, "region", "IQ", "3", "5", ""),
        (Precision.AREA, "strait", "", "3", "7", ""),
        (Precision.COUNTRY, "country", "IQ", "", "6", "1"),
        (Precision.UNKNOWN, "", "", "", "", ""),
    ],
)
def test_each_precision_of_a_place_has_its_codes(  # noqa: PLR0913, PLR0917  # a table
    known: Codes, precision: Precision, kind: str, country: str, acled: str, ucdp: str, gdelt: str
) -> None:
    told = known.of_place(precision, kind, country)
    assert told == {"acled_geo_precision": acled, "ucdp_where_prec": ucdp, "gdelt_geo_type": gdelt}


@pytest.mark.parametrize(
    ("precision", "last", "acled", "ucdp"),
    [
        (DatePrecision.DAY, date(2031, 3, 1), "1", "1"),
        (DatePrecision.DAY, date(2031, 3, 2), "2", "2"),
        (DatePrecision.DAY, date(2031, 3, 7), "2", "3"),
        (DatePrecision.DAY, date(2031, 3, 20), "3", "4"),
        (DatePrecision.DAY, date(2031, 9, 1), "", "5"),
        (DatePrecision.DAY, date(2039, 9, 1), "", ""),
        (DatePrecision.WEEK, date(2031, 3, 7), "2", "3"),
        (DatePrecision.MONTH, date(2031, 3, 31), "3", "4"),
        (DatePrecision.SEASON, date(2031, 5, 31), "", "5"),
        (DatePrecision.YEAR, date(2031, 12, 31), "", "5"),
        (DatePrecision.YEAR, date(2039, 12, 31), "", ""),
        (DatePrecision.OPEN, None, "", ""),
        (DatePrecision.UNKNOWN, None, "", ""),
    ],
)
def test_a_date_is_coded_as_exactly_as_it_is_said_and_as_long_as_it_spans(
    known: Codes, precision: DatePrecision, last: date | None, acled: str, ucdp: str
) -> None:
    told = known.of_date(precision, date(2031, 3, 1), last)
    assert told == {"acled_time_precision": acled, "ucdp_date_prec": ucdp}


def test_every_precision_has_a_row_for_all_it_may_be(known: Codes) -> None:
    whole = [row.precision for row in known.places if not row.kinds and not row.country]
    assert sorted(whole) == sorted(Precision)
    assert {row.precision for row in known.dates} == set(DatePrecision)


@pytest.mark.parametrize("table", ["place_codes.csv", "date_codes.csv"])
def test_every_row_says_why(table: str) -> None:
    with (Settings().data / table).open(newline="") as file:
        assert all(row["why"] for row in csv.DictReader(file))
