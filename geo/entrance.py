"""What a visitor is shown before the scripts of the page have come: its shape, in its own style, instead of nothing."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_ROOT: Final = b'<div id="root"></div>'
_TITLE: Final = b"<title>Streamlit</title>"
"""Both stand in the page of Streamlit, and in no other that it sends."""

_SHAPE: Final = "<div>" + "<i></i>" * 7 + "</div><div><i></i><i></i><i></i><i></i></div>"
_SCRIPT: Final = """
if (!new URLSearchParams(location.search).has("embed")) {
  const page = document.documentElement.classList;
  const watching = new MutationObserver(() => {
    // Streamlit shows a list of its own beside the first page of a server, takes it away, and then shows ours.
    page.toggle("entering", !document.querySelector('[data-testid="stSidebar"], .st-key-visitor-door'));
    if (document.querySelector(".st-key-frame-pages, .st-key-visitor-door")) watching.disconnect();
  });
  page.add("entering");
  watching.observe(document, { childList: true, subtree: true });
  setTimeout(() => { watching.disconnect(); page.remove("entering"); }, 20000);
}
"""
_STYLES: Final = tuple(Path(__file__).parent / "ui" / name for name in ("style.css", "entrance.css"))
_UNFIT: Final = frozenset({b"range", b"accept-encoding", b"if-none-match", b"if-modified-since"})
_LONGEST: Final = 200_000
"""Bytes of a page; Streamlit's has eight thousand."""


class Furnished:
    """Puts the shape and the style of the app into the page that Streamlit sends; all else passes as it is."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand in front of `app`."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or scope.get("method") != "GET":
            await self.app(scope, receive, send)
            return
        start: Message | None = None
        body = b""

        async def furnish(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start" and _is_page(message):
                start = message
            elif start is None:
                await send(message)
            else:
                body += message.get("body", b"")
                if message.get("more_body") and len(body) < _LONGEST:
                    return
                await _sent(send, start, body, more=bool(message.get("more_body")))
                start, body = None, b""

        await self.app(_whole(scope), receive, furnish)


def furnished(page: bytes) -> bytes:
    """Return Streamlit's page with the title, style and shape of the app; another page as it is."""
    if _ROOT not in page or _TITLE not in page:
        return page
    shape = f'<div id="root"><div class="entrance" aria-busy="true" aria-label="Loading">{_SHAPE}</div></div>{_style()}'
    return page.replace(_TITLE, b"<title>Incident Atlas</title>", 1).replace(_ROOT, shape.encode(), 1)


@cache
def _style() -> str:
    # At the end of the page, so that it counts for more than what Streamlit puts into its head.
    sheet = "".join(path.read_text(encoding="utf-8") for path in _STYLES)
    return f"<style>{sheet}</style><script>{_SCRIPT}</script>"


def _whole(scope: Scope) -> Scope:
    """Return the request for a page without what asks for a part of it, for it packed, or for nothing if nothing has changed."""
    if b"text/html" not in dict(scope["headers"]).get(b"accept", b""):
        return scope
    return {**scope, "headers": [(name, value) for name, value in scope["headers"] if name not in _UNFIT]}


def _is_page(message: Message) -> bool:
    headers = MutableHeaders(scope=message)
    return (
        message["status"] == 200 and headers.get("content-type", "").startswith("text/html") and "content-encoding" not in headers
    )


async def _sent(send: Send, start: Message, body: bytes, *, more: bool) -> None:
    page = body if more else furnished(body)
    headers = MutableHeaders(scope=start)
    if page != body:
        for name in ("etag", "last-modified", "accept-ranges"):
            del headers[name]
        headers["content-length"] = str(len(page))
    await send(start)
    await send({"type": "http.response.body", "body": page, "more_body": more})
