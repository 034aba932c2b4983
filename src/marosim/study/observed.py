"""What a case's ``observed.csv`` asks of a run: one simulated number for each recorded one."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from marosim.day import the_day
from marosim.world.case import Case

if TYPE_CHECKING:
    from marosim.response_model import ResponseModel

CALIBRATION, HELD_OUT = "calibration", "held_out"
# columns of the places table that hold what a daily metric counts: name -> (column, where)
PLACE_COLUMNS = {
    "deaths_direct": "deaths_direct",
    "deaths_indirect": "deaths_indirect",
    "attacks": "attacks",
    "displaced_internal": "displaced",
    "displaced_abroad": "displaced",
    "sheltered": "sheltered",
    "peacekeepers": "peacekeepers",
    "battle_deaths": "battle_deaths",
}
COUNTED_UP = ("deaths_direct", "deaths_indirect", "attacks", "battle_deaths")
SURVIVORS = "survivors"


def rows_for(case: Case, use: str | None = None, days: int | None = None) -> pd.DataFrame:
    """Recorded rows of one use (all without), with the days of their dates.

    Rows that a run of so many ``days`` (the case's own length without) cannot answer are left
    out: those before its start, and of a shortened run those that end later or need the whole.
    """
    table = case.observed
    if use is not None:
        table = table[table["use"] == use]
    table = table.copy()
    for column in ("from", "to"):
        dates = [_date(value) for value in table[f"date_{column}"]]
        table[f"day_{column}"] = [(date - case.start).days for date in dates]
    inside = (table["day_to"] >= 0) & (table["day_from"] < case.days)
    if days is not None and days < case.days:
        inside &= (table["day_to"] < days) & (table["how"] != "cumulative_share")
    table["place"] = table["place"].fillna("").astype(str)
    return table[inside].reset_index(drop=True)


def _date(value: object) -> dt.date:
    return pd.Timestamp(str(value)).date()


class Run:
    """The tables of a finished run, asked for what a recorded row names."""

    def __init__(self, case: Case, daily: pd.DataFrame, places: pd.DataFrame) -> None:
        self.case = case
        self.daily = daily
        self.last = int(daily["day"].iloc[-1])
        self.kinds = case.places.set_index("name")
        self.days = np.sort(places["day"].unique()) if len(places) else np.zeros(0, dtype=int)
        self.places = places

    def number(self, row: pd.Series) -> float:
        """The simulated value of a row of ``observed.csv``; NaN where the run has none."""
        metric, how = str(row["metric"]), str(row["how"])
        first, last = max(int(row["day_from"]), 0), min(int(row["day_to"]), self.last)
        if first > self.last:
            return float("nan")
        if row["place"]:
            return self._at(metric, how, str(row["place"]), first, last)
        if metric not in self.daily:
            return float("nan")
        values = self.daily[metric].to_numpy(dtype=float)
        if how == "flow":
            return float(values[first : last + 1].sum())
        if how == "cumulative_share":
            total = values.sum()
            return float(values[: last + 1].sum() / total) if total > 0 else float("nan")
        return float(values[last])

    def _at(self, metric: str, how: str, place: str, first: int, last: int) -> float:
        column = PLACE_COLUMNS.get(metric)
        if column is None or not len(self.days):
            return float("nan")
        names = self._names(metric, place)
        here = self._series(column, names)
        if metric not in COUNTED_UP:
            return self._on(here, last)
        grown = self._on(here, last) - (self._on(here, first - 1) if first > 0 else 0.0)
        if how == "flow":
            return grown
        all_places = self._series(column, list(self.kinds.index))
        total = self._on(all_places, last) - (self._on(all_places, first - 1) if first > 0 else 0.0)
        return grown / total if total > 0 else float("nan")

    def _names(self, metric: str, place: str) -> list[str]:
        kind, _, name = place.partition(":")
        if kind == "region" and name:
            chosen = self.kinds[self.kinds["region"] == name]
        elif kind == "country" and name:
            chosen = self.kinds[self.kinds["country"] == name]
        else:
            chosen = self.kinds[self.kinds.index == place]
        return list(chosen.index)

    def _series(self, column: str, names: list[str]) -> NDArray[np.float64]:
        chosen = self.places[self.places["place"].isin(names)]
        return chosen.groupby("day")[column].sum().reindex(self.days, fill_value=0.0).to_numpy()

    def _on(self, values: NDArray[np.float64], day: int) -> float:
        """The value on a day, on a straight line between recorded days."""
        return float(np.interp(day, self.days, values))


def comparable() -> dict[str, str]:
    """The metrics that a record may name, what runs report and the survivors at its end.

    Each with how its days add up, as :class:`marosim.journal.Metric` has it.
    """
    reported = {name: metric.kind for kind in the_day() for name, metric in kind.metrics.items()}
    return {**reported, SURVIVORS: "stock"}


def survivors(model: ResponseModel) -> float:
    """People alive of the community whom leaders most mean to destroy; NaN without one.

    The runs of the tables do not tell deaths by community, hence from the model.
    """
    meant = np.zeros(len(model.geography.communities))
    for organisation in model.armed.organisations:
        meant = np.maximum(meant, organisation.hostility * organisation.extermination)
    if not meant.any():
        return float("nan")
    group = int(np.argmax(meant))
    dead = (
        model.civilians.dead_direct[:, group].sum() + model.civilians.dead_indirect[:, group].sum()
    )
    return float(model.civilians.initial[:, group].sum() - dead)


def simulate(model: ResponseModel, rows: pd.DataFrame) -> NDArray[np.float64]:
    """Run a model to its end and read off one number for each row."""
    model.run()
    run = Run(model.case, model.daily, model.places_table)
    return np.array(
        [
            survivors(model) if row["metric"] == SURVIVORS else run.number(row)
            for _, row in rows.iterrows()
        ],
        dtype=float,
    )
