"""What the server tells whoever looks after it: one line each, as JSON or to be read, with every secret struck out."""

from __future__ import annotations

import json
import logging
import re
import sys
import threading
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Final, TextIO
from urllib.parse import quote, quote_plus, unquote

STRUCK: Final = "[struck out]"

_SHORTEST: Final = 6
"""Characters; a shorter secret is no secret, and striking it out would maim every other word."""

_UNSHOWN: Final = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
"""Categories that a terminal obeys, or that cannot be seen."""

_LONGEST: Final = 20_000
"""Characters of a message or of a trace; what a document puts there may be as long as the document."""

_SAYS_SECRET: Final = re.compile(r"(?i)pass|secret|token|credential|private|signing|api_?key|access_?key|auth(?!or)|cookie|dsn")
"""In the name of a variable, of a field or of a setting: its value is struck out wherever it stands."""

_IN_ADDRESS: Final = re.compile(r"(?<=://)([^\s/?#@:]{0,200}):([^\s/?#@]{1,200})(?=@)")

# Secrets of others that nobody told us of, by the words before them.
_PATTERNS: Final = (
    (re.compile(r"(?i)\b(bearer|basic|digest|negotiate) {1,3}[\w.~+/=-]{6,4096}"), rf"\1 {STRUCK}"),
    (
        re.compile(r"(?i)\b((?:set-)?cookie|(?:proxy-)?authorization|x-xsrftoken|x-api-key)(['\"]?[:=] ?)[^\r\n]{1,8192}"),
        rf"\1\2{STRUCK}",
    ),
    (
        re.compile(
            r"(?i)\b((?:[a-z0-9]{1,20}[_-]){0,3}(?:password|passwd|secret|token|api_?key|access_?key(?:_id)?|signature|credential)s?)"
            r"(['\"]?(?: ?[:=] ?| is )['\"]?)[^\s'\"&,;)}\]]{1,4096}"
        ),
        rf"\1\2{STRUCK}",
    ),
    (re.compile(r"\beyJ[\w-]{5,4096}\.[\w-]{5,4096}\.[\w-]{0,4096}"), STRUCK),  # a JSON web token
    (re.compile(r"(?i)(upload_file/)[\w-]{8,200}"), rf"\1{STRUCK}"),  # the session, which is all that a stranger needs
)

_MUTE: Final = "uvicorn.access"
"""It tells whole addresses, with what people search for; `api.requests` tells of requests instead."""

_OWN: Final = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "color_message"}
"""What every record has; the rest is what whoever logs wants to have told."""


# --- secrets -------------------------------------------------------------------------------


def secrets_in(environ: Mapping[str, str]) -> frozenset[str]:
    """Return the values of variables whose names say that they are secret, and the passwords in addresses."""
    named = {value for name, value in environ.items() if _SAYS_SECRET.search(name) and not value.startswith("/")}
    within = {match[2] for value in environ.values() for match in _IN_ADDRESS.finditer(value)}
    return frozenset(one for one in named | within if len(one) >= _SHORTEST)


