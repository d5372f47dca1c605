"""Documents without a day that tell of what dated ones tell: the range that follows, its evidence, and when there is none."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import date
from itertools import permutations
from pathlib import Path

import pytest

from geo import corroboration, engine, pipeline, sources, store
from geo.cli.explain import explain
from geo.dating import Retold
from geo.model import Basis, Document, Publication, Reading, Span
from geo.settings import Settings
from geo.tools import Tools

TOLL = "killing 14 people and wounding 32"
DATED = f"""Rockets fall on Basra

{{published}}

Two rockets hit the airport of Basra on Thursday, {TOLL}, police said.

The airport was closed for the night.
"""
UNDATED = f"""Explosions at an airport

Two rockets struck the airport of Basra {{when}}, {TOLL}, the army said.

Nobody has said that he was behind it.
"""
ON_FRIDAY = "May 9, 2031"
"""The Thursday before it is May 8."""

Published = Callable[..., Publication]


@pytest.fixture
def published(tmp_path: Path, equipment: Tools) -> Published:
    """Return a function that reads dated reports and an undated one, and tells when the last was published."""

    def read(undated: str, *dated: str) -> Publication:
        return reading(tmp_path, equipment, undated, *dated).document.published

    return read


def reading(folder: Path, equipment: Tools, undated: str, *dated: str) -> Reading:
    (folder / "undated.txt").write_text(undated)
    for number, text in enumerate(dated):
        (folder / f"dated_{number}.txt").write_text(text)
    atlas = pipeline.build(sources.read([folder], Settings()), equipment)
    return next(one for one in atlas.readings if one.document.source == "undated.txt")


def days(found: Publication) -> tuple[date | None, date | None]:
    return found.when.first, found.when.last


def test_news_is_published_within_three_days_of_the_happening_that_a_dated_report_tells(published: Published) -> None:
    found = published(UNDATED.format(when="on Thursday"), DATED.format(published=ON_FRIDAY))
    assert (found.basis, *days(found)) == (Basis.SAME_EVENTS, date(2031, 5, 8), date(2031, 5, 11))


def test_the_evidence_names_the_report_and_both_sentences(published: Published) -> None:
    evidence = published(UNDATED.format(when="on Thursday"), DATED.format(published=ON_FRIDAY)).evidence
    assert evidence.startswith("dated_0.txt tells of the same on 2031-05-08, 'Two rockets hit the airport")
    assert "as this does in 'Two rockets struck the airport" in evidence
    assert "both with 14 victims" in evidence


@pytest.mark.parametrize(
    ("when", "first", "last"),
    [
        ("", date(2031, 5, 8), date(2031, 5, 11)),
        ("yesterday", date(2031, 5, 9), date(2031, 5, 9)),
        ("today", date(2031, 5, 8), date(2031, 5, 8)),
    ],
)
def test_what_the_report_says_of_the_day_must_be_true_of_the_answer(
    published: Published, when: str, first: date, last: date
) -> None:
    assert days(published(UNDATED.format(when=when), DATED.format(published=ON_FRIDAY))) == (first, last)


def test_a_weekday_after_the_happening_has_come_when_the_report_names_it(published: Published) -> None:
    undated = UNDATED.format(when="on Thursday").replace("Nobody has said", "Nobody said on Saturday")
    assert days(published(undated, DATED.format(published=ON_FRIDAY))) == (date(2031, 5, 10), date(2031, 5, 11))


@pytest.mark.parametrize(
    "undated",
    [
        UNDATED.format(when="on Tuesday"),
        UNDATED.format(when="a year ago"),
        UNDATED.format(when="on Thursday").replace("Basra", "Mosul"),
        UNDATED.format(when="on Thursday").replace("14", "3").replace("32", "2"),
        UNDATED.format(when="on Thursday").replace("Two rockets struck", "Protesters blocked"),
        UNDATED.format(when="on Thursday").replace("Basra", "Iraq"),
    ],
)
def test_another_day_place_toll_kind_or_a_mere_country_is_not_the_same(published: Published, undated: str) -> None:
    assert published(undated, DATED.format(published=ON_FRIDAY)).basis is Basis.UNKNOWN


def test_what_is_told_below_the_news_says_nothing(published: Published) -> None:
    first = "The mayor of Basra opened the new terminal.\n\nHe cut a ribbon before some guests.\n\n"
    undated = UNDATED.format(when="on Thursday").replace("Two rockets", f"{first}Two rockets")
    assert published(undated, DATED.format(published=ON_FRIDAY)).basis is Basis.UNKNOWN


def test_reports_that_agree_narrow_the_days(published: Published) -> None:
    raid = "Gunmen shot dead 21 soldiers in Kirkuk on Friday and wounded 48, the army said."
    undated = f"{UNDATED.format(when='').split('Nobody')[0]}{raid}\n"
    other = f"Soldiers are shot\n\nMay 10, 2031\n\n{raid.replace('the army', 'a doctor')}\n\nThe road was closed.\n"
    found = published(undated, DATED.format(published=ON_FRIDAY), other)
    assert days(found) == (date(2031, 5, 9), date(2031, 5, 11))
    assert "dated_0.txt" in found.evidence
    assert "dated_1.txt" in found.evidence


def test_reports_that_contradict_each_other_date_nothing_and_the_evidence_says_so(published: Published) -> None:
    dated = (DATED.format(published=day) for day in (ON_FRIDAY, "June 20, 2031"))
    found = published(UNDATED.format(when="on Thursday"), *dated)
    assert (found.basis, *days(found)) == (Basis.UNKNOWN, None, None)
    assert "contradicts itself" in found.evidence
    assert "2031-06-19" in found.evidence


def test_a_report_that_names_a_later_year_is_not_of_that_day(published: Published) -> None:
    undated = UNDATED.format(when="on Thursday") + "\nThe terminal was built in 2033.\n"
    found = published(undated, DATED.format(published=ON_FRIDAY))
    assert found.basis is Basis.UNKNOWN
    assert "it names the year 2033" in found.evidence


def test_an_undated_report_dates_no_other(published: Published) -> None:
    found = published(UNDATED.format(when="on Thursday"), UNDATED.format(when="on Thursday"))
    assert found.basis is Basis.UNKNOWN


def test_its_claims_are_read_again_with_the_day(tmp_path: Path, equipment: Tools) -> None:
    found = reading(tmp_path, equipment, UNDATED.format(when="on Thursday"), DATED.format(published=ON_FRIDAY))
    [claim] = found.claims
    assert (claim.when.first, claim.when.last, claim.when.words) == (date(2031, 5, 8), date(2031, 5, 8), "Thursday")


# --- the build -----------------------------------------------------------------------------


def built(folder: Path, out: Path, equipment: Tools) -> Path:
    return engine.build([folder], Settings(), out=out, equipment=equipment).folder


@pytest.mark.parametrize("in_memory", [16 * 2**20, 1])
def test_a_build_dates_them_whether_they_wait_in_memory_or_on_disk(
    tmp_path: Path, equipment: Tools, monkeypatch: pytest.MonkeyPatch, in_memory: int
) -> None:
    monkeypatch.setattr(engine.building, "IN_MEMORY", in_memory)
    news = tmp_path / "news"
    news.mkdir()
    for n in range(3):
        (news / f"a{n}.txt").write_text(UNDATED.format(when="on Thursday").replace("Nobody", f"Nobody of {n}"))
    (news / "b.txt").write_text(DATED.format(published=ON_FRIDAY))
    built(news, tmp_path / "out", equipment)
    with closing(store.open(Settings(build=tmp_path / "out"))) as snapshot:
        rows = snapshot.rows("SELECT source, basis FROM documents ORDER BY source")
        told = list(explain(snapshot, "a0.txt"))
    assert [row["basis"] for row in rows] == ["same_events"] * 3 + ["stated"]
    assert "  published: 2031-05-08 to 2031-05-11 (week), known by same_events - b.txt tells of the same" in "\n".join(told)


def test_the_order_of_the_files_does_not_matter(tmp_path: Path, equipment: Tools) -> None:
    texts = [UNDATED.format(when="on Thursday"), DATED.format(published=ON_FRIDAY)]
    for name, order in (("forth", texts), ("back", texts[::-1])):
        (tmp_path / name).mkdir()
        for number, text in enumerate(order):
            (tmp_path / name / f"{number}.txt").write_text(text)
    found = []
    for name in ("forth", "back"):
        atlas = pipeline.build(sources.read([tmp_path / name], Settings()), equipment)
        found.append(sorted((one.document.published.basis, str(one.document.published.when)) for one in atlas.readings))
    assert found[0] == found[1]


def test_the_document_waits_as_it_was_read(tmp_path: Path, equipment: Tools) -> None:
    """What nobody dates is in the snapshot as if it had not waited."""
    (tmp_path / "alone.txt").write_text(UNDATED.format(when="on Thursday"))
    [document] = [one for one in sources.read([tmp_path], Settings()) if isinstance(one, Document)]
    [reading] = pipeline.read([document], equipment)
    folder = built(tmp_path, tmp_path / "out", equipment)
    other = store.publish(pipeline.build([document], equipment), Settings(build=tmp_path / "other"))
    assert reading.document.published.basis is Basis.UNKNOWN
    assert (folder / "claims.parquet").read_bytes() == (other / "claims.parquet").read_bytes()


def test_what_others_share_comes_in_one_order() -> None:
    said, older = Span(0, 9), Span(0, 4)
    shared = [
        Retold(sentence=said, words=words, day=date(2031, 5, 6), source="a.txt", quote="Rockets hit.", why=why)
        for words in (None, said, older)
        for why in ("2 dead", "two targets")
    ]
    orders = {tuple(sorted(some, key=corroboration._in_order)) for some in permutations(shared)}
    assert len(orders) == 1
