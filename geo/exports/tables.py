"""CSV for spreadsheets, in which no text is a formula, and raw CSV for programs."""

from __future__ import annotations

import io
from typing import BinaryIO, Final

import pandas as pd

from geo.exports.rows import Job, honest

TRIGGERS: Final = frozenset("=+-@\t\r\n\0＝＋－＠")  # noqa: RUF001  # full-width signs start a formula too
"""A cell that begins with one of these may be taken for a formula by a spreadsheet (OWASP ASVS 1.2.10)."""

_PASSED_OVER: Final = " \"'\u00a0\ufeff"


def csv(frame: pd.DataFrame, *, head: bool = True) -> str:
    r"""
    Return a frame as CSV (RFC 4180, "\n" between rows, days as 2019-12-05, what is absent as nothing).

    Text that a spreadsheet would run as a formula gets an apostrophe in front; numbers stay numbers. The middle of a
    country or an area is no position and is left out. `head` is whether to begin with the names of the columns.
    """
    frame = honest(frame) if "place_precision" in frame else frame
    guarded = {
        name: frame[name].map(guard, na_action="ignore")
        for name in frame.columns
        if isinstance(frame[name].dtype, pd.StringDtype)
    }
    return raw(frame.assign(**guarded), head=head)


def raw(frame: pd.DataFrame, *, head: bool = True) -> str:
    """Return a frame as CSV with every text as it is, for programs: in a spreadsheet some of it may run as a formula."""
    out = io.StringIO()
    frame.to_csv(out, index=False, header=head, lineterminator="\n", date_format="%Y-%m-%d")
    return out.getvalue()


def guard(text: str) -> str:
    """Return text that no spreadsheet takes for a formula."""
    first = text.lstrip(_PASSED_OVER)[:1]
    return f"'{text}" if first in TRIGGERS and first else text


def write(job: Job, out: BinaryIO) -> None:
    """Write all that is asked for, safe for spreadsheets."""
    out.writelines(csv(frame, head=n == 0).encode() for n, frame in enumerate(job.frames()))


def write_raw(job: Job, out: BinaryIO) -> None:
    """Write all that is asked for, every text as it is."""
    out.writelines(raw(frame, head=n == 0).encode() for n, frame in enumerate(job.frames()))
