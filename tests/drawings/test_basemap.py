"""Names on the basemap: which are written, in which order they give way, and that none covers another."""

from __future__ import annotations

from typing import Any, Final

import pytest

from geo.drawings import basemap
from geo.drawings.canvas import drawable
from geo.drawings.looks import LOOKS
from geo.drawings.viewport import Room, Viewport, looking
from geo.settings import home
from geo.views.signs import Theme

SOURCE: Final = home() / "static" / "basemap.pmtiles"
FRAME: Final = (0.0, 0.0, 1200.0, 600.0)


class Listener:
    """A canvas that draws nothing and remembers what is written."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.look = LOOKS[Theme.LIGHT]
        self.texts: list[str] = []

    def letters(self, _at: object, text: str, *_: object, **__: object) -> None:
        """Remember the text, without the space between its letters."""
        self.texts.append(text.replace("\u200a", ""))

    def fill(self, *_: object, **__: object) -> None:
        """Draw nothing."""

    def stroke(self, *_: object, **__: object) -> None:
        """Draw nothing."""


def names(view: Viewport, room: Room | None = None, **asked: Any) -> list[str]:  # noqa: ANN401  # passed on
    listener: Any = Listener()
    basemap.name(listener, basemap.ground(SOURCE, view), view, room or Room(), **asked)
    texts: list[str] = listener.texts
    return texts


def test_countries_are_named_before_capitals_and_those_before_towns_and_seas() -> None:
    told = names(looking(33, 44, 5, FRAME))
    assert told.index("IRAQ") < told.index("Baghdad") < told.index("Basra") < told.index("Persian Gulf")


def test_a_name_is_written_once_though_it_stands_in_several_tiles() -> None:
    told = names(looking(33, 44, 5, FRAME))
    assert len(told) == len(set(told))


def test_from_close_up_the_country_is_known() -> None:
    assert "IRAQ" not in names(looking(33, 44, 8, FRAME))


def test_a_town_that_is_named_beside_its_symbol_is_not_named_again() -> None:
    assert "Baghdad" not in names(looking(33, 44, 6, FRAME), said=["Baghdad"])


def test_where_everything_is_taken_nothing_is_written() -> None:
    full = Room()
    full.take(FRAME)
    assert names(looking(33, 44, 5, FRAME), full) == []


def test_names_give_way_to_what_is_there_and_to_each_other() -> None:
    room = Room()
    names(looking(33, 44, 6, FRAME), room)
    for n, a in enumerate(room.taken):
        overlaps = [b for b in room.taken[:n] if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]]
        # A dot and its own name may touch.
        assert all(min(a[2] - a[0], b[2] - b[0]) < 10 for b in overlaps)


def test_a_view_over_the_edge_of_the_world_has_tiles_on_either_side() -> None:
    placed = basemap.ground(SOURCE, looking(-17, 179.9, 4, FRAME)).placed
    assert min(left for _, left, _, _ in placed) <= 0
    assert max(left + size for _, left, _, size in placed) >= 1200


@pytest.mark.parametrize(
    ("text", "shown"),
    [("a\x00b\nc", "ab c"), ("日本 Tokyo", "\ufffd\ufffd Tokyo"), ("العراق", "العراق"), ("$x^2$", "$x^2$")],
)
def test_what_the_font_cannot_write_is_marked_and_the_rest_is_as_it_is(text: str, shown: str) -> None:
    assert drawable(text) == shown
