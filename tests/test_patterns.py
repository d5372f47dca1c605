"""Every compiled pattern of the product takes linear time on hostile text (one that does not can stop a build for hours)."""

from __future__ import annotations

import importlib
import pkgutil
import re
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache

import pytest

import geo

_APP = frozenset({"geo.server", "geo.ui", "geo.maps"})
"""What needs the packages of the app is imported only where they are installed."""

HOSTILE = {
    "digits": "7",
    "digits and commas": "1,234",
    "capitalized words": "Alpha ",
    "a word without an end": "a",
    "a capital without an end": "A",
    "angle brackets": "<",
    "spaces": " ",
    "line ends": "\n",
    "non-breaking spaces": "\u00a0",
    "indented lines": "\n          ",
    "open brackets": "(",
    "credits that never close": "(AFP ",
    "quotes": "\"'\u201c\u201d",
    "dashes": "A-",
    "dots": "A.",
    "numbers with spaces": "12 ",
    "months": "May 12 ",
    "weekdays": "Friday, ",
    "counts": "about a couple of ",
    "the": "the ",
    "the last": "in the last few ",
    "slashes": "1/",
    "names": "A. B. ",
    "places": "Paris, ",
    "at signs": "@a",
    "addresses": "http://a/",
    "combining marks": "a\u0301",
}
"""What is said again and again, with an end that fits nothing."""

_CHARACTERS = 3_000
_FLOOR_SECONDS = 0.002
"""Below it the clock says nothing."""


def modules() -> Iterator[object]:
    for found in pkgutil.walk_packages(geo.__path__, "geo."):
        if found.name == "geo.__main__":
            continue
        try:
            yield importlib.import_module(found.name)
        except ModuleNotFoundError:
            if not any(found.name.startswith(name) for name in _APP):
                raise


def patterns_in(value: object, depth: int = 0) -> Iterator[re.Pattern[str]]:
    """Yield the patterns in a value: itself, or those in tuples, mappings and dataclasses."""
    if isinstance(value, re.Pattern):
        if isinstance(value.pattern, str):
            yield value
    elif type(value).__module__.startswith("streamlit."):
        return  # secrets, which there are none of here
    elif depth < 4 and isinstance(value, Mapping):
        for one in value.values():
            yield from patterns_in(one, depth + 1)
    elif depth < 4 and isinstance(value, tuple | list | set | frozenset):
        for one in value:
            yield from patterns_in(one, depth + 1)
    elif depth < 4 and is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from patterns_in(getattr(value, field.name), depth + 1)


@cache
def all_patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    found: dict[tuple[str, int], tuple[str, re.Pattern[str]]] = {}
    for module in modules():
        for name, value in vars(module).items():
            for pattern in patterns_in(value):
                found.setdefault((pattern.pattern, pattern.flags), (f"{module.__name__}.{name}", pattern))  # type: ignore[attr-defined]  # a module
    return tuple(found.values())


def seconds(pattern: re.Pattern[str], text: str) -> float:
    """Return the processor time of one pass over `text`."""
    began = time.process_time()
    for _ in pattern.finditer(text):
        pass
    return time.process_time() - began


def is_slow(pattern: re.Pattern[str], unit: str) -> bool:
    """Return whether twice the text takes more than 2.5 times as long, each time that it is tried."""
    count = _CHARACTERS // len(unit)
    once, twice = unit * count + "\u2603", unit * (2 * count) + "\u2603"
    if seconds(pattern, once) < _FLOOR_SECONDS:
        return False
    return all(seconds(pattern, twice) > 2.5 * max(seconds(pattern, once), _FLOOR_SECONDS) for _ in range(4))


def slow(patterns: Iterable[tuple[str, re.Pattern[str]]], unit: str) -> list[str]:
    return [f"{name}: {pattern.pattern[:100]}" for name, pattern in patterns if is_slow(pattern, unit)]


def test_there_are_patterns_to_test() -> None:
    assert len(all_patterns()) > 40


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE.keys())
def test_every_pattern_is_linear(unit: str) -> None:
    assert slow(all_patterns(), unit) == []


def test_a_pattern_with_nested_repeats_would_be_found() -> None:
    assert slow([("bad", re.compile(r"\d+(?:,\d+)*\s+people"))], HOSTILE["digits"])
    assert slow([("bad", re.compile(r"\s+$"))], HOSTILE["spaces"])
