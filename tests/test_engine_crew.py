"""What becomes of documents and parts that workers die of, and of builds whose cluster goes away: with a cluster that is none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import distributed
import msgspec
import pytest
from distributed.comm import CommClosedError
from hypothesis import given, settings, strategies as st

from geo import incidents, recall
from geo.engine import crew
from geo.errors import BuildError
from geo.incidents import Slip, jobs, parts
from geo.model import Document, Reading, Skipped
from geo.recall import Read
from geo.settings import Settings
from tests.test_incidents import CALDER, DEPOT, MAY_4, MERROW, ROCKETS, on, read, replace

DEATH = ("task", None, 3)
"""What was worked on, by whom last, and how often."""


@dataclass
class Future:
    """What comes of a task, or how it fails."""

    task: Callable[[], Any]
    status: str = "finished"

    def result(self, timeout: float) -> Any:  # noqa: ANN401  # whatever the task gives
        """Wait for it."""
        assert timeout > 0
        return self.task()

    def release(self) -> None:
        """Let it go."""


@dataclass
class Cluster:
    """A cluster of workers that die of poison, where a real one would take a minute to say so."""

    poison: bytes = b"poison"
    workers: dict[str, object] = field(default_factory=lambda: {"tcp://one": {}})
    fails_with: type[Exception] | None = None
    status: str = "finished"
    done: list[int] = field(default_factory=list)

    def scheduler_info(self, n_workers: int) -> dict[str, Any]:
        """Return who works there."""
        assert n_workers == -1
        return {"workers": self.workers}

    def submit(self, _task: object, work: bytes | list[bytes], _settings: Settings, _shape: str, *, pure: bool) -> Future:
        """Take a task."""
        assert not pure
        return Future(lambda: self._result(work), self.status)

    def _result(self, work: bytes | list[bytes]) -> Any:  # noqa: ANN401  # what a task gives
        if self.fails_with is not None:
            raise self.fails_with
        packed = [work] if isinstance(work, bytes) else work
        if any(self.poison in one for one in packed):
            raise distributed.KilledWorker(*DEATH)
        self.done.append(len(packed))
        if isinstance(work, bytes):
            return incidents.done(work)
        return [(recall.pack(Read.of(Reading(document=recall.unpack_document(one)))), 0.5) for one in work]


def documents(*texts: str) -> list[Document]:
    return [Document(id=f"d{n}", source=f"{n}.txt", text=text) for n, text in enumerate(texts)]


def answers(cluster: Cluster, found: list[Document]) -> list[crew.Answer]:
    return list(crew.Together(cluster, Settings()).read((one, None) for one in found))


def test_a_document_that_workers_die_of_is_skipped_and_the_others_of_its_batch_are_read() -> None:
    cluster, found = Cluster(), documents("news", "a poison", "more news")
    reason = "not read: reading it ended the process that read it, or did not end, every time"
    assert [answer.read for answer in answers(cluster, found)] == [
        Read.of(Reading(document=found[0])),
        Skipped(source="1.txt", reason=reason),
        Read.of(Reading(document=found[2])),
    ]
    assert cluster.done == [1, 1]  # each by itself, for any of them may have been it


def test_documents_come_back_in_their_order_with_those_that_are_known_between_them() -> None:
    found = documents(*map(str, range(3 * crew.BATCH)))
    known = [(one, Read.of(Reading(document=one)) if n % 3 else None) for n, one in enumerate(found)]
    read_by = list(crew.Together(Cluster(), Settings()).read(iter(known)))
    assert [answer.read.reading.document for answer in read_by if isinstance(answer.read, Read)] == found
    assert [answer.document for answer in read_by] == [one if read is None else None for one, read in known]


def test_a_cluster_without_workers_is_waited_for_and_then_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crew, "_LOOKS", 2)
    cluster = Cluster(workers={}, fails_with=TimeoutError)
    with pytest.raises(BuildError, match="lost all its workers; start some, and build again: what was read is kept"):
        answers(cluster, documents("news"))


@pytest.mark.parametrize("error", [distributed.CancelledError, distributed.client.ClosedClientError])
def test_a_scheduler_that_is_gone_is_named_with_what_to_do(error: type[Exception]) -> None:
    with pytest.raises(BuildError, match=r"scheduler of the cluster is gone; start it \(`make cluster`\), and build again"):
        answers(Cluster(fails_with=error), documents("news"))


def test_a_scheduler_that_is_gone_before_what_was_done_is_fetched_is_named_too() -> None:
    with pytest.raises(BuildError, match="scheduler of the cluster is gone"):
        answers(Cluster(fails_with=CommClosedError), documents("news"))


@pytest.mark.timeout(60)
@pytest.mark.parametrize("error", [PermissionError, TimeoutError])
def test_an_error_of_a_worker_is_not_taken_for_a_scheduler_that_is_gone_or_late(error: type[Exception]) -> None:
    with pytest.raises(error):
        answers(Cluster(fails_with=error, status="error"), documents("news"))


# --- joining -------------------------------------------------------------------------------


def slips(count: int) -> list[Slip]:
    claims = [
        replace(ROCKETS, place=(CALDER, DEPOT, MERROW)[n % 3], when=on(MAY_4 + timedelta(days=n // 9))) for n in range(count)
    ]
    readings = (read(f"d{n:03}", (claim, f"{n % 7 + 120} rockets hit the embassy.")) for n, claim in enumerate(claims))
    return [slip for reading in readings for slip in incidents.slips(reading)]


@pytest.fixture
def little(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let few pairs be many."""
    monkeypatch.setattr(jobs, "PAIRS", 7)
    monkeypatch.setattr(jobs, "CLAIMS", 7)


