"""Several processes behind a real nginx with a real PostgreSQL: nobody meets an error, and whose process dies is soon back."""

from __future__ import annotations

import json
import os
import re
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect
from websockets.exceptions import ConnectionClosed

from geo import decks
from geo.briefing import Deck
from geo.model import Atlas
from geo.settings import Settings
from tests.app import busy, world
from tests.browser.visitor import CALM, Visitor
from tests.many import Many, serving_many, until
from tests.viewer import Viewer

pytestmark = pytest.mark.timeout(900)

VIEWERS = int(os.environ.get("ATLAS_VIEWERS", "12"))
BACK_S = 5
CANARY = "canary-7f3a9c"
TEXT = "cratered-bridge-canary"
KINDS = ("airstrike", "bombing", "abduction", "protest")


@contextmanager
def published(atlas: Atlas) -> Iterator[Path]:
    """Lend a build folder with these incidents, until the block ends."""
    # Folders of pytest are shut for others, and PostgreSQL runs for another user where root starts it.
    with tempfile.TemporaryDirectory(prefix="many") as name:
        folder = Path(name)
        folder.chmod(0o755)
        world.publish(atlas, folder)
        yield folder


@pytest.fixture(scope="module")
def build() -> Iterator[Path]:
    """Return a build folder with six thousand incidents."""
    with published(busy.busy()) as folder:
        yield folder


@pytest.fixture(scope="module")
def many(build: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Many]:
    """Serve it from two processes, with a secret in the environment that nobody needs to know."""
    log = tmp_path_factory.mktemp("log") / "log"
    with serving_many(build, log, environment={"AWS_SECRET_ACCESS_KEY": CANARY}) as running:
        yield running


@pytest.fixture
def both(many: Many) -> Many:
    """Return it with both processes there."""
    for number in (1, 2):
        many.wait_for(number)
    return many


def crowd(many: Many, stack: ExitStack, count: int) -> list[Viewer]:
    """Return viewers each of whom has opened the page."""
    viewers = [stack.enter_context(Viewer(many.address)) for _ in range(count)]
    for viewer in viewers:
        viewer.look()
    return viewers


