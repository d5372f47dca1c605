"""How far a command is, on a terminal and in a log."""

from __future__ import annotations

import io

import pytest

from geo.cli.printing import Bar, duration


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        """Say so."""
        return True


class Clock:
    """Shows what it was set to."""

    now = 1000.0

    def __call__(self) -> float:
        """Show it."""
        return self.now


def test_the_bar_shows_what_is_done_and_what_is_left() -> None:
    stream = Terminal()
    bar = Bar(stream)
    bar("reading", "a.txt", 1, 2)
    assert stream.getvalue() == "\r[############............] 1/2 reading a.txt"
    bar.close()
    assert stream.getvalue().endswith("\r")


def test_where_the_end_is_not_known_the_bar_counts() -> None:
    stream = Terminal()
    Bar(stream)("reading", "a.txt", 41_000)
    assert stream.getvalue() == "\r41000 reading a.txt"


def test_where_there_is_no_terminal_each_stage_is_one_line() -> None:
    stream = io.StringIO()
    bar = Bar(stream)
    for done, name in enumerate("abc"):
        bar("reading", name, done, 3)
    bar("writing the snapshot")
    bar.close()
    assert stream.getvalue() == "reading 3 files\nwriting the snapshot\n"


def test_the_bar_tells_the_rate_and_the_time_that_is_left() -> None:
    stream, clock = Terminal(), Clock()
    bar = Bar(stream, pieces="documents", clock=clock)
    for n in range(101):
        clock.now = 1000.0 + n / 10
        bar("reading", "a.txt", n, 400)
    last = stream.getvalue().rpartition("\r")[2].rstrip()
    assert last == "[######..................] 25 %, 100 documents, 10 a second, 30 s left, reading a.txt"


def test_a_rate_is_not_told_before_it_is_more_than_chance() -> None:
    stream, clock = Terminal(), Clock()
    bar = Bar(stream, pieces="documents", clock=clock)
    bar("reading", "a.txt", 0, 400)
    clock.now += 1
    bar("reading", "b.txt", 100, 400)
    assert stream.getvalue().endswith("[######..................] reading b.txt")


def test_a_long_stage_is_told_in_a_log_once_a_minute() -> None:
    stream, clock = io.StringIO(), Clock()
    bar = Bar(stream, pieces="documents", clock=clock)
    for n in range(301):
        clock.now = 1000.0 + n
        bar("reading", f"{n}.txt", n, 600)
    first, *others = stream.getvalue().splitlines()
    assert first == "reading"
    assert len(others) == 5
    assert others[-1] == "reading: 50 %, 300 documents, 1.0 a second, 5 min left"


@pytest.mark.parametrize(("seconds", "told"), [(41.4, "41 s"), (119, "119 s"), (720, "12 min"), (12_600, "3.5 h")])
def test_a_time_is_told_in_a_unit_of_its_size(seconds: float, told: str) -> None:
    assert duration(seconds) == told
