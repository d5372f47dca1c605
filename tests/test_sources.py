"""Files to documents: what is read, what each paragraph is for, who published it and when."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pytest

from geo import sources
from geo.model import Basis, BlockKind, Document, Skipped
from geo.settings import Settings

Read = Callable[..., list[Document | Skipped]]
Report = Callable[[str], Document]

LEDE = "Rockets landed near the old airport of Calder on Tuesday, and nobody was hurt, the police said."
SECOND = "It was the second attack in a week, and no group has said that it was behind it so far."
THIRD = "The governor of Northmark called on both sides to keep the peace and to wait for the inquiry."


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Return what is read from files with these contents."""

    def reading(max_characters: int = 2_000_000, **contents: str | bytes) -> list[Document | Skipped]:
        for name, content in contents.items():
            data = content if isinstance(content, bytes) else content.encode()
            (tmp_path / name.replace("__", ".")).write_bytes(data)
        return list(sources.read([tmp_path], Settings(max_characters=max_characters)))

    return reading


@pytest.fixture
def report(read: Read) -> Report:
    """Return the one document of a text file."""

    def reading(text: str) -> Document:
        [document] = read(report__txt=text)
        assert isinstance(document, Document)
        return document

    return reading


def kinds(document: Document) -> list[tuple[BlockKind, str]]:
    return [(block.kind, block.span.of(document.text)[:24]) for block in document.blocks]


def of_kind(document: Document, kind: BlockKind) -> list[str]:
    return [block.span.of(document.text) for block in document.blocks if block.kind is kind]


# --- the page ------------------------------------------------------------------------------


def test_each_paragraph_of_a_page_gets_its_kind(report: Report) -> None:
    page = report(
        f"World\n\nRockets fall on Calder\n\nUpdated 3 March 2031\nBy Ann Ewer\nA+ A-\n\nCALDER, Northmark - {LEDE}\n\n"
        f"Fear in the valley\n\n{SECOND}\n\nTags: war\n\nNorthmark\n"
    )
    assert kinds(page) == [
        (BlockKind.FURNITURE, "World"),
        (BlockKind.TITLE, "Rockets fall on Calder"),
        (BlockKind.DATE, "Updated 3 March 2031"),
        (BlockKind.BYLINE, "By Ann Ewer"),
        (BlockKind.FURNITURE, "A+ A-"),
        (BlockKind.BODY, "CALDER, Northmark - Rock"),
        (BlockKind.HEADING, "Fear in the valley"),
        (BlockKind.BODY, SECOND[:24]),
        (BlockKind.FURNITURE, "Tags: war"),
        (BlockKind.FURNITURE, "Northmark"),
    ]
    assert page.title == "Rockets fall on Calder"
    assert page.dateline is not None
    assert page.dateline.of(page.text) == "CALDER, Northmark -"
    assert all(block.reason for block in page.blocks)


def test_blocks_cover_every_word_in_order_without_overlap(report: Report) -> None:
    page = report(f"Rockets fall\n\n\u200b{LEDE}\u00a0\r\n\r\n{SECOND}")
    covered = " ".join(block.span.of(page.text) for block in page.blocks)
    assert covered.split() == page.text.replace("\u200b", "").split()
    ends = [0, *(block.span.end for block in page.blocks)]
    assert all(end <= block.span.start for end, block in zip(ends, page.blocks, strict=False))


@pytest.mark.parametrize(
    "caption",
    [
        "Smoke over the port of Calder on Monday. (AFP/File photo)",
        "A soldier stands guard. Photo: Ann Ewer",
        "The governor (left) with his deputy in Calder",
        "Map of the Northmark valley.",
        "Villagers leave Calder. [Ann Ewer/Reuters]",
        "A street in Calder after the attack\nReuters",
        "A Northmark fighter jet, from file.",
        "Smoke rises from the port of Calder after an air strike on Monday.",
        "Protesters hold up placards in front of the town hall of Calder.",
        "Soldiers inspect the wreck of a car in Calder, Northmark, 4 May 2016.",
        "Attack: The bomb in the market of Calder killed two people on Tuesday.",
        "Gang war: A policeman guards a truck in which bodies were found in Calder.",
        "Night of violence: Youths throw petrol bombs at police in the east of Calder.",
    ],
)
def test_captions_are_told_from_the_report(report: Report, caption: str) -> None:
    page = report(f"Rockets fall on Calder\n\n{caption}\n\n{LEDE}\n\n{SECOND}")
    assert of_kind(page, BlockKind.CAPTION) == [caption.split("\n", maxsplit=1)[0]]
    assert of_kind(page, BlockKind.BODY) == [LEDE, SECOND]