def test_many_viewers_meet_no_error_and_each_stays_with_one_process(both: Many) -> None:
    faults: list[str] = []

    def watch(viewer: Viewer, number: int) -> None:
        try:
            stays = {viewer.process}
            for turn in range(4):
                kind = KINDS[(number + turn) % len(KINDS)]
                viewer.look(kind=kind)
                assert viewer.picture(kind=kind)["total"]
                stays.add(viewer.process)
            assert len(stays) == 1
        except Exception as error:  # noqa: BLE001  # told by the test, not by a thread
            faults.append(f"{number}: {error!r}")

    with ExitStack() as stack:
        viewers = crowd(both, stack, VIEWERS)
        assert {viewer.process for viewer in viewers} == {"1", "2"}
        threads = [threading.Thread(target=watch, args=(viewer, n)) for n, viewer in enumerate(viewers)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert faults == []


def test_viewers_of_a_process_that_is_killed_are_back_in_five_seconds_with_what_they_looked_at(both: Many) -> None:
    with ExitStack() as stack:
        viewers = crowd(both, stack, 6)
        looking = [KINDS[number % len(KINDS)] for number in range(len(viewers))]
        before = [viewer.picture(kind=kind)["total"] for viewer, kind in zip(viewers, looking, strict=True)]
        usual = -time.monotonic()
        viewers[0].look(kind=looking[0])
        usual += time.monotonic()
        lost = [viewer for viewer in viewers if viewer.process == "1"]
        both.kill(1)
        killed = time.monotonic()
        for viewer, kind in zip(viewers, looking, strict=True):
            if viewer in lost:
                with pytest.raises(ConnectionClosed):
                    viewer.look(kind=kind)
                viewer.open()
                viewer.look(kind=kind)
        took = time.monotonic() - killed
        after = [viewer.picture(kind=kind)["total"] for viewer, kind in zip(viewers, looking, strict=True)]
        assert lost
        assert [viewer.process for viewer in lost] == ["2"] * len(lost)
        assert before == after
        print(f"\n{len(lost)} viewers of a killed process were back after {took:.1f} s")  # noqa: T201  # the figure itself
        # On a machine that is busy with other things a page takes longer, killed or not.
        assert took <= BACK_S + len(lost) * usual


def test_a_process_that_was_killed_is_there_again_and_takes_viewers(both: Many) -> None:
    first = both.pid(1)
    both.kill(1)
    until(lambda: both.pid(1) not in {0, first}, 60)
    both.wait_for(1)
    with ExitStack() as stack:
        viewers = crowd(both, stack, 4)
        assert "1" in {viewer.process for viewer in viewers}


def cookie(page: Page) -> str:
    return next(one.get("value", "") for one in page.context.cookies() if one.get("name") == "atlas_process")


@pytest.mark.browser
def test_a_page_whose_process_is_killed_shows_the_same_again_by_itself(both: Many, browser: Browser) -> None:
    with closing(browser.new_context(viewport={"width": 1280, "height": 720})) as window:
        visitor = Visitor(window.new_page(), both.address).go("/?kind=airstrike")
        page = visitor.page
        added = page.locator(".st-key-adding-undo")
        page.get_by_role("button", name="Add this view").click()
        expect(added).to_be_visible()
        told = visitor.headline()
        process = cookie(page)
        opened = both.log.read_text().count("viewer came")
        both.kill(int(process))
        killed = time.monotonic()
        visitor.until(lambda: both.log.read_text().count("viewer came") > opened, 60)
        # The log says so before the answer is on its way; the browser knows when it has the cookie that comes with it.
        visitor.until(lambda: {process, cookie(page)} == {"1", "2"}, 60)
        took = time.monotonic() - killed
        print(f"\na page was connected again after {took:.1f} s")  # noqa: T201  # the figure itself
        visitor.wait_for_headline(told)
        # The page of the new session has come: what the killed one had drawn is gone, and nothing runs.
        expect(added).to_have_count(0)
        expect(page.locator(CALM)).to_be_attached()
        # What is pressed now is added to what was chosen before: the new process knows it from the address alone.
        page.locator(".st-key-filter-kinds button", has_text="Bombing").click()
        visitor.until(lambda: visitor.query().get("kind") == ["airstrike", "bombing"], 60)
        visitor.until(lambda: visitor.headline() != told, 60)
        # It knows where the map stands too, which the browser had told the one before and does not tell twice.
        page.get_by_role("button", name="Add this view").click()
        expect(added).to_be_visible()
        assert took <= BACK_S


def test_while_no_process_is_there_a_page_says_so_and_tries_again(both: Many) -> None:
    both.kill(1)
    both.kill(2)
    answer = httpx.get(both.address, timeout=30, trust_env=False)
    assert answer.status_code in {502, 503}
    assert "being started" in answer.text
    assert 'http-equiv="refresh"' in answer.text
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    both.wait_for(1)
    assert httpx.get(both.address, timeout=60, trust_env=False).status_code == 200


@pytest.mark.parametrize("path", ["/metrics", "/readyz", "/_stcore/metrics", "/_stcore/agent/x"])
def test_what_is_for_the_monitor_is_not_there_for_the_world(both: Many, path: str) -> None:
    assert httpx.get(f"{both.address}{path}", timeout=30, trust_env=False).status_code == 404


def test_the_headers_of_the_app_come_through_and_cookies_are_out_of_reach_of_scripts(both: Many) -> None:
    answer = httpx.get(both.address, timeout=30, trust_env=False)
    assert answer.headers["content-security-policy"].startswith("default-src 'self'")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert re.fullmatch(r"atlas_process=[12]; Path=/; HttpOnly; SameSite=Lax", answer.headers["set-cookie"])
    assert "version" not in answer.headers["server"]


def test_decks_are_the_same_for_every_process(both: Many) -> None:
    with closing(decks.open(Settings(database=both.database()))) as shelf:
        shelf.save(Deck(id="the-week", title="The week of the two processes"))
    for port in both.ports:
        answer = httpx.get(f"http://127.0.0.1:{port}/present/the-week", timeout=60, trust_env=False)
        assert "The week of the two processes" in answer.text


def test_when_it_is_stopped_nothing_is_left_running_and_the_decks_are_there_the_next_time(tmp_path: Path) -> None:
    with published(world.world()) as build:
        first = kept_while_serving(build, tmp_path / "log")
        second = kept_while_serving(build, tmp_path / "log")
    assert (first, second) == ([], ["kept"])


def kept_while_serving(build: Path, log: Path) -> list[str]:
    """Serve, return the ids of the decks that were kept before, keep one, and see that nothing is left when it is stopped."""
    with serving_many(build, log, processes=1) as running:
        with closing(decks.open(Settings(database=running.database()))) as shelf:
            before = [one.id for one in shelf.list()]
            shelf.save(Deck(id="kept", title=f"{len(before)}", version=len(before)))
        started = running.pids()
        passing = re.search(r"host=(\S+)/pg", running.database())
    assert running.supervisor.returncode == 0
    assert len(started) == 3
    assert [pid for pid in started if Path(f"/proc/{pid}").exists()] == []
    assert passing
    assert not Path(passing[1]).exists()
    return before


def test_a_folder_that_is_served_already_is_said_to_be(both: Many, build: Path, tmp_path: Path) -> None:
    del both
    words = r"is served already, by process \d+; stop that, or name another folder with --from"
    with pytest.raises(AssertionError, match=words), serving_many(build, tmp_path / "log"):
        pass


def asked(many: Many) -> int:
    return many.log.read_text().count('"api/aggregate"')


def test_every_line_that_was_logged_is_json_and_tells_no_secret(both: Many, build: Path) -> None:
    before = asked(both)
    with Viewer(both.address) as viewer:
        viewer.look(text=TEXT)
        viewer.picture(text=TEXT)
    until(lambda: asked(both) > before, 60)  # a request is logged when its answer has been sent
    secret = (build / "serving" / "cookie-secret").read_text()
    text = both.log.read_text()
    text = text[: text.rindex("\n")]
    assert [word for word in (CANARY, secret, TEXT, viewer.client.cookies.get("_streamlit_xsrf") or TEXT) if word in text] == []
    lines = [line for line in text.splitlines() if not line.startswith("Incident Atlas: http://")]
    assert {json.loads(line)["level"] for line in lines} >= {"info"}
    assert any(json.loads(line).get("route") == "api/aggregate" for line in lines)
