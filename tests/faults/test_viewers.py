"""One process and its viewers: nobody sees another's, nobody waits for the slow, nothing piles up, and it ends when asked to."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from geo import store
from geo.settings import Settings
from tests.app import busy, world
from tests.bench.served import Served, serving
from tests.many import until
from tests.viewer import Viewer

pytestmark = pytest.mark.timeout(600)

CANARY = "zz-canary-7f3a9c"
RECONNECTS = int(os.environ.get("ATLAS_RECONNECTS", "30"))
EXPECTED_BACK = 128
"""Visitors who are gone and whose state Streamlit keeps for two minutes; no more than so many."""
FILES_OF_ONE = 3
"""Of each of them: an event loop with its two sockets."""
MOST_GROWTH_KB = 50 * 1024
MOST_BYTES = 1_500_000


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a build folder with six thousand incidents."""
    folder = tmp_path_factory.mktemp("served")
    world.publish(busy.busy(), folder)
    return folder


@pytest.fixture(scope="module")
def served(build: Path) -> Iterator[Served]:
    """Serve it, and let one viewer look so that everything is loaded."""
    with serving(build) as running:
        with Viewer(running.address) as viewer:
            viewer.look()
        yield running


def text(messages: list[ForwardMsg]) -> str:
    return "".join(str(message) for message in messages)


def is_whole(messages: list[ForwardMsg]) -> bool:
    """Return whether a page was drawn and says of no error."""
    return bool(messages) and not any(message.delta.new_element.HasField("exception") for message in messages)


def test_what_one_visitor_asks_for_is_on_no_page_of_another(served: Served) -> None:
    with Viewer(served.address) as ada, Viewer(served.address) as bo:
        assert CANARY in text(ada.look(text=CANARY))
        for asked in ({}, {"kind": "bombing"}, {}):
            told = bo.look(**asked)
            assert (is_whole(told), CANARY in text(told)) == (True, False)
        assert CANARY in text(ada.look(text=CANARY))


def test_a_page_of_thousands_of_incidents_is_small(served: Served) -> None:
    with Viewer(served.address) as viewer:
        assert sum(message.ByteSize() for message in viewer.look()) < MOST_BYTES


def test_who_reads_slowly_or_goes_away_in_the_middle_keeps_nobody_waiting(served: Served) -> None:
    with Viewer(served.address) as slow, Viewer(served.address) as quick:
        quick.look()
        slow.look()
        for n in range(20):
            slow.ask(text=f"slow {n}")  # and never reads what comes
        for kind in ("bombing", "airstrike"):
            assert is_whole(quick.look(kind=kind))
        with Viewer(served.address) as hasty:
            hasty.open()
            hasty.ask(kind="bombing")
        assert is_whole(quick.look(kind="protest"))


def test_visitors_who_come_and_go_leave_no_memory_and_no_file_but_those_of_who_may_come_back(served: Served) -> None:
    def come_and_go(times: int) -> None:
        for _ in range(times):
            with Viewer(served.address) as viewer:
                assert is_whole(viewer.look())

    come_and_go(5)
    memory, files = served.status("VmRSS"), served.files()
    come_and_go(RECONNECTS)
    assert served.status("VmRSS") - memory < MOST_GROWTH_KB
    assert served.files() - files <= FILES_OF_ONE * min(RECONNECTS, EXPECTED_BACK) + 10


def test_a_viewer_that_stays_sees_each_build_and_the_process_holds_none_of_the_old_ones(served: Served, build: Path) -> None:
    settings, counts = Settings(build=build), list[int]()
    with Viewer(served.address) as viewer:
        for n in range(2, 7):
            newest = store.publish(world.crowded(10 * n), settings).name
            end = time.monotonic() + 60
            while viewer.picture()["snapshot"] != newest:
                assert time.monotonic() < end, f"{newest} is never shown"
            assert is_whole(viewer.look())
            if len(counts) < 2:
                counts.append(served.files())
            else:
                until(lambda: served.files() <= counts[1] + 3, 60)
    assert len([path for path in build.iterdir() if (path / "manifest.json").exists()]) == 3


def test_a_server_that_is_asked_to_end_does_so_within_ten_seconds_whoever_looks(build: Path) -> None:
    with serving(build) as running, Viewer(running.address) as viewer:
        viewer.look()
        viewer.ask(kind="bombing")
        asked = time.monotonic()
        os.kill(running.pid, signal.SIGTERM)
        assert psutil.Process(running.pid).wait(30) is not None
        assert time.monotonic() - asked < 10