@pytest.mark.parametrize(
    "told",
    [
        "The group is seen as a threat and attacked two villages.",
        "Calder: A bomb killed two people.",
        "East Calder: A bomb killed two people.",
        "Breaking news: A bomb killed two people.",
        "\u201cSmoke rises from every house,\u201d a farmer of Calder said.",
    ],
)
def test_the_present_alone_makes_no_caption(report: Report, told: str) -> None:
    assert told in of_kind(report(f"Rockets fall on Calder\n\n{LEDE}\n\n{told}\n\n{SECOND}"), BlockKind.BODY)


def test_an_agency_that_signs_the_last_paragraph_makes_it_no_caption(report: Report) -> None:
    page = report(f"Rockets fall on Calder\n\n{LEDE}\n\n{SECOND} (Reuters)")
    assert of_kind(page, BlockKind.BODY) == [LEDE, f"{SECOND} (Reuters)"]


@pytest.mark.parametrize(
    "tail",
    [
        "Comments\n\nWe welcome comments that are relevant to the article and to the news.\n\nPost a comment",
        f"The Latest\n\nBridge falls in Port Calder\n\n{THIRD}",
        "Ann Ewer is an analyst and contributor to the Calder Journal.",
        "Join Chatter for free. Use its chat with your friends. >>",
        "No comments",
        "(Reporting by Ann Ewer; Editing by Bo Lind)",
        "Northmark\n\nBorder war\n\nRoute 6",
        'Sources\n\n"Rockets fall on Calder" \u2014 The Journal, March 3, 2031\nBo Lind. "Attack" \u2014 Valley, March 2, 2031',
    ],
)
def test_what_stands_below_the_report_yields_nothing(report: Report, tail: str) -> None:
    page = report(f"Rockets fall on Calder\n\n{LEDE}\n\n{SECOND}\n\n{tail}")
    assert of_kind(page, BlockKind.BODY) == [LEDE, SECOND]
    assert {block.kind for block in page.blocks[3:]} == {BlockKind.FURNITURE}


def test_a_bar_of_links_amid_the_report_does_not_end_it(report: Report) -> None:
    page = report(
        f"Rockets fall on Calder\n\nComments\n\n{LEDE}\n\nRelated stories\n\nBridge falls in Port Calder\n\n{SECOND}\n\n{THIRD}"
    )
    assert of_kind(page, BlockKind.BODY) == [LEDE, SECOND, THIRD]


@pytest.mark.parametrize(
    "said",
    [
        "For more than two months protesters have held the square in the old town of Calder.",
        "We will not tolerate attacks on our embassy, said the governor of Northmark on Monday.",
        "Ann Ewer is a reporter for the Journal, and the police arrested her on Tuesday in Calder.",
        "Comments that the army had fired first were false, said the governor of Northmark.",
        "By early Tuesday the rebels had taken the port of Harrow and the bridge north of it.",
    ],
)
def test_a_sentence_that_begins_like_furniture_is_read(report: Report, said: str) -> None:
    page = report(f"Rockets fall on Calder\n\n{LEDE}\n\n{said}\n\n{SECOND}\n\n{THIRD}")
    assert of_kind(page, BlockKind.BODY) == [LEDE, said, SECOND, THIRD]


def test_a_headline_about_an_editor_is_no_byline(report: Report) -> None:
    assert report(f"Police arrest newspaper editor\n\n{LEDE}\n\n{SECOND}").title == "Police arrest newspaper editor"


