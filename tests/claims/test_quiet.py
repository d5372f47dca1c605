"""Reports that use the words of war and tell of none of today: sport, markets, films, drills, history, opinion, weather."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo import pipeline, sources
from geo.model import PHYSICAL, Claim, Document, Status
from geo.settings import Settings
from geo.tools import Tools

REPORTS = sorted((Path(__file__).parent / "quiet").glob("*.txt"))


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
def test_a_report_of_no_conflict_puts_nothing_on_the_map(path: Path, equipment: Tools) -> None:
    documents = [found for found in sources.read([path], Settings()) if isinstance(found, Document)]
    claims = [claim for reading in pipeline.read(documents, equipment) for claim in reading.claims]
    assert documents
    assert [claim.span.of(documents[0].text) for claim in claims if is_drawn(claim)] == []


def is_drawn(claim: Claim) -> bool:
    happened = claim.asserted and claim.status is not Status.DENIED and claim.kind.family in PHYSICAL
    return happened and claim.place is not None
