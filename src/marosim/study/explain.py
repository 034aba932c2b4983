"""The response chain of a run as a dated funnel: what came when, which link broke, at what cost."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from marosim.record.folder import RunFolder, read_run

COLUMNS = [
    *("link", "step", "day", "date", "share", "deaths_before", "days_lost", "deaths_meanwhile"),
    *("note", "broken"),
]
FULL_STRENGTH = 0.9  # share of the authorised strength that counts as full


@dataclass(frozen=True)
class Link:
    """One link of the chain: its name and how to find its day in a run."""

    name: str
    meaning: str
    day: Callable[[RunFolder], int | None]


def _event(*kinds: str) -> Callable[[RunFolder], int | None]:
    def first(run: RunFolder) -> int | None:
        found = run.events[run.events["kind"].isin(kinds)]
        return int(found["day"].min()) if len(found) else None

    return first


def _first(metric: str, level: float = 0.0) -> Callable[[RunFolder], int | None]:
    def first(run: RunFolder) -> int | None:
        if metric not in run.daily:
            return None
        above = run.daily[run.daily[metric] > level]
        return int(above["day"].iloc[0]) if len(above) else None

    return first


def _full_strength(run: RunFolder) -> int | None:
    daily = run.daily
    if not {"peacekeepers", "authorised"} <= set(daily.columns):
        return None
    enough = (daily["authorised"] > 0) & (
        daily["peacekeepers"] >= FULL_STRENGTH * daily["authorised"]
    )
    return int(daily["day"][enough].iloc[0]) if enough.any() else None


LINKS = (
    Link("signal", "first signal of attacks to come", _event("signal")),
    Link("alert", "first alert raised", _event("alert")),
    Link("decision", "decision to act", _event("decision")),
    Link("authorisation", "mandate authorised", _event("authorisation")),
    Link("first_unit", "first unit in the country", _first("peacekeepers")),
    Link("full_strength", "nine tenths of the authorised strength", _full_strength),
)
SHARES = ("within_reach", "answered", "prevented")


def explain(run_folder: str | Path | RunFolder) -> pd.DataFrame:
    """The chain of a run, one row a link, in the order in which a response comes about.

    For dated links: day, date, deaths before that day, days and deaths since the link
    before. For the last three (attacks within reach, answered, prevented): the share of
    attacks. ``broken`` marks the link that failed or cost most lives; ``note`` says what
    it cost.
    """
    run = run_folder if isinstance(run_folder, RunFolder) else read_run(run_folder)
    deaths = _deaths(run)
    rows: list[dict[str, Any]] = []
    before = 0
    for link in LINKS:
        day = link.day(run)
        row: dict[str, Any] = dict.fromkeys(COLUMNS)
        row |= {"link": link.name, "step": link.meaning, "day": day}
        if day is not None:
            row["date"] = pd.Timestamp(run.about["start"]) + pd.Timedelta(days=day)
            row["deaths_before"] = float(deaths[: max(day, 0)].sum())
            row["days_lost"] = max(0, day - before)
            row["deaths_meanwhile"] = float(deaths[before : max(day, before)].sum())
            before = max(before, day)
        rows.append(row)
    rows += _shares(run)
    table = pd.DataFrame(rows, columns=COLUMNS)
    table["day"] = table["day"].astype("Int64")
    table["days_lost"] = table["days_lost"].astype("Int64")
    for name in ("share", "deaths_before", "deaths_meanwhile"):
        table[name] = pd.to_numeric(table[name])
    table["date"] = pd.to_datetime(table["date"])
    table.attrs["deaths"] = float(deaths.sum())
    table["broken"] = table["link"] == broken_link(table)
    table["note"] = [_note(row) for row in table.itertuples()]
    return table


def _deaths(run: RunFolder) -> np.ndarray:
    daily = run.daily
    columns = [c for c in ("deaths_direct", "deaths_indirect") if c in daily]
    return daily[columns].sum(axis=1).to_numpy() if columns else np.zeros(len(daily))


def _shares(run: RunFolder) -> list[dict[str, Any]]:
    """Attacks within reach of the mission, answered by it, and prevented."""
    summary = run.about.get("summary", {})
    attacks = float(summary.get("attacks", 0.0))
    deterred = float(summary.get("attacks_deterred", 0.0))
    answered = float(summary.get("attacks_answered", _count(run, "response")))
    reach = float(summary.get("attacks_in_reach", np.nan))
    shares = {
        "within_reach": (reach / attacks if attacks else np.nan, "attacks within reach of units"),
        "answered": (answered / attacks if attacks else np.nan, "attacks that units answered"),
        "prevented": (
            deterred / (attacks + deterred) if attacks + deterred else np.nan,
            "attacks that presence deterred, of those that would have been",
        ),
    }
    return [
        {**dict.fromkeys(COLUMNS), "link": name, "share": share, "step": text}
        for name, (share, text) in shares.items()
    ]


def _note(row: Any) -> str:
    if not pd.isna(row.share):
        return f"{row.share:.0%} of attacks"
    if pd.isna(row.deaths_meanwhile) or not row.deaths_meanwhile:
        return ""
    return f"{row.deaths_meanwhile:,.0f} killed meanwhile"


def _count(run: RunFolder, kind: str) -> float:
    mine = run.events[run.events["kind"] == kind]
    numbers = [json.loads(text) for text in mine["numbers"]]
    return float(sum(item.get("attacks", 1.0) for item in numbers))


def broken_link(table: pd.DataFrame) -> str:
    """The first link that never came; where all came, the one that cost most lives."""
    dated = table[~table["link"].isin(SHARES)]
    reached = dated["day"].notna()
    if not reached.all():
        # links may be skipped (a mission already there): broken is what nothing follows
        last = int(np.flatnonzero(reached)[-1]) if reached.any() else -1
        if last + 1 < len(dated):
            return str(dated["link"].iloc[last + 1])
    costs = dated["deaths_meanwhile"].fillna(0.0)
    return str(dated["link"].iloc[int(costs.to_numpy().argmax())]) if costs.max() > 0 else ""
