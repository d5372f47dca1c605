"""A geocoder outside this machine that fails costs the place it was asked for, a bounded time, and nothing else."""

from __future__ import annotations

import json
import sqlite3
import time
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from geo import engine, store
from geo.errors import GeocodingError
from geo.gazetteer import Nominatim, nominatim
from geo.settings import Settings
from geo.tools import Tools
from tests.test_gazetteer_nominatim import BAD, ROW, Service, no_wait, service

__all__ = ["no_wait", "service"]

VILLAGES = ("Qarnabar", "Velkistan", "Dormagush", "Hestrobad", "Zimnovar", "Karlustan")
"""Places that no gazetteer knows."""


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    folder.mkdir()
    for n, village in enumerate(VILLAGES):
        (folder / f"{village}.txt").write_text(
            f"BAGHDAD, May {n + 1}, 2031 - Two rockets hit the village of {village} on Tuesday, killing {n + 2} people.\n"
        )
    return folder


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for nobody."""
    monkeypatch.setattr(nominatim, "GAP_S", 0.0)
    monkeypatch.setattr(nominatim, "PATIENCE_S", 0.3)


def asking(equipment: Tools, host: str, folder: Path) -> Tools:
    return replace(equipment, gazetteer=replace(equipment.gazetteer, outside=Nominatim(host, folder)))


@pytest.mark.usefixtures("hasty")
@pytest.mark.timeout(120)
@pytest.mark.parametrize("trouble", [*BAD, "gone"])
def test_a_build_ends_soon_and_says_of_each_place_why_it_was_not_located(
    reports: Path, settings: Settings, equipment: Tools, service: Service, trouble: str
) -> None:
    for name, value in BAD.get(trouble, {}).items():
        setattr(service, name, value)
    host = "http://127.0.0.1:9" if trouble == "gone" else service.host
    engine.build([reports], settings, equipment=asking(equipment, host, settings.build / "cache"))
    with closing(store.open(settings)) as snapshot:
        told = snapshot.rows("SELECT text, resolved, reasons FROM toponyms WHERE text IN (SELECT unnest(?))", [list(VILLAGES)])
    assert sorted(row["text"] for row in told) == sorted(VILLAGES)
    assert not any(row["resolved"] for row in told)
    reasons = [" ".join(row["reasons"]) for row in told]
    assert all(host in reason and "asked again next time" in reason for reason in reasons), reasons
    assert sum("failures in a row" in reason for reason in reasons) == len(VILLAGES) - nominatim.GIVES_UP
    with closing(sqlite3.connect(settings.build / "cache" / "nominatim.sqlite")) as cache:
        assert cache.execute("SELECT count(*) FROM answers").fetchone() == (0,)
    assert len(service.asked) <= nominatim.GIVES_UP


@pytest.mark.usefixtures("no_wait")
def test_one_answer_makes_good_for_the_failures_before(tmp_path: Path, service: Service) -> None:
    asked = Nominatim(service.host, tmp_path)
    for n in range(4 * nominatim.GIVES_UP):
        service.answer = b"<html>" if n % nominatim.GIVES_UP else json.dumps([ROW]).encode()
        with suppress(GeocodingError):
            asked.candidates(f"Calder {n}")
    assert len(service.asked) == 4 * nominatim.GIVES_UP


@pytest.mark.usefixtures("hasty")
def test_a_service_that_is_slow_for_ever_is_asked_a_few_times_and_no_more(tmp_path: Path, service: Service) -> None:
    service.delay = 0.5
    asked = Nominatim(service.host, tmp_path)
    for n in range(60):
        with pytest.raises(GeocodingError):
            asked.candidates(f"Calder {n}")
    until = time.monotonic() + 60
    while len(service.asked) < nominatim.GIVES_UP and time.monotonic() < until:  # it was given up sooner than they came in
        time.sleep(0.05)
    assert len(service.asked) == nominatim.GIVES_UP
