"""A viewer without a browser: takes the page, opens its socket, changes the filter, and asks for the map's picture."""

from __future__ import annotations

import time
from contextlib import ExitStack
from typing import Self
from urllib.parse import urlencode, urlsplit

import httpx
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

VIEW = {"west": "35", "south": "28", "east": "52", "north": "38", "zoom": "6"}


class Viewer:
    """One window of the app at an address."""

    def __init__(self, address: str, patience: float = 60) -> None:
        """Take the page, as a browser does before anything else, and keep the cookies it gives."""
        self.address = address
        self.patience = patience
        self.client = httpx.Client(base_url=address, timeout=patience, trust_env=False)
        self.client.get("/").raise_for_status()
        self._held = ExitStack()
        self._socket: ClientConnection | None = None

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(self, *_: object) -> None:
        """Go."""
        self._held.close()
        self.client.close()

    @property
    def process(self) -> str:
        """The number of the process that serves it, as its cookie says."""
        return self.client.cookies.get("atlas_process", "")

    def open(self) -> None:
        """Open the socket, or open it anew; the proxy may send it to another process."""
        url = urlsplit(self.address)
        cookies = "; ".join(f"{name}={value}" for name, value in self.client.cookies.items())
        self._held.close()
        opening = connect(
            f"ws://{url.netloc}{url.path}/_stcore/stream",
            subprotocols=["streamlit"],  # type: ignore[list-item]  # a NewType of str
            additional_headers={"Cookie": cookies, "Origin": self.address},
            max_size=None,
            open_timeout=self.patience,
            proxy=None,
        )
        self._socket = self._held.enter_context(opening)
        told = self._socket.response
        for cookie in told.headers.get_all("Set-Cookie") if told else ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self.client.cookies.set(name, value, domain=url.hostname or "")

    def ask(self, **asked: str | list[str]) -> None:
        """Have the page run for a filter in its address, and read nothing of what it sends."""
        if self._socket is None:
            self.open()
        assert self._socket is not None
        message = BackMsg()
        message.rerun_script.query_string = urlencode(asked, doseq=True)
        self._socket.send(message.SerializeToString())

    def look(self, **asked: str | list[str]) -> list[ForwardMsg]:
        """Run the page for a filter in its address; return what it sends until it has ended."""
        self.ask(**asked)
        assert self._socket is not None
        got: list[ForwardMsg] = []
        end = time.monotonic() + self.patience
        while True:
            told = ForwardMsg()
            told.ParseFromString(self._socket.recv(timeout=max(0.0, end - time.monotonic())))  # type: ignore[arg-type]  # always bytes
            got.append(told)
            if told.WhichOneof("type") == "script_finished" and told.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                return got

    def picture(self, **asked: str | list[str]) -> dict[str, object]:
        """Return what the map is drawn from for a filter."""
        answer = self.client.get("/api/aggregate", params={**VIEW, **asked})
        answer.raise_for_status()
        told: dict[str, object] = answer.json()
        return told