def test_the_second_copy_of_a_paragraph_is_furniture(report: Report) -> None:
    page = report(f"Rockets fall on Calder\n\n{LEDE}\n\nRockets fall on Calder\n\n{SECOND}\n\n{LEDE}\n\n{THIRD}")
    assert of_kind(page, BlockKind.FURNITURE) == ["Rockets fall on Calder", LEDE]


def test_a_standfirst_taken_from_the_report_is_read_once(report: Report) -> None:
    page = report(f"Rockets fall on Calder\n\n{SECOND}\n\n{LEDE}\n\n{SECOND} {THIRD}")
    assert of_kind(page, BlockKind.BODY) == [SECOND, LEDE, THIRD]


def test_a_pull_quote_and_its_speaker_are_furniture(report: Report) -> None:
    quote = "We have waited here for nine hours in the dark"
    page = report(
        f'Rockets fall on Calder\n\n{LEDE}\n\n{quote} ... and more\n\n\u2014 Bo Lind\n\n"{quote}," said Bo Lind of Calder.'
    )
    assert of_kind(page, BlockKind.FURNITURE) == [f"{quote} ... and more", "\u2014 Bo Lind"]


def test_the_paragraph_that_a_pull_quote_copies_word_for_word_is_read(report: Report) -> None:
    page = report(f"Rockets fall on Calder\n\n{LEDE}\n\n{SECOND}\n\n\u2014 Bo Lind\n\n{SECOND}\n\n{THIRD}")
    assert of_kind(page, BlockKind.BODY) == [LEDE, SECOND, THIRD]


def test_lines_that_a_machine_wrapped_are_one_paragraph(report: Report) -> None:
    lines = [
        "Rockets landed near the old airport of Calder on Tuesday, and nobody",
        "   was hurt, the police said. It was the second attack within one week, and",
        "   Northmark has asked both of its neighbors for help.",
        "   A second report said that the rockets had been fired from the hills.",
    ]
    page = report("\n".join(lines))
    assert [block.span.of(page.text).split("\n")[0] for block in page.blocks] == [lines[0], lines[3].strip()]


# --- several articles ----------------------------------------------------------------------


def test_an_article_glued_to_another_is_a_document_of_its_own(read: Read) -> None:
    text = (
        f"Rockets fall on Calder\n\nUpdated 3 March 2031\n\nCALDER: {LEDE}\n\n{SECOND}\n\n\n"
        f"Bridge falls in Port Harrow\n\nUpdated 9 min ago\n\nBridge falls in Port Harrow\n\nPORT HARROW: {THIRD}\n"
    )
    first, second = read(two__txt=text)
    assert isinstance(first, Document)
    assert isinstance(second, Document)
    assert first.text + second.text == text
    assert (second.start, second.title) == (text.index("Bridge"), "Bridge falls in Port Harrow")
    assert (first.published.when.first, second.published.basis) == (date(2031, 3, 3), Basis.UNKNOWN)
    assert first.id != second.id


def test_a_headline_in_the_report_does_not_begin_another(read: Read) -> None:
    text = f"Rockets fall on Calder\n\n{LEDE}\n\n{SECOND}\n\nFear in the valley\n\n{THIRD}\n\n{SECOND} So it goes."
    assert len(read(one__txt=text)) == 1


