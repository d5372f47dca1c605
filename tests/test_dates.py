"""Temporal expressions of English news, and the days they can have been."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from spacy.language import Language

from geo import dates, facts, text
from geo.dates import Expression, feasts, grammar
from geo.model import Block, BlockKind, DatePrecision, Document, Span, When
from geo.settings import Settings

Find = Callable[[str], tuple[Document, tuple[Expression, ...]]]

THURSDAY = date(2019, 12, 5)


@cache
def language() -> Language:
    return text.load(Settings().model)


def day(value: date) -> When:
    return When(first=value, last=value, precision=DatePrecision.DAY)


def found(said: str) -> tuple[Expression, ...]:
    """Return the expressions in a document of one paragraph."""
    document = Document(
        id="d", source="d.txt", text=said, blocks=(Block(span=Span(0, len(said)), kind=BlockKind.BODY, reason="test"),)
    )
    [(_, doc)] = text.parse([document], language())
    return dates.find(document, doc)


def told(said: str, published: When | None = None) -> list[tuple[str, date | None, date | None, DatePrecision]]:
    whens = dates.resolve(found(said), published or day(THURSDAY))
    return [(when.words, when.first, when.last, when.precision) for when in whens]


def one(said: str, published: date = THURSDAY) -> tuple[str, str, str]:
    [(_, first, last, precision)] = told(said, day(published))
    return str(first), str(last), precision.value


@pytest.mark.parametrize(
    ("said", "first", "last", "precision"),
    [
        # The calendar.
        ("It was hit on December 2, 2019.", "2019-12-02", "2019-12-02", "day"),
        ("It was hit on 2 December 2019.", "2019-12-02", "2019-12-02", "day"),
        ("It was hit on Monday, December 2, 2019.", "2019-12-02", "2019-12-02", "day"),
        ("It was hit on 2019-12-02.", "2019-12-02", "2019-12-02", "day"),
        ("It was hit on Aug. 23, '03.", "2003-08-23", "2003-08-23", "day"),
        ("It was hit on 23-Aug-88.", "1988-08-23", "1988-08-23", "day"),
        ("It was hit on 25/11/03.", "2003-11-25", "2003-11-25", "day"),
        ("It was hit in '03.", "2003-01-01", "2003-12-31", "year"),
        ("It was hit on 25-11-2019.", "2019-11-25", "2019-11-25", "day"),
        ("It was hit on 07-12-2019.", "2019-07-12", "2019-07-12", "day"),
        ("It was hit on Sept. 6.", "2019-09-06", "2019-09-06", "day"),
        ("It was hit on the 6th of September.", "2019-09-06", "2019-09-06", "day"),
        ("It was hit on December 24.", "2018-12-24", "2018-12-24", "day"),
        ("It was hit on September 6-8.", "2019-09-06", "2019-09-08", "day"),
        ("It was hit on September 6 last year.", "2018-09-06", "2018-09-06", "day"),
        ("It was hit in October.", "2019-10-01", "2019-10-31", "month"),
        ("It was hit in December.", "2019-12-01", "2019-12-05", "month"),
        ("It was hit in May 2018.", "2018-05-01", "2018-05-31", "month"),
        ("It was hit last year in May.", "2018-05-01", "2018-05-31", "month"),
        ("It was hit in August of this year.", "2019-08-01", "2019-08-31", "month"),
        ("It was hit last October.", "2019-10-01", "2019-10-31", "month"),
        ("It was hit in early October.", "2019-10-01", "2019-10-10", "week"),
        ("It was hit in mid-May.", "2019-05-11", "2019-05-20", "week"),
        ("It was hit at the end of November.", "2019-11-21", "2019-11-30", "week"),
        ("It was hit in 2016.", "2016-01-01", "2016-12-31", "year"),
        ("It was hit in late 2016.", "2016-08-31", "2016-12-31", "season"),
        ("It was hit late last year.", "2018-08-31", "2018-12-31", "season"),
        ("He fought in the 1980s.", "1980-01-01", "1989-12-31", "year"),
        ("It was hit over the summer.", "2019-06-01", "2019-08-31", "season"),
        ("It was hit in the spring of 2018.", "2018-03-01", "2018-05-31", "season"),
        ("It was hit last winter.", "2018-12-01", "2019-02-28", "season"),
        ("It was hit in the fall of\n            2013.", "2013-09-01", "2013-11-30", "season"),
        ("It was hit on 12/05/2019.", "2019-12-05", "2019-12-05", "day"),
        ("It was hit on 03/04/2018.", "2018-03-04", "2018-04-03", "month"),
        ("It was hit on 2019/12/02.", "2019-12-02", "2019-12-02", "day"),
        ("It was hit on \u0662\u0665/\u0661\u0661/\u0662\u0660\u0661\u0669.", "2019-11-25", "2019-11-25", "day"),
        ("It was hit on 10 Muharram 1441.", "2019-09-09", "2019-09-11", "week"),
        ("It was hit on 24 Aban 1398.", "2019-11-14", "2019-11-15", "day"),
        ("It was hit in the first week of November.", "2019-11-01", "2019-11-07", "week"),
        ("It was hit in the last week of February 2018.", "2018-02-22", "2018-02-28", "week"),
        ("It was hit in the first quarter of 2019.", "2019-01-01", "2019-03-31", "season"),
        ("It was built in the 19th century.", "1801-01-01", "1900-12-31", "year"),
        # Days with a name.
        ("It was hit during Ramadan.", "2019-05-05", "2019-06-05", "month"),
        ("It was hit during Ramadan 2015.", "2015-06-17", "2015-07-18", "month"),
        ("It was hit on the first day of Eid al-Fitr.", "2019-06-04", "2019-06-08", "week"),
        ("It was hit during Eid ul-Adha.", "2019-08-11", "2019-08-16", "week"),
        ("It was hit on Ashura.", "2019-09-09", "2019-09-11", "week"),
        ("Pilgrims were hit on Arba'een.", "2019-10-19", "2019-10-21", "week"),
        ("It was hit during Nowruz.", "2019-03-20", "2019-03-21", "day"),
        ("It was hit during Newroz.", "2019-03-20", "2019-03-21", "day"),
        ("It was hit on Norouz 2018.", "2018-03-20", "2018-03-21", "day"),
        ("It was hit on Easter Sunday.", "2019-04-21", "2019-04-21", "day"),
        ("It was hit on Good Friday.", "2019-04-19", "2019-04-19", "day"),
        ("It was hit on Orthodox Easter.", "2019-04-28", "2019-04-28", "day"),
        ("It was hit over Christmas.", "2018-12-24", "2018-12-26", "week"),
        ("It was hit on Christmas Day 2015.", "2015-12-25", "2015-12-25", "day"),
        ("They marched on May Day.", "2019-05-01", "2019-05-01", "day"),
        # From publication.
        ("It was hit half a year ago.", "2019-05-01", "2019-07-31", "season"),
        ("The court ordered the army to leave the town on Tuesday.", "2019-12-03", "2019-12-03", "day"),
        ("He urged the rebels to stop in a letter on Wednesday.", "2019-12-04", "2019-12-04", "day"),
        ("They plan to march on Friday.", "2019-12-06", "2019-12-06", "day"),
        ("It was hit on Thursday.", "2019-12-05", "2019-12-05", "day"),
        ("It was hit last Thursday.", "2019-11-28", "2019-11-28", "day"),
        ("It was hit on Friday night.", "2019-11-29", "2019-11-29", "day"),
        ("The talks will resume on Friday.", "2019-12-06", "2019-12-06", "day"),
        ("The talks will resume next Thursday.", "2019-12-12", "2019-12-12", "day"),
        ("It was hit on Tuesday of last week.", "2019-11-26", "2019-11-26", "day"),
        ("It was hit yesterday.", "2019-12-04", "2019-12-04", "day"),
        ("It was hit overnight.", "2019-12-04", "2019-12-05", "day"),
        ("It was hit last week.", "2019-11-25", "2019-12-01", "week"),
        ("It was hit earlier this week.", "2019-12-02", "2019-12-05", "week"),
        ("It was hit over the weekend.", "2019-11-30", "2019-12-01", "week"),
        ("It was hit last month.", "2019-11-01", "2019-11-30", "month"),
        ("It was hit earlier this month.", "2019-12-01", "2019-12-05", "month"),
        ("It was hit earlier in the year.", "2019-01-01", "2019-12-05", "year"),
        ("It was hit three days ago.", "2019-12-02", "2019-12-02", "day"),
        ("It was hit a week ago.", "2019-11-25", "2019-12-01", "week"),
        ("It was hit two months ago.", "2019-10-01", "2019-10-31", "month"),
        ("It was hit four years ago.", "2015-01-01", "2015-12-31", "year"),
        ("It was hit in recent weeks.", "2019-10-31", "2019-12-05", "month"),
        ("It was hit over the past two months.", "2019-10-05", "2019-12-05", "season"),
        ("They have been protesting for over two months.", "2019-10-05", "2019-12-05", "season"),
        ("It has been six days since Northmark halted the flow.", "2019-11-29", "2019-11-29", "day"),
        ("It was hit just a few weeks earlier, on January 25, 2019.", "2019-01-25", "2019-01-25", "day"),
        ("It was hit earlier this month, on December 3.", "2019-12-03", "2019-12-03", "day"),
        ("It was hit on New Year's Eve.", "2018-12-31", "2018-12-31", "day"),
        ("It was the worst since the Sept. 11 attacks.", "2001-09-11", "2019-12-05", "year"),
        # Open and bounded.
        ("They have held it since May.", "2019-05-01", "2019-12-05", "month"),
        ("They have held it since Monday.", "2019-12-02", "2019-12-05", "week"),
        ("They have held it since the spring.", "2019-03-01", "2019-12-05", "season"),
        ("It was closed from June to August 2018.", "2018-06-01", "2018-08-31", "month"),
        ("It was closed between 2003 and 2011.", "2003-01-01", "2011-12-31", "year"),
        ("They were given until December 20 to leave.", "None", "2019-12-20", "open"),
    ],
)
def test_each_way_to_say_when_has_its_days(said: str, first: str, last: str, precision: str) -> None:
    assert one(said) == (first, last, precision)


@pytest.mark.parametrize(
    "said",
    [
        "They may march on the capital.",
        "May they rest in peace, the bishop said.",
        "Prime Minister Theresa May said so.",
        "The Sunday Telegraph said so.",
        "It was worse than Bloody Sunday.",
        "The Boxing Day Test went on.",
        "The leader, Ramadan Karimi, said so.",
        "The ship left Christmas Island.",
        "About 2000 soldiers crossed the river.",
        "The council passed Resolution 1701.",
        "He was jailed for two years.",
        "It happens day after day.",
        "A 23-year-old man was hurt.",
        "The president signed the 2018 National Defense Authorization Act.",
        "The fighting reached its fifth day.",
        "They sat a second time.",
        "It was the last day of the session.",
        "They won 12-10-19 and went on.",
        "He called it the 'in' crowd.",
    ],
)
def test_what_only_looks_like_a_date_is_none(said: str) -> None:
    assert found(said) == ()


def test_the_following_day_counts_from_the_day_told_last() -> None:
    said = (
        "On September 6, shells landed near the embassy. The following day, protesters burned the consulate. "
        "Two days later a rocket fell. That night the talks began. On the night that they began, a bridge fell."
    )
    assert [(words, str(first)) for words, first, _, _ in told(said)] == [
        ("September 6", "2019-09-06"),
        ("The following day", "2019-09-07"),
        ("Two days later", "2019-09-09"),
        ("That night", "2019-09-09"),
        ("On the night", "2019-09-09"),
    ]


def test_what_an_expression_was_counted_from_is_said() -> None:
    whens = dates.resolve(found("On September 6, it rained. The next day, it did not. In 2016 it snowed."), day(THURSDAY))
    assert [when.anchor for when in whens] == ["published 2019-12-05", "September 6", ""]


def test_the_event_named_after_it_lies_before_the_day_of_the_sentence() -> None:
    said = "The envoy said so on Wednesday, two days after a strike killed the commander."
    assert [str(first) for _, first, _, _ in told(said)] == ["2019-12-04", "2019-12-02"]


def test_a_count_from_an_event_without_a_day_is_unknown() -> None:
    [(words, first, last, precision)] = told("It was hit two weeks before the vote.")
    assert (words, first, last, precision) == ("two weeks before", None, None, DatePrecision.UNKNOWN)


def test_without_a_publication_only_what_says_its_year_has_days() -> None:
    said = "It was hit on September 6, last week, and in May 2018. It has been open since 1979."
    assert [(words, str(first), str(last), precision.value) for words, first, last, precision in told(said, When())] == [
        ("September 6", "None", "None", "unknown"),
        ("last week", "None", "None", "unknown"),
        ("May 2018", "2018-05-01", "2018-05-31", "month"),
        ("since 1979", "1979-01-01", "None", "open"),
    ]


def test_a_range_of_publication_gives_a_range_of_days() -> None:
    published = When(first=date(2019, 12, 4), last=date(2019, 12, 6), precision=DatePrecision.WEEK)
    assert told("It was hit on Thursday.", published) == [("Thursday", date(2019, 11, 28), date(2019, 12, 5), DatePrecision.WEEK)]
    assert told("They have held it since May.", published)[0][2:] == (date(2019, 12, 6), DatePrecision.MONTH)
    assert told("It was hit on September 6.", published) == [
        ("September 6", date(2019, 9, 6), date(2019, 9, 6), DatePrecision.DAY)
    ]


def test_spans_are_those_of_the_document_in_order_without_overlap() -> None:
    said = "On Thursday, Dec. 5, 2019, and since May 2018 \u2013 or the summer of last year \u2013 it was shut."
    expressions = found(said)
    assert [expression.span.of(said) for expression in expressions] == [expression.words for expression in expressions]
    assert [expression.words for expression in expressions] == [
        "Thursday, Dec. 5, 2019",
        "since May 2018",
        "the summer of last year",
    ]
    assert all(expression.form for expression in expressions)


def chronology(*paragraphs: tuple[str, BlockKind]) -> list[tuple[str, date | None]]:
    """Return the days that a page of paragraphs tells, published on a Thursday of 2019."""
    whole, blocks = "", []
    for words, kind in paragraphs:
        blocks.append(Block(span=Span(len(whole), len(whole) + len(words)), kind=kind, reason="test"))
        whole += f"{words}\n\n"
    document = Document(id="d", source="d.txt", text=whole, blocks=tuple(blocks))
    [(_, doc)] = text.parse([document], language())
    return [(when.words, when.first) for when in dates.resolve(dates.find(document, doc), day(THURSDAY))]


def test_an_entry_of_a_chronology_has_the_month_and_the_year_of_the_heading_above() -> None:
    days = chronology(
        ("June 2014", BlockKind.HEADING),
        ("12: Rebels shelled the town of Calder.", BlockKind.BODY),
        ("14 June: The army took it back.", BlockKind.BODY),
        ("July 2014", BlockKind.HEADING),
        ("2 \u2013 Two soldiers were killed near Calder.", BlockKind.BODY),
    )
    entries = {"12": date(2014, 6, 12), "14 June": date(2014, 6, 14), "2": date(2014, 7, 2)}
    assert {words: first for words, first in days if words in entries} == entries


def test_a_number_under_another_heading_or_beyond_the_month_is_no_day() -> None:
    days = chronology(
        ("June 2014", BlockKind.HEADING),
        ("31: Rebels shelled the town of Calder.", BlockKind.BODY),
        ("12-18 soldiers were killed near Calder.", BlockKind.BODY),
        ("What the rebels ask for", BlockKind.HEADING),
        ("12: An end to the shelling of Calder.", BlockKind.BODY),
    )
    assert [words for words, _ in days] == ["June 2014"]


def test_furniture_and_datelines_hold_no_dates() -> None:
    said = "CALDER, May 3 - It rained.\n\nUpdated May 4, 2031\n\nThe Latest: it rained on May 5."
    ends = [said.index("\n\nUpdated"), said.index("\n\nThe Latest")]
    blocks = (
        Block(span=Span(0, ends[0]), kind=BlockKind.BODY, reason="test"),
        Block(span=Span(ends[0] + 2, ends[1]), kind=BlockKind.DATE, reason="test"),
        Block(span=Span(ends[1] + 2, len(said)), kind=BlockKind.FURNITURE, reason="test"),
    )
    document = Document(id="d", source="d.txt", text=said, blocks=blocks, dateline=Span(0, len("CALDER, May 3 -")))
    [(_, doc)] = text.parse([document], language())
    assert dates.find(document, doc) == ()


def test_a_publication_of_unknown_year_dates_nothing_that_is_counted_from_it() -> None:
    published = When(first=date(2016, 3, 1), last=date(2017, 2, 1), precision=DatePrecision.YEAR)
    found = told("It was hit on Thursday, and on December 2, 2015. It began on March 4.", published)
    assert [(words, str(first)) for words, first, _, _ in found] == [
        ("Thursday", "None"),
        ("December 2, 2015", "2015-12-02"),
        ("March 4", "None"),
    ]


@pytest.mark.parametrize("published", [date(1, 1, 1), date(9999, 12, 31), date(2020, 2, 29)])
def test_the_ends_of_the_calendar_stop_nothing(published: date) -> None:
    said = "It was hit on February 29; last year, 300 years ago, next month, in the past 90 decades and since Friday."
    assert len(dates.resolve(found(said), day(published))) == 6


@pytest.mark.parametrize(
    ("name", "day"),
    [
        # As announced in Mecca, from the news of those years.
        ("ramadan", date(2024, 3, 11)),
        ("eid al-fitr", date(2006, 10, 23)),
        ("eid al-fitr", date(2011, 8, 30)),
        ("eid al-fitr", date(2020, 5, 24)),
        ("eid al-fitr", date(2024, 4, 10)),
        ("eid al-adha", date(2006, 12, 31)),
        ("eid al-adha", date(2019, 8, 11)),
        ("eid al-adha", date(2024, 6, 16)),
        ("easter sunday", date(2011, 4, 24)),
        ("easter sunday", date(2024, 3, 31)),
        ("good friday", date(2022, 4, 15)),
        ("orthodox easter", date(2022, 4, 24)),
        ("orthodox easter", date(2024, 5, 5)),
        ("nowruz", date(2024, 3, 20)),
    ],
)
def test_a_feast_can_have_been_on_the_day_it_was_on(name: str, day: date) -> None:
    assert any(first <= day <= last for first, last in feasts.FEASTS[name](day.year))


@pytest.mark.parametrize("year", range(1990, 2036))
def test_each_feast_has_its_days_in_order_and_in_its_year(year: int) -> None:
    for name, days in feasts.FEASTS.items():
        told = list(days(year))
        assert 0 <= len(told) <= 2, name
        assert told == sorted(told)
        assert all(first <= last and first.year == year for first, last in told), name


@pytest.mark.parametrize("name", sorted(feasts.FEASTS))
def test_a_feast_is_found_by_its_own_name(name: str) -> None:
    words = re.sub(r"(?<!['\w])(?!al-|of)[a-z]", lambda letter: letter[0].upper(), name)
    assert re.fullmatch(feasts.printed(), words)
    assert feasts.named(words) == name


def test_a_form_is_passed_over_only_where_it_cannot_match() -> None:
    tables = (Path(__file__).parent / "claims").glob("*.csv")
    texts = [cell for table in tables for row in facts.rows(table, dict) for cell in row.values()]
    missed = [
        (form.pattern.pattern, match[0])
        for text in texts
        for form in grammar.FORMS
        for match in form.pattern.finditer(text)
        if not any(letters in match[0].lower() for letters in form.needs)
    ]
    assert missed == []
