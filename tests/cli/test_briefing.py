"""What is typed about briefings: their files by one command, a list, files in and out; nothing made by half."""

from __future__ import annotations

import json
import signal
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from geo import briefing, decks, handouts, store
from geo.briefing import Bullet, Deck, Scene
from geo.cli import checks, main
from geo.errors import StoppedError
from geo.settings import Settings
from tests import worlds

BULLETS = (Bullet(text="Rockets", of=("c-rockets",)), Bullet(text="Lost", of=("nobody",)))
DECK = Deck(id="the-week", title="The week", scenes=(Scene(id="everyall", title="All", bullets=BULLETS),))
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Publish the two newspapers."""
    told = Settings(build=tmp_path / "build")
    store.publish(worlds.atlas(), told)
    return told


@pytest.fixture
def run(settings: Settings, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return what runs a command and gives its exit code, data and messages."""
    monkeypatch.setenv("INCIDENT_ATLAS_BUILD", str(settings.build))

    def act(*arguments: object) -> tuple[int, str, str]:
        code = main([str(argument) for argument in arguments])
        told = capsys.readouterr()
        return code, told.out, told.err

    return act


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return a deck as a file."""
    path = tmp_path / "monday.json"
    path.write_bytes(briefing.dump(DECK))
    return path


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let hand-outs be their name and the deck's, made in two steps."""

    def maker(form: str) -> Callable[..., bytes]:
        def make(deck: Deck, *_: object, tell: Callable[[str, int, int], None], stop: Callable[[], bool]) -> bytes:
            tell("drawing", 1, 2)
            assert not stop()
            return f"{form} of {deck.title}".encode()

        return make

    for form in ("pptx", "pdf", "html"):
        monkeypatch.setattr(handouts, form, maker(form))


# --- making files --------------------------------------------------------------------------


@pytest.mark.usefixtures("quick")
def test_one_command_makes_every_file_and_says_where_it_is(run: Run, file: Path, tmp_path: Path) -> None:
    code, out, err = run("brief", file, "--to", tmp_path / "out")
    paths = [tmp_path / "out" / f"the-week.{form}" for form in ("pptx", "pdf", "html")]
    assert (code, out.splitlines()) == (0, [str(path) for path in paths])
    assert [path.read_text() for path in paths] == ["pptx of The week", "pdf of The week", "html of The week"]
    assert [line for line in err.splitlines() if "drawing" in line] == ["pptx: drawing", "pdf: drawing", "html: drawing"]


@pytest.mark.usefixtures("quick")
def test_only_the_forms_that_are_asked_for_are_made(run: Run, file: Path, settings: Settings) -> None:
    assert run("brief", file, "--forms", "pdf, html,pdf")[0] == 0
    assert sorted(path.name for path in (settings.build / "briefings").iterdir()) == ["the-week.html", "the-week.pdf"]


@pytest.mark.usefixtures("quick")
def test_it_is_said_what_the_snapshot_does_not_have(run: Run, file: Path) -> None:
    _, _, err = run("brief", file, "--forms", "pdf")
    assert "note: scene 1, missing: Lost (rests on an incident that is told of no more)" in err


@pytest.mark.parametrize("forms", ["docx", "", "pdf,docx"])
def test_a_form_that_there_is_not_is_refused(run: Run, file: Path, forms: str) -> None:
    code, out, err = run("brief", file, "--forms", forms)
    assert (code, out) == (1, "")
    assert "choose of pptx,pdf,html" in err


def test_what_is_stopped_leaves_no_file(run: Run, file: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object, **__: object) -> bytes:
        msg = "stopped; nothing was written"
        raise StoppedError(msg)

    monkeypatch.setattr(handouts, "pdf", stopped)
    code, out, err = run("brief", file, "--forms", "pdf")
    assert (code, out, "the file that was being made is left out" in err) == (130, "", True)
    assert not (settings.build / "briefings").exists()


