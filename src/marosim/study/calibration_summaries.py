"""What a run is asked by calibration: a handful of numbers a case, each with its record.

Months of deaths are taken together and parted in time: the earlier half is fitted, the later
half only checked. So are rows that tell one level on several dates. Other rows are used as the
case's ``observed.csv`` and ``targets.csv`` say. Rows that follow an input (the mission's
strength) tell nothing and are left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from marosim.evidence import composition
from marosim.evidence.tally import tally
from marosim.study.calibration_distance import LEAST_LOG_ERROR, WITHIN_RANGE
from marosim.study.observed import CALIBRATION, SURVIVORS, Run, rows_for, survivors
from marosim.world.case import Case

if TYPE_CHECKING:
    from marosim.response_model import ResponseModel

FIT, CHECK = "fit", "check"
LOG, SHARE, PLAIN = "log", "share", "plain"
# how far the model may miss though it were right, in standard deviations; assumed
DISCREPANCY = {LOG: LEAST_LOG_ERROR, SHARE: 0.05, PLAIN: 0.3}
FROM_EVENTS = 0.5  # the same for what is counted in recorded events, of which many are missing
LARGEST = 3  # places of a case whose share of all deaths is asked for
SERIES = 3  # rows of one level on so many dates are parted in time
MONTH = 31
INPUTS = ("peacekeepers",)
COUNTED = "battle_deaths_fighters"  # over dates, most of which the run must have
COMPOSITION = {  # rows of targets.csv, and the scale on which errors are alike
    "share_one_sided_of_civilian_deaths": SHARE,
    "share_of_one_sided_by_government": SHARE,
    COUNTED: LOG,
    "one_sided_event_size_q50": LOG,
    "one_sided_event_size_q90": LOG,
    "one_sided_event_size_max": LOG,
    "one_sided_event_size_tail_exponent": PLAIN,
}


@dataclass(frozen=True)
class Summary:
    """One number of a run: ``name`` in words, its ``record`` and how certain that is.

    ``record``, ``error`` and ``discrepancy`` (standard deviations) are on the ``scale``: logs
    of counts above ``floor``, shares, or plain. ``use`` is ``fit`` or ``check``. ``ask`` tells
    :func:`read` where the number stands.
    """

    name: str
    scale: str
    record: float
    error: float
    discrepancy: float
    use: str
    floor: float = 1.0
    ask: Mapping[str, Any] = field(default_factory=dict)

    @property
    def width(self) -> float:
        """Standard deviation of the record around the model, without chance."""
        return float(np.hypot(self.error, self.discrepancy))

    def scaled(self, values: Any) -> Any:
        """Numbers of runs on the scale of the record."""
        values = np.asarray(values, dtype=float)
        return np.log(np.maximum(values, 0.0) + self.floor) if self.scale == LOG else values


def summaries(case: Case, agents: int, days: int | None = None) -> list[Summary]:
    """What a case's runs of so many days are asked; empty for a case without a record."""
    people = case.places[[c for c in case.places if c.startswith("people_")]].to_numpy()
    floor = max(float(people.sum()) / agents, 1.0)
    rows = rows_for(case, days=days)
    rows = rows[~rows["metric"].isin(INPUTS)].reset_index(drop=True)
    monthly = _months(rows)
    found = _of_months(rows[monthly], floor)
    later = rows[~monthly & ~(_deaths(rows) & (rows["how"] == "flow") & monthly.any())]
    found += _of_rows(later.reset_index(drop=True), floor)
    if days is None or days >= case.days:
        found += _of_targets(case, floor)
    return found


def read(model: ResponseModel, asked: Sequence[Summary]) -> list[float]:
    """Run a model to its end and read off one number a summary, NaN where it has none."""
    counted = tally(model)
    run = Run(model.case, model.daily, model.places_table)
    return [_number(model, run, counted, summary.ask) for summary in asked]


def _number(model: ResponseModel, run: Run, counted: Any, ask: Mapping[str, Any]) -> float:
    if ask["kind"] == "target":
        return composition.number(counted, pd.Series(dict(ask["row"])))
    if ask["kind"] == "row":
        row = pd.Series(dict(ask["row"]))
        return survivors(model) if row["metric"] == SURVIVORS else run.number(row)
    deaths = run.daily["deaths_direct"].to_numpy(dtype=float)
    total = float(deaths[ask["first"] : ask["last"] + 1].sum())
    if ask["kind"] == "sum":
        return total
    return float(deaths[ask["first"] : ask["until"] + 1].sum()) / total if total > 0 else np.nan


def _deaths(rows: pd.DataFrame) -> pd.Series:
    return (rows["metric"] == "deaths_direct") & (rows["place"] == "")


def _months(rows: pd.DataFrame) -> pd.Series:
    short = rows["day_to"] - rows["day_from"] < MONTH
    return _deaths(rows) & (rows["how"] == "flow") & short


