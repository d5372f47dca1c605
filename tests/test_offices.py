"""What a report calls someone says when it was written."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from geo import offices
from geo.model import Span
from geo.offices import Held, Tenure
from geo.settings import Settings

ADA = Tenure(
    person="Ada Lind",
    names=("Ada Lind", "Lind"),
    office="President",
    titles=("president",),
    first=date(2001, 3, 1),
    last=date(2005, 3, 1),
)
BO = Tenure(
    person="Bo Lind", names=("Bo Lind", "Lind"), office="President", titles=("president",), first=date(2009, 3, 1), last=None
)
CY = Tenure(
    person="Cy Orr",
    names=("Cy Orr",),
    office="Prime Minister",
    titles=("prime minister", "pm"),
    first=date(2003, 1, 1),
    last=date(2004, 1, 1),
)
CY_AGAIN = Tenure(
    person="Cy Orr",
    names=("Cy Orr",),
    office="Prime Minister",
    titles=("prime minister", "pm"),
    first=date(2007, 1, 1),
    last=None,
)
TABLE = (ADA, BO, CY, CY_AGAIN)


def found(text: str) -> list[Held]:
    return list(offices.held(text, TABLE))


def test_a_title_before_a_name_is_an_office_that_is_held() -> None:
    [one] = found("The Northland President Ada Lind spoke.")
    assert (one.person, one.former, one.stretches) == ("Ada Lind", False, ((date(2001, 3, 1), date(2005, 3, 1)),))
    assert one.span == Span(14, 32)


def test_an_office_held_twice_has_two_stretches() -> None:
    [one] = found("PM Cy Orr spoke.")
    assert one.stretches == ((date(2003, 1, 1), date(2004, 1, 1)), (date(2007, 1, 1), None))


@pytest.mark.parametrize("words", ["former President Ada Lind", "Former Northland President Ada Lind", "ex-President Ada Lind"])
def test_a_former_office_was_left_before(words: str) -> None:
    [one] = found(f"It was {words} who spoke.")
    assert (one.former, one.stretches) == (True, ((date(2005, 3, 1), None),))


@pytest.mark.parametrize(
    "text",
    [
        "Then-President Ada Lind spoke.",
        "The late President Ada Lind spoke.",
        "President Linden spoke.",
        "Ada Lind spoke.",
        "President-elect Ada Lind spoke.",
    ],
)
def test_an_office_of_another_time_or_no_office_says_nothing(text: str) -> None:
    assert found(text) == []


def test_a_name_that_two_holders_of_one_title_share_says_nothing() -> None:
    assert found("President Lind spoke.") == []


def test_nobody_holds_an_office_twice_at_once_and_every_row_has_its_source() -> None:
    table = offices.load(Settings())
    by_office: dict[tuple[str, str], list[Tenure]] = {}
    for one in table:
        by_office.setdefault((one.person, one.office), []).append(one)
    for held in by_office.values():
        for earlier, later in pairwise(sorted(held, key=lambda one: one.first)):
            assert earlier.last is not None
            assert earlier.last < later.first
