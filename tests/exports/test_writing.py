"""Every form: the same bytes for the same input, all rows, and an end when somebody asks for it."""

from __future__ import annotations

import hashlib
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Final

import pyarrow.parquet as pq
import pytest

from geo import exports, store
from geo.errors import StoppedError
from geo.exports import FORMS, rows
from geo.settings import Settings
from geo.store import Snapshot
from geo.views import Filter
from tests import worlds
from tests.exports.conftest import Made

_ALL: Final = """
import hashlib, io, json, sys
from pathlib import Path
from geo import exports, store
from geo.settings import Settings
from geo.views import Filter

settings = Settings(build=Path(sys.argv[1]))
snapshot = store.open(settings)
told = {}
for name, form in exports.FORMS.items():
    out = io.BytesIO()
    form.write(exports.Job(snapshot=snapshot, chosen=Filter(), context=exports.context(settings)), out)
    told[name] = hashlib.sha256(out.getvalue()).hexdigest()
print(json.dumps(told))
"""


def elsewhere(build: Path, **environment: str) -> dict[str, str]:
    """Return the digest of each form, written in a process of its own."""
    told = subprocess.run(  # noqa: S603  # this Python, our own program
        [sys.executable, "-c", _ALL, str(build)], env=os.environ | environment, capture_output=True, check=True, text=True
    )
    found: dict[str, str] = json.loads(told.stdout)
    return found


def test_files_are_the_same_bytes_whatever_the_process_the_hash_seed_the_time_zone_and_the_batch(
    settings: Settings, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.publish(worlds.atlas(), settings)
    first = elsewhere(settings.build, PYTHONHASHSEED="1", TZ="UTC", SOURCE_DATE_EPOCH="0")
    second = elsewhere(settings.build, PYTHONHASHSEED="77", TZ="Pacific/Kiritimati", LC_ALL="C.UTF-8")
    assert first == second
    assert first.keys() == FORMS.keys()
    monkeypatch.setattr(rows, "BATCH", 2)
    with closing(store.open(settings)) as opened:
        streamed = {name: hashlib.sha256(made(name, opened)).hexdigest() for name in FORMS if name != "geoparquet"}
    assert streamed == {name: digest for name, digest in first.items() if name != "geoparquet"}  # whose row groups are batches


@pytest.mark.parametrize("form", FORMS)
def test_a_file_is_given_up_when_somebody_asks(snapshot: Snapshot, made: Made, form: str) -> None:
    with pytest.raises(StoppedError, match="nothing of it was kept"):
        made(form, snapshot, stop=lambda: True)


def test_how_far_a_file_is_is_told(snapshot: Snapshot, made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "BATCH", 2)
    heard: list[tuple[str, int, int]] = []
    made("csv", snapshot, tell=lambda *told: heard.append(told))
    assert heard == [("write", 0, 5), ("write", 2, 5), ("write", 4, 5), ("write", 5, 5)]


# --- many ----------------------------------------------------------------------------------

MANY: Final = 20_000

COUNTED: Final[dict[str, Callable[[bytes], int]]] = {
    "csv": lambda content: content.count(b"\n") - 1,
    "csv-raw": lambda content: content.count(b"\n") - 1,
    "geojson": lambda content: len(json.loads(content)["features"]),
    "geoparquet": lambda content: int(pq.read_metadata(io.BytesIO(content)).num_rows),
    "kml": lambda content: content.count(b"<Placemark>"),
    "bibtex": lambda content: 4 * content.count(b"\n@article{"),
    "ris": lambda content: 4 * content.count(b"ER  - "),
}


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Open 20,000 incidents, four in a document."""
    settings = Settings(build=tmp_path_factory.mktemp("many"))
    store.publish(worlds.many(MANY), settings)
    return store.open(settings)


@pytest.mark.parametrize("form", COUNTED)
def test_a_file_holds_every_incident_of_twenty_thousand(many: Snapshot, made: Made, form: str) -> None:
    assert COUNTED[form](made(form, many)) == MANY


def test_a_file_is_in_order_across_batches(many: Snapshot, made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "BATCH", 777)
    chosen = Filter(text="town 001")
    whole = made("csv", many, chosen)
    monkeypatch.undo()
    assert whole == made("csv", many, chosen)
    days = [line.split(b",")[6] for line in whole.splitlines()[1:]]
    dated = [day for day in days if day]
    assert dated == sorted(dated)
    assert days[: len(dated)] == dated


def test_every_form_has_a_name_a_suffix_and_a_word_of_what_it_is_good_for() -> None:
    assert len({form.suffix for form in FORMS.values()}) == len(FORMS)
    assert all(form.about and "/" in form.media and exports.FORMS[form.name] is form for form in FORMS.values())
