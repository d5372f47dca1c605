"""Rows of others become records, no more exactly than they say; what cannot be true is left out with its reason."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from geo import datasets, imports
from geo.datasets import Dataset
from geo.errors import InputError, RefusedError, StoppedError
from geo.imports import Wish, codebooks, judging, raw, recipes
from geo.model import Kind
from geo.settings import Settings

TODAY = date(2031, 7, 1)


def header(line: str) -> list[str]:
    return next(csv.reader([line]))


ACLED_COLUMNS = header(
    "event_id_cnty,event_date,year,time_precision,disorder_type,event_type,sub_event_type,actor1,assoc_actor_1,"
    "inter1,actor2,assoc_actor_2,inter2,interaction,civilian_targeting,iso,region,country,admin1,admin2,admin3,"
    "location,latitude,longitude,geo_precision,source,source_scale,notes,fatalities,tags,timestamp"
)

SHELLING = {
    "event_id_cnty": "CAL1",
    "event_date": "2031-06-03",
    "year": "2031",
    "time_precision": "1",
    "event_type": "Explosions/Remote violence",
    "sub_event_type": "Shelling/artillery/missile attack",
    "actor1": "North Brigade",
    "assoc_actor_1": "",
    "inter1": "2",
    "actor2": "Civilians (Iraq)",
    "assoc_actor_2": "Farmers (Iraq); Women (Iraq)",
    "inter2": "7",
    "iso": "368",
    "country": "Iraq",
    "admin1": "Calderia",
    "location": "Calder",
    "latitude": "33.3",
    "longitude": "44.4",
    "geo_precision": "1",
    "source": "The Courier; The Herald",
    "notes": "On 3 June 2031, North Brigade shelled Calder.",
    "fatalities": "2",
    "timestamp": "1938297600",
}

Import = Callable[..., Dataset]


def table(rows: Sequence[Mapping[str, object]], columns: Sequence[str] = ACLED_COLUMNS, sign: str = ",") -> str:
    """Return rows as CSV, each on a line."""
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, delimiter=sign, lineterminator="\n", restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def acled(*changes: Mapping[str, object]) -> str:
    """Return shellings of Calder, each changed as told, as ACLED exports them."""
    return table([{**SHELLING, "event_id_cnty": f"CAL{n}", **change} for n, change in enumerate(changes, start=1)])


@pytest.fixture
def bring(settings: Settings, tmp_path: Path) -> Import:
    """Return what imports a text or bytes as a file."""

    def run(content: str | bytes, file: str = "calder.csv", **wish: Any) -> Dataset:  # noqa: ANN401  # handed on
        path = tmp_path / file
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return imports.run(Wish(path=path, **wish), settings, TODAY)

    return run


def rows(of: Dataset) -> list[dict[str, Any]]:
    return list(pa.Table.from_batches(datasets.batches(of), datasets.RECORDS).to_pylist())


def left_out(of: Dataset) -> list[tuple[int, str]]:
    return [(row["row"], row["reason"]) for row in datasets.rejected(of).to_pylist()]


# --- ACLED ---------------------------------------------------------------------------------


def test_a_row_of_acled_is_a_record_with_its_account_and_its_source(bring: Import) -> None:
    [row] = rows(bring(acled({})))
    assert row == {
        "id": "calder:CAL1",
        "row": 2,
        "kind": "rocket_or_mortar_attack",
        "family": "explosive",
        "status": "reported",
        "first": date(2031, 6, 3),
        "last": date(2031, 6, 3),
        "date_precision": "day",
        "place_name": "Calder",
        "place_kind": "city",
        "place_precision": "settlement",
        "lat": 33.3,
        "lon": 44.4,
        "uncertainty_km": 5.0,
        "country": "IQ",
        "admin1": "Calderia",
        "actors": ["North Brigade"],
        "targets": ["Civilians (Iraq)", "Farmers (Iraq)", "Women (Iraq)"],
        "weapon": None,
        "killed_low": 2,
        "killed_high": 2,
        "injured_low": None,
        "injured_high": None,
        "title": "Shelling/artillery/missile attack",
        "note": "On 3 June 2031, North Brigade shelled Calder.",
        "source": "The Courier; The Herald",
        "url": None,
    }


def test_a_data_set_says_whose_it_is_and_as_of_when(bring: Import) -> None:
    made = bring(acled({}))
    assert (made.format, made.rows, made.placed, made.as_of) == ("acled", 1, 1, date(2031, 6, 4))
    assert "nobody else may be given the rows" in made.license
    assert "acleddata.com" in made.attribution


def test_what_the_importer_says_of_license_and_source_stands_before_what_the_format_says(bring: Import) -> None:
    made = bring(acled({}), name="Skirmishes, north", license="by agreement", attribution="The Courier")
    assert (made.slug, made.name, made.license, made.attribution) == (
        "skirmishes-north",
        "Skirmishes, north",
        "by agreement",
        "The Courier",
    )


@pytest.mark.parametrize(
    "written",
    [
        "2031-06-03",
        "03 June 2031",
        "3 JUN 2031",
        "03-Jun-2031",
        "3-Jun-31",
        "June 3, 2031",
        "Jun 3 2031",
        "Tuesday, June 3, 2031",
        "2031/06/03",
        "20310603",
        "2031-06-03 00:00:00",
        "2031-06-03T23:59:59+03:00",
        "2031-06-03T21:00:00Z",
        "03/06/2031",
        "03.06.2031",
        "3/6/2031 14:05",
    ],
)
def test_every_way_to_write_a_day_is_that_day_and_no_other(bring: Import, written: str) -> None:
    [row] = rows(bring(acled({"event_date": written})))
    assert (row["first"], row["last"]) == (date(2031, 6, 3), date(2031, 6, 3))


def test_days_and_months_are_told_apart_by_the_file_itself(bring: Import) -> None:
    made = bring(acled({"event_date": "6/3/2031"}, {"event_date": "6/25/2031"}))
    assert [row["first"] for row in rows(made)] == [date(2031, 6, 3), date(2031, 6, 25)]


def test_days_and_months_that_may_be_either_are_read_by_the_codebook_and_it_is_said(bring: Import) -> None:
    made = bring(acled({"event_date": "3/6/2031"}))
    assert rows(made)[0]["first"] == date(2031, 6, 3)
    assert made.warnings == ("3/4/2031 is read as day, month, year",)


@pytest.mark.parametrize(
    ("code", "precision", "first", "last"),
    [
        ("1", "day", date(2031, 6, 3), date(2031, 6, 3)),
        ("2", "week", date(2031, 5, 31), date(2031, 6, 6)),
        ("3", "month", date(2031, 6, 1), date(2031, 6, 30)),
    ],
)
def test_a_date_is_as_exact_as_its_code(bring: Import, code: str, precision: str, first: date, last: date) -> None:
    [row] = rows(bring(acled({"time_precision": code})))
    assert (row["date_precision"], row["first"], row["last"]) == (precision, first, last)


@pytest.mark.parametrize(
    ("code", "precision", "km"), [("1", "settlement", 5), ("2", "near", 25), ("3", "area", 100), ("", "near", 25)]
)
def test_a_place_is_as_exact_as_its_code_and_near_where_it_has_none(bring: Import, code: str, precision: str, km: float) -> None:
    [row] = rows(bring(acled({"geo_precision": code})))
    assert (row["place_precision"], row["uncertainty_km"]) == (precision, km)


def test_text_and_number_codes_of_actors_make_no_difference(bring: Import) -> None:
    texts = {"inter1": "Rebel group", "inter2": "Civilians", "interaction": "Rebel group-Civilians"}
    one, other = rows(bring(acled({}, texts)))
    assert {**one, "id": "", "row": 0} == {**other, "id": "", "row": 0}


def test_who_did_it_to_whom_is_said_only_where_the_codebook_says_so(bring: Import) -> None:
    [row] = rows(bring(acled({"event_type": "Battles", "sub_event_type": "Armed clash", "assoc_actor_2": ""})))
    assert (row["actors"], row["targets"]) == (["North Brigade", "Civilians (Iraq)"], [])


def test_nobody_killed_is_nobody_reported_killed(bring: Import) -> None:
    [row] = rows(bring(acled({"fatalities": "0"})))
    assert (row["killed_low"], row["killed_high"]) == (None, None)


def test_a_kind_that_no_table_knows_is_other_and_counted(bring: Import) -> None:
    made = bring(acled({"event_type": "Sorcery", "sub_event_type": "Hex"}, {"sub_event_type": "A new one"}))
    assert [row["kind"] for row in rows(made)] == ["other", "bombing"]
    assert made.warnings == ("1 row is of a kind that is not known: other",)


def test_every_sub_event_of_the_codebook_has_a_kind() -> None:
    listed = {row["code"] for row in codebooks.tables(Settings())["kinds"].to_pylist() if row["format"] == "acled"}
    told = (
        "Armed clash; Government regains territory; Non-state actor overtakes territory; Chemical weapon; Air/drone strike; "
        "Suicide bomb; Shelling/artillery/missile attack; Remote explosive/landmine/IED; Grenade; Sexual violence; Attack; "
        "Abduction/forced disappearance; Peaceful protest; Protest with intervention; Excessive force against protesters; "
        "Violent demonstration; Mob violence; Agreement; Arrests; Change to group/activity; Disrupted weapons use; "
        "Headquarters or base established; Looting/property destruction; Non-violent transfer of territory; Other"
    )
    assert {one.lower() for one in told.split("; ")} <= listed


# --- what cannot be true -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"latitude": "nan"}, "its latitude or longitude is no finite number"),
        ({"longitude": "1e999"}, "its latitude or longitude is no finite number"),
        ({"longitude": "Infinity"}, "its latitude or longitude is no finite number"),
        ({"latitude": "north"}, "its latitude or longitude is not a number"),
        ({"latitude": "=33.3"}, "its latitude or longitude is not a number"),
        ({"latitude": "[]"}, "its latitude or longitude is not a number"),
        ({"latitude": "95"}, "its latitude and longitude are swapped"),
        ({"latitude": "95", "longitude": "95"}, "its position is not on Earth"),
        ({"longitude": "500"}, "its position is not on Earth"),
        ({"latitude": "1e308"}, "its position is not on Earth"),
        ({"latitude": "44.4", "longitude": "33.3"}, "its latitude and longitude are swapped"),
        ({"latitude": "0", "longitude": "0.000"}, "its position is 0, 0, which stands for none"),
        ({"latitude": ""}, "its latitude or its longitude is missing"),
        ({"event_date": "2031-02-30"}, "its date cannot be read"),
        ({"event_date": "=NOW()"}, "its date cannot be read"),
        ({"event_date": "0001-01-01", "year": ""}, "its date is not of our times"),
        ({"event_date": "9999-12-31", "year": ""}, "its date is not of our times"),
        ({"year": "2030"}, "its date and its year contradict each other"),
        ({"geo_precision": "7"}, "it says how exact its place is with a code that is not in the codebook"),
        ({"time_precision": "x"}, "it says how exact its date is with a code that is not in the codebook"),
        ({"fatalities": "-1"}, "its number of people is none"),
        ({"fatalities": "many"}, "its number of people is none"),
        ({"fatalities": "1e9"}, "its number of people is none"),
        ({"location": "x" * 1001}, "a name or a code in it is longer than 1,000 characters"),
        ({"actor1": "x" * 1001}, "a name or a code in it is longer than 1,000 characters"),
        ({"event_id_cnty": "CAL1"}, "an earlier row has the same id, or is the same"),
    ],
)
def test_a_row_that_cannot_be_true_is_left_out_with_its_reason_and_the_others_are_kept(
    bring: Import, change: Mapping[str, object], reason: str
) -> None:
    made = bring(acled({}, change, {}))
    assert left_out(made) == [(3, reason)]
    assert made.rejected == {reason: 1}
    assert [row["row"] for row in rows(made)] == [2, 4]


def test_every_reason_has_a_row_that_is_left_out_for_it() -> None:
    source = Path(__file__).read_text(encoding="utf-8")
    assert [reason for reason in (*judging.REASONS, judging.TWICE) if f'"{reason}"' not in source] == []


def test_a_position_with_a_decimal_comma_is_read(bring: Import) -> None:
    content = table([{**SHELLING, "latitude": "33,3", "longitude": "44,4"}], sign=";")
    [row] = rows(bring(content))
    assert (row["lat"], row["lon"]) == (33.3, 44.4)


def test_a_row_without_a_position_is_kept_and_no_pin(bring: Import) -> None:
    [row] = rows(bring(acled({"latitude": "", "longitude": ""})))
    assert (row["lat"], row["lon"], row["uncertainty_km"], row["place_name"]) == (None, None, None, "Calder")


def test_a_long_account_is_cut_with_a_mark_and_counted(bring: Import) -> None:
    made = bring(acled({"notes": "x" * 50_000}))
    assert rows(made)[0]["note"] == "x" * 20_000 + " […]"
    assert made.warnings == ("1 account was cut, with a mark",)


def test_codes_that_a_program_wrote_as_fractions_are_codes(bring: Import) -> None:
    whole, fraction = rows(
        bring(acled({}, {"geo_precision": "1.0", "time_precision": "1.0", "iso": "368.0", "fatalities": "2.0"}))
    )
    assert {**whole, "id": "", "row": 0} == {**fraction, "id": "", "row": 0}


def test_positions_outside_the_country_that_is_named_are_kept_and_told(bring: Import) -> None:
    made = bring(acled({"latitude": "10", "longitude": "60"}))
    assert (made.rows, made.warnings) == (1, ("1 row lies outside the country that it names",))


def test_formulas_stay_text(bring: Import) -> None:
    [row] = rows(bring(acled({"notes": '=HYPERLINK("http://127.0.0.1","x")', "actor1": "@SUM(1+1)"})))
    assert (row["note"], row["actors"]) == ('=HYPERLINK("http://127.0.0.1","x")', ["@SUM(1+1)"])


# --- UCDP, GDELT, GTD, Ushahidi ------------------------------------------------------------

UCDP_COLUMNS = header(
    "id,relid,year,active_year,code_status,type_of_violence,conflict_new_id,conflict_name,dyad_new_id,dyad_name,"
    "side_a,side_b,number_of_sources,source_article,source_office,source_date,source_headline,source_original,"
    "where_prec,where_coordinates,where_description,adm_1,adm_2,latitude,longitude,geom_wkt,country,country_id,"
    "region,event_clarity,date_prec,date_start,date_end,deaths_a,deaths_b,deaths_civilians,deaths_unknown,best,"
    "high,low"
)
CLASH = {
    "id": "900001",
    "year": "2031",
    "type_of_violence": "1",
    "side_a": "Government of Iraq",
    "side_b": "North Brigade",
    "source_office": "The Courier",
    "source_headline": "Clash at Calder",
    "where_prec": "1",
    "where_coordinates": "Calder town",
    "adm_1": "Calderia",
    "latitude": "33.3",
    "longitude": "44.4",
    "country": "Iraq",
    "date_prec": "2",
    "date_start": "2031-06-03 00:00:00.000",
    "date_end": "2031-06-05 00:00:00.000",
    "best": "4",
    "high": "9",
    "low": "3",
}


def ucdp(*changes: Mapping[str, object]) -> str:
    return table([{**CLASH, "id": f"{n}", **change} for n, change in enumerate(changes)], UCDP_COLUMNS)


def test_a_row_of_ucdp_has_its_range_of_days_and_of_deaths(bring: Import) -> None:
    made = bring(ucdp({}))
    [row] = rows(made)
    assert (row["first"], row["last"], row["date_precision"]) == (date(2031, 6, 3), date(2031, 6, 5), "day")
    assert (row["killed_low"], row["killed_high"], row["kind"], row["title"]) == (3, 9, "armed_clash", "State-based conflict")
    assert (row["actors"], row["country"], row["source"]) == (["Government of Iraq", "North Brigade"], "IQ", "The Courier")
    assert made.license == "CC BY 4.0"


@pytest.mark.parametrize(
    ("code", "precision", "on_the_map"),
    [
        ("1", "settlement", True),
        ("2", "near", True),
        ("3", "area", True),
        ("4", "area", True),
        ("5", "area", True),
        ("6", "country", False),
        ("7", "area", True),
    ],
)
def test_where_prec_decides_how_exactly_ucdp_is_drawn_and_a_country_never_is(
    bring: Import,
    code: str,
    precision: str,
    on_the_map: bool,  # noqa: FBT001  # of the table above
) -> None:
    [row] = rows(bring(ucdp({"where_prec": code})))
    assert (row["place_precision"], row["lat"] is not None, row["uncertainty_km"] is not None) == (
        precision,
        on_the_map,
        on_the_map,
    )


def test_the_position_of_a_country_is_not_even_looked_at(bring: Import) -> None:
    made = bring(ucdp({"where_prec": "6", "latitude": "0", "longitude": "0"}))
    assert (made.rows, made.placed, made.rejected) == (1, 0, {})


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"date_end": "2031-06-01"}, "it ends before it begins"),
        ({"low": "5", "high": "4"}, "at least more people than at most"),
    ],
)
def test_what_runs_backwards_is_left_out(bring: Import, change: Mapping[str, object], reason: str) -> None:
    assert left_out(bring(ucdp({}, change))) == [(3, reason)]


def gdelt(**values: str) -> str:
    """Return one line of GDELT 2.0 Events."""
    told = {
        "GLOBALEVENTID": "1300000001",
        "SQLDATE": "20310603",
        "Actor1Name": "NORTH BRIGADE",
        "Actor2Name": "CALDER",
        "EventCode": "1831",
        "EventBaseCode": "183",
        "EventRootCode": "18",
        "NumSources": "2",
        "NumArticles": "7",
        "ActionGeo_Type": "4",
        "ActionGeo_FullName": "Calder, Calderia, Iraq",
        "ActionGeo_CountryCode": "IZ",
        "ActionGeo_Lat": "33.3",
        "ActionGeo_Long": "44.4",
        "DATEADDED": "20310604120000",
        "SOURCEURL": "https://www.courier.example/calder",
        **values,
    }
    return "\t".join(told.get(column, "") for column in recipes.GDELT_COLUMNS)


def test_gdelt_is_known_without_a_header(bring: Import) -> None:
    made = bring(gdelt() + "\n" + gdelt(GLOBALEVENTID="1300000002", EventCode="190", EventBaseCode="190", EventRootCode="19"))
    first, second = rows(made)
    assert (first["row"], first["id"], first["kind"], first["weapon"]) == (1, "calder:1300000001", "bombing", "suicide bomb")
    assert (first["title"], first["country"], first["first"]) == ("Carry out suicide bombing", "IQ", date(2031, 6, 3))
    assert (first["source"], first["url"]) == ("courier.example", "https://www.courier.example/calder")
    assert (first["actors"], first["targets"]) == (["NORTH BRIGADE"], ["CALDER"])
    assert second["kind"] == "armed_clash"
    assert (made.format, made.as_of) == ("gdelt", date(2031, 6, 4))


@pytest.mark.parametrize(
    ("code", "precision", "placed"),
    [
        ("0", "unknown", 0),
        ("1", "country", 0),
        ("2", "area", 1),
        ("3", "settlement", 1),
        ("4", "settlement", 1),
        ("5", "area", 1),
    ],
)
def test_the_middle_of_a_country_in_gdelt_is_no_pin(bring: Import, code: str, precision: str, placed: int) -> None:
    made = bring(gdelt(ActionGeo_Type=code) + "\n")
    assert (rows(made)[0]["place_precision"], made.placed) == (precision, placed)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "unspecified", 'https://x.example/"onload'])
def test_what_is_no_address_is_no_link(bring: Import, url: str) -> None:
    assert rows(bring(gdelt(SOURCEURL=url) + "\n"))[0]["url"] is None


GTD_COLUMNS = header(
    "eventid,iyear,imonth,iday,country,country_txt,provstate,city,latitude,longitude,specificity,vicinity,summary,"
    "success,attacktype1,attacktype1_txt,target1,gname,guncertain1,weaptype1,weaptype1_txt,weapsubtype1,"
    "weapsubtype1_txt,nkill,nwound,claimed,scite1"
)
BOMB = {
    "eventid": "203106030001",
    "iyear": "2031",
    "imonth": "6",
    "iday": "3",
    "country_txt": "Iraq",
    "provstate": "Calderia",
    "city": "Calder",
    "latitude": "33.3",
    "longitude": "44.4",
    "specificity": "1",
    "vicinity": "0",
    "summary": "A device exploded in Calder.",
    "attacktype1": "3",
    "attacktype1_txt": "Bombing/Explosion",
    "target1": "Market",
    "gname": "Unknown",
    "weaptype1": "6",
    "weaptype1_txt": "Explosives",
    "nkill": "1.5",
    "nwound": "4",
    "scite1": "The Courier, June 4",
}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, {"kind": "bombing", "actors": [], "targets": ["Market"], "killed_low": 1, "killed_high": 2, "injured_low": 4}),
        ({"weapsubtype1": "11"}, {"kind": "rocket_or_mortar_attack"}),
        ({"attacktype1": "6", "weaptype1": "13"}, {"kind": "abduction"}),
        ({"attacktype1": ""}, {"kind": "other"}),
        ({"iday": "0"}, {"date_precision": "month", "first": date(2031, 6, 1), "last": date(2031, 6, 30)}),
        ({"imonth": "0", "iday": "0"}, {"date_precision": "year", "first": date(2031, 1, 1), "last": date(2031, 12, 31)}),
        ({"vicinity": "1"}, {"place_precision": "near", "uncertainty_km": 25.0}),
        ({"specificity": "4"}, {"place_precision": "area", "uncertainty_km": 100.0}),
        ({"specificity": "5", "latitude": "", "longitude": ""}, {"place_precision": "unknown", "lat": None}),
        ({"gname": "North Brigade", "guncertain1": "1"}, {"status": "alleged", "actors": ["North Brigade"]}),
        ({"claimed": "1"}, {"status": "claimed"}),
    ],
)
def test_a_row_of_gtd(bring: Import, change: Mapping[str, object], expected: Mapping[str, object]) -> None:
    [row] = rows(bring(table([{**BOMB, **change}], GTD_COLUMNS)))
    assert {name: row[name] for name in expected} == expected


def test_a_report_of_ushahidi(bring: Import) -> None:
    columns = ("Post ID", "Survey", "Post Status", "Created (UTC)", "Updated (UTC)", "Title", "Description", "Category")
    named = (*columns, "Where was it?.lat", "Where was it?.lon")
    told = ("17", "Incidents", "published", "2031-06-03 08:00:00", "2031-06-05 09:00:00", "Shots", "We heard shots.", "Gunfire")
    made = bring(table([dict(zip(named, (*told, "33.3", "44.4"), strict=True))], named))
    [row] = rows(made)
    assert (row["id"], row["kind"], row["lat"], row["lon"], row["note"]) == (
        "calder:17",
        "shooting",
        33.3,
        44.4,
        "We heard shots.",
    )
    assert (made.format, made.as_of) == ("ushahidi", date(2031, 6, 5))


def test_an_export_of_our_own_comes_back(bring: Import) -> None:
    columns = ("id", "kind", "status", "first", "last", "date_precision", "place_name", "place_precision", "lat", "lon", "actors")
    told = ("c1", "drone_strike", "disputed", "2031-06-01", "2031-06-30", "month", "Calder", "near", "33.3", "44.4", "A; B")
    [row] = rows(bring(table([dict(zip(columns, told, strict=True))], columns)))
    assert (row["kind"], row["status"], row["date_precision"], row["place_precision"]) == (
        "drone_strike",
        "disputed",
        "month",
        "near",
    )
    assert (row["first"], row["last"], row["actors"]) == (date(2031, 6, 1), date(2031, 6, 30), ["A", "B"])


# --- the whole of it -----------------------------------------------------------------------


def test_what_goes_in_is_taken_or_told(bring: Import) -> None:
    made = bring(acled(*({"latitude": str(n)} for n in range(60, 120))) + "one,two\n\n")
    assert made.rows + made.left_out == 61
    assert "has 2 cells, the header 31" in made.rejected


def test_a_format_that_the_file_is_not_of_is_refused(bring: Import) -> None:
    with pytest.raises(InputError, match="is not of the format ucdp"):
        bring(acled({}), format="ucdp")
    with pytest.raises(InputError, match="is no format"):
        bring(acled({}), format="parquet")


def test_a_file_of_which_no_row_can_be_taken_is_refused_and_leaves_what_was_there(bring: Import, settings: Settings) -> None:
    before = bring(acled({}))
    with pytest.raises(RefusedError, match="not one row can be taken"):
        bring(acled({"latitude": "x"}))
    assert datasets.shelf(settings).datasets == (before,)


def test_an_import_is_stopped_and_nothing_of_it_is_kept(settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "calder.csv"
    path.write_text(acled({}), encoding="utf-8")
    for stopped_at in range(3):
        asked = iter(range(100))
        with pytest.raises(StoppedError, match="nothing of it was kept"):
            imports.run(Wish(path=path), settings, TODAY, stop=lambda: next(asked) >= stopped_at)  # noqa: B023  # called at once
        assert datasets.shelf(settings).datasets == ()


def test_progress_is_told_in_stages(settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "calder.csv"
    path.write_text(acled({}), encoding="utf-8")
    told: list[tuple[str, int, int]] = []

    def note(stage: str, item: str = "", done: int = 0, total: int = 0) -> None:
        assert item in {"", path.name}
        told.append((stage, done, total))

    imports.run(Wish(path=path), settings, TODAY, note)
    size = path.stat().st_size
    assert told == [("look at", size, size), ("import", size, size), ("publish", 0, 0)]


def test_a_file_that_changes_while_it_is_read_is_refused(settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "calder.csv"
    path.write_text(acled({}), encoding="utf-8")

    def change(stage: str, *_: object, **__: object) -> None:
        if stage == "import":
            path.write_text(acled({}, {}, {}), encoding="utf-8")

    with pytest.raises(RefusedError, match="was changed while it was read"):
        imports.run(Wish(path=path), settings, TODAY, change)
    assert datasets.shelf(settings).datasets == ()


def test_a_preview_reads_the_first_rows_as_they_would_be_imported_and_writes_nothing(settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "calder.csv"
    path.write_text(acled({}, {"latitude": "x"}, *({} for _ in range(10))), encoding="utf-8")
    seen = imports.preview(Wish(path=path), settings, rows=5)
    assert (seen.format, seen.first.num_rows, seen.records.num_rows) == ("acled", 5, 4)
    assert seen.rejected.to_pylist()[0]["row"] == 3
    assert not settings.build.exists()


def test_the_same_file_gives_the_same_bytes(bring: Import, tmp_path: Path) -> None:
    content = acled(*({"actor1": f"Brigade {n % 7}", "assoc_actor_1": "B; A; B; C"} for n in range(3000)))
    path = tmp_path / "calder.csv"
    first = bring(content)
    second = imports.run(Wish(path=path), Settings(build=tmp_path / "elsewhere"), TODAY)
    assert first.files == second.files
    assert rows(first)[0]["actors"] == ["Brigade 0", "B", "A", "C"]


@pytest.mark.parametrize(
    ("name", "slug"), [("ACLED, Iraq 2031", "acled-iraq-2031"), ("../../x", "x"), ("بغداد", "dataset"), ("x" * 300, "x" * 48)]
)
def test_a_short_name_is_made_of_any_name(name: str, slug: str) -> None:
    assert imports.slug_of(name) == slug


def test_what_one_batch_has_seen_the_next_one_knows() -> None:
    columns = ("id", "latitude", "longitude", "event_date", "event_type", "sub_event_type", "actor1")
    recipe = recipes.ACLED
    with closing(judging.Judge(recipe, codebooks.tables(Settings()), ("event_id_cnty", *columns[1:]), "s")) as judge:
        one = {raw.ROW: [2], **dict(zip(columns, (["A"], ["33"], ["44"], ["2031-06-03"], ["x"], ["x"], ["x"]), strict=True))}
        first, _ = judge.judge(pa.table(one))
        second, refused = judge.judge(pa.table({**one, raw.ROW: [3]}))
    assert (first.num_rows, second.num_rows, refused["reason"].to_pylist()) == (1, 0, [judging.TWICE])


def kinds_of(format_: str) -> Iterator[str]:
    yield from (row["kind"] for row in codebooks.tables(Settings())["kinds"].to_pylist() if row["format"] == format_)


def test_every_kind_can_be_said_in_words() -> None:
    assert set(kinds_of("words")) == {kind.value for kind in Kind}
