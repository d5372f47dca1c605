"""Documents that do not say when they were published: what their words allow, and no more."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pytest
from spacy.language import Language

from geo import dates, dating, offices, sources, text
from geo.model import Basis, Document, Publication
from geo.settings import Settings

LEDE = "Rockets landed near the old airport of Calder on Thursday, and nobody was hurt, the police said."
BODY = "It was the second attack in a week, and no group has said that it was behind it so far."


@cache
def language() -> Language:
    return text.load(Settings().model)


def published(tmp_path: Path, said: str) -> Publication:
    path = tmp_path / "report.txt"
    path.write_text(said)
    [document] = [one for one in sources.read([path], Settings()) if isinstance(one, Document)]
    [(_, doc)] = text.parse([document], language())
    return dating.date(document, dates.find(document, doc), offices.load(Settings()))


def test_a_text_that_says_nothing_stays_undated(tmp_path: Path) -> None:
    found = published(tmp_path, f"Rockets fall on Calder\n\n{LEDE}\n\n{BODY}")
    assert (found.basis, found.when.first, found.when.last) == (Basis.UNKNOWN, None, None)
    assert found.evidence


def test_the_weekday_of_the_news_is_the_one_after_the_picture(tmp_path: Path) -> None:
    found = published(tmp_path, f"Rockets fall on Calder\n\nA street in Calder on December 2, 2019.\nAFP\n\n{LEDE}\n\n{BODY}")
    assert (found.when.first, found.when.last, found.basis) == (date(2019, 12, 5), date(2019, 12, 7), Basis.WEEKDAY)
    assert "December 2, 2019" in found.evidence
    assert "Thursday" in found.evidence


@pytest.mark.parametrize(
    "caption",
    [
        "A street in Calder on December 2, 2019. (AFP/File photo)",
        "A street in Calder on 05-12-2019.\nAFP",
        "A street in Calder.\nAFP",
    ],
)
def test_an_old_or_undated_picture_says_nothing(tmp_path: Path, caption: str) -> None:
    assert published(tmp_path, f"Rockets fall on Calder\n\n{caption}\n\n{LEDE}\n\n{BODY}").basis is Basis.UNKNOWN


def test_a_weekday_of_another_week_says_nothing(tmp_path: Path) -> None:
    lede = LEDE.replace("on Thursday", "last Thursday")
    said = f"Rockets fall on Calder\n\nA street in Calder on December 2, 2019.\nAFP\n\n{lede}\n\n{BODY}"
    assert published(tmp_path, said).basis is Basis.UNKNOWN


def test_a_day_told_with_its_weekday_has_one_year_near_those_told(tmp_path: Path) -> None:
    lede = LEDE.replace("on Thursday", "on Thursday, December 5")
    found = published(tmp_path, f"Rockets fall on Calder\n\n{lede}\n\n{BODY} The accord was signed in 2018.")
    assert (found.when.first, found.when.last) == (date(2019, 12, 5), date(2019, 12, 11))
    for history in ("The accord was signed in 1979.", "The accord was signed in 2011.", ""):
        assert published(tmp_path, f"Rockets fall on Calder\n\n{lede}\n\n{BODY} {history}").basis is Basis.UNKNOWN


def test_clues_that_contradict_each_other_date_nothing(tmp_path: Path) -> None:
    lede = LEDE.replace("on Thursday", "on Thursday, December 5, 2019")
    said = f"Rockets fall on Calder\n\nA street in Calder on March 4, 2020.\nAFP\n\n{lede} It happened on Thursday.\n\n{BODY}"
    found = published(tmp_path, said)
    assert found.basis is Basis.UNKNOWN
    assert "contradicts" in found.evidence


TERM = "Secretary of State Mike Pompeo and Iraqi Prime Minister Haider al-Abadi condemned it, the police said of the attack."


def test_offices_held_at_once_bound_the_time(tmp_path: Path) -> None:
    found = published(tmp_path, f"Rockets fall on Calder\n\n{BODY}\n\n{TERM}")
    assert (found.when.first, found.when.last, found.basis) == (date(2018, 4, 26), date(2018, 10, 25), Basis.OFFICE_HOLDERS)
    assert "Mike Pompeo is called Secretary of State" in found.evidence


def test_the_last_day_told_has_one_year_in_a_term(tmp_path: Path) -> None:
    told = "The rockets of September 6 were followed by more on September 15, when nobody was hurt, the police said."
    found = published(tmp_path, f"Rockets fall on Calder\n\n{BODY}\n\n{told}\n\n{TERM}")
    assert (found.when.first, found.when.last) == (date(2018, 9, 15), date(2018, 9, 18))


def test_the_weekday_of_the_news_is_the_one_after_the_last_day_told(tmp_path: Path) -> None:
    found = published(
        tmp_path, f"Rockets fall on Calder\n\n{LEDE}\n\n{BODY}\n\nIt began on September 7, he said of it.\n\n{TERM}"
    )
    assert (found.when.first, found.when.last) == (date(2018, 9, 13), date(2018, 9, 15))


def test_an_office_without_an_end_dates_nothing(tmp_path: Path) -> None:
    said = TERM.replace("Haider al-Abadi", "Nobody Known").replace(
        "Secretary of State Mike Pompeo", "Prime Minister Narendra Modi"
    )
    assert published(tmp_path, f"Rockets fall on Calder\n\n{BODY}\n\n{said}").basis is Basis.UNKNOWN


def test_offices_never_held_at_one_time_date_nothing(tmp_path: Path) -> None:
    said = f"{TERM} Prime Minister Tony Blair was asked about it by the police, who had no more to say of the attack."
    assert published(tmp_path, f"Rockets fall on Calder\n\n{BODY}\n\n{said}").basis is Basis.UNKNOWN


def test_an_office_in_what_is_not_read_dates_nothing(tmp_path: Path) -> None:
    said = f"Rockets fall on Calder\n\n{BODY}\n\n{BODY.replace('second', 'third')}\n\nThe Latest\n\n{TERM}"
    assert published(tmp_path, said).basis is Basis.UNKNOWN
