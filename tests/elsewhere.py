"""A server that speaks S3, on loopback, behind a relay that does to its answers what a test asks for."""

from __future__ import annotations

import http.client
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final

import boto3
from moto.server import ThreadedMotoServer

HOST: Final = "127.0.0.1"

BUSY: Final = "busy"
"""The server says 503."""
CUT: Final = "cut"
"""The connection ends in the middle of the answer."""
SHORT: Final = "short"
"""The answer is half of what is there, and says that it is whole."""
SPOILT: Final = "spoilt"
"""One byte is another."""
DENIED: Final = "denied"
"""The server says 403."""
GONE: Final = "gone"
"""Nobody answers: the connection ends at once."""

Trouble = Callable[[str, str], str]
"""What is to happen to a request: method and path to one of the words above, or an empty text."""


def _none(method: str, path: str) -> str:
    del method, path
    return ""


@dataclass(slots=True)
class Bucket:
    """A bucket named "press", empty when a test gets it."""

    port: int
    server: int
    trouble: Trouble = _none
    asked: list[tuple[str, str]] = field(default_factory=list)
    """Every request: method, and path with its question."""

    @property
    def environment(self) -> dict[str, str]:
        """The variables by which programs find and enter it."""
        return {
            "AWS_ACCESS_KEY_ID": "AKIAPRESS",
            "AWS_SECRET_ACCESS_KEY": "press-secret",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_ENDPOINT_URL": f"http://{HOST}:{self.port}",
        }

    def put(self, name: str, content: bytes) -> None:
        """Put a file there."""
        self._client().put_object(Bucket="press", Key=name, Body=content)

    def put_folder(self, folder: Path, prefix: str) -> None:
        """Put all files of a folder there."""
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                self.put(f"{prefix}/{path.relative_to(folder).as_posix()}", path.read_bytes())

    def get(self, name: str) -> bytes:
        """Return what is in a file."""
        content: bytes = self._client().get_object(Bucket="press", Key=name)["Body"].read()
        return content

    def names(self, prefix: str = "") -> list[str]:
        """Return the names of all files, sorted."""
        pages = self._client().get_paginator("list_objects_v2").paginate(Bucket="press", Prefix=prefix)
        return sorted(one["Key"] for page in pages for one in page.get("Contents", []))

    def remove(self, name: str) -> None:
        """Take a file away."""
        self._client().delete_object(Bucket="press", Key=name)

    def empty(self) -> None:
        """Take everything away, trouble too."""
        self.trouble = _none
        for name in self.names():
            self.remove(name)
        self.asked.clear()

    def _client(self):  # type: ignore[no-untyped-def]  # noqa: ANN202  # boto3 has no types
        return boto3.client(
            "s3",
            endpoint_url=f"http://{HOST}:{self.server}",
            aws_access_key_id="test",
            aws_secret_access_key="test",  # noqa: S106  # of a server that asks nobody
            region_name="us-east-1",
        )


@contextmanager
def bucket() -> Iterator[Bucket]:
    """Start the server and the relay."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address=HOST, port=0, verbose=False)
    server.start()
    made = Bucket(port=0, server=server.get_host_and_port()[1])
    made._client().create_bucket(Bucket="press")
    relay = ThreadingHTTPServer((HOST, 0), _relaying(made))
    relay.daemon_threads = True
    made.port = relay.server_address[1]
    threading.Thread(target=relay.serve_forever, daemon=True).start()
    try:
        yield made
    finally:
        relay.shutdown()
        relay.server_close()
        server.stop()


_HOP: Final = frozenset({"connection", "transfer-encoding", "content-length"})


def _relaying(made: Bucket) -> type[BaseHTTPRequestHandler]:
    class Relay(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_one(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            made.asked.append((self.command, self.path))
            trouble = made.trouble(self.command, self.path)
            if trouble == GONE:
                self.close_connection = True
                return
            if trouble in {BUSY, DENIED}:
                self._answer(503 if trouble == BUSY else 403, [], b"")
                return
            onward = http.client.HTTPConnection(HOST, made.server, timeout=20)
            onward.request(self.command, self.path, body, dict(self.headers.items()))
            answer = onward.getresponse()
            content = answer.read()
            headers = [(name, value) for name, value in answer.getheaders() if name.lower() not in _HOP]
            length = answer.getheader("Content-Length") if self.command == "HEAD" else None
            onward.close()
            if trouble in {SHORT, SPOILT}:  # not every server says what the answer adds up to
                headers = [(name, value) for name, value in headers if not name.lower().startswith("x-amz-checksum")]
            if trouble == SHORT:
                content = content[: len(content) // 2]
            elif trouble == SPOILT and content:
                content = bytes([content[0] ^ 1]) + content[1:]
            self._answer(answer.status, headers, content, cut=trouble == CUT, length=length)

        def _answer(
            self, status: int, headers: list[tuple[str, str]], content: bytes, *, cut: bool = False, length: str | None = None
        ) -> None:
            self.send_response_only(status)
            for name, value in headers:
                self.send_header(name, value)
            self.send_header("Content-Length", length or str(len(content)))
            self.end_headers()
            self.wfile.write(content[: len(content) // 2] if cut else content)
            self.close_connection = cut

        do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = handle_one  # noqa: N815  # named by http.server

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # named by http.server
            pass

    return Relay
