"""Files of others: known by their content, decoded by rule, refused with a reason before they can do harm."""

from __future__ import annotations

import csv
import io
import json
import os
import stat
import zipfile
from collections import deque
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet
import pytest

from geo import datasets, imports
from geo.datasets import Dataset
from geo.errors import InputError, RefusedError
from geo.imports import Wish, archives, delimited, features
from geo.settings import Settings
from tests.test_imports import TODAY, acled, left_out, rows

Import = Callable[..., Dataset]

COLUMNS = ("date", "kind", "place", "lat", "lon", "note")
STRIKE = ("2031-06-03", "airstrike", "Calder", "33.3", "44.4", "Jets struck Calder.")


@pytest.fixture
def bring(settings: Settings, tmp_path: Path) -> Import:
    """Return what imports bytes as a file."""

    def run(content: bytes, file: str = "calder.csv", **wish: Any) -> Dataset:  # noqa: ANN401  # handed on
        path = tmp_path / file
        path.write_bytes(content)
        return imports.run(Wish(path=path, **wish), settings, TODAY)

    return run


def text(*cells: tuple[object, ...], sign: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=sign, lineterminator="\n").writerows([COLUMNS, *cells])
    return out.getvalue()


def strikes(note: str) -> str:
    return text((*STRIKE[:-1], note))


# --- encodings and separators --------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "note", "said"),
    [
        (strikes("près de Calder").encode(), "près de Calder", []),
        (b"\xef\xbb\xbf" + strikes("près").encode(), "près", []),
        (strikes("près").encode("utf-16"), "près", []),
        (strikes("près de Calder").encode("utf-16-le"), "près de Calder", ["no mark of its encoding"]),
        (strikes("près de Calder").encode("cp1252"), "près de Calder", ["read as cp1252"]),
        (
            strikes("ضربة جوية على كالدر " * 5).encode() + b"2031-06-04,airstrike,\xff,33,44,x\n",
            None,
            ["1 bytes that mean nothing"],
        ),
        (strikes("a\0b\x07c").encode(), "abc", ["2 control characters were taken out"]),
        (strikes("two\nlines").replace("\n", "\r\n").encode(), "two\r\nlines", []),
    ],
)
def test_text_is_decoded_by_rule_and_what_was_assumed_is_said(
    bring: Import, content: bytes, note: str | None, said: list[str]
) -> None:
    made = bring(content)
    assert note is None or rows(made)[0]["note"] == note
    encoding = [warning for warning in made.warnings if "exact its positions" not in warning]
    assert [want for want, got in zip(said, encoding, strict=True) if want not in got] == []


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_the_sign_between_cells_is_found_out(bring: Import, sign: str) -> None:
    content = text(STRIKE, (*STRIKE[:-1], "commas, in, it; and more"), sign=sign)
    assert [row["note"] for row in rows(bring(content.encode()))] == ["Jets struck Calder.", "commas, in, it; and more"]


def test_a_row_is_numbered_as_a_spreadsheet_does_whatever_its_cells_hold(bring: Import) -> None:
    content = text(STRIKE, (*STRIKE[:-1], "two\nlines")) + "\n1,2\n" + ",".join((*STRIKE[:-1], "after")) + "\n"
    made = bring(content.encode())
    assert [(row["row"], row["note"]) for row in rows(made)] == [(2, "Jets struck Calder."), (3, "two\nlines"), (6, "after")]
    assert left_out(made) == [(5, "has 2 cells, the header 6")]


def test_numbers_stay_right_over_many_blocks(tmp_path: Path) -> None:
    lines = ["1,2" if n % 50 == 0 else "" if n % 70 == 0 else f'{n},"a\nb",c' for n in range(2, 20_000)]
    path = tmp_path / "many.csv"
    path.write_text("id,b,c\n" + "\n".join(lines) + "\n", encoding="utf-8")
    reader = delimited.Delimited(lambda: path.open("rb"), "utf-8", 1, lenient=False, block=4096)
    told = list(reader.chunks())
    assert len(told) > 10
    seen = [(row["\0row"], row["id"]) for chunk in told for row in chunk.rows.to_pylist() if row["id"]]
    assert [number for number, id_ in seen if str(number) != id_] == []
    assert [row["row"] for chunk in told for row in chunk.bad.to_pylist()] == list(range(50, 20_000, 50))


