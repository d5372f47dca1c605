"""The app behind one address: Streamlit with the headers that keep text from documents from doing anything."""

from __future__ import annotations

import logging
import os
import socket
import sys
import tomllib
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Final

import streamlit as st
import uvicorn
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.web import bootstrap

from geo import api, logs, store
from geo.api import signin
from geo.entrance import Furnished
from geo.errors import InputError
from geo.settings import Settings, as_environment, home

# Streamlit and streamlit-folium need inline script and eval; what the policy stops is everything that would carry
# text or a reader's address to another host.
_SOURCES: Final = (
    "default-src 'self'",
    "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "connect-src 'self'",
    "font-src 'self' data:",
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'self'",
)
POLICY: Final = "; ".join(_SOURCES)

_NOTHING: Final = "default-src 'none'"
"""How the policy of a page of ours begins that is stricter than `POLICY`."""

_TURN_S: Final = 0.001
"""How long a page is made before a question has its turn; Python's five milliseconds add up over the turns of an answer."""

_PING_S: Final = 30
"""A connection that does not answer for so long is given up."""

_FAREWELL_S: Final = 5
"""So long may answers take that are under way when the server is stopped."""

HEADERS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "no-referrer",
}


class Guarded:
    """Sets `HEADERS` on every response, errors and static files included; a page that has a policy of its own keeps that."""

    def __init__(self, app: ASGIApp, tiles: str = "") -> None:
        """Stand in front of `app`; pictures may come from the host of `tiles` too, if there are such."""
        self.app = app
        host = "/".join(tiles.split("/")[:3])
        self.headers = {
            name: value.replace("img-src 'self'", f"img-src 'self' {host}".rstrip()) for name, value in HEADERS.items()
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""

        async def sealed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                own = headers.get("Content-Security-Policy", "")
                for name, value in self.headers.items():
                    headers[name] = value
                headers["Content-Security-Policy"] = own if own.startswith(_NOTHING) else self.headers["Content-Security-Policy"]
            await send(message)

        await self.app(scope, receive, sealed)


@asynccontextmanager
async def _warm(_: st.App) -> AsyncIterator[None]:
    """Open the snapshot and load the drawing code before the first visitor comes."""
    # Not at the top: its caches look for the running server when they are declared, and complain where there is none.
    from geo import ui  # noqa: PLC0415  # its caches look for the running server when they are declared

    signin.warn(str(st.get_option("server.address") or ""))
    _log(Settings.from_env(os.environ))  # once more: by now everybody who logs is there, and the secrets are read
    sys.setswitchinterval(_TURN_S)
    ui.warm_up()
    api.served.set()
    with store.elsewhere.following(Settings.from_env(os.environ), logging.getLogger(__name__).warning):
        yield
    api.served.clear()


def _report(error: Exception) -> bool:
    from geo import ui  # noqa: PLC0415  # its caches look for the running server when they are declared

    return ui.report(error)


def application(base: str) -> st.App:
    """Return the app whose pages stand below a base path, "" or "maps/room1"; Streamlit does not put our routes there itself."""
    return st.App(
        home() / "dashboard.py",
        routes=[
            *api.mount_health(base),
            *(mount(base, lambda: st.get_option("server.allowedHosts") or []) for mount in (api.mount, api.mount_present)),
        ],
        middleware=[
            Middleware(api.Watched, base=base),
            Middleware(Guarded, tiles=Settings.from_env(os.environ).tiles),
            Middleware(api.SignedIn, base=base),
            Middleware(Furnished),
        ],
        lifespan=_warm,
        on_script_error=_report,
    )


def _base() -> str:
    # Only `streamlit run` reads its variables; a proxy that hands on one path of many is told of in either way.
    return (os.environ.get("STREAMLIT_SERVER_BASE_URL_PATH") or str(st.get_option("server.baseUrlPath"))).strip("/")


app: Final = application(_base())
"""For any ASGI server (`uvicorn geo.server:app`); `serve` makes its own."""


def serve(settings: Settings, port: int = 8501, address: str = "127.0.0.1") -> None:
    """
    Serve the app until it is stopped.

    Parameters
    ----------
    settings
        Handed to the pages through the environment, which is where they look.
    port
        TCP port, 1 to 65535.
    address
        Address to listen at; the default is reached from this machine only.

    Raises
    ------
    InputError
        If nothing can listen there: another program does, or the address is not one of this machine.
    """
    _refuse_what_is_taken(address, port)
    os.environ.update(as_environment(settings))
    base = _base()
    _log(settings)
    # Streamlit takes our options, which it is told once it is imported, for a change that came too late.
    logging.getLogger("streamlit.config").addFilter(lambda record: "config option section" not in record.getMessage())
    bootstrap.load_config_options(
        {**configuration(home()), "server.baseUrlPath": base, "server.port": port, "server.address": address}
    )
    server = _Announced(
        uvicorn.Config(
            application(base),
            host=address,
            port=port,
            ws="websockets-sansio",
            ws_max_size=int(st.get_option("server.maxMessageSize")) * 1_000_000,
            ws_ping_interval=_PING_S,
            ws_ping_timeout=_PING_S,
            access_log=False,
            log_config=None,
            log_level="warning",
            timeout_graceful_shutdown=_FAREWELL_S,
        ),
        f"Incident Atlas: http://{address}:{port}/{base}",
    )
    with suppress(KeyboardInterrupt):  # whoever stops it has what they want
        server.run()


class _Announced(uvicorn.Server):
    """
    Listens once the first visitor need not wait, and says so then.

    `st.App.run` listens first and gets ready then: a proxy would send visitors to a process that cannot answer yet.
    """

    def __init__(self, config: uvicorn.Config, line: str) -> None:
        super().__init__(config)
        self.line = line

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            print(self.line, flush=True)  # noqa: T201  # the one line a person waits for


def _log(settings: Settings) -> None:
    """Log in the form that the settings ask for, without the secrets of the environment and of `secrets.toml`."""
    named = dict(os.environ)
    if st.secrets.load_if_toml_exists():
        # By the last word of a name: all of the section `auth` would be secret by its first.
        kept = enumerate(_options(st.secrets.to_dict()))
        named |= {f"{number} {name.rpartition('.')[2]}": str(value) for number, (name, value) in kept}
    logs.begin(settings.log, logs.secrets_in(named))


def _refuse_what_is_taken(address: str, port: int) -> None:
    try:
        with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as probe:
            # What listened there a moment ago is not there any more; what listens now still refuses.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((address, port))
    except (OSError, OverflowError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        msg = f"{address}:{port}: nothing can be served there ({why}); stop what listens there, or choose another with --port"
        raise InputError(msg) from error


def configuration(folder: Path) -> dict[str, object]:
    """
    Return the options in a folder's `.streamlit/config.toml`, by Streamlit's own names for them.

    Streamlit looks for that file where the command was typed, which is not where an installed copy keeps it.
    """
    told = tomllib.loads((folder / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    return dict(_options(told))


def _options(told: Mapping[str, object], above: str = "") -> Iterator[tuple[str, object]]:
    for name, value in told.items():
        if isinstance(value, Mapping):
            yield from _options(value, f"{above}{name}.")
        else:
            yield f"{above}{name}", value
