"""A deck with something of everything, over the invented world, and what is hard about texts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from geo.briefing import Bullet, Deck, Scene

HOSTILE: Final = "=HYPERLINK(\"http://evil.example\")&<b>bold</b> ]]> &amp; \u202egnp.exe\u202c {{7*7}} ${x} 'end'"
KEPT: Final = "=HYPERLINK(\"http://evil.example\")&<b>bold</b> ]]> &amp; gnp.exe {{7*7}} ${x} 'end'"
"""What of it can be seen."""
NAMES: Final = "Катаиб, Αθήνα, ბათუმი, 東京"


def scene(number: int, title: str, page: str = "", query: Mapping[str, str] | None = None, **more: object) -> Scene:
    """Return a scene of a page."""
    told = tuple(sorted((name, (value,)) for name, value in (query or {}).items()))
    return Scene(id=f"scene{number:03d}", title=title, page=page, query=told, **more)  # type: ignore[arg-type]


def deck(*scenes: Scene, **more: object) -> Deck:
    """Return a deck of scenes."""
    return Deck(**{"id": "demo", "title": "Two newspapers", "handling": "tlp-green", "scenes": scenes, **more})  # type: ignore[arg-type]


def everything(ids: tuple[str, ...]) -> Deck:
    """Return a deck of each page, with bullets that rest on the first incidents."""
    return deck(
        scene(1, "All of it", note="Say who wrote this.\n\nThen wait."),
        scene(2, f"Who fired? {NAMES}", bullets=(Bullet(text="The army blames the Front.", of=ids[:2]), Bullet(text=HOSTILE))),
        scene(3, "x" * 30 + " " + "long title " * 15, bullets=(Bullet(text="word " * 79 + "ends"),) * 3, note="n" * 5_000),
        scene(4, "When", "timeline"),
        scene(5, "When, by actor", "timeline", {"lanes": "actor"}, bullets=(Bullet(text="In May."),)),
        scene(6, "Who", "actors"),
        scene(7, "Who says otherwise", "disagreements", bullets=(Bullet(text="Two of them."),)),
        scene(8, "One by one", "table", {"theme": "dark"}),
        scene(9, "What was read", "sources"),
        scene(10, "How far to trust it", "quality"),
        scene(11, "What others recorded", "datasets"),
        scene(12, "Nothing", "", {"text": "no such word"}),
    )
