"""A disk that fills up at any byte of a build or a file leaves what was there, says so, and what is there is still shown."""

from __future__ import annotations

import errno
import gc
import io
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from geo import engine, exports, saving, store
from geo.cli import main
from geo.errors import BuildError, InputError
from geo.settings import Settings
from geo.tools import Tools
from geo.views import opening
from tests import worlds
from tests.faults import news

resource = pytest.importorskip("resource", reason="this system limits no file")


@contextmanager
def room(most: int) -> Iterator[None]:
    """Let no file of this process grow beyond so many bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.timeout(240)
@pytest.mark.usefixtures("equipped")
def test_wherever_a_build_runs_out_of_room_the_snapshot_in_force_is_shown_and_nothing_is_left_behind(
    settings: Settings, tmp_path: Path
) -> None:
    reports = news.write(tmp_path / "reports", 6)
    old = engine.build([reports], settings).folder.name
    news.write(reports, 6, edition=2)
    most, failures = 0, 0
    while True:
        built, told = attempt(reports, settings, most)
        if built:
            break
        assert str(settings.build) in told
        assert "the last good one stays in force" in told or "make room" in told
        failures += 1
        assert list(settings.build.glob(".new*")) == []
        with closing(store.open(settings)) as snapshot:
            assert (snapshot.id, snapshot.notice) == (old, "")
        opening.forget()
        assert opening.current(settings).id == old
        most = most * 2 or 256
    assert failures > 3
    with closing(store.open(settings)) as snapshot:
        assert (snapshot.id, snapshot.notice) == (built, "")
    assert built != old


def attempt(reports: Path, settings: Settings, most: int) -> tuple[str, str]:
    """Build with little room; return the id of what came of it, or what was said."""
    try:
        with room(most):
            return engine.build([reports], settings).folder.name, ""
    except BuildError as error:
        return "", str(error)


def test_with_room_again_the_same_build_comes_into_force(settings: Settings, tmp_path: Path, equipment: Tools) -> None:
    reports = news.write(tmp_path / "reports", 3)
    with room(2_000), pytest.raises(BuildError, match="could not be written"):
        engine.build([reports], settings, equipment=equipment)
    assert engine.build([reports], settings, equipment=equipment).documents == 3


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # what the writers of workbooks leave open
@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.parametrize("form", list(exports.FORMS))
def test_a_file_that_does_not_fit_leaves_the_one_that_was_there(settings: Settings, tmp_path: Path, form: str) -> None:
    store.publish(worlds.atlas(), settings)
    target = tmp_path / f"incidents{exports.FORMS[form].suffix}"
    command = ["export", form, str(target), "--from", str(settings.build)]
    assert main(command) == 0
    whole = target.read_bytes()
    target.write_bytes(b"the one before")
    with room(len(whole) // 2):
        assert main(command) == 1
    assert target.read_bytes() == b"the one before"
    assert [path for path in tmp_path.iterdir() if path.name.startswith(".inc")] == []
    gc.collect()


def test_what_is_said_of_a_full_disk_names_the_file_and_what_to_do(tmp_path: Path) -> None:
    def fill(file: io.BufferedIOBase) -> None:
        file.write(b"x")
        raise OSError(errno.ENOSPC, "No space left on device")

    target = tmp_path / "incidents.csv"
    with pytest.raises(InputError) as caught:
        saving.put(target, fill)
    assert str(caught.value) == f"{target}: cannot be written (No space left on device); choose another place"
    assert list(tmp_path.iterdir()) == []