def _of_months(months: pd.DataFrame, floor: float) -> list[Summary]:
    """Deaths of the earlier and the later half of the months, and the share of the first."""
    if len(months) < 2:
        return []
    months = months.sort_values("day_from").reset_index(drop=True)
    half = int(np.ceil(len(months) / 2))
    early, late = months.iloc[:half], months.iloc[half:]
    found = [_sum(early, floor, FIT), _sum(late, floor, CHECK)]
    if half > 1:
        found.insert(1, _first_share(early, found[0], floor))
    return found


def _sum(months: pd.DataFrame, floor: float, use: str) -> Summary:
    first, last = max(int(months["day_from"].iloc[0]), 0), int(months["day_to"].iloc[-1])
    low, value, high = (months[c].fillna(months["value"]).sum() for c in ("low", "value", "high"))
    return Summary(
        f"deaths_direct from {months['date_from'].iloc[0]} to {months['date_to'].iloc[-1]}",
        LOG, float(np.log(value + floor)), _error(low, high, LOG, floor), DISCREPANCY[LOG], use,
        floor, {"kind": "sum", "first": first, "last": last},
    )  # fmt: skip


def _first_share(months: pd.DataFrame, whole: Summary, floor: float) -> Summary:
    first, rest = _sum(months.iloc[:1], floor, FIT), _sum(months.iloc[1:], floor, FIT)
    share = float(months["value"].iloc[0] / max(months["value"].sum(), 1e-9))
    # to first order, errors of the first month and of the others being independent
    error = share * (1.0 - share) * float(np.hypot(first.error, rest.error))
    return Summary(
        f"share in the first month of {whole.name}", SHARE, share, error, DISCREPANCY[SHARE], FIT,
        1.0, {**whole.ask, "kind": "first", "until": first.ask["last"]},
    )  # fmt: skip


def _of_rows(rows: pd.DataFrame, floor: float) -> list[Summary]:
    shares = rows[(rows["how"] == "share") & (rows["place"] != "")]
    few = shares.sort_values("value", ascending=False).index[LARGEST:]
    rows = rows.drop(index=few)
    uses = {i: FIT if use == CALIBRATION else CHECK for i, use in rows["use"].items()}
    for _, series in rows[rows["how"] == "level"].groupby(["metric", "place"]):
        if len(series) >= SERIES:
            dated = series.sort_values("day_to").index
            half = int(np.ceil(len(dated) / 2))
            uses |= {i: FIT if n < half else CHECK for n, i in enumerate(dated)}
    return [_of_row(row, floor, uses[i]) for i, row in rows.iterrows()]  # type: ignore[index]


def _of_row(row: pd.Series, floor: float, use: str) -> Summary:
    scale = SHARE if row["how"] in ("share", "cumulative_share") else LOG
    low, high = (float(row["value"] if pd.isna(row[c]) else row[c]) for c in ("low", "high"))
    value = float(row["value"])
    day = (
        str(row["date_to"]) if row["how"] == "level" else f"{row['date_from']} to {row['date_to']}"
    )
    where = f" in {row['place']}" if row["place"] else ""
    kept = {k: row[k] for k in ("metric", "how", "place")}
    kept |= {k: int(row[k]) for k in ("day_from", "day_to")}
    return Summary(
        f"{row['metric']} ({row['how']}){where} {day}", scale,
        float(np.log(value + floor)) if scale == LOG else value,
        _error(low, high, scale, floor), DISCREPANCY[scale], use, floor,
        {"kind": "row", "row": kept},
    )  # fmt: skip


def _of_targets(case: Case, floor: float) -> list[Summary]:
    rows = composition.targets(case.name)
    found = []
    for _, row in rows[rows["quantity"].isin(COMPOSITION)].iterrows():
        if row["quantity"] == COUNTED and not _covers(case, row):
            continue
        scale = COMPOSITION[str(row["quantity"])]
        own = floor if row["quantity"] == COUNTED else 1.0
        value = float(row["value"])
        low, high = (value if pd.isna(row[c]) else float(row[c]) for c in ("low", "high"))
        kept = {k: row[k] for k in ("quantity", "actor", "date_from", "date_to")}
        found.append(
            Summary(
                f"{row['quantity']} {row['date_from']} to {row['date_to']}", scale,
                float(np.log(value + own)) if scale == LOG else value,
                _error(low, high, scale, own),
                FROM_EVENTS if scale == LOG else DISCREPANCY[scale],
                FIT if row["suggested_use"] == CALIBRATION else CHECK, own,
                {"kind": "target", "row": kept},
            )
        )  # fmt: skip
    return found


def _covers(case: Case, row: pd.Series) -> bool:
    """Whether a run of the case has most of a row's days."""
    first, last = (
        (pd.Timestamp(row[c]).date() - case.start).days for c in ("date_from", "date_to")
    )
    inside = min(last + 1, case.days) - max(first, 0)
    return inside >= composition.LEAST_COVERED * (last - first + 1)


def _error(low: float, high: float, scale: str, floor: float) -> float:
    """Standard deviation that a recorded range stands for: its ends hold 90 %."""
    if scale == LOG:
        low, high = np.log(low + floor), np.log(high + floor)
    return float(high - low) / (2 * WITHIN_RANGE)
