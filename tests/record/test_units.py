"""Units stand in the fields of Arrow tables, where R, polars and duckdb find them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

SMALL = ("scenario=kalvera", "days=2", "population.agents=60")


def said_of(path: str, column: str) -> dict[bytes, bytes]:
    return pq.read_schema(path).field(column).metadata or {}


def test_tables_of_runs_and_studies_carry_units_in_their_fields(command) -> None:
    assert command("run", *SMALL, "output_dir=run").status == 0
    assert said_of("run/daily.parquet", "cost_usd")[b"unit"] == b"US$"
    assert b"unit" not in said_of("run/daily.parquet", "date")
    assert pd.read_parquet("run/daily.parquet").attrs["units"]["deaths_direct"] == "persons"
    study = ("run", "-m", *SMALL, "mandate=none,robust", "workers=1", "output_dir=study")
    for count in (1, 2):  # the second time the tables are merged with what is there
        assert command(*study, f"replications={count}").status == 0
        for name in ("daily", "runs"):
            told = said_of(f"study/{name}.parquet", "deaths_direct")
            assert told[b"unit"] == b"persons" and told[b"meaning"]
    assert len(pd.read_parquet(Path("study/runs.parquet"))) == 4
