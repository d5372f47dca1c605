"""Carriers: one report in many papers is one source, whatever order they come in, and nothing that a paper adds is lost."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest

from geo import carriers, incidents
from geo.carriers import Carriers
from geo.errors import BuildError
from geo.fingerprints import fingerprint
from geo.model import (
    Basis,
    Block,
    BlockKind,
    Carrier,
    Claim,
    DatePrecision,
    Document,
    Kind,
    Publication,
    Reading,
    Span,
    When,
)
from tests.worlds import CALDER

MAY_4 = date(2031, 5, 4)


def on(day: date) -> When:
    return When(first=day, last=day, precision=DatePrecision.DAY, words="on that day")


def prose(seed: int, sentences: int = 20) -> list[str]:
    """Return sentences that nobody writes twice."""
    dice = Random(seed)  # noqa: S311  # an invented report
    words = [f"word{n}" for n in range(3000)]
    return [" ".join(dice.choices(words, k=dice.randint(8, 18))).capitalize() + "." for _ in range(sentences)]


REPORT = prose(1)


def printed(name: str, sentences: Sequence[str], *, day: date | None = MAY_4, headline: str = "", publisher: str = "") -> Reading:
    body = " ".join(sentences)
    text = f"{headline}\n\n{body}" if headline else body
    start = len(text) - len(body)
    blocks = [Block(span=Span(0, len(headline)), kind=BlockKind.TITLE, reason="test")] if headline else []
    document = Document(
        id=name,
        source=f"{name}.txt",
        text=text,
        blocks=(*blocks, Block(span=Span(start, len(text)), kind=BlockKind.BODY, reason="test")),
        publisher=publisher,
        published=Publication(when=on(day), basis=Basis.STATED) if day else Publication(),
    )
    return Reading(document=document)


def folded(readings: Iterable[Reading]) -> dict[str, str]:
    """Return which document carries which one's report."""
    return {one.document_id: one.report_id for one in noted(readings).found}


def noted(readings: Iterable[Reading]) -> Carriers:
    """Return the documents, noted and compared."""
    with Carriers() as made:
        for reading in readings:
            made.note(reading.document, fingerprint(reading))
        assert made.found is not None
    return made


# --- what is one report --------------------------------------------------------------------


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(printed("b", REPORT), id="the same"),
        pytest.param(printed("b", REPORT, headline="Another headline over it"), id="another headline"),
        pytest.param(printed("b", ["By Ann Ewer, staff writer.", *REPORT]), id="a byline in the text"),
        pytest.param(printed("b", REPORT[:-3]), id="cut at the end"),
        pytest.param(printed("b", REPORT[: len(REPORT) // 2]), id="cut to half"),
        pytest.param(printed("b", [*REPORT, *prose(2, 5)]), id="a paragraph of its own"),
        pytest.param(printed("b", [one for n, one in enumerate(REPORT) if n % 5 != 2]), id="sentences left out"),
        pytest.param(printed("b", [one.upper() for one in REPORT]), id="capitals"),
        pytest.param(printed("b", REPORT, day=None), id="no date"),
    ],
)
def test_a_copy_that_was_edited_carries_the_report(other: Reading) -> None:
    assert folded([printed("a", REPORT), other]) in ({"b": "a"}, {"a": "b"})


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(prose(3), id="another report"),
        pytest.param([*REPORT[:4], *prose(3, 16)], id="one that quotes four sentences"),
        pytest.param(sorted(REPORT), id="the same sentences in another order"),
        pytest.param(REPORT[:3], id="a few sentences: the agency's flash"),
    ],
)
def test_what_was_written_on_its_own_is_a_report_of_its_own(other: list[str]) -> None:
    assert folded([printed("a", REPORT), printed("b", other)]) == {}


def test_a_short_text_is_a_copy_only_word_for_word() -> None:
    notice = "Rockets hit the market of Calder on Tuesday and nobody was hurt, the police said, and closed the road for an hour."
    other = notice.replace("Tuesday", "Friday")
    assert folded([printed("a", [notice]), printed("b", [other])]) == {}
    assert folded([printed("a", [notice]), printed("b", [notice.replace(" ", "\n")])]) == {"b": "a"}


def test_a_form_that_is_filled_in_each_month_is_no_copy_but_word_for_word() -> None:
    later = MAY_4 + carriers.APART + timedelta(days=1)
    bulletin = [*REPORT[:-1], "In June there were nine."]
    assert folded([printed("a", REPORT), printed("b", bulletin, day=later)]) == {}
    assert folded([printed("a", REPORT), printed("b", bulletin, day=later - timedelta(days=1))]) == {"b": "a"}
    assert folded([printed("a", REPORT), printed("b", REPORT, day=later)]) == {"b": "a"}


# --- which stands for it -------------------------------------------------------------------


