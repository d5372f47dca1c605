"""Tools that are loaded once, for builds that keep what they read as those of a person do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import pytest

from geo import pipeline, tools
from geo.model import Document, Reading
from geo.tools import Tools


@pytest.fixture
def equipped(equipment: Tools, monkeypatch: pytest.MonkeyPatch) -> Tools:
    """Let builds load the tools in no time."""
    monkeypatch.setattr(tools, "equip", lambda _: equipment)
    return equipment


@pytest.fixture
def readings(equipped: Tools, monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Count by source what is read, and not recalled."""
    read, counted = pipeline.read, Counter[str]()

    def counting(documents: Sequence[Document], with_: Tools) -> Iterator[Reading]:
        counted.update(document.source for document in documents)
        return read(documents, with_)

    assert equipped
    monkeypatch.setattr(pipeline, "read", counting)
    return counted
