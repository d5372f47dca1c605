"""Bytes of others as clean UTF-8: decoded by rule and not by guess, without what no text needs."""

from __future__ import annotations

import codecs
from typing import IO, Final

from geo.sources.decoding import MARKS, half

CONTROLS: Final = bytes(code for code in range(32) if code not in b"\t\n\r") + b"\x7f"
"""NUL and its like, which are in nobody's text and in many attacks."""

_BEYOND: Final = bytes(range(128, 256))
CHUNK: Final = 1 << 20
PROBE: Final = 4096
_MISTAKES: Final = 10
"""Text with one bad byte for so many good characters beyond ASCII is UTF-8 with mistakes; with more it never was UTF-8."""


class Probe:
    """Looks at all bytes of a text once, to know how they are to be read."""

    def __init__(self, start: bytes) -> None:
        """Begin with the first bytes, at least `PROBE` of them where there are as many."""
        self.mark, self.encoding = next(((mark, name) for mark, name in MARKS if start.startswith(mark)), (b"", ""))
        if not self.encoding:
            self.encoding = half(start[:PROBE])
        self.by_rule = bool(self.encoding) and self.encoding != "utf-8"
        self._strict = codecs.getincrementaldecoder("utf-8")("strict")
        self._lenient: codecs.IncrementalDecoder | None = None
        self.valid = True
        self.bad = self.beyond = 0
        self.controls = self.total = 0

    def feed(self, chunk: bytes) -> None:
        """Take note of the next bytes."""
        self.total += len(chunk)
        if self.by_rule:
            return
        self.controls += len(chunk) - len(chunk.translate(None, CONTROLS))
        if self.valid:
            try:
                self._strict.decode(chunk)
            except UnicodeDecodeError:
                self.valid = False
                self._lenient = codecs.getincrementaldecoder("utf-8")("replace")
            else:
                self.beyond += (len(chunk) - len(chunk.translate(None, _BEYOND))) // 2
        if self._lenient:
            text = self._lenient.decode(chunk)
            bad = text.count("\ufffd")
            self.bad += bad
            self.beyond += len(text) - len(text.encode("ascii", "ignore")) - bad

    def end(self) -> tuple[str, bool, tuple[str, ...]]:
        """Return the encoding, whether bad bytes are replaced, and what a person should know of it."""
        if self.by_rule:
            said = () if self.mark else (f"no mark of its encoding: read as {self.encoding}, for every other byte is zero",)
            return self.encoding, True, said
        if self.valid:
            try:
                self._strict.decode(b"", final=True)
            except UnicodeDecodeError:
                self.valid = False
                self.bad += 1
        if self.valid:
            return "utf-8", False, ()
        if self.mark or self.beyond > _MISTAKES * self.bad:
            return "utf-8", True, (f"UTF-8 with {self.bad:,} bytes that mean nothing, shown as \ufffd",)
        return "cp1252", True, ("not UTF-8: read as cp1252, the encoding of Western Windows",)


class Cleaned:
    """A text in any encoding as a file of UTF-8 bytes, control characters taken out; as much of a file as a reader needs."""

    def __init__(self, file: IO[bytes], encoding: str, *, lenient: bool, ending: bytes = b"") -> None:
        """Read `file` from where it stands, byte order mark included; `ending` follows its last byte."""
        self._file = file
        self._direct = encoding == "utf-8" and not lenient
        self._decoder = codecs.getincrementaldecoder(encoding)("replace" if lenient else "strict")
        self._ending = ending
        self._buffer = b""
        self._at_start = True
        self._over = False
        self.removed = 0
        self.done = 0
        """Bytes that were taken from `file`."""
        self.closed = False

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, at most `size`; nothing at the end."""
        while not self._over and (size < 0 or len(self._buffer) < size):
            self._fill(size)
        taken, self._buffer = (self._buffer, b"") if size < 0 else (self._buffer[:size], self._buffer[size:])
        return taken

    def _fill(self, size: int) -> None:
        raw = self._file.read(max(size, CHUNK))
        self.done += len(raw)
        chunk = raw if self._direct else self._decoder.decode(raw, final=not raw).encode("utf-8", "replace")
        clean = chunk.translate(None, CONTROLS)
        self.removed += len(chunk) - len(clean)
        if self._at_start and clean:
            clean = clean.removeprefix(codecs.BOM_UTF8)
            self._at_start = False
        if not raw:
            self._over = True
            clean += self._ending
        self._buffer = self._buffer + clean if self._buffer else clean

    def readable(self) -> bool:
        """Return that it can be read."""
        return True

    def writable(self) -> bool:
        """Return that nothing can be written to it."""
        return False

    def seekable(self) -> bool:
        """Return that it is read once, from its beginning to its end."""
        return False

    def close(self) -> None:
        """Leave the file to the one who opened it."""
        self.closed = True
