"""Face validity: metrics that never move, that mean nothing, or that are far off the record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from marosim.evidence.tally import Tally

FAR = 2.0
CONSTANT, UNDEFINED, OFF = "constant", "undefined without a mission", "off the record"
PERFECT = (0.5, 1.0)  # what an undefined share is often given instead of left empty


def face(
    case: str, runs: Sequence[Tally], alone: Tally | None = None, record: pd.DataFrame | None = None
) -> list[dict[str, Any]]:
    """Rows of ``face.csv``: case, metric, finding, detail.

    ``alone`` is a run without a mission, where given. ``record`` holds recorded rows with
    ``metric``, ``value``, ``low``, ``high``, ``simulated`` and dates.
    """
    lowest = pd.concat([run.metrics["lowest"] for run in runs], axis=1).min(axis=1)
    highest = pd.concat([run.metrics["highest"] for run in runs], axis=1).max(axis=1)
    found = [
        _row(case, name, CONSTANT, f"{lowest[name]:.6g} on every day of every run")
        for name in lowest.index
        if lowest[name] == highest[name]
    ]
    if alone is not None:
        found += _undefined(case, alone, lowest, highest)
    if record is not None:
        found += [_row(case, *off) for off in _off(record)]
    return found


def _undefined(
    case: str, alone: Tally, lowest: pd.Series, highest: pd.Series
) -> list[dict[str, Any]]:
    """Metrics that a run without a mission leaves out, or fills with a number that means none."""
    rows = []
    for name in lowest.index:
        if name not in alone.metrics.index or alone.metrics.loc[name, "empty"] == 1:
            rows.append(_row(case, name, UNDEFINED, "left empty, as it should be"))
            continue
        low, high = alone.metrics.loc[name, ["lowest", "highest"]]
        if low == high and low in PERFECT and lowest[name] < highest[name]:
            rows.append(_row(case, name, UNDEFINED, f"{low:g} on every day, expected empty"))
    return rows


def _off(record: pd.DataFrame) -> list[tuple[str, str, str]]:
    rows = []
    for _, row in record[record["simulated"].notna() & (record["value"] > 0)].iterrows():
        times = row["simulated"] / row["value"]
        # a value within its own recorded range is not off it
        if not 1 / FAR <= times <= FAR and not row["low"] <= row["simulated"] <= row["high"]:
            where = f" {row['place']}" if row["place"] else ""
            rows.append(
                (
                    str(row["metric"]),
                    OFF,
                    f"{times:.2g} times the record{where} at {row['date_to']}",
                )
            )
    return rows


def _row(case: str, metric: str, finding: str, detail: str) -> dict[str, Any]:
    return {"case": case, "metric": metric, "finding": finding, "detail": detail}
