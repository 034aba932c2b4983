"""Who kills, how, in attacks of what size, and who flees: runs beside the record.

The record is ``targets.csv`` in this folder, a row a figure with its source and licence. Only
figures that were derived or cited are in it, no table of anybody's events.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from marosim.evidence.tails import alike, exponent, quantile, smooth
from marosim.evidence.tally import Tally

FACTOR = 2.0  # within a factor of two, or said to miss
LEAST_COVERED = 0.7  # of a row's days: a run that misses more of them is not comparable
# what the model has no counterpart of: named in the tables, scored by nobody
NO_COUNTERPART = ("hostages_peacekeepers", "people_besieged")
SUMS = {
    "civilians_killed_one_sided": "killed_one_sided",
    "civilians_killed_in_battle": "killed_in_battle",
    "battle_deaths_fighters": "battle_deaths",
    "peacekeepers_killed_by_hostile_acts": "peacekeeper_deaths",
    "peacekeepers_killed": "peacekeeper_deaths",
    "deaths_civilians": "deaths_direct",
}
LEVELS = {
    "refugees_abroad": "displaced_abroad",
    "internally_displaced": "displaced_internal",
    "people_in_protection_sites": "sheltered",
}
SIZES = "one_sided_event_size_"
QUANTILES = {"q50": 0.5, "q90": 0.9, "q99": 0.99}
# the record gives no more than a lower bound: small attacks go unrecorded
LOWER_BOUNDS = ("one_sided_events",)


def targets(case: str) -> pd.DataFrame:
    """Rows of ``targets.csv`` for a case, empty for one that has none."""
    table = pd.read_csv(Path(__file__).with_name("targets.csv"), dtype={"before": float})
    table = table[table["case"] == case]
    return table.fillna({"actor": "", "note": ""}).reset_index(drop=True)


def number(run: Tally, row: pd.Series) -> float:
    """What a run has to say to a row of ``targets.csv``; NaN where it has nothing."""
    quantity = str(row["quantity"])
    first = (pd.Timestamp(row["date_from"]).date() - run.start).days
    last = (pd.Timestamp(row["date_to"]).date() - run.start).days
    if quantity in LEVELS:
        inside = 0 <= last < len(run.daily)
        return float(run.daily[LEVELS[quantity]].iloc[last]) if inside else float("nan")
    # sizes and shares are those of the whole run, whose record may be pooled over more years
    if quantity.startswith(SIZES) or quantity.startswith("share_of"):
        return _of_attacks(run.attacks, quantity, str(row["actor"]))
    if quantity == "share_one_sided_of_civilian_deaths":
        one_sided, all_kinds = run.daily["killed_one_sided"].sum(), run.daily["deaths_direct"].sum()
        return float(one_sided / all_kinds) if all_kinds > 0 else float("nan")
    days = run.daily.iloc[max(first, 0) : max(last + 1, 0)]
    if len(days) < LEAST_COVERED * (last - first + 1):
        return float("nan")
    if quantity in SUMS:
        return float(days[SUMS[quantity]].sum())
    if quantity == "violent_deaths_all":
        return float((days["deaths_direct"] + days["battle_deaths"]).sum())
    if quantity == "one_sided_events":
        deadly = run.attacks[run.attacks["persons"].round() >= 1]
        return float(deadly["day"].between(first, last).sum())
    return float("nan")


def _of_attacks(attacks: pd.DataFrame, quantity: str, actor: str) -> float:
    attacks = attacks[attacks["persons"].round() >= 1]
    sizes = np.sort(attacks["persons"].round().to_numpy(dtype=float))
    if not len(sizes):
        return float("nan")
    if quantity == "share_of_one_sided_by_government":
        roles = ("government", "militia") if "militia" in actor else ("government",)
        return float(attacks.loc[attacks["role"].isin(roles), "persons"].sum() / sizes.sum())
    if quantity == "share_of_one_sided_deaths_in_top_1_percent_of_events":
        return float(sizes[-max(1, len(sizes) // 100) :].sum() / sizes.sum())
    what = quantity.removeprefix(SIZES)
    if what == "max":
        return float(sizes[-1])
    return exponent(sizes) if what == "tail_exponent" else quantile(sizes, int(what[1:]) / 100)


def of_sizes(case: str, runs: Sequence[Tally]) -> list[dict[str, Any]]:
    """Chances that the sizes of attacks fit: quantity, simulated, how; none without a record.

    ``alike`` holds all runs' sizes against the recorded quantiles; ``smooth`` asks of each run
    whether its own tail is a power law rather than a ladder, and takes the middle one.
    """
    rows = targets(case).set_index("quantity")
    marks = {share: float(rows.loc[SIZES + name, "value"]) for name, share in QUANTILES.items()
             if SIZES + name in rows.index}  # fmt: skip
    if not marks:
        return []
    note = str(rows.loc[f"{SIZES}q50", "note"])
    told = re.match(r"(\d+) one-sided events", note)
    if told is None:
        raise ValueError(f"targets.csv, {case}, {SIZES}q50: expected 'N one-sided events' in note")
    sizes = [run.attacks["persons"].round() for run in runs]
    deadly = [values[values >= 1].to_numpy(dtype=float) for values in sizes]
    chances = [smooth(values) for values in deadly]
    known = [chance for chance in chances if np.isfinite(chance)]
    return [
        {"quantity": "sizes of attacks at the recorded quantiles, chance of such a distance",
         "simulated": alike(np.concatenate(deadly), marks, int(told[1])),
         "how": f"all runs against {told[1]} recorded events at {', '.join(QUANTILES)}"},
        {"quantity": "sizes of attacks as a power law, chance of such a gap",
         "simulated": float(np.median(known)) if known else float("nan"),
         "how": "Kolmogorov-Smirnov by samples of the fitted law; the middle run"},
    ]  # fmt: skip


def accepted(row: pd.Series) -> tuple[float, float]:
    """The range that a run's value should lie in.

    The recorded range, or half to twice the recorded value where that is wider. A share keeps
    to a factor of two for what it leaves over as well, since half of 0.98 is no likeness. An
    exponent, whose range comes from resampling, keeps to it. People who fled before the case
    are taken off.
    """
    value = float(row["value"])
    low = value if pd.isna(row["low"]) else float(row["low"])
    high = value if pd.isna(row["high"]) else float(row["high"])
    if row["unit"] == "exponent":
        return low, high
    if row["unit"] == "share":
        least = max(value / FACTOR, 1 - FACTOR * (1 - value))
        most = min(value * FACTOR, 1 - (1 - value) / FACTOR)
        return min(low, least), max(high, most)
    before = float(row["before"]) if pd.notna(row["before"]) else 0.0
    value, low, high = value - before, low - before, high - before
    if row["quantity"] in LOWER_BOUNDS:
        return value / FACTOR, float("inf")
    return min(low, value / FACTOR), max(high, value * FACTOR)


def comparable(row: pd.Series) -> bool:
    """Whether a row can be scored: a number that the model has a counterpart of."""
    if row["quantity"] in NO_COUNTERPART or row["suggested_use"] == "face":
        return False
    before = float(row["before"]) if pd.notna(row["before"]) else 0.0
    # a run starts with nobody displaced: fewer than fled before the case have no counterpart
    return bool(pd.notna(row["value"]) and (not before or float(row["value"]) > before))


def compare(case: str, runs: Sequence[Tally]) -> list[dict[str, Any]]:
    """Rows of ``composition.csv``: recorded and simulated values, with the runs' 90 % band."""
    found = []
    for _, row in targets(case).iterrows():
        if not comparable(row):
            continue
        values = np.array([number(run, row) for run in runs])
        if not np.isfinite(values).any():
            continue
        low, high = accepted(row)
        before = float(row["before"]) if pd.notna(row["before"]) else 0.0
        found.append(
            {
                **row[["case", "date_from", "date_to", "quantity", "actor", "unit", "source",
                       "suggested_use"]].to_dict(),
                "recorded": float(row["value"]) - before,
                "accept_low": low, "accept_high": high, "simulated": float(np.nanmean(values)),
                "low": float(np.nanquantile(values, 0.05)),
                "high": float(np.nanquantile(values, 0.95)),
            }
        )  # fmt: skip
    return found
