"""The response chain of a run as a dated funnel: what came when, which link broke, at what cost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from marosim.languages import N_, _, speaking
from marosim.languages.formats import digits, percent
from marosim.record.folder import RunFolder, read_run

COLUMNS = [
    *("link", "step", "day", "date", "share", "deaths_before", "days_lost", "deaths_meanwhile"),
    *("left", "note", "broken"),
]
FULL_STRENGTH = 0.85  # share of the authorised strength that counts as full
OVERTAKEN = N_("did not delay the response")


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


def _either(*ways: Callable[[RunFolder], int | None]) -> Callable[[RunFolder], int | None]:
    def first(run: RunFolder) -> int | None:
        return next((day for way in ways if (day := way(run)) is not None), None)

    return first


def _arrived(run: RunFolder) -> int | None:
    if "peacekeepers" not in run.daily:
        return None
    there = run.daily["day"][run.daily["peacekeepers"] > 0]
    return int(there.iloc[0]) if len(there) else None


def _full_strength(run: RunFolder) -> int | None:
    """The day when most of what was authorised was there.

    A mandate that is widened again and again moves its own ceiling away; then what was
    authorised when the first unit came is what a response waited for.
    """
    daily = run.daily
    if not {"peacekeepers", "authorised"} <= set(daily.columns):
        return None
    here = daily["peacekeepers"] + daily.get("police", 0.0)
    came = _either(_event("first_unit"), _arrived)(run)
    at_first = daily["authorised"].iloc[came] if came is not None and came < len(daily) else 0.0
    for wanted in (daily["authorised"], at_first):
        enough = (wanted > 0) & (here > 0) & (here >= FULL_STRENGTH * wanted)
        if enough.any():
            return int(daily["day"][enough].iloc[0])
    return None


LINKS = (
    # violence itself may raise an alert that no sensor announced; it was the first signal then
    Link("signal", N_("first signal of attacks to come"), _event("signal", "alert")),
    Link("alert", N_("first alert raised"), _event("alert")),
    Link("decision", N_("decision to act"), _event("decision")),
    Link("authorisation", N_("mandate authorised"), _event("authorisation")),
    Link("first_unit", N_("first unit in the country"), _either(_event("first_unit"), _arrived)),
    Link(
        "full_strength",
        N_("85 % of the authorised strength"),
        _either(_event("full_strength"), _full_strength),
    ),
)
SHARES = ("within_reach", "answered", "prevented")


def explain(run_folder: str | Path | RunFolder) -> pd.DataFrame:
    """The chain of a run, one row a link, in the order in which a response comes about.

    For dated links: day, date, deaths before that day, and the days and deaths that waiting
    for it cost: from the link before until this one came, or to the end of the run. A link
    that a later one overtook (a mandate without an alert) held nothing up; what waiting
    there was is set against the later one. For the last three (attacks within reach,
    answered, prevented): the share of attacks; deaths after the dated links closed are set
    against reach and answer in proportion to the attacks that failed there. ``broken``
    marks the link that cost most lives; ``left`` is the share of all deaths that were still
    to come when a link closed; ``note`` says what waiting for it cost.
    """
    run = run_folder if isinstance(run_folder, RunFolder) else read_run(run_folder)
    deaths = _deaths(run)
    days = [link.day(run) for link in LINKS]
    rows: list[dict[str, Any]] = []
    before = 0
    for position, (link, day) in enumerate(zip(LINKS, days, strict=True)):
        row: dict[str, Any] = dict.fromkeys(COLUMNS)
        row |= {"link": link.name, "step": link.meaning, "day": day}
        if day is not None:
            row["date"] = pd.Timestamp(run.about["start"]) + pd.Timedelta(days=day)
            row["deaths_before"] = float(deaths[: max(day, 0)].sum())
        later = [d for d in days[position + 1 :] if d is not None]
        overtaken = bool(later) and (day is None or min(later) < day)
        until = before if overtaken else max(before, len(deaths) if day is None else day)
        row["days_lost"] = until - before
        row["deaths_meanwhile"] = float(deaths[before:until].sum())
        row["note"] = OVERTAKEN if overtaken else ""
        before = until
        rows.append(row)
    rows += _shares(run, float(deaths[before:].sum()))
    table = pd.DataFrame(rows, columns=COLUMNS)
    table["day"] = table["day"].astype("Int64")
    table["days_lost"] = table["days_lost"].astype("Int64")
    for name in ("share", "deaths_before", "deaths_meanwhile"):
        table[name] = pd.to_numeric(table[name])
    table["date"] = pd.to_datetime(table["date"])
    table.attrs["deaths"] = total = float(deaths.sum())
    table["left"] = 1.0 - pd.to_numeric(table["deaths_before"]) / total if total else np.nan
    table["broken"] = table["link"] == broken_link(table)
    with speaking("en"):  # as all that is kept in files
        table["note"] = [note(row) for _at, row in table.iterrows()]
    return table


def _deaths(run: RunFolder) -> np.ndarray:
    daily = run.daily
    columns = [c for c in ("deaths_direct", "deaths_indirect") if c in daily]
    return daily[columns].sum(axis=1).to_numpy() if columns else np.zeros(len(daily))


def _shares(run: RunFolder, deaths_after: float) -> list[dict[str, Any]]:
    """Attacks within reach of the mission, answered by it, and prevented."""
    summary = run.summary
    attacks = float(summary.get("attacks", 0.0))
    deterred = float(summary.get("attacks_deterred", 0.0))
    answered = float(summary.get("attacks_answered", np.nan))
    reach = float(summary.get("attacks_in_reach", np.nan))
    reached = float(summary.get("attacks_reached", np.nan))
    shares = {
        "within_reach": (
            reach / attacks if attacks else np.nan,
            N_("attacks within reach of units"),
        ),
        "answered": (answered / attacks if attacks else np.nan, N_("attacks that units answered")),
        "reached": (reached / attacks if attacks else np.nan, N_("attacks they reached in time")),
        "prevented": (
            deterred / (attacks + deterred) if attacks + deterred else np.nan,
            N_("attacks that presence deterred, of those that would have been"),
        ),
    }
    lost: dict[str, float | None] = dict.fromkeys(shares)
    if attacks and np.isfinite(reach) and np.isfinite(answered):
        near = min(reach / attacks, 1.0)
        lost["within_reach"] = deaths_after * (1.0 - near)
        lost["answered"] = deaths_after * max(near - min(answered / attacks, 1.0), 0.0)
    return [
        {
            **dict.fromkeys(COLUMNS),
            "link": name,
            "share": share,
            "step": text,
            "deaths_meanwhile": lost[name],
        }
        for name, (share, text) in shares.items()
    ]


def note(row: pd.Series) -> str:
    """What waiting for a link cost, in the language that is spoken."""
    if row["note"] == OVERTAKEN:
        return _(OVERTAKEN)
    if not pd.isna(row["share"]):
        return _("{share} of attacks", share=percent(float(row["share"])))
    if pd.isna(row["deaths_meanwhile"]) or not row["deaths_meanwhile"]:
        return ""
    people = digits(f"{float(f'{row.deaths_meanwhile:.3g}'):,.0f}")
    return _("{people} died meanwhile", people=people)


def broken_link(table: pd.DataFrame) -> str:
    """The link whose absence or delay cost most lives; empty if nobody was killed."""
    costs = table["deaths_meanwhile"].fillna(0.0)
    return str(table["link"].iloc[int(costs.to_numpy().argmax())]) if costs.max() > 0 else ""


LOST = {
    "signal": N_("Most lives were lost before the first signal"),
    "alert": N_("Most lives were lost before the first alert"),
    "decision": N_("Most lives were lost before it was decided to act"),
    "authorisation": N_("Most lives were lost before the mandate"),
    "first_unit": N_("Most lives were lost before the first unit came"),
    "full_strength": N_("Most lives were lost while the mission grew to its strength"),
    "within_reach": N_("Most lives were lost out of the reach of units"),
    "answered": N_("Most lives were lost within reach of units that did not answer"),
}


def finding(table: pd.DataFrame) -> str:
    """What the chain says, in a sentence: where most lives were lost."""
    broken = table["link"][table["broken"]].tolist()
    return _(LOST[broken[0]]) if broken else _("Nobody was killed")
