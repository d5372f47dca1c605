"""What a view of the map counts is what plain SQL counts, for any filter and any box."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings as tried, strategies as st

from geo import invention, store, views
from geo.errors import InputError, QueryError, SnapshotError
from geo.model import Kind, Precision, Status
from geo.settings import Settings
from geo.store import Snapshot
from geo.views import Filter, Unit, opening
from geo.views.columns import FAMILIES
from geo.views.filters import where
from geo.views.picture import MOST_PLACES, Picture
from geo.views.selection import Box
from tests import worlds

WORLD: Box = (-180.0, -85.0, 180.0, 85.0)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a build folder with two newspapers and six thousand invented records."""
    build = tmp_path_factory.mktemp("both")
    store.publish(worlds.atlas(), Settings(build=build))
    invention.publish(Settings(build=build), 6_000, 5)
    return build


@pytest.fixture(scope="module")
def both(folder: Path) -> Iterator[Snapshot]:
    """Open the newspapers and the records together."""
    with closing(opening.current(Settings(build=folder))) as opened:
        yield opened
    opening.forget()


kinds = st.lists(st.sampled_from(Kind), max_size=6, unique=True).map(tuple)
statuses = st.lists(st.sampled_from(Status), max_size=3, unique=True).map(tuple)
days = st.one_of(st.none(), st.dates(date(1985, 1, 1), date(2031, 12, 31)))
filters = st.builds(
    Filter,
    kinds=kinds,
    statuses=statuses,
    precisions=st.lists(st.sampled_from(Precision), max_size=3, unique=True).map(tuple),
    datasets=st.sampled_from([(), ("invented",), ("reports",), ("invented", "reports"), ("nobody's",)]),
    text=st.sampled_from(["", "market", "no deaths", "rockets"]),
    undated=st.booleans(),
    first=days,
    within=st.sampled_from(["", "-40,-60,50,70", "0,0,30,60,60,10,40,-80"]),
)
edges = st.tuples(st.integers(-180, 179), st.integers(-84, 83), st.integers(1, 360), st.integers(1, 90))


def boxed(edge: tuple[int, int, int, int]) -> Box:
    """Return a box whose edges no position lies on: those have four decimals."""
    west, south, width, height = edge
    off = 0.00005
    return west + off, south + off, west + width + off, min(south + height + off, 85.0)


def inside(box: Box) -> tuple[str, list[object]]:
    west, south, east, north = box
    return "placed AND lat BETWEEN ? AND ? AND (lon BETWEEN ? AND ? OR lon + 360 BETWEEN ? AND ?)", [
        south,
        north,
        *[west, east] * 2,
    ]


def families_of(told: Picture) -> Counter[str]:
    sums = told.spots.families.sum(axis=0)
    return Counter({family.value: int(count) for family, count in zip(FAMILIES, sums, strict=True) if count})


@tried(max_examples=60)
@given(filters, edges, st.integers(0, 12))
def test_a_view_counts_what_plain_sql_counts(both: Snapshot, chosen: Filter, edge: tuple[int, int, int, int], zoom: int) -> None:
    box = boxed(edge)
    told = views.picture(both, chosen, box, zoom)
    (condition, values), (place, limits) = where(chosen), inside(box)
    question = f"SELECT family, count(*) AS n FROM cards WHERE {condition} AND {place} GROUP BY family"  # noqa: S608  # our own
    counted = Counter({row["family"]: row["n"] for row in both.rows(question, [*values, *limits])})
    [whole] = both.rows(f"SELECT count(*) AS n FROM cards WHERE {condition}", values)  # noqa: S608  # as above
    assert (told.total, told.in_view) == (whole["n"], counted.total())
    assert (int(told.spots.n.sum()), families_of(told)) == (counted.total(), counted)
    assert told.clusters == (counted.total() > MOST_PLACES)


