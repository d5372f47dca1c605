"""What several processes are served by: the configuration of nginx, the secret they share, what is refused at once."""

from __future__ import annotations

import logging
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from geo.errors import InputError
from geo.serving import Certificate, Plan, front, programs, running
from geo.serving.child import Child
from geo.settings import Settings

PLAN = Plan(processes=3, port=8501)


def configuration(plan: Plan = PLAN) -> str:
    return front.configuration(plan, Path("/run/atlas"), largest_mb=20)


def block(text: str, start: str) -> str:
    return text.partition(start)[2].partition("}")[0]


# --- nginx ---------------------------------------------------------------------------------


def test_a_viewer_stays_with_the_process_of_their_cookie_and_the_others_stand_by() -> None:
    text = configuration()
    assert "2 process2;" in block(text, "map $cookie_atlas_process $pool {")
    assert [line.strip() for line in block(text, "upstream process2 {").strip().splitlines()] == [
        "server 127.0.0.1:8503 max_fails=0;",
        "server 127.0.0.1:8502 backup;",
        "server 127.0.0.1:8504 backup;",
    ]


def test_whoever_is_new_goes_where_the_fewest_are() -> None:
    assert block(configuration(), "upstream any {").split()[0] == "least_conn;"


def test_nothing_of_a_template_is_left_and_nothing_of_a_plan_is_missing(tmp_path: Path) -> None:
    chain, key = tmp_path / "chain.pem", tmp_path / "key.pem"
    chain.touch()
    key.touch()
    plan = Plan(
        address="0.0.0.0",  # noqa: S104  # as a server of a team listens
        port=443,
        name="maps.example.org",
        base="maps/room1",
        certificate=Certificate(chain=chain, key=key),
    )
    text = configuration(plan)
    assert "@" not in text
    for part in ("listen 0.0.0.0:443 ssl;", "server_name maps.example.org;", str(chain), str(key), "return 421;"):
        assert part in text
    assert "location = /maps/room1/metrics { return 404; }" in text
    assert "Path=/maps/room1/; HttpOnly; SameSite=Lax; Secure" in text
    assert plan.address_told == "https://maps.example.org/maps/room1"


def test_no_line_of_a_log_has_a_query_a_cookie_or_a_session() -> None:
    [form] = [line for line in configuration().split(";") if "log_format" in line]
    assert "$told" in form
    for secret in ("$request_uri", "$args", "$query_string", "$http_cookie", "$http_referer", '$request"', "$uri"):
        assert secret not in form


@pytest.mark.parametrize("plan", [PLAN, Plan(processes=1), Plan(name="a.example", base="room1", address="::1")])
def test_nginx_takes_the_configuration(plan: Plan, tmp_path: Path) -> None:
    try:
        nginx = programs.nginx()
    except InputError as error:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(str(error))
    conf = tmp_path / "nginx.conf"
    conf.write_text(front.configuration(plan, tmp_path, largest_mb=20))
    done = subprocess.run(  # noqa: S603  # as it is started
        [nginx, "-t", "-q", "-p", tmp_path, "-c", conf, "-e", "stderr"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, [line for line in done.stderr.splitlines() if "[warn]" not in line]) == (0, [])


# --- what is refused -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"processes": 0}, "--processes 0"),
        ({"processes": 65}, "--processes 65"),
        ({"port": 65_535}, "none is left behind it"),
        ({"name": "a.example; return 200 'x'"}, "is no name of a host"),
        ({"address": "127.0.0.1; root /"}, "is no address to listen at"),
        ({"base": 'x" { deny all; }'}, "is no path to stand below"),
    ],
)
def test_what_cannot_be_served_or_would_be_read_as_something_else_is_refused(told: dict[str, int], words: str) -> None:
    with pytest.raises(InputError, match=words):
        Plan(**told)  # type: ignore[arg-type]  # one field each


