"""Signing in for real: a provider on this machine, the app's server, and a browser for each person."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from geo import decks
from geo.briefing import Deck, Scene
from geo.settings import Settings, home
from tests.app import world
from tests.browser.conftest import _wait
from tests.provider import provider

pytestmark = [pytest.mark.browser, pytest.mark.faults]

PATIENCE_MS = 40_000
ROSTER = """
contact = "the desk, room 4"
[people]
"vera@desk.test" = "viewer"
"ann@desk.test" = "analyst"
"adam@desk.test" = "admin"
"""
CANARY = "a canary that only Ann has typed"


@dataclass(frozen=True, slots=True)
class Team:
    """A server of the app at which people sign in."""

    address: str
    roster: Path
    log: Path

    def list(self, text: str = ROSTER) -> None:
        """Let those come in whom the text lists."""
        written = self.roster.with_suffix(".new")
        written.write_text(text, encoding="utf-8")
        written.replace(self.roster)  # the server may be reading it just now


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Team]:
    """Serve the small world to a team."""
    folder = tmp_path_factory.mktemp("team")
    world.publish(world.world(), folder / "build")
    decks.open(Settings(build=folder / "build")).save(
        Deck(id="exercise", title="Exercise", scenes=(Scene(id="aaaaaaaa", title="One"),))
    )
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    people = {name: {"email": f"{name}@desk.test", "name": name.capitalize()} for name in ("vera", "ann", "adam")}
    people["mallory"] = {"email": "mallory@other.test", "name": "Mallory"}
    people["eve"] = {"email": "adam@desk.test", "name": "Eve", "email_verified": False}  # type: ignore[dict-item]  # a claim
    made = Team(address, folder / "access.toml", folder / "log")
    made.list()
    environment = os.environ | {
        "INCIDENT_ATLAS_BUILD": str(folder / "build"),
        "INCIDENT_ATLAS_ACCESS": str(made.roster),
        "PYTHONPATH": str(home()),
    }
    command = [sys.executable, "-m", "geo", "serve", "--port", str(port)]
    with provider(people) as who, made.log.open("wb") as log:
        who.secrets(folder, address)
        with subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log) as process:  # noqa: S603  # ours
            try:
                _wait(process, f"{address}/_stcore/health")
                yield made
            finally:
                process.terminate()


@pytest.fixture
def person(browser: Browser, team: Team) -> Iterator[Callable[..., Page]]:
    """Return what opens a path of the app as somebody, in a browser of their own; nobody does not sign in."""
    team.list()
    with ExitStack() as windows:

        def come(who: str = "", path: str = "/", theme: str = "light") -> Page:
            context = browser.new_context(viewport={"width": 1280, "height": 720}, color_scheme=theme)  # type: ignore[arg-type]  # "light" or "dark"
            windows.callback(context.close)
            page = context.new_page()
            page.set_default_timeout(PATIENCE_MS)
            page.goto(team.address + path)
            if who:
                page.get_by_role("button", name="Sign in").click()
                page.get_by_role("link", name=who, exact=True).click()
            return page

        yield come


def card(page: Page) -> str:
    found = page.locator(".st-key-visitor-card")
    expect(found).to_contain_text("Sign out", timeout=PATIENCE_MS)
    return re.sub(r"\s+", " ", found.inner_text().replace("\n", "")).replace("Sign out", "").strip()


def door(page: Page) -> str:
    expect(page.locator(".st-key-visitor-door").get_by_role("button")).to_be_visible(timeout=PATIENCE_MS)
    return page.locator("body").inner_text()


def asked(page: Page, team: Team, *paths: str) -> list[int]:
    return [page.request.get(team.address + path).status for path in paths]


ROUTES = ("/api/facets", "/api/incident/none", "/present/exercise", "/media/none.png", "/_stcore/metrics")


@pytest.mark.parametrize(("who", "role"), [("vera", "viewer"), ("ann", "analyst"), ("adam", "admin")])
def test_who_is_on_the_list_signs_in_and_is_told_their_role(person: Callable[..., Page], who: str, role: str) -> None:
    page = person(who)
    assert card(page) == f"{who.capitalize()} · {role}"


def test_who_has_not_signed_in_sees_the_way_in_and_no_route_answers(person: Callable[..., Page], team: Team) -> None:
    page = person("", "/table?kind=seizure")
    text = door(page)
    assert "Sign in" in text
    assert not [word for word in ("Calder", "Harrow", "incidents from") if word in text]
    assert asked(page, team, *ROUTES) == [401] * len(ROUTES)
    assert asked(page, team, "/healthz", "/_stcore/health") == [200, 200]


def test_who_signs_in_is_brought_where_they_wanted_to_go(person: Callable[..., Page]) -> None:
    page = person("vera", "/table?kind=seizure")
    card(page)
    page.wait_for_url("**/table?kind=seizure")


@pytest.mark.parametrize(("who", "told"), [("mallory", "You are not on the list"), ("eve", "Your address is not verified")])
def test_a_stranger_is_told_what_was_seen_and_reaches_no_route(
    person: Callable[..., Page], team: Team, who: str, told: str
) -> None:
    page = person(who)
    text = door(page)
    assert told in text
    assert "@" in text
    assert "Ask the desk, room 4." in text
    assert asked(page, team, *ROUTES) == [403] * len(ROUTES)


def test_a_viewer_looks_exports_and_presents_and_uploads_nothing(person: Callable[..., Page], team: Team) -> None:
    page = person("vera")
    card(page)
    assert asked(page, team, "/api/facets", "/present/exercise") == [200, 200]
    upload = page.request.put(f"{team.address}/_stcore/upload_file/any/any", data=b"x")
    assert upload.status == 403


def test_who_is_taken_off_the_list_is_shown_the_door_at_the_next_press_and_by_a_fragment_alone(
    person: Callable[..., Page], team: Team
) -> None:
    whole, part = person("ann"), person("vera", "/timeline")
    card(whole), card(part)
    expect(part.locator(".st-key-timeline-stage")).to_contain_text("2031", timeout=PATIENCE_MS)
    team.list('[people]\n"adam@desk.test" = "admin"\n')
    whole.get_by_role("link", name="Table", exact=True).click()
    assert "You are not on the list" in door(whole)
    part.locator(".st-key-frame-save button").first.click()  # what this opens is drawn by a fragment, not by the page
    assert "You are not on the list" in door(part)
    assert asked(part, team, "/api/facets", "/present/exercise") == [403, 403]


def test_signing_out_closes_the_app_and_its_routes(person: Callable[..., Page], team: Team) -> None:
    page = person("vera")
    card(page)
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible(timeout=PATIENCE_MS)
    assert asked(page, team, "/api/facets") == [401]
    page.reload()
    assert "Sign in" in door(page)


def test_what_one_person_types_and_filters_is_never_on_the_page_of_another(person: Callable[..., Page]) -> None:
    ann, vera = person("ann"), person("vera")
    card(ann), card(vera)
    field = ann.get_by_label("Words in a sentence")
    field.fill(CANARY)
    field.press("Enter")
    expect(ann.locator(".st-key-frame-chips")).to_contain_text("canary", timeout=PATIENCE_MS)
    ann.goto(f"{ann.url.partition('?')[0]}ranges")
    ann.locator(".st-key-frame-headline").wait_for()
    for path in ("", "table", "briefing", "datasets", "ranges"):
        vera.goto(re.sub(r"(127\.0\.0\.1:\d+)/.*", rf"\1/{path}", vera.url))
        assert card(vera) == "Vera · viewer"
        expect(vera.locator(".st-key-frame-headline")).to_contain_text("undated", timeout=PATIENCE_MS)
        assert "canary" not in vera.content()


def test_the_log_tells_who_was_kept_out_and_holds_no_cookie_or_secret(person: Callable[..., Page], team: Team) -> None:
    page = person("mallory")
    door(page)
    [cookie] = [one["value"] for one in page.context.cookies() if one["name"] == "_streamlit_user"]
    written = team.log.read_text(encoding="utf-8")
    assert "kept out: stranger mallory@other.test" in written
    assert not [secret for secret in (cookie, "a secret of this test", "code=", "id_token") if secret in written]
