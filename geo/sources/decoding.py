"""Bytes to text, by rule and not by guess; what was assumed is recorded."""

from __future__ import annotations

import codecs
import re
from typing import Final

from geo.errors import DocumentError

MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""Byte order marks, the longer before the shorter that begins it."""

MAX_COMBINING: Final = 30
"""Marks on one letter; no script needs more, and normalizing thousands takes minutes."""

_PROBE: Final = 4096
_HALF: Final = 0.3
"""Share of zero bytes, on one side only, that makes plain text UTF-16."""

_BINARY: Final = re.compile(rb"\A(?:\x7fELF|MZ|PK\x03\x04|\x89PNG|GIF8|\xff\xd8\xff|%PDF|\x1f\x8b)")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1f]")
_MAX_CONTROL: Final = 0.05
_COMBINING: Final = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u064b-\u065f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
    f"{{{MAX_COMBINING}}}"
)


def decode(data: bytes) -> tuple[str, tuple[str, ...]]:
    """
    Return the text, line ends as they were, and what was assumed.

    Raises
    ------
    DocumentError
        If the bytes are no text.
    """
    if _BINARY.match(data):
        msg = "not text: it begins like a program, a picture or an archive"
        raise DocumentError(msg)
    text, warnings = _decoded(data)
    controls = len(_CONTROL.findall(text))
    if controls > len(text) * _MAX_CONTROL:
        msg = f"not text: {controls:,} of {len(text):,} characters are control characters"
        raise DocumentError(msg)
    if _COMBINING.search(text):
        msg = f"more than {MAX_COMBINING} combining marks on one letter"
        raise DocumentError(msg)
    if controls:
        warnings = (*warnings, f"{controls:,} control characters, kept")
    return text, warnings


def _decoded(data: bytes) -> tuple[str, tuple[str, ...]]:
    for mark, encoding in MARKS:
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(encoding), ()
            except UnicodeDecodeError as error:
                msg = f"says that it is {encoding} and is not ({error.reason} at byte {error.start})"
                raise DocumentError(msg) from error
    zeros = "" if len(data) % 2 else half(data[:_PROBE])
    try:
        if zeros:
            return data.decode(zeros), (f"no mark of its encoding: read as {zeros}, for every other byte is zero",)
        return data.decode("utf-8"), ()
    except UnicodeDecodeError as error:
        text = data.decode("cp1252", "replace")
        lost = text.count("\ufffd")
        said = f"not UTF-8 ({error.reason} at byte {error.start}): read as cp1252"
        return text, (said + (f", {lost:,} bytes without a meaning there" if lost else ""),)


def half(probe: bytes) -> str:
    """Return which UTF-16 the beginning of a text without a mark is; "" where it is none."""
    if len(probe) % 2 or not probe:
        return ""
    even, odd = probe[::2].count(0) / (len(probe) / 2), probe[1::2].count(0) / (len(probe) / 2)
    if odd > _HALF and even < _HALF / 10:
        return "utf-16-le"
    return "utf-16-be" if even > _HALF and odd < _HALF / 10 else ""