def test_a_row_that_is_set_aside_while_others_are_handed_on_is_not_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reader is ahead in a thread of its own, so it sets rows aside at any moment."""
    path = tmp_path / "few.csv"
    path.write_text("id,b\n2,x\n3\n4,x\n", encoding="utf-8")
    handed: list[deque[tuple[int, str, str]]] = []

    def parse(_: object, __: object, bad: deque[tuple[int, str, str]]) -> Iterator[pa.RecordBatch]:
        handed.append(bad)
        for ids in (["2"], ["4", delimited._END]):
            yield pa.record_batch({"c0": ids, "c1": ["x"] * len(ids)})

    monkeypatch.setattr(delimited.Delimited, "_parse", parse)
    chunks = delimited.Delimited(lambda: path.open("rb"), "utf-8", 1, lenient=False).chunks()
    next(chunks)
    handed[0].append((3, "has 1 cells, the header 2", "3"))
    second = next(chunks)
    assert second.rows["\0row"].to_pylist() == [4]
    assert second.bad["row"].to_pylist() == [3]


def test_a_quote_that_is_never_closed_is_told_and_swallows_nothing(bring: Import) -> None:
    content = text(STRIKE, STRIKE) + '2031-06-04,airstrike,"Calder,33.3,44.4,x\n' + ",".join(STRIKE) + "\n"
    with pytest.raises(RefusedError, match="near row 4 a quotation mark is opened and not closed"):
        bring(content.encode())


def test_a_cell_larger_than_a_block_is_told(bring: Import) -> None:
    with pytest.raises(RefusedError, match="one cell is larger than 8 MB"):
        bring(strikes("x" * (20 * 2**20)).encode())


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "holds no row"),
        (b"  \n\n ", "holds no row"),
        (b"date,kind,lat,lon\n", "holds no row|not one row"),
        (b"one column\nand nothing else\n", "has no columns"),
        (b"\0" * 4096, "is no text|holds no row"),
        (bytes(range(1, 32)) * 200, "is no text"),
        (",".join(f"c{n}" for n in range(600)).encode() + b"\n", "at most 512 are read"),
        (b"My sheet\n\ndate,lat,lon\n2031-06-03,33,44\n", "first row has to hold the names"),
        (b"a,b,c\n1,2,3\n", "nothing tells what its columns mean"),
        (b"<html><body><table></table></body></html>", "is XML or HTML and no KML"),
    ],
)
def test_what_is_no_table_is_refused_with_what_it_is(bring: Import, content: bytes, said: str, settings: Settings) -> None:
    with pytest.raises(InputError if "tells" in said else RefusedError, match=said):
        bring(content)
    assert datasets.shelf(settings).datasets == ()


# --- what is not what it is called ---------------------------------------------------------


def parquet() -> bytes:
    out = io.BytesIO()
    pa.parquet.write_table(pa.table({"lat": [33.3]}), out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (parquet(), "a Parquet file"),
        (b"\0" * 8 + b"DUCK" + b"\0" * 100, "a database of DuckDB"),
        (b"\x80\x04\x95\x0f\x00\x00\x00", "a pickle"),
        (b"SQLite format 3\0" + b"\0" * 100, "a database of SQLite"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "save it as .xlsx"),
        (b"\x1f\x8b\x08\0", "gzip"),
        (b"%PDF-1.7", "a PDF"),
        (b"\x7fELF\x02\x01", "a program"),
    ],
)
@pytest.mark.parametrize("file", ["table.csv", "table.xlsx"])
def test_a_file_is_known_by_its_first_bytes_whatever_it_is_called(bring: Import, content: bytes, said: str, file: str) -> None:
    with pytest.raises(RefusedError, match=said):
        bring(content, file)


def test_what_is_no_file_is_refused_and_never_waited_for(settings: Settings, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    for path in (pipe, tmp_path, Path("/dev/zero")):
        with pytest.raises(RefusedError, match="is no file"):
            imports.run(Wish(path=path), settings, TODAY)
    with pytest.raises(RefusedError, match="cannot be read"):
        imports.run(Wish(path=tmp_path / "absent.csv"), settings, TODAY)


def test_a_file_that_is_too_large_is_refused_before_it_is_read(settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.truncate(50 * 2**30)
    with pytest.raises(RefusedError, match="larger than 8 GB"):
        imports.run(Wish(path=path), settings, TODAY)


# --- workbooks -----------------------------------------------------------------------------


def workbook(*cells: tuple[object, ...], before: tuple[str, ...] = ()) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.remove(book.active)
    for name in before:
        book.create_sheet(name)
    sheet = book.create_sheet("Incidents")
    for row in (COLUMNS, *cells):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_workbook_is_read_with_its_days_and_numbers(bring: Import) -> None:
    content = workbook(
        (datetime(2031, 6, 3), "airstrike", "Calder", 33.3, 44.4, "Jets."),  # noqa: DTZ001  # workbooks know no zones
        (date(2031, 6, 4), "drone strike", "Calder", 33, 44, 17),
        before=("Cover",),
    )
    first, second = rows(bring(content, "calder.xlsx"))
    assert (first["first"], first["lat"], first["kind"], first["row"]) == (date(2031, 6, 3), 33.3, "airstrike", 2)
    assert (second["first"], second["lat"], second["note"], second["kind"]) == (date(2031, 6, 4), 33.0, "17", "drone_strike")


def test_a_formula_is_read_as_what_it_last_came_to_and_never_run(bring: Import) -> None:
    made = bring(workbook(STRIKE, (*STRIKE[:-1], '=HYPERLINK("http://127.0.0.1:9","x")')), "calder.xlsx")
    assert [row["note"] for row in rows(made)] == ["Jets struck Calder.", None]


def test_acled_in_a_workbook_is_acled(bring: Import) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in csv.reader(io.StringIO(acled({}, {"latitude": "x"}))):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    made = bring(out.getvalue(), "acled.xlsx")
    assert (made.format, made.rows, left_out(made)) == ("acled", 1, [(3, "its latitude or longitude is not a number")])


def test_a_workbook_without_a_header_is_refused(bring: Import) -> None:
    book = openpyxl.Workbook()
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(RefusedError, match="no sheet with a header"):
        bring(out.getvalue(), "empty.xlsx")


# --- GeoJSON -------------------------------------------------------------------------------


def collection(*made: object) -> bytes:
    return json.dumps({"type": "FeatureCollection", "name": "x", "features": made}).encode()


def feature(coordinates: object, type_: str = "Point", **properties: object) -> dict[str, Any]:
    told = {"date": "2031-06-03", "type": "Airstrike", "name": "Calder", **properties}
    return {"type": "Feature", "geometry": {"type": type_, "coordinates": coordinates}, "properties": told}


def test_features_are_read_with_longitude_first_and_height_dropped(bring: Import) -> None:
    first, second = rows(bring(collection(feature([44.4, 33.3]), feature([44.5, 33.4, 120])), "calder.geojson"))
    assert (first["lat"], first["lon"], first["kind"], first["first"]) == (33.3, 44.4, "airstrike", date(2031, 6, 3))
    assert (second["lat"], second["lon"], second["row"]) == (33.4, 44.5, 2)


def test_a_shape_is_an_area_as_large_as_it_is(bring: Import) -> None:
    ring = [[44, 33], [45, 33], [45, 34], [44, 34], [44, 33]]
    [row] = rows(bring(collection(feature([ring], "Polygon")), "calder.geojson"))
    assert (row["place_precision"], row["lat"], row["lon"]) == ("area", 33.5, 44.5)
    assert row["uncertainty_km"] == pytest.approx(72.5, abs=0.5)


@pytest.mark.parametrize(
    ("geometry", "reason"),
    [
        ('{"type":"Point","coordinates":[NaN,33]}', "its latitude or longitude is no finite number"),
        ('{"type":"Point","coordinates":[44,1e999]}', "its latitude or longitude is no finite number"),
        ('{"type":"Point","coordinates":[44,1e308]}', "its position is not on Earth"),
        ('{"type":"Point","coordinates":[44,95]}', "its latitude and longitude are swapped"),
        ('{"type":"Point","coordinates":[500,33]}', "its position is not on Earth"),
        ('{"type":"Point","coordinates":[null,33]}', "its latitude or longitude is not a number"),
        ('{"type":"Point","coordinates":["44","33"]}', "its latitude or longitude is not a number"),
        ('{"type":"Point","coordinates":[true,false]}', "its latitude or longitude is not a number"),
        ('{"type":"Point","coordinates":[]}', "its geometry has no position"),
        ('{"type":"Point","coordinates":null}', "its geometry has no position"),
        ('{"type":"Point","coordinates":[0,0]}', "its position is 0, 0, which stands for none"),
        ('{"type":"Blob","coordinates":[44,33]}', "its geometry is none that GeoJSON knows"),
        ('{"type":"LineString","coordinates":[[-170,33],[170,33]]}', "its shape is wider than half the world"),
        ('{"type":"LineString","coordinates":[[44,33],[44,95]]}', "its position is not on Earth"),
        ('"Point"', "its geometry is none that GeoJSON knows"),
        ('{"type":"Point","coordinates":[1' + "0" * 400 + ",33]}", "its latitude or longitude is no finite number"),
    ],
)
def test_a_feature_that_cannot_be_true_is_left_out_and_the_others_are_kept(bring: Import, geometry: str, reason: str) -> None:
    good = json.dumps(feature([44.4, 33.3]))
    bad = '{"type":"Feature","properties":{"date":"2031-06-03"},"geometry":' + geometry + "}"
    made = bring(f'{{"type":"FeatureCollection","features":[{good},{bad},{good.replace("44.4", "44.5")}]}}'.encode(), "x.geojson")
    assert (made.rows, left_out(made)) == (2, [(2, reason)])


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('{"type":"FeatureCollection","features":' + "[" * 100_000, "nested too deeply|is no JSON"),
        ('{"a":' * 100_000, "nested too deeply|is no JSON"),
        ('{"type":"FeatureCollection","features":[{"id":' + "9" * 10_000 + "}]}", "is no JSON"),
        ('{"type":"FeatureCollection","features":[{"id":1,"id":2}]}', "twice"),
        ('{"type":"Feature","geometry":null,"properties":{}}', "is no collection"),
        ('{"type":"FeatureCollection","features":[{}', "is no GeoJSON|is no JSON"),
        ('{"type":"FeatureCollection","features":[{} {}]}', "is no GeoJSON"),
        ("[1,2]", "is no GeoJSON"),
        ("{", "is no JSON"),
    ],
)
@pytest.mark.timeout(10)
def test_what_is_no_geojson_is_refused(bring: Import, content: str, said: str) -> None:
    with pytest.raises(RefusedError, match=said):
        bring(content.encode(), "x.geojson")


def test_geojson_that_is_too_large_to_hold_is_refused(bring: Import, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(features, "MAX_BYTES", 100)
    with pytest.raises(RefusedError, match="split it"):
        bring(collection(feature([44.4, 33.3])), "x.geojson")


# --- KML -----------------------------------------------------------------------------------

KML = """<?xml version="1.0" encoding="{encoding}"?>
<kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>Atlas</name><Folder><name>Airstrikes</name>
<Placemark><name>Calder &lt;b&gt;</name><description><![CDATA[<b>Jets</b> près]]></description>
<TimeStamp><when>2031-06-03T10:00:00Z</when></TimeStamp>
<ExtendedData><Data name="kind"><value>airstrike</value></Data></ExtendedData>
<Point><coordinates>44.4,33.3,0</coordinates></Point></Placemark>
<Placemark><name>Road</name><TimeSpan><begin>2031-06-03</begin><end>2031-06-05</end></TimeSpan>
<LineString><coordinates>44,33 45,34</coordinates></LineString></Placemark>
<Placemark><name>Broken</name><Point><coordinates>here</coordinates></Point></Placemark>
</Folder></Document></kml>
"""


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1", "utf-16"])
def test_placemarks_are_read_with_what_they_say(bring: Import, encoding: str) -> None:
    made = bring(KML.format(encoding=encoding).encode(encoding), "calder.kml")
    first, second = rows(made)
    assert (first["title"], first["note"], first["kind"], first["lat"]) == ("Calder <b>", "<b>Jets</b> près", "airstrike", 33.3)
    assert first["first"] == date(2031, 6, 3)
    assert (second["place_precision"], second["uncertainty_km"]) == ("area", pytest.approx(72.5, abs=0.5))
    assert left_out(made) == [(3, "its latitude or longitude is not a number")]


def zipped(**entries: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return out.getvalue()


def test_a_kmz_is_its_kml(bring: Import) -> None:
    assert bring(zipped(**{"doc.kml": KML.format(encoding="utf-8").encode(), "a.png": b"x"}), "calder.kmz").rows == 2


def test_a_zip_with_one_table_is_that_table(bring: Import) -> None:
    assert bring(zipped(**{"20310603.export.CSV": acled({}).encode()}), "acled.zip").format == "acled"


@pytest.mark.parametrize(
    "content", [zipped(**{"a.csv": b"x", "b.csv": b"y"}), zipped(**{"a.exe": b"x"}), zipped(**{"a.csv": zipped()})]
)
def test_an_archive_with_anything_else_is_refused(bring: Import, content: bytes) -> None:
    with pytest.raises(RefusedError, match=r"tables in it|another archive"):
        bring(content, "x.zip")


# --- bombs and traps -----------------------------------------------------------------------

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(12))
TRAPS = {
    "laughs": f"<!DOCTYPE kml [{LAUGHS}]><kml><Document><Placemark><name>&l11;</name></Placemark></Document></kml>",
    "file": '<!DOCTYPE kml [<!ENTITY f SYSTEM "file:///etc/passwd">]><kml><Placemark><name>&f;</name></Placemark></kml>',
    "type": '<!DOCTYPE kml SYSTEM "http://127.0.0.1:9/kml.dtd"><kml></kml>',
}


@pytest.mark.parametrize("trap", TRAPS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.timeout(10)
def test_a_document_type_is_refused_in_kml_and_kmz(bring: Import, trap: str, encoding: str) -> None:
    content = f'<?xml version="1.0" encoding="{encoding}"?>{TRAPS[trap]}'.encode(encoding)
    with pytest.raises(RefusedError, match="document type"):
        bring(content, "x.kml")
    with pytest.raises(RefusedError, match="declares entities"):
        bring(zipped(**{"doc.kml": content}), "x.kmz")


def test_a_workbook_that_declares_entities_is_refused(bring: Import) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(STRIKE))) as book, zipfile.ZipFile(out, "w") as made:
        for name in book.namelist():
            content = book.read(name)
            if name.endswith("sheet1.xml"):
                content = b'<!DOCTYPE x [<!ENTITY a "b">]>' + content
            made.writestr(name, content)
    with pytest.raises(RefusedError, match="declares entities"):
        bring(out.getvalue(), "x.xlsx")


def bomb(name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("xl/workbook.xml" if name.endswith("xlsx") else "doc.kml", b"<kml>")
        with archive.open("xl/worksheets/sheet1.xml" if name.endswith("xlsx") else "a.kml", "w", force_zip64=True) as file:
            block = b" " * 2**20
            for _ in range(300):
                file.write(block)
    return out.getvalue()


@pytest.mark.parametrize("name", ["bomb.xlsx", "bomb.kmz", "bomb.zip"])
@pytest.mark.timeout(20)
def test_an_archive_that_blows_up_is_refused(bring: Import, name: str) -> None:
    with pytest.raises(RefusedError, match="inflates to far more"):
        bring(bomb(name), name)


def entry(name: str, mode: int = 0, flags: int = 0) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        info = zipfile.ZipInfo(name)
        info.external_attr = mode << 16
        archive.writestr(info, b"x")
    content = bytearray(out.getvalue())
    if flags:
        content[content.rindex(b"PK\x01\x02") + 8] |= flags
    return bytes(content)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (entry("../x.csv"), "would leave it"),
        (entry("/etc/x.csv"), "would leave it"),
        (entry("C:/x.csv"), "would leave it"),
        (entry("a/../../x.csv"), "would leave it"),
        (entry("..\\x.csv"), "would leave it"),
        (entry("x.csv", stat.S_IFLNK | 0o777), "holds a link"),
        (entry("x.csv", flags=1), "locked with a password"),
        (b"PK\x03\x04" + b"\0" * 100, "damaged archive"),
        (workbook(STRIKE)[:-200], "damaged archive"),
    ],
)
def test_an_archive_with_a_trap_is_refused(bring: Import, content: bytes, said: str) -> None:
    with pytest.raises(RefusedError, match=said):
        bring(content, "x.zip")


def test_an_archive_of_thousands_of_entries_is_refused(bring: Import, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_ENTRIES", 3)
    with pytest.raises(RefusedError, match="holds 4 entries"):
        bring(zipped(**{f"{n}.csv": b"x" for n in range(4)}), "x.zip")


@pytest.mark.parametrize("name", ["../../x.csv", "<img src=x>.csv", "x" * 300 + ".csv", "CON", "\u202egpj.csv", ""])
def test_whatever_a_file_is_called_its_folder_is_ours(settings: Settings, tmp_path: Path, name: str) -> None:
    path = tmp_path / "upload"
    path.write_text(acled({}), encoding="utf-8")
    made = imports.run(Wish(path=path, file=name), settings, TODAY)
    assert made.folder.parent.parent == settings.build / "datasets"
    assert made.file == (name or "upload")
