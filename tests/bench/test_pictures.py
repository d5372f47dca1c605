"""Pictures of the map at a hundred thousand incidents: what each costs after the first, in time of the processor."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from geo import areas, invention
from geo.areas import Outlines
from geo.briefing import Scene, shown
from geo.drawings import map_picture
from geo.settings import Settings, home
from geo.store import Snapshot
from geo.views import opening

pytestmark = pytest.mark.bench

MOST_S = 2.0
FEW, MANY = 1_000, 100_000
VIEWS = {
    "the world": (),
    "a continent": ("31,44,4",),
    "a country": ("48,31,6",),
    "a province": ("33.3,44.4,8",),
    "a town": ("36.2,37.1,10",),
}
"""By what is looked at; a picture that nobody aimed takes in everything."""


@pytest.fixture(scope="module")
def outlines() -> Outlines:
    """Read the shapes of areas."""
    return areas.load(Settings())


def invented(folder: Path, count: int) -> Snapshot:
    settings = Settings(build=folder)
    invention.publish(settings, count, 5)
    return opening.current(settings)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    """Open a hundred thousand."""
    with closing(invented(tmp_path_factory.mktemp("many"), MANY)) as snapshot:
        yield snapshot
    opening.forget()


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    """Open a thousand."""
    with closing(invented(tmp_path_factory.mktemp("few"), FEW)) as snapshot:
        yield snapshot


def cost(snapshot: Snapshot, outlines: Outlines, at: tuple[str, ...], form: str = "png") -> float:
    """Return the seconds of the processor that one picture takes, with what it shows."""
    query = (("at", at),) if at else ()
    began = time.process_time()
    told = shown(snapshot, Settings(), Scene(id="scene001", title="", query=query))
    picture = map_picture(told, outlines=outlines, basemap=home() / "static" / "basemap.pmtiles", form=form)  # type: ignore[arg-type]
    assert len(picture) > 50_000
    return time.process_time() - began


@pytest.mark.timeout(600)
def test_each_picture_after_the_first_is_drawn_within_two_seconds(few: Snapshot, many: Snapshot, outlines: Outlines) -> None:
    cost(many, outlines, ())
    cost(few, outlines, ())
    for name, at in VIEWS.items():
        new = cost(many, outlines, at)
        again = min(cost(many, outlines, at) for _ in range(3))
        small = min(cost(few, outlines, at) for _ in range(2))
        svg = min(cost(many, outlines, at, "svg") for _ in range(2))
        told = f"{name}: {MANY:,} incidents {new:.2f} s at first sight, {again:.2f} again, {svg:.2f} as SVG; {FEW:,} {small:.2f}"
        print(f"\n{told}")  # noqa: T201  # the figure itself
        assert max(new, again, svg) <= MOST_S, told
        assert again <= 10 * small, told
