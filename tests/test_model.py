"""The nouns refuse what cannot be, and say what may be drawn."""

from __future__ import annotations

import math
from datetime import date

import pytest

from geo.errors import CoordinateError, InputError
from geo.model import (
    FAMILY_OF,
    Candidate,
    Claim,
    Incident,
    Kind,
    LatLon,
    Place,
    Precision,
    Span,
    Status,
    Toponym,
    ToponymRole,
    When,
)

CALDER = Place(id="curated:calder", name="Calder", kind="city", precision=Precision.SETTLEMENT, at=LatLon(10, 20))


def incident(place: Place | None, kind: Kind = Kind.SHOOTING) -> Incident:
    return Incident(id="c1", claim_ids=("c1",), kind=kind, status=Status.REPORTED, place=place)


@pytest.mark.parametrize(("lat", "lon"), [(91, 0), (-90.1, 0), (0, 180.5), (math.nan, 0), (0, math.nan), (math.inf, 0)])
def test_a_position_off_the_earth_is_refused(lat: float, lon: float) -> None:
    with pytest.raises(CoordinateError, match="not a WGS 84 position"):
        LatLon(lat, lon)


@pytest.mark.parametrize(("start", "end"), [(3, 2), (-1, 4)])
def test_a_span_that_runs_backwards_is_refused(start: int, end: int) -> None:
    with pytest.raises(InputError, match="not a span"):
        Span(start, end)


def test_spans_are_half_open() -> None:
    assert Span(0, 6).of("Calder fell") == "Calder"
    assert not Span(0, 6).overlaps(Span(6, 8))
    assert Span(0, 6).holds(Span(0, 6))


def test_a_date_cannot_end_before_it_begins() -> None:
    with pytest.raises(InputError, match="cannot end before it begins"):
        When(first=date(2031, 2, 2), last=date(2031, 2, 1))


def test_every_kind_has_a_family() -> None:
    assert set(FAMILY_OF) == set(Kind)


@pytest.mark.parametrize(
    ("precision", "drawn"),
    [
        (Precision.EXACT, True),
        (Precision.SETTLEMENT, True),
        (Precision.NEAR, True),
        (Precision.AREA, True),
        (Precision.COUNTRY, False),
        (Precision.UNKNOWN, False),
    ],
)
def test_a_country_is_never_drawn_as_a_place(precision: Precision, drawn: bool) -> None:  # noqa: FBT001  # a column of the table above
    place = Place(id="x", name="X", kind="any", precision=precision, at=LatLon(1, 2))
    assert incident(place).mapped is drawn


def test_words_are_never_drawn() -> None:
    assert not incident(CALDER, Kind.STATEMENT_OR_THREAT).mapped


def test_an_incident_without_a_place_is_not_drawn() -> None:
    assert not incident(None).mapped


def test_a_name_whose_candidates_are_too_weak_has_no_place() -> None:
    weak = Toponym(
        span=Span(0, 6), text="Calder", role=ToponymRole.CONTEXT, candidates=(Candidate(place=CALDER, score=0.1),), resolved=False
    )
    assert weak.place is None


@pytest.mark.parametrize("flag", ["historical", "future", "hypothetical", "negated"])
def test_a_flagged_claim_does_not_say_that_it_happened(flag: str) -> None:
    plain = Claim(id="c", document_id="d", kind=Kind.BOMBING, span=Span(0, 1))
    flagged = Claim(id="c", document_id="d", kind=Kind.BOMBING, span=Span(0, 1), **{flag: True})
    assert (plain.asserted, flagged.asserted) == (True, False)