@dataclass
class Memory:
    """What came of parts, in memory."""

    kept: dict[bytes, bytes] = field(default_factory=dict)

    def made(self, key: bytes) -> bytes | None:
        """Return what was kept."""
        return self.kept.get(key)

    def keep_made(self, key: bytes, made: bytes) -> None:
        """Keep it."""
        self.kept[key] = made


@pytest.mark.usefixtures("little")
def test_workers_join_as_one_process_does_and_what_kills_them_is_done_here() -> None:
    told, cluster = slips(40), Cluster(poison=b"no such thing")
    whole = incidents.weave(told)
    assert incidents.weave(told, hands=crew.Together(cluster, Settings())) == whole
    assert len(cluster.done) > 20
    assert incidents.weave(told, hands=crew.Together(Cluster(poison=b""), Settings())) == whole


@settings(max_examples=15)
@given(st.permutations(slips(24)), st.data())
def test_what_is_joined_depends_on_no_order_and_on_nothing_that_is_known(told: list[Slip], data: st.DataObject) -> None:
    whole, memory = incidents.weave(slips(24)), Memory()
    without = data.draw(st.integers(0, 23))
    incidents.weave(told[:without] + told[without + 1 :], kept=memory)
    assert incidents.weave(told, kept=memory) == whole
    assert incidents.weave(told, kept=memory, hands=Nobody()) == whole


class Nobody:
    """Does nothing, for nothing is left to do."""

    def do(self, joining: Iterator[bytes]) -> Iterator[bytes]:
        """Refuse all work."""
        assert list(joining) == []
        return iter(())


def test_one_claim_more_leaves_what_is_far_from_it_as_it_was() -> None:
    memory, before, after = Memory(), incidents.Woven(), incidents.Woven()
    told = slips(300)
    incidents.weave(told[:-1], kept=memory, woven=before)
    incidents.weave(told, kept=memory, woven=after)
    assert before.known == 0
    assert after.done < before.done / 5


def test_blocks_in_which_too_many_meet_are_counted() -> None:
    woven = incidents.Woven()
    crowd = [slip for n in range(220) for slip in incidents.slips(read(f"d{n:03}", (ROCKETS, f"Rockets hit {n:03}.")))]
    incidents.weave(crowd, woven=woven)
    assert woven.crowded > 0


def test_more_copies_of_a_text_than_are_compared_are_one_incident() -> None:
    copies = [read(f"d{n:03}", (ROCKETS, "Rockets hit the Vellish embassy in Calder.")) for n in range(150)]
    [incident] = incidents.join(copies)
    assert len(incident.claim_ids) == 150


def test_a_part_is_a_value_and_what_comes_of_it_too() -> None:
    told = slips(3)
    part = parts.pack([parts.Comparing("joined", [one.packed for one in told], [(0, [1, 2])])])
    assert incidents.done(part) == incidents.done(bytes(part))
    [row] = parts.results(incidents.done(part))
    assert len(msgspec.msgpack.decode(row)[0]) == 2