def test_the_earliest_stands_for_the_report_then_the_most_complete_then_the_first_by_name() -> None:
    early, late = MAY_4, MAY_4 + timedelta(days=1)
    cut = REPORT[:-2]
    assert folded([printed("a", REPORT, day=late), printed("b", cut, day=early)]) == {"a": "b"}
    assert folded([printed("a", cut), printed("b", REPORT)]) == {"a": "b"}
    assert folded([printed("b", REPORT), printed("a", REPORT)]) == {"b": "a"}
    assert folded([printed("a", REPORT, day=None), printed("b", REPORT)]) == {"a": "b"}


def test_no_chain_of_small_changes_leads_to_another_report() -> None:
    other = prose(5)
    steps = [[*other[:n], *REPORT[n:]] for n in range(0, 21, 4)]
    found = folded(printed(f"s{n}", one, day=MAY_4 + timedelta(days=n)) for n, one in enumerate(steps))
    assert found["s1"] == "s0"
    assert "s5" not in found or found["s5"] != "s0"
    assert not set(found) & set(found.values())


def test_a_copy_of_what_carries_a_report_carries_that_report() -> None:
    cut = REPORT[:-3]
    assert folded([printed("a", REPORT), printed("b", cut), printed("c", cut)]) == {"b": "a", "c": "a"}


def test_the_order_in_which_documents_come_does_not_matter() -> None:
    world = [
        printed(f"{report}-{n}", prose(report)[: 20 - n % 5], day=MAY_4 + timedelta(days=n % 3))
        for report in range(6)
        for n in range(12)
    ]
    dice = Random(7)  # noqa: S311  # shuffles a world
    once = folded(world)
    assert len(once) == 6 * 11
    assert all(folded(dice.sample(world, len(world))) == once for _ in range(3))


def test_most_of_one_report_cost_no_more_than_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = []
    real = carriers.share  # counted
    monkeypatch.setattr(carriers, "share", lambda one, other: compared.append(1) or real(one, other))
    crowd = [printed(f"n{n}", [*REPORT, *prose(100 + n, 2)]) for n in range(150)]
    assert len(folded(crowd)) == 149
    assert len(compared) <= 2 * len(crowd)


def test_how_much_of_the_shorter_text_is_shared_is_told() -> None:
    found = noted([printed("a", REPORT), printed("b", REPORT[:10]), printed("c", REPORT)]).found
    assert [(one.document_id, one.share) for one in found] == [("b", 1.0), ("c", 1.0)]


def test_a_full_disk_is_told_with_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: bytes) -> int:
        raise OSError(28, "No space left on device")

    report = printed("a", REPORT)
    with Carriers() as made:
        monkeypatch.setattr(made._file, "write", full)  # the disk
        with pytest.raises(BuildError, match="make room or use --out"):
            made.note(report.document, fingerprint(report))


# --- who is counted ------------------------------------------------------------------------

BOMB = Claim(id="", document_id="", kind=Kind.BOMBING, span=Span(0, 0), place=CALDER, when=on(MAY_4), weapon="bomb")


def telling(name: str, sentences: Sequence[str], publisher: str) -> Reading:
    """Return a report whose first sentence tells of a bomb."""
    reading = printed(name, ["A bomb went off at the market of Calder.", *sentences], publisher=publisher)
    claim = replace(BOMB, id=f"{name}-0", document_id=name, span=Span(0, 40), origins=(publisher,))
    return replace(reading, claims=(claim,))


def counted(readings: Sequence[Reading]) -> list[tuple[int, int]]:
    """Return the sources and the claims of each incident."""
    return [(one.sources, len(one.claim_ids)) for one in noted(readings).counted(incidents.join(readings))]


def test_fifty_papers_with_one_report_are_one_source_and_fifty_claims() -> None:
    papers = [telling(f"p{n}", REPORT[: 20 - n % 7], f"paper {n}") for n in range(50)]
    assert counted(papers) == [(1, 50)]


def test_who_wrote_on_their_own_counts_beside_the_carriers() -> None:
    papers = [telling(f"p{n}", REPORT, f"paper {n}") for n in range(5)]
    assert counted([*papers, telling("own", prose(9), "herald")]) == [(2, 6)]


def test_what_a_carrier_adds_is_kept() -> None:
    added = "Rockets hit the harbor of Calder."
    carrier = printed("b", [*REPORT, added], publisher="courier")
    start = carrier.document.text.index(added)
    claim = replace(
        BOMB,
        id="b-0",
        document_id="b",
        kind=Kind.ROCKET_OR_MORTAR_ATTACK,
        span=Span(start, start + len(added)),
        origins=("courier",),
    )
    readings = [printed("a", REPORT, day=MAY_4 - timedelta(days=1)), replace(carrier, claims=(claim,))]
    made = noted(readings)
    assert made.found == (Carrier(document_id="b", report_id="a", share=1.0),)
    [incident] = made.counted(incidents.join(readings))
    assert (incident.claim_ids, incident.sources) == (("b-0",), 1)