# --- who and when --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Updated 05 December 2019", date(2019, 12, 5)),
        ("Thursday, March 27, 2008", date(2008, 3, 27)),
        ("Published: 2021-02-03 14:05 GMT", date(2021, 2, 3)),
        ("27-12-2019", date(2019, 12, 27)),
        ("Sept. 6, 2018 10:31 a.m. EDT", date(2018, 9, 6)),
        ("6th of May 2014", date(2014, 5, 6)),
        ("Updated 10:21 AM ET, Tue January 14, 2020", date(2020, 1, 14)),
        ("Published On 9 Oct 20239 Oct 2023", date(2023, 10, 9)),
        ("Mon 9 Oct 2023 18.02 BST", date(2023, 10, 9)),
        ("Posted on January 14, 2020 by admin", date(2020, 1, 14)),
        ("Jan. 14, 2020 / 10:21 AM / CBS/AP", date(2020, 1, 14)),
        ("By Ann Ewer | January 14, 2020", date(2020, 1, 14)),
        ("BY ANN EWER | January 14, 2020 | ann@paper.test | @ewer", date(2020, 1, 14)),
    ],
)
def test_a_date_line_states_the_publication(report: Report, line: str, said: date) -> None:
    published = report(f"Rockets fall on Calder\n\n{line}\n\n{LEDE}\n\n{SECOND}").published
    assert (published.when.first, published.when.last, published.basis) == (said, said, Basis.STATED)
    assert line in published.evidence


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("BAGHDAD 1996-08-22", date(1996, 8, 22)),
        ("Lima, 23 Aug 88 (EFE)", date(1988, 8, 23)),
        ("Port Calder, Northmark, 2 May 2014", date(2014, 5, 2)),
        ("Publish Date January 14, 2016", date(2016, 1, 14)),
        ("Publication date: 25-12-19", date(2019, 12, 25)),
        ("Release date 14 January 2016", date(2016, 1, 14)),
        ("Wednesday 23 Aug '49", date(2049, 8, 23)),
        ("Aug. 23, 50", date(1950, 8, 23)),
        ("14-Mar-88 08:30 GMT", date(1988, 3, 14)),
    ],
)
def test_a_place_a_label_or_two_digits_of_a_year_do_not_hide_the_day(report: Report, line: str, said: date) -> None:
    published = report(f"Rockets fall on Calder\n\n{line}\n\n{LEDE}\n\n{SECOND}").published
    assert (published.when.first, published.when.last, published.basis) == (said, said, Basis.STATED)


def test_two_digits_of_a_year_say_for_what_they_were_taken(report: Report) -> None:
    published = report(f"Rockets fall on Calder\n\n23 Aug 88\n\n{LEDE}\n\n{SECOND}").published
    assert published.evidence.endswith("two digits of a year stand for one from 1950 to 2049")


@pytest.mark.parametrize("line", ["Dec 10, 11 am", "May 19 12:30", "Munich market attack, 5 September 1972", "10-12 19"])
def test_an_hour_a_headline_or_a_score_is_no_day_of_a_year(report: Report, line: str) -> None:
    assert report(f"Rockets fall on Calder\n\n{line}\n\n{LEDE}\n\n{SECOND}").published.basis is Basis.UNKNOWN


def test_a_sentence_with_a_date_is_no_date_line(report: Report) -> None:
    said = "Published accounts of the attack of January 14, 2020 name the village of Calder."
    page = report(f"Rockets fall on Calder\n\n{LEDE}\n\n{said}")
    assert (of_kind(page, BlockKind.BODY), page.published.basis) == ([LEDE, said], Basis.UNKNOWN)


def test_the_months_in_a_report_say_which_number_of_its_date_is_the_day(report: Report) -> None:
    page = report(f"Rockets fall on Calder\n\n05-12-2019\n\n{LEDE} The army left in early October.\n\n{SECOND}")
    assert page.published.when.first == date(2019, 12, 5)
    other = report(f"Rockets fall on Calder\n\n05/12/2019\n\n{LEDE} The army left in early April.\n\n{SECOND}")
    assert other.published.when.first == date(2019, 5, 12)


def test_a_numeric_date_that_nothing_decides_stays_a_range(report: Report) -> None:
    published = report(f"Rockets fall on Calder\n\n05/12/2019\n\n{LEDE}\n\n{SECOND}").published
    assert (published.when.first, published.when.last) == (date(2019, 5, 12), date(2019, 12, 5))


def test_the_date_of_a_picture_is_not_that_of_the_report(report: Report) -> None:
    page = report(f"Rockets fall on Calder\n\nA street in Calder on March 2, 2031. (AFP/File photo)\n\n{LEDE}\n\n{SECOND}")
    assert page.published.basis is Basis.UNKNOWN


