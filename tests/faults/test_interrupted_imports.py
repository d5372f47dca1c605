"""An import that is killed, fails or fills the disk leaves what was there, and readers never see half of a data set."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from geo import datasets, imports
from geo.datasets import publishing
from geo.errors import BuildError
from geo.imports import Wish
from geo.settings import Settings
from tests.nursery import nursery
from tests.test_imports import acled

ROOT = Path(__file__).parent.parent.parent
KILLS = 20
TODAY = date(2031, 7, 1)

# The interpreter with its imports is started once; each line that it is told starts imports without end in a copy of it.
NURSERY = """
import itertools, os, sys
from datetime import date
from pathlib import Path
from geo import imports
from geo.settings import Settings

files = [Path(name) for name in sys.argv[2:]]
for line in sys.stdin:
    pid = os.fork()
    if pid == 0:
        for path in itertools.cycle(files):
            imports.run(imports.Wish(path=path, name="calder"), Settings(build=Path(sys.argv[1])), date(2031, 7, 1))
    print(pid, flush=True)
    os.waitpid(pid, 0)
"""


def written(path: Path, rows: int) -> Path:
    path.write_text(acled(*({} for _ in range(rows))), encoding="utf-8")
    return path


def test_an_import_killed_at_any_moment_costs_nothing(settings: Settings, tmp_path: Path) -> None:
    files = [written(tmp_path / f"{rows}.csv", rows) for rows in (100, 200, 300)]
    imports.run(Wish(path=files[0], name="calder"), settings, TODAY)
    moments = random.Random(7)  # noqa: S311  # moments, not secrets
    seen = set()
    with nursery(NURSERY, settings.build, *files) as start:
        for _ in range(KILLS):
            importer = start()
            time.sleep(moments.uniform(0, 2))
            os.kill(importer, signal.SIGKILL)
            [found] = datasets.shelf(settings).datasets
            datasets.verify(found)
            seen.add(found.rows)
    assert seen <= {100, 200, 300}
    made = imports.run(Wish(path=files[0], name="calder"), settings, TODAY)
    kept = sorted(path.name for path in made.folder.parent.iterdir())
    assert made.folder.name in kept
    assert len(kept) <= 3
    assert not [name for name in kept if name.startswith(".new")]


@pytest.mark.parametrize("step", ["write", "sync", "_digest_of", "_writer"])
def test_a_disk_that_fails_at_any_step_leaves_what_was_there(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    old, new = (written(tmp_path / f"{rows}.csv", rows) for rows in (3, 5))
    imports.run(Wish(path=old, name="calder"), settings, TODAY)
    whole: Callable[..., Any] = getattr(publishing, step)
    for failing in range(1, 20):
        calls = iter(range(1, 100))

        def fail(*given: object, at: int = failing, calls: Iterator[int] = calls) -> object:
            if next(calls) == at:
                raise OSError(28, "No space left on device")
            return whole(*given)

        monkeypatch.setattr(publishing, step, fail)
        try:
            imports.run(Wish(path=new, name="calder"), settings, TODAY)
        except BuildError as error:
            said = str(error)
        else:
            break
        finally:
            monkeypatch.setattr(publishing, step, whole)
        [found] = datasets.shelf(settings).datasets
        datasets.verify(found)
        assert (found.rows in {3, 5}, "No space left" in said) == (True, True)
    else:
        pytest.fail("it never came to its end")
    assert failing > 1
    assert datasets.open(settings, "calder").rows == 5


LIMITED = """
import resource, sys
from datetime import date
from pathlib import Path
from geo import imports
from geo.errors import GeoError
from geo.settings import Settings

resource.setrlimit(getattr(resource, sys.argv[1]), (int(sys.argv[2]), int(sys.argv[2])))
try:
    imports.run(imports.Wish(path=Path(sys.argv[4])), Settings(build=Path(sys.argv[3])), date(2031, 7, 1))
except GeoError as error:
    print(type(error).__name__, error)
# Not ru_maxrss: a process inherits that of the one that started it.
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""


def limited(limit: str, most: int, build: Path, path: Path) -> str:
    command = [sys.executable, "-c", LIMITED, limit, str(most), str(build), str(path)]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True, timeout=120)  # noqa: S603  # our own script
    return done.stdout + done.stderr[-500:]


def test_a_full_disk_is_told_and_leaves_what_was_there(settings: Settings, tmp_path: Path) -> None:
    small, large = written(tmp_path / "small.csv", 3), tmp_path / "large.csv"
    large.write_text(acled(*({"notes": os.urandom(600).hex()} for _ in range(400))), encoding="utf-8")
    imports.run(Wish(path=small, name="large"), settings, TODAY)
    told = limited("RLIMIT_FSIZE", 100_000, settings.build, large)
    assert told.startswith("BuildError")
    assert "what was there before is as it was" in told
    [found] = datasets.shelf(settings).datasets
    datasets.verify(found)
    assert found.rows == 3
    assert not list((settings.build / "datasets" / "large").glob(".new*"))


@pytest.mark.parametrize("name", ["bomb.xlsx", "bomb.kmz"])
def test_a_bomb_is_refused_within_little_memory(settings: Settings, tmp_path: Path, name: str) -> None:
    from tests.test_imports_files import bomb  # noqa: PLC0415  # its megabytes are made for this test alone

    path = tmp_path / name
    path.write_bytes(bomb(name))
    told = limited("RLIMIT_DATA", 1_500 * 2**20, settings.build, path)
    assert told.startswith("RefusedError")
    assert "far more" in told
    assert int(told.splitlines()[1]) < 1_000 * 1024
