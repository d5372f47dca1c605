"""What a person types, and what comes of it: data on stdout, messages on stderr, an exit code that tells."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from geo import evaluate, incidents, store
from geo.cli import main
from geo.cli.main import parser
from geo.cli.printing import plain
from geo.model import Atlas, Claim, DatePrecision, Document, Kind, Place, Publication, Reading, Span, When
from geo.settings import Settings
from tests import worlds

ROOT = Path(__file__).parent.parent
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def build(tmp_path: Path) -> Path:
    """Publish the two newspapers; return the folder."""
    store.publish(worlds.atlas(), Settings(build=tmp_path / "build"))
    return tmp_path / "build"


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Return what runs a command and gives its exit code, data and messages."""

    def act(*arguments: object) -> tuple[int, str, str]:
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as end:
            code = int(end.code or 0)
        told = capsys.readouterr()
        return code, told.out, told.err

    return act


def commands() -> list[str]:
    [choices] = [action.choices for action in parser()._actions if action.choices]
    return list(choices)


# --- every command -------------------------------------------------------------------------


@pytest.mark.parametrize("command", commands())
def test_every_command_has_help(run: Run, command: str) -> None:
    code, told, _ = run(command, "--help")
    assert (code, told.startswith(f"usage: python -m geo {command}")) == (0, True)


@pytest.mark.parametrize("command", commands())
def test_every_command_stands_in_the_readme(command: str) -> None:
    assert f"python -m geo {command}" in (ROOT / "README.md").read_text()


def test_what_is_no_command_is_a_usage_error(run: Run) -> None:
    code, told, message = run("conquer")
    assert (code, told, "invalid choice" in message) == (2, "", True)


