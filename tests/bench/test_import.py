"""How fast a large table is imported: as a ratio to reading the same file and doing nothing with it, and in seconds."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.csv
import pytest

from geo import imports
from geo.datasets import Dataset
from geo.imports import Wish
from geo.settings import Settings
from tests.test_imports import ACLED_COLUMNS

pytestmark = pytest.mark.bench

TODAY = date(2031, 7, 1)

_SHELLINGS = """
    SELECT 'CAL' || n AS event_id_cnty, strftime(DATE '2018-01-01' + (n * 7 % 4000)::INTEGER, '%d %B %Y') AS event_date,
        year(DATE '2018-01-01' + (n * 7 % 4000)::INTEGER) AS year, 1 + n % 3 AS time_precision,
        'Political violence' AS disorder_type, 'Explosions/Remote violence' AS event_type,
        ['Air/drone strike', 'Shelling/artillery/missile attack', 'Suicide bomb', 'Grenade'][1 + n % 4] AS sub_event_type,
        'Brigade ' || n % 900 AS actor1, '' AS assoc_actor_1, 2 AS inter1, 'Civilians (Iraq)' AS actor2,
        'Farmers (Iraq); Women (Iraq)' AS assoc_actor_2, 7 AS inter2, 27 AS interaction,
        'Civilian targeting' AS civilian_targeting,
        368 AS iso, 'Middle East' AS region, 'Iraq' AS country, 'Calderia' AS admin1, 'Calder' AS admin2, '' AS admin3,
        'Town ' || n % 5000 AS location, round(31 + n % 40000 / 10000, 4) AS latitude,
        round(42 + n % 33331 / 10000, 4) AS longitude,
        1 + n % 3 AS geo_precision, 'The Courier; The Herald' AS source, 'National' AS source_scale,
        'On that day, ' || repeat('fighters shelled positions near the town, ', 6) || 'sources said.' AS notes,
        n % 4 AS fatalities, '' AS tags, 1700000000 + n AS timestamp
    FROM range({rows}) t(n)
"""


def shellings(rows: int, path: Path) -> Path:
    """Write so many invented rows in the form of ACLED."""
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"COPY ({_SHELLINGS.format(rows=rows)}) TO '{path}' (HEADER, DELIMITER ',')")
    with path.open(encoding="utf-8") as file:
        assert file.readline().strip().split(",") == ACLED_COLUMNS
    return path


def plainly(path: Path) -> int:
    """Read a table into memory, all of it text."""
    options = pa.csv.ConvertOptions(column_types=dict.fromkeys(ACLED_COLUMNS, pa.string()))
    return int(
        pa.csv.read_csv(path, convert_options=options, parse_options=pa.csv.ParseOptions(newlines_in_values=True)).num_rows
    )


def imported(path: Path, build: Path) -> Dataset:
    return imports.run(Wish(path=path), Settings(build=build), TODAY)


def test_an_import_costs_a_small_multiple_of_reading_the_file(tmp_path: Path) -> None:
    path = shellings(200_000, tmp_path / "shellings.csv")
    reading, whole = [], []
    for n in range(3):
        start = time.process_time()
        assert plainly(path) == 200_000
        reading.append(time.process_time() - start)
        start = time.process_time()
        assert imported(path, tmp_path / f"{n}").rows == 200_000
        whole.append(time.process_time() - start)
    ratio = min(whole) / min(reading)
    print(f"\nread only {min(reading):.2f} s, imported {min(whole):.2f} s of CPU, ratio {ratio:.1f}")  # noqa: T201  # the figure
    assert ratio <= 14


def test_cost_grows_with_the_rows_and_no_faster(tmp_path: Path) -> None:
    costs = []
    for rows in (50_000, 400_000):
        path = shellings(rows, tmp_path / f"{rows}.csv")
        start = time.process_time()
        imported(path, tmp_path / f"build{rows}")
        costs.append(time.process_time() - start)
    print(f"\n50,000 rows {costs[0]:.2f} s, 400,000 rows {costs[1]:.2f} s of CPU")  # noqa: T201  # the figure
    assert costs[1] / costs[0] <= 10


def test_a_million_rows_are_imported_within_a_minute_of_cpu(tmp_path: Path) -> None:
    path = shellings(1_000_000, tmp_path / "million.csv")
    begun, cpu = time.monotonic(), time.process_time()
    made = imported(path, tmp_path / "build")
    took, used = time.monotonic() - begun, time.process_time() - cpu
    size = path.stat().st_size / 2**20
    print(f"\n{made.rows:,} rows of {size:,.0f} MB in {took:.0f} s, {used:.0f} s of CPU")  # noqa: T201  # the figure
    assert (made.rows, made.left_out) == (1_000_000, 0)
    assert used <= 60
