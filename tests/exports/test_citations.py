"""Citations, as other programs read them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import bibtexparser
import pytest
import rispy

from geo.exports.citations import Citation, _bibtex, _ris
from geo.store import Snapshot
from geo.views import Filter
from tests.exports.conftest import Made

NOTHING = Filter(text="nobody ever said this")


def bibtex(content: bytes) -> dict[str, dict[str, str]]:
    read = bibtexparser.parse_string(content.decode())
    assert read.failed_blocks == []
    return {entry.key: {field.key: str(field.value) for field in entry.fields} for entry in read.entries}


def ris(content: bytes) -> list[dict[str, Any]]:
    return rispy.loads(content.decode())


def test_each_document_behind_the_incidents_is_cited_once(snapshot: Snapshot, made: Made) -> None:
    cited = bibtex(made("bibtex", snapshot))
    assert list(cited) == ["doc-aaaaaaaaaaaa", "doc-bbbbbbbbbbbb"]
    gazette = cited["doc-aaaaaaaaaaaa"]
    assert {name: gazette[name] for name in ("title", "journal", "year", "month", "day", "date", "url")} == {
        "title": "{Rockets hit Camp Orrin}",
        "journal": "The Gazette",
        "year": "2031",
        "month": "may",
        "day": "8",
        "date": "2031-05-08",
        "url": "https://news.example/aaaaaaaaaaaa",
    }
    assert "SHA-256" in gazette["note"]


def test_a_document_without_a_day_gets_none(snapshot: Snapshot, made: Made) -> None:
    herald = bibtex(made("bibtex", snapshot))["doc-bbbbbbbbbbbb"]
    assert not {"year", "month", "day", "date"} & herald.keys()
    assert "The day of publication is not known" in herald["note"]


def test_only_the_documents_of_the_filter_are_cited(snapshot: Snapshot, made: Made) -> None:
    assert list(bibtex(made("bibtex", snapshot, Filter(text="Protesters burned")))) == ["doc-aaaaaaaaaaaa"]
    assert bibtex(made("bibtex", snapshot, NOTHING)) == {}
    assert ris(made("ris", snapshot, NOTHING)) == []


def test_ris_says_the_same(snapshot: Snapshot, made: Made) -> None:
    gazette, herald = ris(made("ris", snapshot))
    assert (gazette["type_of_reference"], gazette["title"], gazette["secondary_title"], gazette["date"]) == (
        "NEWS",
        "Rockets hit Camp Orrin",
        "The Gazette",
        "2031/05/08",
    )
    assert gazette["urls"] == ["https://news.example/aaaaaaaaaaaa"]
    assert "date" not in herald


def test_a_data_set_is_cited_as_one_with_its_license(whose: Snapshot, made: Made) -> None:
    told = bibtex(made("bibtex", whose))["dataset-guild"]
    assert (told["title"], told["publisher"], told["urldate"]) == ("{Guild of Counters}", "The Guild", "2031-06-01")
    assert told["note"] == "3 incidents of the file guild.csv. License: nobody else may have the rows"


PLAIN = Citation(key="k", title="t", outlet="o", first=None, last=None, precision="unknown", url="", notes=())


@pytest.mark.parametrize(
    ("first", "last", "precision", "tex", "da"),
    [
        (date(2031, 5, 1), date(2031, 5, 31), "month", {"year": "2031", "month": "may", "date": "2031-05"}, "2031/05//May 2031"),
        (date(2031, 1, 1), date(2031, 12, 31), "year", {"year": "2031", "date": "2031"}, "2031///2031"),
        (
            date(2031, 4, 28),
            date(2031, 5, 4),
            "week",
            {"year": "2031", "date": "2031-04-28/2031-05-04"},
            "2031///28 Apr 2031 to 4 May 2031",
        ),
        (None, date(2031, 5, 8), "open", {"date": "/2031-05-08"}, "////until 8 May 2031".removeprefix("/")),
    ],
)
def test_a_date_is_cited_as_exactly_as_it_is_known(
    first: date | None, last: date | None, precision: str, tex: dict[str, str], da: str
) -> None:
    one = replace(PLAIN, first=first, last=last, precision=precision)
    [told] = bibtex(_bibtex(one).encode()).values()
    assert {name: told[name] for name in ("year", "month", "day", "date") if name in told} == tex
    assert ris(_ris(one).encode())[0]["date"] == da


def test_hostile_text_opens_no_entry_and_closes_none(hostile: Snapshot, made: Made) -> None:
    [told] = bibtex(made("bibtex", hostile)).values()
    assert r"\textbackslash{}input\textbraceleft{}x\textbraceright{}" in told["title"]
    assert told["url"] == "https://x.example/%22%3E%3Cb%3E%7B%7D%5C%20y"
    [same] = ris(made("ris", hostile))
    assert "ER - TY - BOOK" in same["title"]


def test_an_address_that_is_no_page_is_left_out(made: Made, snapshot: Snapshot) -> None:
    assert "url" not in next(iter(bibtex(_bibtex(PLAIN).encode()).values()))
    assert b"javascript" not in made("bibtex", snapshot)
