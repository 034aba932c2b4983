"""The record that is held out: what came after the cutoff, from the same files."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd

from marosim.bring import displaced as people
from marosim.bring.events import daily
from marosim.bring.past import SOURCES
from marosim.languages import _

OBSERVED = [
    "date_from", "date_to", "metric", "place", "value", "low", "high", "how", "use", "source",
]  # fmt: skip
LEAST_DEATHS = 25  # over all months, for shares of regions
ERROR = 0.2
"""Share by which counts of displaced people may be wrong either way (assumed)."""


def observed(
    events: pd.DataFrame | None,
    displaced: pd.DataFrame | None,
    places: pd.DataFrame,
    code: str,
    period: tuple[dt.date, dt.date],
    cutoff: dt.date,
    ends: dt.date | None,
    notes: list[str],
) -> pd.DataFrame:
    """Rows of ``observed.csv``, all of days after the cutoff and marked as held out.

    ``events`` have a column ``at``. ``period`` are the first and last day of the case, ``ends``
    is the last day that the file of events covers: in it no event means that nobody was killed.
    """
    rows: list[list[Any]] = []
    if events is not None and len(events):
        rows += _deaths(events, places, period, cutoff, ends, notes)
    if displaced is not None and len(displaced):
        rows += _displaced(displaced[displaced["origin"] == code], period, cutoff, notes)
    if not rows:
        notes.append(
            _("observed.csv is empty: the files say nothing of the time after the cutoff.")
        )
    return pd.DataFrame(rows, columns=OBSERVED)


def _deaths(
    events: pd.DataFrame,
    places: pd.DataFrame,
    period: tuple[dt.date, dt.date],
    cutoff: dt.date,
    ends: dt.date | None,
    notes: list[str],
) -> list[list[Any]]:
    # of dead on one side a range is not told: civilians take their share of the event's
    share = (events["civilians_killed"] / events["deaths"].where(events["deaths"] > 0)).fillna(
        (events["kind"] == "one_sided").astype(float)
    )
    table = events.assign(
        lowest=np.minimum(events["low"] * share, events["civilians_killed"]),
        highest=np.maximum(events["high"] * share, events["civilians_killed"]),
        fighters=events["deaths"] - events["civilians_killed"],
    )
    last = max(table["date_to"].max().date(), ends or dt.date.min)
    source = SOURCES[str(events["form"].iloc[0])]
    first = max(period[0], cutoff + dt.timedelta(days=1))
    rows: list[list[Any]] = []
    columns = ("civilians_killed", "lowest", "highest", "fighters")
    days = {name: daily(table, name) for name in columns}
    covered = min(period[1], last)
    for month in pd.period_range(first, period[1], freq="M"):
        begin = max(month.start_time.date(), first)
        end = min(month.end_time.date(), period[1])
        if end > last or (end - begin).days < 14:  # a month that the file does not cover
            continue
        sums = {name: _sum(values, begin, end) for name, values in days.items()}
        rows.append([begin, end, "deaths_direct", "", sums["civilians_killed"], sums["lowest"],
                     sums["highest"], "flow", "held_out", f"{source}: civilians killed, as "
                     "recorded; low and high in the event's own proportion"])  # fmt: skip
        rows.append([begin, end, "battle_deaths", "", sums["fighters"], np.nan, np.nan, "flow",
                     "held_out", f"{source}: all dead less civilians"])  # fmt: skip
    if last < period[1]:
        notes.append(
            _(
                "The events end on {last}: months after it are not in observed.csv, since nothing "
                "recorded is not nobody killed.",
                last=last,
            )
        )
    total = _sum(days["civilians_killed"], first, covered) if first <= covered else 0.0
    if total >= LEAST_DEATHS and (covered - first).days >= 27:
        regions = dict(zip(places["name"], places["region"], strict=True))
        placed = table[table["at"] != ""]
        for region, own in placed.groupby(placed["at"].map(regions)):
            part = _sum(daily(own, "civilians_killed"), first, covered)
            if region:
                told = f"{source}: share of all civilians killed"
                where = f"region:{region}"
                rows.append(
                    [first, covered, "deaths_direct", where, round(part / total, 4), np.nan,
                     np.nan, "share", "held_out", told]
                )  # fmt: skip
    return rows


def _sum(values: pd.Series, begin: dt.date, end: dt.date) -> float:
    inside = (values.index >= pd.Timestamp(begin)) & (values.index <= pd.Timestamp(end))
    return round(float(values[inside].sum()), 2)


def _displaced(
    table: pd.DataFrame, period: tuple[dt.date, dt.date], cutoff: dt.date, notes: list[str]
) -> list[list[Any]]:
    stocks = table[table["measure"] == people.STOCK]
    flows = len(table) - len(stocks)
    if flows:
        notes.append(
            _(
                "Flows of displaced people that no day's count can be held against: {flows}.",
                flows=flows,
            )
        )
    rows: list[list[Any]] = []
    for where, metric in (
        (people.INTERNAL, "displaced_internal"),
        (people.ABROAD, "displaced_abroad"),
    ):
        own = stocks[stocks["where"] == where]
        # two sources of one date are two counts of the same people: the first file stands
        first = own.groupby("date_to")["form"].transform("first")
        if (own["form"] != first).any():
            notes.append(
                _(
                    "{metric}: where two files count the same date, the first given stands.",
                    metric=metric,
                )
            )
        own = own[own["form"] == first]
        dated = own.groupby("date_to")["people"].sum().sort_index()
        start = dated[dated.index < pd.Timestamp(period[0])]
        before = float(start.iloc[-1]) if len(start) else 0.0
        since = f" less the {before:,.0f} of {start.index[-1].date()}" if len(start) else ""
        if not since and len(dated):
            notes.append(
                _(
                    "{metric}: no count from before the start; the whole stock is compared.",
                    metric=metric,
                )
            )
        for day, value in dated.items():
            date = pd.Timestamp(str(day)).date()
            if max(cutoff, period[0]) < date <= period[1]:
                grown = max(float(value) - before, 0.0)
                name = str(own.loc[own["date_to"] == day, "form"].iloc[0]).upper()
                source = f"{name}: stock{since}; range ± {ERROR:.0%} assumed"
                low, high = round(grown * (1 - ERROR), 1), round(grown * (1 + ERROR), 1)
                rows.append([date, date, metric, "", grown, low, high, "level", "held_out", source])
    return sorted(rows, key=lambda row: (row[2], row[0]))
