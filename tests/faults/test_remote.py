"""What servers elsewhere do to us: busy, gone, cut short, spoilt, denied, killed in between, two at once."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
from s3fs import S3FileSystem

from geo import addresses, engine, sources, store
from geo.addresses import Address
from geo.errors import AddressError, BuildError, BusyError, GeoError, InputError, UnreachableError
from geo.model import Atlas, Skipped
from geo.settings import Settings
from geo.sources import remote
from geo.store import elsewhere
from tests import worlds
from tests.elsewhere import BUSY, CUT, DENIED, GONE, SHORT, SPOILT, Bucket

REPORT = "BASRA, May 5, 2031 - Three rockets hit the airport, police said.\n"
NEWS = Address("s3://press/news")
ATLAS = Address("s3://press/atlas")


@pytest.fixture(autouse=True)
def _hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Try as often as ever, and do not wait in between."""
    monkeypatch.setattr(addresses, "PAUSES_S", (0.0, 0.0, 0.0))


@pytest.fixture
def reports(bucket: Bucket) -> Bucket:
    """Lend a bucket with ten reports."""
    for n in range(10):
        bucket.put(f"news/{n}.txt", f"{REPORT} Report {n}.".encode())
    return bucket


def outcome(settings: Settings) -> dict[str, str]:
    """Return the reason by source, empty where it was read."""
    return {one.source: one.reason if isinstance(one, Skipped) else "" for one in sources.read([NEWS], settings)}


def on(name: str, trouble: str, times: int | None = None) -> Callable[[str, str], str]:
    """Return what does this to the contents of a file, the first so many times."""
    left = count()

    def happens(method: str, path: str) -> str:
        hit = method == "GET" and name in path and "list-type" not in path
        return trouble if hit and (times is None or next(left) < times) else ""

    return happens


# --- documents -----------------------------------------------------------------------------


@pytest.mark.parametrize("trouble", [BUSY, CUT, SHORT, GONE])
def test_what_fails_for_a_moment_costs_no_document(reports: Bucket, settings: Settings, trouble: str) -> None:
    reports.trouble = on("3.txt", trouble, times=3)
    assert set(outcome(settings).values()) == {""}


@pytest.mark.parametrize("trouble", [BUSY, CUT, SHORT, GONE, DENIED])
def test_what_cannot_be_fetched_is_skipped_with_a_reason_that_names_no_server(
    reports: Bucket, settings: Settings, trouble: str
) -> None:
    reports.trouble = on("3.txt", trouble)
    found = outcome(settings)
    reason = found.pop("3.txt")
    assert reason.startswith("permission is denied" if trouble == DENIED else "cannot be reached, tried 4 times")
    assert not [word for word in ("127.0.0.1", "press", "AKIA", "://") if word in reason]
    assert set(found.values()) == {""}


def test_a_server_that_is_gone_in_the_middle_stops_the_build(reports: Bucket, settings: Settings) -> None:
    reports.trouble = lambda method, path: GONE if method == "GET" and re.search(r"[4-9]\.txt", path) else ""
    with pytest.raises(BuildError, match=r"5 files in a row cannot be fetched.*stays in force; build again later"):
        outcome(settings)


def test_few_that_cannot_be_fetched_among_many_do_not_stop_the_build(reports: Bucket, settings: Settings) -> None:
    reports.trouble = lambda method, path: DENIED if method == "GET" and re.search(r"[02468]\.txt", path) else ""
    assert [name for name, reason in outcome(settings).items() if not reason] == ["1.txt", "3.txt", "5.txt", "7.txt", "9.txt"]


def test_nothing_is_asked_for_ever(reports: Bucket, settings: Settings) -> None:
    reports.trouble = lambda *_: BUSY
    with pytest.raises(UnreachableError, match="tried 4 times"):
        sources.see([NEWS])
    assert len(reports.asked) == 4
    with pytest.raises(InputError, match="see that the server is up, and try again"):
        engine.build([NEWS], settings)


def test_an_archive_is_fetched_to_the_end_or_not_at_all(
    bucket: Bucket, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote, "_CHUNK", 1000)
    lines = "".join(json.dumps({"text": f"{REPORT} Report {n}."}) + "\n" for n in range(60)).encode()
    bucket.put("news/a.jsonl", lines)
    bucket.put("news/b.jsonl.gz", b"")
    bucket.put("news/c.jsonl.zst", os.urandom(5000))
    bucket.put("news/d.tar", os.urandom(5000))
    bucket.trouble = on("d.tar", CUT)
    found = outcome(settings)
    assert found["a.jsonl"] == ""
    assert "what came before that was read" in found["c.jsonl.zst"]
    assert found["d.tar"].startswith("cannot be reached, tried 4 times")
    assert list(settings.build.iterdir()) == []