@pytest.mark.parametrize(
    ("opening", "dateline", "publisher"),
    [
        ("LONDON: ", "LONDON:", ""),
        ("ERBIL, Kurdistan Region \u2013 ", "ERBIL, Kurdistan Region \u2013", ""),
        ("WASHINGTON (AP) \u2014 ", "WASHINGTON (AP) \u2014", "AP"),
        ("BAGHDAD, Oct 3 - ", "BAGHDAD, Oct 3 -", ""),
        ("Baghdad, Iraq (CNN) -- ", "Baghdad, Iraq (CNN) --", "CNN"),
        ("Kabul (AFP) ", "Kabul (AFP)", "AFP"),
        ("(Reuters) - ", "(Reuters) -", "Reuters"),
        ("Lima, 23 Aug 88 (EFE) -- ", "Lima, 23 Aug 88 (EFE) --", "EFE"),
        ("MANILA (AFP) 12 March 2003 - ", "MANILA (AFP) 12 March 2003 -", "AFP"),
        ("AUSTIN, Texas ", "AUSTIN, Texas", ""),
    ],
)
def test_a_dateline_is_found_in_every_common_style(report: Report, opening: str, dateline: str, publisher: str) -> None:
    page = report(
        f"Rockets fall on Calder\n\n{opening}Two rockets landed near the old airport of Calder, the police said.\n\n{SECOND}"
    )
    assert page.dateline is not None
    assert (page.dateline.of(page.text), page.publisher) == (dateline, publisher)


@pytest.mark.parametrize("opening", ["The World Health Organization (WHO) ", "Rockets: ", "The army of Northmark "])
def test_a_sentence_is_no_dateline(report: Report, opening: str) -> None:
    page = report(
        f"Rockets fall on Calder\n\n{opening}said on Tuesday that two rockets had landed near the old airport.\n\n{SECOND}"
    )
    assert page.dateline is None


def test_a_dateline_with_a_full_date_states_the_publication(report: Report) -> None:
    page = report(f"Rockets fall on Calder\n\nBAGHDAD, Oct 3, 2019 (Reuters) - {LEDE}\n\n{SECOND}")
    assert (page.published.when.first, page.publisher) == (date(2019, 10, 3), "Reuters")


def test_a_sidecar_wins_over_the_page(read: Read) -> None:
    told = {"url": "https://paper.test/a", "publisher": "The Paper", "published": "2031-03-04"}
    [page] = read(a__txt=f"Rockets fall\n\nUpdated 3 March 2031\n\n{LEDE}", a__meta__json=json.dumps(told))
    assert isinstance(page, Document)
    assert (page.url, page.publisher, page.published.basis) == (told["url"], "The Paper", Basis.METADATA)
    assert page.published.when.first == date(2031, 3, 4)


def test_the_address_dates_a_page_that_states_nothing(read: Read) -> None:
    told = {"url": "https://paper.test/2031/03/04/rockets"}
    [page] = read(a__txt=f"Rockets fall on Calder\n\n{LEDE}", a__meta__json=json.dumps(told))
    assert isinstance(page, Document)
    assert (page.published.when.first, page.published.basis) == (date(2031, 3, 4), Basis.URL)


def test_a_broken_sidecar_is_a_reason_to_skip(read: Read) -> None:
    [skipped] = read(a__txt=LEDE, a__meta__json="{")
    assert isinstance(skipped, Skipped)
    assert "a.meta.json is not JSON" in skipped.reason


# --- formats -------------------------------------------------------------------------------


def test_each_row_of_a_table_is_a_document_and_bad_rows_are_named(read: Read) -> None:
    rows = [
        json.dumps({"title": "One", "text": LEDE, "date": "2031-03-04", "url": "https://paper.test/1"}),
        "{",
        '["x"]',
        '{"text": "\\ud800"}',
    ]
    [page, *bad] = read(a__jsonl="\n".join(rows))
    assert isinstance(page, Document)
    assert (page.title, page.text, page.published.when.first) == ("One", LEDE, date(2031, 3, 4))
    assert [one.reason.split(":")[0] for one in bad if isinstance(one, Skipped)] == ["line 2", "line 3", "line 4"]


