"""The page as it comes, before any of its scripts."""

from __future__ import annotations

from starlette.types import Message, Receive, Scope, Send

from geo.entrance import Furnished, furnished
from tests.browserless import run

PAGE = '<html><head><title>Streamlit</title></head><body><div id="root"></div></body></html>'


HTML = (b"content-type", b"text/html; charset=utf-8")


def _answer(body: str, *asked: tuple[bytes, bytes]) -> tuple[dict[bytes, bytes], bytes, Scope]:
    """Return the headers and body that come of a page in two pieces, and what the app was asked."""
    sent: list[Message] = []
    heard: list[Scope] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        del receive
        heard.append(scope)
        await send({"type": "http.response.start", "status": 200, "headers": [HTML, (b"etag", b"as it was")]})
        await send({"type": "http.response.body", "body": body[:20].encode(), "more_body": True})
        await send({"type": "http.response.body", "body": body[20:].encode()})

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request"}

    scope = {"type": "http", "method": "GET", "headers": [(b"accept", b"text/html"), *asked]}
    run(Furnished(app)(scope, receive, send))
    return dict(sent[0]["headers"]), b"".join(message["body"] for message in sent[1:]), heard[0]


def test_the_page_comes_with_its_name_its_style_and_its_shape() -> None:
    headers, body, _ = _answer(PAGE)
    page = body.decode()
    assert "<title>Incident Atlas</title>" in page
    assert '<div id="root"><div class="entrance" aria-busy="true"' in page
    assert ".stMainBlockContainer" in page
    assert headers == {b"content-type": HTML[1], b"content-length": str(len(body)).encode()}


def test_the_page_is_never_said_to_be_as_it_was() -> None:
    _, _, scope = _answer(PAGE, (b"if-none-match", b"as it was"), (b"host", b"here"))
    assert scope["headers"] == [(b"accept", b"text/html"), (b"host", b"here")]


def test_another_page_passes_as_it_is() -> None:
    other = "<html><title>another page</title></html>"
    headers, body, _ = _answer(other)
    assert (headers, body) == ({b"content-type": HTML[1], b"etag": b"as it was"}, other.encode())


def test_the_style_ends_nowhere_before_its_end() -> None:
    assert furnished(PAGE.encode()).count(b"</style>") == 1
