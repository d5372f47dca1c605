"""Text of documents on its way to the browser: shown as it was written, never read as code."""

from __future__ import annotations

import base64
import html
import json
import unicodedata
import zlib
from typing import Any, Final

import branca.element

# `html.escape` is not enough here: folium puts text between backticks, where "${...}" is JavaScript and a backslash
# escapes, and into Jinja templates, where "{{" and "{%" are code that runs on the server.
_ALSO: Final = {ord(mark): f"&#{ord(mark)};" for mark in "`${}\\"} | dict.fromkeys(map(ord, "\n\r\t\x85\u2028\u2029"), " ")

_UNSHOWABLE: Final = frozenset({"Cc", "Cs"})
_SPACES: Final = frozenset("\n\r\t\x85")


def safe_html(text: str) -> str:
    """
    Return `text` as HTML that shows it and does nothing else, wherever folium may put it.

    Every text that reaches folium goes through here once, at the edge; never with `parse_html=True`, which would
    escape it twice. Control characters and lone surrogates, which no browser shows, are left out.
    """
    showable = "".join(mark for mark in text if mark in _SPACES or unicodedata.category(mark) not in _UNSHOWABLE)
    return html.escape(showable, quote=True).translate(_ALSO)


def packed(value: object) -> str:
    """
    Return `value` as base64 of JSON, for our own layers: letters and digits only, so that nothing on the way reads it.

    Raises
    ------
    ValueError
        If it holds a number that is not finite; JSON has none.
    """
    text = json.dumps(value, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    return base64.b64encode(text.encode("ascii")).decode("ascii")


def pressed(value: object) -> str:
    """Return `value` as `packed` does, deflated before (zlib, RFC 1950); for content that may be large."""
    text = json.dumps(value, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    return base64.b64encode(zlib.compress(text.encode("ascii"), level=6)).decode("ascii")


class Literal:
    """What `branca.element.Element` takes for a template: a text that is given back as it is."""

    def __init__(self, text: str) -> None:
        """Keep the text."""
        self._text = text

    def render(self, **_: Any) -> str:  # noqa: ANN401  # the signature of jinja2.Template.render
        """Return the text."""
        return self._text


def make_elements_literal() -> None:
    """
    Keep branca from reading what it has rendered as a template again.

    A map renders each of its parts and hands the result to `Element(text)`, which compiles it as a Jinja template,
    outside any sandbox: "{{...}}" in a title would run on the server. The templates of branca and folium themselves
    belong to their classes and are compiled before this is called, so what is left are rendered texts. Calling it
    again changes nothing.
    """
    vars(branca.element)["Template"] = Literal