class Strike:
    """Strikes out secrets that are known, however they are written, and what looks like one."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        """Know these secrets; each of six characters or more."""
        forms = {form for one in secrets for form in _forms(one) if len(form) >= _SHORTEST}
        # The longest first: one may be part of another.
        known = sorted(forms, key=lambda form: (-len(form), form))
        self._known = re.compile("|".join(map(re.escape, known))) if known else None

    def __call__(self, text: str) -> str:
        """Return the text without secrets."""
        if self._known is not None:
            text = self._known.sub(STRUCK, text)
        text = _IN_ADDRESS.sub(rf"\1:{STRUCK}", text)
        for pattern, instead in _PATTERNS:
            text = pattern.sub(instead, text)
        return text


def _forms(secret: str) -> tuple[str, ...]:
    """Return how a secret may be written in a message: itself, quoted for an address, as Python or JSON shows it."""
    shown = (json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1], repr(secret)[1:-1])
    return (secret, unquote(secret), quote(secret), quote(secret, safe=""), quote_plus(secret), *shown)


# --- lines ---------------------------------------------------------------------------------


def plain(text: str) -> str:
    """Return text on one line, control and format characters written out."""
    return "".join(c if unicodedata.category(c) not in _UNSHOWN else _escaped(c) for c in text)


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")


class Line(logging.Formatter):
    """One record, one line: JSON, or to be read."""

    def __init__(self, form: str, strike: Strike) -> None:
        """Write lines of this form, "json" or "text"."""
        super().__init__()
        self.form = form
        self.strike = strike

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record."""
        told = self._told(record)
        if self.form == "json":
            return json.dumps(told, ensure_ascii=True, allow_nan=False, default=str, separators=(",", ":"))
        rest = {name: value for name, value in told.items() if name not in {"time", "level", "event", "from", "trace"}}
        words = [told["time"], told["level"].upper(), told["event"], *(f"{name}={value}" for name, value in rest.items())]
        trace = "".join(f"\n    {plain(line)}" for line in told.get("trace", "").splitlines())
        return plain(" ".join(words)) + trace

    def _told(self, record: logging.LogRecord) -> dict[str, Any]:
        told: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "event": self._text(_message(record)),
            "from": record.name,
            "process": record.process,
        }
        told |= {name: self._value(name, value) for name, value in vars(record).items() if name not in _OWN}
        if record.exc_info and record.exc_info[0]:
            told["trace"] = self._text(self.formatException(record.exc_info))
        if record.stack_info:
            told["stack"] = self._text(record.stack_info)
        return told

    def _value(self, name: str, value: object) -> object:
        if _SAYS_SECRET.search(name):
            return STRUCK
        if value is None or isinstance(value, (bool, int)):
            return value
        if isinstance(value, float):
            return round(value, 6) if abs(value) < 1e300 else str(value)
        return self._text(str(value))

    def _text(self, text: str) -> str:
        # Cut first and strike then would leave the half of a secret at the end.
        struck = self.strike(text)
        return struck if len(struck) <= _LONGEST else f"{struck[:_LONGEST]} ..."


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (TypeError, ValueError, KeyError):
        # A call with the wrong number of values: the line is worth more than its form.
        return f"{record.msg} {record.args}"


# --- where they go -------------------------------------------------------------------------


class _Heard(logging.Logger):
    """A logger that hands on what it is told; Streamlit gives each of its own a handler that knows no secrets."""

    def addHandler(self, hdlr: logging.Handler) -> None:  # noqa: N802  # as `logging` calls it
        """Take no handler: the one at the root writes everything."""
        del hdlr
        self.propagate = True


class _Handler(logging.StreamHandler[TextIO]):
    """The one handler at the root."""


def begin(form: str, secrets: Iterable[str], stream: TextIO | None = None) -> None:
    """
    Write all that is logged in this process, by whomever, in one form and to one stream, and what it dies of as well.

    Parameters
    ----------
    form
        "json" or "text".
    secrets
        Struck out wherever they stand; see `secrets_in`.
    stream
        Standard error if none is given.
    """
    handler = _Handler(stream or sys.stderr)
    handler.setFormatter(Line(form, Strike(secrets)))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)  # others tell of every address they ask, queries and all
    logging.getLogger("geo").setLevel(logging.INFO)
    logging.setLoggerClass(_Heard)
    for one in list(logging.Logger.manager.loggerDict.values()):
        if isinstance(one, logging.Logger):
            one.handlers = []
            one.propagate = True
            if type(one) is logging.Logger:
                one.__class__ = _Heard
    mute = logging.getLogger(_MUTE)
    mute.propagate, mute.disabled = False, True
    logging.captureWarnings(capture=True)
    sys.excepthook = _ended
    threading.excepthook = lambda told: _died(told.exc_value) if told.exc_value else None


def _ended(_: type[BaseException], error: BaseException, __: TracebackType | None) -> None:
    _died(error)


def _died(error: BaseException) -> None:
    if isinstance(error, (KeyboardInterrupt, SystemExit)):
        return
    logging.getLogger("geo").critical("%s", type(error).__name__, exc_info=error)
