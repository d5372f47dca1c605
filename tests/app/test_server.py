"""What every response of the server says to the browser."""

from __future__ import annotations

import socket
from types import SimpleNamespace

import pytest
from starlette.types import Message, Receive, Scope, Send

from geo import server
from geo.errors import InputError
from geo.server import HEADERS, Guarded
from geo.settings import Settings, as_environment
from tests.browserless import run


async def _careless(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer with a header that lets anything happen."""
    del scope, receive
    await send({"type": "http.response.start", "status": 404, "headers": [(b"content-security-policy", b"default-src *")]})
    await send({"type": "http.response.body", "body": b"gone"})


def _answer() -> list[Message]:
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(message: Message) -> None:
        sent.append(message)

    run(Guarded(_careless)({"type": "http"}, receive, send))
    return sent


def test_every_response_is_sealed_errors_included() -> None:
    start, body = _answer()
    assert {name.decode(): value.decode() for name, value in start["headers"]} == {
        name.lower(): value for name, value in HEADERS.items()
    }
    assert body["body"] == b"gone"


@pytest.mark.parametrize(
    "part", ["default-src 'self'", "object-src 'none'", "frame-ancestors 'self'", "img-src 'self' data: blob:"]
)
def test_the_policy_lets_nothing_out(part: str) -> None:
    assert part in server.POLICY.split("; ")
    assert "//" not in server.POLICY


@pytest.mark.parametrize("port", [0, 70_000])
def test_where_nothing_can_listen_the_remedy_is_told_and_no_address(port: int, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other, pytest.raises(InputError, match="choose another with --port"):
        server.serve(Settings(), port=port or other.getsockname()[1])
    assert capsys.readouterr().out == ""


def test_settings_reach_the_pages_through_the_environment() -> None:
    told = Settings(max_sentence=17)
    assert Settings.from_env(as_environment(told)) == told


def test_what_secrets_toml_calls_a_secret_is_struck_out_of_the_logs(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = {"auth": {"client_secret": "canary-1", "keycloak": {"client_secret": "canary-2", "client_id": "atlas-web"}}}
    monkeypatch.setattr("streamlit.secrets", SimpleNamespace(load_if_toml_exists=lambda: True, to_dict=lambda: kept))
    given: list[tuple[str, frozenset[str]]] = []
    monkeypatch.setattr("geo.logs.begin", lambda form, secrets: given.append((form, secrets)))
    server._log(Settings(log="json"))
    [(form, secrets)] = given
    assert form == "json"
    assert secrets >= {"canary-1", "canary-2"}
    assert "atlas-web" not in secrets


def test_pictures_come_from_the_host_of_the_tiles_only_where_there_are_such() -> None:
    policy = Guarded(_careless, tiles="https://tiles.example.org/{z}/{x}/{y}.png").headers["Content-Security-Policy"]
    assert "img-src 'self' https://tiles.example.org data: blob:;" in policy
    assert Guarded(_careless).headers == HEADERS