def test_a_certificate_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"chain.pem: there is no such file"):
        Plan(certificate=Certificate(chain=tmp_path / "chain.pem", key=tmp_path / "key.pem"))


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (programs.nginx, "nginx is not installed; on Debian: apt-get install --no-install-recommends nginx-light"),
        (programs.postgres, "apt-get install --no-install-recommends postgresql, or name another database"),
        (lambda: programs.postgres("9"), "PostgreSQL 9, which wrote the decks here, is not installed; .* postgresql-9"),
    ],
)
def test_a_program_that_is_missing_is_named_with_how_to_get_it(
    ask: Callable[[], Path], words: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("shutil.which", lambda *_, **__: None)
    monkeypatch.setattr(programs, "_POSTGRES", tmp_path)
    with pytest.raises(InputError, match=words):
        ask()


def test_a_port_that_is_taken_is_named_before_anything_is_started(settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(InputError, match=f"127.0.0.1:{port}: nothing can be served there"):
            running._refuse_what_is_taken("127.0.0.1", port)
    assert not settings.build.exists()


# --- the secret ----------------------------------------------------------------------------


def test_the_secret_of_the_cookies_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    first = running._secret(tmp_path)
    assert (len(first), running._secret(tmp_path)) == (64, first)
    [path] = tmp_path.iterdir()
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(("mode", "content", "words"), [(0o644, "0" * 64, "others can read"), (0o600, "", "is no secret")])
def test_a_secret_that_is_none_is_refused(tmp_path: Path, mode: int, content: str, words: str) -> None:
    path = tmp_path / "cookie-secret"
    path.write_text(content)
    path.chmod(mode)
    with pytest.raises(InputError, match=words):
        running._secret(tmp_path)


def test_a_secret_that_is_told_goes_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(running.SECRET, "of all machines")
    assert running._secret(tmp_path) == "of all machines"
    assert list(tmp_path.iterdir()) == []


# --- processes -----------------------------------------------------------------------------


def until(true: Callable[[], object]) -> None:
    end = time.monotonic() + 30
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


def sleeper(**more: object) -> Child:
    return Child(name="sleeper", command=[sys.executable, "-c", "import time; time.sleep(600)"], **more)  # type: ignore[arg-type]  # one each


def test_a_process_that_was_killed_is_started_again_and_one_that_runs_is_left_alone() -> None:
    child = sleeper()
    child.start()
    try:
        assert child.process
        first = child.process.pid
        assert not child.look_after()
        os.kill(first, signal.SIGKILL)
        until(lambda: not child.is_running())
        until(child.look_after)
        assert child.process.pid != first
    finally:
        child.stop()
    assert not child.is_running()


def test_a_process_that_ends_at_once_is_tried_less_and_less_often(monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.monotonic()
    monkeypatch.setattr("geo.serving.child.time", SimpleNamespace(monotonic=lambda: now))
    child = Child(name="bad", command=[sys.executable, "-c", ""])
    child.start()
    rests = []
    for _ in range(3):
        until(lambda: not child.is_running())
        child.look_after()
        rests.append(round(child.rest_until - now))
        child.rest_until = 0
        child.look_after()
    child.stop()
    assert rests == [1, 3, 7]


def test_one_that_will_not_stop_is_killed() -> None:
    stubborn = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1, flush=True); time.sleep(600)"
    child = Child(name="stubborn", command=[sys.executable, "-c", stubborn], patience=0.2, tells=True)
    child.start()
    assert child.process
    assert child.process.stdout
    until(child.process.stdout.read)
    child.stop()
    assert child.process.returncode == -signal.SIGKILL


def test_what_another_program_says_is_told_line_by_line(caplog: pytest.LogCaptureFixture) -> None:
    words = r"""print('{"event": "request failed", "status": 502}'); print('half', end=''); print(' and half')"""
    child = Child(name="nginx", command=[sys.executable, "-c", words], tells=True)
    with caplog.at_level(logging.INFO, "geo.serving"):
        child.start()
        until(lambda: not child.is_running())
        child.hear()
    child.stop()
    told = [(one.levelname, one.getMessage(), vars(one).get("status"), vars(one)["of"]) for one in caplog.records]
    assert told == [("ERROR", "request failed", 502, "nginx"), ("INFO", "half and half", None, "nginx")]


def test_what_we_started_does_not_outlive_us() -> None:
    script = (
        "import os, sys, time\nfrom geo.serving.child import Child\n"
        "child = Child(name='x', command=[sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        "child.start(); print(child.process.pid, flush=True); time.sleep(600)"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as mother:  # noqa: S603  # as above
        assert mother.stdout
        child = int(mother.stdout.readline())
        mother.kill()
    until(lambda: _is_dead(child))


def _is_dead(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True
