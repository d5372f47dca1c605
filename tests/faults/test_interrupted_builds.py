"""A build that is killed at any moment leaves a whole snapshot in force, and readers never see half of one."""

from __future__ import annotations

import os
import random
import signal
import time
from contextlib import closing

from geo import store
from geo.settings import Settings
from tests import worlds
from tests.nursery import nursery

KILLS = 30

# The interpreter with its imports is started once; each line that it is told starts a build in a copy of it.
NURSERY = """
import itertools, os, sys
from pathlib import Path
from geo import store
from geo.settings import Settings
from tests import worlds

for line in sys.stdin:
    pid = os.fork()
    if pid == 0:
        for n in itertools.count(1):
            store.publish(worlds.many(n % 5 + 1), Settings(build=Path(sys.argv[1])))
    print(pid, flush=True)
    os.waitpid(pid, 0)
"""


def test_a_build_killed_at_any_moment_costs_nothing(settings: Settings) -> None:
    store.publish(worlds.atlas(), settings)
    moments = random.Random(7)  # noqa: S311  # moments, not secrets
    seen = set()
    with nursery(NURSERY, settings.build) as start:
        for _ in range(KILLS):
            builder = start()
            time.sleep(moments.uniform(0, 0.6))
            os.kill(builder, signal.SIGKILL)
            with closing(store.open(settings)) as snapshot:
                assert snapshot.notice == ""
                seen.add(snapshot.manifest["rows"]["claims"])
    assert seen <= {1, 2, 3, 4, 5, 6}
    assert len(seen) > 1
    folder = store.publish(worlds.atlas(), settings)
    folders = [path.name for path in settings.build.iterdir() if path.is_dir()]
    assert folder.name in folders
    assert len(folders) <= 3
    assert not any(name.startswith(".new") for name in folders)


def test_readers_see_the_old_or_the_new_while_builds_go_on(settings: Settings) -> None:
    store.publish(worlds.atlas(), settings)
    seen = set()
    with nursery(NURSERY, settings.build) as start:
        builder = start()
        until = time.monotonic() + 5
        while time.monotonic() < until:
            with closing(store.open(settings)) as snapshot:
                claims = snapshot.manifest["rows"]["claims"]
                assert len(snapshot.frame("SELECT id FROM claims")) == claims
                seen.add(claims)
        os.kill(builder, signal.SIGKILL)
    assert len(seen) > 1
