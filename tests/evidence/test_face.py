"""Metrics that say nothing are listed, and those that say something are not."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from marosim.evidence.face import CONSTANT, OFF, UNDEFINED, face
from marosim.evidence.tally import Tally


def run(**metrics: tuple[float, float, float]) -> Tally:
    table = pd.DataFrame(metrics, index=["lowest", "highest", "empty"]).T
    return Tally(dt.date(2000, 1, 1), pd.DataFrame(), pd.DataFrame(), table)


def findings(*arguments: object) -> set[tuple[str, str, str]]:
    rows = face("made_up", *arguments)  # type: ignore[arg-type]
    return {(row["metric"], row["finding"], row["detail"].split(",")[0]) for row in rows}


RUNS = [
    run(deaths=(0, 90, 0), voice=(0.2, 0.2, 0), trust=(0.3, 0.6, 0), troops=(0, 9, 0)),
    run(deaths=(0, 70, 0), voice=(0.2, 0.2, 0), trust=(0.4, 0.6, 0), troops=(9, 9, 0)),
]


def test_what_never_moves_in_any_run_is_constant() -> None:
    assert {row for row in findings(RUNS) if row[1] == CONSTANT} == {
        ("voice", CONSTANT, "0.2 on every day of every run")
    }


def test_without_a_mission_undefined_is_empty_and_not_a_half() -> None:
    alone = run(deaths=(0, 99, 0), voice=(0.2, 0.2, 0), trust=(0.5, 0.5, 0), troops=(0, 0, 1))
    found = {row for row in findings(RUNS, alone) if row[1] == UNDEFINED}
    assert found == {
        ("trust", UNDEFINED, "0.5 on every day"), ("troops", UNDEFINED, "left empty"),
    }  # fmt: skip


def test_more_than_twice_the_record_is_off_it_unless_in_its_range() -> None:
    record = pd.DataFrame(
        {
            "metric": ["a", "b", "c", "d"], "value": [10.0, 10.0, 10.0, 10.0],
            "low": [9.0, 9.0, 1.0, 9.0], "high": [11.0, 11.0, 40.0, 11.0],
            "simulated": [21.0, 19.0, 30.0, 4.0], "place": "", "date_to": "2000-02-01",
        }
    )  # fmt: skip
    off = {row[0] for row in findings(RUNS, None, record) if row[1] == OFF}
    assert off == {"a", "d"}