def test_an_archive_that_is_changed_while_it_is_fetched_is_not_read(
    bucket: Bucket, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote, "_CHUNK", 1000)
    bucket.put("news/a.tar", b"a" * 5000)

    def changing(method: str, path: str) -> str:
        if method == "GET" and "a.tar" in path:
            bucket.put("news/a.tar", b"b" * 5000)
        return ""

    bucket.trouble = changing
    assert outcome(settings) == {"a.tar": "was changed while it was fetched; build again"}


def test_an_archive_for_which_there_is_no_room_is_not_fetched(
    bucket: Bucket, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote, "_SPARE", 2**60)
    bucket.put("news/a.tar", b"a" * 5000)
    assert outcome(settings)["a.tar"].startswith("needs 0 MB on disk while it is read, and 0 MB are free")
    assert [path for method, path in bucket.asked if "a.tar" in path] == []


@pytest.fixture
def forgetful() -> Iterator[None]:
    """Let fsspec forget who it was before and after."""
    S3FileSystem.clear_instance_cache()
    yield
    S3FileSystem.clear_instance_cache()


@pytest.mark.usefixtures("forgetful")
def test_without_credentials_it_says_how_they_are_set(bucket: Bucket, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert bucket.names() == []
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    with pytest.raises(AddressError, match="AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a profile, or FSSPEC_S3_ANON=true"):
        sources.see([NEWS])


def test_without_permission_it_says_so_and_names_no_key(bucket: Bucket) -> None:
    bucket.trouble = lambda *_: DENIED
    with pytest.raises(AddressError, match="s3://press/news: permission is denied") as caught:
        sources.see([NEWS])
    assert not [word for word in ("AKIAPRESS", "press-secret", "127.0.0.1") if word in str(caught.value)]


# --- snapshots -----------------------------------------------------------------------------


@pytest.fixture
def at(bucket: Bucket, tmp_path: Path) -> Callable[[str], Settings]:
    """Return what gives settings of a machine that publishes at, or follows, one address."""
    assert bucket.names() == []
    return lambda machine: elsewhere.at(Settings(build=tmp_path / machine), ATLAS)


def news(number: int) -> Atlas:
    return replace(worlds.atlas(), skipped=(Skipped(source=f"{number}.txt", reason="empty"),))


def publish(atlas: Atlas, settings: Settings) -> str:
    folder = store.publish(atlas, settings)
    elsewhere.send(settings)
    return folder.name


def in_force(settings: Settings) -> str:
    with closing(store.open(settings)) as opened:
        return opened.id


def test_an_upload_that_is_interrupted_anywhere_leaves_the_old_snapshot_in_force(
    bucket: Bucket, at: Callable[[str], Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(addresses, "PAUSES_S", ())
    old = publish(news(1), at("desk"))
    new = store.publish(news(2), at("desk")).name
    said: list[str] = []
    for allowed in count(0, 7):
        left = iter(range(allowed))
        bucket.trouble = lambda *_, left=left: GONE if next(left, None) is None else ""
        try:
            elsewhere.send(at("desk"))
        except BuildError as error:
            said.append(str(error))
        else:
            break
        bucket.trouble = lambda *_: ""
        elsewhere.fetch(at("reader"))
        assert in_force(at("reader")) == old
    assert len(said) > 3
    assert [text for text in said if f"the snapshot {new} is kept in" not in text] == []
    bucket.trouble = lambda *_: ""
    elsewhere.send(at("desk"))
    elsewhere.fetch(at("reader"))
    assert in_force(at("reader")) == new
    assert [fault for _, fault in elsewhere.verified(ATLAS)] == ["", ""]


SEND = (
    "import sys, pathlib; from geo.addresses import Address; from geo.settings import Settings; from geo.store import elsewhere;"
    "elsewhere.send(elsewhere.at(Settings(build=pathlib.Path(sys.argv[1])), Address('s3://press/atlas')))"
)


def test_what_a_killed_upload_left_is_removed_by_the_next(bucket: Bucket, at: Callable[[str], Settings], tmp_path: Path) -> None:
    old = publish(news(1), at("desk"))
    killed = store.publish(news(2), at("desk")).name
    puts, stalled, dead = count(), threading.Event(), threading.Event()

    def stalling(method: str, path: str) -> str:
        if method == "PUT" and "atlas" in path and next(puts) >= 3:
            stalled.set()
            dead.wait(60)
            return GONE
        return ""

    bucket.trouble = stalling
    child = subprocess.Popen([sys.executable, "-c", SEND, str(tmp_path / "desk")])  # noqa: S603  # no word of it is input
    assert stalled.wait(60)
    child.send_signal(signal.SIGKILL)
    child.wait()
    dead.set()
    assert len(bucket.names(f"atlas/{killed}")) == 3
    bucket.trouble = lambda *_: ""
    elsewhere.fetch(at("reader"))
    assert in_force(at("reader")) == old
    new = publish(news(3), at("desk"))
    assert {name.split("/")[1] for name in bucket.names("atlas/")} == {"current.json", old, new}


def test_what_comes_back_changed_is_not_put_in_force(bucket: Bucket, at: Callable[[str], Settings]) -> None:
    old = publish(news(1), at("desk"))
    store.publish(news(2), at("desk"))
    bucket.trouble = on("claims.parquet", SPOILT)
    with pytest.raises(BuildError, match=r"claims\.parquet: (?:comes back as something else|cannot be reached)"):
        elsewhere.send(at("desk"))
    bucket.trouble = lambda *_: ""
    assert json.loads(bucket.get("atlas/current.json"))[0]["build"] == old


@pytest.mark.parametrize("content", [b"", b"PAR1 and what else", None])
def test_a_newest_snapshot_that_is_damaged_is_passed_over_with_a_notice(
    bucket: Bucket, at: Callable[[str], Settings], content: bytes | None
) -> None:
    old, new = publish(news(1), at("desk")), publish(news(2), at("desk"))
    name = f"atlas/{new}/claims.parquet"
    bucket.remove(name) if content is None else bucket.put(name, content)
    assert elsewhere.fetch(at("reader")).startswith(f"This is the older snapshot {old}, because the newest cannot be used: s3://")
    assert in_force(at("reader")) == old
    assert not [path for path in at("reader").build.iterdir() if path.name.startswith(".new")]


@pytest.mark.parametrize("pointer", [b"", b'[{"build": "0', b'[{"build": "cache", "manifest": "00"}]', b"{}"])
def test_a_damaged_pointer_changes_nothing_here_and_is_replaced_by_the_next_build(
    bucket: Bucket, at: Callable[[str], Settings], pointer: bytes
) -> None:
    old = publish(news(1), at("desk"))
    elsewhere.fetch(at("reader"))
    bucket.put("atlas/current.json", pointer)
    with pytest.raises(GeoError, match=r"s3://press/atlas/current\.json"):
        elsewhere.fetch(at("reader"))
    assert in_force(at("reader")) == old
    new = publish(news(2), at("desk"))
    elsewhere.fetch(at("reader"))
    assert in_force(at("reader")) == new


@pytest.mark.parametrize("swept", [True, False])
def test_two_that_publish_at_once_do_not_both_say_that_they_did(
    bucket: Bucket, at: Callable[[str], Settings], *, swept: bool
) -> None:
    publish(news(1), at("desk"))
    store.publish(news(2), at("desk"))
    other = store.publish(news(3), at("other")).name
    fresh = iter([True])

    def meanwhile(method: str, path: str) -> str:
        if method == "PUT" and "manifest.json" in path and next(fresh, False):
            elsewhere.send(at("other"))
        return DENIED if method in {"POST", "DELETE"} and not swept else ""

    bucket.trouble = meanwhile
    with pytest.raises(BusyError, match="another build is publishing there; wait for it, and build again"):
        elsewhere.send(at("desk"))
    bucket.trouble = lambda *_: ""
    assert json.loads(bucket.get("atlas/current.json"))[0]["build"] == other
    assert [fault for _, fault in elsewhere.verified(ATLAS)] == ["", ""]


def test_a_reader_goes_on_with_what_it_has_while_the_server_is_gone(
    bucket: Bucket, at: Callable[[str], Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(elsewhere, "_END_S", 60.0)
    told: list[str] = []
    old = publish(news(1), at("desk"))
    elsewhere.fetch(at("reader"))
    bucket.trouble = lambda *_: GONE
    bucket.asked.clear()
    with elsewhere.following(at("reader"), told.append, every=0.02):
        until = time.monotonic() + 60
        while len(bucket.asked) < 40:
            assert time.monotonic() < until
            time.sleep(0.05)
        assert in_force(at("reader")) == old
    assert "following" not in {thread.name for thread in threading.enumerate()}
    assert len(told) == 1
    assert told[0].endswith("what was fetched before stays")


def test_nothing_can_be_published_where_nothing_may_be_written(bucket: Bucket, at: Callable[[str], Settings]) -> None:
    bucket.trouble = lambda method, _: DENIED if method == "PUT" else ""
    with pytest.raises(AddressError, match="permission is denied"):
        elsewhere.prepare(at("desk"))


def test_a_snapshot_of_another_schema_version_is_told_and_not_fetched(
    bucket: Bucket, at: Callable[[str], Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    old = publish(news(1), at("desk"))
    monkeypatch.setattr("geo.store.publishing.SCHEMA_VERSION", 10_000)
    monkeypatch.setattr("geo.store.reading.SCHEMA_VERSION", 10_000)
    publish(news(2), at("desk"))
    monkeypatch.undo()
    for name, value in bucket.environment.items():
        monkeypatch.setenv(name, value)
    bucket.asked.clear()
    assert "written for schema 10000, this program reads" in elsewhere.fetch(at("reader"))
    assert in_force(at("reader")) == old
