"""What the server logs: one line each, whatever a document brings along, and no secret in any form."""

from __future__ import annotations

import io
import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest

from geo import logs
from geo.logs import STRUCK, Line, Strike
from geo.settings import home

CANARY = 'Kanari"en/vo gel+7?9'
ENVIRON = {
    "INCIDENT_ATLAS_DATABASE": f"postgresql://atlas:{quote(CANARY, safe='')}@db.example.org/decks",
    "STREAMLIT_SERVER_COOKIE_SECRET": "c0ffee" * 8,
    "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG",
    "HOME": "/home/nobody",
    "GIT_AUTHOR_NAME": "Ada Lovelace",
}


@pytest.fixture
def heard() -> Iterator[tuple[logging.Logger, io.StringIO]]:
    """Return a logger, and what it writes as JSON."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Line("json", Strike(logs.secrets_in(ENVIRON))))
    logger = logging.Logger("test")  # noqa: LOG001  # nobody else hears of it
    logger.addHandler(handler)
    yield logger, stream
    handler.close()


def line(stream: io.StringIO) -> dict[str, Any]:
    [one] = stream.getvalue().splitlines()
    told: dict[str, Any] = json.loads(one)
    return told


# --- form ----------------------------------------------------------------------------------


def test_a_line_tells_time_level_event_and_fields(heard: tuple[logging.Logger, io.StringIO]) -> None:
    logger, stream = heard
    logger.warning("%d incidents", 3, extra={"route": "api/list", "seconds": 0.25, "done": True})
    told = line(stream)
    assert told.pop("time").endswith("Z")
    assert told == {
        "level": "warning",
        "event": "3 incidents",
        "from": "test",
        "process": os.getpid(),
        "route": "api/list",
        "seconds": 0.25,
        "done": True,
    }


@pytest.mark.parametrize("form", ["json", "text"])
@pytest.mark.parametrize("hostile", ["a\nlevel=error forged", "a\r\x1b[2Jb", "a\u2028b\u202ec", "a\x00b\x85c"])
def test_what_stands_in_a_document_begins_no_line_and_moves_no_cursor(form: str, hostile: str) -> None:
    record = logging.makeLogRecord({"msg": "skipped %s", "args": (hostile,), "levelname": "INFO", "name": hostile, "of": hostile})
    told = Line(form, Strike()).format(record)
    assert len(told.splitlines()) == 1
    assert told.isprintable()


def test_a_trace_is_one_field_and_in_text_stands_below_its_line(heard: tuple[logging.Logger, io.StringIO]) -> None:
    logger, stream = heard
    try:
        int("no\nsuch\x1bthing")
    except ValueError as error:
        logger.exception("failed")
        record = logging.makeLogRecord({"msg": "failed", "exc_info": (type(error), error, error.__traceback__)})
    assert "ValueError" in line(stream)["trace"]
    first, *rest = Line("text", Strike()).format(record).splitlines()
    assert first.endswith("failed process=" + str(os.getpid()))
    assert rest
    assert all(one.startswith("    ") and one.isprintable() for one in rest)


def test_a_call_with_too_few_values_is_told_all_the_same(heard: tuple[logging.Logger, io.StringIO]) -> None:
    logger, stream = heard
    logger.info("%s of %s", "one")  # noqa: PLE1206  # the mistake itself
    assert "of" in line(stream)["event"]


def test_a_message_as_long_as_a_document_is_cut(heard: tuple[logging.Logger, io.StringIO]) -> None:
    logger, stream = heard
    logger.info("%s", "x" * 300_000)
    assert len(stream.getvalue()) < 30_000


# --- secrets -------------------------------------------------------------------------------


def test_secrets_are_what_variables_call_so_and_the_passwords_in_addresses() -> None:
    assert logs.secrets_in(ENVIRON) == {"c0ffee" * 8, "wJalrXUtnFEMI/K7MDENG", quote(CANARY, safe="")}


CANARIES = [
    ENVIRON["INCIDENT_ATLAS_DATABASE"],
    f"connection failed: {CANARY}",
    f"{CANARY!r} is not accepted",
    json.dumps({"password": CANARY}),
    f"cookie secret {'c0ffee' * 8}",
    f"wJalrXUtnFEMI%2FK7MDENG of {ENVIRON['AWS_SECRET_ACCESS_KEY']}",
]
UNTOLD = [
    "Authorization: Bearer canary-token-1234567890",
    "headers={'authorization': 'Basic Y2FuYXJ5OmNhbmFyeQ=='}",
    "Cookie: _streamlit_user=canary; atlas_process=1",
    "Set-Cookie: session=canary; Path=/",
    "https://ada:canary1234@example.org/x",
    "password=canary1234&user=ada",
    '{"client_secret": "canary1234"}',
    "AWS_SESSION_TOKEN=canary1234",
    "X-Amz-Signature=canary1234&X-Amz-Date=1",
    "eyJhbGciOiJIUzI1NiJ9.eyJjYW5hcnkiOiJjYW5hcnkifQ.canary_signature",
    "/_stcore/upload_file/canary-session-0000/file",
]


@pytest.mark.parametrize("words", CANARIES)
def test_no_known_secret_is_told_in_a_message_a_field_or_a_trace(heard: tuple[logging.Logger, io.StringIO], words: str) -> None:
    logger, stream = heard
    try:
        int(words)
    except ValueError:
        logger.exception("%s", words, extra={"where": words, "given": {"nested": [words]}})
    told = stream.getvalue()
    for form in (CANARY, quote(CANARY, safe=""), json.dumps(CANARY)[1:-1], "c0ffee" * 8, "wJalrXUtnFEMI", "K7MDENG"):
        assert form not in told
    assert STRUCK in told


@pytest.mark.parametrize("words", UNTOLD)
def test_what_looks_like_a_secret_is_struck_out_though_nobody_told_of_it(words: str) -> None:
    told = Strike()(words)
    assert "canary" not in told.lower()
    assert "Y2FuYXJ5" not in told
    assert STRUCK in told


def test_a_field_that_is_called_a_secret_tells_nothing(heard: tuple[logging.Logger, io.StringIO]) -> None:
    logger, stream = heard
    logger.info("signed in", extra={"id_token": "canary", "cookies": {"a": "canary"}})
    assert "canary" not in stream.getvalue()


@pytest.mark.parametrize(
    "words",
    [
        "120 documents in 3 files were read; snapshot 0c0ffee is in force",
        "build/invented/x.parquet: is damaged; run `python -m geo build`",
        "http://127.0.0.1:8501/ranges",
        "the token of a word is no secret",
    ],
)
def test_what_is_no_secret_stays_as_it_is(words: str) -> None:
    assert Strike(logs.secrets_in(ENVIRON))(words) == words


# --- everybody -----------------------------------------------------------------------------

# As in the server: who logged before, who logs later through Streamlit, a thread that dies, a warning, and what ends the process.
_EVERYBODY = """
import logging, os, threading, warnings
from streamlit.logger import get_logger
early = get_logger("streamlit.early")
from geo import logs
logs.begin("json", logs.secrets_in(os.environ))
secret = os.environ["CANARY_TOKEN"]
early.warning("early %s", secret)
get_logger("streamlit.late").warning("late %s", secret)
logging.getLogger("uvicorn.access").warning("GET /?text=%s", secret)
logging.getLogger("sqlalchemy.engine").error("of others %s", secret)
warnings.warn("warned " + secret)
thread = threading.Thread(target=lambda: 1 / int("0" + secret[:0]))
thread.start(); thread.join()
raise RuntimeError("died of " + secret)
"""


def test_whoever_logs_and_whatever_fails_is_told_in_one_form_without_secrets() -> None:
    environ = {**os.environ, "CANARY_TOKEN": "canary-0123456789"}
    done = subprocess.run(  # noqa: S603  # our own words
        [sys.executable, "-c", _EVERYBODY], cwd=home(), env=environ, capture_output=True, text=True, check=False
    )
    assert "canary" not in done.stdout + done.stderr
    told = [json.loads(one) for one in done.stderr.splitlines()]
    assert [one["event"].partition(" ")[0] for one in told if one["from"] != "py.warnings"] == [
        "early",
        "late",
        "of",
        "ZeroDivisionError",
        "RuntimeError",
    ]
    assert [one for one in told if one["from"] == "py.warnings"]
