"""Dates and numbers in words."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from geo.ui.words import count, people, period

MAY = (date(2031, 5, 1), date(2031, 5, 31))


@pytest.mark.parametrize(
    ("first", "last", "precision", "said"),
    [
        (date(2031, 6, 3), date(2031, 6, 3), "day", "3 Jun 2031"),
        (*MAY, "month", "May 2031"),
        (date(2031, 1, 1), date(2031, 12, 31), "year", "2031"),
        (*MAY, "week", "1 May 2031 to 31 May 2031"),
        (date(2031, 6, 3), None, "open", "from 3 Jun 2031 on"),
        (None, date(2031, 6, 3), "open", "until 3 Jun 2031"),
        (None, None, "unknown", "no date is said"),
    ],
)
def test_a_date_is_told_no_more_exactly_than_it_was_said(
    first: date | None, last: date | None, precision: str, said: str
) -> None:
    assert period(first, last, precision) == said


def test_people_are_a_range() -> None:
    assert [people(4, 4), people(4, 6), people(4, None), people(4, pd.NA), people(None, None)] == [  # type: ignore[arg-type]  # a cell of a frame
        "4",
        "4 to 6",
        "at least 4",
        "at least 4",
        "",
    ]


def test_one_is_not_many() -> None:
    assert [count(1, "claim"), count(2, "claim"), count(1234, "claim")] == ["1 claim", "2 claims", "1,234 claims"]
