"""How fast, as ratios within one run, so that a slow machine and a fast one agree; `make bench` prints the figures."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from itertools import count
from pathlib import Path

import pytest

from geo import engine, pipeline, sources, store, tools, views
from geo.claims import Triggers
from geo.model import Document
from geo.settings import Settings
from geo.store import Snapshot
from geo.views import Filter, Lanes
from tests import worlds
from tests.bench import newsroom

pytestmark = pytest.mark.bench

ROUNDS = 5
FILTER = Filter(first=date(2030, 6, 1), actors=("velmia",), text="unit")


def cpu(act: Callable[[], object]) -> float:
    """Return the CPU seconds of this process that it took."""
    start = time.process_time()
    act()
    return time.process_time() - start


def least(*acts: Callable[[], object]) -> list[float]:
    """Return the least CPU seconds of each act over `ROUNDS` rounds, taking turns so that all share the same weather."""
    rounds = [[cpu(act) for act in acts] for _ in range(ROUNDS)]
    return [min(times) for times in zip(*rounds, strict=True)]


def test_a_build_of_the_seeds_costs_at_most_two_fifths_more_than_the_parse_alone(tmp_path: Path) -> None:
    settings = Settings()
    equipment = tools.equip(settings)
    texts = [one.text for one in sources.read([settings.seeds], settings) if isinstance(one, Document)]

    folders = (tmp_path / str(n) for n in count())

    def build() -> None:
        engine.build([settings.seeds], settings, out=next(folders), equipment=equipment)

    parse, whole = least(lambda: list(equipment.nlp.pipe(texts)), build)
    print(f"\nparse alone {parse:.2f} s, build {whole:.2f} s, ratio {whole / parse:.2f}")  # noqa: T201  # the figure itself
    assert whole / parse <= 1.4


def test_news_of_other_things_costs_next_to_nothing(tmp_path: Path) -> None:
    settings = Settings()
    equipment = tools.equip(settings)
    newsroom.write(tmp_path, 100, of_war=0.2, sentences=15)
    found = [one for one in sources.read([tmp_path], settings) if isinstance(one, Document)]
    all_told = replace(equipment, triggers=_Everything(rows={}))
    every, filtered = least(lambda: list(pipeline.read(found, all_told)), lambda: list(pipeline.read(found, equipment)))
    parsed = sum(bool(equipment.triggers.tell(one)) for one in found)
    print(f"\n{len(found)} reports, {parsed} parsed: {every:.2f} s without the filter, {filtered:.2f} s with it")  # noqa: T201  # the figure itself
    claims = [sum(len(one.claims) for one in pipeline.read(found, each)) for each in (all_told, equipment)]
    assert claims[0] == claims[1]
    assert every / filtered >= 2.5


class _Everything(Triggers):
    """A filter that lets everything through."""

    def tell(self, document: Document) -> str:
        """Say yes."""
        return document.text


# --- views ---------------------------------------------------------------------------------


def opened(folder: Path, count: int) -> Snapshot:
    settings = Settings(build=folder)
    store.publish(worlds.many(count), settings)
    return store.open(settings)


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    """Open 1,000 invented incidents."""
    with closing(opened(tmp_path_factory.mktemp("few"), 1_000)) as snapshot:
        yield snapshot


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    """Open 20,000 invented incidents."""
    with closing(opened(tmp_path_factory.mktemp("many"), 20_000)) as snapshot:
        yield snapshot


def page(snapshot: Snapshot, chosen: Filter) -> None:
    """Answer what one page asks when a filter changes."""
    views.headline(snapshot, chosen)
    views.incidents(snapshot, chosen)
    views.facets(snapshot, chosen)
    views.bins(snapshot, chosen)


@pytest.mark.parametrize("chosen", [Filter(), FILTER], ids=["everything", "filtered"])
def test_twenty_times_the_incidents_cost_far_less_than_twenty_times_as_much(
    few: Snapshot, many: Snapshot, chosen: Filter
) -> None:
    page(few, chosen)
    page(many, chosen)
    small, large = least(lambda: page(few, chosen), lambda: page(many, chosen))
    print(f"\na page of views: 1,000 incidents {1000 * small:.0f} ms, 20,000 {1000 * large:.0f} ms, ratio {large / small:.1f}")  # noqa: T201  # the figure itself
    assert large / small <= 10


PAGES: dict[str, Callable[[Snapshot, Filter], object]] = {
    "timeline": lambda snapshot, chosen: (
        views.lanes(snapshot, chosen, Lanes.ACTOR, 12),
        views.cells(snapshot, chosen, Lanes.ACTOR, ["velmia"], views.unit_of(snapshot, chosen)),
    ),
    "actors": lambda snapshot, chosen: (
        views.actors(snapshot, chosen),
        views.pairs(snapshot, chosen),
        views.sides(snapshot, chosen),
    ),
    "disagreements": lambda snapshot, chosen: (
        views.disagreements(snapshot, chosen),
        views.contested_fields(snapshot, chosen),
    ),
    "quality": lambda snapshot, chosen: (
        views.shares(snapshot, chosen),
        views.unmapped_reasons(snapshot, chosen),
        views.outlets(snapshot),
    ),
}


@pytest.mark.parametrize("name", PAGES)
def test_each_page_answers_for_twenty_times_the_incidents_without_taking_twenty_times_as_long(
    few: Snapshot, many: Snapshot, name: str
) -> None:
    ask = PAGES[name]
    ask(few, Filter())
    ask(many, Filter())
    small, large = least(lambda: ask(few, Filter()), lambda: ask(many, Filter()))
    print(f"\n{name}: 1,000 incidents {1000 * small:.0f} ms, 20,000 {1000 * large:.0f} ms, ratio {large / small:.1f}")  # noqa: T201  # the figure itself
    assert large / small <= 12


def test_evidence_costs_the_same_among_many_incidents(few: Snapshot, many: Snapshot) -> None:
    views.evidence(few, "n000100")
    views.evidence(many, "n000100")
    small, large = least(lambda: views.evidence(few, "n000100"), lambda: views.evidence(many, "n000100"))
    print(f"\nevidence: among 1,000 {1000 * small:.0f} ms, among 20,000 {1000 * large:.0f} ms")  # noqa: T201  # the figure itself
    assert large / small <= 5
