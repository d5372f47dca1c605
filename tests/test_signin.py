"""What the server answers to whom: nothing but the way in to strangers, everything else by role."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.responses import PlainTextResponse
from starlette.routing import Mount
from starlette.types import Receive, Scope, Send
from streamlit import config
from streamlit.runtime.secrets import secrets_singleton
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

from geo.access import ANYBODY, Member, Refusal, Why
from geo.api import signin
from geo.settings import home
from tests.browserless import Client
from tests.provider import COOKIE_SECRET, configured

APP = "http://127.0.0.1:8501"
NAME = "_streamlit_user"
ROSTER = 'contact = "the desk"\n[people]\n"vera@desk.test" = "viewer"\n"ann@desk.test" = "analyst"\n"adam@desk.test" = "admin"\n'

CLOSED = [
    "/api/facets",
    "/api/saved/token/file.csv",
    "/present/exercise",
    "/media/0123456789abcdef.png",
    "/_stcore/upload_file/session/file",
    "/_stcore/metrics",
    "/_stcore/agent/openapi.json",
    "/something/new",
    "//api/facets",
    "/API/facets",
    "/timeline/api/facets",
]


@pytest.fixture
def setup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Return what sets sign-in up: the text of the list, and of the secrets; what is left out is not there."""
    with configured(tmp_path, APP) as secrets:
        usual = secrets.read_text(encoding="utf-8")

        def made(roster: str | None = ROSTER, told: Callable[[str], str] | None = str) -> None:
            monkeypatch.delenv("INCIDENT_ATLAS_ACCESS", raising=False)
            secrets.unlink(missing_ok=True)
            if told is not None:
                secrets.write_text(told(usual), encoding="utf-8")
            if roster is not None:
                (tmp_path / "access.toml").write_text(roster, encoding="utf-8")
                monkeypatch.setenv("INCIDENT_ATLAS_ACCESS", str(tmp_path / "access.toml"))
            secrets_singleton._reset()

        yield made


@pytest.fixture
def browser() -> Client:
    """Return a browser before an app in which every path is reached."""

    async def inner(scope: Scope, receive: Receive, send: Send) -> None:
        await PlainTextResponse("reached")(scope, receive, send)

    return Client(Mount("/", app=signin.SignedIn(inner)))


def cookie(who: str = "vera@desk.test", *, secret: str = COOKIE_SECRET, salt: str = NAME, **more: object) -> dict[str, str]:
    """Return the header of somebody whom Streamlit has signed in, as it would sign it."""
    told = {"is_logged_in": True, "email": who, "iat": time.time(), "origin": APP} | more
    return {"Cookie": f"{NAME}={create_signed_value(secret, salt, json.dumps(told)).decode()}"}


@pytest.mark.parametrize("path", CLOSED)
def test_without_a_cookie_nothing_but_the_way_in_is_answered(setup: Callable[..., None], browser: Client, path: str) -> None:
    setup()
    answer = browser.get(APP + path)
    assert (answer.status_code, answer.json(), answer.headers["cache-control"]) == (
        401,
        {"message": "Sign in first."},
        "no-store",
    )


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/timeline",
        "/table?kind=seizure",
        "/static/js/index.js",
        "/app/static/frame.js",
        "/auth/login",
        "/healthz",
        "/_stcore/health",
    ],
)
def test_the_shell_of_the_pages_and_health_are_for_everybody(setup: Callable[..., None], browser: Client, path: str) -> None:
    setup()
    assert browser.get(path).text == "reached"


def test_every_page_has_its_shell_and_no_route_of_ours_is_one() -> None:
    pages = [path.stem for path in (home() / "pages").glob("*.py")]
    assert all(signin.is_open(f"/{page}") and signin.is_open(f"/maps/{page}", "/maps/") for page in pages)
    assert not any(signin.is_open(f"/{page}/api/facets") or signin.is_open(f"/{page}", "/maps/") for page in pages)


@pytest.mark.parametrize("path", ["/maps/api/facets", "/api/facets", "/maps//api", "/mapsapi"])
def test_below_a_base_path_the_same_is_closed(path: str) -> None:
    assert not signin.is_open(path, "/maps/")


def test_a_person_who_follows_a_link_is_shown_a_page_with_the_way_in(setup: Callable[..., None], browser: Client) -> None:
    setup()
    answer = browser.get("/present/exercise", headers={"Accept": "text/html"})
    assert (answer.status_code, answer.headers["content-security-policy"].partition(";")[0]) == (401, "default-src 'none'")
    assert '<a href="/">To Incident Atlas</a>' in answer.text


def test_who_is_on_the_list_is_answered(setup: Callable[..., None], browser: Client) -> None:
    setup()
    assert [browser.get(APP + path, headers=cookie()).text for path in CLOSED] == ["reached"] * len(CLOSED)


def _unsigned() -> dict[str, str]:
    return {"Cookie": f"{NAME}=" + json.dumps({"is_logged_in": True, "email": "adam@desk.test"})}


def _changed() -> dict[str, str]:
    mine, theirs = (cookie(who)["Cookie"].rsplit(".", 2) for who in ("vera@desk.test", "adam@desk.test"))
    return {"Cookie": ".".join([theirs[0], *mine[1:]])}


def _odd() -> dict[bytes, bytes]:
    return {b"Cookie": f"{NAME}=\xe9\xff".encode("latin-1")}