def test_ctrl_c_is_heard_by_what_is_being_made_and_by_nobody_after(
    run: Run, file: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def long(*_: object, stop: Callable[[], bool], **__: object) -> bytes:
        signal.raise_signal(signal.SIGINT)
        if stop():
            msg = "stopped"
            raise StoppedError(msg)
        return b"all of it"

    before = signal.getsignal(signal.SIGINT)
    monkeypatch.setattr(handouts, "pdf", long)
    assert run("brief", file, "--forms", "pdf")[0] == 130
    assert signal.getsignal(signal.SIGINT) is before
    assert not (settings.build / "briefings").exists()


@pytest.mark.usefixtures("quick")
def test_a_folder_that_cannot_be_written_is_named(run: Run, file: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    code, _, err = run("brief", file, "--to", tmp_path / "out")
    assert (code, "cannot be written" in err, "--to" in err) == (1, True, True)


# --- finding one ---------------------------------------------------------------------------


def kept(settings: Settings, *made: Deck) -> None:
    with closing(decks.open(settings)) as shelf:
        for deck in made:
            shelf.save(deck)


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("name", ["the-week", "The week", "the WEEK"])
def test_a_briefing_is_found_by_its_id_or_its_title(run: Run, settings: Settings, name: str) -> None:
    kept(settings, DECK)
    assert run("brief", name, "--forms", "pdf")[0] == 0


def test_a_title_of_two_briefings_names_neither(run: Run, settings: Settings) -> None:
    kept(settings, DECK, Deck(id="other", title="The week"))
    code, _, err = run("brief", "the week")
    assert (code, "2 briefings have this title" in err) == (1, True)


@pytest.mark.usefixtures("quick")
def test_the_briefing_that_comes_with_the_program_is_found_by_its_name(run: Run, settings: Settings) -> None:
    assert run("brief", "seeds-demo", "--forms", "html")[0] == 0
    assert (settings.build / "briefings" / "seeds-demo.html").exists()
    assert not (settings.build / decks.FILE).exists()


@pytest.mark.usefixtures("quick")
def test_a_briefing_that_was_kept_stands_before_the_one_that_comes_with_the_program(run: Run, settings: Settings) -> None:
    kept(settings, Deck(id="seeds-demo", title="Mine"))
    run("brief", "seeds-demo", "--forms", "html")
    assert (settings.build / "briefings" / "seeds-demo.html").read_text() == "html of Mine"


def test_a_name_of_nothing_is_told_with_what_there_is(run: Run) -> None:
    code, _, err = run("brief", "nothing")
    assert code == 1
    assert "there is no briefing 'nothing'; there are seeds-demo" in err


def test_a_file_that_is_no_deck_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "other.json").write_text(json.dumps({"schema": "incident-atlas-deck/9", "deck": {}}))
    code, _, err = run("brief", tmp_path / "other.json")
    assert (code, "is a deck of version 9" in err) == (1, True)
    assert "cannot be read" in run("brief", tmp_path / "missing.json")[2]


# --- keeping them --------------------------------------------------------------------------


def test_a_file_is_taken_in_listed_and_written_out_again(run: Run, file: Path, tmp_path: Path) -> None:
    assert run("brief", "import", file)[:2] == (0, "the-week\n")
    _, out, _ = run("brief", "list")
    assert out.splitlines()[0].startswith("the-week: The week; version 1, 1 scene, saved 20")
    assert out.splitlines()[1].startswith("seeds-demo: ")
    code, out, _ = run("brief", "export", "the-week", "--to", tmp_path / "out")
    assert (code, out) == (0, f"{tmp_path / 'out' / 'the-week.json'}\n")
    assert briefing.load((tmp_path / "out" / "the-week.json").read_bytes(), "x").scenes == DECK.scenes


def test_a_briefing_that_was_kept_takes_the_place_of_the_one_that_came(run: Run, settings: Settings) -> None:
    kept(settings, Deck(id="seeds-demo", title="Mine"))
    assert [line.split("; ")[0] for line in run("brief", "list")[1].splitlines()] == ["seeds-demo: Mine"]


def test_a_list_shows_hostile_titles_as_text(run: Run, settings: Settings) -> None:
    kept(settings, Deck(id="odd", title="\u202egnp\ntwo"))
    assert run("brief", "list")[1].splitlines()[0].startswith(r"odd: \u202egnp\ntwo; version 1, 0 scenes")


LITTLE_OR_MUCH = {
    "import": "which file",
    "export": "which briefing",
    "list x": "nothing more",
    "a b": "one briefing at a time",
}


@pytest.mark.parametrize("words", LITTLE_OR_MUCH)
def test_a_command_that_says_too_little_or_too_much_is_told(run: Run, words: str) -> None:
    code, _, err = run("brief", *words.split())
    assert (code, LITTLE_OR_MUCH[words] in err) == (1, True)


# --- what is checked -----------------------------------------------------------------------


def checked(settings: Settings) -> tuple[str, str]:
    [(good, fault)] = [(good, fault) for noun, good, fault in checks.run(settings) if noun == "decks"]
    return good, fault


def test_a_check_reads_every_briefing_that_is_kept(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "CHECKS", {"decks": checks.CHECKS["decks"]})
    assert checked(settings) == ("none are kept yet", "")
    kept(settings, DECK)
    good, fault = checked(settings)
    assert (good.split(" 000001-")[0], fault) == ("1 briefing, each readable; newest copy", "")
    (settings.build / decks.FILE).write_bytes(b"nothing of a database")
    assert "is damaged; it is left as it is" in checked(settings)[1]
