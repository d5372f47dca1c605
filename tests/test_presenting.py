"""Present: what the route answers, with which policy, and what it refuses."""

from __future__ import annotations

import base64
import json
import re
import zlib
from pathlib import Path
from typing import Any

import pytest

from geo import api, decks
from geo.api.presenting import back
from geo.briefing import Deck, Scene
from geo.settings import Settings
from tests.app import world
from tests.browserless import Client


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a build folder with three invented reports and a deck of two scenes."""
    build = tmp_path_factory.mktemp("presented")
    world.publish(world.world(), build)
    scenes = (Scene(id="aaaaaaaa", title="One"), Scene(id="bbbbbbbb", title="Two"))
    shelf = decks.open(Settings(build=build))
    shelf.save(Deck(id="exercise", title="<b>Exercise</b>", scenes=scenes))
    return build


@pytest.fixture
def visitor(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Client:
    """Return a browser of the app's own page."""
    monkeypatch.setenv("INCIDENT_ATLAS_BUILD", str(folder))
    return Client(api.mount_present("", list))


def told(page: str) -> Any:  # noqa: ANN401  # whatever JSON holds
    [letters] = re.findall(r'id="atlas-content">([^<]*)<', page)
    return json.loads(zlib.decompress(base64.b64decode(letters)))


def test_the_page_runs_its_own_files_only_and_is_kept_by_no_browser(visitor: Client) -> None:
    answer = visitor.get("/present/exercise")
    policy = answer.headers["content-security-policy"]
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    assert "unsafe" not in policy
    assert "<b>" not in answer.text


@pytest.mark.parametrize(("asked", "slide"), [("", 0), ("1", 1), ("2", 2), ("99", 2), ("0", 1), ("end", 3)])
def test_it_begins_with_the_scene_that_is_asked_for(visitor: Client, asked: str, slide: int) -> None:
    assert told(visitor.get("/present/exercise", params={"at": asked}).text)["at"] == slide


@pytest.mark.parametrize("path", ["/", "/?kind=seizure&at=33.3,44.4,6", "/briefing?x=%2F%2F"])
def test_escape_leads_back_within_the_app(path: str) -> None:
    assert back(path) == path


@pytest.mark.parametrize(
    "path", ["", "briefing", "//host.example", "/\\host.example", "https://host.example/", "javascript:x", "/a\n"]
)
def test_escape_leads_nowhere_else(path: str) -> None:
    assert back(path) == "../"


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/present/nobody", 404, "There is no deck of that name here"),
        ("/present/' OR 1=1 --", 404, "There is no deck of that name here"),
        ("/present/exercise?version=7", 404, "There is no deck of that name here"),
        ("/present/exercise?version=x", 400, "version is a whole number"),
        ("/present/exercise?at=<script>", 400, "at is a whole number"),
    ],
)
def test_what_is_not_there_or_nonsense_is_refused_in_words(visitor: Client, path: str, status: int, words: str) -> None:
    answer = visitor.get(path)
    assert answer.status_code == status
    assert words in answer.text
    assert "script-src" not in answer.headers["content-security-policy"]


def test_another_page_may_not_open_it(visitor: Client) -> None:
    assert visitor.get("/present/exercise", headers={"sec-fetch-site": "cross-site"}).status_code == 403


def test_without_a_snapshot_it_says_so_and_names_no_folder(
    visitor: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    decks.open(Settings(build=tmp_path)).save(Deck(id="alone", title="Alone", scenes=(Scene(id="aaaaaaaa", title="One"),)))
    monkeypatch.setenv("INCIDENT_ATLAS_BUILD", str(tmp_path))
    answer = visitor.get("/present/alone")
    assert answer.status_code == 503
    assert str(tmp_path) not in answer.text
