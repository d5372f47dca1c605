"""A client of routes without a server: each request goes straight into the application."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import httpx
from starlette.applications import Starlette
from starlette.routing import BaseRoute

T = TypeVar("T")


def run(work: Coroutine[Any, Any, T]) -> T:
    """Return what comes of it, in a thread: a browser that an earlier test drove may have left a loop running in this one."""
    with ThreadPoolExecutor(1) as beside:
        return beside.submit(asyncio.run, work).result()


class Client:
    """Asks routes as a browser would that looks at http://127.0.0.1:8501."""

    def __init__(self, *routes: BaseRoute) -> None:
        """Stand before the routes."""
        self._app = Starlette(routes=routes)

    def request(self, method: str, path: str, **asked: Any) -> httpx.Response:  # noqa: ANN401  # as httpx takes it
        """Return the answer to one request."""

        async def answer() -> httpx.Response:
            transport = httpx.ASGITransport(app=self._app)
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8501") as client:
                return await client.request(method, path, **asked)

        return run(answer())

    def get(self, path: str, **asked: Any) -> httpx.Response:  # noqa: ANN401  # as above
        """Return the answer to a GET."""
        return self.request("GET", path, **asked)
