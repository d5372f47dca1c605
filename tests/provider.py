"""A provider of sign-ins on this machine: OpenID Connect with discovery, codes bound by PKCE, and signed identity tokens."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import secrets
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import streamlit as st
from joserfc import jwt
from joserfc.jwk import RSAKey
from streamlit import config
from streamlit.runtime.secrets import secrets_singleton

CLIENT = "atlas"
CLIENT_SECRET = "a secret of this test"  # noqa: S105  # it opens nothing
COOKIE_SECRET = "a secret of this test that signs its cookies"  # noqa: S105  # as above


@dataclass(kw_only=True)
class Provider:
    """Knows some people, and says who they are to an app that may ask."""

    url: str
    people: dict[str, dict[str, Any]]
    """What is said of each, by the name that they choose when they sign in."""
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"}))
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def secrets(self, folder: Path, app: str) -> Path:
        """Write what the app at an address must know into a folder, where Streamlit looks for it, and return the file."""
        path = folder / ".streamlit" / "secrets.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(
            f'[auth]\nredirect_uri = "{app}/oauth2callback"\ncookie_secret = "{COOKIE_SECRET}"\nclient_id = "{CLIENT}"\n'
            f'client_secret = "{CLIENT_SECRET}"\nserver_metadata_url = "{self.url}/.well-known/openid-configuration"\n',
            encoding="utf-8",
        )
        return path

    def about(self) -> dict[str, Any]:
        """Return how to speak with it."""
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/jwks",
            "end_session_endpoint": f"{self.url}/end",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
        }

    def grant(self, asked: Mapping[str, str]) -> str:
        """Return where somebody who has chosen a name is sent."""
        code = secrets.token_urlsafe(16)
        self.codes[code] = dict(asked)
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, asked: Mapping[str, str]) -> dict[str, Any] | None:
        """Return the tokens for a code, once, to whoever asked for it; None to anybody else."""
        granted = self.codes.pop(asked.get("code", ""), None)
        if granted is None or _digest(asked.get("code_verifier", "")) != granted["code_challenge"]:
            return None
        now = int(time.time())
        claims = {
            "iss": self.url,
            "aud": CLIENT,
            "sub": granted["who"],
            "iat": now,
            "exp": now + 300,
            "nonce": granted["nonce"],
            "email_verified": True,
            **self.people[granted["who"]],
        }
        token = jwt.encode({"alg": "RS256", "kid": "one"}, claims, self.key)
        return {"access_token": secrets.token_urlsafe(16), "token_type": "Bearer", "expires_in": 300, "id_token": token}


@contextmanager
def configured(folder: Path, app: str = "http://127.0.0.1:8501") -> Iterator[Path]:
    """Let this process sign people in, as far as that goes without a provider, and yield the file of the secrets."""
    path = Provider(url="http://127.0.0.1:9", people={}).secrets(folder, app)
    before = st.get_option("secrets.files")
    config.set_option("secrets.files", [str(path)])
    secrets_singleton._reset()
    try:
        yield path
    finally:
        config.set_option("secrets.files", before)
        secrets_singleton._reset()


@contextmanager
def provider(people: Mapping[str, dict[str, Any]]) -> Iterator[Provider]:
    """Run a provider on a free port of this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    server.told = Provider(url=f"http://127.0.0.1:{server.server_address[1]}", people=dict(people))  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.told  # type: ignore[attr-defined]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    @property
    def told(self) -> Provider:
        told: Provider = self.server.told  # type: ignore[attr-defined]
        return told

    def do_GET(self) -> None:
        path, asked = urlsplit(self.path).path, _first(urlsplit(self.path).query)
        if path == "/.well-known/openid-configuration":
            self._answer(self.told.about())
        elif path == "/jwks":
            self._answer({"keys": [self.told.key.as_dict(private=False)]})
        elif path == "/authorize":
            links = (
                f'<p><a href="/grant?{html.escape(urlencode({**asked, "who": who}))}">{html.escape(who)}</a></p>'
                for who in self.told.people
            )
            self._answer(f"<!doctype html><title>Provider</title><h1>Who are you?</h1>{''.join(links)}")
        elif path == "/grant":
            self._send(self.told.grant(asked))
        elif path == "/end":
            self._send(asked["post_logout_redirect_uri"])
        else:
            self.send_error(404)

    def do_POST(self) -> None:
        asked = _first(self.rfile.read(int(self.headers["Content-Length"])).decode())
        basic = base64.b64encode(f"{CLIENT}:{CLIENT_SECRET}".replace(" ", "+").encode()).decode()
        plain = base64.b64encode(f"{CLIENT}:{CLIENT_SECRET}".encode()).decode()
        ours = self.headers.get("Authorization") in {f"Basic {basic}", f"Basic {plain}"}
        told = self.told.token(asked) if ours else None
        self._answer(told or {"error": "invalid_grant"}, 200 if told else 400)

    def _answer(self, told: Any, status: int = 200) -> None:  # noqa: ANN401  # a page, or what is JSON
        page = isinstance(told, str)
        body = (told if page else json.dumps(told)).encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8" if page else "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _send(self, where: str) -> None:
        self.send_response(302)
        self.send_header("Location", where)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def _first(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query).items()}


def _digest(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