@pytest.mark.parametrize(
    "arguments",
    [
        ("explain", "x"),
        ("evaluate", "labels"),
        ("export", "csv", "-"),
        ("export", "geojson", "-"),
        ("export", "annotations", "x"),
    ],
)
def test_without_a_snapshot_the_remedy_is_told_and_no_trace(run: Run, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    code, told, message = run(*arguments, "--from", tmp_path)
    assert (code, told) == (1, "")
    assert message == f"error: {tmp_path}: there is no snapshot; run `python -m geo build`\n"


def test_a_setting_that_does_not_exist_is_told(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INCIDENT_ATLAS_COLOR", "red")
    code, _, message = run("export", "csv", "-")
    assert (code, message.startswith("error: INCIDENT_ATLAS_COLOR: no such setting")) == (1, True)


def test_an_older_snapshot_is_used_with_a_note(run: Run, build: Path) -> None:
    newest = store.publish(worlds.many(4), Settings(build=build))
    (newest / "claims.parquet").write_bytes(b"")
    code, told, message = run("export", "csv", "-", "--from", build)
    assert (code, "c-rockets" in told) == (0, True)
    assert message.startswith("note: This is the older snapshot")


def test_reading_commands_need_none_of_the_packages_of_the_app(build: Path) -> None:
    script = (
        "import sys\n"
        "for name in ('streamlit', 'folium', 'branca', 'streamlit_folium', 'starlette', 'uvicorn'): sys.modules[name] = None\n"
        "from geo.cli import main\n"
        "sys.exit(main(sys.argv[1:]))"
    )
    command = [sys.executable, "-c", script, "export", "csv", "-", "--from", str(build)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603  # our own script
    assert done.stdout.startswith("id,dataset,title,kind")
    serve = [sys.executable, "-c", script, "serve", "--from", str(build)]
    refused = subprocess.run(serve, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603  # our own script
    assert (refused.returncode, "the app's packages are not installed" in refused.stderr) == (1, True)


def test_a_reader_that_goes_away_is_no_error(build: Path) -> None:
    store.publish(worlds.many(2000), Settings(build=build))
    command = f"{sys.executable} -m geo export geojson - --from {build} | head -c 10"
    done = subprocess.run(["/bin/sh", "-c", command], cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603  # our own command
    assert (done.stdout, done.stderr) == ('{"type": "', "")


# --- explain -------------------------------------------------------------------------------


def test_explain_tells_every_decision_with_its_reasons(run: Run, build: Path) -> None:
    code, told, _ = run("explain", "gazette.txt", "--from", build)
    assert code == 0
    for words in (
        'published: 2031-05-08, known by stated - "8 May 2031"',
        '0-22 title: "Rockets hit Camp Orrin" - first paragraph, short and without a full stop',
        '24-30 "CALDER" (dateline) is Calder',
        "0.20 Port Calder",
        '"on Tuesday" is 2031-05-06, counted from published 2031-05-08',
        '"River Front" is River Front (militia, belongs to league, velmia)',
        "rocket_or_mortar_attack, reported: incident c-rockets",
        'killed from "two"',
        'because (place): "hit" governs "Camp Orrin", a base',
    ):
        assert words in told


def test_explain_tells_of_an_incident_what_it_rests_on_and_what_joined_it(run: Run, build: Path) -> None:
    code, told, _ = run("explain", "c-rockets", "--from", build)
    assert code == 0
    for words in (
        "incident c-rockets: ",
        "on the map: yes",
        "place: Camp Orrin (exact, base",
        "herald.txt:",
        'because (place): "hit" governs "Camp Orrin", a base',
        "Not joined with",
    ):
        assert words in told


def test_a_claim_is_explained_by_the_incident_that_it_belongs_to(run: Run, build: Path) -> None:
    assert run("explain", "c-denial", "--from", build)[1].startswith("incident c-rockets: ")


def test_of_an_incident_next_to_it_the_reason_is_told_why_it_is_another(run: Run, tmp_path: Path) -> None:
    day = When(first=date(2031, 5, 6), last=date(2031, 5, 6), precision=DatePrecision.DAY, words="on Tuesday")
    texts = ("Shells hit the port of Calder on Tuesday.", "Shells hit the port of Orrin on Tuesday.")
    places = (worlds.CALDER, worlds.CAMP_ORRIN)
    readings = [told(n, text, place, day) for n, (text, place) in enumerate(zip(texts, places, strict=True))]
    store.publish(Atlas(readings=tuple(readings), incidents=incidents.join(readings)), Settings(build=tmp_path / "b"))
    _, words, _ = run("explain", "c0", "--from", tmp_path / "b")
    assert re.search(r"Not joined with\n  incident c1: excluded, for Calder is \d+ km from Camp Orrin", words)


def told(n: int, text: str, place: Place, day: When) -> Reading:
    document = Document(id=f"d{n}", source=f"{n}.txt", text=text, published=Publication(when=day))
    claim = Claim(
        id=f"c{n}",
        document_id=document.id,
        kind=Kind.ROCKET_OR_MORTAR_ATTACK,
        span=Span(0, len(text)),
        place=place,
        when=day,
    )
    return Reading(document=document, claims=(claim,))


@pytest.mark.parametrize("name", ["gazette.txt", "gazette", "aaaaaaaaaaaa"])
def test_a_document_may_be_called_by_file_stem_or_id(run: Run, build: Path, name: str) -> None:
    assert run("explain", name, "--from", build)[1].startswith("gazette.txt, document aaaaaaaaaaaa, characters 0-")


def test_explain_at_an_offset_tells_only_what_stands_there(run: Run, build: Path) -> None:
    _, told, _ = run("explain", "gazette", "--at", worlds.GAZETTE.index("burned tires"), "--from", build)
    assert "c-protest" in told
    assert "c-rockets" not in told
    assert "CALDER" not in told.split("Claims")[1]


@pytest.mark.parametrize(("arguments", "why"), [(("nobody",), "no document"), (("gazette", "--at", 99999), "holds offset 99999")])
def test_what_cannot_be_explained_is_said_so(run: Run, build: Path, arguments: tuple[object, ...], why: str) -> None:
    code, told, message = run("explain", *arguments, "--from", build)
    assert (code, told, why in message) == (1, "", True)


def test_no_document_can_move_the_cursor(run: Run, tmp_path: Path) -> None:
    atlas = worlds.atlas()
    document = replace(atlas.readings[0].document, title="\x1b[2J\x07\u202egnp.exe\r\n\x00")
    settings = Settings(build=tmp_path / "b")
    store.publish(replace(atlas, readings=(replace(atlas.readings[0], document=document),), incidents=()), settings)
    _, told, _ = run("explain", "gazette", "--from", settings.build)
    assert r"title: \x1b[2J\x07\u202egnp.exe\r\n\x00" in told


@pytest.mark.parametrize(
    ("text", "shown"), [("Basra \u0628", "Basra \u0628"), ("a\tb\u2028c", "a\\tb\\u2028c"), ("\ud800", "\\ud800")]
)
def test_plain_text_shows_what_cannot_be_seen(text: str, shown: str) -> None:
    assert plain(text) == shown


# --- export --------------------------------------------------------------------------------


def test_exports_go_where_they_are_told(run: Run, build: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert run("export", "csv", out / "a.csv", "--from", build) == (0, "", f"wrote {out / 'a.csv'}\n")
    assert run("export", "geojson", out / "a.geojson", "--from", build)[0] == 0
    assert run("export", "annotations", out / "labels", "--from", build)[0] == 0
    assert sorted(path.relative_to(out).as_posix() for path in out.rglob("*.*")) == [
        "a.csv",
        "a.geojson",
        "labels/gazette.json",
        "labels/herald.json",
    ]
    assert len(json.loads((out / "a.geojson").read_text())["features"]) == 5
    assert json.loads((out / "labels/gazette.json").read_text())["file"] == "gazette.txt"


def test_data_may_go_to_the_next_program(run: Run, build: Path) -> None:
    code, told, message = run("export", "csv", "-", "--from", build)
    assert (code, len(told.splitlines()), message) == (0, 6, "")


@pytest.mark.parametrize("form", ["csv-raw", "xlsx", "geojson", "geoparquet", "kml", "kmz", "bibtex", "ris"])
def test_every_form_is_written_for_a_filter(run: Run, build: Path, tmp_path: Path, form: str) -> None:
    told = ("export", "--format", form, "--out", tmp_path / "a", "--from", build)
    assert run(*told, "--filter", "?kind=protest&from=2031-01-01")[0] == 0
    few = (tmp_path / "a").read_bytes()
    assert run(*told)[0] == 0
    assert 0 < len(few) < len((tmp_path / "a").read_bytes())


def test_rings_are_drawn_and_one_that_is_not_known_is_told_of(run: Run, build: Path, tmp_path: Path) -> None:
    rings = ("--rings", "122 mm Grad/Arash@baghdad", "--rings", "Nothing@nowhere")
    code, _, message = run("export", "kml", tmp_path / "a.kml", *rings, "--from", build)
    assert (code, "1 of the rings" in message) == (0, True)
    assert "122 mm Grad/Arash from Baghdad" in (tmp_path / "a.kml").read_text()


@pytest.mark.parametrize(("form", "begins"), [("png", b"\x89PNG\r\n"), ("svg", b"<?xml")])
def test_the_map_is_drawn_where_the_query_says(run: Run, build: Path, tmp_path: Path, form: str, begins: bytes) -> None:
    drawn = []
    for at in ("10.5,20.2,6", "10.5,20.2,6", "40.0,20.2,6"):
        assert run("export", form, tmp_path / "a", "--filter", f"at={at}", "--from", build)[0] == 0
        drawn.append((tmp_path / "a").read_bytes())
    assert drawn[0].startswith(begins)
    assert drawn[0] == drawn[1] != drawn[2]


def test_the_terms_of_a_data_set_are_told_before_its_rows_are_written(run: Run, tmp_path: Path) -> None:
    run("generate", tmp_path / "b", "--incidents", 50)
    _, _, message = run("export", "csv", tmp_path / "a.csv", "--from", tmp_path / "b")
    told, done = message.splitlines()
    assert told.startswith("note: 50 rows of Invented incidents; terms: CC0 1.0; credit: Invented by")
    assert done.startswith("wrote")


def test_what_to_write_and_where_must_be_said(run: Run, build: Path) -> None:
    code, _, message = run("export", "csv", "--from", build)
    assert (code, "say what to write and where" in message) == (1, True)


def test_a_file_that_fails_leaves_the_old_one(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("old")
    assert run("export", "csv", tmp_path / "a.csv", "--from", tmp_path / "none")[0] == 1
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]
    assert (tmp_path / "a.csv").read_text() == "old"


def test_a_place_that_cannot_be_written_is_named_and_the_old_file_stays(run: Run, build: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("old")
    code, _, message = run("export", "csv", tmp_path / "file" / "a.csv", "--from", build)
    assert (code, "cannot be written" in message) == (1, True)
    assert (tmp_path / "file").read_text() == "old"


# --- evaluate ------------------------------------------------------------------------------


LABELS = Path(__file__).parent / "evaluation" / "labels"


def test_figures_are_data_and_misses_are_messages(run: Run, build: Path) -> None:
    code, told, message = run("evaluate", LABELS, "--misses", "--json", "--from", build)
    assert (code, json.loads(told)["files"], "nothing was exported" in message) == (0, 5, True)
    assert evaluate.read(told).files == 5


def test_figures_are_told_with_the_counts_behind_them(run: Run, build: Path) -> None:
    code, told, message = run("evaluate", LABELS, "--from", build)
    assert (code, message) == (0, "")
    assert "happenings                     -    (0 of 0)        0.00 (0 of 36)       0.00" in told
    assert "leaked from furniture          0\n" in told


def test_figures_are_kept_for_the_page_quality_when_it_is_asked_for(run: Run, build: Path) -> None:
    run("evaluate", LABELS, "--from", build)
    assert evaluate.kept(build) is None
    run("evaluate", LABELS, "--keep", "--from", build)
    told = evaluate.kept(build)
    assert told is not None
    with closing(store.open(Settings(build=build))) as snapshot:
        assert (told.snapshot, told.labels, told.report.files) == (snapshot.id, "labels", 5)


# --- check ---------------------------------------------------------------------------------


def test_check_says_what_is_whole_and_what_is_not(run: Run, tmp_path: Path) -> None:
    code, told, _ = run("check", "--from", tmp_path)
    lines = told.splitlines()
    assert (code, lines[-1]) == (1, f"bad  snapshot: {tmp_path}: there is no snapshot; run `python -m geo build`")
    tables = [path for path in (ROOT / "data").rglob("*.csv") if "build" not in path.parts]
    assert lines[0].startswith("ok   facts: ")
    assert lines[0].endswith(f" rows in {len(tables)} tables")


# --- build, with the real pipeline ---------------------------------------------------------

REPORT = (
    "Rockets hit airport\n\n"
    "BASRA, Iraq (Paper) - Rockets hit the airport of Basra on 5 May 2019, killing two people, police said.\n"
)


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    """Return a folder with one report."""
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "report.txt").write_text(REPORT)
    return folder


def test_a_build_tells_what_was_read_and_where_it_is(run: Run, reports: Path, tmp_path: Path) -> None:
    code, told, message = run("build", reports, "--strict", "--out", tmp_path / "b")
    assert code == 0
    assert Path(told.strip()).parent == tmp_path / "b"
    assert "1 documents in 1 files were read, 0 skipped" in message


def test_a_bad_file_is_skipped_with_its_reason(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bad.pdf").write_bytes(b"%PDF-1.4 broken")
    (tmp_path / "empty.txt").write_bytes(b"")
    code, _, message = run("build", tmp_path, "--out", tmp_path / "b")
    assert code == 0
    assert "0 documents in 0 files were read, 2 skipped" in message
    assert "skipped bad.pdf: " in message
    assert "skipped empty.txt: " in message


def test_strict_tells_by_its_code_that_something_was_skipped(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    assert run("build", tmp_path, "--strict", "--out", tmp_path / "b")[0] == 3


def test_an_empty_folder_gives_an_empty_map_and_says_what_to_do(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    code, _, message = run("build", tmp_path / "empty", "--out", tmp_path / "b")
    assert (code, "put reports" in message) == (0, True)


def test_nothing_read_does_not_replace_what_there_is(run: Run, build: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    code, _, message = run("build", tmp_path / "empty", "--out", build)
    assert (code, "with 2 documents stays in force" in message) == (1, True)
    assert run("explain", "gazette", "--from", build)[0] == 0


def test_a_path_that_is_not_there_is_named(run: Run, tmp_path: Path) -> None:
    code, _, message = run("build", tmp_path / "nowhere", "--out", tmp_path / "b")
    assert (code, message) == (1, f"error: {tmp_path / 'nowhere'}: there is no such file or folder\n")


def test_two_builds_at_once_have_a_code_of_their_own(run: Run, reports: Path, tmp_path: Path) -> None:
    with store.reserve(Settings(build=tmp_path / "b")):
        code, _, message = run("build", reports, "--out", tmp_path / "b")
    assert (code, "another build is running" in message) == (4, True)


@pytest.mark.faults
def test_the_seeds_give_the_same_bytes_whatever_the_machine_is_set_to(tmp_path: Path) -> None:
    built = []
    for n, (zone, language) in enumerate((("Asia/Baghdad", "C"), ("America/New_York", "C.UTF-8"))):
        place = tmp_path / f"cwd{n}"
        place.mkdir()
        environ = {**os.environ, "PYTHONHASHSEED": str(n + 1), "TZ": zone, "LANG": language, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-m", "geo", "build", "--out", str(tmp_path / f"b{n}")]
        done = subprocess.run(command, env=environ, cwd=place, capture_output=True, text=True, check=True)  # noqa: S603  # our own command
        folder = Path(done.stdout.strip())
        built.append({path.name: path.read_bytes() for path in folder.glob("*.parquet")})
    assert "claims.parquet" in built[0]
    assert built[0] == built[1]


# --- what is kept --------------------------------------------------------------------------


def test_verify_tells_each_snapshot_and_exits_with_what_is_wrong(run: Run, build: Path) -> None:
    good = next(path for path in build.iterdir() if (path / "manifest.json").exists())
    assert run("verify", "--from", build) == (0, f"ok   snapshot {good.name}, in force\n", "")
    (good / "claims.parquet").write_bytes(b"half")
    code, told, _ = run("verify", "--from", build)
    assert code == 1
    assert told.startswith(f"bad  snapshot {good.name}, in force: ")
    assert "claims.parquet: is damaged" in told


def test_verify_of_nothing_says_what_to_do(run: Run, tmp_path: Path) -> None:
    code, _, told = run("verify", "--from", tmp_path)
    assert (code, told) == (1, f"error: {tmp_path}: there is nothing to verify; run `python -m geo build`\n")


def test_rollback_says_which_snapshot_is_in_force_now(run: Run, build: Path) -> None:
    before = store.open(Settings(build=build)).id
    after = store.publish(worlds.many(3), Settings(build=build)).name
    code, told, message = run("rollback", "--from", build)
    assert (code, told) == (0, f"{before}\n")
    assert message.startswith(f"snapshot {before} is in force again, and {after} is not")