@pytest.mark.parametrize(
    ("made", "status"),
    [
        (_unsigned, 401),
        (_changed, 401),
        (lambda: cookie(secret=COOKIE_SECRET[::-1]), 401),
        (lambda: cookie(salt="_streamlit_user_tokens"), 401),
        (lambda: cookie(origin="http://another.test"), 401),
        (lambda: cookie(origin=None), 401),
        (lambda: cookie(is_logged_in=False), 401),
        (lambda: cookie(iat=time.time() - 13 * 3600), 401),
        (lambda: cookie(iat=None), 401),
        (lambda: {"Cookie": f"{NAME}=chunks-3"}, 401),
        (_odd, 401),
        (lambda: cookie("mallory@desk.test"), 403),
        (lambda: cookie(email_verified=False), 403),
    ],
    ids=lambda value: str(value) if isinstance(value, int) else "",
)
def test_a_cookie_that_is_forged_too_old_or_of_a_stranger_opens_nothing(
    setup: Callable[..., None], browser: Client, made: Callable[[], dict[str, str] | dict[bytes, bytes]], status: int
) -> None:
    setup()
    assert browser.get("/api/facets", headers=made()).status_code == status


def test_a_cookie_that_streamlit_itself_calls_too_old_opens_nothing(
    setup: Callable[..., None], browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    setup(f"hours = 720\n{ROSTER}")
    now = time.time()
    with monkeypatch.context() as then:
        then.setattr(time, "time", lambda: now - 32 * 86_400)
        old = cookie(iat=now)
    assert browser.get("/api/facets", headers=old).status_code == 401


def test_who_is_taken_off_the_list_is_answered_no_more(setup: Callable[..., None], browser: Client) -> None:
    setup()
    signed = cookie()
    before = browser.get("/api/facets", headers=signed).status_code
    setup(ROSTER.replace("vera@", "vern@"))
    assert (before, browser.get("/api/facets", headers=signed).status_code) == (200, 403)


@pytest.mark.parametrize(("who", "status"), [("vera", 403), ("ann", 200), ("adam", 200)])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_a_viewer_changes_and_uploads_nothing(
    setup: Callable[..., None], browser: Client, who: str, method: str, status: int
) -> None:
    setup()
    answer = browser.request(method, "/_stcore/upload_file/session/file", headers=cookie(f"{who}@desk.test"))
    assert answer.status_code == status


def test_a_header_that_names_somebody_is_not_believed(setup: Callable[..., None], browser: Client) -> None:
    setup()
    forged = {"X-Forwarded-User": "adam@desk.test", "X-Forwarded-Email": "adam@desk.test", "Remote-User": "adam@desk.test"}
    assert browser.get("/api/facets", headers=forged).status_code == 401


# --- set up, not set up, set up wrongly ----------------------------------------------------


def test_where_nothing_is_set_up_nobody_is_asked_and_everybody_may_everything(
    setup: Callable[..., None], browser: Client
) -> None:
    setup(roster=None, told=None)
    assert (signin.admit({}), browser.request("POST", "/api/facets").text) == (ANYBODY, "reached")


WRONG: dict[str, tuple[str | None, Callable[[str], str] | None, str]] = {
    "no secrets": (ROSTER, None, "secrets.toml"),
    "no list": (None, str, "INCIDENT_ATLAS_ACCESS"),
    "no section": (ROSTER, lambda _: "[other]\na = 1\n", "secrets.toml"),
    "broken secrets": (ROSTER, lambda told: told + "[", "secrets.toml"),
    "broken secrets and no list": (None, lambda told: told + "[", "secrets.toml"),
    "no client": (ROSTER, lambda told: told.replace("client_id", "client"), "client_id"),
    "short secret": (ROSTER, lambda told: told.replace(COOKIE_SECRET, "xxx"), "cookie_secret"),
    "no cookie secret": (ROSTER, lambda told: told.replace("cookie_secret", "cookie"), "cookie_secret"),
    "broken list": ("[people]\n", str, "access.toml: people"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_set_up_wrongly_is_closed_to_all_and_the_log_says_what_to_mend(
    setup: Callable[..., None], browser: Client, caplog: pytest.LogCaptureFixture, case: str
) -> None:
    roster, told, remedy = WRONG[case]
    setup(roster, told)
    met = signin.admit({"is_logged_in": True, "email": "adam@desk.test", "iat": time.time()})
    assert isinstance(met, Refusal)
    assert (met.why, browser.get("/api/facets", headers=cookie("adam@desk.test")).status_code) == (Why.CLOSED, 503)
    with caplog.at_level(logging.WARNING, logger="geo"):
        signin.warn("127.0.0.1")
    assert remedy in caplog.text
    assert COOKIE_SECRET not in caplog.text


def test_headers_that_are_trusted_by_name_and_sign_in_do_not_go_together(setup: Callable[..., None]) -> None:
    setup()
    config.set_option("server.trustedUserHeaders", {"X-User": "email"})
    try:
        met = signin.admit({})
    finally:
        config.set_option("server.trustedUserHeaders", {})
    assert isinstance(met, Refusal)
    assert "trustedUserHeaders" in met.fault


@pytest.mark.parametrize(("address", "warned"), [("192.0.2.7", True), ("::", True), ("127.0.0.1", False), ("::1", False)])
def test_an_address_that_others_reach_without_sign_in_is_warned_of(
    setup: Callable[..., None], caplog: pytest.LogCaptureFixture, address: str, *, warned: bool
) -> None:
    setup(roster=None, told=None)
    with caplog.at_level(logging.WARNING, logger="geo"):
        signin.warn(address)
    assert ("everybody who reaches this address" in caplog.text) == warned


def test_who_comes_in_keeps_the_name_that_the_provider_tells(setup: Callable[..., None]) -> None:
    setup()
    told = signin.of_cookies(cookie("ann@desk.test", name="Ann Hall")["Cookie"])
    met = signin.admit(told)
    assert isinstance(met, Member)
    assert (met.email, met.name, met.role) == ("ann@desk.test", "Ann Hall", "analyst")
