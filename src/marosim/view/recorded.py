"""What history records of a case, as points for the charts of a run under way."""

from __future__ import annotations

import pandas as pd

from marosim.study.observed import rows_for
from marosim.world.case import Case

Point = tuple[int, float, float | None, float | None]  # day, value, lowest, highest


def recorded(case: Case) -> dict[str, list[Point]]:
    """Points of every metric for the whole country: levels, and deaths added up from day 0.

    Deaths of months that follow one another are added up without a range, because the ranges
    of their source do not add up.
    """
    rows = rows_for(case)
    rows = rows[rows["place"] == ""].sort_values(["day_to", "day_from"], kind="stable")
    found: dict[str, list[Point]] = {}
    for metric, own in rows.groupby("metric", sort=False):
        points = _levels(own) if str(metric) != "deaths_direct" else _added_up(own)
        if points:
            found[str(metric)] = points
    return found


def _levels(rows: pd.DataFrame) -> list[Point]:
    levels = rows[rows["how"] == "level"]
    return [_point(row) for _, row in levels.iterrows()]


def _added_up(rows: pd.DataFrame) -> list[Point]:
    flows = rows[rows["how"] == "flow"]
    points: list[Point] = []
    reached, total = -1, 0.0
    for _, row in flows.iterrows():
        first, last = int(row["day_from"]), int(row["day_to"])
        if first <= 0:
            points.append(_point(row))
            reached, total = last, float(row["value"])
        elif first == reached + 1:
            reached, total = last, total + float(row["value"])
            points.append((last + 1, total, None, None))
    return points


def _point(row: pd.Series) -> Point:
    known = [None if pd.isna(row[end]) else float(row[end]) for end in ("low", "high")]
    # a frame k shows the state after k days
    return int(row["day_to"]) + 1, float(row["value"]), known[0], known[1]
