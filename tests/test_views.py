"""What a filter leaves, what stands beside its values, and the words behind it all."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, strategies as st

from geo import store, views
from geo.errors import QueryError
from geo.model import ActorRole as Role, DatePrecision, Kind, Mark, Participant, Place, Precision, Span, Status, When
from geo.settings import Settings
from geo.store import Snapshot
from geo.views import COLUMNS, ActorRole, Filter, Headline, Unit
from tests import worlds


def ids(snapshot: Snapshot, chosen: Filter) -> list[str]:
    return list(views.incidents(snapshot, chosen)["id"])


def counts(frame: pd.DataFrame) -> dict[str, int]:
    return dict(zip(frame["value"], frame["count"], strict=True))


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    """Open 300 invented incidents over three years."""
    settings = Settings(build=tmp_path_factory.mktemp("crowd"))
    store.publish(worlds.many(300), settings)
    with closing(store.open(settings)) as opened:
        yield opened


# --- incidents -----------------------------------------------------------------------------


def test_incidents_stand_by_date_and_the_undated_last(snapshot: Snapshot) -> None:
    assert ids(snapshot, Filter()) == ["c-protest", "c-rockets", "c-sworn", "c-transfer", "c-guns"]


def test_the_columns_and_their_types_are_the_same_with_and_without_rows(snapshot: Snapshot) -> None:
    full, none = views.incidents(snapshot, Filter()), views.incidents(snapshot, Filter(text="nobody ever said this"))
    assert (list(full.columns), len(none)) == (list(COLUMNS), 0)
    assert list(map(str, full.dtypes)) == list(map(str, none.dtypes))


def test_a_title_says_what_and_where_in_plain_words(snapshot: Snapshot) -> None:
    frame = views.incidents(snapshot, Filter()).set_index("id")
    assert dict(frame["title"]) == {
        "c-rockets": "Rocket or mortar attack, Camp Orrin",
        "c-protest": "Protest, Calder",
        "c-transfer": "Transfer of weapons, Ardania",
        "c-guns": "Shooting, Lowlands",
        "c-sworn": "Statement or threat by Mountain League",
    }


@pytest.mark.parametrize(
    ("place", "participants", "title"),
    [
        (worlds.NEAR_CALDER, (), "Shooting, near Calder"),
        (replace(worlds.NEAR_CALDER, name="Calder"), (), "Shooting, near Calder"),
        (None, (), "Shooting"),
        (None, (Participant(actor=worlds.ARMY, role=Role.TARGET),), "Shooting against Ardanian Army"),
        (None, (Participant(actor=worlds.FRONT, role=Role.ACCUSED),), "Shooting by River Front"),
    ],
)
def test_a_title_makes_do_with_what_is_said(
    settings: Settings, place: Place | None, participants: tuple[Participant, ...], title: str
) -> None:
    atlas = worlds.atlas()
    guns = next(incident for incident in atlas.incidents if incident.id == "c-guns")
    store.publish(replace(atlas, incidents=(replace(guns, place=place, participants=participants),)), settings)
    with closing(store.open(settings)) as opened:
        assert list(views.incidents(opened, Filter())["title"]) == [title]


def test_many_readers_at_once_see_the_same(snapshot: Snapshot) -> None:
    with ThreadPoolExecutor(8) as readers:
        told = list(readers.map(lambda _: (views.headline(snapshot, Filter()), views.evidence(snapshot, "c-rockets")), range(40)))
    assert all(one == told[0] for one in told)


def test_one_row_says_what_was_said_and_no_more(snapshot: Snapshot) -> None:
    row = views.incidents(snapshot, Filter()).set_index("id").loc["c-rockets"]
    assert (row["first"].date(), row["last"].date(), row["date_precision"]) == (date(2031, 5, 6), date(2031, 5, 7), "day")
    assert (row["actors"], row["targets"], row["killed_low"]) == ("River Front", "Ardanian Army", 2)
    assert row["killed_high"] is pd.NA
    assert (row["sources"], row["articles"], row["disagreements"], row["mapped"]) == (2, 2, 1, True)
    assert row["snippet"].startswith("CALDER (Gazette) - Three rockets hit Camp Orrin")


def test_what_is_not_on_the_map_says_why(snapshot: Snapshot) -> None:
    frame = views.not_on_map(snapshot, Filter())
    assert dict(zip(frame["id"], frame["reason"], strict=True)) == {
        "c-sworn": "Words and movements have no point on the map",
        "c-transfer": "Words and movements have no point on the map",
    }


# --- the headline --------------------------------------------------------------------------


def test_the_headline_is_true_of_everything(snapshot: Snapshot) -> None:
    first, last = date(2031, 4, 28), date(2031, 5, 8)
    assert views.headline(snapshot, Filter()) == Headline(
        incidents=5, first=first, last=last, claims=6, documents=2, not_on_map=2, undated=1
    )


def test_the_headline_is_true_of_nothing(snapshot: Snapshot) -> None:
    assert views.headline(snapshot, Filter(text="nobody ever said this")) == Headline(
        incidents=0, first=None, last=None, claims=0, documents=0, not_on_map=0, undated=0
    )


def test_the_headline_counts_what_the_lists_list(crowded: Snapshot) -> None:
    for chosen in (
        Filter(),
        Filter(kinds=(Kind.PROTEST,)),
        Filter(first=date(2031, 1, 1)),
        Filter(actors=("velmia",), text="town"),
    ):
        told, rows = views.headline(crowded, chosen), views.incidents(crowded, chosen)
        assert told.incidents == len(rows)
        assert told.not_on_map == len(views.not_on_map(crowded, chosen))
        assert told.undated == int((rows["first"].isna() & rows["last"].isna()).sum())
        assert told.first == (rows["first"].min().date() if len(rows) else None)


# --- filters -------------------------------------------------------------------------------


def test_a_range_of_dates_takes_every_incident_that_may_lie_in_it(snapshot: Snapshot) -> None:
    assert ids(snapshot, Filter(first=date(2031, 5, 7), undated=False)) == ["c-rockets", "c-sworn", "c-transfer"]
    assert ids(snapshot, Filter(last=date(2031, 4, 28), undated=False)) == ["c-protest", "c-transfer"]
    assert ids(snapshot, Filter(first=date(2032, 1, 1))) == ["c-guns"]
    assert ids(snapshot, Filter(undated=False)) == ["c-protest", "c-rockets", "c-sworn", "c-transfer"]


def test_a_date_with_one_open_end_reaches_as_far_as_it_may(settings: Settings) -> None:
    atlas = worlds.atlas()
    since = replace(atlas.incidents[1], when=When(first=date(2031, 5, 1), precision=DatePrecision.OPEN))
    store.publish(replace(atlas, incidents=(since,)), settings)
    with closing(store.open(settings)) as opened:
        assert ids(opened, Filter(first=date(2040, 1, 1), undated=False)) == [since.id]
        assert ids(opened, Filter(last=date(2031, 4, 30), undated=False)) == []


def test_an_actor_stands_for_its_organizations_unless_told_not_to(snapshot: Snapshot) -> None:
    assert ids(snapshot, Filter(actors=("velmia",))) == ["c-rockets", "c-sworn", "c-transfer"]
    assert ids(snapshot, Filter(actors=("velmia",), organizations=False)) == ["c-transfer"]


@pytest.mark.parametrize(
    ("actor", "role", "found"),
    [
        ("river_front", ActorRole.PERPETRATOR, ["c-rockets"]),
        ("river_front", ActorRole.TARGET, []),
        ("ardanian_army", ActorRole.TARGET, ["c-rockets"]),
        ("ardanian_army", ActorRole.SPEAKER, ["c-rockets"]),
        ("league", ActorRole.SPEAKER, ["c-sworn"]),
        ("river_front", ActorRole.MENTIONED, ["c-rockets"]),
        ("nobody", ActorRole.ANY, []),
    ],
)
def test_an_actor_is_found_by_what_it_does(snapshot: Snapshot, actor: str, role: ActorRole, found: list[str]) -> None:
    assert ids(snapshot, Filter(actors=(actor,), actor_role=role)) == found


def test_facets_narrow_each_other_and_their_values_widen(snapshot: Snapshot) -> None:
    assert ids(snapshot, Filter(kinds=(Kind.PROTEST, Kind.SHOOTING))) == ["c-protest", "c-guns"]
    assert ids(snapshot, Filter(kinds=(Kind.PROTEST, Kind.SHOOTING), sources=("herald.txt",))) == ["c-guns"]
    assert ids(snapshot, Filter(statuses=(Status.ALLEGED, Status.DISPUTED))) == ["c-rockets", "c-transfer"]
    assert ids(snapshot, Filter(precisions=(Precision.EXACT, Precision.UNKNOWN))) == ["c-rockets", "c-sworn"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("LOWLANDS", ["c-guns"]),
        ("denied that", ["c-rockets"]),
        ("rocket or mortar", ["c-rockets"]),
        ("%", []),
        ("_", []),
        ("'; DROP TABLE cards; --", []),
    ],
)
def test_text_is_looked_for_as_it_stands_whatever_its_case(snapshot: Snapshot, text: str, found: list[str]) -> None:
    assert ids(snapshot, Filter(text=text)) == found


HOSTILE = ("'; DROP TABLE cards; --", "x' OR '1'='1", "%", "?", "{{7*7}}", "<script>", "\u202e", "a" * 100_000)


@pytest.mark.parametrize("value", HOSTILE)
def test_a_hostile_value_finds_nothing_and_breaks_nothing(snapshot: Snapshot, value: str) -> None:
    for chosen in (Filter(actors=(value,)), Filter(sources=(value,)), Filter(text=f"{value}{value}")):
        assert ids(snapshot, chosen) == []
        assert views.headline(snapshot, chosen).incidents == 0
        assert views.facets(snapshot, chosen)["kinds"]["count"].sum() in {0, 5}
    assert len(ids(snapshot, Filter())) == 5


# --- URLs ----------------------------------------------------------------------------------

some_days = st.dates(date(1, 1, 1), date(9999, 12, 31))
some_texts = st.text(min_size=1, max_size=50)


@st.composite
def filters(draw: st.DrawFn) -> Filter:
    first, last = draw(st.none() | some_days), draw(st.none() | some_days)
    if first and last and last < first:
        first, last = last, first
    return Filter(
        first=first,
        last=last,
        undated=draw(st.booleans()),
        actors=tuple(draw(st.lists(some_texts, max_size=3, unique=True))),
        actor_role=draw(st.sampled_from(ActorRole)),
        organizations=draw(st.booleans()),
        kinds=tuple(draw(st.lists(st.sampled_from(Kind), max_size=3, unique=True))),
        statuses=tuple(draw(st.lists(st.sampled_from(Status), max_size=3, unique=True))),
        sources=tuple(draw(st.lists(some_texts, max_size=3, unique=True))),
        precisions=tuple(draw(st.lists(st.sampled_from(Precision), max_size=3, unique=True))),
        text=draw(st.just("") | some_texts),
    )


@given(filters())
def test_a_filter_comes_back_from_its_url(chosen: Filter) -> None:
    assert Filter.from_query(chosen.to_query()) == chosen


def test_no_filter_leaves_the_url_clean() -> None:
    assert Filter().to_query() == {}


def test_a_single_value_may_stand_without_a_list() -> None:
    assert Filter.from_query({"kind": "protest", "actor": "iran"}) == Filter(kinds=(Kind.PROTEST,), actors=("iran",))


@pytest.mark.parametrize(
    "query",
    [
        {"from": "yesterday", "to": "2031-13-45"},
        {"from": "2031-05-02", "to": "2031-05-01"},
        {"kind": ["DROP TABLE", ""], "status": "perhaps", "precision": "7"},
        {"role": "emperor", "undated": "perhaps", "organizations": "1"},
        {"text": "x" * 1_000_000, "actor": ["y" * 201]},
        {"page": "9", "__proto__": "x"},
    ],
)
def test_what_makes_no_sense_in_a_url_is_ignored(query: dict[str, str | list[str]]) -> None:
    assert Filter.from_query(query) == Filter()


@given(st.dictionaries(st.sampled_from(["from", "to", "actor", "role", "kind", "text", "undated"]), st.lists(st.text())))
def test_no_url_raises(query: dict[str, list[str]]) -> None:
    assert isinstance(Filter.from_query(query), Filter)


def test_a_url_cannot_ask_for_more_than_a_person_would() -> None:
    assert len(Filter.from_query({"actor": [str(n) for n in range(100_000)]}).actors) == 100


# --- facets --------------------------------------------------------------------------------


def test_every_value_has_a_label_and_a_count(snapshot: Snapshot) -> None:
    facets = views.facets(snapshot, Filter())
    assert set(facets) == {"actors", "kinds", "statuses", "sources", "precisions", "datasets"}
    assert counts(facets["kinds"]) == dict.fromkeys(ids_of_kinds(), 1)
    assert counts(facets["sources"]) == {"The Gazette": 3, "herald.txt": 3}
    assert dict(zip(facets["precisions"]["value"], facets["precisions"]["label"], strict=True))["area"] == "Region or sea"
    assert counts(facets["actors"])["velmia"] == 3


def ids_of_kinds() -> list[str]:
    return ["protest", "rocket_or_mortar_attack", "shooting", "statement_or_threat", "weapons_transfer"]


def test_a_choice_shrinks_the_counts_of_other_facets_and_not_its_own(snapshot: Snapshot) -> None:
    facets = views.facets(snapshot, Filter(kinds=(Kind.PROTEST,)))
    assert counts(facets["kinds"]) == dict.fromkeys(ids_of_kinds(), 1)
    assert counts(facets["sources"]) == {"The Gazette": 1, "herald.txt": 0}
    assert counts(facets["statuses"]) == {"reported": 1, "alleged": 0, "disputed": 0}


def test_values_keep_their_places_when_the_filter_changes(crowded: Snapshot) -> None:
    before, after = views.facets(crowded, Filter()), views.facets(crowded, Filter(first=date(2032, 1, 1), text="town 01"))
    assert {name: list(frame["value"]) for name, frame in before.items()} == {
        name: list(frame["value"]) for name, frame in after.items()
    }


def test_a_count_is_what_choosing_the_value_shows(crowded: Snapshot) -> None:
    chosen = Filter(first=date(2031, 1, 1), undated=False, statuses=(Status.REPORTED,))
    for value, count in counts(views.facets(crowded, chosen)["actors"]).items():
        narrowed = Filter(first=chosen.first, undated=False, statuses=chosen.statuses, actors=(value,))
        assert views.headline(crowded, narrowed).incidents == count


# --- bins ----------------------------------------------------------------------------------


def test_an_incident_stands_in_one_bin_or_in_none(snapshot: Snapshot) -> None:
    frame = views.bins(snapshot, Filter())
    rows = [
        (first if first is pd.NaT else str(first.date()), kind, count)
        for first, kind, count in frame[["first", "kind", "count"]].to_numpy()
    ]
    assert set(frame["unit"]) == {"day"}
    assert rows == [
        ("2031-05-06", "rocket_or_mortar_attack", 1),
        ("2031-05-07", "statement_or_threat", 1),
        (pd.NaT, "protest", 1),
        (pd.NaT, "shooting", 1),
        (pd.NaT, "weapons_transfer", 1),
    ]


def test_a_week_fits_a_bin_of_a_week(snapshot: Snapshot) -> None:
    frame = views.bins(snapshot, Filter(kinds=(Kind.PROTEST,)), Unit.WEEK)
    assert [str(day.date()) for day in frame.loc[0, ["first", "last"]]] == ["2031-04-28", "2031-05-04"]


def test_bins_hold_every_incident_once(crowded: Snapshot) -> None:
    for unit in Unit:
        assert views.bins(crowded, Filter(), unit)["count"].sum() == 300


def test_the_bins_suit_the_span(crowded: Snapshot) -> None:
    assert views.unit_of(crowded, Filter()) is Unit.MONTH
    assert views.unit_of(crowded, Filter(first=date(2030, 3, 1), last=date(2030, 3, 20), undated=False)) is Unit.DAY


# --- evidence and documents ----------------------------------------------------------------


def test_evidence_gives_back_what_was_read(snapshot: Snapshot) -> None:
    atlas = worlds.atlas()
    incident, found = atlas.incidents[0], views.evidence(snapshot, "c-rockets")
    assert (found.place, found.when, found.participants) == (incident.place, incident.when, incident.participants)
    assert (found.killed, found.disagreements, found.reasons) == (incident.killed, incident.disagreements, incident.reasons)
    assert [claim.id for claim in found.claims] == list(incident.claim_ids)


def test_any_claim_finds_its_incident(snapshot: Snapshot) -> None:
    assert views.evidence(snapshot, "c-denial").id == "c-rockets"


def test_marks_are_words_of_the_sentence(snapshot: Snapshot) -> None:
    first = views.evidence(snapshot, "c-rockets").claims[0]
    assert [(mark.field, mark.span.of(first.sentence)) for mark in first.marks] == [
        ("trigger", "hit"),
        ("place", "Camp Orrin"),
        ("date", "on Tuesday"),
        ("killed", "two"),
    ]


def test_a_mark_outside_the_sentence_is_kept_apart(settings: Settings) -> None:
    atlas = worlds.atlas()
    reading = atlas.readings[0]
    claim = reading.claims[1]
    title = Mark(field="place", span=Span(0, 7))
    moved = type(claim)(id=claim.id, document_id=claim.document_id, kind=claim.kind, span=claim.span, marks=(title,))
    store.publish(type(atlas)(readings=(type(reading)(document=reading.document, claims=(moved,)),)), settings)
    with closing(store.open(settings)) as opened:
        [shown] = views.document(opened, reading.document.id).claims
    assert (shown.marks, shown.marks_elsewhere) == ((), (title,))


def test_a_claim_names_its_document(snapshot: Snapshot) -> None:
    source = views.evidence(snapshot, "c-rockets").claims[0].document
    published = worlds.atlas().readings[0].document.published
    assert (source.source, source.publisher, source.published) == ("gazette.txt", "The Gazette", published)


@pytest.mark.parametrize("reading", worlds.atlas().readings)
def test_a_document_gives_back_what_was_read(snapshot: Snapshot, reading: worlds.Reading) -> None:
    found, document = views.document(snapshot, reading.document.id), reading.document
    assert (found.text, found.blocks, found.published, found.warnings) == (
        document.text,
        document.blocks,
        document.published,
        document.warnings,
    )
    assert (found.toponyms, found.dates, found.actors) == (reading.toponyms, reading.dates, reading.actors)
    assert {claim.id for claim in found.claims} == {claim.id for claim in reading.claims}


@pytest.mark.parametrize("id_", ["nobody", "' OR 1=1 --", ""])
def test_what_is_not_there_is_said_so(snapshot: Snapshot, id_: str) -> None:
    with pytest.raises(QueryError, match="there is no incident"):
        views.evidence(snapshot, id_)
    with pytest.raises(QueryError, match="there is no document"):
        views.document(snapshot, id_)


def test_documents_are_listed_with_what_came_of_them(snapshot: Snapshot) -> None:
    frame = views.documents(snapshot)
    assert list(frame["source"]) == ["gazette.txt", "herald.txt"]
    assert list(zip(frame["claims"], frame["incidents"], frame["basis"], strict=True)) == [(3, 3, "stated"), (3, 3, "unknown")]


def test_what_was_skipped_is_listed_with_its_reason(snapshot: Snapshot) -> None:
    assert views.skipped(snapshot).to_dict("records") == [{"source": "broken.pdf", "reason": "not a PDF file"}]


def test_the_view_of_an_empty_snapshot_is_empty(tmp_path: Path) -> None:
    settings = Settings(build=tmp_path)
    store.publish(type(worlds.atlas())(), settings)
    with closing(store.open(settings)) as empty:
        assert views.incidents(empty, Filter()).empty
        assert views.bins(empty, Filter()).empty
        assert all(frame.empty for frame in views.facets(empty, Filter()).values())
        assert views.documents(empty).empty