@tried(max_examples=30)
@given(edges, st.integers(0, 9))
def test_clusters_stand_within_their_members_and_apart_from_each_other(
    both: Snapshot, edge: tuple[int, int, int, int], zoom: int
) -> None:
    told = views.picture(both, Filter(), boxed((*edge[:2], 360, 90)), zoom)
    spots = told.spots
    if told.clusters:
        west, south, east, north = spots.box.T
        assert ((south - 1e-6 <= spots.lat) & (spots.lat <= north + 1e-6)).all()
        turned = np.where(spots.lon < west - 1e-6, spots.lon + 360, spots.lon)
        assert (turned <= east + 1e-6).all()
        assert len(spots.n) < told.in_view
    assert (np.diff(spots.key.astype(np.int64)) > 0).all()


def test_few_incidents_stand_each_at_its_place_and_one_place_is_one_spot(both: Snapshot) -> None:
    told = views.picture(both, Filter(datasets=("reports",)), WORLD, 3)
    spots, sites = told.spots, told.of.sites
    shown = {
        (sites.name[site], int(n)): (round(lat, 2), round(lon, 2))
        for site, n, lat, lon in zip(spots.site, spots.n, spots.lat, spots.lon, strict=True)
    }
    assert shown == {("Camp Orrin", 1): (10.9, 20.4), ("Calder", 1): (10.5, 20.25)}
    assert [(sites.name[area.site], dict(area.families)) for area in told.areas] == [("Lowlands", {"armed": 1})]


def test_an_area_is_told_of_where_its_extent_meets_the_view(both: Snapshot) -> None:
    chosen = Filter(datasets=("reports",))
    near, far, around = (
        views.picture(both, chosen, box, 5).areas for box in ((20, 10, 30, 20), (40, 10, 50, 20), (370, 0, 390, 20))
    )
    assert [len(areas) for areas in (near, far, around)] == [1, 0, 1]


def test_a_country_is_told_of_wherever_one_looks(both: Snapshot) -> None:
    told = views.picture(both, Filter(), (0, 0, 1, 1), 8)
    assert told.countries
    assert all(told.of.sites.id[shade.site].startswith("country:") for shade in told.countries)


@pytest.mark.parametrize("view", [((10, 0, 5, 1), 3), ((0, 5, 1, 1), 3), ((0, 0, 1, 1), 23), ((0, 0, float("nan"), 1), 3)])
def test_what_is_no_view_is_refused(both: Snapshot, view: tuple[Box, int]) -> None:
    with pytest.raises(InputError, match="not a view"):
        views.picture(both, Filter(), *view)


# --- the table behind it -------------------------------------------------------------------


def test_rows_stand_in_the_order_of_space(both: Snapshot) -> None:
    rows = both.rows("SELECT n, placed, z, lat, lon FROM cards")
    assert [row["n"] for row in rows] == list(range(len(rows)))
    keys = [(not row["placed"], row["z"]) for row in rows]
    assert keys == sorted(keys)


def test_what_is_no_more_exact_than_a_country_is_no_spot(both: Snapshot) -> None:
    assert both.rows("SELECT DISTINCT place_precision AS p FROM cards WHERE placed ORDER BY p") == [
        {"p": "exact"},
        {"p": "near"},
        {"p": "settlement"},
    ]


# --- counts --------------------------------------------------------------------------------


@tried(max_examples=30)
@given(filters)
def test_headline_and_facets_count_what_plain_sql_counts(both: Snapshot, chosen: Filter) -> None:
    condition, values = where(chosen)
    question = f"""
        SELECT count(*) AS incidents, min(coalesce(first, last)) AS first, max(coalesce(last, first)) AS last,
            coalesce(sum(claims), 0)::INTEGER AS claims, count(*) FILTER (not_mapped <> '') AS not_on_map,
            count(*) FILTER (first IS NULL AND last IS NULL) AS undated FROM cards WHERE {condition}
        """  # noqa: S608  # our own
    [counted] = both.rows(question, values)
    told = views.headline(both, chosen)
    assert {name: getattr(told, name) for name in counted} == counted
    facet = views.facets(both, chosen)["kinds"]
    own, bound = where(chosen, without="kinds")
    question = f"SELECT kind, count(*) AS n FROM cards WHERE {own} GROUP BY kind"  # noqa: S608  # our own
    by_kind = {row["kind"]: row["n"] for row in both.rows(question, bound)}
    assert {value: count for value, count in zip(facet["value"], facet["count"], strict=True) if count} == by_kind


