"""What a monitor is told: whether the process is well, whether it is ready, and figures that hold no words of anybody."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from geo import api, decks, store
from geo.api import health
from geo.api.requests import route
from geo.briefing import Deck
from geo.settings import Settings
from geo.views import opening
from tests import worlds
from tests.browserless import Client, run


@pytest.fixture
def build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return a build folder with two newspapers, which the routes will ask."""
    folder = tmp_path / "build"
    store.publish(worlds.atlas(), Settings(build=folder))
    monkeypatch.setenv("INCIDENT_ATLAS_BUILD", str(folder))
    health._PARTS.forget()
    yield folder
    health._PARTS.forget()


def monitor(base: str = "") -> Client:
    return Client(*api.mount_health(base))


# --- health --------------------------------------------------------------------------------


def test_a_process_that_answers_is_well_below_its_base_path_too(build: Path) -> None:
    del build
    assert monitor().get("/healthz").text == monitor("maps/room1").get("/maps/room1/healthz").text == "ok\n"


def test_it_is_ready_when_the_snapshot_can_be_read_and_looking_makes_no_database(build: Path) -> None:
    answer = monitor().get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"snapshot": "ok", "decks": "ok"})
    assert not (build / decks.FILE).exists()


def test_without_a_snapshot_it_is_not_ready_and_the_log_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("INCIDENT_ATLAS_BUILD", str(tmp_path))
    health._PARTS.forget()
    with caplog.at_level(logging.WARNING, "geo"):
        answer = monitor().get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"snapshot": "cannot be read", "decks": "ok"})
    assert str(tmp_path) not in answer.text
    assert "run `python -m geo build`" in caplog.text


def test_with_decks_that_cannot_be_read_it_is_not_ready(build: Path) -> None:
    (build / decks.FILE).write_bytes(b"no database")
    assert monitor().get("/readyz").json() == {"snapshot": "ok", "decks": "cannot be read"}


def test_decks_that_can_be_read_are_ready(build: Path) -> None:
    with closing(decks.open(Settings(build=build))) as shelf:
        shelf.save(Deck(id="d", title=""))
    assert monitor().get("/readyz").status_code == 200


def test_however_often_it_is_asked_the_parts_are_looked_at_once_a_second(build: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    del build
    looks: list[Settings] = []
    monkeypatch.setattr(health, "_LOOKS", {"snapshot": looks.append})
    now = time.monotonic()
    monkeypatch.setattr("geo.api.health.time", SimpleNamespace(monotonic=lambda: now))
    for _ in range(20):
        monitor().get("/readyz")
    assert len(looks) == 1
    now += 1.1
    monitor().get("/readyz")
    assert len(looks) == 2


# --- figures -------------------------------------------------------------------------------


def figures(text: str) -> dict[str, float]:
    found = text_string_to_metric_families(text)
    return {sample.name: sample.value for family in found for sample in family.samples if not sample.labels}


def test_figures_tell_the_snapshot_in_force_and_what_the_process_takes(build: Path) -> None:
    answer = monitor().get("/metrics")
    told = figures(answer.text)
    assert answer.headers["content-type"].startswith("text/plain; version=")
    counted = {name: told[f"atlas_{name}"] for name in ("documents", "incidents")}
    assert counted == {"documents": 2, "incidents": len(worlds.atlas().incidents)}
    assert f'atlas_snapshot_info{{id="{opening.current(Settings(build=build)).id}"}} 1.0' in answer.text
    assert abs(told["atlas_snapshot_published_seconds"] - (build / "current.json").stat().st_mtime) < 1
    assert told["atlas_process_resident_memory_bytes"] > 10_000_000
    assert told["atlas_process_open_fds"] > 2


def test_figures_are_told_without_a_snapshot_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INCIDENT_ATLAS_BUILD", str(tmp_path))
    answer = monitor().get("/metrics")
    assert answer.status_code == 200
    assert "atlas_documents" not in answer.text


def test_figures_hold_no_secret_and_no_words(build: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    del build
    monkeypatch.setenv("INCIDENT_ATLAS_DATABASE", "postgresql://atlas:canary-12345@localhost/decks")
    text = monitor().get("/metrics").text
    assert "canary" not in text
    assert not any(reading.document.source in text for reading in worlds.atlas().readings)


@pytest.mark.parametrize(
    ("client", "status"), [("127.0.0.1", 200), ("::1", 200), ("192.0.2.7", 403), ("", 403), ("testclient", 403)]
)
def test_figures_are_for_this_machine_alone(client: str, status: int, build: Path) -> None:
    del build

    async def asked() -> httpx.Response:
        transport = httpx.ASGITransport(app=Starlette(routes=api.mount_health("")), client=(client, 1))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as visitor:
            return await visitor.get("/metrics")

    assert run(asked()).status_code == status


# --- requests ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/", "page"),
        ("/ranges", "page"),
        ("/api/aggregate", "api/aggregate"),
        ("/api/incident/i-0815", "api/incident"),
        ("/api/saved/token/name.csv", "api/saved"),
        ("/api/made-up", "api"),
        ("/present/the-week", "present"),
        ("/_stcore/upload_file/session/file", "upload"),
        ("/_stcore/stream", "stream"),
        ("/media/0815.png", "media"),
        ("/any/thing/" + "x" * 100, "page"),
    ],
)
def test_a_route_is_a_word_of_ours_and_nothing_of_the_path(path: str, name: str) -> None:
    assert route(path) == name


def test_a_request_is_told_and_counted_without_what_was_asked_for(caplog: pytest.LogCaptureFixture) -> None:
    async def list_(_: Request) -> Response:
        return PlainTextResponse("four", 503)

    app = Starlette(routes=[Route("/room/api/list", list_)], middleware=[Middleware(api.Watched, base="room")])

    async def asked() -> None:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://127.0.0.1") as visitor:
            headers = {"Cookie": "canary=1", "X-Request-ID": "0123456789abcdef", "Authorization": "Bearer canary"}
            await visitor.get("/room/api/list?text=canary", headers=headers)

    name, labels = "atlas_request_seconds_count", {"route": "api/list", "method": "GET", "status": "5xx"}
    before = health.REGISTRY.get_sample_value(name, labels) or 0
    with caplog.at_level(logging.INFO, "geo.requests"):
        run(asked())
    [record] = caplog.records
    fields = {key: vars(record)[key] for key in ("route", "method", "status", "bytes", "request", "client")}
    assert fields == {
        "route": "api/list",
        "method": "GET",
        "status": 503,
        "bytes": 4,
        "request": "0123456789abcdef",
        "client": "127.0.0.1",
    }
    assert "canary" not in str(vars(record))
    assert health.REGISTRY.get_sample_value(name, labels) == before + 1


def test_an_id_of_a_request_that_no_proxy_of_ours_made_is_not_told(caplog: pytest.LogCaptureFixture) -> None:
    app = Starlette(middleware=[Middleware(api.Watched)])

    async def asked() -> None:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://127.0.0.1") as visitor:
            await visitor.get("/", headers={"X-Request-ID": 'a" forged="1'})

    with caplog.at_level(logging.INFO, "geo.requests"):
        run(asked())
    assert [vars(record)["request"] for record in caplog.records] == [""]
