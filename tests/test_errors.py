"""The tree of errors, and its drawing."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator

from geo import errors
from geo.errors import GeoError

# One drawn line: how deep it stands, the name, what the caller can do.
_DRAWN = re.compile(r"^(?P<indent>[│├└─ ]{0,20})(?P<name>[A-Z]\w{1,40}Error)(?: {2,30}(?P<cure>\S.{0,200}))?$", re.MULTILINE)


def drawn() -> Iterator[tuple[str, str]]:
    """Yield each name in the drawing with its parent's."""
    above: list[str] = []
    for line in _DRAWN.finditer(errors.__doc__ or ""):
        depth = len(line["indent"]) // 4
        del above[depth:]
        yield line["name"], above[-1] if above else "Exception"
        above.append(line["name"])


def test_the_drawing_is_the_tree() -> None:
    classes = {name: made for name, made in inspect.getmembers(errors, inspect.isclass) if made.__module__ == errors.__name__}
    assert dict(drawn()) == {name: made.__bases__[0].__name__ for name, made in classes.items()}


def test_every_error_is_ours_and_says_what_it_means() -> None:
    classes = [made for _, made in inspect.getmembers(errors, inspect.isclass) if made.__module__ == errors.__name__]
    assert all(issubclass(made, GeoError) and made.__doc__ for made in classes)


def test_every_drawn_error_but_the_root_says_what_to_do() -> None:
    lines = [line for line in _DRAWN.finditer(errors.__doc__ or "") if line["name"] != "GeoError"]
    assert lines
    assert all(line["cure"] for line in lines)