@pytest.mark.parametrize("unit", Unit)
def test_bins_count_what_plain_sql_counts(both: Snapshot, unit: Unit) -> None:
    chosen = Filter(statuses=(Status.REPORTED,))
    frame = views.bins(both, chosen, unit)
    question = f"""
        SELECT date_trunc('{unit}', first)::DATE AS bin, kind, count(*) AS n FROM cards
        WHERE status = 'reported' AND date_diff('day', first, last) < ? GROUP BY ALL
        """  # noqa: S608  # our own
    counted = {(row["bin"], row["kind"]): row["n"] for row in both.rows(question, [views.frames.LENGTH[unit]])}
    binned = frame[frame["first"].notna()]
    told = {
        (views.day_of(first), kind): count
        for first, kind, count in zip(binned["first"], binned["kind"], binned["count"], strict=True)
    }
    assert told == counted
    assert int(frame["count"].sum()) == views.headline(both, chosen).incidents


def test_actors_are_found_by_a_part_of_the_name_and_counted_as_the_filter_counts(both: Snapshot) -> None:
    found = views.actors_named(both, Filter(), "brigades", most=5)
    assert len(found) == 5
    assert all("brigades" in label.lower() for label in found["label"])
    for value, count in zip(found["value"], found["count"], strict=True):
        assert views.headline(both, Filter(actors=(value,))).incidents == count


def test_a_chosen_actor_is_counted_however_rare_it_is(both: Snapshot) -> None:
    [rarest] = both.rows("SELECT id FROM people JOIN involved USING (who) GROUP BY id ORDER BY count(*), id LIMIT 1")
    assert rarest["id"] not in set(views.facets(both, Filter())["actors"]["value"])
    assert rarest["id"] in set(views.facets(both, Filter(actors=(rarest["id"],)))["actors"]["value"])


# --- lists ---------------------------------------------------------------------------------


def test_pages_follow_each_other_without_gap_or_repeat(both: Snapshot) -> None:
    chosen = Filter(kinds=(Kind.AIRSTRIKE, Kind.PROTEST))
    whole = list(views.incidents(both, chosen)["id"])
    pages = [views.some(both, chosen, limit=100, offset=offset, latest=False) for offset in range(0, len(whole), 100)]
    assert [id_ for page, _ in pages for id_ in page["id"]] == whole
    assert {total for _, total in pages} == {len(whole)}


def test_the_latest_stand_first_and_the_undated_last_either_way(both: Snapshot) -> None:
    frame, total = views.some(both, Filter(), limit=100_000)
    begins = frame["first"].fillna(frame["last"])
    dated = begins[begins.notna()]
    assert total == len(frame)
    assert dated.is_monotonic_decreasing
    assert begins[len(dated) :].isna().all()


def test_a_box_lists_what_is_drawn_in_it(both: Snapshot) -> None:
    box = boxed((0, -20, 120, 60))
    frame, total = views.some(both, Filter(), box=box, limit=100_000)
    assert total == len(frame) == views.picture(both, Filter(), box, 4).in_view
    assert frame["lat"].between(box[1], box[3]).all()


def test_the_neighbors_in_time_are_those_before_and_after(both: Snapshot) -> None:
    chosen = Filter(kinds=(Kind.SEIZURE,))
    ids = list(views.incidents(both, chosen)["id"])
    assert views.around(both, chosen, ids[7]) == (ids[6], ids[8])
    assert (views.around(both, chosen, ids[0])[0], views.around(both, chosen, ids[-1])[1]) == ("", "")
    assert views.around(both, chosen, "nobody") == ("", "")


