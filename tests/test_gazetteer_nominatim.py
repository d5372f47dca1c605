"""A Nominatim asked as well: off by default, one request a second, and no error is ever taken for "not found"."""

from __future__ import annotations

import json
import multiprocessing
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path

import pytest

from geo.errors import GeocodingError
from geo.gazetteer import Nominatim, nominatim
from geo.model import LatLon, Precision
from geo.settings import Settings

ROW = {"osm_type": "node", "osm_id": 7, "display_name": "Port Calder", "addresstype": "town", "lat": "1.5", "lon": "2.5"}


@dataclass
class Service:
    """A service on this machine that answers what it is told to, and keeps who asked and when."""

    answer: bytes = json.dumps([ROW]).encode()
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    asked: list[tuple[float, str]] = field(default_factory=list)
    host: str = ""


@pytest.fixture
def service() -> Iterator[Service]:
    state = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # the library's own name
            state.asked.append((time.monotonic(), self.headers["User-Agent"]))
            time.sleep(state.delay)
            self.send_response(state.status)
            for name, value in state.headers.items():
                self.send_header(name, value)
            self.end_headers()
            try:
                self.wfile.write(state.answer)
            except (BrokenPipeError, ConnectionResetError):
                return

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    state.host = f"http://127.0.0.1:{server.server_port}"
    yield state
    server.shutdown()
    server.server_close()


@pytest.fixture
def no_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nominatim, "GAP_S", 0.0)


def test_nobody_is_asked_by_default() -> None:
    assert nominatim.of(Settings()) is None


def test_an_answer_is_a_candidate_with_its_source(service: Service, tmp_path: Path) -> None:
    [candidate] = Nominatim(service.host, tmp_path).candidates("Port Calder")
    assert (candidate.place.id, candidate.place.at, candidate.place.precision) == (
        "osm:node/7",
        LatLon(1.5, 2.5),
        Precision.SETTLEMENT,
    )
    assert service.host in candidate.place.source
    assert "incident-atlas" in service.asked[0][1]


@pytest.mark.usefixtures("no_wait")
def test_a_name_is_asked_once(service: Service, tmp_path: Path) -> None:
    for _ in range(3):
        Nominatim(service.host, tmp_path).candidates("Port Calder")
    assert len(service.asked) == 1


@pytest.mark.usefixtures("no_wait")
def test_not_found_is_an_answer_and_is_kept(service: Service, tmp_path: Path) -> None:
    service.answer = b"[]"
    assert [Nominatim(service.host, tmp_path).candidates("Nowhere") for _ in range(2)] == [(), ()]
    assert len(service.asked) == 1


BAD: dict[str, dict[str, object]] = {
    "busy": {"status": 429},
    "down": {"status": 503},
    "redirect": {"status": 302, "headers": {"Location": "http://127.0.0.1:9/"}},
    "page": {"answer": b"<html>blocked</html>"},
    "no list": {"answer": b'{"error": "x"}'},
    "no position": {"answer": json.dumps([ROW | {"lat": "NaN"}]).encode()},
    "off the earth": {"answer": json.dumps([ROW | {"lat": "95"}]).encode()},
    "huge": {"answer": b"[" + b" " * (nominatim.MAX_BYTES + 1) + b"]"},
    "deep": {"answer": b"[" * 100_000},
    "slow": {"delay": 1.0},
}


@pytest.mark.usefixtures("no_wait")
@pytest.mark.parametrize("trouble", BAD.values(), ids=BAD.keys())
def test_an_error_is_no_answer_and_is_not_kept(
    service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trouble: dict[str, object]
) -> None:
    for name, value in trouble.items():
        setattr(service, name, value)
    with monkeypatch.context() as hasty:
        hasty.setattr(nominatim, "PATIENCE_S", 0.3)
        with pytest.raises(GeocodingError, match="Port Calder"):
            Nominatim(service.host, tmp_path).candidates("Port Calder")
    fresh = Service()
    service.answer, service.status, service.headers, service.delay = fresh.answer, 200, {}, 0.0
    assert len(Nominatim(service.host, tmp_path).candidates("Port Calder")) == 1


@pytest.mark.usefixtures("no_wait")
def test_a_host_that_is_gone_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(GeocodingError, match="asked again"):
        Nominatim("http://127.0.0.1:9", tmp_path).candidates("Port Calder")


@pytest.mark.parametrize("host", ["file:///etc/passwd#", "ftp://127.0.0.1"])
def test_only_the_web_is_asked(tmp_path: Path, host: str) -> None:
    with pytest.raises(GeocodingError, match="INCIDENT_ATLAS_NOMINATIM"):
        Nominatim(host, tmp_path).candidates("Port Calder")


def _ask(host: str, folder: str, name: str) -> None:
    nominatim.GAP_S = 0.3
    Nominatim(host, Path(folder)).candidates(name)


@pytest.mark.faults
def test_the_whole_machine_asks_in_turns(service: Service, tmp_path: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    clients = [spawn.Process(target=_ask, args=(service.host, str(tmp_path), f"Calder {n}")) for n in range(4)]
    for client in clients:
        client.start()
    for client in clients:
        client.join(60)
    assert [client.exitcode for client in clients] == [0] * 4
    times = sorted(when for when, _ in service.asked)
    gaps = [later - sooner for sooner, later in pairwise(times)]
    assert len(times) == 4
    assert min(gaps) >= 0.29
