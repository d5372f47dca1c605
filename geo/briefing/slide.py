"""One slide of a briefing: the opening, a scene, or the closing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from geo.briefing.deck import Bullet, Scene


class SlideKind(StrEnum):
    """What a slide is for."""

    OPENING = "opening"
    SCENE = "scene"
    CLOSING = "closing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Slide:
    """One slide; its texts are plain and not escaped for anything."""

    kind: SlideKind
    title: str
    lines: tuple[Bullet, ...] = ()
    note: str = ""
    """For the speaker alone."""
    scene: Scene | None = None
    """None for the opening and the closing."""
    handling: str = ""
    """The mark of the caveat, to stand on every slide; empty for none."""
    facts: tuple[tuple[str, str], ...] = ()
    """Rows of a table of two columns."""