@pytest.mark.parametrize(
    ("cell", "said"),
    [("2031-03-04T10:00:00Z", date(2031, 3, 4)), ("4 March 2031", date(2031, 3, 4)), ("03/04/2031", None), ("soon", None)],
)
def test_the_date_of_a_row_is_read_or_named_as_unreadable(read: Read, cell: str, said: date | None) -> None:
    [page] = read(a__jsonl=json.dumps({"text": LEDE, "date": cell}))
    assert isinstance(page, Document)
    assert (page.published.when.first, bool(page.warnings)) == (said, said is None)


def test_a_csv_row_may_hold_line_breaks(read: Read) -> None:
    [page] = read(a__csv=f'title,text,date\nOne,"{LEDE}\n\n{SECOND}",2031-03-04\n')
    assert isinstance(page, Document)
    assert of_kind(page, BlockKind.BODY) == [LEDE, SECOND]


def test_a_web_page_is_read_without_what_surrounds_it(read: Read) -> None:
    html = (
        '<html><head><title>Rockets | Paper</title><meta property="og:site_name" content="The Paper">'
        '<meta property="article:published_time" content="2031-03-04T10:00:00Z"></head><body><nav>Home</nav><article>'
        f"<h1>Rockets fall on Calder</h1><p>{LEDE}</p><p>{SECOND}</p><p>{THIRD}</p></article><footer>About</footer></body></html>"
    )
    [page] = read(a__html=html)
    assert isinstance(page, Document)
    assert (page.publisher, page.published.when.first) == ("The Paper", date(2031, 3, 4))
    assert of_kind(page, BlockKind.BODY) == [LEDE, SECOND, THIRD]


# --- encodings (row 32) --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "text", "warned"),
    [
        ("\ufeffpr\u00e8s de Calder".encode(), "pr\u00e8s de Calder", False),
        ("pr\u00e8s de Calder".encode("utf-16"), "pr\u00e8s de Calder", False),
        ("pres de Calder".encode("utf-16-le"), "pres de Calder", True),
        ("pr\u00e8s de Calder".encode("cp1252"), "pr\u00e8s de Calder", True),
        ("a\u00a0b\u200bc\r\nd".encode(), "a\u00a0b\u200bc\r\nd", False),
    ],
)
def test_bytes_are_decoded_by_rule_and_nothing_is_edited(read: Read, data: bytes, text: str, warned: bool) -> None:  # noqa: FBT001  # a column of the table
    [page] = read(a__txt=data)
    assert isinstance(page, Document)
    assert (page.text, bool(page.warnings)) == (text, warned)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (" \u00a0\n\u200b\n".encode(), "empty"),
        (b"\x7fELF\x02\x01\x01", "not text"),
        (bytes(range(32)) * 40, "not text"),
        (("a" + "\u0301" * 400).encode(), "combining marks"),
        (b"x" * 3000, "longer than 2,000 characters"),
    ],
)
def test_what_cannot_be_read_is_skipped_with_the_reason(read: Read, data: bytes, reason: str) -> None:
    [skipped] = read(a__txt=data, max_characters=2000)
    assert isinstance(skipped, Skipped)
    assert reason in skipped.reason


def test_the_same_text_under_two_names_is_two_documents(read: Read) -> None:
    first, second = read(a__txt=LEDE, b__txt=LEDE)
    assert isinstance(first, Document)
    assert isinstance(second, Document)
    assert (first.source, second.source, first.sha256) == ("a.txt", "b.txt", second.sha256)
    assert first.id != second.id


def test_reading_twice_gives_the_same(read: Read) -> None:
    def once() -> Sequence[Document | Skipped]:
        return read(a__txt=f"Rockets fall\n\n{LEDE}", b__jsonl=json.dumps({"text": SECOND}), c__csv="text\nx")

    assert once() == once()
