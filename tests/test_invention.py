"""Invented incidents: as many as asked for, the same for the same seed, and no more exact than a data set may be."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from geo import invention
from geo.datasets import RECORDS
from geo.errors import InputError
from geo.model import Kind, Precision, Status
from geo.settings import Settings


@pytest.fixture(scope="module")
def records() -> pa.Table:
    """Invent five thousand."""
    return pa.concat_tables(invention.tables(Settings().data, 5_000, 3))


def test_the_same_number_and_seed_give_the_same_rows(records: pa.Table) -> None:
    assert pa.concat_tables(invention.tables(Settings().data, 5_000, 3)).equals(records)
    assert not pa.concat_tables(invention.tables(Settings().data, 5_000, 4)).equals(records)


def test_they_have_the_columns_of_a_data_set_and_ids_of_their_own(records: pa.Table) -> None:
    assert records.schema.equals(RECORDS)
    assert (records.num_rows, pc.count_distinct(records["id"]).as_py()) == (5_000, 5_000)


def test_every_kind_status_and_precision_occurs(records: pa.Table) -> None:
    for name, values in (("kind", Kind), ("status", Status), ("place_precision", Precision)):
        assert set(pc.unique(records[name]).to_pylist()) == {str(value) for value in values}


def test_what_is_said_no_closer_than_a_country_has_no_position(records: pa.Table) -> None:
    vague = pc.is_in(records["place_precision"], pa.array(["country", "unknown"]))
    assert pc.and_(vague, pc.is_valid(records["lat"])).to_pylist().count(True) == 0
    assert pc.and_(pc.invert(vague), pc.is_null(records["lat"])).to_pylist().count(True) == 0


def test_dates_run_forward_over_decades_and_some_are_not_known(records: pa.Table) -> None:
    dated = records.filter(pc.is_valid(records["first"]))
    assert pc.all(pc.less_equal(dated["first"], dated["last"])).as_py()
    assert pc.max(dated["last"]).as_py().year - pc.min(dated["first"]).as_py().year > 30
    assert 0 < records["first"].null_count < 500


@pytest.mark.parametrize(("incidents", "seed"), [(0, 1), (-5, 1), (invention.MOST + 1, 1), (10, -1)])
def test_what_cannot_be_invented_is_refused(settings: Settings, incidents: int, seed: int) -> None:
    with pytest.raises(InputError, match="cannot invent"):
        invention.publish(settings, incidents, seed)