def test_a_page_in_another_order_is_that_of_the_whole_list(both: Snapshot) -> None:
    killed = views.page(both, Filter(), "killed", limit=50)["killed_low"]
    assert killed.notna().all()
    assert killed.is_monotonic_decreasing
    with pytest.raises(InputError, match="no such order"):
        views.page(both, Filter(), "id; DROP TABLE cards", limit=50)


# --- reports and records together ----------------------------------------------------------


def test_a_record_is_an_incident_with_one_claim_from_its_data_set(both: Snapshot) -> None:
    frame, _ = views.some(both, Filter(datasets=("invented",)), limit=1)
    told = views.evidence(both, frame["id"][0])
    [claim] = told.claims
    assert told.record is not None
    assert (told.record.dataset, told.record.license) == ("invented", "CC0 1.0")
    assert told.record.row == int(told.id.rpartition("-")[2]) + 2
    assert claim.sentence == frame["snippet"][0]
    assert claim.reasons[0].text == f"as recorded in Invented incidents, row {told.record.row}"


def test_both_are_counted_apart(both: Snapshot) -> None:
    facet = views.facets(both, Filter())["datasets"].set_index("value")["count"]
    assert dict(facet) == {"invented": 6_000, "reports": 5}
    headline = views.headline(both, Filter())
    assert (headline.incidents, headline.documents, headline.datasets) == (6_005, 2, 1)


def test_a_data_set_alone_needs_no_documents(tmp_path: Path) -> None:
    invention.publish(Settings(build=tmp_path), 100, 1)
    with closing(opening.current(Settings(build=tmp_path))) as opened:
        assert views.headline(opened, Filter()).incidents == 100
        assert views.documents(opened).empty


def test_nothing_at_all_says_what_to_do(settings: Settings) -> None:
    with pytest.raises(SnapshotError, match="python -m geo build"):
        opening.current(settings)


def test_another_import_is_another_snapshot_and_the_one_before_can_still_be_asked(settings: Settings) -> None:
    invention.publish(settings, 100, 1)
    before = opening.current(settings)
    assert opening.current(settings) is before
    invention.publish(settings, 200, 1)
    after = opening.current(settings)
    assert (len(views.incidents(before, Filter())), len(views.incidents(after, Filter()))) == (100, 200)
    assert opening.named(settings, before.id) is before


def test_a_damaged_data_set_is_left_out_and_named(settings: Settings) -> None:
    invention.publish(settings, 100, 1)
    store.publish(worlds.atlas(), settings)
    [records] = settings.build.glob("datasets/invented/*/records.parquet")
    content = bytearray(records.read_bytes())
    content[len(content) // 2] ^= 1
    records.write_bytes(content)
    opened = opening.current(settings)
    assert "data set invented is damaged" in opened.notice
    assert views.headline(opened, Filter()).incidents == 5


def test_a_file_in_the_cache_that_is_none_is_made_anew(settings: Settings) -> None:
    invention.publish(settings, 100, 1)
    opening.current(settings).close()
    opening.forget()
    [cached] = settings.build.glob("cache/atlas-*.duckdb")
    cached.write_bytes(b"no database")
    assert views.headline(opening.current(settings), Filter()).incidents == 100


def test_a_snapshot_with_data_sets_is_as_locked_as_one_without(both: Snapshot, folder: Path) -> None:
    [secret] = folder.glob("datasets/invented/*/records.parquet")
    for question in (f"SELECT * FROM read_parquet('{secret}')", "SELECT * FROM read_text('/etc/hostname')"):  # noqa: S608  # refused
        with pytest.raises(QueryError, match="refused"):
            both.rows(question)


def test_a_frame_has_the_same_types_with_records_and_without(both: Snapshot, snapshot: Snapshot) -> None:
    mixed, alone = views.incidents(both, Filter()), views.incidents(snapshot, Filter())
    assert list(map(str, mixed.dtypes)) == list(map(str, alone.dtypes))
    reports = replace(Filter(), datasets=("reports",))
    pd.testing.assert_frame_equal(views.incidents(both, reports), alone)
